"""Wordings as runs of words with their marks, for print: plain words, no forms."""

from collections.abc import Iterable, Iterator, Sequence

from pipeline.manuscript import Run, Wording
from review.changes import Edit, Entry, Item, Part, Token
from review.telling import BODY, PICTURE, said
from review.words import tokens

TITLES = frozenset({"Titel", "Überschrift", "Begriff"})
"""Parts printed as titles, without their name."""

ENDED = "¶"
"""Shown where a paragraph ends in one draft and goes on in the other."""

_RECORDS = frozenset(
    {"goal", "measure", "guideline", "term", "provision", "law", "form", "consultation", "leaflet", "title"}
)


def wordings(items: Iterable[Item]) -> tuple[Wording, ...]:
    """Print items whole, nothing marked."""
    return tuple(_wording(part) for item in items for part in item.parts if part.inlines)


def _wording(part: Part) -> Wording:
    return Wording(part.name, tuple(_paragraphs([("", tuple(tokens(part.inlines)))])))


def changed(item: Item, entry: Entry, side: int) -> Iterator[Wording]:
    """Print one side of a change: the title of a record in any case, then every part that differs."""
    differing = entry.changed_parts
    if item.kind in _RECORDS and not any(part.name in TITLES for part in differing):
        yield from (_wording(part) for part in item.parts[:1] if part.name in TITLES)
    for part in differing:
        if part.name == PICTURE and all(edit.op == "format" for edit in part.edits):  # its name says nothing then
            yield Wording(part.name, ((Run(("in der früheren Zeichnung", "neu gezeichnet")[side]),),))
        elif (part.base_frame, part.head_frame)[side] is not None:
            paragraphs = tuple(_paragraphs(_marked(part.edits, side)))
            yield Wording(part.name, paragraphs)


_Piece = tuple[str, tuple[Token, ...]]


def _marked(script: Iterable[Edit], side: int) -> Iterator[_Piece]:
    for edit in script:
        row = (edit.base, edit.head)[side]
        if row:
            mark = ("removed", "added")[side] if edit.op in {"insert", "delete"} else ""
            yield mark, row


def _paragraphs(pieces: Iterable[_Piece]) -> Iterator[tuple[Run, ...]]:
    """Print runs; a line break begins a new one, as does the end of a paragraph, which is shown where it came or went."""
    runs: list[Run] = []
    for mark, row in pieces:
        for number, words in enumerate(said(row, between=f"{ENDED}\n" if mark else "\n").split("\n")):
            if number and runs:
                yield tuple(_merged(runs))
                runs = []
            runs += _run(mark, words)
    if runs:
        yield tuple(_merged(runs))


def _run(mark: str, words: str) -> Iterator[Run]:
    """Keep the spaces at the edges of marked words unmarked: no line is drawn through or under them."""
    inner = words.strip() if mark else words
    if not inner:
        if words:
            yield Run(words)
        return
    start = words.index(inner)
    for one, of in ((words[:start], ""), (inner, mark), (words[start + len(inner) :], "")):
        if one:
            yield Run(one, of)


def _merged(runs: Sequence[Run]) -> Iterator[Run]:
    """Join neighbours of one mark."""
    words, mark = "", ""
    for run in runs:
        if run.mark == mark:
            words += run.words
            continue
        if words:
            yield Run(words, mark)
        words, mark = run.words, run.mark
    if words:
        yield Run(words, mark)


def has_name(wording: Wording) -> bool:
    """Whether the name of a part is printed before it."""
    return wording.name not in TITLES | BODY
