"""Texts of every kind as pandoc's tree, for the laws of what writes them."""

from typing import Any

from hypothesis import strategies as st

from pipeline.model import Block

NOWHERE: Any = ["", [], []]
PICTURE = "data:image/gif;base64,R0lGODlhAQABAIAAAAAAAAAAACwAAAAAAQABAAACAkQBADs="

_keys = st.sampled_from(["", "", "", "a", "b-1", "Ziel", "x" * 50, "1-vorn"])
_words_of_text = st.lists(
    st.sampled_from(["Stadt", "für", "ALLE", "ä&<>\"'", "„Zitat“", "§ 12a", "–", "x  y"]), min_size=1, max_size=4
).map(" ".join)
_plain_inlines = st.one_of(
    _words_of_text.map(lambda words: {"t": "Str", "c": words}),
    st.sampled_from([{"t": "Space"}, {"t": "SoftBreak"}, {"t": "LineBreak"}]),
    _words_of_text.map(lambda words: {"t": "Code", "c": [NOWHERE, words]}),
    st.just({"t": "Image", "c": [NOWHERE, [{"t": "Str", "c": "Bild"}], [PICTURE, ""]]}),
)


def _wrapped(inside: st.SearchStrategy[list[Any]]) -> st.SearchStrategy[Any]:
    styles = st.sampled_from([[], [["custom-style", "Kennung"]], [["custom-style", "offen"]]])
    targets = st.sampled_from(["#a", "#" + "x" * 50, "https://www.example.org/?a=1&b=2", "mailto:rat@example.org"])
    return st.one_of(
        st.builds(
            lambda kind, c: {"t": kind, "c": c},
            st.sampled_from(["Emph", "Strong", "Strikeout", "Superscript", "Subscript", "SmallCaps", "Underline"]),
            inside,
        ),
        st.builds(lambda key, style, c: {"t": "Span", "c": [[key, [], style], c]}, _keys, styles, inside),
        st.builds(lambda target, c: {"t": "Link", "c": [NOWHERE, c, [target, ""]]}, targets, inside),
    )


_inlines = st.lists(
    st.recursive(_plain_inlines, lambda inner: _wrapped(st.lists(inner, min_size=1, max_size=3)), max_leaves=4),
    min_size=1,
    max_size=5,
)
_simple = st.one_of(
    _inlines.map(lambda c: {"t": "Para", "c": c}),
    _inlines.map(lambda c: {"t": "Plain", "c": c}),
)
_notes = st.lists(_inlines.map(lambda c: {"t": "Para", "c": c}), min_size=1, max_size=2).map(
    lambda blocks: {"t": "Note", "c": blocks}
)
_noted = st.builds(lambda before, note, after: {"t": "Para", "c": [*before, note, *after]}, _inlines, _notes, _inlines)


def _cell(blocks: Any) -> Any:
    return [NOWHERE, {"t": "AlignDefault"}, 1, 1, blocks]


def _table(key: str, caption: Any, rows: Any, shares: Any) -> Block:
    columns = [[{"t": side}, width] for side, width in shares]
    lines = [[NOWHERE, [_cell(blocks) for blocks in row]] for row in rows]
    return {
        "t": "Table",
        "c": [
            [key, [], []],
            [None, caption],
            columns,
            [NOWHERE, lines[:1]],
            [[NOWHERE, 0, [], lines[1:]]],
            [NOWHERE, []],
        ],
    }


def _tables(captions: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    cells = st.lists(_simple, max_size=2)
    sides = st.sampled_from(["AlignDefault", "AlignLeft", "AlignRight", "AlignCenter"])
    columns = st.lists(st.tuples(sides, st.just({"t": "ColWidthDefault"})), min_size=2, max_size=2)
    rows = st.lists(st.lists(cells, min_size=2, max_size=2), min_size=2, max_size=3)
    return st.builds(_table, _keys, captions, rows, columns)


def _nested(inside: st.SearchStrategy[list[Any]]) -> st.SearchStrategy[Any]:
    items = st.lists(inside, min_size=1, max_size=3)
    numbers = st.tuples(
        st.integers(1, 5),
        st.sampled_from([{"t": name} for name in ("Decimal", "LowerAlpha", "UpperRoman", "LowerRoman", "UpperAlpha")]),
        st.sampled_from([{"t": name} for name in ("Period", "OneParen", "TwoParens")]),
    ).map(list)
    styles = st.sampled_from([[], [["custom-style", "Leitlinie"]], [["custom-style", "Verweiszeile"]]])
    return st.one_of(
        items.map(lambda c: {"t": "BulletList", "c": c}),
        st.builds(lambda head, c: {"t": "OrderedList", "c": [head, c]}, numbers, items),
        inside.map(lambda c: {"t": "BlockQuote", "c": c}),
        st.builds(lambda key, style, c: {"t": "Div", "c": [[key, [], style], c]}, _keys, styles, inside),
        st.builds(lambda term, c: {"t": "DefinitionList", "c": [[term, [c]]]}, _inlines, inside),
        _tables(st.just([])),
    )


_leaves = st.one_of(
    _simple,
    _noted,
    st.builds(
        lambda level, key, c: {"t": "Header", "c": [level, [key, [], []], c]}, st.integers(1, 5), _keys, _inlines
    ),
    st.sampled_from(["eine Zeile", "zwei\n  Zeilen", "mit\n\nLücke"]).map(
        lambda code: {"t": "CodeBlock", "c": [NOWHERE, code]}
    ),
    st.just(
        {
            "t": "Figure",
            "c": [
                ["", [], []],
                [None, [{"t": "Plain", "c": [{"t": "Str", "c": "Titel"}]}]],
                [{"t": "Plain", "c": [{"t": "Image", "c": [NOWHERE, [{"t": "Str", "c": "Bild"}], [PICTURE, ""]]}]}],
            ],
        }
    ),
)
_blocks = st.recursive(_leaves, lambda inner: _nested(st.lists(inner, min_size=1, max_size=3)), max_leaves=6)

_titles = st.one_of(st.just([]), _inlines.map(lambda c: [{"t": "Plain", "c": c}]))
texts = st.lists(
    st.one_of(_blocks, _blocks, _tables(_titles), st.just({"t": "HorizontalRule"})), min_size=8, max_size=25
)
"""Texts with tables and rules between the other blocks; within lists their captions and numbers are our own."""
