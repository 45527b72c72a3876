"""The draft and this version side by side at the provisions of a law, as the administration did it by hand.

Which goals and measures a provision touches is found by others (``legal``) and judged by people
(``recht/pruefung.yaml``); here the wordings are set against each other. The words of the Handbuch der
Rechtsförmlichkeit say what became of each: unverändert, geändert, neu, entfällt.
"""

import difflib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby

from pipeline.compose.index import references
from pipeline.manuscript import Ref, Run, Synopsis, SynopsisPart, SynopsisRow, Wording, short_date
from pipeline.markdown import paragraphs
from pipeline.model import OPEN, Assessment, Concept, Goal, Law, Measure, Provision
from pipeline.numbers import totals, word

NOTICE = (
    "Diese Synopse ist ein Hinweis für das Rechtsamt und keine rechtliche Bewertung. Sie nennt Ziele "
    "und Maßnahmevorschläge, die eine Vorschrift berühren kann, und gibt wieder, was die Prüfung dazu "
    "vermerkt hat."
)
UNASSESSED = "noch nicht geprüft"
GONE = "nicht mehr enthalten"
UNTOUCHED = "nicht mehr berührt"
REFERRED = "Verweis auf die Vorschrift"
UNCHANGED, CHANGED, NEW, DROPPED = "unverändert", "geändert", "neu", "entfällt"

_BREAK = "\n"
_ALIKE = 0.35
"""Share of equal words below which a comparison by words only confuses."""
_ISLAND = 3
"""Equal words between two changes; fewer are taken for changed too."""

Flagged = Mapping[tuple[str, str], str]
"""Subject and provision → the words that gave the prompt."""

Parts = tuple[tuple[str, tuple[str, ...]], ...]
"""Names of the parts of a wording, each with its paragraphs."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What the Synopse needs of the earlier version.

    Attributes:
        label: what kind of version, e.g. ``Entwurf``.
        day: its date in German.
        paper: Drucksache.
        numbers: id → printed number.
        parts: id → wording.
        flagged: what the provisions may touch there.
    """

    label: str
    day: str
    paper: str
    numbers: Mapping[str, str]
    parts: Mapping[str, Parts]
    flagged: Flagged = field(default_factory=dict)


def law_of(concept: Concept) -> Law | None:
    """Find the law that the sources want a Synopse with."""
    wanted = concept.settings.synopsis if concept.settings else None
    return next((law for law in concept.laws if wanted and law.code == wanted.law), None)


def draft_of(concept: Concept, flagged: Flagged) -> Draft | None:
    """Take from a version what the Synopse needs; None if its settings could not be read."""
    if concept.settings is None:
        return None
    version, speaker = concept.settings.version, _Speaker(concept)
    subjects = _subjects(concept)
    return Draft(
        label=version.label,
        day=short_date(version.key_date),
        paper=version.paper,
        numbers={key: speaker.number(key) for key in subjects},
        parts={key: speaker.parts(one) for key, one in subjects.items()},
        flagged=flagged,
    )


def collate(concept: Concept, draft: Draft | None, flagged: Flagged) -> Synopsis | None:
    """Set draft and concept side by side.

    Args:
        concept: this version.
        draft: the earlier version; None if it cannot be read.
        flagged: which subject each provision may touch now, and by which words.

    Returns:
        The Synopse, or None if the sources ask for none or hold no such law.
    """
    law, settings = law_of(concept), concept.settings
    if law is None or settings is None or settings.synopsis is None:
        return None
    collator = _Collator(concept, draft, flagged)
    parts = tuple(collator.part(one) for one in law.provisions)
    rows = [row for part in parts for row in part.rows]
    enacted = f"{law.title} vom {short_date(law.enacted)}"
    left = f"{draft.label}, Stand {draft.day}" if draft else f"Entwurf {settings.synopsis.draft}"
    version = settings.version
    return Synopsis(
        title=f"Synopse {left} / {enacted}",
        law=enacted,
        source=law.source,
        draft=f"{left} (DS {draft.paper})" if draft else left,
        current=f"Fassung {version.name}, Stand {short_date(version.key_date)} (DS {version.paper})",
        draft_known=draft is not None,
        notice=NOTICE,
        results=tuple(Counter(row.result for row in rows).most_common()),
        changes=tuple(Counter(row.change for row in rows if row.change).most_common()),
        parts=parts,
    )


class _Collator:
    """Holds both versions; a pair of wordings is compared once however many provisions touch it."""

    def __init__(self, concept: Concept, draft: Draft | None, flagged: Flagged) -> None:
        self.draft, self.speaker, self.subjects = draft, _Speaker(concept), _subjects(concept)
        self.assessments = {(str(one.subject), str(one.provision)): one for one in concept.assessments}
        self.now, self.then = flagged, draft.flagged if draft else {}
        self.pairs = {*self.now, *self.then, *self.assessments}
        codes = [str(field.code) for _, field in concept.ordered_fields]
        self.rank = {code: position for position, code in enumerate(codes)}
        self.compared: dict[str, tuple[str, tuple[Wording, ...], tuple[Wording, ...]]] = {}

    def part(self, provision: Provision) -> SynopsisPart:
        touched = sorted((subject for subject, other in self.pairs if other == provision.id), key=self._order)
        return SynopsisPart(
            key=provision.id,
            norm=provision.norm,
            article=provision.article,
            title=provision.title,
            content=tuple(paragraphs(provision.content.source, self.speaker.name)),
            valid_from=short_date(provision.valid_from),
            valid_to=_day(provision.valid_to),
            successor=provision.successor,
            uncertain=provision.uncertain,
            rows=tuple(self._row(subject, provision.id) for subject in touched),
        )

    def _order(self, subject: str) -> tuple[int, bool, str]:
        kind, code, _ = f"{subject}--".split("-", 2)
        return (self.rank.get(code, len(self.rank)), kind != "Z", subject)

    def _row(self, subject: str, provision: str) -> SynopsisRow:
        change, left, right = self._wordings(subject)
        result, note, office, day = self._judgement(subject, provision)
        return SynopsisRow(
            key=subject,
            kind="Ziel" if subject.startswith("Z") else "Maßnahme",
            draft_number=self.draft.numbers.get(subject, "") if self.draft else "",
            number=self.speaker.number(subject) if subject in self.subjects else "",
            draft=left,
            current=right,
            change=change,
            prompt=self._prompt(subject, provision),
            result=result,
            note=note,
            office=office,
            day=day,
        )

    def _prompt(self, subject: str, provision: str) -> str:
        words = self.now.get((subject, provision)) or self.then.get((subject, provision), "")
        return REFERRED if words.startswith("[") else f"„{words}“" if words else ""

    def _judgement(self, subject: str, provision: str) -> tuple[str, str, str, str]:
        found: Assessment | None = self.assessments.get((subject, provision))
        if found:
            office, day = (one if one != OPEN else "" for one in (str(found.office), _day(found.day)))
            return found.result, found.note, office, day
        if subject not in self.subjects:
            return GONE, "Stand nur im Entwurf.", "", ""
        if (subject, provision) not in self.now:
            return UNTOUCHED, "Nur der Wortlaut des Entwurfs gab Anlass zur Prüfung.", "", ""
        return UNASSESSED, "", "", ""

    def _wordings(self, subject: str) -> tuple[str, tuple[Wording, ...], tuple[Wording, ...]]:
        if subject not in self.compared:
            self.compared[subject] = self._compare(subject)
        return self.compared[subject]

    def _compare(self, subject: str) -> tuple[str, tuple[Wording, ...], tuple[Wording, ...]]:
        node = self.subjects.get(subject)
        new = self.speaker.parts(node) if node else ()
        old = self.draft.parts.get(subject, ()) if self.draft else ()
        if self.draft is None or not (old and new):
            change = "" if self.draft is None else NEW if new else DROPPED
            return change, _unmarked(old), _unmarked(new)
        if old == new:
            return UNCHANGED, _unmarked(old), _unmarked(new)
        left, right = [], []
        for (name, before), (_, after) in zip(old, new, strict=True):
            removed, added = differences(before, after)
            left.append(Wording(name, removed))
            right.append(Wording(name, added))
        return CHANGED, tuple(left), tuple(right)


class _Speaker:
    """Writes the wordings of one version; links by id or norm, so that a renumbering is no change."""

    def __init__(self, concept: Concept) -> None:
        self.refs: Mapping[str, Ref] = references(concept)
        self.totals = totals(concept)

    def number(self, key: str) -> str:
        ref = self.refs.get(key)
        return ref.number if ref else ""

    def name(self, target: str) -> str:
        scheme, _, rest = target.partition(":")
        if scheme in {"zahl", "zahlwort"}:
            number = self.totals.get(rest)
            return f"[{rest}?]" if number is None else str(number) if scheme == "zahl" else word(number)
        key = target.removeprefix("#")
        ref = self.refs.get(key)
        return key if ref is None or ref.kind in {"goal", "measure", "guideline"} else ref.title

    def parts(self, subject: Goal | Measure) -> Parts:
        title = ("Titel", (str(subject.title),))
        if isinstance(subject, Goal):
            return title, ("Wortlaut", tuple(paragraphs(subject.text.source, self.name)))
        return (
            title,
            ("Wortlaut", tuple(paragraphs(subject.description.source, self.name))),
            ("Zeitraum", (subject.period.printed,)),
            ("Wirkung", tuple(paragraphs(subject.effect.source, self.name))),
        )


def _subjects(concept: Concept) -> dict[str, Goal | Measure]:
    subjects: list[Goal | Measure] = [*concept.goals, *concept.measures]
    return {str(one.id): one for one in subjects}


def _day(day: date | str) -> str:
    return day if isinstance(day, str) else short_date(day)


def _unmarked(parts: Parts) -> tuple[Wording, ...]:
    return tuple(Wording(name, tuple((Run(one),) for one in texts)) for name, texts in parts)


# ---- comparing ------------------------------------------------------------------------------------

Paragraphs = tuple[tuple[Run, ...], ...]


def differences(before: Sequence[str], after: Sequence[str]) -> tuple[Paragraphs, Paragraphs]:
    """Compare two texts by words.

    Returns:
        The paragraphs of each; words only in the first are ``removed``, words only in the second ``added``.
    """
    old, new = _words(before), _words(after)
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    steps = matcher.get_opcodes() if matcher.ratio() >= _ALIKE else [("replace", 0, len(old), 0, len(new))]
    left: list[tuple[str, str]] = []
    right: list[tuple[str, str]] = []
    for position, (tag, i, j, k, m) in enumerate(steps):
        within = 0 < position < len(steps) - 1
        island = tag == "equal" and within and j - i < _ISLAND and _BREAK not in old[i:j]
        same = tag == "equal" and not island
        left += [(one, "" if same else "removed") for one in old[i:j]]
        right += [(one, "" if same else "added") for one in new[k:m]]
    return tuple(_runs(left)), tuple(_runs(right))


def _words(texts: Iterable[str]) -> list[str]:
    """Cut paragraphs into words, with a sign where one ends and the next begins."""
    return [one for number, words in enumerate(texts) for one in ([_BREAK] * bool(number) + words.split())]


def _runs(marked: Sequence[tuple[str, str]]) -> Iterator[tuple[Run, ...]]:
    """Join words of one mark to runs and runs to paragraphs."""
    for is_break, paragraph in groupby(marked, lambda one: one[0] == _BREAK):
        if not is_break:
            pieces = [
                (mark, " ".join(one for one, _ in group)) for mark, group in groupby(paragraph, lambda one: one[1])
            ]
            yield tuple(_spaced(pieces))


def _spaced(pieces: Sequence[tuple[str, str]]) -> Iterator[Run]:
    """Put the spaces between runs into those that are not marked: no line is drawn through or under them."""
    last = len(pieces) - 1
    for position, (mark, words) in enumerate(pieces):
        before = " " if position and not mark else ""
        after = " " if position < last and not mark else ""
        yield Run(f"{before}{words}{after}", mark)
