"""Every text of the concept with what it belongs to, and its sentences: what rules on wording read."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from pipeline.model import Block, Concept, Text
from pipeline.places import Place
from pipeline.prose import plain

Kind = Literal[
    "chapter",
    "introduction",
    "guideline",
    "goal",
    "measure",
    "effect",
    "term",
    "provision",
    "submission",
    "leaflet",
    "chronicle",
]


@dataclass(frozen=True, slots=True)
class Passage:
    """A text and what it belongs to.

    Attributes:
        text: the Markdown with its place.
        kind: of what.
        subject: id of the goal, measure, guideline, term or provision; path of a chapter.
        code: the field's code, empty outside fields.
    """

    text: Text
    kind: Kind
    subject: str
    code: str = ""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence as it is printed, without Markdown.

    Attributes:
        words: the text, white space joined.
        place: the line where it begins, as near as the source tells.
    """

    words: str
    place: Place


def passages(concept: Concept) -> Iterator[Passage]:
    """Yield all texts in printed order."""
    for path, chapter in sorted(concept.chapters.items()):
        yield Passage(chapter.text, "chapter", path)
    for line in concept.guidelines:
        yield Passage(line.text, "guideline", line.id)
    for _, field in concept.ordered_fields:
        yield Passage(field.introduction, "introduction", field.code, field.code)
        for line in field.guidelines:
            yield Passage(line.text, "guideline", line.id, field.code)
        for goal in field.goals:
            yield Passage(goal.text, "goal", goal.id, field.code)
        for measure in field.measures:
            yield Passage(measure.description, "measure", measure.id, field.code)
            yield Passage(measure.effect, "effect", measure.id, field.code)
    for term in concept.terms:
        yield Passage(term.definition, "term", term.id)
    for provision in concept.provisions:
        yield Passage(provision.content, "provision", provision.id)
    if concept.submission:
        form = concept.submission
        for text in (form.resolution, form.finances.statement, form.reasons):
            yield Passage(text, "submission", "vorlage.yaml")
    if concept.leaflet:
        leaflet = concept.leaflet
        for text in (leaflet.invitation, leaflet.how_to_read, leaflet.notice, leaflet.contact):
            yield Passage(text, "leaflet", "faltblatt.yaml")
    for happening in concept.chronicle:
        yield Passage(happening.text, "chronicle", "chronik.yaml")


_ABBREVIATIONS = frozenset(  # read as a sentence, kept as one
    """
    z. B. d. h. u. a. bzw. usw. ca. Nr. Abs. Art. S. Bd. vgl. ggf. evtl. inkl. zzgl. Dr. Prof. St. Str. Mio. Mrd. Tsd.
    e. V. i. m. o. Ä. ff. f. sog. insb. max. min. Ziff. Kap. Anl. Aufl. Jan. Feb. Aug. Sept. Okt. Nov. Dez. DS
    """.split()  # noqa: SIM905 - a list of 60 strings is harder to read
)
_LONGEST_WORD = 40
_END = re.compile(r"(?<=[.!?…:])[“\"’)]?\s+(?=[„»(\"]?[A-ZÄÖÜ0-9])")


def sentences(text: Text) -> Iterator[Sentence]:
    """Yield the sentences of the running text and of list items; headings, tables and figures are left out."""
    for block in _running(text.blocks):
        words = plain(block)
        start = _place(text, words)
        for sentence in split(words):
            yield Sentence(sentence, _place(text, sentence, start))


def roughly(text: Text) -> Iterator[str]:
    """Yield sentences as they stand in the source: cheap, to see whether ``sentences`` is worth it."""
    for part in text.source.split("\n\n"):
        if not part.startswith(("|", "#", "![")):
            yield from split(part)


def split(words: str) -> Iterator[str]:
    """Split plain text into sentences; abbreviations, ordinals and dates do not end one."""
    begin = 0
    for found in _END.finditer(words):
        before = words[max(begin, found.start() - _LONGEST_WORD) : found.start()].split()
        last = before[-1] if before else ""
        if last in _ABBREVIATIONS or re.fullmatch(r"\(?\d{1,3}\.|[A-Za-zÄÖÜäöü]\.", last):
            continue
        yield words[begin : found.end()].strip()
        begin = found.end()
    if words[begin:].strip():
        yield words[begin:].strip()


def _running(blocks: list[Block]) -> Iterator[Block]:
    for block in blocks:
        if block["t"] in {"Para", "Plain"}:
            if not (len(block["c"]) == 1 and block["c"][0]["t"] == "Image"):
                yield block
        elif block["t"] == "BulletList":
            for item in block["c"]:
                yield from _running(item)
        elif block["t"] == "OrderedList":
            for item in block["c"][1]:
                yield from _running(item)
        elif block["t"] == "BlockQuote":
            yield from _running(block["c"])
        elif block["t"] == "Div":
            yield from _running(block["c"][1])


def _place(text: Text, words: str, otherwise: Place | None = None) -> Place:
    """Find the line by the longest beginning that stands in the source as it is."""
    parts = words.split()
    for count in (5, 3, 2):
        start = " ".join(parts[:count])
        if len(start) > 3 and start in text.source:  # noqa: PLR2004
            return text.place_of(start)
    return otherwise or text.place
