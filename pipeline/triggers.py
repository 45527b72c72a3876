"""Terms of a trigger in a text: which provisions of a law its words may touch.

A term is a word or a phrase; ``*`` before or after a word stands for inflections and compounds
(``Wohnsitz*``, ``*duldung``), ``a / b`` asks for one of them, ``a + b`` for both in one sentence, where
the title counts as near to every sentence. Terms under ``ausser`` silence their trigger within the
sentence that holds them. Case, line breaks and Markdown do not matter; ``[](#IG-01)`` always hits.

Every word is looked up once and remembered, so the work grows with the text and hardly with the
number of terms. Nothing here knows a law, a concept or a date.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from pipeline.model import Provision


@dataclass(frozen=True, slots=True)
class Hit:
    """Where a term hit.

    Attributes:
        term: as written.
        words: as they stand in the text.
        part: 0 for the title, else the number of the text.
        line: lines below the first of that part.
    """

    term: str
    words: str
    part: int
    line: int


@dataclass(frozen=True, slots=True)
class _Phrase:
    """Words that follow one another, as numbers of patterns."""

    written: str
    numbers: tuple[int, ...]


_Part = tuple[_Phrase, ...]
"""Phrases of which one is enough."""


@dataclass(frozen=True, slots=True)
class _Term:
    """A term as numbers of word patterns."""

    parts: tuple[_Part, ...]
    provision: str
    fields: frozenset[str]
    unless: "tuple[_Term, ...]"


@dataclass(frozen=True, slots=True)
class _Word:
    """A word in a text and the patterns it fits."""

    start: int
    end: int
    fits: frozenset[int]


class _Sentence:
    """A sentence of a text: which patterns its words fit, and on demand the words."""

    __slots__ = ("_bare", "_end", "_lookup", "_start", "_words", "fits")

    def __init__(self, bare: str = "", start: int = 0, end: int = 0, lookup: "_Lookup | None" = None) -> None:
        """Look its words up."""
        self._bare, self._start, self._end, self._lookup = bare, start, end, lookup
        self._words: list[_Word] | None = None
        self.fits = _NOTHING if lookup is None else lookup.of(bare[start:end])

    @property
    def words(self) -> list[_Word]:
        """The words with their places in the text."""
        if self._words is None:
            lookup: Mapping[str, frozenset[int]] = {} if self._lookup is None else self._lookup
            found = _TOKEN.finditer(self._bare, self._start, self._end)
            self._words = [_Word(one.start(), one.end(), lookup.get(one[0], _NOTHING)) for one in found]
        return self._words


class Triggers:
    """The triggers of some provisions, ready for use."""

    def __init__(self, provisions: Iterable[Provision]) -> None:
        """Take the terms apart."""
        self._patterns: dict[str, int] = {}
        self._provisions: set[str] = set()
        self._by_first: dict[int, list[_Term]] = {}
        for provision in provisions:
            self._provisions.add(provision.id)
            for trigger in provision.triggers:
                unless = tuple(self._term(one, provision.id) for one in trigger.unless)
                for written in trigger.terms:
                    term = self._term(written, provision.id, frozenset(trigger.fields), unless)
                    for first in {phrase.numbers[0] for part in term.parts[:1] for phrase in part}:
                        self._by_first.setdefault(first, []).append(term)
        self._lookup = _Lookup(self._patterns)

    def _term(
        self,
        written: str,
        provision: str,
        fields: frozenset[str] = frozenset(),
        unless: tuple[_Term, ...] = (),
    ) -> _Term:
        parts = (tuple(self._phrases(part)) for part in written.split(" + "))
        return _Term(tuple(part for part in parts if part), provision, fields, unless)

    def _phrases(self, part: str) -> Iterator[_Phrase]:
        for phrase in part.split(" / "):
            words = _PATTERN.findall(phrase.casefold())
            if words:
                numbers = tuple(self._patterns.setdefault(word, len(self._patterns)) for word in words)
                yield _Phrase(phrase.strip(), numbers)

    def hits(self, title: str, texts: Sequence[str], field: str = "") -> Mapping[str, Hit]:
        """Give the first hit for each provision in a title and the texts below it.

        Args:
            title: one line.
            texts: in Markdown.
            field: code of the field of action.
        """
        found: dict[str, Hit] = {}
        above = _Sentence()
        for number, source in enumerate((title, *texts)):
            for reference in _REFERENCE.finditer(source):
                if reference[1] in self._provisions:
                    line = source.count("\n", 0, reference.start())
                    found.setdefault(reference[1], Hit(f"[](#{reference[1]})", reference[0], number, line))
            bare = _bare(source)
            for start, end in sentences(bare) if number else [(0, len(bare))]:
                sentence = _Sentence(bare, start, end, self._lookup)
                if not sentence.fits:
                    continue
                for term in self._candidates(sentence, above):
                    if term.provision in found or (term.fields and field not in term.fields):
                        continue
                    match = _match(term, sentence, above)
                    if match:
                        found[term.provision] = _hit(match, sentence, bare, number)
                if not number:
                    above = sentence
        return found

    def _candidates(self, sentence: _Sentence, above: _Sentence) -> Iterator[_Term]:
        """Yield the terms of which each part may be there, in the order of the law file's words."""
        there = sentence.fits | above.fits
        for number in sorted(there):
            for term in self._by_first.get(number, ()):
                if all(any(phrase.numbers[0] in there for phrase in part) for part in term.parts):
                    yield term


class _Lookup(dict[str, frozenset[int]]):
    """Word → numbers of the patterns it fits; each word is worked out once."""

    def __init__(self, patterns: Mapping[str, int]) -> None:
        super().__init__()
        self._whole: dict[str, int] = {}
        self._begin: dict[str, list[tuple[str, int]]] = {}
        self._within: list[tuple[str, int]] = []
        self._finish: list[tuple[str, int]] = []
        for pattern, number in patterns.items():
            core = pattern.strip("*")
            if pattern.startswith("*") and pattern.endswith("*"):
                self._within.append((core, number))
            elif pattern.startswith("*"):
                self._finish.append((core, number))
            elif pattern.endswith("*"):
                self._begin.setdefault(core[:2], []).append((core, number))
            else:
                self._whole[pattern] = number

    def __missing__(self, word: str) -> frozenset[int]:
        plain = word.casefold()
        fits = [number for core, number in self._within if core in plain]
        fits += [number for core, number in self._finish if plain.endswith(core)]
        fits += [number for core, number in self._begin.get(plain[:2], ()) if plain.startswith(core)]
        if plain in self._whole:
            fits.append(self._whole[plain])
        found = self[word] = frozenset(fits) if fits else _NOTHING
        return found

    def of(self, words: str) -> frozenset[int]:
        """Give all patterns that a word of a passage fits."""
        return _NOTHING.union(*map(self.__getitem__, _TOKEN.findall(words)))


_NOTHING: frozenset[int] = frozenset()
_WORD = r"\d+(?:[.,+]\d+)*\w*|[^\W\d]\w*|§|€"
_TOKEN = re.compile(_WORD)
_PATTERN = re.compile(rf"\*?(?:{_WORD})\*?")
_REFERENCE = re.compile(r"\[[^\]]*\]\(#([A-Z][A-Za-z]{1,5}-\d{2,3})\)")
_HIDDEN = re.compile(r"\]\([^)\s]*\)|\[\^[^\]\s]+\]|<!--.*?-->", re.DOTALL)
_MARKS = re.compile(r"[*_`\[\]]")
_END = re.compile(r"\n\s*\n|\n\s*[-*+]\s|[.!?…][“”\"’»)]*\s")
_LAST_WORD = re.compile(r"\w+$")
_ABBREVIATIONS = frozenset(
    (
        *("abs", "anl", "apr", "art", "aufl", "aug", "bd", "bzw", "ca", "dez", "dr", "evtl", "feb", "ff"),
        *("ggf", "inkl", "insb", "jan", "kap", "max", "min", "mio", "mrd", "nov", "nr", "okt", "prof"),
        *("sept", "sog", "st", "str", "tsd", "usw", "vgl", "ziff", "zzgl"),
    )
)
_ORDINAL = re.compile(r"\d{1,2}|\w")
_LONGEST_SHORT = 8


def _bare(source: str) -> str:
    """Put blanks where Markdown stands, so that every letter keeps its place."""
    if "[" in source or "<" in source:
        source = _HIDDEN.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), source)
    return _MARKS.sub(" ", source)


def sentences(bare: str) -> Iterator[tuple[int, int]]:
    """Yield begin and end of each sentence, whatever the case of the letters."""
    begin = 0
    for found in _END.finditer(bare):
        if found[0].startswith("."):
            before = _LAST_WORD.search(bare, max(begin, found.start() - _LONGEST_SHORT), found.start())
            if before and (_ORDINAL.fullmatch(before[0]) or before[0].casefold() in _ABBREVIATIONS):
                continue
        yield begin, found.end()
        begin = found.end()
    yield begin, len(bare)


_Found = tuple[_Phrase, _Sentence]
"""A phrase and where it is."""


def _hit(match: Sequence[_Found], sentence: _Sentence, bare: str, part: int) -> Hit:
    """Say what was found: the words of the sentence, in its order."""
    spans = sorted({span for phrase, where in match if where is sentence and (span := _span(phrase, where))})
    words = " … ".join(" ".join(bare[begin:end].split()) for begin, end in spans)
    written = " + ".join(phrase.written for phrase, _ in match)
    return Hit(written, words, part, bare.count("\n", 0, spans[0][0]))


def _match(term: _Term, sentence: _Sentence, above: _Sentence) -> list[_Found]:
    """Find every part of a term in a sentence, or in the title where the sentence lacks it."""
    found = []
    for part in term.parts:
        where = sentence
        phrase = _find(part, sentence)
        if phrase is None:
            phrase, where = _find(part, above), above
        if phrase is None:
            return []
        found.append((phrase, where))
    places = {id(where): where for _, where in found}
    if id(sentence) not in places:
        return []
    if any(all(_find(part, where) for part in one.parts) for one in term.unless for where in places.values()):
        return []
    return found


def _find(part: _Part, sentence: _Sentence) -> _Phrase | None:
    """Find the phrase of a part that a sentence holds."""
    for phrase in part:
        if sentence.fits.issuperset(phrase.numbers) and (len(phrase.numbers) == 1 or _span(phrase, sentence)):
            return phrase
    return None


def _span(phrase: _Phrase, sentence: _Sentence) -> tuple[int, int] | None:
    """Find begin and end of words that follow one another as the phrase says."""
    words, last = sentence.words, len(phrase.numbers) - 1
    for start in range(len(words) - last):
        if all(number in words[start + step].fits for step, number in enumerate(phrase.numbers)):
            return words[start].start, words[start + last].end
    return None
