"""A measure without a word on its cost.

The finance committee reads this column first. A question mark or "n. n." looks like an answer and is not
counted as a gap; `offen` is.

Bad:  `finanzbedarf: "?"`, `finanzbedarf: wird geprüft`
Good: `finanzbedarf: 5.000 € im Jahr (geschätzt)`, `finanzbedarf: offen`
"""

from collections.abc import Iterator

from pipeline.answers import says_nothing
from pipeline.findings import Finding
from pipeline.model import Concept


def check(concept: Concept) -> Iterator[Finding]:
    """Yield a finding at each measure whose funding is an empty answer."""
    for measure in concept.measures:
        if says_nothing(measure.funding):
            yield Finding(
                measure.funding.place,
                f"Maßnahme {measure.id} nennt keinen Finanzbedarf („{measure.funding}“)",
                "den Bedarf in kurzen Worten oder „offen“ eintragen; nur „offen“ wird als Lücke gezählt",
                subject=measure.id,
            )
