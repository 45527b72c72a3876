"""A link whose text does not say where it leads.

People who use a screen reader move from link to link and hear only their texts: "hier, hier, mehr".
On paper "hier" leads nowhere at all. WCAG 2.4.4 wants a text that tells the target.

Bad:  `[hier](https://…)`, `[siehe hier](#kap-anlass)`, `<https://www.potsdam.de/content/1234>` (a warning)
Good: `[Amtsblatt 7/2012](https://…)`, `[www.potsdam.de](https://www.potsdam.de)`, `[](#kap-anlass)`
"""

import re
from collections import Counter
from collections.abc import Iterator

from pipeline.findings import Finding, Severity
from pipeline.model import Concept
from pipeline.prose import links_of, place_of_target, plain

_EMPTY = frozenset(
    "hier|da|dort|link|siehe|siehe hier|siehe dort|siehe link|siehe unten|siehe oben|hier klicken|"  # noqa: SIM905
    "klick|klicken sie hier|klicken|bitte hier klicken|mehr|mehr dazu|mehr dazu hier|mehr hier|"
    "mehr erfahren|mehr lesen|mehr informationen|mehr infos|weiter|weiterlesen|weitere informationen|"
    "weitere infos|weiteres|infos|info|informationen|details|www|web|url|http|https|homepage|website|"
    "webseite|internet|internetseite|im internet|seite|diese seite|dieser link|dieser seite|"
    "diesem link|unter diesem link|quelle|adresse|download|herunterladen|pdf|datei|dokument|"
    "zum dokument|zur seite|zum link|s. hier|s. o|s. u".split("|")
)
_ADDRESS = re.compile(r"https?://\S+|www\.[^\s/]+/\S+", re.IGNORECASE)
_LINK = re.compile(r"\[([^\[\]]*)\]\(<?([^)\s>]*)")
_UNUSUAL = re.compile(r"<https?:|\]\[|^[ ]{0,3}\[(?!\^)[^\]]+\]:", re.MULTILINE)
_MADE = ("#", "zahl:", "zahlwort:")


def check(concept: Concept) -> Iterator[Finding]:
    """Yield a finding at each link without a telling text."""
    for text in concept.texts():
        if not _suspicious(text.source):
            continue
        seen: Counter[str] = Counter()
        for target, inlines in links_of(text):
            occurrence, words = seen[target], plain(list(inlines))
            seen[target] += 1
            if _telling(words, target):
                continue
            yield Finding(
                text.place_of(f"<{target}>") if words == target else place_of_target(text, target, occurrence),
                f"Der Text „{words}“ sagt nicht, wohin der Verweis führt" if words else "Der Verweis hat keinen Text",
                "die eckigen Klammern leer lassen, dann steht dort der Titel des Ziels"
                if target.startswith("#")
                else "zwischen „[“ und „]“ sagen, was man dort findet, z. B. „Amtsblatt 7/2012“",
                severity=Severity.WARNING if _ADDRESS.fullmatch(words) else Severity.ERROR,
            )


def _telling(words: str, target: str) -> bool:
    bare = words.casefold().strip(" .,:;!>»→…()*_")
    return bare not in _EMPTY and not _ADDRESS.fullmatch(words) if bare else not words and target.startswith(_MADE)


def _suspicious(source: str) -> bool:
    """A quick look at the Markdown; most texts need no walk through their tree."""
    if "](" not in source and "<http" not in source and "]:" not in source:
        return False
    return bool(_UNUSUAL.search(source)) or not all(
        _telling(" ".join(found[1].split()), found[2]) for found in _LINK.finditer(source)
    )
