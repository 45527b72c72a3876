"""The list for the chair: in which order a body votes on the amendments before it, and which exclude one another.

One list for each meeting with amendments that nobody had decided on before. The farthest-reaching comes
first; ``pipeline.voting`` says how that is measured, and the paper says it to the chair in two sentences.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from pipeline import officeform
from pipeline.manuscript import AmendmentEntry, Manuscript, MeetingEntry, long_date, short_date
from pipeline.officeform import Paper
from pipeline.voting import Pair

FORM = "abstimmungsliste"


def render(manuscript: Manuscript, templates: Path, epoch: int) -> Mapping[str, bytes]:
    """Make a paper for each meeting with amendments on the table."""
    made: dict[str, bytes] = {}
    proceedings = manuscript.proceedings
    for one in proceedings.meetings if proceedings else ():
        due = [each for each in one.amendments if not _settled(each, one)]
        if due and proceedings:
            paper = _paper(one, due, proceedings.clashes, manuscript)
            made |= officeform.both(paper, manuscript, templates, epoch)
    return made


def _settled(one: AmendmentEntry, meeting: MeetingEntry) -> bool:
    """Whether an amendment was decided before the meeting, so that nobody votes on it there."""
    return isinstance(one.form.decided, date) and one.form.decided < meeting.form.day


def _paper(one: MeetingEntry, due: Sequence[AmendmentEntry], clashes: Sequence[Pair], manuscript: Manuscript) -> Paper:
    form = one.form
    places = {each.key: number for number, each in enumerate(due, 1)}
    fields = {
        "art": "Abstimmungsliste",
        "gremium": form.body,
        "datum": short_date(form.day),
        "datum_lang": long_date(form.day),
        "sitzung": officeform.shown(form.meeting),
        "top": officeform.shown(form.item),
        "oeffentlich": "öffentlich" if form.public else "nicht öffentlich",
        "betreff": manuscript.proceedings.standing.subject if manuscript.proceedings else manuscript.title,
        "zu_fassung": form.version or "",
        "antraege": [_row(each, places, clashes) for each in due],
        "schluss": len(due) + 1,
        "stand": short_date(form.day),
    }
    title = f"Abstimmungsliste {form.body} vom {short_date(form.day)} zur Drucksache {manuscript.paper}"
    return Paper(f"Abstimmungsliste-{one.key}", FORM, title, fields)


def _row(one: AmendmentEntry, places: Mapping[str, int], clashes: Sequence[Pair]) -> dict[str, Any]:
    return {
        "folge": str(places[one.key]),
        "kennung": one.key,
        "einreicher": one.form.submitter,
        "betreff": one.form.subject,
        "vorschlag": one.position.proposal if one.position else "",
        "reichweite": one.reach.printed,
        "punkte": [
            {"nummer": each.number, "art": each.kind, "stelle": each.place, "kennung": each.target.key}
            for each in one.operations
        ],
        "zusammen": list(_relations(one.key, places, clashes)),
    }


def _relations(key: str, places: Mapping[str, int], clashes: Sequence[Pair]) -> list[str]:
    """Say in sentences how an amendment's points stand to those of the others on the list."""
    said = []
    for pair in clashes:
        for here, there in ((pair.one, pair.other), (pair.other, pair.one)):
            if here[0] == key and there[0] in places:
                what = "schließt sich aus mit" if pair.excludes else "steht an derselben Stelle wie"
                said.append(f"Punkt {here[1] + 1} {what} {there[0]}, Punkt {there[1] + 1}")
    return said
