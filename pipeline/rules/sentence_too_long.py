"""A sentence is too long to be understood at first reading.

The concept speaks to the whole city. How many words make a sentence long stands in `konzept.yaml`
under `satzlaenge`; the agreed wording of the disclaimer is left alone.

Bad:  one sentence of forty words
Good: two of twenty
"""

from collections.abc import Iterator

from pipeline.findings import Finding, Severity
from pipeline.model import Concept
from pipeline.passages import passages, roughly, sentences
from pipeline.wording import normal

SEVERITY = Severity.HINT
STRICT = True

_USUAL = 32


def check(concept: Concept) -> Iterator[Finding]:
    """Yield a finding at each sentence with more words than agreed."""
    settings = concept.settings
    most = settings.rule_settings.longest_sentence if settings and settings.rule_settings else _USUAL
    fixed = normal(settings.disclaimer.wording) if settings else ""
    for passage in passages(concept):
        if not any(len(piece.split()) > most for piece in roughly(passage.text)):
            continue
        for sentence in sentences(passage.text):
            count = sum(any(map(str.isalnum, word)) for word in sentence.words.split())
            if count > most and normal(sentence.words) not in fixed:
                start = " ".join(sentence.words.split()[:5])
                yield Finding(
                    sentence.place,
                    f"Der Satz „{start} …“ hat {count} Wörter",
                    f"in zwei Sätze teilen; als lang gilt ein Satz mit mehr als {most} Wörtern",
                    subject=passage.subject,
                )
