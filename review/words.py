"""Two texts, word by word: the edit script that leads from one to the other.

Tokens are what a German reader takes for one thing. Only words and signs are matched, gaps follow; edits that touch are
joined over islands too small to help the reader; an insertion between equal words slides to the end of a sentence.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Self

from review.changes import Edit, Inline, Token
from review.sequences import matches

_MONTHS = "Januar|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember"
_CLING = (
    r"\u00ad\u0300-\u036f\u0591-\u05bd\u064b-\u065f\u200b-\u200f\u20d0-\u20ff\u2060\ufe00-\ufe0f\U0001f3fb-\U0001f3ff"
)
"""What has no place of its own: accents, soft hyphens, joiners, the tone of an emoji's skin."""

_SIGNS = r"\-/’'*:·\u2011"
"""What holds words together: Willkommens-Initiative, Vertreter*innen."""

_WORD = rf"[^\W_]+(?:[{_CLING}]+[^\W_]*)*"
_TOKEN = re.compile(
    rf"""
      [^\W\d_]++(?![\d{_SIGNS}{_CLING}.])
    | (?=\d) (?:
          \d{{1,2}}\.\s(?:{_MONTHS})(?:\s\d{{4}})?
        | \d{{1,2}}\.\d{{1,2}}\.\d{{2,4}}
        | \d\d/SVV/\d{{4}}
        | \d{{1,2}}\.(?=\s\w)
        | \d+(?:\.\d{{3}})*(?:,\d+)?\s?(?:€|Euro\b|Prozent\b|%)
        | \d+(?:[.,:]\d+)*
      )
    | §§?\s?\d+[a-z]?(?:\s(?:Abs\.|Absatz|Satz|S\.|Nr\.|Nummer)\s\d+[a-z]?)*(?:\s[A-ZÄÖÜ][A-Za-zÄÖÜäöü]*[A-Z]\b)?
    | (?=[zduei]) (?:z\.\s?B|d\.\s?h|u\.\s?a|e\.\s?V|i\.\s?d\.\s?R)\.
    | {_WORD}(?:[{_SIGNS}]{_WORD})*-?
    | \s+
    | .(?:\u200d\S|[{_CLING}])*
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
"""An island of more words always stays."""

_REWRITING = 6
"""Words that two edits must hold between them to take in an island that is small beside them."""

_ENDS = frozenset(".!?")
"""Signs that end a sentence; an edit does not run over them without need."""


_SINGLE = str.maketrans("„“»«", "‚‘›‹")


def in_quotes(words: str) -> str:
    """Set words in quotation marks, those within them single."""
    return f"„{words.translate(_SINGLE)}“"


def is_reference(target: str, printed: str) -> bool:
    """Whether a link's text was made for it, so that its number and title are not the author's words."""
    if not target.startswith("#"):
        return False
    return bool(_PRINTED.fullmatch(printed)) or printed.endswith(f" ({target[1:]})")


@lru_cache(maxsize=1 << 16)
def _plain(word: str) -> Token:
    return Token(word, word)


def split(text: str) -> list[str]:
    """Cut a text into what a German reader takes for one thing, and the gaps between."""
    found: list[str] = _TOKEN.findall(text)
    return found


def _content(inline: Inline) -> Any:  # noqa: ANN401 - JSON
    return inline.get("c")


def tokens(inlines: Iterable[Inline], marks: tuple[str, ...] = (), link: str = "") -> Iterator[Token]:
    """Cut pandoc's inlines into tokens."""
    for inline in inlines:
        kind, content = inline["t"], _content(inline)
        if kind == "Str":
            if marks or link:
                yield from (Token(word, word, marks, link) for word in split(content))
            else:
                yield from map(_plain, split(content))
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
    if base and tuple(base) == tuple(head):
        return (Edit("equal", tuple(base), tuple(head)),)
    pairs = _matched(base, head)
    apart = _slid(list(_stretches(base, head, pairs)))
    return tuple(_formed(_trimmed(_sentences_apart(_joined(_slid(_joined(apart)))))))


def _matched(base: Sequence[Token], head: Sequence[Token]) -> list[tuple[int, int]]:
    """Match words and signs; gaps are matched when the words around them are."""
    left = [at for at, token in enumerate(base) if not token.text.isspace()]
    right = [at for at, token in enumerate(head) if not token.text.isspace()]
    found = matches([base[at].key for at in left], [head[at].key for at in right])
    return [(left[one], right[other]) for one, other in found]


_Stretch = tuple[bool, tuple[Token, ...], tuple[Token, ...]]
"""Whether it stays, base side, head side."""


def _stretches(base: Sequence[Token], head: Sequence[Token], pairs: Iterable[tuple[int, int]]) -> Iterator[_Stretch]:
    """Cut both lists at the matched pairs; equal gaps between them stay too."""
    low = first = start = begin = 0  # where the stretch at hand begins, and where what stays does
    for at, to in [*pairs, (len(base), len(head))]:
        while low < at and first < to and base[low].key == head[first].key:
            low, first = low + 1, first + 1
        if low == at and first == to:
            low, first = at + 1, to + 1
            continue
        if start < low:
            yield True, tuple(base[start:low]), tuple(head[begin:first])
        end = 0
        while end < min(at - low, to - first) and base[at - 1 - end].key == head[to - 1 - end].key:
            end += 1
        yield False, tuple(base[low : at - end]), tuple(head[first : to - end])
        start, begin = at - end, to - end
        low, first = at + 1, to + 1
    if start < len(base):
        yield True, tuple(base[start:]), tuple(head[begin:])


@dataclass(slots=True)
class _Edited:
    """An edit that may grow over islands.

    Attributes:
        base: what goes.
        head: what comes.
        gone: words that go.
        come: words that come.
    """

    base: list[Token]
    head: list[Token]
    gone: int
    come: int

    @classmethod
    def of(cls, base: Sequence[Token], head: Sequence[Token]) -> Self:
        """Begin with both sides."""
        return cls(list(base), list(head), _words(base), _words(head))

    def grow(self, island: Sequence[Token], there: Sequence[Token], after: "_Edited") -> None:
        """Take in an island and the edit after it."""
        self.base += [*island, *after.base]
        self.head += [*there, *after.head]
        self.gone += _words(island) + after.gone
        self.come += _words(there) + after.come


def _joined(stretches: Iterable[_Stretch]) -> list[_Stretch]:
    """Join edits over islands that only interrupt the reader, until none is left."""
    done = list(stretches)
    while True:
        fewer = _joined_once(done)
        if len(fewer) == len(done):
            return done
        done = fewer


def _joined_once(stretches: Iterable[_Stretch]) -> list[_Stretch]:
    done: list[_Stretch | _Edited] = []
    for stays, base, head in stretches:
        if stays:
            done.append((stays, base, head))
            continue
        here = _Edited.of(base, head)
        before, island = done[-2:] if len(done) > 1 else (None, None)
        if isinstance(before, _Edited) and isinstance(island, tuple) and _is_islet(before, island[1], here):
            done.pop()
            before.grow(island[1], island[2], here)
        else:
            done.append(here)
    return [(False, tuple(one.base), tuple(one.head)) if isinstance(one, _Edited) else one for one in done]


def _is_islet(before: _Edited, island: Sequence[Token], after: _Edited) -> bool:
    """Whether what stays between two edits interrupts more than it helps: a gap, a sign, a few words in a rewriting."""
    if len(island) > 4 * _ISLAND or any(token.text in _ENDS for token in island):
        return False
    one_way = not (before.base or after.base) or not (before.head or after.head)
    replaced = bool(before.base and before.head) + bool(after.base and after.head)
    less, more = sorted((before.gone + before.come, after.gone + after.come))
    words = [token for token in island if token.is_word]
    if not words:
        if one_way or replaced == 2:  # noqa: PLR2004 - both of them
            return True
        gap = all(token.is_gap for token in island)
        return bool(replaced) and (gap or (less > 1 and less + more >= _REWRITING))
    if one_way or not replaced or len(words) > _ISLAND:
        return False
    small = sum(len(token.text) < _SMALL_WORD for token in words)
    size = 2 * (len(words) - small) + small
    return size < less and less + more >= max(_REWRITING, 3 * size)


def _words(tokens: Iterable[Token]) -> int:
    return sum(token.is_word for token in tokens)


def _sentences_apart(stretches: Sequence[_Stretch]) -> Iterator[_Stretch]:
    """Set new sentences apart from the beginning of the next one, if that was changed too."""
    for number, (stays, base, head) in enumerate(stretches):
        cut = 0 if stays or not (base and head) else _sentences_before(stretches, number)
        if cut:
            yield False, (), head[:cut]
        yield stays, base, head[cut:]


def _sentences_before(stretches: Sequence[_Stretch], number: int) -> int:
    """Say how many tokens of what comes are whole sentences, put before one whose beginning was changed."""
    _, base, head = stretches[number]
    before = next((one.text for one in reversed(stretches[number - 1][1]) if not one.is_gap), ".") if number else "."
    after = next((one.text for one in stretches[number + 1][1] if not one.is_gap), ".") if stretches[number + 1 :] else "."
    if before not in _ENDS or after in _ENDS or any(one.text in _ENDS for one in base):
        return 0
    return max((at + 1 for at in range(1, len(head) - 1) if head[at].is_gap and head[at - 1].text in _ENDS), default=0)


def _trimmed(stretches: Iterable[_Stretch]) -> list[_Stretch]:
    """Take out of edits what both sides begin or end with: an island that was taken in may stand at the end of both."""
    done: list[_Stretch] = []
    for stays, base, head in stretches:
        low = high = 0
        if not stays:
            most = min(len(base), len(head))
            while low < most and base[low] == head[low]:
                low += 1
            while high < most - low and base[-1 - high] == head[-1 - high]:
                high += 1
        ends = len(base) - high, len(head) - high
        for one in (
            (True, base[:low], head[:low]),
            (stays, base[low : ends[0]], head[low : ends[1]]),
            (True, base[ends[0] :], head[ends[1] :]),
        ):
            if not (one[1] or one[2]):
                continue
            if one[0] and done and done[-1][0]:
                done[-1] = True, done[-1][1] + one[1], done[-1][2] + one[2]
            else:
                done.append(one)
    return done


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
        if base == head:
            yield from (Edit("equal", base, head),) if base else ()
            continue
        start = 0
        for at in range(1, len(base) + 1):
            if at == len(base) or _same_form(base[at], head[at]) != _same_form(base[start], head[start]):
                same = _same_form(base[start], head[start])
                yield Edit("equal" if same else "format", base[start:at], head[start:at])
                start = at


def _same_form(one: Token, other: Token) -> bool:
    return one.marks == other.marks and one.link == other.link


_INVISIBLE = {
    "\u00a0": "geschütztes Leerzeichen",
    "\u00ad": "weiches Trennzeichen",
    "\u200b": "Leerzeichen ohne Breite",
    "\u200c": "Bindehemmer",
    "\u200d": "Verbinder",
    "\u200e": "Zeichen für die Schreibrichtung",
    "\u200f": "Zeichen für die Schreibrichtung",
    "\u2011": "geschützter Bindestrich",
    "\u202f": "schmales geschütztes Leerzeichen",
    "\u2060": "Wortverbinder",
    "\ufeff": "Leerzeichen ohne Breite",
}


def visible(edits: Iterable[Edit]) -> str:
    """Name the signs nobody sees where an edit changes nothing else; empty if a reader sees the difference.

    Args:
        edits: of a part.

    Returns:
        A phrase for a report, e.g. ``weiches Trennzeichen entfernt`` or ``geschütztes Leerzeichen eingefügt``.
    """
    base, head = "", ""
    for edit in edits:
        if edit.op in {"delete", "insert"}:
            base += "".join(token.text for token in edit.base)
            head += "".join(token.text for token in edit.head)
    if base == head or _seen(base) != _seen(head):
        return ""
    gone, come = Counter(base), Counter(head)
    said = [f"{name} entfernt" for sign, name in _INVISIBLE.items() if gone[sign] > come[sign]]
    said += [f"{name} eingefügt" for sign, name in _INVISIBLE.items() if come[sign] > gone[sign]]
    return ", ".join(dict.fromkeys(said)) or "unsichtbare Zeichen an anderer Stelle"


def _seen(words: str) -> str:
    plainer = words.replace("\u2011", "-").replace("\u00a0", " ").replace("\u202f", " ")
    return "".join(sign for sign in plainer if sign not in _INVISIBLE)
