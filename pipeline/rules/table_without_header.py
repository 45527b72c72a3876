"""A table whose columns have no titles.

People who listen to a table hear the title of the column with each cell; without titles they hear
loose words. The PDF standard for accessibility wants a header row.

Bad:  `| | |` above the line of dashes
Good: `| Termin | Gremium |` above the line of dashes; only the first title may be empty
"""

import re
from collections.abc import Iterator
from typing import Any

from pipeline.findings import Finding
from pipeline.model import Block, Concept, Text
from pipeline.prose import plain

_RULE = re.compile(r"^[ \t>]*(?:\|[ \t]*)?:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$")


def check(concept: Concept) -> Iterator[Finding]:
    """Yield a finding at each table without titles above its columns."""
    for text in concept.texts():
        if "|" in text.source and "--" in text.source:
            yield from _in_text(text)


def _in_text(text: Text) -> Iterator[Finding]:
    lines = text.source.split("\n")
    rows = [
        row - 1 for row, line in enumerate(lines) if row and "|" in line and _RULE.match(line) and "|" in lines[row - 1]
    ]
    for count, table in enumerate(_tables(text.blocks)):
        place = text.place.down(rows[count]) if count < len(rows) else text.place
        titles = [plain(cell) for cell in _header(table)]
        missing = [column for column, title in enumerate(titles, 1) if not title]
        if not any(titles):
            yield Finding(
                place,
                "Die Tabelle hat keine Kopfzeile",
                "über der Strichlinie sagen, was in den Spalten steht, z. B. | Termin | Gremium |",
            )
        elif missing and missing != [1]:
            yield Finding(
                place,
                f"Spalte {max(missing)} der Tabelle hat keine Überschrift",
                "über der Strichlinie sagen, was in der Spalte steht; nur die erste darf leer bleiben",
            )


def _tables(blocks: list[Block]) -> Iterator[Block]:
    for block in blocks:
        match block["t"]:
            case "Table":
                yield block
            case "BlockQuote":
                yield from _tables(block["c"])
            case "Div":
                yield from _tables(block["c"][1])
            case "BulletList" | "OrderedList":
                items = block["c"] if block["t"] == "BulletList" else block["c"][1]
                for item in items:
                    yield from _tables(item)


def _header(table: Block) -> list[Any]:
    """The cells of the last header row, each as blocks."""
    rows: list[Any] = table["c"][3][1]
    return [cell[4] for cell in rows[-1][1]] if rows else []
