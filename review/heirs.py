"""Who took over the words of goals and measures that are gone, and whose words new ones have.

A measure that is split off is mostly told anew: „schwierige Fälle besprechen“ becomes „Fallbesprechung“. So words count
by what their inflections share, and a compound counts for the word within it.
"""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from functools import lru_cache

from review.changes import Item
from review.pairing import Pairing

_TAKEN = 0.4
"""Share of a goal's or measure's words, or of what another one gained, from which the one went into the other."""

_TAKEN_WEIGHT = 4.3
"""Weight of words that must have been taken over; about as many rare words."""

_SAME = 0.6
"""Share of the longer one from which a record is the same under another id."""

_TRIED, _COMMON = 3, 40
"""So many candidates are looked at closely; a word in more records than this finds none."""

_WITHIN = 5
"""Letters from which a word counts within a compound."""

_RECORDS = frozenset({"goal", "measure"})
_FACTS = frozenset({"Ziele", "Federführung", "Beteiligte", "Zeitraum", "Finanzbedarf"})
"""Parts of a measure that many have in common."""

_WORD = re.compile(r"\w{4,}")
_ENDING = re.compile(r"(?<=....)(?:ungen|ung|en|er|es|em|e|n|s|t)$")
_FOLDED = str.maketrans({"ä": "a", "ö": "o", "ü": "u", "ß": "ss"})

Kernels = Counter[str]
"""How often each word stands in a text, endings and umlauts aside."""


def taken_over(pairing: Pairing) -> tuple[dict[int, int], dict[int, int]]:
    """Say of goals and measures that are gone who took their words, and of new ones whose words they have.

    Returns:
        Base → head for what is gone, head → base for what is new.
    """
    lonely = [list(_lonely(pairing, side)) for side in (0, 1)]
    if not any(lonely):
        return {}, {}
    records = _Records(pairing)
    return records.heirs(0, lonely[0]), records.heirs(1, lonely[1])


def _lonely(pairing: Pairing, side: int) -> Iterator[int]:
    found = pairing.found[side]
    yield from (at for at, item in enumerate(pairing.items[side]) if item.kind in _RECORDS and at not in found)


def _kernels(item: Item) -> Kernels:
    words = (word for part in item.parts if part.name not in _FACTS for word in _WORD.findall(part.print))
    return Counter(map(_kernel, words))


@lru_cache(50_000)
def _kernel(word: str) -> str:
    return _ENDING.sub("", word.casefold().translate(_FOLDED))


class _Records:
    """The goals and measures of both drafts by their kernels."""

    def __init__(self, pairing: Pairing) -> None:
        self.pairing = pairing
        self.kernels = tuple(
            {at: _kernels(item) for at, item in enumerate(items) if item.kind in _RECORDS} for items in pairing.items
        )
        self.held = Counter(one for side in self.kernels for several in side.values() for one in several)
        self.count = sum(map(len, self.kernels))

    def heirs(self, side: int, lonely: Sequence[int]) -> dict[int, int]:
        """Give for records without a counterpart the one on the other side that their words went to or came from."""
        items, others = self.pairing.items[side], self.pairing.items[1 - side]
        gained = {to: self._gained(side, to) for to in self.kernels[1 - side]}
        index: dict[str, list[int]] = defaultdict(list)
        for to, kernels in gained.items():
            for one in kernels:
                index[one].append(to)
        target: dict[int, int] = {}
        for at in lonely:
            mine = self.kernels[side][at]
            shared: defaultdict[int, float] = defaultdict(float)
            for one in mine:
                holders = index.get(one, ())
                for to in holders if len(holders) <= _COMMON else ():
                    if others[to].kind == items[at].kind:
                        shared[to] += self._weight(one)
            near = sorted(shared, key=lambda to: (-shared[to], to))[:_TRIED]
            if not near:
                continue
            likeness = {to: self._shared(mine, gained[to]) for to in near}
            best = max(near, key=lambda to: (likeness[to], -to))
            if likeness[best] >= self._least(side, mine, gained[best], best):
                target[at] = best
        return target

    def _gained(self, side: int, to: int) -> Kernels:
        """Give what a record of the other side has that its counterpart has not; all of one without a counterpart."""
        here = self.pairing.found[1 - side].get(to)
        return self.kernels[1 - side][to] - (self.kernels[side][here] if here is not None else Counter())

    def _least(self, side: int, mine: Kernels, gained: Kernels, to: int) -> float:
        sizes = self._sum(mine), self._sum(gained)
        new = to not in self.pairing.found[1 - side]
        return max(_SAME * max(sizes) if new else _TAKEN * min(sizes), _TAKEN_WEIGHT)

    def _weight(self, one: str) -> float:
        """Weigh a word: 1 for one that few records hold, towards 0 for one that all hold."""
        return math.log(1 + self.count / max(1, self.held[one])) / math.log(1 + self.count)

    def _sum(self, kernels: Kernels) -> float:
        return sum(self._weight(one) * often for one, often in kernels.items())

    def _shared(self, mine: Kernels, gained: Kernels) -> float:
        """Weigh the words of the one that stand in the other, whole or as part of a compound on either side."""
        weight = 0.0
        for one, often in mine.items():
            same = min(often, gained[one])
            weight += same * self._weight(one)
            if often > same and (part := max(_within(one, gained), key=len, default="")):
                weight += (often - same) * self._weight(part)
        return weight


def _within(one: str, several: Kernels) -> Iterator[str]:
    """Yield the shorter of two words of which one holds the other."""
    size = len(one)
    for other in several:
        if len(other) > size >= _WITHIN:
            if one in other:
                yield one
        elif size > len(other) >= _WITHIN and other in one:
            yield other
