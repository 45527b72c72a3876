"""Which list an entry is in: both drafts have lists of their own until they are settled into one package.

While texts are merged, the earlier draft's lists carry a mark, so that no id can mean a list of either draft. Two lists
are one from the first entries that belong together on; an earlier list belongs to one later list at most, and no later
list to two, so that refusing gives back exactly the lists there were. What belongs together and is in lists that are not
one has another list than before, which is tracked like a word.
"""

from collections.abc import Iterable, Mapping
from copy import deepcopy

from lxml import etree

from pipeline.tools.word import Package
from pipeline.tools.word_atoms import lists_of, notes_of
from pipeline.tools.word_xml import Element, w

_FORMER = "alt-"
_NUMBERING = "word/numbering.xml"


class Lists:
    """The lists of two texts in one package."""

    def __init__(self, package: Package, notes: Mapping[str, Element]) -> None:
        """Take the package that holds the lists of both texts, and its footnotes by id."""
        self._package, self._notes = package, notes
        self._forms: dict[str, bytes] = {}
        if _NUMBERING in package.parts:
            for one in package.tree(_NUMBERING).iter(w("num")):
                self._forms[one.get(w("numId"))] = b"".join(etree.tostring(inner, with_tail=False) for inner in one)
        self._later: dict[str, str] = {}
        self._taken: set[str] = set()
        self._used: set[str] = set()

    def tell_apart(self, base: Iterable[Element], head: Iterable[Element]) -> None:
        """Mark the lists of the earlier text, wherever it names them."""
        for element in base:
            for one in self._entries(element):
                one.set(w("val"), _FORMER + one.get(w("val")))
        self._used.update(one.get(w("val")) for element in head for one in self._entries(element))

    def are_one(self, old: str, new: str) -> bool:
        """Whether an earlier and a later list are one; they become so if neither has another yet and both look alike."""
        if self._forms.get(old.removeprefix(_FORMER)) != self._forms.get(new):
            return False
        if old not in self._later and new not in self._taken:
            self._later[old] = new
            self._taken.add(new)
        return self._later.get(old) == new

    def agree(self, former: Element, later: Element) -> bool:
        """Whether two elements of the same print have all their entries in the same lists."""
        old, new = lists_of(former), lists_of(later)
        return old == new == [] or all(self.are_one(one, other) for one, other in zip(old, new, strict=True))

    def same(self, former: Element, later: Element) -> bool:
        """Whether two paragraphs are entries of one list, or both of none."""
        old, new = _list_of(former), _list_of(later)
        return old == new == "" or (bool(old and new) and self.are_one(old, new))

    def settle(self, merged: Iterable[Element]) -> None:
        """Let the earlier text's entries name the later list that theirs is, or a list of the package of their own."""
        for element in merged:
            for one in self._entries(element):
                key = one.get(w("val"))
                if key.startswith(_FORMER):
                    one.set(w("val"), self._later.get(key) or self._own(key))

    def _entries(self, element: Element) -> Iterable[Element]:
        """Yield what names a list, in an element and the footnotes it calls."""
        yield from element.iter(w("numId"))
        for key in notes_of(element):
            if key in self._notes:
                yield from self._notes[key].iter(w("numId"))

    def _own(self, key: str) -> str:
        """Find a list for an earlier one that is none of the later text's."""
        own = key.removeprefix(_FORMER)
        if own in self._used and own in self._forms:
            numbering = self._package.tree(_NUMBERING)
            lists = {one.get(w("numId")): one for one in numbering.iter(w("num"))}
            copy = deepcopy(lists[own])
            own = str(max(map(int, lists)) + 1)
            copy.set(w("numId"), own)
            lists[key.removeprefix(_FORMER)].addnext(copy)
        self._later[key] = own
        return own


def _list_of(paragraph: Element) -> str:
    own = paragraph.find(f"{w('pPr')}/{w('numPr')}/{w('numId')}")
    return "" if own is None else str(own.get(w("val")))
