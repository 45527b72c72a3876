"""The later draft as a Word text in which every difference to the earlier one is a tracked change.

Both drafts are written as ``Konzept.docx`` would be, in one package, and merged; the whole report and the one with the
changed parts only are made of the same merged text.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline.manuscript import Manuscript, MeasureTable
from pipeline.prose import plain
from pipeline.tools import word, word_concept, word_heads, word_tracks
from pipeline.tools.word_atoms import bookmarks_of, rename_bookmarks
from pipeline.tools.word_book import Placed
from pipeline.tools.word_notes import drop_notes
from pipeline.tools.word_xml import style_of, text_of, w
from review.changes import ChangeSet, Entry, Kind
from review.last import Last
from review.printed import Printed, printed
from review.redline.guide import Author, Guide, unnumbered, words_of
from review.redline.merging import Redliner
from review.redline.units import Unit, is_stable
from review.remarks import item_words, remark
from review.sides import Comparison
from review.words import NOTE

COUNTING = "Zählung und Satz"
"""The author of what only follows from other changes: printed numbers, formats of paragraphs after others."""

_ANNEXED = "massnahmen-"
"""Begins the id of a field's part of the annex, which moves with the field."""


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


_last: Last[Marked] = Last()


def marked(comparison: Comparison, templates: Path) -> Marked:
    """Merge both drafts; asked twice in a row for the same ones it works once.

    Args:
        comparison: the drafts and what changed.
        templates: the folder.

    Returns:
        A text to be copied, not changed: others are made of it too.

    Raises:
        TemplateError: if something is missing in the template.
        ToolFailed: if Typst, which draws the pictures, fails.
    """
    return _last.of(comparison.changes, templates, lambda: _merged(comparison, templates))


def _merged(comparison: Comparison, templates: Path) -> Marked:
    drafts = comparison.base.manuscript, comparison.head.manuscript
    text = printed(*drafts, templates)
    author = author_of(comparison.changes)
    parts = tuple(_parts(text, comparison.changes, author, _lists(drafts)))
    base, head = map(word_concept.controls_of, drafts)
    word_tracks.fill(text.package, (base, author.mark("del")), (head, author.mark("ins")), needed="stempel")
    word_heads.break_full(text.package, COUNTING, author.date)
    return Marked(text.package, parts)


def author_of(changes: ChangeSet) -> Author:
    """Name the later draft as the author of what has no other."""
    return Author(f"Fassung {changes.head.name}", _moment(changes.head.day))


def _moment(day: str) -> str:
    return f"{day or '2000-01-01'}T00:00:00Z"


def _lists(drafts: Iterable[Manuscript]) -> dict[str, tuple[str, ...]]:
    """Say what measures hold that is told whole: offices and years."""
    tables = (one for draft in drafts for one in draft.elements if isinstance(one, MeasureTable))
    found: dict[str, tuple[str, ...]] = {}
    for row in (row for table in tables for row in table.rows):
        found |= {row.lead: (row.lead,), row.period: (row.period,), ", ".join(row.partners): row.partners}
    return found


def _parts(
    text: Printed, changes: ChangeSet, author: Author, lists: Mapping[str, tuple[str, ...]]
) -> Iterator[Part]:
    package, old, new = text.package, text.base, text.head
    styles = package.styles()
    levels = {styles[f"heading {level}"]: level for level in range(1, 10) if f"heading {level}" in styles}
    _share_marks(old, new, levels)
    names = {name for one in new for name in bookmarks_of(one.element)}
    counting = replace(author, name=COUNTING)
    redliner = Redliner(package, replace(_guide(changes, author, counting), lists=lists), names)
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
                path = "/".join(above[: level - 1])
                key = next(filter(is_stable, names), f"{path}/{unnumbered(text_of(one.element))}")
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
    moved: set[str] = set()
    moves: dict[str, str] = {}
    splits: dict[str, tuple[str, ...]] = {}
    merges: dict[str, tuple[str, ...]] = {}
    authors: dict[str, Author] = {}
    for entry in changes.changes:
        if entry.reasons:
            last = entry.reasons[-1]
            authors.update(dict.fromkeys(filter(None, _handles(entry)), Author(last.author, _moment(last.day))))
        if entry.moved and entry.item.kind == "heading":
            moved |= {entry.key, f"{_ANNEXED}{entry.item.code}"}
        elif entry.moved:
            moves[item_words(entry.base[0])] = item_words(entry.head[0])
        elif entry.kind is Kind.SPLIT and len(entry.head) > 1:  # goals and measures have one side only
            splits[item_words(entry.base[0])] = tuple(map(item_words, entry.head))
        elif entry.kind is Kind.MERGED and len(entry.base) > 1:
            merges[item_words(entry.head[0])] = tuple(map(item_words, entry.base))
        elif entry.kind is Kind.CHANGED:
            if entry.item.kind == "row":  # looked for whole
                pairs.setdefault(item_words(entry.base[0]), set()).add(item_words(entry.head[0]))
            for part in entry.parts:
                old = "".join(token.text for edit in part.edits for token in edit.base if token.text != NOTE)
                new = "".join(token.text for edit in part.edits for token in edit.head if token.text != NOTE)
                pairs.setdefault(words_of(old), set()).add(words_of(new))
    known = {old: frozenset(new) for old, new in pairs.items()}
    return Guide(author, counting, known, splits, merges, authors, frozenset(moved), moves)


def _handles(entry: Entry) -> list[str]:
    """Give the bookmarks and words by which the parts of an entry are found in the text."""
    items = (*entry.base, *entry.head)
    return [item.key for item in items] + [words_of(plain(list(part.inlines))) for item in items for part in item.parts]
