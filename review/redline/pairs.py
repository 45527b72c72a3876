"""Which earlier and later units belong together: by bookmark, by equal words, by the comparison of the drafts, by likeness."""

from collections.abc import Iterator, Sequence

from pipeline.tools.word_atoms import kin
from pipeline.tools.word_xml import w
from review.redline.guide import Guide
from review.redline.units import Unit
from review.sequences import chain, matches

_ALIKE, _ALONE_ALIKE = 0.45, 0.25
"""Likeness from which two texts between the same neighbours are versions of each other, and where nothing else is left."""

_SAME_HEAD = _SAME_FIRST = 0.5
"""Likeness of two tables with the same head row, and of two rows with the same first cell, whatever else is in them."""

_LARGE_GAP = 900
"""Pairs beyond which only what the comparison of the drafts pairs is looked at."""

Match = tuple[range, range]
"""Earlier and later units that belong together, at least one each."""

_Units = Sequence[Unit]


def together(base: _Units, head: _Units, guide: Guide, *, inner: bool = False) -> list[Match]:
    """Find what belongs together, both sides only going forward; what was split or merged with all its pieces.

    Args:
        base: earlier units.
        head: later ones.
        guide: what the comparison of the drafts knows.
        inner: they are of a cell or a footnote, where a paragraph is what its place says unless one came or went.
    """
    if len(base) == len(head) == 1 and "table" not in {base[0].sort, head[0].sort}:
        return [(range(1), range(1))]  # most cells
    if inner and len(base) == len(head) and _in_place(base, head):
        return [(range(at, at + 1), range(at, at + 1)) for at in range(len(base))]
    return _ended(base, head, _broken(base, head, guide))


def _in_place(base: _Units, head: _Units) -> bool:
    """Whether all that is the same on both sides is in the same place."""
    if any(one.sort != other.sort or one.sort == "table" for one, other in zip(base, head, strict=True)):
        return False
    return all(at == to for at, to in matches([_whole(one) for one in base], [_whole(one) for one in head]))


def paired(base: _Units, head: _Units, guide: Guide) -> list[tuple[int, int]]:
    """Pair units one to one, both sides only going forward."""
    found: list[tuple[int, int]] = []
    low = first = 0
    for at, to in [*_anchors(base, head), (len(base), len(head))]:
        found += _between(base, head, range(low, at), range(first, to), guide)
        if at < len(base) and to < len(head):
            found.append((at, to))
        low, first = at + 1, to + 1
    return found


def _anchors(base: _Units, head: _Units) -> list[tuple[int, int]]:
    left = [at for at, unit in enumerate(base) if unit.names]
    right = [to for to, unit in enumerate(head) if unit.names]
    pairs = matches(
        [f"{base[at].apart}{base[at].sort}{base[at].names[0]}" for at in left],
        [f"{head[to].apart}{head[to].sort}{head[to].names[0]}" for to in right],
    )
    return [(left[one], right[other]) for one, other in pairs]


def _between(base: _Units, head: _Units, left: range, right: range, guide: Guide) -> Iterator[tuple[int, int]]:
    if not left or not right:
        return
    equal = matches([_whole(base[at]) for at in left], [_whole(head[to]) for to in right])
    low, first = left.start, right.start
    for one, other in [*((left[a], right[b]) for a, b in equal), (left.stop, right.stop)]:
        yield from _gap(base, head, range(low, one), range(first, other), guide)
        if one < left.stop:
            yield one, other
        low, first = one + 1, other + 1


def _whole(unit: Unit) -> str:
    """Give what makes two units equal wherever they stand: „Dazu im Anhang“ is a line of its goal."""
    return f"{unit.apart}{unit.sort}{unit.owner}\x1f{unit.kin()}"


def _gap(base: _Units, head: _Units, left: range, right: range, guide: Guide) -> list[tuple[int, int]]:
    if not left or not right:
        return []
    large = len(left) * len(right) > _LARGE_GAP
    alone = len(left) == len(right) == 1
    candidates = _known(base, head, left, right, guide) if large else ((at, to) for at in left for to in right)
    weighed = ((at, to, _likeness(base[at], head[to], guide)) for at, to in candidates)
    return chain(one for one in weighed if one[2] >= (_ALONE_ALIKE if alone else _ALIKE))


def _known(base: _Units, head: _Units, left: range, right: range, guide: Guide) -> Iterator[tuple[int, int]]:
    """Yield the pairs of a large gap that the comparison of the drafts made."""
    there: dict[str, int] = {head[to].words(): to for to in right}
    for at in left:
        for words in guide.pairs.get(base[at].words(), ()):
            if words in there:
                yield at, there[words]


def _likeness(base: Unit, head: Unit, guide: Guide) -> float:
    if (base.sort, base.owner, base.apart) != (head.sort, head.owner, head.apart) or (base.names and head.names):
        return 0.0  # two ids that are not the same are two things
    if head.words() in guide.pairs.get(base.words(), ()):
        return 1.5
    left, right = base.counted(), head.counted()
    whole = left.total() + right.total()
    alike = 2 * sum(min(left[word], right[word]) for word in left.keys() & right.keys()) / whole if whole else 0.0
    if base.sort in {"table", "row"}:
        part, least = ("tr", _SAME_HEAD) if base.sort == "table" else ("tc", _SAME_FIRST)
        firsts = [[kin(one) for one in unit.element.find(w(part)).iter(w("p"))] for unit in (base, head)]
        return max(alike, least if firsts[0] == firsts[1] and any(firsts[0]) else 0.0)
    return alike


def _broken(base: _Units, head: _Units, guide: Guide) -> list[Match]:
    """Widen pairs to all pieces of what was split or merged, where these stand next to each other."""
    found = [(range(at, at + 1), range(to, to + 1)) for at, to in paired(base, head, guide)]
    if len(base) < 2 and len(head) < 2:  # noqa: PLR2004 - nothing to split into
        return found
    for side, known in enumerate((guide.splits, guide.merges)):
        wholes, others = ((base, head), (head, base))[side]
        where: dict[str, int] = {}
        for whole, unit in enumerate(wholes) if known else ():
            pieces = known.get(unit.words(), ()) if unit.sort == "text" else ()
            if not pieces:
                continue
            where = where or {one.words(): at for at, one in enumerate(others)}
            start = where.get(pieces[0], len(others))
            run = range(start, start + len(pieces))
            if [one.words() for one in others[run.start : run.stop]] == list(pieces):
                found = _widened(found, whole, run, side)
    return found


def _widened(found: list[Match], whole: int, run: range, side: int) -> list[Match]:
    """Put a whole and its pieces in the place of the pairs they are in; leave all as it is where these are in the way."""
    made = (range(whole, whole + 1), run) if side == 0 else (run, range(whole, whole + 1))
    low = first = 0
    while low < len(found) and found[low][0].stop <= made[0].start and found[low][1].stop <= made[1].start:
        low += 1
    first = low
    while first < len(found) and (found[first][0].start < made[0].stop or found[first][1].start < made[1].stop):
        first += 1
    ours = all(
        one[0].start in made[0] and one[1].start in made[1] and len(one[0]) == len(one[1]) == 1
        for one in found[low:first]
    )
    return [*found[:low], made, *found[first:]] if ours else found


def _ended(base: _Units, head: _Units, found: list[Match]) -> list[Match]:
    """Let both ends belong together: the last paragraph of a cell, note or body can neither come nor go."""
    if not base or not head or "table" in {base[-1].sort, head[-1].sort}:
        return found
    low, first = (found[-1][0].stop, found[-1][1].stop) if found else (0, 0)
    if (low, first) == (len(base), len(head)):
        return found
    left, right = found[-1] if found else (range(0), range(0))
    units = [*base[left.start :], *head[right.start :]]
    if left and len({low == len(base), first == len(head)}) == 2 and all(one.sort != "table" for one in units):  # noqa: PLR2004
        return [*found[:-1], (range(left.start, len(base)), range(right.start, len(head)))]
    kept = [one for one in found if one[0].stop < len(base) and one[1].stop < len(head)]
    return [*kept, (range(len(base) - 1, len(base)), range(len(head) - 1, len(head)))]
