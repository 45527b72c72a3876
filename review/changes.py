"""What changed, as data: every report is only a way to show it.

A ``ChangeSet`` holds both drafts whole, item by item, so that either can be read back out of it (``base_of``,
``head_of``): nothing that changed can be missing from a report because nothing is missing here. Printed numbers are
carried along and never compared: a renumbering is no change.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import takewhile
from typing import Any, Literal, NamedTuple

from pipeline.places import Place

Inline = dict[str, Any]

Op = Literal["equal", "delete", "insert", "format"]
"""``format``: the same words in another form (bold, linked elsewhere …)."""


class Kind(StrEnum):
    """What became of an item; the value stands in ``aenderungen.json``."""

    ADDED = "neu"
    REMOVED = "entfallen"
    CHANGED = "geaendert"
    MOVED = "verschoben"
    MOVED_CHANGED = "verschoben-geaendert"
    SPLIT = "geteilt"
    MERGED = "zusammengefuehrt"

    @property
    def label(self) -> str:
        """The German words as they stand in reports."""
        return _LABELS[self]

    @property
    def counted(self) -> str:
        """The German words behind a number: ``24 entfallen``."""
        return _COUNTED.get(self, self.label)


_LABELS = {
    Kind.ADDED: "neu",
    Kind.REMOVED: "entfällt",
    Kind.CHANGED: "geändert",
    Kind.MOVED: "verschoben",
    Kind.MOVED_CHANGED: "verschoben und geändert",
    Kind.SPLIT: "geteilt",
    Kind.MERGED: "zusammengeführt",
}
_COUNTED = {Kind.REMOVED: "entfallen"}

ItemKind = Literal[
    "title",
    "heading",
    "paragraph",
    "list-item",
    "row",
    "caption",
    "figure",
    "guideline",
    "goal",
    "measure",
    "term",
    "law",
    "provision",
    "form",
    "consultation",
    "leaflet",
]


class Token(NamedTuple):
    """A word, a gap or a sign, as it is printed.

    Attributes:
        text: as printed; a compound, a date, an amount, a citation such as ``§ 12a Abs. 1 AufenthG`` is one token.
        key: what is compared; for a reference the target, since its printed number may change, else the text.
        marks: forms around it, outer first (``Strong``, ``Emph`` …).
        link: target of the link around it, empty without.
    """

    text: str
    key: str
    marks: tuple[str, ...] = ()
    link: str = ""

    @property
    def is_gap(self) -> bool:
        """Whether it is white space."""
        return self.text.isspace()

    @property
    def is_word(self) -> bool:
        """Whether it counts as a word: letters or digits in it."""
        text = self.text  # asked of every token, and half of them are gaps
        return text[:1].isalnum() or (not text.isspace() and any(map(str.isalnum, text)))


class Edit(NamedTuple):
    """A stretch of tokens that stays, goes, comes or takes another form.

    Attributes:
        op: what happens; ``equal`` and ``format`` have both sides, the others one.
        base: tokens of the earlier draft.
        head: tokens of the later draft.
    """

    op: Op
    base: tuple[Token, ...]
    head: tuple[Token, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """A named text of an item: a paragraph, a cell, a field of a measure.

    Attributes:
        name: German, as printed: ``Wortlaut``, ``Federführung``, a column's title, ``Fußnote`` …
        frame: what it stands in, outer first: ``level-2`` for a heading; ``list``, ``list-further`` (a second paragraph
            of an entry), ``numbered-1`` (a list that starts at 1; before it ``OneParen`` and the like where its numbers
            end otherwise than in a full stop), ``term``, ``meaning``, ``quote``, ``code``, ``figure``, ``caption``,
            ``rule``; in a table ``head`` with the columns' sides (``sides`` with them where there is no head),
            ``cell-2``, ``span-1-2``, all behind ``table`` within a record's text. Empty for plain paragraphs.
        inlines: pandoc's inlines, references resolved.
        print: what is compared: the text with its forms, references by target; equal prints are equal texts.
    """

    name: str
    frame: tuple[str, ...]
    inlines: tuple[Inline, ...]
    print: str


@dataclass(frozen=True, slots=True)
class Item:
    """The unit that is paired and moved: a paragraph, a list item, a table row, a goal, a measure and the like.

    Attributes:
        key: stable id; empty for running text, which has none.
        kind: what it is.
        number: printed number, empty without.
        title: its title as printed, empty for running text.
        code: the field's code, empty outside fields.
        lead: the lead of a measure, else empty.
        level: of a heading, else 0.
        section: position of the heading it stands under, among the items; -1 for none.
        table: number of its table or list within the section; 0 outside one.
        parts: its texts.
    """

    key: str
    kind: ItemKind
    number: str
    title: str
    code: str
    lead: str
    level: int
    section: int
    table: int
    parts: tuple[Part, ...]

    @property
    def print(self) -> str:
        """What makes two items equal: all parts with their frames, and names unless a table's head gives them."""
        named = self.kind != "row"
        return "\x1e".join(
            f"{part.name if named else ''}\x1f{'/'.join(part.frame)}\x1f{part.print}" for part in self.parts
        )


@dataclass(frozen=True, slots=True)
class PartChange:
    """Two parts side by side.

    Attributes:
        name: of the part.
        base_frame: what it stood in; None if there was no such part.
        head_frame: what it stands in; None if it is gone.
        edits: from the one to the other.
    """

    name: str
    base_frame: tuple[str, ...] | None
    head_frame: tuple[str, ...] | None
    edits: tuple[Edit, ...]

    @property
    def changed(self) -> bool:
        """Whether words, form or frame differ."""
        return self.base_frame != self.head_frame or any(edit.op != "equal" for edit in self.edits)


@dataclass(frozen=True, slots=True)
class Reason:
    """A commit that made a change.

    Attributes:
        commit: full hash.
        day: ISO date.
        author: name as git has it.
        subject: first line of the message.
    """

    commit: str
    day: str
    author: str
    subject: str


@dataclass(frozen=True, slots=True)
class Entry:
    """An item of either draft, or a pair; a split or merged one has several on one side.

    Attributes:
        key: stable and unique within the set: the item's id, or section and a digest of the words.
        kind: None if nothing changed. A goal or measure (it keeps its id) that was split off or merged into another has
            one side only; ``related`` names the other. A split or merged paragraph has all pieces on its sides.
        label: for people, e.g. ``Maßnahme A.1.7 (M-WOH-07)``.
        base: items of the earlier draft, empty if new.
        head: items of the later draft, empty if gone.
        base_at: their positions in the earlier draft.
        head_at: their positions in the later draft.
        parts: all parts of a changed, split or merged pair in reading order; empty for every other kind.
        related: keys of entries that belong to this one (what a measure was merged into, split from).
        base_place: where it stands in the earlier sources, if known.
        head_place: where it stands in the later sources, if known.
        reasons: commits that made the change, oldest first.
    """

    key: str
    kind: Kind | None
    label: str
    base: tuple[Item, ...]
    head: tuple[Item, ...]
    base_at: tuple[int, ...]
    head_at: tuple[int, ...]
    parts: tuple[PartChange, ...] = ()
    related: tuple[str, ...] = ()
    base_place: Place | None = None
    head_place: Place | None = None
    reasons: tuple[Reason, ...] = ()

    @property
    def item(self) -> Item:
        """The later item, or the earlier one if it is gone."""
        return (self.head or self.base)[0]

    @property
    def moved(self) -> bool:
        """Whether it stands elsewhere than before."""
        return self.kind in {Kind.MOVED, Kind.MOVED_CHANGED}

    @property
    def changed_parts(self) -> tuple[PartChange, ...]:
        """The parts that differ."""
        return tuple(part for part in self.parts if part.changed)


@dataclass(frozen=True, slots=True)
class Side:
    """Which draft this is.

    Attributes:
        name: of the version, or how the user named it.
        label: what kind of version (``Entwurf``).
        paper: Drucksache.
        day: key date, ISO.
        commit: full hash, empty for a folder.
        dirty: whether it holds changes that no commit has.
        counts: totals by name (``ziele``, ``massnahmen`` …), see ``pipeline.numbers``.
        unread: what could not be read, as sentences with their place.
    """

    name: str
    label: str = ""
    paper: str = ""
    day: str = ""
    commit: str = ""
    dirty: bool = False
    counts: tuple[tuple[str, int], ...] = ()
    unread: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Renumbered:
    """Something whose printed number changed; no change of its own."""

    key: str
    kind: ItemKind
    title: str
    base: str
    head: str


@dataclass(frozen=True, slots=True)
class Fault:
    """A finding that one of the drafts has and the other has not."""

    rule: str
    severity: str
    place: str
    message: str
    subject: str


@dataclass(frozen=True, slots=True)
class ChangeSet:
    """All of both drafts and what became of it.

    Attributes:
        base: the earlier draft.
        head: the later draft.
        entries: in the order of the later draft; what is gone stands where it stood.
        renumbered: printed numbers that changed, in the order of the later draft.
        new_faults: findings that only the later draft has.
        mended: findings that only the earlier draft has.
    """

    base: Side
    head: Side
    entries: tuple[Entry, ...]
    renumbered: tuple[Renumbered, ...] = ()
    new_faults: tuple[Fault, ...] = ()
    mended: tuple[Fault, ...] = ()

    @property
    def changes(self) -> tuple[Entry, ...]:
        """The entries that changed."""
        return tuple(entry for entry in self.entries if entry.kind)


@dataclass(frozen=True, slots=True)
class Stub:
    """The former place of something that moved away.

    Attributes:
        entry: what moved.
        at: position of the item in the earlier draft.
    """

    entry: Entry
    at: int


def reading_order(changes: ChangeSet) -> Iterator[Entry | Stub]:
    """Yield the entries as a reader meets them, and a stub where something moved stood before."""
    before: dict[int, list[Stub]] = {}
    where = {at: row for row, entry in enumerate(changes.entries) for at in entry.base_at if not entry.moved}
    stubs = sorted(
        (Stub(entry, entry.base_at[0]) for entry in changes.entries if entry.moved), key=lambda stub: stub.at
    )
    near, at = -1, 0
    for stub in stubs:
        for one in range(at, stub.at):
            near = where.get(one, near)
        at = stub.at
        if stub.entry.item.kind == "heading":  # new text behind it belongs to the heading before
            rest = changes.entries[near + 1 :]
            near += sum(1 for _ in takewhile(lambda one: not one.base and one.item.kind != "heading", rest))
        before.setdefault(near, []).append(stub)
    yield from before.get(-1, ())
    for row, entry in enumerate(changes.entries):
        yield entry
        yield from before.get(row, ())
