"""Texts and paragraphs without markup but references: their tree is known without asking pandoc.

Most fields of a concept (a measure's description, its effect) are a few plain sentences, some with a
reference like ``[](#Z-WOH-01)``, while each text costs pandoc one or two milliseconds before it reads
the first word. Only signs that CommonMark and its extensions give no meaning to pass for plain;
whatever looks otherwise is for pandoc. A test asks pandoc whether both give the same tree.

A chapter is mostly such sentences too, between headings, lists and tables: ``apart`` takes its plain paragraphs out, and
pandoc reads the rest.
"""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

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


_STAND_IN = "\ue001"
"""A private character: around the number of plain paragraphs that pandoc need not read."""

_NESTING = re.compile(rf"```|~~~|:::|{_STAND_IN}|{_LINK}")
"""Where one of these stands, a paragraph may be inside of something; then pandoc reads all."""


class Apart(NamedTuple):
    """A text without its plain paragraphs.

    Attributes:
        rest: what pandoc has to read, signs in place of the paragraphs; empty if nothing is left to read.
        plain: the paragraphs' trees, by sign.
    """

    rest: str
    plain: "dict[str, list[Block]]"

    def joined(self, blocks: "list[Block]") -> "list[Block]":
        """Put the paragraphs back where their signs stand."""
        if not self.plain:
            return blocks
        whole: list[Block] = []
        for block in blocks:
            only = block["c"] if block["t"] == "Para" else []
            whole += self.plain.get(only[0]["c"], [block]) if len(only) == 1 and only[0]["t"] == "Str" else [block]
        return whole


def apart(source: str) -> Apart:
    """Take the plain paragraphs out of a text."""
    whole = tree(source)
    if whole is not None:
        return Apart("", {"": whole})
    if _NESTING.search(source):
        return Apart(source, {})
    blocks = _BREAK.split(source)
    rest: list[str] = []
    plain: dict[str, list[Block]] = {}
    ahead = [*blocks[1:], ""]
    for at, block in enumerate(blocks):
        before = blocks[at - 1] if at else ""
        alone = block and ahead[at][:1] not in {":", "~", " ", "\t"} and not before.rpartition("\n")[2].startswith("{")
        found = tree(block) if alone else None
        if found is None:
            rest.append(block)
        elif rest and rest[-1] in plain:
            plain[rest[-1]] += found
        else:
            rest.append(f"{_STAND_IN}{at}{_STAND_IN}")
            plain[rest[-1]] = found
    return Apart("\n\n".join(rest) + "\n", plain)


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
