"""The resolution as adopted: its text, the wording of each change, the vote, and which body saw which version."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pipeline import officeform
from pipeline.manuscript import (
    AmendmentEntry,
    Manuscript,
    MeetingEntry,
    Proceedings,
    SubmissionText,
    long_date,
    short_date,
)
from pipeline.model import OPEN
from pipeline.officeform import Paper, Running

FORM = "beschlussausfertigung"
_ADOPTED = frozenset({"ungeändert beschlossen", "geändert beschlossen"})
_TAKEN = frozenset({"übernommen", "angenommen", "geändert angenommen"})


def render(manuscript: Manuscript, templates: Path, epoch: int) -> Mapping[str, bytes]:
    """Make a paper for each decision that adopted."""
    made: dict[str, bytes] = {}
    proceedings, submission = manuscript.proceedings, manuscript.submission
    for one in proceedings.meetings if proceedings else ():
        adopted = {str(one.form.header_result), str(one.form.outcome)} & _ADOPTED
        if one.form.role == "Entscheidung" and adopted and proceedings and submission:
            paper = _paper(one, proceedings, submission, manuscript)
            made |= officeform.both(paper, manuscript, templates, epoch)
    return made


def _paper(one: MeetingEntry, proceedings: Proceedings, submission: SubmissionText, manuscript: Manuscript) -> Paper:
    form = one.form
    taken = [each for each in proceedings.amendments if _taken(each)]
    fields = {
        "art": "Beschlussausfertigung",
        "vorlage_art": submission.form.kind,
        "betreff": submission.form.subject,
        "gremium": form.body,
        "sitzung": officeform.shown(form.meeting),
        "top": officeform.shown(form.item),
        "datum": short_date(form.day),
        "datum_lang": long_date(form.day),
        "oeffentlich": "öffentlich" if form.public else "nicht öffentlich",
        "zu_fassung": form.version or manuscript.version,
        "ergebnis": officeform.shown(form.outcome) or officeform.shown(form.header_result),
        "beschluss": Running(one.resolution),
        "aenderungen": [change for each in taken for change in _changes(each)],
        "stimmen": officeform.ballot(one.ballot),
        "bemerkung": form.remark or "",
        "beratungen": [
            {
                "datum": short_date(each.form.day),
                "gremium": each.form.body,
                "rolle": each.form.role,
                "fassung": each.form.version or "",
                "ergebnis": _result(each),
            }
            for each in proceedings.meetings
            if each.form.day <= form.day
        ],
        "stand": short_date(form.day),
    }
    title = f"Beschlussausfertigung {form.body} vom {short_date(form.day)} zur Drucksache {manuscript.paper}"
    return Paper(f"Beschlussausfertigung-{form.day.isoformat()}", FORM, title, fields)


def _taken(one: AmendmentEntry) -> bool:
    return one.form.status in _TAKEN or any(each.result in _TAKEN for each in one.operations)


def _changes(one: AmendmentEntry) -> Iterator[dict[str, Any]]:
    for each in one.operations:
        if (each.result or one.form.status) in _TAKEN:
            yield {
                "antrag": one.key,
                "einreicher": one.form.submitter,
                "art": each.kind,
                "stelle": each.place,
                "kennung": each.target.key,
                "wortlaut": Running(each.adopted or each.wanted),
            }


def _result(one: MeetingEntry) -> str:
    head, text = str(one.form.header_result), str(one.form.outcome)
    if OPEN not in {head, text} and head != text:
        return f"{head} (im Text: {text})"
    return officeform.shown(head) or officeform.shown(text) or "nicht verzeichnet"
