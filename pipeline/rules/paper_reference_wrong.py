"""A Drucksache is cited by a number that is not on file.

Numbers are copied by hand and lose a digit; who then searches the council's information system
finds nothing, or another paper.

Bad:  "DS 12/SVV/088" while 12/SVV/0088 is on file
Good: "DS 12/SVV/0088"
"""

import difflib
import re
from collections.abc import Iterator

from pipeline.findings import Finding, Severity
from pipeline.model import Concept
from pipeline.passages import passages

_CITED = re.compile(
    r"(?<![\w/])\d{1,4} ?/ ?S?[VW]{1,2} ?/ ?\d+(?:-\d+)?(?![\w/])"
    r"|(?:(?<=\bDS )|(?<=\bDrucksache ))\d{1,4} ?/ ?\d{2,5}(?![\w/])",
    re.IGNORECASE,
)
_LIKELY = re.compile(r"\d ?/ ?[SVWsvw\d]")
_WELL_FORMED = re.compile(r"\d\d/SVV/\d{4}(-\d\d)?")
_NEAR, _ONE_DIGIT = 0.8, 0.9


def check(concept: Concept) -> Iterator[Finding]:
    """Yield a finding at each citation of a Drucksache that is malformed or unknown."""
    known = _known(concept)
    for passage in passages(concept):
        source = passage.text.source
        if "/" not in source or not _LIKELY.search(source):
            continue
        place, counted = passage.text.place, 0
        for found in _CITED.finditer(source):
            place, counted = place.down(source.count("\n", counted, found.start())), found.start()
            number = found[0]
            well_formed = _WELL_FORMED.fullmatch(number) is not None
            if well_formed and (number in known or number[:11] in known):
                continue
            near = difflib.get_close_matches(_padded(number), known, 1, _ONE_DIGIT if well_formed else _NEAR)
            if near:
                yield Finding(
                    place,
                    f"Die Drucksache {number} ist nicht verzeichnet, wohl aber {near[0]}",
                    f"meinten Sie {near[0]}? Sonst die Drucksache in drucksachen.yaml aufnehmen",
                    subject=passage.subject,
                )
            elif not well_formed:
                yield Finding(
                    place,
                    f"„{number}“ ist keine vollständige Nummer einer Drucksache",
                    "Jahr zweistellig, SVV, Nummer vierstellig, z. B. 12/SVV/0088",
                    subject=passage.subject,
                )
            elif concept.papers:
                yield Finding(
                    place,
                    f"Die Drucksache {number} ist nicht verzeichnet",
                    "die Nummer prüfen und die Drucksache in drucksachen.yaml aufnehmen",
                    severity=Severity.WARNING,
                    subject=passage.subject,
                )


def _known(concept: Concept) -> list[str]:
    """The papers on file, those of the form and of the version among them."""
    numbers = [str(paper.number) for paper in concept.papers]
    if concept.submission:
        numbers += [concept.submission.paper, *(one.paper for one in concept.submission.predecessors)]
    if concept.settings:
        numbers.append(concept.settings.version.paper)
    return sorted(set(numbers))


def _padded(number: str) -> str:
    """Bring a number near to the usual form: ``12/svv/88`` → ``12/SVV/0088``."""
    parts = [part.strip() for part in number.upper().split("/")]
    return f"{parts[0][-2:].zfill(2)}/SVV/{parts[-1].zfill(4)}"
