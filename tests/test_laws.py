"""What holds for every concept, whole or broken; tried with Hypothesis.

``pytest --hypothesis-profile=long tests/test_laws.py`` looks further than the suite does.
"""

import copy
import json
import random
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
import strategies
import test_rules
import trees
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline import checking
from pipeline.checking import check
from pipeline.compose import compose
from pipeline.compose.index import references
from pipeline.findings import Finding
from pipeline.manuscript import (
    Element,
    Glossary,
    GoalEntry,
    Guidelines,
    Heading,
    LeadIndex,
    Manuscript,
    MeasureRow,
    MeasureTable,
    Prose,
    Provisions,
)
from pipeline.model import OPEN, Concept
from pipeline.numbers import WORDS, word
from pipeline.prose import plain, walk
from pipeline.read import Reading, read
from pipeline.read.hygiene import CONTROL
from pipeline.read.yamlfile import load

_ENGLISH = re.compile(r"\b(should|expected|Input|while|could not|Error|Traceback|found|None|object at)\b")


def _verbatim(draft: strategies.Draft) -> Reading:
    return read(trees.tree(strategies.files(draft)), trees.parse_verbatim)


def _whole(draft: strategies.Draft) -> tuple[Concept, Manuscript]:
    reading = _verbatim(draft)
    assert reading.findings == ()
    manuscript = compose(reading.concept)
    assert manuscript is not None
    return reading.concept, manuscript


def _useful(finding: Finding, files: Mapping[str, bytes]) -> None:
    """A finding stands somewhere, says what is wrong and what to do, in German."""
    place = finding.place
    assert place.path in files or place.path == "konzept.yaml", finding
    rows = re.split(rb"\r\n|\r|\n", files.get(place.path, b""))
    assert 0 <= place.line <= len(rows), finding
    assert finding.message.strip(), finding
    assert finding.hint.strip(), finding
    assert finding.rule, finding
    assert len(finding.message) < 4000, finding
    said = re.sub(r"„[^“]*“", "", finding.message + finding.hint)
    assert not _ENGLISH.search(said), finding


# --- reading ------------------------------------------------------------------------------------


@given(strategies.spoiled())
@settings(max_examples=150)
def test_no_damage_to_the_files_stops_reading_checking_or_composing(files: Mapping[str, bytes]) -> None:
    reading = trees.read_simply(files)
    for finding in check(reading.concept, reading.findings).findings:
        _useful(finding, files)
    compose(reading.concept)


@given(strategies.spoiled())
@settings(max_examples=25)
def test_no_damage_stops_them_with_the_real_parser_either(files: Mapping[str, bytes]) -> None:
    reading = trees.read_really(files)
    for finding in check(reading.concept, reading.findings).findings:
        _useful(finding, files)
    json.dumps(_elements(compose(reading.concept)))


@given(st.one_of(strategies.anything, st.text(st.sampled_from("[]{}:,-?|>&*!%@`'\"\\ \n\tax#"), max_size=60)))
@settings(max_examples=300)
def test_any_text_can_be_read_as_yaml(text: str) -> None:
    result = load(text, "x.yaml")
    for finding in result.findings:
        _useful(finding, {"x.yaml": text.encode("utf-8", "surrogatepass")})


@given(st.lists(strategies.anything, min_size=1, max_size=6))
@settings(max_examples=25)
def test_any_text_can_be_a_chapter_and_nothing_foreign_is_left_of_it(several: list[str]) -> None:
    files = trees.minimal()
    for number, text in enumerate(several):
        files[f"kapitel/5{number}.md"] = text.encode("utf-8", "surrogatepass")
        files = trees.replaced(
            files, "konzept.yaml", "      - leitlinien\n", f"      - kapitel/5{number}.md\n      - leitlinien\n"
        )
    reading = trees.read_really(files)
    check(reading.concept, reading.findings)
    for element in walk(_elements(compose(reading.concept))):
        assert element["t"] not in {"RawInline", "RawBlock"}
        for value in element.values():
            assert not (isinstance(value, str) and CONTROL.search(value))


@given(strategies.drafts())
def test_what_was_written_is_what_is_read(draft: strategies.Draft) -> None:
    reading = _verbatim(draft)
    assert reading.findings == ()
    concept = reading.concept
    assert {path: chapter.text.source for path, chapter in concept.chapters.items()} == draft.chapters
    again = {
        "konzept.yaml": concept.settings,
        **concept.fields,
        "vorlage.yaml": concept.submission,
        "faltblatt.yaml": concept.leaflet,
        "recht/gesetz.yaml": concept.laws[0],
        **{f"antraege/{one.id}.yaml": one for one in concept.amendments},
    }
    data = {path: strategies.written(node) for path, node in again.items() if node is not None}
    data["leitlinien.yaml"] = {"leitlinien": strategies.written(concept.guidelines)}
    data["glossar.yaml"] = {"eintraege": strategies.written(concept.terms)}
    if "chronik.yaml" in draft.data:
        data["chronik.yaml"] = {"ereignisse": strategies.written(concept.chronicle)}
    data["stellen.yaml"] = {"stellen": strategies.written(concept.offices)}
    assert data == draft.data


@given(strategies.drafts())
@settings(max_examples=25)
def test_windows_line_ends_and_a_byte_order_mark_change_nothing_but_the_hints(draft: strategies.Draft) -> None:
    files = strategies.files(draft)
    windows = {path: b"\xef\xbb\xbf" + data.replace(b"\n", b"\r\n") for path, data in files.items()}
    reading = read(trees.tree(windows), trees.parse_verbatim)
    assert {finding.rule for finding in reading.findings} == {"byte-order-mark", "windows-line-ends"}
    manuscript = compose(reading.concept)
    assert _elements(manuscript) == _elements(_whole(draft)[1])


# --- checking -----------------------------------------------------------------------------------

_FAULTY = [case.files for case in test_rules.ALL if not case.good]


@given(st.sampled_from(_FAULTY), st.randoms(use_true_random=False))
@settings(max_examples=20)
def test_the_order_of_the_rules_changes_no_finding(files: Mapping[str, bytes], chance: random.Random) -> None:
    reading = trees.read_really(files)
    expected = check(reading.concept, reading.findings)
    names = list(checking.rules())
    chance.shuffle(names)
    shuffled = {name: checking.rules()[name] for name in names}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(checking, "rules", lambda: shuffled)
        assert check(reading.concept, reading.findings[::-1]) == expected


def test_each_rule_finds_only_its_own_fault() -> None:
    for case in test_rules.ALL:
        reading = trees.read_really(case.files)
        for name, rule in checking.rules().items():
            for finding in rule.check(reading.concept):
                assert finding.rule in {"", name}
                _useful(checking.replace(finding, rule=name), case.files)


# --- composing ----------------------------------------------------------------------------------


@given(strategies.drafts())
@settings(max_examples=30)
def test_composing_twice_is_the_same_and_leaves_the_concept_alone(draft: strategies.Draft) -> None:
    concept, first = _whole(draft)
    before = copy.deepcopy([text.blocks for text in concept.texts()])
    second = compose(concept)
    assert first == second
    assert [text.blocks for text in concept.texts()] == before


@given(strategies.drafts(), st.randoms(use_true_random=False))
def test_a_renumbering_changes_numbers_but_no_key_and_no_text(draft: strategies.Draft, chance: random.Random) -> None:
    _, before = _whole(draft)
    outline = draft.data["konzept.yaml"]["gliederung"]
    for entry in outline:
        if entry["art"] == "teil":
            chance.shuffle(entry["inhalt"])
    chance.shuffle(outline)
    _, after = _whole(draft)
    assert _unnumbered(after) == _unnumbered(before)


@given(strategies.drafts())
def test_every_string_of_a_measure_stands_in_the_manuscript(draft: strategies.Draft) -> None:
    _, manuscript = _whole(draft)
    rows = {row.key: row for one in manuscript.elements if isinstance(one, MeasureTable) for row in one.rows}
    goals = {one.key: one for one in manuscript.elements if isinstance(one, GoalEntry)}
    for data in draft.data.values():
        for measure in data.get("massnahmen", ()):
            row = rows.pop(measure["id"])
            assert _said(row) == _written(measure)
            assert [ref.key for ref in row.goals] == measure["ziele"]
            for goal in measure["ziele"]:
                assert row.key in [ref.key for ref in goals[goal].measures]
    assert not rows


@given(strategies.drafts())
def test_every_key_stands_once_and_bears_the_number_that_references_print(draft: strategies.Draft) -> None:
    concept, manuscript = _whole(draft)
    keys = [key for key, _ in _numbered(manuscript)]
    assert len(keys) == len(set(keys))
    _agree(concept, manuscript)


def test_references_print_the_number_and_title_that_the_target_bears() -> None:
    for name in ("minimal", "anhaenge"):
        reading = trees.read_really(trees.overlay(name))
        assert check(reading.concept, reading.findings).findings == ()
        manuscript = compose(reading.concept)
        assert manuscript is not None
        _agree(reading.concept, manuscript)


@given(st.integers(2, 399))
def test_a_number_word_leads_back_to_its_number(number: int) -> None:
    assert WORDS[word(number)] == number


@pytest.mark.parametrize(("number", "expected"), [
    (0, "null"), (1, "eins"), (7, "sieben"), (16, "sechzehn"), (17, "siebzehn"), (21, "einundzwanzig"), (30, "dreißig"),
    (77, "siebenundsiebzig"), (101, "einhunderteins"), (137, "einhundertsiebenunddreißig"), (200, "zweihundert"),
])  # fmt: skip
def test_a_number_word_is_spelt_as_in_the_dictionary(number: int, expected: str) -> None:
    assert word(number) == expected


def _agree(concept: Concept, manuscript: Manuscript) -> None:
    refs = references(concept)
    for key, number in _numbered(manuscript):
        if key in refs:
            assert refs[key].number == number, key
    for element in manuscript.elements:
        if isinstance(element, Heading | GoalEntry) and element.key in refs:
            assert refs[element.key].title == element.title


def _numbered(manuscript: Manuscript) -> Iterator[tuple[str, str]]:
    for element in manuscript.elements:
        match element:
            case Heading() | GoalEntry():
                yield element.key, element.number
            case Guidelines():
                yield from ((one.key, one.number) for one in element.entries)
            case MeasureTable():
                yield from ((row.key, row.number) for row in element.rows)
            case Glossary():
                yield from ((one.key, "") for one in element.entries)
            case Provisions():
                yield from ((row.key, "") for row in element.rows)
            case LeadIndex() | Prose():
                pass


def _unnumbered(manuscript: Manuscript) -> Counter[str]:
    """Keys and texts of all elements without numbers and order."""
    found: list[Any] = []
    for element in manuscript.elements:
        match element:
            case Heading():
                found.append([element.key, element.title, element.kind])
            case Prose():
                found.append([element.key, element.blocks])
            case GoalEntry():
                found.append([element.key, element.title, element.blocks, sorted(ref.key for ref in element.measures)])
            case Guidelines():
                found += [[one.key, one.title, one.blocks] for one in element.entries]
            case MeasureTable():
                found += [[row.key, _said(row), sorted(ref.key for ref in row.goals)] for row in element.rows]
            case Glossary():
                found += [[one.key, one.term, one.blocks] for one in element.entries]
            case Provisions():
                found += [[row.key, row.norm, row.blocks] for row in element.rows]
            case LeadIndex():
                found += [[group.office, sorted(ref.key for ref in group.measures)] for group in element.groups]
    return Counter(json.dumps(one, ensure_ascii=False) for one in found)


def _said(row: MeasureRow) -> list[str]:
    texts = [
        row.title,
        plain(list(row.description)),
        row.lead,
        *row.partners,
        row.period,
        row.funding,
        plain(list(row.effect)),
    ]
    return [" ".join(text.split()) for text in texts]


def _written(measure: Mapping[str, Any]) -> list[str]:
    partners = [OPEN] if measure["beteiligte"] == OPEN else measure["beteiligte"]
    period = measure["zeitraum"].replace("-", "–")
    texts = [
        measure["titel"],
        measure["beschreibung"],
        measure["federfuehrung"],
        *partners,
        period,
        measure["finanzbedarf"],
        measure["wirkung"],
    ]
    return [" ".join(text.split()) for text in texts]


def _elements(manuscript: Manuscript | None) -> list[Any]:
    """The elements as JSON-like data, so that two can be compared or walked."""

    def data(value: Any) -> Any:
        if isinstance(value, tuple | list):
            return [data(one) for one in value]
        if hasattr(value, "__slots__") and not isinstance(value, str):
            return {name: data(getattr(value, name)) for name in type(value).__dataclass_fields__}
        return value

    elements: tuple[Element, ...] = manuscript.elements if manuscript else ()
    return [data(one) for one in elements]
