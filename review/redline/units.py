"""Paragraphs, tables and rows of one draft, described: what finds them again and what makes two of them the same."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pipeline.tools.word import Package
from pipeline.tools.word_atoms import bookmarks_of, fingerprint, kin, notes_of
from pipeline.tools.word_tracks import Mark, mark_all, mark_row
from pipeline.tools.word_xml import Element, style_of, text_of, w
from review.outline import POSITION
from review.redline.guide import NUMBER, unnumbered, words_of

_ID = re.compile(r"(?:[A-Z]+-)+\d+")
"""What the editors number themselves: Z-WOH-03. Other names that end in a number are counted anew in every draft."""

_RUNNING = 99
"""The level of what is no heading."""


@dataclass(slots=True)
class Unit:
    """A paragraph, table or row of one draft.

    What must be read out of the markup is read when it is first asked for, and must be asked for before it is marked.

    Attributes:
        element: its markup.
        notes: the footnotes of the package by id.
        names: its bookmarks.
        sort: only units of one sort are versions of each other; of the directory of offices ``index``.
        section: the heading it stands under.
        title: of a heading, as printed; else empty.
        owner: the goal or the term whose text it is; empty for any other.
        level: of a heading, from 1.
        apart: the side it is on while it pairs with nothing, for the heading it stands under moved; else empty.
    """

    element: Element
    notes: Mapping[str, Element]
    names: tuple[str, ...]
    sort: str
    section: str = ""
    title: str = ""
    owner: str = ""
    level: int = _RUNNING
    apart: str = ""
    _kin: str | None = None
    _print: bytes = b""
    _words: str | None = None
    _bag: Counter[str] | None = None

    def kin(self) -> str:
        """Give the text by which it is found again."""
        if self._kin is None:
            found = kin_of(self.element)
            self._kin = unnumbered(found) if self.sort == "heading" else found
        return self._kin

    def print(self) -> bytes:
        """Give what makes two units look equal, but for the lists they are in."""
        if not self._print:
            self._print = print_of(self.element, self.notes)
        return self._print

    def words(self) -> str:
        """Give the words as a reader sees them."""
        if self._words is None:
            shown = " ".join(text_of(one) for one in self.element.iter(w("p")))
            self._words = words_of(unnumbered(shown) if self.sort == "heading" else shown)
        return self._words

    def remember(self) -> None:
        """Read the words now: nothing finds them behind marks."""
        self.words(), self.kin()

    def mark(self, mark: Mark) -> None:
        """Let it come or go."""
        self.remember()
        element = self.element
        if element.tag == w("tr"):
            mark_row(element, mark)
            for cell in element.findall(w("tc")):
                for inner in cell.iterchildren(w("p"), w("tbl")):
                    mark_all(inner, mark)
        else:
            mark_all(element, mark)

    def counted(self) -> Counter[str]:
        """Count the words."""
        if self._bag is None:
            self._bag = Counter(re.findall(r"\w+", self.kin()))
        return self._bag


def kin_of(element: Element) -> str:
    """Give the text by which an element is found again."""
    return "\x1e".join(kin(one) for one in element.iter(w("p")))


def print_of(element: Element, notes: Mapping[str, Element]) -> bytes:
    """Give what makes two elements look equal, with the footnotes they call."""
    whole = fingerprint(element)
    called = [notes[one] for one in notes_of(element) if one in notes]
    return b"".join([whole, *map(fingerprint, called)]) if called else whole


class Describer:
    """Describes the texts of one package."""

    def __init__(self, package: Package, notes: Mapping[str, Element]) -> None:
        """Take the package, for its styles, and its footnotes: they belong to what calls them."""
        styles = package.styles()
        self._notes = notes
        self._levels = {one: int(name[8:]) for name, one in styles.items() if re.fullmatch(r"heading \d", name)}
        self._contents = {one for name, one in styles.items() if name.startswith("toc ")}
        self._term = styles.get("definition term", "")
        self._office = styles.get("verzeichnis", "")

    def units(self, elements: Iterable[Element]) -> list[Unit]:
        """Describe paragraphs and tables."""
        done: list[Unit] = []
        above: list[tuple[int, str]] = []
        section = owner = office = ""
        for element in elements:
            style = style_of(element) if element.tag == w("p") else ""
            unit = self._paragraph(element, style) if element.tag == w("p") else Unit(element, self._notes, (), "table")
            if unit.sort == "table" and not unit.names and done and done[-1].names:
                unit.names = tuple(f"tabelle:{name}" for name in done[-1].names)  # its caption has the bookmark
            if unit.sort == "heading":
                level = self._levels[style]
                while above and above[-1][0] >= level:
                    above.pop()
                unit.section = _path([text for _, text in above])
                unit.title, unit.level = text_of(element), level
                above.append((level, unit.title))
                section = _path([text for _, text in above])
                owner, office = next(filter(_ID.fullmatch, unit.names), ""), ""
            else:
                unit.section = section
                office = unit.kin() if style and style == self._office else office
                if office and unit.sort == "text":
                    unit.sort, unit.names = "index", (f"verzeichnis:{office}:{_first_link(element)}",)
                if unit.names and style == self._term:
                    owner = unit.names[0]
            unit.owner = owner
            done.append(unit)
        return done

    def rows(self, table: Unit) -> list[Unit]:
        """Describe the rows of a table."""
        return [self._row(row, table.section) for row in table.element.findall(w("tr"))]

    def content(self, cell: Element) -> list[Unit]:
        """Describe what a cell holds."""
        return self.units(cell.iterchildren(w("p"), w("tbl")))

    def _paragraph(self, element: Element, style: str) -> Unit:
        sort = "heading" if style in self._levels else "contents" if style in self._contents else "text"
        return Unit(element, self._notes, _names(element), sort)

    def _row(self, element: Element, section: str) -> Unit:
        sort = "head" if element.find(f"{w('trPr')}/{w('tblHeader')}") is not None else "row"
        return Unit(element, self._notes, _names(element), sort, section)


def _names(element: Element) -> tuple[str, ...]:
    return tuple(filter(is_stable, bookmarks_of(element)))


def _first_link(element: Element) -> str:
    """Give the bookmark that the first link in a paragraph leads to."""
    return next((one.get(w("anchor")) or "" for one in element.iter(w("hyperlink"))), "")


def is_counted(former: Unit, later: Unit) -> bool:
    """Whether texts begin with a printed number if they look like it: headings, what has an id."""
    return later.sort != "text" or not set(former.names).isdisjoint(later.names)


def is_stable(name: str) -> bool:
    """Whether a bookmark is called the same when something is put before it."""
    return not name.startswith("_Toc") and (not POSITION.search(name) or _ID.fullmatch(name) is not None)


def _path(above: Sequence[str]) -> str:
    """Name a place by the heading above, and the nearest one with a number if that has none."""
    numbered = next((text for text in reversed(above) if NUMBER.match(text)), "")
    return " › ".join(dict.fromkeys(filter(None, (numbered, *above[-1:]))))
