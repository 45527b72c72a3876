"""Where the files are made: beside one another, ahead where nothing speaks against it, and none twice.

A file is made of what its output shows and of nothing else. So it can be begun before all of the
manuscript is known, and if that part comes out otherwise in the end, it is made anew.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from dataclasses import replace
from datetime import UTC, datetime, time
from pathlib import Path
from types import ModuleType
from typing import Any, Self

import pipeline.render
from pipeline.kept import PROJECT, Shelf, digest, program_digest
from pipeline.manuscript import Manuscript
from pipeline.seams import names, plugin, plugins
from pipeline.tools import typst

TEMPLATES = PROJECT / "templates"

PARTS: Mapping[str, Any] = {
    "elements": (),
    "leaflet": None,
    "submission": None,
    "pictures": {},
    "counts": {},
    "inspection": None,
    "synopsis": None,
    "chronicle": (),
    "built": (),
    "papers": (),
    "proceedings": None,
}
"""The parts of a manuscript, and what stands for one that an output does not show."""

_AFTER_CHECKING = frozenset({"inspection", "synopsis"})
_FIRST = ("Konzept.docx", "Konzept.pdf")
"""The slowest."""

_BESIDE = 5
"""PDFs in the making at a time: they wait for Typst, another process. All else is written one after the other: lxml parses
without Python's lock, and what other threads do meanwhile to trees has ended in damaged names and crashes."""


def outputs() -> dict[str, ModuleType]:
    """Give the outputs by file name."""
    return {module.FILE: module for module in plugins(pipeline.render).values()}


def pages() -> dict[str, ModuleType]:
    """Give the outputs that are set by Typst, as their modules' names say; the others are not loaded."""
    set_here = (plugin(pipeline.render, name) for name in names(pipeline.render) if name.endswith("-pdf"))
    return {module.FILE: module for module in set_here}


def shelf_of(cache: Path | None) -> Shelf:
    """Give the folder of finished files and pictures, in the one for what can be kept between runs."""
    return Shelf(cache / "ausgaben" if cache else None)


class Workshop:
    """Makes the files of one build, Word beside PDF."""

    def __init__(self, program: str = "", cache: Path | None = None) -> None:
        """Take the digest of the program and the folder for what can be kept between runs."""
        self._program = program or program_digest(PROJECT)
        self._shelf = shelf_of(cache)
        self._pages, self._desk = ThreadPoolExecutor(_BESIDE), ThreadPoolExecutor(1)
        self._begun: dict[str, Future[bytes | None]] = {}
        self._outputs = pages()
        self._digests: dict[int, tuple[object, str]] = {}

    def __enter__(self) -> Self:
        """Open."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close; what is still in the making is not needed and not waited for."""
        for pool in (self._pages, self._desk):
            pool.shutdown(wait=False, cancel_futures=True)
        if not all(order.done() for order in self._begun.values()):
            typst.stop()

    def begin(self, manuscript: Manuscript, only: Iterable[str] = ()) -> None:
        """Begin the PDFs that show nothing of the findings: another process sets them while the rules judge here.

        Args:
            manuscript: what they show.
            only: names of the files that are wanted, in any case; empty for all.
        """
        asked = {name.lower() for name in only}
        wanted = (name for name in self._outputs if not asked or name.lower() in asked)
        self._orders(manuscript, (name for name in wanted if _AFTER_CHECKING.isdisjoint(self._shows(name))))

    def aside(self, work: Callable[[], object]) -> None:
        """Do beside the files what will be asked for at the end."""
        self._pages.submit(work)

    def finish(self, manuscript: Manuscript, wanted: Iterable[str]) -> Iterator[tuple[str, bytes]]:
        """Yield all files, name and bytes, as they get ready; what was begun or kept is taken if it shows the same."""
        self._outputs = outputs()
        made = {order: name for name, order in self._orders(manuscript, wanted).items()}
        for order in as_completed(made):
            data = order.result()
            if data is not None:
                yield made[order], data
        self._shelf.tidy()

    def _shows(self, name: str) -> tuple[str, ...]:
        return tuple(getattr(self._outputs[name], "SHOWS", PARTS))

    def _orders(self, manuscript: Manuscript, wanted: Iterable[str]) -> dict[str, Future[bytes | None]]:
        epoch = int(datetime.combine(manuscript.key_date, time(), UTC).timestamp())
        seen: dict[tuple[str, ...], tuple[Manuscript, str]] = {}
        head = replace(manuscript, **PARTS)
        orders = {}
        for name in sorted(wanted, key=lambda name: (name not in _FIRST, name.endswith(".pdf"), name)):
            parts = self._shows(name)
            if parts not in seen:
                shown = replace(manuscript, **{part: empty for part, empty in PARTS.items() if part not in parts})
                seen[parts] = shown, digest(head, {part: self._digest(getattr(manuscript, part)) for part in parts})
            key = digest(self._program, name, epoch, seen[parts][1])
            if key not in self._begun:
                pool = self._pages if name.endswith(".pdf") else self._desk
                self._begun[key] = pool.submit(self._make, name, key, seen[parts][0], epoch)
            orders[name] = self._begun[key]
        return orders

    def _digest(self, part: Any) -> str:  # noqa: ANN401 - a part of a manuscript
        """Give the digest of a part, worked out once: several outputs show the same."""
        if id(part) not in self._digests:
            self._digests[id(part)] = part, digest(part)
        return self._digests[id(part)][1]

    def _make(self, name: str, key: str, shown: Manuscript, epoch: int) -> bytes | None:
        return self._shelf.get(key, lambda: self._outputs[name].render(shown, TEMPLATES, epoch))
