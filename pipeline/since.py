"""What is new since an earlier version, and what was mended: two verdicts compared.

Lines move whenever somebody writes a paragraph, so a finding is known again by its rule and its
subject, or by its rule, file and message without numbers. Findings are counted, not merely known:
a second finding of the same kind at the same measure is new.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Hashable
from dataclasses import replace

from pipeline.checking import Verdict
from pipeline.findings import Finding

Findings = tuple[Finding, ...]
Key = Callable[[Finding], Hashable | None]

_NUMBERS = re.compile(r"\d+")


def compare(head: Verdict, base: Verdict, name: str) -> Verdict:
    """Leave only what the base has not; what only the base has becomes ``mended``.

    Args:
        head: the verdict on the sources as they are.
        base: the verdict on the earlier version.
        name: of the earlier version, for people.
    """
    new, gone = head.findings, base.findings
    for key in (_exactly, _by_subject, _by_message):
        new, gone = _unpaired(new, gone, key)
    return replace(head, findings=new, since=name, mended=gone)


def _exactly(finding: Finding) -> Hashable:
    return finding.rule, finding.subject, finding.place.path, finding.message


def _by_subject(finding: Finding) -> Hashable | None:
    return (finding.rule, finding.subject) if finding.subject else None


def _by_message(finding: Finding) -> Hashable:
    return finding.rule, finding.subject, finding.place.path, _NUMBERS.sub("", finding.message)


def _unpaired(new: Findings, gone: Findings, key: Key) -> tuple[Findings, Findings]:
    """Strike out pairs of the same key, each finding once."""
    waiting: dict[Hashable, list[Finding]] = defaultdict(list)
    for finding in gone:
        waiting[key(finding)].append(finding)
    waiting.pop(None, None)
    left, paired = [], set()
    for finding in new:
        alike = waiting.get(key(finding))
        if alike:
            paired.add(id(alike.pop(0)))
        else:
            left.append(finding)
    return tuple(left), tuple(finding for finding in gone if id(finding) not in paired)
