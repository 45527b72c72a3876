"""Two things that a reader cites would look the same.

Amendments cite "A.1" or the heading of a section. If two things print the same number, if two
headings of a chapter read alike or if a heading has the id of something else, nobody can tell which
one was meant, and the links of the PDF lead to the wrong one.

Bad:  `massnahmen` in part III (3.1 is a chapter as well); `## Fristen` twice in one chapter
Good: fields and chapters in parts, `massnahmen` in one annex; every heading of a chapter reads differently
"""

from collections.abc import Iterator

from pipeline.findings import Finding, Severity
from pipeline.model import Concept, Scalar, Text
from pipeline.prose import headings, places_of_headings

_LETTERS = 26
_PRINTED = ("Leitlinien", "Ziele")
"""Headings that a field gets in print."""


def check(concept: Concept) -> Iterator[Finding]:
    """Yield a finding at each number, heading or id that stands for two things."""
    taken: dict[str, str] = {}
    for number, name in _numbers(concept):
        if number in taken:
            yield Finding(
                name.place,
                f"„{name}“ bekäme die Nummer {number}, die schon „{taken[number]}“ trägt",
                "Kapitel und Handlungsfelder in Teilen führen, „massnahmen“ einmal in einem Anhang",
            )
        taken.setdefault(number, name)
    for chapter in concept.chapters.values():
        yield from _alike(chapter.text)
    if concept.submission:
        yield from _alike(concept.submission.reasons)
    for field in concept.fields.values():
        yield from _alike(field.introduction, _PRINTED)
    yield from _shared(concept)


def _numbers(concept: Concept) -> Iterator[tuple[str, Scalar]]:
    """Number the outline as it will be printed, as far as two numbers can meet."""
    settings = concept.settings
    part = annex = 0
    for entry in settings.outline if settings else ():
        part += entry.kind == "teil"
        annex += entry.kind == "anhang"
        letter = chr(ord("A") + (annex - 1) % _LETTERS)
        prefix = {"teil": str(part), "anhang": letter, "vorspann": ""}[entry.kind]
        if entry.kind == "anhang" and entry.content:
            yield letter, entry.content[0]
        has_fields = any(name in concept.fields for name in entry.content)
        count = -1 if has_fields and entry.content[0] in concept.chapters else 0
        for name in entry.content:
            if name == "massnahmen":
                yield from ((f"{prefix}.{row}", name) for row in range(1, len(concept.fields) + 1))
            elif name in concept.fields or (name in concept.chapters and entry.kind == "teil"):
                count += 1
                yield f"{prefix}.{count}" if prefix else "ohne Teil", name


def _alike(text: Text, printed: tuple[str, ...] = ()) -> Iterator[Finding]:
    titles = [title.casefold() for _, _, title in headings(text.blocks)]
    if len({*titles, *map(str.casefold, printed)}) == len(titles) + len(printed):
        return
    seen = {title.casefold() for title in printed}
    for place, _, _, title in places_of_headings(text):
        if title.casefold() in seen:
            yield Finding(
                place,
                f"Die Überschrift „{title}“ steht in diesem Kapitel zweimal",
                "eine der Überschriften genauer fassen, damit Änderungsanträge sie nennen können",
                severity=Severity.WARNING,
            )
        seen.add(title.casefold())


def _shared(concept: Concept) -> Iterator[Finding]:
    """Ids of headings in fields and in the submission; those of chapters are another rule's."""
    known = set(concept.declared)
    for chapter in concept.chapters.values():
        known.update(key for _, key, _ in headings(chapter.text.blocks) if key)
    for field in concept.fields.values():
        known.update({f"massnahmen-{field.code}", f"{field.code}-leitlinien", f"{field.code}-ziele"})
    texts = [field.introduction for field in concept.fields.values()]
    for text in (*texts, *((concept.submission.reasons,) if concept.submission else ())):
        if "{#" not in text.source:
            continue
        for place, _, key, title in places_of_headings(text):
            if key and key in known:
                yield Finding(
                    place,
                    f"Die Überschrift „{title}“ trägt die Kennung {key}, die schon etwas anderes bezeichnet",
                    f"eine andere Kennung eintragen, z. B. {{#{key}-text}}",
                    subject=key,
                )
            known.add(key)
