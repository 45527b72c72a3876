"""PresentationML piece by piece: what pandoc leaves out of a slide is put in."""

import copy
import struct
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from lxml import etree

from pipeline.slides.deck import Drawing, Points, Slide, Table
from pipeline.slides.fit import CELL, Frame, caption_size, columns, heights
from pipeline.slides.measure import largest
from pipeline.tools.word import Package

POINT = 12_700
"""English metric units in a point."""

_A = "http://schemas.openxmlformats.org/drawingml/2006/main"
_P = "http://schemas.openxmlformats.org/presentationml/2006/main"
_FIRST_SIZES = (54, 48, 40, 34, 28, 24, 20, 16)
_SUBTITLE_SIZES = (26, 24, 20, 18, 16, 14, 12)
_LANGUAGE = "de-DE"
PARSER = etree.XMLParser(resolve_entities=False, no_network=True)

Element = Any


def a(name: str) -> str:
    """Give the full name of an element of DrawingML."""
    return f"{{{_A}}}{name}"


def p(name: str) -> str:
    """Give the full name of an element of PresentationML."""
    return f"{{{_P}}}{name}"


@dataclass(frozen=True, slots=True)
class Furnisher:
    """Furnishes the slides of one presentation.

    Attributes:
        package: as pandoc wrote it.
        frame: the room on a slide.
        footer: printed on all slides but the first.
    """

    package: Package
    frame: Frame
    footer: str

    def first(self, name: str) -> None:
        """Furnish the title slide: sizes by length, one paragraph a line."""
        for shape in self._shapes(name):
            kind = _kind(shape)
            if kind in {"ctrTitle", "subTitle"}:
                said = "".join(one.text or "" for one in shape.iter(a("t")))
                size = shape.find(f"{p('spPr')}/{a('xfrm')}/{a('ext')}")
                room = ((int(size.get("cx")) / POINT) - 14.4, (int(size.get("cy")) / POINT) - 7.2)
                sizes = _FIRST_SIZES if kind == "ctrTitle" else _SUBTITLE_SIZES
                _set_size(shape, largest(said, sizes, room, bold=kind == "ctrTitle"))
            elif kind == "dt":
                _one_paragraph_a_line(shape)
        _number(self.package.tree(name))

    def slide(self, name: str, slide: Slide) -> None:
        """Furnish any other slide."""
        tree = self.package.tree(name)
        holder = tree.find(f"{p('cSld')}/{p('spTree')}")
        shapes = self._shapes(name)
        title = [one for one in shapes if _kind(one) == "title"]
        captions = [one for one in shapes if one.tag == p("sp") and _index(one) == "2" and slide.caption]
        bodies = [one for one in shapes if one not in title and one not in captions]
        for one in shapes:
            holder.remove(one)
        match slide.body:
            case Table() as table:
                bodies = [one for one in bodies if one.tag == p("graphicFrame")]
                for one in bodies:
                    _furnish_table(one, table, slide, self.frame)
            case Drawing() as drawing:
                bodies = [one for one in bodies if one.tag == p("pic")]
                for one in bodies:
                    self._furnish_picture(name, one, drawing, slide)
            case Points() as points:
                for one in bodies:
                    _set_size(one, points.size)
        for one in captions:
            _set_size(one, caption_size(slide, self.frame))
        holder.extend([*title, *bodies, *captions, *self._footers(name)])
        _number(tree)

    def languages(self) -> None:
        """Say of all text that it is German."""
        for name in sorted(self.package.parts):
            if name.startswith(("ppt/slides/slide", "ppt/notesSlides/notesSlide")):
                tree = self.package.tree(name)
                for run in tree.iter(a("r"), a("fld")):
                    if run.find(a("rPr")) is None:
                        run.insert(0, etree.Element(a("rPr")))
                for one in tree.iter(a("rPr"), a("endParaRPr")):
                    one.set("lang", _LANGUAGE)

    def _shapes(self, name: str) -> list[Element]:
        holder = self.package.tree(name).find(f"{p('cSld')}/{p('spTree')}")
        return [one for one in holder if one.tag in {p("sp"), p("pic"), p("graphicFrame")}]

    def _footers(self, name: str) -> list[Element]:
        """Copy footer and slide number from the slide's layout."""
        layout = self._related(name, "slideLayout")
        found = etree.fromstring(self.package.parts[layout], PARSER)
        shapes = []
        for shape in found.iter(p("sp")):
            kind = _kind(shape)
            if kind not in {"ftr", "sldNum"}:
                continue
            own = copy.deepcopy(shape)
            own.find(p("spPr"))[:] = []
            own.find(f"{p('txBody')}/{a('lstStyle')}")[:] = []
            if kind == "ftr":
                next(own.iter(a("t"))).text = self.footer
            shapes.append(own)
        return shapes

    def _furnish_picture(self, name: str, pic: Element, drawing: Drawing, slide: Slide) -> None:
        """Make a picture as large as fits, in the middle of its place."""
        naming = pic.find(f"{p('nvPicPr')}/{p('cNvPr')}")
        naming.attrib.clear()
        naming.set("name", "Abbildung")
        naming.set("descr", drawing.alt)
        embed = next(pic.iter(a("blip"))).get(
            "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}embed"
        )
        wide, high = _pixels(self.package.parts[self._related(name, "image", embed)])
        place = pic.find(f"{p('spPr')}/{a('xfrm')}")
        left, top = self._corner(name)
        scale = min(self.frame.width / wide, self.frame.room(slide) / high)
        size = round(wide * scale * POINT), round(high * scale * POINT)
        start = left + (round(self.frame.width * POINT) - size[0]) // 2, top
        place.find(a("off")).attrib.update({"x": str(start[0]), "y": str(start[1])})
        place.find(a("ext")).attrib.update({"cx": str(size[0]), "cy": str(size[1])})

    def _corner(self, name: str) -> tuple[int, int]:
        """Give where the content of the slide's layout begins, else of the master."""
        layout = self._related(name, "slideLayout")
        for part in (layout, "ppt/slideMasters/slideMaster1.xml"):
            for shape in etree.fromstring(self.package.parts[part], PARSER).iter(p("sp")):
                place = shape.find(f"{p('spPr')}/{a('xfrm')}/{a('off')}")
                if _index(shape) == "1" and place is not None:
                    return int(place.get("x")), int(place.get("y"))
        return 0, 0

    def _related(self, name: str, kind: str, key: str = "") -> str:
        path = PurePosixPath(name)
        relations = etree.fromstring(self.package.parts[f"{path.parent}/_rels/{path.name}.rels"], PARSER)
        target = next(
            one.get("Target")
            for one in relations
            if one.get("Type").endswith(f"/{kind}") and key in {"", one.get("Id")}
        )
        return f"ppt/{target.removeprefix('../')}"


def _furnish_table(holder: Element, table: Table, slide: Slide, frame: Frame) -> None:
    """Give a table its widths, heights, sizes and a description."""
    naming = holder.find(f"{p('nvGraphicFramePr')}/{p('cNvPr')}")
    naming.set("name", "Tabelle")
    naming.set("descr", f"Tabelle „{slide.title}“ mit den Spalten {', '.join(table.head)}")
    grid = next(holder.iter(a("tbl")))
    if table.total:
        grid.find(a("tblPr")).set("lastRow", "1")
    for column, wide in zip(grid.iter(a("gridCol")), columns(table, frame), strict=True):
        column.set("w", str(round(wide * POINT)))
    tall = [round(one * POINT) for one in heights(table, frame)]
    for row, high in zip(grid.iter(a("tr")), tall, strict=True):
        row.set("h", str(high))
        for number, cell in enumerate(row.iter(a("tc"))):
            _furnish_cell(cell, table.size, to_right=number in table.numbers)
    size = holder.find(f"{p('xfrm')}/{a('ext')}")
    size.attrib.update({"cx": str(round(frame.width * POINT)), "cy": str(sum(tall))})


def _furnish_cell(cell: Element, size: float, *, to_right: bool) -> None:
    _set_size(cell, size)
    margins = cell.find(a("tcPr"))
    if margins is None:
        margins = etree.SubElement(cell, a("tcPr"))
    sides = dict(zip(("marL", "marR", "marT", "marB"), (CELL[0], CELL[0], CELL[1], CELL[1]), strict=True))
    margins.attrib.update({side: str(round(points * POINT)) for side, points in sides.items()})
    for own in cell.iter(a("pPr")):
        own.set("algn", "r" if to_right else "l")


def _set_size(holder: Element, size: float) -> None:
    for run in holder.iter(a("r")):
        own = run.find(a("rPr"))
        if own is None:
            own = etree.Element(a("rPr"))
            run.insert(0, own)
        own.set("sz", str(round(size * 100)))


def _one_paragraph_a_line(shape: Element) -> None:
    for paragraph in list(shape.iter(a("p"))):
        said = "".join(one.text or "" for one in paragraph.iter(a("t"))).split("\n")
        for line in reversed(said):
            own = copy.deepcopy(paragraph)
            for run in own.findall(a("r"))[1:]:
                own.remove(run)
            next(own.iter(a("t"))).text = line
            paragraph.addnext(own)
        paragraph.getparent().remove(paragraph)


def _number(tree: Element) -> None:
    """Number the shapes: no two may share a number."""
    for number, one in enumerate(list(tree.iter(p("cNvPr"))), 1):
        one.set("id", str(number))


def _kind(shape: Element) -> str:
    return next((str(one.get("type", "")) for one in shape.iter(p("ph"))), "")


def _index(shape: Element) -> str:
    return next((str(one.get("idx", "")) for one in shape.iter(p("ph"))), "")


def _pixels(data: bytes) -> tuple[int, int]:
    """Read width and height of a PNG or JPEG."""
    if data.startswith(b"\x89PNG"):
        wide, high = struct.unpack(">II", data[16:24])
        return wide, high
    at = 2
    while data[at] == 0xFF and not (0xC0 <= data[at + 1] <= 0xCF and data[at + 1] not in {0xC4, 0xC8, 0xCC}):  # noqa: PLR2004
        at += 2 + struct.unpack(">H", data[at + 2 : at + 4])[0]
    high, wide = struct.unpack(">HH", data[at + 5 : at + 9])
    return wide, high
