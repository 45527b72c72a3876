"""The text shows a picture that is not there.

Bad:  `![…](bilder/ablauf.svg)`, and there is no such file, or it is no picture
Good: the file lies in the sources under exactly this name
"""

import difflib
from collections import Counter
from collections.abc import Iterator

from pipeline.findings import Finding
from pipeline.model import Concept
from pipeline.prose import images_of, place_of_target


def check(concept: Concept) -> Iterator[Finding]:
    """Yield a finding at each figure without a readable file."""
    for text in concept.texts():
        seen: Counter[str] = Counter()
        for path, _ in images_of(text):
            place = place_of_target(text, path, seen[path])
            seen[path] += 1
            if path not in concept.pictures and path not in concept.paths:
                near = difflib.get_close_matches(path.replace("\\", "/"), sorted(concept.pictures), 1)
                yield Finding(
                    place,
                    f"Das Bild „{path}“ gibt es nicht",
                    f"meinten Sie „{near[0]}“?" if near else "das Bild unter diesem Namen in die Quellen legen",
                )
