"""The state of the sources as a report: what was found, what was allowed, how concrete the measures are.

Councillors asked when, how exactly, at what cost, under whose lead and with what effect, and which
measure serves which goal; this answers with numbers. It judges nothing: the rules have judged.
"""

from collections.abc import Iterable, Mapping
from datetime import date

from pipeline.checking import Verdict
from pipeline.compose.index import references
from pipeline.findings import Finding, Severity
from pipeline.manuscript import (
    AllowanceRow,
    FindingGroup,
    FindingRow,
    Gap,
    Inspection,
    Matrix,
    Ref,
    Share,
    short_date,
)
from pipeline.markdown import paragraphs
from pipeline.model import OPEN, Concept, FieldOfAction, Measure, Text
from pipeline.passages import passages

ASPECTS = ("Federführung", "Beteiligte", "Zeitraum", "Finanzbedarf", "Wirkung")
"""What the council asked each measure to say."""

ELSEWHERE = "Kapitel, Vorlage und übrige Angaben"
NO_LEAD = "noch offen"

_LONGEST = 320
"""Characters of a quoted passage."""

_KINDS = {"goal": "Ziel", "measure": "Maßnahme", "guideline": "Leitlinie", "field": "Handlungsfeld"}


def take_stock(concept: Concept, verdict: Verdict) -> Inspection:
    """Put findings, concreteness and links of a checked concept together."""
    refs = references(concept)
    rows = _Rows(concept, refs)
    fields = [field for _, field in concept.ordered_fields]
    return Inspection(
        counts=tuple((one.label, sum(each.severity is one for each in verdict.findings)) for one in Severity),
        groups=tuple(_groups(concept, verdict.findings, rows)),
        allowances=tuple(
            AllowanceRow(rows.row(finding), one.reason, _day(one.until)) for finding, one in verdict.allowed
        ),
        aspects=ASPECTS,
        total=_share("alle Handlungsfelder", concept.measures),
        fields=tuple(_share(field.title, field.measures) for field in fields),
        offices=tuple(_offices(concept.measures)),
        gaps=tuple(
            Gap(_ref(refs, measure.id, measure.title, "measure"), field.title, missing)
            for field in fields
            for measure in field.measures
            if (missing := _missing(measure))
        ),
        matrices=tuple(_matrix(field, concept, refs) for field in fields if field.goals or field.measures),
    )


def _given(measure: Measure) -> tuple[bool, ...]:
    """Say for each aspect whether the measure names it."""
    return (
        measure.lead != OPEN,
        bool(measure.partners),
        not measure.period.is_open,
        measure.funding != OPEN,
        measure.effect.source.strip() != OPEN,
    )


def _missing(measure: Measure) -> tuple[str, ...]:
    return tuple(name for name, given in zip(ASPECTS, _given(measure), strict=True) if not given)


def _share(name: str, measures: Iterable[Measure]) -> Share:
    given = [_given(measure) for measure in measures]
    counts = tuple(sum(one[position] for one in given) for position in range(len(ASPECTS)))
    return Share(str(name), len(given), counts, sum(map(all, given)))


def _offices(measures: Iterable[Measure]) -> Iterable[Share]:
    led: dict[str, list[Measure]] = {}
    for measure in measures:
        led.setdefault(str(measure.lead), []).append(measure)
    for lead in sorted(led, key=lambda lead: (lead == OPEN, -len(led[lead]), lead.casefold())):
        yield _share(NO_LEAD if lead == OPEN else lead, led[lead])


def _day(day: date | str) -> str:
    return day if isinstance(day, str) else short_date(day)


def _matrix(field: FieldOfAction, concept: Concept, refs: Mapping[str, Ref]) -> Matrix:
    own, at_home = {goal.id for goal in field.goals}, {measure.id for measure in field.measures}
    others = (one for one in concept.measures if one.id not in at_home and not own.isdisjoint(one.goals))
    serving = [*field.measures, *others]
    return Matrix(
        code=field.code,
        title=field.title,
        goals=tuple(_ref(refs, goal.id, goal.title, "goal") for goal in field.goals),
        measures=tuple(_ref(refs, one.id, one.title, "measure") for one in serving),
        served=frozenset((str(goal), str(one.id)) for one in serving for goal in one.goals if goal in own),
    )


def _ref(refs: Mapping[str, Ref], key: str, title: str, kind: str) -> Ref:
    return refs.get(key) or Ref(key, "", title, kind)


def _groups(concept: Concept, findings: Iterable[Finding], rows: "_Rows") -> Iterable[FindingGroup]:
    """Group findings by field, what belongs to none last."""
    codes = {path: str(field.code) for path, field in concept.ordered_fields}
    found: dict[str, list[Finding]] = {}
    for finding in sorted(findings, key=lambda one: (one.severity.rank, *one.order())):
        parts = finding.subject.split("-")
        named = parts[1] if len(parts) > 1 and parts[1] in codes.values() else ""
        found.setdefault(codes.get(finding.place.path, named), []).append(finding)
    titles = {str(field.code): str(field.title) for _, field in concept.ordered_fields} | {"": ELSEWHERE}
    for code, title in titles.items():
        if code in found:
            yield FindingGroup(code, title, tuple(map(rows.row, found[code])))


class _Rows:
    """Writes findings for print; knows which text stands at which place."""

    def __init__(self, concept: Concept, refs: Mapping[str, Ref]) -> None:
        self.refs = refs
        self.texts: dict[str, list[Text]] = {}
        for passage in passages(concept):
            self.texts.setdefault(passage.text.place.path, []).append(passage.text)

    def row(self, finding: Finding) -> FindingRow:
        return FindingRow(
            severity=finding.severity.label,
            rule=finding.rule,
            place=str(finding.place),
            subject=self._subject(finding.subject),
            message=finding.message,
            hint=finding.hint,
            passage=self._passage(finding),
        )

    def _subject(self, key: str) -> str:
        ref = self.refs.get(key)
        if ref is None or ref.kind not in _KINDS:
            return f"{ref.title} ({key})" if ref else ""
        return f"{_KINDS[ref.kind]} {ref.number}".strip() + f" ({key})"

    def _passage(self, finding: Finding) -> str:
        """Quote the paragraph at the finding's line, or name what the finding is about."""
        line = finding.place.line
        for text in self.texts.get(finding.place.path, ()) if line else ():
            rows = text.source.split("\n")
            row = line - text.place.line
            if 0 <= row < len(rows) and rows[row].strip():
                start = next((n + 1 for n in range(row, -1, -1) if not rows[n].strip()), 0)
                end = next((n for n in range(row, len(rows)) if not rows[n].strip()), len(rows))
                return _shortened(" ".join(paragraphs("\n".join(rows[start:end]), self._name)))
        ref = self.refs.get(finding.subject)
        return ref.title if ref else ""

    def _name(self, target: str) -> str:
        ref = self.refs.get(target.removeprefix("#"))
        return ref.number or ref.title if ref else target


def _shortened(words: str) -> str:
    return words if len(words) <= _LONGEST else words[:_LONGEST].rsplit(" ", 1)[0] + " …"
