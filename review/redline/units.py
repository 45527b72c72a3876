"""Paragraphs, tables and rows of one draft, described: what finds them again and what makes two of them the same."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from pipeline.tools.word import Package
from pipeline.tools.word_atoms import bookmarks_of, fingerprint, kin, notes_of
from pipeline.tools.word_xml import Element, style_of, text_of, w
from review.outline import POSITION
from review.redline.guide import NUMBER, unnumbered, words_of


@dataclass(slots=True)
class Unit:
    """A paragraph, table or row of one draft.

    Attributes:
        element: its markup.
        names: its bookmarks.
        kin: what finds it again.
        sort: only units of one sort are versions of each other.
        print: equal prints look equal, but for the lists they are in.
        section: the heading it stands under.
    """

    element: Element
    names: tuple[str, ...]
    kin: str
    sort: str
    print: bytes
    section: str = ""
    _words: str = ""
    _bag: Counter[str] = field(default_factory=Counter)

    def words(self) -> str:
        """Give the words as a reader sees them."""
        if not self._words:
            shown = " ".join(text_of(one) for one in self.element.iter(w("p")))
            self._words = words_of(unnumbered(shown) if self.sort == "heading" else shown)
        return self._words

    def counted(self) -> Counter[str]:
        """Count the words."""
        if not self._bag:
            self._bag = Counter(re.findall(r"\w+", self.kin))
        return self._bag


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
            unit = self._table(element) if element.tag == w("tbl") else self._paragraph(element)
            if unit.sort == "table" and not unit.names and done and done[-1].names:
                unit.names = tuple(f"tabelle:{name}" for name in done[-1].names)  # its caption has the bookmark
            if unit.sort == "heading":
                level = self._levels[style_of(element)]
                while above and above[-1][0] >= level:
                    above.pop()
                unit.section = _path([text for _, text in above])
                above.append((level, text_of(element)))
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

    def same(self, one: Element, other: Element) -> bool:
        """Whether two elements look equal, but for the lists they are in."""
        return self._print(one) == self._print(other)

    def _paragraph(self, element: Element) -> Unit:
        style = style_of(element)
        sort = "heading" if style in self._levels else "contents" if style in self._contents else "text"
        words = kin(element)
        names = _names(element)
        return Unit(element, names, unnumbered(words) if sort == "heading" else words, sort, self._print(element))

    def _table(self, element: Element) -> Unit:
        return Unit(element, (), _kin(element), "table", self._print(element))

    def _row(self, element: Element, section: str) -> Unit:
        sort = "head" if element.find(f"{w('trPr')}/{w('tblHeader')}") is not None else "row"
        return Unit(element, _names(element), _kin(element), sort, self._print(element), section)

    def _print(self, element: Element) -> bytes:
        whole = fingerprint(element)
        notes = [self._notes[one] for one in notes_of(element) if one in self._notes]
        return b"".join([whole, *map(fingerprint, notes)]) if notes else whole


def _kin(element: Element) -> str:
    return "\x1e".join(kin(one) for one in element.iter(w("p")))


def _names(element: Element) -> tuple[str, ...]:
    """Give the bookmarks that stay what they are when something is put before them."""
    return tuple(name for name in bookmarks_of(element) if not name.startswith("_Toc") and not POSITION.search(name))


def _path(above: Sequence[str]) -> str:
    """Name a place by the heading above, and the nearest one with a number if that has none."""
    numbered = next((text for text in reversed(above) if NUMBER.match(text)), "")
    return " › ".join(dict.fromkeys(filter(None, (numbered, *above[-1:]))))
