"""Both drafts as ``Konzept.docx`` would print them, in one Word package: what a merged text is made of.

pandoc, another process, takes a second for it and needs no more than the composed drafts: so it can be begun before they
are judged and compared.
"""

import json
import re
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock

from pipeline.flow import flow
from pipeline.manuscript import Manuscript
from pipeline.model import Block
from pipeline.tools import word, word_book, word_concept, word_pandoc
from pipeline.tools.word_book import Placed
from pipeline.tools.word_xml import Element
from pipeline.typeset import anchors
from review.sequences import matches

_ONCE = re.compile(r'"t": "(?:Note|BulletList|OrderedList)"')
"""What has a number in the package and cannot stand there twice."""


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


@dataclass(slots=True)
class _Begun:
    """What was begun ahead: of one pair of drafts, taken once."""

    lock: Lock = field(default_factory=Lock)
    drafts: tuple[Manuscript, Manuscript] | None = None
    made_for: tuple[Path, int] | None = None
    text: "Future[Printed] | None" = None


_begun = _Begun()


def begin(base: Manuscript, head: Manuscript, templates: Path, epoch: int) -> None:
    """Begin to print; ``printed`` will take it. What is begun for other drafts before it is taken is lost."""
    pool = ThreadPoolExecutor(1)
    with _begun.lock:
        _begun.drafts, _begun.made_for = (base, head), (templates, epoch)
        _begun.text = pool.submit(_printed, base, head, templates / word_book.TEMPLATE, epoch)
    pool.shutdown(wait=False)


def printed(base: Manuscript, head: Manuscript, templates: Path, epoch: int) -> Printed:
    """Print both drafts; the caller may change what he gets.

    Args:
        base: the earlier draft.
        head: the later draft.
        templates: the folder.
        epoch: when the file was made, seconds since 1970.

    Raises:
        TemplateError: if something is missing in the template.
        ToolFailed: if pandoc or Typst fails.
    """
    with _begun.lock:
        ours = _begun.drafts is not None and _begun.drafts[0] is base and _begun.drafts[1] is head
        text = _begun.text if ours and _begun.made_for == (templates, epoch) else None
        if text:
            _begun.drafts, _begun.text = None, None
    return text.result() if text else _printed(base, head, templates / word_book.TEMPLATE, epoch)


def _printed(base: Manuscript, head: Manuscript, template: Path, epoch: int) -> Printed:
    drafts = base, head
    package = word.read(template)
    pictures = {(one.data, one.kind): one for draft in drafts for one in draft.pictures.values()}
    addresses = {key: word_concept.address_of(number) for number, key in enumerate(pictures)}
    with ThreadPoolExecutor(1) as pool:
        drawn = {addresses[key]: pool.submit(word_concept.drawn_of, one) for key, one in pictures.items()}
        texts = []
        for draft in drafts:
            known = {path: addresses[one.data, one.kind] for path, one in draft.pictures.items()}
            texts.append(word_pandoc.Text(flow(draft), anchors(draft), known))
        written = _written(package, template, texts[0], texts[1], epoch)
        shown = {address: one.result() for address, one in drawn.items()}
    old, new = (
        word_book.dressed(package, elements, word_concept.plan_of(draft, shown))
        for elements, draft in zip(written, drafts, strict=True)
    )
    return Printed(package, old, new)


def _written(
    package: word.Package, template: Path, former: word_pandoc.Text, later: word_pandoc.Text, epoch: int
) -> tuple[list[Element], list[Element]]:
    """Write both drafts; what is the same in both is written once, for pandoc takes most of the time."""
    base, head = _pieces(former.safe()), _pieces(later.safe())
    prints = [[json.dumps(piece) for piece in pieces] for pieces in (base, head)]
    pairs = dict(matches(*prints))
    same = {at: to for at, to in pairs.items() if pairs.get(at - 1) == to - 1 and not _ONCE.search(prints[0][at])}
    wanted = [at for at in range(len(base)) if at not in same or (at + 1 < len(base) and at + 1 not in same)]
    start: list[Block] = [{"t": "HorizontalRule"}]  # what follows is set like the beginning of a text
    written = word_pandoc.write_pieces(package, template, [*head, start, *(base[at] for at in wanted)], epoch)
    fresh = dict(zip(wanted, written[len(head) + 1 :], strict=True))
    old = [
        element
        for at in range(len(base))
        for element in (fresh[at] if at not in same else map(deepcopy, written[same[at]]))
    ]
    return old, [element for piece in written[: len(head)] for element in piece]


def _pieces(blocks: Sequence[Block]) -> list[list[Block]]:
    """Cut a text where nothing depends on what comes next but a first paragraph's style."""
    pieces: list[list[Block]] = []
    for block in blocks:
        before = pieces[-1][-1] if pieces else None
        if before and (before["t"] == block["t"] == "Table" or (before["t"] == "Div" and not before["c"][1])):
            pieces[-1].append(block)
        else:
            pieces.append([block])
    return pieces
