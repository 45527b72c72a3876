"""The flow of the council's papers: read → check → compose → render → keep promises → release.

They are made by a command of their own, into a folder of their own with a manifest of its own: the
submission is built often and fast, the papers when a meeting needs them.
"""

from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time
from pathlib import Path

import pipeline.papers
from pipeline import release, slip
from pipeline.checking import check
from pipeline.citation import with_pages
from pipeline.compose import compose
from pipeline.compose.composing import STAMP
from pipeline.errors import PromiseBroken, UsageError
from pipeline.history import with_history
from pipeline.inspection import take_stock
from pipeline.making import folder_name
from pipeline.manuscript import BuiltFile, Manuscript
from pipeline.officeform import MEASURE
from pipeline.opening import gather, read_tree
from pipeline.requests import Progress, Request, Result
from pipeline.seams import names, plugin
from pipeline.tools import inspect
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
    target = home / FOLDER
    with progress("Papiere setzen"):
        manuscript = with_pages(manuscript, lambda version: _book(request.out, version))
        first, last = _in_turn(wanted, target)
        files = render(manuscript, first)
        others = release.built(target, manuscript.version) if request.only else ()
        if wanted.files:
            told = [name for name in wanted.files if not any(_is_of(name, kind) for kind in last)]
            files = _chosen(files, told) if told else {}
        files |= render(replace(manuscript, papers=_made(files, others)), last)
    keep_promise(manuscript, files)
    manifest = {**slip.head(manuscript, tree.origin), **slip.foot(manuscript, files)}
    if request.only:
        anew = (plugin(pipeline.papers, kind).FOLDER for kind in last)
        files, manifest = slip.with_others(target, files, manifest, anew)
    release.release(target, files, manifest)
    return Result(target, manifest, verdict, tree.origin.folder)


def render(manuscript: Manuscript, kinds: Sequence[str]) -> dict[str, bytes]:
    """Make the papers of some kinds."""
    epoch = int(datetime.combine(manuscript.key_date, time(), UTC).timestamp())

    def one(kind: str) -> Mapping[str, bytes]:
        made: Mapping[str, bytes] = plugin(pipeline.papers, kind).render(manuscript, TEMPLATES, epoch)
        return made

    with ThreadPoolExecutor(2) as pool:
        return {name: data for made in pool.map(one, kinds) for name, data in made.items()}


def _in_turn(wanted: _Wanted, target: Path) -> tuple[list[str], list[str]]:
    """Part the kinds wanted: those made first, and those that describe them and so follow whatever is made anew."""
    known = names(pipeline.papers)
    describing = [kind for kind in known if hasattr(plugin(pipeline.papers, kind), "LAST")]
    asked = set(wanted.kinds) | {kind for kind in describing for name in wanted.files if _is_of(name, kind)}
    there = {kind for kind in describing if (target / plugin(pipeline.papers, kind).FOLDER).is_dir()}
    everything = not wanted.kinds and not wanted.files
    first = [kind for kind in wanted.kinds or known if kind not in describing]
    return first, [kind for kind in describing if everything or kind in asked | there]


def _is_of(name: str, kind: str) -> bool:
    """Whether a file is one of those that a kind puts into a folder of its own."""
    return name.lower().startswith(f"{plugin(pipeline.papers, kind).FOLDER}/")


def _made(files: Mapping[str, bytes], others: Iterable[BuiltFile]) -> tuple[BuiltFile, ...]:
    """Give the papers as finished files: those just made, and those that stay."""
    fresh = {name: release.described(name, data) for name, data in files.items()}
    return tuple({**{one.name: one for one in others}, **fresh}.values())


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


def _chosen(files: Mapping[str, bytes], wanted: Sequence[str]) -> dict[str, bytes]:
    by_name = {name.lower(): name for name in files}
    for name in wanted:
        if name.lower() not in by_name:
            raise UsageError(f"Ein Papier „{name}“ gibt es nicht; möglich sind: {', '.join(sorted(files))}")
    return {by_name[name.lower()]: files[by_name[name.lower()]] for name in wanted}
