"""The pages of a Word document: its contents, its sections, the numbers that must not occur twice."""

import copy
import struct
from collections.abc import Callable, Iterable

from lxml import etree

from pipeline.tools.word_xml import (
    SPACES,
    Element,
    borders,
    colour_runs,
    field_runs,
    paragraph_of,
    properties_of,
    put,
    run_of,
    shade,
    w,
)


def contents(headings: Iterable[tuple[int, str, str]], style: Callable[[str], str], title: str) -> list[Element]:
    """Make the contents: a field that Word refills when the file is opened, with its entries present.

    Page numbers are Word's: it alone knows its pages, so none is written that could be wrong.

    Args:
        headings: level, bookmark and text of each.
        style: gives the template's id of a style by its name.
        title: above the contents.
    """
    entries = []
    for level, mark, text in headings:
        paragraph = paragraph_of(style(f"toc {level}"))
        link = etree.SubElement(paragraph, w("hyperlink"), {w("anchor"): mark, w("history"): "1"})
        run = etree.SubElement(etree.SubElement(link, w("r")), w("t"))
        run.text = text
        entries.append(paragraph)
    if entries:
        begin = field_runs('TOC \\o "1-3" \\h \\z \\u', "", dirty=True)
        entries[0][1:1] = begin[:3]
        end = paragraph_of(style("Body Text"))
        end.append(begin[-1])
        entries.append(end)
    heading = paragraph_of(style("TOC Heading"))
    heading.append(run_of(f"<w:t>{title}</w:t>"))
    return [heading, *entries]


def close_section(body: Element, section: Element) -> None:
    """End a section with the last paragraph of the body; after a table with one that takes no room.

    A paragraph whose mark is a tracked change cannot end a section: it may go.
    """
    if body[-1].tag != w("p") or body[-1].find(f"{w('pPr')}/{w('rPr')}") is not None:
        paragraph = etree.SubElement(body, w("p"))
        spacing = {w("before"): "0", w("after"): "0", w("line"): "20", w("lineRule"): "exact"}
        etree.SubElement(etree.SubElement(paragraph, w("pPr")), w("spacing"), spacing)
    put(properties_of(body[-1]), copy.deepcopy(section))


def text_width(section: Element) -> int:
    """Give the width of the text in a section, in twips."""
    size, margins = section.find(w("pgSz")), section.find(w("pgMar"))
    return int(size.get(w("w"))) - int(margins.get(w("left"))) - int(margins.get(w("right")))


def renumber(body: Element) -> None:
    """Number bookmarks, pictures and controls in order, so that no number occurs twice."""
    names: dict[str, str] = {}
    for one in body.iter(w("bookmarkStart"), w("bookmarkEnd")):
        one.set(w("id"), names.setdefault(one.get(w("id")), str(len(names) + 1)))
    for number, one in enumerate(body.iter(f"{{{SPACES['wp']}}}docPr"), 1):
        one.set("id", str(number))


def banner(paragraph: Element, colour: str) -> None:
    """Set a heading in white on its field's colour, on a new page."""
    sides = (("top", 48, 6), ("left", 48, 6), ("bottom", 48, 6), ("right", 48, 6))
    indent = etree.Element(w("ind"), {w("left"): "227", w("right"): "227"})
    spacing = etree.Element(w("spacing"), {w("before"): "0", w("after"): "360"})
    put(
        properties_of(paragraph),
        etree.Element(w("pageBreakBefore")),
        borders(colour, *sides),
        shade(colour),
        indent,
        spacing,
    )
    colour_runs(paragraph, "FFFFFF")


def pixels(data: bytes) -> tuple[int, int]:
    """Give width and height of a PNG or JPEG picture."""
    if data.startswith(b"\x89PNG"):
        width, height = struct.unpack(">II", data[16:24])
        return max(int(width), 1), max(int(height), 1)
    at = 2
    while at + 9 < len(data) and data[at] == 0xFF:  # noqa: PLR2004 - JPEG: a chain of marked segments
        marker, length = data[at + 1], int.from_bytes(data[at + 2 : at + 4])
        if 0xC0 <= marker <= 0xCF and marker not in {0xC4, 0xC8, 0xCC}:  # noqa: PLR2004 - the segment with the size
            return max(int.from_bytes(data[at + 7 : at + 9]), 1), max(int.from_bytes(data[at + 5 : at + 7]), 1)
        at += 2 + length
    return 4, 3
