"""The administration's statement on all amendments: point by point, where it goes and where the like stands already.

"It already stands in various places" satisfied nobody while no list showed the places; this is the list.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pipeline import officeform
from pipeline.manuscript import AmendmentEntry, Manuscript, PositionEntry, short_date
from pipeline.officeform import Paper, Running

FORM = "stellungnahme"
NAME = "Stellungnahme-der-Verwaltung"


def render(manuscript: Manuscript, templates: Path, epoch: int) -> Mapping[str, bytes]:
    """Make the paper if the administration says anything."""
    proceedings = manuscript.proceedings
    heard = [one for one in proceedings.amendments if _said(one)] if proceedings else []
    if not heard or proceedings is None:
        return {}
    fields = {
        "art": "Stellungnahme der Verwaltung",
        "betreff": proceedings.standing.subject,
        "datum": short_date(manuscript.key_date),
        "antraege": [_amendment(one) for one in heard],
        "stand": short_date(manuscript.key_date),
    }
    title = f"Stellungnahme der Verwaltung zu den Änderungsanträgen zur Drucksache {manuscript.paper}"
    return officeform.both(Paper(NAME, FORM, title, fields), manuscript, templates, epoch)


def _said(one: AmendmentEntry) -> bool:
    return bool(one.position) or any(each.position for each in one.operations)


def _amendment(one: AmendmentEntry) -> dict[str, Any]:
    return {
        "kennung": one.key,
        "betreff": one.form.subject,
        "einreicher": one.form.submitter,
        "datum": short_date(one.form.day),
        "status": one.form.status,
        "gesamt": {**_position(one.position), "begruendung": Running(one.position.reason if one.position else ())},
        "punkte": [
            {
                "nummer": each.number,
                "art": each.kind,
                "stelle": each.place,
                "kennung": each.target.key,
                **(_position(each.position) if each.position else _as_whole(one.position)),
            }
            for each in one.operations
        ],
    }


def _as_whole(one: PositionEntry | None) -> dict[str, Any]:
    """Give a point without a position of its own that of the whole; the reason stands above the table."""
    return {**_position(one), "begruendung": Running(())}


def _position(one: PositionEntry | None) -> dict[str, Any]:
    if one is None:
        return {"vorschlag": "", "begruendung": Running(()), "enthalten": []}
    return {
        "vorschlag": one.proposal,
        "begruendung": Running(one.reason, officeform.CELL),
        "enthalten": [officeform.named(ref) for ref in one.covered],
    }
