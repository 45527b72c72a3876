"""Where the paper stands on a given day: which bodies are done, which are open, what comes next.

Only what was known on that day counts: a result of a later meeting, or an amendment that came later,
is not there yet. A body that only put the paper off is open.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from pipeline.model import OPEN, Amendment, Concept, Consultation

PUT_OFF = frozenset({"vertagt", "zurückgestellt"})
State = Literal["erledigt", "offen", "nicht verzeichnet", "geplant"]


@dataclass(frozen=True, slots=True)
class Step:
    """One consultation as it looked on the day.

    Attributes:
        day: of the meeting.
        body: who met.
        role: ``Einbringung``, ``Vorberatung``, ``Entscheidung``.
        state: ``erledigt``, ``offen`` (put off), ``nicht verzeichnet`` (past, result unknown) or ``geplant``.
        meeting: e.g. ``58. Sitzung``, empty if unknown.
        item: number on the agenda, empty if unknown.
        header_result: result in the head of the minutes, empty if unknown or still to come.
        outcome: the outcome in the text, empty if unknown or still to come.
        vote: as printed, with what it was about; empty without one.
        version: that lay on the table, empty if not told or still to come.
        amendments: ids of those on the table.
    """

    day: date
    body: str
    role: str
    state: State
    meeting: str
    item: str
    header_result: str
    outcome: str
    vote: str
    version: str
    amendments: tuple[str, ...]

    @property
    def result(self) -> str:
        """Both results in one phrase: ``vertagt (im Text: zurückgestellt)``."""
        if self.header_result and self.outcome and self.outcome != self.header_result:
            return f"{self.header_result} (im Text: {self.outcome})"
        return self.header_result or self.outcome


@dataclass(frozen=True, slots=True)
class Motion:
    """An amendment as it looked on the day: ``eingereicht`` until it was decided."""

    key: str
    subject: str
    submitter: str
    day: date
    status: str


@dataclass(frozen=True, slots=True)
class Standing:
    """Where the paper stands.

    Attributes:
        paper: Drucksache.
        subject: what it is about.
        version: name of the version that the sources hold.
        day: the day looked at.
        steps: all consultations by date.
        done: bodies whose last consultation gave a result.
        unrecorded: bodies whose last consultation is over, but its result is not on record.
        open: all other bodies.
        next: the next consultation, None if none is planned.
        amendments: all that had come in, by date.
    """

    paper: str
    subject: str
    version: str
    day: date
    steps: tuple[Step, ...]
    done: tuple[str, ...]
    unrecorded: tuple[str, ...]
    open: tuple[str, ...]
    next: Step | None
    amendments: tuple[Motion, ...]

    @property
    def open_amendments(self) -> tuple[Motion, ...]:
        """Those that nobody had decided on."""
        return tuple(one for one in self.amendments if one.status == "eingereicht")

    def data(self) -> dict[str, Any]:
        """Give it as plain data with German keys."""
        return {
            "drucksache": self.paper,
            "betreff": self.subject,
            "fassung": self.version,
            "stand": self.day.isoformat(),
            "erledigt": list(self.done),
            "nicht_verzeichnet": list(self.unrecorded),
            "offen": list(self.open),
            "naechster_termin": _step(self.next) if self.next else None,
            "beratungsfolge": [_step(one) for one in self.steps],
            "antraege": [
                {
                    "id": one.key,
                    "betreff": one.subject,
                    "einreicher": one.submitter,
                    "datum": one.day.isoformat(),
                    "status": one.status,
                }
                for one in self.amendments
            ],
        }


def standing(concept: Concept, day: date | None = None) -> Standing | None:
    """Say where the paper stands.

    Args:
        concept: as read.
        day: the day to look at; the version's key date if None.

    Returns:
        None without a submission or settings.
    """
    form, settings = concept.submission, concept.settings
    if form is None or settings is None:
        return None
    today = day or settings.version.key_date
    steps = tuple(_looked_at(one, today) for one in sorted(form.consultations, key=lambda one: one.day))
    last = {one.body: one.state for one in steps}
    return Standing(
        paper=form.paper,
        subject=form.subject,
        version=settings.version.name,
        day=today,
        steps=steps,
        done=tuple(body for body, state in last.items() if state == "erledigt"),
        unrecorded=tuple(body for body, state in last.items() if state == "nicht verzeichnet"),
        open=tuple(body for body, state in last.items() if state in {"offen", "geplant"}),
        next=next((one for one in steps if one.state == "geplant"), None),
        amendments=tuple(_motion(one, today) for one in concept.amendments if one.day <= today),
    )


def _looked_at(one: Consultation, today: date) -> Step:
    past = one.day <= today
    results = [str(word) if past and word != OPEN else "" for word in (one.header_result, one.outcome)]
    ballot = one.decisive
    vote = f"{ballot.printed} ({ballot.subject})" if ballot else str(one.phrase or "")
    return Step(
        day=one.day,
        body=one.body,
        role=one.role,
        state="erledigt" if past and one.role == "Einbringung" else _state(results, past=past),
        meeting="" if one.meeting == OPEN else one.meeting,
        item="" if one.item == OPEN else one.item,
        header_result=results[0],
        outcome=results[1],
        vote=vote if past else "",
        version=str(one.version or "") if past else "",
        amendments=tuple(map(str, one.amendments)) if past else (),
    )


def _state(results: Iterable[str], *, past: bool) -> State:
    known = set(results) - {""}
    if not past:
        return "geplant"
    if not known:
        return "nicht verzeichnet"
    return "offen" if known <= PUT_OFF else "erledigt"


def _motion(one: Amendment, today: date) -> Motion:
    later = isinstance(one.decided, date) and one.decided > today
    return Motion(one.id, one.subject, one.submitter, one.day, "eingereicht" if later else one.status)


def _step(one: Step) -> dict[str, Any]:
    return {
        "datum": one.day.isoformat(),
        "gremium": one.body,
        "rolle": one.role,
        "stand": one.state,
        "sitzung": one.meeting,
        "top": one.item,
        "kopfergebnis": one.header_result,
        "ausgang": one.outcome,
        "abstimmung": one.vote,
        "fassung": one.version,
        "antraege": list(one.amendments),
    }
