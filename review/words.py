"""Two texts, word by word: the edit script that leads from one to the other.

Tokens are what a German reader takes for one thing. Only words and signs are matched, gaps follow; edits that touch are
joined over islands too small to help the reader; an insertion between equal words slides to the end of a sentence.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from rapidfuzz.distance import LCSseq

from review.changes import Edit, Inline, Token

_MONTHS = "Januar|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember"
_TOKEN = re.compile(
    rf"""
      §§?\s?\d+[a-z]?(?:\s(?:Abs\.|Absatz|Satz|S\.|Nr\.|Nummer)\s\d+[a-z]?)*(?:\s[A-ZÄÖÜ][A-Za-zÄÖÜäöü]*[A-Z]\b)?
    | \d{{1,2}}\.\s(?:{_MONTHS})(?:\s\d{{4}})?
    | \d{{1,2}}\.\d{{1,2}}\.\d{{2,4}}
    | \d\d/SVV/\d{{4}}
    | \d+(?:\.\d{{3}})*(?:,\d+)?\s?(?:€|Euro\b|Prozent\b|%)
    | \d+(?:[.,:]\d+)*
    | (?:z\.\s?B|d\.\s?h|u\.\s?a|e\.\s?V|i\.\s?d\.\s?R)\.
    | [^\W_]+(?:[-/’'*:·\u00ad\u2011][^\W_]+)*-?
    | \s+
    | .
    """,
    re.VERBOSE | re.DOTALL,
)
_PRINTED = re.compile(r"(?:Ziel|Maßnahme|Handlungsfeld|Leitlinie|Abschnitt|Anhang) ?[\dA-Z.]*(?: „.*“)?")
_MARKS = frozenset({"Emph", "Strong", "Strikeout", "Superscript", "Subscript", "SmallCaps", "Underline"})
NOTE = "\u2060*"
"""Stands in running text where a footnote is called; the note is a part of its own."""

_LARGEST = 4_000_000
"""Product of lengths up to which two lists are matched at once; beyond, what is unique is matched first."""

_PIECE = 2000
"""Tokens of a piece where two very long lists share nothing unique."""

_Range = tuple[int, int]
"""Half open."""

_SMALL_WORD = 4
"""Letters of a word that does not stay alone between two larger edits."""


def is_reference(target: str, printed: str) -> bool:
    """Whether a link's text was made for it, so that its number and title are not the author's words."""
    if not target.startswith("#"):
        return False
    return bool(_PRINTED.fullmatch(printed)) or printed.endswith(("(Glossar)", f"({target[1:]})"))


def _content(inline: Inline) -> Any:  # noqa: ANN401 - JSON
    return inline.get("c")


def tokens(inlines: Iterable[Inline], marks: tuple[str, ...] = (), link: str = "") -> Iterator[Token]:
    """Cut pandoc's inlines into tokens."""
    for inline in inlines:
        kind, content = inline["t"], _content(inline)
        if kind == "Str":
            for word in _TOKEN.findall(content):
                yield Token(word, word, marks, link)
        elif kind in {"Space", "SoftBreak"}:
            yield Token(" ", " ", marks, link)
        elif kind == "LineBreak":
            yield Token("\n", "\n", marks, link)
        elif kind in _MARKS:
            yield from tokens(content, (*marks, kind), link)
        elif kind == "Code":
            yield Token(content[1], content[1], (*marks, "Code"), link)
        elif kind == "Link":
            target, printed = content[2][0], "".join(one.get("c", "") for one in content[1] if one["t"] == "Str")
            if is_reference(target, printed):
                yield Token(printed, target, marks, target)
            else:
                yield from tokens(content[1], marks, target)
        elif kind == "Note":
            yield Token(NOTE, NOTE, marks, link)


def canon(inlines: Iterable[Inline]) -> str:
    """Write inlines so that equal strings are equal texts in equal form; references by target."""
    parts: list[str] = []
    for inline in inlines:
        kind, content = inline["t"], _content(inline)
        if kind == "Str":
            parts.append(content)
        elif kind in {"Space", "SoftBreak"}:
            parts.append(" ")
        elif kind == "LineBreak":
            parts.append("\n")
        elif kind in _MARKS:
            parts.append(f"\x02{kind}\x03{canon(content)}\x04")
        elif kind == "Code":
            parts.append(f"\x02Code\x03{content[1]}\x04")
        elif kind == "Link":
            target, printed = content[2][0], "".join(one.get("c", "") for one in content[1] if one["t"] == "Str")
            inner = "" if is_reference(target, printed) else canon(content[1])
            parts.append(f"\x02{target}\x03{inner}\x04")
        elif kind == "Note":
            parts.append(NOTE)
    return "".join(parts)


def edits(base: Sequence[Token], head: Sequence[Token]) -> tuple[Edit, ...]:
    """Give the edit script between two lists of tokens.

    Returns:
        Edits whose base sides joined are ``base`` and whose head sides joined are ``head``, exactly.
    """
    pairs = _matched(base, head)
    return tuple(_formed(_slid(_joined(list(_stretches(base, head, pairs))))))


def _matched(base: Sequence[Token], head: Sequence[Token]) -> list[tuple[int, int]]:
    """Match words and signs; gaps are matched when the words around them are."""
    left = [at for at, token in enumerate(base) if not token.is_gap]
    right = [at for at, token in enumerate(head) if not token.is_gap]
    found = matches([base[at].key for at in left], [head[at].key for at in right])
    return [(left[one], right[other]) for one, other in found]


def matches(base: Sequence[str], head: Sequence[str]) -> list[tuple[int, int]]:
    """Give the positions of a longest common subsequence; of very long lists one close to it."""
    start = 0
    while start < min(len(base), len(head)) and base[start] == head[start]:
        start += 1
    end = 0
    while end < min(len(base), len(head)) - start and base[-1 - end] == head[-1 - end]:
        end += 1
    found = [(at, at) for at in range(start)]
    found += _between(base, head, (start, len(base) - end), (start, len(head) - end))
    return found + [(len(base) - at, len(head) - at) for at in range(end, 0, -1)]


def _between(base: Sequence[str], head: Sequence[str], left: _Range, right: _Range) -> list[tuple[int, int]]:
    (low, high), (first, last) = left, right
    if low == high or first == last:
        return []
    if (high - low) * (last - first) <= _LARGEST:
        return [
            (low + block.src_start + step, first + block.dest_start + step)
            for block in LCSseq.opcodes(base[low:high], head[first:last])
            if block.tag == "equal"
            for step in range(block.src_end - block.src_start)
        ]
    found: list[tuple[int, int]] = []
    fixed = _unique(base, head, left, right)
    if not fixed:  # nothing to hold on to: piece by piece, which keeps the time in bounds
        pieces = max(high - low, last - first) // _PIECE + 1
        for piece in range(pieces):
            found += _between(base, head, _share(left, piece, pieces), _share(right, piece, pieces))
        return found
    for at, to in [*fixed, (high, last)]:
        found += _between(base, head, (low, at), (first, to))
        if at < high:
            found.append((at, to))
        low, first = at + 1, to + 1
    return found


def _share(whole: _Range, piece: int, pieces: int) -> _Range:
    start, end = whole
    return start + (end - start) * piece // pieces, start + (end - start) * (piece + 1) // pieces


def _unique(base: Sequence[str], head: Sequence[str], left: _Range, right: _Range) -> list[tuple[int, int]]:
    """Give the positions of what stands once in both ranges, as far as their order agrees (patience)."""
    (low, high), (first, last) = left, right
    once, other = single(base[low:high]), single(head[first:last])
    pairs = sorted((low + at, first + other[key]) for key, at in once.items() if key in other)
    return [pairs[at] for at in increasing([to for _, to in pairs])]


def single(values: Sequence[str]) -> dict[str, int]:
    """Give the position of each value that stands there once."""
    seen: dict[str, int] = {}
    for at, value in enumerate(values):
        seen[value] = -1 if value in seen else at
    return {value: at for value, at in seen.items() if at >= 0}


def increasing(values: Sequence[int]) -> list[int]:
    """Give the positions of a longest strictly increasing subsequence, in O(n log n)."""
    tails: list[int] = []
    ends: list[int] = []
    before: list[int] = [-1] * len(values)
    for at, value in enumerate(values):
        row = bisect_left(tails, value)
        before[at] = ends[row - 1] if row else -1
        tails[row : row + 1] = [value]
        ends[row : row + 1] = [at]
    found: list[int] = []
    at = ends[-1] if ends else -1
    while at >= 0:
        found.append(at)
        at = before[at]
    return found[::-1]


_Stretch = tuple[bool, tuple[Token, ...], tuple[Token, ...]]
"""Whether it stays, base side, head side."""


def _stretches(base: Sequence[Token], head: Sequence[Token], pairs: Iterable[tuple[int, int]]) -> Iterator[_Stretch]:
    """Cut both lists at the matched pairs; equal gaps between them stay too."""
    low = first = 0
    for at, to in [*pairs, (len(base), len(head))]:
        yield from _trimmed(tuple(base[low:at]), tuple(head[first:to]))
        if at < len(base):
            yield True, (base[at],), (head[to],)
        low, first = at + 1, to + 1


def _trimmed(base: tuple[Token, ...], head: tuple[Token, ...]) -> Iterator[_Stretch]:
    """Keep what is equal at the edges: the gaps beside an edit."""
    start = 0
    while start < min(len(base), len(head)) and base[start].key == head[start].key:
        start += 1
    end = 0
    while end < min(len(base), len(head)) - start and base[-1 - end].key == head[-1 - end].key:
        end += 1
    if start:
        yield True, base[:start], head[:start]
    if len(base) > start + end or len(head) > start + end:
        yield False, base[start : len(base) - end], head[start : len(head) - end]
    if end:
        yield True, base[len(base) - end :], head[len(head) - end :]


def _joined(stretches: list[_Stretch]) -> list[_Stretch]:
    """Join neighbours, and edits over an island that only interrupts the reader."""
    done: list[_Stretch] = []
    for stays, base, head in stretches:
        if done and done[-1][0] == stays:
            done[-1] = (stays, done[-1][1] + base, done[-1][2] + head)
        else:
            done.append((stays, base, head))
    at = 1
    while at < len(done) - 1:
        before, island, after = done[at - 1 : at + 2]
        if island[0] and _is_islet(before, island[1], after):
            done[at - 1 : at + 2] = [(False, before[1] + island[1] + after[1], before[2] + island[2] + after[2])]
        else:
            at += 1
    return done


def _is_islet(before: _Stretch, island: tuple[Token, ...], after: _Stretch) -> bool:
    """Whether what stays between two edits is only a gap, a sign, or one small word between large edits."""
    words = [token for token in island if token.is_word]
    replaced = all((before[1], before[2], after[1], after[2]))
    if not words:
        both = all(any(token.is_word for token in side) for edit in (before, after) for side in (edit[1], edit[2]))
        one_way = not (before[1] or after[1]) or not (before[2] or after[2])
        return (both or one_way) and not any(token.text in ".!?" for token in island)
    size = min(_words(before), _words(after))
    return replaced and len(words) == 1 and len(words[0].text) < _SMALL_WORD and size > 3  # noqa: PLR2004


def _words(edit: _Stretch) -> int:
    return sum(token.is_word for token in (*edit[1], *edit[2]))


def _slid(stretches: list[_Stretch]) -> list[_Stretch]:
    """Slide what only comes or goes to where a sentence or a clause ends, as far as equal words allow."""
    for at in range(1, len(stretches) - 1):
        before, (stays, gone, come), after = stretches[at - 1 : at + 2]
        if stays or (gone and come) or not (before[0] and after[0]):
            continue
        text = gone or come
        steps = _best_slide(before, text, after)
        if steps < 0:
            over = before[1][steps:]
            text = (*over, *text)[: len(text)]
            stretches[at - 1] = (True, before[1][:steps], before[2][:steps])
            stretches[at + 1] = (True, over + after[1], over + after[2])
        elif steps > 0:
            over = after[1][:steps]
            text = (*text, *over)[steps:]
            stretches[at - 1] = (True, before[1] + over, before[2] + over)
            stretches[at + 1] = (True, after[1][steps:], after[2][steps:])
        stretches[at] = (False, text if gone else (), text if come else ())
    return stretches


def _best_slide(before: _Stretch, text: tuple[Token, ...], after: _Stretch) -> int:
    """Say how far to slide: negative to the left; only over tokens that are the same on both sides in every way."""
    row = (*before[1], *text, *after[1])
    other = (*before[2], *text, *after[2])
    start = len(before[1])
    low = start
    while low > 0 and row[low - 1] == row[low - 1 + len(text)] == other[low - 1]:
        low -= 1
    high = start
    while high + len(text) < len(row) and row[high] == row[high + len(text)] == other[high + len(text)]:
        high += 1
    best = max(
        range(low, high + 1),
        key=lambda at: (_edge(row, at) + _edge(row, at + len(text)), at == start, -abs(at - start)),
    )
    return best - start


def _edge(row: Sequence[Token], at: int) -> int:
    """Rate a place to cut: 3 between sentences, 2 after a sign, 1 before a word, 0 elsewhere."""
    if at == 0 or at >= len(row):
        return 3
    if not row[at - 1].is_gap:
        return 0
    last = row[at - 2].text if at > 1 else "."
    return 3 if last in ".!?:" else 2 if not last[-1].isalnum() else 1


def _formed(stretches: Iterable[_Stretch]) -> Iterator[Edit]:
    """Write stretches as edits; equal words in another form are edits of their own."""
    for stays, base, head in stretches:
        if not stays:
            if base:
                yield Edit("delete", base, ())
            if head:
                yield Edit("insert", (), head)
            continue
        start = 0
        for at in range(1, len(base) + 1):
            if at == len(base) or _same_form(base[at], head[at]) != _same_form(base[start], head[start]):
                same = _same_form(base[start], head[start])
                yield Edit("equal" if same else "format", base[start:at], head[start:at])
                start = at


def _same_form(one: Token, other: Token) -> bool:
    return one.marks == other.marks and one.link == other.link
