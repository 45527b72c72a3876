"""YAML with places: every mapping, key and value knows its line.

Everything stays text (``nein`` is no truth value, ``10:4`` no number of minutes); the model
decides what it means. Built from the parser's events without recursion, so deep nesting,
aliases and tags are findings and not a crash or a bomb.
"""

from dataclasses import dataclass, field
from typing import Any

import yaml

from pipeline.findings import Finding, Severity
from pipeline.model import PLACE_KEY, Scalar
from pipeline.places import Place
from pipeline.read.hygiene import CONTROL

_DEEPEST = 30

try:
    from yaml import CSafeLoader as _Loader
except ImportError:  # a build of PyYAML without libyaml: slower, same result
    from yaml import SafeLoader as _Loader  # type: ignore[assignment]

_MEANINGS = (
    (
        "mapping values are not allowed",
        "Hier steht ein Doppelpunkt, wo keiner erwartet wird",
        "enthält der Wert selbst „: “, ihn in Anführungszeichen setzen; sonst die Einrückung prüfen",
    ),
    ("\\t", "Die Zeile ist mit einem Tabulator eingerückt", "mit Leerzeichen einrücken"),
    (
        "found undefined tag",
        "Ein Ausrufezeichen leitet hier eine Typangabe ein",
        "den Wert in Anführungszeichen setzen",
    ),
    (
        "could not find expected ':'",
        "In dieser Zeile fehlt ein Doppelpunkt nach dem Schlüssel",
        "„schlüssel: wert“ schreiben; Fließtext gehört eingerückt unter „schlüssel: |“",
    ),
    (
        "found unexpected end of stream",
        "Ein Anführungszeichen oder eine Klammer wird nicht geschlossen",
        "das fehlende Zeichen ergänzen",
    ),
    (
        "did not find expected",
        "Die Einrückung oder eine Klammer stimmt hier nicht",
        "die Einrückung mit den Zeilen darüber vergleichen; Listen brauchen „- “ oder [a, b]",
    ),
    (
        "found character that cannot start any token",
        "Ein Zeichen kann hier nicht am Anfang stehen",
        "den Wert in Anführungszeichen setzen; mit Leerzeichen statt Tabulator einrücken",
    ),
)


_OPENED = ("simple key", "quoted scalar", "flow")
"""In the parser's words: what an author opened and did not close."""


@dataclass(slots=True)
class YamlFile:
    """What stands in one file.

    Attributes:
        data: mappings (with their place under ``PLACE_KEY``), lists and scalars; None if unreadable.
        findings: what was wrong.
    """

    data: Any = None
    findings: list[Finding] = field(default_factory=list)


class _Stop(Exception):
    """Not an error of ours: carries the finding out of the loop when a file cannot be read on."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.message)
        self.finding = finding


@dataclass(slots=True)
class _Open:
    """A collection whose end is still to come."""

    value: Any
    key: Scalar | None = None
    duplicate: bool = False


def load(text: str, path: str) -> YamlFile:
    """Read a YAML text; never raises."""
    result = YamlFile()
    try:
        _build(text, path, result)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        if any(sign in (error.context or "") for sign in _OPENED):
            mark = error.context_mark or mark  # where it begins, not where the file ends
        line = min(mark.line, text.count("\n")) if mark else 0
        message, hint = _explain(text, str(error.problem or error.context or ""), line)
        result.data = None
        result.findings.append(_fault(path, line + 1, message, hint))
    except _Stop as stop:
        result.data = None
        result.findings.append(stop.finding)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        result.data = None
        said = " ".join(str(error).split())[:200]
        result.findings.append(
            _fault(
                path,
                1,
                f"Die Datei ist kein gültiges YAML (Meldung des Lesers: „{said}“)",
                "mit einer funktionierenden Datei vergleichen",
            )
        )
    return result


def _build(text: str, path: str, result: YamlFile) -> None:
    stack: list[_Open] = []
    documents = 0

    def put(value: object, place: Place) -> None:
        if not stack:
            result.data = value
            return
        top = stack[-1]
        if isinstance(top.value, list):
            top.value.append(value)
        elif top.key is None:
            if not isinstance(value, Scalar) or value == PLACE_KEY:
                raise _Stop(
                    _fault(
                        place.path,
                        place.line,
                        "Ein Schlüssel muss ein einfaches Wort sein",
                        "beginnt der Wert mit [, { oder ?, ihn in Anführungszeichen setzen",
                    )
                )
            top.key = value
            if value in top.value:
                top.duplicate = True
                result.findings.append(
                    Finding(
                        place,
                        f"Der Schlüssel „{value}“ steht zweimal im selben Abschnitt",
                        "einen der beiden löschen; es gilt der erste",
                        "duplicate-key",
                    )
                )
        else:
            if not top.duplicate:
                top.value[top.key] = value
            top.key, top.duplicate = None, False

    for event in yaml.parse(text, Loader=_Loader):
        line = event.start_mark.line + 1  # type: ignore[union-attr]
        place = Place(path, line)
        if isinstance(event, yaml.ScalarEvent):
            _forbid(event, path, result)
            block = event.style in {"|", ">"}
            value = "" if event.style is None and event.value in {"~", "null"} else event.value
            put(Scalar.at(_without_control(value, place, result), place.down(1) if block else place), place)
        elif isinstance(event, yaml.MappingStartEvent | yaml.SequenceStartEvent):
            _forbid(event, path, result)
            if len(stack) >= _DEEPEST:
                raise _Stop(
                    _fault(
                        path,
                        line,
                        f"Hier stecken mehr als {_DEEPEST} Ebenen ineinander",
                        "die Klammern oder die Einrückung prüfen",
                    )
                )
            stack.append(_Open({PLACE_KEY: place} if isinstance(event, yaml.MappingStartEvent) else []))
        elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
            done = stack.pop()
            put(done.value, done.value[PLACE_KEY] if isinstance(done.value, dict) else place)
        elif isinstance(event, yaml.AliasEvent):
            raise _Stop(
                _fault(
                    path,
                    line,
                    f"„*{event.anchor}“ ist ein Verweis; Verweise sind hier nicht vorgesehen",
                    "den Wert ausschreiben oder in Anführungszeichen setzen",
                )
            )
        elif isinstance(event, yaml.DocumentStartEvent):
            documents += 1
            if documents > 1:
                result.findings.append(
                    _fault(
                        path,
                        line,
                        "Nach „---“ beginnt ein zweites Dokument; es wird nicht gelesen",
                        "die Zeile „---“ löschen",
                    )
                )
                return


def _without_control(value: str, place: Place, result: YamlFile) -> str:
    r"""Take out what an escape like ``"\x07"`` brought in; no document can hold it."""
    found = CONTROL.search(value)
    if found is None:
        return value
    result.findings.append(
        Finding(
            place,
            f"Ein unsichtbares Steuerzeichen (U+{ord(found[0]):04X}) steht im Wert; es wird überlesen",
            "die Zeichenfolge mit „\\“ löschen",
            "control-character",
            Severity.WARNING,
        )
    )
    return CONTROL.sub("", value)


def _forbid(event: Any, path: str, result: YamlFile) -> None:  # noqa: ANN401
    if event.anchor:
        result.findings.append(
            _fault(
                path,
                event.start_mark.line + 1,
                f"„&{event.anchor}“ ist nicht vorgesehen",
                "den Wert in Anführungszeichen setzen",
            )
        )
    if event.tag and event.tag != "!":
        result.findings.append(
            _fault(
                path,
                event.start_mark.line + 1,
                f"Die Typangabe „{event.tag}“ ist nicht vorgesehen",
                "den Wert in Anführungszeichen setzen",
            )
        )


def _explain(text: str, problem: str, line: int) -> tuple[str, str]:
    lines = text.split("\n")
    if (
        line < len(lines)
        and lines[line].startswith((" ", "\t"))
        and "\t" in lines[line][: len(lines[line]) - len(lines[line].lstrip())]
    ):
        problem = "\\t"
    for sign, message, hint in _MEANINGS:
        if sign in problem:
            return message, hint
    return (
        f"Die Datei ist kein gültiges YAML (Meldung des Lesers: „{problem}“)",
        "die Zeile und die Einrückung darüber prüfen",
    )


def _fault(path: str, line: int, message: str, hint: str) -> Finding:
    return Finding(Place(path, line), message, hint, "broken-yaml")
