"""Markdown as marks: words, signs and the gaps that mean something, each with its place in the text.

Wrapping is no wording: a soft line break is a space, and the indentation of a block in YAML is nothing. A blank line, a new
entry of a list, a row of a table and a hard line break are marks of their own.
"""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from review.sequences import matches

BLOCK_START = re.compile(
    r"(?:[-*+]|\d{1,9}[.)])(?=[ \t]|$)|[|#>]|```|~~~|:::|\[\^[^\]\n]+\]:|Tabelle:|:[ \t]|[-=]{2,}[ \t]*$", re.MULTILINE
)
"""What begins a block at the start of a line, so that the line break before it is no mere wrapping."""

_PIECE = re.compile(r"[ \t\r\n]+|[^\W_]+|[^ \t\r\n]")
_WHITE = " \t\r\n"
_SKIPPED = re.compile(r"\[\^[^\]\s]+\](?!:)|\{#[^}\s]*\}|\]\([^()\s]*\)|[*_`\\~^\[\]]")
_REFERENCE = re.compile(r"\[\]\(([^()\s]+)\)")
_ESCAPABLE = frozenset("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")
_ALIKE = str.maketrans("„“”‚‘’'«»–—\u2011\u00a0", '"""""""""--- ')

_HARD = "\u00b6\u23ce\u21b5"
"""Blank line, new block, hard break."""


class Mark(NamedTuple):
    """A word, a sign or a hard gap.

    Attributes:
        text: what is compared.
        glued: whether nothing stands between it and the mark before.
        start: where it begins.
        end: where it ends.
    """

    text: str
    glued: bool
    start: int
    end: int

    @property
    def is_gap(self) -> bool:
        """Whether it is a hard gap."""
        return self.text[0] in _HARD and self.text[:1] != ""

    @property
    def key(self) -> str:
        """What makes two marks in the middle of a text equal."""
        return f"\x01{self.text}" if self.glued else self.text


Marks = tuple[Mark, ...]


@lru_cache(maxsize=128)
def cut(text: str, indent: int = 0, start: int = 0, end: int | None = None) -> Marks:
    """Cut a text into marks.

    Args:
        text: Markdown, as it stands in a file.
        indent: columns that are the file's and not the text's.
        start: where the wording begins.
        end: where it ends; the end of the text if left out.
    """
    found: list[Mark] = []
    end = len(text) if end is None else end
    spaced = False
    for piece in _PIECE.finditer(text, start, end):
        if piece[0][0] in _WHITE:
            hard = _hard(text, piece.start(), piece.end(), indent, end) if found else ""
            if hard:
                found.append(Mark(hard, False, piece.start(), piece.end()))  # noqa: FBT003 - a field of a tuple
            spaced = True
            continue
        found.append(Mark(piece[0], not spaced and bool(found), piece.start(), piece.end()))
        spaced = False
    while found and found[-1].is_gap:
        found.pop()
    return tuple(found)


def _hard(text: str, start: int, end: int, indent: int, stop: int) -> str:
    """Say which hard gap white space is; empty for a soft one."""
    gap = text[start:end].replace("\r\n", "\n").replace("\r", "\n")
    breaks = gap.count("\n")
    if not breaks or end >= stop:
        return ""
    columns = max(0, len(gap) - gap.rindex("\n") - 1 - indent)
    if breaks > 1:
        return f"\u00b6{columns or ''}"
    line = text[max(text.rfind("\n", 0, start), -1) + 1 : start].lstrip(_WHITE)
    if line.startswith(("|", "#", "Tabelle:")) or BLOCK_START.match(text, end):
        return f"\u23ce{columns or ''}"
    if gap.startswith("  ") or line.endswith("\\"):
        return "\u21b5"
    return ""


def cut_plain(text: str, printed: Mapping[str, str], indent: int = 0, start: int = 0, end: int | None = None) -> Marks:
    """Cut a text as a reader sees it: without signs of form, references as they are printed, quotes all alike.

    Args:
        text: Markdown.
        printed: target of a reference → what stands in the documents in its place.
        indent: columns that are the file's and not the text's.
        start: where the wording begins.
        end: where it ends; the end of the text if left out.
    """
    end = len(text) if end is None else end
    found: list[Mark] = []
    at, spaced = start, False
    while at < end:
        reference = _REFERENCE.match(text, at, end)
        if reference:
            for count, one in enumerate(cut(printed.get(reference[1], "").translate(_ALIKE))):
                glued = one.glued if count else not spaced and bool(found)
                found.append(Mark(one.text, glued, reference.start(), reference.end()))
            at, spaced = reference.end(), False
            continue
        if text[at] == "\\" and at + 1 < end and text[at + 1] in _ESCAPABLE:
            found.append(Mark(text[at + 1].translate(_ALIKE), not spaced and bool(found), at, at + 2))
            at, spaced = at + 2, False
            continue
        skipped = _SKIPPED.match(text, at, end)
        piece = skipped or _PIECE.match(text, at, end)
        if piece is None:
            break
        at = piece.end()
        if skipped:
            continue
        if piece[0][0] in _WHITE:
            hard = _hard(text, piece.start(), piece.end(), indent, end) if found else ""
            if hard and not found[-1].is_gap:
                found.append(Mark(hard, False, piece.start(), piece.end()))  # noqa: FBT003
            spaced = True
            continue
        said = piece[0].translate(_ALIKE)
        if said == " ":
            spaced = True
            continue
        found.append(Mark(said, not spaced and bool(found), piece.start(), piece.end()))
        spaced = False
    while found and found[-1].is_gap:
        found.pop()
    return tuple(found)


def windows(current: Marks, wanted: Marks) -> list[range]:
    """Find where a wording stands: all its marks in a row."""
    if not wanted:
        return []
    rest = [one.key for one in wanted[1:]]
    size = len(wanted)
    return [
        range(at, at + size)
        for at in range(len(current) - size + 1)
        if current[at].text == wanted[0].text and all(current[at + 1 + row].key == key for row, key in enumerate(rest))
    ]


def same(one: Marks, other: Marks) -> bool:
    """Whether two wordings are the same but for their wrapping."""
    return len(one) == len(other) and all(
        a.text == b.text and (not at or a.glued == b.glued) for at, (a, b) in enumerate(zip(one, other, strict=True))
    )


def nearest(
    current: Marks, wanted: Marks, share: float = 0.7, lead: float = 0.12
) -> tuple[range, dict[int, int]] | None:
    """Find the paragraph that is the wanted wording as it has become.

    Args:
        current: marks of the text.
        wanted: marks of the earlier wording.
        share: so much of the wording must still stand there.
        lead: by so much the best paragraph must beat the next.

    Returns:
        The paragraph, and which mark of the wording is which of the text; None unless it is unmistakable.
    """
    words = [one.text for one in wanted]
    best: list[tuple[float, range, dict[int, int]]] = []
    held = set(words)
    for block in _spans(current, sum(one.text.startswith("\u00b6") for one in wanted) + 1):
        there = [current[at].text for at in block]
        if len(held.intersection(there)) < share * len(held):
            continue
        pairs = {one: block.start + other for one, other in matches(words, there)}
        best.append((len(pairs) / len(words), block, pairs))
    best.sort(key=lambda one: (-one[0], one[1].start))
    if not best or best[0][0] < share or (len(best) > 1 and best[0][0] - best[1][0] < lead):
        return None
    return best[0][1], best[0][2]


def _spans(current: Marks, blocks: int) -> list[range]:
    """Give every run of so many paragraphs."""
    edges = [-1, *(at for at, one in enumerate(current) if one.text.startswith("\u00b6")), len(current)]
    count = min(blocks, len(edges) - 1)
    return [range(edges[at] + 1, edges[at + count]) for at in range(len(edges) - count)]


def is_block(marks: Sequence[Mark], at: int) -> bool:
    """Whether a paragraph, an entry or a row ends before the mark at a position."""
    return at >= len(marks) or (marks[at].is_gap and not marks[at].text.startswith("\u21b5"))
