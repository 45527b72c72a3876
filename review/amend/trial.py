"""Amendments on trial: do they still fit, whom do they collide with, what would the rules say of the amended text.

Two hundred amendments are not two hundred readings: all that do not meet are carried out together, judged once, and what
is new is given to the one amendment that speaks of it. Only where several could be the cause are they tried apart.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from pipeline.checking import Verdict, check
from pipeline.findings import Finding
from pipeline.model import Amendment, Block, Concept
from pipeline.read import Known, read
from pipeline.since import compare as since
from pipeline.tree import SourceTree
from review.amend.applying import carried_out, meeting, overlapping, with_edits
from review.amend.placing import Fate, Outcome, Placer
from review.amend.sites import Sites
from review.amend.yamlsource import Source

_ID = re.compile(r"\b[ZML]-[A-Z]{2,4}-\d{2,3}\b")
_AMENDMENTS = "antraege/"
_CLOSED = frozenset({"zurückgezogen", "abgelehnt"})
Parse = Callable[[Sequence[str]], Sequence[list[Block] | None]]


@dataclass(frozen=True, slots=True)
class Collision:
    """Two operations of which only one can be carried out.

    Attributes:
        number: of this amendment's operation.
        other: id of the other amendment.
        other_number: of its operation.
        message: a German sentence.
    """

    number: int
    other: str
    other_number: int
    message: str


@dataclass(frozen=True, slots=True)
class Trial:
    """What trying one amendment gave.

    Attributes:
        amendment: as it stands in the sources.
        outcomes: what becomes of its operations.
        collisions: with other amendments.
        caused: findings that the text would have with it and has not without.
        mended: findings that it would mend.
    """

    amendment: Amendment
    outcomes: tuple[Outcome, ...]
    collisions: tuple[Collision, ...]
    caused: tuple[Finding, ...]
    mended: tuple[Finding, ...]

    @property
    def fits(self) -> bool:
        """Whether all of it can be carried out."""
        return all(one.fate is not Fate.STALE for one in self.outcomes)


def tried(tree: SourceTree, amendments: Sequence[Amendment], others: Sequence[Amendment], parse: Parse) -> list[Trial]:
    """Try amendments, each on the text as it stands.

    Args:
        tree: the files.
        amendments: those to be tried.
        others: all whose collisions count besides.
        parse: turns Markdown into blocks.
    """
    court = _Court(tree, parse)
    placed = {str(one.id): court.place(one) for one in {str(one.id): one for one in (*others, *amendments)}.values()}
    collisions = _collisions([outcome for outcomes in placed.values() for outcome in outcomes])
    wanted = [str(one.id) for one in amendments]
    caused = court.judged({key: placed[key] for key in wanted})
    return [
        Trial(one, placed[str(one.id)], tuple(collisions.get(str(one.id), ())), *caused.get(str(one.id), ((), ())))
        for one in amendments
    ]


class _Court:
    """Reads once and judges many times."""

    def __init__(self, tree: SourceTree, parse: Parse) -> None:
        bare = replace(
            tree, files={path: data for path, data in tree.files.items() if not path.startswith(_AMENDMENTS)}
        )
        self.tree, self.parse, self.known = bare, parse, Known()
        reading = read(bare, parse, self.known)
        self.concept = reading.concept
        self.verdict = check(reading.concept, reading.findings)
        self.placer = Placer(Sites(bare, reading.concept))
        self.stepwise: dict[str, SourceTree] = {}

    def place(self, amendment: Amendment) -> tuple[Outcome, ...]:
        outcomes = self.placer.place(amendment)
        meets = any(True for _ in meeting(outcomes))
        if meets or any(one.fate is Fate.STALE for one in outcomes):
            made, outcomes = carried_out(self.tree, self.concept, amendment)
            if made is not None:
                self.stepwise[str(amendment.id)] = made
        return outcomes

    def judged(
        self, placed: dict[str, tuple[Outcome, ...]]
    ) -> dict[str, tuple[tuple[Finding, ...], tuple[Finding, ...]]]:
        """Give what each amendment causes and mends."""
        found: dict[str, tuple[tuple[Finding, ...], tuple[Finding, ...]]] = {}
        together: dict[str, tuple[Outcome, ...]] = {}
        for key, outcomes in placed.items():
            if key in self.stepwise:
                verdict = self._verdict(self.stepwise[key])
                found[key] = verdict.findings, verdict.mended
            elif any(one.edits for one in outcomes):
                together[key] = tuple(one for one in outcomes if one.edits)
        for batch in _batches(together):
            self._try(batch, found)
        return found

    def _verdict(self, tree: SourceTree) -> Verdict:
        reading = read(tree, self.parse, self.known)
        concept = replace(reading.concept, history=self.concept.history, former_versions=self.concept.former_versions)
        return since(check(concept, reading.findings), self.verdict, "")

    def _try(
        self,
        batch: dict[str, tuple[Outcome, ...]],
        found: dict[str, tuple[tuple[Finding, ...], tuple[Finding, ...]]],
    ) -> None:
        """Judge a batch; what cannot be given to one amendment is judged in halves."""
        tree = with_edits(self.tree, (edit for outcomes in batch.values() for one in outcomes for edit in one.edits))
        verdict = self._verdict(tree)
        if len(batch) == 1:
            found[next(iter(batch))] = verdict.findings, verdict.mended
            return
        told: dict[str, tuple[list[Finding], list[Finding]]] = {key: ([], []) for key in batch}
        causes = _Causes(batch, self.tree, self.concept)
        unclear: set[str] = set()
        for at, findings in enumerate((verdict.findings, verdict.mended)):
            for finding in findings:
                suspects = causes.of(finding, gone=bool(at))
                if len(suspects) == 1:
                    told[next(iter(suspects))][at].append(finding)
                else:
                    unclear |= suspects or set(batch)
        clear = [key for key in batch if key not in unclear]
        for key in clear:
            found[key] = tuple(told[key][0]), tuple(told[key][1])
        rest = [key for key in batch if key in unclear]
        halves = (rest[: len(rest) // 2], rest[len(rest) // 2 :]) if clear == [] else (rest,)
        for half in halves:
            if half:
                self._try({key: batch[key] for key in half}, found)


class _Causes:
    """Knows of which amendment a finding speaks."""

    def __init__(self, batch: dict[str, tuple[Outcome, ...]], tree: SourceTree, concept: Concept) -> None:
        serves = {str(one.id): {str(goal) for goal in one.goals} for one in concept.measures}
        served: dict[str, set[str]] = defaultdict(set)
        for measure, goals in serves.items():
            for goal in goals:
                served[goal].add(measure)
        self.touched: dict[str, set[str]] = defaultdict(set)
        self.near: dict[str, set[str]] = defaultdict(set)
        self.lines: dict[str, list[tuple[int, int, str]]] = defaultdict(list)
        for amendment, outcomes in batch.items():
            for one in outcomes:
                keys = keys_of(one)
                for key in keys:
                    self.touched[key].add(amendment)
                    for other in serves.get(key, set()) | served.get(key, set()):
                        self.near[other].add(amendment)
                new = one.operation.measure
                for goal in new.goals if new else ():
                    self.near[str(goal)].add(amendment)
        shift: dict[str, list[tuple[int, int, int, str]]] = defaultdict(list)
        for amendment, outcomes in batch.items():
            for one in outcomes:
                for edit in one.edits:
                    shift[edit.path].append((edit.start, edit.end, edit.text.count("\n"), amendment))
        self.files = {path: {row[3] for row in rows} for path, rows in shift.items()}
        for path, rows in shift.items():
            source = Source(path, tree.files.get(path, b""))
            moved = 0
            for start, end, come, amendment in sorted(rows):
                first, last = source.line_of(start) if source.text else 1, source.line_of(end) if source.text else 1
                self.lines[path].append((first + moved, first + moved + come, amendment))
                moved += come - (last - first)

    def of(self, finding: Finding, *, gone: bool) -> set[str]:
        """Give the amendments that can be the cause of a finding."""
        place = finding.place
        here = {amendment for first, last, amendment in self.lines.get(place.path, ()) if first <= place.line <= last}
        touched = self.touched.get(finding.subject, set()) if finding.subject else set()
        if len(touched) == 1:
            return touched
        if len(here) == 1 and not gone:
            return here
        told = {name for key in _ID.findall(finding.message) for name in self.touched.get(key, ())}
        if len(told) == 1:
            return told
        near = self.near.get(finding.subject, set()) if finding.subject else set()
        return touched or near or (here if not gone else set()) or self.files.get(place.path, set())


def keys_of(one: Outcome) -> set[str]:
    """Give the ids of which an operation speaks."""
    new = one.operation.goal or one.operation.measure
    return {str(new.id)} if new else {str(one.operation.target)}


def _batches(placed: dict[str, tuple[Outcome, ...]]) -> list[dict[str, tuple[Outcome, ...]]]:
    """Put together what does not meet, as few times as simple sorting gives."""
    found: list[tuple[dict[str, tuple[Outcome, ...]], dict[str, list[Outcome]], set[str]]] = []
    for key, outcomes in placed.items():
        new = {str(node.id) for one in outcomes if (node := one.operation.goal or one.operation.measure)}
        for batch, by_path, made in found:  # noqa: B007 - the one that fits is used below
            clash = any(
                overlapping(one.edits, other.edits)
                for one in outcomes
                for path in {edit.path for edit in one.edits}
                for other in by_path.get(path, ())
            )
            if not clash and made.isdisjoint(new):
                break
        else:
            batch, by_path, made = {}, {}, set()
            found.append((batch, by_path, made))
        batch[key] = outcomes
        made |= new
        for one in outcomes:
            for path in {edit.path for edit in one.edits}:
                by_path.setdefault(path, []).append(one)
    return [batch for batch, _, _ in found]


# ---- collisions ----


def _collisions(outcomes: Sequence[Outcome]) -> dict[str, list[Collision]]:
    """Find what meets what, by key and by place."""
    found: dict[str, list[Collision]] = defaultdict(list)
    seen: set[tuple[str, int, str, int]] = set()

    def note(one: Outcome, other: Outcome, message: str) -> None:
        for a, b in ((one, other), (other, one)):
            mark = a.amendment, a.number, b.amendment, b.number
            if a.amendment != b.amendment and mark not in seen:
                seen.add(mark)
                found[a.amendment].append(Collision(a.number, b.amendment, b.number, message))

    by_key: dict[str, list[Outcome]] = defaultdict(list)
    for one in outcomes:
        if one.fate.counts:
            by_key[str(one.operation.target)].append(one)
    for one in outcomes:
        if not one.fate.counts:
            continue
        operation = one.operation
        if operation.kind == "streichen" and operation.former is None:
            for other in by_key[str(operation.target)]:
                if other is not one and not (other.operation.kind == "streichen" and other.operation.former is None):
                    note(one, other, f"Der eine Antrag streicht {operation.target}, der andere ändert dort etwas")
        if operation.measure:
            for goal in operation.measure.goals:
                for other in by_key.get(str(goal), ()):
                    if other.operation.kind == "streichen" and other.operation.former is None:
                        note(
                            one,
                            other,
                            f"Die neue Maßnahme {operation.measure.id} dient {goal}, das der andere streicht",
                        )
    new: dict[str, list[Outcome]] = defaultdict(list)
    for one in outcomes:
        node = one.operation.goal or one.operation.measure
        if node and one.fate.counts:
            new[str(node.id)].append(one)
    for key, several in new.items():
        for one in several[1:]:
            note(several[0], one, f"Beide vergeben die Kennung {key}")
    for one, other in meeting([one for one in outcomes if one.fate.counts]):
        note(one, other, _meeting_sentence(one, other))
    return found


def _meeting_sentence(one: Outcome, other: Outcome) -> str:
    if one.edits == other.edits:
        return "Beide wollen denselben Wortlaut; einer genügt"
    if one.operation.kind == other.operation.kind == "Feld ändern":
        return f"Beide setzen „{one.operation.field}“ von {one.operation.target} auf verschiedene Werte"
    if one.operation.kind == other.operation.kind == "einfügen nach" or {one.operation.kind, other.operation.kind} <= {
        "neues Ziel", "neue Maßnahme", "einfügen nach",
    }:  # fmt: skip
        return "Beide fügen an derselben Stelle etwas ein; die Reihenfolge ist zu klären"
    return f"Beide ändern dieselben Worte bei {one.operation.target}"


def counted(amendments: Iterable[Amendment]) -> list[Amendment]:
    """Leave out what was withdrawn or refused: it collides with nothing any more."""
    return [one for one in amendments if one.status not in _CLOSED]
