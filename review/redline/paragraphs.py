"""Paragraphs that belong together, merged word by word; their ends and properties are tracked like words."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from copy import deepcopy
from dataclasses import replace
from itertools import repeat

from lxml import etree

from pipeline.tools.word import Package
from pipeline.tools.word_atoms import Atom, Writer, atoms, bookmarks_of, fingerprint
from pipeline.tools.word_tracks import Mark, former_properties, mark_paragraph
from pipeline.tools.word_xml import Element, bookmark, run_of, style_of, w
from review.changes import Edit, Token
from review.redline.guide import NUMBER, NUMBERS, Author, Guide
from review.redline.lists import Lists
from review.sequences import matches
from review.words import edits, split

_BREAK, _VALUE, _COUNTED = "\x00¶", "\x00=", "\x00number"
_ANCHOR = f"{w('anchor')}="
_LAYOUT = {
    w(name) for name in ("keepNext", "keepLines", "pageBreakBefore", "spacing", "rPr", "sectPr", "numPr", "pPrChange")
}
_FOLLOWING = frozenset({"first paragraph", "body text", "compact", "nach liste", "nach tabelle"})
"""Styles of running text that follow from what stands before."""

MergeNote = Callable[[str, str, Author], None]
"""Merges two footnotes, by id; the author is that of the paragraph that calls them."""


class Paragraphs:
    """Merges paragraphs of two drafts."""

    def __init__(self, package: Package, guide: Guide, names: frozenset[str], lists: Lists, notes: MergeNote) -> None:
        """Take the package, what is known, the later text's bookmarks, and what knows lists and merges footnotes."""
        self._guide, self._names, self._lists, self._merge_note = guide, names, lists, notes
        self._following = {one for name, one in package.styles().items() if name in _FOLLOWING} | {""}
        self._cut: dict[tuple[str, str, str], tuple[Token, ...]] = {}

    def merge(
        self, olds: Sequence[Element], news: Sequence[Element], author: Author, *, counted: bool
    ) -> list[Element]:
        """Merge paragraphs that follow each other, words and ends.

        Args:
            olds: earlier paragraphs.
            news: later ones.
            author: of what changed.
            counted: the text may begin with a printed number.
        """
        whole = self._are_values(*olds) and self._are_values(*news)
        base, old = self._row(olds, counted=counted, whole=whole)
        head, new = self._row(news, counted=counted, whole=whole)
        gone, come = author.mark("del"), author.mark("ins")
        above = news[0].getparent()
        narrow = above is not None and above.tag == w("tc")
        writer, done = Writer(), []

        def close(paragraph: Element, mark: Mark | None) -> None:
            nonlocal writer
            closed = self._closed(paragraph, writer, gone=mark is gone)
            if mark:
                mark_paragraph(closed, mark)
            done.append(closed)
            writer = Writer()

        at = to = 0
        for op, left, right in _readable(edits(base, head)):
            if op in {"delete", "insert"}:
                cells, mark = (old[at : at + len(left)], gone) if left else (new[to : to + len(right)], come)
                for cell, text in _stretches(cells, left or right):
                    writer.write(cell, text, mark) if isinstance(cell, Atom) else close(cell, mark)
            else:
                for one, other, was, text in _both(old[at : at + len(left)], new[to : to + len(right)], left, right):
                    if isinstance(one, Atom) and isinstance(other, Atom):
                        self._write_pair(writer, (one, was), (other, text), author, narrow=narrow)
                    else:
                        close(other, None)
                        self._note_former(done[-1], one, other, author)
            at += len(left)
            to += len(right)
        close(news[-1], None)
        self._note_former(done[-1], olds[-1], news[-1], author)
        self._keep_bookmarks(olds, done)
        return done

    def carry(self, former: Element, later: Element, author: Author, *, counted: bool) -> Element:
        """Write a paragraph where it stands now: its words come by the mover, what changed in them by the author.

        A word that was dropped shows as one that came and went: neither accepting nor refusing all leaves it.

        Args:
            former: what it was.
            later: what it is.
            author: of what changed.
            counted: the text may begin with a printed number.
        """
        whole = self._are_values(former) and self._are_values(later)
        base, old = self._row([former], counted=counted, whole=whole)
        head, new = self._row([later], counted=counted, whole=whole)
        moving = self._guide.moving.mark("ins")
        gone, come = author.mark("del"), author.mark("ins")
        writer = Writer()
        at = to = 0
        for op, left, right in _readable(edits(base, head)):
            if op == "delete":
                for cell, text in _stretches(old[at : at + len(left)], left):
                    if isinstance(cell, Atom) and cell.kind == "text":
                        writer.write(cell, text, gone, within=moving)
            else:
                for cell, text in _stretches(new[to : to + len(right)], right):
                    if isinstance(cell, Atom):
                        writer.write(cell, text, come if op == "insert" else moving)
            at += len(left)
            to += len(right)
        closed = self._closed(later, writer, gone=False)
        mark_paragraph(closed, moving)
        return closed

    def _closed(self, paragraph: Element, writer: Writer, *, gone: bool) -> Element:
        made = etree.Element(w("p"), nsmap=paragraph.nsmap)
        own = paragraph.find(w("pPr"))
        if own is not None:
            made.append(deepcopy(own))
        made.extend(writer.nodes)
        bookmark(made, [name for name in bookmarks_of(paragraph) if not gone or name not in self._names])
        return made

    def _keep_bookmarks(self, olds: Iterable[Element], done: Sequence[Element]) -> None:
        """Let links of the earlier text lead somewhere: to the last of the merged paragraphs."""
        lost = [name for one in olds for name in bookmarks_of(one) if name not in self._names]
        if lost:
            there = {name for one in done for name in bookmarks_of(one)}
            bookmark(done[-1], [name for name in lost if name not in there])

    def _note_former(self, merged: Element, former: Element, later: Element, author: Author) -> None:
        """Track what changed in the properties of a paragraph, unless it is only layout."""
        old, new = former.find(w("pPr")), later.find(w("pPr"))
        same_list = self._lists.same(former, later)
        if same_list and _properties(old) == _properties(new):
            return
        follows = same_list and {style_of(former), style_of(later)} <= self._following
        former_properties(merged, old, (self._guide.counting if follows else author).mark("ins"))

    def _write_pair(
        self, writer: Writer, former: tuple[Atom, str], later: tuple[Atom, str], author: Author, *, narrow: bool
    ) -> None:
        """Write what is in both texts, with its words on either side; in a cell, a number below the one it had."""
        (old, was), (new, text) = former, later
        if old.kind == "note" and old.link == new.link:
            self._merge_note(old.note, new.note, author)
        if was != text or old.link != new.link:
            counting = old.link == new.link and NUMBERS.sub("", was) == NUMBERS.sub("", text)
            by = self._guide.counting if counting else author
            gone, come = by.mark("del"), by.mark("ins")
            if new.kind == "field" and old.link == new.link:
                writer.field(new, was, gone, come)
            else:
                writer.write(old, was, gone)
                if narrow and new.key == _COUNTED:  # both stand side by side in the narrowest column
                    writer.write(replace(new, kind="other", nodes=(run_of("<w:br/>"),)), "", gone, within=come)
                writer.write(new, text, come)
        elif old.form != new.form:
            writer.write(new, text, None, (old.run, author.mark("ins")))
        else:
            writer.write(new, text)

    # ---- tokens ----

    def _are_values(self, *paragraphs: Element) -> bool:
        """Whether paragraphs hold values that are told whole."""
        known = self._guide.lists
        return bool(known) and any(one.text in known for paragraph in paragraphs for one in paragraph.iter(w("t")))

    def _row(
        self, paragraphs: Sequence[Element], *, counted: bool, whole: bool
    ) -> tuple[list[Token], list[Atom | Element]]:
        """Cut paragraphs into tokens; beside each the atom it is of, or the paragraph that ends there.

        Args:
            paragraphs: that follow each other.
            counted: the text may begin with a printed number.
            whole: values are not cut.
        """
        row: list[Token] = []
        cells: list[Atom | Element] = []
        for number, paragraph in enumerate(paragraphs):
            if number:
                row.append(Token("¶", _BREAK))
                cells.append(paragraphs[number - 1])
            for atom in _whole_links(atoms(paragraph)):
                for one in _numbered(atom) if counted and not row else (atom,):
                    tokens = self._tokens(one, whole=whole)
                    row += tokens
                    cells += [one] * len(tokens)
        return row, cells

    def _tokens(self, atom: Atom, *, whole: bool) -> tuple[Token, ...]:
        """Cut an atom; most words stand in both drafts and are cut once."""
        if atom.key:
            return (Token(atom.text, atom.key, (atom.form,), atom.link),)
        values = self._guide.lists.get(atom.text) if whole else None
        if values is not None:
            several = [one for value in values for one in ((",", ","), (" ", " "), (value, f"{_VALUE}{value}"))][2:]
            return tuple(Token(text, key, (atom.form,), atom.link) for text, key in several)
        key = (atom.text, atom.form, atom.link)
        if key not in self._cut:
            words = split(atom.text)
            self._cut[key] = tuple(map(Token, words, words, repeat((atom.form,)), repeat(atom.link)))
        return self._cut[key]


def _readable(script: Iterable[Edit]) -> Iterator[Edit]:
    """Keep links and values in place that are on both sides of a rewriting, and put a blank before the end it replaces."""
    gone: Edit | None = None
    for edit in script:
        if gone is None or edit.op != "insert":
            if gone is not None:
                yield gone
            gone = edit if edit.op == "delete" else None
            if gone is None:
                yield edit
            continue
        if gone.base[-1].key == _BREAK and len(gone.base) == 1 and all(token.is_gap for token in edit.head):
            yield from (edit, gone)
        else:
            yield from _apart(gone.base, edit.head)
        gone = None
    if gone is not None:
        yield gone


def _apart(base: tuple[Token, ...], head: tuple[Token, ...]) -> Iterator[Edit]:
    """Cut a rewriting at the links and values that are on both sides."""
    left = [at for at, token in enumerate(base) if _is_firm(token)]
    right = [to for to, token in enumerate(head) if _is_firm(token)]
    pairs = matches([base[at].key for at in left], [head[to].key for to in right]) if left and right else []
    low = first = 0
    for at, to in [*((left[one], right[other]) for one, other in pairs), (len(base), len(head))]:
        if low < at:
            yield Edit("delete", base[low:at], ())
        if first < to:
            yield Edit("insert", (), head[first:to])
        if at < len(base):
            yield Edit("equal", (base[at],), (head[to],))
        low, first = at + 1, to + 1


def _is_firm(token: Token) -> bool:
    """Whether something is one thing to a reader: a link to another place, a value."""
    return token.key.startswith(_VALUE if not token.link else "\x00")


def _stretches(cells: Sequence[Atom | Element], tokens: Sequence[Token]) -> Iterator[tuple[Atom | Element, str]]:
    """Join the tokens that follow each other in one atom."""
    for cell, _, text, _ in _both(cells, cells, tokens, tokens):
        yield cell, text


def _both(
    old: Sequence[Atom | Element], new: Sequence[Atom | Element], left: Sequence[Token], right: Sequence[Token]
) -> Iterator[tuple[Atom | Element, Atom | Element, str, str]]:
    """Join the tokens that follow each other in one atom of either side."""
    start = 0
    for at in range(1, len(new) + 1):
        if at < len(new) and old[at] is old[start] and new[at] is new[start]:
            continue
        was, text = ("".join([token.text for token in side[start:at]]) for side in (left, right))
        yield old[start], new[start], was, text
        start = at


def _whole_links(row: Iterable[Atom]) -> Iterator[Atom]:
    """Make one atom of a link to another place: number and title are printed anew in every version."""
    for atom in row:
        if atom.kind == "text" and atom.link.startswith(_ANCHOR):
            yield replace(atom, key=f"\x00{atom.link}")
        else:
            yield atom


def _numbered(atom: Atom) -> Iterator[Atom]:
    """Cut off the printed number that a heading, row or guideline begins with."""
    found = NUMBER.match(atom.text) if atom.kind == "text" and not atom.key else None
    if not found:
        yield atom
        return
    for text, key in ((found[1] or "", ""), (found[2], _COUNTED), (atom.text[found.end() :], "")):
        if text:
            yield replace(atom, text=text, key=key)


def _properties(own: Element | None) -> list[bytes]:
    """Give the properties of a paragraph that are tracked: its style and looks, not its layout on the page."""
    if own is None:
        return []
    level = own.find(f"{w('numPr')}/{w('ilvl')}")
    kept = [fingerprint(one) for one in own if one.tag not in _LAYOUT]
    return kept if level is None else [*kept, level.get(w("val")).encode()]
