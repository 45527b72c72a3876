"""Answers that answer nothing: what people write into a field that must not be empty."""

import re

_NOTHING = frozenset(
    "x xx xxx ka nn nb na tba tbd todo so su sb dito ebenso folgt unklar unbekannt ungeklärt alle "  # noqa: SIM905
    "diverse mehrere verschiedene keineangabe keineangaben ohneangabe nochoffen istoffen istnochoffen "
    "bleibtoffen derzeitoffen nochnichtbekannt nochunbekannt nichtbekannt stehtnochnichtfest "
    "stehtnichtfest nochnichtfestgelegt nochnichtgeklärt wirdgeklärt wirdnochgeklärt "
    "mussnochgeklärtwerden nochzuklären zuklären inklärung inabstimmung wirdgeprüft wirdnochgeprüft "
    "inprüfung wirdergänzt wirdnochergänzt wirdnachgereicht wirdnochfestgelegt wirdnochbestimmt "
    "wirdnochbenannt wirdnochermittelt wirdabgestimmt wirdnochabgestimmt nochfestzulegen "
    "nochzubestimmen nochabzustimmen siehe sieheoben sieheunten obensiehe wieoben wievor "
    "siehebeschreibung siehetext sieheziel sieheziele vgloben nachbedarf beibedarf jenachbedarf "
    "jenachaufwand jenachumfang alleämter allebeteiligten allefachbereiche platzhalter".split()
)
_LETTERS = re.compile(r"[\W\d_]+")
_LONGEST = 40


def says_nothing(answer: str) -> bool:
    """Whether an answer is only a dash, a question mark, ``k. A.``, ``wird noch geklärt`` or the like.

    The exact value ``offen`` is an answer (a known gap); ``Offen`` or ``offen?`` is not: nobody counts it.
    """
    if len(answer) > _LONGEST or answer.strip() == "offen":
        return False
    if any(sign.isdigit() for sign in answer):
        return False
    letters = _LETTERS.sub("", answer).casefold()
    return not letters or letters in _NOTHING or letters == "offen"
