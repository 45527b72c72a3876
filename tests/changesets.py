"""ChangeSets for tests: of the real drafts, tenfold, and made of whatever Hypothesis thinks of."""

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from pipeline.compose import compose
from pipeline.manuscript import Manuscript
from pipeline.read import read
from review.changes import ChangeSet, Entry, Item, Part, Side
from review.compare import compare_items
from review.sides import Comparison, compared
from review.words import canon
from tests import trees

SOURCES = Path(__file__).parent.parent / "sources"
PAIRS = (("2016-07-28", "2017-05-03"), ("2017-05-03", "2017-06-14"))

SPITEFUL = (
    "<script>window.getroffen=1</script>",
    '<img src=x onerror="window.getroffen=1">',
    "\"'><svg onload=window.getroffen=1>",
    "</style></script><script>window.getroffen=1</script>",
    "&lt;b&gt; &amp; &#60;",
    "${title} $$ {{ 7*7 }}",
    "javascript:window.getroffen=1",
    "] ]> --> <!--",
)
"""Texts that would do harm in a page that does not escape them."""


@cache
def real(base: str, head: str) -> Comparison:
    """Two real drafts, compared."""
    return compared(SOURCES, base, head)


@cache
def manuscript() -> Manuscript:
    """The tiny concept, composed: what a page needs beside the changes."""
    made = compose(read(trees.tree(trees.minimal()), trees.parse_simply).concept)
    assert made is not None
    return made


def tenfold(changes: ChangeSet, times: int = 10) -> ChangeSet:
    """So many copies of the same changes, each with keys and positions of its own."""
    base = sum(len(entry.base) for entry in changes.entries)
    head = sum(len(entry.head) for entry in changes.entries)
    entries = tuple(_shifted(entry, copy, base, head) for copy in range(times) for entry in changes.entries)
    return replace(changes, entries=entries)


def _shifted(entry: Entry, copy: int, base: int, head: int) -> Entry:
    def moved(items: Sequence[Item], by: int) -> tuple[Item, ...]:
        return tuple(
            replace(
                item,
                key=item.key and f"{item.key}.{copy}",
                code=item.code and f"{item.code}{copy}",
                section=item.section + by if item.section >= 0 else -1,
            )
            for item in items
        )

    return replace(
        entry,
        key=f"{entry.key}.{copy}",
        base=moved(entry.base, base * copy),
        head=moved(entry.head, head * copy),
        base_at=tuple(at + base * copy for at in entry.base_at),
        head_at=tuple(at + head * copy for at in entry.head_at),
        related=tuple(f"{key}.{copy}" for key in entry.related),
    )


# ---- whatever ---------------------------------------------------------------------------------------

_words = st.lists(
    st.one_of(
        st.sampled_from(("Wohnen", "und", "§ 12a", "Kita.", "Rat,", "„Hilfe“", "2.500 €", "ﬁn")),
        st.sampled_from(SPITEFUL),
        st.text(st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp")), min_size=1, max_size=8),
    ),
    min_size=1,
    max_size=7,
).map(" ".join)

_names = st.one_of(
    st.sampled_from(("", "M-WOH-01", "Z-WOH-01", "kap-a", "seite-inhalt", "a b", 'a"b', "a%20b", "ä/ö", "<b>")),
    st.sampled_from(SPITEFUL),
)


def _inline(words: str, form: str) -> dict[str, Any]:
    string = {"t": "Str", "c": words}
    match form:
        case "Strong" | "Emph" | "Underline":
            return {"t": form, "c": [string]}
        case "Link":
            return {"t": "Link", "c": [["", [], []], [string], [f"javascript:{words}", ""]]}
        case "Web":
            return {"t": "Link", "c": [["", [], []], [string], ["https://example.org/?a=1&b=\"'<>", ""]]}
        case "Code":
            return {"t": "Code", "c": [["", [], []], words]}
    return string


_inlines = st.lists(
    st.builds(_inline, _words, st.sampled_from(("Str", "Strong", "Emph", "Underline", "Link", "Web", "Code"))),
    min_size=1,
    max_size=3,
)


@st.composite
def _parts(draw: st.DrawFn, kind: str) -> tuple[Part, ...]:
    if kind in {"heading", "caption"}:
        return (_part("Überschrift", (), draw(_inlines)),)
    frames = [("cell-1",), ("cell-2", "span-1-2"), ("cell-3",)] if kind == "row" else [(), ("list",), ("numbered-3",)]
    several = draw(st.lists(st.tuples(_names, st.sampled_from(frames), _inlines), min_size=1, max_size=3))
    if kind == "row":
        several.sort(key=lambda one: one[1])
    return tuple(_part(name or "Absatz", frame, inlines) for name, frame, inlines in several)


def _part(name: str, frame: tuple[str, ...], inlines: list[dict[str, Any]]) -> Part:
    return Part(name, frame, tuple(inlines), canon(inlines))


_KINDS = ("heading", "heading", "paragraph", "paragraph", "paragraph", "list-item", "row", "caption", "figure", "goal",
          "measure", "term", "form", "consultation", "provision", "leaflet", "title")  # fmt: skip


@st.composite
def _loose(draw: st.DrawFn) -> Item:
    kind = draw(st.sampled_from(_KINDS))
    keyed = kind not in {"paragraph", "list-item", "row", "caption", "figure"}
    return Item(
        key=draw(_names) or "kap" if keyed else "",
        kind=kind,
        number=draw(st.sampled_from(("", "1", "A", "1.2", "<i>"))),
        title=draw(_words),
        code=draw(st.sampled_from(("", "", "WOH", "BIL"))) if keyed else "",
        lead=draw(_names) if kind == "measure" else "",
        level=draw(st.integers(1, 5)) if kind == "heading" else 0,
        section=-1,
        table=draw(st.integers(0, 2)) if kind in {"row", "caption", "list-item"} else 0,
        parts=draw(_parts(kind)),
    )


def _placed(items: Sequence[Item]) -> tuple[Item, ...]:
    """Put items under the headings before them, with keys that are unique."""
    done: list[Item] = []
    above: list[tuple[int, int]] = []
    keys: dict[str, int] = {}
    for at, item in enumerate(items):
        if item.kind == "heading":
            while above and above[-1][0] >= item.level:
                above.pop()
        key = item.key
        if key:
            keys[key] = keys.get(key, 0) + 1
            key += f"~{keys[key]}" if keys[key] > 1 else ""
        done.append(replace(item, key=key, section=above[-1][1] if above else -1))
        if item.kind == "heading":
            above.append((item.level, at))
    return tuple(done)


@st.composite
def changesets(draw: st.DrawFn) -> ChangeSet:
    """Two drafts that share some items, in another order, and what became of them."""
    base = draw(st.lists(_loose(), max_size=8))
    kept = draw(st.permutations(base))[: draw(st.integers(0, len(base)))]
    later = [replace(item, parts=draw(_parts(item.kind))) if draw(st.booleans()) else item for item in kept]
    head = draw(st.permutations([*later, *draw(st.lists(_loose(), max_size=4))]))
    sides = (Side(draw(_words), unread=(draw(_words),)), Side(draw(_words)))
    return compare_items(_placed(base), _placed(head), *sides)
