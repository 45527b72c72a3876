"""The flow of the review: open → compare → reasons → report → release. This file alone knows the order.

The rooms are loaded when their turn comes, most of them while pandoc reads; so few are named on top.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from hashlib import sha256
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

import review.reports
from pipeline.errors import UsageError
from pipeline.kept import PROJECT
from pipeline.opening import begun
from pipeline.seams import plugins
from pipeline.tools import typst
from review.trees import tree_of

if TYPE_CHECKING:
    from review.meetings import Sighting
    from review.sides import Comparison

TEMPLATES = PROJECT / "templates"

Progress = Callable[[str], AbstractContextManager[object]]


@dataclass(frozen=True, slots=True)
class Request:
    """What to compare and what to write.

    Attributes:
        sources: the folder whose history is meant.
        base: the earlier draft.
        head: the later draft.
        out: folder that gets one folder a comparison.
        only: file names of reports (any case); empty for all.
        occasion: for whom the comparison is and since when, a sentence; empty without.
        folder: name of the comparison's folder; made of both drafts if empty.
        cache: folder for what can be kept between runs; None for no cache.
    """

    sources: Path
    base: str
    head: str
    out: Path = Path("build")
    only: tuple[str, ...] = ()
    occasion: str = ""
    folder: str = ""
    cache: Path | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """What came of it."""

    target: Path
    comparison: "Comparison"
    files: tuple[str, ...]


def review_drafts(request: Request, progress: Progress = lambda _: nullcontext()) -> Result:
    """Compare two drafts and write the reports, all or none.

    Raises:
        PipelineError: if the work cannot be done; former reports are untouched then.
    """
    comparison = _compared(request, progress)
    with progress("Berichte schreiben"):
        files = render(comparison, wanted_reports(request.only))
    changes = comparison.changes
    target = request.out / (request.folder or folder_name(changes.base.name, changes.head.name))
    _release(target, files, _manifest(comparison, files))
    return Result(target, comparison, tuple(sorted(files)))


def review_bodies(
    request: Request, sightings: "Sequence[Sighting]", progress: Progress = lambda _: nullcontext()
) -> tuple[Path, tuple[Result, ...]]:
    """Write the reports of every body into one folder, all or none; a draft is compared once however many saw it.

    Args:
        request: what to write; its ``base`` is not used.
        sightings: which body saw which version.
        progress: shows the running step.

    Returns:
        The folder, and what came of each body.

    Raises:
        PipelineError: if the work cannot be done; former reports are untouched then.
    """
    wanted = wanted_reports(request.only)
    compared_with: dict[str, Comparison] = {}
    files: dict[str, bytes] = {}
    results, entries = [], []
    target = request.out / (request.folder or f"gremien-{_kept(request.head) or 'fassung'}")
    for one in sightings:
        if one.version not in compared_with:
            compared_with[one.version] = _compared(replace(request, base=one.version), progress)
        comparison = replace(compared_with[one.version], occasion=one.sentence)
        with progress(f"Berichte schreiben: {one.body}"):
            made = render(comparison, wanted)
        files |= {f"{one.folder}/{name}": data for name, data in made.items()}
        meeting = {"gremium": one.body, "sitzung": one.day.isoformat(), "ordner": one.folder}
        entries.append({**meeting, **_manifest(comparison, made)})
        results.append(Result(target / one.folder, comparison, tuple(sorted(made))))
    _release(target, files, {"gremien": entries})
    return target, tuple(results)


def _compared(request: Request, progress: Progress) -> "Comparison":
    if request.only:
        wanted_reports(request.only)  # a slip in a name is told at once
    with progress("Fassungen lesen und vergleichen"):
        base, head = ((name, tree_of(request.sources, name)) for name in (request.base, request.head))
        with begun((base[1], head[1]), request.cache, _load) as parser:
            from review.sides import compared_ahead  # noqa: PLC0415

            comparison = compared_ahead(base, head, parser, request.cache)
    wanted = request.only or tuple(reports())
    if any(name.lower().endswith((".pdf", ".docx")) for name in wanted):
        typst.start()  # another process, which sets pages and draws pictures
    if any(name.lower().startswith("bericht") and name.lower().endswith(".docx") for name in wanted):
        _draw(comparison)
    with progress("Stellen und Gründe suchen"):
        from review.reasons import explained  # noqa: PLC0415

        return replace(explained(comparison, request.sources), occasion=request.occasion)


def _draw(comparison: "Comparison") -> None:
    """Have the pictures of Word reports drawn while reasons are sought and other reports written."""
    from pipeline.tools import word_concept  # noqa: PLC0415

    drafts = comparison.base.manuscript, comparison.head.manuscript
    pictures = (one for draft in drafts for one in draft.pictures.values())
    word_concept.draw_ahead(pictures, lambda _, make: make())


def _load() -> None:
    """Load the rooms that come next, while pandoc still reads."""
    reports()
    import review.reasons  # noqa: F401, PLC0415
    from pipeline.checking import rules  # noqa: PLC0415

    rules()


def _release(target: Path, files: Mapping[str, bytes], manifest: Mapping[str, Any]) -> None:
    from pipeline import release  # noqa: PLC0415

    release.release(target, files, manifest)


def _manifest(comparison: "Comparison", files: Mapping[str, bytes]) -> dict[str, Any]:
    changes = comparison.changes
    alt, neu = (
        {"fassung": side.name, "drucksache": side.paper, "commit": side.commit or None}
        for side in (changes.base, changes.head)
    )
    dateien = [
        {"name": name, "sha256": sha256(data).hexdigest(), "bytes": len(data)} for name, data in sorted(files.items())
    ]
    return {"alt": alt, "neu": neu, "aenderungen": len(changes.changes), "dateien": dateien}


def reports() -> dict[str, ModuleType]:
    """Give the reports by file name."""
    return {module.FILE: module for module in plugins(review.reports).values()}


def render(comparison: "Comparison", wanted: Iterable[str]) -> Mapping[str, bytes]:
    """Make the files: PDF, which waits for Typst, beside all else, written one after the other (see ``pipeline.workshop``)."""
    known = reports()
    epoch = _epoch(date.fromisoformat(comparison.changes.head.day or "2000-01-01"))
    with ThreadPoolExecutor(1) as pages, ThreadPoolExecutor(1) as desk:
        made = {
            name: (pages if name.endswith(".pdf") else desk).submit(known[name].render, comparison, TEMPLATES, epoch)
            for name in sorted(wanted, key=lambda name: (name.endswith(".docx"), name))
        }
        return {name: made[name].result() for name in sorted(made)}


def _epoch(day: date) -> int:
    return int(datetime.combine(day, time(), UTC).timestamp())


def folder_name(base: str, head: str) -> str:
    """Make a folder name of two versions: nothing that leads elsewhere or that Windows refuses."""
    return "vergleich-" + "_".join(_kept(name) or "fassung" for name in (base, head))


def _kept(name: str) -> str:
    return "".join(c if c.isalnum() or c in "-_." else "-" for c in name).strip("-.")


def wanted_reports(only: tuple[str, ...]) -> list[str]:
    """Give the file names of the reports that are asked for; all if none is named.

    Raises:
        UsageError: if there is no such report.
    """
    names = {name.lower(): name for name in reports()}
    for name in only:
        if name.lower() not in names:
            raise UsageError(
                f"Einen Bericht „{name}“ gibt es nicht", f"Möglich sind: {', '.join(sorted(names.values()))}."
            )
    return [names[name.lower()] for name in dict.fromkeys(only)] or list(names.values())
