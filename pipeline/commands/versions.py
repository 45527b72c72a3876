"""``konzept versions``: list the versions of the concept in the history."""

import argparse

from pipeline import terminal

EXPLAINED = "die Fassungen in der Geschichte auflisten"
arguments = terminal.source_arguments


def run(options: argparse.Namespace) -> int:
    """Print one line a version, oldest first."""
    from pipeline.versions import versions  # noqa: PLC0415

    entries = list(versions(options.sources))
    if not entries:
        terminal.say(
            "Noch keine Fassung in der Geschichte. "
            "Eine Fassung entsteht durch einen Commit mit der Zeile „Fassung: <Name>“."
        )
        return 0
    terminal.put(
        f"{'Fassung':<14} {'Stichtag':<11} {'Drucksache':<12} {'Ziele':>5} {'Maßn.':>6}  {'Commit':<10}  Bezeichnung"
    )
    for one in entries:
        terminal.put(
            f"{one.name:<14} {one.key_date:<11} {one.paper:<12} {one.goals:>5} {one.measures:>6}"
            f"  {one.commit[:10]}  {one.label}"
        )
    return 0
