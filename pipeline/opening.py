"""Open the sources: from the folder or from git, read with pandoc as the parser of Markdown."""

from pathlib import Path

from pipeline.read import Reading, read
from pipeline.read.folder import read_folder
from pipeline.tools import pandoc
from pipeline.tree import SourceTree


def gather(sources: Path, version: str = "", *, with_commit: bool = False) -> SourceTree:
    """Take the files from the folder, or from a version in git without checkout.

    Args:
        sources: the folder.
        version: version name or git revision; empty for the folder as it is.
        with_commit: ask git where the folder stands (100 ms that a mere check need not pay).

    Raises:
        PipelineError: if there is no such folder or version.
    """
    if version:
        from pipeline.tools import git  # noqa: PLC0415 - see with_commit

        return git.read(sources, version)
    if with_commit:
        from pipeline.tools import git  # noqa: PLC0415

        return read_folder(sources, git.origin(sources))
    return read_folder(sources)


def read_tree(tree: SourceTree, cache: Path | None = None) -> Reading:
    """Read a tree; parsed Markdown is kept in the cache folder, if one is given."""
    return read(tree, lambda texts: pandoc.parse(texts, cache / "markdown.txt" if cache else None))
