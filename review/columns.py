"""A ChangeSet as the two columns of a Synopse: the earlier draft left, the later one right.

The form is that of the Handbuch der Rechtsförmlichkeit. What changed stands in full on both sides with its words marked;
what did not is named and called „unverändert“, stretch by stretch, so that nothing is missing and nothing is printed twice.
Word and PDF print this and decide nothing.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from pipeline.manuscript import Run, Wording
from review.changes import ChangeSet, Entry, Kind, PartChange, Side, Stub, reading_order
from review.compare import base_of, head_of, labels
from review.last import Last
from review.outline import NOTE_PART
from review.phrases import GONE, count, day_of, draft, headline, kin, names, totals
from review.runs import TITLES, changed, wordings
from review.telling import PICTURE

UNCHANGED, DROPPED, NEW, ABSENT = "unverändert", "entfällt", "neu", "nicht enthalten"
_COUNTED = {kind: kind.label for kind in Kind} | {Kind.MOVED_CHANGED: Kind.MOVED.label}
COUNTED = tuple(dict.fromkeys(_COUNTED.values()))
"""Columns of the overview, as far as there is anything to count; every change counts once."""

READING: tuple[tuple[Run, ...], ...] = (
    (
        Run("Links steht der frühere Wortlaut, rechts der spätere. Was entfallen ist, ist "),
        Run("durchgestrichen", "removed"),
        Run("; was neu ist, ist "),
        Run("fett und unterstrichen", "added"),
        Run(". Das Zeichen ¶ steht, wo ein Absatz geteilt oder mit dem nächsten verbunden wurde."),
    ),
    (
        Run(
            "„unverändert“ heißt: derselbe Wortlaut; „neu“: früher nicht enthalten; „entfällt“: nicht mehr enthalten; "
            "„verschoben“: derselbe Text an anderer Stelle. Was als Ganzes neu ist oder entfällt, trägt nur dieses Wort. "
            "Nummern sind die der jeweiligen Fassung; die Kennung "
            "(z. B. M-WOH-07) bleibt. Eine neue Nummer allein ist keine Änderung. Was aus anderen Stellen zusammengestellt "
            "wird, steht dort, woher es kommt: Summen, Verzeichnisse, Ziele im Faltblatt."
        ),
    ),
)
"""How to read a Synopse, in paragraphs."""

_NAMELESS = "Wortlaut"
"""A part that is printed without its name."""

_WITH_ALL = "mit allem, was darunter steht, "

_WHOLE = frozenset({"vorlage", "faltblatt"})
"""Headings whose sections stay together in one group."""

_NOUN = re.compile(r"(\w+) ([\dA-Z.]+|„.*“)(?: \([\w-]+\))?")
_SEVERAL = {
    "Absatz": "Absätze",
    "Ziel": "Ziele",
    "Maßnahme": "Maßnahmen",
    "Leitlinie": "Leitlinien",
    "Begriff": "Begriffe",
    "Abbildung": "Abbildungen",
    "Zeile": "Zeilen",
    "Punkt": "Punkte",
}


@dataclass(frozen=True, slots=True)
class Cell:
    """One side of a row.

    Attributes:
        label: what stands there, e.g. ``Abschnitt 1.2.1 „Auftakt“, Absatz 2``; empty if nothing does.
        remark: ``unverändert``, ``neu``, ``entfällt``, ``verschoben nach …``; empty without.
        texts: its wording, changes marked ``removed`` or ``added``.
        note: said at the end, e.g. that the rest is unchanged.
    """

    label: str = ""
    remark: str = ""
    texts: tuple[Wording, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """Two cells beside each other.

    Attributes:
        base: left.
        head: right.
        key: the entry's; empty for a stretch that did not change.
        leads: whether it only leads to the row below: a heading, or the unchanged stretch that a group begins with.
    """

    base: Cell
    head: Cell
    key: str = ""
    leads: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """The rows under one heading of the concept.

    Attributes:
        key: id of the heading.
        title: as printed, with its former number if it has another now.
        counts: changes under each word of ``Columns.counted``.
        rows: in reading order.
    """

    key: str
    title: str
    counts: tuple[int, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Columns:
    """A whole Synopse.

    Attributes:
        title: names both drafts.
        occasion: for whom and since when; empty without.
        base: head of the left column.
        head: head of the right column.
        papers: both drafts in short, for the head of the page.
        summary: the changes counted, a sentence.
        counted: the words of ``COUNTED`` under which there are any.
        totals: changes under each of them.
        unread: what of either draft could not be read.
        groups: what changed.
        unchanged: titles of the groups in which nothing did.
        measures: whether a measure stands in it, so that the disclaimer must.
    """

    title: str
    occasion: str
    base: str
    head: str
    papers: str
    summary: str
    counted: tuple[str, ...]
    totals: tuple[int, ...]
    unread: tuple[str, ...]
    groups: tuple[Group, ...]
    unchanged: tuple[str, ...]
    measures: bool


_last: Last[Columns] = Last()


def columns(changes: ChangeSet, occasion: str = "") -> Columns:
    """Set two drafts beside each other; asked twice in a row for the same ones it works once."""
    return replace(_last.of(changes, None, lambda: _columns(changes)), occasion=occasion)


def _columns(changes: ChangeSet) -> Columns:
    changed = changes.changes
    told = Counter(_counted(entry) for entry in changed)
    counted = tuple(word for word in COUNTED if told[word])
    groups = list(_Collator(changes).groups(counted))
    shown = {(entry.head or entry.base)[0].kind for entry in changes.entries}
    return Columns(
        title=_title(changes),
        occasion="",
        base=draft(changes.base),
        head=draft(changes.head),
        papers=" / ".join(_short(side) for side in (changes.base, changes.head)),
        summary=_summary(changed),
        counted=counted,
        totals=tuple(told[word] for word in counted),
        unread=tuple(f"Fassung {side.name}: {line}" for side in (changes.base, changes.head) for line in side.unread),
        groups=tuple(group for group in groups if any(row.key for row in group.rows)),
        unchanged=tuple(group.title for group in groups if group.rows and not any(row.key for row in group.rows)),
        measures="measure" in shown,
    )


def _title(changes: ChangeSet) -> str:
    base, head = (day_of(side) for side in (changes.base, changes.head))
    if base and head and base != head:
        return f"Synopse der Fassungen vom {base} und vom {head}"
    return f"Synopse der Fassungen „{changes.base.name}“ und „{changes.head.name}“"


def _short(side: Side) -> str:
    return f"Fassung {side.name}" + (f" · DS {side.paper}" if side.paper else "")


def _summary(changed: Sequence[Entry]) -> str:
    if not changed:
        return "Beide Fassungen stimmen im Wortlaut überein."
    return f"{count(len(changed), 'Änderung', 'Änderungen')}: {totals(changed)}."


def _counted(entry: Entry) -> str:
    """Say under which word of the overview a change counts."""
    return _COUNTED[entry.kind] if entry.kind else ""


@dataclass(slots=True)
class _Draft:
    """A group while it grows.

    Attributes:
        title: as printed.
        above: its heading in the earlier and in the later draft, which the labels of its rows need not repeat.
        place: position of its heading.
    """

    title: str
    above: tuple[str, str]
    place: int
    counts: Counter[str] = field(default_factory=Counter)
    rows: list[Row] = field(default_factory=list)
    stretch: list[Entry] = field(default_factory=list)


class _Collator:
    """Walks the entries and fills groups."""

    def __init__(self, changes: ChangeSet) -> None:
        self.changes = changes
        self.items = base_of(changes), head_of(changes)
        self.labels = tuple(labels(self.items[0])), tuple(labels(self.items[1]))
        self.known = names(changes)
        self.later = {at: entry for entry in changes.entries for at in entry.base_at if entry.head_at}
        self.former = {at: entry for entry in changes.entries for at in entry.head_at if entry.base_at}
        self.drafts: dict[str, _Draft] = {}

    def groups(self, counted: Sequence[str]) -> Iterator[Group]:
        """Yield the groups in reading order, also those without a change."""
        last = -1
        for one in reading_order(self.changes):
            entry = one.entry if isinstance(one, Stub) else one
            side, at = (1, entry.head_at[0]) if entry.head_at else (0, entry.base_at[0])
            if isinstance(one, Stub):
                side, at = 0, one.at
            key, title, above, place = self._heading(side, at)
            group = self.drafts.setdefault(key, _Draft(title, above, last if place is None else place))
            last = group.place
            if isinstance(one, Stub):
                if entry.item.key != key:  # a group that moved says so at its head
                    self._close(group)
                    group.rows.append(self._stub(one, group.above[0]))
            elif entry.kind is None:
                group.stretch.append(entry)
            else:
                self._close(group)
                group.counts[_counted(entry)] += 1
                group.rows.append(replace(self._row(entry, group), leads=entry.item.kind == "heading"))
        for key, group in sorted(self.drafts.items(), key=lambda pair: pair[1].place):
            self._close(group)
            yield Group(key, headline(group.title), tuple(group.counts[word] for word in counted), tuple(group.rows))

    def _heading(self, side: int, at: int) -> tuple[str, str, tuple[str, str], int | None]:
        """Find the group of an item.

        Returns:
            Id of the heading that it stands under; its title; its labels in both drafts, one for both if it stands in
            one only; its position in the later draft, if it is there.
        """
        items = self.items[side]
        while items[at].level not in {1, 2}:
            if items[at].section < 0:
                return "anfang", "Titelblatt", ("", ""), -1
            at = items[at].section
        above = items[at].section
        if above >= 0 and items[above].key in _WHOLE:
            at = above
        key, title = items[at].key, self.labels[side][at]
        if side == 0:
            if at not in self.later:
                return key, title, (title, title), None
            at = self.later[at].head_at[0]
            key, title = self.items[1][at].key, self.labels[1][at]
        if at not in self.former:
            return key, title, (title, title), at
        before = self.former[at]
        both = self.labels[0][before.base_at[0]], title
        if before.base[0].number not in {"", self.items[1][at].number}:
            title += f" (bisher {before.base[0].number})"
        return key, title, both, at

    # ---- what did not change ----

    def _close(self, group: _Draft) -> None:
        """Name the stretch that ends here; headings alone are not worth a row."""
        named = [entry for entry in group.stretch if entry.item.kind != "heading"]
        group.stretch.clear()
        if named:
            left = self._stretch(0, [at for entry in named for at in entry.base_at], group.above[0])
            right = self._stretch(1, [at for entry in named for at in entry.head_at], group.above[1])
            group.rows.append(Row(Cell(left), Cell(right, UNCHANGED), leads=not group.rows))

    def _stretch(self, side: int, positions: Sequence[int], group: str) -> str:
        """Name items from the first to the last: ``Abschnitt 1.2.1 „Auftakt“, Absätze 2 bis 4``."""
        if not positions:
            return ""
        (before, one), (after, other) = (self._split(side, at, group) for at in (min(positions), max(positions)))
        lead = f"{before}, " if before else ""
        if before != after:
            return f"{lead}{one} bis {f'{after}, ' if after else ''}{other}"
        if one == other:
            return lead + one
        table, _, row = one.rpartition(", ")
        same, _, last = other.rpartition(", ")
        if table == same:
            one, other, lead = row, last, lead + (f"{table}, " if table else "")
        found, end = _NOUN.fullmatch(one), _NOUN.fullmatch(other)
        if found and end and found[1] == end[1] and found[1] in _SEVERAL:
            to = "und" if _follows(found[2], end[2]) else "bis"
            return f"{lead}{_SEVERAL[found[1]]} {found[2]} {to} {end[2]}"
        return f"{lead}{one} bis {other}"

    def _split(self, side: int, at: int, group: str) -> tuple[str, str]:
        """Give the heading above an item, as far as the group's does not say it, and its own name."""
        label, section = self.labels[side][at], self.items[side][at].section
        above = self.labels[side][section] if section >= 0 else ""
        own = label.removeprefix(f"{above}, ").removeprefix(f"{above}: ")
        if own == label:
            return "", own.removeprefix(f"{group}, ")
        return ("" if above in {"", group} else above.removeprefix(f"{group}, ")), own

    # ---- what changed ----

    def _row(self, entry: Entry, group: _Draft) -> Row:
        base, head = self._stretch(0, entry.base_at, group.above[0]), self._stretch(1, entry.head_at, group.above[1])
        remark = self._remark(entry)
        if not entry.base:
            return Row(Cell("", ABSENT), Cell(head, remark, _unrepeated(head, wordings(entry.head))), entry.key)
        if not entry.head:
            return Row(Cell(base, "", _unrepeated(base, wordings(entry.base))), Cell("", remark), entry.key)
        own = entry.moved and entry.head_at[0] == group.place
        if own:
            remark = f"{_WITH_ALL}verschoben"
        if entry.kind is Kind.MOVED:
            remark += f"; {'Überschrift' if entry.item.kind == 'heading' else 'Wortlaut'} {UNCHANGED}"
            left = Cell(base, "", wordings(entry.base)) if own else Cell("", f"an dieser Stelle {ABSENT}")
            return Row(left, Cell(head, remark, wordings(entry.head)), entry.key)
        notes = [_notes(entry, side, self.known) for side in (0, 1)]
        left_texts, right_texts = (
            _unrepeated(label, [wording for item in items[:1] for wording in changed(item, entry, side)])
            for side, (label, items) in enumerate(((base, entry.base), (head, entry.head)))
        )
        return Row(Cell(base, "", left_texts, notes[0]), Cell(head, remark, right_texts, notes[1]), entry.key)

    def _remark(self, entry: Entry) -> str:
        """Say in a word or two what became of an item; nothing if its words are only changed."""
        others = " und ".join(self.known.get(key, key).removeprefix(GONE) for key in entry.related)
        match entry.kind:
            case Kind.ADDED:
                return NEW
            case Kind.REMOVED:
                return DROPPED
            case Kind.MOVED | Kind.MOVED_CHANGED:
                return f"{_carried(entry)}verschoben von: {self._stretch(0, entry.base_at, '')}"
            case Kind.SPLIT:
                return f"in {len(entry.head)} Absätze geteilt" if entry.base else f"{NEW}, herausgelöst aus {others}"
            case Kind.MERGED:
                joined = f"aus {len(entry.base)} Absätzen zusammengeführt"
                return joined if entry.head else f"{DROPPED}, aufgegangen in {others}"
            case _:
                return ""

    def _stub(self, stub: Stub, group: str) -> Row:
        entry = stub.entry
        same = entry.kind is Kind.MOVED
        remark = f"{_carried(entry)}verschoben nach: {self._stretch(1, entry.head_at, '')}"
        texts = wordings(entry.base) if same else ()
        there = Cell("", remark + ("" if same else "; Änderung siehe dort"))
        return Row(Cell(self._stretch(0, entry.base_at, group), "", texts), there, f"{entry.key}#bisher")


def _unrepeated(label: str, texts: Iterable[Wording]) -> tuple[Wording, ...]:
    """Leave out the name of a part that its label or its own words say: ``Drucksache``, ``Artikel 5``."""
    named = ((one, one.paragraphs[0][0].words if one.paragraphs and one.paragraphs[0] else "") for one in texts)
    return tuple(
        replace(one, name=_NAMELESS) if one.name == label or words.startswith(f"{one.name} ") else one
        for one, words in named
    )


def _carried(entry: Entry) -> str:
    return _WITH_ALL if entry.item.kind == "heading" else ""


def _follows(number: str, other: str) -> bool:
    """Whether a printed number is the next one: ``A.1.2`` and ``A.1.3``."""
    (before, _, one), (after, _, two) = number.rpartition("."), other.rpartition(".")
    return before == after and one.isdecimal() and two.isdecimal() and int(two) == int(one) + 1


def _notes(entry: Entry, side: int, known: dict[str, str]) -> str:
    """Say what is to be said at the end of a side: that the rest is unchanged, and right what else became of it."""
    changed = entry.changed_parts
    shown = {part.name for part in changed} | TITLES
    rest = entry.item.kind not in {"paragraph", "list-item"} and any(part.name not in shown for part in entry.parts)
    form = bool(changed) and all(edit.op in {"equal", "format"} for part in changed for edit in part.edits)
    words = [f"im Übrigen {UNCHANGED}" if rest else _footnotes(entry.parts, side)]
    if side:
        words += [_form(changed) if form else "", *(f"{one[0].lower()}{one[1:]}" for one in kin(entry, known))]
    return "; ".join(filter(None, words))


def _footnotes(parts: Sequence[PartChange], side: int) -> str:
    """Say which footnotes of a text that changed did not."""
    notes = [one for one in parts if one.name == NOTE_PART and (one.base_frame, one.head_frame)[side] is not None]
    same = sum(not one.changed for one in notes)
    if not same:
        return ""
    if same == len(notes):
        return f"{NOTE_PART if same == 1 else f'{NOTE_PART}n'} {UNCHANGED}"
    return f"{f'andere {NOTE_PART}' if same == 1 else f'übrige {NOTE_PART}n'} {UNCHANGED}"


def _form(changed: Sequence[PartChange]) -> str:
    if any(part.name == PICTURE for part in changed):
        return "andere Bilddatei unter demselben Namen"
    if any(edit.op == "format" for part in changed for edit in part.edits):
        return "nur Hervorhebung oder Verweis geändert"
    return "nur die Gliederung geändert (Absatz, Liste oder Spalte)"
