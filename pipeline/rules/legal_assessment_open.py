"""An assessment that is still open.

Open is allowed and counted: somebody has looked and could not say yet. It stays on the list until the
office named there has answered.

Bad:  `ergebnis: offen` for M-ARB-03 and IG-10
Good: `ergebnis: vereinbar` with a note that says why
"""

from collections.abc import Iterator

from pipeline.findings import Finding, Severity
from pipeline.legal import PROMPT
from pipeline.model import OPEN, Concept

SEVERITY = Severity.HINT


def check(concept: Concept) -> Iterator[Finding]:
    """Yield a finding at each assessment without a result."""
    for one in concept.assessments:
        if one.result == OPEN:
            yield Finding(
                one.place,
                f"Der Prüfvermerk zu {one.subject} und {one.provision} ist noch offen; {PROMPT}",
                f"Auskunft einholen ({one.office}) und das Ergebnis eintragen",
                subject=one.subject,
            )
