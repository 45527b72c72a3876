"""For people at a terminal: grouped by file, each finding with its line and a caret, counted at the end.

Everything that stands in the sources is shown without control characters: they come from
other people, and a terminal obeys what it is sent.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby

from pipeline.checking import Verdict
from pipeline.findings import Finding, Severity
from pipeline.tree import Origin

Piece = tuple[str, str]
"""A string and how it looks (in rich's words; ``""`` for plain)."""

_WIDTH = 100
_PLURAL = {Severity.ERROR: "Fehler", Severity.WARNING: "Warnungen", Severity.HINT: "Hinweise"}
_STYLE = {Severity.ERROR: "bold red", Severity.WARNING: "bold yellow", Severity.HINT: "bold blue"}
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]")
_ID = re.compile(r"\b[A-Z]{1,5}-(?:[A-Z]{2,4}-)?\d{2,3}\b")
_QUOTED = re.compile(r"„([^“]+)“")


def render(verdict: Verdict, origin: Origin, texts: Mapping[str, str]) -> str:
    """List the findings without colours."""
    return "\n".join("".join(words for words, _ in line).rstrip() for line in _lines(verdict, origin, texts))


def on_terminal(verdict: Verdict, origin: Origin, texts: Mapping[str, str], *, colour: bool) -> str:
    """List the findings, with colours if the terminal can show them (``NO_COLOR`` is respected)."""
    if not colour or not verdict.findings + verdict.mended:
        return render(verdict, origin, texts)
    from rich.console import Console  # noqa: PLC0415 - 20 ms that a pipe need not pay
    from rich.text import Text  # noqa: PLC0415

    console = Console(force_terminal=True, highlight=False, soft_wrap=True, stderr=True)
    with console.capture() as captured:
        for line in _lines(verdict, origin, texts):
            console.print(Text.assemble(*line))
    return captured.get().rstrip("\n")


def summary(verdict: Verdict) -> str:
    """Count the findings in one line."""
    said = _counted(verdict.findings) or "Keine Befunde."
    if verdict.since:
        new, mended = (_counted(some) or "keine Befunde" for some in (verdict.findings, verdict.mended))
        said = f"Seit „{verdict.since}“ neu: {new}; behoben: {mended}"
    count = len(verdict.allowed)
    allowed = f" (durch Ausnahmen erlaubt: {count})" if count else ""
    return f"{said.rstrip('.') if count else said}{allowed}"


def _counted(findings: Iterable[Finding]) -> str:
    severities = [finding.severity for finding in findings]
    counts = [(one, severities.count(one)) for one in Severity]
    return ", ".join(f"{count} {one.label if count == 1 else _PLURAL[one]}" for one, count in counts if count)


def _lines(verdict: Verdict, origin: Origin, texts: Mapping[str, str]) -> Iterator[list[Piece]]:
    for path, group in groupby(verdict.findings, key=lambda finding: finding.place.path):
        findings = list(group)
        yield [(_clean(origin.file(path)), "bold underline"), (f" – {_counted(findings)}", "")]
        for finding in findings:
            yield from _finding(finding, origin, texts.get(path))
        yield [("", "")]
    for finding in verdict.mended:
        yield [(f"behoben: {_clean(finding.message)}", "green"), (f" [{finding.rule}]", "dim")]
    if verdict.mended:
        yield [("", "")]
    yield [(summary(verdict), "bold")]


def _finding(finding: Finding, origin: Origin, source: str | None) -> Iterator[list[Piece]]:
    where = f"{_clean(origin.file(finding.place.path))}:{finding.place.line or ''}".rstrip(":")
    yield [
        (f"{where}: ", ""),
        (finding.severity.label, _STYLE[finding.severity]),
        (f": {_clean(finding.message)}", ""),
        (f" [{finding.rule}]", "dim"),
    ]
    lines = source.split("\n") if source is not None else []
    if 0 < finding.place.line <= len(lines) and lines[finding.place.line - 1].strip():
        yield from _shown(_clean(lines[finding.place.line - 1]), finding)
    yield [("  Hinweis: ", "cyan"), (_clean(finding.hint), "")]


def _shown(line: str, finding: Finding) -> Iterator[list[Piece]]:
    """Show the line, cut around the spot if it is long, and a caret under the spot."""
    start, length = spot(line, finding)
    cut = max(0, min(start - _WIDTH // 3, len(line) - _WIDTH))
    cut += len(line[cut:start]) - len(line[cut:start].lstrip()) if cut else 0
    part = line[cut : cut + _WIDTH]
    before, after = "…" if cut else "", "…" if cut + _WIDTH < len(line) else ""
    number = f"{finding.place.line:>6}"
    length = max(1, min(length, len(part) - (start - cut)))
    yield [(f"{number} | ", "dim"), (f"{before}{part}{after}", "")]
    indent = " " * (len(before) + start - cut)
    yield [(f"{'':>6} | {indent}", "dim"), ("^" * length, _STYLE[finding.severity])]


def spot(line: str, finding: Finding) -> tuple[int, int]:
    """Find what a finding means in its line: a word it quotes, an id it names, else where the line begins.

    Returns:
        Where the spot begins and how long it is, in characters.
    """
    quoted = (words.split(" … ")[0] for words in _QUOTED.findall(finding.message))
    for needle in (*quoted, finding.subject, *_ID.findall(finding.message)):
        found = re.search(rf"(?<!\w){re.escape(needle)}(?!\w)", line) if needle.strip() else None
        if found:
            return found.start(), len(needle)
    bare = line.strip()
    return line.index(bare[0]) if bare else 0, 1


def _clean(text: str) -> str:
    return _CONTROL.sub(" ", text)
