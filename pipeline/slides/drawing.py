"""Charts for slides, drawn as SVG; one unit is one point on the slide.

Every value stands beside its bar in words, hatching says ``offen``, and each chart has a text that says all it
shows: colour only makes it pleasant. Names are escaped, so no title can become markup.
"""

from collections.abc import Iterator, Sequence
from xml.sax.saxutils import escape, quoteattr

from pipeline.slides.measure import shortened, width, wrap

INK, GREY, LINE, SHADE, HOUSE, WHITE = "#1D2733", "#4F5B67", "#B8C0C8", "#F2F4F6", "#14375A", "#FFFFFF"
_NAME, _VALUE, _SMALL = 15.0, 14.0, 13.0


def bars(rows: Sequence[tuple[str, str, Sequence[tuple[str, int]]]], size: tuple[float, float]) -> bytes:
    """Draw bars, some for each name.

    Args:
        rows: name, colour, and for each bar what it says and its value; the second bar is hatched.
        size: width and height.
    """
    wide, high = size
    tall = min(78.0, high / len(rows))
    start = 262.0
    says = max(width(label, _VALUE, bold=True) for _, _, values in rows for label, _ in values)
    most = max(1, *(value for _, _, values in rows for _, value in values))
    unit = (wide - start - says - 14) / most
    parts: list[str] = []
    for number, (name, colour, values) in enumerate(rows):
        top = number * tall
        parts += _rule(top, wide) if number else ()
        parts += _words(name, (0, top + tall / 2), start - 16, most=max(1, int(tall / 18)))
        thick = min(20.0, (tall - 12) / len(values) - 3)
        block = len(values) * (thick + 3) - 3
        for place, (label, value) in enumerate(values):
            y = top + (tall - block) / 2 + place * (thick + 3)
            fill = colour if place % 2 == 0 else _hatched(parts, f"b{number}", colour)
            parts.append(_box((start, y), value * unit, thick, fill, colour))
            parts.append(_text(label, (start + value * unit + 8, y + thick / 2 + 5), _VALUE, bold=place % 2 == 0))
    parts.append(_line(start, 0, start, len(rows) * tall))
    return _drawing(wide, len(rows) * tall, parts)


def shares(rows: Sequence[tuple[str, int, int]], size: tuple[float, float], legend: tuple[str, str]) -> bytes:
    """Draw how much of a whole is given and how much is open.

    Args:
        rows: name, count, total.
        size: width and height.
        legend: the words for what is given and what is not.
    """
    wide, high = size
    foot = 30.0
    tall = min(58.0, (high - foot) / len(rows))
    start, end = 190.0, wide - 170
    parts: list[str] = []
    empty = _hatched(parts, "offen", LINE)
    for number, (name, count, total) in enumerate(rows):
        top = number * tall
        share = count / total if total else 0
        parts += _words(name, (0, top + tall / 2), start - 12, most=2)
        parts.append(_box((start, top + 8), end - start, tall - 16, empty, GREY))
        parts.append(_box((start, top + 8), (end - start) * share, tall - 16, HOUSE, HOUSE))
        said = f"{count} von {total} ({round(100 * share)} %)"
        parts.append(_text(said, (end + 10, top + tall / 2 + 5), _VALUE, bold=True))
    y = len(rows) * tall + 8
    parts += [_box((start, y), 16, 14, HOUSE, HOUSE), _text(legend[0], (start + 22, y + 12), _SMALL)]
    second = start + 40 + width(legend[0], _SMALL)
    parts += [_box((second, y), 16, 14, empty, GREY), _text(legend[1], (second + 22, y + 12), _SMALL)]
    return _drawing(wide, y + 22, parts)


def grid(
    head: Sequence[str], rows: Sequence[tuple[str, str, int, Sequence[int]]], size: tuple[float, float], legend: str
) -> bytes:
    """Draw a small share for each name and column.

    Args:
        head: the columns.
        rows: name, colour, total, and a count for each column.
        size: width and height.
        legend: the words for what is not given.
    """
    wide, high = size
    start, above = 230.0, 28.0
    tall = min(60.0, (high - above) / len(rows))
    column = (wide - start) / len(head)
    parts: list[str] = []
    empty = _hatched(parts, "offen", LINE)
    parts += [_box((0.5, 5), 16, 12, empty, GREY), _text(legend, (23, 16), _SMALL)]
    for place, name in enumerate(head):
        said = shortened(name, _SMALL, column - 8, 1, bold=True)
        parts.append(_text(said, (start + place * column, 16), _SMALL, bold=True, colour=HOUSE))
    for number, (name, colour, total, counts) in enumerate(rows):
        top = above + number * tall
        parts += _rule(top, wide)
        parts += _words(name, (0, top + tall / 2), start - 14, most=max(1, int(tall / 18)))
        for place, count in enumerate(counts):
            x, share = start + place * column, count / total if total else 0
            thick = min(14.0, tall - 30)
            middle = top + (tall - thick - 20) / 2
            parts.append(_text(f"{count} von {total}", (x, middle + 13), _SMALL))
            parts.append(_box((x, middle + 19), column - 16, thick, empty, GREY))
            parts.append(_box((x, middle + 19), (column - 16) * share, thick, colour, colour))
    return _drawing(wide, above + len(rows) * tall, parts)


def steps(stations: Sequence[tuple[str, str, Sequence[str]]], size: tuple[float, float], first: int = 1) -> bytes:
    """Draw the way through some stations as rows of arrows with lists under them.

    Args:
        stations: name, time, and what belongs to it.
        size: width and height.
        first: number of the first arrow.
    """
    wide, high = size
    rows = -(-len(stations) // _IN_A_ROW)
    room, column = high / rows, (wide + _GAP) / _IN_A_ROW - _GAP
    parts: list[str] = []
    for number, (name, when, items) in enumerate(stations):
        x, top = number % _IN_A_ROW * (column + _GAP), number // _IN_A_ROW * room
        parts.append(_arrow(x, top, column))
        left, space = x + _TIP + 10, column - 2 * _TIP - 16
        parts.append(
            _text(
                shortened(f"{first + number} {name}", 16, space, 1, bold=True),
                (left, top + 21),
                16,
                bold=True,
                colour=WHITE,
            )
        )
        parts.append(_text(shortened(when, _SMALL, space, 1), (left, top + 39), _SMALL, colour=WHITE))
        y = top + _ARROW + 22
        for count, item in enumerate(items):
            lines = wrap(shortened(item, _VALUE, column - 30, 2), _VALUE, column - 30)
            rest = len(items) - count
            if y + (len(lines) - 1 + (rest > 1)) * _STEP > top + room - 6:
                parts.append(_text(f"und {rest} weitere", (x + 20, y), _VALUE, colour=GREY))
                break
            parts.append(_box((x + 8, y - 8), 5, 5, HOUSE, HOUSE))
            for line in lines:
                parts.append(_text(line, (x + 20, y), _VALUE))
                y += _STEP
    return _drawing(wide, high, parts)


_IN_A_ROW, _GAP, _TIP, _ARROW, _STEP = 3, 6.0, 18.0, 50.0, 20.0


def _arrow(x: float, y: float, wide: float) -> str:
    middle, end = y + _ARROW / 2, x + wide
    points = [(x, y), (end - _TIP, y), (end, middle), (end - _TIP, y + _ARROW), (x, y + _ARROW), (x + _TIP, middle)]
    return f'<polygon points="{" ".join(f"{a:.1f},{b:.1f}" for a, b in points)}" fill="{HOUSE}"/>'


def _drawing(wide: float, high: float, parts: Sequence[str]) -> bytes:
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide:.1f} {high:.1f}" width="{wide:.1f}" '
        f'height="{high:.1f}" font-family="Lato">'
    )
    return "\n".join(
        [head, f'<rect width="{wide:.1f}" height="{high:.1f}" fill="{WHITE}"/>', *parts, "</svg>"]
    ).encode()


def _text(said: str, at: tuple[float, float], size: float, *, bold: bool = False, colour: str = INK) -> str:
    weight = ' font-weight="700"' if bold else ""
    return f'<text x="{at[0]:.1f}" y="{at[1]:.1f}" font-size="{size}" fill="{colour}"{weight}>{escape(said)}</text>'


def _words(said: str, at: tuple[float, float], room: float, *, most: int, colour: str = INK) -> Iterator[str]:
    """Write bold lines around a height."""
    lines = wrap(shortened(said, _NAME, room, most, bold=True), _NAME, room, bold=True)
    for number, line in enumerate(lines):
        y = at[1] + 5 + (number - (len(lines) - 1) / 2) * 18
        yield _text(line, (at[0], y), _NAME, bold=True, colour=colour)


def _box(at: tuple[float, float], wide: float, high: float, fill: str, edge: str) -> str:
    return (
        f'<rect x="{at[0]:.1f}" y="{at[1]:.1f}" width="{wide:.1f}" height="{high:.1f}" '
        f"fill={quoteattr(fill)} stroke={quoteattr(edge)}/>"
    )


def _hatched(parts: list[str], name: str, colour: str) -> str:
    parts.append(
        f'<pattern id="{name}" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
        f'<rect width="6" height="6" fill="{WHITE}"/><rect width="2.6" height="6" fill={quoteattr(colour)}/></pattern>'
    )
    return f"url(#{name})"


def _line(x: float, y: float, to_x: float, to_y: float, colour: str = INK) -> str:
    return f'<line x1="{x:.1f}" y1="{y:.1f}" x2="{to_x:.1f}" y2="{to_y:.1f}" stroke="{colour}"/>'


def _rule(y: float, wide: float) -> Iterator[str]:
    yield _line(0, y, wide, y, "#DDE2E6")
