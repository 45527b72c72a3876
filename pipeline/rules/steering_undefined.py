"""Part III does not say who coordinates the whole.

"Gesamtsteuerung muss noch festgelegt werden!" stood in the draft of 2016 and was the first question
in the committees: without somebody who keeps the whole together, each office does its own part or
none. Who may be named is set in ``konzept.yaml`` under ``regelwerk: gesamtsteuerung``.

Bad:  "Wer die Umsetzung insgesamt steuert, muss noch festgelegt werden."
Good: "Die Steuerungsgruppe steuert und koordiniert die Umsetzung über alle Geschäftsbereiche hinweg."
"""

import re
from collections.abc import Iterator

from pipeline.findings import Finding, Severity
from pipeline.model import Concept, Text
from pipeline.passages import Sentence, sentences
from pipeline.places import Place

SEVERITY = Severity.WARNING

_THIRD = 3
_TOPIC = re.compile(
    r"\b(?:Gesamt(?:steuer|koordin|verantwort|leit|feder)\w*|[Ss]teuer(?:t|n|ung)|[Kk]oordini\w+|"
    r"[Kk]oordination|[Ll]enk(?:t|en|ung))\b"
)
_DECIDED = (
    "(?:festgelegt|festzulegen|geklärt|bestimmt|entschieden|geregelt|benannt|offen|"
    "zu (?:klären|bestimmen|entscheiden|regeln|benennen))"
)
_OPEN = re.compile(
    rf"\b(?:noch|später) (?:\w+ ){{0,2}}{_DECIDED}\b|\b(?:ist|sind|bleibt|bleiben) (?:\w+ )?(?:offen|"
    rf"ungeklärt|unklar)\b|"
    r"\bsteht (?:noch )?nicht fest\b"
)
_WHOLE = re.compile(
    r"\bGesamt\w+|\b(?:Umsetzung|Konzepte?s?|Integrationskonzept\w*|insgesamt|Ganze[ns]?|aller? "
    r"Handlungsfelder|alle[rn]? Geschäftsbereiche)\b"
)
_STEERS = re.compile(
    r"\b(?:steuert|steuern|koordiniert|koordinieren|lenkt|lenken|leitet|leiten|verantwortet|verantworten)\b"
    r"|\b(?:hat|trägt|übernimmt|behält|führt|erhält|liegt|obliegt|übertragen|haben|tragen|"
    r"übernehmen)\b.*\bGesamt\w+"
    r"|\bGesamt\w+.*\b(?:hat|trägt|übernimmt|liegt|obliegt|übertragen|haben|tragen|übernehmen)\b"
)
_HEDGE = re.compile(
    r"\b(?:[Ww]er|[Oo]b|noch|offen|könnten?|können|kann|denkbar|Möglichkeit\w*|möglich|nicht|kein\w*|"
    r"niemand|weder|wenn|falls|"
    r"Varianten?|Option\w*|entweder|oder|bisher|früher|damals|ließ|selbst|prüft|geprüft|Wohn\w+|"
    r"Projekt\w*)\b"
)
_CHOICE = re.compile(r"\b(?:[Dd]enkbar|Möglichkeiten|Varianten|Optionen|zur Wahl|Vorschläge)\b[^.]*:$")


def check(concept: Concept) -> Iterator[Finding]:
    """Yield a finding if part III leaves the overall coordination open or does not mention it."""
    texts = _part(concept)
    rules = concept.settings.rule_settings if concept.settings else None
    names = tuple(map(str, rules.coordination)) if rules else ()
    all_sentences = [one for text in texts if _TOPIC.search(text.source) for one in sentences(text)]
    for one in all_sentences:
        if _OPEN.search(one.words) and _TOPIC.search(one.words) and _WHOLE.search(one.words):
            yield _finding(one.place, "Teil III lässt offen, wer die Umsetzung insgesamt steuert", names)
            return
    if texts and not any(_says_who(one, names) for one in _outside_choices(all_sentences)):
        yield _finding(texts[0].place, "Teil III sagt nicht, wer die Umsetzung insgesamt steuert", names)


def _part(concept: Concept) -> list[Text]:
    """The chapters of the third part."""
    entries = [entry for entry in concept.settings.outline if entry.kind == "teil"] if concept.settings else []
    if len(entries) < _THIRD:
        return []
    return [concept.chapters[name].text for name in entries[_THIRD - 1].content if name in concept.chapters]


def _says_who(one: Sentence, names: tuple[str, ...]) -> bool:
    if not _STEERS.search(one.words) or _HEDGE.search(one.words) or not _WHOLE.search(one.words):
        return False
    return not names or any(name in one.words for name in names)


def _outside_choices(found: list[Sentence]) -> Iterator[Sentence]:
    """Leave out what only follows "Denkbar sind drei Möglichkeiten:"."""
    choosing = 0
    for one in found:
        choosing = 6 if _CHOICE.search(one.words) else max(0, choosing - 1)
        if not choosing:
            yield one


def _finding(place: Place, message: str, names: tuple[str, ...]) -> Finding:
    who = " oder ".join(f"„{name}“" for name in names) or "die Steuerungsgruppe"
    return Finding(
        place,
        message,
        f"in einem Satz festlegen, wer steuert, z. B. {who} mit „steuert und koordiniert die Umsetzung“",
    )
