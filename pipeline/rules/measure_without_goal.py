"""A measure that serves no goal.

A measure without a goal cannot be accounted for: nobody can say after three years what it was
for. The concept promises that every measure is tied to a goal.

Bad:  M-WOH-07 has `ziele: []`
Good: M-WOH-07 has `ziele: [Z-WOH-02]`
"""

from collections.abc import Iterator

from pipeline.findings import Finding
from pipeline.model import Concept


def check(concept: Concept) -> Iterator[Finding]:
    """Yield a finding at each measure that names no goal."""
    for path, field in concept.ordered_fields:
        example = field.goals[0].id if field.goals else f"Z-{field.code}-01"
        for measure in field.measures:
            if not measure.goals:
                yield Finding(
                    measure.place,
                    f"Maßnahme {measure.id} nennt kein Ziel",
                    f"in {path} unter „ziele:“ mindestens ein Ziel eintragen, z. B. {example}",
                    subject=measure.id,
                )
