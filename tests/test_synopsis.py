"""The Synopse: every flag and assessment is in it, both wordings are whole, and the marks say what changed."""

import io
import itertools
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import git
import pytest
import trees
from hypothesis import given
from hypothesis import strategies as st
from openxml_audit import OpenXmlValidator

from pipeline import drafts, legal
from pipeline.compose import compose
from pipeline.manuscript import Manuscript, Synopsis, SynopsisRow, Wording
from pipeline.markdown import paragraphs
from pipeline.model import Concept
from pipeline.opening import gather, read_tree
from pipeline.render import synopse_docx, synopse_pdf
from pipeline.synopsis import NOTICE, Draft, collate, differences, draft_of
from pipeline.tools.git import history as versions_of
from pipeline.tools.inspect import squeezed, words
from tests.pdf_judge import judge

TEMPLATES = Path(__file__).parent.parent / "templates"
FIELD = "handlungsfelder/lesen.yaml"
LAW = """kuerzel: LesG
titel: Lesegesetz
datum: 2017-01-31
in_kraft: 2017-02-06
fundstelle: GVBl. I Nr. 1
vorschriften:
  - id: LG-01
    artikel: Artikel 1
    norm: § 3 LesG
    titel: Ausweise
    inhalt: Ausweise für Kinder sind *kostenlos*.
    von: 2017-02-06
    bis: offen
    nachfolge: offen
    betrifft: Ausweise
    unsicher: nein
    ausloeser:
      - begriffe: [Ausweis*, Donnerstag*]
  - id: LG-02
    artikel: Artikel 2
    norm: § 9 LesG
    titel: Nachtruhe
    inhalt: Nachts ist geschlossen.
    von: 2017-02-06
    bis: 2018-02-06
    nachfolge: offen
    betrifft: Öffnungszeiten
    unsicher: ja
"""
ASSESSMENTS = """pruefvermerke:
  - gegenstand: Z-LES-01
    vorschrift: LG-01
    ergebnis: anpassen
    vermerk: Der Ausweis <kostet> nichts & niemanden.
    stelle: Rechtsamt
    datum: 2017-03-01
    fingerabdruck: "00000000"
  - gegenstand: Z-LES-02
    vorschrift: LG-02
    ergebnis: offen
    vermerk: Noch zu klären.
    stelle: offen
    datum: offen
    fingerabdruck: "00000000"
"""


def files() -> dict[str, bytes]:
    made = trees.minimal()
    made["konzept.yaml"] += b"\nsynopse:\n  gesetz: LesG\n  entwurf: Entwurf A\n"
    return made | {"recht/lesegesetz.yaml": LAW.encode(), "recht/pruefung.yaml": ASSESSMENTS.encode()}


def former() -> dict[str, bytes]:
    """The draft: a goal worded otherwise, a measure that is gone now, one that came later missing."""
    made = trees.replaced(trees.minimal(), FIELD, "Der Ausweis ist kostenlos.", "Der Ausweis ist sehr teuer.")
    return trees.replaced(made, FIELD, "id: M-LES-02", "id: M-LES-09")


def concept(made: Mapping[str, bytes]) -> Concept:
    return trees.read_simply(made).concept


def flagged(one: Concept) -> dict[tuple[str, str], str]:
    return {(str(flag.subject), str(flag.provision)): flag.words for flag in legal.flags(one)}


def draft() -> Draft:
    old = replace(concept(former()), laws=concept(files()).laws)
    made = draft_of(old, flagged(old))
    assert made is not None
    return made


def synopsis(one: Draft | None) -> Synopsis:
    now = concept(files())
    made = collate(now, one, flagged(now))
    assert made is not None
    return made


def rows(made: Synopsis) -> dict[tuple[str, str], SynopsisRow]:
    return {(row.key, part.key): row for part in made.parts for row in part.rows}


def said(parts: tuple[Wording, ...], mark: str | None = None) -> str:
    runs = (run for part in parts for paragraph in part.paragraphs for run in paragraph)
    return " ".join(run.words for run in runs if mark is None or run.mark == mark)


def test_every_flag_of_either_version_and_every_assessment_stands_in_it() -> None:
    now = concept(files())
    assert now.assessments
    expected = {
        *flagged(now),
        *draft().flagged,
        *((str(one.subject), str(one.provision)) for one in now.assessments),
    }
    assert set(rows(synopsis(draft()))) == expected
    assert {(row.key, part.key) for part in synopsis(None).parts for row in part.rows} == {
        *flagged(now),
        *((str(one.subject), str(one.provision)) for one in now.assessments),
    }


def test_assessments_are_told_and_what_nobody_assessed_says_so() -> None:
    found = rows(synopsis(draft()))
    assessed = found["Z-LES-01", "LG-01"]
    assert (assessed.result, assessed.office, assessed.day) == ("anpassen", "Rechtsamt", "01.03.2017")
    assert assessed.note == "Der Ausweis <kostet> nichts & niemanden."
    assert assessed.prompt.startswith("„")
    still_open = found["Z-LES-02", "LG-02"]
    assert (still_open.result, still_open.office, still_open.day, still_open.prompt) == ("offen", "", "", "")
    assert found["M-LES-01", "LG-01"].result == "noch nicht geprüft"
    assert found["M-LES-09", "LG-01"].result == "nicht mehr enthalten"


def test_the_words_of_the_handbook_say_what_became_of_each() -> None:
    found = rows(synopsis(draft()))
    assert found["Z-LES-01", "LG-01"].change == "geändert"
    assert found["M-LES-01", "LG-01"].change == "unverändert"
    assert found["M-LES-02", "LG-01"].change == "neu"
    assert found["M-LES-09", "LG-01"].change == "entfällt"
    assert (found["M-LES-09", "LG-01"].number, found["M-LES-02", "LG-01"].draft_number) == ("", "")


def test_only_the_words_that_differ_are_marked() -> None:
    row = rows(synopsis(draft()))["Z-LES-01", "LG-01"]
    assert said(row.draft, "removed") == "sehr teuer."
    assert said(row.current, "added") == "kostenlos."


def test_what_only_the_draft_touched_is_no_longer_touched() -> None:
    old = draft()
    made = synopsis(replace(old, flagged={**old.flagged, ("Z-LES-02", "LG-01"): "Abend"}))
    assert rows(made)["Z-LES-02", "LG-01"].result == "nicht mehr berührt"


def test_a_renumbering_and_a_reference_by_number_are_no_change() -> None:
    extra = "ziele:\n  - id: Z-LES-07\n    titel: Zuerst\n    text: Neu davor.\n\n  - id: Z-LES-01\n"
    with_link = trees.replaced(files(), FIELD, "Die Bücherei besucht jede", "Für [](#Z-LES-02) besucht sie jede")
    now = concept(trees.replaced(with_link, FIELD, "ziele:\n  - id: Z-LES-01\n", extra))
    old = draft_of(concept(with_link), {})
    made = collate(now, old, flagged(now))
    assert made is not None
    row = rows(made)["M-LES-01", "LG-01"]
    assert row.change == "unverändert"
    assert "Für Z-LES-02 besucht" in said(row.current)


def test_without_a_draft_both_files_say_that_its_wording_is_missing() -> None:
    made = synopsis(None)
    assert not made.draft_known
    assert all(row.change == "" and row.draft == () for row in rows(made).values())
    for module in (synopse_docx, synopse_pdf):
        data = module.render(manuscript(made), TEMPLATES, 0)
        assert data is not None
        assert squeezed("Wortlaut des Entwurfs liegt nicht vor") in squeezed(words(module.FILE, data))


def test_a_concept_that_asks_for_none_gets_none() -> None:
    assert collate(concept(trees.minimal()), draft(), {}) is None
    assert collate(concept(files() | {"recht/lesegesetz.yaml": b""}), draft(), {}) is None
    made = compose(concept(trees.minimal()))
    assert made is not None
    assert synopse_docx.render(made, TEMPLATES, 0) is None
    assert synopse_pdf.render(made, TEMPLATES, 0) is None


def manuscript(made: Synopsis) -> Manuscript:
    composed = compose(concept(files()))
    assert composed is not None
    return replace(composed, synopsis=made)


@pytest.fixture(scope="module")
def documents() -> dict[str, bytes]:
    whole = manuscript(synopsis(draft()))
    made = {module.FILE: module.render(whole, TEMPLATES, 0) for module in (synopse_docx, synopse_pdf)}
    return {name: data for name, data in made.items() if data is not None}


def test_both_files_hold_every_wording_the_notice_and_the_disclaimer(documents: dict[str, bytes]) -> None:
    made = synopsis(draft())
    assert len(documents) == 2
    for name, data in documents.items():
        text = squeezed(words(name, data))
        for wanted in (NOTICE, manuscript(made).disclaimer, made.draft, made.current, made.title):
            assert squeezed(wanted) in text, (name, wanted)
        for part in made.parts:
            assert squeezed(part.norm) in text
            for row in part.rows:
                both = (*row.draft, *row.current) if row.change != "unverändert" else row.draft
                passages = ["".join(run.words for run in runs) for one in both for runs in one.paragraphs]
                assert [one for one in (*passages, row.note, row.result) if squeezed(one) not in text] == []


def test_the_files_pass_their_judges(documents: dict[str, bytes], tmp_path: Path) -> None:
    pdfs = {name: data for name, data in documents.items() if name.endswith(".pdf")}
    assert judge(pdfs) == {name: [] for name in pdfs}
    path = tmp_path / synopse_docx.FILE
    path.write_bytes(documents[synopse_docx.FILE])
    result = OpenXmlValidator().validate(path)
    assert result.is_valid, [str(error) for error in result.errors]


def test_the_word_file_is_landscape_with_repeated_heads_and_rows_that_stay_whole(
    documents: dict[str, bytes],
) -> None:
    with zipfile.ZipFile(io.BytesIO(documents[synopse_docx.FILE])) as package:
        xml = package.read("word/document.xml").decode()
    assert xml.count('w:orient="landscape"') == xml.count("<w:sectPr") >= 1
    assert xml.count("<w:tblHeader") == xml.count("<w:tbl>")
    assert xml.count("<w:cantSplit/>") == xml.count("<w:tr>")
    assert "<w:strike />" in xml or "<w:strike/>" in xml
    assert "<w:u " in xml


# ---- comparing ------------------------------------------------------------------------------------

_texts = st.lists(
    st.lists(st.sampled_from(["der", "die", "Stadt", "prüft", "nicht", "2017"]), min_size=1, max_size=9).map(" ".join),
    max_size=3,
)


@given(_texts, _texts)
def test_both_sides_are_whole_and_what_is_not_marked_is_the_same(before: list[str], after: list[str]) -> None:
    left, right = differences(before, after)
    assert ["".join(run.words for run in runs) for runs in left] == before
    assert ["".join(run.words for run in runs) for runs in right] == after
    kept = [
        [word for runs in side for run in runs if not run.mark for word in run.words.split()] for side in (left, right)
    ]
    assert kept[0] == kept[1]
    for runs in itertools.chain(left, right):
        assert all(one.mark != two.mark for one, two in itertools.pairwise(runs))


def test_markdown_is_put_aside_and_no_word_lost() -> None:
    source = "## Titel\n\nEin **fester** Wort[^1] mit [Verweis](#Z-A-01), [](#IG-01) und `Code`.\n\n- eins\n- zwei\n\n[^1]: Fußnote\n  weiter\n\n1\\. bleibt \\*so\\*"
    assert paragraphs(source, lambda target: f"<{target}>") == [
        "Titel",
        "Ein fester Wort mit Verweis, <#IG-01> und Code.",
        "– eins",
        "– zwei",
        "1. bleibt *so*",
    ]


# ---- out of git -----------------------------------------------------------------------------------


@pytest.fixture
def history(tmp_path: Path) -> Path:
    """A git project whose first version is the draft."""
    repo = git.Repo.init(tmp_path, initial_branch="main")
    with repo.config_writer() as config:
        config.set_value("user", "name", "Redaktion")
        config.set_value("user", "email", "redaktion@example.org")
    for made, message in ((former(), "Entwurf\n\nFassung: Entwurf A"), (files(), "Jetzt")):
        for path, data in made.items():
            (tmp_path / "sources" / path).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / "sources" / path).write_bytes(data)
        repo.git.add("sources")
        repo.git.commit("-m", message)
    repo.close()
    return tmp_path / "sources"


def from_git(sources: Path, cache: Path | None) -> Synopsis:
    tree = gather(sources)
    made = drafts.side_by_side(read_tree(tree).concept, tree, sources, cache)
    assert made is not None
    return made


def test_the_draft_comes_out_of_git_and_the_cache_changes_nothing(
    history: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fresh = from_git(history, tmp_path / "cache")
    assert fresh.draft_known
    assert rows(fresh)["M-LES-09", "LG-01"].change == "entfällt"
    assert rows(fresh)["Z-LES-01", "LG-01"].change == "geändert"
    assert from_git(history, None) == fresh
    (kept,) = (tmp_path / "cache").glob("entwurf-*.json")
    monkeypatch.setattr(drafts, "read", lambda *_: pytest.fail("read although it was kept"))
    assert from_git(history, tmp_path / "cache") == fresh
    monkeypatch.undo()
    for damage in (b"", b"[]", b"{}", b"null", b'{"label": 1, "parts": 3}'):
        kept.write_bytes(damage)
        assert from_git(history, tmp_path / "cache") == fresh


def test_without_git_or_version_the_draft_is_unknown(history: Path, tmp_path: Path) -> None:
    settings = history / "konzept.yaml"
    settings.write_text(settings.read_text(encoding="utf-8").replace("Entwurf A", "Entwurf Z"), encoding="utf-8")
    assert not from_git(history, None).draft_known
    bare = tmp_path / "ohne-git"
    for path, data in files().items():
        (bare / path).parent.mkdir(parents=True, exist_ok=True)
        (bare / path).write_bytes(data)
    (tmp_path / ".git").rename(tmp_path / "weg")
    assert not from_git(bare, None).draft_known
    assert versions_of(bare) == ""
