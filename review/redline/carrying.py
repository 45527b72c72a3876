"""What moved, struck where it stood and written where it stands; what changed in it on the way is marked there.

All words that only stand elsewhere have one author, so that a reader can hide them and see what changed.
"""

from collections.abc import Callable

from pipeline.tools.word_tracks import mark_all, mark_row
from pipeline.tools.word_xml import Element, w
from review.redline.guide import Author, Guide
from review.redline.moves import Move
from review.redline.pairs import together
from review.redline.paragraphs import Paragraphs
from review.redline.tables import alike, paired_rows
from review.redline.units import Describer, Unit, is_counted, kin_of


class Carrier:
    """Carries what moved.

    Attributes:
        moves: what was carried.
        gone: rows of tables that moved which are gone altogether.
        come: rows of them which are new.
    """

    def __init__(
        self, guide: Guide, describer: Describer, paragraphs: Paragraphs, author: Callable[[Unit], Author]
    ) -> None:
        """Take what is known, what describes and merges, and what names the author of a change."""
        self._guide, self._describer, self._paragraphs, self._author = guide, describer, paragraphs, author
        self._gone, self._come = guide.moving.mark("del"), guide.moving.mark("ins")
        self.moves: list[Move] = []
        self.gone: list[Unit] = []
        self.come: list[Unit] = []
        self._carried: dict[int, Element] = {}
        self._leaving: dict[int, Unit | Element] = {}

    def carry(self, move: Move) -> None:
        """Write something where it stands now, unless it is a table of other columns; must come before it is struck."""
        former, later = move.gone, move.come
        if later.sort == "table" and not alike(former.element, later.element):
            return
        former.remember()
        later.remember()
        if later.sort == "table":
            self._table(former, later)
            self._carried[id(later)] = later.element
        else:
            self._carried[id(later)] = self._paragraph(former, later, self._author(later))
        self._leaving[id(former)] = former
        self.moves.append(move)

    def come_to(self, unit: Unit) -> bool:
        """Let a unit show what was carried to it; False if nothing was."""
        if id(unit) not in self._carried:
            return False
        unit.element = self._carried[id(unit)]
        return True

    def leave(self, unit: Unit) -> bool:
        """Strike a unit that was carried away, what of a table went no further by who took it out; False for any other."""
        if id(unit) not in self._leaving:
            return False
        if unit.sort != "table":
            unit.mark(self._gone)
            return True
        for row in self._describer.rows(unit):
            if id(row.element) in self._leaving:
                row.mark(self._gone)
            else:
                row.mark(self._author(row).mark("del"))
                self.gone.append(row)
        return True

    def _paragraph(self, former: Unit, later: Unit, author: Author) -> Element:
        if former.kin() == later.kin():
            mark_all(later.element, self._come)
            return later.element
        return self._paragraphs.carry(former.element, later.element, author, counted=is_counted(former, later))

    def _table(self, former: Unit, later: Unit) -> None:
        base, head = self._describer.rows(former), self._describer.rows(later)
        pairs = paired_rows(base, head, self._guide)
        whence = {to: base[at] for at, to in pairs}
        for to, row in enumerate(head):
            if to in whence:
                self._row(whence[to], row)
            else:
                row.mark(self._author(row).mark("ins"))
                self.come.append(row)
        self._leaving |= {id(base[at].element): base[at].element for at, _ in pairs}

    def _row(self, former: Unit, later: Unit) -> None:
        if former.kin() == later.kin():
            later.mark(self._come)
            return
        author = self._author(later)
        mark_row(later.element, self._come)
        for one, other in zip(former.element.findall(w("tc")), later.element.findall(w("tc")), strict=True):
            if kin_of(one) == kin_of(other):
                for inner in other.iterchildren(w("p"), w("tbl")):
                    mark_all(inner, self._come)
                continue
            base, head = self._describer.content(one), self._describer.content(other)
            found = together(base, head, self._guide, inner=True)
            whence = {right[0]: base[left[0]] for left, right in found if len(left) == len(right) == 1}
            for to, unit in enumerate(head):
                if to in whence and "table" not in {unit.sort, whence[to].sort}:
                    made = self._paragraph(whence[to], unit, author)
                    if made is not unit.element:
                        other.replace(unit.element, made)
                else:
                    mark_all(unit.element, author.mark("ins"))
