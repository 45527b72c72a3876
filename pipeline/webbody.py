"""pandoc's tree as the body of a web page: tags and words as pandoc writes them, ready for our page.

Nothing of the sources becomes a tag: every word is escaped, raw markup is shown as code, a link leads
inside the page or to the web, a picture is data. Tables get scopes and a name, wide ones the roles
that let them become cards on a narrow screen; footnotes speak German.
"""

import html
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pipeline.model import Block
from pipeline.prose import Inline, plain

_SAFE = re.compile(r"(https?|mailto):", re.IGNORECASE)
_NUMBER = re.compile(r"((?:\d+(?:\.\d+)+|[A-Z]\.\d+(?:\.\d+)*)) ")
_FORMS = {
    "Emph": ("<em>", "</em>"),
    "Strong": ("<strong>", "</strong>"),
    "Strikeout": ("<del>", "</del>"),
    "Superscript": ("<sup>", "</sup>"),
    "Subscript": ("<sub>", "</sub>"),
    "Underline": ("<u>", "</u>"),
    "SmallCaps": ('<span class="smallcaps">', "</span>"),
}
_TYPES = {"Decimal": "1", "LowerAlpha": "a", "UpperAlpha": "A", "LowerRoman": "i", "UpperRoman": "I"}
_SIDES = {"AlignRight": ' class="right"', "AlignCenter": ' class="center"'}
_DEEPEST = 6
_WIDE = frozenset({"massnahmen", "vorschriften"})
"""Classes of divisions whose table becomes cards on a narrow screen."""

_BACK = (
    '<a href="#fnref{0}" class="footnote-back" role="doc-backlink" title="zurück zum Text"'
    ' aria-label="zurück zum Text, Fußnote {0}">↩︎</a>'
)


@dataclass(slots=True)
class Body:
    """Writes the body of one page.

    Attributes:
        anchors: ids that exist on the page; a link to another one becomes plain text.
        pictures: path → address of the picture's data; any other becomes a remark.
        signs: code of a field in small letters → the picture that stands in its headings.
    """

    anchors: frozenset[str]
    pictures: Mapping[str, str]
    signs: Mapping[str, str]
    _notes: list[str] = field(default_factory=list)
    _tables: int = 0
    _in_note: bool = False
    _in_link: bool = False

    def write(self, blocks: Sequence[Block]) -> str:
        """Give the page's body, footnotes at its end."""
        text = self._blocks(blocks) + "\n"
        if not self._notes:
            return text
        notes = "\n".join(self._notes)
        return (
            f'{text}<section id="fussnoten" class="footnotes footnotes-end-of-document" role="doc-endnotes"'
            f' aria-labelledby="titel-fussnoten">\n<h2 id="titel-fussnoten">Fußnoten</h2>\n<ol>\n{notes}\n</ol>\n</section>\n'
        )

    # ---- blocks -------------------------------------------------------------------------------

    def _blocks(self, blocks: Sequence[Block], *, wide: bool = False) -> str:
        return "\n".join(filter(None, (self._block(one, wide=wide) for one in blocks)))

    def _block(self, block: Block, *, wide: bool = False) -> str:
        kind: str = block["t"]
        content: Any = block.get("c")
        match kind:
            case "Plain":
                return self._inlines(content)
            case "Para":
                return f"<p>{self._inlines(content)}</p>" if content else ""
            case "Header":
                return self._heading(*content)
            case "BulletList":
                return f"<ul>\n{self._items(content)}\n</ul>"
            case "OrderedList":
                (start, style, _), items = content
                begin = f' start="{start}"' if start != 1 else ""
                sign = f' type="{_TYPES[style["t"]]}"' if style["t"] in _TYPES else ""
                return f"<ol{begin}{sign}>\n{self._items(items)}\n</ol>"
            case "BlockQuote":
                return f"<blockquote>\n{self._blocks(content)}\n</blockquote>"
            case "LineBlock":
                return f'<div class="line-block">{"<br />".join(map(self._inlines, content))}</div>'
            case "CodeBlock" | "RawBlock":
                return f"<pre><code>{_escaped(content[1])}</code></pre>"
            case "HorizontalRule":
                return "<hr />"
            case "DefinitionList":
                return f"<dl>\n{''.join(map(self._definition, content))}</dl>"
            case "Div":
                (key, classes, _), inside = content
                wide = not _WIDE.isdisjoint(classes)
                return f"<div{_attributes(key, classes)}>\n{self._blocks(inside, wide=wide)}\n</div>"
            case "Figure":
                (key, classes, _), (_, caption), inside = content
                shown, told = self._blocks(inside), self._blocks(caption)
                return f"<figure{_attributes(key, classes)}>\n{shown}\n<figcaption>{told}</figcaption>\n</figure>"
            case "Table":
                return self._table(content, wide=wide)
        return f"<p>{_escaped(plain([block]))}</p>"

    def _heading(self, level: int, attributes: Any, inlines: Sequence[Inline]) -> str:  # noqa: ANN401 - JSON
        key, classes, _ = attributes
        words = self._inlines(inlines)
        if level >= _DEEPEST:
            return f'<p class="heading"{_attributes(key, ())}>{words}</p>'
        words = _NUMBER.sub(r'<span class="nr">\1</span> ', words, count=1) if _NUMBER.match(words) else words
        if classes and classes[0] in {"field", "section"}:
            words = next((self.signs.get(one[5:], "") for one in classes if one.startswith("feld-")), "") + words
        return f"<h{level + 1}{_classes(classes)}{_attributes(key, ())}>{words}</h{level + 1}>"

    def _items(self, items: Sequence[Sequence[Block]]) -> str:
        return "\n".join(f"<li>{self._blocks(item)}</li>" for item in items)

    def _definition(self, entry: Any) -> str:  # noqa: ANN401 - JSON
        term, meanings = entry
        told = "".join(f"<dd>\n{self._blocks(one)}\n</dd>\n" for one in meanings)
        return f"<dt>{self._inlines(term)}</dt>\n{told}"

    def _table(self, content: Any, *, wide: bool) -> str:  # noqa: ANN401 - JSON
        (key, classes, _), (_, caption), columns, (_, heads), bodies, (_, feet) = content
        self._tables += 1
        heads = heads if any(cell[4] for _, cells in heads for cell in cells) else ()
        title = self._blocks(caption)
        name = f"titel-tabelle-{self._tables}"
        rows = _Rows(tuple(side["t"] for side, _ in columns), wide=wide)
        role = ' role="rowgroup"' if wide else ""
        own = "" if wide else f' id="{name}"'
        parts = [f"<caption{own}>{title}</caption>"] if title else []
        sections = [
            ("thead", heads),
            *(("tbody", (*between, *inside)) for _, _, between, inside in bodies),
            ("tfoot", feet),
        ]
        for tag, lines in sections:
            if lines:
                told = "\n".join(self._row(cells, rows, head=tag == "thead") for _, cells in lines)
                parts.append(f"<{tag}{role}>\n{told}\n</{tag}>")
        inside = "\n".join(parts)
        if wide:
            return f'<table{_attributes(key, classes)} role="table">\n{inside}\n</table>'
        label = f'aria-labelledby="{name}"' if title else f'aria-label="Tabelle {self._tables}"'
        table = f"<table{_attributes(key, classes)}>\n{inside}\n</table>"
        return f'<div class="tafel" role="region" tabindex="0" {label}>{table}</div>'

    def _row(self, cells: Sequence[Any], rows: "_Rows", *, head: bool) -> str:
        done = ['<tr role="row">' if rows.wide else "<tr>"]
        at = 0
        for _, side, down, across, blocks in cells:
            words = self._blocks(blocks)
            where = side["t"] if side["t"] != "AlignDefault" or at >= len(rows.sides) else rows.sides[at]
            own = _SIDES.get(where, "")
            own += f' rowspan="{down}"' if down > 1 else ""
            own += f' colspan="{across}"' if across > 1 else ""
            if head and words:
                rows.heads.append(words)
                role = ' role="columnheader"' if rows.wide else ""
                done.append(f'<th{role} scope="col"{own}>{words}</th>')
            else:
                above = rows.heads[at % len(rows.heads)] if rows.heads else ""
                role = f' role="cell" data-kopf="{_quoted(above)}"' if rows.wide else ""
                done.append(f"<td{role}{own}>{words}</td>")
            at += across
        return "\n".join([*done, "</tr>"])

    # ---- inlines ------------------------------------------------------------------------------

    def _inlines(self, inlines: Sequence[Inline]) -> str:
        return "".join(self._inline(one["t"], one.get("c")) for one in inlines)

    def _inline(self, kind: str, content: Any) -> str:  # noqa: ANN401 - JSON
        if kind == "Str":
            return _escaped(content)
        if kind in _FORMS:
            return self._inlines(content).join(_FORMS[kind])
        match kind:
            case "Space" | "SoftBreak":
                return " "
            case "LineBreak":
                return "<br />\n"
            case "Code" | "RawInline":
                return f"<code>{_escaped(content[1])}</code>"
            case "Quoted":
                return self._inlines(content[1]).join("„“" if content[0]["t"] == "DoubleQuote" else "‚‘")
            case "Link":
                return self._link(*content)
            case "Image":
                source = self.pictures.get(content[2][0])
                alt = plain(content[1])
                return (
                    f'<img src="{source}" alt="{_quoted(alt)}" />'
                    if source
                    else f"<em>[Bild fehlt: {_escaped(alt)}]</em>"
                )
            case "Note":
                return self._note(content)
            case "Span":
                (key, classes, _), inside = content
                own = _attributes(key, classes)
                return f"<span{own}>{self._inlines(inside)}</span>" if own else self._inlines(inside)
        return _escaped(plain([{"t": kind, "c": content}]))

    def _link(self, attributes: Any, inlines: Sequence[Inline], target: Sequence[str]) -> str:  # noqa: ANN401 - JSON
        key, classes, _ = attributes
        address, title = target
        leads = _SAFE.match(address) or (address[:1] == "#" and address[1:] in self.anchors)
        if self._in_link or not leads:
            return self._inlines(inlines)
        self._in_link = True
        words = self._inlines(inlines)
        self._in_link = False
        own = f' title="{_quoted(title)}"' if title else ""
        return f'<a href="{_quoted(address)}"{_attributes(key, classes)}{own}>{words}</a>'

    def _note(self, blocks: Sequence[Block]) -> str:
        """Write a footnote at the end of the page; one within another stands in brackets."""
        if self._in_note:
            return f" ({_escaped(plain(list(blocks)))})"
        self._in_note = True
        number = len(self._notes) + 1
        words = self._blocks(blocks)
        back = _BACK.format(number)
        words = f"{words.removesuffix('</p>')}{back}</p>" if words.endswith("</p>") else f"{words}\n{back}"
        self._notes.append(f'<li id="fn{number}">{words}</li>')
        self._in_note = False
        return (
            f'<a href="#fn{number}" class="footnote-ref" id="fnref{number}" role="doc-noteref"'
            f' aria-label="Fußnote {number}"><sup>{number}</sup></a>'
        )


@dataclass(frozen=True, slots=True)
class _Rows:
    """What the rows of a table share: where its columns stand, and what is written above them."""

    sides: tuple[str, ...]
    wide: bool
    heads: list[str] = field(default_factory=list)


def _attributes(key: str, classes: Sequence[str]) -> str:
    return (f' id="{_quoted(key)}"' if key else "") + _classes(classes)


def _classes(classes: Sequence[str]) -> str:
    return f' class="{_quoted(" ".join(classes))}"' if classes else ""


def _escaped(words: str) -> str:
    return html.escape(words, quote=False)


def _quoted(words: str) -> str:
    return html.escape(words)
