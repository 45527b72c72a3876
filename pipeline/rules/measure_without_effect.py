"""A measure without an effect.

After three years the council asks what a measure was good for. "siehe oben" looks like an answer and is not
counted as a gap; `offen` is.

Bad:  `wirkung: siehe oben`, `wirkung: "…"`
Good: `wirkung: Mehr Kinder leihen Bücher aus.`, `wirkung: offen`
"""

from collections.abc import Iterator

from pipeline.answers import says_nothing
from pipeline.findings import Finding
from pipeline.model import Concept


def check(concept: Concept) -> Iterator[Finding]:
    """Yield a finding at each measure whose effect is an empty answer."""
    for measure in concept.measures:
        if says_nothing(measure.effect.source):
            yield Finding(
                measure.effect.place,
                f"Maßnahme {measure.id} nennt keine Wirkung („{measure.effect.source.strip()}“)",
                "in einem Satz sagen, was sich ändert, oder „offen“ eintragen; nur „offen“ wird als Lücke gezählt",
                subject=measure.id,
            )
