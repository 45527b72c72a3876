"""The Prüfbericht: its numbers add up, it quotes what is meant, and nothing of a text can run in it."""

import io
import re
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
import strategies
import trees
from hypothesis import given
from openxml_audit import OpenXmlValidator

from pipeline.checking import Verdict, check
from pipeline.compose import compose
from pipeline.findings import Finding, Severity
from pipeline.inspection import ASPECTS, take_stock
from pipeline.manuscript import Inspection, Manuscript
from pipeline.places import Place
from pipeline.protocol import MARK
from pipeline.read import read
from pipeline.render import pruefbericht_docx, pruefbericht_html
from pipeline.tools.inspect import squeezed, words

TEMPLATES = Path(__file__).parent.parent / "templates"
FIELD = "handlungsfelder/lesen.yaml"
ALLOWANCE = """ausnahmen:
  - regel: goal-without-measure
    wo: Z-LES-03
    weil: Der <b>Träger</b> wird erst gewählt.
    bis: 2019-12-31
"""
LONELY = """
  - id: Z-LES-03
    titel: Es gibt ein Lesecafé
    text: Ein Café lädt ein.

massnahmen:"""


def inspected(files: Mapping[str, bytes]) -> Inspection:
    reading = trees.read_simply(files)
    return take_stock(reading.concept, check(reading.concept, reading.findings))


def with_lonely_goal() -> dict[str, bytes]:
    return trees.replaced(trees.minimal(), FIELD, "\nmassnahmen:", LONELY)


def page(files: Mapping[str, bytes], findings: tuple[Finding, ...] = ()) -> tuple[Manuscript, str]:
    reading = trees.read_simply(files)
    manuscript = compose(reading.concept)
    assert manuscript is not None
    verdict = Verdict(findings, ()) if findings else check(reading.concept, reading.findings)
    manuscript = replace(manuscript, inspection=take_stock(reading.concept, verdict))
    made = pruefbericht_html.render(manuscript, TEMPLATES, 0)
    assert made is not None
    return manuscript, made.decode()


def test_offen_is_counted_as_a_gap_and_everything_else_as_given() -> None:
    stock = inspected(trees.minimal())
    assert stock.total.total == 2
    assert stock.total.counts == (1, 1, 1, 1, 1)
    assert stock.total.complete == 1
    assert [(gap.measure.key, gap.missing) for gap in stock.gaps] == [("M-LES-02", ASPECTS)]
    assert [(one.name, one.total) for one in stock.offices] == [("Bücherei", 1), ("noch offen", 1)]
    assert stock.total.percent(1) == 50


@given(strategies.drafts())
def test_the_numbers_add_up(draft: strategies.Draft) -> None:
    reading = read(trees.tree(strategies.files(draft)), trees.parse_verbatim)
    stock = take_stock(reading.concept, Verdict((), ()))
    measures = len(reading.concept.measures)
    for shares in (stock.fields, stock.offices, (stock.total,)):
        assert sum(one.total for one in shares) == measures
        assert tuple(map(sum, zip(*(one.counts for one in shares), strict=True))) in {stock.total.counts, ()}
        assert sum(one.complete for one in shares) == stock.total.complete
        for one in shares:
            assert one.complete <= min(one.counts) <= max(one.counts) <= one.total
            assert all(0 <= one.percent(count) <= 100 for count in one.counts)
    assert len(stock.gaps) == measures - stock.total.complete
    for position, aspect in enumerate(ASPECTS):
        assert sum(aspect in gap.missing for gap in stock.gaps) == measures - stock.total.counts[position]
    links = {(str(goal), str(one.id)) for one in reading.concept.measures for goal in one.goals}
    goals = {str(goal.id) for goal in reading.concept.goals}
    assert {pair for matrix in stock.matrices for pair in matrix.served} == {one for one in links if one[0] in goals}


def test_a_finding_stands_in_its_field_with_the_text_concerned() -> None:
    stock = inspected(with_lonely_goal())
    group = next(one for one in stock.groups if one.code == "LES")
    row = next(one for one in group.rows if one.rule == "goal-without-measure")
    assert row.subject.endswith("(Z-LES-03)")
    assert row.passage == "Es gibt ein Lesecafé"
    assert dict(stock.counts)[row.severity] >= 1


def test_the_paragraph_at_the_line_is_quoted_without_markdown() -> None:
    files = trees.minimal()
    reading = trees.read_simply(files)
    text = reading.concept.chapters["kapitel/11-anlass.md"].text
    line = next(number for number, row in enumerate(text.source.split("\n"), 1) if row and not row.startswith("#"))
    verdict = Verdict((Finding(Place("kapitel/11-anlass.md", line), "Etwas", "tun", "rule", Severity.WARNING),), ())
    (group,) = take_stock(reading.concept, verdict).groups
    assert group.code == ""
    assert group.rows[0].passage
    assert group.rows[0].passage[:12] in " ".join(text.source.split())
    assert "#" not in group.rows[0].passage


def test_allowances_are_reported_with_their_reasons() -> None:
    stock = inspected(with_lonely_goal() | {"ausnahmen.yaml": ALLOWANCE.encode()})
    (allowed,) = (one for one in stock.allowances if one.finding.rule == "goal-without-measure")
    assert allowed.reason == "Der <b>Träger</b> wird erst gewählt."
    assert allowed.until == "31.12.2019"
    assert not any(row.rule == "goal-without-measure" for group in stock.groups for row in group.rows)


def test_the_page_holds_the_disclaimer_the_numbers_and_no_foreign_markup() -> None:
    hostile = '<script>alert("x")</script> & ${title}'
    found = Finding(Place("konzept.yaml", 1), hostile, hostile, "some-rule", Severity.ERROR, "M-LES-01")
    manuscript, made = page(with_lonely_goal(), (found,))
    said = words("x.html", made.encode())
    assert squeezed(manuscript.disclaimer) in squeezed(said)
    assert "<script" not in made
    assert hostile in said
    assert "default-src 'none'" in made
    assert "1 (50 %)" in said


def test_every_table_of_the_page_has_a_caption_and_heads_with_scope() -> None:
    _, made = page(with_lonely_goal())
    tables = re.findall(r"<table>.*?</table>", made, re.DOTALL)
    assert len(tables) >= 4
    for one in tables:
        assert "<caption" in one
        assert "<th>" not in one
        assert 'scope="col"' in one
    ids = re.findall(r' id="([^"]*)"', made)
    assert len(ids) == len(set(ids))


def test_the_matrix_says_its_marks_in_words() -> None:
    _, made = page(trees.minimal())
    matrix = made[made.index('class="matrix"') :]
    served = sum(len(one.goals) for one in trees.read_simply(trees.minimal()).concept.measures)
    assert matrix.count(f'aria-hidden="true">{MARK}</span><span class="verborgen">dient</span>') == served


def test_the_word_file_says_the_same_and_passes_the_audit(tmp_path: Path) -> None:
    manuscript, made = page(with_lonely_goal())
    data = pruefbericht_docx.render(manuscript, TEMPLATES, 0)
    assert data is not None
    path = tmp_path / "Pruefbericht.docx"
    path.write_bytes(data)
    result = OpenXmlValidator().validate(path)
    assert result.is_valid, [str(error) for error in result.errors]
    said = squeezed(words(path.name, data))
    inspection = manuscript.inspection
    assert inspection is not None
    for row in (row for group in inspection.groups for row in group.rows):
        assert squeezed(row.message) in said
        assert squeezed(row.message) in squeezed(words("x.html", made.encode()))
    for one in (*inspection.fields, inspection.total):
        assert squeezed("".join(f"{count} ({one.percent(count)} %)" for count in one.counts)) in said
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        xml = package.read("word/document.xml").decode()
    assert xml.count(f"<w:t>{MARK}</w:t>") == sum(len(matrix.served) for matrix in inspection.matrices)
    assert xml.count("<w:tblHeader") == xml.count("<w:tbl>")


@pytest.mark.parametrize("module", [pruefbericht_html, pruefbericht_docx])
def test_equal_sources_make_equal_bytes(module: object) -> None:
    manuscript, _ = page(with_lonely_goal())
    assert module.render(manuscript, TEMPLATES, 0) == module.render(manuscript, TEMPLATES, 0)  # type: ignore[attr-defined]


def test_a_manuscript_that_nobody_checked_makes_no_report() -> None:
    manuscript, _ = page(trees.minimal())
    unchecked = replace(manuscript, inspection=None)
    assert pruefbericht_html.render(unchecked, TEMPLATES, 0) is None
    assert pruefbericht_docx.render(unchecked, TEMPLATES, 0) is None
