"""Where something stands in the sources."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A spot in a source file.

    Attributes:
        path: the file, relative to the folder of the sources, with ``/`` on every system.
        line: counted from 1; 0 means the file as a whole.
    """

    path: str
    line: int = 0

    def down(self, lines: int) -> "Place":
        """Give the place so many lines further down."""
        return Place(self.path, self.line + lines)

    def __str__(self) -> str:
        """Write ``path:line``, or only the path for a whole file."""
        return f"{self.path}:{self.line}" if self.line else self.path
