"""The same id stands twice.

Ids are what references, amendments and comparisons hold on to. Two items with one id make
every one of them ambiguous. Ids are never reused, not even after an item was taken out.

Bad:  two measures with `id: M-WOH-07`
Good: the new measure gets the next free id, `M-WOH-26`
"""

import re
from collections.abc import Iterator

from pipeline.findings import Finding
from pipeline.model import Concept


def check(concept: Concept) -> Iterator[Finding]:
    """Yield a finding at each further place of an id."""
    for key, places in concept.declared.items():
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
    used = [int(other.removeprefix(stem)) for other in concept.declared
            if other.startswith(stem) and other.removeprefix(stem).isdigit()]
    return f"{stem}{max(used) + 1:0{len(digits)}d}"
