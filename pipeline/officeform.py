"""One set of fields, two forms: a paper in Word and in PDF that say the same.

A paper gives its fields once, with German names, because the templates are edited by people who read
German. ``Running`` marks what is running text: in Word it is written in the template's styles, in
PDF Typst sets it. Everything else is printed as it is. Where a field names a proposed measure, the
field ``hinweis`` holds the disclaimer; each template has a place for it.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline import typeset
from pipeline.manuscript import Ballot, Manuscript, Ref
from pipeline.model import OPEN, Block
from pipeline.prose import div, plain
from pipeline.tools import typst, word, word_body, word_pages
from pipeline.tools.word_writer import Text, Writer
from pipeline.tools.word_xml import Element, paragraph_of, w

KINDS = {
    "goal": "Ziel",
    "measure": "Maßnahme",
    "field": "Handlungsfeld",
    "chapter": "Abschnitt",
    "section": "Abschnitt",
    "guideline": "Leitlinie",
    "term": "Begriff",
    "provision": "Vorschrift",
}
"""Kind of a place → its printed name."""

MEASURE = re.compile(r"\bM-[A-Z]{2,4}-\d{2,3}\b|\bMaßnahme [A-Z]\.\d")
"""How a paper names a proposed measure: by its id, or by its printed number."""

CELL = "Tabellentext"
"""Paragraph style of the Word templates for text in a cell."""

_INNER = str.maketrans("„“", "‚‘")

Fields = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Running:
    """Running text; empty text counts as false, in Word as in PDF.

    Attributes:
        blocks: pandoc's tree.
        style: paragraph style in Word, for text in a table's cell; empty for body text.
    """

    blocks: tuple[Block, ...]
    style: str = ""


@dataclass(frozen=True, slots=True)
class Paper:
    """One paper.

    Attributes:
        name: of the files, without ending.
        form: of the templates: ``<form>.docx`` and ``typst/<form>.typ``.
        title: what the file calls itself.
        fields: what the templates can ask for.
    """

    name: str
    form: str
    title: str
    fields: Fields


def shown(value: str) -> str:
    """Give a field of the sources as a form shows it: what is ``offen`` stays empty."""
    return "" if value == OPEN else str(value)


def named(ref: Ref) -> str:
    """Name a place in words and by its id."""
    if not ref.title:
        return ref.key
    return f"{KINDS.get(ref.kind, '')} {ref.number}".strip() + f" „{ref.title.translate(_INNER)}“ ({ref.key})"


def ballot(one: Ballot) -> dict[str, str]:
    """Give a vote in the council's three lines; all empty where none is on record."""
    if one.vote is None:
        return {"ja": "", "nein": "", "enthaltung": "", "wendung": one.phrase, "gegenstand": ""}
    return {
        "ja": str(one.vote.ayes),
        "nein": str(one.vote.noes),
        "enthaltung": str(one.vote.abstentions),
        "wendung": one.phrase,
        "gegenstand": shown(one.vote.subject),
    }


def both(paper: Paper, manuscript: Manuscript, templates: Path, epoch: int) -> dict[str, bytes]:
    """Make the Word file and the PDF.

    Raises:
        TemplateError: if a template is missing or asks for what there is not.
    """
    framed = {
        "herausgeberin": manuscript.publisher,
        "buero": manuscript.office,
        "fassung": manuscript.version,
        "bezeichnung": manuscript.label,
        "drucksache": manuscript.paper,
        **paper.fields,
        "hinweis": manuscript.disclaimer if _name_measures(paper.fields) else "",
    }
    whole = Paper(paper.name, paper.form, paper.title, framed)
    with word.ONE_AT_A_TIME:
        written = _word(whole, manuscript, templates, epoch)
    return {
        f"{paper.name}.docx": written,
        f"{paper.name}.pdf": _pdf(whole, manuscript, templates, epoch),
    }


def _name_measures(tree: Any) -> bool:  # noqa: ANN401 - texts, lists and mappings
    """Whether a proposed measure is named anywhere, so that the disclaimer has to stand below."""
    match tree:
        case Running():
            return bool(MEASURE.search(plain(list(tree.blocks))))
        case str():
            return bool(MEASURE.search(tree))
        case Mapping():
            return any(map(_name_measures, tree.values()))
        case list() | tuple():
            return any(map(_name_measures, tree))
    return False


def _pdf(paper: Paper, manuscript: Manuscript, templates: Path, epoch: int) -> bytes:
    shortener = typeset.Shortener(())

    def shorten(tree: Any) -> Any:  # noqa: ANN401 - texts, lists and mappings
        match tree:
            case str():
                return typeset.held(tree)
            case Running():
                return shortener.blocks(tree.blocks)
            case Mapping():
                return {name: shorten(value) for name, value in tree.items()}
            case list() | tuple():
                return [shorten(one) for one in tree]
        return tree

    data = {**typeset.frame(manuscript), "file_title": paper.title, "form": shorten(paper.fields)}
    return typst.pdf(f"{paper.form}.typ", templates / "typst", data, {}, epoch)


def _word(paper: Paper, manuscript: Manuscript, templates: Path, epoch: int) -> bytes:
    template = templates / f"{paper.form}.docx"
    package = word.read(template)
    texts = iter(list(_written(package, paper.fields)))

    def place(tree: Any) -> Any:  # noqa: ANN401 - texts, lists and mappings
        match tree:
            case Running():
                return word.Xml(next(texts)) if tree.blocks else word.Xml(())
            case Mapping():
                return {name: place(value) for name, value in tree.items()}
            case list() | tuple():
                return [place(one) for one in tree]
        return tree

    fields = place(paper.fields)
    word.fill(package, {"stempel": manuscript.stamp}, needed="stempel")
    done = word.fill_form(template, package, fields, epoch)
    word_pages.renumber(done.body)
    core = {
        "title": paper.title,
        "subject": f"Drucksache {manuscript.paper}, Fassung {manuscript.version}",
        "creator": manuscript.publisher,
        "keywords": f"{paper.title}, {manuscript.paper}, Fassung {manuscript.version}",
    }
    done.properties(core, {"Drucksache": manuscript.paper, "Fassung": manuscript.version}, epoch)
    return done.bytes(epoch)


def _written(package: word.Package, fields: Fields) -> Iterator[list[Element]]:
    """Write the running texts in the order of the fields."""
    writer = Writer(package)
    dresser = word_body.Dresser(package, word_body.Plan(), word_pages.text_width(package.body[-1]))
    for text in _texts(fields):
        yield _closed([element for element, _, _ in dresser.dress(writer.write(Text(_styled(text))))])


def _texts(tree: Any) -> Iterator[Running]:  # noqa: ANN401 - texts, lists and mappings
    match tree:
        case Running():
            if tree.blocks:
                yield tree
        case Mapping():
            for value in tree.values():
                yield from _texts(value)
        case list() | tuple():
            for value in tree:
                yield from _texts(value)


def _styled(text: Running) -> tuple[Block, ...]:
    return (div(text.blocks, style=text.style),) if text.style else text.blocks


def _closed(text: list[Element]) -> list[Element]:
    """End with a paragraph: a cell of a table must."""
    return text if text and text[-1].tag == w("p") else [*text, paragraph_of("Tabellentextklein")]
