"""Both drafts as ``Konzept.docx`` would print them, in one Word package: what a merged text is made of."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from pipeline.flow import flow
from pipeline.manuscript import Manuscript
from pipeline.tools import word, word_book, word_concept
from pipeline.tools.word_book import Placed
from pipeline.tools.word_writer import Text, Writer
from pipeline.typeset import anchors


@dataclass(frozen=True, slots=True)
class Printed:
    """Two drafts in one package.

    Attributes:
        package: on the concept's template, its text not yet laid out.
        base: the earlier draft's paragraphs and tables, dressed.
        head: the later draft's, likewise.
    """

    package: word.Package
    base: list[Placed]
    head: list[Placed]


def printed(base: Manuscript, head: Manuscript, templates: Path) -> Printed:
    """Print both drafts; the caller may change what he gets.

    Args:
        base: the earlier draft.
        head: the later draft.
        templates: the folder.

    Raises:
        TemplateError: if something is missing in the template.
        ToolFailed: if Typst, which draws the pictures, fails.
    """
    drafts = base, head
    package = word.read(templates / word_book.TEMPLATE)
    pictures = {(one.data, one.kind): one for draft in drafts for one in draft.pictures.values()}
    addresses = {key: word_concept.address_of(number) for number, key in enumerate(pictures)}
    with ThreadPoolExecutor(1) as pool:
        drawn = {addresses[key]: pool.submit(word_concept.drawn_of, one) for key, one in pictures.items()}
        writer = Writer(package)
        written = []
        for draft in drafts:
            known = {path: addresses[one.data, one.kind] for path, one in draft.pictures.items()}
            written.append(writer.write(Text(flow(draft), anchors(draft), known)))
        shown = {address: one.result() for address, one in drawn.items()}
    old, new = (
        word_book.dressed(package, elements, word_concept.plan_of(draft, shown))
        for elements, draft in zip(written, drafts, strict=True)
    )
    return Printed(package, old, new)
