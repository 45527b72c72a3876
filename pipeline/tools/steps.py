"""The commits between two versions and the lines each of them touched, asked of git in one go.

Along the first parents: a merged branch counts as one step, made by the merge. Nothing is checked out.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.tools.git import repository

if TYPE_CHECKING:
    from git import Repo

Hunk = tuple[int, int, int, int]
"""First line and number of lines before, first line and number of lines after; as in a unified diff without context."""

_HUNK = re.compile(r"@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@")
_ALL = 10**9
_PATCH = (
    "-p",
    "-U0",
    "--no-renames",
    "--no-color",
    "--no-ext-diff",
    "--no-textconv",
    "--src-prefix=a/",
    "--dst-prefix=b/",
)


@dataclass(frozen=True, slots=True)
class Step:
    """A commit, or what no commit holds yet.

    Attributes:
        commit: full hash, empty for what is not committed.
        day: ISO date of its author.
        author: name as git has it.
        subject: first line of the message.
        files: path in the sources → touched lines, in order.
    """

    commit: str
    day: str
    author: str
    subject: str
    files: Mapping[str, Sequence[Hunk]]


@dataclass(frozen=True, slots=True)
class Walk:
    """The way from one version to another.

    Attributes:
        steps: oldest first; only those that touched the sources.
        from_base: whether it begins with just what the earlier version holds.
    """

    steps: tuple[Step, ...]
    from_base: bool


def walk(folder: Path, base: str, head: str, *, dirty: bool) -> Walk:
    """List the commits that lead from one to another.

    Args:
        folder: of the sources.
        base: full hash of the earlier commit.
        head: full hash of the later commit.
        dirty: whether the folder's changes, which no commit has, are the last step.

    Raises:
        RepositoryMissing: without git or outside a repository.
    """
    with repository(folder) as repo:
        within = folder.resolve().relative_to(Path(str(repo.working_tree_dir)).resolve()).as_posix()
        git = repo.git(c="core.quotepath=false", literal_pathspecs=True)
        form = "--format=%x01%H%x1f%as%x1f%an%x1f%s"
        log = git.log("--first-parent", "-m", "--reverse", *_PATCH, form, f"{base}..{head}", "--", within)
        steps = list(_steps(log, within))
        before = f"{steps[0].commit}^" if steps else head
        from_base = not steps or _held(repo, base, within) == _held(repo, before, within)
        if dirty:
            patch = git.diff(*_PATCH, head, "--", within)
            new = git.ls_files("--others", "--exclude-standard", "-z", "--", within).split("\0")
            files = dict(_files(patch.split("\n"), within))
            files |= {_inside(path, within): [(0, 0, 1, _ALL)] for path in new if path}
            if files:
                steps.append(Step("", "", "", "", files))
        return Walk(tuple(steps), from_base)


def _held(repo: "Repo", commit: str, within: str) -> str:
    """Name what a commit holds in the folder."""
    return str(repo.git.rev_parse("--verify", "--end-of-options", f"{commit}:{'' if within == '.' else within}"))


def _steps(log: str, within: str) -> Iterator[Step]:
    for piece in log.split("\x01")[1:]:
        head, _, patch = piece.partition("\n")
        commit, day, author, subject = head.split("\x1f", 3)
        yield Step(commit, day, author, subject, dict(_files(patch.split("\n"), within)))


def _files(lines: Sequence[str], within: str) -> Iterator[tuple[str, list[Hunk]]]:
    """Read a patch; what the files hold is stepped over by its count, whatever it looks like."""
    path, hunks, at = "", list[Hunk](), 0
    while at < len(lines):
        line = lines[at]
        at += 1
        if line.startswith("diff --git "):
            if path:
                yield path, hunks
            path, hunks = "", []
        elif line.startswith(("--- a/", "+++ b/")):
            path = _inside(line[6:].rstrip("\t"), within)
        elif found := _HUNK.match(line):
            before, gone, after, come = (int(one or 1) for one in found.groups())
            hunks.append((before, gone, after, come))
            at += gone + come
    if path:
        yield path, hunks


def _inside(path: str, within: str) -> str:
    return path.removeprefix(f"{within}/")
