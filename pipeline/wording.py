"""Fixed wordings: find the passage that is meant, and the words in which it differs."""

import difflib
import re
from dataclasses import dataclass

from pipeline.model import Text
from pipeline.places import Place
from pipeline.prose import plain

_QUOTES = str.maketrans(dict.fromkeys("„“”»«", '"') | dict.fromkeys("‚‘’›‹", "'"))
_ALIKE = 0.5
_ENOUGH_WORDS = 6


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage of a text.

    Attributes:
        words: as plain text.
        place: where it begins.
    """

    words: str
    place: Place


def normal(wording: str) -> str:
    """Put aside what does not count: white space, quotation style, kinds of space and soft hyphens."""
    return re.sub(r"[\s\u00a0\u202f]+", " ", wording.translate(_QUOTES).replace("\u00ad", "")).strip()


def closest(wording: str, text: Text) -> Passage | None:
    """Find the block that holds the wording or comes nearest to it.

    Returns:
        The wording itself if it is there word for word; else the most similar block, if at least
        half of the words are the same; else None.
    """
    target = normal(wording)
    best, score = None, _ALIKE
    longest = 3 * len(target.split())  # beyond this, half of the words cannot be the same
    for block in text.blocks:
        words = plain(block)
        if target in normal(words):
            return Passage(wording, _place(text, words))
        if not _ENOUGH_WORDS <= len(words.split()) <= longest:
            continue
        ratio = difflib.SequenceMatcher(None, target.split(), normal(words).split(), autojunk=False).ratio()
        if ratio > score:
            best, score = Passage(words, _place(text, words)), ratio
    return best


def differing(agreed: str, found: str) -> str:
    """Say in German which words differ: ``„x“ statt „y“``, ``„x“ fehlt``, ``„x“ zu viel``."""
    left, right = normal(agreed).split(), normal(found).split()
    said = []
    for tag, i, j, k, m in difflib.SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        old, new = " ".join(left[i:j]), " ".join(right[k:m])
        if tag == "replace":
            said.append(f"„{new}“ statt „{old}“")
        elif tag == "delete":
            said.append(f"„{old}“ fehlt")
        elif tag == "insert":
            said.append(f"„{new}“ zu viel")
    return "; ".join(said)


def _place(text: Text, words: str) -> Place:
    """The line where a block begins, found by its first words."""
    for count in (4, 2, 1):
        start = " ".join(words.split()[:count])
        if start and start in text.source:
            return text.place_of(start)
    return text.place
