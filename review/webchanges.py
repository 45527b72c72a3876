"""Changed entries as HTML: what became of it, where, the words, and where it came from.

Each entry is one element whose id is its key, so that a link to ``#M-WOH-07`` leads to what changed in M-WOH-07.
"""

import hashlib
import html
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import count, groupby

from pipeline.manuscript import short_date
from pipeline.prose import plain
from review.changes import Entry, Kind, Stub
from review.compare import is_head
from review.survey import THINGS, Survey, printed_number
from review.walk import Rows, Run, Section, Step
from review.webtext import Around, Writer
from review.words import in_quotes

OWN = "seite-"
"""Begins the ids that the page gives itself; no entry's id begins so."""

_RECORDS = frozenset(
    {"title", "guideline", "goal", "measure", "term", "law", "provision", "form", "consultation", "leaflet"}
)
_TITLED = frozenset({"guideline", "goal", "measure", "provision"})
"""Kinds whose label gives number and id, but not the title."""

_UNSAFE = re.compile(r"[^\w./~:-]")
"""What stands in no id, so that it needs no escape, neither in an attribute nor in a link."""

_FIRST_WORDS = 12
_NAMED_HEADINGS = 3
_LINE, _LETTERS = 28, 85
"""Pixels of a line and letters on it, to guess how high a section will be."""


@dataclass(frozen=True, slots=True)
class Page:
    """What writing an entry needs to know of the whole.

    Attributes:
        survey: where everything belongs.
        writer: writes the words.
        ids: entry's key → id of its element.
        stubs: entry's key → id of the stub at its former place.
        order: area's key → its number, lead → its number; what the filters ask for.
        former_numbers: key → printed number that it had before.
        kinds: entry's key → what became of it.
        titles: entry's key → title of its item, for those that other entries name.
        pictures: what a figure's part prints → the picture as an address.
    """

    survey: Survey
    writer: Writer
    ids: Mapping[str, str]
    stubs: Mapping[str, str]
    order: tuple[Mapping[str, int], Mapping[str, int]]
    former_numbers: Mapping[str, str]
    kinds: Mapping[str, Kind | None]
    titles: Mapping[str, str]
    pictures: Mapping[str, str]

    # ---- sections ----

    def section(self, section: Section) -> str:
        """Write a heading and all under it."""
        title = self._heading(section.heading) if section.heading else ""
        above = section.heading.label if section.heading else ""
        inner = "".join(self._step(step, above) for step in section.steps)
        level = section.heading.item.level if section.heading else 1
        done = title + inner
        lines = len(done) // (2 * _LETTERS) + 4 * len(section.steps) + 3
        size = min(9, max(1, (lines * _LINE // 200).bit_length()))
        code = self._field(section.heading) if section.heading else ""
        return f'<section class="ab g{size}{code}" data-e="{level}">\n{done}</section>\n'

    def _step(self, step: Step, above: str) -> str:
        match step:
            case Run():
                return self._run(step)
            case Rows():
                return self._rows(step, above)
            case Stub():
                return f'<p class="stumpf" id="{self.stubs[step.entry.key]}">{self._stub(step.entry)}</p>\n'
            case Entry():
                return self._article(step, above)

    def _heading(self, entry: Entry) -> str:
        if entry.kind:
            return self._article(entry, "")
        return self._same(entry)

    def _title(self, entry: Entry, inner: str, attributes: str = "") -> str:
        level = min(6, entry.item.level + 2)
        printed = html.escape(printed_number(entry.item))
        number = f'<span class="nr">{printed}</span> ' if printed else ""
        return f"<h{level}{attributes}>{number}{inner}{self._former_number(entry)}</h{level}>\n"

    def _former_number(self, entry: Entry) -> str:
        if not entry.head and entry.item.number:  # another one may have it now
            return ' <span class="vormals">Nummer der früheren Fassung</span>'
        number = self.former_numbers.get(entry.item.key, "")
        return f' <span class="vormals">früher {html.escape(number)}</span>' if number else ""

    def _field(self, entry: Entry) -> str:
        code = self.survey.areas[entry.key].code
        return f" feld-{html.escape(code.lower())}" if code else ""

    # ---- a change ----

    def _article(self, entry: Entry, above: str) -> str:
        label = _label(entry)
        shown = label.removeprefix(f"{above}, ").removeprefix(f"{above}: ") if above else label
        former = "" if entry.item.kind == "heading" else self._former_number(entry)
        return (
            f'<article class="a {self._classes(entry)}" {self._marks(entry)} tabindex="-1" '
            f'aria-label="{html.escape(f"{_kind(entry)}: {label}")}">'
            f'<p class="ort"><span class="art">{_kind(entry)}</span> <b>{html.escape(shown)}</b>'
            f"{self._anchor(entry, label)}{former}</p>{self._notes(entry)}"
            f'<div class="leib"><div class="jetzt">{self._body(entry)}</div></div>{self._rest(entry)}'
            f"{_origin([entry])}</article>\n"
        )

    def _classes(self, entry: Entry) -> str:
        side = "" if entry.base and entry.head else " nur-neu" if entry.head else " nur-alt"
        return f"k-{entry.kind}{side}{self._field(entry)}"

    def _marks(self, entry: Entry) -> str:
        """Write id and what the filters ask for."""
        areas, leads = self.order
        mine = sorted({leads[item.lead] for item in (*entry.base, *entry.head) if item.lead})
        lead = f' data-s="{" ".join(map(str, mine))}"' if mine else ""
        return (
            f'id="{self.ids[entry.key]}" data-b="{areas[self.survey.areas[entry.key].key]}" data-k="{entry.kind}" '
            f'data-d="{entry.item.kind}"{lead} data-p="{_print(entry)}"'
        )

    def _anchor(self, entry: Entry, label: str) -> str:
        said = html.escape(f"Verweis auf diese Änderung: {label}")
        return f'<a class="anker" href="#{self.ids[entry.key]}" aria-label="{said}">#</a>'

    def _body(self, entry: Entry) -> str:
        item, writer = entry.item, self.writer
        around: Around = "" if entry.base and entry.head else "ins" if entry.head else "del"
        if item.kind == "heading":
            if entry.parts:
                return self._title(entry, "".join(writer.edits(part.edits) for part in entry.parts))
            words = "".join(writer.inlines(part.inlines) for part in item.parts)
            return self._title(entry, f"<{around}>{words}</{around}>" if around else words)
        if item.kind in _RECORDS:
            return writer.changed_record(entry.changed_parts) if entry.parts else writer.record(item, around)
        shown = writer.changed(entry.parts) if entry.parts else writer.parts(item.parts, around)
        return shown + self._figures(entry) if item.kind == "figure" else shown

    def _figures(self, entry: Entry) -> str:
        """Show a picture, former and later if they differ; its alternative text stands above it."""
        sides = [
            [self.pictures[part.print] for item in items for part in item.parts if part.print in self.pictures]
            for items in (entry.base, entry.head)
        ]
        if sides[0] == sides[1]:
            sides[0] = []
        return "".join(
            f'<figure class="{name}"><img alt="Abbildung, {said}e Fassung" src="{source}">'
            f"<figcaption>{said}e Fassung</figcaption></figure>"
            for name, said, several in zip(("vor", "nach"), ("früher", "jetzig"), sides, strict=True)
            for source in several
        )

    def _rest(self, entry: Entry) -> str:
        """Fold what did not change of a record."""
        same = [part for part in entry.parts if not part.changed and any(edit.head for edit in part.edits)]
        if entry.item.kind not in _RECORDS or not same:
            return ""
        names = len(list(groupby(same, key=lambda part: part.name)))
        said = f"{names} unveränderte Angaben" if names > 1 else "1 unveränderte Angabe"
        return f'<details class="gleich"><summary>{said}</summary>{self.writer.changed_record(same)}</details>'

    # ---- what belongs to a change ----

    def _notes(self, entry: Entry) -> str:
        return "".join(f'<p class="hinweis">{note}</p>' for note in self._said(entry))

    def _said(self, entry: Entry) -> Iterator[str]:
        if entry.moved:
            former, later = self.survey.former_place(entry), self.survey.later_place(entry)
            there = "an anderer Stelle desselben Abschnitts" if former == later else html.escape(former)
            there += ", mit allem, was darunter steht" if entry.item.kind == "heading" else ""
            yield f'Stand früher {there}. <a href="#{self.stubs[entry.key]}">Zur früheren Stelle</a>'
        if entry.kind is Kind.SPLIT and len(entry.head) > 1:
            yield f"Ein Text wurde in {len(entry.head)} geteilt; ¶ zeigt, wo nun ein neuer beginnt."
        if entry.kind is Kind.MERGED and len(entry.base) > 1:
            yield f"{len(entry.base)} Texte wurden zusammengeführt; ¶ zeigt, wo früher ein neuer begann."
        for key in entry.related:
            link = self._named(key)
            if entry.kind is Kind.MERGED and not entry.head:
                yield f"Aufgegangen in {link}."
            elif entry.kind is Kind.SPLIT and not entry.base:
                yield f"Hervorgegangen aus {link}."
            elif self.kinds.get(key) is Kind.MERGED:
                yield f"Nimmt auf: {link}."
            elif self.kinds.get(key) is Kind.SPLIT:
                yield f"Davon abgeteilt: {link}."
            else:
                yield f"Gehört zu {link}."

    def _named(self, key: str) -> str:
        known, title = self.ids.get(key), self.titles.get(key, "")
        said = html.escape(f"{key} {in_quotes(title)}" if title else key)
        return f'<a href="#{known}">{said}</a>' if known else said

    def _stub(self, entry: Entry) -> str:
        words = plain([*entry.base[0].parts[0].inlines]).split() if entry.base[0].parts else []
        first = " ".join(words[:_FIRST_WORDS]) + (" …" if len(words) > _FIRST_WORDS else "")
        name = f"{_label(entry)}: " if entry.item.kind in _RECORDS else ""
        former, later = self.survey.former_place(entry), self.survey.later_place(entry)
        there = "an anderer Stelle desselben Abschnitts" if former == later else html.escape(later)
        return (
            f'<span class="art">verschoben</span> Hier stand: {html.escape(name)}<q>{html.escape(first)}</q> '
            f'– jetzt {there}. <a href="#{self.ids[entry.key]}">Zur neuen Stelle</a>'
        )

    # ---- tables of running text ----

    def _rows(self, table: Rows, above: str) -> str:
        caption = table.caption
        entries = [one for one in table.rows if isinstance(one, Entry)]
        name = caption.item.parts[0].print if caption else ""
        before = ""
        if caption and caption.kind:
            before = self._article(caption, above)
        elif caption:
            words = self.writer.parts(caption.item.parts)
            before = f'<div class="tafeltitel" id="{self.ids[caption.key]}">{words}</div>\n'
        width = max((_width(entry) for entry in entries), default=1)
        heads = [one for one in entries if is_head(one.item)]
        body = [one for one in table.rows if one not in heads]
        top = "".join(self._row(one) for one in heads)
        rest = "".join(self._row(one) if isinstance(one, Entry) else self._stub_row(one, width) for one in body)
        said = html.escape(f"Tabelle „{name}“" if name else f"Tabelle in {above or 'diesem Abschnitt'}")
        return (
            f'{before}<div class="leib paar"><div class="jetzt tafel" role="region" tabindex="0" aria-label="{said}">'
            f"<table>{f'<thead>{top}</thead>' if top else ''}<tbody>{rest}</tbody></table></div></div>\n"
            + _origin([one for one in entries if one.kind])
        )

    def _stub_row(self, stub: Stub, width: int) -> str:
        inner = f'<td colspan="{width + 1}">{self._stub(stub.entry)}</td>'
        return f'<tr class="stumpf" id="{self.stubs[stub.entry.key]}">{inner}</tr>\n'

    def _row(self, entry: Entry) -> str:
        around: Around = "" if entry.base and entry.head else "ins" if entry.head else "del"
        if not entry.kind:
            last = '<th scope="col">Änderung</th>' if is_head(entry.item) else "<td></td>"
            name = "" if is_head(entry.item) else ' class="ruht"'
            return f'<tr{name} id="{self.ids[entry.key]}">{self.writer.cells(entry.item)}{last}</tr>\n'
        cells = self.writer.changed_cells(entry.parts) if entry.parts else self.writer.cells(entry.item, around)
        return (
            f'<tr class="a {self._classes(entry)}" {self._marks(entry)} tabindex="-1">{cells}'
            f'<td class="ort"><span class="art">{_kind(entry)}</span>{self._anchor(entry, entry.label)}'
            f"{self._notes(entry)}</td></tr>\n"
        )

    # ---- what did not change ----

    def _run(self, run: Run) -> str:
        said = html.escape(_unchanged(run.entries))
        return f'<details class="gleich"><summary>{said}</summary>{self._still(run.entries)}</details>\n'

    def _still(self, entries: Iterable[Entry]) -> str:
        done = []
        for table, several in groupby(entries, key=_table_of):
            if table:
                rows = "".join(f'<tr id="{self.ids[one.key]}">{self.writer.cells(one.item)}</tr>' for one in several)
                done.append(f'<div class="tafel"><table><tbody>{rows}</tbody></table></div>')
            else:
                done += [self._same(one) for one in several]
        return "".join(done)

    def _same(self, entry: Entry) -> str:
        name = self.ids[entry.key]
        if entry.item.kind == "heading":
            words = "".join(self.writer.inlines(part.inlines) for part in entry.item.parts)
            return self._title(entry, words, f' id="{name}"')
        if entry.item.kind in _RECORDS:
            inner = f'<p class="ort"><b>{html.escape(_label(entry))}</b></p>{self.writer.record(entry.item)}'
        else:
            inner = self.writer.parts(entry.item.parts)
        return f'<div id="{name}">{inner}</div>\n'


def ids(entries: Iterable[Entry]) -> dict[str, str]:
    """Give each entry the id of its element: its key, made safe for an attribute and for a link."""
    found: dict[str, str] = {}
    taken: set[str] = set()
    for entry in entries:
        name = _UNSAFE.sub("_", entry.key) or "ohne"
        if name.startswith(OWN):
            name = f"k-{name}"
        one = next(one for at in count(1) if (one := f"{name}~{at}" if at > 1 else name) not in taken)
        taken.add(one)
        found[entry.key] = one
    return found


def _kind(entry: Entry) -> str:
    return entry.kind.label if entry.kind else ""


def _label(entry: Entry) -> str:
    """Name an entry with its title."""
    item = entry.item
    return f"{entry.label} {in_quotes(item.title)}" if item.kind in _TITLED and item.title else entry.label


def _print(entry: Entry) -> str:
    """Give a short digest of both sides: a tick holds only for the very change that was read."""
    both = "\x1d".join(item.print for item in (*entry.base, *entry.head))
    return hashlib.sha256(f"{entry.kind}\x1d{both}".encode("utf-8", "surrogatepass")).hexdigest()[:6]


def _origin(entries: Sequence[Entry]) -> str:
    """Say where changes stand in the sources and which commits made them; unobtrusive."""
    lines: dict[str, list[int]] = {}
    for entry in entries:
        place = entry.head_place or entry.base_place
        if place:
            lines.setdefault(place.path, []).extend([place.line] if place.line else [])
    said = [f"{path}:{_span(several)}" if several else path for path, several in lines.items()]
    reasons = dict.fromkeys(one for entry in entries for one in entry.reasons)
    said += [f"{_day(one.day)}: {one.subject}" for one in reasons]
    return f'<p class="herkunft">{html.escape(" · ".join(said))}</p>\n' if said else ""


def _span(lines: Sequence[int]) -> str:
    return str(lines[0]) if len(set(lines)) == 1 else f"{min(lines)}–{max(lines)}"


def _day(day: str) -> str:
    try:
        return short_date(date.fromisoformat(day))
    except ValueError:
        return day


def _width(entry: Entry) -> int:
    return max(
        len({next((one for one in part.frame if one.startswith("cell-")), "") for part in item.parts})
        for item in (*entry.base, *entry.head)
    )


def _table_of(entry: Entry) -> tuple[int, int] | None:
    return (entry.item.section, entry.item.table) if entry.item.kind == "row" else None


def _unchanged(entries: Sequence[Entry]) -> str:
    """Say what a folded stretch holds."""
    headings = [one.item for one in entries if one.item.kind == "heading"]
    counts: Counter[str] = Counter(one.item.kind for one in entries if one.item.kind != "heading")
    things = ", ".join(
        names[0] if kind == "title" else f"{counts[kind]} {names[counts[kind] > 1]}"
        for kind, names in THINGS.items()
        if counts[kind]
    )
    titles = [f"{printed_number(one)} {in_quotes(one.title)}".strip() for one in headings]
    if len(titles) > _NAMED_HEADINGS:
        titles = [f"{titles[0]} bis {titles[-1]} ({len(titles)} Überschriften)"]
    return "Unverändert: " + " · ".join(filter(None, (", ".join(titles), things)))
