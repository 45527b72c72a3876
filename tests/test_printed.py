"""What is begun before the comparison is there is the same as what is made afterwards, and belongs to its drafts alone."""

from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.errors import TemplateError
from review.columns import columns
from review.printed import begin, printed
from review.reports import bericht_docx, bericht_kurz_docx
from review.sides import Comparison, compared

ROOT = Path(__file__).resolve().parent.parent
TEMPLATES = ROOT / "templates"
MINIMAL = str(ROOT / "tests" / "concepts" / "minimal")
EPOCH = 1_497_398_400


@pytest.fixture
def both(tmp_path: Path) -> Comparison:
    """Two small drafts that differ."""
    other = tmp_path / "other"
    for path in Path(MINIMAL).rglob("*"):
        if path.is_file():
            target = other / path.relative_to(MINIMAL)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(path.read_bytes().replace("Bücherei".encode(), b"Bibliothek"))
    return compared(ROOT / "sources", MINIMAL, str(other))


def again(one: Comparison) -> Comparison:
    """The same comparison, made anew: nothing remembers it."""
    return replace(one, changes=replace(one.changes))


def test_a_report_begun_before_the_comparison_is_the_same_to_the_byte(both: Comparison) -> None:
    wanted = bericht_docx.render(again(both), TEMPLATES, EPOCH)
    begin(both.base.manuscript, both.head.manuscript, TEMPLATES, EPOCH)
    assert bericht_docx.render(again(both), TEMPLATES, EPOCH) == wanted


def test_what_was_begun_for_other_drafts_or_another_day_is_not_taken(both: Comparison) -> None:
    one, other = both.base.manuscript, both.head.manuscript
    wanted = bericht_docx.render(again(both), TEMPLATES, EPOCH)
    for begun in (
        (other, one, TEMPLATES, EPOCH),
        (one, one, TEMPLATES, EPOCH),
        (one, other, TEMPLATES, EPOCH + 86_400),
    ):
        begin(*begun)
        assert bericht_docx.render(again(both), TEMPLATES, EPOCH) == wanted


def test_what_was_begun_is_taken_once_for_it_is_changed_by_merging(both: Comparison) -> None:
    drafts = both.base.manuscript, both.head.manuscript
    begin(*drafts, TEMPLATES, EPOCH)
    first, second = (printed(*drafts, TEMPLATES, EPOCH) for _ in range(2))
    assert first.package is not second.package
    assert {id(one.element) for one in first.head}.isdisjoint(id(one.element) for one in second.head)


def test_a_fault_of_what_was_begun_is_told_when_it_is_asked_for(both: Comparison, tmp_path: Path) -> None:
    begin(both.base.manuscript, both.head.manuscript, tmp_path, EPOCH)
    with pytest.raises(TemplateError):
        bericht_docx.render(again(both), tmp_path, EPOCH)


def test_the_short_report_leaves_the_long_one_as_it_was(both: Comparison) -> None:
    wanted = bericht_docx.render(again(both), TEMPLATES, EPOCH)
    shared = again(both)
    bericht_kurz_docx.render(shared, TEMPLATES, EPOCH)
    assert bericht_docx.render(shared, TEMPLATES, EPOCH) == wanted
    assert bericht_kurz_docx.render(shared, TEMPLATES, EPOCH) == bericht_kurz_docx.render(again(both), TEMPLATES, EPOCH)


def test_one_synopse_for_word_and_pdf_still_names_the_occasion_of_each(both: Comparison) -> None:
    plain, told = columns(both.changes), columns(both.changes, "Seit der Sitzung")
    assert (plain.occasion, told.occasion) == ("", "Seit der Sitzung")
    assert told.groups is plain.groups
    assert columns(replace(both.changes)) == plain
