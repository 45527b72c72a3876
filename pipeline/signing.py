"""Write a sign-off into a YAML file and leave everything else byte for byte as it is.

The file is taken apart into lines, the parser tells where a value begins and ends, and only that
piece is exchanged: comments, order, quoting and line ends of all the rest stay. What comes out is
read again and compared before it is handed back, so a file that is written in a way nobody
thought of is refused and not spoilt.
"""

import json
import re
from collections.abc import Mapping
from typing import Any

import yaml

from pipeline.errors import NotWritable
from pipeline.model import PLACE_KEY
from pipeline.read.hygiene import CONTROL, clean
from pipeline.read.yamlfile import load

try:
    from yaml import CSafeLoader as _Loader
except ImportError:  # a build of PyYAML without libyaml: slower, same result
    from yaml import SafeLoader as _Loader  # type: ignore[assignment]

_LINE = re.compile(r"[^\r\n\u2028\u2029]*(?:\r\n|[\r\n\u2028\u2029]|$)")
"""A line as YAML counts them, with its end."""

_BREAKS = "\r\n\u2028\u2029"


def sign_measures(data: bytes, path: str, lines: Mapping[str, str]) -> bytes:
    """Put ``gelesen:`` into the blocks of measures, or exchange it there.

    Args:
        data: the file of a field.
        path: for messages.
        lines: id of a measure → what shall stand behind ``gelesen:``.

    Raises:
        NotWritable: if a block is written in a way that has no place for the line.
    """
    wanted: dict[tuple[str, ...], str] = {(name,): line for name, line in lines.items()}
    return _File(data, path).signed("massnahmen", ("id",), wanted, "gelesen")


def sign_assessments(data: bytes, path: str, prints: Mapping[tuple[str, str], str]) -> bytes:
    """Exchange the fingerprints of assessments.

    Args:
        data: the file of the assessments.
        path: for messages.
        prints: id of the subject and of the provision → fingerprint.

    Raises:
        NotWritable: if a block is written in a way that has no place for it.
    """
    wanted: dict[tuple[str, ...], str] = {(*names,): digest for names, digest in prints.items()}
    return _File(data, path).signed("pruefvermerke", ("gegenstand", "vorschrift"), wanted, "fingerabdruck")


class _File:
    """A YAML file as lines, and where things stand in it."""

    def __init__(self, data: bytes, path: str) -> None:
        self.path = path
        self.mark = b"\xef\xbb\xbf" if data.startswith(b"\xef\xbb\xbf") else b""
        self.text = data.removeprefix(self.mark).decode()
        self.lines = [found for found in _LINE.findall(self.text) if found]
        as_parsed = "".join(line.rstrip(_BREAKS) + "\n" for line in self.lines)
        self.root = yaml.compose(CONTROL.sub("\ufffd", as_parsed), Loader=_Loader)

    def signed(self, section: str, names: tuple[str, ...], wanted: Mapping[tuple[str, ...], str], key: str) -> bytes:
        """Sign the blocks of a list that hold the wanted values, the last first: lines above stay put."""
        found = _value(self.root, section)
        for block in reversed(found.value if isinstance(found, yaml.SequenceNode) else []):
            held = tuple(str(getattr(_value(block, name), "value", "")) for name in names)
            if held in wanted:
                self._put(block, key, wanted[held])
        return self._sealed(key)

    def _put(self, block: yaml.MappingNode, key: str, value: str) -> None:
        """Exchange the value of a key, or add the key as the last of the block."""
        if block.flow_style:
            where = f"{self.path}:{block.start_mark.line + 1}"
            raise NotWritable(f"{where}: In geschweiften Klammern ist kein Platz für „{key}“")
        written = f"{key}: {json.dumps(value, ensure_ascii=False)}"
        for name, old in block.value:
            if name.value == key:
                self._exchange(name, old, written)
                return
        after = _last_line(block, self.lines)
        if not self.lines[after].endswith(tuple(_BREAKS)):
            self.lines[after] += self._end(after)
            end = ""
        else:
            end = self._end(after)
        self.lines.insert(after + 1, " " * block.value[0][0].start_mark.column + written + end)

    def _exchange(self, name: yaml.Node, old: yaml.Node, written: str) -> None:
        first, last = name.start_mark.line, _last_line(old, self.lines)
        is_block = getattr(old, "style", None) in {"|", ">"} or last != old.end_mark.line
        bare = self.lines[last].rstrip(_BREAKS)
        rest = bare[len(bare) if is_block else old.end_mark.column :]
        end = self.lines[last][len(bare) :]
        self.lines[first : last + 1] = [self.lines[first][: name.start_mark.column] + written + rest + end]

    def _end(self, line: int) -> str:
        """Give the line end in use around a line."""
        for candidate in (*self.lines[line::-1], *self.lines):
            bare = candidate.rstrip("\r\n")
            if bare != candidate:
                return str(candidate[len(bare) :])
        return "\n"

    def _sealed(self, key: str) -> bytes:
        """Give the bytes if they say the same as before but for the key."""
        now = "".join(self.lines)
        if _meaning(self.text, key) != _meaning(now, key):
            raise NotWritable(f"{self.path}: „{key}“ lässt sich nicht eintragen, ohne anderes zu ändern")
        return self.mark + now.encode()


def _value(node: yaml.Node | None, key: str) -> Any:  # noqa: ANN401 - a node of any kind
    if not isinstance(node, yaml.MappingNode):
        return None
    return next((value for name, value in node.value if name.value == key), None)


def _last_line(node: yaml.Node, lines: list[str]) -> int:
    """Give the last line that belongs to a node."""
    if isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
        last = node.value[-1]
        return _last_line(last[1] if isinstance(last, tuple) else last, lines)
    if isinstance(node, yaml.ScalarNode) and node.style in {"|", ">"}:
        header = lines[node.start_mark.line][node.start_mark.column :]
        line = min(node.end_mark.line, len(lines)) - 1
        keeps = "+" in header.split("#")[0]
        while line > node.start_mark.line and not keeps and not lines[line].strip():
            line -= 1
        return max(line, node.start_mark.line)
    return int(node.end_mark.line)


def _meaning(text: str, key: str) -> object:
    """Read a file without places and without the values of a key."""
    return _without(load(clean(text.encode(), "").text or "", "").data, key)


def _without(data: Any, key: str) -> object:  # noqa: ANN401 - raw YAML
    if isinstance(data, dict):
        return {name: _without(value, key) for name, value in data.items() if name not in {PLACE_KEY, key}}
    if isinstance(data, list):
        return [_without(value, key) for value in data]
    return None if data is None else str(data)
