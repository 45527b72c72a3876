"""Two manuscripts → one ChangeSet."""

import gc
import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from difflib import SequenceMatcher
from itertools import chain as joined

from pipeline.flow import roman
from pipeline.manuscript import Manuscript
from review.align import align
from review.changes import ChangeSet, Edit, Entry, Item, Kind, Part, PartChange, Renumbered, Side, Token
from review.outline import BETWEEN, PARTNERS, outline
from review.pairing import Pairing
from review.sequences import chain, matches
from review.words import edits, in_quotes, tokens

BREAK = Token("¶", "")
"""Stands between the pieces of a split or merged paragraph; no word of an author has its key."""

_LEAD = "Federführung"
"""A part that is one name: another takes its place whole, even if both are called Fachbereich; so do partners."""

_PART_ALIKE = 0.2
"""Likeness from which two paragraphs of a record are versions of each other."""

_NOUNS = {
    "goal": "Ziel",
    "measure": "Maßnahme",
    "guideline": "Leitlinie",
    "provision": "Vorschrift",
    "law": "Gesetz",
    "term": "Begriff",
}
_PLACES = {"paragraph": "Absatz", "list-item": "Aufzählung, Punkt", "row": "Tabelle, Zeile", "figure": "Abbildung"}


def compare(base: Manuscript, head: Manuscript, sides: tuple[Side, Side] | None = None) -> ChangeSet:
    """Compare two manuscripts.

    Args:
        base: the earlier draft.
        head: the later draft.
        sides: what to call them; made of the manuscripts if left out.

    Returns:
        Both drafts and every change between them; the same for the same drafts.
    """
    former, later = sides or (side_of(base), side_of(head))
    with _uncollected():
        return compare_items(outline(base), outline(head), former, later)


def side_of(manuscript: Manuscript, *, commit: str = "", dirty: bool = False, name: str = "") -> Side:
    """Say which draft a manuscript is."""
    return Side(
        name=name or manuscript.version,
        label=manuscript.label,
        paper=manuscript.paper,
        day=manuscript.key_date.isoformat(),
        commit=commit,
        dirty=dirty,
        counts=tuple(sorted(manuscript.counts.items())),
    )


def compare_items(base: Sequence[Item], head: Sequence[Item], former: Side, later: Side) -> ChangeSet:
    """Compare two outlines."""
    with _uncollected():
        comparer = _Comparer(Pairing(base, head))
        return ChangeSet(former, later, tuple(comparer.entries()), tuple(comparer.renumbered()))


@contextmanager
def _uncollected() -> Iterator[None]:
    """Keep the garbage collector from walking through both drafts again and again: half of the time at ten times the size."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def base_of(changes: ChangeSet) -> tuple[Item, ...]:
    """Read the earlier draft back."""
    return _side(changes, 0)


def head_of(changes: ChangeSet) -> tuple[Item, ...]:
    """Read the later draft back."""
    return _side(changes, 1)


def _side(changes: ChangeSet, side: int) -> tuple[Item, ...]:
    placed = [
        pair
        for entry in changes.entries
        for pair in (zip(entry.base_at, entry.base, strict=True), zip(entry.head_at, entry.head, strict=True))[side]
    ]
    return tuple(item for _, item in sorted(placed, key=lambda pair: pair[0]))


class _Comparer:
    """Makes entries of an alignment."""

    def __init__(self, pairing: Pairing) -> None:
        self.base, self.head = pairing.items
        self.prints = pairing.prints
        found = self.found = align(pairing)
        self.back = {to: at for at, to in found.pairs.items()}
        self.pieces_of_split = {to: at for at, several in found.split.items() for to in several}
        self.pieces_of_merge = {at: to for to, several in found.merged.items() for at in several}
        self.keys: set[str] = set()
        self.labels = tuple(labels(self.base)), tuple(labels(self.head))

    def entries(self) -> Iterator[Entry]:
        """Yield everything in the order of the later draft, what is gone behind what stood before it."""
        gone = self._gone()
        yield from (self._removed(at) for at in gone.get(-1, ()))
        for to in range(len(self.head)):
            at = self.pieces_of_split.get(to)
            if at is not None:
                if self.found.split[at][0] == to:  # the other pieces stand in the same entry
                    yield self._several((at,), self.found.split[at], Kind.SPLIT)
            elif to in self.found.merged:
                yield self._several(self.found.merged[to], (to,), Kind.MERGED)
            elif to in self.back:
                yield self._pair(self.back[to], to)
            else:
                yield self._added(to)
            yield from (self._removed(one) for one in gone.get(to, ()))

    def _gone(self) -> dict[int, list[int]]:
        """Say behind which position of the later draft each vanished item is shown."""
        behind: dict[int, list[int]] = defaultdict(list)
        last = -1
        for at in range(len(self.base)):
            to = self.found.pairs.get(at)
            if to is None and at in self.pieces_of_merge:
                continue
            if to is None:
                if self.base[at].kind == "heading":
                    last = self._end_of_new(last)
                behind[last].append(at)
            elif at not in self.found.moved:
                last = self.found.split[at][-1] if at in self.found.split else to
        return behind

    def _end_of_new(self, last: int) -> int:
        """Give the last of the new texts behind a position: they belong to the heading before the one that vanished."""
        while last + 1 < len(self.head) and not (
            self.head[last + 1].kind == "heading"
            or last + 1 in self.back
            or last + 1 in self.pieces_of_split
            or last + 1 in self.found.merged
        ):
            last += 1
        return last

    # ---- one entry ----

    def _pair(self, at: int, to: int) -> Entry:
        base, head = self.base[at], self.head[to]
        moved = at in self.found.moved
        parts = () if self.prints[0][at] == self.prints[1][to] else tuple(_parts(base, head))
        changed = any(part.changed for part in parts)
        kind = {
            (False, False): None,
            (False, True): Kind.CHANGED,
            (True, False): Kind.MOVED,
            (True, True): Kind.MOVED_CHANGED,
        }[moved, changed]
        related = tuple(self.base[one].key for one, other in self.found.absorbed.items() if other == to) + tuple(
            self.head[one].key for one, other in self.found.derived.items() if other == at
        )
        return self._entry((at,), (to,), kind, parts if changed else (), related)

    def _added(self, to: int) -> Entry:
        source = self.found.derived.get(to)
        if source is None:
            return self._entry((), (to,), Kind.ADDED)
        return self._entry((), (to,), Kind.SPLIT, related=(self.base[source].key,))

    def _removed(self, at: int) -> Entry:
        target = self.found.absorbed.get(at)
        if target is None:
            return self._entry((at,), (), Kind.REMOVED)
        return self._entry((at,), (), Kind.MERGED, related=(self.head[target].key,))

    def _several(self, base: Sequence[int], head: Sequence[int], kind: Kind) -> Entry:
        former, later = [self.base[at] for at in base], [self.head[to] for to in head]
        frames = former[0].parts[0].frame, later[0].parts[0].frame
        body = PartChange("Absatz", *frames, edits(_joined(former), _joined(later)))
        notes = [[part for item in side for part in item.parts[1:]] for side in (former, later)]
        return self._entry(base, head, kind, (body, *_paired(*notes)))

    def _entry(
        self,
        base: Sequence[int],
        head: Sequence[int],
        kind: Kind | None,
        parts: tuple[PartChange, ...] = (),
        related: tuple[str, ...] = (),
    ) -> Entry:
        former, later = tuple(self.base[at] for at in base), tuple(self.head[to] for to in head)
        items, labels, where = (self.head, self.labels[1], head) if head else (self.base, self.labels[0], base)
        key = (later or former)[0].key or self._key(base, head, items)
        key = self._unique(key)
        return Entry(key, kind, labels[where[0]], former, later, tuple(base), tuple(head), parts, related)

    def _key(self, base: Sequence[int], head: Sequence[int], items: Sequence[Item]) -> str:
        """Make a key of section and words for what has no id."""
        section = items[(head or base)[0]].section
        words = "\x1d".join((*(self.prints[0][at] for at in base), *(self.prints[1][to] for to in head)))
        digest = hashlib.sha256(words.encode("utf-8", "surrogatepass")).hexdigest()[:8]
        return f"{items[section].key if section >= 0 else 'anfang'}~{digest}"

    def _unique(self, key: str) -> str:
        unique, count = key, 1
        while unique in self.keys:
            count += 1
            unique = f"{key}.{count}"
        self.keys.add(unique)
        return unique

    def renumbered(self) -> Iterator[Renumbered]:
        """Yield what has another printed number."""
        for to, item in enumerate(self.head):
            at = self.back.get(to)
            if at is not None and self.base[at].number != item.number:
                yield Renumbered(item.key, item.kind, item.title, self.base[at].number, item.number)


def _joined(items: Iterable[Item]) -> list[Token]:
    row: list[Token] = []
    for item in items:
        row += [BREAK] if row else []
        row += tokens(item.parts[0].inlines)
    return row


def _parts(base: Item, head: Item) -> Iterator[PartChange]:
    """Set the parts of a pair side by side, in the order of the later one."""
    columns = all(_columns_differ(one, other) for one, other in ((base, head), (head, base)))
    former, later = _grouped(base, by_title=columns), _grouped(head, by_title=columns)
    for name in dict.fromkeys([*later, *former]):
        yield from _paired(former.get(name, []), later.get(name, []))


def _grouped(item: Item, *, by_title: bool) -> dict[str, list[Part]]:
    """Group parts by what they are called; cells by their column's place, or its title where columns came or went."""
    found: dict[str, list[Part]] = defaultdict(list)
    for part in item.parts:
        found[part.name if item.kind != "row" or by_title else _column(part)].append(part)
    return found


def _column(part: Part) -> str:
    return next((one for one in part.frame if one.startswith("cell-")), "")


def _columns_differ(row: Item, other: Item) -> bool:
    """Whether two rows have other numbers of columns, and titles tell the one's columns apart."""
    cells = {_column(part): part.name for part in row.parts}
    return (
        row.kind == "row"
        and len(cells) != len({_column(part) for part in other.parts})
        and len(set(cells.values())) == len(cells)
    )


def _paired(base: Sequence[Part], head: Sequence[Part]) -> Iterator[PartChange]:
    """Set parts of one name side by side: the equal ones, then the like, then what is left in its order."""
    pairs = _part_pairs(base, head)
    low = 0
    for to, part in enumerate(head):
        at = pairs.get(to)
        if at is None:
            yield _part_change(None, part)
            continue
        yield from (_part_change(one, None) for one in base[low:at])
        yield _part_change(base[at], part)
        low = at + 1
    yield from (_part_change(one, None) for one in base[low:])


def _part_pairs(base: Sequence[Part], head: Sequence[Part]) -> dict[int, int]:
    """Give head position → base position; both go forward."""
    if len(base) == len(head) == 1:
        return {0: 0}
    found: dict[int, int] = {}
    low = first = 0
    equal = matches([part.print for part in base], [part.print for part in head])
    for at, to in [*equal, (len(base), len(head))]:
        alone = (at - low, to - first) == (1, 1)
        weighed = (
            (one, other, alike + 0.01)
            for one in range(low, at)
            for other in range(first, to)
            if (alike := _likeness(base[one], head[other])) > _PART_ALIKE or alone
        )
        found |= {other: one for one, other in chain(weighed)}
        if at < len(base):
            found[to] = at
        low, first = at + 1, to + 1
    return found


def _likeness(one: Part, other: Part) -> float:
    """Compare two parts by their longer words: 0 for nothing in common, 1 for the same words."""
    left, right = (
        Counter(word for word in part.print.split() if len(word) > 3) or Counter(part.print.split())  # noqa: PLR2004
        for part in (one, other)
    )
    whole = left.total() + right.total()
    return 2 * (left & right).total() / whole if whole else 1.0


def _part_change(base: Part | None, head: Part | None) -> PartChange:
    former = tuple(tokens(base.inlines)) if base else ()
    later = tuple(tokens(head.inlines)) if head else ()
    script = edits(former, later)
    if base and head and head.name in {_LEAD, PARTNERS} and any(edit.op in {"delete", "insert"} for edit in script):
        script = tuple(_by_names(former, later))
    if base and head and base.print != head.print and all(edit.op == "equal" for edit in script):
        script = (Edit("format", former, later),)  # a picture of the same name with other bytes
    one = head or base
    assert one is not None  # noqa: S101 - one side is always there
    return PartChange(one.name, base.frame if base else None, head.frame if head else None, script)


def _by_names(former: Sequence[Token], later: Sequence[Token]) -> Iterator[Edit]:
    """Compare lists of names: each comes, goes or stays whole."""
    left, right = (list(_names(side)) for side in (former, later))
    old, new = (["".join(token.key for token in name) for name in side] for side in (left, right))
    for op, low, high, first, last in SequenceMatcher(BETWEEN.__eq__, old, new, autojunk=False).get_opcodes():
        gone, come = (tuple(joined.from_iterable(side)) for side in (left[low:high], right[first:last]))
        if op == "equal":
            yield Edit("equal", gone, come)
            continue
        if gone:
            yield Edit("delete", gone, ())
        if come:
            yield Edit("insert", (), come)


def _names(row: Sequence[Token]) -> Iterator[Sequence[Token]]:
    """Cut a list into its names and what stands between them."""
    start = 0
    for at, token in enumerate(row):
        if token.text == BETWEEN.strip():
            yield from filter(None, (row[start:at], row[at : at + 2]))
            start = at + 2
    if row[start:]:
        yield row[start:]


def is_head(item: Item) -> bool:
    """Whether it is the head of a table."""
    return item.kind == "row" and bool(item.parts) and item.parts[0].frame[:1] == ("head",)


def labels(items: Sequence[Item]) -> Iterator[str]:
    """Name each item for people: by its number and id, or by where it stands."""
    counts: defaultdict[tuple[int, str, int], int] = defaultdict(int)
    captions: dict[tuple[int, int], str] = {}
    for at, item in enumerate(items):
        counts[item.section, item.kind, item.table] += 1
        where = _path(items, item.section)
        if item.kind == "caption":
            captions[item.section, item.table] = item.parts[0].print
        if item.kind == "heading":
            yield _path(items, at)
        elif item.kind in _NOUNS:
            shown = f"({item.key})" if item.kind in {"goal", "measure", "guideline", "provision"} else in_quotes(item.title)
            code = item.parts[0].print if item.kind == "provision" else item.number
            yield " ".join(filter(None, (_NOUNS[item.kind], code, shown)))
        elif item.kind == "title":
            yield "Titelblatt"
        elif item.kind == "row":
            table = captions.get((item.section, item.table), "")
            row = "Kopfzeile" if is_head(item) else f"Zeile {in_quotes(item.title)}" if item.title else ""
            yield ", ".join(filter(None, (where, f"Tabelle {in_quotes(table)}" if table else "Tabelle", row)))
        elif item.kind == "caption":
            yield f"{where}, Titel der Tabelle"
        elif item.kind in _PLACES:
            yield f"{where}, {_PLACES[item.kind]} {counts[item.section, item.kind, item.table]}"
        else:
            yield f"{where}: {item.title}" if item.title else where


def _path(items: Sequence[Item], at: int) -> str:
    """Name a heading; one without a number by those above it too, as far as one with a number."""
    names: list[str] = []
    while at >= 0:
        heading = items[at]
        names.append(_section(heading))
        if heading.number:
            break
        at = heading.section
    return ", ".join(reversed(names))


def _section(heading: Item) -> str:
    name = {1: "Teil", 2: "Kapitel"}.get(heading.level, "Abschnitt") if heading.number else ""
    if heading.code and heading.level == 2:  # noqa: PLR2004
        name = "Handlungsfeld" if heading.key == heading.code else "Anhang"
    elif heading.number and heading.number[0].isalpha():
        name = "Anhang"
    number = roman(heading.number) if name == "Teil" else heading.number
    return " ".join(filter(None, (name, number, in_quotes(heading.title))))
