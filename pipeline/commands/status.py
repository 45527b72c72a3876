"""``konzept status``: say where the paper stands in the council."""

import argparse
from datetime import date
from typing import TYPE_CHECKING

from pipeline import terminal
from pipeline.errors import UsageError

if TYPE_CHECKING:
    from pipeline.standing import Standing

EXPLAINED = "zeigen, wo die Vorlage in der Beratung steht"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Take the sources, the day and the form."""
    terminal.source_arguments(parser)
    parser.add_argument("--am", metavar="DATUM", default="", help="Stand an diesem Tag (üblich: Stichtag der Fassung)")
    parser.add_argument("--format", choices=("text", "json"), default="text", help="Form der Ausgabe (üblich: text)")


def run(options: argparse.Namespace) -> int:
    """Print the standing."""
    from pipeline.opening import gather  # noqa: PLC0415
    from pipeline.read import read  # noqa: PLC0415
    from pipeline.standing import standing  # noqa: PLC0415

    concept = read(gather(options.sources, options.fassung), lambda texts: [[] for _ in texts]).concept
    now = standing(concept, _day(options.am))
    if now is None:
        raise UsageError(
            "In den Quellen steht keine lesbare Beschlussvorlage",
            "„konzept check“ zeigt, was an vorlage.yaml oder konzept.yaml nicht stimmt.",
        )
    if options.format == "json":
        import json  # noqa: PLC0415

        terminal.put(json.dumps(now.data(), ensure_ascii=False, indent=2))
    else:
        terminal.put(_text(now))
    return 0


def _day(written: str) -> date | None:
    try:
        return date.fromisoformat(written) if written else None
    except ValueError:
        raise UsageError(f"„{written}“ ist kein Datum", "Jahr-Monat-Tag schreiben, z. B. „--am 2017-06-07“.") from None


def _text(now: "Standing") -> str:
    """Lay it out for reading: a sentence, the consultations line by line, then the amendments."""
    from pipeline.manuscript import short_date  # noqa: PLC0415
    from pipeline.timeline import details, summary  # noqa: PLC0415

    lines = [now.subject, summary(now), ""]
    width = max((len(one.body) for one in now.steps), default=0)
    for one in now.steps:
        head = f"{short_date(one.day)}  {one.body:<{width}}  {one.role:<12}  {one.state}"
        more = details(one)
        lines += [head, f"            {more}"] if more else [head]
    lines.append("")
    for name, bodies in (("Erledigt", now.done), ("Nicht verzeichnet", now.unrecorded), ("Offen", now.open)):
        if bodies:
            lines.append(f"{name}: {', '.join(bodies)}")
    lines += ["", "Änderungsanträge:"] if now.amendments else []
    lines += [f"  {one.key:<10} {one.status:<14} {one.submitter}: {one.subject}" for one in now.amendments]
    return "\n".join(lines)
