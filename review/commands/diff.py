"""``konzept-review diff``: compare two drafts and write the reports."""

import argparse
from pathlib import Path

from pipeline import terminal

EXPLAINED = "zwei Fassungen vergleichen und die Berichte schreiben"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Take the two drafts and where the reports go."""
    parser.add_argument(
        "base", metavar="ALT", nargs="?", default="", help="Fassung, Git-Revision, WORKTREE oder Ordner"
    )
    parser.add_argument(
        "head", metavar="NEU", nargs="?", default="", help="ebenso; ohne Angabe die letzten zwei Fassungen"
    )
    parser.add_argument("--sources", metavar="QUELLEN", type=Path, default=Path("sources"), help="Ordner der Quellen")
    parser.add_argument("--out", metavar="ORDNER", type=Path, default=Path("build"), help="wohin (üblich: build)")
    parser.add_argument("--only", metavar="DATEI", action="append", help="nur dieser Bericht; mehrfach möglich")
    parser.add_argument("--exit-code", action="store_true", help="mit 1 enden, wenn sich etwas geändert hat")


def run(options: argparse.Namespace) -> int:
    """Compare; 1 with ``--exit-code`` if something changed."""
    from review.flow import Request, review_drafts  # noqa: PLC0415
    from review.sides import WORKTREE, last_two  # noqa: PLC0415

    base, head = options.base, options.head
    if not base:
        base, head = last_two(options.sources)
    request = Request(
        options.sources, base, head or WORKTREE, options.out, tuple(options.only or ()), cache=terminal.CACHE
    )
    with terminal.progress() as step:
        result = review_drafts(request, step)
    changes = result.comparison.changes
    terminal.say(f"{changes.base.name} → {changes.head.name}: {len(changes.changes)} Änderungen")
    for side in (changes.base, changes.head):
        for line in side.unread:
            terminal.say(f"Nicht gelesen in {side.name}: {line}")
    terminal.say(f"Fertig: {result.target.as_posix()}/")
    for name in result.files:
        terminal.say(f"  {name}")
    return int(options.exit_code and bool(changes.changes))
