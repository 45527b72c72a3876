"""Typst: templates and data in, PDF out.

The templates are Typst code of ours; everything the sources say comes as JSON and pictures
beside them, all in memory. Fonts come from packages (Libertinus inside the compiler, Lato
beside it), never from the machine, so every machine makes the same pages.
"""

import functools
import importlib.metadata
import importlib.util
import json
import multiprocessing
import signal
import threading
from collections.abc import Mapping
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from pathlib import Path
from typing import Any

from pipeline.errors import TemplateError, ToolFailed, ToolMissing

STANDARDS = ("a-2a", "ua-1")
"""PDF/A-2a for the archive and PDF/UA-1 for accessibility, both at once."""


_ONE_AT_A_TIME = threading.Lock()
"""So that two documents do not each start a process."""


def pdf(template: str, folder: Path, data: Mapping[str, Any], pictures: Mapping[str, bytes], epoch: int) -> bytes:
    """Set a document.

    Args:
        template: name of the main file in the folder of templates, e.g. ``konzept.typ``.
        folder: the folder of Typst templates; all of it can be imported.
        data: becomes ``/daten.json``.
        pictures: path → bytes, found under ``/bilder/…`` as the prose names them.
        epoch: the time the file carries, seconds since 1970.

    Returns:
        A PDF that claims PDF/A-2a and PDF/UA-1.

    Raises:
        ToolMissing: without the package.
        TemplateError: if the template fails; the message holds Typst's own.
    """
    return compile_files(template, folder, data, pictures, timestamp=epoch, pdf_standards=list(STANDARDS))


def png(drawing: bytes, width_mm: float, ppi: float) -> bytes:
    """Turn an SVG into a PNG for programs that cannot show SVG (Word before 2016).

    Raises:
        ToolMissing: without the package.
        TemplateError: if the drawing cannot be read.
    """
    main = f'#set page(width: {width_mm}mm, height: auto, margin: 0mm)\n#image("/drawing.svg", width: 100%)'
    files = {"main.typ": main.encode(), "drawing.svg": drawing}
    return _compile(files, format="png", ppi=ppi)


def compile_files(
    template: str,
    folder: Path,
    data: Mapping[str, Any],
    pictures: Mapping[str, bytes],
    **options: Any,  # noqa: ANN401
) -> bytes:
    """Gather templates, data and pictures and compile them; see ``pdf``."""
    files = {"main.typ": _file(folder, template)}
    for path in sorted(folder.rglob("*")):
        if path.suffix in {".typ", ".svg"}:
            files[path.relative_to(folder).as_posix()] = path.read_bytes()
    files |= pictures
    files["daten.json"] = json.dumps(data, ensure_ascii=False).encode()
    return _compile(files, **options)


def start() -> None:
    """Start the process that sets pages, so that it is ready when the first document comes."""
    with suppress(ToolMissing):
        _setters().submit(version)


def stop() -> None:
    """Break off whatever is being set: nobody waits for it any more."""
    _setters.cache_clear()
    for process in multiprocessing.active_children():
        process.terminate()


def _compile(files: dict[str, bytes], **options: Any) -> bytes:  # noqa: ANN401
    """Compile in a process of its own: a large book takes gigabytes there and none of ours."""
    with _ONE_AT_A_TIME:
        setters = _setters()
    try:
        return setters.submit(_set, files, _fonts(), options).result()
    except BrokenProcessPool as error:
        if _setters() is setters:
            _setters.cache_clear()
        raise ToolFailed(
            "Das Satzprogramm Typst ist abgebrochen",
            "Meist fehlt Arbeitsspeicher: andere Programme schließen und neu starten.",
        ) from error


@functools.cache
def _setters() -> ProcessPoolExecutor:
    """Give the process; one is enough, as Typst lays out the pages of a document beside one another itself."""
    if importlib.util.find_spec("typst") is None:
        raise ToolMissing("Das Satzprogramm Typst fehlt: Das Paket „typst“ ist nicht installiert")
    return ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn"), initializer=_ready)


def _ready() -> None:
    """Leave Ctrl-C to the process that started us."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _set(files: dict[str, bytes], fonts: list[str], options: dict[str, Any]) -> bytes:
    """Compile; runs in the other process."""
    import typst  # noqa: PLC0415 - only the process that sets pages needs it

    try:
        done = typst.compile(files, font_paths=fonts, ignore_system_fonts=True, **options)
    except (typst.TypstError, RuntimeError, ValueError) as error:
        raise TemplateError(f"Der Satz der Seiten ist gescheitert: {error}") from None
    if not isinstance(done, bytes):
        raise TemplateError("Der Satz der Seiten ergab mehr als eine Datei")
    return done


def _file(folder: Path, name: str) -> bytes:
    try:
        return (folder / name).read_bytes()
    except OSError as error:
        raise TemplateError(f"Die Vorlage „{folder / name}“ lässt sich nicht lesen") from error


@functools.cache
def _fonts() -> list[str]:
    spec = importlib.util.find_spec("font_lato")
    if spec is None or spec.origin is None:
        raise ToolMissing("Die Schrift Lato fehlt: Das Paket „font-lato“ ist nicht installiert")
    return [str(Path(spec.origin).parent / "files")]


@functools.cache
def version() -> str:
    """Give the version of the package, e.g. ``0.15.2``."""
    return importlib.metadata.version("typst")
