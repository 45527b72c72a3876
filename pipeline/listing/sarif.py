"""For code platforms and editors: SARIF 2.1.0.

What an allowance covers is a suppressed result; compared with an earlier version, new findings
carry ``new`` and mended ones ``absent`` as their baseline state.
"""

import hashlib
import json
import re
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any
from urllib.parse import quote

from pipeline.checking import Verdict
from pipeline.findings import Finding, Severity
from pipeline.tree import Origin

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"

_LEVEL = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.HINT: "note"}


def render(verdict: Verdict, origin: Origin, texts: Mapping[str, str]) -> str:
    """Write one run with all findings."""
    results = [_result(finding, origin, texts) for finding in verdict.findings]
    if verdict.since:
        results = [{**result, "baselineState": "new"} for result in results]
        results += [{**_result(finding, origin, {}), "baselineState": "absent"} for finding in verdict.mended]
    else:
        for finding, allowance in verdict.allowed:
            suppression = {"kind": "external", "justification": str(allowance.reason)}
            results.append({**_result(finding, origin, texts), "suppressions": [suppression]})
    names = sorted({result["ruleId"] for result in results})
    for result in results:
        result["ruleIndex"] = names.index(result["ruleId"])
    run = {
        "tool": {"driver": {"name": "konzept", "version": _version(), "rules": list(map(_rule, names))}},
        "columnKind": "unicodeCodePoints",
        "language": "de-DE",
        "properties": {"fassung": verdict.version, "seit": verdict.since},
        "results": results,
    }
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, ensure_ascii=False, indent=2)


def _rule(name: str) -> dict[str, Any]:
    return {"id": name, "help": {"text": f"„konzept rules {name}“ erklärt die Regel."}}


def _result(finding: Finding, origin: Origin, texts: Mapping[str, str]) -> dict[str, Any]:
    place: dict[str, Any] = {"artifactLocation": {"uri": _uri(origin.file(finding.place.path))}}
    if finding.place.line:
        region: dict[str, Any] = {"startLine": finding.place.line}
        lines = texts.get(finding.place.path, "").split("\n")
        if finding.place.line <= len(lines):
            region["snippet"] = {"text": lines[finding.place.line - 1]}
        place["region"] = region
    location: dict[str, Any] = {"physicalLocation": place}
    if finding.subject:
        location["logicalLocations"] = [{"name": finding.subject}]
    return {
        "ruleId": finding.rule,
        "level": _LEVEL[finding.severity],
        "message": {"text": f"{finding.message}. Hinweis: {finding.hint}"},
        "locations": [location],
        "partialFingerprints": {"konzept/v1": _fingerprint(finding)},
    }


def _fingerprint(finding: Finding) -> str:
    """Tell the same finding in the next version, wherever its line has moved to."""
    words = finding.message if finding.subject else re.sub(r"\d+", "", finding.message)
    parts = (finding.rule, finding.subject, finding.place.path, words)
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32]


def _uri(path: str) -> str:
    """Write a path as a URI: relative where it is, else as a file's; umlauts and blanks escaped."""
    return Path(path).as_uri() if Path(path).is_absolute() else quote(path)


def _version() -> str:
    try:
        return version("integrationskonzept")
    except PackageNotFoundError:  # run out of the folder, not installed
        return "0"
