"""A goal was reworded, and a measure that serves it was not read again.

Whoever signed a measure (``gelesen``) had a certain wording of its goals in mind. When a goal is
reworded afterwards, or the measure is put to another goal, the sign-off no longer says anything.
Measures that nobody has signed are left alone.

Bad:  M-WOH-07 was signed for Z-WOH-01@3f2a91c4, and Z-WOH-01 has another wording now
Good: after reading, `konzept confirm M-WOH-07 --by "AG Wohnen"` signs the present wording
"""

from collections.abc import Iterator

from pipeline.findings import Finding, Severity
from pipeline.fingerprints import of_goal
from pipeline.model import Concept, Scalar
from pipeline.reread import parse


def check(concept: Concept) -> Iterator[Finding]:
    """Yield a finding at each sign-off that does not fit the goals as they are."""
    signed = [measure for measure in concept.measures if measure.reread is not None]
    prints = {goal.id: of_goal(goal) for goal in concept.goals} if signed else {}
    for measure in signed:
        line = measure.reread or Scalar("")
        reread = parse(line)
        again = f"Maßnahme und Ziel gegenlesen, dann „konzept confirm {measure.id} --by …“ ausführen"
        if reread is None:
            message = f"Das Gegenlesen von {measure.id} ist nicht zu verstehen: „{line}“"
            yield Finding(line.place, message, again, subject=measure.id)
            continue
        for goal in dict.fromkeys(measure.goals):
            if goal not in prints or reread.goals.get(goal) == prints[goal]:
                continue
            if goal in reread.goals:
                message = f"{goal} hat einen neuen Wortlaut, seit „{reread.who}“ {measure.id} gelesen hat"
            else:
                message = f"„{reread.who}“ hat {measure.id} nicht gegen das Ziel {goal} gelesen"
            yield Finding(line.place, message, again, severity=Severity.WARNING, subject=measure.id)
