"""A reference in the text leads nowhere.

In print it would read "siehe [Z-WOH-99?]", and a reader of the PDF would click into nothing.

Bad:  `siehe [](#Z-WOH-99)`, `[](zahl:zile)`, `[hier](javascript:…)`
Good: `siehe [](#Z-WOH-03)`, `[](zahl:ziele)`, `[Amtsblatt](https://…)`
"""

import difflib
from collections import Counter
from collections.abc import Iterator

from pipeline.findings import Finding
from pipeline.model import Concept
from pipeline.numbers import totals
from pipeline.prose import headings, links_of, place_of_target

_SCHEMES = ("http://", "https://", "mailto:")


def check(concept: Concept) -> Iterator[Finding]:
    """Yield a finding at each link whose target does not exist."""
    anchors = set(concept.declared)
    for chapter in concept.chapters.values():
        anchors.update(key for _, key, _ in headings(chapter.text.blocks) if key)
    for field in concept.fields.values():
        anchors.update(key for _, key, _ in headings(field.introduction.blocks) if key)
    numbers = totals(concept)
    for text in concept.texts():
        seen: Counter[str] = Counter()
        for target, _ in links_of(text):
            place = place_of_target(text, target, seen[target])
            seen[target] += 1
            if target.startswith("#"):
                if target[1:] not in anchors:
                    yield Finding(place, f"Der Verweis „{target}“ führt ins Leere", _hint(target[1:], anchors, "#"))
            elif target.startswith(("zahl:", "zahlwort:")):
                scheme, name = target.split(":", 1)
                if name not in numbers:
                    yield Finding(place, f"Die Zahl „{name}“ gibt es nicht", _hint(name, set(numbers), f"{scheme}:"))
            elif not target.startswith(_SCHEMES):
                yield Finding(
                    place,
                    f"Der Verweis „{target}“ ist keine Adresse, die gedruckt werden kann",
                    "mit https://, mailto: oder # (Kennung im Konzept) beginnen",
                )


def _hint(name: str, known: set[str], prefix: str) -> str:
    near = difflib.get_close_matches(name, sorted(known), 1, 0.5)
    return f"meinten Sie „{prefix}{near[0]}“?" if near else f"möglich sind z. B. {', '.join(sorted(known)[:4])}"
