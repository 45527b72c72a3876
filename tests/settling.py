"""Accept or reject every tracked change of a Word file on its XML, and read what is left: the oracle of the Word report.

Written without the report's own code: runs, marks of paragraphs (which join with the next one), rows, former properties.
"""

import hashlib
import io
import re
import zipfile
from typing import Any

from lxml import etree

from pipeline.tools.word_xml import w

R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_LAYOUT = {
    w(name) for name in ("keepNext", "keepLines", "pageBreakBefore", "spacing", "sectPr", "rPr", "numPr", "pStyle")
}
_COMMENTS = (w("commentRangeStart"), w("commentRangeEnd"))


class Document:
    """A Word file, settled.

    Attributes:
        body: paragraphs and tables as plain data, in order; a paragraph is style, list, other properties and runs.
        heads: the same of headers and footers.
    """

    def __init__(self, data: bytes, *, accept: bool | None = None) -> None:
        """Read a file; accept or reject all, or leave it as it is (None), when it must have no tracked changes."""
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            self.parts = {name: archive.read(name) for name in archive.namelist()}
        names = [name for name in self.parts if re.fullmatch(r"word/(document|footnotes|header\d|footer\d)\.xml", name)]
        trees = {name: etree.fromstring(self.parts[name]) for name in sorted(names)}
        for tree in trees.values():
            if accept is not None:
                settle(tree, accept=accept)
            assert not [one.tag for one in tree.iter(w("ins"), w("del"), w("rPrChange"), w("pPrChange"), w("delText"))]
        self.notes = {one.get(w("id")): one for one in trees.get("word/footnotes.xml", ())}
        self.lists: dict[str, int] = {}
        numbering = etree.fromstring(self.parts["word/numbering.xml"])
        self.forms = {one.get(w("numId")): "".join(map(clean, one)) for one in numbering.iter(w("num"))}
        relations = etree.fromstring(self.parts["word/_rels/document.xml.rels"])
        self.targets = {one.get("Id"): self._target(one) for one in relations}
        self.body = self.blocks(trees["word/document.xml"][0])
        self.heads = {name: self.blocks(tree) for name, tree in trees.items() if "er" in name[5:9]}

    def _target(self, relation: Any) -> str:
        data = self.parts.get(f"word/{relation.get('Target')}")
        return (
            hashlib.sha256(data).hexdigest() if data and "media" in relation.get("Target") else relation.get("Target")
        )

    def blocks(self, holder: Any) -> list[Any]:
        found: list[Any] = []
        for one in holder:
            if one.tag == w("sdt"):
                if one.find(f"{w('sdtPr')}/{w('tag')}").get(w("val")) != "lesehilfe":
                    found += self.blocks(one.find(w("sdtContent")))
            elif one.tag == w("p"):
                paragraph = self.paragraph(one)
                closes = one.find(f"{w('pPr')}/{w('sectPr')}") is not None and not paragraph[0]
                if paragraph[-1] or not closes:  # else it was added to end a section
                    found.append(paragraph)
            elif one.tag == w("tbl"):
                found.append(
                    [
                        (
                            row.find(f"{w('trPr')}/{w('tblHeader')}") is not None,
                            [self.blocks(cell) for cell in row.findall(w("tc"))],
                        )
                        for row in one.findall(w("tr"))
                    ]
                )
        return found

    def paragraph(self, element: Any) -> tuple[Any, ...]:
        own = element.find(w("pPr"))
        own = etree.Element(w("pPr")) if own is None else own
        style = own.find(w("pStyle"))
        number = own.find(w("numPr"))
        listed: Any = None
        if number is not None:
            key = number.find(w("numId")).get(w("val"))
            which = self.lists.setdefault(key, len(self.lists))
            listed = (number.find(w("ilvl")).get(w("val")), which, self.forms[key])
        rest = sorted(clean(one) for one in own if one.tag not in _LAYOUT)
        return ("" if style is None else style.get(w("val")), listed, rest, self.runs(element))

    def runs(self, element: Any) -> list[Any]:
        merged: list[Any] = []
        for text, form, link in self.pieces(element, ""):
            if merged and isinstance(text, str) and isinstance(merged[-1][0], str) and merged[-1][1:] == [form, link]:
                merged[-1][0] += text
            elif text != "":
                merged.append([text, form, link])
        return merged

    def pieces(self, holder: Any, link: str) -> Any:
        for one in holder:
            if one.tag == w("hyperlink"):
                anchor = re.sub(r"_Toc\d+", "_Toc", one.get(w("anchor")) or "")
                yield from self.pieces(one, f"#{anchor}" if anchor else self.targets.get(one.get(R + "id"), "?"))
            elif one.tag == w("sdt"):
                yield from self.pieces(one.find(w("sdtContent")), link)
            elif one.tag == w("r"):
                own = one.find(w("rPr"))
                form = "" if own is None else "".join(sorted(clean(inner) for inner in own))
                for inner in one:
                    if inner.tag == w("t"):
                        yield inner.text or "", form, link
                    elif inner.tag == w("footnoteReference"):
                        yield ("note", self.blocks(self.notes[inner.get(w("id"))])), form, link
                    elif inner.tag == w("drawing"):
                        blip = next(inner.iter("{*}blip"))
                        described = next(inner.iter("{*}docPr")).get("descr")
                        yield ("picture", self.targets[blip.get(R + "embed")], described), form, link
                    elif inner.tag != w("rPr"):
                        yield ("other", clean(inner)), form, link


def clean(element: Any) -> str:
    text = etree.tostring(element, with_tail=False).decode()
    return re.sub(r' xmlns:\w+="[^"]*"| w:dirty="true"', "", text)


def settle(tree: Any, *, accept: bool) -> None:
    """Take or refuse all tracked changes of a part."""
    drop, keep = (w("del"), w("ins")) if accept else (w("ins"), w("del"))
    for one in list(tree.iter(*_COMMENTS)):
        one.getparent().remove(one)
    for one in list(tree.iter(w("commentReference"))):
        one.getparent().getparent().remove(one.getparent())
    for change in list(tree.iter(w("rPrChange"), w("pPrChange"))):
        own = change.getparent()
        own.remove(change)
        if not accept:
            kept = [one for one in own if own.tag == w("pPr") and one.tag in {w("rPr"), w("sectPr")}]
            own[:] = [*change[0], *kept]
    for row in list(tree.iter(w("tr"))):
        marks = {one.tag for one in row.findall(f"{w('trPr')}/*")} & {drop, keep}
        for one in row.findall(f"{w('trPr')}/{keep}"):
            one.getparent().remove(one)
        if drop in marks:
            row.getparent().remove(row)
    for table in list(tree.iter(w("tbl"))):
        if table.find(w("tr")) is None:
            table.getparent().remove(table)
    for change in list(tree.iter(w("ins"), w("del"))):
        parent = change.getparent()
        if parent.tag == w("rPr"):
            continue
        if change.tag == keep:
            for one in list(change):
                change.addprevious(one)
        parent.remove(change)
    for one in tree.iter(w("delText"), w("delInstrText")):
        one.tag = w("t") if one.tag == w("delText") else w("instrText")
    for paragraph in list(tree.iter(w("p"))):
        marks = paragraph.find(f"{w('pPr')}/{w('rPr')}")
        gone = False
        for one in list(marks if marks is not None else ()):
            if one.tag in {drop, keep}:
                gone = gone or one.tag == drop
                marks.remove(one)
        if marks is not None and len(marks) == 0:
            marks.getparent().remove(marks)
        if gone:
            _join(paragraph)


def _join(paragraph: Any) -> None:
    """Let a paragraph without its mark run into the next one, whose properties hold."""
    assert paragraph.find(f"{w('pPr')}/{w('sectPr')}") is None, "the end of a section must not go"
    content = [one for one in paragraph if one.tag != w("pPr")]
    after = paragraph.getnext()
    if after is not None and after.tag == w("p"):
        at = 1 if len(after) and after[0].tag == w("pPr") else 0
        after[at:at] = content
    else:
        visible = [run for one in content for run in one.iter(w("r"))]
        assert not visible, "nothing to join with"
        assert paragraph.getparent().tag != w("tc") or after is not None, "a cell needs its last paragraph"
    paragraph.getparent().remove(paragraph)
