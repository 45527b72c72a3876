"""Reports that share what was made once are each as if it had been made for them alone."""

from dataclasses import replace
from pathlib import Path

import pytest

from review.columns import columns
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
