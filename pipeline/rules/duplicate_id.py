"""The same id stands twice.

Ids are what references, amendments and comparisons hold on to. Two items with one id make
every one of them ambiguous. Ids are never reused, not even after an item was taken out.

Bad:  two measures with `id: M-WOH-07`, two headings with `{#kap-anlass}`
Good: the new measure gets the next free id, `M-WOH-26`
"""

import re
from collections.abc import Iterator

from pipeline.findings import Finding
from pipeline.model import Concept
from pipeline.prose import places_of_headings


def check(concept: Concept) -> Iterator[Finding]:
    """Yield a finding at each further place of an id."""
    declared = {key: list(places) for key, places in concept.declared.items()}
    for chapter in concept.chapters.values():
        for place, _, key, _ in places_of_headings(chapter.text):
            if key:
                declared.setdefault(key, []).append(place)
    for key, places in declared.items():
        first, *others = sorted(places)
        for place in others:
            yield Finding(
                place,
                f"Die Kennung {key} ist schon vergeben ({first})",
                f"eine freie Kennung eintragen, z. B. {_next_free(key, concept)}",
                subject=key,
            )


def _next_free(key: str, concept: Concept) -> str:
    found = re.fullmatch(r"(.*-)(\d+)", key)
    if not found:
        return f"{key}-2"
    stem, digits = found.groups()
    used = [
        int(other.removeprefix(stem))
        for other in concept.declared
        if other.startswith(stem) and other.removeprefix(stem).isdigit()
    ]
    return f"{stem}{max(used) + 1:0{len(digits)}d}"
