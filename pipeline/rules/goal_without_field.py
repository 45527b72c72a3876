"""A goal that belongs to no field, or stands in the file of another.

The letters of an id name the field. A goal under foreign letters is looked up in the wrong place,
and amendments that cite the id miss it. Ids stay for good, so a goal that moves to another field
gets a new one.

Bad:  Z-WHO-03 in `wohnen.yaml`; Z-BIL-07 in `wohnen.yaml`
Good: all goals in `wohnen.yaml` (`kuerzel: WOH`) are called Z-WOH-…
"""

from collections.abc import Iterator

from pipeline.findings import Finding
from pipeline.model import Concept


def check(concept: Concept) -> Iterator[Finding]:
    """Yield a finding at each goal whose letters are not those of its field."""
    titles = {str(field.code): str(field.title) for field in concept.fields.values()}
    for path, field in concept.fields.items():
        for goal in field.goals:
            letters = goal.id.split("-")[1]
            if letters == field.code:
                continue
            if letters in titles:
                said = f"Ziel {goal.id} steht in {path}, gehört nach seiner Kennung aber zu „{titles[letters]}“"
            else:
                said = f"Ziel {goal.id} gehört zu keinem Handlungsfeld; das Kürzel {letters} gibt es nicht"
            yield Finding(
                goal.id.place,
                said,
                f"eine freie Kennung des Handlungsfelds eintragen (Z-{field.code}-…) oder das Ziel umsetzen",
                subject=goal.id,
            )
