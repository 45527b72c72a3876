"""The concept builds on a provision that is not in force at the key date.

A submission speaks of the law of its day. A sentence that itself says that the provision comes or goes
("tritt in Kraft", "galt bis") is none of this rule's business.

Bad:  Stichtag 2016-07-28, and a measure asks for something under IG-05 (in force from 1 January 2017)
Good: Stichtag 2017-05-03; or "IG-05 tritt erst am 1. Januar 2017 in Kraft"
"""

import re
from collections.abc import Iterator
from datetime import date

from pipeline.findings import Finding
from pipeline.legal import in_force
from pipeline.model import Concept, Provision
from pipeline.passages import Passage, passages
from pipeline.triggers import sentences

_LINK = re.compile(r"\]\(#([A-Z][A-Za-z]{1,5}-\d{2,3})\)")
_TIME = re.compile(
    r"\b(in Kraft|außer Kraft|galt|endet|enden|ausläuft|ausgelaufen|künftig|bevorsteh|aufgehoben|früher)",
    re.IGNORECASE,
)


def check(concept: Concept) -> Iterator[Finding]:
    """Yield a finding at each reference to, and each assessment of, a provision not in force."""
    if concept.settings is None:
        return
    day = concept.settings.version.key_date
    idle = {str(one.id): one for one in concept.provisions if not in_force(one, day)}
    if not idle:
        return
    for passage in passages(concept):
        if passage.kind != "provision" and "](#" in passage.text.source:
            yield from _in_text(passage, idle, day)
    for one in concept.assessments:
        if one.provision in idle:
            yield Finding(
                one.place,
                f"Der Prüfvermerk zu {one.subject} beruht auf {_said(idle[one.provision], day)}",
                "den Stichtag prüfen oder den Vermerk der geltenden Vorschrift zuordnen",
                subject=one.subject,
            )


def _in_text(passage: Passage, idle: dict[str, Provision], day: date) -> Iterator[Finding]:
    source = passage.text.source
    for start, end in sentences(source):
        for found in _LINK.finditer(source, start, end):
            if found[1] in idle and not _TIME.search(source, start, end):
                yield Finding(
                    passage.text.place.down(source.count("\n", 0, found.start())),
                    f"Der Text stützt sich auf {_said(idle[found[1]], day)}",
                    "den Stichtag prüfen, auf die geltende Vorschrift verweisen oder im Satz sagen, wann sie "
                    "in Kraft tritt oder endet",
                    subject="" if "." in passage.subject else passage.subject,
                )


def _said(provision: Provision, day: date) -> str:
    when = (
        f"sie gilt erst ab {provision.valid_from:%d.%m.%Y}"
        if day < provision.valid_from
        else f"sie galt bis {provision.valid_to:%d.%m.%Y}"
    )
    return f"{provision.id} ({provision.norm}), am Stichtag {day:%d.%m.%Y} nicht in Kraft; {when}"
