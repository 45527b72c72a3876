"""``konzept new``: lay out a small concept of one's own."""

import argparse
from pathlib import Path

from pipeline import terminal

EXPLAINED = "ein kleines eigenes Konzept anlegen"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Take the new folder."""
    parser.add_argument("folder", metavar="ORDNER", type=Path, help="neuer Ordner")


def run(options: argparse.Namespace) -> int:
    """Copy the starter."""
    from pipeline.starter import create  # noqa: PLC0415

    create(options.folder)
    name = options.folder.as_posix()
    terminal.say(f"Angelegt: {name}/ – prüfen mit „konzept check {name}“, bauen mit „konzept build {name}“.")
    return 0
