"""For GitHub Actions: workflow commands that show each finding at its line in the pull request."""

from collections.abc import Iterator, Mapping

from pipeline.checking import Verdict
from pipeline.findings import Finding, Severity
from pipeline.tree import Origin

_LEVEL = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.HINT: "notice"}


def render(verdict: Verdict, origin: Origin, texts: Mapping[str, str]) -> str:  # noqa: ARG001 - GitHub shows the line
    """Write one command a finding."""
    return "\n".join(_commands(verdict, origin))


def _commands(verdict: Verdict, origin: Origin) -> Iterator[str]:
    for finding in verdict.findings:
        yield _command(_LEVEL[finding.severity], finding, origin, finding.rule)
    for finding in verdict.mended:
        yield f"::notice title={_property(f'behoben: {finding.rule}')}::{_data(finding.message)}"


def _command(level: str, finding: Finding, origin: Origin, title: str) -> str:
    line = f",line={finding.place.line}" if finding.place.line else ""
    message = f"{finding.message}\nHinweis: {finding.hint}"
    where = f"file={_property(origin.file(finding.place.path))}{line}"
    return f"::{level} {where},title={_property(title)}::{_data(message)}"


def _data(text: str) -> str:
    """Escape a message as the runner's own toolkit does."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
