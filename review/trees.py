"""The files of a draft, however a user names it. Light: pandoc starts on them before the heavy rooms are loaded."""

import difflib
from pathlib import Path

from pipeline.errors import PipelineError, RevisionUnknown, UsageError
from pipeline.opening import gather
from pipeline.tools import git
from pipeline.tree import SourceTree

WORKTREE = "WORKTREE"
"""Stands for the folder as it is, with all that no commit has."""


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
