"""Where a target of an amendment stands in the files: a stretch of Markdown, a value of a YAML file, an item of a list."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import yaml

from pipeline.model import Concept, Node
from pipeline.tree import SourceTree
from review.amend.layout import Habit, habit_of
from review.amend.marks import Marks, cut, cut_plain
from review.amend.yamlsource import Source, Style, entries, key_of, value

FORM = "vorlage.yaml"
CODE_TITLE = "titel"

_HEADING = re.compile(
    r"^(?P<lead>[ \t]*)(?P<signs>#{1,6})[ \t]+(?P<title>[^\r\n]*?)[ \t]*(?:\{#(?P<key>[^}\s]+)\})?[ \t]*\r?$",
    re.MULTILINE,
)
_FENCE = re.compile(r"^[ \t]*(```|~~~).*?^[ \t]*\1", re.MULTILINE | re.DOTALL)

_WORDINGS = {
    "guideline": ("text", "titel"),
    "goal": ("text", "titel"),
    "measure": (
        "beschreibung", "wirkung", "titel", "federfuehrung", "zeitraum", "finanzbedarf", "beteiligte", "ziele",
    ),
    "term": ("definition", "begriff"),
    "provision": ("inhalt", "titel"),
    "field": ("einleitung", "titel"),
    "form": ("beschlussvorschlag", "begruendung", "finanzielle_auswirkungen.darstellung", "klimaauswirkungen"),
}  # fmt: skip
"""Kind of target → the fields in which an old wording is looked for, the wording proper first."""

_LISTS = ("leitlinien", "ziele", "massnahmen", "eintraege", "vorschriften")


class Wording:
    """A stretch of text and its marks, cut when asked for.

    Attributes:
        text: what the offsets count in.
        indent: columns that are the file's.
        start: where the wording begins.
        end: where it ends.
    """

    def __init__(self, text: str, indent: int = 0, start: int = 0, end: int | None = None) -> None:
        """Cut nothing yet."""
        self.text, self.indent, self.start = text, indent, start
        self.end = len(text) if end is None else end
        self._plain: Marks | None = None

    @cached_property
    def marks(self) -> Marks:
        """The marks, every sign of form among them."""
        return cut(self.text, self.indent, self.start, self.end)

    def plain(self, printed: Mapping[str, str]) -> Marks:
        """The marks as a reader sees them."""
        if self._plain is None:
            self._plain = cut_plain(self.text, printed, self.indent, self.start, self.end)
        return self._plain


@dataclass(slots=True)
class Site:
    """A wording in a file.

    Attributes:
        source: the file.
        style: how it is written.
        start: where the wording begins in the file.
        end: where it ends.
        indent: columns that are the file's.
        node: the YAML node; None for Markdown.
        parent: indentation of the key above.
        name: of the field, empty for Markdown.
        raw: the wording as it stands in the file.
    """

    source: Source
    style: Style
    start: int
    end: int
    indent: int = 0
    node: Any = None
    parent: int = 0
    name: str = ""
    raw: Wording = field(init=False)

    def __post_init__(self) -> None:
        """Make the view of the file's own text."""
        self.raw = Wording(self.source.text, self.indent, self.start, self.end)

    @property
    def text(self) -> str:
        """The wording without the file's indentation; of a list its entries as a Markdown list."""
        raw = self.source.text[self.start : self.end]
        if isinstance(self.node, yaml.SequenceNode):
            return "\n".join(f"- {one.value}" for one in self.node.value)
        if self.node is not None and self.style in {"flow", "folded"}:
            return str(self.node.value)
        raw = raw.replace("\r\n", "\n")
        return re.sub(rf"(?m)^ {{0,{self.indent}}}", "", raw) if self.indent else raw

    @property
    def view(self) -> Wording:
        """The wording where old words are looked for: the file's own text if single words can be exchanged there."""
        return self.raw if self.editable else Wording(self.text)

    @property
    def editable(self) -> bool:
        """Whether single words can be exchanged in the file: nothing is escaped and no line break is a sign."""
        if self.style == "folded":
            return "\n" not in str(self.node.value).strip("\n")
        return self.style in {"literal", "markdown"} or (
            self.style == "flow" and getattr(self.node, "style", "x") is None and "\n" not in str(self.node.value)
        )


@dataclass(frozen=True, slots=True)
class Target:
    """What a key names.

    Attributes:
        key: stable id, name of a heading, path of a chapter, code of a field.
        kind: ``goal``, ``measure``, ``guideline``, ``term``, ``provision``, ``field``, ``form``, ``section``.
        source: the file.
        node: the mapping in a YAML file; None in Markdown.
        section: start of the heading, start and end of what stands under it; for Markdown only.
        title: stretch of a heading's title.
        indent: columns that are the file's, for a heading within a YAML file.
    """

    key: str
    kind: str
    source: Source
    node: Any = None
    section: tuple[int, int, int] = (0, 0, 0)
    title: tuple[int, int] = (0, 0)
    indent: int = 0

    def site(self, name: str = "") -> Site | None:
        """Give the site of a field, or of the wording itself; None if there is none."""
        if self.kind == "section":
            if name == CODE_TITLE:
                return Site(self.source, "markdown", *self.title, self.indent) if any(self.title) else None
            return None if name else Site(self.source, "markdown", *self.section[1:], self.indent)
        return _value_site(self.source, self.node, name or _WORDINGS[self.kind][0])

    def sites(self) -> Iterator[Site]:
        """Yield the sites where an old wording is looked for."""
        if self.kind == "section":
            yield from filter(None, (self.site(), self.site(CODE_TITLE)))
            return
        for name in _WORDINGS[self.kind]:
            site = self.site(name)
            if site:
                yield site


class Sites:
    """Finds targets in a tree of files.

    Attributes:
        tree: the files.
        concept: as read from them.
    """

    def __init__(self, tree: SourceTree, concept: Concept) -> None:
        """Open nothing yet: a file is taken apart when a target in it is asked for."""
        self.tree, self.concept = tree, concept
        self._sources: dict[str, Source] = {}
        self._targets: dict[str, Target | None] = {}
        self._habits: dict[str, Habit] = {}

    def source(self, path: str) -> Source:
        """Give a file of the tree."""
        if path not in self._sources:
            self._sources[path] = Source(path, self.tree.files[path])
        return self._sources[path]

    def habit(self, path: str) -> Habit:
        """Say how lines are broken in a file."""
        if path not in self._habits:
            self._habits[path] = habit_of(self.source(path).text)
        return self._habits[path]

    def target(self, key: str) -> Target | None:
        """Find what a key names; None if nothing has this key."""
        if key not in self._targets:
            self._targets[key] = self._found(key)
        return self._targets[key]

    def _found(self, key: str) -> Target | None:
        if key in self.concept.chapters:
            source = self.source(key)
            first = next(headings(source.text), None)
            after = _after(source.text, first) if first and not source.text[: first.start()].strip() else 0
            title = first.span("title") if first and after else (0, 0)
            return Target(key, "section", source, section=(0, after, len(source.text)), title=title)
        if key == FORM and key in self.tree.files:
            return Target(key, "form", self.source(key), self.source(key).root)
        if key in self._items:
            kind, path = self._items[key]
            return self._item(key, kind, path)
        return self._headings.get(key)

    @cached_property
    def _items(self) -> dict[str, tuple[str, str]]:
        """Id → kind and file."""
        found: dict[str, tuple[str, str]] = {}
        concept = self.concept
        rows: list[tuple[str, tuple[Node, ...]]] = [
            ("goal", concept.goals), ("measure", concept.measures), ("guideline", concept.all_guidelines),
            ("term", concept.terms), ("provision", concept.provisions),
        ]  # fmt: skip
        for kind, nodes in rows:
            for node in nodes:
                found.setdefault(str(node.id), (kind, node.place.path))  # type: ignore[attr-defined]
        for path, one in concept.fields.items():
            found.setdefault(str(one.code), ("field", path))
        return found

    def _item(self, key: str, kind: str, path: str) -> Target | None:
        source = self.source(path)
        if kind == "field":
            return Target(key, kind, source, source.root)
        for name in _LISTS:
            for node in entries(value(source.root, name)):
                if getattr(value(node, "id"), "value", None) == key:
                    return Target(key, kind, source, node)
        return None

    @cached_property
    def _headings(self) -> dict[str, Target]:
        """Name of a heading → target, in chapters and introductions."""
        found: dict[str, Target] = {}
        for path in self.concept.chapters:
            source = self.source(path)
            for target in _sections(source, 0, len(source.text), 0):
                found.setdefault(target.key, target)
        for path, one in self.concept.fields.items():
            if "{#" in one.introduction.source:
                source = self.source(path)
                site = _value_site(source, source.root, "einleitung")
                if site and site.style == "literal":
                    for target in _sections(source, site.start, site.end, site.indent):
                        found.setdefault(target.key, target)
        return found


def headings(text: str, start: int = 0, end: int | None = None) -> Iterator[re.Match[str]]:
    """Yield the headings of a stretch of Markdown, those in code left out."""
    end = len(text) if end is None else end
    code = [one.span() for one in _FENCE.finditer(text, start, end)]
    for one in _HEADING.finditer(text, start, end):
        if not any(low <= one.start() < high for low, high in code):
            yield one


def _after(text: str, heading: re.Match[str]) -> int:
    """Give where the text under a heading begins."""
    return min(heading.end() + 1, len(text))


def _sections(source: Source, start: int, end: int, indent: int) -> Iterator[Target]:
    found = list(headings(source.text, start, end))
    for at, one in enumerate(found):
        if one["key"]:
            level = len(one["signs"])
            ends = next((other.start() for other in found[at + 1 :] if len(other["signs"]) <= level), end)
            section = (one.start(), min(_after(source.text, one), ends), ends)
            yield Target(one["key"], "section", source, section=section, title=one.span("title"), indent=indent)


def _value_site(source: Source, node: Any, name: str) -> Site | None:  # noqa: ANN401 - a node of any kind
    """Make the site of a field; ``a.b`` is field b within a."""
    holder = node
    *above, last = name.split(".")
    for one in above:
        holder = value(holder, one)
    found, key = value(holder, last), key_of(holder, last)
    if isinstance(found, yaml.ScalarNode):
        parent = int(key.start_mark.column)
        if found.style in {"|", ">"}:
            start, end, indent = source.block_of(found)
            return Site(source, "literal" if found.style == "|" else "folded", start, end, indent, found, parent, name)
        return Site(source, "flow", *source.flow_span(found), parent + 2, found, parent, name)
    if isinstance(found, yaml.SequenceNode) and all(isinstance(one, yaml.ScalarNode) for one in found.value):
        if found.flow_style:
            return Site(source, "list", *source.flow_span(found), 0, found, int(key.start_mark.column), name)
        end = source.starts[source.last_line(found) + 1]
        end -= len(source.lines[source.last_line(found)]) - len(source.lines[source.last_line(found)].rstrip("\r\n"))
        return Site(source, "list", source.offset(key.end_mark) + 1, end, 0, found, int(key.start_mark.column), name)
    return None
