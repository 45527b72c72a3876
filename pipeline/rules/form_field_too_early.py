"""A field on the form that the form did not have at the time.

Forms are dated: the effects on the climate came in 2021. A form of 2017 that shows them looks
like a forgery in the archive. The build leaves the field out; the sources should not hold it.

Bad:  `klimaauswirkungen` in a vorlage.yaml created on 2017-05-03
Good: the key only where `erstellt` is 2021-01-01 or later
"""

from collections.abc import Iterator

from pipeline.findings import Finding, Severity
from pipeline.model import CLIMATE_SINCE, Concept

SEVERITY = Severity.WARNING


def check(concept: Concept) -> Iterator[Finding]:
    """Yield a finding if the form is older than one of its fields."""
    form = concept.submission
    if form and form.climate and form.created < CLIMATE_SINCE:
        yield Finding(
            form.climate.place,
            f"Eine Vorlage von {form.created.year} hat kein Feld „Klimaauswirkungen“; es kam {CLIMATE_SINCE.year}",
            "den Schlüssel „klimaauswirkungen“ löschen; im Druck wird er weggelassen",
        )
