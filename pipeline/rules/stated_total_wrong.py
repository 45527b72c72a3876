"""A number in the text contradicts the tables.

"77 Ziele" in the preamble and 76 in the tables is the mistake a committee finds first. Only
totals are judged: all goals, all measures, all fields, or those of a field within its own text;
sentences about earlier counts ("erarbeiteten 73 Ziele") are left alone.

Bad:  "Das Konzept nennt 73 Ziele" while the tables hold 77
Good: "Das Konzept nennt [](zahl:ziele) Ziele"
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.findings import Finding
from pipeline.model import Concept, Text
from pipeline.numbers import WORDS, totals

_NOUN = re.compile(
    r"(?P<ziele>\bZielen?\b)|(?P<massnahmen>\bMaßnahme(?:n|n?vorschlägen?)\b)|(?P<handlungsfelder>\bHandlungsfeldern?\b)"
)
_NAMES = ("ziele", "massnahmen", "handlungsfelder")
_ALL = frozenset({"alle", "allen", "aller", "die", "den", "der", "insgesamt", "nennt", "umfasst", "enthält", "in"})
_DESCRIBING = ("e", "en", "er")
_EARLIER = re.compile(
    r"\b(erarbeit\w*|entstand\w*|enthielt\w*|umfasst(?:e|en)|waren|war|wurden|wurde|damals|ursprünglich\w*|zunächst|"
    r"vorige[nrs]?|früher\w*|erste\w* Entwurf\w*|Entwurfs?|Januar 2016|2012|2008|davon|weitere[nr]?|mindestens|höchstens|"
    r"sammelten|legten|formulierten|jährlich|pro Jahr|je)\b",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"[.!?:]\s+(?=[A-ZÄÖÜ])|\n\s*\n")
_SURELY_A_TOTAL = 20
_LONGEST_SENTENCE = 1000


def check(concept: Concept) -> Iterator[Finding]:
    """Yield a finding at each total in prose that the tables contradict."""
    numbers = totals(concept)
    for field in concept.fields.values():
        for text in (field.introduction, *(goal.text for goal in field.goals)):
            yield from _in_text(
                text, {name: {numbers[name], numbers.get(f"{name}/{field.code}", -1)} for name in _NAMES}
            )
    expected = {name: {numbers[name]} for name in _NAMES}
    texts = [chapter.text for chapter in concept.chapters.values()]
    if concept.submission:
        texts += [concept.submission.resolution, concept.submission.reasons]
    if concept.leaflet:
        texts += [concept.leaflet.invitation, concept.leaflet.how_to_read, concept.leaflet.notice]
    for text in texts:
        yield from _in_text(text, expected)


def _in_text(text: Text, expected: dict[str, set[int]]) -> Iterator[Finding]:
    place, counted = text.place, 0
    for found in _NOUN.finditer(text.source):
        place, counted = place.down(text.source.count("\n", counted, found.start())), found.start()
        name = str(found.lastgroup)
        stated = _number_before(text.source, found.start())
        if stated is None or stated.value in expected[name]:
            continue
        total = max(expected[name])
        is_total = (
            stated.value >= _SURELY_A_TOTAL if name != "handlungsfelder" else stated.of_all or stated.value > total
        )
        if not is_total or _EARLIER.search(_sentence(text.source, found.start())):
            continue
        yield Finding(
            place,
            f"„{stated.written} {found[0]}“ stimmt nicht mit den Tabellen überein; dort sind es {total}",
            f"statt der Zahl [](zahl:{name}) schreiben, dann stimmt sie immer",
        )


@dataclass(frozen=True, slots=True)
class _Stated:
    """A number before a noun."""

    written: str
    value: int
    of_all: bool


def _number_before(source: str, offset: int) -> _Stated | None:
    """Read the number in front of a noun, at most one describing word between them."""
    words = source[max(0, offset - 60) : offset].split()
    for position in (-1, -2):
        if len(words) < -position:
            return None
        number = words[position]
        value = int(number) if number.isdecimal() else WORDS.get(number.lower())
        if value is not None:
            before = words[position - 1].lower() if len(words) > -position else ""
            return _Stated(" ".join(words[position:]), value, before in _ALL)
        if not number.endswith(_DESCRIBING):
            return None
    return None


def _sentence(source: str, offset: int) -> str:
    first, last = max(0, offset - _LONGEST_SENTENCE), offset + _LONGEST_SENTENCE
    start = max((found.end() for found in _SENTENCE.finditer(source, first, offset)), default=first)
    end = _SENTENCE.search(source, offset, last)
    return source[start : end.start() if end else last]
