"""A change log of the concept in sentences, field by field, to be read by people and pasted into a mail or release note.

The texts are the authors' and may hold anything: every sign that Markdown could take for its own is escaped.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from review.changes import ChangeSet, Entry, Item, Kind
from review.compare import base_of, head_of, is_head, labels
from review.phrases import count, draft, headline, names, reason, renumbered, sentences, totals
from review.sides import Comparison
from review.telling import quote

FILE = "aenderungen.md"

_SIGNS = re.compile(r"([\\`*_{}\[\]<>#|~^$&!\"'@])|(?<=-)(-)|(?<=\.)(\.)|(:)(?=[\w+-]+:)|(:)(?=//)|(?<=www)(\.)")
_KINDS = {
    "paragraph": ("einem Absatz", "Absätzen"),
    "list-item": ("einem Punkt", "Punkten"),
    "row": ("einer Tabellenzeile", "Tabellenzeilen"),
    "figure": ("einer Abbildung", "Abbildungen"),
    "heading": ("einem Abschnitt", "Abschnitten"),
    "goal": ("einem Ziel", "Zielen"),
    "measure": ("einer Maßnahme", "Maßnahmen"),
    "guideline": ("einer Leitlinie", "Leitlinien"),
    "term": ("einem Begriff", "Begriffen"),
    "provision": ("einer Vorschrift", "Vorschriften"),
    "law": ("einem Gesetz", "Gesetzen"),
    "form": ("einer Angabe", "Angaben"),
    "consultation": ("einer Beratung", "Beratungen"),
}
"""In the dative, one and several: what came or went together with its heading."""

_TOTALS = (("ziele", "Ziele"), ("massnahmen", "Maßnahmen"), ("vorschriften", "Vorschriften"), ("begriffe", "Begriffe"))


def render(comparison: Comparison, templates: Path, epoch: int) -> bytes:  # noqa: ARG001 - the seam's signature
    """Write the file."""
    return ("\n".join(_lines(comparison)) + "\n").encode("utf-8", "replace")


def escaped(words: str) -> str:
    """Write words so that Markdown shows them as they are; line breaks become spaces."""
    return _SIGNS.sub(r"\\\g<0>", " ".join(words.split()))


def _lines(comparison: Comparison) -> Iterator[str]:
    changes = comparison.changes
    changed = changes.changes
    yield f"# Änderungen am Konzept: {escaped(changes.base.name)} → {escaped(changes.head.name)}"
    yield from _paragraph(comparison.occasion)
    yield from _paragraph(f"Früher: {draft(changes.base)}.  ")
    yield escaped(f"Jetzt: {draft(changes.head)}.")
    number = f"{count(len(changed), 'Änderung', 'Änderungen')}: {totals(changed)}." if changed else "Nichts geändert."
    yield from _paragraph(f"{number} {' '.join(_counts(changes))}".strip())
    unread = [f"Fassung {side.name}: {line}" for side in (changes.base, changes.head) for line in side.unread]
    if unread:
        yield from _paragraph("Nicht gelesen und deshalb nicht verglichen:")
        yield ""
        yield from (f"- {escaped(line)}" for line in unread)
    reasons = dict.fromkeys(one for entry in changed for one in entry.reasons)
    if reasons:
        yield from _paragraph("Festgeschrieben mit:")
        yield ""
        yield from (f"- {escaped(reason(one))}" for one in sorted(reasons, key=lambda one: one.day or "9999"))
    for title, lines in _Log(changes).groups():
        yield ""
        yield f"## {escaped(headline(title))}"
        yield ""
        yield from lines
    if changes.renumbered:
        yield ""
        yield "## Neue Nummern"
        yield from _paragraph("Der Wortlaut ist davon unberührt; Kennungen bleiben.")
        yield ""
        yield from (
            f"- {escaped(renumbered(one))}: bisher {escaped(one.base or 'ohne Nummer')}, "
            f"jetzt {escaped(one.head or 'ohne Nummer')}"
            for one in changes.renumbered
        )


def _paragraph(words: str) -> Iterator[str]:
    if words:
        yield ""
        yield escaped(words) + ("  " if words.endswith("  ") else "")


def _counts(changes: ChangeSet) -> Iterator[str]:
    """Say which totals changed: ``Ziele: 73 → 77.``."""
    before, after = dict(changes.base.counts), dict(changes.head.counts)
    for key, name in _TOTALS:
        if before.get(key, 0) != after.get(key, 0):
            yield f"{name}: bisher {before.get(key, 0)}, jetzt {after.get(key, 0)}."


class _Log:
    """Walks the changes; goals and measures of a field stand together."""

    def __init__(self, changes: ChangeSet) -> None:
        self.changes = changes
        self.items = base_of(changes), head_of(changes)
        self.labels = tuple(labels(self.items[0])), tuple(labels(self.items[1]))
        self.known = names(changes)
        self.later = {at: entry.head_at[0] for entry in changes.entries for at in entry.base_at if entry.head_at}
        self.fields = {
            item.key: label
            for items, named in zip(self.items, self.labels, strict=True)
            for item, label in zip(items, named, strict=True)
            if item.kind == "heading" and item.key == item.code
        }
        self.swallowed = _swallowed(changes.changes, self.items)

    def groups(self) -> Iterator[tuple[str, list[str]]]:
        """Yield heading and lines of each group, in the order of the later draft."""
        found: dict[str, tuple[str, list[str]]] = {}
        for entry in self.changes.changes:
            side, at = (1, entry.head_at[0]) if entry.head_at else (0, entry.base_at[0])
            key, title = self._heading(side, at)
            if (side, at) not in self.swallowed:
                found.setdefault(key, (title, []))[1].append(self._line(entry, side, at, title))
        yield from found.values()

    def _heading(self, side: int, at: int) -> tuple[str, str]:
        """Find the group: the field, also for measures in the annex, else the heading of the first two levels."""
        items = self.items[side]
        while items[at].level not in {1, 2}:
            if items[at].section < 0:
                return "", "Titelblatt"
            at = items[at].section
        if items[at].section >= 0 and items[items[at].section].key in {"vorlage", "faltblatt"}:
            at = items[at].section
        if items[at].code:
            return items[at].code, self.fields.get(items[at].code, self.labels[side][at])
        if side == 0 and at in self.later:
            side, at = 1, self.later[at]
        return self.items[side][at].key, self.labels[side][at]

    def _line(self, entry: Entry, side: int, at: int, title: str) -> str:
        item = self.items[side][at]
        label = self.labels[side][at].removeprefix(f"{title}, ").removeprefix(f"{title}: ")
        named = f" {quote(item.title)}" if item.kind in {"goal", "measure", "guideline"} and item.title else ""
        label = label if side else f"bisher {label}"  # its number may be another one's now
        children = self._children(side, at)
        if children:
            verb = "neu" if entry.kind is Kind.ADDED else "entfällt"
            if item.kind == "caption":
                label = label.replace("Titel der Tabelle", f"Tabelle {quote(item.parts[0].print)}")
            return f"- **{escaped(label)}:** {verb}, mit {children}."
        former = self.labels[0][entry.base_at[0]] if entry.moved else ""
        repeated = label.rpartition(": ")[2]
        told = [
            escaped(one.removeprefix(f"{repeated}: ").removeprefix(f"{repeated} "))
            for one in sentences(entry, self.known, former)
        ]
        if not (entry.base and entry.head) or len(told) == 1:
            named = named if entry.base and entry.head else ""
            return f"- **{escaped(label + named)}:** {told[0] if told else 'geändert.'}"
        return f"- **{escaped(label + named)}:**\n" + "\n".join(f"  - {one}" for one in told)

    def _children(self, side: int, at: int) -> str:
        inside = [self.items[side][to] for (where, to), above in self.swallowed.items() if (where, above) == (side, at)]
        kinds = Counter(item.kind for item in inside if not is_head(item))
        told = [
            f"{number} {_KINDS[kind][1]}" if number > 1 else _KINDS[kind][0]
            for kind, number in kinds.items()
            if kind in _KINDS
        ]
        return f"{', '.join(told[:-1])} und {told[-1]}" if len(told) > 1 else "".join(told)


def _swallowed(changed: Sequence[Entry], items: tuple[Sequence[Item], Sequence[Item]]) -> dict[tuple[int, int], int]:
    """Give side and position of what came or went together with its heading → that heading's position."""
    found: dict[tuple[int, int], int] = {}
    for side, kind in ((1, Kind.ADDED), (0, Kind.REMOVED)):
        alone = {at for entry in changed if entry.kind is kind for at in (entry.base_at, entry.head_at)[side]}
        for at in sorted(alone):
            above = items[side][at].section
            if above in alone:
                found[side, at] = found.get((side, above), above)
        for at in alone - {at for where, at in found if where == side}:
            if items[side][at].kind == "caption":
                place = items[side][at].section, items[side][at].table
                rows = [to for to, row in enumerate(items[side]) if (row.section, row.table) == place and to != at]
                found |= {(side, to): at for to in rows if alone.issuperset(rows)}
    return found
