"""The flow: read → check → compose → render → keep promises → release. This file alone knows the order."""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time
from pathlib import Path
from types import ModuleType
from typing import Any

import pipeline.render
from pipeline import drafts, release
from pipeline.checking import Verdict, check, findings_as_data
from pipeline.compose import compose
from pipeline.compose.composing import STAMP
from pipeline.errors import PromiseBroken, UsageError
from pipeline.findings import Finding, Severity
from pipeline.history import with_history
from pipeline.inspection import take_stock
from pipeline.kept import Shelf, digest, program_digest
from pipeline.manuscript import Manuscript
from pipeline.opening import gather, read_tree
from pipeline.seams import plugins
from pipeline.tools import inspect, pandoc, typst
from pipeline.tools.warm import warm
from pipeline.tree import SourceTree

REPORT = "pruefbericht.json"
PARTS: Mapping[str, Any] = {
    "elements": (),
    "leaflet": None,
    "submission": None,
    "pictures": {},
    "counts": {},
    "inspection": None,
    "synopsis": None,
}
"""The parts of a manuscript, and what stands for one that an output does not show."""

PROJECT = Path(__file__).resolve().parent.parent

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
        with ThreadPoolExecutor(2) as aside:
            aside.submit(warm)
            reading = read_tree(tree, request.cache)
    with progress("Prüfen"):
        verdict = check(with_history(reading.concept, request.sources, request.cache), reading.findings)
    stopped = bool(verdict.errors) and not request.allow_errors
    manuscript = None if stopped else compose(reading.concept, stamp=STAMP if verdict.errors else "")
    if manuscript is None:
        return Result(None, {}, verdict, tree.origin.folder)
    with progress("Prüfbericht und Synopse zusammenstellen"):
        synopsis = drafts.side_by_side(reading.concept, tree, request.sources, request.cache)
        manuscript = replace(manuscript, inspection=take_stock(reading.concept, verdict), synopsis=synopsis)
    with progress("Dokumente setzen"):
        files = render(manuscript, wanted, program, Shelf(request.cache / "ausgaben" if request.cache else None))
    with progress("Versprechen prüfen"):
        keep_promises(manuscript, files, verdict)
    files[REPORT] = report(verdict, manuscript)
    target = request.out / _folder_name(manuscript.version)
    manifest = _manifest(manuscript, verdict, tree, files, print_of_all)
    if request.only:
        files, manifest = _with_others(target, files, manifest)
    release.release(target, files, manifest)
    return Result(target, manifest, verdict, tree.origin.folder)


def outputs() -> dict[str, ModuleType]:
    """Give the outputs by file name."""
    return {module.FILE: module for module in plugins(pipeline.render).values()}


def render(
    manuscript: Manuscript, wanted: Iterable[str], program: str = "", shelf: Shelf | None = None
) -> dict[str, bytes]:
    """Make the files, the slowest first, Word beside PDF; what was made of the same before is taken from the shelf.

    Args:
        manuscript: each output gets no more of it than what it shows, so nothing else can change it.
        wanted: file names.
        program: digest of program and templates.
        shelf: keeps the files; None for none.
    """
    known, shelf = outputs(), shelf or Shelf(None)
    epoch = int(datetime.combine(manuscript.key_date, time(), UTC).timestamp())

    def made(name: str) -> bytes | None:
        shown = _shown(manuscript, getattr(known[name], "SHOWS", tuple(PARTS)))
        key = digest(program, name, epoch, shown)
        return shelf.get(key, lambda: known[name].render(shown, templates(), epoch))

    names = sorted(wanted, key=lambda name: (name != "Konzept.pdf", name != "Konzept.docx", name))
    with ThreadPoolExecutor(2) as pool:
        files = {name: data for name, data in zip(names, pool.map(made, names), strict=True) if data is not None}
    shelf.tidy()
    return files


def _shown(manuscript: Manuscript, parts: Iterable[str]) -> Manuscript:
    """Leave out what an output does not show."""
    return replace(manuscript, **{name: empty for name, empty in PARTS.items() if name not in parts})


def templates() -> Path:
    """Give the folder of templates: that of the project."""
    return PROJECT / "templates"


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
    for name, data in files.items():
        if getattr(known[name], "LISTS_MEASURES", False) and wanted not in inspect.squeezed(
            inspect.words(name, data, manuscript.disclaimer)
        ):
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
        manifest = _peek(target)
        if manifest.get("abdruck") != print_of_all or "uebernommen" in json.dumps(manifest):
            continue
        if release.current(target) is None:
            return None
        return Result(target, manifest, _verdict_of(target), folder, unchanged=True)
    return None


def _peek(target: Path) -> dict[str, Any]:
    try:
        return dict(json.loads((target / release.MANIFEST).read_bytes()))
    except (OSError, ValueError, TypeError):
        return {}


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


def _folder_name(version: str) -> str:
    """Make a folder name of a version's name: nothing that leads elsewhere or that Windows refuses."""
    kept = "".join(c if c.isalnum() or c in "-_. " else "-" for c in version).strip(" .")
    return kept or "fassung"


def _manifest(
    manuscript: Manuscript, verdict: Verdict, tree: SourceTree, files: Mapping[str, bytes], print_of_all: str
) -> dict[str, Any]:
    return {
        "titel": manuscript.title,
        "fassung": manuscript.version,
        "drucksache": manuscript.paper,
        "stichtag": manuscript.key_date.isoformat(),
        "commit": tree.origin.commit or None,
        "geaendert_seit_commit": tree.origin.dirty,
        "abdruck": print_of_all,
        "zahlen": {name: manuscript.counts[name] for name in ("handlungsfelder", "ziele", "massnahmen")},
        "befunde": findings_as_data(verdict, manuscript.version)["anzahl"],
        "vermerk": manuscript.stamp or None,
        "werkzeuge": {"pandoc": pandoc.version(), "typst": typst.version()},
        "dateien": [
            {
                "name": name,
                "sha256": release.sha256(data),
                "bytes": len(data),
                "seiten": inspect.pages(name, data),
            }
            for name, data in sorted(files.items())
        ],
    }


def _with_others(
    target: Path, files: dict[str, bytes], manifest: dict[str, Any]
) -> tuple[dict[str, bytes], dict[str, Any]]:
    """Keep the files of the former build that were not asked for; the manifest says that they are older."""
    kept = dict(files)
    entries = list(manifest["dateien"])
    for entry in _peek(target).get("dateien", ()):
        path = target / entry["name"]
        if entry["name"] not in kept and path.is_file() and path.parent == target:
            kept[entry["name"]] = path.read_bytes()
            entries.append({**entry, "uebernommen": True})
    return kept, {**manifest, "dateien": sorted(entries, key=lambda entry: str(entry["name"]))}
