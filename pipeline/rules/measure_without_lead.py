"""A measure without a lead.

Without an office that is responsible nobody begins, and nobody reports. A dash or "k. A." looks like an
answer and is not counted as a gap; `offen` is.

Bad:  `federfuehrung: "-"`, `federfuehrung: alle`
Good: `federfuehrung: Fachbereich Soziales und Gesundheit`, `federfuehrung: offen`
"""

from collections.abc import Iterator

from pipeline.answers import says_nothing
from pipeline.findings import Finding
from pipeline.model import Concept


def check(concept: Concept) -> Iterator[Finding]:
    """Yield a finding at each measure whose lead is an empty answer."""
    for measure in concept.measures:
        if says_nothing(measure.lead):
            yield Finding(
                measure.lead.place,
                f"Maßnahme {measure.id} nennt keine Federführung („{measure.lead}“)",
                "eine Stelle aus stellen.yaml eintragen oder „offen“; nur „offen“ wird als Lücke gezählt",
                subject=measure.id,
            )
