"""Run the rules over a concept and put severities and allowances on what they find."""

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from types import ModuleType
from typing import Any

import pipeline.rules
from pipeline.errors import UsageError
from pipeline.findings import Finding, Severity
from pipeline.model import Allowance, Concept
from pipeline.places import Place
from pipeline.seams import plugins


@dataclass(frozen=True, slots=True)
class Verdict:
    """What checking gave.

    Attributes:
        findings: in the order of the files; reading faults and rules together.
        allowed: findings that an allowance covers, with it.
        version: name of the version that was judged, empty if unknown.
        since: the version compared with: ``findings`` are those new since then; empty if they are all there are.
        mended: what that version had and this one has not.
    """

    findings: tuple[Finding, ...]
    allowed: tuple[tuple[Finding, Allowance], ...]
    version: str = ""
    since: str = ""
    mended: tuple[Finding, ...] = ()

    @property
    def errors(self) -> tuple[Finding, ...]:
        """The findings that stop a build."""
        return tuple(finding for finding in self.findings if finding.severity is Severity.ERROR)


def rules() -> dict[str, ModuleType]:
    """Give the rules by name."""
    return plugins(pipeline.rules)


def named(names: Iterable[str]) -> tuple[str, ...]:
    """Give the names back if there are rules of these names.

    Raises:
        UsageError: if there is no such rule.
    """
    every = tuple(names)
    there = rules() if every else {}
    for name in every:
        if name not in there:
            near = difflib.get_close_matches(name, there, 1)
            raise UsageError(
                f"Eine Regel „{name}“ gibt es nicht",
                f"Meinten Sie „{near[0]}“?" if near else "„konzept rules“ listet die Regeln.",
            )
    return every


def check(
    concept: Concept,
    read: Iterable[Finding] = (),
    *,
    strict: bool = False,
    select: Iterable[str] = (),
    ignore: Iterable[str] = (),
) -> Verdict:
    """Judge a concept.

    Args:
        concept: as read.
        read: the findings of reading.
        strict: run the rules that only give hints on style as well (``STRICT = True`` in the rule).
        select: run only these rules; empty for all.
        ignore: do not run these.

    Returns:
        All findings but those allowed, sorted; the same whatever the order of the rules.
    """
    settings = concept.settings.rules if concept.settings else {}
    found = set(read)
    known = rules()
    chosen, left_out = set(select), set(ignore)
    for name, rule in known.items():
        wanted = (strict or name in chosen or not getattr(rule, "STRICT", False)) and settings.get(name) != "aus"
        if wanted and name not in left_out and (not chosen or name in chosen):
            default = getattr(rule, "SEVERITY", None)
            found.update(_weigh(finding, name, settings, default) for finding in rule.check(concept))
    allowed: list[tuple[Finding, Allowance]] = []
    kept: list[Finding] = []
    used: set[int] = set()
    for finding in found:  # a fault of reading cannot be allowed: what is not read would be missing unseen
        covering = (
            i for i, one in enumerate(concept.allowances) if finding.rule in known and _covers(one, finding, concept)
        )
        index = next(covering, None)
        if index is None:
            kept.append(finding)
        else:
            used.add(index)
            allowed.append((finding, concept.allowances[index]))
    if not chosen:
        calm = {name for name, rule in known.items() if not strict and getattr(rule, "STRICT", False)}
        kept += _idle(concept, used, known, calm | left_out)
    kept += _unknown_settings(settings, known)
    return Verdict(
        tuple(sorted(kept, key=Finding.order)),
        tuple(sorted(allowed, key=lambda pair: pair[0].order())),
        concept.settings.version.name if concept.settings else "",
    )


def _weigh(finding: Finding, rule: str, settings: Mapping[str, str], default: Severity | None) -> Finding:
    severity = Severity(settings[rule]) if rule in settings else default or finding.severity
    return replace(finding, rule=rule, severity=severity)


def _expired(allowance: Allowance, concept: Concept) -> bool:
    if isinstance(allowance.until, str) or concept.settings is None:
        return False
    return concept.settings.version.key_date > allowance.until


def _covers(allowance: Allowance, finding: Finding, concept: Concept) -> bool:
    if allowance.rule != finding.rule:
        return False
    if _expired(allowance, concept):
        return False
    return allowance.where in {finding.subject, finding.place.path, str(finding.place)}


def _idle(concept: Concept, used: set[int], known: Mapping[str, ModuleType], asleep: set[str]) -> Iterable[Finding]:
    """Name the allowances that covered nothing; those of a rule that did not run may well be needed."""
    for index, allowance in enumerate(concept.allowances):
        if index in used or allowance.rule in asleep:
            continue
        if allowance.rule not in known:
            yield Finding(
                allowance.place,
                f"Die Ausnahme nennt die Regel „{allowance.rule}“, die es nicht gibt",
                "„konzept rules“ listet die Regeln",
                "unknown-rule",
                Severity.WARNING,
            )
        elif _expired(allowance, concept):
            yield Finding(
                allowance.place,
                f"Die Ausnahme von „{allowance.rule}“ ist abgelaufen",
                "den Fehler beheben oder die Ausnahme neu begründen",
                "expired-allowance",
                Severity.WARNING,
            )
        else:
            yield Finding(
                allowance.place,
                f"Die Ausnahme von „{allowance.rule}“ bei „{allowance.where}“ wird nicht gebraucht",
                "die Ausnahme löschen",
                "unused-allowance",
                Severity.WARNING,
            )


def _unknown_settings(settings: Mapping[str, str], known: Mapping[str, ModuleType]) -> Iterable[Finding]:
    for name in settings:
        if name not in known:
            yield Finding(
                Place("konzept.yaml"),
                f"Unter „regeln“ steht „{name}“; eine solche Regel gibt es nicht",
                "„konzept rules“ listet die Regeln",
                "unknown-rule",
                Severity.WARNING,
            )


def findings_as_data(verdict: Verdict, version: str) -> dict[str, Any]:
    """Give the findings as plain data with German keys; compared with an earlier version, what was mended too."""

    def entry(finding: Finding) -> dict[str, Any]:
        return {
            "regel": finding.rule,
            "schwere": finding.severity.value,
            "datei": finding.place.path,
            "zeile": finding.place.line,
            "kennung": finding.subject,
            "meldung": finding.message,
            "hinweis": finding.hint,
        }

    return {
        "fassung": version,
        "anzahl": {one.value: sum(finding.severity is one for finding in verdict.findings) for one in Severity},
        "befunde": [entry(finding) for finding in verdict.findings],
        "ausnahmen": [{**entry(finding), "weil": allowance.reason} for finding, allowance in verdict.allowed],
        **({"seit": verdict.since, "behoben": [entry(one) for one in verdict.mended]} if verdict.since else {}),
    }
