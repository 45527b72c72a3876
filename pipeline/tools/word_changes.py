"""Tracked changes of a Word file, read from a stranger's bytes: refused or ignored with a sentence, never run.

Everything that can be large, nested or active is looked at before it is read: sizes before unpacking, markup without
document types or entities, no relationship is ever followed. Moves are read as what they are for a text: gone here, come
there.
"""

import re
from dataclasses import dataclass, field
from pathlib import Path

from lxml import etree

from pipeline.errors import WordRefused
from pipeline.tools import word_door
from pipeline.tools.word_xml import Element, w

MOST_CHANGES, MOST_PARAGRAPHS = 100_000, 200_000
"""Revisions and paragraphs beyond which a file is none of ours; a concept of 116 pages has 3,000 paragraphs."""

_GONE = frozenset({w("del"), w("moveFrom")})
_COME = frozenset({w("ins"), w("moveTo")})
_HIDDEN = frozenset(
    {w("pPr"), w("rPr"), w("instrText"), w("delInstrText"), w("sectPr"), w("tblPr"), w("trPr"), w("tcPr")}
)
_FOREIGN = {
    "object": "ein eingebettetes Objekt", "drawing": "ein Bild", "pict": "ein Bild", "txbxContent": "ein Textfeld",
    "altChunk": "ein eingefügtes fremdes Dokument", "oMath": "eine Formel",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph before and after the tracked changes.

    Attributes:
        number: of the paragraph in the file, from 1, for people.
        keys: bookmarks that begin in it.
        above: bookmarks of the headings and paragraphs before it, the nearest first, a few of them.
        former: its text without what was inserted.
        wanted: its text without what was deleted.
        mark: ``kept``; ``come`` or ``gone`` where the end of the paragraph itself was inserted or deleted.
        entry: whether it is an entry of a list.
        cell: row of a table it stands in, counted over the file; 0 outside.
        changed: whether anything in it is tracked.
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


def read(data: bytes | Path) -> Changes:
    """Read the tracked changes of a Word file.

    Raises:
        WordRefused: if it is none, holds macros, or is larger than any concept.
    """
    name = data.name if isinstance(data, Path) else "Das Dokument"
    root, ignored = word_door.opened(data, name)
    body = root.find(w("body"))
    if body is None:
        raise WordRefused(f"„{name}“ enthält keinen Text")
    found = _walk(body, name)
    found.ignored = [*ignored, *found.ignored]
    return found


@dataclass(slots=True)
class _Open:
    """A paragraph being read."""

    former: list[str] = field(default_factory=list)
    wanted: list[str] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    changed: bool = False


def _walk(body: Element, name: str) -> Changes:
    """Go through the body without recursion; what stands in a text box or object is named and left out."""
    found = Changes()
    authors: dict[str, int] = {}
    count, rows = 0, 0
    above: list[str] = []
    foreign: dict[str, int] = {}
    loose: list[str] = []
    stack: list[tuple[Element, bool, bool, int]] = [(child, False, False, 0) for child in reversed(body)]
    while stack:
        element, gone, come, row = stack.pop()
        tag = element.tag
        if not isinstance(tag, str):
            continue
        kind = etree.QName(tag).localname
        if kind in _FOREIGN:
            foreign[_FOREIGN[kind]] = foreign.get(_FOREIGN[kind], 0) + 1
            continue
        if tag == w("bookmarkStart"):
            loose.append(element.get(w("name"), ""))
            continue
        if tag in _GONE | _COME:
            count += _note(element, authors, found)
            gone, come = gone or tag in _GONE, come or tag in _COME
        if tag == w("tr"):
            rows += 1
            row = rows
            properties = element.find(w("trPr"))
            if properties is not None:
                gone = gone or properties.find(w("del")) is not None
                come = come or properties.find(w("ins")) is not None
        if tag == w("p"):
            paragraph, revisions = _paragraph(
                element, len(found.paragraphs) + 1, (gone, come), row, authors, found, foreign
            )
            count += revisions
            keys = (*(key for key in loose if key), *paragraph.keys)
            loose = []
            found.paragraphs.append(
                Paragraph(
                    paragraph.number, keys, tuple(above[:6]), paragraph.former, paragraph.wanted, paragraph.mark,
                    paragraph.entry, paragraph.cell, paragraph.changed,
                )
            )  # fmt: skip
            above[:0] = keys
            del above[40:]
        else:
            stack += [(child, gone, come, row) for child in reversed(element)]
        if count > MOST_CHANGES or len(found.paragraphs) > MOST_PARAGRAPHS:
            raise WordRefused(f"„{name}“ enthält mehr Änderungen oder Absätze, als ein Konzept haben kann")
    found.ignored += [f"{number} × {what}" for what, number in foreign.items()]
    found.author = max(authors, key=lambda one: authors[one], default="")
    return found


def _note(element: Element, authors: dict[str, int], found: Changes) -> int:
    author = " ".join(element.get(w("author"), "").split())[:80]
    if author:
        authors[author] = authors.get(author, 0) + 1
    day = element.get(w("date"), "")[:10]
    if re.fullmatch(r"(19|20)\d\d-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])", day, re.ASCII):
        found.day = max(found.day, day)
    return 1


def _paragraph(  # noqa: PLR0913, PLR0917 - what is known where a paragraph begins
    element: Element,
    number: int,
    row_state: tuple[bool, bool],
    row: int,
    authors: dict[str, int],
    found: Changes,
    foreign: dict[str, int],
) -> tuple[Paragraph, int]:
    here = _Open()
    revisions = 0
    entry, mark = False, "kept"
    properties = element.find(w("pPr"))
    if properties is not None:
        entry = properties.find(w("numPr")) is not None
        run = properties.find(w("rPr"))
        for one in run if run is not None else ():
            if one.tag in {w("ins"), w("moveTo")}:
                mark, here.changed = "come", True
                revisions += _note(one, authors, found)
            elif one.tag in {w("del"), w("moveFrom")}:
                mark, here.changed = "gone", True
                revisions += _note(one, authors, found)
    stack = [(child, *row_state) for child in reversed(element)]
    while stack:
        one, gone, come = stack.pop()
        tag = one.tag
        if not isinstance(tag, str) or tag in _HIDDEN:
            continue
        kind = etree.QName(tag).localname
        if kind in _FOREIGN:
            foreign[_FOREIGN[kind]] = foreign.get(_FOREIGN[kind], 0) + 1
            continue
        if tag == w("bookmarkStart"):
            here.keys.append(one.get(w("name"), ""))
        if tag in _GONE | _COME:
            revisions += _note(one, authors, found)
            gone, come = gone or tag in _GONE, come or tag in _COME
        said = _said(one, kind)
        if said:
            here.changed = here.changed or gone or come
            if not come:
                here.former.append(said)
            if not gone:
                here.wanted.append(said)
        stack += [(child, gone, come) for child in reversed(one)]
    changed = here.changed or any(row_state)
    state = "gone" if row_state[0] else "come" if row_state[1] else mark
    former, wanted = ("".join(words) for words in (here.former, here.wanted))
    return Paragraph(number, tuple(here.keys), (), former, wanted, state, entry, row, changed), revisions


def _said(element: Element, kind: str) -> str:
    if kind in {"t", "delText"}:
        return str(element.text or "")
    if kind in {"tab", "br", "cr"}:
        return " "
    if kind == "noBreakHyphen":
        return "-"
    return ""
