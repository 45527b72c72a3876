"""The flow of the review: open → compare → reasons → report → release. This file alone knows the order."""

from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path
from types import ModuleType

import review.reports
from pipeline import release
from pipeline.build import PROJECT
from pipeline.errors import UsageError
from pipeline.seams import plugins
from review.sides import Comparison, compared

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
        cache: folder for what can be kept between runs; None for no cache.
    """

    sources: Path
    base: str
    head: str
    out: Path = Path("build")
    only: tuple[str, ...] = ()
    cache: Path | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """What came of it."""

    target: Path
    comparison: Comparison
    files: tuple[str, ...]


def review_drafts(request: Request, progress: Progress = lambda _: nullcontext()) -> Result:
    """Compare two drafts and write the reports, all or none.

    Raises:
        PipelineError: if the work cannot be done; former reports are untouched then.
    """
    wanted = wanted_reports(request.only)
    with progress("Fassungen lesen und vergleichen"):
        comparison = compared(request.sources, request.base, request.head, request.cache)
    with progress("Berichte schreiben"):
        files = render(comparison, wanted)
    changes = comparison.changes
    target = request.out / folder_name(changes.base.name, changes.head.name)
    manifest = {
        "alt": {"fassung": changes.base.name, "drucksache": changes.base.paper, "commit": changes.base.commit or None},
        "neu": {"fassung": changes.head.name, "drucksache": changes.head.paper, "commit": changes.head.commit or None},
        "aenderungen": len(changes.changes),
        "dateien": [
            {"name": name, "sha256": release.sha256(data), "bytes": len(data)} for name, data in sorted(files.items())
        ],
    }
    release.release(target, files, manifest)
    return Result(target, comparison, tuple(sorted(files)))


def reports() -> dict[str, ModuleType]:
    """Give the reports by file name."""
    return {module.FILE: module for module in plugins(review.reports).values()}


def render(comparison: Comparison, wanted: Iterable[str]) -> Mapping[str, bytes]:
    """Make the files, Word beside PDF."""
    known = reports()
    day = date.fromisoformat(comparison.changes.head.day or "2000-01-01")
    epoch = int(datetime.combine(day, time(), UTC).timestamp())
    names = sorted(wanted)
    with ThreadPoolExecutor(2) as pool:
        made = pool.map(lambda name: known[name].render(comparison, PROJECT / "templates", epoch), names)
        return dict(zip(names, made, strict=True))


def folder_name(base: str, head: str) -> str:
    """Make a folder name of two versions: nothing that leads elsewhere or that Windows refuses."""
    kept = ("".join(c if c.isalnum() or c in "-_." else "-" for c in name).strip("-.") for name in (base, head))
    return "vergleich-" + "_".join(name or "fassung" for name in kept)


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
