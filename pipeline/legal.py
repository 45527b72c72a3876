"""Which goals and measures a provision may touch: a prompt for the Rechtsamt, never a legal finding.

The provisions bring their triggers along (``ausloeser`` in ``recht/*.yaml``) and their validity; nothing
here knows a law. A provision counts only where it is in force in some part of the item's years.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from pipeline.model import Concept, Goal, Measure, Period, Provision, Text
from pipeline.places import Place
from pipeline.triggers import Triggers

PROMPT = "Hinweis für das Rechtsamt, keine rechtliche Bewertung"
"""Closes every message about a flag: what hit is a word, and what it means is for lawyers to say."""


@dataclass(frozen=True, slots=True)
class Flag:
    """A goal or measure that a provision may touch.

    Attributes:
        subject: id of the goal or measure.
        provision: id of the provision.
        term: the term of the trigger, as written in the law file; the reference itself for ``[](#IG-01)``.
        words: the words of the text that it hit.
        place: where they stand.
    """

    subject: str
    provision: str
    term: str
    words: str
    place: Place


def flags(concept: Concept) -> tuple[Flag, ...]:
    """Give the flags of all goals and measures, the first hit for each provision, in printed order.

    Several rules ask for the same concept one after the other: the last answer is kept.
    """
    if not (_last and _last[0][0] is concept):
        _last[:] = [(concept, tuple(_flags(concept)))]
    return _last[0][1]


_last: list[tuple[Concept, tuple[Flag, ...]]] = []


def _flags(concept: Concept) -> Iterator[Flag]:
    provisions = {str(one.id): one for one in concept.provisions}
    triggers = Triggers(concept.provisions)
    for _, field in concept.ordered_fields if provisions else ():
        items: list[tuple[Goal | Measure, list[Text], Period | None]] = [
            *((goal, [goal.text], None) for goal in field.goals),
            *((one, [one.description, one.effect], one.period) for one in field.measures),
        ]
        for item, texts, period in items:
            for key, hit in triggers.hits(item.title, [text.source for text in texts], field.code).items():
                if touches(provisions[key], *years(concept, period)):
                    place = texts[hit.part - 1].place.down(hit.line) if hit.part else item.title.place
                    yield Flag(item.id, key, hit.term, hit.words, place)


def years(concept: Concept, period: Period | None = None) -> tuple[int, int]:
    """Give first and last year of a period; what it leaves open, and a goal, runs as long as the concept."""
    settings = concept.settings
    first, last = (settings.start, settings.end) if settings else (date.min.year, date.max.year)
    if period is None:
        return first, last
    start = period.start or first
    return start, period.end or max(last, start)


def touches(provision: Provision, first: int, last: int) -> bool:
    """Whether a provision is in force on some day of the years."""
    ends = provision.valid_to
    return provision.valid_from.year <= last and (not isinstance(ends, date) or ends > date(first, 1, 1))


def in_force(provision: Provision, day: date) -> bool:
    """Whether a provision is in force on a day; ``bis`` names the first day without it."""
    ends = provision.valid_to
    return provision.valid_from <= day and (not isinstance(ends, date) or day < ends)
