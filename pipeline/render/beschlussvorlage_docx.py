"""The council's form as a Word file.

``templates/beschlussvorlage.docx`` is a Word document with fields in double braces; an office
moves and restyles them in Word. The short fields are the same as in the PDF; the running texts
are written in the template's styles and placed where their fields stand.
"""

from pathlib import Path
from typing import Any

from pipeline import typeset
from pipeline.manuscript import Manuscript, SubmissionText
from pipeline.model import Block
from pipeline.prose import header
from pipeline.tools import word, word_body, word_pages
from pipeline.tools.word_writer import Text, Writer

FILE = "Beschlussvorlage.docx"
SHOWS = ("submission",)

_GERMAN = {
    "attachments": "anlagen",
    "body": "gremium",
    "consultations": "beratungsfolge",
    "created": "erstellt",
    "criteria": "demografie",
    "day": "datum",
    "finances_present": "finanzen_vorhanden",
    "in_charge": "federfuehrend",
    "item": "top",
    "kind": "art",
    "meeting": "sitzung",
    "most": "hoechstwert",
    "name": "kriterium",
    "number": "nummer",
    "outcome": "ausgang",
    "paper": "drucksache",
    "points": "punkte",
    "predecessors": "vorgaenger",
    "public": "oeffentlich",
    "reason": "erlaeuterung",
    "received": "eingang",
    "remark": "bemerkung",
    "result": "ergebnis",
    "role": "rolle",
    "score": "ergebnis",
    "signatures": "unterschriften",
    "size": "umfang",
    "subject": "betreff",
    "submitter": "einreicher",
    "title": "titel",
    "vote": "abstimmung",
    "vote_subject": "gegenstand",
    "weight": "gewicht",
}
"""The template is edited by people who read German: the names of the fields in it."""



def render(manuscript: Manuscript, templates: Path, epoch: int) -> bytes | None:
    """Fill the form."""
    texts = manuscript.submission
    if texts is None:
        return None
    template = templates / "beschlussvorlage.docx"
    package = word.read(template)
    fields = {
        **_german(typeset.form_fields(texts)),
        **_prose(package, texts),
        "herausgeberin": manuscript.publisher,
        "fassung": manuscript.version,
    }
    fields |= {
        "kreuz_ja": "☒" if texts.form.finances.present else "☐",
        "kreuz_nein": "☐" if texts.form.finances.present else "☒",
    }
    word.fill(package, {"stempel": manuscript.stamp}, needed="stempel")
    done = word.fill_form(template, package, fields, epoch)
    word_pages.renumber(done.body)
    core = {
        "title": f"{texts.form.kind} {texts.form.paper}: {texts.form.subject}",
        "subject": texts.form.subject,
        "creator": texts.form.in_charge,
        "keywords": f"{texts.form.kind}, {texts.form.paper}, Fassung {manuscript.version}",
    }
    done.properties(core, {"Drucksache": texts.form.paper, "Fassung": manuscript.version}, epoch)
    return done.bytes(epoch)


def _german(tree: Any) -> Any:  # noqa: ANN401 - texts, lists and mappings
    if isinstance(tree, dict):
        return {_GERMAN.get(name, name): _german(value) for name, value in tree.items()}
    return [_german(one) for one in tree] if isinstance(tree, list) else tree


def _prose(package: word.Package, texts: SubmissionText) -> dict[str, word.Xml]:
    """Write the running texts."""
    parts = {
        "beschlussvorschlag": texts.resolution,
        "finanzen": texts.finances,
        "begruendung": texts.reasons,
        "klima": texts.climate,
    }
    writer = Writer(package)
    dresser = word_body.Dresser(package, word_body.Plan(), word_pages.text_width(package.body[-1]))
    return {
        name: word.Xml([element for element, _, _ in dresser.dress(writer.write(Text([*map(_headed, part)])))])
        for name, part in parts.items()
    }


def _headed(block: Block) -> Block:
    """Make a heading of a paragraph that is bold from end to end: the form's running texts have no other."""
    inlines = block.get("c")
    if block["t"] == "Para" and [one["t"] for one in inlines or ()] == ["Strong"]:
        return header(2, "", inlines[0]["c"])  # type: ignore[index]
    return block
