"""pandoc's text for Word: written in a template's styles, then taken over into the template's package.

The template is pandoc's reference document, so that an office's styles rule; lists get the
template's signs and indents, which pandoc would make up. Nothing of the sources reaches pandoc as a
file name or command: it runs in its sandbox, reads JSON, and links lead inside or to the web.
"""

import copy
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from lxml import etree

from pipeline.flow import document
from pipeline.model import Block
from pipeline.prose import rewrite
from pipeline.tools import pandoc
from pipeline.tools.word import Package, read
from pipeline.tools.word_xml import SPACES, Element, w

_LEVEL = (
    "start",
    "numFmt",
    "lvlRestart",
    "pStyle",
    "isLgl",
    "suff",
    "lvlText",
    "lvlPicBulletId",
    "lvlJc",
    "pPr",
    "rPr",
)
"""The schema's order of a list level's parts."""

_NOWHERE = ["", [], []]
_CUT = "anfang-des-textes-"
_TRACKED = frozenset(
    {"insertion", "deletion", "comment-start", "comment-end", "paragraph-insertion", "paragraph-deletion"}
)
"""Classes by which pandoc would take an author's words for tracked changes or comments."""
_OUTSIDE = re.compile(r"(https?|mailto):", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Text:
    """Running text for Word.

    Attributes:
        blocks: pandoc's tree; it is not changed.
        anchors: ids that exist in the text; a link to another one becomes plain text.
        pictures: path → address that pandoc can read; any other picture becomes its description.
    """

    blocks: Sequence[Block]
    anchors: Collection[str] = ()
    pictures: Mapping[str, str] = field(default_factory=dict)

    def safe(self) -> Sequence[Block]:
        """Give the blocks with what must not run or cannot be shown as plain text."""
        blocks: Sequence[Block] = rewrite(list(self.blocks), self._element)
        return blocks

    def _element(self, element: dict[str, Any]) -> dict[str, Any]:
        kind, content = element["t"], element.get("c")
        match kind:
            case "RawBlock":
                return {"t": "CodeBlock", "c": [_NOWHERE, content[1]]}  # type: ignore[index]
            case "RawInline":
                return {"t": "Str", "c": content[1]}  # type: ignore[index]
            case "Image":
                found = self.pictures.get(content[2][0], "")  # type: ignore[index]
                kept = [content[0], content[1], [found, ""]]  # type: ignore[index]
                return {"t": kind, "c": kept} if found else {"t": "Span", "c": [_NOWHERE, content[1]]}  # type: ignore[index]
            case "Link":
                address = content[2][0]  # type: ignore[index]
                if not (address.startswith("#") and address[1:] in self.anchors) and not _OUTSIDE.match(address):
                    return {"t": "Span", "c": [_NOWHERE, rewrite(content[1], self._element)]}  # type: ignore[index]
            case "Span" if not _TRACKED.isdisjoint(content[0][1]):  # type: ignore[index]
                return {"t": kind, "c": [_NOWHERE, rewrite(content[1], self._element)]}  # type: ignore[index]
        return element


def write_text(package: Package, template: Path, text: Text, epoch: int) -> list[Element]:
    """Let pandoc write a text in the template's styles and take over what belongs to it.

    Args:
        package: the opened template; styles, lists, footnotes and links come into it.
        template: the same template as a file.
        text: what to write.
        epoch: seconds since 1970.

    Returns:
        Paragraphs and tables, to be placed in the package's body.
    """
    return write_pieces(package, template, [text.safe()], epoch)[0]


def write_pieces(
    package: Package, template: Path, pieces: Sequence[Sequence[Block]], epoch: int
) -> list[list[Element]]:
    """Write several texts, or pieces of texts, at once into one package: they share its lists, footnotes and links.

    Args:
        package: the opened template.
        template: the same template as a file.
        pieces: safe blocks (``Text.safe``); what a piece looks like may depend on the one before it.
        epoch: seconds since 1970.

    Returns:
        Paragraphs and tables of each piece.
    """
    arguments = ["-f", "json", "-t", "docx", "--sandbox", f"--reference-doc={template}", "-o", "-"]
    blocks: list[Block] = []
    for number, piece in enumerate(pieces):
        blocks += [_cut(number), *piece]
    written = read(pandoc.run(arguments, document(blocks, {"lang": "de-DE"}), epoch))
    lists = _lists(package)
    for name in (
        "word/styles.xml",
        "word/numbering.xml",
        "word/footnotes.xml",
        "word/_rels/footnotes.xml.rels",
    ):
        if name in written.parts and (name.startswith("word/_rels/") or name in package.parts):
            package.trees.pop(name, None)
            package.parts[name] = written.parts[name]
    _restyle_lists(package, lists)
    names: dict[str, str] = {}
    for one in written.tree("word/_rels/document.xml.rels"):
        if one.get("Type").endswith("/hyperlink"):
            names[one.get("Id")] = package.relate("hyperlink", one.get("Target"), outside=True)
    for link in written.body.iter(w("hyperlink")):
        key = f"{{{SPACES['r']}}}id"
        if link.get(key):
            link.set(key, names[link.get(key)])
    found: list[list[Element]] = []
    cut = ""
    for one in written.body:
        if one.tag == w("bookmarkStart") and one.get(w("name")) == f"{_CUT}{len(found)}":
            found.append([])
            cut = one.get(w("id"))
        elif one.tag != w("sectPr") and not (one.tag == w("bookmarkEnd") and one.get(w("id")) == cut):
            found[-1].append(one)
    return found


def _cut(number: int) -> Block:
    """Mark where a text begins, without changing how its first paragraph is set: an empty division is a bookmark."""
    return {"t": "Div", "c": [[f"{_CUT}{number}", [], []], []]}


def _lists(package: Package) -> dict[bool, Element]:
    """Give the template's own list definitions: False the numbered one, True the bullets."""
    found: dict[bool, Element] = {}
    if "word/numbering.xml" in package.parts:
        for one in package.tree("word/numbering.xml").iter(w("abstractNum")):
            kind = one.find(f"{w('lvl')}/{w('numFmt')}")
            if kind is not None:
                found.setdefault(kind.get(w("val")) == "bullet", one)
    return found


def _restyle_lists(package: Package, lists: Mapping[bool, Element]) -> None:
    """Give pandoc's lists the template's signs and indents; numbers keep their own start and kind."""
    for one in package.tree("word/numbering.xml").iter(w("abstractNum")):
        for level in one.findall(w("lvl")):
            bullet = level.find(w("numFmt")).get(w("val")) == "bullet"
            if bullet not in lists or int(one.get(w("abstractNumId"))) < 990:  # noqa: PLR2004 - pandoc counts from 990
                continue
            if bullet and not (level.find(w("lvlText")).get(w("val")) or "").strip():
                continue  # a continued paragraph of a list
            for model in lists[bullet].findall(w("lvl")):
                if model.get(w("ilvl")) == level.get(w("ilvl")):
                    taken = ("lvlText", "pPr", "rPr") if bullet else ("pPr", "rPr")
                    _replace(level, model, taken)


def _replace(level: Element, model: Element, names: tuple[str, ...]) -> None:
    for name in names:
        for old in level.findall(w(name)):
            level.remove(old)
    for name in names:
        level.extend(copy.deepcopy(one) for one in model.findall(w(name)))
    level[:] = sorted(level, key=lambda one: _LEVEL.index(etree.QName(one).localname))
