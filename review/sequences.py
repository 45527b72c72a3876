"""Two sequences: what they have in common, and the heaviest set of pairs that only goes forward."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence

from rapidfuzz.distance import LCSseq

_LARGEST = 40_000_000
"""Product of lengths up to which two lists are matched at once; beyond, what is unique is matched first."""

_PIECE = 2000
"""Tokens of a piece where two very long lists share nothing unique."""

_DEEPEST = 12
"""Times that what is unique is sought between what was unique."""

_Range = tuple[int, int]
"""Half open."""


def matches(base: Sequence[str], head: Sequence[str]) -> list[tuple[int, int]]:
    """Give the positions of a longest common subsequence; of very long lists one close to it."""
    start = 0
    while start < min(len(base), len(head)) and base[start] == head[start]:
        start += 1
    end = 0
    while end < min(len(base), len(head)) - start and base[-1 - end] == head[-1 - end]:
        end += 1
    found = [(at, at) for at in range(start)]
    found += _between(base, head, (start, len(base) - end), (start, len(head) - end))
    return found + [(len(base) - at, len(head) - at) for at in range(end, 0, -1)]


def _between(
    base: Sequence[str], head: Sequence[str], left: _Range, right: _Range, depth: int = 0
) -> list[tuple[int, int]]:
    (low, high), (first, last) = left, right
    if low == high or first == last:
        return []
    if (high - low) * (last - first) <= _LARGEST:
        return [
            (low + block.src_start + step, first + block.dest_start + step)
            for block in LCSseq.opcodes(base[low:high], head[first:last])
            if block.tag == "equal"
            for step in range(block.src_end - block.src_start)
        ]
    found: list[tuple[int, int]] = []
    fixed = _unique(base, head, left, right) if depth < _DEEPEST else []
    if not fixed:  # nothing to hold on to: piece by piece, which keeps the time in bounds
        pieces = max(high - low, last - first) // _PIECE + 1
        for piece in range(pieces):
            found += _between(base, head, _share(left, piece, pieces), _share(right, piece, pieces), depth)
        return found
    for at, to in [*fixed, (high, last)]:
        found += _between(base, head, (low, at), (first, to), depth + 1)
        if at < high:
            found.append((at, to))
        low, first = at + 1, to + 1
    return found


def _share(whole: _Range, piece: int, pieces: int) -> _Range:
    start, end = whole
    return start + (end - start) * piece // pieces, start + (end - start) * (piece + 1) // pieces


def _unique(base: Sequence[str], head: Sequence[str], left: _Range, right: _Range) -> list[tuple[int, int]]:
    """Give the positions of what stands once in both ranges, as far as their order agrees (patience)."""
    (low, high), (first, last) = left, right
    once, other = single(base[low:high]), single(head[first:last])
    pairs = sorted((low + at, first + other[key]) for key, at in once.items() if key in other)
    return [pairs[at] for at in increasing([to for _, to in pairs])]


def single(values: Sequence[str]) -> dict[str, int]:
    """Give the position of each value that stands there once."""
    seen: dict[str, int] = {}
    for at, value in enumerate(values):
        seen[value] = -1 if value in seen else at
    return {value: at for value, at in seen.items() if at >= 0}


def increasing(values: Sequence[int]) -> list[int]:
    """Give the positions of a longest strictly increasing subsequence, in O(n log n)."""
    tails: list[int] = []
    ends: list[int] = []
    before: list[int] = [-1] * len(values)
    for at, value in enumerate(values):
        row = bisect_left(tails, value)
        before[at] = ends[row - 1] if row else -1
        tails[row : row + 1] = [value]
        ends[row : row + 1] = [at]
    found: list[int] = []
    at = ends[-1] if ends else -1
    while at >= 0:
        found.append(at)
        at = before[at]
    return found[::-1]


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
