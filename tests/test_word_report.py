"""The Word report: accepting all gives the later draft, rejecting all the earlier one, on the XML of every file."""

from functools import cache
from pathlib import Path
from typing import Any

import pytest
from openxml_audit import OpenXmlValidator
from settling import Document

from pipeline.render import konzept_docx
from review.reports import bericht_docx, bericht_kurz_docx
from review.sides import Comparison, compared

ROOT = Path(__file__).resolve().parent.parent
TEMPLATES = ROOT / "templates"
MINIMAL = str(ROOT / "tests" / "concepts" / "minimal")
EPOCH = 1_497_398_400
PAIRS = [
    ("2016-07-28", "2017-05-03"),
    ("2017-05-03", "2017-06-14"),
    ("2016-07-28", "2017-06-14"),
    ("2017-06-14", "2016-07-28"),
    (MINIMAL, "2017-06-14"),
    ("2017-05-03", MINIMAL),
    ("2017-06-14", "2017-06-14"),
]


@cache
def comparison(base: str, head: str) -> Comparison:
    return compared(ROOT / "sources", base, head)


@cache
def report(base: str, head: str) -> bytes:
    return bericht_docx.render(comparison(base, head), TEMPLATES, EPOCH)


@cache
def plainly(name: str) -> Document:
    draft = next(one for pair in PAIRS if name in pair for one in [comparison(*pair)])
    manuscript = draft.base.manuscript if name == next(p for p in PAIRS if name in p)[0] else draft.head.manuscript
    return Document(konzept_docx.render(manuscript, TEMPLATES, EPOCH))


def first_difference(found: list[Any], wanted: list[Any]) -> Any:
    for at, (one, other) in enumerate(zip(found, wanted, strict=False)):
        if one != other:
            if isinstance(one, list) and isinstance(other, list):
                return at, first_difference(one, other)
            return at, one, other
    return (len(found), len(wanted), (found + wanted)[min(len(found), len(wanted)) :][:2]) if len(found) != len(wanted) else None


@pytest.mark.parametrize(("base", "head"), PAIRS)
def test_accepting_all_gives_the_later_draft(base: str, head: str) -> None:
    found, wanted = Document(report(base, head), accept=True), plainly(head)
    assert first_difference(found.body, wanted.body) is None
    assert found.heads == wanted.heads


@pytest.mark.parametrize(("base", "head"), PAIRS)
def test_rejecting_all_gives_the_earlier_draft(base: str, head: str) -> None:
    found, wanted = Document(report(base, head), accept=False), plainly(base)
    assert first_difference(found.body, wanted.body) is None
    assert found.heads == wanted.heads


@pytest.mark.parametrize(("base", "head"), PAIRS)
@pytest.mark.parametrize("module", [bericht_docx, bericht_kurz_docx])
def test_an_independent_judge_finds_no_fault(module: Any, base: str, head: str, tmp_path: Path) -> None:
    path = tmp_path / "judged.docx"
    path.write_bytes(module.render(comparison(base, head), TEMPLATES, EPOCH))
    assert [error.description for error in OpenXmlValidator().validate(path).errors] == []
