"""Two Word texts → one with tracked changes: accepting all gives the later one, rejecting all the earlier one.

The texts are paragraphs and tables as they would be printed, numbers and all, so that nothing a reader sees can differ
untracked. What belongs together is found by bookmarks, then by equal words, then by what the comparison of the drafts
says, then by likeness; each pair is merged word by word. A paragraph's end is tracked like a word: what is split or
joined shows as one mark that comes or goes.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field, replace
from typing import Literal

from lxml import etree

from pipeline.tools.word import Package
from pipeline.tools.word_atoms import (
    Atom,
    Writer,
    atoms,
    bookmarks_of,
    drop_bookmarks,
    fingerprint,
    kin,
    lists_of,
    notes_of,
)
from pipeline.tools.word_tracks import Mark, former_properties, mark_all, mark_paragraph, mark_row
from pipeline.tools.word_xml import Element, bookmark, style_of, text_of, w
from review.changes import Token
from review.outline import POSITION
from review.sequences import chain, matches
from review.words import edits, tokens

_ALIKE, _ALONE_ALIKE = 0.45, 0.25
"""Likeness from which two texts between the same neighbours are versions of each other, and where nothing else is left."""

_SAME_HEAD = 0.5
"""Likeness of two tables with the same head row, whatever is in them."""

_LARGE_GAP = 900
"""Pairs beyond which only what the comparison of the drafts pairs is looked at."""

_BREAK = "\x00¶"
_ANCHOR = f"{w('anchor')}="
_NUMBER = re.compile(
    r"((?:Teil|Anhang|Leitlinie)\s)?([A-Z]?\d+(?:\.\d+)*|[A-Z](?:\.\d+)+|[IVX]+(?=:)|[A-Z](?=:))(?=[\s:]|$)"
)
NUMBERS = re.compile(r"\b[A-Z]?[\d.]*\d\b|\b[IVX]+\b|\b[A-Z]\b")
_LAYOUT = {
    w(name) for name in ("keepNext", "keepLines", "pageBreakBefore", "spacing", "rPr", "sectPr", "numPr", "pPrChange")
}
_TRACKED = tuple(w(name) for name in ("ins", "del", "rPrChange", "pPrChange"))
_FOLLOWING = frozenset({"first paragraph", "body text", "compact", "nach liste", "nach tabelle"})
"""Styles of running text that follow from what stands before."""

_Match = tuple[range, range]
"""Earlier and later units that belong together, at least one each."""


@dataclass(frozen=True, slots=True)
class Author:
    """Who changed something, and when (``2017-05-03T00:00:00Z``)."""

    name: str
    date: str

    def mark(self, kind: Literal["ins", "del"]) -> Mark:
        """Make a tracked change of it."""
        return Mark(kind, self.name, self.date)


@dataclass(frozen=True, slots=True)
class Guide:
    """What the comparison of the drafts knows.

    Attributes:
        author: of what has no other.
        counting: of numbers and formats that only follow from other changes.
        pairs: words of an earlier paragraph → words of its later versions (see ``words_of``).
        splits: words of an earlier paragraph → words of the later ones it was split into.
        merges: words of a later paragraph → words of the earlier ones it was merged from.
        authors: bookmark or words → who changed it.
    """

    author: Author
    counting: Author
    pairs: Mapping[str, frozenset[str]] = field(default_factory=dict)
    splits: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    merges: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    authors: Mapping[str, Author] = field(default_factory=dict)


@dataclass(slots=True)
class Unit:
    """A paragraph, table or row of one draft.

    Attributes:
        element: its markup.
        names: its bookmarks.
        kin: what finds it again.
        sort: only units of one sort are versions of each other.
        print: equal prints look equal.
        section: the heading it stands under.
        words: as a reader sees them; filled when asked for.
        bag: how often each word stands there; likewise.
    """

    element: Element
    names: tuple[str, ...]
    kin: str
    sort: str
    print: bytes
    section: str = ""
    words: str = ""
    bag: Counter[str] = field(default_factory=Counter)

    def counted(self) -> Counter[str]:
        """Count the words."""
        if not self.bag:
            self.bag = Counter(re.findall(r"\w+", self.kin))
        return self.bag


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


def words_of(text: str) -> str:
    """Bring a text into the form in which ``Guide`` names it."""
    return " ".join(text.split())


class Redliner:
    """Merges two texts of one Word package.

    Attributes:
        base_notes: footnotes of the earlier text that have become part of a later one.
        changed_notes: footnotes of the later text with changes in them.
        gone: units that are gone, and what shows them.
        come: units that are new, and what shows them.
        broken: what shows a paragraph that was split (``ins``) or merged (``del``), and how many there were or are.
    """

    def __init__(self, package: Package, guide: Guide, names: Iterable[str]) -> None:
        """Take the package that holds footnotes and lists of both texts, what is known, and the later text's bookmarks."""
        self.guide, self.names = guide, frozenset(names)
        self.notes = _notes(package)
        self.base_notes: set[str] = set()
        self.changed_notes: set[str] = set()
        self.gone: list[tuple[Unit, Element]] = []
        self.come: list[tuple[Unit, Element]] = []
        self.broken: list[tuple[str, Element, int]] = []
        self._forms = _list_forms(package)
        styles = package.styles()
        self._levels = {one: int(name[8:]) for name, one in styles.items() if re.fullmatch(r"heading \d", name)}
        self._contents = {one for name, one in styles.items() if name.startswith("toc ")}
        self._following = {one for name, one in styles.items() if name in _FOLLOWING} | {""}
        self._lists: dict[str, str] = {}
        self._taken: set[str] = set()

    # ---- units ----

    def units(self, elements: Sequence[Element]) -> list[Unit]:
        """Describe paragraphs and tables."""
        done: list[Unit] = []
        above: list[tuple[int, str]] = []
        for element in elements:
            unit = self._table(element) if element.tag == w("tbl") else self._paragraph(element)
            if unit.sort == "table" and not unit.names and done and done[-1].names:
                unit.names = tuple(f"tabelle:{name}" for name in done[-1].names)  # its caption has the bookmark
            level = self._levels.get(style_of(element), 0) if unit.sort == "heading" else 99
            while above and level < 99 and above[-1][0] >= level:  # noqa: PLR2004 - no heading
                above.pop()
            unit.section = _path([text for _, text in above])
            if unit.sort == "heading":
                above.append((level, text_of(element)))
            done.append(unit)
        return done

    def _paragraph(self, element: Element) -> Unit:
        style = style_of(element)
        sort = "heading" if style in self._levels else "contents" if style in self._contents else "text"
        words = unnumbered(kin(element)) if sort == "heading" else kin(element)
        return Unit(element, _names(element), words, sort, self._print(element))

    def _table(self, element: Element) -> Unit:
        text = "\x1e".join(kin(one) for one in element.iter(w("p")))
        return Unit(element, (), text, "table", self._print(element))

    def _row(self, element: Element, section: str) -> Unit:
        text = "\x1e".join(kin(one) for one in element.iter(w("p")))
        sort = "head" if element.find(f"{w('trPr')}/{w('tblHeader')}") is not None else "row"
        return Unit(element, _names(element), text, sort, self._print(element), section)

    def _print(self, element: Element) -> bytes:
        notes = notes_of(element)
        whole = fingerprint(element)
        return (
            b"".join([whole, *(fingerprint(self.notes[one]) for one in notes if one in self.notes)]) if notes else whole
        )

    # ---- what belongs together ----

    def pairs(self, base: Sequence[Unit], head: Sequence[Unit]) -> list[tuple[int, int]]:
        """Pair units, both sides only going forward."""
        found: list[tuple[int, int]] = []
        low = first = 0
        for at, to in [*self._anchors(base, head), (len(base), len(head))]:
            found += self._between(base, head, range(low, at), range(first, to))
            if at < len(base) and to < len(head):
                found.append((at, to))
            low, first = at + 1, to + 1
        return found

    @staticmethod
    def _anchors(base: Sequence[Unit], head: Sequence[Unit]) -> list[tuple[int, int]]:
        left = [at for at, unit in enumerate(base) if unit.names]
        right = [to for to, unit in enumerate(head) if unit.names]
        pairs = matches(
            [f"{base[at].sort}{base[at].names[0]}" for at in left],
            [f"{head[to].sort}{head[to].names[0]}" for to in right],
        )
        return [(left[one], right[other]) for one, other in pairs]

    def _between(
        self, base: Sequence[Unit], head: Sequence[Unit], left: range, right: range
    ) -> Iterator[tuple[int, int]]:
        if not left or not right:
            return
        equal = matches([base[at].sort + base[at].kin for at in left], [head[to].sort + head[to].kin for to in right])
        low, first = left.start, right.start
        for one, other in [*((left[a], right[b]) for a, b in equal), (left.stop, right.stop)]:
            yield from self._gap(base, head, range(low, one), range(first, other))
            if one < left.stop:
                yield one, other
            low, first = one + 1, other + 1

    def _gap(self, base: Sequence[Unit], head: Sequence[Unit], left: range, right: range) -> list[tuple[int, int]]:
        if not left or not right:
            return []
        large = len(left) * len(right) > _LARGE_GAP
        alone = len(left) == len(right) == 1
        candidates = self._known(base, head, left, right) if large else ((at, to) for at in left for to in right)
        weighed = ((at, to, self._likeness(base[at], head[to])) for at, to in candidates)
        return chain(one for one in weighed if one[2] >= (_ALONE_ALIKE if alone else _ALIKE))

    def _known(
        self, base: Sequence[Unit], head: Sequence[Unit], left: range, right: range
    ) -> Iterator[tuple[int, int]]:
        """Yield the pairs of a large gap that the comparison of the drafts made."""
        there: dict[str, int] = {self.words(head[to]): to for to in right}
        for at in left:
            for words in self.guide.pairs.get(self.words(base[at]), ()):
                if words in there:
                    yield at, there[words]

    @staticmethod
    def words(unit: Unit) -> str:
        """Give the words of a unit as a reader sees them."""
        if not unit.words:
            shown = " ".join(text_of(one) for one in unit.element.iter(w("p")))
            unit.words = words_of(unnumbered(shown) if unit.sort == "heading" else shown)
        return unit.words

    def _likeness(self, base: Unit, head: Unit) -> float:
        if base.sort != head.sort or (base.names and head.names):
            return 0.0  # two ids that are not the same are two things
        if self.words(head) in self.guide.pairs.get(self.words(base), ()):
            return 1.5
        left, right = base.counted(), head.counted()
        whole = left.total() + right.total()
        alike = 2 * (left & right).total() / whole if whole else 0.0
        if base.sort == "table":
            heads = [kin(one) for unit in (base, head) for one in unit.element.find(w("tr")).iter(w("p"))]
            return max(alike, _SAME_HEAD if heads[: len(heads) // 2] == heads[len(heads) // 2 :] else 0.0)
        return alike

    # ---- sequences ----

    def merge(self, base: Sequence[Unit], head: Sequence[Unit], author: Author | None = None) -> list[Piece]:
        """Merge two texts: those of a body, a cell or a footnote.

        Args:
            base: the earlier units.
            head: the later ones.
            author: of all changes; None to look each one's up.
        """
        together = self._ended(base, head, self._broken(base, head, self.pairs(base, head)))
        for left, right in together:
            if len(left) == len(right) == 1 and base[left[0]].sort != "table":
                self._same_list(base[left[0]].element, head[right[0]].element)
        pieces: list[Piece] = []
        low = first = 0
        for left, right in [*together, (range(len(base), len(base)), range(len(head), len(head)))]:
            pieces += (self._gone(base[at], at, author) for at in range(low, left.start))
            pieces += (self._come(head[to], to, author) for to in range(first, right.start))
            if left:
                pieces += self._together(base, head, left, right, author)
            low, first = left.stop, right.stop
        return list(self._apart(pieces))

    def _broken(self, base: Sequence[Unit], head: Sequence[Unit], pairs: list[tuple[int, int]]) -> list[_Match]:
        """Widen pairs to all pieces of what was split or merged, where these stand next to each other."""
        together = [(range(at, at + 1), range(to, to + 1)) for at, to in pairs]
        if len(base) < 2 and len(head) < 2:  # noqa: PLR2004 - nothing to split into
            return together
        for side, known in enumerate((self.guide.splits, self.guide.merges)):
            wholes, others = ((base, head), (head, base))[side]
            where: dict[str, int] = {}
            for whole, unit in enumerate(wholes) if known else ():
                pieces = known.get(self.words(unit), ()) if unit.sort == "text" else ()
                if not pieces:
                    continue
                where = where or {self.words(one): at for at, one in enumerate(others)}
                start = where.get(pieces[0], len(others))
                run = range(start, start + len(pieces))
                if [self.words(one) for one in others[run.start : run.stop]] == list(pieces):
                    together = _widened(together, whole, run, side)
        return together

    @staticmethod
    def _ended(base: Sequence[Unit], head: Sequence[Unit], together: list[_Match]) -> list[_Match]:
        """Let both ends belong together: the last paragraph of a cell, note or body can neither come nor go."""
        if not base or not head or "table" in {base[-1].sort, head[-1].sort}:
            return together
        low, first = (together[-1][0].stop, together[-1][1].stop) if together else (0, 0)
        if (low, first) == (len(base), len(head)):
            return together
        left, right = together[-1] if together else (range(0), range(0))
        units = [*base[left.start :], *head[right.start :]]
        if left and len({low == len(base), first == len(head)}) == 2 and all(one.sort != "table" for one in units):  # noqa: PLR2004
            return [*together[:-1], (range(left.start, len(base)), range(right.start, len(head)))]
        kept = [one for one in together if one[0].stop < len(base) and one[1].stop < len(head)]
        return [*kept, (range(len(base) - 1, len(base)), range(len(head) - 1, len(head)))]

    def _gone(self, unit: Unit, at: int, author: Author | None) -> Piece:
        element = unit.element
        drop_bookmarks(element, self.names)
        for one in element.iter(w("numId")):
            one.set(w("val"), self._lists.get(one.get(w("val")), one.get(w("val"))))
        _mark_unit(element, (author or self._author(unit)).mark("del"))
        self.gone.append((unit, element))
        return Piece(element, at, None, changed=True)

    def _come(self, unit: Unit, to: int, author: Author | None) -> Piece:
        _mark_unit(unit.element, (author or self._author(unit)).mark("ins"))
        self.come.append((unit, unit.element))
        return Piece(unit.element, None, to, changed=True)

    def _author(self, unit: Unit) -> Author:
        known = self.guide.authors
        if not known:
            return self.guide.author
        return next((known[name] for name in (*unit.names, self.words(unit)) if name in known), self.guide.author)

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

    # ---- pairs ----

    def _together(
        self, base: Sequence[Unit], head: Sequence[Unit], left: range, right: range, author: Author | None
    ) -> Iterator[Piece]:
        former, later = base[left[0]], head[right[0]]
        author = author or self._author(later)
        if len(left) == len(right) == 1 and self._same(former, later):
            self.base_notes.update(notes_of(former.element))
            _keep_bookmarks(former.element, later.element, self.names)
            yield Piece(later.element, left[0], right[0], changed=False)
        elif later.sort == "table":
            merged = self._merge_table(former, later, author)
            if merged is None:
                yield self._gone(former, left[0], author)
                yield self._come(later, right[0], author)
            else:
                yield Piece(merged, left[0], right[0], changed=self.is_changed(merged))
        else:
            olds, news = [base[at].element for at in left], [head[to].element for to in right]
            counted = later.sort != "text" or not set(former.names).isdisjoint(later.names)
            merged = self._merge_run(olds, news, author, counted=counted)
            if len(left) != len(right):
                self.broken.append(("ins" if len(left) < len(right) else "del", merged[0], max(len(left), len(right))))
            for one in merged:
                joined = len(merged) > 1
                yield Piece(one, left[0], right[0], changed=joined or self.is_changed(one), joined=joined)

    def _same(self, former: Unit, later: Unit) -> bool:
        if former.print != later.print:
            return False
        old, new = lists_of(former.element), lists_of(later.element)
        return all(self._list_pairs(one, other) for one, other in zip(old, new, strict=True))

    def is_changed(self, element: Element, but: Author | None = None) -> bool:
        """Whether anything in an element or its footnotes is tracked, but for what one author did."""
        made = any(but is None or one.get(w("author")) != but.name for one in element.iter(*_TRACKED))
        return made or not self.changed_notes.isdisjoint(notes_of(element))

    def _list_pairs(self, old: str, new: str) -> bool:
        """Whether two lists are one; the first pair of entries decides."""
        if self._forms.get(old) != self._forms.get(new):
            return False
        if old not in self._lists and new not in self._taken:
            self._lists[old] = new
            self._taken.add(new)
        return self._lists.get(old) == new

    def _same_list(self, former: Element, later: Element) -> bool:
        old, new = (
            lists_of(one)[:1] if one.find(f"{w('pPr')}/{w('numPr')}") is not None else [] for one in (former, later)
        )
        return old == new == [] or (bool(old and new) and self._list_pairs(old[0], new[0]))

    def _merge_run(
        self, olds: Sequence[Element], news: Sequence[Element], author: Author, *, counted: bool = False
    ) -> list[Element]:
        """Merge paragraphs that follow each other, words and ends."""
        base, old = _cells(olds, counted=counted)
        head, new = _cells(news, counted=counted)
        writer, done = Writer(), []
        gone, come = author.mark("del"), author.mark("ins")
        at = to = 0

        def close(paragraph: Element, mark: Mark | None) -> None:
            nonlocal writer
            closed = self._closed(paragraph, writer, gone=mark is not None and mark.kind == "del")
            if mark:
                mark_paragraph(closed, mark)
            done.append(closed)
            writer = Writer()

        for edit in edits(base, head):
            if edit.op == "delete":
                for cell in old[at : at + len(edit.base)]:
                    writer.write(cell, gone) if isinstance(cell, Atom) else close(self._relisted(cell), gone)
            elif edit.op == "insert":
                for cell in new[to : to + len(edit.head)]:
                    writer.write(cell, come) if isinstance(cell, Atom) else close(cell, come)
            else:
                for one, other in zip(old[at : at + len(edit.base)], new[to : to + len(edit.head)], strict=True):
                    if isinstance(one, Atom) and isinstance(other, Atom):
                        self._write_pair(writer, one, other, author)
                    else:
                        close(other, None)
                        self._note_former(done[-1], one, other, author)
            at += len(edit.base)
            to += len(edit.head)
        close(news[-1], None)
        self._note_former(done[-1], olds[-1], news[-1], author)
        there = self.names.union(*(bookmarks_of(one) for one in done))
        for one in olds:
            _keep_bookmarks(one, done[-1], there)
        return done

    def settle_lists(self, pieces: Iterable[Piece]) -> None:
        """Let what is gone, and what stood in another list, name the list it was in, now that all pairs are known."""
        for piece in pieces:
            self._relisted(piece.element)

    def _relisted(self, paragraph: Element) -> Element:
        for one in paragraph.iter(w("numId")):
            one.set(w("val"), self._lists.get(one.get(w("val")), one.get(w("val"))))
        return paragraph

    def _closed(self, paragraph: Element, writer: Writer, *, gone: bool) -> Element:
        made = etree.Element(w("p"), nsmap=paragraph.nsmap)
        own = paragraph.find(w("pPr"))
        if own is not None:
            made.append(deepcopy(own))
        made.extend(writer.nodes)
        bookmark(made, [name for name in bookmarks_of(paragraph) if not gone or name not in self.names])
        return made

    def _note_former(self, merged: Element, former: Element, later: Element, author: Author) -> None:
        """Track what changed in the properties of a paragraph, unless it is only layout."""
        old, new = former.find(w("pPr")), later.find(w("pPr"))
        if _properties(old) == _properties(new) and self._same_list(former, later):
            return
        self._relisted(former)
        styles = {style_of(former), style_of(later)}
        by = self.guide.counting if styles <= self._following and self._same_list(former, later) else author
        former_properties(merged, old, by.mark("ins"))

    def _write_pair(self, writer: Writer, old: Atom, new: Atom, author: Author) -> None:
        if old.kind == "note" and old.link == new.link:
            self._merge_note(old.note, new.note, author)
        if old.text != new.text or old.link != new.link:
            counting = old.link == new.link and NUMBERS.sub("", old.text) == NUMBERS.sub("", new.text)
            by = self.guide.counting if counting else author
            if new.kind == "field" and old.link == new.link:
                writer.field(new, old.text, by.mark("del"), by.mark("ins"))
            else:
                writer.write(old, by.mark("del"))
                writer.write(new, by.mark("ins"))
        elif old.form != new.form:
            writer.write(new, None, (old.run, author.mark("ins")))
        else:
            writer.write(new)

    def _merge_note(self, old: str, new: str, author: Author) -> None:
        former, later = self.notes[old], self.notes[new]
        self.base_notes.add(old)
        if fingerprint(former) != fingerprint(later):
            pieces = self.merge(self.units(list(former)), self.units(list(later)), author)
            later[:] = [piece.element for piece in pieces]
            self.changed_notes.add(new)

    def _merge_table(self, former: Unit, later: Unit, author: Author) -> Element | None:
        """Merge two tables row by row; None if their columns differ."""
        old, new = former.element, later.element
        columns = [len(list(one.iter(w("gridCol")))) for one in (old, new)]
        if columns[0] != columns[1] or any(next(one.iter(w("vMerge")), None) is not None for one in (old, new)):
            return None
        base = [self._row(one, former.section) for one in old.findall(w("tr"))]
        head = [self._row(one, later.section) for one in new.findall(w("tr"))]
        rows: list[Element] = []
        low = first = 0
        pairs = [(at, to) for at, to in self.pairs(base, head) if _shape(base[at].element) == _shape(head[to].element)]
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
            self.base_notes.update(notes_of(old))
            _keep_bookmarks(old, next(new.iter(w("p"))), self.names)
            return new
        known = self._author(later)
        by = known if known is not self.guide.author else author
        for one, other in zip(old.findall(w("tc")), new.findall(w("tc")), strict=True):
            pieces = self.merge(self._content(one), self._content(other), by)
            own = other.find(w("tcPr"))
            other[:] = [*([] if own is None else [own]), *(piece.element for piece in pieces)]
        return new

    def _content(self, cell: Element) -> list[Unit]:
        return self.units([one for one in cell if one.tag in {w("p"), w("tbl")}])


def unnumbered(text: str) -> str:
    """Take the printed number off a heading."""
    found = _NUMBER.match(text)
    return text[found.end() :].lstrip(": ") if found else text


def _path(above: Sequence[str]) -> str:
    """Name a place by the heading above, and the nearest one with a number if that has none."""
    numbered = next((text for text in reversed(above) if _NUMBER.match(text)), "")
    return " › ".join(dict.fromkeys(filter(None, (numbered, *above[-1:]))))


def _names(element: Element) -> tuple[str, ...]:
    """Give the bookmarks that stay what they are when something is put before them."""
    return tuple(name for name in bookmarks_of(element) if not name.startswith("_Toc") and not POSITION.search(name))


def _notes(package: Package) -> dict[str, Element]:
    if "word/footnotes.xml" not in package.parts:
        return {}
    return {one.get(w("id")): one for one in package.tree("word/footnotes.xml")}


def _list_forms(package: Package) -> dict[str, bytes]:
    """Give how each list looks: its kind and where it starts."""
    if "word/numbering.xml" not in package.parts:
        return {}
    found = {}
    for one in package.tree("word/numbering.xml").iter(w("num")):
        found[one.get(w("numId"))] = b"".join(etree.tostring(inner, with_tail=False) for inner in one)
    return found


def _mark_unit(element: Element, mark: Mark) -> None:
    if element.tag == w("tr"):
        mark_row(element, mark)
        for cell in element.findall(w("tc")):
            for inner in cell.iterchildren(w("p"), w("tbl")):
                mark_all(inner, mark)
    else:
        mark_all(element, mark)


def _keep_bookmarks(former: Element, paragraph: Element, names: frozenset[str]) -> None:
    """Let links of the earlier text lead somewhere."""
    lost = [name for name in bookmarks_of(former) if name not in names]
    if lost:
        paragraph = paragraph if paragraph.tag == w("p") else next(paragraph.iter(w("p")))
        bookmark(paragraph, lost)


def _neighbours(before: Piece, after: Piece) -> bool:
    return any(
        one is not None and other is not None and other == one + 1
        for one, other in ((before.base, after.base), (before.head, after.head))
    )


def _widened(together: list[_Match], whole: int, run: range, side: int) -> list[_Match]:
    """Put a whole and its pieces in the place of the pairs they are in; leave all as it is where these are in the way."""
    made = (range(whole, whole + 1), run) if side == 0 else (run, range(whole, whole + 1))
    low = first = 0
    while low < len(together) and together[low][0].stop <= made[0].start and together[low][1].stop <= made[1].start:
        low += 1
    first = low
    while first < len(together) and (
        together[first][0].start < made[0].stop or together[first][1].start < made[1].stop
    ):
        first += 1
    ours = all(
        one[0].start in made[0] and one[1].start in made[1] and len(one[0]) == len(one[1]) == 1
        for one in together[low:first]
    )
    return [*together[:low], made, *together[first:]] if ours else together


def _shape(row: Element) -> list[str]:
    """Give how many columns each cell spans."""
    return [
        "1" if (span := cell.find(f"{w('tcPr')}/{w('gridSpan')}")) is None else span.get(w("val"))
        for cell in row.findall(w("tc"))
    ]


def _properties(own: Element | None) -> list[bytes]:
    """Give the properties of a paragraph that are tracked: its style and looks, not its layout on the page."""
    if own is None:
        return []
    level = own.find(f"{w('numPr')}/{w('ilvl')}")
    kept = [fingerprint(one) for one in own if one.tag not in _LAYOUT]
    return kept if level is None else [*kept, level.get(w("val")).encode()]


def _cells(paragraphs: Sequence[Element], *, counted: bool) -> tuple[list[Token], list[Atom | Element]]:
    """Cut paragraphs into tokens; beside each what it stands for: an atom, or the paragraph that ends there."""
    row: list[Token] = []
    cells: list[Atom | Element] = []
    for number, paragraph in enumerate(paragraphs):
        if number:
            row.append(Token("¶", _BREAK))
            cells.append(paragraphs[number - 1])
        for atom in _whole_links(atoms(paragraph)):
            for one in _numbered(atom) if counted and not row else (atom,):
                for token in _tokens(one):
                    row.append(token)
                    cells.append(one if token.text == one.text else one.part(token.text))
    return row, cells


def _whole_links(row: Iterable[Atom]) -> Iterator[Atom]:
    """Make one atom of a link to another place: number and title are printed anew in every version."""
    for atom in row:
        if atom.kind == "text" and atom.link.startswith(_ANCHOR):
            yield replace(atom, key=f"\x00{atom.link}")
        else:
            yield atom


def _numbered(atom: Atom) -> Iterator[Atom]:
    """Cut off the printed number that a heading, row or guideline begins with."""
    found = _NUMBER.match(atom.text) if atom.kind == "text" and not atom.key else None
    if not found:
        yield atom
        return
    for text, key in ((found[1] or "", ""), (found[2], "\x00number"), (atom.text[found.end() :], "")):
        if text:
            yield replace(atom, text=text, key=key)


def _tokens(atom: Atom) -> Iterator[Token]:
    if atom.key:
        yield Token(atom.text, atom.key, (atom.form,), atom.link)
    else:
        for token in tokens([{"t": "Str", "c": atom.text}]):
            yield Token(token.text, token.text, (atom.form,), atom.link)
