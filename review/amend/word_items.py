"""A new goal or measure in a Word file: the heading or the table row that bears a new id, and what stands with it."""

from collections.abc import Mapping, Sequence

from pydantic import ValidationError

from pipeline.model import OPEN, Operation
from pipeline.tools.word_changes import Paragraph
from review.amend.word_finding import ITEM, NUMBERED, Finder, goals_of, linked

Come = Sequence[tuple[str, Paragraph]]


def new_key(finder: Finder, text: str, one: Paragraph, kind: str) -> str:
    """Give the id of a goal (``Z``) or measure (``M``) that the draft does not have yet; empty if there is none."""
    for key in (*one.keys, *(found[0] for found in ITEM.finditer(text))):
        found = ITEM.fullmatch(key)
        if found and found["kind"] == kind and finder.placer.sites.target(key) is None:
            return key
    return ""


def goal(finder: Finder, key: str, come: Come) -> Operation:
    """Make the operation for a goal: its heading, and the paragraphs below."""
    (title, head), *rest = come
    number = NUMBERED.match(title)
    text = finder.blocks(rest) or OPEN
    fresh = {"id": key, "titel": " ".join(title[number.end() if number else 0 :].split()), "text": text}
    return Operation.model_validate({"art": "neues Ziel", "stelle": _behind(key, head), "ziel": fresh})


def measure(finder: Finder, row: Sequence[Paragraph]) -> Operation | None:
    """Make the operation for a measure: the cells of its row by what stands over them; None if that is not enough."""
    key = next(filter(None, (new_key(finder, one.wanted, one, "M") for one in row[:1])), "")
    cells: dict[str, list[tuple[str, Paragraph]]] = {}
    for one in row:
        if one.wanted.strip():
            cells.setdefault(finder.rows.over(one).split(" ")[0], []).append((one.wanted, one))
    named, leads = cells.get("Maßnahmevorschlag", []), cells.get("Federführung", [])
    if not key or not named:
        return None
    partners = [text.removeprefix("mit: ") for text, _ in leads if text.startswith("mit: ")]
    goals = [id_ for text, _ in cells.get("Ziele", []) for id_ in goals_of(text, finder.placer.printed) or linked(text)]
    fresh: Mapping[str, object] = {
        "id": key,
        "titel": " ".join(named[0][0].split()),
        "beschreibung": finder.blocks(named[1:]) or OPEN,
        "ziele": goals,
        "federfuehrung": next((text.strip() for text, _ in leads if not text.startswith("mit: ")), OPEN),
        "beteiligte": [each.strip() for each in partners[0].split(",")] if partners and partners[0] != OPEN else OPEN,
        "zeitraum": _cell(cells, "Zeitraum").replace("–", "-"),
        "finanzbedarf": _cell(cells, "Finanzbedarf"),
        "wirkung": finder.blocks(cells.get("Wirkung", [])) or OPEN,
    }
    point = {"art": "neue Maßnahme", "stelle": _behind(key, row[0]), "massnahme": fresh}
    try:
        return Operation.model_validate(point)
    except ValidationError:
        return None


def _cell(cells: Mapping[str, Come], name: str) -> str:
    return " ".join(" ".join(text for text, _ in cells.get(name, ())).split()) or OPEN


def _behind(key: str, one: Paragraph) -> str:
    """Name the goal or measure before a new one, or the field."""
    wanted = ITEM.fullmatch(key)
    assert wanted is not None  # noqa: S101 - it was found by this pattern
    for above in one.above:
        found = ITEM.fullmatch(above)
        if found and (found["kind"], found["code"]) == (wanted["kind"], wanted["code"]):
            return above
    return wanted["code"]
