"""Bytes to clean text: encoding, line ends, leftovers of other programs."""

import re
import unicodedata
from dataclasses import dataclass

from pipeline.findings import Finding, Severity
from pipeline.places import Place

_CONFLICT = re.compile(r"^(<{7}|>{7}|\|{7})( |$)", re.MULTILINE)
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff]")
"""Characters that no text means and that Word, YAML or a PDF cannot hold."""


@dataclass(frozen=True, slots=True)
class Clean:
    """A text ready to be read.

    Attributes:
        text: line ends are line feeds, no byte order mark, composed characters; ``None`` if nothing can be read.
        findings: what was found on the way.
    """

    text: str | None
    findings: tuple[Finding, ...]


def clean(data: bytes, path: str) -> Clean:
    """Decode a file and name everything that would trip a reader later."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return Clean(
            None,
            (
                _fault(
                    path,
                    1,
                    "broken-encoding",
                    "Die Datei ist in UTF-16 gespeichert",
                    "im Editor als „UTF-8“ speichern",
                ),
            ),
        )
    findings: list[Finding] = []
    if data.startswith(b"\xef\xbb\xbf"):
        data = data[3:]
        findings.append(
            _fault(
                path,
                1,
                "byte-order-mark",
                "Die Datei beginnt mit einer unsichtbaren Marke (BOM)",
                "im Editor als „UTF-8 ohne BOM“ speichern",
                Severity.HINT,
            )
        )
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        return Clean(
            None,
            (
                *findings,
                _fault(
                    path,
                    line,
                    "broken-encoding",
                    "Die Datei ist nicht in UTF-8 gespeichert (Umlaute beschädigt)",
                    "im Editor „Speichern mit Codierung: UTF-8“ wählen und die Umlaute prüfen",
                ),
            ),
        )
    if "\r" in text:
        line = text.count("\n", 0, text.index("\r")) + 1
        findings.append(
            _fault(
                path,
                line,
                "windows-line-ends",
                "Die Datei hat Windows-Zeilenenden; sie wird trotzdem gelesen",
                "im Editor Zeilenende „LF“ wählen",
                Severity.HINT,
            )
        )
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        return Clean(
            None,
            (
                *findings,
                _fault(
                    path,
                    1,
                    "empty-file",
                    "Die Datei ist leer",
                    "Inhalt eintragen oder die Datei löschen und aus der Gliederung nehmen",
                ),
            ),
        )
    if found := _CONFLICT.search(text):
        return Clean(
            None,
            (
                *findings,
                _fault(
                    path,
                    _line(text, found.start()),
                    "merge-conflict",
                    "In der Datei stehen Reste eines Git-Konflikts („<<<<<<<“ oder „>>>>>>>“)",
                    "eine der beiden Fassungen behalten und die Zeilen mit <<<<<<<, ======= und >>>>>>> löschen",
                ),
            ),
        )
    if found := CONTROL.search(text):
        findings.append(
            _fault(
                path,
                _line(text, found.start()),
                "control-character",
                f"Ein unsichtbares Steuerzeichen (U+{ord(found[0]):04X}) steht im Text; es wird überlesen",
                "das Zeichen löschen; oft hilft es, den Satz neu zu tippen",
                Severity.WARNING,
            )
        )
        text = CONTROL.sub("", text)
    if not unicodedata.is_normalized("NFC", text):
        text = unicodedata.normalize("NFC", text)
    return Clean(text, tuple(findings))


def _line(text: str, offset: int) -> int:
    return text.count("\n", 0, offset) + 1


def _fault(  # noqa: PLR0913, PLR0917 - a finding has that many parts
    path: str, line: int, rule: str, message: str, hint: str, severity: Severity = Severity.ERROR
) -> Finding:
    return Finding(Place(path, line), message, hint, rule, severity)
