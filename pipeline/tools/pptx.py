"""PowerPoint packages: the only door to presentations and their template.

pandoc writes the text in the layouts of ``templates/praesentation.pptx``; what it leaves out is put in afterwards:
language, footers and numbers, sizes of tables and pictures, alternative texts, the order of reading. Nothing of the
sources reaches pandoc as a file name: it runs in its sandbox and reads JSON, pictures included.
"""

import base64
import io
import zipfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from lxml import etree

from pipeline.errors import TemplateError
from pipeline.flow import document
from pipeline.model import Block
from pipeline.prose import div, header, para, table, text
from pipeline.slides.deck import Deck, Drawing, Points, Slide, Table
from pipeline.slides.fit import Frame
from pipeline.tools import pandoc, typst
from pipeline.tools.pptx_slide import PARSER, POINT, Furnisher, a, p
from pipeline.tools.word import ONE_AT_A_TIME, Package

_PIXELS_PER_INCH = 200
_MASTER = "ppt/slideMasters/slideMaster1.xml"
_REMEDY = "Die Layouts von pandoc behalten ihre englischen Namen; nur ihr Aussehen wird in PowerPoint geändert."

Element = Any


def frame(template: Path) -> Frame:
    """Measure the room that a template gives.

    Raises:
        TemplateError: if it cannot be read or lacks a layout.
    """
    with ONE_AT_A_TIME:
        return _measured(template)


def _measured(template: Path) -> Frame:
    try:
        package = _opened(template.read_bytes())
        master = etree.fromstring(package.parts[_MASTER], PARSER)
        layouts = dict(_layouts(package))
        captioned, opening = layouts["Content with Caption"], layouts["Section Header"]
        title, body = _box(_placeholder(master, type="title")), _box(_placeholder(master, type="body"))
        caption = _placeholder(captioned, idx="2")
        head = _placeholder(opening, type="title")
        return Frame(
            width=body[0],
            height=body[1],
            captioned=_box(_placeholder(captioned, idx="1"))[1],
            caption=(_box(caption)[0] - 7.2, _box(caption)[1]),
            title=title[1],
            opening=_box(head),
            text_size=_size(master.find(f".//{p('bodyStyle')}/{a('lvl1pPr')}")),
            title_size=_size(master.find(f".//{p('titleStyle')}/{a('lvl1pPr')}")),
            caption_size=_size(caption),
            opening_size=_size(head),
        )
    except (OSError, zipfile.BadZipFile, etree.XMLSyntaxError) as error:
        raise TemplateError(f"Die Vorlage „{template.name}“ fehlt oder ist keine Präsentation (.pptx)") from error
    except (KeyError, StopIteration, AttributeError, TypeError, ValueError) as error:
        raise TemplateError(f"In der Vorlage „{template.name}“ fehlt ein Layout oder Platzhalter", _REMEDY) from error


def write(deck: Deck, frame: Frame, template: Path, epoch: int) -> bytes:
    """Write a presentation.

    Args:
        deck: cut so that it fits.
        frame: what it was cut for.
        template: gives layouts and looks.
        epoch: the time the file carries, seconds since 1970.

    Raises:
        TemplateError: if the template cannot be used.
        ToolFailed: if pandoc fails.
    """
    drawings = [one.body for one in deck.slides if isinstance(one.body, Drawing)]
    with ThreadPoolExecutor(2) as pool:
        pictures = list(pool.map(lambda one: _drawn(one, frame), drawings))
    addresses = iter([_address(*one) for one in pictures])
    blocks = [block for slide in deck.slides for block in _blocks(slide, addresses)]
    meta = {"title": deck.title, "subtitle": deck.subtitle, "date": "\n".join(deck.lines), "lang": "de-DE"}
    arguments = ["-f", "json", "-t", "pptx", "--sandbox", "--slide-level=2", f"--reference-doc={template}", "-o", "-"]
    data = pandoc.run(arguments, document(blocks, meta), epoch)
    with ONE_AT_A_TIME:
        return _furnished(data, deck, frame, template, epoch)


def _furnished(data: bytes, deck: Deck, frame: Frame, template: Path, epoch: int) -> bytes:
    """Give pandoc's slides the look of the template."""
    package = _opened(data)
    names = [f"ppt/slides/slide{number}.xml" for number in range(1, len(deck.slides) + 2)]
    if [
        name for name in names if name not in package.parts
    ] or f"ppt/slides/slide{len(names) + 1}.xml" in package.parts:
        raise TemplateError(f"Mit der Vorlage „{template.name}“ entstehen andere Folien als gedacht", _REMEDY)
    furnisher = Furnisher(package, frame, deck.footer)
    furnisher.first(names[0])
    for name, slide in zip(names[1:], deck.slides, strict=True):
        furnisher.slide(name, slide)
    furnisher.languages()
    package.properties(deck.core, deck.custom, epoch)
    return package.bytes(epoch)


def _blocks(slide: Slide, addresses: Iterator[str]) -> Iterator[Block]:
    """Write a slide as pandoc reads it; a caption stands before what it belongs to, which makes pandoc take its layout."""
    yield header(1 if slide.body is None else 2, "", text(slide.title))
    if slide.caption:
        yield para(text(slide.caption))
    match slide.body:
        case Table(head, rows, widths):
            yield table(head, [[_cell(cell) for cell in row] for row in rows], [one / sum(widths) for one in widths])
        case Points(items, numbered, lead, start):
            if lead:
                yield para(text(lead))
            content = [[{"t": "Plain", "c": text(item)}] for item in items]
            order = [start, {"t": "Decimal"}, {"t": "Period"}]
            if content:
                yield {"t": "OrderedList", "c": [order, content]} if numbered else {"t": "BulletList", "c": content}
        case Drawing(alt=alt):
            yield para([{"t": "Image", "c": [["", [], []], text(alt), [next(addresses), ""]]}])
        case None:
            pass
    if slide.notes:
        yield div([para(text(one)) for one in slide.notes], classes=["notes"])


def _cell(said: str) -> list[Block]:
    lines = [one for line in said.split("\n") for one in ({"t": "LineBreak"}, *text(line))]
    return [{"t": "Plain", "c": lines[1:]}]


def _drawn(drawing: Drawing, frame: Frame) -> tuple[bytes, str]:
    if drawing.kind == "svg":
        return typst.png(drawing.data, frame.width / 72 * 25.4, _PIXELS_PER_INCH), "png"
    return drawing.data, drawing.kind


def _address(data: bytes, kind: str) -> str:
    return f"data:image/{kind};base64,{base64.b64encode(data).decode()}"


def _opened(data: bytes) -> Package:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return Package({name: archive.read(name) for name in archive.namelist() if not name.endswith("/")})


def _layouts(package: Package) -> Iterator[tuple[str, Element]]:
    for name in sorted(package.parts):
        if name.startswith("ppt/slideLayouts/slideLayout"):
            layout = etree.fromstring(package.parts[name], PARSER)
            yield layout.find(p("cSld")).get("name"), layout


def _placeholder(tree: Element, **wanted: str) -> Element:
    """Give the shape of a placeholder, by type or index."""
    shapes: Sequence[Element] = list(tree.iter(p("sp")))
    return next(
        one
        for one in shapes
        for found in one.iter(p("ph"))
        if all(found.get(key) == value for key, value in wanted.items())
    )


def _box(shape: Element) -> tuple[float, float]:
    size = shape.find(f"{p('spPr')}/{a('xfrm')}/{a('ext')}")
    return int(size.get("cx")) / POINT, int(size.get("cy")) / POINT


def _size(element: Element) -> float:
    return int(next(element.iter(a("defRPr"))).get("sz")) / 100
