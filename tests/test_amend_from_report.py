"""Our own Word report as an amendment: what it marks comes into the sources, or is named; nothing is dropped in silence."""

from functools import cache
from pathlib import Path

import pytest
import trees
from test_word_changes import WHO, come, document, gone, paragraph, run, word

from pipeline.checking import Verdict
from pipeline.model import Amendment, Operation
from pipeline.read import read
from pipeline.tools import word_changes
from review.amend.applying import apply
from review.amend.deriving import remaining
from review.amend.from_word import placed
from review.amend.placing import Placer
from review.amend.session import Desk, New, desk, from_word
from review.amend.sites import Sites
from review.marked import COUNTING
from review.redline.guide import MOVING
from review.reports import bericht_docx, bericht_kurz_docx
from review.sides import compared, draft_of

ROOT = Path(__file__).resolve().parent.parent
SOURCES, TEMPLATES = ROOT / "sources", ROOT / "templates"
BASE, HEAD = "2017-05-03", "2017-06-14"
EPOCH = 1_497_398_400


@cache
def opened(name: str) -> Desk:
    return desk(SOURCES, name, None)


@cache
def marked(kind: str) -> bytes:
    comparison = compared(SOURCES, BASE, HEAD)
    return {"bericht": bericht_docx, "bericht-kurz": bericht_kurz_docx}[kind].render(comparison, TEMPLATES, EPOCH)


@cache
def made(kind: str, folder: str) -> New:
    path = Path(folder) / f"{kind}.docx"
    path.write_bytes(marked(kind))
    return from_word(SOURCES, path, BASE, "A-T-01", None)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> str:
    return str(tmp_path_factory.mktemp("word"))


@pytest.mark.parametrize("kind", ["bericht", "bericht-kurz"])
def test_the_report_of_two_versions_carried_out_on_the_one_gives_the_other(kind: str, folder: str) -> None:
    """But for a picture, which is none of an amendment's words, and the form, which the report does not show."""
    there = opened(BASE)
    applied = apply(there.tree, there.concept, [amendment(made(kind, folder))])
    assert applied.refused == ()
    now = draft_of("", applied.tree, read(applied.tree, there.parse).concept, Verdict((), ()))
    rest = [one for one in remaining(now, opened(HEAD).draft()) if not one.startswith("„Beschlussvorlage“")]
    assert rest == ["Abschnitt 1.2.2 „Sechs Arbeitsgruppen“, Abbildung 1: geändert"]


@pytest.mark.parametrize("kind", ["bericht", "bericht-kurz"])
def test_what_the_report_marks_and_no_amendment_can_say_is_named(kind: str, folder: str) -> None:
    left = list(made(kind, folder).left)
    cover = ["2 × eine Änderung im Teil „Titelseite“; er entsteht beim Bauen"] if kind == "bericht" else []
    assert left == [
        "Im Word-Dokument steht 2 × ein Bild, das eingefügt oder gestrichen ist; das wurde nicht gelesen",
        "Im Word-Dokument steht 2 × ein Kommentar; das wurde nicht gelesen",
        "Im Word-Dokument steht 2 × eine Änderung in einer Kopf- oder Fußzeile; das wurde nicht gelesen",
        *cover,
    ]


def test_an_amendment_out_of_word_takes_references_over_and_no_printed_number(folder: str) -> None:
    points = {str(one.target): one for one in made("bericht", folder).operations}
    wanted = points["BER"].wanted
    assert wanted is not None
    assert "[](#g-zugangsbarrieren)" in wanted.source


def test_whoever_changed_words_hands_in_the_amendment_and_not_what_only_says_that_they_stand_elsewhere() -> None:
    moved = come("Weit weg. Ganz weit weg.").replace("Fraktion CDU/ANW", MOVING)
    data = parts(paragraph(moved, moved, moved, come("Neu.")))
    assert word_changes.read(data).author == MOVING
    assert word_changes.read(data, (), {MOVING}).author == "Fraktion CDU/ANW"


def amendment(new: New) -> Amendment:
    return Amendment.model_construct(id=new.key, operations=new.operations)


# --- what Word can hold, piece by piece ------------------------------------------------------------

def level(number: int, text: str) -> str:
    return text.replace("<w:pPr>", f'<w:pPr><w:pStyle w:val="H{number}"/>', 1)


STYLES = "".join(
    f'<w:style w:styleId="{key}"><w:name w:val="{name}"/></w:style>' for key, name in (("H1", "heading 1"), ("H2", "heading 2"), ("T1", "toc 1"))
)


def parts(*blocks: str, **more: str) -> bytes:
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    files = {"word/styles.xml": f"<w:styles {space}>{STYLES}</w:styles>"}
    files |= {f"word/{name}.xml": f"<w:{name} {space}>{text}</w:{name}>" for name, text in more.items()}
    return word(document(*blocks), **{name: text.encode() for name, text in files.items()})


def found(data: bytes, *unread: str) -> tuple[list[Operation], list[str]]:
    tree = trees.tree(trees.minimal())
    made = placed(word_changes.read(data, unread), Placer(Sites(tree, read(tree, trees.parse_once).concept)))
    return [one.operation for one in made.points], [one.said for one in made.missed]


def table(*rows: list[str]) -> str:
    cells = ("".join(f"<w:tc>{cell}</w:tc>" for cell in row) for row in rows)
    return "<w:tbl>" + "".join(f"<w:tr>{row}</w:tr>" for row in cells) + "</w:tbl>"


def test_a_heading_put_in_becomes_one_of_the_level_its_neighbours_have() -> None:
    points, left = found(parts(level(1, paragraph(run("1.1 Lesen"), key="LES")), paragraph(run("Wer lesen möchte, soll es können.")), level(2, paragraph(come("1.1.2 Ausblick"), mark="ins"))))
    assert [(one.kind, one.target, one.wanted and one.wanted.source) for one in points] == [("einfügen nach", "LES", "## Ausblick")]
    assert left == []


def test_a_short_cell_is_found_by_the_heading_of_its_column() -> None:
    head = [paragraph(run(one)) for one in ("Nr.", "Maßnahmevorschlag", "Federführung und Beteiligte", "Zeitraum")]
    row = [paragraph(run("A.1.2 M-LES-02"), key="M-LES-02"), paragraph(run("x")), paragraph(gone("offen"), come("Bücherei")), paragraph(run("offen"))]
    points, left = found(parts(table(head, row)))
    assert [(one.kind, one.target, one.field) for one in points] == [("Feld ändern", "M-LES-02", "federfuehrung")]
    assert left == []


def test_a_row_with_a_new_id_is_a_new_measure_and_a_heading_with_one_a_new_goal() -> None:
    names = ("Nr.", "Maßnahmevorschlag", "Ziele", "Federführung und Beteiligte", "Zeitraum", "Finanzbedarf", "Wirkung")
    head = [paragraph(run(one)) for one in names]
    new = ["A.1.9 M-LES-09", "Lesestunde", "1.1.1", "Bücherei", "2018–2019", "offen", "Mehr Kinder lesen."]
    row = '<w:tr><w:trPr><w:ins w:id="9" w:author="Fraktion" w:date="2017-05-31T10:00:00Z"/></w:trPr>' + "".join(f"<w:tc>{paragraph(come(one))}</w:tc>" for one in new) + "</w:tr>"
    goal = level(2, paragraph(come("1.1.9 Alle lesen"), mark="ins", key="Z-LES-09"))
    points, left = found(parts(paragraph(run("x"), key="Z-LES-02"), goal, paragraph(come("Wer will, kann es."), mark="ins"), paragraph(run("y")), table(head).replace("</w:tbl>", row + "</w:tbl>")))
    assert [(one.kind, one.target) for one in points] == [("neues Ziel", "Z-LES-02"), ("neue Maßnahme", "LES")]
    assert points[0].goal is not None
    assert (points[0].goal.title, points[0].goal.text.source) == ("Alle lesen", "Wer will, kann es.")
    assert points[1].measure is not None
    assert (points[1].measure.title, points[1].measure.lead, points[1].measure.period.written) == ("Lesestunde", "Bücherei", "2018-2019")
    assert [one for one in left if "M-LES-09" not in one] == []


def test_what_is_left_out_is_named() -> None:
    note = f'<w:footnote w:id="2">{paragraph(come("Neue Fußnote."), mark="ins")}</w:footnote>'
    picture = f"<w:ins {WHO}><w:r><w:drawing/></w:r></w:ins>"
    plain = "<w:r><w:drawing/></w:r>"
    bold = f"<w:ins {WHO}><w:r><w:rPr><w:b/></w:rPr><w:t>fett</w:t></w:r></w:ins>"
    _, left = found(parts(paragraph(run("x"), picture, plain), paragraph(run("Nirgends"), bold), footnotes=note, comments="<w:comment/>", hdr="" ))
    assert "Im Word-Dokument steht 1 × ein Bild, das eingefügt oder gestrichen ist; das wurde nicht gelesen" in left
    assert "Im Word-Dokument steht 1 × ein Kommentar; das wurde nicht gelesen" in left
    assert "Word, Fußnote 1: eingefügte Fußnote „Neue Fußnote.“" in left
    assert any("fett oder kursiv" in one for one in left)


def test_numbers_that_only_follow_and_entries_of_the_contents_are_no_changes_of_the_text() -> None:
    counted = come("2").replace("Fraktion CDU/ANW", COUNTING)
    contents = paragraph(gone("Alt"), come("Neu")).replace("<w:pPr>", '<w:pPr><w:pStyle w:val="T1"/>', 1)
    points, left = found(parts(contents, paragraph(run("Abschnitt "), counted)), COUNTING)
    assert points == []
    assert left == ["1 × eine Änderung im Teil „Inhaltsverzeichnis“; er entsteht beim Bauen"]


def test_the_office_on_the_title_page_is_not_looked_for_in_the_text() -> None:
    """„Stand 3. Mai 2017“ stands on it and in the imprint; only the imprint is a source."""
    points, left = found(parts(paragraph(run("Die Bücherei "), gone("hat"), come("hatte"), run(" offen.")), paragraph(run("x"), key="Z-LES-01")))
    assert points == []
    assert left == ["1 × eine Änderung im Teil „Titelseite“; er entsteht beim Bauen"]
