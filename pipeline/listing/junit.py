"""For build servers: JUnit's XML, where each error is a failed test and what is allowed a skipped one."""

import re
from collections.abc import Mapping
from xml.etree import ElementTree as ET

from pipeline.checking import Verdict
from pipeline.findings import Finding, Severity
from pipeline.tree import Origin

_UNFIT = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 cannot hold."""


def render(verdict: Verdict, origin: Origin, texts: Mapping[str, str]) -> str:  # noqa: ARG001 - no place for a line
    """Write a suite with one test a finding; without findings, one that passes."""
    cases = [_case(finding, origin) for finding in verdict.findings]
    cases += [_allowed(finding, allowance.reason, origin) for finding, allowance in verdict.allowed]
    for finding in verdict.mended:
        case = _named(finding, origin)
        _write(case, "system-out", f"behoben: {finding.message}")
        cases.append(case)
    if not cases:
        cases = [ET.Element("testcase", {"classname": "konzept", "name": "keine Befunde"})]
    counts = {
        "tests": str(len(cases)),
        "failures": str(len(verdict.errors)),
        "errors": "0",
        "skipped": str(len(verdict.allowed)),
    }
    top = ET.Element("testsuites", {"name": "konzept check", **counts})
    suite = ET.SubElement(top, "testsuite", {"name": _fit(verdict.version) or "konzept", **counts})
    suite.extend(cases)
    ET.indent(top)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(top, encoding="unicode")


def _case(finding: Finding, origin: Origin) -> ET.Element:
    case = _named(finding, origin)
    said = f"{finding.severity.label}: {finding.message}\nHinweis: {finding.hint}"
    if finding.severity is Severity.ERROR:
        _write(case, "failure", said, message=finding.message, type=finding.rule)
    else:
        _write(case, "system-out", said)
    return case


def _allowed(finding: Finding, reason: str, origin: Origin) -> ET.Element:
    case = _named(finding, origin)
    _write(case, "skipped", "", message=f"Ausnahme: {reason}")
    return case


def _named(finding: Finding, origin: Origin) -> ET.Element:
    where = origin.file(finding.place.path)
    name = f"{where}:{finding.place.line} {finding.message}"
    attributes = {"classname": finding.rule, "name": name, "file": where}
    if finding.place.line:
        attributes["line"] = str(finding.place.line)
    return ET.Element("testcase", {name: _fit(value) for name, value in attributes.items()})


def _write(case: ET.Element, tag: str, content: str, **attributes: str) -> None:
    element = ET.SubElement(case, tag, {name: _fit(value) for name, value in attributes.items()})
    element.text = _fit(content) or None


def _fit(text: str) -> str:
    return _UNFIT.sub("�", text)
