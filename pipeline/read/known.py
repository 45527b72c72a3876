"""What was read before, for who reads nearly the same files many times."""

from dataclasses import dataclass, field
from typing import Any

from pipeline.findings import Finding
from pipeline.places import Place


@dataclass(frozen=True, slots=True)
class Gathered:
    """What one file gave.

    Attributes:
        node: what it holds; None if it cannot be read.
        findings: what was found in it.
        declared: ids that it claims → places.
    """

    node: Any
    findings: list[Finding]
    declared: dict[str, list[Place]]


@dataclass(slots=True)
class Known:
    """Files read before, by path and bytes.

    Attributes:
        nodes: path and bytes → what the file gave.
    """

    nodes: dict[tuple[str, bytes], Gathered] = field(default_factory=dict)

    def holds(self, path: str, data: bytes) -> bool:
        """Whether this file was read with these bytes."""
        return (path, data) in self.nodes

    def keep(self, path: str, data: bytes, found: Gathered) -> None:
        """Remember what a file gave."""
        self.nodes[path, data] = found
