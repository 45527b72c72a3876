"""The amendment on the council's form: one paper an amendment, with its points, the administration's view, the result.

Old and new wording stand beside their place, so that nobody has to ask where in the concept a point
shall go.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pipeline import officeform
from pipeline.manuscript import AmendmentEntry, Manuscript, OperationEntry, PositionEntry, long_date, short_date
from pipeline.model import OPEN
from pipeline.officeform import Paper, Running

FORM = "aenderungsantrag"
_WORDING = "Wortlaut"
"""Paragraph style of the Word template for the wording in question."""


def render(manuscript: Manuscript, templates: Path, epoch: int) -> Mapping[str, bytes]:
    """Make a paper for each amendment."""
    made: dict[str, bytes] = {}
    for one in manuscript.proceedings.amendments if manuscript.proceedings else ():
        made |= officeform.both(_paper(one, manuscript), manuscript, templates, epoch)
    return made


def _paper(one: AmendmentEntry, manuscript: Manuscript) -> Paper:
    form = one.form
    own = "" if form.paper == OPEN else str(form.paper)
    fields = {
        "art": "Änderungsantrag",
        "kennung": one.key,
        "antrag_drucksache": own,
        "oeffentlich": "öffentlich" if form.public else "nicht öffentlich",
        "betreff": form.subject,
        "vorlage_betreff": manuscript.proceedings.standing.subject if manuscript.proceedings else manuscript.title,
        "einreicher": form.submitter,
        "datum": short_date(form.day),
        "tischvorlage": form.table_paper,
        "zu_fassung": form.version,
        "frueher": [f"{ref.key} ({ref.title})" if ref.title else ref.key for ref in one.follows],
        "punkte": [_point(each) for each in one.operations],
        "begruendung": Running(one.reason),
        "stellungnahme": _position(one.position) if one.position else {},
        "stellungnahmen": any(each.position for each in one.operations),
        "status": form.status,
        "erledigt": form.status != "eingereicht",
        "gremium": "" if form.decided_by in {None, OPEN} else str(form.decided_by),
        "erledigt_am": long_date(form.decided) if form.decided and not isinstance(form.decided, str) else "",
        "stimmen": officeform.ballot(one.ballot),
        "bemerkung": form.remark or "",
        "stand": short_date(form.day),
    }
    title = f"Änderungsantrag {one.key} zur Drucksache {manuscript.paper}: {form.subject}"
    return Paper(f"Aenderungsantrag-{one.key}", FORM, title, fields)


def _point(one: OperationEntry) -> dict[str, Any]:
    return {
        "nummer": one.number,
        "art": one.kind[:1].upper() + one.kind[1:],
        "stelle": one.place,
        "kennung": one.target.key,
        "fundstelle": one.citation,
        "alt": Running(one.former, _WORDING),
        "alt_name": "Nach dem Wortlaut" if one.kind == "einfügen nach" else "Bisheriger Wortlaut",
        "neu": Running(one.wanted, _WORDING),
        "neu_name": "Einzufügen" if one.kind == "einfügen nach" else "Neuer Wortlaut",
        "ganz": one.kind == "streichen" and not one.former,
        "ergebnis": one.result,
        "beschlossen": Running(one.adopted, _WORDING),
        "stellungnahme": _position(one.position, officeform.CELL) if one.position else {},
    }


def _position(one: PositionEntry, style: str = "") -> dict[str, Any]:
    return {
        "vorschlag": one.proposal,
        "begruendung": Running(one.reason, style),
        "enthalten": [officeform.named(ref) for ref in one.covered],
    }
