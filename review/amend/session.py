"""What the commands on amendments share: open a draft, find amendments, write to the sources, name the trailers."""

import difflib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline.build import PROJECT
from pipeline.checking import Verdict, check
from pipeline.errors import UsageError
from pipeline.model import Amendment, Block, Concept, Operation
from pipeline.opening import gather
from pipeline.read import Reading, read
from pipeline.tools import pandoc
from pipeline.tree import Origin, SourceTree
from review.amend.applying import Applied, apply
from review.amend.citing import Citer
from review.amend.placing import Fate, Placer
from review.amend.sites import Sites
from review.amend.telling import point as telling_point
from review.sides import Comparison, Draft, compared_trees, draft_of
from review.trees import WORKTREE, tree_of

TEMPLATES = PROJECT / "templates"


@dataclass(frozen=True, slots=True)
class Desk:
    """A draft on the table and all amendments that the sources hold.

    Attributes:
        sources: the folder.
        name: of the draft.
        tree: its files.
        reading: what they hold.
        amendments: of the folder as it is, by date; an old version knows none yet.
        cache: folder for what can be kept between runs.
    """

    sources: Path
    name: str
    tree: SourceTree
    reading: Reading
    amendments: tuple[Amendment, ...]
    cache: Path | None

    @property
    def concept(self) -> Concept:
        """The concept of the draft."""
        return self.reading.concept

    def parse(self, texts: Sequence[str]) -> Sequence[list[Block] | None]:
        """Read Markdown with pandoc, through the cache."""
        return pandoc.parse(texts, self.cache / "markdown.txt" if self.cache else None)

    def chosen(self, ids: Iterable[str]) -> list[Amendment]:
        """Find amendments by id; all if none is named.

        Raises:
            UsageError: if there is no such amendment.
        """
        known = {str(one.id): one for one in self.amendments}
        for name in ids:
            if name not in known:
                near = difflib.get_close_matches(name, known, 1, 0.4)
                there = f"Es gibt: {', '.join(known)}." if known else "Unter „sources/antraege/“ liegt noch keiner."
                raise UsageError(
                    f"Einen Änderungsantrag „{name}“ gibt es nicht", f"Meinten Sie „{near[0]}“?" if near else there
                )
        return [known[name] for name in dict.fromkeys(ids)] or list(self.amendments)

    def draft(self) -> Draft:
        """Lay the draft out.

        Raises:
            UsageError: if it has no readable settings.
        """
        return draft_of(self.name, self.tree, self.reading.concept, check(self.concept, self.reading.findings))

    def placer(self) -> Placer:
        """Give what places operations in the draft."""
        return Placer(Sites(self.tree, self.concept))

    def citer(self) -> Citer:
        """Give what cites the draft's pages."""
        return Citer(self.draft(), self.placer().printed, TEMPLATES, self.cache)


def desk(sources: Path, base: str, cache: Path | None) -> Desk:
    """Open a draft; the amendments are those of the folder as it is.

    Args:
        sources: the folder.
        base: version, revision or folder; empty for the folder as it is.
        cache: folder for what can be kept between runs.
    """
    name = base or WORKTREE
    tree = tree_of(sources, name)

    def parse(texts: Sequence[str]) -> Sequence[list[Block] | None]:
        return pandoc.parse(texts, cache / "markdown.txt" if cache else None)

    reading = read(tree, parse)
    amendments = reading.concept.amendments
    if base:
        amendments = read(gather(sources), lambda texts: [[] for _ in texts]).concept.amendments
    return Desk(sources, name, tree, reading, amendments, cache)


def effect(table: Desk, amendment: Amendment) -> tuple[Applied, Comparison]:
    """Carry an amendment out in memory and compare.

    Returns:
        What became of it, and the comparison of the text without and with it; what does not fit is left out of it.
    """
    applied = apply(table.tree, table.concept, [amendment])
    tree = applied.tree
    if applied.refused:
        fitting = tuple(one.operation for one in applied.outcomes if one.fate.counts)
        partly = amendment.model_copy(update={"operations": fitting})
        tree = apply(table.tree, table.concept, [partly]).tree
    head = replace(tree, origin=Origin(f"mit {amendment.id}"))
    return applied, compared_trees((table.name, table.tree), (f"mit {amendment.id}", head), table.cache)


def written_against(sources: Path, amendment: Amendment) -> str:
    """Name the version an amendment was written against, empty if git does not know it."""
    from pipeline.errors import PipelineError  # noqa: PLC0415
    from pipeline.tools import git  # noqa: PLC0415

    try:
        known = {one.name for one in git.versions(sources)}
    except PipelineError:
        return ""
    return str(amendment.version) if amendment.version in known else ""


def cites_of(table: Desk, several: Iterable[Amendment]) -> dict[tuple[str, int], str]:
    """Cite every point of amendments in the version each was written against."""
    found: dict[tuple[str, int], str] = {}
    by_version: dict[str, list[Amendment]] = {}
    for one in several:
        by_version.setdefault(written_against(table.sources, one), []).append(one)
    for version, amendments in by_version.items():
        there = desk(table.sources, version, table.cache) if version else table
        placer, citer = there.placer(), there.citer()
        for one in amendments:
            for outcome in placer.place(one):
                found[str(one.id), outcome.number] = citer.outcome(outcome, placer.sites)
    return found


# ---- new amendments ----


@dataclass(frozen=True, slots=True)
class New:
    """An amendment to be written.

    Attributes:
        key: its id.
        version: what it is written against.
        subject: what it is about.
        submitter: who asks for it.
        day: ISO date.
        operations: its points.
        left: what could not be placed, as sentences.
    """

    key: str
    version: str
    subject: str
    submitter: str
    day: str
    operations: tuple[Operation, ...]
    left: tuple[str, ...]


def from_revisions(sources: Path, base: str, head: str, key: str, cache: Path | None) -> New:
    """Make an amendment of what changed between two drafts."""
    from review.amend.deriving import operations, remaining  # noqa: PLC0415

    one, other = desk(sources, base, cache), desk(sources, head, cache)
    former, later = one.draft(), other.draft()
    derived = operations(former, later)
    points, left = fitting(one, derived.operations)
    left = [*derived.left, *left]
    made = apply(one.tree, one.concept, [Amendment.model_construct(id=key, operations=points)])
    now = draft_of("", made.tree, read(made.tree, one.parse).concept, Verdict((), ()))
    left += [f"danach noch verschieden: {line}" for line in remaining(now, later)]
    version = former.side.name.partition(" (")[0]
    day = later.side.day or "2000-01-01"
    return New(key, version, f"Änderungen von {base} zu {head}", "offen", day, points, tuple(left))


def fitting(table: Desk, operations: Sequence[Operation]) -> tuple[tuple[Operation, ...], list[str]]:
    """Try operations on a draft; what does not fit would keep the whole amendment from being carried out.

    Returns:
        Those that fit together, and the others as sentences.
    """
    points, left = tuple(operations), list[str]()
    while points:
        tried = apply(table.tree, table.concept, [Amendment.model_construct(id="", operations=points)])
        stale = [one for one in tried.outcomes if one.fate is Fate.STALE]
        if not stale:
            break
        left += [f"{telling_point(one.number, one.operation)}: {one.message}" for one in stale]
        points = tuple(one.operation for one in tried.outcomes if one.fate is not Fate.STALE)
    return points, left


def from_word(sources: Path, path: Path, base: str, key: str, cache: Path | None) -> New:
    """Make an amendment of the tracked changes of a Word file."""
    return out_of_word(desk(sources, base, cache), path, f"Änderungen aus „{path.name}“", key)


def out_of_word(table: Desk, data: bytes | Path, subject: str, key: str) -> New:
    """Make an amendment of the tracked changes of a Word file that was written against a draft.

    Args:
        table: with the draft.
        data: the file or its bytes.
        subject: what the amendment is about.
        key: its id.

    Raises:
        WordRefused: if the file cannot be read as one of Word's.
    """
    from pipeline.tools import word_changes  # noqa: PLC0415
    from review.amend.from_word import placed  # noqa: PLC0415
    from review.amend.proving import proved  # noqa: PLC0415
    from review.marked import COUNTING  # noqa: PLC0415
    from review.redline.guide import MOVING  # noqa: PLC0415

    changes = word_changes.read(data, {COUNTING}, {MOVING})
    points, left = proved(table, placed(changes, table.placer()))
    version = table.draft().side.name.partition(" (")[0]
    return New(key, version, subject, changes.author or "offen", changes.day or "2000-01-01", points, left)


def laid_out(target: Path, tree: SourceTree) -> None:
    """Write the files of a tree into a folder that is empty or not there yet.

    Raises:
        UsageError: if something lies there already.
        OutputBlocked: if it cannot be written.
    """
    from pipeline.swapping import swap  # noqa: PLC0415

    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise UsageError(f"In „{target.as_posix()}“ liegt schon etwas", "Einen leeren oder neuen Ordner nennen.")
    swap(target, tree.files, {})


def put(sources: Path, made: New, *, force: bool) -> Path:
    """Write a new amendment into the sources.

    Raises:
        UsageError: if its id has another form, or a file of this name is there and must stay.
        OutputBlocked: if it cannot be written.
    """
    from pipeline.swapping import swap  # noqa: PLC0415
    from review.amend.amendment_file import written  # noqa: PLC0415

    if not re.fullmatch(r"A-[A-Z]{1,8}-\d{2,3}", made.key):
        raise UsageError(f"„{made.key}“ ist keine Kennung für einen Antrag", "Eine wie A-CDU-03 mit „--id“ nennen.")
    name = f"antraege/{made.key}.yaml"
    path = sources / name
    former = {name: path.read_bytes()} if path.exists() else {}
    if former and not force:
        raise UsageError(
            f"„{path.as_posix()}“ gibt es schon",
            "Mit „--id“ eine andere Kennung nennen oder mit „--force“ überschreiben.",
        )
    swap(sources, {name: written(made).encode()}, former)
    return path
