"""WordprocessingML piece by piece: paragraphs, runs and properties in the order the schema wants."""

from bisect import bisect
from collections.abc import Sequence
from functools import cache
from typing import Any

from lxml import etree

Element = Any
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/"
SPACES = {
    "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "r": _OFFICE + "relationships",
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "pic": "http://schemas.openxmlformats.org/drawingml/2006/picture",
}


@cache
def w(name: str) -> str:
    """Give the full name of an element or attribute of WordprocessingML."""
    return f"{{{SPACES['w']}}}{name}"


_ORDER = (
    *(
        "pStyle",
        "keepNext",
        "keepLines",
        "pageBreakBefore",
        "framePr",
        "widowControl",
        "numPr",
        "suppressLineNumbers",
    ),
    *("pBdr", "shd", "tabs", "suppressAutoHyphens", "kinsoku", "wordWrap", "overflowPunct", "topLinePunct"),
    *(
        "autoSpaceDE",
        "autoSpaceDN",
        "bidi",
        "adjustRightInd",
        "snapToGrid",
        "spacing",
        "ind",
        "contextualSpacing",
    ),
    *(
        "mirrorIndents",
        "suppressOverlap",
        "jc",
        "textDirection",
        "textAlignment",
        "textboxTightWrap",
        "outlineLvl",
    ),
    *("divId", "cnfStyle", "rPr", "sectPr", "pPrChange"),
)
"""The schema's order of a paragraph's properties."""

_PLACES = {w(name): place for place, name in enumerate(_ORDER)}


def put(own: Element, *new: Element) -> None:
    """Put properties of a paragraph where the schema wants them, in place of their like."""
    for one in new:
        place = _PLACES[one.tag]
        for old in own.findall(one.tag):
            own.remove(old)
        places = [_PLACES[old.tag] for old in own]
        if places != sorted(places):
            own[:] = sorted(own, key=lambda old: _PLACES[old.tag])
            places.sort()
        own.insert(bisect(places, place), one)


def properties_of(paragraph: Element) -> Element:
    """Give the properties of a paragraph, empty ones if it had none."""
    for found in paragraph.iterchildren(w("pPr")):
        return found
    made = etree.Element(w("pPr"))
    paragraph.insert(0, made)
    return made


def style_of(paragraph: Element) -> str:
    """Give the id of a paragraph's style."""
    for own in paragraph.iterchildren(w("pPr")):  # asked of every paragraph; a path costs three times as much
        for style in own.iterchildren(w("pStyle")):
            return str(style.get(w("val")))
    return ""


def is_entry(paragraph: Element) -> bool:
    """Whether a paragraph is an entry of a list."""
    return paragraph.find(f"{w('pPr')}/{w('numPr')}") is not None


def restyle(paragraph: Element, style: str) -> None:
    """Give a paragraph another style, the first of its properties."""
    own = properties_of(paragraph)
    for there in own.iterchildren(w("pStyle")):
        there.set(w("val"), style)
        return
    own.insert(0, etree.Element(w("pStyle"), {w("val"): style}))


def paragraph_of(style: str) -> Element:
    """Make a paragraph."""
    paragraph = etree.Element(w("p"))
    etree.SubElement(etree.SubElement(paragraph, w("pPr")), w("pStyle"), {w("val"): style})
    return paragraph


def run_of(content: str, properties: str = "") -> Element:
    """Make a run of markup."""
    return etree.fromstring(f'<w:r xmlns:w="{SPACES["w"]}">{properties}{content}</w:r>')


def told(style: str, *pieces: str | tuple[str, str]) -> Element:
    """Make a paragraph of our own words.

    Args:
        style: id of its style.
        pieces: texts, or texts with a form: ``b``, ``u``, ``strike``.
    """
    paragraph = paragraph_of(style)
    for piece in pieces:
        words, form = (piece, "") if isinstance(piece, str) else piece
        run = etree.SubElement(paragraph, w("r"))
        if form:
            own = etree.SubElement(run, w("rPr"))
            etree.SubElement(own, w(form), {w("val"): "single"} if form == "u" else {})
        etree.SubElement(run, w("t"), {"{http://www.w3.org/XML/1998/namespace}space": "preserve"}).text = words
    return paragraph


def begin_page(element: Element) -> None:
    """Let a paragraph begin a page."""
    if element.tag == w("p"):
        put(properties_of(element), etree.Element(w("pageBreakBefore")))


def run_on(paragraph: Element) -> None:
    """Let a paragraph not begin a page, whatever its style says, and stand as far from the one before as others."""
    own = properties_of(paragraph)
    for one in (*own.findall(w("pageBreakBefore")), *own.findall(w("spacing"))):
        own.remove(one)
    if own.find(w("pStyle")) is not None and own.find(w("sectPr")) is None:
        put(own, etree.Element(w("pageBreakBefore"), {w("val"): "0"}))


def text_of(paragraph: Element) -> str:
    """Give the text of a paragraph."""
    return "".join(one.text or "" for one in paragraph.iter(w("t")))


def bookmark(paragraph: Element, names: Sequence[str]) -> None:
    """Put bookmarks around the text of a paragraph."""
    at = 1 if len(paragraph) and paragraph[0].tag == w("pPr") else 0
    for name in names:
        key = f"neu-{name}"
        paragraph.insert(at, etree.Element(w("bookmarkStart"), {w("id"): key, w("name"): name}))
        paragraph.append(etree.Element(w("bookmarkEnd"), {w("id"): key}))


def borders(colour: str, *sides: tuple[str, int, int]) -> Element:
    """Make borders; a side has a thickness (eighths of a point) and a distance (points)."""
    made = etree.Element(w("pBdr"))
    for side, size, space in sides:
        etree.SubElement(
            made,
            w(side),
            {
                w("val"): "single",
                w("sz"): str(size),
                w("space"): str(space),
                w("color"): colour,
            },
        )
    return made


def shade(colour: str) -> Element:
    """Make a background."""
    return etree.Element(w("shd"), {w("val"): "clear", w("color"): "auto", w("fill"): colour})


def colour_runs(paragraph: Element, colour: str) -> None:
    """Colour the text of a paragraph."""
    for run in paragraph.iter(w("r")):
        own = run.find(w("rPr"))
        if own is None:
            own = etree.Element(w("rPr"))
            run.insert(0, own)
        etree.SubElement(own, w("color"), {w("val"): colour})


def field_runs(code: str, shown: str, properties: str = "", *, dirty: bool = False) -> list[Element]:
    """Make the runs of a field, e.g. ``PAGE``."""
    stale = ' w:dirty="true"' if dirty else ""
    return [
        run_of(f'<w:fldChar w:fldCharType="begin"{stale}/>', properties),
        run_of(f'<w:instrText xml:space="preserve"> {code} </w:instrText>', properties),
        run_of('<w:fldChar w:fldCharType="separate"/>', properties),
        *([run_of(f"<w:t>{shown}</w:t>", properties)] if shown else []),
        run_of('<w:fldChar w:fldCharType="end"/>', properties),
    ]
