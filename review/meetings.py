"""What changed since your meeting: which version of the concept a body saw.

The Beratungsfolge of the later draft says who met when. A body saw the last version whose key date is not after its
meeting. A version of the very day on which a body passed the paper „geändert“ is what came of that meeting: it saw the
one before.
"""

import difflib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from pipeline.errors import UsageError
from pipeline.manuscript import long_date
from pipeline.model import Consultation
from pipeline.read import read
from pipeline.tools import git
from pipeline.versions import versions
from review.outline import slug
from review.trees import tree_of

_ABBREVIATION = range(2, 6)
"""Letters of an abbreviation."""

_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})

_FORM = re.compile(r"^(?:Fach)?ausschuss für (?:die |den |das )?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Dated:
    """A version with its day: the key date, or the day of its commit where that cannot be read."""

    name: str
    day: date


@dataclass(frozen=True, slots=True)
class Sighting:
    """A body, its meeting, and the version it saw there.

    Attributes:
        body: as the Beratungsfolge writes it.
        day: of the meeting.
        version: name of the version.
    """

    body: str
    day: date
    version: str

    @property
    def sentence(self) -> str:
        """Say it on top of a report."""
        return (
            f"{self.body}: Änderungen seit der Sitzung am {long_date(self.day)}, der die Fassung {self.version} vorlag."
        )

    @property
    def folder(self) -> str:
        """Name the folder of its reports."""
        return f"{slug(self.body.casefold().translate(_UMLAUTS))}-{self.day.isoformat()}"


@dataclass(frozen=True, slots=True)
class Agenda:
    """Who met when, and what there was to see.

    Attributes:
        head: name of the later draft.
        newest: its key date; meetings behind it are still to come.
        meetings: the Beratungsfolge in its order.
        versions: oldest first.
    """

    head: str
    newest: date
    meetings: tuple[Consultation, ...]
    versions: tuple[Dated, ...]

    @property
    def bodies(self) -> tuple[str, ...]:
        """The bodies, each once."""
        return tuple(dict.fromkeys(str(meeting.body) for meeting in self.meetings))

    def seen(self, body: str, on: date | None = None) -> Sighting:
        """Say which version a body saw.

        Args:
            body: as the Beratungsfolge writes it.
            on: day of the meeting; the last one that took place if left out.

        Raises:
            UsageError: if it did not meet (then), or nothing was there yet.
        """
        own = [meeting for meeting in self.meetings if meeting.body == body]
        days = ", ".join(dict.fromkeys(long_date(meeting.day) for meeting in own))
        if on:
            chosen = [meeting for meeting in own if meeting.day == on]
            if not chosen:
                raise UsageError(
                    f"Für den {long_date(on)} nennt die Beratungsfolge keine Sitzung: {body}",
                    f"Hinter „--am“ einen dieser Tage nennen: {days}.",
                )
        else:
            chosen = [meeting for meeting in own if meeting.day <= self.newest]
            if not chosen:
                raise UsageError(
                    f"Bis zur Fassung {self.head} ({long_date(self.newest)}) hat noch keine Sitzung stattgefunden: {body}",
                    f"Mit „--am“ einen der vorgesehenen Tage nennen: {days}.",
                )
        last = max(chosen, key=lambda meeting: meeting.day)
        made_it = str(last.header_result).startswith("geändert")
        there = [one for one in self.versions if one.day < last.day or (one.day == last.day and not made_it)]
        if not there:
            raise UsageError(
                f"Zur Sitzung am {long_date(last.day)} gab es noch keine Fassung: {body}",
                "„konzept versions“ listet die Fassungen; zwei davon vergleicht „konzept-review diff ALT NEU“.",
            )
        return Sighting(body, last.day, there[-1].name)

    def all_seen(self) -> tuple[tuple[Sighting, ...], tuple[str, ...]]:
        """Say it of every body; why not, of those that saw nothing yet."""
        found, missing = list[Sighting](), list[str]()
        for body in self.bodies:
            try:
                found.append(self.seen(body))
            except UsageError as error:
                missing.append(str(error))
        return tuple(found), tuple(missing)


def agenda(sources: Path, head: str = "") -> Agenda:
    """Read versions and Beratungsfolge.

    Args:
        sources: the folder whose history is meant.
        head: the later draft; the last version if empty.

    Raises:
        UsageError: without versions, or if the later draft has no readable Beratungsfolge.
        PipelineError: without git, or if there is no such draft.
    """
    days = {one.name: datetime.fromtimestamp(one.epoch, UTC).date() for one in git.versions(sources)}
    known = [
        Dated(one.name, date.fromisoformat(one.key_date) if one.key_date else days[one.name])
        for one in versions(sources)
    ]
    if not known:
        raise UsageError(
            "Die Geschichte enthält keine Fassung",
            "Eine Fassung entsteht durch einen Commit mit der Zeile „Fassung: <Name>“.",
        )
    name = head or known[-1].name
    concept = read(tree_of(sources, name), lambda texts: [[] for _ in texts]).concept
    if concept.submission is None:
        raise UsageError(
            f"In „{name}“ ist keine Beratungsfolge zu lesen („vorlage.yaml“ fehlt oder ist fehlerhaft)",
            "Eine Fassung mit lesbarer „vorlage.yaml“ hinter „--neu“ nennen.",
        )
    newest = concept.settings.version.key_date if concept.settings else known[-1].day
    ordered = sorted(known, key=lambda one: one.day)
    return Agenda(name, newest, concept.submission.consultations, tuple(ordered))


def body_of(bodies: Sequence[str], asked: str) -> str:
    """Find the body that is meant: by its name, the beginning of it, or an abbreviation (``SVV``, ``GSI``).

    Raises:
        UsageError: if none or several are meant.
    """
    wanted = " ".join(asked.split()).casefold()
    for fits in (_is, _begins, _abbreviates, _holds):
        found = [body for body in bodies if wanted and fits(wanted, body.casefold())]
        if len(found) == 1:
            return found[0]
        if found:
            raise UsageError(
                f"„{asked}“ kann mehrere Gremien meinen: {_listed(found)}", "Den Namen weiter ausschreiben."
            )
    written = {body.casefold(): body for body in bodies}
    meant = [written[one] for one in difflib.get_close_matches(wanted, written, 2, 0.5)]
    raise UsageError(
        f"Ein Gremium „{asked}“ kommt in der Beratungsfolge nicht vor",
        (f"Meinten Sie {' oder '.join(f'„{one}“' for one in meant)}? " if meant else "")
        + f"Die Beratungsfolge nennt: {_listed(bodies)}.",
    )


def _listed(bodies: Iterable[str]) -> str:
    return ", ".join(f"„{one}“" for one in bodies) or "kein Gremium"


def _is(wanted: str, body: str) -> bool:
    return wanted in {body, _FORM.sub("", body)}


def _begins(wanted: str, body: str) -> bool:
    return body.startswith(wanted) or _FORM.sub("", body).startswith(wanted)


def _abbreviates(wanted: str, body: str) -> bool:
    """Whether the letters stand in the name in this order, the first one first."""
    letters = iter(_FORM.sub("", body))
    short = wanted.replace(".", "")
    if len(short) not in _ABBREVIATION or next(letters, "") != short[0]:
        return False
    return all(letter in letters for letter in short[1:])


def _holds(wanted: str, body: str) -> bool:
    return wanted in body
