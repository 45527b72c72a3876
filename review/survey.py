"""A ChangeSet at a glance: where each change belongs, what it concerns, and how many there are of which sort.

Every report that counts or filters asks here, so that two reports never count differently.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import get_args

from pipeline.flow import roman
from review.changes import ChangeSet, Edit, Entry, Item, ItemKind, Kind
from review.compare import base_of, head_of
from review.words import in_quotes, tokens

THINGS: Mapping[ItemKind, tuple[str, str]] = {
    "paragraph": ("Absatz", "Absätze"),
    "list-item": ("Aufzählungspunkt", "Aufzählungspunkte"),
    "heading": ("Überschrift", "Überschriften"),
    "guideline": ("Leitlinie", "Leitlinien"),
    "goal": ("Ziel", "Ziele"),
    "measure": ("Maßnahme", "Maßnahmen"),
    "row": ("Tabellenzeile", "Tabellenzeilen"),
    "caption": ("Tabellentitel", "Tabellentitel"),
    "figure": ("Abbildung", "Abbildungen"),
    "term": ("Glossarbegriff", "Glossarbegriffe"),
    "law": ("Gesetz", "Gesetze"),
    "provision": ("Vorschrift", "Vorschriften"),
    "title": ("Titelblatt", "Titelblatt"),
    "leaflet": ("Text des Faltblatts", "Texte des Faltblatts"),
    "form": ("Angabe der Beschlussvorlage", "Angaben der Beschlussvorlage"),
    "consultation": ("Beratung", "Beratungen"),
}
"""What an item is called, one and several, in the order in which reports list them."""

if set(THINGS) != set(get_args(ItemKind)):
    raise AssertionError("every kind of item has its German word")


@dataclass(frozen=True, slots=True)
class Area:
    """A field of action, or the part of the concept that what stands outside the fields belongs to.

    Attributes:
        key: the field's code, else the key of the part's heading; empty for what stands before any heading.
        title: as printed.
        code: the field's code, empty outside fields.
    """

    key: str
    title: str
    code: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a table of counts.

    Attributes:
        title: what is counted.
        kinds: changes by kind.
        came: words that only the later draft has.
        gone: words that only the earlier draft has.
        area: the area that is counted, None in other tables.
    """

    title: str
    kinds: Mapping[Kind, int]
    came: int
    gone: int
    area: Area | None = None

    @property
    def total(self) -> int:
        """All changes."""
        return sum(self.kinds.values())


@dataclass(frozen=True, slots=True)
class Survey:
    """Where everything belongs.

    Attributes:
        changes: what is surveyed.
        base: items of the earlier draft.
        head: items of the later draft.
        areas: of each entry, by its key.
        sizes: words that each change brings and takes, by its key.
    """

    changes: ChangeSet
    base: tuple[Item, ...]
    head: tuple[Item, ...]
    areas: Mapping[str, Area] = field(default_factory=dict)
    sizes: Mapping[str, tuple[int, int]] = field(default_factory=dict)

    def by_area(self) -> list[Line]:
        """Count the changes of each area, in reading order; an area without any is left out."""
        order = list(dict.fromkeys(self.areas.values()))
        several: dict[str, list[Entry]] = {one.key: [] for one in order}
        for entry in self.changes.changes:
            several[self.areas[entry.key].key].append(entry)
        return [self._line(one.title, several[one.key], one) for one in order if several[one.key]]

    def by_thing(self) -> list[Line]:
        """Count the changes of each kind of thing."""
        several: dict[ItemKind, list[Entry]] = {kind: [] for kind in THINGS}
        for entry in self.changes.changes:
            several[entry.item.kind].append(entry)
        return [self._line(THINGS[kind][1], entries) for kind, entries in several.items() if entries]

    def total(self) -> Line:
        """Count all changes."""
        return self._line("Summe", self.changes.changes)

    def _line(self, title: str, entries: Iterable[Entry], area: Area | None = None) -> Line:
        counted = [entry for entry in entries if entry.kind is not None]
        kinds = Counter(entry.kind for entry in counted)
        came, gone = (sum(self.sizes[entry.key][side] for entry in counted) for side in (0, 1))
        return Line(title, {kind: kinds[kind] for kind in Kind if kinds[kind]}, came, gone, area)

    def former_place(self, entry: Entry) -> str:
        """Say under which heading an entry stood in the earlier draft."""
        return _under(self.base, entry.base[0].section)

    def later_place(self, entry: Entry) -> str:
        """Say under which heading an entry stands in the later draft."""
        return _under(self.head, entry.head[0].section)


def survey(changes: ChangeSet) -> Survey:
    """Say of each entry where it belongs."""
    base, head = base_of(changes), head_of(changes)
    former, later = _areas(base), _areas(head)
    known = {area.key: area for area in (*former, *later)} | {
        item.code: Area(item.code, item.title, item.code)
        for item in (*base, *head)
        if item.kind == "heading" and item.key == item.code
    }
    areas = {
        entry.key: known[(later[entry.head_at[0]] if entry.head else former[entry.base_at[0]]).key]
        for entry in changes.entries
    }
    return Survey(changes, base, head, areas, {entry.key: _sizes(entry) for entry in changes.changes})


def printed_number(heading: Item) -> str:
    """Give a heading's number as the documents print it: ``Teil I``, ``Anhang A``, ``1.1``; empty without."""
    if heading.level > 1 or not heading.number:
        return heading.number
    return f"Teil {roman(heading.number)}" if heading.number.isdecimal() else f"Anhang {heading.number}"


def printed_title(heading: Item) -> str:
    """Give number and title of a heading as one line."""
    number = printed_number(heading)
    return f"{number}{':' if heading.level == 1 else ''} {heading.title}" if number else heading.title


def words(edits: Iterable[Edit]) -> tuple[int, int]:
    """Count the words that come and that go."""
    came = gone = 0
    for edit in edits:
        if edit.op == "insert":
            came += sum(token.is_word for token in edit.head)
        elif edit.op == "delete":
            gone += sum(token.is_word for token in edit.base)
    return came, gone


def _under(items: Sequence[Item], section: int) -> str:
    """Name a heading, and those above it up to one that has a number: titles alone may stand in every field."""
    names: list[str] = []
    while section >= 0:
        heading = items[section]
        names.insert(0, " ".join(filter(None, (printed_number(heading), in_quotes(heading.title)))))
        section = -1 if heading.number else heading.section
    return f"unter {', '.join(names)}" if names else "am Anfang"


def _areas(items: Sequence[Item]) -> list[Area]:
    """Give each item's area: its field, else the field or part of the headings above it."""
    found: list[Area] = []
    for item in items:
        if item.code:
            found.append(Area(item.code, item.title or item.code, item.code))
        elif item.section >= 0:
            found.append(found[item.section])
        elif item.kind == "heading":
            found.append(Area(item.key, printed_title(item)))
        else:
            found.append(Area("", "Titelblatt"))
    return found


def _sizes(entry: Entry) -> tuple[int, int]:
    """Count the words that a change brings and takes."""
    if entry.parts:
        several = [words(part.edits) for part in entry.parts]
        return sum(came for came, _ in several), sum(gone for _, gone in several)
    return (0, 0) if entry.base and entry.head else (_size(entry.head), _size(entry.base))


def _size(items: Iterable[Item]) -> int:
    return sum(token.is_word for item in items for part in item.parts for token in tokens(part.inlines))
