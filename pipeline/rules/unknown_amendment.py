"""Somebody names an amendment that does not exist, or one that came only after the meeting.

The minutes extract and the list for the vote print what lay on the table; a slip of the id would
leave an amendment out, and nobody would miss it before the vote.

Bad:  a meeting on 23 May has `antraege: [A-CDU-02]`, and A-CDU-02 is of 31 May
Good: `antraege: [A-CDU-01]`, and `antraege/A-CDU-01.yaml` is of 23 May
"""

import difflib
from collections.abc import Iterable, Iterator

from pipeline.findings import Finding
from pipeline.model import Concept, Scalar


def check(concept: Concept) -> Iterator[Finding]:
    """Yield a finding at each mention of an amendment that was not there."""
    days = {str(one.id): one.day for one in concept.amendments}
    for one in concept.submission.consultations if concept.submission else ():
        for key in one.amendments:
            if key in days and days[key] > one.day:
                yield Finding(
                    key.place,
                    f"{key} ist vom {days[key]:%d.%m.%Y} und konnte am {one.day:%d.%m.%Y} nicht vorliegen ({one.body})",
                    "die Kennung oder eines der Daten berichtigen",
                    subject=str(key),
                )
            elif key not in concept.declared:
                yield _missing(key, f"{one.body}, {one.day:%d.%m.%Y}", days)
    for amendment in concept.amendments:
        for key in amendment.follows:
            if key not in concept.declared:
                yield _missing(key, str(amendment.id), days)


def _missing(key: Scalar, where: str, known: Iterable[str]) -> Finding:
    near = difflib.get_close_matches(key, list(known), 1)
    return Finding(
        key.place,
        f"Den Änderungsantrag {key} gibt es nicht ({where})",
        f"meinten Sie {near[0]}?" if near else f"die Datei antraege/{key}.yaml anlegen",
        subject=str(key),
    )
