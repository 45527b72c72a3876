"""Files begun before the verdict are those that a build without haste would make."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.build import Request, build
from pipeline.compose import compose
from pipeline.errors import TemplateError
from pipeline.kept import digest
from pipeline.manuscript import Manuscript
from pipeline.opening import gather, read_tree
from pipeline.tools.inspect import words
from pipeline.workshop import Workshop

MINIMAL = Path(__file__).parent / "concepts" / "minimal"
PAGE = "Konzept.html"


@pytest.fixture(scope="module")
def manuscript() -> Manuscript:
    made = compose(read_tree(gather(MINIMAL)).concept)
    assert made is not None
    return made


def test_composing_leaves_the_concept_as_it_was_for_the_rules() -> None:
    concept = read_tree(gather(MINIMAL)).concept
    before = digest([(text.source, text.blocks) for text in concept.texts()])
    compose(concept)
    assert digest([(text.source, text.blocks) for text in concept.texts()]) == before


def test_a_file_begun_ahead_is_made_anew_if_it_comes_out_otherwise(manuscript: Manuscript) -> None:
    stamped = replace(manuscript, stamp="Entwurf mit offenen Prüfpunkten")
    with Workshop() as workshop:
        workshop.begin(manuscript, [PAGE])
        made = workshop.finish(stamped, [PAGE])[PAGE]
        plain = workshop.finish(manuscript, [PAGE])[PAGE]
    assert "Entwurf mit offenen Prüfpunkten" in words(PAGE, made)
    assert "Entwurf mit offenen Prüfpunkten" not in words(PAGE, plain)


def test_a_file_that_shows_findings_waits_for_them(manuscript: Manuscript) -> None:
    with Workshop() as workshop:
        workshop.begin(manuscript, ["Pruefbericht.html", PAGE])
        assert len(workshop._begun) == 1
        assert set(workshop.finish(manuscript, ["Pruefbericht.html", PAGE])) == {PAGE}


def test_what_fails_ahead_is_told_only_if_it_is_wanted(manuscript: Manuscript, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.workshop.TEMPLATES", Path("gibt-es-nicht"))
    with Workshop() as workshop:
        workshop.begin(manuscript, [PAGE])
        assert workshop.finish(manuscript, []) == {}
        with pytest.raises(TemplateError):
            workshop.finish(manuscript, [PAGE])


def test_errors_stop_the_build_although_files_were_begun(tmp_path: Path) -> None:
    sources = Path(shutil.copytree(MINIMAL, tmp_path / "sources"))
    chapter = sources / "kapitel/11-anlass.md"
    chapter.write_text(chapter.read_text(encoding="utf-8") + "\n[](#gibt-es-nicht)\n", encoding="utf-8")
    result = build(Request(sources, out=tmp_path / "build"))
    assert result.target is None
    assert [one.rule for one in result.verdict.errors] == ["broken-reference"]
    assert not (tmp_path / "build").exists()
    allowed = build(Request(sources, out=tmp_path / "build", allow_errors=True, only=(PAGE,)))
    assert allowed.target
    assert "Entwurf mit offenen Prüfpunkten" in words(PAGE, (allowed.target / PAGE).read_bytes())
