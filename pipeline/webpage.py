"""Web pages of ours: blocks that we made as HTML, and what every page needs around them.

pandoc is not asked: the few kinds of blocks in a report are written here, with scopes for the heads
of rows and columns. Everything is escaped; nothing can run, as the page's policy allows no script.
"""

import base64
import hashlib
import html
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from string import Template
from typing import Any, NamedTuple

from pipeline.errors import TemplateError
from pipeline.manuscript import Manuscript
from pipeline.model import Block
from pipeline.prose import Inline

_PICTURES = {"svg": "image/svg+xml", "png": "image/png", "jpeg": "image/jpeg"}
_SIMPLE = {"Strong": "strong", "Emph": "em", "Strikeout": "s", "Underline": "u"}
_SAYING = {
    "ja": '<span aria-hidden="true">●</span><span class="verborgen">dient</span>',
    "nein": '<span class="verborgen">dient nicht</span>',
}
_HEADED = frozenset({"anzahl", "stand", "matrix"})
"""Divisions in whose tables the first cell of a row is its head."""


def template(path: Path) -> str:
    """Read a template.

    Raises:
        TemplateError: if it cannot be read.
    """
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeError) as error:
        raise TemplateError(f"{path.name}: nicht lesbar ({error})") from error


def digest(content: str) -> str:
    """Name a style or script for the page's policy."""
    return "sha256-" + base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()


def filled(path: Path, plain: Mapping[str, str], /, **parts: str) -> bytes:
    """Fill a page's frame.

    Args:
        path: the frame.
        plain: plain texts; they are escaped.
        parts: what is HTML, CSS or script already.

    Raises:
        TemplateError: if the frame cannot be read or asks for something else.
    """
    try:
        page = Template(template(path)).substitute({key: html.escape(one) for key, one in plain.items()}, **parts)
    except (KeyError, ValueError) as error:
        raise TemplateError(f"{path.name}: Platzhalter {error} ist unbekannt oder falsch") from error
    return page.encode(errors="replace")


def margins(manuscript: Manuscript, title: str, foot: str) -> str:
    """Write the running heads of the printed page."""
    return running_heads(title, manuscript.stamp, f"Fassung {manuscript.version} · DS {manuscript.paper}", foot)


def running_heads(left: str, stamp: str, right: str, foot: str) -> str:
    """Write the running heads of a printed page; an empty one is left out."""
    boxes = {"top-left": left, "top-center": stamp, "top-right": right, "bottom-left": foot}
    rules = [f"@{box} {{ content: {quoted(said)}; }}\n" for box, said in boxes.items() if said]
    return f"@page {{\n{''.join(rules)}}}\n"


class Line(NamedTuple):
    """A line of a table of contents.

    Attributes:
        level: from 1.
        key: id of what it leads to.
        title: as printed.
        before: HTML before the title.
        after: HTML after it.
    """

    level: int
    key: str
    title: str
    before: str = ""
    after: str = ""


def contents(lines: Sequence[Line]) -> str:
    """Nest a table of contents; below the chapters it is folded."""
    items, here = [], 0
    while here < len(lines):
        level, key, title, before, more = lines[here]
        after = next((at for at in range(here + 1, len(lines)) if lines[at].level <= level), len(lines))
        inner = contents(lines[here + 1 : after]) if after > here + 1 else ""
        if inner and level > 1:
            label = f'<span class="verborgen">Unterpunkte von {html.escape(title)}</span>'
            inner = f"<details><summary>{label}</summary>{inner}</details>"
        link = f'<a href="#{html.escape(key)}">{before}{html.escape(title)}{more}</a>'
        items.append(f'<li class="ebene-{level}">{link}{inner}</li>\n')
        here = after
    return f"<ol>\n{''.join(items)}</ol>"


def data(kind: str, content: bytes) -> str:
    """Write a picture as an address that fetches nothing; ``kind`` is ``svg``, ``png`` or ``jpeg``."""
    return f"data:{_PICTURES[kind]};base64,{base64.b64encode(content).decode()}"


def signs(manuscript: Manuscript, templates: Path) -> dict[str, str]:
    """Give each field's sign as a picture on the field's colour; the name beside it says what it means."""
    found = {}
    for one in manuscript.leaflet.fields if manuscript.leaflet else ():
        path, code = templates / "typst" / "zeichen" / f"{one.sign}.svg", one.code.lower()
        if path.is_file():
            found[code] = f'<img class="zeichen feld-{code}" alt="" src="{data("svg", path.read_bytes())}">'
    return found


def colours(manuscript: Manuscript) -> str:
    """Write the style that gives each field its colour."""
    fields = manuscript.leaflet.fields if manuscript.leaflet else ()
    return "".join(f".feld-{one.code.lower()} {{ --feld: {one.colour}; }}\n" for one in fields)


def quoted(content: str) -> str:
    """Write a string for CSS; all but letters, digits and spaces as numbers, so nothing ends it."""
    return '"' + "".join(one if one.isalnum() or one == " " else f"\\{ord(one):x} " for one in content) + '"'


@dataclass(slots=True)
class Writer:
    """Writes blocks; tables are counted.

    Attributes:
        pictures: class of an empty division → the HTML that takes its place.
    """

    pictures: dict[str, str] = field(default_factory=dict)
    tables: int = 0

    def blocks(self, blocks: Sequence[Block]) -> str:
        """Write blocks."""
        return "".join(map(self._block, blocks))

    def _block(self, block: Block, headed: bool = False) -> str:  # noqa: FBT001, FBT002 - of a table
        kind, content = block["t"], block.get("c")
        match kind:
            case "Para":
                return f"<p>{self.inlines(content or [])}</p>\n"
            case "Plain":
                return self.inlines(content or [])
            case "Header":
                level, (key, _, _), inlines = content  # type: ignore[misc]
                return f'<h{level} id="{html.escape(key)}">{self.inlines(inlines)}</h{level}>\n'
            case "BulletList":
                return "<ul>\n" + "".join(f"<li>{self.blocks(item)}</li>\n" for item in content or []) + "</ul>\n"
            case "BlockQuote":
                return f"<blockquote>\n{self.blocks(content or [])}</blockquote>\n"
            case "Div":
                (_, classes, _), inner = content  # type: ignore[misc]
                name = " ".join(map(html.escape, classes))
                done = "".join(self._block(one, headed=not _HEADED.isdisjoint(classes)) for one in inner)
                return f'<div class="{name}">{done or self.pictures.get(name, "")}</div>\n'
            case "Table":
                return self._table(content, headed)
        raise ValueError(kind)  # a block of ours that nobody taught this writer

    def _table(self, content: Any, headed: bool) -> str:  # noqa: ANN401, FBT001 - JSON
        self.tables += 1
        key = f"titel-tabelle-{self.tables}"
        _, caption, _, head, bodies, _ = content
        titles = "".join(f'<th scope="col">{self.blocks(cell[4])}</th>' for cell in head[1][0][1])
        name = self.inlines(caption[1][0]["c"])
        rows = "".join(f"<tr>{self._cells(row[1], headed)}</tr>\n" for body in bodies for row in body[3])
        return (
            f'<div class="tafel" role="region" tabindex="0" aria-labelledby="{key}"><table>\n'
            f'<caption id="{key}">Tabelle {self.tables}: {name}</caption>\n'
            f"<thead><tr>{titles}</tr></thead>\n<tbody>\n{rows}</tbody>\n</table></div>\n"
        )

    def _cells(self, cells: Any, headed: bool) -> str:  # noqa: ANN401, FBT001 - JSON
        written = [self.blocks(cell[4]) for cell in cells]
        first = f'<th scope="row">{written[0]}</th>' if headed else f"<td>{written[0]}</td>"
        return first + "".join(f"<td>{one}</td>" for one in written[1:])

    def inlines(self, inlines: Sequence[Inline]) -> str:
        """Write inlines."""
        return "".join(map(self._inline, inlines))

    def _inline(self, inline: Inline) -> str:
        kind, content = inline["t"], inline.get("c")
        match kind:
            case "Str":
                return html.escape(content or "")
            case "LineBreak":
                return "<br>"
            case "Strong" | "Emph" | "Strikeout" | "Underline":
                return f"<{_SIMPLE[kind]}>{self.inlines(content or [])}</{_SIMPLE[kind]}>"
            case "Link":
                return f'<a href="{html.escape(content[2][0])}">{self.inlines(content[1])}</a>'  # type: ignore[index]
            case "Span":
                return self._span(*content)  # type: ignore[misc]
        raise ValueError(kind)

    def _span(self, attributes: Any, inlines: Sequence[Inline]) -> str:  # noqa: ANN401 - JSON
        _, classes, pairs = attributes
        for name in classes:
            if name in _SAYING:
                return _SAYING[name]
        more, inner = dict(pairs), self.inlines(inlines)
        if "ziel" in more:
            title, address = html.escape(more["titel"]), html.escape(more["ziel"])
            return f'<a href="{address}" title="{title}">{inner}<span class="verborgen"> {title}</span></a>'
        return f'<span class="{" ".join(map(html.escape, classes))}">{inner}</span>' if classes else inner
