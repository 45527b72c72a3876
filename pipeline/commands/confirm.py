"""``konzept confirm``: sign that measures were read against their goals, or assessments against the law.

The sign-off goes into the sources; nothing else in them changes. All files are written or none.
"""

import argparse
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from pipeline import terminal
from pipeline.errors import UsageError

if TYPE_CHECKING:
    from pipeline.model import Assessment, Concept, Measure
    from pipeline.reread import Reread

EXPLAINED = "das Gegenlesen von Maßnahmen oder Prüfvermerken bestätigen"
Item = TypeVar("Item")
_ASSESSMENTS = "recht/pruefung.yaml"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Take what was read and who signs."""
    parser.add_argument("ids", metavar="KENNUNG", nargs="*", help="gelesene Maßnahmen, z. B. M-WOH-07")
    parser.add_argument(
        "--all-of",
        metavar="KÜRZEL",
        action="append",
        default=[],
        help="alle Maßnahmen eines Handlungsfelds, z. B. WOH; mehrfach möglich",
    )
    parser.add_argument(
        "--law",
        metavar="KENNUNG:VORSCHRIFT",
        action="append",
        default=[],
        help="ein Prüfvermerk zum jetzigen Wortlaut, z. B. M-WOH-07:IG-01; mehrfach möglich",
    )
    parser.add_argument("--law-all", action="store_true", help="alle Prüfvermerke der genannten Maßnahmen und Ziele")
    parser.add_argument("--by", metavar="NAME", default="", help="wer gelesen hat, z. B. „AG Wohnen“")
    parser.add_argument(
        "--quellen",
        dest="sources",
        metavar="ORDNER",
        type=Path,
        default=Path("sources"),
        help="Ordner der Quellen (üblich: sources)",
    )


def run(options: argparse.Namespace) -> int:
    """Sign and tell what was signed."""
    from pipeline.fingerprints import of_assessment  # noqa: PLC0415
    from pipeline.opening import gather  # noqa: PLC0415
    from pipeline.read import read  # noqa: PLC0415
    from pipeline.reread import sign, signed_by  # noqa: PLC0415
    from pipeline.signing import sign_assessments, sign_measures  # noqa: PLC0415
    from pipeline.swapping import swap  # noqa: PLC0415

    tree = gather(options.sources)
    concept = read(tree, lambda texts: [[] for _ in texts]).concept
    files = dict(tree.files)
    measures, assessments = _measures(options, concept), list(_assessments(options, concept))
    if not measures and not assessments:
        raise UsageError(
            "Es ist nichts genannt, das bestätigt werden soll",
            'Maßnahmen nennen, z. B. „konzept confirm M-WOH-07 --by "AG Wohnen"“.',
        )
    who = signed_by(options.by) if measures else ""
    lines = {str(measure.id): _line(sign(measure, concept, who), measure) for measure in measures}
    for path, field in concept.fields.items():
        here = {str(one.id): lines[one.id] for one in field.measures if one.id in lines}
        files[path] = sign_measures(files[path], path, here) if here else files[path]
    prints = {(str(one.subject), str(one.provision)): _print(of_assessment(one, concept), one) for one in assessments}
    if prints:
        files[_ASSESSMENTS] = sign_assessments(files[_ASSESSMENTS], _ASSESSMENTS, prints)
    changed = {path: data for path, data in files.items() if data != tree.files[path]}
    swap(options.sources, changed, tree.files)
    _tell(measures, assessments, changed, options.sources)
    return 0


def _line(reread: "Reread", measure: "Measure") -> str:
    if not reread.goals:
        raise UsageError(
            f"{measure.id} nennt kein Ziel, gegen das gelesen werden kann",
            f"Bei {measure.id} unter „ziele:“ ein Ziel eintragen.",
        )
    return reread.line


def _print(fingerprint: str | None, one: "Assessment") -> str:
    if fingerprint is None:
        name = f"{one.subject}:{one.provision}"
        raise UsageError(
            f"Zum Prüfvermerk {name} fehlt der Gegenstand oder die Vorschrift",
            "Den Prüfvermerk löschen oder die Kennung berichtigen.",
        )
    return fingerprint


def _measures(options: argparse.Namespace, concept: "Concept") -> "list[Measure]":
    """Find the measures that are named, in printed order, each once."""
    codes = {str(field.code): field for _, field in concept.ordered_fields}
    by_id = {str(measure.id): measure for measure in concept.measures}
    goals = {str(goal.id) for goal in concept.goals}
    wanted = set()
    for code in options.all_of:
        wanted |= {str(measure.id) for measure in _found(code, codes, "Ein Handlungsfeld").measures}
    for name in options.ids:
        if name in goals and options.law_all:
            continue
        if name in goals:
            raise UsageError(
                f"{name} ist ein Ziel; gegengelesen werden Maßnahmen",
                "Dessen Maßnahmen nennen oder mit „--law-all“ die Prüfvermerke des Ziels.",
            )
        wanted.add(str(_found(name, by_id, "Eine Maßnahme").id))
    if options.law_all and not options.by:  # only the law was read
        return []
    return [measure for name, measure in by_id.items() if name in wanted]


def _assessments(options: argparse.Namespace, concept: "Concept") -> "Iterator[Assessment]":
    """Find the assessments that are named, or all of the items that are."""
    known = {f"{one.subject}:{one.provision}": one for one in concept.assessments}
    wanted = {name: _found(name, known, "Ein Prüfvermerk") for name in options.law}
    if options.law_all:
        codes = {f"-{code}-" for code in options.all_of}
        wanted |= {
            name: one
            for name, one in known.items()
            if one.subject in options.ids or any(code in one.subject for code in codes)
        }
    yield from wanted.values()


def _found(name: str, known: Mapping[str, Item], what: str) -> Item:
    if name in known:
        return known[name]
    import difflib  # noqa: PLC0415

    near = difflib.get_close_matches(name, known, 1)
    remedy = f"Meinten Sie „{near[0]}“?" if near else ""
    raise UsageError(f"{what} „{name}“ gibt es in den Quellen nicht", remedy)


def _tell(
    measures: "Iterable[Measure]", assessments: "Iterable[Assessment]", changed: Iterable[str], folder: Path
) -> None:
    names = [str(one.id) for one in measures]
    law = [f"{one.subject}:{one.provision}" for one in assessments]
    if names:
        terminal.say(f"Gegengelesen: {', '.join(names)}")
    if law:
        terminal.say(f"Prüfvermerke zum jetzigen Wortlaut: {', '.join(law)}")
    terminal.say(
        "".join(f"  geändert: {folder.as_posix()}/{path}\n" for path in changed).rstrip("\n")
        or "Alles war schon bestätigt; nichts geändert."
    )
