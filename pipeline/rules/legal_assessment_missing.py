"""A goal or measure that a provision may touch, and nobody has assessed it.

The triggers in `recht/*.yaml` say which wordings a provision may concern. They read words, not law: the
finding asks the Rechtsamt to look, once, and to write down what it found.

Bad:  M-WOH-01 speaks of moving out of a shared accommodation, `recht/pruefung.yaml` says nothing about it
Good: an entry for M-WOH-01 and IG-01 with result, note, office, date and fingerprint
"""

from collections.abc import Iterator

from pipeline.findings import Finding, Severity
from pipeline.legal import PROMPT, flags
from pipeline.model import Concept

SEVERITY = Severity.WARNING


def check(concept: Concept) -> Iterator[Finding]:
    """Yield a finding at each flag without an assessment."""
    assessed = {(one.subject, one.provision) for one in concept.assessments}
    norms = {str(one.id): one.norm for one in concept.provisions}
    for flag in flags(concept):
        if (flag.subject, flag.provision) not in assessed:
            what = "Maßnahme" if flag.subject.startswith("M") else "Ziel"
            cause = "der Verweis" if flag.words.startswith("[") else f"„{flag.words}“"
            yield Finding(
                flag.place,
                f"{what} {flag.subject} kann {flag.provision} ({norms[flag.provision]}) berühren "
                f"(Anlass: {cause}); ein Prüfvermerk fehlt; {PROMPT}",
                f"vom Rechtsamt ansehen lassen und in recht/pruefung.yaml „gegenstand: {flag.subject}“ mit "
                f"„vorschrift: {flag.provision}“ eintragen",
                subject=flag.subject,
            )
