"""The extract from the minutes: one paper a meeting that left a trace.

The result in the head and the outcome in the text are two fields and may differ: "vertagt" above,
"zurückgestellt" below. Where the paper itself was not voted on, the three lines stay empty, as on
the council's own form.
"""

from collections.abc import Mapping
from pathlib import Path

from pipeline import officeform
from pipeline.manuscript import Manuscript, MeetingEntry, SubmissionText, long_date, short_date
from pipeline.model import OPEN
from pipeline.officeform import Paper, Running

FORM = "protokollauszug"
_RECOMMENDED = "Das Gremium empfiehlt der Stadtverordnetenversammlung, "
_DECIDED = frozenset({"ungeändert beschlossen", "geändert beschlossen"})


def render(manuscript: Manuscript, templates: Path, epoch: int) -> Mapping[str, bytes]:
    """Make a paper for each meeting on record."""
    made: dict[str, bytes] = {}
    if manuscript.proceedings and manuscript.submission:
        for one in manuscript.proceedings.meetings:
            if one.is_recorded:
                paper = _paper(one, manuscript.submission, manuscript)
                made |= officeform.both(paper, manuscript, templates, epoch)
    return made


def _paper(one: MeetingEntry, submission: SubmissionText, manuscript: Manuscript) -> Paper:
    form, kind = one.form, submission.form
    known = {str(form.header_result), str(form.outcome)} - {OPEN}
    fields = {
        "art": "Protokollauszug",
        "gremium": form.body,
        "sitzung": officeform.shown(form.meeting),
        "anlass": form.occasion or "",
        "datum": short_date(form.day),
        "datum_lang": long_date(form.day),
        "top": officeform.shown(form.item),
        "oeffentlich": "öffentlich" if form.public else "nicht öffentlich",
        "rolle": form.role,
        "vorlage_art": kind.kind,
        "betreff": kind.subject,
        "zu_fassung": form.version or "",
        "kopfergebnis": officeform.shown(form.header_result),
        "ausgang": officeform.shown(form.outcome),
        "verlauf": Running(one.narrative),
        "antraege": [
            {
                "kennung": each.key,
                "einreicher": each.form.submitter,
                "betreff": each.form.subject,
                "umfang": "1 Punkt" if len(each.operations) == 1 else f"{len(each.operations)} Punkte",
                "tischvorlage": each.form.table_paper and each.form.day == form.day,
            }
            for each in one.amendments
        ],
        "geschaeftsordnung": [
            {
                "text": each.text,
                "antragsteller": officeform.shown(each.mover),
                "stimmen": officeform.ballot(each.ballot),
                "ergebnis": officeform.shown(each.result),
            }
            for each in one.motions
        ],
        "beschluss": Running(one.resolution if known & _DECIDED else ()),
        "empfehlung": form.role == "Vorberatung",
        "empfehlungssatz": _sentence(one) if known & _DECIDED and form.resolution is None else "",
        "stimmen": officeform.ballot(one.ballot),
        "bemerkung": form.remark or "",
        "stand": short_date(form.day),
    }
    title = f"Protokollauszug {form.body} vom {short_date(form.day)} zur Drucksache {manuscript.paper}"
    return Paper(f"Protokollauszug-{one.key}", FORM, title, fields)


def _sentence(one: MeetingEntry) -> str:
    """Say what was recommended or decided; the wording follows if the sources hold it."""
    by = "wie folgt" if one.resolution else f"nach dem Beschlussvorschlag der Fassung {one.form.version}"
    end = ":" if one.resolution else "."
    if one.form.role == "Vorberatung":
        return f"{_RECOMMENDED}{by} zu beschließen{end}"
    return f"Beschlossen {by}{end}"
