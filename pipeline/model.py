"""The concept as data: what the editors write, checked for form and nothing else.

Names are English, the keys in the files German; the ``description`` of each field is what an
editor sees in the JSON Schema and in the handbook. The model knows no folder, no Markdown
dialect and no output; meaning (does the goal exist?) is the business of the rules.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Annotated, Any, Literal, Self

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    model_validator,
)
from pydantic_core import CoreSchema, core_schema

from pipeline.answers import says_nothing
from pipeline.places import Place

CLIMATE_SINCE = date(2021, 1, 1)
"""Since then the council's form has had a field for the effects on the climate."""

OPEN = "offen"
"""A known gap: allowed, counted and listed. An absent field is a fault."""

PLACE_KEY = "__place__"
"""The key under which the reader hands each mapping its own place."""

Block = dict[str, Any]
"""One block of pandoc's tree as a JSON object: ``{"t": "Para", "c": […]}``."""


class Scalar(str):
    """A string out of a file that remembers where it stands."""

    __slots__ = ("place",)
    place: Place

    @classmethod
    def at(cls, value: str, place: Place) -> Self:
        """Make a scalar standing at the place."""
        scalar = cls(value)
        scalar.place = place
        return scalar

    @classmethod
    def __get_pydantic_core_schema__(cls, source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Accept strings, keep the place."""
        return core_schema.no_info_plain_validator_function(_scalar)

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        """Appear as text or number in the JSON Schema: editors may write ``nummer: 1``."""
        return {"type": ["string", "number"]}


def _scalar(value: object) -> Scalar:
    if isinstance(value, Scalar):
        return value
    if isinstance(value, str):
        return Scalar.at(value, Place("?"))
    raise ValueError("hier wird ein Text erwartet")


@dataclass(slots=True, eq=False)
class Text:
    """A text in Markdown; the reader parses all texts in one go and fills in ``blocks``.

    Attributes:
        source: the Markdown as written, line ends normalised to line feeds.
        place: where its first line stands.
        blocks: pandoc's tree of it.
    """

    source: str
    place: Place
    blocks: list[Block] = field(default_factory=list)

    def place_of(self, needle: str, occurrence: int = 0) -> Place:
        """Find the line of the n-th occurrence of a string, else the text's first line."""
        start = -1
        for _ in range(occurrence + 1):
            start = self.source.find(needle, start + 1)
            if start < 0:
                return self.place
        return self.place.down(self.source.count("\n", 0, start))

    @classmethod
    def __get_pydantic_core_schema__(cls, source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Accept strings."""
        return core_schema.no_info_plain_validator_function(_text)

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        """Appear as a plain string in the JSON Schema."""
        return {"type": "string"}


def _text(value: object) -> Text:
    scalar = _scalar(value)
    return Text(str(scalar), scalar.place)


def _non_empty(value: object) -> object:
    if isinstance(value, str) and not value.strip():
        raise ValueError(f"das Feld ist leer; ist der Wert noch nicht bekannt, „{OPEN}“ eintragen")
    return value


def _iso_date(value: object) -> object:
    if isinstance(value, date):
        return value
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value, re.ASCII):
        try:
            return date.fromisoformat(value)
        except ValueError:
            raise ValueError(f"das Datum „{value}“ gibt es nicht; bitte Monat und Tag prüfen") from None
    raise ValueError(f"{_shown(value)} ist kein Datum; erwartet wird Jahr-Monat-Tag, z. B. 2017-05-03")


def _yes_no(value: object) -> object:
    match value:
        case "ja":
            return True
        case "nein":
            return False
        case bool():
            return value
    raise ValueError(f"{_shown(value)} ist weder „ja“ noch „nein“")


def _shown(value: object) -> str:
    return f"„{value[:60]}“" if isinstance(value, str) else "eine Liste oder ein Abschnitt"


@dataclass(frozen=True, slots=True)
class Shape:
    """A string of a given shape: checked by the model and told to editors by the schema.

    Attributes:
        pattern: a regular expression for the whole string.
        example: for the message.
    """

    pattern: str
    example: str

    def check(self, value: object) -> Scalar:
        """Give the scalar back or say what it should look like.

        Raises:
            ValueError: if it has another shape.
        """
        scalar = _scalar(value)
        if not re.fullmatch(self.pattern, scalar, re.ASCII):
            raise ValueError(f"„{scalar}“ hat nicht die erwartete Form, z. B. {self.example}")
        return scalar

    def __get_pydantic_core_schema__(self, source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Check the shape."""
        return core_schema.no_info_plain_validator_function(self.check)

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        """Tell the shape to editors."""
        return {"type": "string", "pattern": f"^({self.pattern})$"}


Line = Annotated[Scalar, BeforeValidator(_non_empty)]
Prose = Annotated[Text, BeforeValidator(_non_empty)]
Day = Annotated[date, BeforeValidator(_iso_date), Field(json_schema_extra={"pattern": r"^\d{4}-\d\d-\d\d$"})]
OpenDay = Annotated[
    Day | Literal["offen"],
    BeforeValidator(lambda value: OPEN if value == OPEN else _iso_date(value)),
]
YesNo = Annotated[
    bool,
    BeforeValidator(_yes_no),
    Field(json_schema_extra={"type": "string", "enum": ["ja", "nein"]}),
]
GoalId = Annotated[Scalar, Shape(r"Z-[A-Z]{2,4}-\d{2,3}", "Z-WOH-03")]
MeasureId = Annotated[Scalar, Shape(r"M-[A-Z]{2,4}-\d{2,3}", "M-WOH-07")]
GuidelineId = Annotated[Scalar, Shape(r"L(-[A-Z]{2,4})?-\d{2,3}", "L-WOH-01 oder L-01")]
FieldCode = Annotated[Scalar, Shape(r"[A-Z]{2,4}", "WOH")]
TermId = Annotated[Scalar, Shape(r"g-[a-z0-9-]+", "g-zugangsbarrieren")]
ProvisionId = Annotated[Scalar, Shape(r"[A-Z][A-Za-z]{1,5}-\d{2,3}", "IG-01")]
AmendmentId = Annotated[Scalar, Shape(r"A-[A-Z]{1,8}-\d{2,3}", "A-CDU-01")]
PaperNumber = Annotated[Scalar, Shape(r"\d\d/SVV/\d{4}(-\d\d( neue Fassung)?)?", "17/SVV/0351")]


@dataclass(frozen=True, slots=True)
class Period:
    """The years of a measure: ``2017``, ``2016-2018``, ``ab 2017``, ``laufend`` or ``offen``.

    Attributes:
        written: as the editors wrote it.
        start: first year, or None where none is named.
        end: last year, or None where none is named.
        place: where it stands; two periods are equal wherever they stand.
    """

    written: str
    start: int | None = None
    end: int | None = None
    place: Place = field(default=Place("?"), compare=False, repr=False)

    @property
    def is_open(self) -> bool:
        """Whether the period is a known gap."""
        return self.written == OPEN

    @property
    def printed(self) -> str:
        """As it stands in the documents, with an en dash between years."""
        return self.written.replace("-", "–")

    @classmethod
    def parse(cls, written: str) -> Self:
        """Read a period; an empty answer (``-``, ``k. A.``) is kept, a rule tells what to write instead.

        Raises:
            ValueError: with a German sentence, if the text is none of the forms.
        """
        if written in {OPEN, "laufend"} or says_nothing(written):
            return cls(written)
        found = re.fullmatch(r"(ab )?(\d{4})(?:\s*[-–]\s*(\d{4}))?", written, re.ASCII)
        if not found or (found[1] and found[3]):
            raise ValueError(
                f"„{written}“ ist kein Zeitraum; erwartet wird 2017, 2016-2018, ab 2017, laufend oder {OPEN}"
            )
        start = int(found[2])
        end = int(found[3]) if found[3] else None if found[1] else start
        if end is not None and end < start:
            raise ValueError(f"der Zeitraum „{written}“ endet, bevor er beginnt")
        return cls(written.replace("–", "-"), start, end)

    @classmethod
    def __get_pydantic_core_schema__(cls, source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Accept the written forms."""
        return core_schema.no_info_plain_validator_function(cls._at)

    @classmethod
    def _at(cls, value: object) -> Self:
        scalar = _scalar(value)
        return replace(cls.parse(str(scalar)), place=scalar.place)

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        """Appear as a string or a year in the JSON Schema."""
        return {
            "anyOf": [
                {"type": "string", "pattern": r"^(offen|laufend|(ab )?\d{4}|\d{4}\s*[-–]\s*\d{4})$"},
                {"type": "integer", "minimum": 1990, "maximum": 2100},
            ]
        }


def _words(value: object) -> object:
    if value == OPEN:
        return ()
    if isinstance(value, str):  # pydantic hears ValueError only
        raise ValueError(f"hier wird eine Liste erwartet, z. B. [{value or 'A, B'}], oder „{OPEN}“")  # noqa: TRY004
    return value


Names = Annotated[
    tuple[Line, ...],
    BeforeValidator(_words),
    Field(json_schema_extra={"anyOf": [{"type": "array", "items": {"type": "string"}}, {"const": OPEN}]}),
]


class Node(BaseModel):
    """A mapping in a file: frozen, no unknown keys, knows its place."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        validate_by_name=False,
        validate_by_alias=True,
        arbitrary_types_allowed=True,
        defer_build=True,
    )
    place: Annotated[Any, Field(alias=PLACE_KEY, exclude=True)] = Place("?")


class Guideline(Node):
    """Eine Leitlinie: der Grundsatz, an dem sich Ziele und Maßnahmen ausrichten."""

    id: GuidelineId = Field(description="Feste Kennung, z. B. L-WOH-01; wird nie neu vergeben.")
    title: Line | None = Field(None, alias="titel", description="Kurzer Titel (nur bei allgemeinen Leitlinien).")
    text: Prose = Field(description="Wortlaut der Leitlinie, ein bis drei Sätze.")


class Goal(Node):
    """Ein Ziel: was im Zeitraum des Konzepts erreicht sein soll."""

    id: GoalId = Field(description="Feste Kennung, z. B. Z-WOH-03; wird nie neu vergeben.")
    title: Line = Field(alias="titel", description="Kurzer Zielsatz ohne Punkt; steht auch auf dem Faltblatt.")
    text: Prose = Field(description="Beschreibung (Markdown): was erreicht sein soll und woran man es erkennt.")


class Measure(Node):
    """Ein Maßnahmevorschlag des Anhangs; nicht verbindlich."""

    id: MeasureId = Field(description="Feste Kennung, z. B. M-WOH-07; wird nie neu vergeben.")
    title: Line = Field(alias="titel", description="Kurzer Titel der Maßnahme.")
    description: Prose = Field(alias="beschreibung", description="Was vorgeschlagen wird (Markdown).")
    goals: tuple[GoalId, ...] = Field(
        alias="ziele", description="Kennungen der Ziele, denen die Maßnahme dient, z. B. [Z-WOH-01]."
    )
    lead: Line = Field(alias="federfuehrung", description="Federführende Stelle aus stellen.yaml oder „offen“.")
    partners: Names = Field(alias="beteiligte", description="Beteiligte Stellen als Liste oder „offen“.")
    period: Period = Field(alias="zeitraum", description="2017, 2016-2018, ab 2017, laufend oder „offen“.")
    funding: Line = Field(alias="finanzbedarf", description="Finanzbedarf in kurzen Worten oder „offen“.")
    effect: Prose = Field(alias="wirkung", description="Erwartete Wirkung (ein bis zwei Sätze) oder „offen“.")
    reread: Line | None = Field(
        None,
        alias="gelesen",
        description="Gegenlesen der Ziele; schreibt „konzept confirm“, z. B. AG Wohnen Z-WOH-01@3f2a91c4.",
    )


class FieldOfAction(Node):
    """Ein Handlungsfeld mit Leitlinien, Zielen und Maßnahmevorschlägen."""

    code: FieldCode = Field(alias="kuerzel", description="Kürzel in Großbuchstaben, z. B. WOH.")
    title: Line = Field(alias="titel", description="Name des Handlungsfelds.")
    sign: Literal["haus", "buch", "werkzeug", "personen", "hand", "tuer", "stern", "kreis"] = Field(
        alias="zeichen", description="Zeichen des Handlungsfelds auf dem Faltblatt (neben der Farbe)."
    )
    colour: Annotated[Scalar, Shape(r"#[0-9A-Fa-f]{6}", "#8A3324")] = Field(
        alias="farbe",
        description='Farbe des Handlungsfelds, z. B. "#8A3324"; dunkel genug für weiße Schrift.',
    )
    guidelines: tuple[Guideline, ...] = Field(alias="leitlinien", description="Leitlinien des Handlungsfelds.")
    introduction: Prose = Field(
        alias="einleitung", description="Einleitung (Markdown), Überschriften beginnen mit „##“."
    )
    goals: tuple[Goal, ...] = Field(alias="ziele", description="Ziele in der Reihenfolge des Drucks.")
    measures: tuple[Measure, ...] = Field(alias="massnahmen", description="Maßnahmevorschläge des Anhangs.")


class VersionInfo(Node):
    """Welche Fassung dies ist."""

    name: Line = Field(description="Name der Fassung; üblich ist das Datum, z. B. 2017-06-14.")
    key_date: Day = Field(alias="stichtag", description="Stichtag, auf den das Recht geprüft wird (JJJJ-MM-TT).")
    paper: PaperNumber = Field(alias="drucksache", description="Drucksache, z. B. 17/SVV/0351.")
    label: Line = Field(alias="bezeichnung", description="Kurze Bezeichnung, z. B. „Entwurf“ oder „Beschlussfassung“.")


OutlineKind = Literal["vorspann", "teil", "anhang"]
GENERATED = ("leitlinien", "massnahmen", "glossar", "vorschriften", "federfuehrungen")
"""What the outline can ask for besides files: made from the data."""


class OutlineEntry(Node):
    """Ein Teil der Gliederung."""

    kind: OutlineKind = Field(alias="art", description="vorspann (ohne Nummer), teil (I, II, …) oder anhang (A, B, …).")
    title: Line | None = Field(None, alias="titel", description="Überschrift des Teils; beim Vorspann weglassen.")
    content: tuple[Line, ...] = Field(
        alias="inhalt",
        description="Dateien (kapitel/….md, handlungsfelder/….yaml) und Erzeugtes "
        "(leitlinien, massnahmen, glossar, vorschriften, federfuehrungen) in der Reihenfolge des Drucks.",
    )

    @model_validator(mode="after")
    def _titled(self) -> Self:
        if self.kind == "teil" and self.title is None:
            raise ValueError("ein Teil braucht einen „titel“")
        if self.kind == "anhang" and self.title is None and not any(name.endswith(".md") for name in self.content):
            raise ValueError("ein Anhang braucht einen „titel“ oder ein Kapitel, dessen Überschrift er trägt")
        return self


class Clause(Node):
    """Ein fester Wortlaut, der unverändert bleiben muss."""

    wording: Line = Field(alias="wortlaut", description="Der Wortlaut, Zeichen für Zeichen.")
    chapter: Line = Field(alias="kapitel", description="Datei, in der er stehen muss.")


class Cycle(Node):
    """Etwas, das in festem Abstand wiederkehrt."""

    last: Day = Field(alias="zuletzt", description="Wann es zuletzt stattfand (JJJJ-MM-TT).")
    years: int = Field(alias="jahre", ge=1, le=20, description="Nach höchstens so vielen Jahren wieder.")


class RuleSettings(Node):
    """Was einzelne Regeln wissen müssen; Listen ergänzen die eingebauten."""

    binding: Names = Field(
        (), alias="bindende_wendungen", description="Weitere Wendungen, die im Anhang verbindlich klingen."
    )
    soft: Names = Field((), alias="weiche_verben", description="Weitere Verben, die nichts Prüfbares sagen.")
    longest_sentence: int = Field(
        32, alias="satzlaenge", ge=10, le=80, description="Wörter, ab denen ein Satz als lang gilt."
    )
    continuation: Cycle | None = Field(None, alias="fortschreibung", description="Fortschreibung des Konzepts.")
    conference: Cycle | None = Field(None, alias="integrationskonferenz", description="Integrationskonferenz.")
    coordination: Names = Field(
        (), alias="gesamtsteuerung", description="Wer die Gesamtsteuerung hat, z. B. [Steuerungsgruppe]."
    )
    results: Names = Field((), alias="ergebnisworte", description="Weitere Ergebnisworte der Gremien.")


class SynopsisSettings(Node):
    """Die Synopse: ein Gesetz und der Entwurf, der daran geprüft wurde."""

    law: Line = Field(alias="gesetz", description="Kürzel des Gesetzes, wie es unter recht/ steht, z. B. IntG.")
    draft: Line = Field(alias="entwurf", description="Fassung des Entwurfs in der Git-Geschichte, z. B. 2016-07-28.")


class Settings(Node):
    """konzept.yaml: Titel, Fassung, Gliederung, feste Klauseln, Einstellungen der Regeln."""

    title: Line = Field(alias="titel", description="Titel des Konzepts.")
    subtitle: Line = Field(alias="untertitel", description="Untertitel.")
    publisher: Line = Field(alias="herausgeberin", description="Wer das Konzept herausgibt.")
    office: Line = Field(alias="buero", description="Zuständige Stelle, steht auf dem Titelblatt.")
    start: int = Field(alias="beginn", description="Erstes Jahr des Konzepts, z. B. 2016.")
    end: int = Field(alias="ende", description="Letztes Jahr des Konzepts, z. B. 2020.")
    version: VersionInfo = Field(alias="fassung", description="Welche Fassung dies ist.")
    disclaimer: Clause = Field(
        alias="unverbindlichkeitshinweis",
        description="Der Hinweis, dass die Maßnahmen nicht verbindlich sind.",
    )
    outline: tuple[OutlineEntry, ...] = Field(alias="gliederung", description="Aufbau des Dokuments.")
    rule_settings: RuleSettings | None = Field(None, alias="regelwerk", description="Einstellungen einzelner Regeln.")
    rules: Annotated[
        dict[str, Literal["fehler", "warnung", "hinweis", "aus"]],
        BeforeValidator(
            lambda value: {k: v for k, v in value.items() if k != PLACE_KEY} if isinstance(value, dict) else value
        ),
    ] = Field(
        default_factory=dict,
        alias="regeln",
        description="Schwere einzelner Regeln: fehler, warnung, hinweis oder aus.",
    )
    synopsis: SynopsisSettings | None = Field(
        None, alias="synopse", description="Synopse eines Entwurfs mit einem Gesetz."
    )

    @model_validator(mode="after")
    def _years(self) -> Self:
        if self.end < self.start:
            raise ValueError("„ende“ liegt vor „beginn“")
        return self


class GuidelineFile(Node):
    """leitlinien.yaml: die allgemeinen Leitlinien."""

    guidelines: tuple[Guideline, ...] = Field(alias="leitlinien", description="Allgemeine Leitlinien.")


class Term(Node):
    """Ein Eintrag des Glossars."""

    id: TermId = Field(description="Feste Kennung, z. B. g-zugangsbarrieren.")
    term: Line = Field(alias="begriff", description="Der Begriff in bevorzugter Schreibweise.")
    definition: Prose = Field(description="Was im Konzept damit gemeint ist (Markdown).")
    avoid: Names = Field((), alias="vermeiden", description="Formen, die im Konzept vermieden werden.")
    needs_definition: YesNo = Field(
        default=False,
        alias="erklaeren",
        description="ja, wenn der Begriff im Text beim ersten Mal erklärt sein muss.",
    )


class GlossaryFile(Node):
    """glossar.yaml: Begriffe und ihre Bedeutung."""

    entries: tuple[Term, ...] = Field(alias="eintraege", description="Einträge, alphabetisch.")


class Office(Node):
    """Eine Stelle, die federführend sein kann."""

    name: Line = Field(description="Name, wie er in den Maßnahmen steht.")
    short: Line = Field(alias="kurz", description="Kurzform.")
    division: Line = Field(alias="bereich", description="Geschäftsbereich oder „extern“.")


class OfficeFile(Node):
    """stellen.yaml: die Stellen."""

    offices: tuple[Office, ...] = Field(alias="stellen", description="Alle Stellen, die federführend sein können.")


class Paper(Node):
    """Eine Drucksache, wie sie in den Akten steht."""

    number: PaperNumber = Field(alias="nummer", description="Drucksache, z. B. 12/SVV/0088.")
    title: Line = Field(alias="titel", description="Betreff.")
    day: OpenDay = Field(alias="datum", description="Datum (JJJJ-MM-TT) oder „offen“.")


class PaperFile(Node):
    """drucksachen.yaml: die Drucksachen, die das Konzept nennt."""

    papers: tuple[Paper, ...] = Field(alias="drucksachen", description="Die Drucksachen.")


class Happening(Node):
    """Ein Ereignis auf dem Weg zum Konzept."""

    day: Day = Field(
        alias="datum", description="Datum (JJJJ-MM-TT); bei einem Zeitraum sein letzter Tag, danach wird geordnet."
    )
    when: Line | None = Field(
        None, alias="wann", description="Zeitangabe, wie sie gedruckt wird, wenn es kein einzelner Tag ist."
    )
    phase: Line = Field(alias="abschnitt", description="Abschnitt des Wegs, z. B. Arbeitsgruppen.")
    title: Line = Field(alias="titel", description="Das Ereignis in wenigen Worten.")
    text: Prose = Field(alias="text", description="Was geschah, in ein bis zwei Sätzen (Markdown).")
    paper: PaperNumber | None = Field(None, alias="drucksache", description="Drucksache, wenn es eine gibt.")


class ChronicleFile(Node):
    """chronik.yaml: der Weg zum Konzept."""

    happenings: tuple[Happening, ...] = Field(alias="ereignisse", description="Die Ereignisse nach Datum.")


class Trigger(Node):
    """Woran zu erkennen ist, dass eine Vorschrift ein Ziel oder eine Maßnahme berühren kann."""

    terms: tuple[Line, ...] = Field(
        alias="begriffe",
        description="Begriffe; ein * am Anfang oder Ende steht für Beugung und Zusammensetzung (Wohnsitz*), "
        "a / b für eines von beiden, a + b für beides in einem Satz oder seinem Titel.",
    )
    fields: Names = Field((), alias="felder", description="Nur in diesen Handlungsfeldern (Kürzel); leer: in allen.")
    unless: Names = Field(
        (), alias="ausser", description="Wendungen, neben denen ein Begriff im selben Satz nicht zählt."
    )


class Amount(Node):
    """Ein Betrag, den eine Vorschrift geändert hat."""

    former: Line = Field(alias="alt", description="Der frühere Betrag, z. B. 1,05 €.")
    current: Line = Field(alias="neu", description="Der geltende Betrag, z. B. 0,80 €.")


class Provision(Node):
    """Eine Vorschrift mit ihrer Geltungsdauer; Anlass für eine Prüfung, keine rechtliche Bewertung."""

    id: ProvisionId = Field(description="Feste Kennung, z. B. IG-01.")
    article: Line = Field(alias="artikel", description="Artikel des Änderungsgesetzes.")
    norm: Line = Field(description="Fundstelle, z. B. § 12a AufenthG.")
    title: Line = Field(alias="titel", description="Kurzer Titel.")
    content: Prose = Field(alias="inhalt", description="Inhalt in kurzen Worten (Markdown).")
    valid_from: Day = Field(alias="von", description="In Kraft ab (JJJJ-MM-TT).")
    valid_to: OpenDay = Field(alias="bis", description="Außer Kraft ab (JJJJ-MM-TT) oder „offen“.")
    successor: Line = Field(alias="nachfolge", description="Nachfolgeregelung oder „offen“.")
    concerns: Line = Field(alias="betrifft", description="Welche Maßnahmen die Vorschrift berühren kann.")
    uncertain: YesNo = Field(alias="unsicher", description="ja, wenn eine Angabe noch nicht belegt ist.")
    triggers: tuple[Trigger, ...] = Field(
        (), alias="ausloeser", description="Woran zu erkennen ist, was die Vorschrift berühren kann."
    )
    amount: Amount | None = Field(None, alias="betrag", description="Ein Betrag, den die Vorschrift geändert hat.")


class Law(Node):
    """recht/….yaml: ein Gesetz und seine Vorschriften."""

    code: Line = Field(alias="kuerzel", description="Kurzform, z. B. IntG.")
    title: Line = Field(alias="titel", description="Voller Titel.")
    enacted: Day = Field(alias="datum", description="Datum des Gesetzes.")
    in_force: Day = Field(alias="in_kraft", description="In Kraft seit.")
    source: Line = Field(alias="fundstelle", description="Fundstelle der Verkündung.")
    provisions: tuple[Provision, ...] = Field(alias="vorschriften", description="Die Vorschriften.")


class Assessment(Node):
    """Ein Prüfvermerk: ein Ziel oder eine Maßnahme an einer Vorschrift geprüft."""

    subject: Annotated[Scalar, Shape(r"[ZM]-[A-Z]{2,4}-\d{2,3}", "M-WOH-07 oder Z-WOH-03")] = Field(
        alias="gegenstand", description="Kennung des Ziels oder der Maßnahme."
    )
    provision: ProvisionId = Field(alias="vorschrift", description="Kennung der Vorschrift, z. B. IG-01.")
    result: Literal["vereinbar", "anpassen", "unvereinbar", "offen"] = Field(
        alias="ergebnis", description="vereinbar, anpassen, unvereinbar oder offen."
    )
    note: Line = Field(alias="vermerk", description="Begründung in ein bis zwei Sätzen.")
    office: Line = Field(alias="stelle", description="Wer geprüft hat.")
    day: OpenDay = Field(alias="datum", description="Wann geprüft wurde (JJJJ-MM-TT) oder „offen“.")
    fingerprint: Line = Field(
        alias="fingerabdruck", description="Abdruck des geprüften Wortlauts; schreibt „konzept confirm“."
    )


class AssessmentFile(Node):
    """recht/pruefung.yaml: die Prüfvermerke."""

    assessments: tuple[Assessment, ...] = Field(alias="pruefvermerke", description="Die Prüfvermerke.")


class Vote(Node):
    """Ein Abstimmungsergebnis in Zahlen."""

    ayes: int = Field(alias="zustimmung", ge=0, description="Zustimmung.")
    noes: int = Field(alias="ablehnung", ge=0, description="Ablehnung.")
    abstentions: int = Field(alias="enthaltung", ge=0, description="Stimmenthaltung.")
    subject: Line = Field(alias="gegenstand", description="Worüber abgestimmt wurde.")

    @property
    def printed(self) -> str:
        """As it stands in tables: ayes, noes, abstentions."""
        return f"{self.ayes} : {self.noes} : {self.abstentions}"


def _or_open(schema: dict[str, Any]) -> None:
    schema["anyOf"] = [one for one in schema["anyOf"] if one != {"type": "null"}] + [{"const": OPEN}]
    schema.pop("default", None)


OpenVote = Annotated[
    Vote | None,
    BeforeValidator(lambda value: None if value == OPEN else value),
    Field(json_schema_extra=_or_open),
]


class ProceduralMotion(Node):
    """Ein Antrag zur Geschäftsordnung."""

    text: Line = Field(description="Was beantragt wurde, z. B. Zurückstellung bis zur nächsten Sitzung.")
    mover: Line = Field(
        alias="antragsteller", description="Wer ihn gestellt hat: Fraktion oder Funktion, oder „offen“."
    )
    vote: OpenVote = Field(alias="abstimmung", description="Stimmen oder „offen“.")
    phrase: Line | None = Field(
        None, alias="wendung", description="Wendung des Protokolls statt Zahlen, z. B. mit Stimmenmehrheit."
    )
    result: Line = Field(alias="ergebnis", description="angenommen, abgelehnt oder „offen“.")


class Consultation(Node):
    """Eine Beratung in einem Gremium."""

    day: Day = Field(alias="datum", description="Datum der Sitzung.")
    body: Line = Field(alias="gremium", description="Gremium.")
    role: Literal["Einbringung", "Vorberatung", "Entscheidung"] = Field(
        alias="rolle", description="Rolle der Beratung."
    )
    public: YesNo = Field(alias="oeffentlich", description="ja oder nein.")
    meeting: Line = Field(alias="sitzung", description="z. B. 58. Sitzung, oder „offen“.")
    item: Line = Field(alias="top", description='Tagesordnungspunkt, z. B. "3.5", oder „offen“.')
    header_result: Line = Field(alias="kopfergebnis", description="Ergebnis im Kopf des Protokolls oder „offen“.")
    outcome: Line = Field(alias="ausgang", description="Ausgang im Text des Protokolls oder „offen“.")
    vote: OpenVote = Field(alias="abstimmung", description="Stimmen oder „offen“.")
    phrase: Line | None = Field(
        None, alias="wendung", description="Wendung des Protokolls statt Zahlen, z. B. mit Stimmenmehrheit."
    )
    remark: Line | None = Field(None, alias="bemerkung", description="Anmerkung.")
    occasion: Line | None = Field(None, alias="anlass", description="Anlass, z. B. ordentliche Sitzung.")
    version: Line | None = Field(None, alias="fassung", description="Fassung, die auf dem Tisch lag, z. B. 2017-05-03.")
    amendments: tuple[AmendmentId, ...] = Field(
        (), alias="antraege", description="Kennungen der Änderungsanträge, die auf dem Tisch lagen, z. B. [A-CDU-01]."
    )
    procedural: tuple[ProceduralMotion, ...] = Field(
        (), alias="geschaeftsordnung", description="Anträge zur Geschäftsordnung in der Reihenfolge der Abstimmung."
    )
    resolution: Prose | None = Field(
        None, alias="beschlusstext", description="Beschluss (Markdown), wenn er vom Beschlussvorschlag abweicht."
    )
    narrative: Prose | None = Field(
        None, alias="protokoll", description="Verlauf der Beratung für den Protokollauszug (Markdown)."
    )

    @property
    def decisive(self) -> Vote | None:
        """The vote on the paper, or the last one on the order of business if that ended the consultation."""
        return self.vote or next((one.vote for one in reversed(self.procedural) if one.vote), None)


class Criterion(Node):
    """Ein Kriterium der Demografieprüfung."""

    name: Line = Field(alias="kriterium", description="Kriterium.")
    weight: int = Field(alias="gewicht", ge=0, le=100, description="Gewicht in Prozent.")
    points: int = Field(alias="punkte", ge=0, le=3, description="0 (keine) bis 3 (sehr große Wirkung).")
    reason: Line = Field(alias="erlaeuterung", description="Begründung der Punkte.")


class Demography(Node):
    """Die Berechnungstabelle der Demografieprüfung."""

    criteria: tuple[Criterion, ...] = Field(alias="kriterien", description="Die Kriterien.")

    @property
    def index(self) -> int:
        """Sum of points times weight; 300 is the most."""
        return sum(criterion.points * criterion.weight for criterion in self.criteria)


class Finances(Node):
    """Finanzielle Auswirkungen."""

    present: YesNo = Field(alias="vorhanden", description="ja oder nein.")
    statement: Prose = Field(alias="darstellung", description="Darstellung (Markdown).")


class Attachment(Node):
    """Eine Anlage der Vorlage."""

    number: Line = Field(alias="nummer", description="Nummer der Anlage.")
    title: Line = Field(alias="titel", description="Name der Anlage.")
    size: Line = Field(alias="umfang", description="Seiten oder Größe.")
    public: YesNo = Field(alias="oeffentlich", description="ja oder nein.")


class Predecessor(Node):
    """Eine frühere Drucksache."""

    paper: PaperNumber = Field(alias="drucksache", description="Drucksache.")
    title: Line = Field(alias="titel", description="Betreff.")


class Submission(Node):
    """vorlage.yaml: die Beschlussvorlage mit Beratungsfolge."""

    paper: PaperNumber = Field(alias="drucksache", description="Drucksache, z. B. 17/SVV/0351.")
    kind: Line = Field(alias="art", description="Art der Vorlage, z. B. Beschlussvorlage.")
    subject: Line = Field(alias="betreff", description="Betreff.")
    public: YesNo = Field(alias="oeffentlich", description="ja oder nein.")
    in_charge: Line = Field(alias="federfuehrend", description="Federführende Stelle.")
    submitter: Line = Field(alias="einreicher", description="Einreicher.")
    created: Day = Field(alias="erstellt", description="Erstellungsdatum.")
    received: Day = Field(alias="eingang", description="Eingang beim Büro der Stadtverordnetenversammlung.")
    predecessors: tuple[Predecessor, ...] = Field((), alias="vorgaenger", description="Frühere Drucksachen.")
    consultations: tuple[Consultation, ...] = Field(alias="beratungsfolge", description="Beratungen nach Datum.")
    resolution: Prose = Field(alias="beschlussvorschlag", description="Beschlussvorschlag (Markdown).")
    finances: Finances = Field(alias="finanzielle_auswirkungen", description="Finanzielle Auswirkungen.")
    demography: Demography = Field(alias="demografiepruefung", description="Demografieprüfung.")
    climate: Prose | None = Field(
        None, alias="klimaauswirkungen", description="Klimaauswirkungen (nur auf Vorlagen ab 2021)."
    )
    reasons: Prose = Field(alias="begruendung", description="Begründung (Markdown).")
    attachments: tuple[Attachment, ...] = Field(alias="anlagen", description="Anlagen.")
    signatures: tuple[Line, ...] = Field(alias="unterschriften", description="Funktionen, die unterschreiben.")


def _listed(value: object) -> object:
    """Take a list of names for a Markdown list, so that a field that holds a list can be amended."""
    if isinstance(value, list) and value and all(isinstance(one, Scalar) for one in value):
        return Scalar.at("\n".join(f"- {one}" for one in value), value[0].place)
    return _non_empty(value)


Wording = Annotated[
    Text, BeforeValidator(_listed), Field(json_schema_extra={"anyOf": [{"type": "string"}, {"type": "array"}]})
]
"""A wording of an amendment: some words, a paragraph or several; for a field that holds a list, a Markdown list.

An old wording is looked for with white space joined: it may be wrapped in another way than in the sources.
"""


class Position(Node):
    """Die Stellungnahme der Verwaltung zu einem Änderungsantrag oder einem seiner Punkte."""

    proposal: Literal[
        "übernehmen", "teilweise übernehmen", "bereits enthalten", "ablehnen", "zur Kenntnis nehmen", "offen"
    ] = Field(
        alias="vorschlag",
        description="übernehmen, teilweise übernehmen, bereits enthalten, ablehnen, zur Kenntnis nehmen oder offen.",
    )
    reason: Prose = Field(alias="begruendung", description="Begründung (Markdown) oder „offen“.")
    covered: Names = Field(
        (),
        alias="enthalten_in",
        description="Wo das Konzept schon Gleiches sagt: Kennungen oder Kurznamen, z. B. [Z-AST-01, kap-praeambel].",
    )


OPERATIONS: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "ersetzen": (("alt", "neu"), ("feld",)),
    "einfügen nach": (("neu",), ("alt", "feld")),
    "streichen": ((), ("alt", "feld")),
    "neues Ziel": (("ziel",), ()),
    "neue Maßnahme": (("massnahme",), ()),
    "Feld ändern": (("feld", "alt", "neu"), ()),
    "neue Anlage": (("neu",), ()),
}
"""Kind of operation → the keys it needs, and those it may have besides."""


def _needs(kind: str) -> dict[str, Any]:
    """Tell editors which keys a kind of operation needs and which it must not have."""
    needed, possible = OPERATIONS[kind]
    others = [key for key in ("feld", "alt", "neu", "ziel", "massnahme") if key not in {*needed, *possible}]
    return {
        "if": {"properties": {"art": {"const": kind}}},
        "then": {"required": list(needed), "properties": dict.fromkeys(others, False)},
    }


class Operation(Node):
    """Eine Änderung, die ein Antrag verlangt."""

    model_config = ConfigDict(json_schema_extra={"allOf": [_needs(kind) for kind in OPERATIONS]})

    kind: Literal[
        "ersetzen", "einfügen nach", "streichen", "neues Ziel", "neue Maßnahme", "Feld ändern", "neue Anlage"
    ] = Field(
        alias="art",
        description="ersetzen, einfügen nach, streichen, neues Ziel, neue Maßnahme, Feld ändern oder neue Anlage.",
    )
    target: Line = Field(
        alias="stelle",
        description="Wo: Kennung (Z-WOH-03, M-WOH-07, L-01, g-teilhabe, IG-01), Kürzel eines Handlungsfelds (WOH), "
        "Kurzname einer Überschrift (kap-praeambel), Kapiteldatei (kapitel/01-praeambel.md) oder vorlage.yaml.",
    )
    field: Line | None = Field(
        None,
        alias="feld",
        description="Feld der Stelle, z. B. titel, federfuehrung oder zeitraum; ohne Angabe der Wortlaut selbst.",
    )
    former: Wording | None = Field(
        None, alias="alt", description="Bisheriger Wortlaut, den der Antrag erwartet: Worte oder ganze Absätze."
    )
    wanted: Wording | None = Field(
        None, alias="neu", description="Neuer Wortlaut (Markdown); bei Listenfeldern eine Liste."
    )
    goal: Goal | None = Field(None, alias="ziel", description="Das neue Ziel, geschrieben wie in handlungsfelder/.")
    measure: Measure | None = Field(
        None, alias="massnahme", description="Die neue Maßnahme, geschrieben wie in handlungsfelder/."
    )
    position: Position | None = Field(
        None, alias="stellungnahme", description="Stellungnahme der Verwaltung zu diesem Punkt."
    )
    result: Literal["übernommen", "angenommen", "geändert angenommen", "abgelehnt", "zurückgezogen", "offen"] | None = (
        Field(None, alias="ergebnis", description="Ergebnis dieses Punkts, wenn über Punkte einzeln entschieden wurde.")
    )
    adopted: Wording | None = Field(
        None, alias="beschlossen", description="Beschlossener Wortlaut, wenn er vom Antrag abweicht (Markdown)."
    )

    @model_validator(mode="after")
    def _whole(self) -> Self:
        given = {
            "feld": self.field, "alt": self.former, "neu": self.wanted, "ziel": self.goal, "massnahme": self.measure
        }  # fmt: skip
        needed, possible = OPERATIONS[self.kind]
        missing = [key for key in needed if given[key] is None]
        spare = [key for key, value in given.items() if value is not None and key not in {*needed, *possible}]
        if missing:
            raise ValueError(f"zu „{self.kind}“ gehört „{missing[0]}:“")
        if spare:
            raise ValueError(f"zu „{self.kind}“ gehört kein „{spare[0]}:“")
        return self


class Amendment(Node):
    """antraege/….yaml: ein Änderungsantrag mit Begründung, Stellungnahme und Ergebnis."""

    id: AmendmentId = Field(description="Feste Kennung, z. B. A-CDU-01; wird nie neu vergeben.")
    paper: Annotated[
        Scalar, BeforeValidator(_non_empty), Shape(r"offen|\d\d/SVV/\d{4}(-\d\d( neue Fassung)?)?", "17/SVV/0400")
    ] = Field(alias="drucksache", description="Drucksache des Antrags oder „offen“.")
    subject: Line = Field(alias="betreff", description="Worum es geht, in wenigen Worten.")
    submitter: Line = Field(alias="einreicher", description="Fraktion oder Stelle, z. B. Fraktion CDU/ANW.")
    day: Day = Field(alias="datum", description="Datum des Antrags (JJJJ-MM-TT).")
    public: YesNo = Field(alias="oeffentlich", description="ja oder nein.")
    table_paper: YesNo = Field(alias="tischvorlage", description="ja, wenn er erst in der Sitzung verteilt wurde.")
    version: Line = Field(alias="fassung", description="Fassung, gegen die er geschrieben ist, z. B. 2017-05-03.")
    follows: tuple[AmendmentId, ...] = Field(
        (), alias="knuepft_an", description="Kennungen früherer Anträge, an die er anknüpft."
    )
    operations: tuple[Operation, ...] = Field(
        alias="aenderungen", description="Die Änderungen in der Reihenfolge des Antrags."
    )
    reason: Prose = Field(alias="begruendung", description="Begründung des Antrags (Markdown) oder „offen“.")
    position: Position | None = Field(None, alias="stellungnahme", description="Stellungnahme der Verwaltung.")
    status: Literal["eingereicht", "übernommen", "zurückgezogen", "abgelehnt", "angenommen", "geändert angenommen"] = (
        Field(description="eingereicht, übernommen, zurückgezogen, abgelehnt, angenommen oder geändert angenommen.")
    )
    decided: OpenDay | None = Field(
        None, alias="erledigt", description="Wann er erledigt wurde (JJJJ-MM-TT) oder „offen“; vorher weglassen."
    )
    decided_by: Line | None = Field(
        None, alias="gremium", description="Gremium, in dem er erledigt wurde, oder „offen“."
    )
    vote: OpenVote = Field(None, alias="abstimmung", description="Stimmen oder „offen“.")
    phrase: Line | None = Field(
        None, alias="wendung", description="Wendung des Protokolls statt Zahlen, z. B. mit Stimmenmehrheit."
    )
    remark: Line | None = Field(None, alias="bemerkung", description="Anmerkung, z. B. zur Quelle der Angaben.")

    @property
    def is_open(self) -> bool:
        """Whether nobody has decided on it yet."""
        return self.status == "eingereicht"


class Leaflet(Node):
    """faltblatt.yaml: die Texte des Faltblatts."""

    title: Line = Field(alias="titel", description="Titel.")
    subtitle: Line = Field(alias="untertitel", description="Untertitel.")
    invitation: Prose = Field(alias="einladung", description="Einladung zum Lesen (Markdown).")
    how_to_read: Prose = Field(alias="so_lesen", description="Wie das Faltblatt zu lesen ist (Markdown).")
    notice: Prose = Field(alias="hinweis", description="Hinweis auf die Unverbindlichkeit (Markdown).")
    contact: Prose = Field(alias="kontakt", description="Kontakt (Markdown).")


class Allowance(Node):
    """Eine begründete Ausnahme von einer Regel."""

    rule: Line = Field(alias="regel", description="Name der Regel, z. B. goal-without-measure.")
    where: Line = Field(alias="wo", description="Kennung (Z-WOH-02), Datei oder Datei:Zeile.")
    reason: Line = Field(alias="weil", description="Begründung.")
    until: OpenDay = Field(alias="bis", description="Gilt bis (JJJJ-MM-TT) oder „offen“.")


class AllowanceFile(Node):
    """ausnahmen.yaml: begründete Ausnahmen."""

    allowances: tuple[Allowance, ...] = Field(alias="ausnahmen", description="Die Ausnahmen.")


FILE_KINDS: Mapping[str, type[Node]] = {
    "konzept": Settings,
    "handlungsfeld": FieldOfAction,
    "leitlinien": GuidelineFile,
    "glossar": GlossaryFile,
    "stellen": OfficeFile,
    "recht": Law,
    "vorlage": Submission,
    "faltblatt": Leaflet,
    "ausnahmen": AllowanceFile,
    "drucksachen": PaperFile,
    "pruefung": AssessmentFile,
    "chronik": ChronicleFile,
    "antrag": Amendment,
}
"""Kind of YAML file (= name of its JSON Schema) → what it holds."""


@dataclass(frozen=True, slots=True)
class Chapter:
    """One Markdown file.

    Attributes:
        path: relative to the sources.
        text: the whole file.
    """

    path: str
    text: Text


@dataclass(frozen=True, slots=True)
class Picture:
    """An image file of the sources, checked to be one.

    Attributes:
        path: relative to the sources.
        data: the bytes.
        kind: ``svg``, ``png`` or ``jpeg``.
    """

    path: str
    data: bytes
    kind: str


@dataclass(frozen=True, slots=True)
class Former:
    """What an id meant in an earlier version.

    Attributes:
        version: name of the version.
        title: the item's title there.
    """

    version: str
    title: str


@dataclass(frozen=True, slots=True)
class Concept:
    """Everything the sources say. What could not be read is missing and stands in the findings.

    Attributes:
        declared: every id that some file claims, even where the item around it is faulty,
            so that one fault does not cause a chain of others; id → places.
        paths: every file of the sources, readable or not.
        history: id → what it meant in earlier versions, oldest first; empty where nobody asked git.
        former_versions: names of the earlier versions, oldest first.
        amendments: by date, then id. Their wordings are not the concept's: ``texts`` leaves them out, and
            ids of goals and measures that they propose are not declared.
    """

    settings: Settings | None
    chapters: Mapping[str, Chapter]
    fields: Mapping[str, FieldOfAction]
    guidelines: tuple[Guideline, ...]
    terms: tuple[Term, ...]
    offices: tuple[Office, ...]
    laws: tuple[Law, ...]
    submission: Submission | None
    leaflet: Leaflet | None
    allowances: tuple[Allowance, ...]
    pictures: Mapping[str, Picture]
    declared: Mapping[str, tuple[Place, ...]]
    paths: frozenset[str]
    papers: tuple[Paper, ...] = ()
    assessments: tuple[Assessment, ...] = ()
    history: Mapping[str, tuple[Former, ...]] = field(default_factory=dict)
    former_versions: tuple[str, ...] = ()
    chronicle: tuple[Happening, ...] = ()
    amendments: tuple[Amendment, ...] = ()

    @property
    def ordered_fields(self) -> tuple[tuple[str, FieldOfAction], ...]:
        """The fields with their paths, in the order of the outline; fields left out of it come last."""
        order = [str(path) for entry in self.settings.outline for path in entry.content] if self.settings else []
        ranked = sorted(self.fields, key=lambda path: (order.index(path) if path in order else len(order), path))
        return tuple((path, self.fields[path]) for path in ranked)

    @property
    def goals(self) -> tuple[Goal, ...]:
        """All goals in printed order."""
        return tuple(goal for _, one in self.ordered_fields for goal in one.goals)

    @property
    def measures(self) -> tuple[Measure, ...]:
        """All measures in printed order."""
        return tuple(measure for _, one in self.ordered_fields for measure in one.measures)

    @property
    def provisions(self) -> tuple[Provision, ...]:
        """The provisions of all laws."""
        return tuple(provision for law in self.laws for provision in law.provisions)

    @property
    def all_guidelines(self) -> tuple[Guideline, ...]:
        """The general guidelines, then those of the fields."""
        return (*self.guidelines, *(line for _, one in self.ordered_fields for line in one.guidelines))

    def texts(self) -> Iterator[Text]:
        """Every Markdown text, in no particular order."""
        yield from (chapter.text for chapter in self.chapters.values())
        for node in (
            *self.fields.values(),
            *self.guidelines,
            *self.terms,
            *self.laws,
            *self.chronicle,
            self.submission,
            self.leaflet,
        ):
            if node is not None:
                yield from texts_of(node)


def texts_of(node: Node) -> Iterator[Text]:
    """Walk a node for its texts."""
    for value in vars(node).values():
        for one in value if isinstance(value, tuple) else (value,):
            if isinstance(one, Text):
                yield one
            elif isinstance(one, Node):
                yield from texts_of(one)
