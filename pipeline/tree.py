"""The sources as a tree of files, wherever they come from.

A folder and a git revision look the same from here on: names and bytes, and where they are from.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from pipeline.findings import Finding

READ_SUFFIXES = frozenset({".md", ".yaml", ".yml", ".svg", ".png", ".jpg", ".jpeg"})
"""What the pipeline reads; anything else in the sources is left alone."""

LARGEST_FILE = 8 * 1024 * 1024
"""Bytes. A larger file is not read; its finding says so."""

LARGEST_TEXT = 2 * 1024 * 1024
"""Characters of one Markdown text; a chapter of a concept has some ten thousand."""

MOST_FILES = 20_000
"""A folder with more files is not a concept."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where the sources are from.

    Attributes:
        label: for people: the folder, or the version and its commit.
        folder: what findings put before the path, ``""`` for a git revision.
        commit: the full hash, ``""`` without git.
        dirty: whether the folder holds changes that no commit has.
        epoch: seconds since 1970 of the commit, 0 without git.
    """

    label: str
    folder: str = ""
    commit: str = ""
    dirty: bool = False
    epoch: int = 0

    def file(self, path: str) -> str:
        """Write a path of the sources so that it can be opened from where the command ran."""
        return f"{self.folder.rstrip('/')}/{path}" if self.folder else path


@dataclass(frozen=True, slots=True)
class SourceTree:
    """Names and bytes of the sources.

    Attributes:
        files: path with ``/`` → bytes, sorted by path.
        origin: where they are from.
        findings: what could not be taken (links that lead out, files that are too large …).
    """

    files: Mapping[str, bytes]
    origin: Origin
    findings: tuple[Finding, ...] = ()
