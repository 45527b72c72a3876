"""Every change as JSON, for programs; ``schemas/aenderungen.schema.json`` says what may stand in it.

Each change holds both its sides whole and the steps from one to the other, so that either draft's wording can be read
back out of it. Names are German, as in the other files that programs read.
"""

import json
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from pipeline.places import Place
from review.changes import Entry, Fault, Item, Op, PartChange, Reason, Renumbered, Side, Token
from review.sides import Comparison
from review.telling import said, text_of

FILE = "aenderungen.json"

FORM = 1
"""Counts up when a program that reads the file must change."""

OPS: dict[Op, str] = {"equal": "gleich", "delete": "entfernt", "insert": "eingefuegt", "format": "form"}
KINDS = {
    "title": "titelblatt",
    "heading": "ueberschrift",
    "paragraph": "absatz",
    "list-item": "aufzaehlungspunkt",
    "row": "tabellenzeile",
    "caption": "tabellentitel",
    "figure": "abbildung",
    "guideline": "leitlinie",
    "goal": "ziel",
    "measure": "massnahme",
    "term": "begriff",
    "law": "gesetz",
    "provision": "vorschrift",
    "form": "formularfeld",
    "consultation": "beratung",
    "leaflet": "faltblatt",
}


def render(comparison: Comparison, templates: Path, epoch: int) -> bytes:  # noqa: ARG001 - the seam's signature
    """Write the file."""
    changes = comparison.changes
    changed = changes.changes
    counted = Counter(entry.kind for entry in changed if entry.kind)
    data: dict[str, Any] = {
        "form": FORM,
        "anlass": comparison.occasion or None,
        "alt": _side(changes.base),
        "neu": _side(changes.head),
        "anzahl": {kind.value: number for kind, number in sorted(counted.items())},
        "unveraendert": len(changes.entries) - len(changed),
        "aenderungen": [_entry(entry) for entry in changed],
        "neue_nummern": [_renumbered(one) for one in changes.renumbered],
        "befunde_neu": [_fault(one) for one in changes.new_faults],
        "befunde_behoben": [_fault(one) for one in changes.mended],
    }
    lines = (f"{json.dumps(key)}: {_lines(value)}" for key, value in data.items())
    return ("{\n" + ",\n".join(lines) + "\n}\n").encode("utf-8", "replace")


def _lines(value: object) -> str:
    """Write a list with a line for each entry, so that people and line tools can find one."""
    if isinstance(value, list) and value:
        return "[\n" + ",\n".join(json.dumps(one, ensure_ascii=False) for one in value) + "\n]"
    return json.dumps(value, ensure_ascii=False)


def _side(side: Side) -> dict[str, Any]:
    return {
        "fassung": side.name,
        "bezeichnung": side.label,
        "drucksache": side.paper,
        "stichtag": side.day or None,
        "commit": side.commit or None,
        "offene_aenderungen": side.dirty,
        "zahlen": dict(side.counts),
        "nicht_gelesen": list(side.unread),
    }


def _entry(entry: Entry) -> dict[str, Any]:
    return {
        "schluessel": entry.key,
        "art": entry.kind,
        "bezeichnung": entry.label,
        "alt": [_item(*one) for one in zip(entry.base, entry.base_at, strict=True)],
        "neu": [_item(*one) for one in zip(entry.head, entry.head_at, strict=True)],
        "teile": [_part(part) for part in entry.parts],
        "gehoert_zu": list(entry.related),
        "alt_stelle": _place(entry.base_place),
        "neu_stelle": _place(entry.head_place),
        "gruende": [_reason(one) for one in entry.reasons],
    }


def _item(item: Item, position: int) -> dict[str, Any]:
    return {
        "kennung": item.key or None,
        "was": KINDS[item.kind],
        "nummer": item.number or None,
        "titel": item.title or None,
        "handlungsfeld": item.code or None,
        "federfuehrung": item.lead or None,
        "ebene": item.level or None,
        "position": position,
        "texte": [{"name": part.name, "rahmen": list(part.frame), "text": text_of(part)} for part in item.parts],
    }


def _part(part: PartChange) -> dict[str, Any]:
    return {
        "name": part.name,
        "geaendert": part.changed,
        "alt_rahmen": None if part.base_frame is None else list(part.base_frame),
        "neu_rahmen": None if part.head_frame is None else list(part.head_frame),
        "schritte": [[OPS[edit.op], _words(edit.base), _words(edit.head)] for edit in part.edits],
    }


def _words(row: Iterable[Token]) -> str:
    """Give words as in ``texte``; paragraphs that were split or joined are parted by an empty line."""
    return said(row, between="\n\n")


def _place(place: Place | None) -> str | None:
    return str(place) if place else None


def _reason(reason: Reason) -> dict[str, Any]:
    return {
        "commit": reason.commit or None,
        "tag": reason.day or None,
        "urheber": reason.author or None,
        "betreff": reason.subject,
    }


def _renumbered(one: Renumbered) -> dict[str, Any]:
    return {"kennung": one.key, "was": KINDS[one.kind], "titel": one.title, "alt": one.base, "neu": one.head}


def _fault(fault: Fault) -> dict[str, Any]:
    return {
        "regel": fault.rule,
        "schwere": fault.severity,
        "stelle": fault.place,
        "meldung": fault.message,
        "gegenstand": fault.subject,
    }
