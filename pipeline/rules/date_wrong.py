"""A law or a Drucksache is cited with a date other than the one on file.

"Im ab 5. August 2017 gültigen neuen Integrationsgesetz" stood on a slide of the administration; the
act had been in force for a year. A law is judged by its date ("vom …") and by when it came into
force ("gilt seit …", "in Kraft"), a Drucksache by a date in the same clause.

Bad:  "das Integrationsgesetz vom 31. Juli 2017", "der Entwurf vom 28. Juni 2016 (DS 16/SVV/0511)"
Good: "das Integrationsgesetz vom 31. Juli 2016", "der Entwurf vom 28. Juli 2016 (DS 16/SVV/0511)"
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from pipeline.findings import Finding
from pipeline.model import Concept, Law
from pipeline.passages import passages
from pipeline.places import Place

_MONTHS = (
    "Januar",
    "Februar",
    "März",
    "April",
    "Mai",
    "Juni",
    "Juli",
    "August",
    "September",
    "Oktober",
    "November",
    "Dezember",
)
_DAY = re.compile(rf"(?:(\d\d?)\.\s+)?({'|'.join(_MONTHS)})\s+(\d{{4}})|(\d\d?)\.(\d\d?)\.(\d{{4}})")
_END = re.compile(r"(?<=[^\d\s.][.!?])\s+(?=[A-ZÄÖÜ„\[])|\n\s*\n|\n(?=\s*(?:[-|*]|\d+\.|\[\^)\s?)")
_CLAUSE = re.compile(r"[;|:]\s|,\s")
_LONGEST = 2000
_NUMBER = re.compile(r"\d\d/SVV/\d{4}")
_PROMULGATED = re.compile(r"(BGBl|Bundesgesetzblatt|\bNr\.)[^,;]*$")
_ENACTED = re.compile(r"\bausgefertigt", re.IGNORECASE)
_VALID = re.compile(r"\b(gültig\w*|gilt|gelten\w*|galt\w*|Kraft|wirksam\w*)\b")
_FROM_OR_TO = re.compile(r"\b(seit|ab|am|zum|mit|bis)( dem| zum)?\s*$")
_OF = re.compile(r"\b(vom|von)\s*$")
_OTHER_EVENT = re.compile(
    r"zurückge|\bzog\b|zieht|Rücknahme|geändert|änder|Konferenz|konferenz|Fachtag|vertagt|Ausschuss|ausschuss|"
    r"tagte|empf|berat|stimm|berichte|seit\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Date:
    """A date as written; ``day`` 0 where only the month is named."""

    written: str
    start: int
    day: int
    month: int
    year: int

    def fits(self, allowed: set[date]) -> bool:
        """Whether it is one of the days, as far as it says."""
        return any(one.year == self.year and one.month == self.month and self.day in {0, one.day} for one in allowed)


def check(concept: Concept) -> Iterator[Finding]:
    """Yield a finding at each date of a law or paper that the files contradict."""
    papers = {str(one.number): one.day for one in concept.papers if isinstance(one.day, date)}
    laws = [(law, _name(law)) for law in concept.laws]
    words = ("/SVV/", *(word for law in concept.laws for word in (str(law.title), str(law.code))))
    form = concept.submission
    own = {form.created, form.received, *(one.day for one in form.consultations)} if form else set()
    for source, place, subject in _texts(concept):
        if "20" not in source or not any(word in source for word in words):
            continue
        here, counted = place, 0
        for start, sentence in _pieces(source, _END):
            here, counted = here.down(source.count("\n", counted, start)), start
            dates = list(_dates(sentence)) if len(sentence) <= _LONGEST else []
            wrong: list[tuple[_Date, str, str]] = []
            for law, name in laws if dates else ():
                wrong += _of_law(law, name, sentence, dates)
            for number in _NUMBER.findall(sentence) if dates else ():
                if number in papers:
                    allowed = {papers[number], *(own if form and number == form.paper else ())}
                    wrong += _of_paper(number, allowed, papers[number], sentence)
            for one, cited, right in wrong:
                yield Finding(
                    here.down(sentence.count("\n", 0, one.start)),
                    f"„{one.written}“ ist nicht das Datum, das zu {cited} verzeichnet ist",
                    right,
                    subject=subject,
                )


def _name(law: Law) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{re.escape(law.title)}(?:e?s)?|{re.escape(law.code)})\b")


def _texts(concept: Concept) -> Iterator[tuple[str, Place, str]]:
    """The running texts, and the titles on the form, with place and subject."""
    for passage in passages(concept):
        yield passage.text.source, passage.text.place, passage.subject
    if concept.submission:
        form = concept.submission
        titles = [one.title for one in form.predecessors] + [one.title for one in form.attachments]
        for title in (form.subject, *titles):
            yield title, title.place, "vorlage.yaml"


def _of_law(law: Law, name: re.Pattern[str], sentence: str, dates: list[_Date]) -> Iterator[tuple[_Date, str, str]]:
    named = list(name.finditer(sentence))
    if not named or len(re.findall(r"\w+(?:gesetz|ordnung)(?:e?s)?\b", sentence)) > len(named):
        return  # with a second law in the sentence, nobody can say to which one the date belongs
    bounds = (day for one in law.provisions for day in (one.valid_from, one.valid_to))
    in_force = {law.in_force, *(day for day in bounds if isinstance(day, date))}
    for one in dates:
        before = sentence[: one.start]
        clause = next(piece for at, piece in reversed(list(_pieces(sentence, _CLAUSE))) if at <= one.start)
        if _PROMULGATED.search(before):
            continue
        close = any(-1 <= one.start - hit.end() <= len(" des Bundes vom ") for hit in named)
        if (_OF.search(before) and close) or _ENACTED.search(clause):
            if not one.fits({law.enacted}):
                yield one, f"„{law.title}“", f"das Gesetz ist vom {_written(law.enacted)}"
        elif _VALID.search(clause) and _FROM_OR_TO.search(before) and not one.fits(in_force):
            yield one, f"„{law.title}“", f"in Kraft ist es seit dem {_written(law.in_force)}"


def _of_paper(number: str, allowed: set[date], right: date, sentence: str) -> Iterator[tuple[_Date, str, str]]:
    for start, clause in _pieces(sentence, _CLAUSE):
        if number not in clause or len(_NUMBER.findall(clause)) > 1 or _OTHER_EVENT.search(clause):
            continue
        for one in _dates(clause, start):
            if not one.fits(allowed):
                yield one, f"Drucksache {number}", f"verzeichnet ist der {_written(right)}"


def _dates(text: str, offset: int = 0) -> Iterator[_Date]:
    for found in _DAY.finditer(text):
        day, name, year, day_too, month, year_too = found.groups()
        if name:
            month_number = _MONTHS.index(name) + 1
            written = " ".join(found[0].split())
            yield _Date(written, offset + found.start(), int(day or 0), month_number, int(year))
        else:
            yield _Date(found[0], offset + found.start(), int(day_too), int(month), int(year_too))


def _pieces(text: str, end: re.Pattern[str]) -> Iterator[tuple[int, str]]:
    begin = 0
    for found in end.finditer(text):
        yield begin, text[begin : found.start()]
        begin = found.end()
    yield begin, text[begin:]


def _written(day: date) -> str:
    return f"{day.day}. {_MONTHS[day.month - 1]} {day.year}"
