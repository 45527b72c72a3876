"""What the rules say of a draft, kept between runs: a draft out of git never changes, and neither does the verdict on it.

A verdict is kept as JSON under a digest of all it depends on: the files of the draft, what reading them found, the program
with its rules, the packages that read. So it cannot be out of date; a damaged one is made anew (``pipeline.kept``).
"""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pipeline.checking import Verdict, check
from pipeline.findings import Finding, Severity
from pipeline.installed import version
from pipeline.kept import PROJECT, Shelf, digest, program_digest
from pipeline.model import Allowance
from pipeline.places import Place
from pipeline.read import Reading
from pipeline.tree import SourceTree

_READERS = ("pydantic", "PyYAML")


def verdicts(drafts: Sequence[tuple[SourceTree, Reading]], cache: Path | None) -> list[Verdict]:
    """Judge drafts, or take what is kept.

    Args:
        drafts: the files of each, and what was read of them.
        cache: folder for what can be kept between runs; None keeps nothing.
    """
    if cache is None:
        return [check(reading.concept, reading.findings) for _, reading in drafts]
    shelf = Shelf(cache / "urteile")
    program = digest(program_digest(PROJECT), [version(one) for one in _READERS])
    found = [_verdict(shelf, digest(program, tree.files, reading.findings), reading) for tree, reading in drafts]
    shelf.tidy()
    return found


def _verdict(shelf: Shelf, key: str, reading: Reading) -> Verdict:
    fresh: list[Verdict] = []

    def judge() -> bytes:
        fresh.append(check(reading.concept, reading.findings))
        return _written(fresh[0], reading.concept.allowances)

    kept = shelf.get(key, judge)
    if not fresh and kept is not None:
        try:
            return _read(kept, reading.concept.allowances)
        except (ValueError, TypeError, KeyError, RecursionError):  # not written by us
            judge()
    return fresh[0]


def _written(verdict: Verdict, allowances: Sequence[Allowance]) -> bytes:
    places = {id(one): at for at, one in enumerate(allowances)}
    data = {
        "version": verdict.version,
        "findings": [_as_data(one) for one in verdict.findings],
        "allowed": [[_as_data(one), places[id(allowance)]] for one, allowance in verdict.allowed],
    }
    return json.dumps(data, ensure_ascii=False).encode("utf-8", "surrogatepass")


def _as_data(finding: Finding) -> list[str | int]:
    place = finding.place
    return [
        place.path, place.line, finding.message, finding.hint, finding.rule, finding.severity.value, finding.subject
    ]  # fmt: skip


def _read(data: bytes, allowances: Sequence[Allowance]) -> Verdict:
    found, known = json.loads(data.decode("utf-8", "surrogatepass")), dict(enumerate(allowances))
    return Verdict(
        tuple(map(_finding, found["findings"])),
        tuple((_finding(one), known[int(at)]) for one, at in found["allowed"]),
        str(found["version"]),
    )


def _finding(data: Any) -> Finding:  # noqa: ANN401 - JSON
    path, line, message, hint, rule, severity, subject = data
    place = Place(str(path), int(line))
    return Finding(place, str(message), str(hint), str(rule), Severity(severity), str(subject))
