"""Paragraphs, tables and rows of one draft, described: what finds them again and what makes two of them the same."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pipeline.tools.word import Package
from pipeline.tools.word_atoms import bookmarks_of, fingerprint, kin, notes_of
from pipeline.tools.word_xml import Element, style_of, text_of, w
from review.outline import POSITION
from review.redline.guide import NUMBER, unnumbered, words_of


@dataclass(slots=True)
class Unit:
    """A paragraph, table or row of one draft.

    What must be read out of the markup is read when it is first asked for, and must be asked for before it is marked.

    Attributes:
        element: its markup.
        notes: the footnotes of the package by id.
        names: its bookmarks.
        sort: only units of one sort are versions of each other.
        section: the heading it stands under.
        title: of a heading, as printed; else empty.
    """

    element: Element
    notes: Mapping[str, Element]
    names: tuple[str, ...]
    sort: str
    section: str = ""
    title: str = ""
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

    def units(self, elements: Iterable[Element]) -> list[Unit]:
        """Describe paragraphs and tables."""
        done: list[Unit] = []
        above: list[tuple[int, str]] = []
        section = ""
        for element in elements:
            unit = Unit(element, self._notes, (), "table") if element.tag == w("tbl") else self._paragraph(element)
            if unit.sort == "table" and not unit.names and done and done[-1].names:
                unit.names = tuple(f"tabelle:{name}" for name in done[-1].names)  # its caption has the bookmark
            if unit.sort == "heading":
                level = self._levels[style_of(element)]
                while above and above[-1][0] >= level:
                    above.pop()
                unit.section = _path([text for _, text in above])
                unit.title = text_of(element)
                above.append((level, unit.title))
                section = _path([text for _, text in above])
            else:
                unit.section = section
            done.append(unit)
        return done

    def rows(self, table: Unit) -> list[Unit]:
        """Describe the rows of a table."""
        return [self._row(row, table.section) for row in table.element.findall(w("tr"))]

    def content(self, cell: Element) -> list[Unit]:
        """Describe what a cell holds."""
        return self.units(cell.iterchildren(w("p"), w("tbl")))

    def _paragraph(self, element: Element) -> Unit:
        style = style_of(element)
        sort = "heading" if style in self._levels else "contents" if style in self._contents else "text"
        return Unit(element, self._notes, _names(element), sort)

    def _row(self, element: Element, section: str) -> Unit:
        sort = "head" if element.find(f"{w('trPr')}/{w('tblHeader')}") is not None else "row"
        return Unit(element, self._notes, _names(element), sort, section)


def _names(element: Element) -> tuple[str, ...]:
    """Give the bookmarks that stay what they are when something is put before them."""
    return tuple(name for name in bookmarks_of(element) if not name.startswith("_Toc") and not POSITION.search(name))


def _path(above: Sequence[str]) -> str:
    """Name a place by the heading above, and the nearest one with a number if that has none."""
    numbered = next((text for text in reversed(above) if NUMBER.match(text)), "")
    return " › ".join(dict.fromkeys(filter(None, (numbered, *above[-1:]))))
