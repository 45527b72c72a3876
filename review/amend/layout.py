"""How a text is laid out in its file: one sentence a line, or filled to a width; new words follow the habit."""

import re
from collections.abc import Iterable
from typing import NamedTuple

from pipeline.passages import split
from review.amend.marks import BLOCK_START

_ENDS = re.compile(r"[.!?…:;][“\"’)]*$")
_NARROW, _WIDE = 60, 130
_SENTENCES = 0.8


class Habit(NamedTuple):
    """How lines are broken.

    Attributes:
        by_sentence: one sentence a line.
        width: columns to fill, indentation included.
    """

    by_sentence: bool
    width: int


def habit_of(text: str) -> Habit:
    """See how a file's prose is broken into lines."""
    longest, ends, count, many = 0, 0, 0, 0
    for block in re.split(r"\n[ \t]*\r?\n", text):
        rows = [row.strip() for row in block.splitlines()]
        if len(rows) < 2 or any(BLOCK_START.match(row) or ": " in row[:40] and row[:1].islower() for row in rows):  # noqa: PLR2004, RUF021
            continue
        for raw, row in zip(block.splitlines()[:-1], rows, strict=False):
            count += 1
            longest = max(longest, len(raw.rstrip()))
            ends += bool(_ENDS.search(row))
            many += len(list(split(row))) > 1
    by_sentence = count > 1 and ends >= _SENTENCES * count and many <= (1 - _SENTENCES) * count
    return Habit(by_sentence, min(max(longest, _NARROW), _WIDE) if count else 100)


def filled(text: str, habit: Habit, indent: int) -> str:
    """Lay out new text: prose by the habit, lists, tables and code as they are."""
    return "\n\n".join(_paragraph(block, habit, indent) for block in re.split(r"\n[ \t]*\n+", text.strip("\n")))


def _paragraph(block: str, habit: Habit, indent: int) -> str:
    rows = block.split("\n")
    special = any(BLOCK_START.match(row.lstrip()) or row[:1] in " \t" or _hard(row) for row in rows)
    if special:
        return block
    words = " ".join(row.strip() for row in rows)
    if habit.by_sentence:
        return "\n".join(_safe(split(words)))
    return "\n".join(_wrapped(words, habit.width - indent))


def _hard(row: str) -> bool:
    return row.endswith(("  ", "\\"))


def _safe(rows: Iterable[str]) -> list[str]:
    """Join rows whose second would begin a block, or ends what a colon opened."""
    found: list[str] = []
    for row in rows:
        if found and (BLOCK_START.match(row) or found[-1].endswith((":", "…"))):
            found[-1] += " " + row
        else:
            found.append(row)
    return found


def _wrapped(words: str, width: int) -> list[str]:
    rows: list[str] = []
    for word in words.split(" "):
        if rows and (len(rows[-1]) + 1 + len(word) <= width or BLOCK_START.match(word)):
            rows[-1] += " " + word
        else:
            rows.append(word)
    return rows


def wrapped_line(line: str, habit: Habit, indent: int) -> str:
    """Break a line that grew too long, under its own beginning; a row of a table and a heading stay whole.

    Args:
        line: with its indentation, without its end.
        habit: how the file breaks lines.
        indent: columns that are the file's.
    """
    bare = line.lstrip(" ")
    if bare.startswith(("|", "#", "Tabelle:", ">", "[^", "![")) or _hard(line):
        return line
    lead = len(line) - len(bare)
    entry = re.match(r"(?:[-*+]|\d{1,9}[.)])[ \t]+", bare)
    if lead > indent and not entry and lead - indent > 3:  # noqa: PLR2004 - four columns make a block of code
        return line
    hang = lead + (len(entry[0]) if entry else 0)
    if habit.by_sentence:
        rows = _safe(split(bare)) if not entry else [bare]
    elif len(line) > habit.width:
        rows = _wrapped(bare, habit.width - lead)
    else:
        return line
    return " " * lead + ("\n" + " " * hang).join(rows)
