"""Where each change stands and which commits made it.

One commit between the drafts made all of it. With several, the lines of each item are followed through them, back from
the later draft and forth from the earlier one: whoever touched them is a reason. What follows from elsewhere (a total in a
sentence) has none of its own.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from pipeline.errors import PipelineError
from pipeline.places import Place
from pipeline.tools import steps
from pipeline.tools.steps import Hunk, Step, Walk
from review.changes import Entry, Reason
from review.compare import base_of, head_of
from review.places import Lines, located
from review.sides import Comparison

_OUTLINE = "konzept.yaml"
"""The file that orders the chapters and fields."""

UNCOMMITTED = Reason("", "", "", "noch nicht festgeschrieben")


def explained(comparison: Comparison, sources: Path) -> Comparison:
    """Add places and reasons to every change.

    Args:
        comparison: two drafts compared.
        sources: the folder whose history is meant; a draft from another folder has no reasons.
    """
    changes = comparison.changes
    base = located(
        base_of(changes),
        comparison.base.concept,
        comparison.base.tree.files,
        (at for entry in changes.changes for at in entry.base_at),
    )
    head = located(
        head_of(changes),
        comparison.head.concept,
        comparison.head.tree.files,
        (at for entry in changes.changes for at in entry.head_at),
    )
    way = _walk(comparison, sources)
    entries = tuple(_explained(entry, base, head, way) if entry.kind else entry for entry in changes.entries)
    return replace(comparison, changes=replace(changes, entries=entries))


def _walk(comparison: Comparison, sources: Path) -> Walk:
    base, head = comparison.changes.base, comparison.changes.head
    if not base.commit or not head.commit or base.dirty:
        return Walk((), from_base=False)
    try:
        return steps.walk(sources, base.commit, head.commit, dirty=head.dirty)
    except PipelineError:  # a shallow clone or another repository: the comparison itself does not need it
        return Walk((), from_base=False)


def _explained(entry: Entry, base: dict[int, list[Lines]], head: dict[int, list[Lines]], way: Walk) -> Entry:
    before = [lines for at in entry.base_at for lines in base.get(at, ())]
    after = [lines for at in entry.head_at for lines in head.get(at, ())]
    found = _reasons(before, after, way)
    if not found and entry.moved:  # its own lines are as they were: what stands around them moved
        paths = {lines[0] for lines in (*before, *after)} | ({_OUTLINE} if entry.item.kind == "heading" else set())
        found = tuple(_reason(step) for step in way.steps if not paths.isdisjoint(step.files))
    return replace(entry, base_place=_place(before), head_place=_place(after), reasons=found)


def _place(lines: Sequence[Lines]) -> Place | None:
    return Place(*lines[0][:2]) if lines else None


def _reasons(before: Iterable[Lines], after: Iterable[Lines], way: Walk) -> tuple[Reason, ...]:
    if len(way.steps) == 1:
        return (_reason(way.steps[0]),)
    touched = {at for lines in after for at in _back(lines, way.steps)}
    if way.from_base:
        touched |= {at for lines in before for at in _forth(lines, way.steps)}
    return tuple(_reason(way.steps[at]) for at in sorted(touched))


def _reason(step: Step) -> Reason:
    return Reason(step.commit, step.day, step.author, step.subject) if step.commit else UNCOMMITTED


def _back(lines: Lines, way: Sequence[Step]) -> Iterator[int]:
    path, *range_ = lines
    for at in range(len(way) - 1, -1, -1):
        hunks = [(after, come, before, gone) for before, gone, after, come in way[at].files.get(path, ())]
        hit, range_ = followed(range_[0], range_[1], hunks)
        if hit:
            yield at
        if not range_:
            return


def _forth(lines: Lines, way: Sequence[Step]) -> Iterator[int]:
    path, *range_ = lines
    for at, step in enumerate(way):
        hit, range_ = followed(range_[0], range_[1], step.files.get(path, ()))
        if hit:
            yield at
        if not range_:
            return


def followed(first: int, last: int, hunks: Iterable[Hunk]) -> tuple[bool, list[int]]:
    """Follow lines through a step.

    Args:
        first: first line on this side.
        last: last line on this side.
        hunks: what the step touched, this side first.

    Returns:
        Whether it touched the lines, and where they are on the other side; empty if they are not there.
    """
    start, end, hit = first, last, False
    shift = 0
    for here, many, there, others in hunks:
        low, high = (here, here + many - 1) if many else (here + 1, here)  # of no line: between here and the next
        if high < first:
            shift += others - many
            start, end = first + shift, last + shift
        elif low <= last and (many or low > first):
            if low <= first:
                start = there if others else there + 1
            shift += others - many
            end = last + shift if high <= last else (there + others - 1 if others else there)
            hit = True
    return hit, [start, end] if start <= end else []
