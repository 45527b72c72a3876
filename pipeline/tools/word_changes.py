"""Tracked changes of a Word file, read from a stranger's bytes: refused or ignored with a sentence, never run.

Everything that can be large, nested or active is looked at before it is read: sizes before unpacking, markup without
document types or entities, no relationship is ever followed. Moves are read as what they are for a text: gone here, come
there.
"""

import re
from collections.abc import Container, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from lxml import etree

from pipeline.errors import WordRefused
from pipeline.tools import word_door
from pipeline.tools.word_looks import Looks
from pipeline.tools.word_said import FORMS, MARGIN, Losses, link, said
from pipeline.tools.word_xml import Element, w

MOST_CHANGES, MOST_PARAGRAPHS = 100_000, 200_000
"""Revisions and paragraphs beyond which a file is none of ours; a concept of 116 pages has 3,000 paragraphs."""

_GONE = frozenset({w("del"), w("moveFrom")})
_COME = frozenset({w("ins"), w("moveTo")})
_HIDDEN = frozenset(
    {w("pPr"), w("rPr"), w("instrText"), w("delInstrText"), w("sectPr"), w("tblPr"), w("trPr"), w("tcPr")}
)
_NOTED = {w("footnoteReference"): "footnote", w("endnoteReference"): "endnote"}
_TRACKED = frozenset({w("ins"), w("del"), w("moveFrom"), w("moveTo")})


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph before and after the tracked changes.

    Attributes:
        number: of the paragraph in the file, from 1, for people.
        keys: bookmarks that begin in it.
        above: bookmarks of the headings and paragraphs before it, the nearest first, a few of them.
        former: its text without what was inserted.
        wanted: its text without what was deleted; new links in it have their bookmark in private signs before them.
        mark: ``kept``; ``come`` or ``gone`` where the end of the paragraph itself was inserted or deleted.
        entry: whether it is an entry of a list.
        cell: row of a table it stands in, counted over the file; 0 outside.
        changed: whether anything in it is tracked.
        table: the table, counted over the file; 0 outside.
        column: the cell within its row, from 1; 0 outside.
        note: number of the footnote it is of; 0 for the text itself.
        level: of a heading, from 1; 0 for other text, -1 for an entry of the contents.
        sign: what an entry of a list or a quotation begins with in Markdown; empty for further paragraphs of an entry.
        links: bookmarks that links in it lead to once all changes are accepted.
    """

    number: int
    keys: tuple[str, ...]
    above: tuple[str, ...]
    former: str
    wanted: str
    mark: str
    entry: bool
    cell: int
    changed: bool
    table: int = 0
    column: int = 0
    note: int = 0
    level: int = 0
    sign: str = ""
    links: tuple[str, ...] = ()


@dataclass(slots=True)
class Changes:
    """What a Word file holds.

    Attributes:
        paragraphs: all of them, in order.
        author: who made most changes, empty if nobody is named.
        day: ISO date of the last change, empty if none is given.
        ignored: what was not read, as sentences.
    """

    paragraphs: list[Paragraph] = field(default_factory=list)
    author: str = ""
    day: str = ""
    ignored: list[str] = field(default_factory=list)


def read(data: bytes | Path, unread: Container[str] = (), nobody: Container[str] = ()) -> Changes:
    """Read the tracked changes of a Word file.

    Args:
        data: the file or its bytes.
        unread: authors whose changes count as refused: numbers that only follow from other changes.
        nobody: authors who are no person and made no changes of words: what only stands elsewhere.

    Raises:
        WordRefused: if it is none, holds macros, or is larger than any concept.
    """
    name = data.name if isinstance(data, Path) else "Das Dokument"
    parts, ignored = word_door.opened(data, name)
    body = parts[word_door.MAIN].find(w("body"))
    if body is None:
        raise WordRefused(f"„{name}“ enthält keinen Text")
    looks = Looks(parts.pop(word_door.STYLES, None), parts.pop(word_door.NUMBERING, None))
    reader = _Reader(name, unread, nobody, looks)
    reader.walk(body, 0)
    for part, root in parts.items():
        if part in word_door.NOTES:
            fate = reader.fates["endnote" if "endnotes" in part else "footnote"]
            for number, note in enumerate((one for one in root if one.get(w("type")) is None), 1):
                reader.walk(note, number, fate.get(note.get(w("id"), ""), _Where()))
        elif part == word_door.COMMENTS:
            reader.losses.add("ein Kommentar", len(root))
        elif part != word_door.MAIN and next(root.iter(*_TRACKED), None) is not None:
            reader.losses.add(MARGIN)
    return reader.finished(ignored)


@dataclass(slots=True)
class _Open:
    """A paragraph being read."""

    former: list[str] = field(default_factory=list)
    wanted: list[str] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    changed: bool = False


@dataclass(frozen=True, slots=True)
class _Where:
    """What an element stands in: whether it goes or comes, and its cell."""

    gone: bool = False
    come: bool = False
    table: int = 0
    row: int = 0
    column: int = 0


class _Reader:
    """Goes through the text without recursion; what stands in a text box or object is named and left out."""

    def __init__(self, name: str, unread: Container[str], nobody: Container[str], looks: Looks) -> None:
        self.name, self.unread, self.nobody, self.looks = name, unread, nobody, looks
        self.found = Changes()
        self.losses = Losses()
        self.authors: dict[str, int] = {}
        self.count = self.tables = self.rows = 0
        self.above: list[str] = []
        self.fates: dict[str, dict[str, _Where]] = {"footnote": {}, "endnote": {}}
        """Kind of note → its id → whether the sign for it in the text goes or comes, and the note with it."""

    def finished(self, ignored: Sequence[str]) -> Changes:
        """Say what was not read, and who made most changes."""
        self.found.ignored = [*ignored, *self.losses.said()]
        self.found.author = max(self.authors, key=lambda one: self.authors[one], default="")
        return self.found

    def walk(self, root: Element, note: int, fate: "_Where | None" = None) -> None:
        """Read the paragraphs below an element."""
        loose: list[str] = []
        columns: dict[int, int] = {}
        stack = [(child, fate or _Where()) for child in reversed(root)]
        while stack:
            element, where = stack.pop()
            tag = element.tag
            if not isinstance(tag, str) or self.losses.is_foreign(element, tracked=where.gone or where.come):
                continue
            if tag == w("bookmarkStart"):
                loose.append(element.get(w("name"), ""))
                continue
            inside = self._inside(element, where, columns)
            if inside is None:
                continue
            if tag == w("p"):
                self._add(element, inside, [key for key in loose if key], note)
                loose = []
            else:
                stack += [(child, inside) for child in reversed(element)]
            if self.count > MOST_CHANGES or len(self.found.paragraphs) > MOST_PARAGRAPHS:
                raise WordRefused(f"„{self.name}“ enthält mehr Änderungen oder Absätze, als ein Konzept haben kann")

    def _inside(self, element: Element, where: _Where, columns: dict[int, int]) -> _Where | None:
        """Say where the children of an element stand; None if they count as not there."""
        tag = element.tag
        if tag in _GONE | _COME:
            if not self._counts(element):
                return None if tag in _COME else where
            return replace(where, gone=where.gone or tag in _GONE, come=where.come or tag in _COME)
        if tag == w("tbl"):
            self.tables += 1
            return replace(where, table=self.tables, row=0, column=0)
        if tag == w("tc"):
            columns[where.row] = columns.get(where.row, 0) + 1
            return replace(where, column=columns[where.row])
        if tag != w("tr"):
            return where
        self.rows += 1
        where = replace(where, row=self.rows)
        properties = element.find(w("trPr"))
        for one in properties if properties is not None else ():
            if one.tag in _GONE | _COME:
                if self._counts(one):
                    where = replace(where, gone=where.gone or one.tag in _GONE, come=where.come or one.tag in _COME)
                elif one.tag in _COME:
                    return None
        return where

    def _counts(self, element: Element) -> bool:
        """Note a tracked change; False if its author's changes count as refused."""
        self.count += 1
        author = " ".join(element.get(w("author"), "").split())[:80]
        if author in self.unread:
            return False
        if author and author not in self.nobody:
            self.authors[author] = self.authors.get(author, 0) + 1
        day = element.get(w("date"), "")[:10]
        if re.fullmatch(r"(19|20)\d\d-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])", day, re.ASCII):
            self.found.day = max(self.found.day, day)
        return True

    def _add(self, element: Element, where: _Where, loose: Sequence[str], note: int) -> None:
        here, mark = _Open(keys=list(loose)), "kept"
        entry, level, sign = self.looks.of(element.find(w("pPr")))
        properties = element.find(w("pPr"))
        if properties is not None:
            run = properties.find(w("rPr"))
            for one in run if run is not None else ():
                if one.tag in _TRACKED:
                    if self._counts(one):
                        mark, here.changed = "come" if one.tag in _COME else "gone", True
                    elif one.tag in _COME:
                        mark = "come"  # its words are not read, so that what remains of it is an empty line
        forms = sum(one.get(w("author"), "") not in self.unread for one in element.iter(*FORMS))
        self.losses.forms(forms)
        self._read(element, where, here)
        changed = here.changed or where.gone or where.come
        state = "gone" if where.gone else "come" if where.come else mark
        former, wanted = "".join(here.former), "".join(here.wanted)
        keys = tuple(here.keys)
        self.found.paragraphs.append(
            Paragraph(
                len(self.found.paragraphs) + 1, keys, tuple(self.above[:6]), former, wanted, state, entry, where.row,
                changed, where.table, where.column, note, level, sign, tuple(here.links),
            )
        )  # fmt: skip
        self.above[:0] = keys
        del self.above[40:]

    def _read(self, element: Element, where: _Where, here: _Open) -> None:
        stack = [(child, where) for child in reversed(element)]
        while stack:
            one, at = stack.pop()
            tag = one.tag
            if not isinstance(tag, str) or tag in _HIDDEN or self.losses.is_foreign(one, tracked=at.gone or at.come):
                continue
            if tag == w("bookmarkStart"):
                here.keys.append(one.get(w("name"), ""))
            inside = self._inside(one, at, {})
            if inside is None:
                continue
            if tag == w("hyperlink") and not inside.gone and any(run.getparent().tag not in _GONE for run in one.iter(w("r"))):
                here.links.append(one.get(w("anchor"), ""))
            if tag == w("hyperlink") and self._link(one, inside, here):
                continue
            if tag in _NOTED and inside.gone != inside.come:
                self.fates[_NOTED[tag]][one.get(w("id"), "")] = _Where(gone=inside.gone, come=inside.come)
            if inside.come and not inside.gone and tag == w("r"):
                self.losses.dress(one, in_table=bool(inside.row))
            words = said(one, etree.QName(tag).localname)
            if words:
                here.changed = here.changed or inside.gone or inside.come
                if not inside.come:
                    here.former.append(words)
                if not inside.gone:
                    here.wanted.append(words)
            stack += [(child, inside) for child in reversed(one)]


    def _link(self, element: Element, where: _Where, here: _Open) -> bool:
        """Read a link within the text that is new as a whole; False for any other."""
        key, runs = element.get(w("anchor"), ""), list(element.iter(w("r")))
        above = [run.getparent() for run in runs]
        if where.gone or not key or not runs or key.startswith("_"):
            return False
        if not where.come and not all(one.tag in _COME and one.get(w("author"), "") not in self.unread for one in above):
            return False
        for one in dict.fromkeys(above):
            if one.tag in _COME:
                self._counts(one)
        words = "".join(said(one, etree.QName(one).localname) for run in runs for one in run)
        here.changed = True
        here.wanted.append(link(key, words))
        return True
