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
from collections.abc import Iterable, Mapping
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from pathlib import Path
from typing import Any

from pipeline.errors import TemplateError, ToolFailed, ToolMissing
from pipeline.tools.pdf_jumps import Landing, with_jumps

STANDARDS = ("a-2a", "ua-1")
"""PDF/A-2a for the archive and PDF/UA-1 for accessibility, both at once."""


_ONE_AT_A_TIME = threading.Lock()
"""So that two documents do not each start a process."""

_DRAWN: dict[tuple[bytes, float, float], Future[bytes]] = {}
"""Pictures drawn ahead."""


def pdf(template: str, folder: Path, data: Mapping[str, Any], pictures: Mapping[str, bytes], epoch: int) -> bytes:
    """Set a document.

    Args:
        template: name of the main file in the folder of templates, e.g. ``konzept.typ``.
        folder: the folder of Typst templates; all of it can be imported.
        data: becomes ``/daten.json``; with ``jumps`` (see ``typeset.addresses``) the template says in
            ``<landungen>`` where each leads.
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
    ahead = _DRAWN.pop((drawing, width_mm, ppi), None)
    return _result(ahead or _drawing(drawing, width_mm, ppi))


def draw(drawings: Iterable[bytes], width_mm: float, ppi: float) -> None:
    """Have pictures drawn that ``png`` will be asked for, while there is nothing else to set."""
    with suppress(ToolMissing):
        for one in drawings:
            _DRAWN[one, width_mm, ppi] = _drawing(one, width_mm, ppi)


def _drawing(drawing: bytes, width_mm: float, ppi: float) -> Future[bytes]:
    main = f'#set page(width: {width_mm}mm, height: auto, margin: 0mm)\n#image("/drawing.svg", width: 100%)'
    return _order({"main.typ": main.encode(), "drawing.svg": drawing}, format="png", ppi=ppi)


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
    return _result(_order(files, jumps="jumps" in data, **options))


def start() -> None:
    """Start the process that sets pages, so that it is ready when the first document comes."""
    with suppress(ToolMissing):
        _setters().submit(version)


def stop() -> None:
    """Break off whatever is being set: nobody waits for it any more."""
    _setters.cache_clear()
    for process in multiprocessing.active_children():
        process.terminate()


def _order(files: dict[str, bytes], *, jumps: bool = False, **options: Any) -> Future[bytes]:  # noqa: ANN401
    """Have it compiled in a process of its own: a large book takes gigabytes there and none of ours."""
    with _ONE_AT_A_TIME:
        setters = _setters()
    try:
        return setters.submit(_set, files, _fonts(), options, jumps=jumps)
    except BrokenProcessPool as error:
        raise _broken() from error


def _result(order: Future[bytes]) -> bytes:
    try:
        return order.result()
    except BrokenProcessPool as error:
        raise _broken() from error


def _broken() -> ToolFailed:
    _setters.cache_clear()
    return ToolFailed(
        "Das Satzprogramm Typst ist abgebrochen",
        "Meist fehlt Arbeitsspeicher: andere Programme schließen und neu starten.",
    )


@functools.cache
def _setters() -> ProcessPoolExecutor:
    """Give the process; one is enough, as Typst lays out the pages of a document beside one another itself."""
    if importlib.util.find_spec("typst") is None:
        raise ToolMissing("Das Satzprogramm Typst fehlt: Das Paket „typst“ ist nicht installiert")
    return ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn"), initializer=_ready)


def _ready() -> None:
    """Leave Ctrl-C to the process that started us."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _set(files: dict[str, bytes], fonts: list[str], options: dict[str, Any], *, jumps: bool) -> bytes:
    """Compile; runs in the other process."""
    import typst  # noqa: PLC0415 - only the process that sets pages needs it

    try:
        done = typst.compile(files, font_paths=fonts, ignore_system_fonts=True, **options)
        if isinstance(done, bytes) and jumps:
            found = typst.query(  # type: ignore[misc]
                files, "<landungen>", "value", one=True, font_paths=fonts, ignore_system_fonts=True
            )
            done = with_jumps(done, [Landing(*one) for one in json.loads(found)])
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
