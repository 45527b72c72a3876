"""A result of a body that no body gives in these words.

The result stands in the head of the minutes and on the form. "Verschoben" or "angenommen" may
mean what the minutes call "vertagt" or "ungeändert beschlossen", but nobody can look it up.
Header result and outcome are two fields: "vertagt" above and "zurückgestellt" in the text is right.

Bad:  `ausgang: beschlossen mit Änderung`
Good: `ausgang: geändert beschlossen`
"""

import difflib
import re
from collections.abc import Iterator

from pipeline.findings import Finding
from pipeline.model import OPEN, Concept

_RESULTS = (
    "ungeändert beschlossen",
    "geändert beschlossen",
    "abgelehnt",
    "vertagt",
    "zurückgestellt",
    "zur Kenntnis genommen",
    "zurückgezogen",
    "durch Verwaltungshandeln erledigt",
    "neue Fassung",
)
_REFERRED = re.compile(r"an .+ überwiesen")


def check(concept: Concept) -> Iterator[Finding]:
    """Yield a finding at each result that is none of the known words."""
    if concept.submission is None:
        return
    settings = concept.settings.rule_settings if concept.settings else None
    known = (*_RESULTS, *(settings.results if settings else ()))
    for consultation in concept.submission.consultations:
        for key, result in (("kopfergebnis", consultation.header_result), ("ausgang", consultation.outcome)):
            if result == OPEN or result in known or _REFERRED.fullmatch(result):
                continue
            near = difflib.get_close_matches(result.lower(), known, 1, 0.6)
            yield Finding(
                result.place,
                f"„{result}“ ist kein Ergebnis, das die Gremien verwenden",
                f"meinten Sie „{near[0]}“?"
                if near
                else f"unter „{key}“ eines der üblichen Worte eintragen, z. B. {_RESULTS[0]}, oder das Wort "
                "in konzept.yaml unter „ergebnisworte“ ergänzen",
            )
