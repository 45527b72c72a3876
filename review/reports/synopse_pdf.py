"""The Synopse of two drafts in PDF, from the same columns as the Word file."""

from dataclasses import asdict
from pathlib import Path
from typing import Any

from pipeline import typeset
from pipeline.tools import typst
from review.columns import READING, Cell, Row, columns
from review.sides import Comparison

FILE = "synopse.pdf"

_LINE = 90
"""Letters that a line of a column holds at least."""


def render(comparison: Comparison, templates: Path, epoch: int) -> bytes:
    """Set the Synopse."""
    return typst.pdf("vergleich.typ", templates / "typst", _data(comparison), {}, epoch)


def _data(comparison: Comparison) -> dict[str, Any]:
    made = columns(comparison.changes, comparison.occasion)
    data = asdict(made)
    for group, shown in zip(made.groups, data["groups"], strict=True):
        for row, printed in zip(group.rows, shown["rows"], strict=True):
            printed["size"] = _size(row)
            printed["lines"] = max(_lines(row.base), _lines(row.head))
    reading = [[asdict(run) for run in paragraph] for paragraph in READING]
    return typeset.framed(comparison.head.manuscript, {"columns": data, "reading": reading})


def _size(row: Row) -> int:
    """Count the letters of the longer side: a pair that no page can hold must be broken."""
    return max(
        sum(len(run.words) for wording in cell.texts for paragraph in wording.paragraphs for run in paragraph)
        for cell in (row.base, row.head)
    )


def _lines(cell: Cell) -> int:
    """Estimate the lines of a side."""
    paragraphs = [sum(len(run.words) for run in one) for wording in cell.texts for one in wording.paragraphs]
    marks = [len(cell.label), len(cell.remark)] if cell.texts else [len(cell.label) + len(cell.remark)]
    return sum(-(-letters // _LINE) for letters in (*marks, *paragraphs, len(cell.note)))
