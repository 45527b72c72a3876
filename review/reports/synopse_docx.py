"""The Synopse of two drafts as a Word file: the council's form, to be worked on.

Landscape, one table a heading, its head with both drafts repeated on every page, a pair never broken between pages. What
changed is struck through or bold and underlined: no meaning hangs on a colour. pandoc writes the opening; the many rows
are written here, which takes a tenth of the time.
"""

import html
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from lxml import etree

from pipeline.flow import marked
from pipeline.manuscript import Manuscript, Run
from pipeline.model import Block
from pipeline.prose import Inline, div, header, para, strong, table, text
from pipeline.tools import word, word_body, word_book
from pipeline.tools.word_writer import Text, write_text
from pipeline.tools.word_xml import SPACES, Element, w
from review.columns import READING, Cell, Columns, Group, Row, columns
from review.runs import TITLES, has_name
from review.sides import Comparison

FILE = "synopse.docx"

_NUMBER = 0.113
"""Share of the page's width that a column of numbers takes."""

_MOST_ROWS = 36
"""Rows of an overview that a page can hold."""

_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML cannot hold."""

_MARKS = {"": "", "removed": "<w:strike/>", "added": '<w:b/><w:bCs/><w:u w:val="single"/>'}
_SMALL, _EMPHATIC = '<w:rStyle w:val="Kennung"/>', "<w:i/><w:iCs/>"


def render(comparison: Comparison, templates: Path, epoch: int) -> bytes:
    """Write the file."""
    manuscript, made = comparison.head.manuscript, columns(comparison.changes, comparison.occasion)
    template = templates / word_book.TEMPLATE
    package = word.read(template)
    opening = Text(list(_opening(manuscript, made)))
    elements = write_text(package, opening)
    heading = package.styles().get("heading 2", "Heading2")
    elements += [one for at, group in enumerate(made.groups) for one in _group(made, group, at, heading)]
    keys = {"synopse", "lesen", "hinweis", "uebersicht", *(f"gruppe-{at}" for at in range(len(made.groups)))}
    word_book.place(package, elements, word_body.Plan(wide=frozenset(keys), flowing=True), title_page=False)
    if 0 < len(made.groups) <= _MOST_ROWS:
        overview = next(package.body.iter(w("tbl")))
        word_book.tighten(overview)
        word_book.keep_whole(overview)
    return word_book.finish(package, _both(comparison), made.title, epoch)


def _both(comparison: Comparison) -> Manuscript:
    """Name both drafts where a document of one names itself."""
    sides = comparison.changes.base, comparison.changes.head
    papers = dict.fromkeys(side.paper for side in sides if side.paper)
    version = " / ".join(side.name for side in sides)
    return replace(comparison.head.manuscript, version=version, paper=" / ".join(papers))


# ---- opening ----------------------------------------------------------------------------------


def _opening(manuscript: Manuscript, made: Columns) -> Iterator[Block]:
    yield header(1, "synopse", text(made.title))
    yield para([strong(f"{manuscript.title} – {manuscript.subtitle}")])
    if made.occasion:
        yield para([strong(made.occasion)])
    yield div([para(text(made.summary))], style="Block Text")
    if made.unread:
        yield para([strong("Nicht gelesen und deshalb nicht verglichen:")])
        yield {"t": "BulletList", "c": [[para(text(line))] for line in made.unread]}
    yield header(2, "lesen", text("So ist die Synopse zu lesen"))
    for paragraph in READING:
        yield para([one for run in paragraph for one in marked(run)])
    if made.measures:
        yield header(2, "hinweis", text("Unverbindlichkeit der Maßnahmevorschläge"))
        yield {"t": "BlockQuote", "c": [para(text(manuscript.disclaimer))]}
    if made.groups:
        yield header(2, "uebersicht", text("Übersicht"))
        rows = [[_plain(text(one)) for one in _line(group.title, group.counts)] for group in made.groups]
        rows.append([_plain([strong(one)]) for one in _line("Zusammen", made.totals)])
        widths = (1 - _NUMBER * len(made.counted), *[_NUMBER] * len(made.counted))
        overview = table(("Abschnitt", *made.counted), rows, widths, "Änderungen nach Abschnitten")
        for column in overview["c"][2][1:]:
            column[0] = {"t": "AlignRight"}
        yield overview
    if made.unchanged:
        yield para(text(f"Unverändert geblieben sind: {'; '.join(made.unchanged)}."))


def _line(title: str, counts: Iterable[int]) -> tuple[str, ...]:
    return title, *(str(one or "–") for one in counts)


def _plain(words: list[Inline]) -> list[Block]:
    return [{"t": "Plain", "c": words}]


# ---- the columns ------------------------------------------------------------------------------


def _group(made: Columns, group: Group, at: int, heading: str) -> Sequence[Element]:
    """Write a heading and its table as markup."""
    name, title = f"gruppe-{at}", _escaped(group.title)
    fresh = "" if at else "<w:pageBreakBefore/>"
    head = "".join(f"<w:tc><w:p><w:pPr><w:keepNext/></w:pPr>{_run(one)}</w:p></w:tc>" for one in (made.base, made.head))
    rows = "".join(_row(row) for row in group.rows)
    parsed = etree.fromstring(
        f'<w:body xmlns:w="{SPACES["w"]}"><w:bookmarkStart w:id="{name}" w:name="{name}"/>'
        f'<w:p><w:pPr><w:pStyle w:val="{html.escape(heading)}"/>{fresh}</w:pPr>{_run(group.title)}</w:p>'
        f'<w:bookmarkEnd w:id="{name}"/>'
        f'<w:tbl><w:tblPr><w:tblCaption w:val="{title}"/></w:tblPr><w:tblGrid><w:gridCol w:w="1"/><w:gridCol w:w="1"/>'
        f"</w:tblGrid><w:tr><w:trPr><w:tblHeader/></w:trPr>{head}</w:tr>{rows}</w:tbl></w:body>",
        etree.XMLParser(huge_tree=True, resolve_entities=False),
    )
    return list(parsed)


def _row(row: Row) -> str:
    form = "<w:pPr><w:keepNext/></w:pPr>" if row.leads else ""
    return f"<w:tr>{''.join(f'<w:tc>{_cell(cell, form)}</w:tc>' for cell in (row.base, row.head))}</w:tr>"


def _cell(cell: Cell, form: str) -> str:
    return "".join(f"<w:p>{form}{one}</w:p>" for one in _paragraphs(cell)) or f"<w:p>{form}</w:p>"


def _paragraphs(cell: Cell) -> Iterator[str]:
    marks = [_run(cell.label, _SMALL)] if cell.label else []
    marks += [_run(cell.remark, _EMPHATIC)] if cell.remark else []
    yield from marks if cell.texts else [_run(": ", _SMALL).join(marks)] if marks else []
    for wording in cell.texts:
        for number, runs in enumerate(wording.paragraphs):
            name = _run(f"{wording.name}: ", _SMALL) if has_name(wording) and not number else ""
            yield name + _runs(runs, bold=wording.name in TITLES)
    if cell.note:
        yield _run(cell.note, _EMPHATIC)


def _runs(runs: Iterable[Run], *, bold: bool) -> str:
    """Write words with their marks; what is added to a title is bold already."""
    return "".join(
        _run(run.words, ("<w:b/><w:bCs/>" if bold and run.mark != "added" else "") + _MARKS[run.mark]) for run in runs
    )


def _run(words: str, properties: str = "") -> str:
    form = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    return f'<w:r>{form}<w:t xml:space="preserve">{_escaped(words)}</w:t></w:r>'


def _escaped(words: str) -> str:
    return html.escape(_FORBIDDEN.sub("", words))
