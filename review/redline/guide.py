"""What the comparison of the drafts knows and the printed text does not show: authors, pairs, splits, merges."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from pipeline.tools.word_tracks import Mark

MOVING = "Verschoben"
"""The author of words that only stand elsewhere; what changed in them has its own."""

NUMBER = re.compile(
    r"((?:Teil|Anhang|Leitlinie)\s)?([A-Z]?\d+(?:\.\d+)*|[A-Z](?:\.\d+)+|[IVX]+(?=:)|[A-Z](?=:))(?=[\s:]|$)"
)
"""The printed number that a text begins with, and the word before it."""

NUMBERS = re.compile(r"\b[A-Z]?[\d.]*\d\b|\b[IVX]+\b|\b[A-Z]\b")
"""What may be a printed number anywhere in a text."""


@dataclass(frozen=True, slots=True)
class Author:
    """Who changed something, and when (``2017-05-03T00:00:00Z``)."""

    name: str
    date: str

    def mark(self, kind: Literal["ins", "del"]) -> Mark:
        """Make a tracked change of it."""
        return Mark(kind, self.name, self.date)


@dataclass(frozen=True, slots=True)
class Guide:
    """What the comparison of the drafts knows.

    Attributes:
        author: of what has no other.
        counting: of numbers and formats that only follow from other changes.
        pairs: words of an earlier paragraph → words of its later versions (see ``words_of``).
        splits: words of an earlier paragraph → words of the later ones it was split into.
        merges: words of a later paragraph → words of the earlier ones it was merged from.
        authors: bookmark or words → who changed it.
        moved: bookmarks of headings that moved with all that stands under them.
        moves: words of an earlier paragraph → words of the later one that it became elsewhere.
        lists: a text that is one value or several of them → these, e.g. the offices in a cell; they are told whole.
    """

    author: Author
    counting: Author
    pairs: Mapping[str, frozenset[str]] = field(default_factory=dict)
    splits: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    merges: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    authors: Mapping[str, Author] = field(default_factory=dict)
    moved: frozenset[str] = frozenset()
    moves: Mapping[str, str] = field(default_factory=dict)
    lists: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def moving(self) -> Author:
        """Whose are words that only stand elsewhere."""
        return Author(MOVING, self.author.date)


def words_of(text: str) -> str:
    """Bring a text into the form in which ``Guide`` names it."""
    return " ".join(text.split())


def unnumbered(text: str) -> str:
    """Take the printed number off a heading."""
    found = NUMBER.match(text)
    return text[found.end() :].lstrip(": ") if found else text
