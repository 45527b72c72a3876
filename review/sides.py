"""Open the two drafts: a version, a git revision, the folder as it is, or any other folder.

Reading never stops at a fault: what can be read is compared, and what could not be read stands on top of every report.
"""

import difflib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline.checking import Verdict, check
from pipeline.compose import compose
from pipeline.errors import PipelineError, RevisionUnknown, UsageError
from pipeline.findings import Severity
from pipeline.manuscript import Manuscript
from pipeline.model import Concept
from pipeline.opening import gather, read_trees
from pipeline.since import compare as since
from pipeline.tools import git
from pipeline.tree import SourceTree
from review.changes import ChangeSet, Fault, Side
from review.compare import compare, side_of

WORKTREE = "WORKTREE"
"""Stands for the folder as it is, with all that no commit has."""

_MISSING = "missing-chapter"
"""The rule that sees a file named in the outline and not there: it cannot be read either."""

_HASHES = frozenset({40, 64})
"""Lengths of a full hash."""


@dataclass(frozen=True, slots=True)
class Draft:
    """One side, opened.

    Attributes:
        side: what to call it.
        tree: the files.
        concept: as read.
        verdict: what the rules say of it.
        manuscript: as composed.
    """

    side: Side
    tree: SourceTree
    concept: Concept
    verdict: Verdict
    manuscript: Manuscript


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two drafts and what changed between them: what a report is made of.

    Attributes:
        base: the earlier draft.
        head: the later draft.
        changes: all that changed.
        occasion: for whom the comparison is and since when, a sentence on top of the reports; empty without.
    """

    base: Draft
    head: Draft
    changes: ChangeSet
    occasion: str = ""


@dataclass(frozen=True, slots=True)
class Ahead:
    """What the caller does before the comparison is there, so that neither he nor another process waits for it.

    Attributes:
        reading: done while pandoc reads.
        composed: done with both manuscripts before they are judged and compared.
    """

    reading: Callable[[], object] = lambda: None
    composed: Callable[[Manuscript, Manuscript], object] = lambda _base, _head: None


def compared(
    sources: Path, base: str, head: str, cache: Path | None = None, ahead: Ahead | None = None
) -> Comparison:
    """Open two drafts and compare them.

    Args:
        sources: the folder whose history is meant.
        base: the earlier draft: version, revision, ``WORKTREE`` or a folder.
        head: the later draft, likewise.
        cache: folder for what can be kept between runs; None for no cache.
        ahead: what to do meanwhile.

    Raises:
        PipelineError: if a draft does not exist or neither can be laid out.
    """
    return compared_trees((base, tree_of(sources, base)), (head, tree_of(sources, head)), cache, ahead)


def compared_trees(
    former_side: tuple[str, SourceTree],
    later_side: tuple[str, SourceTree],
    cache: Path | None = None,
    ahead: Ahead | None = None,
) -> Comparison:
    """Compare two trees of files.

    Args:
        former_side: what to call the earlier draft, and its files.
        later_side: the later draft, likewise.
        cache: folder for what can be kept between runs; None for no cache.
        ahead: what to do meanwhile.

    Raises:
        UsageError: if neither can be laid out.
    """
    former, later = _drafts((former_side, later_side), cache, ahead or Ahead())
    verdict = since(later.verdict, former.verdict, former.side.name)
    changes = compare(former.manuscript, later.manuscript, (former.side, later.side))
    changes = replace(changes, new_faults=_faults(verdict.findings), mended=_faults(verdict.mended))
    return Comparison(former, later, changes)


def drafts(sources: Path, names: Sequence[str], cache: Path | None = None) -> tuple[Draft, ...]:
    """Open drafts; one without readable settings borrows those of another.

    Args:
        sources: the folder whose history is meant.
        names: version, revision, ``WORKTREE`` or folder each.
        cache: folder for what can be kept between runs; None for no cache.

    Raises:
        PipelineError: if a draft does not exist or none can be laid out.
    """
    return _drafts([(name, tree_of(sources, name)) for name in names], cache, Ahead())


def _drafts(sides: Sequence[tuple[str, SourceTree]], cache: Path | None, ahead: Ahead) -> tuple[Draft, ...]:
    readings = read_trees([tree for _, tree in sides], cache, ahead.reading)
    settings = next((one.concept.settings for one in readings if one.concept.settings), None)
    if settings is None:
        told = " noch ".join(f"„{name}“" for name, _ in sides)
        raise UsageError(
            f"Weder {told} enthält eine lesbare Datei „konzept.yaml“",
            "Fassungen des Konzepts nennen; „konzept versions“ listet sie.",
        )
    concepts = [replace(one.concept, settings=one.concept.settings or settings) for one in readings]
    manuscripts = [_composed(one) for one in concepts]
    ahead.composed(manuscripts[0], manuscripts[-1])
    return tuple(
        _draft(name, tree, reading.concept, check(reading.concept, reading.findings), (concept, manuscript))
        for (name, tree), reading, concept, manuscript in zip(sides, readings, concepts, manuscripts, strict=True)
    )


def last_two(sources: Path) -> tuple[str, str]:
    """Name the last two versions.

    Raises:
        UsageError: if the history holds fewer.
        RepositoryMissing: without git.
    """
    known = [version.name for version in git.versions(sources)]
    if len(known) < 2:  # noqa: PLR2004 - two are compared
        raise UsageError(
            "Die Geschichte enthält keine zwei Fassungen",
            "Zwei Fassungen, Git-Revisionen oder Ordner nennen: „konzept-review diff ALT NEU“.",
        )
    return known[-2], known[-1]


def tree_of(sources: Path, name: str) -> SourceTree:
    """Take the files of a draft: a version or revision first, then a folder of that name; ``WORKTREE`` is the folder as it is.

    Raises:
        PipelineError: if there is neither.
    """
    if name == WORKTREE:
        return gather(sources, with_commit=True)
    if not name.strip():
        raise RevisionUnknown("Statt des Namens einer Fassung steht hier nichts")
    try:
        return gather(sources, name)
    except PipelineError as error:
        if Path(name).is_dir():
            return gather(Path(name))
        if not isinstance(error, RevisionUnknown):
            raise
        near = difflib.get_close_matches(name, [one.name for one in git.versions(sources)], 2, 0.5)
        meant = " oder ".join(f"„{one}“" for one in near)
        raise RevisionUnknown(str(error), f"Meinten Sie {meant}?" if meant else "") from error


def draft_of(name: str, tree: SourceTree, concept: Concept, verdict: Verdict) -> Draft:
    """Lay out a draft that was read.

    Raises:
        UsageError: if its settings cannot be read.
    """
    if concept.settings is None:
        raise UsageError(
            f"„{name}“ enthält keine lesbare Datei „konzept.yaml“", "„konzept check“ sagt, was an ihr nicht stimmt."
        )
    return _draft(name, tree, concept, verdict, (concept, _composed(concept)))


def _composed(concept: Concept) -> Manuscript:
    manuscript = compose(concept)
    assert manuscript is not None  # noqa: S101 - the settings are there
    return manuscript


def _draft(
    name: str, tree: SourceTree, read: Concept, verdict: Verdict, laid_out: tuple[Concept, Manuscript]
) -> Draft:
    """Name a draft; what was laid out may have the settings of another."""
    concept, manuscript = laid_out
    origin = tree.origin
    side = side_of(manuscript, commit=origin.commit, dirty=origin.dirty)
    if read.settings is None:
        side = replace(side, name=_shown(name), label="nicht lesbar", paper="", day="")
    elif name != side.name:  # a revision or folder is not the version whose name its settings hold
        side = replace(side, name=f"{side.name} ({_shown(name)})")
    unread = tuple(
        f"{one.place}: {one.message}"
        for one in verdict.findings
        if one.severity is Severity.ERROR and _of_reading(one.rule)
    )
    return Draft(replace(side, unread=unread), tree, concept, verdict, manuscript)


def _shown(name: str) -> str:
    """Write how the user named a draft: a folder without what leads to it, a hash in short."""
    if name == WORKTREE:
        return "Arbeitsstand"
    if len(name) in _HASHES and all(sign in "0123456789abcdef" for sign in name):
        return name[:10]
    return Path(name).name or name


def _of_reading(rule: str) -> bool:
    from pipeline.checking import rules  # noqa: PLC0415

    return rule == _MISSING or rule not in rules()


def _faults(findings: tuple) -> tuple[Fault, ...]:  # type: ignore[type-arg]
    return tuple(Fault(one.rule, one.severity.label, str(one.place), one.message, one.subject) for one in findings)
