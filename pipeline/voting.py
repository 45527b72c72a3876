"""In which order a body votes on amendments, and which of them cannot stand beside one another.

The farthest-reaching amendment comes first, because whoever gets the most wants to know before
settling for less. How far an amendment reaches is measured by what anybody can count: first the
highest level it touches (the resolution, then guidelines and goals, which are adopted, then other
text, then proposed measures, which are not binding), then at how many places, then how many words
it takes out and puts in. An amendment that holds another and more besides therefore always comes first.
Equal ones go by date, then by id.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import combinations

from pipeline.model import Amendment, Operation, Text

LEVELS = ("Maßnahmevorschläge", "Text des Konzepts", "Leitlinien und Ziele", "Beschlussvorschlag")
"""What an amendment can touch, the least first."""

SUBMISSION = "vorlage.yaml"
_SHARED = 3
"""Words at the end of one passage and the beginning of another from which they overlap."""


@dataclass(frozen=True, slots=True, order=True)
class Reach:
    """How far an amendment reaches; compares by level, then places, then words.

    Attributes:
        level: index in ``LEVELS`` of the highest level touched.
        places: how many places it changes.
        words: how many words it takes out and puts in.
    """

    level: int = 0
    places: int = 0
    words: int = 0

    @property
    def printed(self) -> str:
        """Say it in German: ``Leitlinien und Ziele · 3 Stellen · 58 Worte``."""
        places = "1 Stelle" if self.places == 1 else f"{self.places} Stellen"
        words = "1 Wort" if self.words == 1 else f"{self.words} Worte"
        return f"{LEVELS[self.level]} · {places} · {words}"


@dataclass(frozen=True, slots=True)
class Pair:
    """Two points of different amendments at the same words or place.

    Attributes:
        one: id of the first amendment and index of its point.
        other: of the second.
        excludes: whether only one of them can be carried out; else they only stand at the same place.
    """

    one: tuple[str, int]
    other: tuple[str, int]
    excludes: bool


def _unknown(_: str) -> int:
    return 1


def reach(amendment: Amendment, size: Callable[[str], int] = _unknown) -> Reach:
    """Measure an amendment.

    Args:
        amendment: to be measured.
        size: gives the words of a target that is taken out as a whole.
    """
    operations = amendment.operations
    return Reach(
        max((_level(one) for one in operations), default=0),
        len({(one.target, one.field, _words(one.former), _new(one)) for one in operations}),
        sum(_changed(one, size) for one in operations),
    )


def voting_order(amendments: Iterable[Amendment], size: Callable[[str], int] = _unknown) -> tuple[Amendment, ...]:
    """Put amendments in the order in which they are voted on."""

    def key(one: Amendment) -> tuple[int, int, int, str, str]:
        far = reach(one, size)
        return (-far.level, -far.places, -far.words, one.day.isoformat(), str(one.id))

    return tuple(sorted(amendments, key=key))


def clashes(amendments: Iterable[Amendment], home: Callable[[str], str] = str) -> tuple[Pair, ...]:
    """Find the points of different amendments that meet; compared are only those at the same target.

    Args:
        amendments: in the order in which they are to be named.
        home: gives one name for what has several (a chapter's file and its first heading).
    """
    found: list[Pair] = []
    at: dict[str, list[tuple[str, int, Operation]]] = defaultdict(list)
    for amendment in amendments:
        for index, operation in enumerate(amendment.operations):
            for name in dict.fromkeys((home(operation.target), _new(operation))):
                if name:
                    at[name].append((str(amendment.id), index, operation))
    for here in at.values():
        for (one, first, left), (other, second, right) in combinations(here, 2):
            verdict = None if one == other else _meet(left, right)
            if verdict is not None:
                found.append(Pair((one, first), (other, second), verdict))
    return tuple(dict.fromkeys(found))


def _level(operation: Operation) -> int:
    if operation.goal:
        return 2
    if operation.measure or operation.target.startswith("M-"):
        return 0
    if operation.target == SUBMISSION:
        return 3 if operation.field in {None, "beschlussvorschlag"} else 1
    return 2 if operation.target.startswith(("L-", "Z-")) else 1


def _new(operation: Operation) -> str:
    """Give the id of the goal or measure that an operation adds, else nothing."""
    item = operation.goal or operation.measure
    return str(item.id) if item else ""


def _words(text: Text | None) -> tuple[str, ...]:
    return tuple(text.source.split()) if text else ()


def _changed(operation: Operation, size: Callable[[str], int]) -> int:
    """Count the words that go and come."""
    if operation.kind == "streichen" and operation.former is None:
        return size(operation.target)
    if operation.kind == "einfügen nach":
        return len(_words(operation.wanted))
    if operation.goal:
        return len(operation.goal.title.split()) + len(_words(operation.goal.text))
    if operation.measure:
        measure = operation.measure
        return len(measure.title.split()) + len(_words(measure.description)) + len(_words(measure.effect))
    before, after = Counter(_words(operation.former)), Counter(_words(operation.wanted))
    return ((before - after) + (after - before)).total()


def _meet(left: Operation, right: Operation) -> bool | None:
    """Say whether two points at one target exclude one another (True), only share the place (False), or neither."""
    if _new(left) and _new(right):
        return True if _new(left) == _new(right) else None
    if _whole(left) or _whole(right):
        return True
    if _new(left) or _new(right) or left.field != right.field:
        return None
    if left.kind == right.kind == "neue Anlage" or left.kind == right.kind == "Feld ändern":
        return True
    before, after = _words(left.former), _words(right.former)
    if left.kind == right.kind == "einfügen nach":
        return False if before == after else None
    return True if _overlap(before, after) else None


def _whole(operation: Operation) -> bool:
    return operation.kind == "streichen" and operation.former is None and operation.field is None


def _overlap(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether one passage holds the other, or the end of one is the beginning of the other."""
    if not one or not other:
        return False
    if any(_holds(*pair) for pair in ((one, other), (other, one))):
        return True
    return any(
        pair[0][-length:] == pair[1][:length]
        for pair in ((one, other), (other, one))
        for length in range(_SHARED, min(len(one), len(other)))
    )


def _holds(longer: tuple[str, ...], shorter: tuple[str, ...]) -> bool:
    return f" {' '.join(shorter)} " in f" {' '.join(longer)} "
