"""Finished files kept between runs, found again by what they were made of.

A file is kept under the digest of all that it depends on: the data shown, the program, the templates.
Nothing is ever looked up by name or date, so a kept file cannot be out of date. The folder may be
deleted at any time; a damaged file in it is made anew.
"""

import hashlib
import json
import tempfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import fields, is_dataclass
from datetime import date
from pathlib import Path
from typing import Any

from pipeline.installed import version

PROJECT = Path(__file__).resolve().parent.parent
"""The folder of the program: its rooms and its templates."""

LARGEST = 64 * 1024 * 1024
"""Bytes that the folder may hold after a run: some ten builds of a concept of real size."""

_MARK = 32
"""Bytes of the digest at the head of each kept file."""


def digest(*parts: object) -> str:
    """Name data by their content.

    Args:
        parts: texts, numbers, dates, bytes, records, and lists, mappings and sets of them.
    """
    return hashlib.sha256(
        json.dumps(parts, default=_as_data, ensure_ascii=False).encode("utf-8", "replace")
    ).hexdigest()


def program_digest(project: Path) -> str:
    """Name the program, its templates and the packages that write the files, by their content."""
    whole = hashlib.sha256()
    for folder, suffixes in ((project / "templates", None), (project / "pipeline", {".py", ".lua"})):
        for path in sorted(folder.rglob("*")):
            if path.is_file() and (suffixes is None or path.suffix in suffixes):
                whole.update(path.read_bytes())
    for package in ("pypandoc-binary", "typst", "font-lato", "docxtpl", "python-docx", "lxml"):
        whole.update(f"{package} {version(package)}".encode())
    return whole.hexdigest()


def _as_data(value: object) -> Any:  # noqa: ANN401 - JSON
    if is_dataclass(value):
        return [type(value).__name__, *(getattr(value, one.name) for one in fields(value))]
    match value:
        case set() | frozenset():
            return sorted(value)
        case bytes():
            return hashlib.sha256(value).hexdigest()
        case date():
            return value.isoformat()
    if hasattr(value, "model_fields_set"):  # a record of pydantic, which need not be loaded to know it
        return [type(value).__name__, value.__dict__]
    raise TypeError(type(value))


class Shelf:
    """A folder of kept files."""

    def __init__(self, folder: Path | None) -> None:
        """Take the folder; None keeps nothing."""
        self._folder = folder

    def get(self, key: str, make: Callable[[], bytes | None]) -> bytes | None:
        """Give the file kept under a digest, or make and keep it; what comes out empty is not kept."""
        if self._folder is None:
            return make()
        path = self._folder / key
        kept = _read(path)
        if kept is not None:
            with suppress(OSError):
                path.touch()
            return kept
        made = make()
        if made is not None:
            self._keep(path, made)
        return made

    def _keep(self, path: Path, data: bytes) -> None:
        """Write a file whole or not at all; a folder that cannot be written only makes the next run slower."""
        with suppress(OSError):
            path.parent.mkdir(parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".", delete=False) as out:
                out.write(hashlib.sha256(data).digest() + data)
            Path(out.name).replace(path)

    def tidy(self) -> None:
        """Take out what was not used for longest until the rest is small enough."""
        if self._folder is None:
            return
        with suppress(OSError):
            aged = sorted(((one.stat().st_mtime, one) for one in self._folder.iterdir()), reverse=True)
            total = 0
            for _, path in aged:
                total += path.stat().st_size
                if total > LARGEST:
                    path.unlink()


def _read(path: Path) -> bytes | None:
    try:
        data = path.read_bytes()
    except OSError:
        return None
    return data[_MARK:] if hashlib.sha256(data[_MARK:]).digest() == data[:_MARK] else None
