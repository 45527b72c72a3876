"""A new amendment as a file of the sources: what the office must still say stands there as ``offen``."""

from typing import TYPE_CHECKING

import yaml

from pipeline.model import Node, Operation
from review.amend.items import fields_of
from review.amend.layout import Habit
from review.amend.marks import cut, same
from review.amend.yamlsource import decoded, literal, one_line

if TYPE_CHECKING:
    from review.amend.session import New

_WIDTH = Habit(by_sentence=False, width=118)


def written(made: "New") -> str:
    """Write the file."""
    head = {
        "id": made.key,
        "drucksache": "offen",
        "betreff": made.subject,
        "einreicher": made.submitter,
        "datum": made.day,
        "oeffentlich": "ja",
        "tischvorlage": "nein",
        "fassung": made.version,
    }
    rows = ["# yaml-language-server: $schema=../../schemas/antrag.schema.json"]
    rows += [f"{name}: {one_line(value)}" for name, value in head.items()]
    rows += ["", "aenderungen:"]
    rows += ["\n".join(_operation(one)) + "\n" for one in made.operations]
    rows += ["begruendung: offen", "", "status: eingereicht", ""]
    return "\n".join(rows)


def _operation(one: Operation) -> list[str]:
    rows = [f"  - art: {one.kind}", f"    stelle: {one_line(str(one.target))}"]
    if one.field:
        rows.append(f"    feld: {one_line(str(one.field))}")
    for name, wording in (("alt", one.former), ("neu", one.wanted)):
        if wording:
            rows.append(f"    {name}: {_wording(wording.source)}")
    for name, node in (("ziel", one.goal), ("massnahme", one.measure)):
        if node:
            rows += [f"    {name}:", *_node(node)]
    return rows


def _node(node: Node) -> list[str]:
    return [f"      {name}: {value}" for name, value in fields_of(node, 6, _WIDTH)]


def _wording(text: str) -> str:
    """Write a wording: on one line if it is short, as a block otherwise, in quotes where neither says the same."""
    bare = text.strip("\n")
    if "\n" not in bare and len(bare) < _WIDTH.width - 10:
        return one_line(bare)
    block = literal(bare + "\n", 6)
    try:
        found = decoded("\n".join(row.removeprefix("    ") for row in block.split("\n")))
    except yaml.YAMLError:
        found = None
    return block if isinstance(found, str) and same(cut(found), cut(bare)) else one_line(bare, quoted='"')
