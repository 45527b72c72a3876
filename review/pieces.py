"""What was split and what was merged: paragraphs and their neighbours."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from review.pairing import ROOT, Bag, Pairing, is_prose

_OF_PIECE, _OF_REST, _OF_WHOLE = 0.6, 0.6, 0.6
"""Shares: of a piece that stands in the rest of the whole; of that rest that stands in the piece; of the whole that
stands in all its pieces."""

_NOTABLE, _ALL_OF_PIECE = 0.15, 0.9
"""Share of the whole that a piece must take over at least, unless this share of the piece was in it."""

_PIECE_WORDS = 4
"""So many words a piece must share with the whole."""

Pieces = dict[int, tuple[int, ...]]
"""Position of a whole → positions of its pieces on the other side, in order."""


def broken(pairing: Pairing) -> tuple[Pieces, Pieces]:
    """Find what was split (base → head) and what was merged (head → base); the first piece becomes the counterpart."""
    split, merged = _broken(pairing, 0), _broken(pairing, 1)
    pieces = {to for several in split.values() for to in several}
    taken = {*split, *(pairing.found[1][to] for to in pieces if to in pairing.found[1])}
    merged = {to: several for to, several in merged.items() if to not in pieces and not taken & set(several)}
    for side, wholes in ((0, split), (1, merged)):
        for whole, several in wholes.items():
            pairing.part(side, whole)
            pairing.part(1 - side, several[0])
            pairing.pair(*((whole, several[0]) if side == 0 else (several[0], whole)))
    return split, merged


def _broken(pairing: Pairing, side: int) -> Pieces:
    """Find wholes of one side whose words stand in neighbouring pieces of the other."""
    found: dict[int, set[int]] = defaultdict(set)
    used: set[int] = set()
    for run in _runs(pairing, 1 - side):
        for partner, members in ((run.before, run.members), (run.after, run.members[::-1])):
            whole = pairing.found[1 - side].get(partner)
            if whole is None or not is_prose(pairing.items[side][whole]):
                continue
            pieces = _pieces_beside(pairing, side, whole, partner, [one for one in members if one not in used])
            if pieces:
                used.update(pieces)
                found[whole] |= {partner, *pieces}
        for whole in _lost(pairing, side, run):
            pieces = _pieces_alone(pairing, side, whole, [one for one in run.members if one not in used])
            if pieces and whole not in found:
                used.update(pieces)
                found[whole] = set(pieces)
    return {whole: tuple(sorted(several)) for whole, several in sorted(found.items())}


def _pieces_beside(pairing: Pairing, side: int, whole: int, partner: int, members: Sequence[int]) -> list[int]:
    """Take pieces that follow the counterpart of a whole, nearest first, while they hold what the counterpart lacks."""
    text = pairing.bag(side, whole)
    rest = pairing.less(text, pairing.bag(1 - side, partner))
    pieces: list[int] = []
    for one, beside in zip(members, (partner, *members), strict=False):
        if abs(one - beside) != 1 or not _holds(pairing, side, text, rest, one):
            break
        pieces.append(one)
        rest = pairing.less(rest, pairing.bag(1 - side, one))
    return pieces if pieces and text.weight - rest.weight >= _OF_WHOLE * text.weight else []


def _pieces_alone(pairing: Pairing, side: int, whole: int, members: Sequence[int]) -> list[int]:
    """Take neighbouring pieces that together hold the words of a whole without a counterpart."""
    text = rest = pairing.bag(side, whole)
    pieces: list[int] = []
    for one in members:
        if (pieces and one != pieces[-1] + 1) or not _holds(pairing, side, text, rest, one):
            if len(pieces) > 1:
                break
            pieces, rest = [], text
            continue
        pieces.append(one)
        rest = pairing.less(rest, pairing.bag(1 - side, one))
    return pieces if len(pieces) > 1 and text.weight - rest.weight >= _OF_WHOLE * text.weight else []


def _holds(pairing: Pairing, side: int, text: Bag, rest: Bag, piece: int) -> bool:
    """Whether a piece holds the rest of a whole, or consists of it."""
    bag = pairing.bag(1 - side, piece)
    shared = pairing.shared(bag, rest)
    if (bag.words & rest.words).total() < _PIECE_WORDS:
        return False
    notable = shared >= _NOTABLE * text.weight
    return shared >= _ALL_OF_PIECE * bag.weight or (
        notable and (shared >= _OF_PIECE * bag.weight or shared >= _OF_REST * rest.weight)
    )


def _lost(pairing: Pairing, side: int, run: "_Run") -> Iterator[int]:
    """Yield paragraphs without a counterpart in the section that a run of pieces stands in."""
    if len(run.members) < 2:  # noqa: PLR2004 - pieces are several
        return
    above = pairing.items[1 - side][run.members[0]].section
    section = ROOT if above == ROOT else pairing.found[1 - side].get(above)
    if section is not None:
        items, found = pairing.items[side], pairing.found[side]
        yield from (at for at in pairing.running(side, section) if at not in found and is_prose(items[at]))


@dataclass(frozen=True, slots=True)
class _Run:
    """Neighbours without a counterpart, and what stands before and after them."""

    members: tuple[int, ...]
    before: int
    after: int


def _runs(pairing: Pairing, side: int) -> Iterator[_Run]:
    """Yield runs of paragraphs without a counterpart under the same heading."""
    items, found = pairing.items[side], pairing.found[side]
    for above in pairing.children[side]:
        run: list[int] = []
        before = ROOT
        for at in [*(one for one in pairing.running(side, above) if is_prose(items[one])), ROOT]:
            if at != ROOT and at not in found:
                run.append(at)
                continue
            if run:
                yield _Run(tuple(run), before, at)
                run = []
            before = at
