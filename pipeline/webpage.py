"""Web pages of ours: blocks that we made as HTML, and what every page needs around them.

pandoc is not asked: the few kinds of blocks in a report are written here, with scopes for the heads
of rows and columns. Everything is escaped; nothing can run, as the page's policy allows no script.
"""

import base64
import hashlib
import html
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pipeline.errors import TemplateError
from pipeline.manuscript import Manuscript
from pipeline.model import Block
from pipeline.prose import Inline

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


def margins(manuscript: Manuscript, title: str, foot: str) -> str:
    """Write the running heads of the printed page."""
    boxes = {
        "top-left": title,
        "top-center": manuscript.stamp,
        "top-right": f"Fassung {manuscript.version} · DS {manuscript.paper}",
        "bottom-left": foot,
    }
    rules = [f"@{box} {{ content: {_quoted(said)}; }}\n" for box, said in boxes.items() if said]
    return f"@page {{\n{''.join(rules)}}}\n"


def _quoted(content: str) -> str:
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
