"""Files begun before the verdict are those that a build without haste would make."""

import shutil
import time
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline import council, officeform
from pipeline.build import PROJECT, Request, build
from pipeline.compose import compose
from pipeline.errors import TemplateError
from pipeline.kept import digest
from pipeline.manuscript import Manuscript
from pipeline.opening import gather, read_tree
from pipeline.tools import typst
from pipeline.tools.inspect import squeezed, words
from pipeline.workshop import Workshop, outputs, pages
from review.flow import render, reports
from tests.changesets import PAIRS, real

MINIMAL = Path(__file__).parent / "concepts" / "minimal"
PAGE, LEAFLET = "Konzept.html", "Faltblatt-A3.pdf"


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
        workshop.begin(manuscript, [LEAFLET])
        made = dict(workshop.finish(stamped, [LEAFLET]))[LEAFLET]
        plain = dict(workshop.finish(manuscript, [LEAFLET]))[LEAFLET]
        assert len(workshop._begun) == 2
    assert squeezed("Entwurf mit offenen Prüfpunkten") in squeezed(words(LEAFLET, made))
    assert squeezed("Entwurf mit offenen Prüfpunkten") not in squeezed(words(LEAFLET, plain))


def test_only_what_another_process_makes_and_shows_no_findings_is_begun_ahead(manuscript: Manuscript) -> None:
    every = [LEAFLET, PAGE, "Pruefbericht.html", "Synopse-Integrationsgesetz.pdf"]
    with Workshop() as workshop:
        workshop.begin(manuscript, every)
        assert len(workshop._begun) == 1
        assert set(dict(workshop.finish(manuscript, every))) == {LEAFLET, PAGE}


def test_what_can_be_begun_ahead_is_every_pdf_there_is() -> None:
    assert pages() == {name: module for name, module in outputs().items() if name.endswith(".pdf")}


class Watched:
    """Stands for outputs, and notes how many that are not PDF were in the making at once."""

    def __init__(self) -> None:
        self.now = self.most = 0

    def render(self, name: str) -> bytes:
        if name.endswith(".pdf"):
            return b"%PDF"
        self.now += 1
        self.most = max(self.most, self.now)
        time.sleep(0.01)
        self.now -= 1
        return b"PK"


def test_word_files_are_written_one_after_the_other(manuscript: Manuscript, monkeypatch: pytest.MonkeyPatch) -> None:
    watched = Watched()
    for name, module in outputs().items():
        monkeypatch.setattr(module, "render", lambda *_, name=name: watched.render(name))
    with Workshop() as workshop:
        assert set(dict(workshop.finish(manuscript, outputs()))) == set(outputs())
    assert watched.most == 1


def test_word_reports_are_written_one_after_the_other(monkeypatch: pytest.MonkeyPatch) -> None:
    watched = Watched()
    for name, module in reports().items():
        monkeypatch.setattr(module, "render", lambda *_, name=name: watched.render(name))
    assert set(render(real(*PAIRS[1]), reports())) == set(reports())
    assert watched.most == 1


def test_word_papers_are_written_one_after_the_other(monkeypatch: pytest.MonkeyPatch) -> None:
    watched = Watched()
    monkeypatch.setattr(officeform, "_word", lambda *_: watched.render("a.docx"))
    monkeypatch.setattr(officeform, "_pdf", lambda *_: b"%PDF")
    concept = read_tree(gather(PROJECT / "sources")).concept
    made = compose(concept)
    assert made is not None
    names = council.render(made, ["aenderungsantrag", "protokollauszug", "abstimmungsliste"])
    assert sum(name.endswith(".docx") for name in names) > 5
    assert watched.most == 1


def test_pages_that_nobody_waits_for_are_broken_off_and_the_next_are_set_all_the_same(manuscript: Manuscript) -> None:
    setter = typst._Setter.at_work()
    with Workshop() as workshop:
        workshop.begin(manuscript, ["Konzept.pdf"])
        while not setter._waiting:
            time.sleep(0.01)  # until the process has been asked
    assert setter._process.poll() is not None
    with Workshop() as workshop:
        assert dict(workshop.finish(manuscript, [LEAFLET]))[LEAFLET].startswith(b"%PDF")


def test_what_fails_ahead_is_told_only_if_it_is_wanted(manuscript: Manuscript, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.workshop.TEMPLATES", Path("gibt-es-nicht"))
    with Workshop() as workshop:
        workshop.begin(manuscript, [LEAFLET])
        assert not dict(workshop.finish(manuscript, []))
        with pytest.raises(TemplateError):
            dict(workshop.finish(manuscript, [LEAFLET]))


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
