"""Which passages already say something of the kind: ranked, tolerant of inflection and compounds."""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.manuscript import Manuscript
from review.amend.stems import folded, stem
from review.changes import Part
from review.outline import outline
from review.words import tokens

_WORD = re.compile(r"[^\W\d_][\w-]*|\d[\d.,]*")
_SMALL = frozenset(  # read as a sentence, kept as one
    """
    der die das den dem des ein eine einen einem einer eines und oder in im an am auf für von vom zu zum zur mit bei
    aus nach über unter ist sind wird werden als auch es sie er sich nicht dass wie so um bis durch
    """.split()  # noqa: SIM905 - a list of 50 strings is harder to read
)
_SILENT = frozenset({"form", "consultation", "leaflet", "law", "title"})
_PART = 4
"""Letters from which a word counts as a part of a compound."""

_COMPOUND, _FOLD = 0.55, 0.25
"""What a part of a compound counts, and a word that differs in an umlaut only (Wald, Wälder; but fordern, fördern)."""

_SATURATION, _LENGTH = 1.2, 0.6
_ADJACENT = 2.0
_SNIPPET = 34


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage found.

    Attributes:
        key: id of the goal, measure …; of the heading above for running text.
        number: printed, empty without.
        title: printed.
        words: a piece of the text around the words found.
        hits: where the found words stand in it: start and end.
        score: for the ranking; only their order means anything.
        text: all of the passage.
    """

    key: str
    number: str
    title: str
    words: str
    hits: tuple[tuple[int, int], ...]
    score: float
    text: str


def _said(part: Part) -> str:
    """Give the words of a part as they are printed."""
    return " ".join("".join(token.text for token in tokens(part.inlines)).split())


class Index:
    """All passages of a manuscript, ready to be searched."""

    def __init__(self, manuscript: Manuscript) -> None:
        """Cut and stem every passage."""
        items = outline(manuscript)
        spoken = [item for item in items if item.kind not in _SILENT]
        homes = [item if item.key or item.section < 0 else items[item.section] for item in spoken]
        texts = [" ".join(said for part in item.parts if (said := _said(part))) for item in spoken]
        self.passages = list(zip(homes, texts, strict=True))
        self.terms = [Counter(map(stem, _words(text))) for _, text in self.passages]
        self.length = [sum(one.values()) for one in self.terms]
        self.mean = sum(self.length) / max(1, len(self.length))
        self.holders: dict[str, list[int]] = defaultdict(list)
        for at, terms in enumerate(self.terms):
            for term in terms:
                self.holders[term].append(at)

    def find(self, wanted: str, most: int = 10) -> list[Passage]:
        """Find passages, the nearest first.

        Args:
            wanted: words in any form.
            most: so many at most.
        """
        words = [word for word in _words(wanted) if word.casefold() not in _SMALL] or _words(wanted)
        scores: dict[int, float] = defaultdict(float)
        for word in dict.fromkeys(map(stem, words)):
            for at, weight in self._weights(word).items():
                scores[at] += weight
        stems = [stem(word) for word in words]
        for at in scores:
            held = [stem(word) for word in _words(self.passages[at][1])]
            scores[at] *= 1 + (_ADJACENT - 1) * _nearness(stems, held)
        best = sorted(scores, key=lambda at: (-scores[at], at))[:most]
        return [self._passage(at, stems, scores[at]) for at in best]

    def _weights(self, wanted: str) -> dict[int, float]:
        """Weigh every passage by one word (Okapi BM25), compounds and umlauts counted less."""
        shares = {term: share for term in self.holders if (share := _share(wanted, term))}
        holders = {at for term in shares for at in self.holders[term]}
        rarity = math.log(1 + (len(self.passages) - len(holders) + 0.5) / (len(holders) + 0.5))
        found = {}
        for at in holders:
            often = sum(self.terms[at][term] * share for term, share in shares.items() if term in self.terms[at])
            norm = _SATURATION * (1 - _LENGTH + _LENGTH * self.length[at] / self.mean)
            found[at] = rarity * often * (_SATURATION + 1) / (often + norm)
        return found

    def _passage(self, at: int, stems: Sequence[str], score: float) -> Passage:
        home, text = self.passages[at]
        spots = [
            one.span()
            for one in _WORD.finditer(text)
            if any(_share(wanted, stem(one[0])) >= _COMPOUND for wanted in stems)
        ]
        words, hits = _snippet(text, spots)
        return Passage(home.key, home.number, home.title, words, hits, score, text)


def _words(text: str) -> list[str]:
    return _WORD.findall(text)


def _share(wanted: str, term: str) -> float:
    """Say how much a term of the text counts for a wanted stem."""
    if wanted == term:
        return 1.0
    if len(wanted) >= _PART and (term.startswith(wanted) or term.endswith(wanted)):
        return _COMPOUND
    return _FOLD if folded(wanted) == folded(term) else 0.0


def _nearness(stems: Sequence[str], held: Sequence[str]) -> float:
    """Give 1 if all wanted words stand close together, less the fewer do."""
    wanted = set(stems)
    if len(wanted) < 2:  # noqa: PLR2004 - one word is always near itself
        return 0.0
    span = len(stems) + 4
    best = max(
        (len(wanted.intersection(held[at : at + span])) for at in range(max(1, len(held) - span + 1))), default=0
    )
    return max(0, best - 1) / (len(wanted) - 1)


def _snippet(text: str, spots: Sequence[tuple[int, int]]) -> tuple[str, tuple[tuple[int, int], ...]]:
    """Cut a piece of the text where most of the found words stand."""
    words = [one.span() for one in re.finditer(r"\S+", text)]
    if not words:
        return text, ()
    starts = {start for start, _ in spots}
    held = [any(low <= start < high for start in starts) for low, high in words]
    best = max(range(max(1, len(words) - _SNIPPET + 1)), key=lambda at: (sum(held[at : at + _SNIPPET]), -at))
    lead = next((at for at in range(best, min(best + _SNIPPET, len(words))) if held[at]), best)
    best = max(0, min(best, lead - 6)) if best else best
    low, high = words[best][0], words[min(best + _SNIPPET, len(words)) - 1][1]
    before, after = "… " if low else "", " …" if high < len(text) else ""
    hits = tuple(
        (start - low + len(before), end - low + len(before)) for start, end in spots if low <= start and end <= high
    )
    return before + text[low:high] + after, hits


def marked(passage: Passage, before: str, after: str) -> str:
    """Write the snippet with signs around the words found."""
    parts, at = [], 0
    for start, end in passage.hits:
        parts += [passage.words[at:start], before, passage.words[start:end], after]
        at = end
    return "".join([*parts, passage.words[at:]])
