"""Finished files as OParl objects: which there are, what each belongs to, and how it is described.

``Attached`` ties a finished file to what it belongs to: the paper, an amendment, the minutes of a meeting, the
resolution of an item. What the office keeps for itself, reports and lists for the vote, belongs to nothing.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import PurePosixPath
from typing import Literal

from pipeline.manuscript import BuiltFile, Manuscript
from pipeline.model import Submission

NOT_BUILT = "Zu dieser Fassung ist nichts gebaut. Nach „konzept build“ kommen die Dateien hinzu."
NOT_ALL_PUBLIC = "Eine Anlage ist nicht öffentlich; deshalb ist nur das Formular der Vorlage beschrieben."

_FORM = "Beschlussvorlage"
_INTERNAL = "Pruefbericht"
_TO_BUILD, _TO_PAPERS = "../../", "../"
"""From ``build/<version>/gremien/oparl/`` to the finished files, and to the council's papers."""

ENDINGS = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "html": "text/html",
}
"""Ending of a file → its media type."""

Owner = Literal["paper", "amendment", "minutes", "resolution"]


@dataclass(frozen=True, slots=True)
class Attached:
    """A finished file and what it belongs to.

    Attributes:
        file: name, size, checksum.
        url: relative to the folder of the objects.
        day: of the file.
        owner: kind of what it belongs to.
        key: of the amendment or meeting (``2017-05-31-Hauptausschuss``); empty for the paper.
    """

    file: BuiltFile
    url: str
    day: date
    owner: Owner = "paper"
    key: str = ""

    @property
    def stem(self) -> str:
        """Name without ending."""
        return parted(self.file)[0]

    @property
    def ending(self) -> str:
        """Ending without dot, small letters."""
        return parted(self.file)[1]


def attached(manuscript: Manuscript, form: Submission) -> tuple[list[Attached], str]:
    """Give all files that are described, and what there is to say about those of the paper itself."""
    ours, said = _of_paper(manuscript, form)
    found = [Attached(one, f"{_TO_BUILD}{one.name}", manuscript.key_date) for one in ours]
    return [*found, *_of_council(manuscript)], said


def _of_paper(manuscript: Manuscript, form: Submission) -> tuple[list[BuiltFile], str]:
    ours = [one for one in manuscript.built if parted(one)[1] in ENDINGS and parted(one)[0] != _INTERNAL]
    if not ours:
        return [], NOT_BUILT
    if not all(one.public for one in form.attachments):
        return [one for one in ours if parted(one)[0] == _FORM], NOT_ALL_PUBLIC
    return ours, f"{len(ours)} Dateien der Fassung {manuscript.version}"


def _of_council(manuscript: Manuscript) -> Iterator[Attached]:
    """Yield the amendments with their Word files, the minutes and the resolution as PDF."""
    by_name: Mapping[str, BuiltFile] = {one.name: one for one in manuscript.papers}
    proceedings = manuscript.proceedings
    wanted: list[tuple[str, date, Owner, str]] = []
    for one in proceedings.amendments if proceedings else ():
        if one.form.public:
            name = f"Aenderungsantrag-{one.key}"
            wanted += [(f"{name}.{ending}", one.form.day, "amendment", one.key) for ending in ("pdf", "docx")]
    for each in proceedings.meetings if proceedings else ():
        if each.form.public:
            wanted.append((f"Protokollauszug-{each.key}.pdf", each.form.day, "minutes", each.key))
            if each.form.role == "Entscheidung":
                name = f"Beschlussausfertigung-{each.form.day.isoformat()}.pdf"
                wanted.append((name, each.form.day, "resolution", each.key))
    for name, (day, owner, key) in {one[0]: one[1:] for one in reversed(wanted)}.items():  # one file, one owner
        if name in by_name:
            yield Attached(by_name[name], f"{_TO_PAPERS}{name}", day, owner, key)


def master(one: Attached, several: Sequence[Attached]) -> Attached | None:
    """Give the Word file that a file was made beside; None if it is that file or there is none."""
    same = (other for other in several if other.stem == one.stem and other.ending == "docx")
    return next((other for other in same if other is not one), None)


def derived(one: Attached, several: Sequence[Attached]) -> list[Attached]:
    """Give what was made beside a Word file; nothing for other files."""
    return [other for other in several if other.stem == one.stem and other is not one] if one.ending == "docx" else []


def parted(file: BuiltFile) -> tuple[str, str]:
    """Give name and ending of a file."""
    path = PurePosixPath(file.name)
    return path.stem, path.suffix.removeprefix(".").lower()
