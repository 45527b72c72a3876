"""What the commands of ``konzept-review`` share: arguments that several take, and how a comparison is told."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline import terminal

if TYPE_CHECKING:
    from review.changes import ChangeSet
    from review.flow import Result


def source_arguments(parser: argparse.ArgumentParser) -> None:
    """Take the folder whose history is meant."""
    parser.add_argument(
        "--sources", metavar="QUELLEN", type=Path, default=Path("sources"), help="Ordner der Quellen (üblich: sources)"
    )


def report_arguments(parser: argparse.ArgumentParser) -> None:
    """Take what is needed to write reports."""
    source_arguments(parser)
    parser.add_argument("--out", metavar="ORDNER", type=Path, default=Path("build"), help="wohin (üblich: build)")
    parser.add_argument("--only", metavar="DATEI", action="append", help="nur dieser Bericht; mehrfach möglich")
    parser.add_argument("--exit-code", action="store_true", help="mit 1 enden, wenn sich etwas geändert hat")


def counted(changes: "ChangeSet") -> str:
    """Write the number of changes."""
    number = len(changes.changes)
    return "nichts geändert" if not number else "1 Änderung" if number == 1 else f"{number} Änderungen"


def say_unread(changes: "ChangeSet") -> None:
    """Say what could not be read."""
    for side in (changes.base, changes.head):
        for line in side.unread:
            terminal.say(f"Nicht gelesen in {side.name}: {line}")


def show(result: "Result", *, exit_code: bool) -> int:
    """Tell what a comparison gave; give the exit code."""
    changes = result.comparison.changes
    terminal.say(f"{changes.base.name} → {changes.head.name}: {counted(changes)}")
    say_unread(changes)
    terminal.say(f"Fertig: {result.target.as_posix()}/")
    for name in result.files:
        terminal.say(f"  {name}")
    return int(exit_code and bool(changes.changes))
