"""An amendment is decided, and nobody can say how.

"In what way does it differ from the one already rejected?" can be answered only if it is on record
that, when and how it was rejected. An amendment that was taken over or withdrawn needs no vote, but a day.

Bad:  `status: abgelehnt` with neither `abstimmung` nor `wendung` nor `bemerkung`
Good: the numbers, the minutes' phrase, or a `bemerkung` that says why there are none
"""

from collections.abc import Iterator

from pipeline.findings import Finding, Severity
from pipeline.model import Concept

SEVERITY = Severity.WARNING
_VOTED = frozenset({"angenommen", "geändert angenommen", "abgelehnt"})


def check(concept: Concept) -> Iterator[Finding]:
    """Yield a finding at each decided amendment without a trace of its decision, and at each undecided one with one."""
    for one in concept.amendments:
        if one.is_open:
            if one.vote or one.phrase or one.decided:
                yield Finding(
                    one.place,
                    f"Änderungsantrag {one.id} ist noch „eingereicht“, hat aber schon ein Ergebnis",
                    "unter „status“ das Ergebnis eintragen oder „erledigt“, „abstimmung“ und „wendung“ weglassen",
                    subject=one.id,
                )
            continue
        if one.decided is None:
            yield Finding(
                one.place,
                f"Änderungsantrag {one.id} ist „{one.status}“, aber nicht, seit wann",
                "unter „erledigt“ den Tag eintragen; ist er nicht bekannt, „offen“",
                subject=one.id,
            )
        if one.status in _VOTED and not (one.vote or one.phrase or one.remark):
            yield Finding(
                one.place,
                f"Änderungsantrag {one.id} ist „{one.status}“, aber ohne Abstimmungsergebnis",
                "unter „abstimmung“ die Stimmen oder unter „wendung“ die Wendung des Protokolls eintragen; "
                "fehlt beides in den Unterlagen, unter „bemerkung“ sagen, warum",
                subject=one.id,
            )
