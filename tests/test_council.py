"""The paper in the council: laws of voting and standing, papers that are complete, accessible and say the same twice."""

import hashlib
import io
import json
import random
import re
import shutil
import zipfile
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import strategies
import trees
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from openxml_audit import OpenXmlValidator

import pipeline.papers
from pipeline.build import Request, build
from pipeline.cli import main
from pipeline.compose import compose
from pipeline.council import FOLDER, keep_promise, papers, render
from pipeline.errors import PromiseBroken, TemplateError, UsageError
from pipeline.manuscript import Manuscript
from pipeline.model import OPERATIONS, Amendment, Submission
from pipeline.opening import gather, read_tree
from pipeline.read import read
from pipeline.read.forms import validate
from pipeline.read.yamlfile import load
from pipeline.seams import names, plugin
from pipeline.standing import Standing, standing
from pipeline.timeline import section
from pipeline.tools.inspect import squeezed, words
from pipeline.tools.word_xml import w
from pipeline.voting import clashes, reach, voting_order
from tests.pdf_judge import judge

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ROOT / "sources"
MINIMAL = Path(__file__).parent / "concepts" / "minimal"
EPOCH = 1_497_398_400  # 14 June 2017
KINDS = ("abstimmungsliste", "aenderungsantrag", "beschlussausfertigung", "protokollauszug", "stellungnahme")

AMENDMENT: dict[str, Any] = {
    "id": "A-LES-01",
    "drucksache": "offen",
    "betreff": "Längere Öffnung",
    "einreicher": "Fraktion Lesen",
    "datum": "2017-05-20",
    "oeffentlich": "ja",
    "tischvorlage": "nein",
    "fassung": "2017-06-14",
    "aenderungen": [
        {"art": "ersetzen", "stelle": "Z-LES-02", "alt": "nach Feierabend kommen", "neu": "bis 21 Uhr kommen"},
        {"art": "Feld ändern", "stelle": "M-LES-02", "feld": "federfuehrung", "alt": "offen", "neu": "Bücherei"},
    ],
    "begruendung": "Viele arbeiten lange.",
    "status": "eingereicht",
}


def with_amendments(*several: Mapping[str, Any], table: str = "") -> dict[str, bytes]:
    """The minimal concept with amendments, on the table of its first meeting."""
    files = trees.minimal()
    for one in several:
        files[f"antraege/{one['id']}.yaml"] = strategies.yaml_bytes(dict(one))
    listed = table or f"[{', '.join(one['id'] for one in several)}]"
    return trees.replaced(files, "vorlage.yaml", '    top: "3.5"\n', f'    top: "3.5"\n    antraege: {listed}\n')


def composed(files: Mapping[str, bytes]) -> Manuscript:
    reading = trees.read_really(files)
    assert [finding.text() for finding in reading.findings] == []
    made = compose(reading.concept)
    assert made is not None
    return made


def amendment(data: Mapping[str, Any]) -> Amendment:
    node, findings = validate(Amendment, load(strategies.yaml_bytes(dict(data)).decode(), "x.yaml").data, "x.yaml")
    assert [finding.text() for finding in findings] == []
    assert node is not None
    return node


# --- the amendment as a source ----------------------------------------------------------------------

_any_amendment = strategies.amendments(1, strategies.CODES, strategies.lines, strategies.texts)
_words = st.sampled_from(["kommen", "nach Feierabend kommen", "Wer arbeitet,\nkann kommen", "Rad & Fuß <b>", "{{ x }}"])
_amendments = strategies.amendments(1, strategies.CODES, _words, _words)
"""Few words, so that amendments meet."""


@given(_any_amendment)
@settings(max_examples=20)
def test_an_amendment_that_was_written_is_the_one_that_is_read(data: dict[str, Any]) -> None:
    assert strategies.written(amendment(data)) == data


@pytest.mark.parametrize("kind", OPERATIONS)
def test_an_operation_without_what_it_needs_is_a_finding_that_names_it(kind: str) -> None:
    needed, _ = OPERATIONS[kind]
    spoilt = {**AMENDMENT, "aenderungen": [{"art": kind, "stelle": "LES"}]}
    loaded = load(strategies.yaml_bytes(spoilt).decode(), "x.yaml")
    _, findings = validate(Amendment, loaded.data, "x.yaml")
    assert len(findings) == bool(needed)
    for finding in findings:
        assert f"zu „{kind}“ gehört „{needed[0]}:“" in finding.message


def test_an_operation_with_what_does_not_belong_to_it_is_a_finding() -> None:
    spoilt = {**AMENDMENT, "aenderungen": [{"art": "streichen", "stelle": "Z-LES-02", "neu": "x"}]}
    _, findings = validate(Amendment, load(strategies.yaml_bytes(spoilt).decode(), "x.yaml").data, "x.yaml")
    assert [finding.message for finding in findings] == ["aenderungen: zu „streichen“ gehört kein „neu:“"]


def test_a_list_as_new_value_of_a_field_becomes_a_markdown_list() -> None:
    data = {
        "art": "Feld ändern",
        "stelle": "M-LES-01",
        "feld": "ziele",
        "alt": ["Z-LES-01"],
        "neu": ["Z-LES-01", "Z-LES-02"],
    }
    [operation] = amendment({**AMENDMENT, "aenderungen": [data]}).operations
    assert operation.wanted is not None
    assert operation.wanted.source == "- Z-LES-01\n- Z-LES-02"


def test_what_an_amendment_proposes_is_not_yet_part_of_the_concept() -> None:
    goal = {"id": "Z-LES-09", "titel": "Lesen im Park", "text": "[](#Z-QQ-99) gibt es nicht."}
    proposal = {**AMENDMENT, "aenderungen": [{"art": "neues Ziel", "stelle": "LES", "ziel": goal}]}
    verdict = trees.judged(with_amendments(proposal))
    assert [finding.text() for finding in verdict.findings] == []
    concept = trees.read_really(with_amendments(proposal)).concept
    assert "Z-LES-09" not in concept.declared
    assert "A-LES-01" in concept.declared


def test_the_paragraph_taken_over_stands_in_the_preamble_where_the_amendment_puts_it() -> None:
    concept = read_tree(gather(SOURCES)).concept
    taken = next(one for one in concept.amendments if one.id == "A-HA-01")
    [operation] = taken.operations
    assert operation.former is not None
    assert operation.wanted is not None
    preamble = " ".join(concept.chapters["kapitel/01-praeambel.md"].text.source.split())
    assert " ".join(f"{operation.former.source} {operation.wanted.source}".split()) in preamble


# --- the voting order ---------------------------------------------------------------------------------

_several = st.lists(_amendments, min_size=1, max_size=5).map(
    lambda all_of_them: [amendment({**one, "id": f"A-AAA-{n:02d}"}) for n, one in enumerate(all_of_them, 1)]
)


@given(_several, st.randoms(use_true_random=False))
@settings(max_examples=40)
def test_the_voting_order_is_total_and_does_not_depend_on_the_order_of_the_files(
    several: list[Amendment], chance: random.Random
) -> None:
    ordered = voting_order(several)
    assert sorted(one.id for one in ordered) == sorted(one.id for one in several)
    chance.shuffle(several)
    assert voting_order(several) == ordered
    reaches = [reach(one) for one in ordered]
    assert reaches == sorted(reaches, reverse=True)


@given(_amendments, strategies.lines, st.dates(date(2000, 1, 1), date(2030, 1, 1)))
@settings(max_examples=40)
def test_an_amendment_that_holds_another_and_more_comes_first(data: dict[str, Any], words: str, day: date) -> None:
    more = {"art": "einfügen nach", "stelle": "kap-mehr", "neu": f"noch {words}"}
    narrow = amendment(data)
    wide = amendment({**data, "id": "A-BB-01", "datum": day.isoformat(), "aenderungen": [*data["aenderungen"], more]})
    assert reach(wide) > reach(narrow)
    assert voting_order([narrow, wide]) == (wide, narrow)


@given(_several, st.randoms(use_true_random=False))
@settings(max_examples=40)
def test_clashes_are_between_different_amendments_and_the_same_in_any_order(
    several: list[Amendment], chance: random.Random
) -> None:
    found = {(frozenset((one.one, one.other)), one.excludes) for one in clashes(several)}
    assert all(len({key for key, _ in pair}) == 2 for pair, _ in found)
    chance.shuffle(several)
    assert {(frozenset((one.one, one.other)), one.excludes) for one in clashes(several)} == found


def _pair(left: Mapping[str, Any], right: Mapping[str, Any]) -> list[bool]:
    one = amendment({**AMENDMENT, "aenderungen": [left]})
    other = amendment({**AMENDMENT, "id": "A-LES-02", "aenderungen": [right]})
    return [pair.excludes for pair in clashes([one, other])]


_REPLACE = {"art": "ersetzen", "stelle": "Z-LES-02", "alt": "kann nach Feierabend kommen", "neu": "darf kommen"}


@pytest.mark.parametrize(("other", "expected"), [
    ({**_REPLACE, "neu": "soll kommen"}, [True]),
    ({**_REPLACE, "alt": "nach\n  Feierabend"}, [True]),
    ({**_REPLACE, "alt": "nach Feierabend kommen und bleiben"}, [True]),
    ({**_REPLACE, "alt": "Wer arbeitet"}, []),
    ({**_REPLACE, "stelle": "Z-LES-01"}, []),
    ({"art": "streichen", "stelle": "Z-LES-02"}, [True]),
    ({"art": "streichen", "stelle": "Z-LES-02", "alt": "Feierabend kommen"}, [True]),
    ({"art": "einfügen nach", "stelle": "Z-LES-02", "alt": "kann nach Feierabend kommen", "neu": "gern"}, [True]),
    ({"art": "Feld ändern", "stelle": "Z-LES-02", "feld": "titel", "alt": "a", "neu": "b"}, []),
])  # fmt: skip
def test_points_clash_if_they_change_the_same_words(other: dict[str, Any], expected: list[bool]) -> None:
    assert _pair(_REPLACE, other) == expected
    assert _pair(other, _REPLACE) == expected


def test_two_insertions_at_one_place_only_share_the_place() -> None:
    one = {"art": "einfügen nach", "stelle": "Z-LES-02", "alt": "kommen", "neu": "und bleiben"}
    assert _pair(one, {**one, "neu": "oder gehen"}) == [False]
    assert _pair(one, {**one, "alt": "arbeitet"}) == []


def test_two_values_for_one_field_and_two_goals_of_one_id_exclude_one_another() -> None:
    value = {"art": "Feld ändern", "stelle": "M-LES-01", "feld": "zeitraum", "alt": "2016-2018", "neu": "2017"}
    assert _pair(value, {**value, "neu": "2018"}) == [True]
    assert _pair(value, {**value, "feld": "wirkung"}) == []
    goal = {"art": "neues Ziel", "stelle": "LES", "ziel": {"id": "Z-LES-09", "titel": "Park", "text": "Im Park."}}
    assert _pair(goal, {**goal, "stelle": "Z-LES-02"}) == [True]


def test_a_level_counts_more_than_places_and_places_more_than_words() -> None:
    measure = {"art": "streichen", "stelle": "M-LES-01", "alt": "a b c d e f g h i"}
    chapter = {"art": "streichen", "stelle": "kap-anlass", "alt": "x"}
    goal = {"art": "streichen", "stelle": "Z-LES-01", "alt": "y"}
    resolution = {"art": "streichen", "stelle": "vorlage.yaml", "alt": "z"}
    points = ([measure, {**measure, "alt": "j"}], [chapter], [goal], [goal, {**goal, "alt": "w"}], [resolution])
    several = [amendment({**AMENDMENT, "id": f"A-LES-{n:02d}", "aenderungen": one}) for n, one in enumerate(points, 1)]
    assert [one.id[-2:] for one in voting_order(several)] == ["05", "04", "03", "02", "01"]


# --- where the paper stands ----------------------------------------------------------------------------


_days = st.dates(date(2017, 5, 1), date(2017, 5, 20))
_consultations = st.lists(
    st.fixed_dictionaries(
        {
            "datum": _days.map(date.isoformat),
            "gremium": st.sampled_from(["Hauptausschuss", "Ausschuss für Rad & Fuß <B>", "Rat"]),
            "rolle": st.sampled_from(["Einbringung", "Vorberatung", "Entscheidung"]),
            "oeffentlich": st.just("ja"),
            "sitzung": st.sampled_from(["offen", "7. Sitzung"]),
            "top": st.sampled_from(["offen", "3.5"]),
            "kopfergebnis": st.sampled_from(["offen", "vertagt", "geändert beschlossen"]),
            "ausgang": st.sampled_from(["offen", "zurückgestellt", "abgelehnt"]),
            "abstimmung": st.just("offen"),
        },
        optional={"wendung": st.just("einstimmig"), "fassung": st.just("A"), "antraege": st.just(["A-LES-01"])},
    ),
    max_size=6,
)


def _standing(consultations: list[dict[str, Any]], day: date) -> Standing:
    files = {"konzept.yaml": trees.minimal()["konzept.yaml"]}
    form = load(trees.minimal()["vorlage.yaml"].decode(), "vorlage.yaml").data
    form = strategies.written(validate(Submission, form, "vorlage.yaml")[0]) | {"beratungsfolge": consultations}
    files["vorlage.yaml"] = strategies.yaml_bytes(form)
    for number, come in enumerate(("2017-05-05", "2017-05-15"), 1):
        one = {**AMENDMENT, "id": f"A-LES-{number:02d}", "datum": come, "status": "abgelehnt", "erledigt": "2017-05-10"}
        files[f"antraege/{number}.yaml"] = strategies.yaml_bytes(one)
    reading = read(trees.tree(files), trees.parse_verbatim)
    assert [finding.text() for finding in reading.findings] == []
    now = standing(reading.concept, day)
    assert now is not None
    return now


@given(_consultations, _days)
def test_every_body_is_done_unrecorded_or_open_and_only_the_past_has_results(
    consultations: list[dict[str, Any]], day: date
) -> None:
    now = _standing(consultations, day)
    bodies = {str(one["gremium"]) for one in consultations}
    assert Counter([*now.done, *now.unrecorded, *now.open]) == Counter(bodies)
    assert [one.day for one in now.steps] == sorted(one.day for one in now.steps)
    for step in now.steps:
        assert (step.state == "geplant") == (step.day > day)
        assert not (step.state == "geplant" and (step.result or step.vote or step.amendments or step.version))
    assert [one.key for one in now.amendments] == [f"A-LES-{n:02d}" for n, come in ((1, 5), (2, 15)) if day.day >= come]
    assert [one.key for one in now.open_amendments] == (["A-LES-01"] if 5 <= day.day < 10 else [])
    assert now.next is None or now.next.day > day
    json.dumps(now.data())
    etree.fromstring(section(now).replace("<br>", "<br/>"))


@given(_consultations, _days)
def test_what_becomes_known_later_changes_nothing_about_an_earlier_day(
    consultations: list[dict[str, Any]], day: date
) -> None:
    before = _standing(consultations, day)
    later = {"kopfergebnis": "vertagt", "ausgang": "abgelehnt", "fassung": "später", "wendung": "knapp"}
    assert _standing([one | later if one["datum"] > day.isoformat() else one for one in consultations], day) == before


@pytest.mark.parametrize(("day", "done", "unrecorded", "following", "waiting"), [
    (date(2017, 5, 3), [], [], date(2017, 5, 23), []),
    (date(2017, 5, 31), ["Ausschuss für Bildung und Sport", "Ausschuss für Gesundheit, Soziales und Inklusion"], [],
     date(2017, 6, 1), ["A-CDU-02"]),
    (date(2017, 6, 14), ["Ausschuss für Bildung und Sport", "Ausschuss für Gesundheit, Soziales und Inklusion", "Hauptausschuss"],
     ["Jugendhilfeausschuss"], date(2017, 7, 5), []),
])  # fmt: skip
def test_the_real_paper_stands_where_it_stood(
    day: date, done: list[str], unrecorded: list[str], following: date, waiting: list[str]
) -> None:
    now = standing(trees.read_simply(dict(gather(SOURCES).files)).concept, day)
    assert now is not None
    assert list(now.done) == done
    assert list(now.unrecorded) == unrecorded
    assert now.next is not None
    assert now.next.day == following
    assert [one.key for one in now.open_amendments] == waiting


def test_the_real_meeting_that_postponed_has_two_results_and_its_vote_on_the_order_of_business() -> None:
    now = standing(trees.read_simply(dict(gather(SOURCES).files)).concept, date(2017, 7, 5))
    assert now is not None
    step = next(one for one in now.steps if one.day == date(2017, 5, 31))
    assert (step.meeting, step.item, step.header_result, step.outcome) == (
        "58. Sitzung",
        "3.5",
        "vertagt",
        "zurückgestellt",
    )
    assert step.vote == "10 : 4 : 0 (Antrag zur Geschäftsordnung: Zurückstellung)"
    assert step.state == "offen"
    assert not now.open
    assert len(now.steps) == 8


# --- the papers of the real case -----------------------------------------------------------------------


@pytest.fixture(scope="module")
def manuscript() -> Manuscript:
    made = compose(read_tree(gather(SOURCES)).concept)
    assert made is not None
    return made


@pytest.fixture(scope="module")
def real(manuscript: Manuscript) -> dict[str, bytes]:
    """The papers of the real case; the other kinds of the seam have tests of their own."""
    return render(manuscript, KINDS)


def test_the_real_case_has_every_paper_in_word_and_pdf(real: dict[str, bytes]) -> None:
    expected = {
        "Abstimmungsliste-2017-05-23-Ausschuss-fuer-Gesundheit-Soziales-und-Inklusion",
        "Abstimmungsliste-2017-05-31-Hauptausschuss",
        "Abstimmungsliste-2017-06-14-Hauptausschuss",
        "Aenderungsantrag-A-CDU-01",
        "Aenderungsantrag-A-CDU-02",
        "Aenderungsantrag-A-HA-01",
        "Beschlussausfertigung-2017-07-05",
        "Protokollauszug-2017-05-03-Stadtverordnetenversammlung",
        "Protokollauszug-2017-05-23-Ausschuss-fuer-Bildung-und-Sport",
        "Protokollauszug-2017-05-23-Ausschuss-fuer-Gesundheit-Soziales-und-Inklusion",
        "Protokollauszug-2017-05-31-Hauptausschuss",
        "Protokollauszug-2017-06-14-Hauptausschuss",
        "Protokollauszug-2017-07-05-Stadtverordnetenversammlung",
        "Stellungnahme-der-Verwaltung",
    }
    assert set(real) == {f"{name}.{ending}" for name in expected for ending in ("docx", "pdf")}


def test_every_pdf_passes_the_judge_of_archive_and_accessibility(real: dict[str, bytes]) -> None:
    pdfs = {name: data for name, data in real.items() if name.endswith(".pdf")}
    assert judge(pdfs) == {name: [] for name in pdfs}


def test_every_word_file_passes_an_independent_judge(real: dict[str, bytes], tmp_path: Path) -> None:
    for name, data in real.items():
        if name.endswith(".docx"):
            (tmp_path / name).write_bytes(data)
            assert [error.description for error in OpenXmlValidator().validate(tmp_path / name).errors] == [], name


def _all_words(data: bytes) -> str:
    """The words of a Word file with its running heads and feet."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = [name for name in archive.namelist() if re.fullmatch(r"word/(document|header\d|footer\d)\.xml", name)]
        trees_of = [etree.fromstring(archive.read(name)) for name in parts]
    paragraphs = [p for one in trees_of for p in one.iter(w("p"))]
    return " ".join("".join(t.text or " " for t in p.iter(w("t"), w("tab"))) for p in paragraphs)


def test_word_and_pdf_say_the_same(real: dict[str, bytes]) -> None:
    for name in {name.rpartition(".")[0] for name in real}:
        pdf, docx = real[f"{name}.pdf"], real[f"{name}.docx"]
        printed = words("x.pdf", pdf)
        for one, other in ((words("x.docx", docx), printed), (printed, _all_words(docx))):
            whole = squeezed(other)
            missing = [word for word in one.split() if len(word) > 3 and squeezed(word) not in whole]
            assert missing == [], name


def test_a_paper_that_names_a_measure_holds_the_disclaimer_and_the_flow_sees_to_it(
    manuscript: Manuscript, real: dict[str, bytes]
) -> None:
    keep_promise(manuscript, real)
    naming = {name for name, data in real.items() if re.search(r"\bM-AST-\d", words(name, data))}
    assert "Stellungnahme-der-Verwaltung.docx" in naming
    assert "Aenderungsantrag-A-CDU-02.pdf" in naming
    assert not any(name.startswith("Aenderungsantrag-A-HA-01") for name in naming)
    for name in sorted(naming):
        with pytest.raises(PromiseBroken, match=name):
            keep_promise(replace(manuscript, disclaimer="Ein anderer Wortlaut."), {name: real[name]})


def test_the_minutes_of_the_58th_meeting_tell_both_results_and_leave_the_vote_on_the_paper_empty(
    real: dict[str, bytes],
) -> None:
    said = words("x.docx", real["Protokollauszug-2017-05-31-Hauptausschuss.docx"])
    for part in ("58. Sitzung", "TOP 3.5", "Ergebnis: vertagt", "zurückgestellt", "A-CDU-02", "Tischvorlage"):
        assert part in said
    assert "Zustimmung Ablehnung Stimmenthaltung 10 4 0 Der Antrag ist angenommen." in said
    assert said.count("Zustimmung Ablehnung Stimmenthaltung") == 2
    assert "Stimmenthaltung Leere Felder" in said


def test_the_list_for_the_chair_puts_the_wider_amendment_first_and_marks_the_shared_place(
    real: dict[str, bytes],
) -> None:
    said = words("x.docx", real["Abstimmungsliste-2017-06-14-Hauptausschuss.docx"])
    assert said.index("A-CDU-02 · Fraktion CDU/ANW") < said.index("A-HA-01 · Hauptausschuss")
    assert "Punkt 1 steht an derselben Stelle wie A-HA-01, Punkt 1" in said
    assert "A-CDU-01" not in said


def test_the_resolution_holds_the_adopted_wording_and_nothing_withdrawn(real: dict[str, bytes]) -> None:
    said = words("x.docx", real["Beschlussausfertigung-2017-07-05.docx"])
    assert "Die Stadtverordnetenversammlung hat beschlossen:" in said
    assert "möge beschließen" not in said
    assert "Integration lebt vom Fördern und Fordern." in said
    assert "A-CDU" not in said


def test_the_statement_says_where_the_like_stands_already(real: dict[str, bytes]) -> None:
    said = words("x.docx", real["Stellungnahme-der-Verwaltung.docx"])
    assert "Leitlinie 3 „Sprache öffnet Türen“ (L-03)" in said
    assert "Ziel 2.2.7 „Erwachsene lernen früh und verlässlich Deutsch“ (Z-BIL-07)" in said


# --- papers of small concepts ----------------------------------------------------------------------------


def test_a_concept_without_submission_or_amendments_has_no_papers() -> None:
    files = trees.minimal()
    del files["vorlage.yaml"]
    assert render(composed(files), KINDS) == {}
    assert composed(files).proceedings is None
    with_submission = render(composed(trees.minimal()), KINDS)
    assert {name.split("-")[0] for name in with_submission} == {"Protokollauszug"}


def test_the_same_manuscript_gives_the_same_bytes() -> None:
    made = composed(with_amendments(AMENDMENT))
    assert render(made, KINDS) == render(made, KINDS)


def test_a_draft_is_stamped_on_every_paper() -> None:
    stamp = "Entwurf mit offenen Prüfpunkten"
    made = replace(composed(with_amendments(AMENDMENT)), stamp=stamp)
    for name, data in render(made, ("aenderungsantrag", "protokollauszug")).items():
        said = words(name, data) if name.endswith(".pdf") else _all_words(data)
        assert stamp in said, name


NASTY = "{{ 7*7 }} {% if x %} Rad & Fuß <B> „Zitat“ #let x"


def test_what_a_faction_writes_stays_as_written() -> None:
    hostile = {**AMENDMENT, "betreff": NASTY, "einreicher": NASTY, "begruendung": NASTY.replace("<B>", "B")}
    for name, data in render(composed(with_amendments(hostile)), ("aenderungsantrag", "abstimmungsliste")).items():
        said = squeezed(words(name, data))
        assert squeezed(NASTY) in said, name
        assert "49" not in said, name


def test_a_name_of_a_body_cannot_lead_out_of_the_folder() -> None:
    files = trees.replaced(
        trees.minimal(), "vorlage.yaml", "gremium: Ausschuss für Bildung", "gremium: ../../Öffnung/ Größe"
    )
    assert set(render(composed(files), ("protokollauszug",))) == {
        "Protokollauszug-2017-05-23-Oeffnung-Groesse.docx",
        "Protokollauszug-2017-05-23-Oeffnung-Groesse.pdf",
    }


def test_every_kind_of_operation_is_shown_with_old_and_new_wording() -> None:
    goal = {"id": "Z-LES-09", "titel": "Lesen im Park", "text": "Im Park wird gelesen."}
    measure = {
        "id": "M-LES-09", "titel": "Bank", "beschreibung": "Eine Bank im Park.", "ziele": ["Z-LES-09"], "federfuehrung": "offen",
        "beteiligte": "offen", "zeitraum": "2018", "finanzbedarf": "offen", "wirkung": "Mehr Ruhe.",
    }  # fmt: skip
    points = [
        {"art": "ersetzen", "stelle": "L-01", "alt": "steht allen offen", "neu": "empfängt alle"},
        {"art": "einfügen nach", "stelle": "kap-lage", "neu": "Ein Satz mehr."},
        {"art": "streichen", "stelle": "Z-LES-02"},
        {"art": "neues Ziel", "stelle": "LES", "ziel": goal},
        {"art": "neue Maßnahme", "stelle": "M-LES-02", "massnahme": measure},
        {
            "art": "Feld ändern",
            "stelle": "M-LES-01",
            "feld": "beteiligte",
            "alt": ["Schulen", "Kitas"],
            "neu": ["Schulen"],
        },
        {"art": "neue Anlage", "stelle": "kapitel/95-tipps.md", "neu": "# Tipps\n\nZehn Bücher."},
    ]
    made = composed(with_amendments({**AMENDMENT, "aenderungen": points}))
    pages = render(made, ("aenderungsantrag",))
    for name, data in pages.items():
        said = words(name, data)
        for part in (
            "Leitlinie 1 „Offenheit“", "empfängt alle", "Abschnitt 1.1.1 „Ausgangslage“", "Ein Satz mehr.", "entfällt ganz",
            "Handlungsfeld 2.1 „Lesen“", "Z-LES-09 Lesen im Park", "nach Maßnahme A.1.2", "Eine Bank im Park.", "Wirkung: Mehr Ruhe.",
            "Beteiligte", "Kitas", "Neue Anlage", "Zehn Bücher.", "Ziff. 1.1.1",
        ):  # fmt: skip
            assert squeezed(part) in squeezed(said), (name, part)


def test_minutes_that_speak_of_a_measure_hold_the_disclaimer() -> None:
    told = '    top: "3.5"\n    protokoll: Gesprochen wird über [](#M-LES-01).\n'
    made = composed(trees.replaced(trees.minimal(), "vorlage.yaml", '    top: "3.5"\n', told))
    files = render(made, ("protokollauszug",))
    keep_promise(made, files)
    for name, data in files.items():
        assert squeezed(made.disclaimer) in squeezed(words(name, data)), name
        with pytest.raises(PromiseBroken):
            keep_promise(replace(made, disclaimer="Ein anderer Wortlaut."), {name: data})


def test_a_template_that_asks_for_an_unknown_field_is_an_error(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "templates", tmp_path / "templates")
    path = tmp_path / "templates" / "aenderungsantrag.docx"
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["word/document.xml"] = parts["word/document.xml"].replace(b"{{ betreff }}", b"{{ betref }}")
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    paper = plugin(pipeline.papers, "aenderungsantrag")
    with pytest.raises(TemplateError, match=r"aenderungsantrag\.docx.*„betref“"):
        paper.render(composed(with_amendments(AMENDMENT)), tmp_path / "templates", EPOCH)


# --- the flow and the commands ------------------------------------------------------------------------


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project whose sources are the minimal concept with an amendment."""
    for path, data in with_amendments(AMENDMENT).items():
        (tmp_path / "sources" / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "sources" / path).write_bytes(data)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_papers_lie_in_a_folder_of_their_own_and_a_new_build_leaves_them(place: Path) -> None:
    request = Request(Path("sources"), only=KINDS)
    result = papers(request)
    assert result.target == Path("build/2017-06-14") / FOLDER
    manifest = json.loads((result.target / "manifest.json").read_bytes())
    listed = {entry["name"] for entry in manifest["dateien"]}
    assert listed == {path.name for path in result.target.iterdir()} - {"manifest.json"}
    assert "Aenderungsantrag-A-LES-01.pdf" in listed
    before = {path.name: path.read_bytes() for path in result.target.iterdir()}
    for _ in range(2):
        build(Request(Path("sources"), only=("Beschlussvorlage.pdf",)))
        assert (place / "build/2017-06-14/Beschlussvorlage.pdf").is_file()
        assert {path.name: path.read_bytes() for path in result.target.iterdir()} == before


def test_one_kind_or_one_file_can_be_made_and_the_others_stay(place: Path) -> None:
    papers(Request(Path("sources"), only=("protokollauszug",)))
    name = "Aenderungsantrag-A-LES-01.docx"
    papers(Request(Path("sources"), only=(name.lower(),)))
    folder = place / "build/2017-06-14" / FOLDER
    entries = {entry["name"]: entry for entry in json.loads((folder / "manifest.json").read_bytes())["dateien"]}
    assert {path.name for path in folder.iterdir()} == {*entries, "manifest.json"}
    assert "uebernommen" not in entries[name]
    assert all(entry["uebernommen"] for other, entry in entries.items() if other != name)
    assert len(entries) == 3


def test_objects_that_describe_the_papers_follow_each_that_is_made_anew(place: Path) -> None:
    papers(Request(Path("sources"), only=("oparl",)))
    folder = place / "build/2017-06-14" / FOLDER
    assert not list((folder / "oparl").glob("file-*.json"))
    papers(Request(Path("sources"), only=("aenderungsantrag",)))
    described = [json.loads(path.read_bytes()) for path in (folder / "oparl").glob("file-*.json")]
    assert {one["fileName"] for one in described} == {path.name for path in folder.glob("Aenderungsantrag-*")}
    for one in described:
        data = (folder / "oparl" / one["accessUrl"]).read_bytes()
        assert (one["size"], one["sha512Checksum"]) == (len(data), hashlib.sha512(data).hexdigest())
    paper = json.loads((folder / "oparl/paper-a-les-01.json").read_bytes())
    assert paper["mainFile"]["fileName"] == "Aenderungsantrag-A-LES-01.pdf"


@pytest.mark.parametrize("name", ["protokol", "Aenderungsantrag-A-LES-07.pdf"])
def test_what_cannot_be_made_is_named_with_what_can(place: Path, name: str) -> None:
    with pytest.raises(UsageError, match=r"möglich sind: .*bstimmungsliste"):
        papers(Request(Path("sources"), only=(name,)))
    assert not (place / "build").exists()


def test_errors_stop_the_papers_unless_they_may_be_stamped(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = place / "sources/antraege/A-LES-01.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("Z-LES-02", "Z-LSE-02"), encoding="utf-8")
    assert main(["papers", "--only", "aenderungsantrag"]) == 1
    assert "amendment-target-unknown" in capsys.readouterr().err
    assert not (place / "build").exists()
    assert main(["papers", "--only", "aenderungsantrag", "--allow-errors"]) == 1
    made = place / "build/2017-06-14" / FOLDER / "Aenderungsantrag-A-LES-01.docx"
    assert "Entwurf mit offenen Prüfpunkten" in _all_words(made.read_bytes())


def test_the_standing_is_told_as_text_and_as_data(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["status", "--am", "2017-05-30"]) == 0
    said = capsys.readouterr().out
    for part in (
        "23.05.2017  Ausschuss für Bildung",
        "ungeändert beschlossen",
        "am 14. Juni 2017",
        "A-LES-01",
        "Ein Änderungsantrag ist offen.",
    ):
        assert part in said
    assert main(["status", "--format", "json"]) == 0
    data = json.loads(capsys.readouterr().out)
    assert data["stand"] == "2017-06-14"
    assert data["erledigt"] == ["Ausschuss für Bildung"]
    assert data["nicht_verzeichnet"] == ["Stadtverordnetenversammlung"]
    assert data["antraege"][0]["status"] == "eingereicht"


def test_a_day_that_is_none_and_sources_without_a_paper_are_refused(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["status", "--am", "gestern"]) == 2
    assert "„gestern“ ist kein Datum" in capsys.readouterr().err
    (place / "sources/vorlage.yaml").unlink()
    assert main(["status"]) == 2
    assert "keine lesbare Beschlussvorlage" in capsys.readouterr().err


def test_the_seam_holds_the_five_kinds() -> None:
    assert set(KINDS) <= set(names(pipeline.papers))
