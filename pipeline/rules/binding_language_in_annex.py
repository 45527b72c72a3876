"""A measure of the annex is worded as if it were decided.

The annex collects proposals; each needs a decision of its own. "Die Verwaltung wird verpflichtet"
in the annex contradicts the disclaimer above it, and a committee may strike the measure for it.
Quotations, negations and duties that the law itself lays down are left alone. More phrases can be
listed in ``konzept.yaml`` under ``regelwerk: bindende_wendungen``.

Bad:  "Der Fachbereich wird verpflichtet, jährlich zu berichten", "muss bis Ende 2018", "ist umzusetzen"
Good: "Der Fachbereich soll jährlich berichten", "ist nach § 44a AufenthG zur Teilnahme verpflichtet"
"""

import functools
import re
from collections.abc import Iterator

from pipeline.claims import Claim, claim, claims
from pipeline.findings import Finding
from pipeline.model import Concept, Measure

_SIGNS = ("bindlich", "bindend", "erpflicht", "muss", "müssen")
_TO_DO = re.compile(
    r"\b(?:ist|sind|hat|haben|Hat|Haben|Ist|Sind)\s[^.,;]*?(?:\szu\s[a-zäöüß]+n|[a-zäöüß]zu[a-zäöüß]+en)\b"
)
_UNTIL = r"(?:bis|spätestens)\s(?:[^\s,;]+\s){0,2}?(?:\d|Ende|Anfang|Mitte|Herbst|Frühjahr|Sommer|Jahresende)"
_DONE = r"(?:umgesetzt|eingerichtet|eingeführt|sichergestellt|gewährleistet|bereitgestellt|durchgeführt)"
_PREFIXES = "um|durch|ein|sicher|bereit|vor|fest|auf|aus|an|ab|her"
_VERBS = (
    "gewährleisten|schaffen|erstellen|errichten|verwirklichen|realisieren|berichten|beteiligen|"
    "finanzieren|benennen|bilden|"
    "veröffentlichen|erarbeiten"
)
_ENDS = r"(?=[,;.!]|$|\s(?:und|oder)\s)"
_PATTERNS = (
    r"(?:wird|werden|ist|sind|wurden?)\s(?:[^\s,;]+\s){0,8}?verpflichtet",
    r"verpflichtet(?:en)?\s(?:sich|die|den|das|alle|wird|werden|ist|sind)",
    rf"(?:muss|müssen)\s(?:[^,;]*\s)?(?:{_UNTIL}|{_DONE})",
    rf"(?:ist|sind)\s(?:[^,;]*\s)?(?:(?:{_PREFIXES})zu[a-zäöüß]+en|zu\s(?:{_VERBS}))",
    rf"(?P<have>(?:hat|haben)\s(?:[^,;]*?\s)?(?:zu\s[a-zäöüß]{{4,}}n|(?:{_PREFIXES})zu[a-zäöüß]+en){_ENDS})",
    r"verbindlich(?:e[mnrs]?)?|verpflichtend(?:e[mnrs]?)?|bindend(?:e[mnrs]?)?",
)
_BY_LAW = (
    r"§|\[\]\(#[A-Z][A-Za-z]{1,5}-\d|\b(?:\w*[Gg]esetz(?:e[sn]?|lich\w*)?|\w*[Vv]erordnung\w*|"
    r"\w*[Rr]ichtlinie\w*|rechtlich\w*|Bescheid\w*"
    r"|Vertrag\w*|vertraglich\w*|Satzung\w*|Mietvertrag\w*)\b"
)
_HEDGE = (
    r"(?i)\b(?:soll(?:en|te|ten)?|kann|können|könnten?|möchten?|würden?|darf|dürfen|ob|wenn|falls|sofern|"
    r"soweit|wer)\b"
)
_MAY = (
    r"(?i)\b(?:Möglichkeit|Gelegenheit|Recht|Anspruch|Zeit|Chance|Lust|Mut|Mühe|Angst|Grund|Anlass|Freude|"
    r"Schwierigkeiten|Scheu|viel|vieles|"
    r"mehr|etwas|nichts|wenig|weniger|genug|gern|lange|schwer|zu (?:vergeben|verschenken|befürchten|"
    r"fürchten|erzählen|sagen|bieten|tun|"
    r"suchen|verlieren|gewinnen|kämpfen|leiden))\b"
)


def check(concept: Concept) -> Iterator[Finding]:
    """Yield a finding at each sentence of a measure that sounds binding."""
    rules = concept.settings.rule_settings if concept.settings else None
    more = _phrases(rules.binding) if rules and rules.binding else None
    for measure in concept.measures:
        for one in _claims(measure, more):
            found = _binding(one, more)
            if found:
                yield Finding(
                    one.place,
                    f"Maßnahme {measure.id} klingt verbindlich: „{found}“",
                    "als Vorschlag fassen, z. B. mit „soll“; verbindlich wird eine Maßnahme erst durch Einzelbeschluss",
                    subject=measure.id,
                )


def _claims(measure: Measure, more: re.Pattern[str] | None) -> Iterator[Claim]:
    for line in (measure.title, measure.funding):
        if _suspicious(line, more):
            yield claim(line, line.place)
    for text in (measure.description, measure.effect):
        if _suspicious(text.source, more):
            yield from claims(text)


def _suspicious(words: str, more: re.Pattern[str] | None) -> bool:
    """A quick look: most texts need no closer one."""
    return any(sign in words for sign in _SIGNS) or bool(_TO_DO.search(words) or (more and more.search(words)))


def _phrases(listed: tuple[str, ...]) -> re.Pattern[str]:
    parts = (r"\s+".join(map(re.escape, phrase.split())).replace(r"\*", r"\w*") for phrase in listed)
    return _compiled("|".join(parts))


@functools.cache
def _compiled(alternatives: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{alternatives})(?!\w)", re.IGNORECASE)


def _binding(one: Claim, more: re.Pattern[str] | None) -> str:
    """Give the passage that sounds binding, empty if there is none."""
    built_in = _compiled("|".join(_PATTERNS))
    for pattern in (more, built_in) if more else (built_in,):
        for found in pattern.finditer(one.words):
            if not one.denied(*found.span()) and (pattern is more or not _harmless(one, found)):
                return found[0].strip()
    return ""


def _harmless(one: Claim, found: re.Match[str]) -> bool:
    """Whether it is a duty by law, a proposal ("soll …") or a figure of speech ("hat viel zu erzählen")."""
    if re.search(_BY_LAW, one.words):
        return True
    if found["have"] and re.search(_MAY, found[0]):
        return True
    return bool(re.search(_HEDGE, one.clause(*found.span())))
