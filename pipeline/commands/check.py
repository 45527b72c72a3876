"""``konzept check``: judge the sources, as they are, as they were, or as they are about to be committed."""

import argparse
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pipeline.listing
from pipeline import terminal
from pipeline.errors import UsageError
from pipeline.findings import Severity
from pipeline.seams import names, plugin

if TYPE_CHECKING:
    from pipeline.checking import Verdict
    from pipeline.model import Concept
    from pipeline.tree import SourceTree

EXPLAINED = "die Quellen prüfen"
_HISTORICAL = "reused-id"
"""The rule that needs the earlier versions."""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Take what to judge, by which rules, on which day, and how to tell it."""
    terminal.source_arguments(parser)
    parser.add_argument(
        "--staged", action="store_true", help="prüfen, was zum Festschreiben vorgemerkt ist (für den Git-Hook)"
    )
    parser.add_argument(
        "--since",
        metavar="FASSUNG",
        default="",
        help="nur, was seit dieser Fassung neu ist; was behoben ist, steht am Ende",
    )
    parser.add_argument("--strict", action="store_true", help="auch die Regeln, die nur Hinweise zum Stil geben")
    parser.add_argument(
        "--select", metavar="REGEL", action="append", default=[], help="nur diese Regel; mehrfach möglich"
    )
    parser.add_argument(
        "--ignore", metavar="REGEL", action="append", default=[], help="diese Regel nicht; mehrfach möglich"
    )
    parser.add_argument(
        "--stichtag",
        metavar="JJJJ-MM-TT",
        type=_day,
        default=None,
        help="Tag, auf den geprüft wird (üblich: der Stichtag der Fassung)",
    )
    parser.add_argument(
        "--recht",
        metavar="ORDNER",
        type=Path,
        default=None,
        help="Rechtsgrundlagen (recht/) aus diesem Ordner der Quellen nehmen",
    )
    parser.add_argument("--format", choices=names(pipeline.listing), default="text", help="Form der Ausgabe")
    parser.add_argument(
        "--fail-on",
        choices=[one.value for one in Severity],
        default=Severity.ERROR.value,
        help="ab welcher Schwere der Befehl mit 1 endet",
    )


def run(options: argparse.Namespace) -> int:
    """Judge and tell; 1 if a finding is at least as grave as ``--fail-on`` says."""
    import sys  # noqa: PLC0415

    if options.staged and options.fassung:
        raise UsageError("„--staged“ und „--fassung“ schließen einander aus", "Nur eines von beiden angeben.")
    tree = _tree(options, "")
    verdict = _judge(options, tree)
    if options.since:
        from pipeline.since import compare  # noqa: PLC0415

        verdict = compare(verdict, _judge(options, _tree(options, options.since)), options.since)
    from pipeline.listing import text  # noqa: PLC0415 - knows the model, which is loaded while pandoc reads

    found = {finding.place.path for finding in verdict.findings}
    texts = {path: terminal.normal(tree.files[path]) for path in sorted(found & tree.files.keys())}
    if options.format == "text":
        terminal.say(text.on_terminal(verdict, tree.origin, texts, colour=sys.stderr.isatty()))
    else:
        terminal.put(plugin(pipeline.listing, options.format).render(verdict, tree.origin, texts))
    worst = Severity(options.fail_on)
    return int(any(finding.severity.rank <= worst.rank for finding in verdict.findings))


def _tree(options: argparse.Namespace, since: str) -> "SourceTree":
    """Take the sources, or those of an earlier version, with the law that is asked for."""
    from pipeline.opening import gather  # noqa: PLC0415

    if options.staged and not since:
        from pipeline.tools import git  # noqa: PLC0415

        tree = git.staged(options.sources)
    else:
        tree = gather(options.sources, since or options.fassung)
    if options.recht:
        from pipeline.overlay import with_law  # noqa: PLC0415

        tree = with_law(tree, gather(options.recht))
    return tree


def _judge(options: argparse.Namespace, tree: "SourceTree") -> "Verdict":
    from pipeline.opening import read_tree  # noqa: PLC0415

    reading = read_tree(tree, terminal.CACHE, _load_rules)
    from pipeline.checking import check, named  # noqa: PLC0415

    select, ignore = named(options.select), named(options.ignore)
    concept = _on_day(reading.concept, options.stichtag)
    if _HISTORICAL not in ignore and (not select or _HISTORICAL in select):
        concept = _remembering(concept, options.sources)
    return check(concept, reading.findings, strict=options.strict, select=select, ignore=ignore)


def _load_rules() -> None:
    from pipeline import checking  # noqa: PLC0415

    checking.rules()


def _on_day(concept: "Concept", day: date | None) -> "Concept":
    """Judge as of another day than the version's own."""
    if day is None or concept.settings is None:
        return concept
    version = concept.settings.version.model_copy(update={"key_date": day})
    return replace(concept, settings=concept.settings.model_copy(update={"version": version}))


def _remembering(concept: "Concept", sources: Path) -> "Concept":
    """Add what ids meant in earlier versions; without git there are none."""
    from pipeline.history import with_history  # noqa: PLC0415

    return with_history(concept, sources, terminal.CACHE)


def _day(written: str) -> date:
    try:
        return date.fromisoformat(written)
    except ValueError:
        raise argparse.ArgumentTypeError(f"„{written}“ ist kein Datum; erwartet wird JJJJ-MM-TT") from None
