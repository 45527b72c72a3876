"""A field without a guideline.

The concept promises for each field the principle that its goals follow; leaflet and chapter print
them above the goals. A field without one has an empty box on the leaflet.

Bad:  `wohnen.yaml` has `leitlinien: []`
Good: `wohnen.yaml` lists at least L-WOH-01
"""

from collections.abc import Iterator

from pipeline.findings import Finding
from pipeline.model import Concept


def check(concept: Concept) -> Iterator[Finding]:
    """Yield a finding at each field without guidelines."""
    for field in concept.fields.values():
        if not field.guidelines:
            yield Finding(
                field.code.place,
                f"Das Handlungsfeld „{field.title}“ hat keine Leitlinie",
                f"unter „leitlinien:“ mindestens L-{field.code}-01 mit einem Satz eintragen",
                subject=field.code,
            )
