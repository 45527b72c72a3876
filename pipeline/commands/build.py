"""``konzept build``: check the sources and make all documents."""

import argparse

from pipeline import terminal

EXPLAINED = "prüfen und alle Dokumente bauen"
arguments = terminal.building_arguments


def run(options: argparse.Namespace) -> int:
    """Build once."""
    from pipeline.build import build  # noqa: PLC0415

    with terminal.progress() as step:
        result = build(terminal.request(options), step)
    return terminal.show_build(result)
