"""The Prüfbericht as a Word file, for those who pass it on with remarks: the same words as the web page.

The matrices of goals and measures have some thousand cells; they are written here at once, in the
template's styles, instead of cell by cell as running text.
"""

from html import escape
from pathlib import Path

from lxml import etree

from pipeline.manuscript import Manuscript, Matrix, long_date
from pipeline.model import Block
from pipeline.prose import header, para, strong, table, text
from pipeline.protocol import MARK, caption_of, protocol
from pipeline.tools import word_body, word_book
from pipeline.tools.word_xml import SPACES, Element, w

FILE = "Pruefbericht.docx"
SHOWS = ("inspection",)
LISTS_MEASURES = True

_GOAL_SHARE, _SUM_WIDTH = 0.3, 620
"""Width of the first column as a share, of the last in twips."""

_CELL = (
    '<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr><w:p><w:pPr><w:pStyle w:val="{style}"/>{keep}'
    '<w:jc w:val="{side}"/></w:pPr>{runs}</w:p></w:tc>'
)
_MARGINS = '<w:tblCellMar><w:left w:w="{side}" w:type="dxa"/><w:right w:w="{side}" w:type="dxa"/></w:tblCellMar>'


def render(manuscript: Manuscript, templates: Path, epoch: int) -> bytes | None:
    """Write the file."""
    inspection = manuscript.inspection
    if inspection is None:
        return None
    version = f"Fassung {manuscript.version} ({manuscript.label}) · Drucksache {manuscript.paper}"
    blocks = [
        header(1, "bericht", text("Prüfbericht")),
        para([strong(f"{manuscript.title} – {manuscript.subtitle}")]),
        para(text(f"{version} · Stand {long_date(manuscript.key_date)}")),
        *protocol(manuscript, inspection, _sample),
    ]
    plan = word_body.Plan(wide=frozenset({"stand", "offen", "zuordnung"}), flowing=True)
    package = word_book.report(templates, blocks, plan)
    styles = package.styles()
    samples = list(package.body.iter(w("tbl")))[-len(inspection.matrices) :] if inspection.matrices else []
    for sample, matrix in zip(samples, inspection.matrices, strict=True):
        _fill(sample, matrix, styles["tabellentext klein"], styles["tabellenkopf"])
    return word_book.finish(package, manuscript, "Prüfbericht", epoch)


def _sample(matrix: Matrix) -> Block:
    """Give a table of one cell with the caption; its rows come when its width is known."""
    return table(("Ziel",), [[[para(text("Ziel"))]]], (1.0,), caption_of(matrix))


def _fill(sample: Element, matrix: Matrix, body: str, head: str) -> None:
    """Write the rows of a matrix: kept on one page, narrow columns, marks in the middle."""
    total = int(sample.find(f"{w('tblPr')}/{w('tblW')}").get(w("w")))
    narrow = round(total * (1 - _GOAL_SHARE) / (len(matrix.measures) + 1))
    widths = [0, *([narrow] * len(matrix.measures)), _SUM_WIDTH]
    widths[0] = total - sum(widths)
    measures = ["</w:t><w:br/><w:t>".join(_broken(one.number or one.key)) for one in matrix.measures]
    rows = [_row(["Ziel", *measures, "Summe"], widths, head, keep=True, first=True)]
    for goal in matrix.goals:
        given = [(goal.key, one.key) in matrix.served for one in matrix.measures]
        cells = [
            escape(f"{goal.number} {goal.title}"),
            *(MARK if one else "" for one in given),
            str(sum(given)),
        ]
        rows.append(_row(cells, widths, body, keep=goal is not matrix.goals[-1]))
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    made = etree.fromstring(
        f'<w:tbl xmlns:w="{SPACES["w"]}">{_MARGINS.format(side=15)}<w:tblGrid>{grid}</w:tblGrid>{"".join(rows)}</w:tbl>'
    )
    sample.find(f"{w('tblPr')}/{w('tblLayout')}").addnext(made[0])
    sample[1:] = list(made)


def _broken(number: str) -> list[str]:
    """Cut a number before its last part, so that many fit beside each other."""
    before, dot, last = number.rpartition(".")
    return [escape(one) for one in (before + dot, last) if one]


def _row(cells: list[str], widths: list[int], style: str, *, keep: bool, first: bool = False) -> str:
    keeping = "<w:keepNext/>" if keep else ""
    written = (
        _CELL.format(
            width=width, style=style, keep=keeping, side="center" if number else "left",
            runs=f"<w:r><w:t>{cell}</w:t></w:r>" if cell else "",
        )
        for number, (cell, width) in enumerate(zip(cells, widths, strict=True))
    )  # fmt: skip
    return f"<w:tr><w:trPr><w:cantSplit/>{'<w:tblHeader/>' if first else ''}</w:trPr>{''.join(written)}</w:tr>"
