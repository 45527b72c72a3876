"""Amendments carried out in the sources: laws first, then the sentences an office reads."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import strategies
import trees
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.checking import Verdict
from pipeline.compose import compose
from pipeline.model import Amendment, Operation
from pipeline.read import Known, read
from pipeline.read.yamlfile import load
from review.amend.amendment_file import written
from review.amend.applying import Applied, apply, carried_out
from review.amend.deriving import Derived, operations, remaining
from review.amend.kinship import compared, pieces
from review.amend.kinship_page import page
from review.amend.placing import Fate, Placer
from review.amend.search import Index, marked
from review.amend.session import New
from review.amend.sites import Sites
from review.amend.stems import stem
from review.amend.trial import Trial, tried
from review.changes import Side
from review.cli import main
from review.sides import Draft

CHAPTER = "kapitel/01-praeambel.md"
FIELD = "handlungsfelder/wohnen.yaml"
PROSE = """\
# Präambel {#kap-praeambel}

Potsdam wächst seit vielen Jahren. <!-- Anmerkung der Redaktion -->
Wer hier lebt, ist Potsdamerin oder Potsdamer.

Die Stadt fördert Begegnung, Sprache und Arbeit
in allen Stadtteilen.

- erster Punkt der Liste
- zweiter Punkt der Liste
"""


def draft(files: Mapping[str, bytes]) -> Draft:
    """A concept as a side of a comparison."""
    tree = trees.tree(files)
    concept = read(tree, trees.parse_once).concept
    manuscript = compose(concept)
    assert manuscript is not None
    return Draft(Side("Fassung"), tree, concept, Verdict((), ()), manuscript)


def amendment(points: list[dict[str, Any]] | tuple[Operation, ...], key: str = "A-X-01", **more: Any) -> Amendment:
    """An amendment of points as the sources write them."""
    made = tuple(one if isinstance(one, Operation) else Operation.model_validate(one) for one in points)
    known = {
        "id": key, "drucksache": "offen", "betreff": "Probe", "einreicher": "Fraktion", "datum": "2017-05-31", "oeffentlich": "ja",
        "tischvorlage": "nein", "fassung": "2017-05-03", "aenderungen": [], "begruendung": "offen", "status": "eingereicht",
    }  # fmt: skip
    return Amendment.model_validate(known | more).model_copy(update={"operations": made})


def concept() -> dict[str, bytes]:
    files = trees.minimal()
    chapter = next(path for path in files if path.startswith("kapitel/") and b"massnahmen" not in files[path])
    return {**files, chapter: PROSE.encode()}


def applied(files: Mapping[str, bytes], *several: Amendment) -> Applied:
    tree = trees.tree(files)
    return apply(tree, read(tree, trees.parse_simply).concept, several)


def chapter_of(files: Mapping[str, bytes]) -> str:
    return next(path for path, data in files.items() if data.startswith(PROSE[:30].encode()))


def after(*points: dict[str, Any]) -> tuple[str, Applied]:
    """The chapter after some points, and what became of them."""
    files = concept()
    result = applied(files, amendment(list(points)))
    return result.tree.files[chapter_of(files)].decode(), result


def only(result: Applied) -> tuple[Fate, str]:
    (one,) = result.outcomes
    return one.fate, one.message


# --- laws ---------------------------------------------------------------------------------------


@st.composite
def pairs(
    draw: st.DrawFn, lines: st.SearchStrategy[str], texts: st.SearchStrategy[str]
) -> tuple[strategies.Draft, strategies.Draft]:
    base = draw(strategies.drafts(lines, texts))
    return base, draw(strategies.amended(base, lines, texts))


@given(pairs(strategies.ordinary_lines, strategies.ordinary_texts))
def test_the_changes_of_two_drafts_applied_to_the_one_give_the_other(
    both: tuple[strategies.Draft, strategies.Draft],
) -> None:
    base, head = (draft(strategies.files(one)) for one in both)
    derived = operations(base, head)
    tree, outcomes = carried_out(base.tree, base.concept, amendment(tuple(derived.operations)))
    assert tree is not None, [(one.operation.kind, one.operation.target, one.message) for one in outcomes]
    assert derived.left == []
    assert remaining(draft(tree.files), head) == []


@given(pairs(strategies.ordinary_lines, strategies.ordinary_texts))
def test_an_amendment_made_of_two_drafts_says_the_same_when_it_is_read_from_its_file(
    both: tuple[strategies.Draft, strategies.Draft],
) -> None:
    base, head = (draft(strategies.files(one)) for one in both)
    derived = operations(base, head)
    text = written(New("A-X-01", "2017-05-03", "Probe: „x“ & y", "offen", "2017-05-31", tuple(derived.operations), ()))
    loaded = load(text, "antraege/A-X-01.yaml")
    assert loaded.findings == []
    if derived.operations:
        tree, _ = carried_out(base.tree, base.concept, Amendment.model_validate(loaded.data))
        assert tree is not None
        assert remaining(draft(tree.files), head) == []


@given(pairs(strategies.lines, strategies.texts))
@settings(max_examples=15)
def test_no_wording_however_odd_stops_an_amendment_or_spoils_a_file(
    both: tuple[strategies.Draft, strategies.Draft],
) -> None:
    """Whatever the words: a file is either written so that it reads as YAML and nothing else in it changed, or left alone."""
    trees_ = [trees.tree(strategies.files(one)) for one in both]
    concepts = [read(one, trees.parse_verbatim).concept for one in trees_]
    if any(compose(one) is None for one in concepts):
        return
    base, head = (
        Draft(Side("Fassung"), tree, one, Verdict((), ()), compose(one))  # type: ignore[arg-type]
        for tree, one in zip(trees_, concepts, strict=True)
    )
    derived: Derived = operations(base, head)
    asked = {str(one.target) for one in derived.operations}
    asked |= {str(new.id) for one in derived.operations if (new := one.goal or one.measure)}
    result = apply(base.tree, base.concept, [amendment(tuple(derived.operations))])
    for path, data in result.changed(base.tree).items():
        if path.endswith(".yaml"):
            one, other = (yaml.safe_load(text) for text in (base.tree.files[path], data))
            assert _without(one, asked) == _without(other, asked)


def _without(data: Any, keys: set[str]) -> Any:
    if isinstance(data, dict):
        kept = {name: _without(value, keys) for name, value in data.items()}
        return {name: value for name, value in kept.items() if not (data.get("kuerzel") in keys and name in {"einleitung", "titel"})}
    if isinstance(data, list):
        return [_without(one, keys) for one in data if not (isinstance(one, dict) and one.get("id") in keys)]
    return data


@given(st.sampled_from(["wächst", "Potsdamerin oder Potsdamer", "Begegnung, Sprache", "zweiter Punkt", "in allen"]), strategies.ordinary_lines)
def test_an_edit_leaves_every_other_line_byte_for_byte(old: str, new: str) -> None:
    text, result = after({"art": "ersetzen", "stelle": "kap-praeambel", "alt": old, "neu": new})
    if only(result)[0] is Fate.PLACED:
        before, now = PROSE.split("\n"), text.split("\n")
        touched = [row for row in before if row not in now]
        assert len(touched) == 1, touched
        assert old in touched[0]
        assert new in text


def test_reading_with_what_is_known_gives_what_reading_gives() -> None:
    known = Known()
    files = trees.minimal()
    for changed in (files, {**files, FIELD: files[FIELD] + b"\nunbekannt: ja\n"} if FIELD in files else files, files):
        tree = trees.tree(changed)
        one, other = read(tree, trees.parse_simply), read(tree, trees.parse_simply, known)
        assert one.findings == other.findings
        assert one.concept.declared == other.concept.declared
        assert [text.source for text in one.concept.texts()] == [text.source for text in other.concept.texts()]


# --- where it goes ------------------------------------------------------------------------------


def test_words_are_exchanged_where_they_stand_however_the_lines_are_wrapped() -> None:
    text, result = after({"art": "ersetzen", "stelle": "kap-praeambel", "alt": "Sprache und\nArbeit in allen", "neu": "Sprache und Bildung in allen"})
    assert only(result)[0] is Fate.PLACED
    assert "Begegnung, Sprache und Bildung\nin allen Stadtteilen." in text


def test_behind_a_paragraph_stands_a_paragraph_and_within_one_a_sentence() -> None:
    text, _ = after(
        {"art": "einfügen nach", "stelle": "kap-praeambel", "alt": "in allen Stadtteilen.", "neu": "Ein Absatz."},
        {"art": "einfügen nach", "stelle": "kap-praeambel", "alt": "seit vielen Jahren.", "neu": "Das bleibt so."},
        {"art": "einfügen nach", "stelle": "kap-praeambel", "alt": "erster Punkt der Liste", "neu": "- neuer Punkt"},
    )
    assert "in allen Stadtteilen.\n\nEin Absatz.\n\n- erster" in text
    assert "seit vielen Jahren. Das bleibt so." in text
    assert "- erster Punkt der Liste\n- neuer Punkt\n- zweiter Punkt der Liste\n" in text


def test_striking_out_takes_the_gap_along() -> None:
    text, _ = after(
        {"art": "streichen", "stelle": "kap-praeambel", "alt": "Die Stadt fördert Begegnung, Sprache und Arbeit in allen Stadtteilen."},
        {"art": "streichen", "stelle": "kap-praeambel", "alt": "- zweiter Punkt der Liste"},
        {"art": "streichen", "stelle": "kap-praeambel", "alt": "oder Potsdamer"},
    )
    assert "ist Potsdamerin.\n\n- erster Punkt der Liste\n" in text
    assert text.endswith("Liste\n")


def test_what_stands_there_already_is_said_and_not_done_twice() -> None:
    point = {"art": "einfügen nach", "stelle": "kap-praeambel", "alt": "in allen Stadtteilen.", "neu": "Das gilt für alle Menschen in der Stadt."}
    text, _ = after(point)
    files = {**concept(), chapter_of(concept()): text.encode()}
    result = applied(files, amendment([point]))
    assert only(result) == (Fate.DONE, "Der neue Wortlaut steht schon im Text")
    assert result.changed(trees.tree(files)) == {}


def test_a_text_that_moved_on_in_other_words_still_takes_the_change() -> None:
    old = "Die Stadt fördert Begegnung, Sprache und Arbeit in fast allen Stadtteilen."
    text, result = after({"art": "ersetzen", "stelle": "kap-praeambel", "alt": old, "neu": old.replace("Sprache", "Deutsch")})
    assert only(result) == (Fate.SHIFTED, "Der alte Wortlaut wurde inzwischen an anderen Worten geändert")
    assert "Begegnung, Deutsch und Arbeit\nin allen Stadtteilen." in text


def test_a_text_that_changed_in_the_same_words_is_left_alone() -> None:
    old = "Die Stadt fördert Begegnung, Deutsch und Arbeit in allen Stadtteilen."
    text, result = after({"art": "ersetzen", "stelle": "kap-praeambel", "alt": old, "neu": old.replace("Deutsch", "Englisch")})
    fate, message = only(result)
    assert fate is Fate.STALE
    assert message.startswith("Der alte Wortlaut wurde inzwischen geändert; dort steht jetzt: „Die Stadt fördert")
    assert text == PROSE
    assert result.refused == ("A-X-01",)


def test_a_wording_that_moved_is_found_where_it_stands_now() -> None:
    point = {"art": "ersetzen", "stelle": "Z-XYZ-99", "alt": "Wer hier lebt, ist Potsdamerin oder Potsdamer.", "neu": "Alle gehören dazu."}
    text, result = after(point)
    fate, message = only(result)
    assert fate is Fate.SHIFTED
    assert message.startswith("Z-XYZ-99 gibt es nicht mehr; der alte Wortlaut steht jetzt bei")
    assert "Alle gehören dazu." in text


@pytest.mark.parametrize(
    ("point", "message"),
    [
        ({"art": "ersetzen", "stelle": "Z-XYZ-99", "alt": "kurz", "neu": "x"}, "Die Stelle Z-XYZ-99 gibt es im Text nicht"),
        ({"art": "ersetzen", "stelle": "kap-praeambel", "alt": "der Liste", "neu": "x"}, "Der alte Wortlaut steht bei kap-praeambel 2-mal; bitte mehr Worte angeben"),
        ({"art": "ersetzen", "stelle": "kap-praeambel", "alt": "ganz fremde Worte", "neu": "x"}, "Der alte Wortlaut steht nicht bei kap-praeambel"),
        ({"art": "ersetzen", "stelle": "kap-praeambel", "feld": "wirkung", "alt": "a", "neu": "b"}, "kap-praeambel hat kein Feld „wirkung“"),
        ({"art": "neue Anlage", "stelle": "Anhang", "neu": "Text ohne Überschrift"}, "Eine neue Anlage beginnt mit ihrer Überschrift: „# Titel“"),
    ],
)  # fmt: skip
def test_each_reason_why_a_point_does_not_fit_has_its_sentence(point: dict[str, Any], message: str) -> None:
    text, result = after(point)
    assert only(result) == (Fate.STALE, message)
    assert text == PROSE


def test_an_amendment_is_carried_out_whole_or_not_at_all() -> None:
    text, result = after(
        {"art": "ersetzen", "stelle": "kap-praeambel", "alt": "seit vielen Jahren", "neu": "schon lange"},
        {"art": "ersetzen", "stelle": "kap-praeambel", "alt": "steht nirgends so", "neu": "x"},
    )
    assert text == PROSE
    assert result.taken == ()


def test_a_point_that_was_refused_is_left_out_and_the_adopted_wording_rules() -> None:
    text, result = after(
        {"art": "ersetzen", "stelle": "kap-praeambel", "alt": "seit vielen Jahren", "neu": "a", "ergebnis": "abgelehnt"},
        {"art": "ersetzen", "stelle": "kap-praeambel", "alt": "oder Potsdamer", "neu": "b", "beschlossen": "und auch Potsdamer"},
    )
    assert [one.fate for one in result.outcomes] == [Fate.LEFT, Fate.PLACED]
    assert "seit vielen Jahren" in text
    assert "Potsdamerin und auch Potsdamer." in text


def test_line_ends_of_windows_and_the_mark_at_the_beginning_stay() -> None:
    files = concept()
    path = chapter_of(files)
    files[path] = b"\xef\xbb\xbf" + PROSE.replace("\n", "\r\n").encode()
    result = applied(files, amendment([{"art": "einfügen nach", "stelle": "kap-praeambel", "alt": "in allen Stadtteilen.", "neu": "Neu.\n\nUnd neu."}]))
    data = result.tree.files[path]
    assert data.startswith(b"\xef\xbb\xbf# Pr")
    assert b"Stadtteilen.\r\n\r\nNeu.\r\n\r\nUnd neu.\r\n\r\n- erster" in data
    assert data.count(b"\n") == data.count(b"\r\n")


def test_a_new_annex_gets_its_file_and_its_place_in_the_outline() -> None:
    files = concept()
    result = applied(files, amendment([{"art": "neue Anlage", "stelle": "Anhang", "neu": "# Was es kostet\n\nNoch offen."}]))
    assert result.tree.files["kapitel/95-was-es-kostet.md"] == b"# Was es kostet\n\nNoch offen.\n"
    outline = yaml.safe_load(result.tree.files["konzept.yaml"])["gliederung"]
    assert outline[-1] == {"art": "anhang", "inhalt": ["kapitel/95-was-es-kostet.md"]}


def test_a_reference_is_found_by_what_is_printed_in_its_place() -> None:
    files = concept()
    path = chapter_of(files)
    files[path] += b"\nMehr dazu steht in [](#kap-praeambel) und im **Anhang**.\n"
    tree = trees.tree(files)
    now = read(tree, trees.parse_once).concept
    printed = Placer(Sites(tree, now)).printed["#kap-praeambel"]
    old = f"Mehr dazu steht in {printed} und im Anhang."
    result = apply(tree, now, [amendment([{"art": "ersetzen", "stelle": "kap-praeambel", "alt": old, "neu": old.replace("Mehr dazu", "Das")}])])
    assert b"\nDas steht in [](#kap-praeambel) und im **Anhang**.\n" in result.tree.files[path]


# --- trial --------------------------------------------------------------------------------------


def trials(*several: Amendment) -> dict[str, Trial]:
    found = tried(trees.tree(concept()), several, several, trees.parse_once)
    return {str(one.amendment.id): one for one in found}


def words(old: str, new: str, key: str) -> Amendment:
    return amendment([{"art": "ersetzen", "stelle": "kap-praeambel", "alt": old, "neu": new}], key)


def test_amendments_of_the_same_words_collide_and_others_do_not() -> None:
    found = trials(words("seit vielen Jahren", "schon lange", "A-A-01"), words("vielen", "zehn", "A-B-01"), words("zweiter Punkt", "letzter Punkt", "A-C-01"))
    assert [(one.other, one.message) for one in found["A-A-01"].collisions] == [("A-B-01", "Beide ändern dieselben Worte bei kap-praeambel")]
    assert [one.other for one in found["A-B-01"].collisions] == ["A-A-01"]
    assert found["A-C-01"].collisions == ()


def test_what_one_strikes_out_whole_the_other_cannot_change() -> None:
    goal = read(trees.tree(concept()), trees.parse_simply).concept.goals[0]
    found = trials(
        amendment([{"art": "streichen", "stelle": goal.id}], "A-A-01"),
        amendment([{"art": "Feld ändern", "stelle": goal.id, "feld": "titel", "alt": goal.title, "neu": "Anders"}], "A-B-01"),
    )
    assert f"Der eine Antrag streicht {goal.id}, der andere ändert dort etwas" in {one.message for one in found["A-B-01"].collisions}


def test_each_finding_is_given_to_the_amendment_that_causes_it_though_all_are_judged_together() -> None:
    base = read(trees.tree(concept()), trees.parse_simply).concept
    goal, measure = base.goals[0], base.measures[0]
    several = [
        amendment([{"art": "streichen", "stelle": measure.id}], "A-A-01"),
        words("seit vielen Jahren", "seit [](#Z-NIE-01) Jahren", "A-B-01"),
        words("zweiter Punkt", "letzter Punkt", "A-C-01"),
    ]
    together = trials(*several)
    alone = {str(one.id): trials(one)[str(one.id)] for one in several}
    for key, one in together.items():
        assert {(each.rule, each.subject) for each in one.caused} == {(each.rule, each.subject) for each in alone[key].caused}, key
    assert "broken-reference" in {each.rule for each in together["A-B-01"].caused}
    assert together["A-C-01"].caused == ()
    assert {each.rule for each in together["A-A-01"].caused} >= {"goal-without-measure"} or len(
        [one for one in base.measures if goal.id in one.goals]
    ) > 1


# --- compare, where -----------------------------------------------------------------------------


def test_two_amendments_are_compared_point_by_point() -> None:
    one = amendment([{"art": "ersetzen", "stelle": "L-01", "alt": "a", "neu": "Die Stadt fördert und fordert."}, {"art": "streichen", "stelle": "L-02"}], "A-A-01", status="abgelehnt")
    other = amendment([{"art": "ersetzen", "stelle": "L-01", "alt": "a", "neu": "Die Stadt fördert und verlangt."}, {"art": "einfügen nach", "stelle": "L-03", "neu": "Ganz neue Worte stehen hier."}], "A-A-02", knuepft_an=["A-A-01"])
    found = compared(one, other)
    assert (len(found.shared), len(found.new), len(found.dropped)) == (1, 1, 1)
    (pair,) = found.shared
    assert (pair.alike, pair.same_place) == (80, True)
    assert [(op, text.strip()) for op, text in pieces(pair.edits) if op != "equal"] == [("delete", "fordert"), ("insert", "verlangt")]
    shown = page(found, {("A-A-02", 1): "Seite 3, Zeile 4"})
    assert "<del><span class='unsichtbar'>gestrichen: </span>fordert</del>" in shown
    assert "Seite 3, Zeile 4" in shown
    assert "abgelehnt, Stimmen nicht verzeichnet" in shown


@given(st.lists(strategies.ordinary_lines, min_size=1, max_size=4))
def test_an_amendment_compared_with_itself_is_all_shared_and_all_alike(several: list[str]) -> None:
    one = amendment([{"art": "einfügen nach", "stelle": f"L-0{at}", "neu": text} for at, text in enumerate(several, 1)])
    found = compared(one, one)
    assert (found.alike, len(found.shared), found.new, found.dropped) == (100, len(several), (), ())


def index(text: str) -> Index:
    files = concept()
    files[chapter_of(files)] = text.encode()
    return Index(draft(files).manuscript)


def test_passages_are_found_in_any_inflection_and_within_compounds() -> None:
    found = index("# Präambel {#kap-praeambel}\n\nDie Stadt lebt vom Fördern und Fordern.\n\nEs gibt eine Sprachförderung.\n\nDer Tausch von Wohnungen.\n")
    first = found.find("fördern, fordern")[0]
    assert (first.key, first.title) == ("kap-praeambel", "Präambel")
    assert marked(first, "[", "]") == "Die Stadt lebt vom [Fördern] und [Fordern]."
    assert marked(found.find("Förderung")[0], "[", "]") == "Die Stadt lebt vom [Fördern] und Fordern."
    assert marked(found.find("Wohnung")[0], "[", "]").count("[") >= 1
    assert "[Sprachförderung]" in " ".join(marked(one, "[", "]") for one in found.find("Förderung"))


@pytest.mark.parametrize(
    ("several", "other"),
    [(("Fördern", "fördert", "gefördert", "Förderung", "Förderungen"), "fordern"), (("Wohnung", "Wohnungen"), "Woche"), (("Schule", "Schulen"), "Schild")],
)  # fmt: skip
def test_inflections_share_a_stem_and_other_words_do_not(several: tuple[str, ...], other: str) -> None:
    assert len({stem(word) for word in several}) == 1
    assert stem(other) != stem(several[0])


# --- the command --------------------------------------------------------------------------------


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for path, data in concept().items():
        (tmp_path / "sources" / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "sources" / path).write_bytes(data)
    one = written(New("A-CDU-01", "2017-05-03", "Probe", "Fraktion", "2017-05-31", amendment([{"art": "ersetzen", "stelle": "kap-praeambel", "alt": "seit vielen Jahren", "neu": "schon lange"}]).operations, ()))
    (tmp_path / "sources/antraege").mkdir()
    (tmp_path / "sources/antraege/A-CDU-01.yaml").write_text(one, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_apply_writes_the_sources_and_names_the_trailers(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = project / "sources" / chapter_of(concept())
    assert main(["amend", "apply", "A-CDU-01", "--dry-run"]) == 0
    assert path.read_text(encoding="utf-8") == PROSE
    assert "+Potsdam wächst schon lange." in "".join(capsys.readouterr())
    assert main(["amend", "apply", "A-CDU-01"]) == 0
    assert path.read_text(encoding="utf-8") == PROSE.replace("seit vielen Jahren", "schon lange")
    assert "Antrag: A-CDU-01" in "".join(capsys.readouterr())
    assert main(["amend", "apply", "A-CDU-01"]) == 0
    assert "Alles stand schon im Text; nichts geändert." in "".join(capsys.readouterr())


def test_an_amendment_that_does_not_exist_is_guessed_at(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["amend", "apply", "A-CDU-02"]) == 2
    assert "Meinten Sie „A-CDU-01“?" in "".join(capsys.readouterr())
    assert main(["amend"]) == 2
    assert main(["amend", "--from", "unfug"]) == 2


def test_an_existing_amendment_is_not_overwritten_unless_asked(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    other = project / "andere"
    files = {**concept(), chapter_of(concept()): PROSE.replace("Jahren", "Jahrzehnten").encode()}
    for path, data in files.items():
        (other / path).parent.mkdir(parents=True, exist_ok=True)
        (other / path).write_bytes(data)
    call = ["amend", "--from", "sources..andere", "--id", "A-CDU-01"]
    assert main(call) == 2
    assert "gibt es schon" in "".join(capsys.readouterr())
    assert main([*call, "--force"]) == 0
    text = (project / "sources/antraege/A-CDU-01.yaml").read_text(encoding="utf-8")
    assert "Potsdam wächst seit vielen Jahrzehnten." in text


def test_check_ends_with_one_if_somebody_must_look(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["amend", "check"]) == 0
    assert "Punkt 1: ersetzen bei kap-praeambel: passt" in "".join(capsys.readouterr())
    path = project / "sources" / chapter_of(concept())
    path.write_text(PROSE.replace("seit vielen Jahren", "sehr"), encoding="utf-8")
    assert main(["amend", "check"]) == 1
    assert "passt nicht mehr" in "".join(capsys.readouterr())


def test_the_known_files_are_not_confused_with_changed_ones() -> None:
    files = concept()
    known = Known()
    first = read(trees.tree(files), trees.parse_simply, known).concept
    changed = {**files, chapter_of(files): PROSE.replace("Potsdam wächst", "Berlin wächst").encode()}
    second = read(trees.tree(changed), trees.parse_simply, known).concept
    assert "Berlin" not in "".join(text.source for text in first.texts())
    assert "Berlin" in "".join(text.source for text in second.texts())
    assert replace(first, chapters={}) == replace(second, chapters={}) or first.fields is not second.fields
