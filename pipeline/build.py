"""The flow's door: read what there is, see whether it is made already, else read → make.

What makes documents is loaded only where something has to be made, and after pandoc and Typst, other
processes, were set to work.
"""

import hashlib
import json
from contextlib import nullcontext
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline import release
from pipeline.findings import Finding, Severity
from pipeline.kept import PROJECT, program_digest
from pipeline.opening import gather, read_tree
from pipeline.places import Place
from pipeline.requests import REPORT, Progress, Request, Result
from pipeline.tools import git, typst
from pipeline.tree import SourceTree

if TYPE_CHECKING:
    from pipeline.checking import Verdict

__all__ = ["PROJECT", "REPORT", "Progress", "Request", "Result", "build"]


def build(request: Request, progress: Progress = lambda _: nullcontext()) -> Result:
    """Make the submission.

    Raises:
        PipelineError: if the work cannot be done; the former files are untouched then.
    """
    if request.only:
        from pipeline.making import wanted  # noqa: PLC0415 - see above

        wanted(request.only)  # a slip in a name is told at once
    with progress("Quellen lesen"):
        tree = gather(request.sources, request.version, with_commit=True)
        program = program_digest(PROJECT)
        all_of_it = _fingerprint(program, tree, request)
        former = _former(request, all_of_it, tree.origin.folder)
        if former:
            return former
        typst.start()
        reading = read_tree(tree, request.cache, partial(_load, tree, request, program))
    from pipeline.making import Order, make  # noqa: PLC0415 - see above

    return make(Order(request, tree, reading, program, all_of_it), progress)


def _load(tree: SourceTree, request: Request, program: str) -> None:
    from pipeline.making import load  # noqa: PLC0415 - see above

    load(tree, request, program)


def _former(request: Request, print_of_all: str, folder: str) -> Result | None:
    """Find a finished folder made of exactly these sources by exactly this program."""
    if request.only or not request.out.is_dir():
        return None
    for target in sorted(path for path in request.out.iterdir() if path.is_dir() and not path.name.startswith(".")):
        manifest = release.peek(target)
        if manifest.get("abdruck") != print_of_all or "uebernommen" in json.dumps(manifest):
            continue
        if release.current(target) is None:
            return None
        return Result(target, manifest, _verdict_of(target), folder, unchanged=True)
    return None


def _verdict_of(target: Path) -> "Verdict":
    """Read the findings of a finished folder back."""
    from pipeline.checking import Verdict  # noqa: PLC0415 - only where nothing has to be made
    from pipeline.model import Allowance  # noqa: PLC0415

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
    all_of_it.update(git.history(request.sources).encode())
    return all_of_it.hexdigest()
