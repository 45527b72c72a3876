"""For programs of one's own: the findings as JSON with German keys."""

import json
from collections.abc import Mapping

from pipeline.checking import Verdict, findings_as_data
from pipeline.tree import Origin


def render(verdict: Verdict, origin: Origin, texts: Mapping[str, str]) -> str:  # noqa: ARG001 - paths as in the sources
    """Write the findings as JSON."""
    return json.dumps(findings_as_data(verdict, verdict.version), ensure_ascii=False, indent=2)
