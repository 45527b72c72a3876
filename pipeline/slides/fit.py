"""Cut slides so that everything fits before any program sets it.

PowerPoint shrinks or overflows what is too much; neither may happen on a wall. The room on a slide comes from
the template. Whatever is cut short stands in full in the speaker notes.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from pipeline.slides.deck import Deck, Points, Slide, Table
from pipeline.slides.measure import LINE, largest, shortened, width, wrap

TABLE_SIZES = (18, 16, 14)
"""Points; a table is set in the largest size that needs no further slide."""

CELL = (7.2, 4.0)
"""Points left and right of a cell's text, and above and below it."""

SMALLEST_CAPTION = 9

_POINT_GROWTH = (1.4, 1.2, 1.0)
_BEFORE_POINT, _POINT_INDENT, _SPACED = 6.0, 22.5, 1.05
_FULLNESS = 20
"""How finely pages are evened out: steps between an even share and a full page."""


@dataclass(frozen=True, slots=True)
class Frame:
    """The room on a slide, as the template has it, in points.

    Attributes:
        width: of title and content.
        height: of content that stands alone.
        captioned: of content above a caption.
        caption: width and height of the caption.
        title: height of the title.
        opening: width and height of the title on the first slide and on one that opens a part.
        text_size: of points.
        title_size: of titles.
        caption_size: of captions.
        opening_size: of the titles named under ``opening``.
    """

    width: float
    height: float
    captioned: float
    caption: tuple[float, float]
    title: float
    opening: tuple[float, float]
    text_size: float
    title_size: float
    caption_size: float
    opening_size: float

    def room(self, slide: Slide) -> float:
        """Give the height for a slide's body."""
        return self.captioned if slide.caption else self.height


def caption_size(slide: Slide, frame: Frame) -> float:
    """Choose the size of a caption: it must stand word for word, so it may be smaller than usual."""
    sizes = range(round(frame.caption_size), SMALLEST_CAPTION - 1, -1)
    return largest(slide.caption, sizes, frame.caption)


def columns(table: Table, frame: Frame) -> tuple[float, ...]:
    """Give the widths of the columns in points: by shares, but no word broken if that can be."""
    if table.settled:
        return table.widths
    least = _least(table)
    shares = [frame.width * one / sum(table.widths) for one in table.widths]
    short = [n for n, share in enumerate(shares) if share < least[n]]
    if not short or sum(least) > frame.width:
        return tuple(shares)
    spare = [max(0.0, share - least[n]) for n, share in enumerate(shares)]
    missing = sum(least[n] - shares[n] for n in short)
    given = [share - missing * spare[n] / sum(spare) for n, share in enumerate(shares)]
    return tuple(max(one, least[n]) if n in short else one for n, one in enumerate(given))


def _least(table: Table) -> list[float]:
    """Measure the longest word of each column."""
    rows = (table.head, *table.rows)
    return [
        max(width(word, table.size, bold=True) for row in rows for word in re.split("[ \t\n]+", row[n]))
        + 2 * CELL[0]
        + 1
        for n in range(len(table.head))
    ]


def heights(table: Table, frame: Frame) -> list[float]:
    """Measure the rows of a table, the head first."""
    room = columns(table, frame)
    rows = (table.head, *table.rows)
    bold = {0, len(rows) - 1 if table.total else 0}
    return [
        max(len(wrap(text, table.size, room[n] - 2 * CELL[0], bold=number in bold)) for n, text in enumerate(row))
        * table.size
        * LINE
        + 2 * CELL[1]
        for number, row in enumerate(rows)
    ]


def height(slide: Slide, frame: Frame) -> float:
    """Measure the body of a slide; a picture is made to measure and counts nothing."""
    match slide.body:
        case Table() as table:
            return sum(heights(table, frame))
        case Points() as points:
            return _lead(points, frame) + sum(_item_height(item, points.size, frame) for item in points.items)
        case _:
            return 0


def fitted(deck: Deck, frame: Frame) -> Deck:
    """Give a deck in which everything fits: long titles cut, long lists on further slides, titles unique."""
    seen: dict[str, int] = {}
    done: list[Slide] = []
    for slide in deck.slides:
        for piece in cut(slide, frame):
            title = _fitting_title(piece, frame)
            seen[title] = seen.get(title, 0) + 1
            count = seen[title]
            done.append(replace(piece, title=title if count == 1 else f"{title} ({count})"))
    return replace(deck, slides=tuple(done))


def cut(slide: Slide, frame: Frame) -> Iterator[Slide]:
    """Cut a slide into as few as it needs, evenly filled and in the largest size; the others are a ``(Fortsetzung)``."""
    room = frame.room(slide)
    match slide.body:
        case Table() as table:
            tries = [_cut_table(replace(table, size=size), frame, room) for size in TABLE_SIZES]
        case Points() as points:
            sizes = (round(frame.text_size * growth) for growth in _POINT_GROWTH)
            tries = [_cut_points(replace(points, size=size), frame, room) for size in sizes]
        case _:
            yield slide
            return
    fewest = min(len(pieces) for pieces in tries)
    short = [pieces for pieces in tries if len(pieces) == fewest]
    kept = next(
        (pieces for pieces in short if not any(rest or _breaks_words(body, frame) for body, rest in pieces)), short[-1]
    )
    for number, (body, rest) in enumerate(kept):
        notes = slide.notes if number == 0 else ()
        yield replace(slide, title=slide.title + continued(number), body=body, notes=notes + rest)


def _breaks_words(body: Table | Points, frame: Frame) -> bool:
    return isinstance(body, Table) and sum(_least(body)) > frame.width


def continued(number: int) -> str:
    """Say that a slide goes on with the one before: nothing on the first, which is number 0."""
    return ("", " (Fortsetzung)")[number] if number < 2 else f" ({number}. Fortsetzung)"  # noqa: PLR2004


def _fitting_title(slide: Slide, frame: Frame) -> str:
    if slide.body is None:
        room, tall, size = *frame.opening, frame.opening_size
    else:
        room, tall, size = frame.width, frame.title, frame.title_size
    spare = width(" (99)", size, bold=True)  # a title met before gets a number
    return shortened(slide.title, size, room - spare, max(1, int(tall / (size * LINE))), bold=True)


Pieces = list[tuple[Table | Points, tuple[str, ...]]]
"""Bodies, each with the texts that had to be cut short in it."""


def _cut_table(table: Table, frame: Frame, room: float) -> Pieces:
    table = replace(table, widths=columns(table, frame), settled=True)
    room -= heights(table, frame)[0]
    most = max(1, int((room - 2 * CELL[1]) / (table.size * LINE)))
    wide = [one - 2 * CELL[0] for one in table.widths]
    short = tuple(
        tuple(shortened(text, table.size, wide[n], most, bold=True) for n, text in enumerate(row)) for row in table.rows
    )
    tall = heights(replace(table, rows=short), frame)[1:]
    pieces: Pieces = []
    for page in _pages(tall, room):
        last = table.total and page.stop == len(short)
        rest = (
            text
            for row, kept in zip(_at(table.rows, page), _at(short, page), strict=True)
            for text, cell in zip(row, kept, strict=True)
            if text != cell
        )
        pieces.append((replace(table, rows=_at(short, page), total=last), tuple(rest)))
    return pieces


def _cut_points(points: Points, frame: Frame, room: float) -> Pieces:
    line = points.size * LINE * _SPACED
    most = int((room - _BEFORE_POINT) / line / (2 if points.items else 1))
    lead = shortened(points.lead, points.size, frame.width, max(1, most))
    cut_short = (points.lead,) if lead != points.lead else ()
    points = replace(points, lead=lead)
    room -= _lead(points, frame)
    most = max(1, int((room - _BEFORE_POINT) / line))
    short = tuple(shortened(item, points.size, frame.width - _POINT_INDENT, most) for item in points.items)
    pieces: Pieces = []
    for page in _pages([_item_height(item, points.size, frame) for item in short], room):
        rest = tuple(text for text, kept in zip(_at(points.items, page), _at(short, page), strict=True) if text != kept)
        pieces.append((replace(points, items=_at(short, page), start=points.start + page.start), cut_short + rest))
        cut_short = ()
    return pieces


_Row = TypeVar("_Row")


def _at(rows: tuple[_Row, ...], page: range) -> tuple[_Row, ...]:
    return rows[page.start : page.stop]


def _item_height(item: str, size: float, frame: Frame) -> float:
    lines = len(wrap(item, size, frame.width - _POINT_INDENT))
    return lines * size * LINE * _SPACED + _BEFORE_POINT


def _lead(points: Points, frame: Frame) -> float:
    if not points.lead:
        return 0
    lines = len(wrap(points.lead, points.size, frame.width))
    return lines * points.size * LINE * _SPACED + _BEFORE_POINT


def _pages(heights: Sequence[float], room: float) -> list[range]:
    """Spread rows over as few pages as there must be, and over these evenly."""
    fewest = len(_filled(heights, room))
    even = sum(heights) / max(1, fewest)
    for step in range(_FULLNESS):
        pages = _filled(heights, even + (room - even) * step / _FULLNESS)
        if len(pages) == fewest:
            return pages
    return _filled(heights, room)


def _filled(heights: Sequence[float], room: float) -> list[range]:
    pages, start, used = [], 0, 0.0
    for number, one in enumerate(heights):
        if number > start and used + one > room:
            pages.append(range(start, number))
            start, used = number, 0.0
        used += one
    return [*pages, range(start, len(heights))]


def spread(count: int, most: int) -> list[range]:
    """Spread so many things over pages of at most ``most``, evenly."""
    return _pages([1.0] * count, most) if count else []
