"""The council has decided, and an amendment to its paper is still waiting.

Amendments are voted on before the paper. One that is still "eingereicht" after the decision was
overlooked in the meeting or in the records; either way somebody will ask.

Bad:  the Stadtverordnetenversammlung decided on 5 July, A-CDU-02 of 31 May is `eingereicht`
Good: its status says what became of it, if only `zurückgezogen`
"""

from collections.abc import Iterator

from pipeline.findings import Finding, Severity
from pipeline.model import Concept

SEVERITY = Severity.WARNING
_DECIDED = frozenset({"ungeändert beschlossen", "geändert beschlossen", "abgelehnt"})


def check(concept: Concept) -> Iterator[Finding]:
    """Yield a finding at each amendment that was open when the paper was decided."""
    if concept.submission is None:
        return
    decisions = [
        one
        for one in concept.submission.consultations
        if one.role == "Entscheidung" and {str(one.header_result), str(one.outcome)} & _DECIDED
    ]
    if not decisions:
        return
    decision = max(decisions, key=lambda one: one.day)
    for amendment in concept.amendments:
        if amendment.is_open and amendment.day <= decision.day:
            yield Finding(
                amendment.place,
                f"Über Änderungsantrag {amendment.id} ist nicht entschieden, über die Vorlage aber schon "
                f"({decision.body}, {decision.day:%d.%m.%Y})",
                "unter „status“ eintragen, was aus dem Antrag wurde",
                subject=amendment.id,
            )
