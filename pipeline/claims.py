"""What a text claims: its sentences as written, quotations put aside, and whether one is denied.

Rules on binding words read the Markdown and not pandoc's tree: a reference to a provision
(``[](#IG-05)``) prints nothing of its own but says on what grounds somebody is obliged.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.model import Text
from pipeline.passages import split
from pipeline.places import Place

_QUOTED = re.compile(r"„[^“”]*[“”]|»[^«]*«|“[^“”]*”|‚[^‘’]*[‘’]|(?<!\w)\"[^\"]*\"|(?<!\w)'[^']*'(?!\w)|`[^`]*`")
_PICTURE = re.compile(r"!\[[^\]]*\]\([^)]*\)")
_START = re.compile(r"[ \t]*(?:[-*+]|\d{1,3}[.)]|\[\^[^\]]+\]:)[ \t]+")
_DENIAL = re.compile(
    r"\b(?:nicht|kein\w*|nie(?:mals|mand\w*)?|weder|ohne|unverbindlich\w*|keinesfalls|keineswegs|statt|"
    r"anstatt)\b",
    re.IGNORECASE,
)
_NO_DENIAL = re.compile(
    r"\b(?:nicht (?:nur|bloß|allein|lediglich|zuletzt)|ohne (?:Ausnahme|Einschränkung)\w*)\b", re.IGNORECASE
)
_BORDER = re.compile(r"[,;:()!?]|\s[–—]\s|\b(?:aber|sondern|doch|jedoch)\b")


@dataclass(frozen=True, slots=True)
class Claim:
    """A sentence of a text.

    Attributes:
        words: as written, white space joined, quotations and pictures left out.
        place: the line where it begins.
    """

    words: str
    place: Place

    def clause(self, start: int, end: int) -> str:
        """Give the stretch between commas (or the like) around a passage of the words."""
        first = max((found.end() for found in _BORDER.finditer(self.words, 0, start)), default=0)
        after = _BORDER.search(self.words, end)
        return self.words[first : after.start() if after else len(self.words)]

    def denied(self, start: int, end: int) -> bool:
        """Whether the clause around a passage says that it is not so."""
        return bool(_DENIAL.search(_NO_DENIAL.sub("", self.clause(start, end))))


def claims(text: Text, containing: str = "") -> Iterator[Claim]:
    """Yield the sentences of paragraphs, list items, table cells and footnotes, not of headings.

    Args:
        text: to read.
        containing: leave out paragraphs without this string.
    """
    for line, piece in _pieces(text.source):
        if containing not in piece:
            continue
        bare = _PICTURE.sub(_blank, _QUOTED.sub(_blank, piece)).rstrip()
        at = 0
        for sentence in split(bare):
            at = bare.find(sentence, at)
            words = " ".join(sentence.split())
            if words.strip(" |"):
                yield Claim(words, text.place.down(line + bare.count("\n", 0, at)))
            at += len(sentence)


def claim(words: str, place: Place) -> Claim:
    """Make a claim of a short text such as a title."""
    return Claim(" ".join(_QUOTED.sub(_blank, words).split()), place)


def _blank(found: re.Match[str]) -> str:
    """Keep the line ends of what is taken out, so that places stay."""
    return "\n" * found[0].count("\n")


def _pieces(source: str) -> Iterator[tuple[int, str]]:
    """Yield what belongs together, with its first line counted from 0."""
    begin = 0
    kept: list[str] = []
    for number, line in enumerate(source.split("\n")):
        bare = line.strip()
        if kept and (not bare or bare[0] in "#|>" or _START.match(line)):
            yield begin, "\n".join(kept)
            kept = []
        if not bare or bare[0] in "#>":
            continue
        if bare[0] == "|":
            yield from ((number, cell.strip()) for cell in bare.strip("|").split("|") if cell.strip(" :-"))
            continue
        if not kept:
            begin = number
        kept.append(_START.sub("", line, count=1) if _START.match(line) else line)
    if kept:
        yield begin, "\n".join(kept)
