"""A file of the sources whose every value knows its stretch of characters, so that one can be exchanged alone."""

import json
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import Any, Literal, NamedTuple

import yaml

from pipeline.read.hygiene import CONTROL

try:
    from yaml import CSafeLoader as _Loader
except ImportError:  # a build of PyYAML without libyaml: slower, same result
    from yaml import SafeLoader as _Loader  # type: ignore[assignment]

_LINE = re.compile(r"[^\r\n\x85\u2028\u2029]*(?:\r\n|[\r\n\x85\u2028\u2029]|$)")
_BREAKS = "\r\n\x85\u2028\u2029"
_BLOCK = frozenset({"|", ">"})

Style = Literal["literal", "folded", "flow", "list", "markdown"]


class Edit(NamedTuple):
    """A stretch of a file and what shall stand there, letter by letter."""

    path: str
    start: int
    end: int
    text: str


class Source:
    """One file as text.

    Attributes:
        path: relative to the sources.
        text: as it stands in the file, without byte order mark.
        newline: the line end in use.
    """

    def __init__(self, path: str, data: bytes) -> None:
        """Decode a file; bytes that are no UTF-8 are kept as they are."""
        self.path = path
        self.mark = b"\xef\xbb\xbf" if data.startswith(b"\xef\xbb\xbf") else b""
        self.text = data.removeprefix(self.mark).decode("utf-8", "surrogateescape")
        self.newline = "\r\n" if "\r\n" in self.text else "\n"

    @cached_property
    def lines(self) -> list[str]:
        """The lines as YAML counts them, with their ends."""
        return [one for one in _LINE.findall(self.text) if one]

    @cached_property
    def starts(self) -> list[int]:
        """Where each line begins."""
        found, at = [], 0
        for line in self.lines:
            found.append(at)
            at += len(line)
        return [*found, at]

    @cached_property
    def root(self) -> Any:  # noqa: ANN401 - a node of any kind
        """The nodes of a YAML file; None if it is none."""
        plain = "".join(line.rstrip(_BREAKS) + "\n" for line in self.lines)
        plain = CONTROL.sub("\ufffd", plain).encode("utf-8", "replace").decode()
        try:
            return yaml.compose(plain, Loader=_Loader)
        except (yaml.YAMLError, ValueError, RecursionError):
            return None

    def line_of(self, offset: int) -> int:
        """Give the line of an offset, counted from 1."""
        return bisect_right(self.starts, offset)

    def offset(self, mark: Any) -> int:  # noqa: ANN401 - a mark of the parser
        """Give the offset of a parser's mark."""
        return self.starts[mark.line] + mark.column if mark.line < len(self.lines) else len(self.text)

    def edited(self, edits: Iterable[Edit]) -> bytes:
        """Give the file with stretches exchanged; they must not overlap."""
        text = self.text
        for edit in sorted(edits, key=lambda one: (one.start, one.end), reverse=True):
            text = text[: edit.start] + edit.text + text[edit.end :]
        return self.mark + text.encode("utf-8", "surrogateescape")

    # ---- nodes ----

    def last_line(self, node: yaml.Node) -> int:
        """Give the last line that belongs to a node, counted from 0."""
        if isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
            last = node.value[-1]
            return self.last_line(last[1] if isinstance(last, tuple) else last)
        if isinstance(node, yaml.ScalarNode) and node.style in _BLOCK:
            line = min(node.end_mark.line, len(self.lines)) - 1
            while line > node.start_mark.line and not self.lines[line].strip():
                line -= 1
            return int(max(line, node.start_mark.line))
        return int(min(node.end_mark.line, max(0, len(self.lines) - 1)))

    def item_span(self, node: yaml.MappingNode) -> tuple[int, int]:
        """Give the stretch of an item of a block list: its dash to the end of its last line."""
        line = node.start_mark.line
        dash = self.lines[line].rfind("-", 0, node.start_mark.column)
        return self.starts[line] + max(dash, 0), self.starts[self.last_line(node) + 1]

    def block_of(self, node: yaml.ScalarNode) -> tuple[int, int, int]:
        """Give the stretch of a block scalar's text, without its header and last line end, and its indentation."""
        first, last = node.start_mark.line + 1, self.last_line(node)
        rows = self.lines[first : last + 1]
        spoken = [row for row in rows if row.strip()]
        indent = min((len(row) - len(row.lstrip(" ")) for row in spoken), default=0)
        header = self.lines[node.start_mark.line][node.start_mark.column :]
        if spoken and spoken[0].startswith(" " * (indent + 1)) and not re.match(r"[|>][-+]?\d", header):
            indent = len(spoken[0]) - len(spoken[0].lstrip(" "))
        end = self.starts[last + 1] - (len(rows[-1]) - len(rows[-1].rstrip(_BREAKS)) if rows else 0)
        start = self.starts[first] if first < len(self.starts) else len(self.text)
        return start, max(start, end), indent

    def flow_span(self, node: yaml.Node) -> tuple[int, int]:
        """Give the stretch of a value that is no block."""
        return self.offset(node.start_mark), self.offset(node.end_mark)


def value(node: Any, key: str) -> Any:  # noqa: ANN401 - a node of any kind
    """Give the node under a key of a mapping; None without."""
    if not isinstance(node, yaml.MappingNode):
        return None
    return next((one for name, one in node.value if getattr(name, "value", None) == key), None)


def key_of(node: Any, key: str) -> Any:  # noqa: ANN401 - a node of any kind
    """Give the node of a key itself; None without."""
    if not isinstance(node, yaml.MappingNode):
        return None
    return next((name for name, _ in node.value if getattr(name, "value", None) == key), None)


def entries(node: Any) -> Iterator[yaml.MappingNode]:  # noqa: ANN401 - a node of any kind
    """Yield the mappings of a list."""
    for one in node.value if isinstance(node, yaml.SequenceNode) else ():
        if isinstance(one, yaml.MappingNode):
            yield one


# ---- writing ----

_UNSAFE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]|\t")


def decoded(written: str) -> object:
    """Read what stands behind a key: a string, a list of strings, None if it is neither."""
    try:
        node = yaml.compose("k: " + written + "\n", Loader=_Loader)
    except (yaml.YAMLError, ValueError, RecursionError):
        return None
    inner = value(node, "k")
    if node is None or len(node.value) != 1:
        return None
    if isinstance(inner, yaml.ScalarNode):
        return "" if inner.style is None and inner.value in {"~", "null"} else str(inner.value)
    if isinstance(inner, yaml.SequenceNode) and all(isinstance(one, yaml.ScalarNode) for one in inner.value):
        return [str(one.value) for one in inner.value]
    return None


def one_line(text: str, *, quoted: str = "", within_list: bool = False) -> str:
    """Write a string on one line: plain where YAML reads it back as it is, else in quotes.

    Args:
        text: the string.
        quoted: ``"`` to quote in any case.
        within_list: whether it stands in square brackets.
    """
    plain = f"[{text}]" if within_list else text
    wanted: object = [text] if within_list else text
    safe = not quoted and text == text.strip() and not _UNSAFE.search(text) and "\n" not in text
    if safe and decoded(plain) == wanted and not text.startswith(("'", '"', "&", "*", "!")):
        return text
    return json.dumps(text, ensure_ascii=bool(_UNSAFE.search(text)))


def listed(names: Sequence[str], indent: int, *, flow: bool = True, width: int = 120) -> str:
    """Write a list of names, in brackets or as a block that begins on a new line."""
    if not flow:
        return "".join(f"\n{' ' * indent}- {one_line(name)}" for name in names) or "[]"
    rows, row = [], ""
    for at, name in enumerate(names):
        piece = one_line(name, within_list=True) + ("," if at < len(names) - 1 else "")
        if row and indent + len(row) + len(piece) + 1 > width:
            rows.append(row)
            row = piece
        else:
            row = f"{row} {piece}" if row else piece
    return "[" + ("\n" + " " * indent).join([*rows, row]) + "]"


def literal(text: str, indent: int, *, chomp: str = "") -> str:
    """Write a text as a block, from its header on, without the last line end; in quotes where a block cannot hold it."""
    body = text.rstrip("\n")
    lines = body.split("\n")
    ends = text[len(body) :]
    if not body.strip() or _UNSAFE.search(body) or len(ends) > 1 or not lines[-1].strip():
        return json.dumps(text, ensure_ascii=True)
    first = next(line for line in lines if line.strip())
    hint = "2" if first.startswith(" ") or not lines[0].strip() else ""
    head = f"|{hint}{chomp or ('' if ends else '-')}"
    return "\n".join([head, *(" " * indent + line if line.strip() else line[:0] for line in lines)])
