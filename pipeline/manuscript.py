"""The manuscript: the document in order, numbered, references resolved, without any format.

Renderers turn it into files, the review compares two of them. Prose is pandoc's tree; goals,
measures, terms and provisions stay records with named parts, so that a comparison can say
which part changed and a renderer can set each as it likes.

Two layers of names: ``key`` is stable (an id of the sources), ``number`` is printed and may change.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from pipeline.model import OPEN, Amendment, Block, Consultation, Picture, Submission, Vote
from pipeline.standing import Standing
from pipeline.voting import Pair, Reach


@dataclass(frozen=True, slots=True)
class Ref:
    """A pointer to something numbered.

    Attributes:
        key: id of the target, also its anchor in the documents.
        number: printed number, may be empty.
        title: printed title.
        kind: ``goal``, ``measure``, ``field``, ``chapter``, ``section``, ``guideline``, ``term``, ``provision``.
    """

    key: str
    number: str
    title: str
    kind: str


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading.

    Attributes:
        key: anchor.
        level: 1 (part) to 5.
        number: printed number, empty where unnumbered.
        title: text.
        kind: ``part``, ``annex``, ``chapter``, ``front``, ``field``, ``section``.
        code: the field's code for a field, else empty.
    """

    key: str
    level: int
    number: str
    title: str
    kind: str
    code: str = ""


@dataclass(frozen=True, slots=True)
class Prose:
    """Paragraphs, lists, tables, figures in pandoc's tree.

    Attributes:
        key: where they belong: the id of the nearest heading or record.
        blocks: headings are not among them.
    """

    key: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class GuidelineEntry:
    """One guideline."""

    key: str
    number: str
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Guidelines:
    """The guidelines of the concept (``code`` empty) or of one field."""

    code: str
    entries: tuple[GuidelineEntry, ...]


@dataclass(frozen=True, slots=True)
class GoalEntry:
    """One goal with the measures that serve it."""

    key: str
    level: int
    number: str
    title: str
    code: str
    blocks: tuple[Block, ...]
    measures: tuple[Ref, ...]


@dataclass(frozen=True, slots=True)
class MeasureRow:
    """One proposed measure; texts may be ``offen``."""

    key: str
    number: str
    title: str
    description: tuple[Block, ...]
    goals: tuple[Ref, ...]
    lead: str
    partners: tuple[str, ...]
    period: str
    funding: str
    effect: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class MeasureTable:
    """The measures of one field."""

    code: str
    title: str
    caption: str
    rows: tuple[MeasureRow, ...]


@dataclass(frozen=True, slots=True)
class GlossaryEntry:
    """One term; ``avoid`` are the forms the concept does not use."""

    key: str
    term: str
    blocks: tuple[Block, ...]
    avoid: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Glossary:
    """All terms."""

    entries: tuple[GlossaryEntry, ...]


@dataclass(frozen=True, slots=True)
class ProvisionRow:
    """One provision; dates in German."""

    key: str
    norm: str
    article: str
    title: str
    blocks: tuple[Block, ...]
    valid_from: str
    valid_to: str
    successor: str
    concerns: str
    uncertain: bool


@dataclass(frozen=True, slots=True)
class Provisions:
    """The provisions of one law."""

    code: str
    title: str
    source: str
    rows: tuple[ProvisionRow, ...]


@dataclass(frozen=True, slots=True)
class LeadGroup:
    """One office and the measures it leads."""

    office: str
    division: str
    measures: tuple[Ref, ...]


@dataclass(frozen=True, slots=True)
class LeadIndex:
    """The index of measures by lead; what is ``offen`` comes last."""

    groups: tuple[LeadGroup, ...]


Element = Heading | Prose | Guidelines | GoalEntry | MeasureTable | Glossary | Provisions | LeadIndex


@dataclass(frozen=True, slots=True)
class LeafletField:
    """One column of the leaflet."""

    code: str
    number: str
    title: str
    sign: str
    colour: str
    guidelines: tuple[str, ...]
    goals: tuple[Ref, ...]


@dataclass(frozen=True, slots=True)
class LeafletText:
    """The leaflet: texts and columns."""

    title: str
    subtitle: str
    invitation: tuple[Block, ...]
    how_to_read: tuple[Block, ...]
    notice: tuple[Block, ...]
    contact: tuple[Block, ...]
    guidelines: tuple[GuidelineEntry, ...]
    fields: tuple[LeafletField, ...]


@dataclass(frozen=True, slots=True)
class SubmissionText:
    """The Beschlussvorlage: the form's data and its prose with references resolved."""

    form: Submission
    resolution: tuple[Block, ...]
    finances: tuple[Block, ...]
    reasons: tuple[Block, ...]
    climate: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class FindingRow:
    """One finding, ready to print.

    Attributes:
        severity: printed word.
        rule: name of the rule.
        place: path and line.
        subject: what it concerns, e.g. ``Maßnahme A.1.3 (M-WOH-03)``; empty where nothing is named.
        message: what is wrong.
        hint: what mends it.
        passage: the text concerned, plain; empty where the place is no text.
    """

    severity: str
    rule: str
    place: str
    subject: str
    message: str
    hint: str
    passage: str


@dataclass(frozen=True, slots=True)
class FindingGroup:
    """The findings of one field, or (``code`` empty) of all that belongs to no field; the gravest first."""

    code: str
    title: str
    rows: tuple[FindingRow, ...]


@dataclass(frozen=True, slots=True)
class AllowanceRow:
    """A finding that somebody allowed, and why."""

    finding: FindingRow
    reason: str
    until: str


@dataclass(frozen=True, slots=True)
class Share:
    """How many measures of a field or office say what they must.

    Attributes:
        name: the field or office.
        total: measures.
        counts: how many of them are not ``offen``, one number an aspect.
        complete: how many are ``offen`` in nothing.
    """

    name: str
    total: int
    counts: tuple[int, ...]
    complete: int

    def percent(self, count: int) -> int:
        """Give the rounded share of a count in the total."""
        return round(100 * count / self.total) if self.total else 0


@dataclass(frozen=True, slots=True)
class Gap:
    """A measure and the aspects that are ``offen``."""

    measure: Ref
    field: str
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Matrix:
    """Which measure serves which goal, for one field.

    Attributes:
        code: of the field.
        title: of the field.
        goals: the field's goals.
        measures: the field's measures, then those of other fields that serve one of its goals.
        served: pairs of goal and measure.
    """

    code: str
    title: str
    goals: tuple[Ref, ...]
    measures: tuple[Ref, ...]
    served: frozenset[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Inspection:
    """The state of the sources for people who never see a terminal.

    Attributes:
        counts: printed word of each severity and how many findings have it, gravest first.
        groups: findings; groups without any are left out.
        allowances: findings allowed, with reasons.
        aspects: what a measure says or leaves ``offen``.
        total: all measures.
        fields: by field.
        offices: by lead; what is ``offen`` comes last.
        gaps: what is ``offen``, in printed order.
        matrices: goals and measures.
    """

    counts: tuple[tuple[str, int], ...]
    groups: tuple[FindingGroup, ...]
    allowances: tuple[AllowanceRow, ...]
    aspects: tuple[str, ...]
    total: Share
    fields: tuple[Share, ...]
    offices: tuple[Share, ...]
    gaps: tuple[Gap, ...]
    matrices: tuple[Matrix, ...]


@dataclass(frozen=True, slots=True)
class Run:
    """Words of a compared text; ``mark`` is empty, ``removed`` or ``added``."""

    words: str
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Wording:
    """A part of a compared wording (``Titel``, ``Wortlaut``, ``Zeitraum``, ``Wirkung``) and its paragraphs."""

    name: str
    paragraphs: tuple[tuple[Run, ...], ...]


@dataclass(frozen=True, slots=True)
class SynopsisRow:
    """A goal or measure at a provision.

    Attributes:
        key: id.
        kind: ``Ziel`` or ``Maßnahme``.
        draft_number: printed number in the draft, empty if it is not there.
        number: printed number now, empty if it is gone.
        draft: wording in the draft.
        current: wording now.
        change: ``unverändert``, ``geändert``, ``neu``, ``entfällt``; empty without a draft.
        prompt: the words that gave the prompt; empty if somebody assessed it unprompted.
        result: of the assessment, or why there is none.
        note: the reason.
        office: who assessed.
        day: when, in German; empty if it is not known.
    """

    key: str
    kind: str
    draft_number: str
    number: str
    draft: tuple[Wording, ...]
    current: tuple[Wording, ...]
    change: str
    prompt: str
    result: str
    note: str
    office: str
    day: str


@dataclass(frozen=True, slots=True)
class SynopsisPart:
    """One provision with all that it touches; dates in German."""

    key: str
    norm: str
    article: str
    title: str
    content: tuple[str, ...]
    valid_from: str
    valid_to: str
    successor: str
    uncertain: bool
    rows: tuple[SynopsisRow, ...]


@dataclass(frozen=True, slots=True)
class Synopsis:
    """The draft and this version side by side at the provisions of a law.

    Attributes:
        title: names both.
        law: title of the law with its date.
        source: where the law was published.
        draft: head of the left column.
        current: head of the right column.
        draft_known: whether the draft's wording could be read.
        notice: that this is no legal finding.
        results: each result and how often it occurs.
        changes: each kind of change and how often it occurs.
        parts: the provisions.
    """

    title: str
    law: str
    source: str
    draft: str
    current: str
    draft_known: bool
    notice: str
    results: tuple[tuple[str, int], ...]
    changes: tuple[tuple[str, int], ...]
    parts: tuple[SynopsisPart, ...]


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that happened on the way to the concept.

    Attributes:
        day: date; of a period its last day.
        when: printed time, e.g. ``April und Mai 2015``.
        phase: part of the way it belongs to.
        title: in a few words.
        blocks: what happened.
        paper: Drucksache, empty for none.
    """

    day: date
    when: str
    phase: str
    title: str
    blocks: tuple[Block, ...]
    paper: str


@dataclass(frozen=True, slots=True)
class BuiltFile:
    """A finished file of the submission, as found in its folder.

    Attributes:
        name: file name.
        size: bytes.
        sha512: checksum in hex digits.
    """

    name: str
    size: int
    sha512: str


@dataclass(frozen=True, slots=True)
class PositionEntry:
    """What the administration says to an amendment or one of its points.

    Attributes:
        proposal: in one word.
        reason: why.
        covered: where the concept says the like already.
    """

    proposal: str
    reason: tuple[Block, ...]
    covered: tuple[Ref, ...]


@dataclass(frozen=True, slots=True)
class OperationEntry:
    """One point of an amendment.

    Attributes:
        number: printed, from 1.
        kind: ``ersetzen``, ``einfügen nach`` and so on.
        target: where; ``key`` is the sources' name of it, ``number`` the printed one now.
        field: printed name of the field that is meant, empty for the wording itself.
        place: where, as it is printed: kind, number and title of the target, and the field.
        citation: where, as the council cites: the printed number; with page and line once somebody knows them.
        former: the old wording; empty where none is named.
        wanted: the new wording; a new goal or measure is laid out in paragraphs.
        position: of the administration, None if it has none on this point.
        result: of this point; empty if the amendment was decided as a whole.
        adopted: the wording adopted where it is not the one wanted.
    """

    number: str
    kind: str
    target: Ref
    field: str
    place: str
    citation: str
    former: tuple[Block, ...]
    wanted: tuple[Block, ...]
    position: PositionEntry | None
    result: str
    adopted: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Ballot:
    """How a vote went: numbers, or the minutes' phrase, or nothing that is recorded.

    Attributes:
        vote: the numbers.
        phrase: in place of numbers.
    """

    vote: Vote | None = None
    phrase: str = ""

    @property
    def printed(self) -> str:
        """As in a table: ``10 : 4 : 0``, the phrase, or nothing."""
        return self.vote.printed if self.vote else self.phrase


@dataclass(frozen=True, slots=True)
class AmendmentEntry:
    """An amendment, ready to print.

    Attributes:
        key: id.
        form: the short fields as the sources have them.
        operations: its points.
        reason: why.
        position: of the administration on the whole.
        follows: earlier amendments that it takes up; ``title`` holds status.
        ballot: the vote on it.
        reach: how far it reaches, see ``pipeline.voting``.
    """

    key: str
    form: Amendment
    operations: tuple[OperationEntry, ...]
    reason: tuple[Block, ...]
    position: PositionEntry | None
    follows: tuple[Ref, ...]
    ballot: Ballot
    reach: Reach


@dataclass(frozen=True, slots=True)
class MotionEntry:
    """A motion on the order of business."""

    text: str
    mover: str
    ballot: Ballot
    result: str


@dataclass(frozen=True, slots=True)
class MeetingEntry:
    """A consultation in a body, ready to print.

    Attributes:
        key: date and body, as it is good for a file name: ``2017-05-31-Hauptausschuss``.
        form: the short fields as the sources have them.
        amendments: on the table, in voting order.
        motions: on the order of business.
        ballot: the vote on the paper itself.
        resolution: the wording recommended or decided; the submission's if the sources give no other, and
            empty if the body saw another version, whose wording the sources no longer hold.
        narrative: what happened.
    """

    key: str
    form: Consultation
    amendments: tuple[AmendmentEntry, ...]
    motions: tuple[MotionEntry, ...]
    ballot: Ballot
    resolution: tuple[Block, ...]
    narrative: tuple[Block, ...]

    @property
    def is_recorded(self) -> bool:
        """Whether there is anything to put into minutes."""
        known = {self.form.header_result, self.form.outcome} - {OPEN}
        return bool(known or self.narrative or self.motions or self.form.vote)


@dataclass(frozen=True, slots=True)
class Proceedings:
    """The paper in the council.

    Attributes:
        meetings: in order of the sources, which is by date.
        amendments: by date.
        clashes: points of different amendments that meet.
        standing: where the paper stands on the version's key date.
    """

    meetings: tuple[MeetingEntry, ...]
    amendments: tuple[AmendmentEntry, ...]
    clashes: tuple[Pair, ...]
    standing: Standing


@dataclass(frozen=True, slots=True)
class Manuscript:
    """The whole submission without format.

    Attributes:
        title: of the concept.
        subtitle: under it.
        publisher: who publishes.
        office: who is in charge.
        period: first and last year.
        version: name of the version.
        label: what kind of version.
        paper: Drucksache.
        key_date: the version's date.
        disclaimer: fixed wording that every file listing measures must hold.
        stamp: printed on every page if not empty (``Entwurf mit offenen Prüfpunkten``).
        elements: the concept in reading order.
        leaflet: None if the sources hold none.
        submission: None if the sources hold none.
        pictures: by path as the prose names them.
        counts: totals by name, see ``numbers.totals``.
        inspection: the state of the sources; None until they are checked.
        synopsis: None if the sources ask for none.
        chronicle: the way to the concept by date; empty if the sources tell none.
        built: finished files of this version; empty where nothing is built.
        papers: the council's papers of this version; empty until they are made.
        proceedings: None without a submission.
    """

    title: str
    subtitle: str
    publisher: str
    office: str
    period: tuple[int, int]
    version: str
    label: str
    paper: str
    key_date: date
    disclaimer: str
    stamp: str
    elements: tuple[Element, ...]
    leaflet: LeafletText | None
    submission: SubmissionText | None
    pictures: Mapping[str, Picture]
    counts: Mapping[str, int]
    inspection: Inspection | None = None
    synopsis: Synopsis | None = None
    chronicle: tuple[Happening, ...] = ()
    built: tuple[BuiltFile, ...] = ()
    papers: tuple[BuiltFile, ...] = ()
    proceedings: Proceedings | None = None


_MONTHS = (
    "Januar",
    "Februar",
    "März",
    "April",
    "Mai",
    "Juni",
    "Juli",
    "August",
    "September",
    "Oktober",
    "November",
    "Dezember",
)


def long_date(day: date) -> str:
    """Write a date as in running text: ``14. Juni 2017``."""
    return f"{day.day}. {_MONTHS[day.month - 1]} {day.year}"


def short_date(day: date) -> str:
    """Write a date as in tables: ``14.06.2017``."""
    return day.strftime("%d.%m.%Y")
