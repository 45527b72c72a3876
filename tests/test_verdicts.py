"""A kept verdict is the one the rules would give, or it is given anew."""

import hashlib
import json
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import strategies
import trees
from hypothesis import given, settings

from pipeline.checking import Verdict, check
from pipeline.opening import gather, read_tree
from pipeline.read import Reading, read
from pipeline.tree import SourceTree
from review import verdicts

SOURCES = Path(__file__).resolve().parent.parent / "sources"


def opened(files: Mapping[str, bytes]) -> tuple[SourceTree, Reading]:
    tree = trees.tree(files)
    return tree, read(tree, trees.parse_simply)


def judged(cache: Path, *drafts: tuple[SourceTree, Reading]) -> list[Verdict]:
    return verdicts.verdicts(drafts, cache)


def no_rules(*_: object) -> Verdict:
    raise AssertionError("the rules ran")


@pytest.fixture(scope="module")
def real() -> tuple[SourceTree, Reading]:
    """The concept as it is, with findings that are allowed."""
    tree = gather(SOURCES)
    return tree, read_tree(tree)


@settings(deadline=None, max_examples=30)
@given(strategies.spoiled())
def test_whatever_is_wrong_with_a_draft_its_kept_verdict_is_the_one_of_the_rules(files: Mapping[str, bytes]) -> None:
    tree, reading = opened(files)
    wanted = check(reading.concept, reading.findings)
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        assert judged(Path(folder), (tree, reading)) == [wanted]
        patch.setattr(verdicts, "check", no_rules)
        assert judged(Path(folder), opened(files)) == [wanted]


def test_findings_that_are_allowed_are_kept_with_their_allowance(
    real: tuple[SourceTree, Reading], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted = check(real[1].concept, real[1].findings)
    assert wanted.allowed
    assert judged(tmp_path, real) == [wanted]
    monkeypatch.setattr(verdicts, "check", no_rules)
    assert judged(tmp_path, real) == [wanted]


def test_two_drafts_have_a_verdict_each(tmp_path: Path) -> None:
    good = opened(trees.minimal())
    worse = opened({**trees.minimal(), "glossar.yaml": b"eintraege: 3"})
    first = judged(tmp_path, good, worse)
    assert first == [check(one.concept, one.findings) for _, one in (good, worse)]
    assert first[0] != first[1]
    assert judged(tmp_path, worse, good) == first[::-1]


@pytest.mark.parametrize("of", ["program_digest", "version"])
def test_another_program_or_reader_judges_anew(of: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    draft = opened(trees.minimal())
    judged(tmp_path, draft)
    monkeypatch.setattr(verdicts, "check", no_rules)
    judged(tmp_path, draft)
    monkeypatch.setattr(verdicts, of, lambda _: "another")
    with pytest.raises(AssertionError, match="the rules ran"):
        judged(tmp_path, draft)


def with_checksum(data: bytes) -> bytes:
    return hashlib.sha256(data).digest() + data


def planted(**changes: Any) -> bytes:
    whole = {"version": "x", "findings": [], "allowed": []}
    return with_checksum(json.dumps(whole | changes).encode())


@pytest.mark.parametrize(
    "damaged",
    [
        b"",
        b"x" * 40,
        with_checksum(b"{"),
        with_checksum(b"\xff\xfe"),
        with_checksum(b"[]"),
        with_checksum(b"{}"),
        with_checksum(b"[" * 100_000),
        planted(findings=[["konzept.yaml", 1]]),
        planted(findings=[["konzept.yaml", "eins", "m", "h", "r", "fehler", ""]]),
        planted(findings=[["konzept.yaml", 1, "m", "h", "r", "schlimm", ""]]),
        planted(allowed=[[["konzept.yaml", 1, "m", "h", "r", "fehler", ""], 99]]),
        planted(allowed=[[["konzept.yaml", 1, "m", "h", "r", "fehler", ""], -1]]),
    ],
)
def test_a_damaged_verdict_is_given_anew(damaged: bytes, tmp_path: Path) -> None:
    draft = opened({**trees.minimal(), "glossar.yaml": b"eintraege: 3"})
    wanted = judged(tmp_path, draft)
    (kept,) = (tmp_path / "urteile").iterdir()
    kept.write_bytes(damaged)
    assert judged(tmp_path, draft) == wanted


def test_a_folder_that_cannot_be_written_only_costs_time(tmp_path: Path) -> None:
    (tmp_path / "urteile").write_text("im Weg")
    draft = opened(trees.minimal())
    assert judged(tmp_path, draft) == [check(draft[1].concept, draft[1].findings)]
