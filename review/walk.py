"""The changes as a reader walks through them: sections with what changed in them, and unchanged stretches between.

A heading under which nothing changed is part of an unchanged stretch; a heading above a change always stands over it.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from review.changes import ChangeSet, Entry, Item, Stub, reading_order


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch in which nothing changed, headings included."""

    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Rows:
    """A table of running text with at least one change, whole.

    Attributes:
        caption: its title, changed or not; None without.
        rows: its rows; a stub where a row stood that moved away.
    """

    caption: Entry | None
    rows: tuple[Entry | Stub, ...]


Step = Entry | Stub | Run | Rows


@dataclass(frozen=True, slots=True)
class Section:
    """A heading above a change, and all up to the next such heading.

    Attributes:
        heading: None before the first.
        count: changes under the heading, in it and in the sections below it.
        steps: changed entries, tables, stubs and unchanged stretches.
    """

    heading: Entry | None
    count: int
    steps: tuple[Step, ...]


def walk(changes: ChangeSet, counts: Mapping[str, int]) -> Iterator[Section]:
    """Yield the sections in reading order; ``counts`` as ``counted`` gives them."""
    heading: Entry | None = None
    inside: list[Entry | Stub] = []
    for one in reading_order(changes):
        if isinstance(one, Entry) and one.item.kind == "heading" and (one.kind or counts.get(one.key)):
            if heading or inside:
                yield _section(heading, inside, counts)
            heading, inside = one, []
        else:
            inside.append(one)
    if heading or inside:
        yield _section(heading, inside, counts)


def counted(changes: ChangeSet, base: Sequence[Item], head: Sequence[Item]) -> Mapping[str, int]:
    """Count the changes under each heading, its own included, by the heading's key.

    Where something moved away from counts too: its stub stands there.
    """
    keys: tuple[dict[int, str], dict[int, str]] = ({}, {})
    for entry in changes.entries:
        if entry.item.kind == "heading":
            keys[0].update(dict.fromkeys(entry.base_at, entry.key))
            keys[1].update(dict.fromkeys(entry.head_at, entry.key))
    found: Counter[str] = Counter()
    for entry in changes.changes:
        if entry.item.kind == "heading":
            found[entry.key] += 1
        if entry.head:
            found.update(_above(head, entry.head_at[0], keys[1]))
        if entry.base and (entry.moved or not entry.head):
            left = set(_above(base, entry.base_at[0], keys[0]))
            if entry.head:
                left -= set(_above(head, entry.head_at[0], keys[1]))
            found.update(left)
    return found


def _above(items: Sequence[Item], at: int, keys: Mapping[int, str]) -> Iterator[str]:
    section = items[at].section
    while section >= 0:
        yield keys[section]
        section = items[section].section


def _section(heading: Entry | None, inside: Sequence[Entry | Stub], counts: Mapping[str, int]) -> Section:
    own = counts.get(heading.key, 0) if heading else sum(isinstance(one, Entry) and bool(one.kind) for one in inside)
    return Section(heading, own, tuple(_folded(_tabled(inside))))


def _folded(steps: Iterable[Step]) -> Iterator[Step]:
    """Gather neighbours that did not change."""
    run: list[Entry] = []
    for step in steps:
        if isinstance(step, Entry) and not step.kind:
            run.append(step)
            continue
        if isinstance(step, Run):
            run += step.entries
            continue
        if run:
            yield Run(tuple(run))
            run = []
        yield step
    if run:
        yield Run(tuple(run))


def _tabled(steps: Sequence[Entry | Stub]) -> Iterator[Step]:
    """Gather the rows of each table with its title."""
    caption: Entry | None = None
    rows: list[Entry | Stub] = []
    names: set[tuple[str, int, int]] = set()
    for step in steps:
        if isinstance(step, Stub) and step.entry.item.kind == "row" and rows:
            rows.append(step)
            continue
        kind = step.item.kind if isinstance(step, Entry) else ""
        if isinstance(step, Entry) and kind == "row":
            mine = set(_names(step))
            if rows and names.isdisjoint(mine):
                yield from _table(caption, rows)
                caption, rows, names = None, [], set()
            rows.append(step)
            names |= mine
            continue
        if rows or caption:
            yield from _table(caption, rows)
            caption, rows, names = None, [], set()
        if isinstance(step, Entry) and kind == "caption":
            caption = step
        else:
            yield step
    if rows or caption:
        yield from _table(caption, rows)


def _names(entry: Entry) -> Iterator[tuple[str, int, int]]:
    """Name the tables that a row stands in, in either draft."""
    for side, items in (("base", entry.base), ("head", entry.head)):
        yield from ((side, item.section, item.table) for item in items)


def _table(caption: Entry | None, rows: Sequence[Entry | Stub]) -> Iterator[Step]:
    """Give a table with a change whole; else its entries one by one."""
    entries = [one for one in rows if isinstance(one, Entry)]
    if not rows or (len(entries) == len(rows) and not any(one.kind for one in entries)):
        if caption:
            yield caption
        yield from entries
        return
    yield Rows(caption, tuple(rows))
