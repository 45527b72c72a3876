"""Every rule has a page in ``tests/rules``: manual for the editors and test in one.

A page holds cases under ``## Schlecht: …`` and ``## Gut: …``. The fenced blocks of a case are laid
over ``tests/concepts/minimal``; what stands after the fence says how:

``yaml PFAD``, ``markdown PFAD``, ``svg PFAD``  the whole file
``ersetze PFAD`` followed by ``durch``          one passage, which must be there exactly once
``ergaenze PFAD``                               put at the end of the file
``loesche PFAD``                                the file is taken out
``geschichte``                                  earlier versions: ``Fassung Kennung Titel`` in each line
``befunde``                                     all findings, ``path:line rule subject``; empty for none
``meldung``                                     a finding as the terminal shows it
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import trees

from pipeline.checking import rules

PAGES = Path(__file__).with_name("rules")
_FENCE = re.compile(r"^```([^\n`]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_WHOLE = {"yaml", "markdown", "svg"}


@dataclass(frozen=True)
class Case:
    """One case of a page."""

    rule: str
    title: str
    files: dict[str, bytes]
    findings: list[str]
    messages: list[str]
    past: str = ""

    @property
    def good(self) -> bool:
        return self.title.startswith("Gut: ")


def cases(page: Path) -> Iterator[Case]:
    _, *sections = re.split(r"^## (?=Schlecht: |Gut: )", page.read_text(encoding="utf-8"), flags=re.MULTILINE)
    for section in sections:
        yield _case(page.stem, section)


def _case(rule: str, section: str) -> Case:
    files = trees.minimal()
    findings: list[str] | None = None
    messages: list[str] = []
    old, past = ("", ""), ""
    for info, content in _FENCE.findall(section):
        kind, _, path = info.strip().partition(" ")
        if kind in _WHOLE:
            files[path] = content.encode()
        elif kind == "ersetze":
            old = (path, content.rstrip("\n"))
        elif kind == "durch":
            files = trees.replaced(files, *old, content.rstrip("\n"))
        elif kind == "ergaenze":
            files[path] += content.encode()
        elif kind == "loesche":
            del files[path]
        elif kind == "geschichte":
            past = content
        elif kind == "befunde":
            findings = content.split("\n")[:-1]
        elif kind == "meldung":
            messages.append(content.rstrip("\n"))
        else:
            pytest.fail(f"{rule}: ein Block „{info}“ ist nicht vorgesehen")
    title = section.split("\n", 1)[0]
    assert findings is not None, f"{rule}: dem Fall „{title}“ fehlt der Block „befunde“"
    return Case(rule, title, files, findings, messages, past)


ALL = [case for page in sorted(PAGES.glob("*.md")) for case in cases(page)]


@pytest.mark.parametrize("case", ALL, ids=lambda case: f"{case.rule}-{case.title}")
def test_a_page_of_the_rules_says_what_the_rule_does(case: Case) -> None:
    verdict = trees.judged(case.files, past=case.past, strict=getattr(rules()[case.rule], "STRICT", False))
    assert trees.lines(verdict) == case.findings
    shown = [finding.text() for finding in verdict.findings]
    for message in case.messages:
        assert message in shown


def test_every_rule_has_a_page_and_every_page_a_rule() -> None:
    assert {page.stem for page in PAGES.glob("*.md")} == set(rules())


@pytest.mark.parametrize("rule", rules())
def test_the_page_of_a_rule_shows_a_bad_and_a_good_case(rule: str) -> None:
    shown = [case for case in ALL if case.rule == rule]
    bad = [case for case in shown if not case.good]
    assert bad, "kein Fall „## Schlecht: …“"
    assert any(case.good for case in shown), "kein Fall „## Gut: …“"
    for case in bad:
        assert any(f" {rule}" in line for line in case.findings), f"„{case.title}“ zeigt den Fehler nicht"
    assert any(case.messages for case in bad), "kein Block „meldung“ zeigt, was die Redaktion sieht"
    for case in shown:
        assert not (case.good and any(f" {rule}" in line for line in case.findings)), case.title


@pytest.mark.parametrize("rule", rules())
def test_the_page_of_a_rule_tells_why_and_how_to_mend_and_how_to_allow(rule: str) -> None:
    text = (PAGES / f"{rule}.md").read_text(encoding="utf-8")
    assert text.startswith(f"# {rule}\n")
    for part in ("**Warum.**", "**Beheben.**", "**Ausnahme.**"):
        assert part in text, f"{part} fehlt"


def test_the_minimal_concept_passes_all_rules() -> None:
    assert trees.judged(trees.minimal(), strict=True).findings == ()
