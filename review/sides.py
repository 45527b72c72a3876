"""Open the two drafts: a version, a git revision, the folder as it is, or any other folder.

Reading never stops at a fault: what can be read is compared, and what could not be read stands on top of every report.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline.checking import Verdict
from pipeline.compose import compose
from pipeline.errors import UsageError
from pipeline.findings import Severity
from pipeline.manuscript import Manuscript
from pipeline.model import Concept
from pipeline.opening import begun, read_all
from pipeline.since import compare as since
from pipeline.tools import pandoc
from pipeline.tree import SourceTree
from review.changes import ChangeSet, Fault, Side
from review.compare import compare, side_of
from review.trees import WORKTREE, tree_of
from review.verdicts import verdicts

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


Named = tuple[str, SourceTree]
"""What to call a draft, and its files."""

def compared_trees(former: Named, later: Named, cache: Path | None = None) -> Comparison:
    """Compare two trees of files.

    Args:
        former: the earlier draft.
        later: the later draft.
        cache: folder for what can be kept between runs; None for no cache.

    Raises:
        UsageError: if neither can be laid out.
    """
    with begun((former[1], later[1]), cache) as parser:
        return compared_ahead(former, later, parser, cache)


def compared_ahead(
    former: Named,
    later: Named,
    parser: pandoc.Parser,
    cache: Path | None = None,
) -> Comparison:
    """Compare two trees that pandoc reads already.

    Args:
        former: the earlier draft.
        later: the later draft.
        parser: has begun on them.
        cache: folder for what can be kept between runs; None for no cache.

    Raises:
        UsageError: if neither can be laid out.
    """
    before, after = _drafts((former, later), parser, cache)
    verdict = since(after.verdict, before.verdict, before.side.name)
    changes = compare(before.manuscript, after.manuscript, (before.side, after.side))
    changes = replace(changes, new_faults=_faults(verdict.findings), mended=_faults(verdict.mended))
    return Comparison(before, after, changes)


def drafts(sources: Path, names: Sequence[str], cache: Path | None = None) -> tuple[Draft, ...]:
    """Open drafts; one without readable settings borrows those of another.

    Args:
        sources: the folder whose history is meant.
        names: version, revision, ``WORKTREE`` or folder each.
        cache: folder for what can be kept between runs; None for no cache.

    Raises:
        PipelineError: if a draft does not exist or none can be laid out.
    """
    sides = [(name, tree_of(sources, name)) for name in names]
    with begun([tree for _, tree in sides], cache) as parser:
        return _drafts(sides, parser, cache)


def _drafts(
    sides: Sequence[Named],
    parser: pandoc.Parser,
    cache: Path | None,
) -> tuple[Draft, ...]:
    trees = [tree for _, tree in sides]
    readings = read_all(trees, parser)
    settings = next((one.concept.settings for one in readings if one.concept.settings), None)
    if settings is None:
        told = " noch ".join(f"„{name}“" for name, _ in sides)
        raise UsageError(
            f"Weder {told} enthält eine lesbare Datei „konzept.yaml“",
            "Fassungen des Konzepts nennen; „konzept versions“ listet sie.",
        )
    concepts = [replace(one.concept, settings=one.concept.settings or settings) for one in readings]
    manuscripts = [_composed(one) for one in concepts]
    judged = verdicts(list(zip(trees, readings, strict=True)), cache)
    laid_out = zip(concepts, manuscripts, strict=True)
    return tuple(
        _draft(name, tree, reading.concept, verdict, both)
        for (name, tree), reading, verdict, both in zip(sides, readings, judged, laid_out, strict=True)
    )


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


def _draft(name: str, tree: SourceTree, read: Concept, verdict: Verdict, laid_out: tuple[Concept, Manuscript]) -> Draft:
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
