"""What the commands share: the arguments that several take, and how they speak on the terminal.

Speech goes to standard error; standard output is for what another program may read.
"""

import argparse
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipeline.requests import Request, Result

CACHE = Path(".cache")


def say(text: str) -> None:
    """Speak to the person at the terminal."""
    print(text, file=sys.stderr)  # noqa: T201


def put(text: str) -> None:
    """Write what was asked for to standard output."""
    print(text)  # noqa: T201


@contextmanager
def progress() -> Iterator[Callable[[str], AbstractContextManager[object]]]:
    """Show the running step on a terminal; stay quiet in a pipe or a log."""
    if not sys.stderr.isatty():
        yield lambda _: nullcontext()
        return
    from rich.console import Console  # noqa: PLC0415 - 20 ms that a quiet run need not pay

    console = Console(stderr=True)
    yield lambda text: console.status(f"{text} …")


def source_arguments(parser: argparse.ArgumentParser) -> None:
    """Take the folder of the sources, or a version of them."""
    parser.add_argument(
        "sources",
        metavar="QUELLEN",
        nargs="?",
        type=Path,
        default=Path("sources"),
        help="Ordner der Quellen (üblich: sources)",
    )
    parser.add_argument(
        "--fassung", metavar="NAME", default="", help="eine Fassung oder Git-Revision statt des Ordners"
    )


def building_arguments(parser: argparse.ArgumentParser) -> None:
    """Take what a build needs to know."""
    source_arguments(parser)
    parser.add_argument("--out", metavar="ORDNER", type=Path, default=Path("build"), help="wohin (üblich: build)")
    parser.add_argument(
        "--only", metavar="DATEI", action="append", help="nur diese Datei, z. B. konzept.pdf; mehrfach möglich"
    )
    parser.add_argument(
        "--allow-errors", action="store_true", help="trotz Fehlern bauen; jede Seite wird gekennzeichnet"
    )


def request(options: argparse.Namespace) -> "Request":
    """Make a request for a build out of the arguments."""
    from pipeline.requests import Request  # noqa: PLC0415

    only = tuple(options.only or ())
    return Request(options.sources, options.fassung, options.out, only, options.allow_errors, CACHE)


def show_build(result: "Result") -> int:
    """Tell what a build gave; give the exit code."""
    from pipeline.listing import text  # noqa: PLC0415
    from pipeline.tree import Origin  # noqa: PLC0415

    texts = {}
    for path in {finding.place.path for finding in result.verdict.findings} if result.folder else ():
        with suppress(OSError):
            texts[path] = normal((Path(result.folder) / path).read_bytes())
    say(text.on_terminal(result.verdict, Origin("", result.folder), texts, colour=sys.stderr.isatty()))
    if result.target is None:
        say("Nichts gebaut: Bitte erst die Fehler beheben (oder „--allow-errors“ für einen gekennzeichneten Entwurf).")
        return 1
    made = [entry for entry in result.manifest["dateien"] if "uebernommen" not in entry]
    say(f"{'Unverändert' if result.unchanged else 'Fertig'}: {result.target.as_posix()}/")
    for entry in made:
        pages = f"{entry['seiten']} {'Seite' if entry['seiten'] == 1 else 'Seiten'}, " if entry["seiten"] else ""
        say(f"  {entry['name']:<24} {pages}{_size(entry['bytes'])}")
    if result.manifest["geaendert_seit_commit"]:
        say("Hinweis: Die Quellen enthalten Änderungen, die noch nicht festgeschrieben (commit) sind.")
    return int(bool(result.verdict.errors))


def normal(data: bytes) -> str:
    """Decode a file for showing its lines, counted as the reader counts them."""
    return data.decode("utf-8-sig", "replace").replace("\r\n", "\n").replace("\r", "\n")


def _size(count: int) -> str:
    million = 1_000_000
    if count >= million:
        return f"{count / million:.1f} MB".replace(".", ",")
    return f"{max(1, count // 1000)} kB"
