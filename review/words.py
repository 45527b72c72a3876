"""Two texts, word by word: the edit script that leads from one to the other.

Tokens are what a German reader takes for one thing. Only words and signs are matched, gaps follow; edits that touch are
joined over islands too small to help the reader; an insertion between equal words slides to the end of a sentence.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from review.changes import Edit, Inline, Token
from review.sequences import matches

_MONTHS = "Januar|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember"
_CLINGING = (
    r"[\u00ad\u0300-\u036f\u0591-\u05bd\u064b-\u065f\u200b-\u200f\u20d0-\u20ff\u2060\ufe00-\ufe0f\U0001f3fb-\U0001f3ff]"
)
"""What has no place of its own: accents, soft hyphens, joiners, the tone of an emoji's skin."""

_TOKEN = re.compile(
    rf"""
      §§?\s?\d+[a-z]?(?:\s(?:Abs\.|Absatz|Satz|S\.|Nr\.|Nummer)\s\d+[a-z]?)*(?:\s[A-ZÄÖÜ][A-Za-zÄÖÜäöü]*[A-Z]\b)?
    | \d{{1,2}}\.\s(?:{_MONTHS})(?:\s\d{{4}})?
    | \d{{1,2}}\.\d{{1,2}}\.\d{{2,4}}
    | \d\d/SVV/\d{{4}}
    | \d+(?:\.\d{{3}})*(?:,\d+)?\s?(?:€|Euro\b|Prozent\b|%)
    | \d+(?:[.,:]\d+)*
    | (?:z\.\s?B|d\.\s?h|u\.\s?a|e\.\s?V|i\.\s?d\.\s?R)\.
    | (?:[^\W_]{_CLINGING}*)+(?:[-/’'*:·\u2011](?:[^\W_]{_CLINGING}*)+)*-?
    | \s+
    | .(?:\u200d\S|{_CLINGING})*
    """,
    re.VERBOSE | re.DOTALL,
)
_PRINTED = re.compile(
    r"(?:Ziel|Maßnahme|Handlungsfeld) [\dA-Z.]+ „.*“|Leitlinie \S+(?: „.*“)?|(?:Abschnitt|Anhang)(?: [\dA-Z.]+)? „.*“"
    r"|„.*“ \(Glossar\)",
    re.DOTALL,
)
_MARKS = frozenset({"Emph", "Strong", "Strikeout", "Superscript", "Subscript", "SmallCaps", "Underline"})
NOTE = "\u2060*"
"""Stands in running text where a footnote is called; the note is a part of its own."""

REFERENCE = "\u2060→"
"""Stands in ``canon`` for a reference, which is known by its target."""

_SMALL_WORD = 5
"""Shorter words count half where an island is weighed against the edits around it."""

_ISLAND = 4
"""Words of an island that always stays."""

_ENDS = frozenset(".!?")
"""Signs that end a sentence; an edit does not run over them without need."""


def is_reference(target: str, printed: str) -> bool:
    """Whether a link's text was made for it, so that its number and title are not the author's words."""
    if not target.startswith("#"):
        return False
    return bool(_PRINTED.fullmatch(printed)) or printed.endswith(f" ({target[1:]})")


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
    form: tuple[tuple[str, ...], str] = ((), "")
    for words, marks, link in _runs(inlines, (), ""):
        if (marks, link) != form:
            form = (marks, link)
            parts.append(f"\x02{'/'.join(marks)}|{link}\x03")
        parts.append(words)
    return "".join(parts)


def _runs(inlines: Iterable[Inline], marks: tuple[str, ...], link: str) -> Iterator[tuple[str, tuple[str, ...], str]]:
    """Yield words, forms around them, link around them; of a reference, whose words may change, none."""
    for inline in inlines:
        kind, content = inline["t"], _content(inline)
        if kind == "Str":
            yield content, marks, link
        elif kind in {"Space", "SoftBreak"}:
            yield " ", marks, link
        elif kind == "LineBreak":
            yield "\n", marks, link
        elif kind in _MARKS:
            yield from _runs(content, (*marks, kind), link)
        elif kind == "Code":
            yield content[1], (*marks, "Code"), link
        elif kind == "Link":
            target, printed = content[2][0], "".join(one.get("c", "") for one in content[1] if one["t"] == "Str")
            if is_reference(target, printed):
                yield REFERENCE, marks, target
            else:
                yield from _runs(content[1], marks, target)
        elif kind == "Note":
            yield NOTE, marks, link


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
    """Whether what stays between two edits interrupts more than it helps: a gap, a sign, a few words in a rewriting."""
    if any(token.text in _ENDS for token in island):
        return False
    words = [token for token in island if token.is_word]
    if not words:
        replaced = all(any(token.is_word for token in side) for edit in (before, after) for side in (edit[1], edit[2]))
        one_way = not (before[1] or after[1]) or not (before[2] or after[2])
        return replaced or one_way
    if not (before[1] and before[2] and after[1] and after[2]):
        return False
    small = sum(len(token.text) < _SMALL_WORD for token in words)
    size = 2 * (len(words) - small) + small
    return len(words) <= _ISLAND and 2 * size < min(_words(before), _words(after))


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
