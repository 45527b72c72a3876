"""OParl 1.1: the paper, its consultations and files as objects that refer to each other by relative ids.

Types and fields are those of the published schema (https://oparl.org); what it has no field for is put under
the vendor prefix. Ids come from names and dates, so that they stay when a consultation is added.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from pathlib import PurePosixPath
from typing import Any

from pipeline.manuscript import BuiltFile, Manuscript, SubmissionText
from pipeline.model import OPEN, Submission
from pipeline.prose import plain

TYPE = "https://schema.oparl.org/1.1/"
VENDOR = "potsdam:"
PAPER = "paper.json"
NOT_BUILT = "Zu dieser Fassung ist nichts gebaut. Nach „konzept build“ kommen die Dateien hinzu."
NOT_ALL_PUBLIC = "Eine Anlage ist nicht öffentlich; deshalb ist nur das Formular der Vorlage beschrieben."

_FORM = "Beschlussvorlage"
_INTERNAL = "Pruefbericht"
_TO_FILES = "../../"
"""From ``build/<version>/gremien/oparl/`` to the finished files."""

_ENDINGS = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "html": "text/html",
}
_LETTERS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
_MARCH, _OCTOBER, _SUNDAY = 3, 10, 6

Thing = dict[str, Any]


class Exchange:
    """Makes the objects of one paper."""

    def __init__(self, manuscript: Manuscript, texts: SubmissionText) -> None:
        """Give everything an id.

        Args:
            manuscript: the version.
            texts: its submission, public.
        """
        self.manuscript, self.texts, self.form = manuscript, texts, texts.form
        form = texts.form
        self.files, self.about_files = files_of(manuscript, form)
        self.dated = {"created": moment(form.created), "modified": moment(max(manuscript.key_date, form.created))}
        bodies = dict.fromkeys(str(one.body) for one in form.consultations)
        self.bodies = frozenset(bodies)
        self.organizations = _ids("organization", [*bodies, str(form.in_charge), *_submitters(form)])
        self.papers = _ids("paper", (str(one.paper) for one in form.predecessors))
        self.file_ids = _ids("file", (one.name for one in self.files))
        places = [(one.day.isoformat(), str(one.body)) for one in form.consultations]
        days = _ids("", (f"{day} {body}" for day, body in places))
        self.meetings = [f"meeting-{days[f'{day} {body}']}" for day, body in places]
        again = [places[:number].count(place) for number, place in enumerate(places)]
        names = [f"{day} {body}" + (f" ({n + 1})" if n else "") for (day, body), n in zip(places, again, strict=True)]
        self.keys = list(_ids("", names).values())

    def things(self) -> Iterator[Thing]:
        """Yield every object once, as it is fetched alone: with a reference to what it belongs to."""
        yield self._paper()
        titles = {str(one.paper): str(one.title) for one in self.form.predecessors}
        for reference, key in self.papers.items():
            yield self._thing("Paper", key, name=titles[reference], reference=reference)
        for number in range(len(self.form.consultations)):
            yield {**self._consultation(number), "paper": PAPER}
        for meeting, numbers in self._meetings().items():
            yield self._meeting(meeting, numbers)
            for place, number in enumerate(numbers):
                yield {**self._item(number, place), "meeting": meeting}
        yield from self._organizations()
        for file in self.files:
            yield {**self._file(file), "paper": [PAPER]}

    def _paper(self) -> Thing:
        form = self.form
        main = next((one for one in self.files if one.name == f"{_FORM}.pdf"), None)
        others = [self._file(one) for one in self.files if one is not main]
        return self._thing(
            "Paper",
            PAPER,
            name=str(form.subject),
            reference=str(form.paper),
            date=form.created.isoformat(),
            paperType=str(form.kind),
            relatedPaper=list(self.papers.values()),
            mainFile=self._file(main) if main else None,
            auxiliaryFile=others,
            originatorOrganization=[self.organizations[name] for name in dict.fromkeys(_submitters(form))],
            underDirectionOf=[self.organizations[str(form.in_charge)]],
            consultation=[self._consultation(number) for number in range(len(form.consultations))],
            vendor={
                "version": self.manuscript.version,
                "versionLabel": self.manuscript.label,
                "proposedResolution": plain(list(self.texts.resolution)),
            },
        )

    def _consultation(self, number: int) -> Thing:
        one = self.form.consultations[number]
        return self._thing(
            "Consultation",
            f"consultation-{self.keys[number]}",
            agendaItem=f"agendaitem-{self.keys[number]}",
            meeting=self.meetings[number],
            organization=[self.organizations[str(one.body)]],
            authoritative=one.role == "Entscheidung",
            role=str(one.role),
        )

    def _meetings(self) -> dict[str, list[int]]:
        """Give the consultations of each meeting by their numbers."""
        found: dict[str, list[int]] = {}
        for number, meeting in enumerate(self.meetings):
            found.setdefault(meeting, []).append(number)
        return found

    def _meeting(self, key: str, numbers: list[int]) -> Thing:
        several = [self.form.consultations[number] for number in numbers]
        first = several[0]
        number = next((one.meeting for one in several if one.meeting != OPEN), "")
        held = any(one.header_result != OPEN for one in several)
        planned = first.day > self.manuscript.key_date and not held
        return self._thing(
            "Meeting",
            key,
            name=f"{first.body}, {number}" if number else str(first.body),
            meetingState="durchgeführt" if held else "terminiert" if planned else "",
            start=moment(first.day),
            organization=[self.organizations[str(first.body)]],
            agendaItem=[self._item(one, place) for place, one in enumerate(numbers)],
            vendor={"startTimeUnknown": True},
        )

    def _item(self, number: int, place: int) -> Thing:
        one = self.form.consultations[number]
        vendor: Thing = {}
        if one.public:
            vendor["outcome"] = str(one.outcome) if one.outcome != OPEN else ""
            vendor["remark"] = str(one.remark or "")
            vote = one.decisive
            if vote:
                vendor["vote"] = {
                    "subject": str(vote.subject),
                    "ayes": vote.ayes,
                    "noes": vote.noes,
                    "abstentions": vote.abstentions,
                }
        return self._thing(
            "AgendaItem",
            f"agendaitem-{self.keys[number]}",
            number=str(one.item) if one.item != OPEN else "",
            order=place,
            name=str(self.form.subject),
            public=one.public,
            consultation=f"consultation-{self.keys[number]}",
            result=str(one.header_result) if one.public and one.header_result != OPEN else "",
            vendor=vendor,
        )

    def _organizations(self) -> Iterator[Thing]:
        for name, key in self.organizations.items():
            is_body = name in self.bodies
            kind = "Gremium" if is_body else "Verwaltungsbereich" if name == self.form.in_charge else ""
            council = "Parlament" if "verordnetenversammlung" in name else "Ausschuss"
            known = is_body and ("ausschuss" in name.casefold() or council == "Parlament")
            yield self._thing(
                "Organization",
                key,
                name=name,
                organizationType=kind,
                classification=council if known else "",
            )

    def _file(self, file: BuiltFile) -> Thing:
        stem, ending = _parted(file)
        same = [one for one in self.files if _parted(one)[0] == stem]
        master = next((one for one in same if _parted(one)[1] == "docx"), None)
        derived = [self.file_ids[one.name] for one in same if one is not file] if file is master else []
        return self._thing(
            "File",
            self.file_ids[file.name],
            name=stem.replace("-", " "),
            fileName=file.name,
            mimeType=_ENDINGS[ending],
            date=self.manuscript.key_date.isoformat(),
            size=file.size,
            sha512Checksum=file.sha512,
            accessUrl=f"{_TO_FILES}{file.name}",
            masterFile=self.file_ids[master.name] if master and file is not master else "",
            derivativeFile=derived,
        )

    def _thing(self, kind: str, key: str, *, vendor: Mapping[str, Any] | None = None, **fields: object) -> Thing:
        """Make an object; what is empty is left out, OParl knows no null."""
        given = {name: value for name, value in fields.items() if value not in (None, "", [])}
        own = {f"{VENDOR}{name}": value for name, value in (vendor or {}).items() if value != ""}
        return {"id": key, "type": f"{TYPE}{kind}", **given, **self.dated, **own}


def moment(day: date) -> str:
    """Write midnight of a day in Germany: ISO 8601 with the time zone of that night (rule of the EU since 1996)."""
    summer = _last_sunday(day.year, _MARCH) < day <= _last_sunday(day.year, _OCTOBER)
    return f"{day.isoformat()}T00:00:00+0{2 if summer else 1}:00"


def _last_sunday(year: int, month: int) -> date:
    last = date(year, month, 31)
    return last - timedelta(days=(last.weekday() - _SUNDAY) % 7)


def files_of(manuscript: Manuscript, form: Submission) -> tuple[list[BuiltFile], str]:
    """Give the finished files that belong to the paper, and what there is to say about them."""
    ours = [one for one in manuscript.built if _parted(one)[1] in _ENDINGS and _parted(one)[0] != _INTERNAL]
    if not ours:
        return [], NOT_BUILT
    if not all(one.public for one in form.attachments):
        return [one for one in ours if _parted(one)[0] == _FORM], NOT_ALL_PUBLIC
    return ours, f"{len(ours)} Dateien der Fassung {manuscript.version}"


def _parted(file: BuiltFile) -> tuple[str, str]:
    path = PurePosixPath(file.name)
    return path.stem, path.suffix.removeprefix(".").lower()


def _submitters(form: Submission) -> list[str]:
    return [part.strip() for part in form.submitter.split(",") if part.strip()]


def _ids(kind: str, names: Iterable[str]) -> dict[str, str]:
    """Give each name an id that is a file name: small letters, digits and hyphens, no id twice."""
    found: dict[str, str] = {}
    for name in names:
        plainer = name.casefold().translate(_LETTERS)
        slug = "-".join(filter(None, (kind, re.sub(r"[^a-z0-9]+", "-", plainer).strip("-"))))
        number, key = 1, f"{slug}.json"
        while name not in found and key in found.values():
            number += 1
            key = f"{slug}-{number}.json"
        found.setdefault(name, key)
    return found
