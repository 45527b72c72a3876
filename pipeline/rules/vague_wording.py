"""A goal or measure that says only soft things.

"Die Zusammenarbeit soll gefördert und gestärkt werden": nobody can tell after three years whether
it was done. The committees' verdict on the draft was "too many goals and measures that are not
concrete". A goal or measure is reported when its sentences rest on soft verbs and nothing
in it can be checked: no number, date or rhythm, no sign of success, no named product, no period.
More verbs can be listed in ``konzept.yaml`` under ``regelwerk: weiche_verben``.

Bad:  "Die Stadt fördert Begegnung. Die Zusammenarbeit der Vereine soll gestärkt werden."
Good: "Die Stadt fördert in jedem Jahr zwölf Feste der Nachbarschaft."
"""

import functools
import re
from collections.abc import Iterator

from pipeline.findings import Finding, Severity
from pipeline.model import Concept, Measure, Text
from pipeline.passages import split
from pipeline.places import Place
from pipeline.prose import plain

SEVERITY = Severity.HINT
STRICT = True

_STEMS = tuple(
    "förder unterstütz stärk verbesser begleit anreg angereg anzureg prüf wirk sensibili intensiv bau "  # noqa: SIM905
    "weiter optim vertief ermutig motivier thema berücksicht streb bemüh setz beitr beige beizu trägt "
    "trag treib trieb anker erleicht ermöglich würdig schätz achte blick vernetz bewusst weitet".split()
)
"""A quick look: a text with few of these is not walked at all."""
_SOFT = (
    r"(?:ge)?förder\w+|unterstütz\w+|(?:ge)?stärk\w+|verbesser\w+|begleite\w+|an(?:ge|zu)?reg\w+|(?:ge|"
    r"über)?prüf\w+|hinwirk\w+|hingewirkt|"
    r"hinzuwirken|wirk\w+\b.*\bhin|sensibilisier\w+|intensivier\w+|aus(?:ge|zu)?bau\w+|"
    r"weiterentwickel\w+|weiterzuentwickeln|optimier\w+|"
    r"vertief\w+|ermutig\w+|motivier\w+|thematisier\w+|berücksichtig\w+|an(?:ge|zu)?streb\w+|"
    r"strebt\b.*\ban|bemüh\w+|setz(?:t|en) (?:sich|uns)\b.*\bein|"
    r"einzusetzen|bei(?:ge|zu)?tr[aä]g\w+|trägt\b.*\bbei|tragen\b.*\bbei|voran(?:ge|zu)?tr[ei]\w+|"
    r"verankert?\w*|erleichter\w+|"
    r"ermöglich\w+|würdig\w+|wert(?:ge|zu)?sch[aä]tz\w+|achte[nt]|im Blick|vernetz\w+|bewusst\w*|"
    r"ausgeweitet|erweiter\w+"
)
_CHECKABLE = (
    r"\d|\b(?:zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|elf|zwölf|zwanzig|dreißig|fünfzig|"
    r"hundert)\w*|\b(?:ein|zwei|drei|vier)mal\b|"
    r"\b\w*(?:jährlich|monatlich|wöchentlich|täglich)\w*|\bProzent\b|\b(?:in|zu|vor|nach) jede[rmns]?\b|"
    r"\bjede[rsnm]?\s\w+|\balle[rn]?\s[A-ZÄÖÜ]\w+|"
    r"\bJahres?\b|\bMonate?n?\b|\bWochen?\b|\bSommer|\bHerbst|\bFrühjahr|\bWinter|\bEnde\b|"
    r"\b(?:[Ee]rreicht|[Ee]rkennbar|[Ee]rkennt|[Gg]emessen|[Mm]essbar|Maßstab|Gradmesser|Kennzahl|Anteil|"
    r"Zahl der|[Ss]teigt|[Ss]inkt|[Ww]eniger|"
    r"[Gg]elungen|Gelingt|gelingt|daran|woran|[Ss]eltener|[Hh]äufiger|nicht länger|kein\w*|niemand\w*|"
    r"[Nn]iemand)\b|[„»]|"
    r"\b[\wÄÖÜäöüß-]*(?:[Ff]altbl[aä]tt|[Bb]roschüre|[Ll]eitfaden|[Ww]egweiser|[Mm]erkbl[aä]tt|[Ff]onds|"
    r"[Pp]ortal|[Ii]nternetseite|[Ll]iste|[Rr]egister|"
    r"[Hh]andbuch|[Hh]andreichung|[Ss]chulung|[Ff]ortbildung|[Ss]prechstunde|[Kk]urse?n?\b|"
    r"[Ww]erkst[aä]tt|[Vv]ereinbarung|[Bb]ericht|[Bb]efragung|"
    r"[Ss]tudie|[Aa]nsprech|[Ll]otse|[Ll]otsin|[Pp]atensch|[Ss]telle\b|[Tt]reffpunkt|[Kk]onferenz|"
    r"[Ff]est\b|[Pp]reis\b|[Kk]arte\b|[Ss]eminar|[Ww]orkshop|"
    r"[Bb]eirat|[Nn]etzwerktreffen|[Rr]under Tisch|[Ff]ormular|[Ff]ilm|[Aa]usstellung|[Vv]ordruck|"
    r"[Mm]uster)\w*"
)
_MOST = 2 / 3
"""From this share of soft sentences on, a text rests on them."""
_BREAK = re.compile(r"\s*;\s*")


def check(concept: Concept) -> Iterator[Finding]:
    """Yield a finding at each goal and measure without anything that can be checked."""
    rules = concept.settings.rule_settings if concept.settings else None
    more = tuple(map(str, rules.soft)) if rules else ()
    soft, stems = _soft(more), (*_STEMS, *(verb.casefold()[:5].rstrip("*") for verb in more))
    for goal in concept.goals:
        if _vague(goal.title, goal.text, soft, stems):
            yield _finding(
                "Ziel",
                goal.id,
                goal.text.place,
                "woran man es erkennt (eine Zahl, einen Anteil, einen Termin)",
            )
    for measure in concept.measures:
        if _without_date(measure) and _vague(measure.title, measure.description, soft, stems):
            yield _finding("Maßnahme", measure.id, measure.description.place, "was entsteht, wie oft oder bis wann")


def _finding(what: str, key: str, place: Place, remedy: str) -> Finding:
    return Finding(
        place,
        f"{what} {key} nennt nichts, was sich prüfen ließe; die Sätze beruhen auf weichen Verben",
        f"sagen, {remedy}",
        subject=key,
    )


def _without_date(measure: Measure) -> bool:
    return measure.period.start is None and measure.period.end is None


def _vague(title: str, text: Text, soft: re.Pattern[str], stems: tuple[str, ...] = _STEMS) -> bool:
    source = text.source.casefold()
    if (
        sum(map(source.count, stems)) * 2 <= source.count(". ")
        or re.search(_CHECKABLE, title)
        or re.search(_CHECKABLE, text.source)
    ):
        return False
    parts = [
        part for block in text.blocks for sentence in split(plain(block)) for part in _BREAK.split(sentence) if part
    ]
    return bool(parts) and sum(bool(soft.search(part)) for part in parts) >= _MOST * len(parts)


@functools.cache
def _soft(more: tuple[str, ...]) -> re.Pattern[str]:
    listed = "".join("|" + r"\s+".join(map(re.escape, phrase.split())).replace(r"\*", r"\w*") for phrase in more)
    return re.compile(rf"\b(?:{_SOFT}{listed})\b", re.IGNORECASE)
