"""pandoc's text for Word: written in a template's styles, then taken over into the template's package.

The template is pandoc's reference document, so that an office's styles rule; lists get the
template's signs and indents, which pandoc would make up. Nothing of the sources reaches pandoc as a
file name or command: it runs in its sandbox, reads JSON, and links lead inside or to the web.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pipeline.model import Block
from pipeline.prose import rewrite
from pipeline.tools.word import Package
from pipeline.tools.word_writer import Writer
from pipeline.tools.word_xml import Element

_LEVEL = (
    "start",
    "numFmt",
    "lvlRestart",
    "pStyle",
    "isLgl",
    "suff",
    "lvlText",
    "lvlPicBulletId",
    "lvlJc",
    "pPr",
    "rPr",
)
"""The schema's order of a list level's parts."""

_NOWHERE = ["", [], []]
_CUT = "anfang-des-textes-"
_TRACKED = frozenset(
    {"insertion", "deletion", "comment-start", "comment-end", "paragraph-insertion", "paragraph-deletion"}
)
"""Classes by which pandoc would take an author's words for tracked changes or comments."""
_OUTSIDE = re.compile(r"(https?|mailto):", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Text:
    """Running text for Word.

    Attributes:
        blocks: pandoc's tree; it is not changed.
        anchors: ids that exist in the text; a link to another one becomes plain text.
        pictures: path → address that pandoc can read; any other picture becomes its description.
    """

    blocks: Sequence[Block]
    anchors: Collection[str] = ()
    pictures: Mapping[str, str] = field(default_factory=dict)

    def safe(self) -> Sequence[Block]:
        """Give the blocks with what must not run or cannot be shown as plain text."""
        blocks: Sequence[Block] = rewrite(list(self.blocks), self._element)
        return blocks

    def _element(self, element: dict[str, Any]) -> dict[str, Any]:
        kind, content = element["t"], element.get("c")
        match kind:
            case "RawBlock":
                return {"t": "CodeBlock", "c": [_NOWHERE, content[1]]}  # type: ignore[index]
            case "RawInline":
                return {"t": "Str", "c": content[1]}  # type: ignore[index]
            case "Image":
                found = self.pictures.get(content[2][0], "")  # type: ignore[index]
                kept = [content[0], content[1], [found, ""]]  # type: ignore[index]
                return {"t": kind, "c": kept} if found else {"t": "Span", "c": [_NOWHERE, content[1]]}  # type: ignore[index]
            case "Link":
                address = content[2][0]  # type: ignore[index]
                if not (address.startswith("#") and address[1:] in self.anchors) and not _OUTSIDE.match(address):
                    return {"t": "Span", "c": [_NOWHERE, rewrite(content[1], self._element)]}  # type: ignore[index]
            case "Span" if not _TRACKED.isdisjoint(content[0][1]):  # type: ignore[index]
                return {"t": kind, "c": [_NOWHERE, rewrite(content[1], self._element)]}  # type: ignore[index]
        return element


def write_text(package: Package, template: Path, text: Text, epoch: int) -> list[Element]:
    """Let pandoc write a text in the template's styles and take over what belongs to it.

    Args:
        package: the opened template; styles, lists, footnotes and links come into it.
        template: the same template as a file.
        text: what to write.
        epoch: seconds since 1970.

    Returns:
        Paragraphs and tables, to be placed in the package's body.
    """
    return Writer(package, text.anchors, text.pictures).write([text.blocks])[0]


def write_pieces(
    package: Package, template: Path, pieces: Sequence[Sequence[Block]], epoch: int
) -> list[list[Element]]:
    """Write several texts, or pieces of texts, at once into one package: they share its lists, footnotes and links.

    Args:
        package: the opened template.
        template: the same template as a file.
        pieces: safe blocks (``Text.safe``); what a piece looks like may depend on the one before it.
        epoch: seconds since 1970.

    Returns:
        Paragraphs and tables of each piece.
    """
    return Writer(package).write(pieces)
