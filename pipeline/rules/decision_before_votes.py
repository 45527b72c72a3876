"""The council decides before its committees have voted.

A committee whose advice comes after the decision has been passed over, and the decision can be
challenged. A committee that has only put the paper off has not voted either. A result that nobody
has recorded is a known gap if a remark says so.

Bad:  Stadtverordnetenversammlung on 7 June, Hauptausschuss (Vorberatung) on 14 June
Good: every Vorberatung has its date and its result before the last Entscheidung
"""

from collections.abc import Iterator

from pipeline.findings import Finding
from pipeline.model import OPEN, Concept, Consultation

_DECIDED = frozenset({"ungeändert beschlossen", "geändert beschlossen", "abgelehnt"})
_PUT_OFF = frozenset({OPEN, "vertagt", "zurückgestellt"})


def check(concept: Concept) -> Iterator[Finding]:
    """Yield a finding at each committee that comes too late or did not vote before the decision."""
    if concept.submission is None:
        return
    all_of_them = concept.submission.consultations
    decisions = [one for one in all_of_them if one.role == "Entscheidung"]
    if not decisions:
        return
    taken = [one for one in decisions if {one.header_result, one.outcome} & _DECIDED]
    decision = max(taken or decisions, key=lambda one: one.day)
    name = f"{decision.body} am {decision.day:%d.%m.%Y}"
    last: dict[str, Consultation] = {}
    for one in sorted((one for one in all_of_them if one.role == "Vorberatung"), key=lambda one: one.day):
        if one.day > decision.day:
            yield Finding(
                one.place,
                f"{one.body} berät am {one.day:%d.%m.%Y} vor, entschieden wird aber schon vorher ({name})",
                "die Vorberatung vor die Entscheidung legen oder die Daten prüfen",
            )
        else:
            last[one.body] = one
    for one in last.values() if taken else ():
        results = {str(one.header_result), str(one.outcome)}
        if results <= _PUT_OFF and not (results == {OPEN} and one.remark):
            yield Finding(
                one.place,
                f"{one.body} hat noch kein Ergebnis, entschieden ist aber schon ({name})",
                "das Ergebnis der Vorberatung nachtragen",
            )
