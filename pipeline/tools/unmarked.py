"""Texts without markup: their tree is known without asking pandoc.

Most fields of a concept (a measure's description, its effect) are a few plain sentences, while each text
costs pandoc one or two milliseconds before it reads the first word. Only signs that CommonMark and its
extensions give no meaning to pass for plain; whatever looks otherwise is for pandoc. A test asks pandoc
whether both give the same tree.
"""

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipeline.model import Block

_WORDS = r"[A-Za-zÄÖÜäöüßéèêáàâóòôíìîúùûçñ0-9,;!?()/%§€„“‚‘–’…·×²³]"
"""Letters and signs that mean themselves wherever they stand in a line."""

_WORD = rf"(?:{_WORDS}++|[.:-](?![.:-]))++"
"""Stops, colons and hyphens mean themselves one at a time."""

_LINE = rf"(?!\d{{1,9}}[.)](?:[ \n]|\Z)|[-:]){_WORD}(?: {_WORD})*+"
"""No line begins like an item of a list or a definition; between words stands one blank."""

_UNMARKED = re.compile(rf"\n*+{_LINE}(?:\n+{_LINE})*+\n*")
_BREAK = re.compile(r"\n\n+")


def tree(source: str) -> "list[Block] | None":
    """Give the paragraphs of a text as pandoc would, words joined; None if only pandoc can say."""
    if not _UNMARKED.fullmatch(source):
        return None
    paragraphs = _BREAK.split(source.strip("\n"))
    return [{"t": "Para", "c": [{"t": "Str", "c": words.replace("\n", " ")}]} for words in paragraphs]
