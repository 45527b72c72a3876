"""Amendments → files of a tree with their operations carried out, all or nothing per amendment."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from pipeline.model import PLACE_KEY, Amendment, Concept, Operation
from pipeline.read.hygiene import clean
from pipeline.read.yamlfile import load
from pipeline.tree import SourceTree
from review.amend.items import SETTINGS
from review.amend.placing import Fate, Outcome, Placer
from review.amend.sites import Sites
from review.amend.yamlsource import Edit, Source


@dataclass(frozen=True, slots=True)
class Applied:
    """What became of amendments.

    Attributes:
        tree: the files with all that fits carried out.
        taken: ids of the amendments that were carried out or stood there already.
        refused: ids of those that were not, because one of their operations does not fit.
        outcomes: of all operations, in the order of the amendments.
    """

    tree: SourceTree
    taken: tuple[str, ...]
    refused: tuple[str, ...]
    outcomes: tuple[Outcome, ...]

    def changed(self, former: SourceTree) -> dict[str, bytes]:
        """Give the files that differ from an earlier tree, new ones too."""
        return {path: data for path, data in self.tree.files.items() if former.files.get(path) != data}


def apply(tree: SourceTree, concept: Concept, amendments: Iterable[Amendment]) -> Applied:
    """Carry out amendments one after the other; the later finds the text as the earlier leaves it.

    Args:
        tree: the files.
        concept: as read from them; targets are found by it.
        amendments: in the order in which they are carried out.
    """
    taken: list[str] = []
    refused: list[str] = []
    found: list[Outcome] = []
    for amendment in amendments:
        made, outcomes = carried_out(tree, concept, amendment)
        if made is not None:
            why = spoilt(tree, made, amendment)
            outcomes = (
                tuple(replace(one, fate=Fate.STALE, message=why, edits=()) for one in outcomes)
                if why
                else outcomes
            )
        found += outcomes
        if made is None or any(one.fate is Fate.STALE for one in outcomes):
            refused.append(str(amendment.id))
        else:
            tree, concept = made, _known(concept, made, outcomes)
            taken.append(str(amendment.id))
    return Applied(tree, tuple(taken), tuple(refused), tuple(found))


def carried_out(
    tree: SourceTree, concept: Concept, amendment: Amendment
) -> tuple[SourceTree | None, tuple[Outcome, ...]]:
    """Carry out one amendment.

    Returns:
        The files, None if an operation does not fit; and what became of each operation.
    """
    made, outcomes = attempted(tree, concept, amendment)
    return (made if all(one.fate is not Fate.STALE for one in outcomes) else None), outcomes


def attempted(tree: SourceTree, concept: Concept, amendment: Amendment) -> tuple[SourceTree, tuple[Outcome, ...]]:
    """Carry out what fits of one amendment: all at once what does not meet, the rest on what that has made, and so on.

    Returns:
        The files, and what became of each operation.
    """
    done: dict[int, Outcome] = {}
    waiting = list(range(len(amendment.operations)))
    while waiting:
        placer = Placer(Sites(tree, concept))
        left: list[int] = []
        found: list[Outcome] = []
        awaited: set[str] = set()
        for at in waiting:
            operation = amendment.operations[at]
            outcome = placer.place_one(str(amendment.id), at + 1, operation)
            done[at] = outcome
            waits = not awaited.isdisjoint(_named(operation))
            if outcome.fate is Fate.STALE or waits or any(overlapping(outcome.edits, one.edits) for one in found):
                left.append(at)
                awaited |= _named(operation)
            else:
                found.append(outcome)
                if outcome.edits and (operation.former is None and operation.kind != "einfügen nach"):
                    awaited |= _named(operation)  # what comes or goes whole must be there or gone for the next
        if not any(one.edits for one in found):
            break
        tree = with_edits(tree, (edit for one in found for edit in one.edits))
        waiting = left
        if waiting:
            concept = _known(concept, tree, found)
    return tree, tuple(done[at] for at in sorted(done))


def _named(operation: Operation) -> set[str]:
    """Give the keys that an operation speaks of; one that waits makes later ones about the same wait too."""
    new = operation.goal or operation.measure
    return {str(operation.target), *([str(new.id)] if new else [])}


def overlapping(one: Sequence[Edit], other: Sequence[Edit]) -> bool:
    """Whether edits touch the same stretch of a file, or the same point."""
    return any(a.path == b.path and a.start <= b.end and b.start <= a.end for a in one for b in other)


def meeting(outcomes: Sequence[Outcome]) -> Iterator[tuple[Outcome, Outcome]]:
    """Yield pairs whose edits touch the same stretch of a file, or the same point; neighbours only, never all pairs."""
    rows = sorted((edit.path, edit.start, edit.end, at) for at, one in enumerate(outcomes) for edit in one.edits)
    for _, several in groupby(rows, key=lambda row: row[0]):
        near: list[tuple[str, int, int, int]] = []
        for row in several:
            near = [one for one in near if one[2] >= row[1]]
            yield from ((outcomes[one[3]], outcomes[row[3]]) for one in near if one[3] != row[3])
            near.append(row)


def with_edits(tree: SourceTree, edits: Iterable[Edit]) -> SourceTree:
    """Give a tree with edits made; a path it does not hold becomes a new file."""
    by_path: dict[str, list[Edit]] = {}
    for edit in edits:
        by_path.setdefault(edit.path, []).append(edit)
    files = dict(tree.files)
    for path, several in by_path.items():
        files[path] = Source(path, files.get(path, b"")).edited(several)
    return replace(tree, files=dict(sorted(files.items())))


def _known(concept: Concept, tree: SourceTree, outcomes: Iterable[Outcome]) -> Concept:
    """Read again what was touched, so that new goals and chapters are found and old ones are gone."""
    from pipeline.read import read  # noqa: PLC0415 - only where files change

    if any(edit for one in outcomes for edit in one.edits):
        return replace(read(tree, lambda texts: [[] for _ in texts]).concept, history=concept.history)
    return concept


def spoilt(former: SourceTree, now: SourceTree, amendment: Amendment) -> str:
    """Read every changed file of YAML again: a sentence if it says anything else that nobody asked for, else empty."""
    asked = {name for one in amendment.operations for name in _named(one)}
    for path, data in now.files.items():
        before = former.files.get(path)
        if not path.endswith(".yaml") or before is None or before == data or path in asked or path == SETTINGS:
            continue
        if _meaning(before, asked) != _meaning(data, asked):
            return f"In „{path}“ würde sich anderes mit ändern; die Stelle wie die anderen schreiben und noch einmal versuchen"
    return ""


def _meaning(data: bytes, allowed: set[str]) -> object:
    text = clean(data, "").text
    return _without(load(text, "").data if text else None, allowed)


def _without(data: object, allowed: set[str]) -> object:
    if isinstance(data, Mapping):
        if str(data.get("id", data.get("kuerzel", ""))) in allowed and "massnahmen" not in data:
            return None
        coded = str(data.get("kuerzel", "")) in allowed
        return {
            str(name): None if coded and name in {"einleitung", "titel"} else _without(value, allowed)
            for name, value in data.items()
            if name != PLACE_KEY
        }
    if isinstance(data, list):
        return [one for one in (_without(each, allowed) for each in data) if one is not None]
    return None if data is None else str(data)
