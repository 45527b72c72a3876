"""Which item of the one draft is which of the other.

Ids first; then equal words in the same section; then likeness in the same place; then moves among what is left; then
pieces of split and merged paragraphs. Never everything with everything: candidates come from the words they share, so a
rewritten or moved chapter costs no more than its length.
"""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Self

from review.changes import Item, Part
from review.words import matches, tokens

_ALIKE = 0.4
"""Likeness from which two texts in the same place are versions of each other."""

_ALONE_ALIKE = 0.2
"""The same where on both sides nothing else is left between two equal neighbours."""

_MOVED_ALIKE = 0.65
"""Likeness from which a text elsewhere is the same text, moved and changed."""

_MOVED_WORDS, _MOVED_EXACT_WORDS = 8, 3
"""So many words must move together to count as a move, changed or unchanged."""

_CONTAINED, _PIECE_ALIKE = 0.7, 0.6
"""Shares: of a text found in its pieces, and of a piece found in the text."""

_SMALL_GAP = 400
"""Pairs up to which all candidates of a gap are tried."""

_COMMON = 24
"""A word in more items than this tells nothing about which is which."""

_PROSE = frozenset({"paragraph", "list-item"})
_RECORDS = frozenset({"goal", "measure"})
ROOT = -1


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


@dataclass(slots=True)
class _Bag:
    """Words of an item, weighted: short ones say little.

    Attributes:
        words: how often each stands there.
        weight: of all words.
        count: of words.
    """

    words: Counter[str]
    weight: float
    count: int

    @classmethod
    def of_parts(cls, parts: Iterable[Part]) -> Self:
        """Count the words of parts."""
        words = Counter(token.key for part in parts for token in tokens(part.inlines) if token.is_word or token.link)
        return cls(words, sum(_weight(word) * often for word, often in words.items()), words.total())

    def shared(self, other: "_Bag") -> float:
        """Give the weight of what stands in both."""
        few, many = (self.words, other.words) if len(self.words) <= len(other.words) else (other.words, self.words)
        return sum(_weight(word) * min(often, many[word]) for word, often in few.items() if word in many)

    def likeness(self, other: "_Bag") -> float:
        """Give 0 for nothing in common to 1 for the same words."""
        whole = self.weight + other.weight
        return 2 * self.shared(other) / whole if whole else 1.0

    def __add__(self, other: "_Bag") -> "_Bag":
        return _Bag(self.words + other.words, self.weight + other.weight, self.count + other.count)


def likeness(one: Part, other: Part) -> float:
    """Compare two parts by their words: 0 for nothing in common, 1 for the same words."""
    return _Bag.of_parts([one]).likeness(_Bag.of_parts([other]))


def _weight(word: str) -> float:
    return 1.0 if len(word) > 3 else 0.3  # noqa: PLR2004 - der, die, und …


def align(base: Sequence[Item], head: Sequence[Item]) -> Alignment:
    """Pair the items of two drafts."""
    return _Aligner(base, head).align()


class _Aligner:
    """Holds both lists and what is paired so far."""

    def __init__(self, base: Sequence[Item], head: Sequence[Item]) -> None:
        self.base, self.head = base, head
        self.found = Alignment()
        self.back: dict[int, int] = {}
        self.bags: tuple[dict[int, _Bag], dict[int, _Bag]] = ({}, {})
        self.prints = [item.print for item in base], [item.print for item in head]
        self.children = _children(base), _children(head)

    def align(self) -> Alignment:
        self._ids()
        self._headings()
        for at, to in [(ROOT, ROOT), *self._paired_headings()]:
            self._section(at, to)
        self._moves()
        self._pieces()
        self._records()
        self._orders()
        return self.found

    def _pair(self, at: int, to: int) -> None:
        self.found.pairs[at] = to
        self.back[to] = at

    def _bag(self, side: int, at: int) -> _Bag:
        bags, items = self.bags[side], (self.base, self.head)[side]
        if at not in bags:
            bags[at] = _Bag.of_parts(items[at].parts)
        return bags[at]

    def _likeness(self, at: int, to: int) -> float:
        if _class(self.base[at]) != _class(self.head[to]):
            return 0.0
        return self._bag(0, at).likeness(self._bag(1, to))

    def _free(self, side: int) -> list[int]:
        """List what is unpaired and has no id."""
        taken = (self.found.pairs, self.back)[side]
        return [at for at, item in enumerate((self.base, self.head)[side]) if at not in taken and not item.key]

    # ---- ids and headings ----

    def _ids(self) -> None:
        there = {(item.key, item.kind): at for at, item in enumerate(self.head) if item.key}
        for at, item in enumerate(self.base):
            to = there.get((item.key, item.kind)) if item.key else None
            if to is not None:
                self._pair(at, to)

    def _headings(self) -> None:
        """Pair headings of other words by what stands under them, or by their words under paired headings."""
        left = [at for at, item in enumerate(self.base) if item.kind == "heading" and at not in self.found.pairs]
        right = [to for to, item in enumerate(self.head) if item.kind == "heading" and to not in self.back]
        owners = defaultdict(list)
        for to in right:
            for child in self.children[1].get(to, ()):
                owners[self.prints[1][child]].append(to)
        for at in left:
            inside = [self.prints[0][child] for child in self.children[0].get(at, ())]
            shared = Counter(to for one in inside for to in owners.get(one, ()) if to not in self.back)
            if shared:
                to, often = shared.most_common(1)[0]
                if 2 * often >= min(len(inside), len(self.children[1].get(to, ()))):
                    self._pair(at, to)
        for at in left:
            if at in self.found.pairs:
                continue
            above = self.found.pairs.get(self.base[at].section, ROOT if self.base[at].section == ROOT else None)
            rivals = [
                to
                for to in right
                if to not in self.back and self.head[to].section == above and self.head[to].level == self.base[at].level
            ]
            best = max(rivals, key=lambda to: self._under_likeness(at, to), default=None)
            if best is not None and self._under_likeness(at, best) >= _ALIKE:
                self._pair(at, best)

    def _under_likeness(self, at: int, to: int) -> float:
        """Compare headings with the first few texts under them."""

        def bag(side: int, where: int) -> _Bag:
            under = [one for one in self.children[side].get(where, ()) if not (self.base, self.head)[side][one].key]
            whole = self._bag(side, where)
            for one in under[:4]:
                whole += self._bag(side, one)
            return whole

        title = self._bag(0, at).likeness(self._bag(1, to))
        return max(bag(0, at).likeness(bag(1, to)), title if title >= _PIECE_ALIKE else 0.0)

    def _paired_headings(self) -> list[tuple[int, int]]:
        return [(at, to) for at, to in sorted(self.found.pairs.items()) if self.base[at].kind == "heading"]

    # ---- the same place ----

    def _section(self, at: int, to: int) -> None:
        """Pair running text under two headings that belong together: equal first, alike between."""
        left = [one for one in self.children[0].get(at, ()) if not self.base[one].key]
        right = [one for one in self.children[1].get(to, ()) if not self.head[one].key]
        equal = matches([self.prints[0][one] for one in left], [self.prints[1][one] for one in right])
        low = first = 0
        for one, other in [*equal, (len(left), len(right))]:
            self._gap(left[low:one], right[first:other])
            if one < len(left):
                self._pair(left[one], right[other])
            low, first = one + 1, other + 1

    def _gap(self, left: Sequence[int], right: Sequence[int]) -> None:
        weighed = (
            (one, other, likeness)
            for one, other in self._candidates(left, right)
            if (likeness := self._likeness(one, other)) >= (_ALONE_ALIKE if len(left) == len(right) == 1 else _ALIKE)
        )
        for one, other in chain(weighed):
            self._pair(one, other)

    def _candidates(self, left: Sequence[int], right: Sequence[int]) -> Iterator[tuple[int, int]]:
        """Yield pairs worth comparing: all of a small gap, else those that share rare words."""
        if len(left) * len(right) <= _SMALL_GAP:
            yield from ((one, other) for one in left for other in right)
            return
        index: dict[str, list[int]] = defaultdict(list)
        for other in right:
            for word in self._bag(1, other).words:
                index[word].append(other)
        for one in left:
            shared: Counter[int] = Counter()
            for word in self._bag(0, one).words:
                holders = index.get(word, ())
                if len(holders) <= _COMMON:
                    shared.update(holders)
            yield from ((one, other) for other, _ in shared.most_common(5))

    # ---- elsewhere ----

    def _moves(self) -> None:
        """Pair what moved: the same words first, then alike; only what is unmistakable."""
        left, right = self._free(0), self._free(1)
        there: dict[tuple[str, str], list[int]] = defaultdict(list)
        for to in right:
            there[_class(self.head[to]), self.prints[1][to]].append(to)
        here = Counter((_class(self.base[at]), self.prints[0][at]) for at in left)
        for at in left:
            key = (_class(self.base[at]), self.prints[0][at])
            if here[key] == 1 and len(there.get(key, ())) == 1 and self._bag(0, at).count >= _MOVED_EXACT_WORDS:
                self._pair(at, there[key][0])
        left, right = self._free(0), self._free(1)
        long_left = [at for at in left if self._bag(0, at).count >= _MOVED_WORDS]
        long_right = [to for to in right if self._bag(1, to).count >= _MOVED_WORDS]
        weighed = sorted(
            (
                (likeness, at, to)
                for at, to in self._candidates(long_left, long_right)
                if (likeness := self._likeness(at, to)) >= _MOVED_ALIKE
            ),
            key=lambda one: (-one[0], one[1], one[2]),
        )
        for _, at, to in weighed:
            if at not in self.found.pairs and to not in self.back:
                self._pair(at, to)

    # ---- pieces ----

    def _pieces(self) -> None:
        self.found.split = dict(self._broken(0))
        joined = dict(self._broken(1))
        taken = set(self.found.split) | {
            self.back.get(to, ROOT) for pieces in self.found.split.values() for to in pieces
        }
        for to, pieces in joined.items():
            if not taken & set(pieces):
                self.found.merged[to] = pieces
        for at, pieces in self.found.split.items():
            self._repair(at, pieces[0], 0)
        for to, pieces in self.found.merged.items():
            self._repair(pieces[0], to, 1)

    def _repair(self, at: int, to: int, whole: int) -> None:
        """Let the first piece be the counterpart of the whole."""
        if whole == 0:
            former = self.found.pairs.pop(at, None)
            if former is not None:
                self.back.pop(former)
        else:
            former = self.back.pop(to, None)
            if former is not None:
                self.found.pairs.pop(former)
        self._pair(at, to)

    def _broken(self, side: int) -> Iterator[tuple[int, tuple[int, ...]]]:
        """Find wholes of one side whose words stand in neighbouring pieces of the other.

        Args:
            side: 0 for wholes of the base (split), 1 for wholes of the head (merged).
        """
        wholes, pieces = (self.base, self.head) if side == 0 else (self.head, self.base)
        pairs = self.found.pairs if side == 0 else self.back
        taken = self.back if side == 0 else self.found.pairs
        for run in _runs(pieces, taken, self.children[1 - side]):
            for whole in self._wholes_near(side, run, pairs, taken):
                partner = pairs.get(whole)
                best = self._best_pieces(side, whole, partner, run)
                if best and wholes[whole].kind in _PROSE:
                    yield whole, best
                    break

    def _wholes_near(self, side: int, run: "_Run", pairs: Mapping[int, int], taken: Mapping[int, int]) -> Iterator[int]:
        """Yield what the neighbours of a run are paired with, then what is unpaired in the same section."""
        for neighbour in (run.before, run.after):
            if neighbour in taken:
                yield taken[neighbour]
        if len(run.members) > 1:
            section = (self.head, self.base)[side][run.members[0]].section
            other = (self.back if side == 0 else self.found.pairs).get(section, ROOT)
            yield from (
                one
                for one in self.children[side].get(other, ())
                if one not in pairs and not (self.base, self.head)[side][one].key
            )

    def _best_pieces(self, side: int, whole: int, partner: int | None, run: "_Run") -> tuple[int, ...] | None:
        """Choose the neighbouring pieces that together hold the words of the whole; None if they do not."""
        text = self._bag(side, whole)
        members = [
            one
            for one in run.members
            if (bag := self._bag(1 - side, one)).count > 3 and bag.shared(text) >= _PIECE_ALIKE * bag.weight  # noqa: PLR2004
        ]
        if partner is not None:
            members = _touching(sorted([*members, partner]), partner)
            if partner not in (run.before, run.after, *run.members):
                return None
        if len(members) < 2 or members != list(range(members[0], members[-1] + 1)):  # noqa: PLR2004
            return None
        together = self._bag(1 - side, members[0])
        for one in members[1:]:
            together += self._bag(1 - side, one)
        if text.shared(together) < _CONTAINED * text.weight:
            return None
        alone = self._bag(1 - side, partner).likeness(text) if partner is not None else 0.0
        return tuple(members) if together.likeness(text) > alone + 0.05 else None

    def _records(self) -> None:
        """Say of goals and measures that are gone who took their words, and of new ones whose words they have."""
        for side, target in ((0, self.found.absorbed), (1, self.found.derived)):
            items, others = (self.base, self.head) if side == 0 else (self.head, self.base)
            taken = self.found.pairs if side == 0 else self.back
            lonely = [at for at, item in enumerate(items) if item.kind in _RECORDS and at not in taken]
            index: dict[str, list[int]] = defaultdict(list)
            for to, item in enumerate(others if lonely else ()):
                if item.kind in _RECORDS:
                    for word in self._bag(1 - side, to).words:
                        index[word].append(to)
            for at in lonely:
                bag = self._bag(side, at)
                shared = Counter(
                    to for word in bag.words for to in index.get(word, ()) if others[to].kind == items[at].kind
                )
                near = [to for to, _ in shared.most_common(8)]
                best = max(near, key=lambda to: bag.shared(self._bag(1 - side, to)), default=None)
                if best is not None and bag.shared(self._bag(1 - side, best)) >= _PIECE_ALIKE * bag.weight:
                    target[at] = best

    # ---- order ----

    def _orders(self) -> None:
        """Mark as moved what changed its heading or its order among its siblings; the lighter one of two moves."""
        for above, members in self.children[0].items():
            there = self.found.pairs.get(above) if above != ROOT else ROOT
            kept = []
            for at in members:
                to = self.found.pairs.get(at)
                if to is None:
                    continue
                if there is None or self.head[to].section != there:
                    self.found.moved.add(at)
                else:
                    kept.append((at, to, self._size(at)))
            stays = {at for at, _ in chain(kept)}
            self.found.moved |= {at for at, _, _ in kept if at not in stays}
        pieces = {at for several in self.found.merged.values() for at in several}
        self.found.moved -= pieces | set(self.found.split)

    def _size(self, at: int) -> float:
        """Weigh an item with all that stands under it."""
        own = 1.0 + sum(len(part.print) for part in self.base[at].parts)
        return own + sum(self._size(child) for child in self.children[0].get(at, ()) if child != at)


@dataclass(frozen=True, slots=True)
class _Run:
    """Neighbours without a counterpart, and what stands before and after them."""

    members: tuple[int, ...]
    before: int
    after: int


def _runs(items: Sequence[Item], taken: Mapping[int, int], children: Mapping[int, Sequence[int]]) -> Iterator[_Run]:
    """Yield runs of unpaired paragraphs under the same heading."""
    for members in children.values():
        prose = [at for at in members if items[at].kind in _PROSE]
        run: list[int] = []
        before = ROOT
        for at in [*prose, ROOT]:
            if at != ROOT and at not in taken:
                run.append(at)
                continue
            if run:
                yield _Run(tuple(run), before, at)
                run = []
            before = at


def _touching(members: Sequence[int], partner: int) -> list[int]:
    """Keep the stretch of neighbours around the partner."""
    low = high = members.index(partner)
    while low > 0 and members[low - 1] == members[low] - 1:
        low -= 1
    while high < len(members) - 1 and members[high + 1] == members[high] + 1:
        high += 1
    return list(members[low : high + 1])


def _class(item: Item) -> str:
    return "prose" if item.kind in _PROSE else item.kind


def _children(items: Sequence[Item]) -> dict[int, list[int]]:
    """List what stands directly under each heading."""
    found: dict[int, list[int]] = defaultdict(list)
    for at, item in enumerate(items):
        found[item.section].append(at)
    return dict(found)


def chain(weighed: Iterable[tuple[int, int, float]]) -> list[tuple[int, int]]:
    """Choose the heaviest set of pairs in which both sides only go forward, in O(n log n).

    Args:
        weighed: base position, head position, weight above 0.
    """
    rows = sorted(weighed, key=lambda one: (one[0], -one[1]))
    places = sorted({to for _, to, _ in rows})
    best: list[tuple[float, int]] = [(0.0, -1)] * (len(places) + 1)  # a Fenwick tree of the best chain up to a place
    before: list[int] = []
    total = (0.0, -1)
    for row, (_, to, weight) in enumerate(rows):
        place = bisect_left(places, to)
        step, top = place, (0.0, -1)
        while step:
            top = max(top, best[step])
            step -= step & -step
        before.append(top[1])
        here = (top[0] + weight, row)
        total = max(total, here)
        step = place + 1
        while step < len(best):
            best[step] = max(best[step], here)
            step += step & -step
    chosen = []
    row = total[1]
    while row >= 0:
        chosen.append(rows[row][:2])
        row = before[row]
    return chosen[::-1]
