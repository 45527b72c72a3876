"""The process that sets pages: orders come in, pages go out, two at a time.

A large book takes gigabytes in here and none of the program's own memory, and a document that lays
out its pages one after another leaves room for the next. ``typst`` starts it and talks to it.
"""

import json
import pickle
import signal
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import IO, Any, NamedTuple

from pipeline.tools.pdf_jumps import Landing, with_jumps

_BESIDE = 2
_SIZE = 8
"""Bytes that say how long a message is."""


class Order(NamedTuple):
    """What is to be set.

    Attributes:
        number: comes back with the pages.
        files: name → bytes, ``main.typ`` among them.
        fonts: folders of fonts.
        options: what Typst is told besides.
        jumps: whether the template says in ``<landungen>`` where the jumps lead.
    """

    number: int
    files: dict[str, bytes]
    fonts: list[str]
    options: dict[str, Any]
    jumps: bool


class Done(NamedTuple):
    """What came of an order: the file, or what Typst said against it."""

    number: int
    data: bytes | None
    fault: str = ""


def send(pipe: IO[bytes], message: Order | Done) -> None:
    """Write a message."""
    data = pickle.dumps(message)
    pipe.write(len(data).to_bytes(_SIZE) + data)
    pipe.flush()


def receive(pipe: IO[bytes]) -> Any:  # noqa: ANN401 - an order here, what came of it there
    """Read a message; None at the end."""
    size = pipe.read(_SIZE)
    data = pipe.read(int.from_bytes(size))
    whole = len(size) == _SIZE and len(data) == int.from_bytes(size)
    return pickle.loads(data) if whole else None  # noqa: S301 - our own process at the other end


def serve() -> None:
    """Set pages until nobody orders any more; Ctrl-C is for the process that started us."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    import typst  # noqa: F401, PLC0415 - loaded while nothing is ordered yet

    turn = threading.Lock()

    def work(order: Order) -> None:
        done = _set(order)
        with turn:
            send(sys.stdout.buffer, done)

    with ThreadPoolExecutor(_BESIDE) as pool:
        while order := receive(sys.stdin.buffer):
            pool.submit(work, order)


def _set(order: Order) -> Done:
    import typst  # noqa: PLC0415 - see serve

    try:
        done = typst.compile(order.files, font_paths=order.fonts, ignore_system_fonts=True, **order.options)
        if not isinstance(done, bytes):
            return Done(order.number, None, "mehr als eine Datei")
        if order.jumps:
            found = typst.query(  # type: ignore[misc]
                order.files, "<landungen>", "value", one=True, font_paths=order.fonts, ignore_system_fonts=True
            )
            done = with_jumps(done, [Landing(*one) for one in json.loads(found)])
    except Exception as error:  # noqa: BLE001 - whatever it is, somebody waits for an answer
        return Done(order.number, None, str(error))
    return Done(order.number, done)
