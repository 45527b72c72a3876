"""pandoc's tree as paragraphs and tables of a Word file, in the styles of the template's package.

What pandoc's own writer makes, without its start, its rereading of the template and its runs of one
word each: the same styles at the same places (a law in the tests asks pandoc). Markup is written as
text, every word escaped, and read once at the end.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from lxml import etree

from pipeline.model import Block
from pipeline.prose import Inline, plain
from pipeline.tools.word import Package
from pipeline.tools.word_lists import Lists
from pipeline.tools.word_runs import NOTES, Form, Runs, escaped, look, run
from pipeline.tools.word_xml import SPACES, Element, w

_WIDTH = 7920
"""Twips of a table before it is dressed; only the shares of its columns count."""

_SIDES = {"AlignLeft": "left", "AlignRight": "right", "AlignCenter": "center"}
_RULE = (
    '<w:p><w:r><w:pict><v:rect style="width:0;height:1.5pt" o:hralign="center" o:hrstd="t" o:hr="t"/>'
    "</w:pict></w:r></w:p>"
)
_SPACES = {**SPACES, "v": "urn:schemas-microsoft-com:vml", "o": "urn:schemas-microsoft-com:office:office"}


@dataclass(frozen=True, slots=True)
class _Place:
    """What a paragraph inherits from what it stands in.

    Attributes:
        style: id of a style; empty for that of running text.
        level: of the list, -1 outside lists.
        list: number of the list; 0 outside lists.
        side: in a table, where its column stands.
        compact: in a list or table, where a text without blank lines is set close.
        note: in a footnote.
    """

    style: str = ""
    level: int = -1
    list: int = 0
    side: str = ""
    compact: bool = False
    note: bool = False

    def styled(self, style: str) -> "_Place":
        """Give the same place with another style."""
        return _Place(style, self.level, self.list, self.side, self.compact, self.note)


@dataclass(frozen=True, slots=True)
class Text:
    """Running text for Word.

    Attributes:
        blocks: pandoc's tree; it is not changed.
        anchors: ids that exist in the text; a link to another one becomes plain text.
        pictures: path → address under which whoever dresses the text knows it; any other becomes its description.
    """

    blocks: Sequence[Block]
    anchors: Collection[str] = ()
    pictures: Mapping[str, str] = field(default_factory=dict)


def write_text(package: Package, text: Text) -> list[Element]:
    """Write one text into a package; see ``Writer.write``."""
    return Writer(package).write(text)


@dataclass(slots=True)
class Writer:
    """Writes texts one after another into one package: they share its lists, footnotes and links.

    Attributes:
        package: the template's; lists, footnotes and links come into it.
    """

    package: Package
    _notes: list[str] = field(default_factory=list)
    _first: bool = True
    _numbered: bool = False
    _lists: Lists = field(init=False)
    _runs: Runs = field(init=False)

    def __post_init__(self) -> None:
        """Look up the template's styles and lists."""
        self._lists = Lists(self.package)
        self._runs = Runs(self.package, self._note)

    def write(self, text: Text) -> list[Element]:
        """Write a text.

        Returns:
            Bookmarks, paragraphs and tables, to be dressed and placed in the package's body.

        Raises:
            TemplateError: if the template lacks a style or a list.
        """
        self._runs.anchors, self._runs.pictures = text.anchors, text.pictures
        self._first = True
        found = _read(self._blocks(text.blocks, _Place()))
        self._place_notes()
        self._lists.place()
        return found

    def _place_notes(self) -> None:
        if self._notes:
            self.package.tree("word/footnotes.xml").extend(_read("".join(self._notes)))
            self._notes.clear()

    # ---- blocks -------------------------------------------------------------------------------

    def _blocks(self, blocks: Sequence[Block], place: _Place) -> str:
        """Write blocks; Word takes two tables for one if nothing stands between them."""
        kinds = ["", *(one["t"] for one in blocks)]
        return "".join(
            ("<w:p/>" if before == one["t"] == "Table" else "") + self._block(one, place)
            for before, one in zip(kinds, blocks, strict=False)
        )

    def _block(self, block: Block, place: _Place) -> str:
        kind: str = block["t"]
        content: Any = block.get("c")
        match kind:
            case "Para":
                return self._paragraph(self._runs.write(content), place) if content else ""
            case "Plain":
                close = place.styled(self._runs.style("Compact")) if place.compact else place
                return self._paragraph(self._runs.write(content), close) if content else ""
            case "LineBlock":
                lines = [part for line in content for part in ({"t": "LineBreak"}, *line)][1:]
                return self._paragraph(self._runs.write(lines), place)
            case "Header":
                return self._heading(content, place)
            case "BulletList" | "OrderedList":
                return self._list(kind, content, place)
            case "BlockQuote":
                style = "Footnote Block Text" if place.note else "Block Text"
                return self._then_first(self._blocks(content, place.styled(self._runs.style(style))))
            case "CodeBlock":
                code = Form(self._runs.style("Verbatim Char"))
                shown = "<w:r><w:br/></w:r>".join(run(line, code) for line in content[1].split("\n"))
                text = self._paragraph(shown, place.styled(self._runs.style("Source Code")))
                return self._then_first(self._runs.marked(content[0][0], text))
            case "RawBlock":
                return self._block({"t": "CodeBlock", "c": [["", [], []], content[1]]}, place)
            case "HorizontalRule":
                return self._then_first(_RULE)
            case "DefinitionList":
                return self._then_first("".join(self._definition(term, meanings, place) for term, meanings in content))
            case "Div":
                (key, _, named), inside = content
                style = self._runs.custom(named)
                return self._runs.marked(key, self._blocks(inside, place.styled(style or place.style)))
            case "Figure":
                return self._figure(content, place)
            case "Table":
                return self._table(content, place)
        return self._paragraph(run(plain([block]), Form()), place)

    def _then_first(self, markup: str) -> str:
        """What follows is set like the beginning of a text."""
        self._first = True
        return markup

    def _paragraph(self, words: str, place: _Place) -> str:
        style = place.style
        if not style and place.level < 0 and not place.side:
            style = self._runs.style("First Paragraph" if self._first else "Body Text")
        self._first = False
        own = f'<w:pStyle w:val="{style}"/>' if style else ""
        if place.level >= 0:
            number = self._lists.further() if self._numbered else place.list
            own += f'<w:numPr><w:ilvl w:val="{min(place.level, 8)}"/><w:numId w:val="{number}"/></w:numPr>'
            self._numbered = True
        own += f'<w:jc w:val="{place.side}"/>' if place.side else ""
        return f"<w:p><w:pPr>{own}</w:pPr>{words}</w:p>"

    def _heading(self, content: Any, place: _Place) -> str:  # noqa: ANN401 - JSON
        level, (key, _, _), inlines = content
        style = self._runs.style(f"heading {min(level, 9)}")
        text = self._paragraph(self._runs.write(inlines), place.styled(style))
        return self._then_first(self._runs.marked(key, text))

    def _list(self, kind: str, content: Any, place: _Place) -> str:  # noqa: ANN401 - JSON
        (start, style, delimiter), items = content if kind == "OrderedList" else ((1, {"t": ""}, {"t": ""}), content)
        level = place.level + 1
        number = self._lists.new(start, style["t"], delimiter["t"])
        first = replace(place, level=level, list=number, compact=True)
        further = replace(first, list=self._lists.further())
        done = []
        for item in items:
            self._numbered = False
            head, rest = item[:1], item[1:]
            if not head or head[0]["t"] in {"BulletList", "OrderedList"}:  # else its sign would be lost
                head, rest = [], item
                done.append(self._paragraph("", first.styled(self._runs.style("Compact"))))
            done.append(self._blocks(head, first) + self._blocks(rest, further))
        return self._then_first("".join(done))

    def _definition(self, term: Sequence[Inline], meanings: Sequence[Sequence[Block]], place: _Place) -> str:
        head = self._paragraph(self._runs.write(term), place.styled(self._runs.style("Definition Term")))
        inside = replace(place, style=self._runs.style("Definition"), compact=False)
        return head + "".join(self._blocks(one, inside) for one in meanings)

    def _figure(self, content: Any, place: _Place) -> str:  # noqa: ANN401 - JSON
        (key, _, _), (_, caption), blocks = content
        shown = self._blocks(blocks, replace(place, style=self._runs.style("Captioned Figure"), compact=False))
        told = self._blocks(caption, replace(place, style=self._runs.style("Image Caption"), compact=False))
        return self._runs.marked(key, shown + told)

    def _table(self, content: Any, place: _Place) -> str:  # noqa: ANN401 - JSON
        (key, _, _), (_, caption), columns, (_, heads), bodies, (_, feet) = content
        title = plain(caption)
        self._first = True
        above = self._blocks(caption, _Place(self._runs.style("Table Caption"))) if caption else ""
        shares = [width.get("c", 1 / len(columns)) for _, width in columns]
        grid = "".join(f'<w:gridCol w:w="{max(1, int(_WIDTH * share))}"/>' for share in shares)
        named = f'<w:tblCaption w:val="{escaped(title)}"/>' if title else ""
        inside = _Place(place.style, compact=True, note=place.note)
        sides = [_SIDES.get(side["t"], "") for side, _ in columns]
        rows = [
            *(self._rows(heads, sides, inside, "<w:trPr><w:tblHeader/></w:trPr>")),
            *(
                row
                for _, _, between, rows in bodies
                for row in (*self._rows(between, sides, inside), *self._rows(rows, sides, inside))
            ),
            *self._rows(feet, sides, inside),
        ]
        text = f"<w:tbl><w:tblPr>{named}</w:tblPr><w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"
        return self._runs.marked(key, above + text)

    def _rows(self, rows: Sequence[Any], sides: Sequence[str], place: _Place, properties: str = "") -> list[str]:
        """Write rows; a cell that spans several is told in each."""
        done = []
        below: dict[int, tuple[int, int]] = {}
        for _, cells in rows:
            waiting, at, row = list(cells), 0, ""
            while waiting or at in below:
                if at in below:
                    across, left = below.pop(at)
                    row += f'<w:tc><w:tcPr>{_span(across)}<w:vMerge w:val="continue"/></w:tcPr><w:p/></w:tc>'
                else:
                    _, side, left, across, blocks = waiting.pop(0)
                    own = _SIDES.get(side["t"]) or (sides[at] if at < len(sides) else "")
                    merged = '<w:vMerge w:val="restart"/>' if left > 1 else ""
                    inside = self._blocks(
                        blocks, _Place(place.style, place.level, place.list, own, place.compact, place.note)
                    )
                    if not inside or inside.endswith("</w:tbl>"):
                        inside += f'<w:p><w:pPr><w:pStyle w:val="{self._runs.style("Compact")}"/></w:pPr></w:p>'
                    row += f"<w:tc><w:tcPr>{_span(across)}{merged}</w:tcPr>{inside}</w:tc>"
                if left > 1:
                    below[at] = across, left - 1
                at += across
            done.append(f"<w:tr>{properties}{row}</w:tr>" if row else "")
        return done

    def _note(self, blocks: Sequence[Block]) -> str:
        """Write a footnote; one within another stands in brackets, since Word knows no such thing."""
        if self._runs.in_note:
            return run(f" ({plain(list(blocks))})", Form())
        self._runs.in_note, first = True, self._first
        place = _Place(self._runs.style("Footnote Text"), note=True)
        own = look(Form(self._runs.style("Footnote Reference")))
        sign = f"<w:r>{own}<w:footnoteRef/></w:r>{run(' ', Form())}"
        text = self._blocks(blocks, place)
        if not text.startswith("<w:p>"):
            text = self._paragraph("", place) + text
        head, properties, rest = text.partition("</w:pPr>")
        number = 1 + max((int(one.get(w("id"))) for one in self.package.tree(NOTES)), default=0) + len(self._notes)
        self._notes.append(f'<w:footnote w:id="{number}">{head}{properties}{sign}{rest}</w:footnote>')
        self._runs.in_note, self._first = False, first
        return f'<w:r>{own}<w:footnoteReference w:id="{number}"/></w:r>'


def _span(across: int) -> str:
    return f'<w:gridSpan w:val="{across}"/>' if across > 1 else ""


def _read(markup: str) -> list[Element]:
    spaces = " ".join(f'xmlns:{name}="{address}"' for name, address in _SPACES.items())
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
    return list(etree.fromstring(f"<w:body {spaces}>{markup}</w:body>", parser))
