"""How drafts and changes are put into words: what the reports that speak in sentences share.

An office person reads these. Short fields are told as they were and are („von „offen“ zu „2018““), running text by the
words that went and came, with as much beside them as it takes to find the place.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import date

from pipeline.manuscript import long_date, short_date
from pipeline.model import OPEN
from review.changes import ChangeSet, Entry, Item, Kind, PartChange, Reason, Renumbered, Side
from review.outline import BETWEEN, PARTNERS
from review.telling import BODY, Names, excerpt, quote, sides, text_of, told

_STOPPED = re.compile(r"[.!?]\*?“\.$")

GONE = "bisher "
"""Stands before the place of what is gone: its number may be another one's now."""

_CALLED = frozenset({"term", "law"})
"""Kinds that are called by their title, so that it need not be told beside it."""

_SHOWN = frozenset({"Federführung", "Zeitraum", "Bedeutung"})
"""Parts told beside the title of what is new or gone."""


def day_of(side: Side) -> str:
    """Write a draft's key date as in tables; empty if it has none."""
    return short_date(date.fromisoformat(side.day)) if side.day else ""


def draft(side: Side) -> str:
    """Name a draft as the head of a column does: ``Entwurf, Stand 28.07.2016 (DS 16/SVV/0511)``.

    A version that is not called after its day is named too.
    """
    stand = f"Stand {day_of(side)}" if side.day else ""
    named = f"Fassung {side.name}" if side.name != side.day else ""
    words = ", ".join(filter(None, (side.label, named, stand)))
    return words + (f" (DS {side.paper})" if side.paper else "") + (", mit offenen Änderungen" if side.dirty else "")


def count(number: int, one: str, several: str) -> str:
    """Write a number with its noun."""
    return f"{number or 'keine'} {one if number == 1 else several}" if number != 1 else f"1 {one}"


def totals(changes: Sequence[Entry]) -> str:
    """Count changes by kind: ``133 neu, 24 entfallen, 297 geändert``."""
    found = [(kind, sum(entry.kind is kind for entry in changes)) for kind in Kind]
    return ", ".join(f"{number} {kind.counted}" for kind, number in found if number)


def reason(one: Reason) -> str:
    """Name a commit."""
    if not one.commit:
        return one.subject
    return f"{long_date(date.fromisoformat(one.day))}, {one.author}: {one.subject} ({one.commit[:10]})"


def headline(label: str) -> str:
    """Write a label as a heading: a title that stands alone needs no quotes there."""
    alone = label.startswith("„") and label.find("“") == len(label) - 1
    return label[1:-1] if alone else label


def renumbered(one: Renumbered) -> str:
    """Name what has another number; the ids that headings have are made of their titles and tell nobody anything."""
    known = f" ({one.key})" if one.key and one.kind != "heading" else ""
    return f"{quote(one.title) if one.title else ''}{known}".strip()


def names(changes: ChangeSet) -> dict[str, str]:
    """Give id → label of everything that has an id, for what belongs to another entry; what is gone is called so."""
    return {
        item.key: entry.label if entry.head else f"{GONE}{entry.label}"
        for entry in changes.entries
        for item in (*entry.base, *entry.head)
        if item.key
    }


# ---- entries ----------------------------------------------------------------------------------


def sentences(entry: Entry, known: dict[str, str], former: str = "") -> Iterator[str]:
    """Tell what became of an entry, without naming it.

    Args:
        entry: a change.
        known: id → label, see ``names``.
        former: where a moved one stood before; empty if nobody knows.
    """
    others = " und ".join(known.get(key, key).removeprefix(GONE) for key in entry.related)
    match entry.kind:
        case Kind.ADDED:
            yield _ended(f"neu{_whole(entry.head[0])}")
        case Kind.REMOVED:
            yield _ended(f"entfällt{_whole(entry.base[0])}")
        case Kind.MOVED | Kind.MOVED_CHANGED:
            same = "Überschrift" if entry.item.kind == "heading" else "Wortlaut"
            yield (
                ("mit allem, was darunter steht, " if entry.item.kind == "heading" else "")
                + f"verschoben{f' (bisher {former})' if former else ''}"
                + (f", {same} unverändert." if entry.kind is Kind.MOVED else ".")
            )
        case Kind.SPLIT if not entry.base:
            yield _ended(f"neu, aus {others} herausgelöst{_whole(entry.head[0])}")
        case Kind.MERGED if not entry.head:
            yield _ended(f"entfällt, aufgegangen in {others}{_whole(entry.base[0])}")
        case Kind.SPLIT:
            yield f"in {len(entry.head)} Absätze geteilt."
        case Kind.MERGED:
            yield f"aus {len(entry.base)} Absätzen zusammengeführt."
        case _:
            pass
    for part in entry.changed_parts:
        yield from map(_ended, told(part, _listed(part, entry, known)))
    yield from (f"{words}." for words in kin(entry, known))


def kin(entry: Entry, known: dict[str, str]) -> Iterator[str]:
    """Name what a record took in and what was taken out of it: ``Darin aufgegangen: bisher Maßnahme A.1.11 (M-WOH-11)``."""
    if entry.base and entry.head:
        told_of = [known.get(key, key) for key in entry.related]
        gone = [one for one in told_of if one.startswith(GONE)]
        for what, some in (("Darin aufgegangen", gone), ("Davon abgetrennt", [one for one in told_of if one not in gone])):
            if some:
                yield f"{what}: {' und '.join(some)}"


def _ended(sentence: str) -> str:
    """Drop the full stop behind a quoted one."""
    return sentence[:-1] if _STOPPED.search(sentence) else sentence


def _listed(part: PartChange, entry: Entry, known: dict[str, str]) -> Names | None:
    """Give the entries of a list: partners by their names, goals by number and id, for printed titles may differ."""
    if part.name == PARTNERS:
        return _partners(entry.base), _partners(entry.head)
    if part.name == "Ziele":
        keys = [[token.link.removeprefix("#") for token in side if token.link] for side in sides(part.edits)]
        return [known.get(key, key) for key in keys[0]], [known.get(key, key) for key in keys[1]]
    return None


def _partners(items: Sequence[Item]) -> list[str]:
    inlines = [one for item in items for part in item.parts if part.name == PARTNERS for one in part.inlines]
    return [quote(one["c"]) for one in inlines if one["c"] != BETWEEN]


def _whole(item: Item) -> str:
    """Quote what is new or gone: the title of a record with its lead, running text by its words."""
    if item.kind == "heading":
        return "."
    if item.kind in {"form", "consultation"}:
        values = [(part.name, text_of(part)) for part in item.parts]
        known = [f"{name}: {quote(value)}" for name, value in values if value.strip() not in {"", OPEN}]
        return f": {'; '.join(known)}."
    if item.title and item.kind not in {"row", "leaflet"}:
        words = [] if item.kind in _CALLED else [quote(item.title)]
        words += [f"{part.name}: {quote(text_of(part))}" for part in item.parts if part.name in _SHOWN]
        return f": {'; '.join(words)}." if words else "."
    shown = [
        (f"{part.name}: " if part.name not in BODY else "") + quote(excerpt(text_of(part)))
        for part in item.parts
        if text_of(part).strip()
    ]
    return f": {'; '.join(shown)}." if shown else "."
