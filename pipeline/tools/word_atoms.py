"""A Word paragraph as a row of atoms, and back: what a comparison of words must know of runs, links, notes and fields."""

import copy
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Literal

from lxml import etree

from pipeline.tools.word_tracks import Mark, as_deleted, former_form
from pipeline.tools.word_xml import SPACES, Element, w

_W = {"w": SPACES["w"]}
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_BOOKMARKS = (w("bookmarkStart"), w("bookmarkEnd"))
_DECLARED = re.compile(rb' xmlns:\w+="[^"]*"')
_VOLATILE = re.compile(
    rb'<w:bookmark(?:Start|End)[^>]*/>| (?:w:)?id="[^"]*"| name="Abbildung \d+"|<w:keepNext/>'
    rb'|<w:numId w:val="[^"]*"/>|_Toc\d+|<w:sectPr.*?</w:sectPr>'
)
"""Numbers that only tell things apart, and layout that follows from its surroundings."""

_SIGN = re.compile(rb'<w:(?:bookmark|keepNext|numId|sectPr)|id="|Abbildung|_Toc')
"""One of them is in everything that is volatile; looking for them is ten times as fast."""


@dataclass(slots=True)
class Atom:
    """Text, or something in a paragraph that cannot be cut.

    Attributes:
        kind: ``text``; ``note`` (a call of a footnote); ``field`` (a counted number); ``other`` (picture, line break …).
        text: what is read.
        key: what is compared.
        form: properties of the run, serialised; empty for none.
        link: where it leads, empty without.
        run: the run's properties; None for none.
        around: the hyperlink it stands in.
        nodes: the runs of what is not text.
    """

    kind: Literal["text", "note", "field", "other"]
    text: str
    key: str
    form: str
    link: str
    run: Element | None
    around: Element | None
    nodes: tuple[Element, ...] = ()

    @property
    def note(self) -> str:
        """The id of the footnote that is called."""
        found = next(self.nodes[0].iter(w("footnoteReference")), None)
        return "" if found is None else str(found.get(w("id")))


def fingerprint(element: Element) -> bytes:
    """Give what makes two paragraphs, tables or rows the same; footnotes not looked into."""
    return _stable(etree.tostring(element, with_tail=False))


def _form(properties: Element) -> str:
    """Give what makes the properties of two runs the same; there are few, and many times."""
    return _known(etree.tostring(properties, with_tail=False))


@lru_cache(maxsize=4096)
def _known(data: bytes) -> str:
    return _stable(data).decode()


def _stable(data: bytes) -> bytes:
    """Take out of markup what only tells things apart or is declared."""
    head = data.find(b">")  # most is declared there; what was made elsewhere may declare again
    data = _DECLARED.sub(b"", data[:head]) + data[head:]
    data = _DECLARED.sub(b"", data) if b" xmlns:" in data else data
    return _VOLATILE.sub(b"", data) if _SIGN.search(data) else data


def notes_of(element: Element) -> list[str]:
    """Give the ids of the footnotes called in an element."""
    return [one.get(w("id")) for one in element.iter(w("footnoteReference"))]


def lists_of(element: Element) -> list[str]:
    """Give the ids of the lists that the paragraphs of an element belong to."""
    return [one.get(w("val")) for one in element.iter(w("numId"))]


def bookmarks_of(element: Element) -> list[str]:
    """Give the names of the bookmarks in an element."""
    return [one.get(w("name")) for one in element.iter(w("bookmarkStart"))]


def drop_bookmarks(element: Element, names: frozenset[str]) -> None:
    """Take away the bookmarks with these names; the text stays."""
    gone = {one.get(w("id")) for one in element.iter(w("bookmarkStart")) if one.get(w("name")) in names}
    for one in list(element.iter(*_BOOKMARKS)) if gone else ():
        if one.get(w("id")) in gone:
            one.getparent().remove(one)


def rename_bookmarks(element: Element, names: Mapping[str, str]) -> None:
    """Give bookmarks, and the links that lead to them, other names."""
    keys: dict[str, str] = {}
    for one in element.iter(w("bookmarkStart"), w("bookmarkEnd"), w("hyperlink")):
        name = w("anchor" if one.tag == w("hyperlink") else "name")
        if one.get(name) in names:
            one.set(name, names[one.get(name)])
            if one.tag == w("bookmarkStart"):
                keys[one.get(w("id"))] = f"alt-{one.get(name)}"
        if one.get(w("id")) in keys:
            one.set(w("id"), keys[one.get(w("id"))])


def kin(paragraph: Element) -> str:
    """Give the text of a paragraph by which it is found again: links to other places by target, numbers of captions left out."""
    parts: list[str] = []
    for one in paragraph:
        if one.tag == w("hyperlink") and one.get(w("anchor")):
            parts.append(f"#{one.get(w('anchor'))}")
        elif one.tag in {w("r"), w("hyperlink")}:
            for inner in one.iter(w("t"), w("br"), w("footnoteReference"), w("fldChar"), f"{{{SPACES['wp']}}}docPr"):
                if inner.tag == w("t"):
                    parts.append(inner.text or "")
                elif inner.tag == w("fldChar"):
                    kind = inner.get(w("fldCharType"))
                    parts.append("\x01" if kind == "separate" else "\x02" if kind == "end" else "")
                else:
                    parts.append(inner.get("descr") or "\x03")
    return re.sub("\x01.*?\x02", "\x01", "".join(parts))


def atoms(paragraph: Element) -> Iterator[Atom]:
    """Take a paragraph apart; bookmarks are left out."""
    yield from _atoms(paragraph, None)


def _atoms(holder: Element, around: Element | None) -> Iterator[Atom]:
    link = "" if around is None else "\x1f".join(f"{name}={value}" for name, value in sorted(around.items()))
    field_runs: list[Element] = []
    for one in holder:
        if one.tag == w("hyperlink"):
            if field_runs:  # a field that goes on in further paragraphs, as that of the contents
                yield replace(_field(tuple(field_runs), "", link, None, around), kind="other")
                field_runs = []
            yield from _atoms(one, one)
        elif one.tag == w("r"):
            form = one.find(w("rPr"))
            written = "" if form is None else _form(form)
            mark = one.find(w("fldChar"))
            if mark is not None or field_runs:
                field_runs.append(one)
                if mark is not None and mark.get(w("fldCharType")) == "end":
                    yield _field(tuple(field_runs), written, link, form, around)
                    field_runs = []
                continue
            for inner in one:
                if inner.tag == w("t"):
                    yield Atom("text", inner.text or "", "", written, link, form, around)
                elif inner.tag != w("rPr"):
                    alone = etree.Element(w("r"), nsmap=_W)
                    if form is not None:
                        alone.append(copy.deepcopy(form))
                    alone.append(copy.deepcopy(inner))
                    name = inner.tag.rpartition("}")[2]
                    kind: Literal["note", "other"] = "note" if name == "footnoteReference" else "other"
                    key = name if kind == "note" else fingerprint(inner).decode()
                    yield Atom(
                        kind, "\n" if name == "br" else "\ufffc", f"\x00{key}", written, link, form, around, (alone,)
                    )
        elif one.tag not in _BOOKMARKS and one.tag != w("pPr"):
            kept = copy.deepcopy(one)
            yield Atom("other", "\ufffc", f"\x00{fingerprint(one).decode()}", "", link, None, around, (kept,))


def _field(runs: tuple[Element, ...], form: str, link: str, properties: Element | None, around: Element | None) -> Atom:
    """Make an atom of a field's runs."""
    code = "".join(one.text or "" for run in runs for one in run.iter(w("instrText")))
    shown = "".join(one.text or "" for run in runs for one in run.iter(w("t")))
    return Atom("field", shown, f"\x00{code}", form, link, properties, around, runs)


@dataclass(slots=True)
class Writer:
    """Writes the content of one paragraph, atom by atom, joining what can stand together.

    Attributes:
        nodes: a paragraph that holds what was written.
    """

    nodes: Element = field(default_factory=lambda: etree.Element(w("p"), nsmap=_W))
    _link: str = ""
    _around: Element | None = None
    _mark: tuple[Mark, Mark | None] | None = None
    _tracked: Element | None = None
    _key: tuple[object, ...] = ()
    _text: Element | None = None

    def write(
        self,
        atom: Atom,
        text: str,
        mark: Mark | None = None,
        former: tuple[Element | None, Mark] | None = None,
        within: Mark | None = None,
    ) -> None:
        """Write an atom, or a piece of a text.

        Args:
            atom: what to write.
            text: what of a text.
            mark: None if it stays.
            former: the properties its run had before, and who changed them.
            within: the mark around ``mark``: what came and went again.
        """
        if atom.kind != "text":
            for node in atom.nodes:
                one = copy.deepcopy(node)
                if mark and mark.kind == "del":
                    as_deleted(one)
                if former:
                    _formed(one, former)
                self._holder(atom, mark, within).append(one)
            self._key, self._text = (), None
            return
        key = (atom.form, atom.link, mark, within, former and (id(former[0]), former[1]))
        if self._text is None or key != self._key:
            run = etree.SubElement(self._holder(atom, mark, within), w("r"), nsmap=_W)
            if atom.run is not None:
                run.append(copy.deepcopy(atom.run))
            if former:
                _formed(run, former)
            self._text = etree.SubElement(
                run, w("delText" if mark and mark.kind == "del" else "t"), {_SPACE: "preserve"}
            )
            self._text.text, self._key = "", key
        self._text.text += text

    def field(self, atom: Atom, old: str, gone: Mark, come: Mark) -> None:
        """Write a field that stays and shows another result than before."""
        shown = False
        for node in atom.nodes:
            if node.find(w("t")) is None:
                self._holder(atom, None).append(copy.deepcopy(node))
            elif not shown:
                shown = True
                for text, mark in ((old, gone), (atom.text, come)):
                    one = copy.deepcopy(node)
                    one.find(w("t")).text = text
                    if mark is gone:
                        as_deleted(one)
                    self._holder(atom, mark).append(one)
        self._key, self._text = (), None

    def _holder(self, atom: Atom, mark: Mark | None, within: Mark | None = None) -> Element:
        """Give what the next run goes into: the paragraph, a link, a tracked change, or one in the other."""
        if atom.link != self._link:
            self._link, self._around, self._tracked, self._mark = atom.link, None, None, None
            if atom.around is not None:
                self._around = etree.Element(atom.around.tag, dict(atom.around.attrib), nsmap=atom.around.nsmap)
                self.nodes.append(self._around)
        outer = self.nodes if self._around is None else self._around
        if mark is None:
            self._mark, self._tracked = None, None
            return outer
        if (mark, within) != self._mark or self._tracked is None:
            self._mark, self._tracked = (mark, within), mark.element()
            if within is not None:
                around = within.element()
                outer.append(around)
                outer = around
            outer.append(self._tracked)
        return self._tracked


def _formed(run: Element, former: tuple[Element | None, Mark]) -> None:
    own = run.find(w("rPr"))
    if own is None:
        own = etree.Element(w("rPr"), nsmap=_W)
        run.insert(0, own)
    former_form(own, *former)
