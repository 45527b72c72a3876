"""The judge of PDF files is itself tried with planted faults: a judge who never convicts is none."""

import os

import pdf_judge
import pytest
import typst
from pdf_judge import Failure, JudgeMissing, judge

_DRAWING = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"><rect width="10" height="10"/></svg>'
_DOCUMENT = """
#set document(title: "Prüfung", date: datetime(year: 2017, month: 6, day: 14))
#set text(lang: "de", region: "DE")
= Anlass
Ein Satz mit einem #link("https://www.example.org")[Verweis].
#figure(image("a.svg", alt: "Ein schwarzes Quadrat"), caption: [Quadrat], alt: "Ein schwarzes Quadrat")
#table(columns: 2, table.header[Ziel][Stand], [Lesen], [offen])
"""


def _pdf(document: str, standards: list[str]) -> bytes:
    files = {"main.typ": document.encode(), "a.svg": _DRAWING}
    done = typst.compile(files, pdf_standards=standards, ignore_system_fonts=True, timestamp=0)
    assert isinstance(done, bytes)
    return done


@pytest.fixture(scope="module")
def verdicts() -> dict[str, list[Failure]]:
    good = _pdf(_DOCUMENT, ["a-2a", "ua-1"])
    files = {
        "good": good,
        "plain": _pdf('= Hallo\n#image("a.svg")', []),
        "claims nothing": _pdf(_DOCUMENT, []),
        "not a PDF": b"Sehr geehrte Damen und Herren",
        "half": good[: len(good) // 2],
    }
    for name, (needle, planted) in _PLANTED.items():
        assert needle in good, needle
        assert len(needle) == len(planted)
        files[name] = good.replace(needle, planted)
    return judge(files)


_PLANTED = {
    "no title": (b"dc:title", b"dc:titel"),
    "no language": (b"/Lang", b"/Lxng"),
    "no alternative text": (b"/Alt", b"/Alx"),
    "font not embedded": (b"/FontFile", b"/FxntFile"),
    "not tagged": (b"/Marked true", b"/Marked fals"),
    "no header cells": (b"/S/TH", b"/S/TX"),
}


def _rules(failures: list[Failure], profile: str) -> set[str]:
    return {failure.rule for failure in failures if failure.profile == profile}


def test_a_pdf_made_for_both_standards_passes_without_a_failure(verdicts: dict[str, list[Failure]]) -> None:
    assert verdicts["good"] == []


def test_a_pdf_made_for_no_standard_fails_for_title_and_alternative_text(verdicts: dict[str, list[Failure]]) -> None:
    assert {"5-1", "7.1-9", "7.3-1"} <= _rules(verdicts["plain"], "PDF/UA-1")
    assert "6.6.4-1" in _rules(verdicts["plain"], "PDF/A-2a")


def test_a_pdf_that_claims_no_standard_fails_for_that_alone(verdicts: dict[str, list[Failure]]) -> None:
    assert "5-1" in _rules(verdicts["claims nothing"], "PDF/UA-1")
    assert "7.3-1" not in _rules(verdicts["claims nothing"], "PDF/UA-1")


@pytest.mark.parametrize(("planted", "profile", "rule"), [
    ("no title", "PDF/UA-1", "7.1-9"),
    ("no language", "PDF/UA-1", "7.2-34"),
    ("no alternative text", "PDF/UA-1", "7.3-1"),
    ("font not embedded", "PDF/A-2a", "6.2.11.4.1-1"),
    ("not tagged", "PDF/A-2a", "6.7.2.2-1"),
    ("no header cells", "PDF/UA-1", "7.1-5"),
])  # fmt: skip
def test_a_planted_fault_is_found(verdicts: dict[str, list[Failure]], planted: str, profile: str, rule: str) -> None:
    assert rule in _rules(verdicts[planted], profile), verdicts[planted]


def test_what_is_no_pdf_fails_both_profiles(verdicts: dict[str, list[Failure]]) -> None:
    for name in ("not a PDF", "half"):
        assert {failure.profile for failure in verdicts[name]} == set(pdf_judge.PROFILES)


def test_a_machine_without_java_fails_and_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", os.devnull)
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    with pytest.raises(JudgeMissing, match="Java"):
        judge({"x": b""})


def test_no_files_need_no_judge() -> None:
    assert judge({}) == {}
