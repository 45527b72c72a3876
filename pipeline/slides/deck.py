"""The pieces of a presentation."""

from collections.abc import Mapping
from dataclasses import dataclass

from pipeline.manuscript import Manuscript


@dataclass(frozen=True, slots=True)
class Table:
    """A table with one header row; a line feed in a cell breaks the line.

    Attributes:
        head: column titles.
        rows: cells, as many as the head has.
        widths: shares of the width, one a column; a column is never narrower than its longest word.
        numbers: columns that hold numbers, set to the right.
        total: whether the last row sums up the others.
        size: of the text, chosen when it is fitted.
        settled: whether it is fitted: the widths are points then, the same on every slide it was cut into.
    """

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[float, ...]
    numbers: frozenset[int] = frozenset()
    total: bool = False
    size: float = 0
    settled: bool = False


@dataclass(frozen=True, slots=True)
class Points:
    """Short statements under one another.

    Attributes:
        items: the statements.
        numbered: whether their order has numbers.
        lead: a line above them.
        start: the first number.
        size: of the text, chosen when it is fitted.
    """

    items: tuple[str, ...]
    numbered: bool = False
    lead: str = ""
    start: int = 1
    size: float = 0


@dataclass(frozen=True, slots=True)
class Drawing:
    """A picture.

    Attributes:
        data: the file.
        kind: ``svg``, ``png`` or ``jpeg``.
        alt: what it shows, in words.
    """

    data: bytes
    kind: str
    alt: str


@dataclass(frozen=True, slots=True)
class Slide:
    """One slide.

    Attributes:
        title: unlike that of any other slide.
        body: None for a slide that opens a part.
        caption: small print under the body, word for word.
        notes: paragraphs for whoever speaks.
    """

    title: str
    body: Table | Points | Drawing | None = None
    caption: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Deck:
    """A presentation.

    Attributes:
        title: of the concept.
        subtitle: under it.
        lines: who speaks of what, on the first slide.
        footer: on all others.
        slides: all but the first.
        core: properties of the file, see ``word.Package.properties``.
        custom: further properties.
    """

    title: str
    subtitle: str
    lines: tuple[str, ...]
    footer: str
    slides: tuple[Slide, ...]
    core: Mapping[str, str]
    custom: Mapping[str, str]


def footer(manuscript: Manuscript) -> str:
    """Say which version the slides show, and that it is only a draft if it is stamped."""
    parts = (f"Drucksache {manuscript.paper}", f"Fassung {manuscript.version}", manuscript.stamp)
    return " · ".join(part for part in parts if part)


def counted(number: int, one: str, several: str) -> str:
    """Write a number with its noun: ``1 Ziel``, ``12 Ziele``."""
    return f"{number} {one if number == 1 else several}"
