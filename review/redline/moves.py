"""What is gone in one place and new in another: whole sections, and paragraphs by themselves."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from review.redline.guide import Guide
from review.redline.pairs import paired
from review.redline.units import Unit

_TELLING = 25
"""Letters from which equal words elsewhere are the same words, moved."""

_START = 12
"""Letters by which a paragraph is looked for at first."""

DIRECTORIES = frozenset({"contents", "index"})
"""Sorts that follow what they name: nobody wrote them."""

_Placed = Sequence[tuple[int, Unit]]
"""Units behind their places."""


@dataclass(frozen=True, slots=True)
class Move:
    """Something that is gone in one place and new in another.

    Attributes:
        gone: what it was.
        come: what it is now.
        along: it stands under a heading that moved, where it stood under it before.
    """

    gone: Unit
    come: Unit
    along: bool = False


def set_apart(units: Sequence[Unit], guide: Guide, side: Literal["alt", "neu"]) -> None:
    """Let what moved, as the comparison of the drafts says, pair with nothing: what stands around it stays instead."""
    words = set(guide.moves if side == "alt" else guide.moves.values())
    starts = {one[:_START] for one in words}  # most are known by these, and need not be read
    level = 0
    for unit in units if guide.moved or words else ():
        if unit.level <= level:
            level = 0
        if not level and unit.sort == "heading" and not guide.moved.isdisjoint(unit.names):
            level = unit.level
        alone = unit.sort == "text" and unit.kin()[:_START] in starts and unit.words() in words
        unit.apart = side if level or alone else ""


def moves(gone: _Placed, come: _Placed, guide: Guide) -> Iterator[Move]:
    """Find what moved among what is gone and what is new.

    Args:
        gone: earlier units without a later one, each behind its place.
        come: later units without an earlier one, likewise.
        guide: what the comparison of the drafts knows.
    """
    for _, unit in (*gone, *come):
        unit.apart = ""
    where: dict[str, int] = {}
    for row, (_, unit) in enumerate(come):
        where |= dict.fromkeys([*unit.names, unit.words()], row)
    left: set[int] = set()
    right: set[int] = set()
    for row, (_, unit) in enumerate(gone):
        to = _target(unit, where, guide) if row not in left else None
        if to is None or to in right or come[to][1].sort != unit.sort:
            continue
        olds, news = _section(gone, row), _section(come, to)
        pairs = paired([gone[at][1] for at in olds], [come[at][1] for at in news], guide) if unit.sort == "heading" else ()
        for at, other in pairs or ((0, 0),):
            one, there = olds[at], news[other]
            if one not in left and there not in right:
                left.add(one)
                right.add(there)
                yield Move(gone[one][1], come[there][1], along=at > 0)


def _target(unit: Unit, where: dict[str, int], guide: Guide) -> int | None:
    """Find by bookmark, by what the comparison says, by equal words."""
    if unit.sort in DIRECTORIES or unit.sort == "head":
        return None
    words = unit.words()
    handles = (*unit.names, guide.moves.get(words, ""), words if len(words) > _TELLING else "")
    return next((where[name] for name in handles if name and name in where), None)


def _section(units: _Placed, row: int) -> range:
    """Give a unit's row, and behind a heading those of what stands under it without a gap."""
    place, unit = units[row]
    end = row + 1
    while unit.sort == "heading" and end < len(units):
        after, other = units[end]
        if after != place + end - row or other.level <= unit.level:
            break
        end += 1
    return range(row, end)
