"""A measure names a goal that does not exist.

Usually a slip of the key or a goal that was taken out. The printed table would show an empty
reference, and the goal meant would seem to have no measure.

Bad:  M-WOH-07 has `ziele: [Z-WHO-02]`
Good: M-WOH-07 has `ziele: [Z-WOH-02]`
"""

import difflib
from collections.abc import Iterator

from pipeline.findings import Finding
from pipeline.model import Concept


def check(concept: Concept) -> Iterator[Finding]:
    """Yield a finding at each reference to a goal that no field declares."""
    known = [key for key in concept.declared if key.startswith("Z-")]
    for measure in concept.measures:
        for goal in measure.goals:
            if goal not in concept.declared:
                near = difflib.get_close_matches(goal, known, 1)
                yield Finding(
                    goal.place,
                    f"Maßnahme {measure.id} nennt das Ziel {goal}, das es nicht gibt",
                    f"meinten Sie {near[0]}?" if near else "die Kennung eines vorhandenen Ziels eintragen",
                    subject=measure.id,
                )
