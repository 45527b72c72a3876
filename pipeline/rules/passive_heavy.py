"""A passage in which most sentences are in the passive.

"Es wird geprüft, es wird beschlossen, es wird eingerichtet": the passive hides who acts, and under
whose lead is what the council asks about. Only main clauses count.

Bad:  "Der Bedarf wird erhoben. Die Räume werden gesucht. Danach wird entschieden."
Good: "Der Fachbereich erhebt den Bedarf und sucht Räume. Danach entscheidet die Steuerungsgruppe."
"""

import re
from collections.abc import Iterator

from pipeline.findings import Finding, Severity
from pipeline.german import is_passive
from pipeline.model import Block, Concept, Text
from pipeline.passages import passages, roughly, sentences

SEVERITY = Severity.HINT
STRICT = True

_FEWEST = 3
_MOST = 0.6
_BECOME = re.compile(r"\b[wW](?:erden|ird|urden?|orden)\b")


def check(concept: Concept) -> Iterator[Finding]:
    """Yield a finding at each passage of three or more passive sentences that make up most of it."""
    for passage in passages(concept):
        if passage.kind == "provision" or len(_BECOME.findall(passage.text.source)) < _FEWEST:
            continue
        if sum(is_passive(one, main=True) for one in roughly(passage.text)) < _FEWEST:
            continue
        for section in _sections(passage.text):
            said = list(sentences(section))
            passive = [one for one in said if is_passive(one.words, main=True)]
            if len(passive) >= _FEWEST and len(passive) > _MOST * len(said):
                yield Finding(
                    passive[0].place,
                    f"In diesem Abschnitt stehen {len(passive)} von {len(said)} Sätzen im Passiv",
                    "sagen, wer handelt: „Der Fachbereich prüft …“ statt „Es wird geprüft …“",
                    subject=passage.subject,
                )


def _sections(text: Text) -> Iterator[Text]:
    """The text between two headings."""
    blocks: list[Block] = []
    for block in text.blocks:
        if block["t"] == "Header":
            yield Text(text.source, text.place, blocks)
            blocks = []
        else:
            blocks.append(block)
    yield Text(text.source, text.place, blocks)
