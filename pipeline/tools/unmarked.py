"""Texts without markup but references: their tree is known without asking pandoc.

Most fields of a concept (a measure's description, its effect) are a few plain sentences, some with a
reference like ``[](#Z-WOH-01)``, while each text costs pandoc one or two milliseconds before it reads
the first word. Only signs that CommonMark and its extensions give no meaning to pass for plain;
whatever looks otherwise is for pandoc. A test asks pandoc whether both give the same tree.
"""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipeline.model import Block
    from pipeline.prose import Inline

_LINK = "\ue000"
"""A private character: stands for a reference while the text around it is looked at."""

_WORDS = rf"[A-Za-zÄÖÜäöüßéèêáàâóòôíìîúùûçñ0-9,;?()/%§€„“‚‘–’…·×²³{_LINK}]"
"""Letters and signs that mean themselves wherever they stand in a line."""

_WORD = rf"(?:{_WORDS}++|[.:-](?![.:-])|!(?!{_LINK})|(?<=[0-9])\+(?=[0-9]))++"
"""Stops, colons and hyphens mean themselves one at a time, a plus between figures; a reference after „!“ would be a picture."""

_LINE = rf"(?!\d{{1,9}}[.)](?:[ \n]|\Z)|[-:]){_WORD}(?: {_WORD})*+"
"""No line begins like an item of a list or a definition; between words stands one blank."""

_UNMARKED = re.compile(rf"\n*+{_LINE}(?:\n+{_LINE})*+\n*")
_REFERENCE = re.compile(r"\[\]\(((?:#|zahl:|zahlwort:)[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*)\)")
_BREAK = re.compile(r"\n\n+")
_PIECE = re.compile(rf"{_LINK}|[ \n](?={_LINK})|(?<={_LINK})[ \n]|(?:(?![ \n]?{_LINK}).)+", re.DOTALL)


def tree(source: str) -> "list[Block] | None":
    """Give the paragraphs of a text as pandoc would, words joined; None if only pandoc can say."""
    targets = _REFERENCE.findall(source) if "[]" in source else []
    plain = _REFERENCE.sub(_LINK, source) if targets else source
    if plain.count(_LINK) != len(targets) or not _UNMARKED.fullmatch(plain):
        return None
    ahead = iter(targets)
    return [{"t": "Para", "c": list(_inlines(words, ahead))} for words in _BREAK.split(plain.strip("\n"))]


def _inlines(words: str, targets: Iterator[str]) -> "Iterator[Inline]":
    for piece in _PIECE.findall(words) if _LINK in words else [words]:
        match piece:
            case "\ue000":
                yield {"t": "Link", "c": [["", [], []], [], [next(targets), ""]]}
            case " ":
                yield {"t": "Space"}
            case "\n":
                yield {"t": "SoftBreak"}
            case _:
                yield {"t": "Str", "c": piece.replace("\n", " ")}
