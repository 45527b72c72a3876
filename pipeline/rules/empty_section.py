"""A heading with nothing below it.

Usually a note to oneself that was forgotten. In print it is a hole, in the contents a promise, and
for people who move by headings a dead end.

Bad:  `## Finanzierung` followed at once by `## Fristen`, or by the end of the chapter
Good: at least one sentence under each heading
"""

from collections.abc import Iterator

from pipeline.findings import Finding
from pipeline.model import GENERATED, Concept, Text
from pipeline.prose import places_of_headings, plain

_SURELY_TEXT = 400
_REMEDY = "einen Text darunter schreiben oder die Überschrift löschen"


def check(concept: Concept) -> Iterator[Finding]:
    """Yield a finding at each heading, goal and introduction without text."""
    continued = _continued(concept)
    for path, chapter in concept.chapters.items():
        yield from _holes(chapter.text, open_end=path in continued)
    if concept.submission:
        yield from _holes(concept.submission.reasons)
    for _, field in concept.ordered_fields:
        yield from _holes(field.introduction)
        if not any(block["t"] == "Header" for block in field.introduction.blocks) and _is_empty(field.introduction):
            yield Finding(
                field.introduction.place,
                f"Die Einleitung des Handlungsfelds „{field.title}“ enthält keinen Text",
                "in einigen Sätzen die Ausgangslage beschreiben",
                subject=field.code,
            )
        for goal in field.goals:
            if _is_empty(goal.text):
                yield Finding(
                    goal.text.place,
                    f"Ziel {goal.id} enthält keinen Text",
                    "beschreiben, was erreicht sein soll und woran man es erkennt",
                    subject=goal.id,
                )


def _continued(concept: Concept) -> set[str]:
    """The chapters that something generated follows: its list is the text under the last heading."""
    found: set[str] = set()
    for entry in concept.settings.outline if concept.settings else ():
        found.update(name for name, after in zip(entry.content, entry.content[1:], strict=False) if after in GENERATED)
    return found


def _holes(text: Text, *, open_end: bool = False) -> Iterator[Finding]:
    blocks = text.blocks
    empty = [
        index
        for index, block in enumerate(blocks)
        if block["t"] == "Header"
        and (
            not open_end
            if index + 1 == len(blocks)
            else blocks[index + 1]["t"] == "Header" and blocks[index + 1]["c"][0] <= block["c"][0]
        )
    ]
    if not empty:
        return
    places = list(places_of_headings(text))
    rank = {index: row for row, index in enumerate(i for i, block in enumerate(blocks) if block["t"] == "Header")}
    for index in empty:
        place, _, _, title = places[rank[index]]
        yield Finding(place, f"Unter der Überschrift „{title}“ steht nichts", _REMEDY)


def _is_empty(text: Text) -> bool:
    if len(text.source) > _SURELY_TEXT or not text.blocks:
        return False
    return not any(plain(block) or block["t"] in {"Table", "Figure"} for block in text.blocks if block["t"] != "Header")
