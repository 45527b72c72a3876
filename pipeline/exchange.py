"""OParl 1.1: the paper, its consultations and files as objects that refer to each other by relative ids.

Types and fields are those of the published schema (https://oparl.org); what it has no field for is put under
the vendor prefix. Ids come from names and dates, so that they stay when a consultation is added.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from pipeline.exchange_files import ENDINGS, Attached, attached, derived, master
from pipeline.manuscript import AmendmentEntry, Ballot, Manuscript, MeetingEntry, SubmissionText
from pipeline.model import OPEN, Submission
from pipeline.prose import plain

TYPE = "https://schema.oparl.org/1.1/"
VENDOR = "potsdam:"
PAPER = "paper.json"
_FORM = "Beschlussvorlage"
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
        self.files, self.about_files = attached(manuscript, form)
        self.dated = {"created": moment(form.created), "modified": moment(max(manuscript.key_date, form.created))}
        proceedings = manuscript.proceedings
        self.amendments = [one for one in (proceedings.amendments if proceedings else ()) if one.form.public]
        self.entries: tuple[MeetingEntry, ...] = proceedings.meetings if proceedings else ()
        bodies = dict.fromkeys(str(one.body) for one in form.consultations)
        self.bodies = frozenset(bodies)
        self.organizations = _ids("organization", [*bodies, str(form.in_charge), *_submitters(form), *self._movers()])
        self.papers = _ids("paper", [*(str(one.paper) for one in form.predecessors), *(one.key for one in self.amendments)])
        self.file_ids = _ids("file", (one.file.name for one in self.files))
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
        for reference, title in titles.items():
            yield self._thing("Paper", self.papers[reference], name=title, reference=reference, relatedPaper=[PAPER])
        for one in self.amendments:
            yield self._amendment(one)
        for number in range(len(self.form.consultations)):
            yield {**self._consultation(number), "paper": PAPER}
        for meeting, numbers in self._meetings().items():
            yield self._meeting(meeting, numbers)
            for place, number in enumerate(numbers):
                yield {**self._item(number, place), "meeting": meeting}
        yield from self._organizations()
        for file in self.files:
            yield {**self._file(file), **self._owner(file)}

    def _paper(self) -> Thing:
        form = self.form
        ours = [one for one in self.files if one.owner == "paper"]
        main = next((one for one in ours if one.file.name == f"{_FORM}.pdf"), None)
        others = [self._file(one) for one in ours if one is not main]
        return self._thing(
            "Paper",
            PAPER,
            name=str(form.subject),
            reference=str(form.paper),
            date=form.created.isoformat(),
            paperType=str(form.kind),
            relatedPaper=[self.papers[str(one.paper)] for one in form.predecessors],
            subordinatedPaper=[self.papers[one.key] for one in self.amendments],
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

    def _amendment(self, one: AmendmentEntry) -> Thing:
        """Make the paper of an amendment: below the paper it wants to change, beside those it takes up."""
        form = one.form
        files = [each for each in self.files if (each.owner, each.key) == ("amendment", one.key)]
        main = next((each for each in files if each.ending == "pdf"), None)
        kin = {ref.key for ref in one.follows}
        kin |= {other.key for other in self.amendments if one.key in {ref.key for ref in other.follows}}
        known = [form.decided] if isinstance(form.decided, date) and form.decided <= self.manuscript.key_date else []
        return self._thing(
            "Paper",
            self.papers[one.key],
            name=str(form.subject),
            reference=str(form.paper) if form.paper != OPEN else "",
            date=form.day.isoformat(),
            paperType="Änderungsantrag",
            relatedPaper=[key for name, key in self.papers.items() if name in kin],
            superordinatedPaper=[PAPER],
            mainFile=self._file(main) if main else None,
            auxiliaryFile=[self._file(each) for each in files if each is not main],
            originatorOrganization=[self.organizations[str(form.submitter)]],
            created=moment(form.day),
            modified=moment(max(form.day, *known, self.manuscript.key_date)),
            vendor={
                "amendment": one.key,
                "version": str(form.version),
                "status": str(form.status),
                "vote": _vote(one.ballot) or "",
            },
        )

    def _movers(self) -> list[str]:
        return [str(one.form.submitter) for one in self.amendments]

    def _owner(self, file: Attached) -> Thing:
        """Say what a file belongs to, as it is fetched alone."""
        match file.owner:
            case "paper":
                return {"paper": [PAPER]}
            case "amendment":
                return {"paper": [self.papers[file.key]]}
            case "minutes":
                return {"meeting": [self.meetings[self._at(file.key)]]}
        return {"agendaItem": [f"agendaitem-{self.keys[self._at(file.key)]}"]}

    def _at(self, key: str) -> int:
        return next(number for number, one in enumerate(self.entries) if one.key == key)

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
        minutes = [one for one in self.files if one.owner == "minutes" and self.meetings[self._at(one.key)] == key]
        return self._thing(
            "Meeting",
            key,
            name=f"{first.body}, {number}" if number else str(first.body),
            meetingState="durchgeführt" if held else "terminiert" if planned else "",
            start=moment(first.day),
            organization=[self.organizations[str(first.body)]],
            resultsProtocol=self._file(minutes[0]) if minutes else None,
            agendaItem=[self._item(one, place) for place, one in enumerate(numbers)],
            vendor={"startTimeUnknown": True},
        )

    def _item(self, number: int, place: int) -> Thing:
        one = self.form.consultations[number]
        vendor: Thing = {}
        if one.public:
            vendor["outcome"] = str(one.outcome) if one.outcome != OPEN else ""
            vendor["remark"] = str(one.remark or "")
            if one.decisive:
                vendor["vote"] = _vote(Ballot(one.decisive, ""))
            tabled = [self.papers[str(key)] for key in one.amendments if str(key) in self.papers]
            vendor["amendments"] = tabled or ""
        files = [each for each in self.files if each.owner == "resolution" and self._at(each.key) == number]
        own = self.entries[number].resolution if one.public and one.resolution is not None and self.entries else ()
        return self._thing(
            "AgendaItem",
            f"agendaitem-{self.keys[number]}",
            number=str(one.item) if one.item != OPEN else "",
            order=place,
            name=str(self.form.subject),
            public=one.public,
            consultation=f"consultation-{self.keys[number]}",
            result=str(one.header_result) if one.public and one.header_result != OPEN else "",
            resolutionText=plain(list(own)),
            resolutionFile=self._file(files[0]) if files else None,
            vendor=vendor,
        )

    def _organizations(self) -> Iterator[Thing]:
        for name, key in self.organizations.items():
            is_body = name in self.bodies
            faction = "Fraktion" if name.startswith("Fraktion ") else ""
            kind = "Gremium" if is_body else "Verwaltungsbereich" if name == self.form.in_charge else faction
            council = "Parlament" if "verordnetenversammlung" in name else "Ausschuss"
            known = is_body and ("ausschuss" in name.casefold() or council == "Parlament")
            yield self._thing(
                "Organization",
                key,
                name=name,
                organizationType=kind,
                classification=council if known else faction,
            )

    def _file(self, file: Attached) -> Thing:
        above = master(file, self.files)
        return self._thing(
            "File",
            self.file_ids[file.file.name],
            name=file.stem.replace("-", " "),
            fileName=file.file.name,
            mimeType=ENDINGS[file.ending],
            date=file.day.isoformat(),
            size=file.file.size,
            sha512Checksum=file.file.sha512,
            accessUrl=file.url,
            masterFile=self.file_ids[above.file.name] if above else "",
            derivativeFile=[self.file_ids[one.file.name] for one in derived(file, self.files)],
        )

    def _thing(self, kind: str, key: str, *, vendor: Mapping[str, Any] | None = None, **fields: object) -> Thing:
        """Make an object; what is empty is left out, OParl knows no null."""
        given = {name: value for name, value in fields.items() if value not in (None, "", [])}
        own = {f"{VENDOR}{name}": value for name, value in (vendor or {}).items() if value != ""}
        return {"id": key, "type": f"{TYPE}{kind}", **self.dated, **given, **own}


def _vote(one: Ballot) -> Thing | None:
    if one.vote is None:
        return None
    subject = {} if one.vote.subject == OPEN else {"subject": str(one.vote.subject)}
    return {**subject, "ayes": one.vote.ayes, "noes": one.vote.noes, "abstentions": one.vote.abstentions}


def moment(day: date) -> str:
    """Write midnight of a day in Germany: ISO 8601 with the time zone of that night (rule of the EU since 1996)."""
    summer = _last_sunday(day.year, _MARCH) < day <= _last_sunday(day.year, _OCTOBER)
    return f"{day.isoformat()}T00:00:00+0{2 if summer else 1}:00"


def _last_sunday(year: int, month: int) -> date:
    last = date(year, month, 31)
    return last - timedelta(days=(last.weekday() - _SUNDAY) % 7)


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
