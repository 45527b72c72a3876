"""A sentence in the style of an office: nouns made of verbs, chained, or a stretched verb.

"Die Durchführung der Überprüfung der Umsetzung erfolgt jährlich" says no more than "Wir prüfen
jedes Jahr, was umgesetzt ist", and only the second is understood by people who learn German.

Bad:  "zur Verbesserung der Erreichbarkeit der Beratung", "kommt zur Anwendung"
Good: "damit die Beratung besser zu erreichen ist", "gilt"
"""

import re
from collections.abc import Iterator

from pipeline.findings import Finding, Severity
from pipeline.german import function_verb, nominal_chain, nominalised
from pipeline.model import Concept
from pipeline.passages import passages, roughly, sentences

SEVERITY = Severity.HINT
STRICT = True

_FEWEST = 3
_MOST = 4
_DENSE = 0.28
_LIST = re.compile(r"\w+, (?:\w+ )?[A-ZÄÖÜ]\w+(?:,| und | oder | sowie )")


def check(concept: Concept) -> Iterator[Finding]:
    """Yield a finding at each sentence with a chain of nouns, too many of them, or a stretched verb."""
    for passage in passages(concept):
        if passage.kind == "provision" or not any(map(_fault, roughly(passage.text))):
            continue
        for sentence in sentences(passage.text):
            fault = _fault(sentence.words)
            if fault:
                yield Finding(
                    sentence.place,
                    fault,
                    "mit einem Verb sagen, wer was tut",
                    subject=passage.subject,
                )


def _fault(words: str) -> str:
    """Say what is wrong with a sentence, ``""`` if nothing is."""
    stretched = function_verb(words)
    nouns = [] if stretched else nominalised(words)
    chain = nominal_chain(words) if len(nouns) >= _FEWEST else ""
    if stretched or chain:
        return f"„{stretched or chain}“ ist Nominalstil"
    if len(nouns) >= _MOST and len(nouns) > _DENSE * len(words.split()) and not _LIST.search(words):
        return f"Der Satz häuft Hauptwörter aus Verben: {', '.join(nouns)}"
    return ""
