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
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from pipeline.errors import ToolFailed, ToolMissing

FORMAT = (
    "commonmark_x-raw_html-raw_attribute-emoji-tex_math_dollars-yaml_metadata_block"
    "-gfm_auto_identifiers-implicit_header_references-alerts-task_lists-fancy_lists"
)
"""CommonMark with tables, footnotes, attributes; nothing that could run or hide anything."""

SECONDS = 120
"""After this long a pandoc process is taken for stuck."""

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
    environment = {**os.environ, "SOURCE_DATE_EPOCH": str(epoch)}
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


def parse(texts: Sequence[str], cache: Path | None = None) -> list[list[dict[str, Any]] | None]:
    """Read Markdown texts.

    Args:
        texts: any number of texts.
        cache: a file that keeps trees between runs by hash of the text; None for no cache.

    Returns:
        For each text its blocks, or None where pandoc could not read it or it is nested too deeply.
    """
    known = _load(cache)
    keys = [hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32] for text in texts]
    missing = dict.fromkeys(key for key in keys if key not in known)
    wanted = {key: text for key, text in zip(keys, texts, strict=True) if key in missing}
    lines = _parse_all(list(wanted.values()))
    fresh = dict(zip(wanted, lines, strict=True))
    if fresh:
        _keep(cache, {**known, **fresh}, keys)
    decoded = {key: _decode(fresh.get(key) or known[key]) for key in dict.fromkeys(keys)}
    seen: set[str] = set()
    result = []
    for key in keys:  # equal texts must not share a tree, composing edits it
        result.append(_decode(fresh.get(key) or known[key]) if key in seen else decoded[key])
        seen.add(key)
    return result


def _parse_all(texts: list[str]) -> list[str]:
    """Parse in two processes of like size; one process is enough for little text."""
    if not texts:
        return []
    if sum(map(len, texts)) < 20_000:  # noqa: PLR2004 - characters; below this a second process costs more than it saves
        return _parse_some(texts)
    half, total, cut = sum(map(len, texts)) / 2, 0, 0
    for cut, text in enumerate(texts, 1):  # noqa: B007
        total += len(text)
        if total >= half:
            break
    with ThreadPoolExecutor(2) as pool:
        first, second = pool.map(_parse_some, (texts[:cut], texts[cut:]))
    return first + second


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


def _decode(line: str) -> list[dict[str, Any]] | None:
    try:
        blocks: list[dict[str, Any]] | None = json.loads(line).get("blocks")
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
    return {line[:32]: line[33:] for line in lines[1:] if line.endswith("}")}


def _keep(cache: Path | None, entries: dict[str, str], used: Iterable[str]) -> None:
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
            out.write("\n".join([_heading(), *(f"{key} {line}" for key, line in kept)]))
        Path(out.name).replace(cache)
    except OSError:
        return


def _heading() -> str:
    """Name what the trees depend on, so that another pandoc or dialect starts afresh."""
    return f"konzept-cache 2 {FORMAT} {program()}"


@functools.cache
def version() -> str:
    """Give pandoc's version, e.g. ``3.9``."""
    return run(["--version"], b"").decode().split("\n", 1)[0].removeprefix("pandoc ").strip()
