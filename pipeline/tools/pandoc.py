"""pandoc: Markdown in, Word and web page out, always as JSON in between.

Talking in JSON loses nothing; Markdown in between does (DESIGN.md §6.3). pandoc runs with
``--sandbox`` where it writes, so no text can make it open a file.
"""

import functools
import hashlib
import importlib.util
import json
import os
import subprocess
import tempfile
import zlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Self

from pipeline.errors import ToolFailed, ToolMissing
from pipeline.tools import unmarked

if TYPE_CHECKING:
    from pipeline.model import Block

FORMAT = (
    "commonmark_x-raw_html-raw_attribute-emoji-tex_math_dollars-yaml_metadata_block"
    "-gfm_auto_identifiers-implicit_header_references-alerts-task_lists-fancy_lists"
)
"""CommonMark with tables, footnotes, attributes; nothing that could run or hide anything."""

SECONDS = 120
"""After this long a pandoc process is taken for stuck."""

_MEMORY = "-A64m"
"""What pandoc may fill before it tidies up: a fifth of its time for a book."""

_BESIDE = 2
"""Processes at a time."""

_WORTH_TWO = 20_000
"""Characters; below this a second process costs more than it saves."""

_MOST = 500_000
"""Characters for one process: two seconds of work, far from being taken for stuck."""

_KEPT = 20_000
"""Texts kept in the cache; about 20 concepts of full size."""


@functools.cache
def program() -> str:
    """Give the path of the pandoc that came with the package.

    Raises:
        ToolMissing: without the package.
    """
    spec = importlib.util.find_spec("pypandoc")
    if spec and spec.origin:  # asking the package itself starts pandoc once for its version
        for name in ("pandoc", "pandoc.exe"):
            beside = Path(spec.origin).parent / "files" / name
            if beside.is_file():
                return str(beside)
    try:
        import pypandoc  # noqa: PLC0415 - only where the package brought no program

        return str(pypandoc.get_pandoc_path())
    except (ImportError, OSError) as error:
        raise ToolMissing("pandoc fehlt: Das Paket „pypandoc-binary“ ist nicht installiert") from error


def run(arguments: Sequence[str], data: bytes, epoch: int = 0) -> bytes:
    """Run pandoc.

    Args:
        arguments: the command line after the program.
        data: standard input.
        epoch: the time that files made by pandoc carry, in seconds since 1970.

    Returns:
        Standard output.

    Raises:
        ToolMissing: if it cannot be started.
        ToolFailed: if it fails or hangs.
    """
    environment = {"GHCRTS": _MEMORY, **os.environ, "SOURCE_DATE_EPOCH": str(epoch)}
    try:
        done = subprocess.run(
            [program(), *arguments],
            input=data,
            capture_output=True,
            env=environment,
            timeout=SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise ToolFailed(f"pandoc antwortet seit {SECONDS} Sekunden nicht und wurde beendet") from error
    except OSError as error:
        raise ToolMissing(f"pandoc lässt sich nicht starten: {error}") from error
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip()
        raise ToolFailed(f"pandoc meldet einen Fehler: {said or done.returncode}")
    return done.stdout


def parse(texts: Sequence[str], cache: Path | None = None) -> "list[list[Block] | None]":
    """Read Markdown texts.

    Args:
        texts: any number of texts.
        cache: a file that keeps trees between runs by hash of the text; None for no cache.

    Returns:
        For each text its blocks, or None where pandoc could not read it or it is nested too deeply.
    """
    with Parser(cache) as parser:
        return parser(texts)


class Parser:
    """Reads Markdown texts; some can be begun ahead, while the caller does something else."""

    def __init__(self, cache: Path | None = None, meanwhile: Callable[[], object] = lambda: None) -> None:
        """Take the file that keeps trees between runs, and what is to be done if pandoc has to be waited for."""
        self._cache, self._meanwhile = cache, meanwhile
        self._lines = _load(cache)
        self._begun: list[tuple[list[str], Future[list[str]]]] = []
        self._pool = ThreadPoolExecutor(_BESIDE)

    def __enter__(self) -> Self:
        """Be ready."""
        return self

    def __exit__(self, *_: object) -> None:
        """Wait for what was begun and not asked for."""
        self._pool.shutdown()

    def begin(self, texts: Iterable[str]) -> None:
        """Start pandoc on texts that will be asked for later."""
        self._start([rest for text in texts if (rest := unmarked.apart(text).rest)], halves=2)

    def __call__(self, texts: Sequence[str]) -> "list[list[Block] | None]":
        """Give the blocks of each text; see ``parse``."""
        parts = [unmarked.apart(text) for text in texts]
        asked = [one.rest for one in parts if one.rest]
        self._start(asked, halves=2)
        keys = [_key(text) for text in asked]
        if not all(lines.done() for _, lines in self._begun):
            self._meanwhile()
        if self._begun:
            for share, lines in self._begun:
                self._lines.update(zip(share, lines.result(), strict=True))
            self._begun = []
            _keep(self._cache, self._lines, keys)
        trees = iter([_decode(self._lines[key]) for key in keys])  # equal texts share no tree: composing edits it
        return [_whole(one, next(trees)) if one.rest else one.plain[""] for one in parts]

    def _start(self, texts: Iterable[str], halves: int) -> None:
        """Begin what nobody has read yet, in shares of like size."""
        begun = {key for share, _ in self._begun for key in share}
        new = {key: text for text in texts if (key := _key(text)) not in self._lines and key not in begun}
        total, done = sum(map(len, new.values())), 0
        count = max(halves if total >= _WORTH_TWO else 1, -(-total // _MOST))
        shares: list[dict[str, str]] = [{} for _ in range(count)]
        for key, text in new.items():
            shares[min(done * len(shares) // max(total, 1), len(shares) - 1)][key] = text
            done += len(text)
        for share in filter(None, shares):
            self._begun.append((list(share), self._pool.submit(_parse_some, list(share.values()))))


def _whole(text: unmarked.Apart, rest: "list[Block] | None") -> "list[Block] | None":
    return None if rest is None else text.joined(rest)


def _key(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _parse_some(texts: list[str]) -> list[str]:
    script = str(Path(__file__).with_name("parse.lua"))
    out = run(["lua", script, FORMAT], json.dumps(texts).encode())
    lines = [joined(line) for line in out.decode("utf-8", "replace").split("\n")[: len(texts)]]
    return lines + ['{"blocks":null}'] * (len(texts) - len(lines))


_GAPS = ("Space", "SoftBreak")
_EMPTY = (*_GAPS, "LineBreak")


def joined(line: str) -> str:
    """Join the words of a tree as JSON text: a fifth of the elements for everything that comes after.

    Between two words stands ``"},{"t":"Space"},{"t":"Str","c":"`` and nothing else can look like it: in a
    text the quotes are escaped. Where a gap follows an element without content the line stays as it is.
    """
    if any(f'"{before}"}},{{"t":"{gap}"' in line for before in _EMPTY for gap in _GAPS):
        return line
    for gap in _GAPS:
        line = line.replace(f'"}},{{"t":"{gap}"}},{{"t":"Str","c":"', " ")
    return line


def _decode(line: str) -> "list[Block] | None":
    try:
        blocks: list[Block] | None = json.loads(line).get("blocks")
    except (ValueError, RecursionError):
        return None
    return blocks


def _load(cache: Path | None) -> dict[str, str]:
    """Read the cache; a cache that cannot be read is no fault, only slower."""
    if cache is None:
        return {}
    try:
        lines = cache.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeError):
        return {}
    if not lines or lines[0] != _heading():
        return {}
    entries = (line.split(" ", 2) for line in lines[1:] if line.count(" ") > 1)
    return {key: tree for key, mark, tree in entries if mark == _mark(tree)}


def _keep(cache: Path | None, entries: Mapping[str, str], used: Iterable[str]) -> None:
    """Write the cache whole or not at all, the texts of this run last so that they stay longest."""
    if cache is None:
        return
    order = dict(entries)
    for key in used:
        order[key] = order.pop(key)
    kept = list(order.items())[-_KEPT:]
    try:
        cache.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile("w", dir=cache.parent, delete=False, encoding="utf-8", newline="\n") as out:
            out.write("\n".join([_heading(), *(f"{key} {_mark(line)} {line}" for key, line in kept)]))
        Path(out.name).replace(cache)
    except OSError:
        return


def _mark(line: str) -> str:
    """Give a checksum, so that a damaged line is parsed again and not taken for a fault of the text."""
    return f"{zlib.crc32(line.encode()):08x}"


def _heading() -> str:
    """Name what the trees depend on, so that another pandoc or dialect starts afresh."""
    return f"konzept-cache 3 {FORMAT} {program()}"


@functools.cache
def version() -> str:
    """Give pandoc's version, e.g. ``3.9``."""
    return run(["--version"], b"").decode().split("\n", 1)[0].removeprefix("pandoc ").strip()
