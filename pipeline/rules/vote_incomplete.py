"""A result without its vote, a vote without its result, or a meeting that left no trace.

Who reads the form a year later wants to know how close it was and on what was voted. "10 zu 4" may
have been about putting the paper off, not about the paper.

Bad:  the deciding body has `ausgang: geändert beschlossen` and `abstimmung: offen`, nothing more
Good: the numbers with their `gegenstand`, or `wendung: mit Stimmenmehrheit`
"""

import re
from collections.abc import Iterator

from pipeline.findings import Finding, Severity
from pipeline.model import OPEN, Concept, Consultation

_DECIDED = frozenset({"ungeändert beschlossen", "geändert beschlossen", "abgelehnt"})
_PHRASE = re.compile(r"einstimmig|mehrheit|stimmen|zustimmung|ohne gegenstimme", re.IGNORECASE)


def check(concept: Concept) -> Iterator[Finding]:
    """Yield findings at consultations whose result and vote do not make a whole."""
    if concept.submission is None:
        return
    for one in concept.submission.consultations:
        name = f"{one.body}, {one.day:%d.%m.%Y}"
        results = {one.header_result, one.outcome} - {OPEN}
        if one.vote is not None:
            if one.vote.subject == OPEN:
                yield Finding(
                    one.vote.place,
                    f"Die Abstimmung sagt nicht, worüber abgestimmt wurde ({name})",
                    "unter „gegenstand“ eintragen, z. B. Beschlussvorlage oder Antrag zur Geschäftsordnung",
                    severity=Severity.WARNING,
                )
            if not results:
                yield Finding(
                    one.vote.place,
                    f"Es gibt Stimmen, aber kein Ergebnis ({name})",
                    "„kopfergebnis“ und „ausgang“ aus dem Protokoll eintragen",
                    severity=Severity.WARNING,
                )
        elif one.role == "Entscheidung" and results & _DECIDED and not (one.phrase or _PHRASE.search(one.remark or "")):
            yield Finding(
                one.outcome.place,
                f"Das entscheidende Gremium hat ein Ergebnis, aber keine Stimmen ({name})",
                "unter „abstimmung“ die Stimmen eintragen oder unter „wendung“ die Wendung des Protokolls, "
                "z. B. mit Stimmenmehrheit",
                severity=Severity.HINT,
            )
        elif not results and not one.remark and _past(one, concept):
            yield Finding(
                one.place,
                f"Die Sitzung liegt vor dem Stichtag, hat aber weder Ergebnis noch Bemerkung ({name})",
                "das Ergebnis nachtragen oder unter „bemerkung“ sagen, warum es fehlt",
                severity=Severity.WARNING,
            )


def _past(consultation: Consultation, concept: Concept) -> bool:
    return concept.settings is not None and consultation.day < concept.settings.version.key_date
