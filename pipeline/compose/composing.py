"""Lay the concept out in reading order."""

from collections.abc import Iterator

from pipeline.compose.chronicle import tell
from pipeline.compose.council import proceedings
from pipeline.compose.index import Part, Slot, anchor, chapter_title, parts, references
from pipeline.compose.settle import Settler
from pipeline.manuscript import (
    Element,
    Glossary,
    GlossaryEntry,
    GoalEntry,
    GuidelineEntry,
    Guidelines,
    Heading,
    LeadGroup,
    LeadIndex,
    LeafletField,
    LeafletText,
    Manuscript,
    MeasureRow,
    MeasureTable,
    Prose,
    ProvisionRow,
    Provisions,
    Ref,
    SubmissionText,
    short_date,
)
from pipeline.model import (
    CLIMATE_SINCE,
    OPEN,
    Concept,
    FieldOfAction,
    Guideline,
    Law,
    Measure,
    Provision,
    Settings,
    Text,
)
from pipeline.numbers import totals
from pipeline.prose import plain

STAMP = "Entwurf mit offenen Prüfpunkten"
"""Printed on every page of a document built in spite of errors."""


def compose(concept: Concept, *, stamp: str = "") -> Manuscript | None:
    """Lay out a concept.

    Args:
        concept: as read; what is missing is left out.
        stamp: printed on every page if not empty.

    Returns:
        The manuscript, or None without readable settings (there is no title, version or outline then).
    """
    if concept.settings is None:
        return None
    return _Composer(concept, concept.settings).manuscript(stamp)


class _Composer:
    """Holds what every step needs: the concept, the references, the settler of prose."""

    def __init__(self, concept: Concept, settings: Settings) -> None:
        self.concept = concept
        self.settings = settings
        self.refs = references(concept)
        self.totals = totals(concept)
        self.settler = Settler(self.refs, self.totals)
        self.serving: dict[str, list[Ref]] = {}
        for measure in concept.measures:
            for goal in dict.fromkeys(measure.goals):
                self.serving.setdefault(goal, []).append(self._ref(measure.id, measure.title, "measure"))

    def manuscript(self, stamp: str) -> Manuscript:
        settings = self.settings
        return Manuscript(
            title=settings.title,
            subtitle=settings.subtitle,
            publisher=settings.publisher,
            office=settings.office,
            period=(settings.start, settings.end),
            version=settings.version.name,
            label=settings.version.label,
            paper=settings.version.paper,
            key_date=settings.version.key_date,
            disclaimer=settings.disclaimer.wording,
            stamp=stamp,
            elements=tuple(one for part in parts(self.concept) for one in self._part(part)),
            leaflet=self._leaflet(),
            submission=self._submission(),
            pictures=self.concept.pictures,
            counts=self.totals,
            chronicle=tell(self.concept, self.settler),
            proceedings=proceedings(self.concept, self.settler),
        )

    def _ref(self, key: str, title: str, kind: str) -> Ref:
        return self.refs.get(key) or Ref(key, "", title, kind)

    def _part(self, part: Part) -> Iterator[Element]:
        match part.entry.kind:
            case "teil":
                yield Heading(part.key, 1, part.number, part.entry.title or "", "part")
            case "anhang":
                first = part.opening
                title = part.entry.title or (chapter_title(first) if first else "")
                yield Heading(anchor(first) if first else part.key, 1, part.number, title, "annex")
            case "vorspann":
                pass
        for slot in part.slots:
            yield from self._slot(part, slot)

    def _slot(self, part: Part, slot: Slot) -> Iterator[Element]:
        if slot.chapter:
            yield from self._text(slot.chapter.text, slot, part)
        elif slot.field:
            yield from self._field(slot.field, slot)
        else:
            yield from self._generated(slot.name, part)

    def _text(self, source: Text, slot: Slot, part: Part) -> Iterator[Element]:
        """A chapter: its first heading is the chapter, the others follow one level below."""
        in_annex = part.entry.kind == "anhang"
        counts, key, pending = [0] * 8, slot.name, []
        for block in source.blocks:
            if block["t"] != "Header":
                pending.append(block)
                continue
            if pending:
                yield Prose(key, self.settler.blocks(pending))
                pending = []
            level, (own, _, _), inlines = block["c"]
            counts[level:] = [counts[level] + 1] + [0] * (7 - level)
            numbered = slot.shown and slot.number and not in_annex
            number = ".".join([slot.number, *map(str, counts[2 : level + 1])]) if numbered else ""
            key = own or f"{anchor(slot)}-{'-'.join(map(str, counts[2 : level + 1]))}".rstrip("-")
            if level == 1 and slot is part.opening:
                continue  # the annex's own heading says it
            front = part.entry.kind == "vorspann"
            kind = "section" if level > 1 or in_annex else "front" if front else "chapter"
            yield Heading(key, min(level + (not front), 5), number, plain(self.settler.inlines(inlines)), kind)
        if pending:
            yield Prose(key, self.settler.blocks(pending))

    def _field(self, field: FieldOfAction, slot: Slot) -> Iterator[Element]:
        code = str(field.code)
        yield Heading(code, 2, slot.number, field.title, "field", code)
        count, key, pending = 0, code, []
        for block in field.introduction.blocks:
            if block["t"] != "Header":
                pending.append(block)
                continue
            if pending:
                yield Prose(key, self.settler.blocks(pending))
                pending = []
            count += 1
            level, (own, _, _), inlines = block["c"]
            key = own or f"{code}-einleitung-{count}"
            yield Heading(key, min(level + 1, 5), "", plain(self.settler.inlines(inlines)), "section")
        if pending:
            yield Prose(key, self.settler.blocks(pending))
        if field.guidelines:
            yield Heading(f"{code}-leitlinien", 3, "", "Leitlinien", "section")
            yield Guidelines(code, self._guidelines(field.guidelines))
        if field.goals:
            yield Heading(f"{code}-ziele", 3, "", "Ziele", "section")
        for goal in field.goals:
            ref = self._ref(goal.id, goal.title, "goal")
            blocks = self.settler.blocks(goal.text.blocks)
            yield GoalEntry(goal.id, 4, ref.number, goal.title, code, blocks, tuple(self.serving.get(goal.id, ())))

    def _guidelines(self, lines: tuple[Guideline, ...]) -> tuple[GuidelineEntry, ...]:
        return tuple(
            GuidelineEntry(line.id, str(count), line.title or "", self.settler.blocks(line.text.blocks))
            for count, line in enumerate(lines, 1)
        )

    def _generated(self, name: str, part: Part) -> Iterator[Element]:
        match name:
            case "leitlinien":
                yield Guidelines("", self._guidelines(self.concept.guidelines))
            case "massnahmen":
                for count, (_, field) in enumerate(self.concept.ordered_fields, 1):
                    number = f"{part.number}.{count}"
                    yield Heading(f"massnahmen-{field.code}", 2, number, field.title, "section", field.code)
                    rows = tuple(self._measure(measure) for measure in field.measures)
                    caption = f"Maßnahmevorschläge im Handlungsfeld {field.title}"
                    yield MeasureTable(field.code, field.title, caption, rows)
            case "glossar":
                entries = sorted(self.concept.terms, key=lambda term: _sorting(term.term))
                yield Glossary(
                    tuple(
                        GlossaryEntry(
                            term.id,
                            term.term,
                            self.settler.blocks(term.definition.blocks),
                            tuple(map(str, term.avoid)),
                        )
                        for term in entries
                    )
                )
            case "vorschriften":
                for law in self.concept.laws:
                    yield self._law(law)
            case "federfuehrungen":
                yield self._leads()

    def _measure(self, measure: Measure) -> MeasureRow:
        return MeasureRow(
            key=measure.id,
            number=self._ref(measure.id, measure.title, "measure").number,
            title=measure.title,
            description=self.settler.blocks(measure.description.blocks),
            goals=tuple(self._ref(goal, "", "goal") for goal in dict.fromkeys(measure.goals)),
            lead=measure.lead,
            partners=tuple(map(str, measure.partners)) or (OPEN,),
            period=measure.period.printed,
            funding=measure.funding,
            effect=self.settler.blocks(measure.effect.blocks),
        )

    def _law(self, law: Law) -> Provisions:
        def row(one: Provision) -> ProvisionRow:
            return ProvisionRow(
                key=one.id,
                norm=one.norm,
                article=one.article,
                title=one.title,
                blocks=self.settler.blocks(one.content.blocks),
                valid_from=short_date(one.valid_from),
                valid_to=one.valid_to if isinstance(one.valid_to, str) else short_date(one.valid_to),
                successor=one.successor,
                concerns=one.concerns,
                uncertain=one.uncertain,
            )

        return Provisions(law.code, law.title, law.source, tuple(map(row, law.provisions)))

    def _leads(self) -> LeadIndex:
        groups: dict[str, list[Ref]] = {}
        for measure in self.concept.measures:
            groups.setdefault(str(measure.lead), []).append(self._ref(measure.id, measure.title, "measure"))
        divisions = {str(office.name): str(office.division) for office in self.concept.offices}
        names = sorted(groups, key=lambda name: (name == OPEN, _sorting(name)))
        return LeadIndex(tuple(LeadGroup(name, divisions.get(name, ""), tuple(groups[name])) for name in names))

    def _leaflet(self) -> LeafletText | None:
        texts = self.concept.leaflet
        if texts is None:
            return None
        return LeafletText(
            title=texts.title,
            subtitle=texts.subtitle,
            invitation=self.settler.blocks(texts.invitation.blocks),
            how_to_read=self.settler.blocks(texts.how_to_read.blocks),
            notice=self.settler.blocks(texts.notice.blocks),
            contact=self.settler.blocks(texts.contact.blocks),
            guidelines=self._guidelines(self.concept.guidelines),
            fields=tuple(
                LeafletField(
                    field.code,
                    self._ref(field.code, field.title, "field").number,
                    field.title,
                    field.sign,
                    field.colour,
                    tuple(plain(list(self.settler.blocks(line.text.blocks))) for line in field.guidelines),
                    tuple(self._ref(goal.id, goal.title, "goal") for goal in field.goals),
                )
                for _, field in self.concept.ordered_fields
            ),
        )

    def _submission(self) -> SubmissionText | None:
        form = self.concept.submission
        if form is None:
            return None
        return SubmissionText(
            form=form,
            resolution=self.settler.blocks(form.resolution.blocks),
            finances=self.settler.blocks(form.finances.statement.blocks),
            reasons=self.settler.blocks(form.reasons.blocks),
            climate=self.settler.blocks(form.climate.blocks) if form.climate and form.created >= CLIMATE_SINCE else (),
        )


_UMLAUTS = str.maketrans({"ä": "a", "ö": "o", "ü": "u", "ß": "ss", "é": "e"})


def _sorting(name: str) -> str:
    """German alphabetical order after DIN 5007-1: umlauts like their vowels, case aside."""
    return name.casefold().translate(_UMLAUTS)
