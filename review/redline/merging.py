"""The merged text: units that belong together in one piece, what is gone and what has come beside them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from lxml import etree

from pipeline.tools.word import Package
from pipeline.tools.word_atoms import bookmarks_of, drop_bookmarks, fingerprint, notes_of
from pipeline.tools.word_tracks import is_tracked, mark_paragraph
from pipeline.tools.word_xml import Element, bookmark, w
from review.redline.carrying import Carrier
from review.redline.guide import Author, Guide
from review.redline.lists import Lists
from review.redline.moves import DIRECTORIES, moves, set_apart
from review.redline.pairs import Match, together
from review.redline.paragraphs import Paragraphs
from review.redline.tables import alike, paired_rows
from review.redline.units import Describer, Unit, is_counted, print_of

_Units = Sequence[Unit]


@dataclass(slots=True)
class Piece:
    """A piece of the merged text.

    Attributes:
        element: tracked.
        base: position among the earlier units; None if it is new.
        head: position among the later units; None if it is gone.
        changed: whether anything in it is tracked.
        joined: one of several paragraphs that were or become one; they make sense together only.
    """

    element: Element
    base: int | None
    head: int | None
    changed: bool
    joined: bool = False


class Redliner:
    """Merges two texts of one Word package.

    Attributes:
        base_notes: footnotes of the earlier text that have become part of a later one.
        changed_notes: footnotes of the later text with changes in them.
        gone: units that are gone; their elements show them.
        come: units that are new; likewise.
        broken: what shows a paragraph that was split (``ins``) or merged (``del``), and how many there were or are.
        carrier: what carried what of the text itself moved; rows and cells are not looked for.
    """

    def __init__(self, package: Package, guide: Guide, names: Iterable[str]) -> None:
        """Take the package that holds footnotes and lists of both texts, what is known, and the later text's bookmarks."""
        self.guide, self._names = guide, frozenset(names)
        self._notes = _notes(package)
        self._lists = Lists(package, self._notes)
        self._describer = Describer(package, self._notes)
        self._paragraphs = Paragraphs(package, guide, self._names, self._lists, self._merge_note)
        self.base_notes: set[str] = set()
        self.changed_notes: set[str] = set()
        self.gone: list[Unit] = []
        self.come: list[Unit] = []
        self.broken: list[tuple[str, Element, int]] = []
        self.carrier = Carrier(guide, self._describer, self._paragraphs, self._author)

    def units(self, elements: Iterable[Element]) -> list[Unit]:
        """Describe paragraphs and tables of either text."""
        return self._describer.units(elements)

    def merge(self, base: _Units, head: _Units) -> list[Piece]:
        """Merge two texts; their elements become part of what is given back."""
        self._lists.tell_apart([one.element for one in base], [one.element for one in head])
        set_apart(base, self.guide, "alt")
        set_apart(head, self.guide, "neu")
        found = together(base, head, self.guide)
        sides = ({at for left, _ in found for at in left}, {to for _, right in found for to in right})
        gone = [(at, unit) for at, unit in enumerate(base) if at not in sides[0]]
        come = [(to, unit) for to, unit in enumerate(head) if to not in sides[1]]
        for move in moves(gone, come, self.guide):
            self.carrier.carry(move)
        pieces = self._merged(base, head, found, None)
        self._lists.settle(piece.element for piece in pieces)
        return pieces

    def is_changed(self, element: Element, but: Author | None = None) -> bool:
        """Whether anything in an element or its footnotes is tracked, but for what one author did."""
        if is_tracked(element, but.name if but else ""):
            return True
        return bool(self.changed_notes) and not self.changed_notes.isdisjoint(notes_of(element))

    # ---- sequences ----

    def _inside(self, base: _Units, head: _Units, author: Author) -> list[Piece]:
        """Merge the units of a cell or a footnote."""
        return self._merged(base, head, together(base, head, self.guide, inner=True), author)

    def _merged(self, base: _Units, head: _Units, found: Sequence[Match], author: Author | None) -> list[Piece]:
        """Merge units of which some belong together; without an author each one's is looked up."""
        for left, right in found:
            if len(left) == len(right) == 1 and base[left[0]].sort != "table":
                self._lists.same(base[left[0]].element, head[right[0]].element)
        pieces: list[Piece] = []
        low = first = 0
        for left, right in [*found, (range(len(base), len(base)), range(len(head), len(head)))]:
            gone, come = range(low, left.start), range(first, right.start)
            for old, at in _in_turn(base, head, gone, come) if gone or come else ():
                pieces.append(self._gone(base[at], at, author) if old else self._come(head[at], at, author))
            if left:
                pieces += self._together(base, head, left, right, author)
            low, first = left.stop, right.stop
        return list(self._apart(pieces))

    def _gone(self, unit: Unit, at: int, author: Author | None) -> Piece:
        drop_bookmarks(unit.element, self._names)
        if not self.carrier.leave(unit):
            unit.mark((author or self._author(unit)).mark("del"))
            self.gone.append(unit)
        return Piece(unit.element, at, None, changed=True)

    def _come(self, unit: Unit, to: int, author: Author | None) -> Piece:
        if not self.carrier.come_to(unit):
            unit.mark((author or self._author(unit)).mark("ins"))
            self.come.append(unit)
        return Piece(unit.element, None, to, changed=True)

    def _author(self, unit: Unit) -> Author:
        if unit.sort in DIRECTORIES:
            return self.guide.counting
        known = self.guide.authors
        if not known:
            return self.guide.author
        return next((known[name] for name in (*unit.names, unit.words()) if name in known), self.guide.author)

    def _apart(self, pieces: Iterable[Piece]) -> Iterator[Piece]:
        """Put something between two tables that no draft has next to each other: Word would make one of them."""
        before: Piece | None = None
        for piece in pieces:
            if before and before.element.tag == piece.element.tag == w("tbl") and not _neighbours(before, piece):
                between = etree.Element(w("p"))
                for mark in (self.guide.counting.mark("ins"), self.guide.counting.mark("del")):
                    mark_paragraph(between, mark)
                yield Piece(between, None, None, changed=True)
            yield piece
            before = piece

    # ---- what belongs together ----

    def _together(
        self, base: _Units, head: _Units, left: range, right: range, author: Author | None
    ) -> Iterator[Piece]:
        former, later = base[left[0]], head[right[0]]
        if len(left) == len(right) == 1 and self._same(former, later):
            self._keep(former.element, later.element)
            yield Piece(later.element, left[0], right[0], changed=False)
            return
        author = author or self._author(later)
        if later.sort == "table":
            merged = self._merge_table(former, later, author)
            if merged is None:
                yield self._gone(former, left[0], author)
                yield self._come(later, right[0], author)
            else:
                yield Piece(merged, left[0], right[0], changed=self.is_changed(merged))
            return
        olds, news = [base[at].element for at in left], [head[to].element for to in right]
        several = self._paragraphs.merge(olds, news, author, counted=is_counted(former, later))
        if former.words() in self.guide.splits or later.words() in self.guide.merges:
            self.broken.append(("ins" if len(left) < len(right) else "del", several[0], max(len(left), len(right))))
        for one in several:
            joined = len(several) > 1
            yield Piece(one, left[0], right[0], changed=joined or self.is_changed(one), joined=joined)

    def _same(self, former: Unit, later: Unit) -> bool:
        return former.print() == later.print() and self._lists.agree(former.element, later.element)

    def _keep(self, former: Element, later: Element) -> None:
        """Take the later element for both; links of the earlier text must still lead somewhere."""
        self.base_notes.update(notes_of(former))
        lost = [name for name in bookmarks_of(former) if name not in self._names]
        if lost:
            bookmark(later if later.tag == w("p") else next(later.iter(w("p"))), lost)

    def _merge_note(self, old: str, new: str, author: Author) -> None:
        former, later = self._notes[old], self._notes[new]
        self.base_notes.add(old)
        if fingerprint(former) != fingerprint(later):
            pieces = self._inside(self.units(former), self.units(later), author)
            later[:] = [piece.element for piece in pieces]
            self.changed_notes.add(new)

    # ---- tables ----

    def _merge_table(self, former: Unit, later: Unit, author: Author) -> Element | None:
        """Merge two tables row by row; None if their columns differ."""
        new = later.element
        if not alike(former.element, new):
            return None
        base, head = self._describer.rows(former), self._describer.rows(later)
        pairs = paired_rows(base, head, self.guide)
        rows: list[Element] = []
        low = first = 0
        for at, to in [*pairs, (len(base), len(head))]:
            rows += (self._gone(one, 0, None).element for one in base[low:at])
            rows += (self._come(one, 0, None).element for one in head[first:to])
            if at < len(base):
                rows.append(self._merge_row(base[at], head[to], author))
            low, first = at + 1, to + 1
        for row in new.findall(w("tr")):
            new.remove(row)
        new.extend(rows)
        return new

    def _merge_row(self, former: Unit, later: Unit, author: Author) -> Element:
        old, new = former.element, later.element
        if self._same(former, later):
            self._keep(old, new)
            return new
        known = self._author(later)
        by = known if known is not self.guide.author else author
        for one, other in zip(old.findall(w("tc")), new.findall(w("tc")), strict=True):
            if print_of(one, self._notes) == print_of(other, self._notes) and self._lists.agree(one, other):
                self._keep(one, other)
                continue
            base, head = self._describer.content(one), self._describer.content(other)
            pieces = self._inside(base, head, by)
            own = other.find(w("tcPr"))
            other[:] = [*([] if own is None else [own]), *(piece.element for piece in pieces)]
        return new


def _notes(package: Package) -> dict[str, Element]:
    if "word/footnotes.xml" not in package.parts:
        return {}
    return {one.get(w("id")): one for one in package.tree("word/footnotes.xml")}


def _in_turn(base: _Units, head: _Units, gone: range, come: range) -> Iterator[tuple[bool, int]]:
    """Say in what order to show what is gone and what is new in one place: text before the headings it does not belong to.

    Yields:
        Whether it is gone, and its place on its side.
    """
    if gone and come:
        level = min(unit.level for unit in (*base[gone.start : gone.stop], *head[come.start : come.stop]))
        first = [
            next((at for at in rest if side[at].level == level), rest.stop) for side, rest in ((base, gone), (head, come))
        ]
        above = range(gone.start, first[0]), range(come.start, first[1])
        if any(above):
            yield from _in_turn(base, head, *above)
            gone, come = range(first[0], gone.stop), range(first[1], come.stop)
    yield from ((True, at) for at in gone)
    yield from ((False, to) for to in come)


def _neighbours(before: Piece, after: Piece) -> bool:
    return any(
        one is not None and other is not None and other == one + 1
        for one, other in ((before.base, after.base), (before.head, after.head))
    )
