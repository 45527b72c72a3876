"""A part of the concept is missing.

The council asked for a concept of three parts (principles, fields with their goals, steering), the
proposals apart from them in the annex, a leaflet for the public and the form of the submission.
Whoever forgets one hands in an incomplete paper; nobody sees a chapter that is not there.

Bad:  the outline has two entries `art: teil`, or `massnahmen` stands in a part instead of the annex
Good: three parts with content, one annex with `massnahmen`, `faltblatt.yaml` and `vorlage.yaml`
"""

from collections.abc import Iterator

from pipeline.findings import Finding, Severity
from pipeline.model import Concept, Settings
from pipeline.places import Place

_PARTS = ("I (Grundlagen)", "II (Handlungsfelder)", "III (Steuerung)")


def check(concept: Concept) -> Iterator[Finding]:
    """Yield a finding for each part that is missing or empty."""
    if concept.settings:
        yield from _parts(concept.settings)
        yield from _annex(concept.settings)
    for path, what in (("faltblatt.yaml", "Das Faltblatt"), ("vorlage.yaml", "Die Beschlussvorlage")):
        if path not in concept.paths:
            yield Finding(
                Place("konzept.yaml"),
                f"{what} fehlt: Es gibt keine Datei „{path}“",
                "die Datei anlegen; ein Muster enthält jedes Konzept, das „konzept new“ anlegt",
                severity=Severity.WARNING,
                subject=path,
            )


def _parts(settings: Settings) -> Iterator[Finding]:
    present = [entry for entry in settings.outline if entry.kind == "teil"]
    for entry, name in zip(present, _PARTS, strict=False):
        if not entry.content:
            yield Finding(
                entry.place,
                f"Teil {name} ist leer",
                "unter „inhalt“ mindestens ein Kapitel oder Handlungsfeld eintragen",
            )
    for name in _PARTS[len(present) :]:
        yield Finding(
            present[-1].place if present else Place("konzept.yaml"),
            f"In der Gliederung fehlt Teil {name}",
            "unter „gliederung“ einen weiteren Eintrag mit „art: teil“, „titel“ und „inhalt“ ergänzen",
        )


def _annex(settings: Settings) -> Iterator[Finding]:
    if any(entry.kind == "anhang" and "massnahmen" in entry.content for entry in settings.outline):
        return
    elsewhere = next((name for entry in settings.outline for name in entry.content if name == "massnahmen"), None)
    yield Finding(
        elsewhere.place if elsewhere else Place("konzept.yaml"),
        "Die Maßnahmen stehen in keinem Anhang",
        "unter „gliederung“ einen Eintrag mit „art: anhang“ und „massnahmen“ im „inhalt“ führen",
    )
