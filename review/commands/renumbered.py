"""``konzept-review renumbered``: which printed number became which, so that old citations keep working."""

import argparse
import csv
import io
import json
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from pipeline import terminal
from review import console

if TYPE_CHECKING:
    from review.changes import ChangeSet

EXPLAINED = "die Nummern zweier Fassungen gegenüberstellen: alte Nummer, neue Nummer"

_HEADS = ("alt", "neu", "kennung", "titel")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""A cell that begins so would be computed by a spreadsheet."""

_WIDEST = 14
"""Characters of a column; what is longer stands out of line."""

Row = tuple[str, str, str, str]


def arguments(parser: argparse.ArgumentParser) -> None:
    """Take the two drafts and the form of the table."""
    parser.add_argument("base", metavar="ALT", help="Fassung, Git-Revision, WORKTREE oder Ordner")
    parser.add_argument("head", metavar="NEU", help="ebenso")
    parser.add_argument("--format", choices=("text", "json", "csv"), default="text", help="Form der Ausgabe")
    console.source_arguments(parser)


def run(options: argparse.Namespace) -> int:
    """Print the table."""
    from review.sides import compared  # noqa: PLC0415

    changes = compared(options.sources, options.base, options.head, terminal.CACHE).changes
    console.say_unread(changes)
    rows = list(_rows(changes))
    match options.format:
        case "json":
            terminal.put(
                json.dumps([dict(zip(_HEADS, row, strict=True)) for row in rows], ensure_ascii=False, indent=2)
            )
        case "csv":
            terminal.put(_csv(rows))
        case _ if rows:
            terminal.put(_text(rows, changes))
        case _:
            terminal.say(f"{changes.base.name} → {changes.head.name}: Alle Nummern sind gleich.")
    return 0


def _rows(changes: "ChangeSet") -> Iterator[Row]:
    """Yield what has another number, and what had one and is gone."""
    from review.phrases import names  # noqa: PLC0415

    for one in changes.renumbered:
        yield one.base or "–", one.head or "–", one.key, one.title
    known = names(changes)
    for entry in changes.changes:
        for item in () if entry.head else entry.base:
            if item.number:
                others = " und ".join(known.get(key, key) for key in entry.related)
                yield item.number, f"aufgegangen in {others}" if others else "entfällt", item.key, item.title


def _text(rows: Sequence[Row], changes: "ChangeSet") -> str:
    """Set the table in columns; the long ids of headings, made of their titles, are left to the other forms."""
    heads = {item.key for entry in changes.entries for item in (*entry.base, *entry.head) if item.kind == "heading"}
    told = [(old, new, "" if key in heads else key, title) for old, new, key, title in rows]
    old, new, key = (max(min(len(row[at]), _WIDEST) for row in told) for at in range(3))
    head = f"{changes.base.name} → {changes.head.name}; Kennungen bleiben gleich."
    lines = (f"{row[0]:<{old}}  →  {row[1]:<{new}}  {row[2]:<{key}}  {row[3]}" for row in told)
    return "\n".join([head, *lines])


def _csv(rows: Sequence[Row]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\n")
    writer.writerow(_HEADS)
    writer.writerows([f"'{cell}" if cell.startswith(_FORMULA) else cell for cell in row] for row in rows)
    return out.getvalue().rstrip("\n")
