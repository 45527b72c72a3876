"""A Word file on the concept's template: text in the place of the sample, upright and landscape sections.

The concept keeps the template's title page; a report does without and begins with its own heading,
but has the same styles, headers and page numbers.
"""

import copy
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from lxml import etree

from pipeline.errors import TemplateError
from pipeline.manuscript import Manuscript
from pipeline.model import Block
from pipeline.tools import word, word_body, word_pages
from pipeline.tools.word_writer import Text, write_text
from pipeline.tools.word_xml import Element, properties_of, put, style_of, w

TEMPLATE = "konzept.docx"


@dataclass(frozen=True, slots=True)
class Placed:
    """A paragraph or table, ready to be laid out.

    Attributes:
        element: dressed.
        wide: stands on a landscape page.
        contents: belongs to the table of contents.
    """

    element: Element
    wide: bool
    contents: bool = False


def place(package: word.Package, elements: Sequence[Element], plan: word_body.Plan, *, title_page: bool = True) -> None:
    """Put text in the place of the template's sample, with contents and sections.

    Raises:
        TemplateError: if somebody removed that place or a section from the template.
    """
    lay_out(package, dressed(package, elements, plan), title_page=title_page)


def dressed(package: word.Package, elements: Sequence[Element], plan: word_body.Plan) -> list[Placed]:
    """Dress a text and put the contents where the plan wants them.

    Raises:
        TemplateError: if the template lacks a style or a section.
    """
    _, upright, wide, _ = _layout(package)
    dresser = word_body.Dresser(package, plan, word_pages.text_width(upright), word_pages.text_width(wide))
    done = dresser.dress(elements)
    placed = []
    for element, is_wide, after_contents in done:
        if after_contents:
            contents = word_pages.contents(dresser.headings, dresser.style, "Inhalt")
            placed += [Placed(one, is_wide, contents=True) for one in contents]
        placed.append(Placed(element, is_wide))
    return placed


def lay_out(package: word.Package, placed: Sequence[Placed], *, title_page: bool = True) -> None:
    """Put dressed text in the place of the template's sample, in upright and landscape sections.

    Raises:
        TemplateError: if somebody removed that place or a section from the template.
    """
    body = package.body
    start, upright, wide, last = _layout(package)
    del body[start if title_page else 0 :]
    was_wide = not title_page and bool(placed) and placed[0].wide
    for one in placed:
        if one.wide != was_wide:
            word_pages.close_section(body, wide if was_wide else upright)
        body.append(one.element)
        was_wide = one.wide
    body.append(copy.deepcopy(wide) if was_wide else last)
    word_pages.renumber(body)


def _layout(package: word.Package) -> tuple[int, Element, Element, Element]:
    """Find where the text begins, and the upright, landscape and last section."""
    body = package.body
    places = {tag: one for tag, one in package.controls() if one.getparent() is body}
    sections = list(body.iter(w("sectPr")))
    if not {"text", "querformat"} <= places.keys() or len(sections) < 4:  # noqa: PLR2004 - title and three more
        raise TemplateError(
            f"In der Vorlage „{TEMPLATE}“ fehlt das Steuerelement „text“, „querformat“ oder ein Abschnitt"
        )
    start = body.index(places["text"])
    following = [one for one in sections if _top(one, body) > start]
    return start, following[0], following[1], following[-1]


def report(folder: Path, blocks: Sequence[Block], plan: word_body.Plan) -> word.Package:
    """Set our own blocks on the template, without title page.

    Args:
        folder: of the templates.
        blocks: what the report says, its heading first.
        plan: how it is laid out.
    """
    template = folder / TEMPLATE
    package = word.read(template)
    elements = write_text(package, Text(blocks))
    place(package, elements, plan, title_page=False)
    return package


def finish(package: word.Package, manuscript: Manuscript, title: str, epoch: int) -> bytes:
    """Write heads, feet and properties of a report and give its bytes."""
    name = f"{title} – {manuscript.title}"
    controls = {
        "kurztitel": name,
        "herausgeberin": manuscript.publisher,
        "fassung": manuscript.version,
        "drucksache": manuscript.paper,
        "stempel": manuscript.stamp,
    }
    word.fill(package, controls, needed="stempel")
    core = {
        "title": name,
        "subject": f"Drucksache {manuscript.paper}, Fassung {manuscript.version} ({manuscript.label})",
        "creator": manuscript.publisher,
        "keywords": f"{title}, Fassung {manuscript.version}, {manuscript.paper}",
    }
    custom = {
        "Fassung": manuscript.version,
        "Drucksache": manuscript.paper,
        "Stand": manuscript.key_date.isoformat(),
        "Stempel": manuscript.stamp,
    }
    package.properties(core, {key: value for key, value in custom.items() if value}, epoch)
    return package.bytes(epoch)


def keep_whole(table: Element) -> None:
    """Keep a table that is no higher than a page on one page."""
    for row in table.findall(w("tr"))[:-1]:
        for paragraph in row.iter(w("p")):
            put(properties_of(paragraph), etree.Element(w("keepNext")))


def tighten(table: Element) -> None:
    """Take the air out of a table's rows, so that more of them stand on a page."""
    margins = etree.Element(w("tblCellMar"))
    for side in ("top", "bottom"):
        etree.SubElement(margins, w(side), {w("w"): "6", w("type"): "dxa"})
    look = table.find(f"{w('tblPr')}/{w('tblLook')}")
    look.addprevious(margins)
    for paragraph in table.iter(w("p")):
        put(properties_of(paragraph), etree.Element(w("spacing"), {w("after"): "0"}))


def keep_with_tables(body: Element, heading: str) -> None:
    """Keep the headings of a style, and what stands between them and a table, on the page of its first rows."""
    leading: list[Element] = []
    for one in body:
        if one.tag == w("tbl"):
            first = one.find(w("tr"))
            for paragraph in [*leading, *first.iter(w("p"))] if leading and first is not None else ():
                put(properties_of(paragraph), etree.Element(w("keepNext")))
            leading = []
        elif one.tag == w("p"):
            leading = [one] if style_of(one) == heading else [*leading, one] if leading else []


def _top(element: Element, body: Element) -> int:
    """Give the place of the paragraph that an element belongs to."""
    while element.getparent() is not body:
        element = element.getparent()
    return int(body.index(element))
