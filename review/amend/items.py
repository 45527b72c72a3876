"""Whole items: a new goal or measure in the style of its neighbours, an item that goes, a new annex."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import yaml

from pipeline.model import Node, Operation, Period, Text
from review.amend.layout import Habit, filled
from review.amend.marks import BLOCK_START, cut, same
from review.amend.sites import Sites, Target
from review.amend.yamlsource import Edit, Source, decoded, entries, key_of, listed, literal, one_line, value
from review.outline import slug

SETTINGS = "konzept.yaml"
_LISTS = {"goal": "ziele", "measure": "massnahmen"}
_WORDS = {"goal": "Ziel", "measure": "Maßnahme", "field": "Handlungsfeld"}
_DASH = 2


@dataclass(frozen=True, slots=True)
class Made:
    """What came of it.

    Attributes:
        edits: for the files.
        path: the file.
        span: what is touched there.
        problem: a German sentence if it does not fit.
        done: whether it is so already.
    """

    edits: tuple[Edit, ...] = ()
    path: str = ""
    span: tuple[int, int] = (0, 0)
    problem: str = ""
    done: bool = False


def new(sites: Sites, target: Target, one: Operation) -> Made:
    """Write a new goal or measure behind the one that is named, or as the last of a field."""
    node: Any = one.goal or one.measure
    kind = "goal" if one.goal else "measure"
    path, source = target.source.path, target.source
    there = sites.target(str(node.id))
    if there is not None:
        if there.kind == kind and _says(there, node):
            return Made((), there.source.path, problem=f"{node.id} steht schon im Text", done=True)
        return Made((), there.source.path, problem=f"Die Kennung {node.id} ist schon vergeben")
    if target.kind not in {kind, "field"}:
        return Made((), path, problem=f"{target.key} ist weder ein Handlungsfeld noch {_WORDS[kind]}")
    listing = value(source.root, _LISTS[kind])
    if not isinstance(listing, yaml.SequenceNode) or (listing.flow_style and listing.value):
        return Made(
            (), path, problem=f"Die Liste „{_LISTS[kind]}“ ist so geschrieben, dass kein Platz für neue Einträge ist"
        )
    habit, rows = sites.habit(path), list(entries(listing))
    if not rows:
        key = key_of(source.root, _LISTS[kind])
        start, end = source.offset(key.end_mark) + 1, source.offset(listing.end_mark)
        text = "\n" + _item(node, 2, habit, folded=False).rstrip("\n")
        return Made((Edit(path, start, end, _ends(text, source)),), path, (start, end))
    near = target.node if target.kind == kind else rows[-1]
    at = next((row for row, each in enumerate(rows) if each is near), len(rows) - 1)
    first, end = source.item_span(near)
    indent = first - source.starts[near.start_mark.line]
    styles = [getattr(value(near, name), "style", None) for name in ("text", "beschreibung")]
    other = rows[at + 1] if at + 1 < len(rows) else rows[at - 1] if at else None
    text = _item(node, indent, habit, folded=">" in styles)
    text = "\n" * _gap(source, rows, at, other) + text
    if not source.text[:end].endswith(("\n", "\r")):
        text = "\n" + text.rstrip("\n")
    return Made((Edit(path, end, end, _ends(text, source)),), path, (end, end))


def _gap(source: Source, rows: list[yaml.MappingNode], at: int, other: yaml.MappingNode | None) -> int:
    """Count the blank lines between neighbours."""
    if other is None:
        return 1
    one, two = (rows[at], other) if at + 1 < len(rows) else (other, rows[at])
    low, high = source.last_line(one) + 1, two.start_mark.line
    return sum(not line.strip() for line in source.lines[low:high])


def _item(node: Node, indent: int, habit: Habit, *, folded: bool) -> str:
    lead, inner = " " * indent, indent + _DASH
    rows = [f"{name}: {written}" for name, written in fields_of(node, inner, habit, folded=folded)]
    return f"{lead}- " + f"\n{' ' * inner}".join(rows) + "\n"


def fields_of(node: Node, inner: int, habit: Habit, *, folded: bool = False) -> Iterator[tuple[str, str]]:
    """Yield the keys and what stands behind them, in the model's order."""
    for name, info in type(node).model_fields.items():
        held = getattr(node, name)
        if name == "place" or (held is None and not info.is_required()):
            continue
        yield info.alias or name, _written(held, inner, habit, folded=folded, short=name == "effect")


def _written(held: object, inner: int, habit: Habit, *, folded: bool, short: bool) -> str:
    match held:
        case Text():
            return _prose(held.source.strip("\n"), inner, habit, folded=folded, short=short)
        case Period():
            return one_line(held.written)
        case tuple():
            return listed([str(one) for one in held], inner + _DASH) if held else "offen"
        case _:
            return one_line(str(held))


def _prose(text: str, inner: int, habit: Habit, *, folded: bool, short: bool) -> str:
    laid = filled(text, habit, inner + _DASH)
    laid = laid if same(cut(laid), cut(text)) else text
    plain = "\n" not in text.strip() or not any(BLOCK_START.match(row.lstrip()) for row in text.split("\n"))
    if short and "\n" not in text and len(text) + inner < habit.width:
        return one_line(text)
    if folded and plain and "\n\n" not in laid and not any(row[:1].isspace() for row in laid.split("\n")):
        lead = " " * (inner + _DASH)
        block = ">-\n" + "\n".join(lead + row for row in laid.split("\n"))
        found = decoded(block)
        if isinstance(found, str) and same(cut(found), cut(text)):
            return block
    return literal(laid + "\n", inner + _DASH)


def _says(target: Target, node: Node) -> bool:
    """Whether an item says what a proposed one does."""
    for name, info in type(node).model_fields.items():
        held = getattr(node, name)
        if name == "place" or (held is None and not info.is_required()):
            continue
        site = target.site(info.alias or name)
        wanted = (
            held.source if isinstance(held, Text)
            else held.written if isinstance(held, Period)
            else "\n".join(f"- {one}" for one in held) or "offen" if isinstance(held, tuple)
            else str(held)
        )  # fmt: skip
        if site is None or not same(cut(site.text), cut(wanted)):
            return False
    return True


def removed(target: Target) -> Made:
    """Take out an item with the blank lines behind it, or a section with its heading."""
    source, path = target.source, target.source.path
    if target.kind == "section":
        start, _, end = target.section
        return Made((Edit(path, start, end, ""),), path, (start, end))
    if target.kind in {"field", "form"}:
        return Made((), path, problem=f"{target.key} lässt sich nicht als Ganzes streichen")
    start, end = source.item_span(target.node)
    start = source.starts[target.node.start_mark.line]
    listing = _holder(source.root, target.node)
    if listing is None:
        return Made((), path, problem=f"{target.key} ist so geschrieben, dass sich der Eintrag nicht streichen lässt")
    if len(listing[1].value) == 1:
        low = source.offset(listing[0].end_mark) + 1
        return Made((Edit(path, low, end, " []" + source.newline),), path, (start, end))
    last = source.last_line(target.node) + 1
    while last < len(source.lines) and not source.lines[last].strip():
        last += 1
    is_last = listing[1].value[-1] is target.node
    if is_last:
        first = target.node.start_mark.line
        while first and not source.lines[first - 1].strip():
            first -= 1
        return Made((Edit(path, source.starts[first], end, ""),), path, (start, end))
    return Made((Edit(path, start, source.starts[last], ""),), path, (start, end))


def _holder(root: Any, node: yaml.MappingNode) -> tuple[Any, yaml.SequenceNode] | None:  # noqa: ANN401
    """Find the list that holds an item, with its key."""
    for key, listing in root.value if isinstance(root, yaml.MappingNode) else ():
        if (
            isinstance(listing, yaml.SequenceNode)
            and not listing.flow_style
            and any(one is node for one in listing.value)
        ):
            return key, listing
    return None


def annex(sites: Sites, one: Operation) -> Made:
    """Write a new annex: a chapter of its own and its entry in the outline."""
    wording = one.adopted or one.wanted
    text = wording.source.strip("\n") if wording else ""
    heading = re.match(r"#[ \t]+(.+?)[ \t]*(?:\{#[^}]*\})?[ \t]*(?:\n|$)", text)
    if heading is None:
        return Made(problem="Eine neue Anlage beginnt mit ihrer Überschrift: „# Titel“")
    named = re.fullmatch(r"kapitel/[a-z0-9][a-z0-9-]*\.md", str(one.target))
    path = str(one.target) if named else f"kapitel/95-{slug(heading[1])}.md"
    data = text + "\n"
    if path in sites.tree.files:
        same_text = same(cut(sites.source(path).text), cut(text))
        said = f"Die Anlage „{heading[1]}“ steht schon im Text" if same_text else f"Die Datei „{path}“ gibt es schon"
        return Made((), path, problem=said, done=same_text)
    if SETTINGS not in sites.tree.files:
        return Made(problem="Die Datei „konzept.yaml“ fehlt; ohne Gliederung findet eine Anlage keinen Platz")
    settings = sites.source(SETTINGS)
    outline = value(settings.root, "gliederung")
    rows = list(entries(outline))
    if not rows or outline.flow_style:
        return Made((), SETTINGS, problem="Die Gliederung ist so geschrieben, dass kein Platz für neue Einträge ist")
    near = rows[-1]
    first, end = settings.item_span(near)
    lead = " " * (first - settings.starts[near.start_mark.line])
    gap = _gap(settings, rows, len(rows) - 1, rows[-2] if len(rows) > 1 else None)
    entry = "\n" * gap + f"{lead}- art: anhang\n{lead}  inhalt:\n{lead}    - {path}\n"
    if not settings.text[:end].endswith(("\n", "\r")):
        entry = "\n" + entry.rstrip("\n")
    edits = (Edit(path, 0, 0, data), Edit(SETTINGS, end, end, _ends(entry, settings)))
    return Made(edits, path)


def _ends(text: str, source: Source) -> str:
    return text.replace("\n", source.newline)
