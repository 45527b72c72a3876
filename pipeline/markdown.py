"""Markdown as plain paragraphs, without pandoc: enough to quote a text, not enough to set it.

Used where a wording is shown or compared and its form does not matter, e.g. for an earlier
version out of git that nobody sets any more.
"""

import re
from collections.abc import Callable, Sequence

from pipeline.model import Block
from pipeline.prose import para, text

_DEFINITION = re.compile(r"^\[\^[^\]]+\]:.*(?:\n(?:[ \t]+\S.*)?)*", re.MULTILINE)
_NOTE = re.compile(r"\[\^[^\]]+\]")
_LINK = re.compile(r"!?\[((?:[^\[\]\\]|\\.)*)\]\(<?([^\s)>]*)>?(?:\s+\"[^\"]*\")?\)")
_MARKS = re.compile(r"\*\*|(?<!\w)\*(?=\S)|(?<=\S)\*(?!\w)|(?<!\w)__?(?=\S)|(?<=\S)__?(?!\w)|`|\{#[^}]*\}")
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_STARTS = re.compile(r"^[ \t]*(?:#{1,6}[ \t]+|>[ \t]?)", re.MULTILINE)
_ITEM = re.compile(r"^[ \t]*(?:([-*+])|(\d{1,3}[.)]))[ \t]+", re.MULTILINE)
_KEPT = "\ue001"
"""A private character: stands for a sign that was escaped while marks are taken away."""


def paragraphs(source: str, name: Callable[[str], str] = lambda target: target) -> list[str]:
    """Give the paragraphs and list items of a text, white space joined.

    Args:
        source: the Markdown.
        name: writes what stands in place of a link without words, by the link's target.
    """
    escaped = _ESCAPED.findall(source)
    plain = _ESCAPED.sub(_KEPT, source.replace(_KEPT, ""))
    if "[" in plain:
        plain = _NOTE.sub("", _DEFINITION.sub("", plain))
        plain = _LINK.sub(lambda hit: hit[1] or name(hit[2]), plain)
    plain = _ITEM.sub(lambda hit: "\n\n" + (hit[2] or "–") + " ", _STARTS.sub("", plain))
    plain = _MARKS.sub("", plain)
    back = iter(escaped)
    if escaped and plain.count(_KEPT) == len(escaped):
        plain = re.sub(_KEPT, lambda _: next(back), plain)
    pieces = (" ".join(piece.replace(_KEPT, "").split()) for piece in re.split(r"\n[ \t]*\n", plain))
    return [words for words in pieces if words]


def parse(texts: Sequence[str]) -> list[list[Block] | None]:
    """Stand in for pandoc: every text as plain paragraphs."""
    return [[para(text(words)) for words in paragraphs(source)] for source in texts]
