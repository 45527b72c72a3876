"""``konzept-review diff``: compare two drafts and write the reports; or do so for every body of the Beratungsfolge."""

import argparse

from pipeline import terminal
from pipeline.errors import UsageError
from review import console

EXPLAINED = "zwei Fassungen vergleichen und die Berichte schreiben"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Take the two drafts and where the reports go."""
    parser.add_argument(
        "base", metavar="ALT", nargs="?", default="", help="Fassung, Git-Revision, WORKTREE oder Ordner"
    )
    parser.add_argument(
        "head", metavar="NEU", nargs="?", default="", help="ebenso; ohne Angabe die letzten zwei Fassungen"
    )
    parser.add_argument(
        "--alle-gremien",
        action="store_true",
        help="je Gremium ein Ordner: was sich seit dessen Sitzung geändert hat; höchstens die neue Fassung nennen",
    )
    console.report_arguments(parser)


def run(options: argparse.Namespace) -> int:
    """Compare; 1 with ``--exit-code`` if something changed."""
    from review.flow import Request, review_drafts  # noqa: PLC0415
    from review.trees import WORKTREE, last_two  # noqa: PLC0415

    if options.alle_gremien:
        return _bodies(options)
    base, head = options.base, options.head
    if not (base or head):
        base, head = last_two(options.sources)
    only = tuple(options.only or ())
    request = Request(options.sources, base, head or WORKTREE, options.out, only, cache=terminal.CACHE)
    with terminal.progress() as step:
        result = review_drafts(request, step)
    return console.show(result, exit_code=options.exit_code)


def _bodies(options: argparse.Namespace) -> int:
    from review.flow import Request, review_bodies  # noqa: PLC0415
    from review.meetings import agenda  # noqa: PLC0415

    if options.head:
        raise UsageError(
            "Mit „--alle-gremien“ ist nur die neue Fassung zu nennen",
            "Die alte Fassung ergibt sich je Gremium aus der Beratungsfolge.",
        )
    plan = agenda(options.sources, options.base)
    sightings, missing = plan.all_seen()
    for line in missing:
        terminal.say(f"Ohne Bericht: {line}")
    if not sightings:
        raise UsageError(
            "Für kein Gremium der Beratungsfolge gibt es etwas zu vergleichen",
            "Zwei Fassungen nennen: „konzept-review diff ALT NEU“.",
        )
    only = tuple(options.only or ())
    request = Request(options.sources, "", plan.head, options.out, only, cache=terminal.CACHE)
    with terminal.progress() as step:
        target, results = review_bodies(request, sightings, step)
    for sighting, result in zip(sightings, results, strict=True):
        terminal.say(f"{sighting.sentence} – {console.counted(result.comparison.changes)}")
    terminal.say(f"Fertig: {target.as_posix()}/")
    for sighting in sightings:
        terminal.say(f"  {sighting.folder}/")
    return int(options.exit_code and any(result.comparison.changes.changes for result in results))
