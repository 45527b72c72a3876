"""Running text in Word: what writing it leaves to be done.

``word_writer`` writes correct paragraphs, lists and notes. A printed book needs more: numbered captions that
Word can count, tables as wide as the page with rows that stay whole, bookmarks on the headings
themselves, a contents field with its entries, wide tables on landscape pages, pictures with their
alternative texts. All looks come from the template's styles; only the colours of the fields, which
are data, are set here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from lxml import etree

from pipeline.errors import TemplateError
from pipeline.tools.word import Package
from pipeline.tools.word_pages import banner, pixels
from pipeline.tools.word_xml import (
    SPACES,
    Element,
    bookmark,
    borders,
    colour_runs,
    field_runs,
    is_entry,
    properties_of,
    put,
    restyle,
    run_of,
    shade,
    style_of,
    text_of,
    w,
)

_KEPT_TOGETHER = 900
"""Characters; a table with fewer is not broken between pages."""

_EMU = 36_000
"""Word's smallest length; so many are a millimetre."""

_DEEPEST = 3
"""Heading levels in the contents."""

_HIGHEST = 150
"""Millimetres; no picture is higher."""

_TABLE = (
    '<w:tblPr xmlns:w="{w}"><w:tblStyle w:val="{style}"/><w:tblW w:w="{width}" w:type="dxa"/>'
    '<w:tblLayout w:type="fixed"/><w:tblLook w:val="0420" w:firstRow="1" w:lastRow="0" w:firstColumn="0"'
    ' w:lastColumn="0" w:noHBand="0" w:noVBand="1"/></w:tblPr>'
)
_DRAWING = (
    '<w:drawing xmlns:w="{w}" xmlns:r="{r}" xmlns:wp="{wp}" xmlns:a="{a}" xmlns:pic="{pic}">'
    '<wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="{cx}" cy="{cy}"/>'
    '<wp:docPr id="{number}" name="Abbildung {number}"/>'
    '<wp:cNvGraphicFramePr><a:graphicFrameLocks noChangeAspect="1"/></wp:cNvGraphicFramePr>'
    '<a:graphic><a:graphicData uri="{pic}"><pic:pic>'
    '<pic:nvPicPr><pic:cNvPr id="{number}" name="Abbildung {number}"/><pic:cNvPicPr/></pic:nvPicPr>'
    '<pic:blipFill><a:blip r:embed="{key}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>'
    '<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{cx}" cy="{cy}"/></a:xfrm>'
    '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr>'
    "</pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing>"
)


@dataclass(frozen=True, slots=True)
class Plan:
    """What the text's author knows and its paragraphs do not show.

    Attributes:
        wide: bookmarks of headings whose parts stand on landscape pages.
        banners: bookmark of a heading → colour of the banner it is set on, e.g. ``8A3324``.
        tints: bookmark of a heading → colour of the heading and of the heads of its tables.
        flowing: landscape parts follow one another on the same page.
        contents_before: bookmark of the heading that the contents come before; empty for none.
        pictures: address → bytes and kind (``png``, ``jpeg``).
    """

    wide: frozenset[str] = frozenset()
    flowing: bool = False
    banners: Mapping[str, str] = field(default_factory=dict)
    tints: Mapping[str, str] = field(default_factory=dict)
    contents_before: str = ""
    pictures: Mapping[str, tuple[bytes, str]] = field(default_factory=dict)


class Dresser:
    """Dresses one text.

    Attributes:
        headings: level, bookmark and text of each heading in the contents, in order.
    """

    def __init__(self, package: Package, plan: Plan, width: int, wide_width: int = 0) -> None:
        """Take the template's package, the plan, and the widths of text in twips, upright and landscape."""
        self.package, self.plan = package, plan
        self.width, self.wide_width = width, wide_width or width
        self.styles = package.styles()
        self.headings: list[tuple[int, str, str]] = []
        self._levels = {
            self.styles[f"heading {level}"]: level for level in range(1, 10) if f"heading {level}" in self.styles
        }
        self._counts = {"Tabelle": 0, "Abbildung": 0}
        self._pictures: dict[str, str] = {}
        self._wide, self._tint, self._marks = False, "", ""

    def style(self, name: str) -> str:
        """Give the id of a style.

        Raises:
            TemplateError: if somebody removed it from the template.
        """
        try:
            return self.styles[name.casefold()]
        except KeyError as error:
            raise TemplateError(f"In der Wordvorlage fehlt die Formatvorlage „{name}“") from error

    def dress(self, elements: Sequence[Element]) -> list[tuple[Element, bool, bool]]:
        """Dress paragraphs and tables.

        Returns:
            Each with: stands on a landscape page; the contents come before it.
        """
        done: list[tuple[Element, bool, bool]] = []
        marks: list[Element] = []
        captions = {self.style("Table Caption"): "Tabelle", self.style("Image Caption"): "Abbildung"}
        texts = {self.style("Body Text"), self.style("First Paragraph")}
        for one in elements:
            if one.tag == w("bookmarkStart"):
                marks.append(one)
                continue
            if one.tag == w("bookmarkEnd"):
                continue
            names = [mark.get(w("name")) for mark in marks]
            paragraph = one if one.tag == w("p") else next(one.iter(w("p")), None)
            if paragraph is not None:
                bookmark(paragraph, names)
            marks = []
            kind = style_of(one) if one.tag == w("p") else ""
            if kind in self._levels:
                self._heading(one, self._levels[kind], names)
            elif kind in captions:
                self._caption(one, captions[kind])
            elif kind == self.styles.get("leitlinie"):
                self._guideline(one, first=bool(names))
            elif kind == self.styles.get("verweiszeile") and done and done[-1][0].tag == w("p"):
                put(properties_of(done[-1][0]), etree.Element(w("keepNext")))
            elif kind in texts and done and (after := _after(done[-1][0])):
                restyle(one, self.style(after))
            if done and is_entry(one) and _announces(done[-1][0]):
                put(properties_of(done[-1][0]), etree.Element(w("keepNext")))
            if one.tag == w("tbl"):
                self._table(one)
            for drawing in one.iter(w("drawing")):
                self._drawing(drawing)
            done.append((one, self._wide, bool(names) and self.plan.contents_before in names))
        return done

    def _heading(self, paragraph: Element, level: int, names: Sequence[str]) -> None:
        was_wide = self._wide
        if level <= 2:  # noqa: PLR2004
            self._wide = not self.plan.wide.isdisjoint(names)
            self._tint = next(
                (
                    colours[name]
                    for name in names
                    for colours in (self.plan.banners, self.plan.tints)
                    if name in colours
                ),
                "",
            )
            if any(name in self.plan.banners for name in names):
                banner(paragraph, self._tint)
            elif self._tint:
                colour_runs(paragraph, self._tint)
            if self._wide and not self.plan.flowing:
                put(
                    properties_of(paragraph),
                    etree.Element(w("spacing"), {w("before"): "0", w("after"): "120"}),
                )
            if self._wide and was_wide and not self.plan.flowing:
                put(properties_of(paragraph), etree.Element(w("pageBreakBefore")))
        if level <= _DEEPEST:
            mark = f"_Toc{len(self.headings) + 1:08}"
            bookmark(paragraph, [mark])
            self.headings.append((level, mark, text_of(paragraph)))

    def _caption(self, paragraph: Element, kind: str) -> None:
        self._counts[kind] += 1
        bold = f'<w:rPr xmlns:w="{SPACES["w"]}"><w:b/><w:bCs/></w:rPr>'
        runs = [
            run_of(f'<w:t xml:space="preserve">{kind} </w:t>', bold),
            *field_runs(f"SEQ {kind} \\* ARABIC", str(self._counts[kind]), bold),
            run_of('<w:t xml:space="preserve">: </w:t>', bold),
        ]
        at = 1 + next(
            (i for i, one in reversed(list(enumerate(paragraph))) if one.tag in {w("pPr"), w("bookmarkStart")}),
            -1,
        )
        paragraph[at:at] = runs

    def _guideline(self, paragraph: Element, *, first: bool) -> None:
        if first:
            restyle(paragraph, self.style("Leitlinientitel"))
        if self._tint:
            put(properties_of(paragraph), borders(self._tint, ("left", 36, 10)))
            if first:
                colour_runs(paragraph, self._tint)

    def _table(self, table: Element) -> None:
        total = self.wide_width if self._wide else self.width
        rows = table.findall(w("tr"))
        old = table.find(w("tblPr"))
        title = old.find(w("tblCaption"))
        shares = [int(one.get(w("w"))) for one in table.iter(w("gridCol"))]
        widths = [round(total * share / sum(shares)) for share in shares]
        widths[-1] += total - sum(widths)
        new = etree.fromstring(_TABLE.format(style=self.style("Table"), width=total, **SPACES))
        if title is not None:
            new.append(title)
        table.replace(old, new)
        for column, width in zip(table.iter(w("gridCol")), widths, strict=True):
            column.set(w("w"), str(width))
        short = len("".join(table.itertext())) < _KEPT_TOGETHER
        text = self.style("Tabellentext klein" if self._wide else "Tabellentext")
        for row in rows:
            properties = row.find(w("trPr"))
            if properties is None:
                properties = etree.Element(w("trPr"))
                row.insert(0, properties)
            head = properties.find(w("tblHeader")) is not None
            properties.insert(0, etree.Element(w("cantSplit")))
            style = self.style("Tabellenkopf") if head else text
            self._row(row, widths, style, head=head, keep=short and row is not rows[-1])

    def _row(self, row: Element, widths: Sequence[int], style: str, *, head: bool, keep: bool) -> None:
        at = 0
        for cell in row.findall(w("tc")):
            properties = cell.find(w("tcPr"))
            if properties is None:
                properties = etree.Element(w("tcPr"))
                cell.insert(0, properties)
            span = properties.find(w("gridSpan"))
            wide = 1 if span is None else int(span.get(w("val")))
            properties.insert(0, etree.Element(w("tcW"), {w("w"): str(sum(widths[at : at + wide])), w("type"): "dxa"}))
            at += wide
            if head and self._wide and self._tint:
                properties.append(shade(self._tint))
            for paragraph in cell.findall(w("p")):
                own = properties_of(paragraph)
                restyle(paragraph, style)
                for side in own.findall(w("jc")):
                    if side.get(w("val")) in {"left", "start"}:
                        own.remove(side)
                if keep:
                    put(own, etree.Element(w("keepNext")))

    def _drawing(self, drawing: Element) -> None:
        found = drawing.find(f".//{{{SPACES['pic']}}}cNvPr")
        address = found.get("descr") if found is not None else ""
        if address not in self.plan.pictures:
            return
        data, kind = self.plan.pictures[address]
        if address not in self._pictures:
            self._pictures[address] = self.package.picture(data, kind)
        across, high = pixels(data)
        width = min(self.width / 1440 * 25.4, _HIGHEST * across / high)
        alt = drawing.find(f".//{{{SPACES['wp']}}}docPr").get("descr", "")
        number = self._counts["Abbildung"] + 1
        new = etree.fromstring(
            _DRAWING.format(
                cx=round(width * _EMU),
                cy=round(width * high / across * _EMU),
                number=number,
                key=self._pictures[address],
                **SPACES,
            ),
            etree.XMLParser(remove_blank_text=True),
        )
        new.find(f".//{{{SPACES['wp']}}}docPr").set("descr", alt)
        drawing.getparent().replace(drawing, new)


def _announces(element: Element) -> bool:
    """Whether a paragraph only leads to the list below it, so that it must not stay behind at the foot of a page."""
    return element.tag == w("p") and not is_entry(element) and text_of(element).rstrip().endswith(":")


def _after(element: Element) -> str:
    """Name the style of a paragraph that follows a table or list, empty for any other."""
    if element.tag == w("tbl"):
        return "Nach Tabelle"
    return "Nach Liste" if is_entry(element) else ""
