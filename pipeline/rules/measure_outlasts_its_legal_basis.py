"""A measure runs longer than the provision it touches.

Several provisions of 2016 were enacted for three years. A measure that goes on afterwards needs a word
on what holds then. `laufend` and `ab 2017` run to the end of the concept; `offen` says nothing. The
rule is content once the measure or the assessment names the year in which the provision ends.

Bad:  M-WOH-01, `zeitraum: ab 2017`, touches IG-01, which ends on 6 August 2019
Good: `zeitraum: 2017-2018`; or the assessment says "die Regelung endet am 6. August 2019, danach neu prüfen"
"""

from collections.abc import Iterator
from datetime import date

from pipeline.findings import Finding, Severity
from pipeline.legal import PROMPT, flags, years
from pipeline.model import Concept

SEVERITY = Severity.WARNING


def check(concept: Concept) -> Iterator[Finding]:
    """Yield a finding at each measure that is planned beyond the end of a provision it touches."""
    ends = {str(one.id): one.valid_to for one in concept.provisions if isinstance(one.valid_to, date)}
    if not ends:
        return
    norms = {str(one.id): one.norm for one in concept.provisions}
    measures = {str(one.id): one for one in concept.measures}
    notes = {(str(one.subject), str(one.provision)): one.note for one in concept.assessments}
    pairs = dict.fromkeys((*((one.subject, one.provision) for one in flags(concept)), *notes))
    for subject, provision in pairs:
        if subject not in measures or provision not in ends:
            continue
        measure, end = measures[subject], ends[provision]
        last = years(concept, measure.period)[1]
        said = (measure.description.source, measure.effect.source, notes.get((subject, provision), ""))
        if measure.period.is_open or date(last, 12, 31) <= end or any(str(end.year) in one for one in said):
            continue
        yield Finding(
            measure.title.place,
            f"Maßnahme {subject} läuft bis {last}, {provision} ({norms[provision]}) gilt nur bis "
            f"{end:%d.%m.%Y}; {PROMPT}",
            f"den Zeitraum kürzen oder in der Maßnahme oder im Prüfvermerk sagen, was nach {end.year} gilt",
            subject=subject,
        )
