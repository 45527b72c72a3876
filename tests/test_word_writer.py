"""The writer of Word's text against pandoc's own: the same styles, lists, words, forms, links and notes at the same places."""

import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from hypothesis import Phase, given, settings

from pipeline.flow import document
from pipeline.model import Block
from pipeline.tools import pandoc, word
from pipeline.tools.word_writer import Text, Writer
from pipeline.tools.word_xml import SPACES, Element, w
from tests.blocks import PICTURE, texts

ANCHORS = frozenset({"a", "x" * 50})
TEMPLATE = Path(__file__).resolve().parent.parent / "templates" / "konzept.docx"


def by_pandoc(blocks: Sequence[Block]) -> word.Package:
    """A text as pandoc writes it."""
    arguments = ["-f", "json", "-t", "docx", "--sandbox", f"--reference-doc={TEMPLATE}", "-o", "-"]
    return word.read(pandoc.run(arguments, document(blocks, {"lang": "de-DE"})))


def by_us(blocks: Sequence[Block]) -> word.Package:
    """The same text as we write it, in the template's body."""
    package = word.read(TEMPLATE)
    package.body[:-1] = Writer(package).write(Text(blocks, ANCHORS, {PICTURE: PICTURE}))
    return word.read(package.bytes(0))


# ---- what a reader sees of a text ---------------------------------------------------------------


def shape(package: word.Package) -> list[Any]:
    """Paragraphs and tables with style, list, words and forms; bookmarks with what they begin before or in."""
    return _shapes(package, [one for one in package.body if one.tag != w("sectPr")])


def _shapes(package: word.Package, elements: Sequence[Element]) -> list[Any]:
    found: list[Any] = []
    marks: list[str] = []
    for one in elements:
        if one.tag == w("bookmarkStart"):
            marks.append(one.get(w("name")))
        elif one.tag == w("p"):
            style, side, entry, runs = _paragraph(package, one)
            while runs and runs[0][0] == "bookmark":
                marks.append(runs.pop(0)[1])
            found.append([sorted(set(marks)), style, side, entry, runs])
            marks = []
        elif one.tag == w("tbl"):
            rows = [
                (
                    row.find(f"{w('trPr')}/{w('tblHeader')}") is not None,
                    [(_spans(cell), _shapes(package, list(cell))) for cell in row.findall(w("tc"))],
                )
                for row in one.findall(w("tr"))
            ]
            title = one.find(f"{w('tblPr')}/{w('tblCaption')}")
            widths = [column.get(w("w")) for column in one.iter(w("gridCol"))]
            found.append([sorted(set(marks)), [] if title is None else title.get(w("val")).split(), widths, rows])
            marks = []
    return found


def _spans(cell: Element) -> list[tuple[str, str]]:
    names = ("gridSpan", "vMerge")
    return [
        (name, one.get(w("val"), "continue"))
        for name in names
        for one in cell.findall(f"{w('tcPr')}/{w(name)}")
        if one.get(w("val")) != "1"
    ]


def _paragraph(package: word.Package, paragraph: Element) -> tuple[str, str, Any, list[Any]]:
    own = paragraph.find(w("pPr"))
    style = "" if own is None or own.find(w("pStyle")) is None else own.find(w("pStyle")).get(w("val"))
    side = "" if own is None or own.find(w("jc")) is None else own.find(w("jc")).get(w("val"))
    return style, side, _list(package, own), list(_runs(package, paragraph))


def _list(package: word.Package, own: Element | None) -> Any:
    """Level, kind and first number of the list of a paragraph."""
    numbers = None if own is None else own.find(w("numPr"))
    if numbers is None:
        return None
    level, number = (numbers.find(w(name)).get(w("val")) for name in ("ilvl", "numId"))
    root = package.tree("word/numbering.xml")
    made = next(one for one in root.iter(w("num")) if one.get(w("numId")) == number)
    key = made.find(w("abstractNumId")).get(w("val"))
    kind = next(one for one in root.iter(w("abstractNum")) if one.get(w("abstractNumId")) == key)
    row = next(one for one in kind.iter(w("lvl")) if one.get(w("ilvl")) == level)
    bullet = row.find(w("numFmt")).get(w("val")) == "bullet"
    sign = row.find(w("lvlText")).get(w("val"))
    start = [one.get(w("val")) for one in made.iter(w("startOverride"))][:1]
    return level, start, (bool(sign.strip()) if bullet else (row.find(w("numFmt")).get(w("val")), sign))


def _runs(package: word.Package, inside: Element, link: str = "") -> Iterator[Any]:
    """Words with their forms; neighbours that look alike are one."""
    pieces: list[list[Any]] = []
    for one in inside:
        if one.tag == w("hyperlink"):
            target = one.get(w("anchor")) or _address(package, one.get(f"{{{SPACES['r']}}}id"))
            pieces += [[look, words] for look, words in _runs(package, one, target)]
        elif one.tag == w("bookmarkStart"):
            pieces.append(["bookmark", one.get(w("name"))])
        elif one.tag == w("r"):
            forms = sorted(
                {re.sub(r"\{.*\}", "", part.tag) + str(part.attrib.values()) for part in one.findall(w("rPr") + "/*")}
            )
            pieces.append([(link, forms), "".join(_words(package, part) for part in one if part.tag != w("rPr"))])
    joined: list[list[Any]] = []
    for look, words in pieces:
        if joined and joined[-1][0] == look and look != "bookmark":
            joined[-1][1] += words
        elif words or look == "bookmark":
            joined.append([look, words])
    for look, words in joined:
        yield look, words


def _words(package: word.Package, part: Element) -> str:
    match re.sub(r"\{.*\}", "", part.tag):
        case "t":
            return part.text or ""
        case "footnoteReference":
            notes = package.tree("word/footnotes.xml")
            note = next(one for one in notes if one.get(w("id")) == part.get(w("id")))
            return f"<note {_shapes(package, list(note))}>"
        case "drawing":
            wp = f"{{{SPACES['wp']}}}docPr"
            return f"<picture {next(part.iter(wp)).get('descr')}>"
        case name:
            return f"<{name}>"


def _address(package: word.Package, key: str) -> str:
    parts = ("word/_rels/document.xml.rels", "word/_rels/footnotes.xml.rels")
    rows = [one for part in parts if part in package.parts for one in package.tree(part)]
    return str(next(one.get("Target") for one in rows if one.get("Id") == key and one.get("TargetMode")))


@given(texts)
@settings(max_examples=12, phases=[Phase.generate])
def test_a_text_is_written_as_pandoc_writes_it(blocks: list[Block]) -> None:
    ours, theirs = shape(by_us(blocks)), shape(by_pandoc(json.loads(json.dumps(blocks))))
    for mine, other in zip(ours, theirs, strict=True):
        assert mine == other
