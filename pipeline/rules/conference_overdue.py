"""The Integrationskonferenz should have met by now.

The council has fixed how often it meets; it is where the public has its say on the concept.

Bad:  `integrationskonferenz: {zuletzt: 2015-02-16, jahre: 2}` and a key date in June 2017
Good: the last conference is at most as many years ago as agreed
"""

from collections.abc import Iterator
from datetime import date, timedelta

from pipeline.findings import Finding, Severity
from pipeline.model import Concept

SEVERITY = Severity.WARNING


def check(concept: Concept) -> Iterator[Finding]:
    """Yield a finding if the term has passed at the key date."""
    settings = concept.settings
    if settings is None or settings.rule_settings is None or settings.rule_settings.conference is None:
        return
    cycle = settings.rule_settings.conference
    due = _years_after(cycle.last, cycle.years)
    if due < settings.version.key_date:
        yield Finding(
            cycle.place,
            f"Die Integrationskonferenz tagte zuletzt am {cycle.last:%d.%m.%Y}; fällig war die nächste bis "
            f"{due:%d.%m.%Y}",
            "nach der nächsten Konferenz „zuletzt“ unter „integrationskonferenz“ anpassen; bis dahin in "
            "ausnahmen.yaml begründen, warum sie noch aussteht",
        )


def _years_after(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # 29 February
        return day.replace(year=day.year + years, day=28) + timedelta(days=1)
