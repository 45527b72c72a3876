"""Who has which number: the one place where printed numbers are made.

Parts count I, II, III; chapters and fields 1.1, 1.2 … within their part; sections and goals a
third step; a chapter that introduces the fields of its part is number 0, so that field 2.1 has its
measures in A.1; annexes A, B …, fields in the annex A.1, measures A.1.1.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from pipeline.manuscript import Ref
from pipeline.model import GENERATED, Chapter, Concept, FieldOfAction, OutlineEntry
from pipeline.prose import headings, plain

_ROMAN = ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")


@dataclass(frozen=True, slots=True)
class Slot:
    """One entry of the outline with its number.

    Attributes:
        kind: what stands there.
        number: the chapter's or field's number.
        name: path or name of the generated part.
        chapter: for a Markdown file.
        field: for a field file.
        shown: whether sections below are numbered.
    """

    kind: Literal["chapter", "field", "generated"]
    number: str
    name: str
    chapter: Chapter | None = None
    field: FieldOfAction | None = None
    shown: bool = True


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the outline with its number and its slots."""

    entry: OutlineEntry
    number: str
    key: str
    slots: tuple[Slot, ...]

    @property
    def opening(self) -> Slot | None:
        """The chapter whose heading is the heading of the annex."""
        chapters = (slot for slot in self.slots if slot.chapter)
        return next(chapters, None) if self.entry.kind == "anhang" else None


def parts(concept: Concept) -> tuple[Part, ...]:
    """Lay the outline over the concept; entries that do not exist are left out (a rule reports them)."""
    if concept.settings is None:
        return ()
    found = []
    roman = letters = 0
    keys: Counter[str] = Counter()
    for entry in concept.settings.outline:
        number = ""
        if entry.kind == "teil":
            roman += 1
            number = str(roman)
        elif entry.kind == "anhang":
            letters += 1
            number = chr(ord("A") + (letters - 1) % 26)
        key = _part_key(entry)
        keys[key] += 1
        key = f"{key}-{keys[key]}" if keys[key] > 1 else key
        found.append(Part(entry, number, key, tuple(_slots(concept, entry, number))))
    return tuple(found)


def _part_key(entry: OutlineEntry) -> str:
    """Make an anchor that stays when parts change places: of the kind and the title."""
    title = unicodedata.normalize("NFKD", entry.title or "").casefold()
    return "-".join([entry.kind, *re.findall(r"[a-z0-9]+", title.replace("\u0308", ""))])


def roman(number: str) -> str:
    """Write a part's number as it is printed: ``2`` → ``II``."""
    return _ROMAN[int(number)] if number.isdigit() and int(number) < len(_ROMAN) else number


def _slots(concept: Concept, entry: OutlineEntry, part: str) -> Iterator[Slot]:
    has_fields = any(name in concept.fields for name in entry.content)
    count = -1 if has_fields and entry.content[0] in concept.chapters else 0
    for name in entry.content:
        chapter, field = concept.chapters.get(name), concept.fields.get(name)
        if name in GENERATED:
            yield Slot("generated", part, name)
        elif entry.kind == "anhang" and chapter:
            yield Slot("chapter", part, name, chapter)
        elif chapter or field:
            count += 1
            number = f"{part}.{count}" if part else ""
            yield Slot("chapter" if chapter else "field", number, name, chapter, field, shown=bool(part))


def references(concept: Concept) -> dict[str, Ref]:
    """Give everything that can be referred to, by id."""
    refs: dict[str, Ref] = {}
    for part in parts(concept):
        for slot in part.slots:
            if slot.chapter:
                refs.update(_chapter_refs(slot, part))
            elif slot.field:
                field = slot.field
                refs[field.code] = Ref(field.code, slot.number, field.title, "field")
                for _, key, title in headings(field.introduction.blocks):
                    if key:
                        refs[key] = Ref(key, "", title, "section")
                for count, goal in enumerate(field.goals, 1):
                    refs[goal.id] = Ref(goal.id, f"{slot.number}.{count}".lstrip("."), goal.title, "goal")
        letter = next((part.number for slot in part.slots if slot.name == "massnahmen"), None)
        if letter:
            for row, (_, field) in enumerate(concept.ordered_fields, 1):
                for count, measure in enumerate(field.measures, 1):
                    refs[measure.id] = Ref(measure.id, f"{letter}.{row}.{count}", measure.title, "measure")
    for count, line in enumerate(concept.guidelines, 1):
        refs[line.id] = Ref(line.id, str(count), line.title or "", "guideline")
    for field in concept.fields.values():
        for count, line in enumerate(field.guidelines, 1):
            refs[line.id] = Ref(line.id, str(count), field.title, "guideline")
    for term in concept.terms:
        refs[term.id] = Ref(term.id, "", term.term, "term")
    for provision in concept.provisions:
        refs[provision.id] = Ref(provision.id, "", provision.norm, "provision")
    return refs


def _chapter_refs(slot: Slot, part: Part) -> Iterator[tuple[str, Ref]]:
    assert slot.chapter is not None  # noqa: S101
    counts = [0] * 8
    for level, key, written in headings(slot.chapter.text.blocks):
        title = written
        counts[level:] = [counts[level] + 1] + [0] * (7 - level)
        number = ".".join([slot.number, *map(str, counts[2 : level + 1])]) if slot.shown and slot.number else ""
        if part.entry.kind == "anhang":
            heads = slot is part.opening and level == 1
            number, title = (part.number, part.entry.title or title) if heads else ("", title)
        if key:
            yield key, Ref(key, number, title, "chapter" if level == 1 else "section")


_INNER_QUOTES = str.maketrans("„“", "‚‘")


def printed(ref: Ref) -> str:
    """Write what stands in place of a cross-reference; quotes within the title become inner ones."""
    title = ref.title.translate(_INNER_QUOTES)
    match ref.kind:
        case "goal":
            return f"Ziel {ref.number} „{title}“"
        case "measure":
            return f"Maßnahme {ref.number} „{title}“"
        case "field":
            return f"Handlungsfeld {ref.number} „{title}“"
        case "guideline":
            return f"Leitlinie {ref.number}" + (f" „{title}“" if title else "")
        case "term":
            return f"„{title}“ (Glossar)"
        case "provision":
            return f"{title} ({ref.key})"
        case _ if ref.number and ref.number.isalpha():
            return f"Anhang {ref.number} „{title}“"
        case _:
            return f"Abschnitt {ref.number} „{title}“" if ref.number else f"Abschnitt „{title}“"


def anchor(slot: Slot) -> str:
    """Give the anchor of a chapter: its own id, else one made of its path."""
    if slot.chapter:
        for block in slot.chapter.text.blocks:
            if block["t"] == "Header":
                own = block["c"][1][0]
                return own or slot.name.removesuffix(".md").replace("/", "-")
    return slot.name.removesuffix(".md").replace("/", "-")


def chapter_title(slot: Slot) -> str:
    """Give the first heading of a chapter, empty without one."""
    if slot.chapter:
        for block in slot.chapter.text.blocks:
            if block["t"] == "Header":
                return plain(block["c"][2])
    return ""
