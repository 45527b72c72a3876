"""Manuscripts for tests of the comparison: blocks made by hand, and strategies for whole ones and mutations of them."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from hypothesis import strategies as st

from pipeline.manuscript import GoalEntry, Heading, Manuscript, MeasureRow, MeasureTable, Prose, Ref
from pipeline.prose import para, text

_POOL = (
    "Die Stadt fördert das Ankommen.",
    "Die Stadt fördert das Bleiben und das Ankommen aller Menschen.",
    "Wer neu ist, braucht Rat, eine Wohnung und einen Platz im Kurs.",
    "Vereine öffnen ihre Türen; der Sport verbindet.",
    "Am 3. Mai 2017 lag die Vorlage 17/SVV/0351 vor.",
    "offen",
    "§ 12a Abs. 1 AufenthG gilt bis 2019.",
    "Zahl: 12.888",
    "",
    " ",
    "¶",
    "אב 😀 \u202e",
)
_words = st.sampled_from(_POOL)


def paragraph(words: str) -> dict[str, Any]:
    """A paragraph of plain words."""
    return para(text(words))


def prose(key: str, blocks: Sequence[Any]) -> Prose:
    """Running text."""
    return Prose(key, tuple(blocks))


def bullets(*entries: str) -> dict[str, Any]:
    """A list."""
    return {"t": "BulletList", "c": [[paragraph(one)] for one in entries]}


def tables(
    titles: Sequence[str], *rows: Sequence[str], caption: str = "", side: str = "AlignDefault"
) -> dict[str, Any]:
    """A table."""
    plain: list[Any] = ["", [], []]

    def row(cells: Sequence[str]) -> list[Any]:
        return [plain, [[plain, {"t": "AlignDefault"}, 1, 1, [paragraph(one)] if one else []] for one in cells]]

    return {
        "t": "Table",
        "c": [
            plain,
            [None, [paragraph(caption)] if caption else []],
            [[{"t": side}, {"t": "ColWidth", "c": 0.5}] for _ in titles],
            [plain, [row(titles)]],
            [[plain, 0, [], [row(one) for one in rows]]],
            [plain, []],
        ],
    }


def _link(target: str, words: str) -> dict[str, Any]:
    return {"t": "Link", "c": [["", [], []], text(words), [target, ""]]}


_inline = st.one_of(
    _words.map(lambda words: {"t": "Str", "c": words}),
    st.tuples(st.sampled_from(["Strong", "Emph", "Strikeout"]), _words).map(
        lambda pair: {"t": pair[0], "c": text(pair[1]) or text("x")}
    ),
    st.sampled_from(["https://a.de", "https://b.de"]).map(lambda target: _link(target, "dort")),
    st.tuples(st.sampled_from(["#Z-1", "#Z-2"]), st.integers(1, 3)).map(
        lambda pair: _link(pair[0], f"Ziel {pair[1]} „Titel“")
    ),
    st.just({"t": "LineBreak"}),
    _words.map(lambda words: {"t": "Note", "c": [paragraph(words)]}),
    _words.map(lambda words: {"t": "Code", "c": [["", [], []], words]}),
)
inlines = st.lists(_inline, min_size=1, max_size=4)

_paragraph = st.one_of(_words.map(paragraph), inlines.map(para))
_block = st.deferred(
    lambda: st.one_of(
        _paragraph,
        _paragraph,
        st.lists(_words, min_size=1, max_size=3).map(lambda entries: bullets(*entries)),
        st.tuples(
            st.integers(1, 3), st.lists(st.lists(_paragraph, min_size=1, max_size=2), min_size=1, max_size=2)
        ).map(lambda pair: {"t": "OrderedList", "c": [[pair[0], {"t": "Decimal"}, {"t": "Period"}], pair[1]]}),
        st.lists(st.tuples(_words, _words), min_size=1, max_size=3).map(lambda rows: tables(("Was", "Wer"), *rows)),
        st.lists(_paragraph, max_size=2).map(lambda several: {"t": "BlockQuote", "c": several}),
        _words.map(lambda words: {"t": "CodeBlock", "c": [["", [], []], words]}),
        st.just({"t": "HorizontalRule"}),
    )
)
_blocks = st.lists(_block, max_size=4).map(tuple)
_titles = st.sampled_from(["Ausgangslage", "Was uns leitet", "Ziele", "Wie es weitergeht"])


@st.composite
def _headings(draw: st.DrawFn) -> Heading:
    level = draw(st.integers(1, 4))
    return Heading(
        f"kap-x-{draw(st.integers(1, 9))}", level, draw(st.sampled_from(["", "1", "2.1"])), draw(_titles), "section"
    )


@st.composite
def _goals(draw: st.DrawFn) -> GoalEntry:
    number = draw(st.integers(1, 4))
    return GoalEntry(f"Z-AAA-{number}", 4, str(number), draw(_words), "AAA", draw(_blocks), ())


@st.composite
def _measures(draw: st.DrawFn) -> MeasureTable:
    keys = draw(st.lists(st.integers(1, 6), max_size=4, unique=True))
    rows = tuple(
        MeasureRow(
            f"M-AAA-{key}",
            str(at),
            draw(_words),
            draw(_blocks),
            (Ref("Z-AAA-1", "1", "Titel", "goal"),),
            draw(_words),
            (draw(_words),),
            "2017",
            "offen",
            draw(_blocks),
        )
        for at, key in enumerate(keys)
    )
    return MeasureTable("AAA", "Maßnahmen", "Maßnahmen", rows)


_element = st.one_of(_headings(), _blocks.map(lambda blocks: Prose("x", blocks)), _goals(), _measures())


@st.composite
def manuscripts(draw: st.DrawFn, around: Manuscript, start: Sequence[Any] | None = None) -> Manuscript:
    """Manuscripts of a few texts used over and over; with ``start``, mutations of its elements."""
    if start is None:
        elements = draw(st.lists(_element, max_size=8))
    else:
        elements = list(start)
        for _ in range(draw(st.integers(1, 4))):
            at = draw(st.integers(0, len(elements)))
            match draw(st.sampled_from(["add", "remove", "move", "blocks"])):
                case "add":
                    elements.insert(at, draw(_element))
                case "remove":
                    del elements[at : at + 1]
                case "move":
                    several = elements[at : at + 2]
                    del elements[at : at + 2]
                    to = draw(st.integers(0, len(elements)))
                    elements[to:to] = several
                case _:
                    elements = [_other(draw, one) if row == at else one for row, one in enumerate(elements)]
    return replace(around, elements=tuple(elements))


def _other(draw: st.DrawFn, element: Any) -> Any:
    if not isinstance(element, Prose):
        return element
    blocks = list(element.blocks)
    at, to = draw(st.integers(0, len(blocks))), draw(st.integers(0, len(blocks)))
    taken = blocks[at : at + 1]
    del blocks[at : at + 1]
    blocks[to:to] = draw(st.sampled_from([taken, [*taken, *taken], []])) or [draw(_block)]
    return replace(element, blocks=tuple(blocks))
