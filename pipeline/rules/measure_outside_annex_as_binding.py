"""The text before the annex speaks of the measures as if they were decided.

The measures are proposals; the disclaimer in the annex says so. A sentence such as "Die Maßnahmen
werden umgesetzt" in a chapter, in the submission or on the leaflet promises what nobody has
decided, and a committee will quote it. Negations, quotations, conditions and proposals are left alone.

Bad:  "Die Maßnahmen sind verbindlich", "Alle sind bis 2018 umzusetzen", "die beschlossenen Maßnahmen"
Good: "Über jede Maßnahme wird einzeln entschieden", "Die Maßnahmen sind nicht verbindlich"
"""

import functools
import re
from collections.abc import Iterator

from pipeline.claims import Claim, claims
from pipeline.findings import Finding, Severity
from pipeline.model import Concept
from pipeline.passages import passages

SEVERITY = Severity.WARNING

_KINDS = frozenset({"chapter", "introduction", "guideline", "goal", "submission", "leaflet"})
_NOUN = re.compile(r"\bMaßnahme(?:n|(?:n?vorschl(?:ag|ags|äge|ägen)))?\b")
_DONE = "umgesetzt|durchgeführt|realisiert|verwirklicht|finanziert|eingeführt|begonnen|abgeschlossen"
_TO_DO = "umzusetzen|durchzuführen|zu (?:realisieren|verwirklichen|finanzieren|erfüllen|beginnen)|einzuhalten"
_BINDING = (
    r"(?<!un)(?:verbindlich|verpflichtend|bindend)(?:e[mnrs]?)?\b"
    rf"|\b(?:ist|sind)\s(?:[^;]*\s)?(?:{_TO_DO})\b"
    rf"|\b(?:wird|werden|muss|müssen)\s(?:[^;]*\s)?(?:{_DONE}|umsetzen|durchführen|verwirklichen)\b"
    rf"|\b(?:{_DONE})\s(?:werden|wird)\b"
    r"|\bsetz(?:t|en)\s(?:[^;,]*\s)?Maßnahme[^;,]*\sum\b"
    rf"|\bverpflichte[nt]\b[^;]*?\b(?:{_TO_DO}|Maßnahme)|Maßnahme[^;]*?\bverpflichtet\b"
    r"|\b(?:beschlossenen?|verabschiedeten?|zugesagten?|festgelegten?)\s(?:[a-zäöüß]+\s)?Maßnahme"
    r"|\bMaßnahme\w*\s(?:sind|werden|wurden)\s(?:[^;,]*\s)?(?:beschlossen|zugesagt|festgelegt)\b"
    r"|\bbeschließ(?:t|en)\s(?:[^;,]*\s)?Maßnahme\w*"
)
_HEDGE = (
    r"(?i)\b(?:soll(?:en|te|ten)?|kann|können|könnten?|möchten?|würden?|darf|dürfen|ob|wie|wann|wer|"
    r"welche[rnms]?|wenn|falls|sofern|"
    r"soweit|sobald|bevor|erst|vorbehaltlich|einzeln\w*|jeweils|Einzelbeschl\w+|Einzelvorlage|Vorschlag|"
    r"vorgeschlagen\w*|"
    r"Empfehlung\w*|über (?:\w+ ){0,2}Maßnahme\w*|Vorrang|seien|sei)\b|\bnach (?:dem|einem|eigenem) "
    r"Beschluss\b"
)
_CONDITION = re.compile(r"\b(?:sobald|wenn|falls|sofern|soweit|nachdem|bevor)\b", re.IGNORECASE)
_OTHERS = re.compile(r"\b(?:Leitlinien?|Zielen?|Fassung|Wortlaut|Hinweis)\b")
_THEY = re.compile(r"(?:Sie|Diese|Alle|Jede davon)\b")


def check(concept: Concept) -> Iterator[Finding]:
    """Yield a finding at each sentence outside the annex that treats measures as decided."""
    annex = (
        {name for entry in concept.settings.outline if entry.kind == "anhang" for name in entry.content}
        if (concept.settings)
        else set()
    )
    for passage in passages(concept):
        if passage.kind not in _KINDS or passage.subject in annex or "Maßnahme" not in passage.text.source:
            continue
        before = ""
        for one in claims(passage.text, "Maßnahme"):
            about = _NOUN.search(one.words) or (_THEY.match(one.words) and _NOUN.search(before))
            if about and (found := _binding(one)):
                yield Finding(
                    one.place,
                    f"Der Text spricht von Maßnahmen, als wären sie beschlossen: „{found}“",
                    "als Vorschlag fassen oder auf den Einzelbeschluss hinweisen; die Maßnahmen des "
                    "Anhangs sind nicht verbindlich",
                    subject="" if passage.kind in {"chapter", "submission", "leaflet"} else passage.subject,
                )
            before = one.words


@functools.cache
def _pattern() -> re.Pattern[str]:
    return re.compile(_BINDING, re.IGNORECASE)


def _binding(one: Claim) -> str:
    """Give the passage that treats the measures as decided, empty if there is none."""
    for found in _pattern().finditer(one.words):
        clause = one.clause(*found.span())
        of_others = _OTHERS.search(clause) and not _NOUN.search(clause)
        if not (one.denied(*found.span()) or re.search(_HEDGE, clause) or _CONDITION.search(one.words) or of_others):
            return found[0].strip()
    return ""
