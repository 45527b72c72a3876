"""The flow: read → check → compose → render → keep promises → release. This file alone knows the order."""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pipeline import drafts, release, slip
from pipeline.checking import Verdict, check, findings_as_data, rules
from pipeline.compose import compose
from pipeline.compose.composing import STAMP
from pipeline.errors import PromiseBroken, UsageError
from pipeline.findings import Finding, Severity
from pipeline.history import with_history
from pipeline.inspection import take_stock
from pipeline.kept import program_digest
from pipeline.manuscript import Manuscript
from pipeline.opening import gather, read_tree
from pipeline.tools import inspect, typst
from pipeline.tools.warm import warm
from pipeline.tree import SourceTree
from pipeline.workshop import PROJECT, Workshop, outputs

__all__ = ["PROJECT", "REPORT", "Progress", "Request", "Result", "build", "keep_promises", "outputs", "render", "report"]

REPORT = "pruefbericht.json"
Progress = Callable[[str], AbstractContextManager[object]]
"""Shows one German line while a step runs."""


@dataclass(frozen=True, slots=True)
class Request:
    """What to build.

    Attributes:
        sources: folder of the sources.
        version: version name or git revision; empty for the folder as it is.
        out: folder that gets one folder a version.
        only: file names to make (any case); empty for all.
        allow_errors: build in spite of errors, every page stamped.
        cache: folder for what can be kept between runs; None for no cache.
    """

    sources: Path
    version: str = ""
    out: Path = Path("build")
    only: tuple[str, ...] = ()
    allow_errors: bool = False
    cache: Path | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """What came of it.

    Attributes:
        target: the folder with the files; None if errors stopped the build.
        manifest: as written.
        verdict: the findings.
        folder: where findings' paths start.
        unchanged: nothing had to be made, the former files are still right.
    """

    target: Path | None
    manifest: Mapping[str, Any]
    verdict: Verdict
    folder: str = ""
    unchanged: bool = False


def build(request: Request, progress: Progress = lambda _: nullcontext()) -> Result:
    """Make the submission.

    Raises:
        PipelineError: if the work cannot be done; the former files are untouched then.
    """
    wanted = _wanted(request.only)
    with progress("Quellen lesen"):
        tree = gather(request.sources, request.version, with_commit=True)
        program = program_digest(PROJECT)
        print_of_all = _fingerprint(program, tree, request)
        former = _former(request, print_of_all, tree.origin.folder)
        if former:
            return former
        typst.start()
        reading = read_tree(tree, request.cache, _load)
    with Workshop(program, request.cache) as workshop:
        with progress("Prüfen"):
            manuscript = compose(reading.concept)
            if manuscript and not request.allow_errors:
                workshop.begin(manuscript, wanted)  # most sources are in order; if not, this was for nothing
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
            files = render(workshop, manuscript, wanted)
        with progress("Versprechen prüfen"):
            keep_promises(manuscript, files, verdict)
    files[REPORT] = report(verdict, manuscript)
    target = request.out / folder_name(manuscript.version)
    manifest = _manifest(manuscript, verdict, tree, files, print_of_all)
    if request.only:
        files, manifest = slip.with_others(target, files, manifest)
    release.release(target, files, manifest)
    return Result(target, manifest, verdict, tree.origin.folder)


def _load() -> None:
    """Load, while pandoc still reads, what comes after reading."""
    rules()
    outputs()
    warm()


def render(workshop: Workshop, manuscript: Manuscript, wanted: Iterable[str]) -> dict[str, bytes]:
    """Make the files."""
    return workshop.finish(manuscript, wanted)


def keep_promises(manuscript: Manuscript, files: Mapping[str, bytes], verdict: Verdict) -> None:
    """See that each finished file that lists measures holds the disclaimer word for word.

    Only a stamped draft whose sources lack the disclaimer, as a finding says, may leave without it.

    Raises:
        PromiseBroken: if one does not.
    """
    known_gap = any(finding.rule.startswith("disclaimer-") for finding in verdict.errors)
    if known_gap or not manuscript.counts["massnahmen"]:
        return
    wanted = inspect.squeezed(manuscript.disclaimer)
    known = outputs()
    as_written = " ".join(manuscript.disclaimer.split())
    for name, data in files.items():
        if not getattr(known[name], "LISTS_MEASURES", False):
            continue
        said = inspect.words(name, data, manuscript.disclaimer)
        if as_written not in said and wanted not in inspect.squeezed(said):
            raise PromiseBroken(f"In der fertigen Datei „{name}“ fehlt der Unverbindlichkeitshinweis im Wortlaut")


def report(verdict: Verdict, manuscript: Manuscript) -> bytes:
    """Write all findings as JSON."""
    return (json.dumps(findings_as_data(verdict, manuscript.version), ensure_ascii=False, indent=2) + "\n").encode()


def _wanted(only: tuple[str, ...]) -> list[str]:
    names = {name.lower(): name for name in outputs()}
    for name in only:
        if name.lower() not in names:
            raise UsageError(f"Eine Ausgabe „{name}“ gibt es nicht; möglich sind: {', '.join(sorted(names.values()))}")
    return [names[name.lower()] for name in dict.fromkeys(only)] or list(names.values())


def _former(request: Request, print_of_all: str, folder: str) -> Result | None:
    """Find a finished folder made of exactly these sources by exactly this program."""
    if request.only or not request.out.is_dir():
        return None
    for target in sorted(path for path in request.out.iterdir() if path.is_dir() and not path.name.startswith(".")):
        manifest = slip.peek(target)
        if manifest.get("abdruck") != print_of_all or "uebernommen" in json.dumps(manifest):
            continue
        if release.current(target) is None:
            return None
        return Result(target, manifest, _verdict_of(target), folder, unchanged=True)
    return None


def _verdict_of(target: Path) -> Verdict:
    """Read the findings of a finished folder back."""
    from pipeline.model import Allowance  # noqa: PLC0415 - only where nothing has to be made
    from pipeline.places import Place  # noqa: PLC0415

    def finding(one: dict[str, Any]) -> Finding:
        place, severity = Place(one["datei"], one["zeile"]), Severity(one["schwere"])
        return Finding(place, one["meldung"], one["hinweis"], one["regel"], severity, one["kennung"])

    def allowance(one: dict[str, Any]) -> Allowance:
        return Allowance.model_construct(rule=one["regel"], where=one["kennung"], reason=one["weil"], until="offen")

    data = json.loads((target / REPORT).read_bytes())
    return Verdict(
        tuple(map(finding, data["befunde"])), tuple((finding(one), allowance(one)) for one in data["ausnahmen"])
    )


def _fingerprint(program: str, tree: SourceTree, request: Request) -> str:
    """Digest all that the files depend on: sources, templates, this program, the commit, the options."""
    all_of_it = hashlib.sha256(f"{program} {tree.origin.commit} {tree.origin.dirty} {request.allow_errors}".encode())
    for path, data in tree.files.items():
        all_of_it.update(f"\0{path}\0{len(data)}\0".encode())
        all_of_it.update(data)
    all_of_it.update("".join(finding.text() for finding in tree.findings).encode())
    all_of_it.update(drafts.history(request.sources).encode())
    return all_of_it.hexdigest()


def folder_name(version: str) -> str:
    """Make a folder name of a version's name: nothing that leads elsewhere or that Windows refuses."""
    kept = "".join(c if c.isalnum() or c in "-_. " else "-" for c in version).strip(" .")
    return kept or "fassung"


def _manifest(
    manuscript: Manuscript, verdict: Verdict, tree: SourceTree, files: Mapping[str, bytes], print_of_all: str
) -> dict[str, Any]:
    return {
        **slip.head(manuscript, tree.origin),
        "abdruck": print_of_all,
        "zahlen": {name: manuscript.counts[name] for name in ("handlungsfelder", "ziele", "massnahmen")},
        "befunde": findings_as_data(verdict, manuscript.version)["anzahl"],
        **slip.foot(manuscript, files),
    }
