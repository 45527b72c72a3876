"""A figure has no text that says what it shows.

People who cannot see the picture get nothing, and a PDF without it fails the standard for
accessibility that public bodies must meet. A file name or three words are no description.

Bad:  `![](bilder/herkunft.svg)`
Good: `![Balkendiagramm: Syrien 1.570, Russische Föderation 1.194, Polen 958](bilder/herkunft.svg "Herkunftsländer")`
"""

from collections import Counter
from collections.abc import Iterator
from pathlib import PurePosixPath

from pipeline.findings import Finding
from pipeline.model import Concept
from pipeline.prose import images_of, place_of_target

_FEWEST_WORDS = 4


def check(concept: Concept) -> Iterator[Finding]:
    """Yield a finding at each figure without a description."""
    for text in concept.texts():
        seen: Counter[str] = Counter()
        for path, alternative in images_of(text):
            place = place_of_target(text, path, seen[path])
            seen[path] += 1
            if len(alternative.split()) < _FEWEST_WORDS or alternative == PurePosixPath(path).name:
                yield Finding(
                    place,
                    f"Die Abbildung „{path}“ hat keine Beschreibung für Menschen, die sie nicht sehen",
                    "zwischen „![“ und „]“ in einem Satz sagen, was die Abbildung zeigt",
                )
