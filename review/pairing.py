"""Two drafts item by item while they are being paired: what belongs together so far, and how alike two items are."""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from review.changes import Item, Part

ROOT = -1
"""Stands for the heading of what has none."""

_WORD = re.compile(r"#?\w+(?:[-/.]\w+)*")

_COMMON = 24
"""A word in more items than this tells nothing about which is which."""

_FEW = 400
"""Pairs up to which every one is tried."""

_NEAREST = 5
"""So many candidates of an item are tried where there are many."""

_PROSE = frozenset({"paragraph", "list-item"})


@dataclass(frozen=True, slots=True)
class Bag:
    """The words of one or more texts.

    Attributes:
        words: how often each stands there.
        weight: of all words together; a word weighs the more, the fewer items of the drafts hold it.
        count: of words.
    """

    words: Counter[str]
    weight: float
    count: int


class Pairing:
    """Both drafts and the pairs found so far. Side 0 is the base, side 1 the head.

    Attributes:
        items: of both sides.
        prints: what makes items equal, of both sides.
        children: what stands directly under each heading, by its position.
        found: position → position of its counterpart, from either side.
    """

    def __init__(self, base: Sequence[Item], head: Sequence[Item]) -> None:
        """Begin with two drafts and no pair."""
        self.items: tuple[Sequence[Item], Sequence[Item]] = (base, head)
        self.prints = [item.print for item in base], [item.print for item in head]
        self.children = _children(base), _children(head)
        self.found: tuple[dict[int, int], dict[int, int]] = ({}, {})
        self._bags: tuple[dict[int, Bag], dict[int, Bag]] = ({}, {})

    def turned(self) -> "Pairing":
        """Give the same two drafts the other way round, before anything is paired."""
        other = Pairing((), ())
        other.items, other.prints, other.children = self.items[::-1], self.prints[::-1], self.children[::-1]
        return other

    def pair(self, at: int, to: int) -> None:
        """Let two items be one."""
        self.found[0][at] = to
        self.found[1][to] = at

    def part(self, side: int, at: int) -> None:
        """Undo a pair if there is one."""
        to = self.found[side].pop(at, None)
        if to is not None:
            self.found[1 - side].pop(to)

    def free(self, side: int) -> list[int]:
        """List what has no counterpart and no id."""
        found = self.found[side]
        return [at for at, item in enumerate(self.items[side]) if at not in found and not item.key]

    def running(self, side: int, above: int) -> list[int]:
        """List what has no id directly under a heading."""
        return [at for at in self.children[side].get(above, ()) if not self.items[side][at].key]

    def headings(self) -> list[tuple[int, int]]:
        """List the headings that belong together, first of all the root."""
        paired = sorted(self.found[0].items())
        return [(ROOT, ROOT), *((at, to) for at, to in paired if self.items[0][at].kind == "heading")]

    # ---- likeness ----

    @cached_property
    def weights(self) -> dict[str, float]:
        """Weigh each word: 1 for one that few items hold, towards 0 for one that all hold."""
        held: Counter[str] = Counter()
        prints = {*self.prints[0], *self.prints[1]}
        for text in prints:
            held.update(set(_WORD.findall(text)))
        whole = math.log(1 + len(prints))
        return {word: math.log(1 + len(prints) / often) / whole for word, often in held.items()}

    def bag(self, side: int, at: int) -> Bag:
        """Give the words of an item."""
        bags = self._bags[side]
        if at not in bags:
            bags[at] = self.bag_of(self.items[side][at].parts)
        return bags[at]

    def bag_of(self, parts: Iterable[Part]) -> Bag:
        """Give the words of parts."""
        return self.filled(Counter(word for part in parts for word in _WORD.findall(part.print)))

    def filled(self, words: Counter[str]) -> Bag:
        """Weigh words that were counted."""
        weights = self.weights
        weight = sum(weights.get(word, 1.0) * often for word, often in words.items())
        return Bag(words, weight, words.total())

    def together(self, side: int, several: Iterable[int]) -> Bag:
        """Give the words of several items."""
        words: Counter[str] = Counter()
        for at in several:
            words.update(self.bag(side, at).words)
        return self.filled(words)

    def less(self, bag: Bag, other: Bag) -> Bag:
        """Give the words of one that the other has not."""
        return self.filled(bag.words - other.words)

    def shared(self, one: Bag, other: Bag) -> float:
        """Give the weight of the words that stand in both."""
        few, many = (one.words, other.words) if len(one.words) <= len(other.words) else (other.words, one.words)
        weights = self.weights
        return sum(weights.get(word, 1.0) * min(often, many[word]) for word, often in few.items() if word in many)

    def bags_likeness(self, one: Bag, other: Bag) -> float:
        """Give 0 for nothing in common to 1 for the same words."""
        whole = one.weight + other.weight
        return 2 * self.shared(one, other) / whole if whole else 1.0

    def likeness(self, at: int, to: int) -> float:
        """Compare an item of the base with one of the head; 0 if one cannot become the other."""
        base, head = self.items[0][at], self.items[1][to]
        if sort(base) != sort(head):
            return 0.0
        alike = self.bags_likeness(self.bag(0, at), self.bag(1, to))
        if base.kind == "row" and base.title and base.title == head.title:
            return max(alike, (1 + alike) / 2)
        return alike

    def candidates(self, left: Sequence[int], right: Sequence[int]) -> Iterator[tuple[int, int]]:
        """Yield pairs worth comparing: all of a few, else those that share rare words."""
        if len(left) * len(right) <= _FEW:
            yield from ((one, other) for one in left for other in right)
            return
        index: dict[str, list[int]] = defaultdict(list)
        for other in right:
            for word in self.bag(1, other).words:
                index[word].append(other)
        weights = self.weights
        for one in left:
            shared: defaultdict[int, float] = defaultdict(float)
            for word in self.bag(0, one).words:
                holders = index.get(word, ())
                if len(holders) <= _COMMON:
                    for other in holders:
                        shared[other] += weights[word]
            nearest = sorted(shared.items(), key=lambda pair: (-pair[1], pair[0]))[:_NEAREST]
            yield from ((one, other) for other, _ in nearest)


def sort(item: Item) -> str:
    """Say what an item can become: a paragraph may become a list item, a row stays a row."""
    return "prose" if item.kind in _PROSE else item.kind


def is_prose(item: Item) -> bool:
    """Whether it is a paragraph or a list item."""
    return item.kind in _PROSE


def _children(items: Sequence[Item]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    for at, item in enumerate(items):
        found[item.section].append(at)
    return dict(found)
