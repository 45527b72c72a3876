"""An assessment asks for a change, and the wording that was assessed still stands.

Once the office has said that a wording does not go with a provision, the concept must not be submitted
with it. The fingerprint tells whether the text has changed since; a changed text asks for a new look
(assessment-outdated), not for this.

Bad:  `ergebnis: anpassen` for Z-WOH-01 and IG-01, and the fingerprint is that of today's wording
Good: the goal reworded, looked at again and `ergebnis: vereinbar`
"""

from collections.abc import Iterator

from pipeline.findings import Finding
from pipeline.fingerprints import of_assessments
from pipeline.model import Concept

_TO_MEND = {"anpassen": "muss angepasst werden", "unvereinbar": "ist unvereinbar"}


def check(concept: Concept) -> Iterator[Finding]:
    """Yield a finding at each assessed wording that was to be changed and was not."""
    if not any(one.result in _TO_MEND for one in concept.assessments):
        return
    titles = {one.id: one.title for one in concept.goals} | {one.id: one.title for one in concept.measures}
    norms = {one.id: one.norm for one in concept.provisions}
    for one, current in zip(concept.assessments, of_assessments(concept), strict=True):
        verdict = _TO_MEND.get(one.result)
        if verdict and one.fingerprint == current:
            what = "Maßnahme" if one.subject.startswith("M") else "Ziel"
            yield Finding(
                titles[one.subject].place,
                f"{what} {one.subject} {verdict} ({one.provision}, {norms[one.provision]}; "
                f"Prüfvermerk: {one.office}), und der geprüfte Wortlaut steht noch da",
                f"den Wortlaut ändern und neu prüfen lassen; im Vermerk steht: {_short(one.note)}",
                subject=one.subject,
            )


def _short(note: str, longest: int = 160) -> str:
    return note if len(note) <= longest else note[:longest].rsplit(" ", 1)[0] + " …"
