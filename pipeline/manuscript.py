"""The manuscript: the document in order, numbered, references resolved, without any format.

Renderers turn it into files, the review compares two of them. Prose is pandoc's tree; goals,
measures, terms and provisions stay records with named parts, so that a comparison can say
which part changed and a renderer can set each as it likes.

Two layers of names: ``key`` is stable (an id of the sources), ``number`` is printed and may change.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from pipeline.model import Block, Picture, Submission


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


_MONTHS = ("Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober",
           "November", "Dezember")


def long_date(day: date) -> str:
    """Write a date as in running text: ``14. Juni 2017``."""
    return f"{day.day}. {_MONTHS[day.month - 1]} {day.year}"


def short_date(day: date) -> str:
    """Write a date as in tables: ``14.06.2017``."""
    return day.strftime("%d.%m.%Y")
