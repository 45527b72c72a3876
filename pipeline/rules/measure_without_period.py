"""A measure without a period.

"When?" is the first of the open questions of the council. A dash or "wird noch geklärt" looks like an answer
and is not counted as a gap; `offen` is.

Bad:  `zeitraum: "-"`, `zeitraum: wird noch geklärt`
Good: `zeitraum: 2017-2018`, `zeitraum: laufend`, `zeitraum: offen`
"""

from collections.abc import Iterator

from pipeline.answers import says_nothing
from pipeline.findings import Finding
from pipeline.model import Concept


def check(concept: Concept) -> Iterator[Finding]:
    """Yield a finding at each measure whose period is an empty answer."""
    for measure in concept.measures:
        if says_nothing(measure.period.written):
            yield Finding(
                measure.period.place,
                f"Maßnahme {measure.id} nennt keinen Zeitraum („{measure.period.written}“)",
                "2017, 2016-2018, ab 2017, laufend oder „offen“ eintragen; nur „offen“ wird als Lücke gezählt",
                subject=measure.id,
            )
