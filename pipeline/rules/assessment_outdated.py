"""What an assessment was about has changed since.

The fingerprint stands for the wording of the item and of the provision that somebody read. Another
wording may need another answer; re-wrapped lines do not count.

Bad:  the goal was reworded in May, the assessment is from March
Good: read again, note and fingerprint renewed
"""

from collections.abc import Iterator

from pipeline.findings import Finding, Severity
from pipeline.fingerprints import of_assessments
from pipeline.model import Concept

SEVERITY = Severity.WARNING


def check(concept: Concept) -> Iterator[Finding]:
    """Yield a finding at each assessment of another wording, and at each of something that is gone."""
    if not concept.assessments:
        return
    subjects = {*(one.id for one in concept.goals), *(one.id for one in concept.measures)}
    for one, current in zip(concept.assessments, of_assessments(concept), strict=True):
        if current == one.fingerprint:
            continue
        if current is None:
            gone = one.provision if one.subject in subjects else one.subject
            if gone in concept.declared:
                continue  # it is there and has a fault of its own
            yield Finding(
                one.place,
                f"Der Prüfvermerk nennt {gone}; das gibt es nicht mehr",
                "den Vermerk löschen oder die Kennung berichtigen",
                subject=one.subject,
            )
        else:
            yield Finding(
                one.place,
                f"Der Prüfvermerk zu {one.subject} und {one.provision} gilt einem anderen Wortlaut als heute",
                "neu prüfen, Stelle und Datum eintragen und mit "
                f"„konzept confirm --law {one.subject}:{one.provision}“ bestätigen",
                subject=one.subject,
            )
