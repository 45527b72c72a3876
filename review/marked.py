"""The later draft as a Word text in which every difference to the earlier one is a tracked change.

Both drafts are written as ``Konzept.docx`` would be, in one package, and merged; the whole report and the one with the
changed parts only are made of the same merged text.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from copy import deepcopy
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Lock

from pipeline.flow import flow
from pipeline.model import Block
from pipeline.prose import plain
from pipeline.tools import word, word_book, word_concept, word_pandoc, word_tracks
from pipeline.tools.word_atoms import bookmarks_of, drop_notes, rename_bookmarks
from pipeline.tools.word_book import Placed
from pipeline.tools.word_xml import Element, style_of, text_of, w
from pipeline.typeset import anchors
from review.changes import ChangeSet, Entry, Kind
from review.outline import POSITION
from review.redline.guide import Author, Guide, unnumbered, words_of
from review.redline.merging import Redliner
from review.redline.units import Unit
from review.remarks import item_words, remark
from review.sequences import matches
from review.sides import Comparison
from review.words import NOTE

_ONCE = re.compile(r'"t": "(?:Note|BulletList|OrderedList)"')
"""What has a number in the package and cannot stand there twice."""

COUNTING = "Zählung und Satz"
"""The author of what only follows from other changes: printed numbers, formats of paragraphs after others."""


@dataclass(frozen=True, slots=True)
class Part:
    """A paragraph or table of the merged text.

    Attributes:
        placed: ready to be laid out.
        level: of a heading, else 0.
        changed: whether more than numbers and layout changed in it.
    """

    placed: Placed
    level: int
    changed: bool


@dataclass(frozen=True, slots=True)
class Marked:
    """The merged text.

    Attributes:
        package: on the concept's template, its text not yet laid out.
        parts: the text.
    """

    package: word.Package
    parts: tuple[Part, ...]


@dataclass(slots=True)
class _Memory:
    """The last merged text: two reports are made of it, at the same time."""

    lock: Lock
    of: Comparison | None = None
    text: Marked | None = None


_memory = _Memory(Lock())


def marked(comparison: Comparison, templates: Path, epoch: int) -> Marked:
    """Merge both drafts; asked twice in a row for the same ones it works once.

    Args:
        comparison: the drafts and what changed.
        templates: the folder.
        epoch: when the file was made, seconds since 1970.

    Returns:
        A text of the caller's own.

    Raises:
        TemplateError: if something is missing in the template.
        ToolFailed: if pandoc or Typst fails.
    """
    with _memory.lock:
        if _memory.of is not comparison or _memory.text is None:
            _memory.of, _memory.text = None, merged(comparison, templates / word_book.TEMPLATE, epoch)
            _memory.of = comparison
        text = _memory.text
        parts = tuple(
            replace(one, placed=replace(one.placed, element=deepcopy(one.placed.element))) for one in text.parts
        )
        return Marked(text.package.copy(), parts)


def merged(comparison: Comparison, template: Path, epoch: int) -> Marked:
    """Merge both drafts."""
    drafts = comparison.base.manuscript, comparison.head.manuscript
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
    author = author_of(comparison.changes)
    parts = tuple(_parts(package, old, new, comparison.changes, author))
    base, head = map(word_concept.controls_of, drafts)
    word_tracks.fill(package, (base, author.mark("del")), (head, author.mark("ins")), needed="stempel")
    return Marked(package, parts)


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


def author_of(changes: ChangeSet) -> Author:
    """Name the later draft as the author of what has no other."""
    return Author(f"Fassung {changes.head.name}", _moment(changes.head.day))


def _moment(day: str) -> str:
    return f"{day or '2000-01-01'}T00:00:00Z"


def _parts(
    package: word.Package, old: Sequence[Placed], new: Sequence[Placed], changes: ChangeSet, author: Author
) -> Iterator[Part]:
    styles = package.styles()
    levels = {styles[f"heading {level}"]: level for level in range(1, 10) if f"heading {level}" in styles}
    _share_marks(old, new, levels)
    names = {name for one in new for name in bookmarks_of(one.element)}
    counting = replace(author, name=COUNTING)
    redliner = Redliner(package, _guide(changes, author, counting), names)
    base, head = (redliner.units([one.element for one in placed]) for placed in (old, new))
    _hold_contents(old, base)
    _hold_contents(new, head)
    pieces = redliner.merge(base, head)
    remark(package, redliner, changes)
    drop_notes(package, redliner.base_notes)
    wide = contents = False
    for piece in pieces:
        source = new[piece.head] if piece.head is not None else None if piece.base is None else old[piece.base]
        wide, contents = (source.wide, source.contents) if source else (wide, contents)
        level = levels.get(style_of(piece.element), 0) if piece.element.tag == w("p") else 0
        changed = piece.changed and (piece.joined or redliner.is_changed(piece.element, counting))
        yield Part(Placed(piece.element, wide, contents), level, changed)


def _share_marks(old: Sequence[Placed], new: Sequence[Placed], levels: Mapping[str, int]) -> None:
    """Let the entries of both contents lead to the same bookmark where they name the same heading."""
    marks: list[dict[str, str]] = []
    for placed in (old, new):
        found: dict[str, str] = {}
        above: list[str] = []
        for one in placed:
            level = levels.get(style_of(one.element), 0) if one.element.tag == w("p") else 0
            if level:
                names = bookmarks_of(one.element)
                stable = (name for name in names if not name.startswith("_Toc") and not POSITION.search(name))
                path = "/".join(above[: level - 1])
                key = next(stable, f"{path}/{unnumbered(text_of(one.element))}")
                above[level - 1 :] = [key]
                found.setdefault(key, next((name for name in names if name.startswith("_Toc")), ""))
        marks.append(found)
    shared = {mark: marks[1].get(key, "") for key, mark in marks[0].items()}
    names = [name for one in old for name in bookmarks_of(one.element) if name.startswith("_Toc")]
    changed = {name: shared.get(name) or name.replace("_Toc0", "_Toc1", 1) for name in names}
    for one in old:
        rename_bookmarks(one.element, changed)


def _hold_contents(placed: Sequence[Placed], units: Sequence[Unit]) -> None:
    """Let the contents of both drafts begin and end together: one field in Word reaches from there to there."""
    inside = [unit for one, unit in zip(placed, units, strict=True) if one.contents]
    if len(inside) > 1:
        inside[1].names, inside[-1].names = ("inhalt",), ("inhalt-ende",)


def _guide(changes: ChangeSet, author: Author, counting: Author) -> Guide:
    """Tell the redliner what the comparison of the drafts found."""
    pairs: dict[str, set[str]] = {}
    splits: dict[str, tuple[str, ...]] = {}
    merges: dict[str, tuple[str, ...]] = {}
    authors: dict[str, Author] = {}
    for entry in changes.changes:
        if entry.reasons:
            last = entry.reasons[-1]
            authors.update(dict.fromkeys(filter(None, _handles(entry)), Author(last.author, _moment(last.day))))
        if entry.kind is Kind.SPLIT and len(entry.head) > 1:  # goals and measures have one side only
            splits[item_words(entry.base[0])] = tuple(map(item_words, entry.head))
        elif entry.kind is Kind.MERGED and len(entry.base) > 1:
            merges[item_words(entry.head[0])] = tuple(map(item_words, entry.base))
        elif entry.kind is Kind.CHANGED:
            for part in entry.parts:
                old = "".join(token.text for edit in part.edits for token in edit.base if token.text != NOTE)
                new = "".join(token.text for edit in part.edits for token in edit.head if token.text != NOTE)
                pairs.setdefault(words_of(old), set()).add(words_of(new))
    return Guide(author, counting, {old: frozenset(new) for old, new in pairs.items()}, splits, merges, authors)


def _handles(entry: Entry) -> list[str]:
    """Give the bookmarks and words by which the parts of an entry are found in the text."""
    items = (*entry.base, *entry.head)
    return [item.key for item in items] + [words_of(plain(list(part.inlines))) for item in items for part in item.parts]
