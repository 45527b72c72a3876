"""Typst: templates and data in, PDF out.

The templates are Typst code of ours; everything the sources say comes as JSON and pictures
beside them, all in memory. Fonts come from packages (Libertinus inside the compiler, Lato
beside it), never from the machine, so every machine makes the same pages.
"""

import atexit
import functools
import importlib.util
import json
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from itertools import count
from pathlib import Path
from typing import IO, Any, ClassVar, cast

from pipeline import installed
from pipeline.errors import TemplateError, ToolFailed, ToolMissing
from pipeline.tools.typesetter import Order, receive, send

STANDARDS = ("a-2a", "ua-1")
"""PDF/A-2a for the archive and PDF/UA-1 for accessibility, both at once."""

_DRAWN: dict[tuple[bytes, float, float], Future[bytes]] = {}
"""Pictures drawn ahead."""

_HANDS = ThreadPoolExecutor(2)
"""They wait for the pictures drawn ahead."""


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
    return (ahead or _drawing(drawing, width_mm, ppi)).result()


def draw(
    drawings: Iterable[bytes],
    width_mm: float,
    ppi: float,
    kept: Callable[[bytes, Callable[[], bytes]], bytes] = lambda _, make: make(),
) -> None:
    """Have pictures drawn that ``png`` will be asked for, while there is nothing else to set.

    Args:
        drawings: SVG.
        width_mm: of the pictures.
        ppi: how finely they are drawn.
        kept: gives the picture of a drawing, by calling what it is handed if no former run left one.
    """
    for one in drawings:
        place = one, width_mm, ppi
        ahead = _DRAWN.get(place)
        if ahead is None or (ahead.done() and ahead.exception()):  # one that was broken off is drawn anew
            _DRAWN[place] = _HANDS.submit(kept, one, partial(_drawn, *place))


def _drawn(drawing: bytes, width_mm: float, ppi: float) -> bytes:
    return _drawing(drawing, width_mm, ppi).result()


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
    return _order(files, jumps="jumps" in data, **options).result()


def start() -> None:
    """Start the process that sets pages, so that it is ready when the first document comes."""
    with suppress(ToolMissing):
        _Setter.at_work()


def stop() -> None:
    """Break off whatever is being set: nobody waits for it any more."""
    with _Setter.turn:
        if _Setter.running:
            _Setter.running.stop()


def _order(files: dict[str, bytes], *, jumps: bool = False, **options: Any) -> Future[bytes]:  # noqa: ANN401
    return _Setter.at_work().order(files, options, jumps=jumps)


class _Setter:
    """The process that sets pages, seen from here.

    Attributes:
        turn: so that two documents do not each start a process.
        running: the one there is; when it has ended, the next document starts another.
    """

    turn = threading.Lock()
    running: "ClassVar[_Setter | None]" = None

    def __init__(self) -> None:
        """Start it."""
        serve = "import sys; sys.path.insert(0, sys.argv[1]); from pipeline.tools.typesetter import serve; serve()"
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-c", serve, str(Path(__file__).resolve().parents[2])],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        self._in, self._out = (cast("IO[bytes]", one) for one in (self._process.stdin, self._process.stdout))
        self._closed = False
        self._waiting: dict[int, Future[bytes]] = {}
        self._numbers = count()
        self._sending = threading.Lock()
        threading.Thread(target=self._listen, daemon=True).start()
        atexit.register(self._process.kill)  # nobody waits until the system has cleared up after it

    @classmethod
    def at_work(cls) -> "_Setter":
        """Give the process.

        Raises:
            ToolMissing: without the package.
        """
        if importlib.util.find_spec("typst") is None:
            raise ToolMissing("Das Satzprogramm Typst fehlt: Das Paket „typst“ ist nicht installiert")
        with cls.turn:
            if cls.running is None or cls.running.ended:
                cls.running = cls()
            return cls.running

    @property
    def ended(self) -> bool:
        """Whether it is there no more."""
        return self._process.poll() is not None

    def order(self, files: dict[str, bytes], options: dict[str, Any], *, jumps: bool) -> Future[bytes]:
        """Have a document set."""
        pages: Future[bytes] = Future()
        with self._sending:
            if self._closed:
                pages.set_exception(_broken_off())
                return pages
            number = next(self._numbers)
            self._waiting[number] = pages
            with suppress(OSError):  # it has ended; whoever listens says so
                send(self._in, Order(number, files, _fonts(), options, jumps))
        return pages

    def stop(self) -> None:
        """End it."""
        self._process.kill()
        self._process.wait()

    def _listen(self) -> None:
        """Hand out what comes back; when nothing comes any more, say so to all who wait."""
        while done := receive(self._out):
            pages = self._waiting.pop(done.number)
            if done.data is None:
                pages.set_exception(TemplateError(f"Der Satz der Seiten ist gescheitert: {done.fault}"))
            else:
                pages.set_result(done.data)
        self._process.wait()
        with self._sending:
            self._closed = True
            for pages in self._waiting.values():
                pages.set_exception(_broken_off())


def _broken_off() -> ToolFailed:
    return ToolFailed(
        "Das Satzprogramm Typst ist abgebrochen",
        "Meist fehlt Arbeitsspeicher: andere Programme schließen und neu starten.",
    )


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
    return installed.version("typst")
