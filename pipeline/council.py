"""The flow of the council's papers: read → check → compose → render → keep promises → release.

They are made by a command of their own, into a folder of their own with a manifest of its own: the
submission is built often and fast, the papers when a meeting needs them.
"""

import json
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Any

import pipeline.papers
from pipeline import release
from pipeline.checking import check
from pipeline.citation import with_pages
from pipeline.compose import compose
from pipeline.compose.composing import STAMP
from pipeline.errors import PromiseBroken, UsageError
from pipeline.history import with_history
from pipeline.inspection import take_stock
from pipeline.making import folder_name
from pipeline.manuscript import Manuscript
from pipeline.officeform import MEASURE
from pipeline.opening import gather, read_tree
from pipeline.requests import Progress, Request, Result
from pipeline.seams import names, plugin
from pipeline.tools import inspect, pandoc, typst
from pipeline.workshop import TEMPLATES

FOLDER = "gremien"
"""The folder of the papers in that of their version."""

_READABLE = (".docx", ".pdf", ".pptx")


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What ``--only`` asks for: kinds of paper, and single files; both empty for everything."""

    kinds: tuple[str, ...]
    files: tuple[str, ...]


def _book(out: Path, version: str) -> bytes | None:
    """Give the finished book of a version, None where it is not built."""
    try:
        return (out / folder_name(version) / "Konzept.pdf").read_bytes()
    except OSError:
        return None


def papers(request: Request, progress: Progress = lambda _: nullcontext()) -> Result:
    """Make the papers of one version.

    Args:
        request: as for a build; ``only`` names kinds of paper (``protokollauszug``) or files.
        progress: shows the running step.

    Raises:
        PipelineError: if the work cannot be done; the former files are untouched then.
    """
    wanted = _wanted(request.only)
    with progress("Quellen lesen"):
        tree = gather(request.sources, request.version, with_commit=True)
        reading = read_tree(tree, request.cache)
    with progress("Prüfen"):
        verdict = check(with_history(reading.concept, request.sources, request.cache), reading.findings)
    stopped = bool(verdict.errors) and not request.allow_errors
    manuscript = None if stopped else compose(reading.concept, stamp=STAMP if verdict.errors else "")
    if manuscript is None:
        return Result(None, {}, verdict, tree.origin.folder)
    home = request.out / folder_name(manuscript.version)
    stock = take_stock(reading.concept, verdict)
    manuscript = replace(manuscript, inspection=stock, built=release.built(home, manuscript.version))
    with progress("Papiere setzen"):
        files = render(with_pages(manuscript, lambda version: _book(request.out, version)), wanted.kinds)
    if wanted.files:
        files = _chosen(files, wanted.files)
    keep_promise(manuscript, files)
    target = home / FOLDER
    manifest = {
        "titel": manuscript.title,
        "fassung": manuscript.version,
        "drucksache": manuscript.paper,
        "stichtag": manuscript.key_date.isoformat(),
        "commit": tree.origin.commit or None,
        "geaendert_seit_commit": tree.origin.dirty,
        "vermerk": manuscript.stamp or None,
        "werkzeuge": {"pandoc": pandoc.version(), "typst": typst.version()},
        "dateien": [_entry(name, data) for name, data in sorted(files.items())],
    }
    if request.only:
        files, manifest = _with_others(target, files, manifest)
    release.release(target, files, manifest)
    return Result(target, manifest, verdict, tree.origin.folder)


def render(manuscript: Manuscript, kinds: tuple[str, ...] = ()) -> dict[str, bytes]:
    """Make the papers of some kinds, or all."""
    epoch = int(datetime.combine(manuscript.key_date, time(), UTC).timestamp())

    def one(kind: str) -> Mapping[str, bytes]:
        made: Mapping[str, bytes] = plugin(pipeline.papers, kind).render(manuscript, TEMPLATES, epoch)
        return made

    with ThreadPoolExecutor(2) as pool:
        return {name: data for made in pool.map(one, kinds or names(pipeline.papers)) for name, data in made.items()}


def keep_promise(manuscript: Manuscript, files: Mapping[str, bytes]) -> None:
    """See that each paper that names a proposed measure holds the disclaimer word for word.

    Raises:
        PromiseBroken: if one does not.
    """
    wanted = inspect.squeezed(manuscript.disclaimer)
    for name, data in files.items():
        if name.endswith(_READABLE):
            words = inspect.words(name, data)
            if MEASURE.search(words) and wanted not in inspect.squeezed(words):
                raise PromiseBroken(f"Im fertigen Papier „{name}“ fehlt der Unverbindlichkeitshinweis im Wortlaut")


def _wanted(only: tuple[str, ...]) -> _Wanted:
    """Tell kinds of paper from names of files; an unknown kind without an ending is a slip."""
    known = names(pipeline.papers)
    kinds = tuple(name.lower() for name in only if name.lower() in known)
    files = tuple(name for name in only if name.lower() not in known)
    for name in files:
        if "." not in name:
            raise UsageError(f"Eine Art von Papieren „{name}“ gibt es nicht; möglich sind: {', '.join(known)}")
    return _Wanted(() if files else kinds, files)


def _chosen(files: Mapping[str, bytes], wanted: tuple[str, ...]) -> dict[str, bytes]:
    by_name = {name.lower(): name for name in files}
    for name in wanted:
        if name.lower() not in by_name:
            raise UsageError(f"Ein Papier „{name}“ gibt es nicht; möglich sind: {', '.join(sorted(files))}")
    return {by_name[name.lower()]: files[by_name[name.lower()]] for name in wanted}


def _entry(name: str, data: bytes) -> dict[str, Any]:
    return {
        "name": name, "sha256": release.sha256(data), "bytes": len(data), "seiten": inspect.pages(name, data)
    }  # fmt: skip


def _with_others(
    target: Path, files: Mapping[str, bytes], manifest: Mapping[str, Any]
) -> tuple[dict[str, bytes], dict[str, Any]]:
    """Keep the papers that were not asked for as they are; the manifest says that they are older."""
    kept, entries = dict(files), list(manifest["dateien"])
    try:
        former = json.loads((target / release.MANIFEST).read_bytes())["dateien"]
    except (OSError, ValueError, KeyError, TypeError):
        former = []
    for entry in former:
        path = (target / str(entry["name"])).resolve()
        if entry["name"] not in kept and path.is_file() and target.resolve() in path.parents:
            kept[str(entry["name"])] = path.read_bytes()
            entries.append({**entry, "uebernommen": True})
    return kept, {**manifest, "dateien": sorted(entries, key=lambda entry: str(entry["name"]))}
