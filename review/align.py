"""Which item of the one draft is which of the other.

Ids first; then headings by what stands under them; then equal words in the same section; then likeness in the same
place; then moves among what is left; then pieces of split and merged paragraphs. Never everything with everything:
candidates come from the words they share, so a rewritten or moved chapter costs no more than its length.

Forward and back give the same: of two drafts, one is always taken for the first, whichever was asked for.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from review.changes import Item
from review.heirs import taken_over
from review.pairing import ROOT, Bag, Pairing, sort
from review.pieces import broken
from review.sequences import chain, matches

_ALIKE = 0.22
"""Likeness from which two texts in the same place are versions of each other."""

_ALONE_ALIKE = 0.12
"""The same where nothing else stands between two pairs of neighbours on either side."""

_UNDER_ALIKE, _TITLE_ALIKE = 0.3, 0.6
"""Likeness of headings with the texts under them, and of titles alone, from which headings are versions of each other."""

_MOVED_ALIKE, _CLEAR = 0.6, 0.85
"""Likeness from which a text elsewhere is the same text, moved and changed; the next best must be less than this share."""

_MOVED_WORDS, _MOVED_EXACT_WORDS = 8, 3
"""So many words must move together to count as a move, changed or unchanged."""

_BESIDE_ALIKE = 0.5
"""Likeness from which the neighbour of what moved has moved with it."""

_FIRST_TEXTS = 4
"""So many texts under a heading say what the section is about."""

_DATED = frozenset({"consultation", "form"})
"""Kinds whose ids are made of what they say, and change with it."""

_FOLLOWING = re.compile(r"massnahmen-|faltblatt/")
"""Ids of what stands in the order of the fields and has none of its own."""


@dataclass(slots=True)
class Alignment:
    """What belongs together; positions are those of the two lists.

    Attributes:
        pairs: base → head, one to one.
        moved: base positions whose counterpart stands elsewhere among its siblings, or under another heading.
        split: base → all its pieces in the head, in order.
        merged: head → all its pieces in the base, in order.
        absorbed: goals and measures that are gone, and the one that took their words: base → head.
        derived: goals and measures that are new, and the one their words are from: head → base.
    """

    pairs: dict[int, int] = field(default_factory=dict)
    moved: set[int] = field(default_factory=set)
    split: dict[int, tuple[int, ...]] = field(default_factory=dict)
    merged: dict[int, tuple[int, ...]] = field(default_factory=dict)
    absorbed: dict[int, int] = field(default_factory=dict)
    derived: dict[int, int] = field(default_factory=dict)

    def turned(self) -> "Alignment":
        """Give the same seen from the other side."""
        return Alignment(
            pairs={to: at for at, to in self.pairs.items()},
            moved={self.pairs[at] for at in self.moved},
            split=self.merged,
            merged=self.split,
            absorbed=self.derived,
            derived=self.absorbed,
        )


def align(pairing: Pairing) -> Alignment:
    """Pair the items of two drafts."""
    if pairing.prints[1] < pairing.prints[0]:
        return _aligned(pairing.turned()).turned()
    return _aligned(pairing)


def _aligned(pairing: Pairing) -> Alignment:
    _ids(pairing)
    _headings(pairing)
    for at, to in pairing.headings():
        _section(pairing, at, to)
        _dated(pairing, at, to)
    _moves(pairing)
    split, merged = broken(pairing)
    absorbed, derived = taken_over(pairing)
    moved = _moved(pairing) - set(split) - {at for several in merged.values() for at in several}
    return Alignment(dict(pairing.found[0]), moved, split, merged, absorbed, derived)


# ---- ids and headings ----


def _ids(pairing: Pairing) -> None:
    there = {(item.key, item.kind): to for to, item in enumerate(pairing.items[1]) if item.key}
    for at, item in enumerate(pairing.items[0]):
        to = there.get((item.key, item.kind)) if item.key else None
        if to is not None:
            pairing.pair(at, to)


def _headings(pairing: Pairing) -> None:
    """Pair headings of other words by what stands under them, outer before inner since inner ones tell outer ones."""
    for _ in range(3):
        left, right = (
            [at for at, item in enumerate(pairing.items[side]) if item.kind == "heading" and at not in found]
            for side, found in enumerate(pairing.found)
        )
        weighed = sorted(
            ((_heading_likeness(pairing, at, to), at, to) for at, to in _heading_rivals(pairing, left, right)),
            key=lambda one: (-one[0], one[1], one[2]),
        )
        before = len(pairing.found[0])
        for alike, at, to in weighed:
            if alike >= _UNDER_ALIKE and at not in pairing.found[0] and to not in pairing.found[1]:
                pairing.pair(at, to)
        if len(pairing.found[0]) == before:
            return


def _heading_rivals(pairing: Pairing, left: Sequence[int], right: Sequence[int]) -> set[tuple[int, int]]:
    """Give pairs of headings that share a text, a title, or the heading above."""
    owners: dict[str, list[int]] = defaultdict(list)
    above: dict[tuple[int, int], list[int]] = defaultdict(list)
    for to in right:
        item = pairing.items[1][to]
        above[item.section, item.level].append(to)
        for one in (to, *pairing.children[1].get(to, ())):
            owners[pairing.prints[1][one]].append(to)
    rivals: set[tuple[int, int]] = set()
    beside: dict[tuple[int, int], list[int]] = defaultdict(list)
    for at in left:
        item = pairing.items[0][at]
        place = pairing.found[0].get(item.section, ROOT if item.section == ROOT else None)
        if place is not None:
            beside[place, item.level].append(at)
        for one in (at, *pairing.children[0].get(at, ())):
            holders = owners.get(pairing.prints[0][one], ())
            if len(holders) <= _FIRST_TEXTS:
                rivals.update((at, to) for to in holders)
    for level, several in beside.items():
        rivals.update(pairing.candidates(several, above.get(level, ())))
    return rivals


def _heading_likeness(pairing: Pairing, at: int, to: int) -> float:
    """Compare headings with the first few texts under them; all of them where they are the same."""
    titles = pairing.bags_likeness(pairing.bag(0, at), pairing.bag(1, to))
    left, right = pairing.children[0].get(at, ()), pairing.children[1].get(to, ())
    if not left and not right:
        return titles if titles >= _TITLE_ALIKE else 0.0
    equal = Counter(pairing.prints[0][one] for one in left) & Counter(pairing.prints[1][one] for one in right)
    share = equal.total() / max(1, min(len(left), len(right)))
    under = pairing.bags_likeness(_under(pairing, 0, at), _under(pairing, 1, to))
    certain = (share if share > _TITLE_ALIKE else 0.0, titles if titles >= _TITLE_ALIKE else 0.0)
    return max(*certain, under, (titles + under) / 2)


def _under(pairing: Pairing, side: int, at: int) -> Bag:
    return pairing.together(side, (at, *pairing.running(side, at)[:_FIRST_TEXTS]))


# ---- the same place ----


def _section(pairing: Pairing, at: int, to: int) -> None:
    """Pair running text under two headings that belong together: equal first, alike between."""
    left, right = pairing.running(0, at), pairing.running(1, to)
    equal = matches([pairing.prints[0][one] for one in left], [pairing.prints[1][one] for one in right])
    low = first = 0
    for one, other in [*equal, (len(left), len(right))]:
        _gap(pairing, left[low:one], right[first:other])
        if one < len(left):
            pairing.pair(left[one], right[other])
        low, first = one + 1, other + 1


def _gap(pairing: Pairing, left: Sequence[int], right: Sequence[int]) -> None:
    """Pair what is alike and in the same order; what then stands alone between pairs may be less alike."""
    weighed = (
        (one, other, alike)
        for one, other in pairing.candidates(left, right)
        if (alike := pairing.likeness(one, other)) >= _ALIKE
    )
    places = [{at: row for row, at in enumerate(several)} for several in (left, right)]
    pairs = chain(weighed)
    low = first = 0
    for one, other in [*((places[0][at], places[1][to]) for at, to in pairs), (len(left), len(right))]:
        if one - low == other - first:
            for here, there in zip(left[low:one], right[first:other], strict=True):
                if pairing.likeness(here, there) >= _ALONE_ALIKE:
                    pairing.pair(here, there)
        low, first = one + 1, other + 1
    for at, to in pairs:
        pairing.pair(at, to)


def _dated(pairing: Pairing, at: int, to: int) -> None:
    """Pair rows of the form whose day or name changed, and with it the id made of it."""
    left, right = (
        [
            one
            for one in pairing.children[side].get(place, ())
            if pairing.items[side][one].kind in _DATED and one not in pairing.found[side]
        ]
        for side, place in ((0, at), (1, to))
    )
    named = ({one: _named(pairing.items[side][one]) for one in several} for side, several in ((0, left), (1, right)))
    here, there = named
    weighed = (
        (one, other, pairing.likeness(one, other))
        for one in left
        for other in right
        if here[one] == there[other] and pairing.likeness(one, other) >= _BESIDE_ALIKE
    )
    for one, other in chain(weighed):
        pairing.pair(one, other)


def _named(item: Item) -> tuple[str, ...]:
    """Say which row of the form it can be at all: of a consultation the body and its part in the procedure."""
    if item.kind != "consultation":
        return (item.kind,)
    return tuple(part.print for part in item.parts if part.name in {"Gremium", "Rolle"})


# ---- elsewhere ----


def _moves(pairing: Pairing) -> None:
    """Pair what moved: the same words first, then alike, then what stands beside it; only what is unmistakable."""
    found: list[tuple[int, int]] = []
    left, right = _once(pairing, 0), _once(pairing, 1)
    for key, at in left.items():
        if key in right and pairing.bag(0, at).count >= _MOVED_EXACT_WORDS:
            pairing.pair(at, right[key])
            found.append((at, right[key]))
    long = [[at for at in pairing.free(side) if pairing.bag(side, at).count >= _MOVED_WORDS] for side in (0, 1)]
    weighed = sorted(
        (
            (alike, at, to)
            for at, to in pairing.candidates(*long)
            if (alike := pairing.likeness(at, to)) >= _MOVED_ALIKE * _CLEAR
        ),
        key=lambda one: (-one[0], one[1], one[2]),
    )
    best: tuple[dict[int, list[float]], dict[int, list[float]]] = (defaultdict(list), defaultdict(list))
    for alike, at, to in weighed:
        best[0][at].append(alike)
        best[1][to].append(alike)
    for alike, at, to in weighed:
        rivals = [several[1] for several in (best[0][at], best[1][to]) if len(several) > 1]
        first = alike == best[0][at][0] == best[1][to][0]
        if alike >= _MOVED_ALIKE and first and all(rival <= _CLEAR * alike for rival in rivals):
            pairing.pair(at, to)
            found.append((at, to))
    for at, to in found:
        for step in (-1, 1):
            _beside(pairing, at + step, to + step, step)


def _once(pairing: Pairing, side: int) -> dict[tuple[str, str], int]:
    """Give what has no counterpart and occurs once among its like, by sort and words."""
    found: dict[tuple[str, str], list[int]] = defaultdict(list)
    for at in pairing.free(side):
        found[sort(pairing.items[side][at]), pairing.prints[side][at]].append(at)
    return {key: several[0] for key, several in found.items() if len(several) == 1}


def _beside(pairing: Pairing, at: int, to: int, step: int) -> None:
    """Pair the neighbours of what moved as long as they moved with it."""
    while (
        0 <= at < len(pairing.items[0])
        and 0 <= to < len(pairing.items[1])
        and at not in pairing.found[0]
        and to not in pairing.found[1]
        and not pairing.items[0][at].key
        and not pairing.items[1][to].key
        and pairing.likeness(at, to) >= _BESIDE_ALIKE
    ):
        pairing.pair(at, to)
        at, to = at + step, to + step


# ---- order ----


def _moved(pairing: Pairing) -> set[int]:
    """Give what changed its heading or its order among its siblings; of two that changed places, the lighter one."""
    above = _above(pairing, 0), _above(pairing, 1)
    sizes = _sizes(pairing.items[0])
    moved: set[int] = set()
    together: dict[int, list[tuple[int, int, float]]] = defaultdict(list)
    for at, to in sorted(pairing.found[0].items()):
        if _FOLLOWING.match(pairing.items[0][at].key):
            continue
        here, there = above[0][at], above[1][to]
        if there == (ROOT if here == ROOT else pairing.found[0][here]):
            together[here].append((at, to, sizes[at]))
        else:
            moved.add(at)
    for kept in together.values():
        stays = {at for at, _ in chain(kept)}
        moved |= {at for at, _, _ in kept if at not in stays}
    return moved


def _above(pairing: Pairing, side: int) -> list[int]:
    """Give the heading above each item; one that only this draft has does not take anything out of its section."""
    items, found = pairing.items[side], pairing.found[side]
    above: list[int] = []
    path: list[int] = []  # headings with a counterpart that stand open, outermost first
    for at, item in enumerate(items):
        section = item.section
        if section != ROOT and section not in found:
            open_ones = [one for one in path if item.kind != "heading" or items[one].level < item.level]
            section = open_ones[-1] if open_ones else ROOT
        above.append(section)
        if item.kind == "heading" and at in found:
            path = [one for one in path if items[one].level < item.level]
            path.append(at)
    return above


def _sizes(items: Sequence[Item]) -> list[float]:
    """Weigh each item with all that stands under it."""
    sizes = [1.0 + sum(len(part.print) for part in item.parts) for item in items]
    for at in range(len(items) - 1, -1, -1):
        if 0 <= items[at].section < at:
            sizes[items[at].section] += sizes[at]
    return sizes
