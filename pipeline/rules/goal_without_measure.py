"""A goal that no measure serves.

A goal without a measure is a promise without a plan, and the first thing a committee asks
about. Either plan a measure or take the goal out.

Bad:  Z-WOH-02 stands in `wohnen.yaml`, and no measure names it
Good: at least one measure lists Z-WOH-02 under `ziele`
"""

from collections.abc import Iterator

from pipeline.findings import Finding
from pipeline.model import Concept


def check(concept: Concept) -> Iterator[Finding]:
    """Yield a finding at each goal that no measure names."""
    served = {goal for measure in concept.measures for goal in measure.goals}
    for goal in concept.goals:
        if goal.id not in served:
            yield Finding(
                goal.place,
                f"Ziel {goal.id} hat keine Maßnahme",
                f"bei einer Maßnahme unter „ziele:“ {goal.id} eintragen oder das Ziel streichen",
                subject=goal.id,
            )
