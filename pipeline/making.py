"""The flow: compose → check → render → keep promises → release. This file alone knows the order.

What writes Word files and reports is loaded after Typst, another process, was given its pages.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from pipeline import release, slip
from pipeline.checking import Verdict, check, findings_as_data, rules
from pipeline.compose import compose
from pipeline.compose.composing import STAMP
from pipeline.errors import PromiseBroken, UsageError
from pipeline.history import with_history
from pipeline.kept import digest
from pipeline.manuscript import Manuscript
from pipeline.model import Picture
from pipeline.read import Reading
from pipeline.read.pictures import read_picture
from pipeline.requests import REPORT, Progress, Request, Result
from pipeline.tools import inspect, pandoc
from pipeline.tree import SourceTree
from pipeline.workshop import Workshop, outputs, shelf_of


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be made.

    Attributes:
        request: as asked.
        tree: the files of the sources.
        reading: what they say.
        program: digest of the program.
        all_of_it: digest of all that the files depend on.
    """

    request: Request
    tree: SourceTree
    reading: Reading
    program: str
    all_of_it: str


def load(tree: SourceTree, request: Request, program: str) -> None:
    """Load what judging and making need, and have the pictures of Word files drawn, while pandoc still reads."""
    rules()
    _draw(filter(None, (read_picture(*one)[0] for one in tree.files.items())), request, program)
    inspect.ready()


def _draw(pictures: Iterable[Picture], request: Request, program: str) -> None:
    """Have the pictures of Word files drawn, unless a former run of the same program kept them."""
    from pipeline.tools import word_concept  # noqa: PLC0415 - see above

    shelf = shelf_of(request.cache)
    if any(name.endswith(".docx") for name in wanted(request.only)):
        word_concept.draw_ahead(pictures, lambda drawing, make: shelf.get(digest(program, "bild", drawing), make) or b"")


def make(order: Order, progress: Progress) -> Result:
    """Make the submission.

    Raises:
        PipelineError: if the work cannot be done; the former files are untouched then.
    """
    request, tree, reading = order.request, order.tree, order.reading
    with Workshop(order.program, request.cache) as workshop:
        manuscript = compose(reading.concept)
        if manuscript and not request.allow_errors:
            workshop.begin(manuscript, request.only)  # most sources are in order; if not, this was for nothing
        workshop.aside(pandoc.version)  # another process says it
        from pipeline import drafts  # noqa: PLC0415 - see above
        from pipeline.inspection import take_stock  # noqa: PLC0415

        if manuscript:
            _draw(manuscript.pictures.values(), request, order.program)
        with progress("Prüfen"):
            verdict = check(with_history(reading.concept, request.sources, request.cache), reading.findings)
        if manuscript is None or (verdict.errors and not request.allow_errors):
            return Result(None, {}, verdict, tree.origin.folder)
        with progress("Prüfbericht und Synopse zusammenstellen"):
            manuscript = replace(
                manuscript,
                stamp=STAMP if verdict.errors else "",
                inspection=take_stock(reading.concept, verdict),
                synopsis=drafts.side_by_side(reading.concept, tree, request.sources, request.cache),
            )
        with progress("Dokumente setzen"):
            files = render(workshop, manuscript, wanted(request.only), promises(manuscript, verdict))
    files[REPORT] = report(verdict, manuscript)
    target = request.out / folder_name(manuscript.version)
    manifest = _manifest(manuscript, verdict, tree, files, order.all_of_it)
    if request.only:
        files, manifest = slip.with_others(target, files, manifest)
    release.release(target, files, manifest)
    return Result(target, manifest, verdict, tree.origin.folder)


def render(
    workshop: Workshop, manuscript: Manuscript, names: Iterable[str], keep: Callable[[str, bytes], None]
) -> dict[str, bytes]:
    """Make the files; each is looked into as soon as it is finished, while others are still in the making."""
    files = {}
    for name, data in workshop.finish(manuscript, names):
        keep(name, data)
        files[name] = data
    return files


def promises(manuscript: Manuscript, verdict: Verdict) -> Callable[[str, bytes], None]:
    """Give what sees that a finished file that lists measures holds the disclaimer word for word.

    Only a stamped draft whose sources lack the disclaimer, as a finding says, may leave without it.

    Returns:
        A function that takes name and bytes of a file, and raises PromiseBroken.
    """
    known_gap = any(finding.rule.startswith("disclaimer-") for finding in verdict.errors)
    known = outputs()
    letters = inspect.squeezed(manuscript.disclaimer)
    as_written = " ".join(manuscript.disclaimer.split())

    def keep(name: str, data: bytes) -> None:
        if known_gap or not manuscript.counts["massnahmen"] or not getattr(known[name], "LISTS_MEASURES", False):
            return
        said = inspect.words(name, data, manuscript.disclaimer)
        if as_written not in said and letters not in inspect.squeezed(said):
            raise PromiseBroken(f"In der fertigen Datei „{name}“ fehlt der Unverbindlichkeitshinweis im Wortlaut")

    return keep


def report(verdict: Verdict, manuscript: Manuscript) -> bytes:
    """Write all findings as JSON."""
    return (json.dumps(findings_as_data(verdict, manuscript.version), ensure_ascii=False, indent=2) + "\n").encode()


def wanted(only: tuple[str, ...]) -> list[str]:
    """Give the files to make, in the way their names are written.

    Args:
        only: names in any case; empty for all.

    Raises:
        UsageError: if there is no such file.
    """
    names = {name.lower(): name for name in outputs()}
    for name in only:
        if name.lower() not in names:
            raise UsageError(f"Eine Ausgabe „{name}“ gibt es nicht; möglich sind: {', '.join(sorted(names.values()))}")
    return [names[name.lower()] for name in dict.fromkeys(only)] or list(names.values())


def folder_name(version: str) -> str:
    """Make a folder name of a version's name: nothing that leads elsewhere or that Windows refuses."""
    kept = "".join(c if c.isalnum() or c in "-_. " else "-" for c in version).strip(" .")
    return kept or "fassung"


def _manifest(
    manuscript: Manuscript, verdict: Verdict, tree: SourceTree, files: Mapping[str, bytes], all_of_it: str
) -> dict[str, Any]:
    return {
        **slip.head(manuscript, tree.origin),
        "abdruck": all_of_it,
        "zahlen": {name: manuscript.counts[name] for name in ("handlungsfelder", "ziele", "massnahmen")},
        "befunde": findings_as_data(verdict, manuscript.version)["anzahl"],
        **slip.foot(manuscript, files),
    }
