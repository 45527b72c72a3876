"""What ``Konzept.docx`` says, paragraph by paragraph, and which field of the sources each paragraph is printed from.

The text of a manuscript without Word: one line a paragraph, in reading order, footnotes last. A line is compared by its
words; the numbers that are printed for references, headings and captions follow from other things and are held to what
they refer to.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from pipeline.compose.index import anchor, parts
from pipeline.flow import blocks_of
from pipeline.manuscript import (
    Element,
    Glossary,
    GoalEntry,
    Guidelines,
    Heading,
    LeadIndex,
    Manuscript,
    MeasureTable,
    Prose,
    Provisions,
)
from pipeline.model import Block, Concept
from pipeline.prose import Inline, headings, plain
from pipeline.tools.word_said import LINK, LINKED, UNLINKED

_LINKED = re.compile(f"{LINK}([^{LINKED}]*){LINKED}([^{UNLINKED}]*){UNLINKED}")
_STEPS = re.compile(r"(?<![\w.])(?:[A-Z]|\d+)(?:\.\d+)+(?![\w])")
_CAPTION = re.compile(r"^(?:Abbildung|Tabelle) \d+: ?")
_LISTS = frozenset({"BulletList", "OrderedList"})
SERVING, INDEX = "Dazu im Anhang", "Verzeichnis nach Federführung"
"""Fields of lines that follow from others: references from goals to the annex, and the index by lead."""

MADE = frozenset({SERVING, INDEX})

_CELLS = ("", "beschreibung", "ziele", "federfuehrung", "zeitraum", "finanzbedarf", "wirkung")
"""Column of a table of measures → field."""

_CONTENT = 2
"""Column of a table of provisions that holds title and content."""


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph as it is printed.

    Attributes:
        text: its words, a reference with its target in private signs before it.
        owner: id of the record, code of the field of action, path of the chapter; empty where the build makes it.
        field: of the owner; empty for running text.
        form: ``entry`` of a list, ``number`` of one that counts, ``heading``, ``quote``, ``note`` or empty.
        key: bookmark that begins in it, empty without.
        column: the cell of a table row it stands in, from 1; 0 outside tables.
        level: of a heading, else 0.
    """

    text: str
    owner: str = ""
    field: str = ""
    form: str = ""
    key: str = ""
    column: int = 0
    level: int = 0


class Read(NamedTuple):
    """A text as it is compared.

    Attributes:
        words: without numbers that may follow from other things.
        numbers: those numbers, each with the target of the reference it stands in, empty outside.
        targets: of all references in it.
        own: the words outside references.
    """

    words: str
    numbers: tuple[tuple[str, str], ...]
    targets: tuple[str, ...]
    own: str


def read(text: str, *, counted: bool = False) -> Read:
    """Take a text apart for comparing.

    Args:
        text: as it is printed.
        counted: whether a number before it is printed and in no source.
    """
    number = _STEPS.match(text.lstrip()) if counted else None
    text = text.lstrip()[number.end() :] if number else text
    said, own, numbers, targets = "", "", [], []
    at = 0
    for found in (*_LINKED.finditer(text), None):
        outside = text[at : found.start() if found else len(text)]
        numbers += [("", one[0]) for one in _STEPS.finditer(outside)]
        said += _STEPS.sub("#", outside)
        own += _STEPS.sub("#", outside)
        if found:
            numbers += [(found[1], one[0]) for one in _STEPS.finditer(found[2])]
            targets.append(found[1])
            said += _STEPS.sub("#", found[2])
            at = found.end()
    return Read(_CAPTION.sub("", " ".join(said.split())), tuple(numbers), tuple(targets), own)


def lines(concept: Concept, manuscript: Manuscript) -> list[Line]:
    """Give every paragraph of the printed concept, title page and contents left out."""
    printer = _Printer(concept)
    for element in manuscript.elements:
        printer.print(element)
    return [one for one in (*printer.found, *printer.notes) if one.text.strip()]


class _Printer:
    """Walks the elements of a manuscript and remembers what they belong to."""

    def __init__(self, concept: Concept) -> None:
        self.owners = dict(_owners(concept))
        self.found: list[Line] = []
        self.notes: list[Line] = []
        self.owner = self.field = self.key = ""
        self.column = self.level = 0

    def print(self, element: Element) -> None:
        """Add the lines of an element."""
        self.key = element.key if isinstance(element, Heading | GoalEntry) else ""
        match element:
            case Heading():
                self.owner, self.field = self._of(element.key, element)
                named = (element.code, "titel") if element.kind == "field" else (self.owner, self.field)
                self._add(blocks_of(element), named)
            case Prose():
                owner = self._of(element.key)
                self._add(element.blocks, owner if owner[0] else (self.owner, self.field))
            case Guidelines():
                for block, line in zip(blocks_of(element), element.entries, strict=True):
                    self.key = line.key
                    self._add(_inside(block)[:1], (line.key, "titel"))
                    self._add(_inside(block)[1:], (line.key, "text"))
            case GoalEntry():
                heading, *rest = blocks_of(element)
                self._add([heading], (element.key, "titel"))
                self._add(element.blocks, (element.key, "text"))
                self._add(rest[len(element.blocks) :], ("", SERVING))
            case MeasureTable():
                self._measures(element)
            case Glossary():
                items: Any = next(iter(blocks_of(element)))["c"]
                for (term, (meaning,)), entry in zip(items, element.entries, strict=True):
                    self.key = entry.key
                    self._add([{"t": "Plain", "c": term}], (entry.key, "begriff"))
                    self._add(meaning[: len(entry.blocks)], (entry.key, "definition"))
                    self._add(meaning[len(entry.blocks) :], ("", ""))
            case Provisions():
                self._provisions(element)
            case LeadIndex():
                self._add(blocks_of(element), ("", INDEX))

    def _of(self, key: str, heading: Heading | None = None) -> tuple[str, str]:
        """Say what running text belongs to by the key of its nearest heading."""
        if heading is not None and heading.kind == "field":
            return heading.code, "einleitung"
        stem = re.sub(r"(?:-einleitung)?(?:-\d+)+$", "", key)
        return next((self.owners[one] for one in (key, stem) if one in self.owners), ("", ""))

    def _measures(self, element: MeasureTable) -> None:
        caption, head, rows = _table(next(iter(blocks_of(element))))
        self._add(caption, ("", ""))
        self._head(head)
        for (_, cells), one in zip(rows, element.rows, strict=True):
            self.key = one.key
            for self.column, (name, (*_, blocks)) in enumerate(zip(_CELLS, cells, strict=True), 1):
                if name in {"beschreibung", "federfuehrung"}:
                    first, *rest = blocks
                    names = ("titel", name) if name == "beschreibung" else (name, "beteiligte")
                    self._add([first], (one.key, names[0]))
                    self._add(rest, (one.key, names[1]))
                else:
                    self._add(blocks, (one.key if name else "", name))
        self.column = 0

    def _provisions(self, element: Provisions) -> None:
        intro, holder = blocks_of(element)
        caption, head, rows = _table(holder)
        self._add([intro, *caption], ("", ""))
        self._head(head)
        for (_, cells), one in zip(rows, element.rows, strict=True):
            self.key = one.key
            for self.column, (*_, blocks) in enumerate(cells, 1):
                content = self.column == _CONTENT
                self._add(blocks[:content], (one.key, "titel"))
                self._add(blocks[content:], (one.key, "inhalt") if content else ("", ""))
        self.column = 0

    def _head(self, rows: Iterable[Any]) -> None:
        for _, cells in rows:
            for self.column, cell in enumerate(cells, 1):
                self._add(cell[4], ("", ""))
        self.column = 0

    def _add(self, blocks: Iterable[Block], source: tuple[str, str]) -> None:
        outer = self.column
        for words, form in self._paragraphs(blocks, ""):
            level = self.level if form == "heading" else 0
            self.found.append(Line(words, *source, form, self.key, self.column, level))
            self.key = ""
        self.column = outer

    def _paragraphs(self, blocks: Iterable[Block], form: str) -> Iterator[tuple[str, str]]:
        """Yield words and form of each paragraph, in the order of Word."""
        for block in blocks:
            kind = block["t"]
            content: Any = block.get("c")
            if kind in {"Para", "Plain"}:
                yield self._words(content), form
            elif kind == "Header":
                self.level = content[0]
                yield self._words(content[2]), "heading"
            elif kind in _LISTS:
                for item in content if kind == "BulletList" else content[1]:
                    yield from self._paragraphs(item, "entry" if kind == "BulletList" else "number")
            elif kind == "DefinitionList":
                for term, meanings in content or ():
                    yield self._words(term), form
                    for one in meanings:
                        yield from self._paragraphs(one, form)
            elif kind in {"BlockQuote", "Div"}:
                quoted = kind == "BlockQuote"
                yield from self._paragraphs(content if quoted else content[1], form or "quote" * quoted)
            elif kind == "Figure":
                yield from self._paragraphs([one for one in content[2] if not _is_picture(one)], form)
                yield from self._paragraphs(content[1][1], form)
            elif kind == "Table":
                yield from self._table(content)
            elif kind != "HorizontalRule":
                yield " ".join(plain([block]).split()), form

    def _table(self, content: Any) -> Iterator[tuple[str, str]]:  # noqa: ANN401 - JSON
        _, (_, caption), _, (_, heads), bodies, (_, feet) = content
        yield from self._paragraphs(caption, "")
        for _, cells in (*heads, *(row for _, _, between, rows in bodies for row in (*between, *rows)), *feet):
            for self.column, cell in enumerate(cells, 1):
                yield from self._paragraphs(cell[4], "")
        self.column = 0

    def _words(self, inlines: Sequence[Inline]) -> str:
        """Give words, references in private signs; footnotes are kept for the end."""
        said: list[str] = []
        for one in inlines:
            kind = one["t"]
            content: Any = one.get("c")
            if kind == "Link" and content[2][0].startswith("#"):
                said.append(f"{LINK}{content[2][0][1:]}{LINKED}{plain(content[1])}{UNLINKED}")
            elif kind == "Note":
                self.notes += [Line(words, form="note") for words, _ in self._paragraphs(content or (), "")]
            elif kind == "LineBreak":
                said.append(" ")
            elif kind == "Str":
                said.append(str(content))
            elif kind in {"Span", "Code"}:
                said.append(self._words(content[1]) if kind == "Span" else content[1])
            elif kind != "Image":
                said.append(self._words(content or ()))
        return "".join(said)


def _inside(block: Block) -> list[Block]:
    """Give the blocks of a division."""
    content: Any = block["c"]
    return list(content[1])


def _table(holder: Block) -> tuple[list[Block], list[Any], list[Any]]:
    """Give caption, head and rows of the table in a division."""
    content: Any = _inside(holder)[0]["c"]
    _, (_, caption), _, (_, head), ((_, _, _, rows),), _ = content
    return caption, head, rows


def _is_picture(block: Block) -> bool:
    return [one["t"] for one in block.get("c") or ()] == ["Image"]


def _owners(concept: Concept) -> Iterator[tuple[str, tuple[str, str]]]:
    """Yield key of a heading, or what those without a key of their own begin with → what its text belongs to."""
    for part in parts(concept):
        for slot in part.slots:
            if slot.chapter:
                yield anchor(slot), (slot.name, "")
                yield slot.name, (slot.name, "")
                for _, own, _ in headings(slot.chapter.text.blocks):
                    if own:
                        yield own, (slot.name, "")
            elif slot.field:
                yield str(slot.field.code), (str(slot.field.code), "einleitung")
                for _, own, _ in headings(slot.field.introduction.blocks):
                    if own:
                        yield own, (str(slot.field.code), "einleitung")
