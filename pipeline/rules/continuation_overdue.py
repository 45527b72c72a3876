"""The concept should have been continued by now.

The council has fixed how often the concept is continued. Who lets the term pass should know it,
and say so, before a committee asks.

Bad:  `fortschreibung: {zuletzt: 2012-04-04, jahre: 4}` and a key date in 2017
Good: the last continuation is at most as many years old as agreed
"""

from collections.abc import Iterator
from datetime import date, timedelta

from pipeline.findings import Finding, Severity
from pipeline.model import Concept

SEVERITY = Severity.WARNING


def check(concept: Concept) -> Iterator[Finding]:
    """Yield a finding if the term has passed at the key date or when the concept begins."""
    settings = concept.settings
    if settings is None or settings.rule_settings is None or settings.rule_settings.continuation is None:
        return
    cycle = settings.rule_settings.continuation
    due = _years_after(cycle.last, cycle.years)
    if due < max(settings.version.key_date, date(settings.start, 1, 1)):
        yield Finding(
            cycle.place,
            f"Das Konzept wurde zuletzt am {cycle.last:%d.%m.%Y} fortgeschrieben; fällig war die nächste "
            f"Fortschreibung bis {due:%d.%m.%Y}",
            "nach dem Beschluss „zuletzt“ unter „fortschreibung“ anpassen; bis dahin in ausnahmen.yaml "
            "begründen, warum er noch aussteht",
        )


def _years_after(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # 29 February
        return day.replace(year=day.year + years, day=28) + timedelta(days=1)
