"""``konzept papers``: make the papers of the council: amendments, minutes, lists for the vote."""

import argparse

from pipeline import terminal

EXPLAINED = "die Papiere für die Gremien herstellen: Änderungsanträge, Protokollauszüge, Abstimmungslisten"
arguments = terminal.building_arguments


def run(options: argparse.Namespace) -> int:
    """Make them once."""
    from pipeline.council import papers  # noqa: PLC0415

    with terminal.progress() as step:
        result = papers(terminal.request(options), step)
    return terminal.show_build(result)
