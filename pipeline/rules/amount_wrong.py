"""An amount that a provision has changed is stated as it was before.

A leaflet with the former amount is handed out for years. The amounts stand in `recht/*.yaml` under
`betrag`; a sentence that speaks of the past ("statt bisher 1,05 €") is right to name the former one.

Bad:  "Die Teilnehmenden erhalten 1,05 € je Stunde", Stichtag 2017-05-03
Good: "Die Teilnehmenden erhalten 0,80 € je Stunde", or "0,80 € statt bisher 1,05 €"
"""

import re
from collections.abc import Iterator

from pipeline.findings import Finding
from pipeline.legal import in_force
from pipeline.model import Concept, Provision, Text
from pipeline.passages import passages
from pipeline.triggers import sentences

_PAST = re.compile(
    r"\b(statt|anstelle|bisher|bislang|früher|vorher|zuvor|ehemals|damals|sank|sinkt|gesunken|gesenkt|senkt)",
    re.IGNORECASE,
)
_SIGN = re.compile(r"[.,]")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")
_UNIT = r"[\s\u00a0\u202f]*(?:€|Euro|EUR)"


def check(concept: Concept) -> Iterator[Finding]:
    """Yield a finding at each former amount in a text of the key date."""
    if concept.settings is None:
        return
    day = concept.settings.version.key_date
    for provision in concept.provisions:
        if provision.amount is None or not in_force(provision, day):
            continue
        number = _NUMBER.search(provision.amount.former)
        if number is None:
            continue
        former = re.compile(rf"(?<![\d.,]){_SIGN.sub('[.,]', number[0])}{_UNIT}", re.IGNORECASE)
        spellings = (_SIGN.sub(",", number[0]), _SIGN.sub(".", number[0]))
        for passage in passages(concept):
            if passage.kind != "provision" and any(one in passage.text.source for one in spellings):
                subject = "" if "." in passage.subject else passage.subject
                yield from _in_text(passage.text, former, provision, subject)
        lines = [(one.id, one.title) for one in concept.goals]
        lines += [(one.id, line) for one in concept.measures for line in (one.title, one.funding)]
        for subject, line in lines:
            if any(one in line for one in spellings):
                yield from _in_text(Text(line, line.place), former, provision, subject)


def _in_text(text: Text, former: re.Pattern[str], provision: Provision, subject: str) -> Iterator[Finding]:
    amount = provision.amount
    if amount is None or not former.search(text.source):
        return
    for start, end in sentences(text.source):
        if not _PAST.search(text.source, start, end):
            for found in former.finditer(text.source, start, end):
                yield Finding(
                    text.place.down(text.source.count("\n", 0, found.start())),
                    f"„{found[0]}“ gilt seit {provision.valid_from:%d.%m.%Y} nicht mehr; nach {provision.id} "
                    f"({provision.norm}) sind es {amount.current}",
                    f"{amount.current} schreiben; den früheren Betrag nur mit „statt“ oder „bisher“ nennen",
                    subject=subject,
                )
