"""Two amendments side by side: what they share, what is new, what was dropped, how alike the passages are."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.model import Amendment, Operation
from review.amend.marks import cut
from review.changes import Edit, Token
from review.words import edits

_RELATED = 0.25
"""Likeness from which two points are about the same, if they do not name the same place."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A point of the one and what answers it in the other.

    Attributes:
        base: number and operation in the first amendment; None if it is new.
        head: number and operation in the second; None if it was dropped.
        alike: 0 to 100.
        same_place: whether both name the same target.
        edits: from the wording of the first to that of the second.
    """

    base: tuple[int, Operation] | None
    head: tuple[int, Operation] | None
    alike: int
    same_place: bool
    edits: tuple[Edit, ...]


@dataclass(frozen=True, slots=True)
class Kinship:
    """What two amendments have to do with each other.

    Attributes:
        base: the first.
        head: the second.
        pairs: in the order of the second, what was dropped last.
        alike: of all words together, 0 to 100.
    """

    base: Amendment
    head: Amendment
    pairs: tuple[Pair, ...]
    alike: int

    @property
    def shared(self) -> tuple[Pair, ...]:
        """Points that both have."""
        return tuple(one for one in self.pairs if one.base and one.head)

    @property
    def new(self) -> tuple[Pair, ...]:
        """Points that only the second has."""
        return tuple(one for one in self.pairs if one.base is None)

    @property
    def dropped(self) -> tuple[Pair, ...]:
        """Points that only the first has."""
        return tuple(one for one in self.pairs if one.head is None)


def compared(base: Amendment, head: Amendment) -> Kinship:
    """Set two amendments side by side: points of the same place first, then the most alike."""
    left = list(enumerate(base.operations, 1))
    right = list(enumerate(head.operations, 1))
    weighed = sorted(
        (
            (_rank(one, other), -row, -column)
            for row, (_, one) in enumerate(left)
            for column, (_, other) in enumerate(right)
        ),
        reverse=True,
    )
    pairs: dict[int, int] = {}
    for rank, row, column in weighed:
        if rank[0] and -row not in pairs and -column not in pairs.values():
            pairs[-row] = -column
    back = {column: row for row, column in pairs.items()}
    found = [_pair(left[back[at]] if at in back else None, one) for at, one in enumerate(right)] + [
        _pair(one, None) for at, one in enumerate(left) if at not in pairs
    ]
    whole = (_tokens(" ".join(map(wording, base.operations))), _tokens(" ".join(map(wording, head.operations))))
    return Kinship(base, head, tuple(found), _percent(edits(*whole)))


def _rank(one: Operation, other: Operation) -> tuple[bool, float]:
    alike = _percent(edits(_tokens(wording(one)), _tokens(wording(other)))) / 100
    place = one.target == other.target and one.field == other.field and one.kind == other.kind
    return place or alike >= _RELATED, alike + place


def _pair(base: tuple[int, Operation] | None, head: tuple[int, Operation] | None) -> Pair:
    script = edits(_tokens(wording(base[1]) if base else ""), _tokens(wording(head[1]) if head else ""))
    place = bool(base and head and base[1].target == head[1].target)
    return Pair(base, head, _percent(script) if base and head else 0, place, script)


def wording(one: Operation) -> str:
    """Give what an operation asks for, as words."""
    if one.goal:
        return f"{one.goal.title}. {one.goal.text.source}"
    if one.measure:
        return f"{one.measure.title}. {one.measure.description.source} {one.measure.effect.source}"
    if one.kind == "streichen":
        return one.former.source if one.former else ""
    return one.wanted.source if one.wanted else ""


def _tokens(text: str) -> tuple[Token, ...]:
    row: list[Token] = []
    for mark in cut(" ".join(text.split())):
        if row and not mark.glued:
            row.append(Token(" ", " "))
        row.append(Token(mark.text, mark.text))
    return tuple(row)


def _percent(script: Sequence[Edit]) -> int:
    """Give the share of words that stay, of all words of both."""
    stay = sum(2 * _count(one.base) for one in script if one.op == "equal")
    whole = sum(_count(one.base) + _count(one.head) for one in script)
    return round(100 * stay / whole) if whole else 100


def _count(tokens: Sequence[Token]) -> int:
    return sum(token.is_word for token in tokens)


def votes(one: Amendment) -> str:
    """Say what became of an amendment: status, body, day, votes."""
    parts = [str(one.status)]
    if one.decided_by and one.decided_by != "offen":
        parts.append(str(one.decided_by))
    if one.decided and one.decided != "offen":
        parts.append(f"{one.decided:%d.%m.%Y}" if not isinstance(one.decided, str) else one.decided)
    if one.vote:
        parts.append(f"Zustimmung {one.vote.ayes}, Ablehnung {one.vote.noes}, Stimmenthaltung {one.vote.abstentions}")
    elif one.phrase:
        parts.append(str(one.phrase))
    elif not one.is_open:
        parts.append("Stimmen nicht verzeichnet")
    return ", ".join(parts)


def words_of(tokens: Sequence[Token]) -> str:
    """Write tokens as text."""
    return "".join(token.text for token in tokens)


def pieces(script: Sequence[Edit]) -> Iterator[tuple[str, str]]:
    """Yield what stays, goes and comes: ``equal``, ``delete``, ``insert`` and the words."""
    for one in script:
        yield ("equal" if one.op == "format" else one.op), words_of(one.base or one.head)
