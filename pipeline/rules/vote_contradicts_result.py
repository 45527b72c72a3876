"""The numbers say one thing, the result another.

A motion with as many noes as ayes is lost. If ten voted for it and four against, it cannot have been
rejected: one of the two was copied wrongly from the minutes.

Bad:  `status: abgelehnt` with `zustimmung: 10`, `ablehnung: 4`
Good: `status: angenommen` with the same numbers
"""

from collections.abc import Iterator

from pipeline.findings import Finding
from pipeline.model import Concept, Vote

_CARRIED = frozenset({"angenommen", "geändert angenommen", "ungeändert beschlossen", "geändert beschlossen"})
_LOST = frozenset({"abgelehnt"})


def check(concept: Concept) -> Iterator[Finding]:
    """Yield a finding at each vote whose numbers contradict its result."""
    for amendment in concept.amendments:
        yield from _compared(amendment.vote, amendment.status, f"Änderungsantrag {amendment.id}", amendment.id)
    for one in concept.submission.consultations if concept.submission else ():
        name = f"{one.body}, {one.day:%d.%m.%Y}"
        for motion in one.procedural:
            yield from _compared(motion.vote, motion.result, f"Antrag zur Geschäftsordnung, {name}", "")
        if one.vote and "Geschäftsordnung" not in one.vote.subject:
            yield from _compared(one.vote, one.outcome, name, "")


def _compared(vote: Vote | None, result: str, name: str, subject: str) -> Iterator[Finding]:
    if vote is None:
        return
    carried = vote.ayes > vote.noes
    if result in (_LOST if carried else _CARRIED):
        yield Finding(
            vote.place,
            f"{vote.ayes} zu {vote.noes} Stimmen und „{result}“ passen nicht zusammen ({name})",
            "die Zahlen und das Ergebnis mit dem Protokoll vergleichen",
            subject=subject,
        )
