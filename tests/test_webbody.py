"""The writer of the web page's text against pandoc's own, and what it adds to it."""

from collections.abc import Iterator, Sequence
from html.parser import HTMLParser
from typing import Any

from hypothesis import Phase, given, settings

from pipeline.flow import document
from pipeline.model import Block
from pipeline.prose import rewrite
from pipeline.tools import pandoc
from pipeline.webbody import Body
from tests.blocks import PICTURE, texts

ARGUMENTS = ["-f", "json", "-t", "html5", "--sandbox", "--wrap=none", "--shift-heading-level-by=1"]
ANCHORS = frozenset({"a", "x" * 50})
KEPT = ("id", "href", "src", "alt", "class", "start", "type")
OURS = frozenset({"tafel", "nr"})


class _Reader(HTMLParser):
    """Tags, attributes and words of a page, without what only ours or only pandoc's has."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[Any] = []
        self._open: list[bool] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        own = {name: given[name] for name in KEPT if name in given}
        side = given.get("style", "").removeprefix("text-align: ").removesuffix(";")
        if side in {"right", "center"}:
            own["class"] = side
        own["id"] = (
            ""
            if own.get("id", "").startswith("titel-tabelle-")
            else own.get("id", "").replace("footnotes", "fussnoten")
        )
        kept = tag not in {"colgroup", "col", "hr"} and not (tag == "span" and not any(own.values()))
        kept = kept and own.get("class") not in OURS and own["id"] != "titel-fussnoten"
        if tag not in {"br", "img", "hr", "col"}:
            self._open.append(kept)
        if kept:
            self.found.append(("td" if tag == "th" else tag, {name: value for name, value in own.items() if value}))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if self._open.pop():
            self.found.append("/td" if tag == "th" else f"/{tag}")

    def handle_data(self, data: str) -> None:
        if data.strip() and data != "Fußnoten":
            self.found.append(" ".join(data.split()))


def read(page: str) -> list[Any]:
    """A page as a list; words that touch are one."""
    reader = _Reader()
    reader.feed(page)
    return list(_joined(reader.found))


def _joined(found: Sequence[Any]) -> Iterator[Any]:
    words = ""
    for one in found:
        if isinstance(one, str) and not one.startswith("/"):
            words += one
            continue
        if words:
            yield "".join(words.split())
        words = ""
        yield one


def _bare(element: dict[str, Any]) -> dict[str, Any]:
    """What the page does without: styles of Word."""
    if element["t"] in {"Div", "Span"} and element["c"][0][2]:
        (key, classes, _), inside = element["c"]
        return {"t": element["t"], "c": [[key, classes, []], rewrite(inside, _bare)]}
    return element


@given(texts)
@settings(max_examples=12, phases=[Phase.generate])
def test_a_text_is_written_as_pandoc_writes_it(blocks: list[Block]) -> None:
    ours = read(Body(ANCHORS, {PICTURE: PICTURE}, {}).write(blocks))
    theirs = read(pandoc.run(ARGUMENTS, document(rewrite(blocks, _bare))).decode())
    for mine, other in zip(ours, theirs, strict=True):
        assert mine == other
