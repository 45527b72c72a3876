"""Measure text: how wide a line is, how many lines a paragraph takes.

Widths of letters are those of Arial, wider than most fonts an office puts in its place, so a line counted here
is a line there or less.
"""

import re
from collections.abc import Sequence

LINE = 1.22
"""Height of a line, in sizes."""

_WIDTHS = {
    "ijl'‚‘": 0.24,
    " .,:;!ftI/()[]·|": 0.31,
    'r„“"*-{}': 0.37,
    "ckszJvxy": 0.51,
    "wCÖOQG": 0.78,
    "mM": 0.86,
    "W@%–…—": 1.02,
}
_WIDTH_OF = {letter: width for letters, width in _WIDTHS.items() for letter in letters}
_LOWER, _UPPER = 0.57, 0.72
_BOLD = 1.08


def width(text: str, size: float, *, bold: bool = False) -> float:
    """Measure a line in points, rather too wide than too narrow."""
    total = sum(_WIDTH_OF.get(letter) or (_UPPER if letter.isupper() else _LOWER) for letter in text)
    return total * size * (_BOLD if bold else 1)


def wrap(text: str, size: float, room: float, *, bold: bool = False) -> list[str]:
    """Break a text into lines; a word wider than the room is broken too."""
    lines: list[str] = []
    for paragraph in text.split("\n"):
        line = ""
        for word in re.split("[ \t]+", paragraph.strip(" \t")):
            longer = f"{line} {word}".strip()
            if width(longer, size, bold=bold) <= room:
                line = longer
                continue
            lines += [line] if line else []
            line = word
            while width(line, size, bold=bold) > room and len(line) > 1:
                kept = next(
                    n for n in range(len(line) - 1, 0, -1) if n == 1 or width(line[:n], size, bold=bold) <= room
                )
                lines.append(line[:kept])
                line = line[kept:]
        lines.append(line)
    return lines


def shortened(text: str, size: float, room: float, most: int, *, bold: bool = False) -> str:
    """Cut a text to so many lines; ``…`` says that there is more."""
    lines = wrap(text, size, room, bold=bold)
    if len(lines) <= most:
        return text
    kept = " ".join(lines[:most])
    while kept and len(wrap(f"{kept} …", size, room, bold=bold)) > most:
        kept = kept[:-1].rstrip()
    return f"{kept} …".strip()


def largest(text: str, sizes: Sequence[float], room: tuple[float, float], *, bold: bool = False) -> float:
    """Choose the largest of falling sizes in which a text fits, else the smallest."""
    for size in sizes:
        if len(wrap(text, size, room[0], bold=bold)) * size * LINE <= room[1]:
            return size
    return sizes[-1]
