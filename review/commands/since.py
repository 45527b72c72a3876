"""``konzept-review since``: what changed since a body met."""

import argparse
from datetime import date

from pipeline import terminal
from review import console

EXPLAINED = "zeigen, was sich seit der Sitzung eines Gremiums geändert hat"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Take the body, its meeting, and where the reports go."""
    parser.add_argument(
        "body",
        metavar="GREMIUM",
        nargs="+",
        help="Name aus der Beratungsfolge, sein Anfang oder eine Abkürzung, z. B. Hauptausschuss oder SVV",
    )
    parser.add_argument(
        "--am",
        metavar="JJJJ-MM-TT",
        type=_day,
        default=None,
        help="Tag der Sitzung (üblich: die letzte vor der neuen Fassung)",
    )
    parser.add_argument(
        "--neu", metavar="FASSUNG", default="", help="womit verglichen wird (üblich: die letzte Fassung)"
    )
    console.report_arguments(parser)


def _day(words: str) -> date:
    try:
        return date.fromisoformat(words)
    except ValueError:
        raise argparse.ArgumentTypeError(f"„{words}“ ist kein Tag; erwartet wird z. B. 2017-05-31") from None


def run(options: argparse.Namespace) -> int:
    """Compare with the version that the body saw; 1 with ``--exit-code`` if something changed."""
    from review.flow import Request, review_drafts  # noqa: PLC0415
    from review.meetings import agenda, body_of  # noqa: PLC0415

    plan = agenda(options.sources, options.neu)
    sighting = plan.seen(body_of(plan.bodies, " ".join(options.body)), options.am)
    terminal.say(sighting.sentence)
    request = Request(
        options.sources,
        sighting.version,
        plan.head,
        options.out,
        tuple(options.only or ()),
        occasion=sighting.sentence,
        folder=f"seit-{sighting.folder}",
        cache=terminal.CACHE,
    )
    with terminal.progress() as step:
        result = review_drafts(request, step)
    return console.show(result, exit_code=options.exit_code)
