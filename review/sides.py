"""Open the two drafts: a version, a git revision, the folder as it is, or any other folder.

Reading never stops at a fault: what can be read is compared, and what could not be read stands on top of every report.
"""

import difflib
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline.checking import Verdict, check
from pipeline.compose import compose
from pipeline.errors import PipelineError, RevisionUnknown, UsageError
from pipeline.findings import Severity
from pipeline.manuscript import Manuscript
from pipeline.model import Concept
from pipeline.opening import gather, read_tree
from pipeline.since import compare as since
from pipeline.tools import git
from pipeline.tree import SourceTree
from review.changes import ChangeSet, Fault, Side
from review.compare import compare, side_of

WORKTREE = "WORKTREE"
"""Stands for the folder as it is, with all that no commit has."""


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
    """Two drafts and what changed between them: what a report is made of."""

    base: Draft
    head: Draft
    changes: ChangeSet


def compared(sources: Path, base: str, head: str, cache: Path | None = None) -> Comparison:
    """Open two drafts and compare them.

    Args:
        sources: the folder whose history is meant.
        base: the earlier draft: version, revision, ``WORKTREE`` or a folder.
        head: the later draft, likewise.
        cache: folder for what can be kept between runs; None for no cache.

    Raises:
        PipelineError: if a draft does not exist or neither can be laid out.
    """
    return compared_trees((base, tree_of(sources, base)), (head, tree_of(sources, head)), cache)


def compared_trees(
    former_side: tuple[str, SourceTree], later_side: tuple[str, SourceTree], cache: Path | None = None
) -> Comparison:
    """Compare two trees of files.

    Args:
        former_side: what to call the earlier draft, and its files.
        later_side: the later draft, likewise.
        cache: folder for what can be kept between runs; None for no cache.

    Raises:
        UsageError: if neither can be laid out.
    """
    former, later = _opened(*former_side, cache), _opened(*later_side, cache)
    base, head = former_side[0], later_side[0]
    settings = former[1].settings or later[1].settings
    if settings is None:
        raise UsageError(
            f"Weder „{base}“ noch „{head}“ enthält eine lesbare Datei „konzept.yaml“",
            "Zwei Fassungen des Konzepts nennen; „konzept versions“ listet sie.",
        )
    drafts = tuple(
        _draft(*one, settings_of=replace(one[1], settings=one[1].settings or settings)) for one in (former, later)
    )
    verdict = since(drafts[1].verdict, drafts[0].verdict, drafts[0].side.name)
    changes = compare(drafts[0].manuscript, drafts[1].manuscript, (drafts[0].side, drafts[1].side))
    changes = replace(changes, new_faults=_faults(verdict.findings), mended=_faults(verdict.mended))
    return Comparison(drafts[0], drafts[1], changes)


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


def _opened(name: str, tree: SourceTree, cache: Path | None) -> tuple[str, Concept, SourceTree, Verdict]:
    reading = read_tree(tree, cache)
    return name, reading.concept, tree, check(reading.concept, reading.findings)


def tree_of(sources: Path, name: str) -> SourceTree:
    """Give the files of a draft: of a version, a revision, ``WORKTREE`` or a folder.

    Raises:
        PipelineError: if there is no such draft.
    """
    if name == WORKTREE:
        return gather(sources, with_commit=True)
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
    return _draft(name, concept, tree, verdict, concept)


def _draft(name: str, concept: Concept, tree: SourceTree, verdict: Verdict, settings_of: Concept) -> Draft:
    manuscript = compose(settings_of)
    assert manuscript is not None  # noqa: S101 - the settings are there
    origin = tree.origin
    known = concept.settings is not None
    side = side_of(manuscript, commit=origin.commit, dirty=origin.dirty)
    if not known:
        side = replace(side, name=name, label="nicht lesbar", paper="", day="")
    elif name == WORKTREE or not origin.commit:
        side = replace(side, name=f"{side.name} (Arbeitsstand)" if name == WORKTREE else f"{side.name} ({name})")
    unread = tuple(
        f"{one.place}: {one.message}"
        for one in verdict.findings
        if one.severity is Severity.ERROR and _of_reading(one.rule)
    )
    return Draft(replace(side, unread=unread), tree, settings_of, verdict, manuscript)


def _of_reading(rule: str) -> bool:
    from pipeline.checking import rules  # noqa: PLC0415

    return rule not in rules()


def _faults(findings: tuple) -> tuple[Fault, ...]:  # type: ignore[type-arg]
    return tuple(Fault(one.rule, one.severity.label, str(one.place), one.message, one.subject) for one in findings)
