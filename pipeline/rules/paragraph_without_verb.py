"""A paragraph has no verb.

"Beratung in mehreren Sprachen. Mehr Angebote am Abend." are notes of a working group, not yet a text:
who offers, who advises? Captions, lists and the expected effects may be short; a paragraph may not.

Bad:  "Regelmäßiger Austausch aller Beratungsstellen im Stadtteil."
Good: "Die Beratungsstellen im Stadtteil tauschen sich regelmäßig aus."
"""

from collections.abc import Iterator

from pipeline.findings import Finding, Severity
from pipeline.german import has_verb
from pipeline.model import Concept
from pipeline.passages import passages
from pipeline.prose import plain

SEVERITY = Severity.HINT
STRICT = True

_FEWEST_WORDS = 4
_KINDS = frozenset({"chapter", "introduction", "guideline", "goal", "measure", "submission"})


def check(concept: Concept) -> Iterator[Finding]:
    """Yield a finding at each paragraph that holds nothing that could be a verb."""
    for passage in passages(concept):
        if passage.kind not in _KINDS or all(map(has_verb, passage.text.source.split("\n\n"))):
            continue
        for block in passage.text.blocks:
            if block["t"] != "Para":
                continue
            words = plain(block)
            if words[-1:] in {".", "!"} and len(words.split()) >= _FEWEST_WORDS and not has_verb(words):
                start = " ".join(words.split()[:4])
                yield Finding(
                    passage.text.place_of(" ".join(words.split()[:2])),
                    f"Der Absatz „{start} …“ hat kein Verb",
                    "in einem ganzen Satz sagen, wer was tut",
                    subject=passage.subject,
                )
