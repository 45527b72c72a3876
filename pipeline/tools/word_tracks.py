"""Tracked changes and comments in Word, piece by piece.

What Word knows: runs that come or go, the mark at a paragraph's end that comes or goes (it joins the paragraph with the
next one), table rows that come or go, former properties of runs and paragraphs, and comments. Native markup of moves is
left out: Word takes some of it for damage (DESIGN.md §6.8).
"""

import copy
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import NamedTuple

from lxml import etree

from pipeline.tools import word
from pipeline.tools.word import Package
from pipeline.tools.word_xml import SPACES, Element, properties_of, put, run_of, w

_COMMENTS = "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml"
_FIRST_ID = 100_000
"""Tracked changes are numbered from here, far above bookmarks."""

_TRACKED = tuple(w(name) for name in ("ins", "del", "rPrChange", "pPrChange"))
_TEXT = re.compile(r"word/(document|footnotes|(header|footer)\d*)\.xml")
_NOT_FORMER = {w("rPr"), w("sectPr"), w("pPrChange")}


class Mark(NamedTuple):
    """A tracked change.

    Attributes:
        kind: ``ins`` or ``del``.
        author: who made it, as Word shows it.
        date: when, e.g. ``2017-05-03T00:00:00Z``.
    """

    kind: str
    author: str
    date: str

    def element(self, name: str = "") -> Element:
        """Make the element that says so; ``number`` gives it its id."""
        return copy.copy(_made(name or self.kind, self.author, self.date))


_W = {"w": SPACES["w"]}


@cache
def _made(name: str, author: str, date: str) -> Element:
    """Make the element of a tracked change once: to copy it is eight times as fast."""
    return etree.Element(w(name), {w("id"): "0", w("author"): author, w("date"): date}, nsmap=_W)


def as_deleted(run: Element) -> None:
    """Write the text of a run as deleted text."""
    for one in run.iter(w("t"), w("instrText")):
        one.tag = w("delText") if one.tag == w("t") else w("delInstrText")


def mark_paragraph(paragraph: Element, mark: Mark) -> None:
    """Let the end of a paragraph come or go; both at once if it has the other mark already."""
    own = properties_of(paragraph)
    form = own.find(w("rPr"))
    if form is None:
        form = etree.Element(w("rPr"), nsmap=_W)
        put(own, form)
    at = 1 if mark.kind == "del" and len(form) and form[0].tag == w("ins") else 0
    form.insert(at, mark.element())


def mark_row(row: Element, mark: Mark) -> None:
    """Let a table row come or go."""
    own = row.find(w("trPr"))
    if own is None:
        own = etree.Element(w("trPr"), nsmap=_W)
        row.insert(0, own)
    own.append(mark.element())


def mark_all(element: Element, mark: Mark) -> None:
    """Let a paragraph or table come or go with all that is in it."""
    for row in element.iter(w("tr")):
        mark_row(row, mark)
    for paragraph in element.iter(w("p")):
        _mark_runs(paragraph, mark)
        mark_paragraph(paragraph, mark)


def _mark_runs(holder: Element, mark: Mark) -> None:
    around = None
    for one in list(holder):
        if one.tag == w("r"):
            if mark.kind == "del":
                as_deleted(one)
            if around is None:
                around = mark.element()
                one.addprevious(around)
            around.append(one)
            continue
        around = None
        if one.tag == w("hyperlink"):
            _mark_runs(one, mark)


def former_properties(paragraph: Element, former: Element | None, mark: Mark) -> None:
    """Note the properties that a paragraph had before."""
    change = mark.element("pPrChange")
    old = etree.SubElement(change, w("pPr"))
    old.extend(copy.deepcopy(one) for one in (() if former is None else former) if one.tag not in _NOT_FORMER)
    put(properties_of(paragraph), change)


def former_form(form: Element, former: Element | None, mark: Mark) -> None:
    """Note the properties that a run had before."""
    change = mark.element("rPrChange")
    old = etree.SubElement(change, w("rPr"))
    old.extend(copy.deepcopy(one) for one in (() if former is None else former))
    form.append(change)


def fill(
    package: Package, former: tuple[Mapping[str, str], Mark], later: tuple[Mapping[str, str], Mark], needed: str = ""
) -> None:
    """Write values into content controls like ``word.fill``, and where they differ both, tracked.

    Args:
        package: the opened template.
        former: the earlier values by tag, and how they go.
        later: the later ones, and how they come.
        needed: the tag of a value that must not be lost.

    Raises:
        TemplateError: if there is no control for the value that must not be lost.
    """
    (old, gone), (new, come) = former, later
    word.require(package, needed, new.get(needed) or old.get(needed, ""))
    same = {tag: value for tag, value in new.items() if value == old.get(tag, "")}
    word.fill(package, same)
    for tag, control in package.controls():
        texts = list(control.iter(w("t")))
        if tag not in new or tag in same or not texts:
            continue
        run = texts[0].getparent()
        for rest in texts[1:]:
            rest.getparent().remove(rest)
        for value, mark in ((old.get(tag, ""), gone), (new[tag], come)):
            if value:
                one = copy.deepcopy(run)
                one.find(w("t")).text = value
                if mark is gone:
                    as_deleted(one)
                around = mark.element()
                around.append(one)
                run.addprevious(around)
        run.getparent().remove(run)
        inside = control.find(w("sdtContent"))
        paragraph = next(control.iterancestors(w("p")), None)
        if paragraph is not None and all(one is control for one in paragraph if one.tag != w("pPr")):
            whole = not (old.get(tag) and new[tag]) and sum(one.tag == w("p") for one in paragraph.getparent()) > 1
            if whole:
                mark_paragraph(paragraph, come if new[tag] else gone)
        for one in list(inside):  # a control of plain text would hide that its text is tracked
            control.addprevious(one)
        control.getparent().remove(control)


def comment(package: Package, paragraph: Element, text: str, mark: Mark, *, goes_with_it: bool) -> None:
    """Put a comment at a paragraph.

    Args:
        package: gets the comment.
        paragraph: what it is about.
        text: what it says.
        mark: by whom and when; its kind is what happens to the paragraph.
        goes_with_it: the paragraph comes or goes whole, and the comment with it.
    """
    comments = _comments(package)
    key = str(len(comments))
    one = etree.SubElement(
        comments,
        w("comment"),
        {w("id"): key, w("author"): mark.author, w("date"): mark.date, w("initials"): "".join(_initials(mark.author))},
    )
    told = etree.SubElement(etree.SubElement(one, w("p")), w("r"))
    etree.SubElement(told, w("t"), {f"{{{_XML}}}space": "preserve"}).text = text
    start = 1 if len(paragraph) and paragraph[0].tag == w("pPr") else 0
    paragraph.insert(start, etree.Element(w("commentRangeStart"), {w("id"): key}))
    etree.SubElement(paragraph, w("commentRangeEnd"), {w("id"): key})
    reference = run_of(f'<w:commentReference w:id="{key}"/>')
    if goes_with_it:
        around = mark.element()
        around.append(reference)
        reference = around
    paragraph.append(reference)


_XML = "http://www.w3.org/XML/1998/namespace"


def _initials(name: str) -> Iterable[str]:
    return (word[0] for word in name.split() if word[0].isalnum())


def _comments(package: Package) -> Element:
    name = "word/comments.xml"
    if name not in package.parts:
        package.parts[name] = b""
        package.trees[name] = etree.Element(w("comments"), nsmap=_W)
        package.declare(name, _COMMENTS)
        package.relate("comments", "comments.xml")
    return package.tree(name)


def is_tracked(element: Element, but: str | None = None) -> bool:
    """Whether anything in an element is tracked, but for what one author did."""
    return any(one.get(w("author")) != but for one in element.iter(*_TRACKED))


def drop_unchanged_rows(table: Element, but: str) -> None:
    """Keep the head rows of a table and the rows in which somebody but one author changed something."""
    for row in table.findall(w("tr")):
        head = row.find(f"{w('trPr')}/{w('tblHeader')}") is not None
        if not head and not is_tracked(row, but):
            table.remove(row)


def preface(package: Package, elements: Sequence[Element], tag: str, name: str) -> None:
    """Put paragraphs before the text, behind the title page if there is one, in a control that goes with one key."""
    body = package.body
    control = etree.Element(w("sdt"))
    own = etree.SubElement(control, w("sdtPr"))
    for kind, value in (("alias", name), ("tag", tag), ("id", "9001")):
        etree.SubElement(own, w(kind), {w("val"): value})
    etree.SubElement(control, w("sdtContent")).extend(elements)
    ends = [at for at, one in enumerate(body) if one.find(f"{w('pPr')}/{w('sectPr')}/{w('titlePg')}") is not None]
    body.insert(ends[0] + 1 if ends else 0, control)


def number(package: Package) -> None:
    """Number all tracked changes, so that no number occurs twice."""
    roots = [package.tree(name) for name in sorted(package.trees) if _TEXT.fullmatch(name)]
    changes = (one for root in roots for one in root.iter(*_TRACKED))
    for place, one in enumerate(changes, _FIRST_ID):
        one.set(w("id"), str(place))
