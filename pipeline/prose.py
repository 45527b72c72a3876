"""pandoc's tree: walk it, read it as plain text, build pieces of it.

Everything that must know how pandoc writes a paragraph, a link or a table as JSON is here.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from pipeline.model import Block, Text
from pipeline.places import Place

Inline = dict[str, Any]


def walk(tree: Any) -> Iterator[dict[str, Any]]:  # noqa: ANN401 - JSON
    """Yield every element of a tree in reading order, outer before inner."""
    stack = [tree]
    while stack:
        here = stack.pop()
        if isinstance(here, dict):
            if "t" in here:
                yield here
            stack += reversed(list(here.values()))
        elif isinstance(here, list):
            stack += reversed(here)


def depth(tree: Any, enough: int) -> int:  # noqa: ANN401 - JSON
    """Count how deep elements are nested, giving up shortly after ``enough``."""
    deepest, level = 0, [tree]
    while level and deepest <= enough:
        inner: list[Any] = []
        for here in level:
            todo = [here]
            while todo:
                one = todo.pop()
                if isinstance(one, dict) and "t" in one:
                    inner.append(one.get("c"))
                elif isinstance(one, dict):
                    todo += one.values()
                elif isinstance(one, list):
                    todo += one
        deepest += bool(inner)
        level = inner
    return deepest


_CONTROL = {*range(9), 11, 12, *range(14, 32), *range(127, 160), *range(0xFDD0, 0xFDF0), 0xFFFE, 0xFFFF}
_HOLDING_TEXT = frozenset({"Code", "CodeBlock", "Math"})


def tame(blocks: Iterable[Block]) -> None:
    """Make plain text of what pandoc takes for HTML, and drop control characters (``&#7;``), in place.

    pandoc's reader of CommonMark hands HTML through whatever the dialect says; here it is text
    like any other, so that nothing an author writes can run and nothing is lost.
    """
    nothing = dict.fromkeys(_CONTROL)
    for element in walk(list(blocks)):
        kind, content = element["t"], element.get("c")
        if kind == "RawInline":
            element["t"], element["c"] = "Str", " ".join(content[1].split())  # type: ignore[index]
        elif kind == "RawBlock":
            lines = [text(line.strip()) for line in content[1].strip().split("\n")]  # type: ignore[index]
            broken = [one for line in lines for one in [{"t": "LineBreak"}, *line]]
            element["t"], element["c"] = "Para", broken[1:]
        if element["t"] == "Str":
            element["c"] = element["c"].translate(nothing)
        elif element["t"] in _HOLDING_TEXT:
            element["c"][1] = element["c"][1].translate(nothing)


_BREAKS = frozenset({"Space", "SoftBreak", "LineBreak"})
_OPAQUE = frozenset({"Note"})


def plain(tree: Any) -> str:  # noqa: ANN401 - JSON
    """Give the text of a tree without its form; footnotes are left out, blocks are set apart by a space."""
    parts: list[str] = []
    stack = [tree]
    while stack:
        here = stack.pop()
        if isinstance(here, list):
            stack += reversed(here)
        elif isinstance(here, dict):
            kind, content = here.get("t"), here.get("c")
            if kind == "Str":
                parts.append(content)  # type: ignore[arg-type]
            elif kind in _BREAKS:
                parts.append(" ")
            elif kind in {"Code", "CodeBlock", "Math"}:
                parts.append(content[1])  # type: ignore[index]
            elif kind == "Quoted":
                marks = ("‚", "‘") if content[0]["t"] == "SingleQuote" else ("„", "“")  # type: ignore[index]
                stack += [{"t": "Str", "c": marks[1]}, content[1], {"t": "Str", "c": marks[0]}]  # type: ignore[index]
            elif kind in {"Para", "Plain", "Header"}:
                stack += [{"t": "Space"}, content]
            elif kind not in _OPAQUE and content is not None:
                stack.append(content)
            elif kind is None:
                stack += reversed(list(here.values()))
    return " ".join("".join(parts).split())


def links(tree: Any) -> Iterator[tuple[str, Sequence[Inline]]]:  # noqa: ANN401 - JSON
    """Yield target and text of each link."""
    for element in walk(tree):
        if element["t"] == "Link":
            yield element["c"][2][0], element["c"][1]


def images(tree: Any) -> Iterator[tuple[str, str]]:  # noqa: ANN401 - JSON
    """Yield path and alternative text of each picture."""
    for element in walk(tree):
        if element["t"] == "Image":
            yield element["c"][2][0], plain(element["c"][1])


def links_of(text: Text) -> Iterator[tuple[str, Sequence[Inline]]]:
    """Yield the links of a text; one without brackets is not walked at all."""
    return links(text.blocks) if "]" in text.source or "<" in text.source else iter(())


def images_of(text: Text) -> Iterator[tuple[str, str]]:
    """Yield the pictures of a text; one without the sign for pictures is not walked at all."""
    return images(text.blocks) if "![" in text.source else iter(())


def headings(blocks: Iterable[Block]) -> Iterator[tuple[int, str, str]]:
    """Yield level, id and text of each heading at the top of a text."""
    for block in blocks:
        if block["t"] == "Header":
            yield block["c"][0], block["c"][1][0], plain(block["c"][2])


def place_of_target(source: Text, target: str, occurrence: int = 0) -> Place:
    """Find the line of the n-th link or picture with a target, else the text's first line."""
    for count, found in enumerate(re.finditer(rf"\(<?{re.escape(target)}(?=[\s)>])", source.source)):
        if count == occurrence:
            return source.place.down(source.source.count("\n", 0, found.start()))
    return source.place


def places_of_headings(source: Text) -> Iterator[tuple[Place, int, str, str]]:
    """Yield place, level, id and text of each heading at the top of a text."""
    lines = source.source.split("\n")
    below = 0
    for level, key, title in headings(source.blocks):
        first = title.split(" ", 1)[0]
        start = re.compile(rf" {{0,3}}#{{{level}}}(?!#)")
        row = next((row for row in range(below, len(lines)) if start.match(lines[row]) and first in lines[row]), None)
        if row is None:
            yield source.place, level, key, title
        else:
            below = row + 1
            yield source.place.down(row), level, key, title


def text(content: str) -> list[Inline]:
    """Make inlines of a plain string: one string, spaces and all."""
    return [{"t": "Str", "c": content}] if content else []


_LEAVES = frozenset(
    {
        "Str",
        "Space",
        "SoftBreak",
        "LineBreak",
        "AlignLeft",
        "AlignDefault",
        "AlignRight",
        "AlignCenter",
        "ColWidth",
    }
)


def rewrite(tree: Any, change: Callable[[dict[str, Any]], dict[str, Any]]) -> Any:  # noqa: ANN401 - JSON
    """Give a tree with elements exchanged; what does not change is shared with the old tree.

    Args:
        tree: blocks, inlines or one element.
        change: gives another element for one that is to change, else the same object; what is inside
            an exchanged element is its own business.
    """
    if isinstance(tree, dict):
        if tree.get("t") in _LEAVES:
            return tree
        changed = change(tree)
        content = tree.get("c")
        if changed is not tree or content is None:
            return changed
        inner = rewrite(content, change)
        return tree if inner is content else {"t": tree["t"], "c": inner}
    if isinstance(tree, list) and tree and not isinstance(tree[0], str):  # a list of strings holds attributes
        done = [rewrite(one, change) for one in tree]
        return done if any(new is not old for new, old in zip(done, tree, strict=True)) else tree
    return tree


def strong(content: str) -> Inline:
    """Make bold text."""
    return {"t": "Strong", "c": text(content)}


def link(target: str, content: str) -> Inline:
    """Make a link to an id (``#…``) or address."""
    return {"t": "Link", "c": [["", [], []], text(content), [target, ""]]}


def para(inlines: Sequence[Inline]) -> Block:
    """Make a paragraph."""
    return {"t": "Para", "c": list(inlines)}


def header(level: int, key: str, inlines: Sequence[Inline], classes: Sequence[str] = ()) -> Block:
    """Make a heading with an id."""
    return {"t": "Header", "c": [level, [key, list(classes), []], list(inlines)]}


def div(blocks: Sequence[Block], *, key: str = "", classes: Sequence[str] = (), style: str = "") -> Block:
    """Make a division; ``style`` names a paragraph style of the Word template."""
    attributes = [["custom-style", style]] if style else []
    return {"t": "Div", "c": [[key, list(classes), attributes], list(blocks)]}


def span(inlines: Sequence[Inline], *, key: str = "", classes: Sequence[str] = (), style: str = "") -> Inline:
    """Make a span; ``style`` names a character style of the Word template."""
    attributes = [["custom-style", style]] if style else []
    return {"t": "Span", "c": [[key, list(classes), attributes], list(inlines)]}


Cell = Sequence[Block]


def table(
    head: Sequence[str | Cell],
    rows: Iterable[Sequence[Cell]],
    widths: Sequence[float],
    caption: str = "",
    key: str = "",
) -> Block:
    """Make a table with one header row.

    Args:
        head: the column titles, plain or as blocks.
        rows: cells of blocks.
        widths: shares of the text width, one a column.
        caption: printed with the table; empty for none.
        key: the table's id.
    """
    plain_attributes = ["", [], []]
    titles = [[{"t": "Plain", "c": text(one)}] if isinstance(one, str) else one for one in head]

    def row(cells: Iterable[Cell]) -> list[Any]:
        return [
            plain_attributes,
            [[plain_attributes, {"t": "AlignDefault"}, 1, 1, list(cell)] for cell in cells],
        ]

    return {
        "t": "Table",
        "c": [
            [key, [], []],
            [None, [para(text(caption))] if caption else []],
            [[{"t": "AlignLeft"}, {"t": "ColWidth", "c": width}] for width in widths],
            [plain_attributes, [row(titles)]],
            [[plain_attributes, 0, [], [row(cells) for cells in rows]]],
            [plain_attributes, []],
        ],
    }
