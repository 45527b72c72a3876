"""A manuscript as a list of items: what can be paired, moved and compared.

Everything an author wrote is here once. What the pipeline makes of it (numbers, the index by lead, the measures under
a goal, the goals on the leaflet) is left out: it follows, and would be reported twice.
"""

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, assert_never

from pipeline.manuscript import (
    Element,
    Glossary,
    GoalEntry,
    GuidelineEntry,
    Guidelines,
    Heading,
    LeadIndex,
    LeafletText,
    Manuscript,
    MeasureRow,
    MeasureTable,
    Prose,
    ProvisionRow,
    Provisions,
    SubmissionText,
    long_date,
    short_date,
)
from pipeline.model import OPEN, Block, Node, Text
from pipeline.prose import plain, text
from review.changes import Inline, Item, ItemKind, Part
from review.words import canon

POSITION = re.compile(r"(?:-\d+)+$|-einleitung-\d+$")
NOTE_PART = "Fußnote"
"""The part that holds a footnote."""

BESIDE = {"faltblatt": "Faltblatt", "chronik": "Chronik", "vorlage": "Beschlussvorlage"}
"""What is compared beside the concept: the key of its heading, with which all keys in it begin, and its name."""

PARTNERS, BETWEEN = "Beteiligte", ", "
"""The part that lists a measure's partners, and the inline between two of them: a name may hold a comma."""


def outline(manuscript: Manuscript) -> tuple[Item, ...]:
    """List the items of a manuscript in reading order: title page, concept, leaflet, chronicle, Beschlussvorlage."""
    return tuple(_Outliner(manuscript).items())


def part(name: str, inlines: Sequence[Inline], frame: tuple[str, ...] = ()) -> Part:
    """Make a part of inlines."""
    return Part(name, frame, tuple(inlines), canon(inlines))


def said(name: str, words: str) -> Part:
    """Make a part of plain words."""
    return Part(name, (), tuple(text(words)), words)


def picture_print(path: str, content: bytes) -> str:
    """Give what is compared of a picture: its path and a digest of its bytes, none for a missing one."""
    return f"{path} {hashlib.sha256(content).hexdigest()[:12] if content else ''}"


@dataclass(slots=True)
class _Outliner:
    """Walks a manuscript and remembers under which headings it is.

    Attributes:
        manuscript: what is walked.
        above: level, key and position of each heading above, outermost first.
        keys: how often each key was given.
        count: items so far.
        tables: tables and lists so far under this heading.
    """

    manuscript: Manuscript
    above: list[tuple[int, str, int]] = field(default_factory=list)
    keys: Counter[str] = field(default_factory=Counter)
    count: int = 0
    tables: int = 0

    def items(self) -> Iterator[Item]:
        for item in self._items():
            self.count += 1
            yield item

    def _items(self) -> Iterator[Item]:
        yield self._title()
        for element in self.manuscript.elements:
            yield from self._element(element)
        if self.manuscript.leaflet:
            yield self._heading("faltblatt", 1, "", BESIDE["faltblatt"])
            yield from self._leaflet(self.manuscript.leaflet)
        if self.manuscript.chronicle:
            yield self._heading("chronik", 1, "", BESIDE["chronik"])
            yield from self._chronicle()
        if self.manuscript.submission:
            yield self._heading("vorlage", 1, "", BESIDE["vorlage"])
            yield from self._submission(self.manuscript.submission)

    def _item(  # noqa: PLR0913 - an item says many things
        self,
        kind: ItemKind,
        parts: Iterable[Part],
        *,
        key: str = "",
        number: str = "",
        title: str = "",
        code: str = "",
        lead: str = "",
        level: int = 0,
        table: int = 0,
    ) -> Item:
        unique = key
        if key:
            self.keys[key] += 1
            unique = f"{key}~{self.keys[key]}" if self.keys[key] > 1 else key
        section = self.above[-1][2] if self.above else -1
        return Item(unique, kind, number, title, code, lead, level, section, table, tuple(parts))

    def _heading(self, key: str, level: int, number: str, title: str, code: str = "") -> Item:
        """Make a heading; one that has no id of its own gets the title's words under the heading above it."""
        while self.above and self.above[-1][0] >= level:
            self.above.pop()
        if self.above and POSITION.search(key):
            key = f"{self.above[-1][1]}/{slug(title)}"
        parts = (Part("Überschrift", (f"level-{level}",), tuple(text(title)), title),)
        item = self._item("heading", parts, key=key, number=number, title=title, code=code, level=level)
        self.above.append((level, item.key, self.count))
        self.tables = 0
        return item

    def _title(self) -> Item:
        m = self.manuscript
        lines = {
            "Titel": m.title,
            "Untertitel": m.subtitle,
            "Herausgeberin": m.publisher,
            "Zuständige Stelle": m.office,
            "Zeitraum": f"{m.period[0]}–{m.period[1]}",
            "Unverbindlichkeitshinweis": m.disclaimer,
        }
        return self._item("title", (said(*line) for line in lines.items()), key="titelblatt", title=m.title)

    # ---- the concept ----

    def _element(self, element: Element) -> Iterator[Item]:
        match element:
            case Heading():
                yield self._heading(element.key, element.level, element.number, element.title, element.code)
            case Prose():
                yield from self._prose(element.blocks)
            case Guidelines():
                for line in element.entries:
                    yield self._guideline(line, element.code)
            case GoalEntry():
                parts = (said("Titel", element.title), *self._parts_of("Wortlaut", element.blocks))
                yield self._item(
                    "goal", parts, key=element.key, number=element.number, title=element.title, code=element.code
                )
            case MeasureTable():
                for row in element.rows:
                    yield self._measure(row, element.code)
            case Glossary():
                for entry in element.entries:
                    avoided = [said("Nicht verwendet", ", ".join(entry.avoid))] if entry.avoid else []
                    parts = (said("Begriff", entry.term), *self._parts_of("Bedeutung", entry.blocks), *avoided)
                    yield self._item("term", parts, key=entry.key, title=entry.term)
            case Provisions():
                parts = (said("Titel", element.title), said("Fundstelle", element.source))
                yield self._item("law", parts, key=element.code, title=element.title)
                for provision in element.rows:
                    yield self._provision(provision)
            case LeadIndex():
                return
            case _:
                assert_never(element)

    def _guideline(self, line: GuidelineEntry, code: str) -> Item:
        titled = [said("Titel", line.title)] if line.title else []
        parts = (*titled, *self._parts_of("Wortlaut", line.blocks))
        return self._item("guideline", parts, key=line.key, number=line.number, title=line.title, code=code)

    def _measure(self, row: MeasureRow, code: str) -> Item:
        goals: list[Inline] = []
        for ref in row.goals:
            shown = f"Ziel {ref.number} „{ref.title}“" if ref.title else ref.key
            goals += [
                *(text("; ") if goals else []),
                {"t": "Link", "c": [["", [], []], text(shown), [f"#{ref.key}", ""]]},
            ]
        parts = (
            said("Titel", row.title),
            *self._parts_of("Beschreibung", row.description),
            part("Ziele", goals),
            said("Federführung", row.lead),
            part(PARTNERS, [one for name in row.partners for one in (*text(BETWEEN), *text(name))][1:]),
            said("Zeitraum", row.period),
            said("Finanzbedarf", row.funding),
            *self._parts_of("Wirkung", row.effect),
        )
        return self._item("measure", parts, key=row.key, number=row.number, title=row.title, code=code, lead=row.lead)

    def _provision(self, row: ProvisionRow) -> Item:
        parts = (
            said("Vorschrift", row.norm),
            said("Artikel", row.article),
            said("Titel", row.title),
            *self._parts_of("Inhalt", row.blocks),
            said("In Kraft ab", row.valid_from),
            said("Außer Kraft ab", row.valid_to),
            said("Nachfolge", row.successor),
            said("Berührt", row.concerns),
            said("Noch zu bestätigen", _yes(row.uncertain)),
        )
        return self._item("provision", parts, key=row.key, title=f"{row.norm}: {row.title}")

    # ---- running text ----

    def _prose(self, blocks: Iterable[Block], frame: tuple[str, ...] = (), table: int = 0) -> Iterator[Item]:
        for block in blocks:
            kind, content = block["t"], block.get("c")
            if kind == "Table":
                yield from self._table(content)
            elif kind == "Figure":
                yield self._figure(content, frame)
            elif kind in _LISTS:
                inner = table
                if not frame:
                    self.tables += 1
                    inner = self.tables
                for names, several in _entries(block):
                    yield from self._prose(several, (*frame, *names), inner)
            elif kind in {"BlockQuote", "Div"}:
                inside = content if kind == "BlockQuote" else content[1]  # type: ignore[index]
                yield from self._prose(inside or [], (*frame, "quote") if kind == "BlockQuote" else frame, table)
            else:
                parts = tuple(_leaf("Absatz", block, frame, self._picture))
                if parts:
                    yield self._item("list-item" if table else "paragraph", parts, table=table)

    def _figure(self, content: Any, frame: tuple[str, ...]) -> Item:  # noqa: ANN401 - JSON
        _, (_, caption), blocks = content
        path, alternative = _image(blocks)
        captioned = [said("Bildunterschrift", plain(caption))] if caption else []
        shown = Part("Bild", frame, tuple(text(path)), self._picture(path))
        return self._item("figure", (*captioned, said("Alternativtext", alternative), shown))

    def _picture(self, path: str) -> str:
        picture = self.manuscript.pictures.get(path)
        return picture_print(path, picture.data if picture else b"")

    def _parts_of(self, name: str, blocks: Iterable[Block], frame: tuple[str, ...] = ()) -> tuple[Part, ...]:
        return parts_of(name, blocks, frame, self._picture)

    def _table(self, content: Any) -> Iterator[Item]:  # noqa: ANN401 - JSON
        _, (_, caption), columns, (_, head), bodies, (_, foot) = content
        self.tables += 1
        table = self.tables
        if caption:
            yield self._item("caption", self._parts_of("Tabellentitel", caption), table=table)
        titles = [plain(cell[4]) for cell in head[0][1]] if head else []
        sides = tuple(column[0]["t"] for column in columns)
        if head:
            yield self._row(head[0][1], [f"Spalte {at}" for at in range(1, len(titles) + 1)], table, ("head", *sides))
        rows = [*head[1:], *(row for body in bodies for row in (*body[2], *body[3])), *foot]
        for number, (_, cells) in enumerate(rows):
            yield self._row(cells, titles, table, () if head or number else ("sides", *sides))

    def _row(self, cells: Sequence[Any], titles: Sequence[str], table: int, frame: tuple[str, ...] = ()) -> Item:
        parts: list[Part] = []
        for at, cell in enumerate(cells):
            name = (titles[at] if at < len(titles) else "") or f"Spalte {at + 1}"
            span = () if (cell[2], cell[3]) == (1, 1) else (f"span-{cell[2]}-{cell[3]}",)
            inside = (*frame, f"cell-{at + 1}", *span)
            parts += self._parts_of(name, cell[4], inside) or (part(name, (), inside),)
        return self._item("row", parts, title=plain(cells[0][4]) if cells else "", table=table)

    # ---- chronicle, leaflet and Beschlussvorlage ----

    def _chronicle(self) -> Iterator[Item]:
        for one in self.manuscript.chronicle:
            parts = (
                said("Zeitpunkt", one.when),
                said("Abschnitt des Weges", one.phase),
                said("Titel", one.title),
                *self._parts_of("Text", one.blocks),
                said("Drucksache", one.paper),
            )
            yield self._item("form", parts, key=f"chronik/{one.day.isoformat()}-{slug(one.title)}", title=one.title)

    def _leaflet(self, leaflet: LeafletText) -> Iterator[Item]:
        yield self._item(
            "leaflet",
            (said("Titel", leaflet.title), said("Untertitel", leaflet.subtitle)),
            key="faltblatt/titel",
            title="Titel",
        )
        for key, name, blocks in (
            ("einladung", "Einladung", leaflet.invitation),
            ("so-lesen", "So lesen Sie das Faltblatt", leaflet.how_to_read),
            ("hinweis", "Hinweis", leaflet.notice),
            ("kontakt", "Kontakt", leaflet.contact),
        ):
            yield self._item("leaflet", self._parts_of(name, blocks), key=f"faltblatt/{key}", title=name)
        for one in leaflet.fields:
            parts = (said("Zeichen", one.sign), said("Farbe", one.colour))
            yield self._item("leaflet", parts, key=f"faltblatt/{one.code}", title=one.title, code=one.code)

    def _submission(self, submission: SubmissionText) -> Iterator[Item]:
        prose = {
            "beschlussvorschlag": submission.resolution,
            "begruendung": submission.reasons,
            "klimaauswirkungen": submission.climate,
        }
        for alias, value in _aliased(submission.form):
            self.above = self.above[:1]
            key, name = f"vorlage/{alias}", _label(alias)
            if alias in prose:
                if prose[alias]:
                    yield self._heading(key, 2, "", name)
                    yield from self._sections(key, prose[alias])
            elif alias == "finanzielle_auswirkungen":
                yield self._heading(key, 2, "", name)
                yield self._item(
                    "form", (said("Vorhanden", _yes(submission.form.finances.present)),), key=f"{key}/vorhanden"
                )
                yield from self._prose(submission.finances)
            elif isinstance(value, Node):
                yield self._heading(key, 2, "", name)
                for inner, several in _aliased(value):
                    yield from self._form_rows(f"{key}/{inner}", several)
            elif isinstance(value, tuple) and value and isinstance(value[0], Node):
                yield self._heading(key, 2, "", name)
                yield from self._form_rows(key, value)
            elif value is not None and value != ():
                yield self._item("form", (said(name, _value(value)),), key=key, title=name)

    def _sections(self, key: str, blocks: Iterable[Block]) -> Iterator[Item]:
        """Walk a text of the form; a line all in bold is how the form prints a heading within it."""
        for block in blocks:
            title = plain(block) if block["t"] == "Para" and [one["t"] for one in block["c"]] == ["Strong"] else ""
            if title:
                yield self._heading(f"{key}/{slug(title)}", 3, "", title)
            else:
                yield from self._prose((block,))

    def _form_rows(self, key: str, rows: object) -> Iterator[Item]:
        """Make an item of each node; its key is made of what names it."""
        for node in rows if isinstance(rows, tuple) else (rows,):
            if not isinstance(node, Node):
                yield self._item("form", (said(_label(key.rpartition("/")[2]), _value(node)),), key=key)
                continue
            parts = [said(_label(alias), _value(value)) for alias, value in _aliased(node) if value not in (None, ())]
            names = {alias: _value(value) for alias, value in _aliased(node) if alias in _NAMING}
            named = next((names[alias] for alias in _NAMING if alias in names), parts[0].print if parts else "")
            day = getattr(node, "day", None)
            kind: ItemKind = "consultation" if isinstance(day, date) else "form"
            mark = f"{day.isoformat()}-{slug(named)}" if isinstance(day, date) else slug(named)
            title = f"{named}, {long_date(day)}" if isinstance(day, date) else named
            yield self._item(kind, parts, key=f"{key}/{mark}", title=title)


_LISTS = frozenset({"BulletList", "OrderedList", "DefinitionList"})
_NAMING = ("gremium", "kriterium", "drucksache", "titel")
"""What names a row of the form; a number would not, since it changes when a row is put before it."""

_WORDS = {
    "art": "Art der Vorlage",
    "oeffentlich": "Öffentlichkeit",
    "federfuehrend": "Federführend",
    "vorgaenger": "Vorgänger",
    "finanzielle_auswirkungen": "Finanzielle Auswirkungen",
    "demografiepruefung": "Demografieprüfung",
    "begruendung": "Begründung",
    "erlaeuterung": "Erläuterung",
    "kopfergebnis": "Ergebnis im Kopf",
    "top": "TOP",
    "geschaeftsordnung": "Anträge zur Geschäftsordnung",
    "antraege": "Anträge",
}


def slug(title: str) -> str:
    """Make a key of a title's words: ``Was sich ändert`` → ``was-sich-andert``."""
    plainer = unicodedata.normalize("NFKD", title.replace("ß", "ss")).casefold()
    return "-".join(re.findall(r"[a-z0-9]+", plainer.replace("\u0308", ""))) or "ohne-titel"


Picture = Callable[[str], str]
"""Gives what is compared of a picture, by its path."""


def parts_of(
    name: str, blocks: Iterable[Block], frame: tuple[str, ...] = (), picture: Picture = str
) -> tuple[Part, ...]:
    """Make a part of each paragraph; what they stand in is their frame."""
    return tuple(_parts(name, blocks, frame, picture))


def _parts(name: str, blocks: Iterable[Block], frame: tuple[str, ...], picture: Picture) -> Iterator[Part]:
    for block in blocks:
        kind, content = block["t"], block.get("c")
        if kind in _LISTS:
            for names, several in _entries(block):
                yield from _parts(name, several, (*frame, *names), picture)
        elif kind in {"BlockQuote", "Div"}:
            inside = content if kind == "BlockQuote" else content[1]  # type: ignore[index]
            yield from _parts(name, inside or [], (*frame, "quote") if kind == "BlockQuote" else frame, picture)
        elif kind == "Table":
            yield from _table_parts(name, content, frame, picture)
        elif kind == "Figure":
            path, alternative = _image(content[2])  # type: ignore[index]
            caption = plain(content[1][1])  # type: ignore[index]
            if caption:
                yield Part(name, (*frame, "caption"), tuple(text(caption)), caption)
            yield Part(name, (*frame, "figure"), tuple(text(alternative)), f"{picture(path)} {alternative}")
        else:
            yield from _leaf(name, block, frame, picture)


def _table_parts(name: str, content: Any, frame: tuple[str, ...], picture: Picture) -> Iterator[Part]:  # noqa: ANN401
    """Make parts of a table within a record; the first cell of a row starts it and carries the columns' sides."""
    _, (_, caption), columns, *_ = content
    sides = tuple(column[0]["t"] for column in columns)
    yield from _parts(name, caption or [], (*frame, "caption"), picture)
    for number, row in enumerate(_all_rows(content)):
        for at, cell in enumerate(row, 1):
            head = ("head", *sides) if number == 0 else ()
            inside = (*frame, "table", *head, f"cell-{at}")
            yield from tuple(_parts(name, cell[4], inside, picture)) or (part(name, (), inside),)


def _entries(block: Block) -> Iterator[tuple[tuple[str, ...], Sequence[Block]]]:
    """Yield the frames and blocks of a list's entries; a further paragraph of an entry is no entry of its own."""
    kind, content = block["t"], block["c"]
    if kind == "DefinitionList":
        for term, meanings in content:
            yield ("term",), [{"t": "Para", "c": term}]
            for meaning in meanings:
                yield ("meaning",), meaning
        return
    signed: tuple[str, ...] = ()
    first, entries = "list", content
    if kind == "OrderedList":
        (start, _, sign), entries = content
        first = f"numbered-{start}"
        signed = () if sign["t"] in _USUAL_SIGNS else (sign["t"],)
    for entry in entries:
        yield (*signed, first), entry[:1]
        if entry[1:]:
            yield (*signed, f"{first}-further"), entry[1:]


_USUAL_SIGNS = frozenset({"DefaultDelim", "Period"})
"""How the numbers of a list end unless the frame says otherwise: ``1.``."""


def _leaf(name: str, block: Block, frame: tuple[str, ...], picture: Picture) -> Iterator[Part]:
    """Make a part of a paragraph and one of each of its footnotes."""
    kind, content = block["t"], block.get("c")
    if kind == "CodeBlock":
        yield Part(name, (*frame, "code"), tuple(text(content[1])), content[1])  # type: ignore[index]
    elif kind == "HorizontalRule":
        yield Part(name, (*frame, "rule"), (), "")
    elif content:
        yield part(name, content, frame)
        for note in _notes(content):
            yield from _parts(NOTE_PART, note, (), picture)


def _notes(inlines: Iterable[Inline]) -> Iterator[list[Block]]:
    for inline in inlines:
        if inline["t"] == "Note":
            yield inline["c"]
        elif isinstance(inline.get("c"), list):
            inner = inline["c"][1] if inline["t"] in {"Link", "Span", "Quoted"} else inline["c"]
            if isinstance(inner, list) and inner and isinstance(inner[0], dict):
                yield from _notes(inner)


def _image(blocks: Iterable[Block]) -> tuple[str, str]:
    """Find path and alternative text of a figure's picture."""
    for block in blocks:
        for inline in block.get("c") or ():
            if inline["t"] == "Image":
                return inline["c"][2][0], plain(inline["c"][1])
    return "", ""


def _all_rows(content: Any) -> Iterator[Sequence[Any]]:  # noqa: ANN401 - JSON
    _, _, _, (_, head), bodies, (_, foot) = content
    for _, cells in [*head, *(row for body in bodies for row in (*body[2], *body[3])), *foot]:
        yield cells


def _aliased(node: Node) -> Iterator[tuple[str, object]]:
    """Yield the fields of a form as the sources name them."""
    for name, info in type(node).model_fields.items():
        if name != "place":
            yield info.alias or name, getattr(node, name)


def _label(alias: str) -> str:
    return _WORDS.get(alias) or alias.replace("_", " ").capitalize()


def _yes(value: bool) -> str:  # noqa: FBT001 - it is the value
    return "ja" if value else "nein"


def _value(value: object) -> str:
    """Write a form's value as one line."""
    match value:
        case bool():
            return _yes(value)
        case date():
            return short_date(value)
        case Text():
            return " ".join(value.source.split())
        case tuple():
            return ", ".join(map(_value, value)) or OPEN
        case Node():
            return "; ".join(
                f"{_label(alias)}: {_value(inner)}" for alias, inner in _aliased(value) if inner not in (None, ())
            )
        case None:
            return OPEN
        case _:
            return str(value)
