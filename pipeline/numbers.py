"""Numbers that prose may use by name, and German number words."""

from collections.abc import Mapping

from pipeline.model import Concept

_ONES = (
    "null",
    "ein",
    "zwei",
    "drei",
    "vier",
    "fünf",
    "sechs",
    "sieben",
    "acht",
    "neun",
    "zehn",
    "elf",
    "zwölf",
    "dreizehn",
    "vierzehn",
    "fünfzehn",
    "sechzehn",
    "siebzehn",
    "achtzehn",
    "neunzehn",
)
_TENS = ("", "", "zwanzig", "dreißig", "vierzig", "fünfzig", "sechzig", "siebzig", "achtzig", "neunzig")


def totals(concept: Concept) -> Mapping[str, int]:
    """Count what prose can name: ``ziele``, ``massnahmen``, ``handlungsfelder``, ``ziele/WOH`` and so on."""
    counts = {
        "handlungsfelder": len(concept.fields),
        "ziele": len(concept.goals),
        "massnahmen": len(concept.measures),
        "leitlinien": len(concept.guidelines),
        "begriffe": len(concept.terms),
        "vorschriften": len(concept.provisions),
    }
    for field in concept.fields.values():
        counts[f"ziele/{field.code}"] = len(field.goals)
        counts[f"massnahmen/{field.code}"] = len(field.measures)
    return counts


def word(number: int) -> str:
    """Write a number from 0 to 999 as a German word, e.g. ``siebenundsiebzig``."""
    if not 0 <= number <= 999:  # noqa: PLR2004 - no concept counts further
        return str(number)
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    if rest < len(_ONES):
        tail = _ONES[rest] if rest or not hundreds else ""
    else:
        tail = (f"{_ONES[ones]}und" if ones else "") + _TENS[tens]
    head = f"{_ONES[hundreds]}hundert" if hundreds else ""
    spoken = head + tail
    return spoken + "s" if rest == 1 else spoken


WORDS: Mapping[str, int] = {word(number): number for number in range(2, 400)}
"""German number word → number."""
