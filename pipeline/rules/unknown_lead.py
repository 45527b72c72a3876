"""A measure is led by an office that the list of offices does not know.

The index of leads would show the office twice, once under each spelling, and the office itself
would miss the measure. Usually a slip or a short form.

Bad:  `federfuehrung: Fachbereich Sozials` while `stellen.yaml` has "Fachbereich Soziales"
Good: the name as it stands in `stellen.yaml`, or `offen`
"""

import difflib
from collections.abc import Iterator

from pipeline.answers import says_nothing
from pipeline.findings import Finding
from pipeline.model import OPEN, Concept


def check(concept: Concept) -> Iterator[Finding]:
    """Yield a finding at each lead that is no known office."""
    names = {str(office.name) for office in concept.offices}
    if not names:
        return
    hints: dict[str, str] = {}
    for measure in concept.measures:
        lead = str(measure.lead)
        if lead == OPEN or lead in names or says_nothing(lead):
            continue
        if lead not in hints:
            hints[lead] = _hint(lead, concept)
        yield Finding(
            measure.lead.place,
            f"Die Federführung „{lead}“ von Maßnahme {measure.id} steht nicht in stellen.yaml",
            hints[lead],
            subject=measure.id,
        )


def _hint(lead: str, concept: Concept) -> str:
    known = {name.casefold(): str(office.name) for office in concept.offices for name in (office.short, office.name)}
    near = difflib.get_close_matches(lead.casefold(), list(known), 1)
    return f"meinten Sie „{known[near[0]]}“?" if near else "die Stelle in stellen.yaml aufnehmen oder „offen“ eintragen"
