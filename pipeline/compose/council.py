"""The paper in the council: meetings and amendments, ready to print."""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence

from pipeline.compose.index import anchor, chapter_title, parts, printed
from pipeline.compose.settle import Settler
from pipeline.manuscript import (
    AmendmentEntry,
    Ballot,
    MeetingEntry,
    MotionEntry,
    OperationEntry,
    PositionEntry,
    Proceedings,
    Ref,
)
from pipeline.model import OPEN, Amendment, Block, Concept, Consultation, Measure, Operation, Position, Text
from pipeline.prose import para, strong, text
from pipeline.standing import standing
from pipeline.voting import SUBMISSION, clashes, reach, voting_order

FIELD_WORDS: Mapping[str, str] = {
    "begriff": "Begriff",
    "begruendung": "Begründung",
    "beschlussvorschlag": "Beschlussvorschlag",
    "beschreibung": "Beschreibung",
    "beteiligte": "Beteiligte",
    "darstellung": "Darstellung der finanziellen Auswirkungen",
    "definition": "Definition",
    "einleitung": "Einleitung",
    "federfuehrung": "Federführung",
    "finanzbedarf": "Finanzbedarf",
    "inhalt": "Inhalt",
    "text": "Wortlaut",
    "titel": "Titel",
    "wirkung": "Wirkung",
    "zeitraum": "Zeitraum",
    "ziele": "Ziele",
}
"""Key of a field in the sources → its name in print."""


def proceedings(concept: Concept, settler: Settler) -> Proceedings | None:
    """Lay out meetings and amendments.

    Args:
        concept: as read.
        settler: resolves the concept's references; goals and measures that an amendment proposes have no number.

    Returns:
        None without a submission.
    """
    now = standing(concept)
    if concept.submission is None or now is None:
        return None
    clerk = _Clerk(concept, settler)
    ordered = voting_order(concept.amendments, clerk.size)
    entries = {str(one.id): clerk.amendment(one) for one in ordered}
    return Proceedings(
        meetings=tuple(clerk.meeting(one, entries) for one in concept.submission.consultations),
        amendments=tuple(entries[one.id] for one in concept.amendments),
        clashes=clashes(ordered, clerk.home),
        standing=now,
    )


def file_name(*words: str) -> str:
    """Make a part of a file's name: letters every system can write, hyphens between words."""
    spelled = " ".join(words).translate({**_SPELLED, ord("ß"): "ss"})
    plain = unicodedata.normalize("NFKD", spelled).encode("ascii", "ignore").decode()
    return "-".join(re.findall(r"[A-Za-z0-9]+", plain)) or "ohne-Namen"


_SPELLED = {ord(one): two for one, two in {"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"}.items()}


class _Clerk:
    """Holds what every step needs."""

    def __init__(self, concept: Concept, settler: Settler) -> None:
        self.concept = concept
        self.settler = settler
        self.chapters: dict[str, Ref] = {}
        for part in parts(concept):
            for slot in part.slots:
                if slot.chapter:
                    key, title = anchor(slot), chapter_title(slot)
                    self.chapters[slot.name] = settler.refs.get(key, Ref(key, slot.number, title, "chapter"))
        self.statuses = {str(one.id): one for one in concept.amendments}

    def home(self, target: str) -> str:
        """Give one name for a chapter's file and its first heading."""
        ref = self.chapters.get(target)
        return ref.key if ref else target

    def size(self, target: str) -> int:
        """Count the words of what stands under a target, at least one."""
        concept = self.concept
        wordings = {str(one.id): one.text for one in concept.all_guidelines}
        wordings |= {str(one.id): one.text for one in concept.goals}
        wordings |= {str(one.id): one.description for one in concept.measures}
        wordings |= {path: one.text for path, one in concept.chapters.items()}
        return max(1, len(wordings[target].source.split())) if target in wordings else 1

    def meeting(self, one: Consultation, entries: Mapping[str, AmendmentEntry]) -> MeetingEntry:
        form, settings = self.concept.submission, self.concept.settings
        ours = settings is not None and one.version in {None, settings.version.name}
        resolution = one.resolution or (form.resolution if form and ours else None)
        return MeetingEntry(
            key=f"{one.day.isoformat()}-{file_name(one.body)}",
            form=one,
            amendments=tuple(entry for key, entry in entries.items() if key in one.amendments),
            motions=tuple(
                MotionEntry(motion.text, motion.mover, Ballot(motion.vote, motion.phrase or ""), motion.result)
                for motion in one.procedural
            ),
            ballot=Ballot(one.vote, one.phrase or ""),
            resolution=self._blocks(resolution),
            narrative=self._blocks(one.narrative),
        )

    def amendment(self, one: Amendment) -> AmendmentEntry:
        return AmendmentEntry(
            key=one.id,
            form=one,
            operations=tuple(self._operation(str(count), each) for count, each in enumerate(one.operations, 1)),
            reason=self._blocks(one.reason),
            position=self._position(one.position),
            follows=tuple(self._former(key) for key in one.follows),
            ballot=Ballot(one.vote, one.phrase or ""),
            reach=reach(one, self.size),
        )

    def _former(self, key: str) -> Ref:
        former = self.statuses.get(key)
        return Ref(key, "", former.status if former else "", "amendment")

    def _operation(self, number: str, one: Operation) -> OperationEntry:
        target = self._ref(one.target)
        field = FIELD_WORDS.get(one.field or "", str(one.field or ""))
        place = self._place(one, target) + (f", {field}" if field else "")
        return OperationEntry(
            number=number,
            kind=one.kind,
            target=target,
            field=field,
            place=place,
            citation=f"Ziff. {target.number}" if "." in target.number else "",
            former=self._blocks(one.former),
            wanted=self._wanted(one),
            position=self._position(one.position),
            result="" if one.result in {None, OPEN} else str(one.result),
            adopted=self._blocks(one.adopted),
        )

    def _ref(self, key: str) -> Ref:
        return self.chapters.get(key) or self.settler.refs.get(key) or Ref(key, "", "", "")

    def _place(self, one: Operation, target: Ref) -> str:
        if one.target == SUBMISSION:
            return "Beschlussvorlage" if one.field else "Beschlussvorlage, Beschlussvorschlag"
        if one.kind == "neue Anlage" or not target.kind:
            return "Anhang" if one.kind == "neue Anlage" else target.key
        after = bool(one.goal or one.measure) and target.kind != "field"
        return f"nach {printed(target)}" if after else printed(target)

    def _position(self, one: Position | None) -> PositionEntry | None:
        if one is None:
            return None
        return PositionEntry(one.proposal, self._blocks(one.reason), tuple(self._ref(key) for key in one.covered))

    def _wanted(self, one: Operation) -> tuple[Block, ...]:
        if one.goal:
            return (para([strong(f"{one.goal.id} {one.goal.title}")]), *self._blocks(one.goal.text))
        if one.measure:
            return tuple(self._measure(one.measure))
        return self._blocks(one.wanted)

    def _measure(self, one: Measure) -> Iterator[Block]:
        yield para([strong(f"{one.id} {one.title}")])
        yield from self._blocks(one.description)
        short = {
            "Ziele": ", ".join(one.goals),
            "Federführung": one.lead,
            "Beteiligte": ", ".join(one.partners) or OPEN,
            "Zeitraum": one.period.printed,
            "Finanzbedarf": one.funding,
        }
        lines = [[strong(f"{name}: "), *text(value)] for name, value in short.items()]
        lines.append([strong("Wirkung: "), *(self._inline(self._blocks(one.effect)) or text(OPEN))])
        yield para([piece for line in lines for piece in [{"t": "LineBreak"}, *line]][1:])

    def _inline(self, blocks: Sequence[Block]) -> list[dict[str, object]]:
        """Join paragraphs into one line."""
        joined: list[dict[str, object]] = []
        for block in blocks:
            joined += [*text(" " if joined else ""), *(block["c"] if block["t"] in {"Para", "Plain"} else [])]
        return joined

    def _blocks(self, source: Text | None) -> tuple[Block, ...]:
        if source is None or source.source.strip() == OPEN:
            return ()
        return self.settler.blocks(source.blocks)
