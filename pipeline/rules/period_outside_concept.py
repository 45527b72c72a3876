"""The period of a measure leaves the years of the concept.

A measure planned for 2014 or for 2022 cannot be accounted for in a concept of 2016-2020. Either the
year is a slip, or the measure belongs to another concept.

Bad:  `zeitraum: 2019-2022`, `zeitraum: ab 2021` in a concept of 2016-2020
Good: `zeitraum: 2019-2020`, `zeitraum: ab 2019`
"""

from collections.abc import Iterator

from pipeline.findings import Finding
from pipeline.model import Concept


def check(concept: Concept) -> Iterator[Finding]:
    """Yield a finding at each period that begins too early, begins too late or ends too late."""
    if concept.settings is None:
        return
    first, last = concept.settings.start, concept.settings.end
    for measure in concept.measures:
        period = measure.period
        if period.start is None or (first <= period.start <= last and (period.end is None or period.end <= last)):
            continue
        yield Finding(
            period.place,
            f"Der Zeitraum {period.printed} von Maßnahme {measure.id} reicht über das Konzept ({first}–{last}) hinaus",
            f"Jahre zwischen {first} und {last} eintragen",
            subject=measure.id,
        )
