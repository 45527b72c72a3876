"""Open the sources: from the folder or from git, read with pandoc as the parser of Markdown."""

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import chain, takewhile
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.read.folder import read_folder
from pipeline.tools import pandoc
from pipeline.tree import LARGEST_TEXT, SourceTree

if TYPE_CHECKING:
    from pipeline.read import Reading


_BLOCK = re.compile(r"^( *)(?:- )?\w+: \|(-?)\n((?:(?:\1 .*)?\n)+)", re.MULTILINE)
"""A long text of a table: a block scalar."""

_MARKED = re.compile(r"^ *(?:[-*+>|]|#{1,6}|\d+[.)]) ", re.MULTILINE)
"""What a text for pandoc often has, and few of the many that are plain sentences."""


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


def read_tree(
    tree: SourceTree, cache: Path | None = None, meanwhile: Callable[[], object] = lambda: None
) -> "Reading":
    """Read a tree.

    pandoc starts on the long texts at once: it works while the model is loaded and the tables are read.

    Args:
        tree: names and bytes.
        cache: a folder that keeps parsed Markdown between runs; None for no cache.
        meanwhile: what is to be done while pandoc, another process, reads the rest.
    """
    with begun([tree], cache, meanwhile) as parser:
        return read_all([tree], parser)[0]


def begun(
    trees: Iterable[SourceTree], cache: Path | None = None, meanwhile: Callable[[], object] = lambda: None
) -> pandoc.Parser:
    """Start pandoc on the long texts of trees that will be read, what they share once; see ``read_tree``."""
    parser = pandoc.Parser(cache / "markdown.txt" if cache else None, meanwhile)
    parser.begin(chain.from_iterable(map(_long_texts, trees)))
    return parser


def read_all(trees: Iterable[SourceTree], parser: pandoc.Parser) -> "list[Reading]":
    """Read trees that pandoc has begun on."""
    from pipeline.read import read  # noqa: PLC0415 - loads pydantic; pandoc need not wait for it

    return [read(tree, parser) for tree in trees]


def _long_texts(tree: SourceTree) -> Iterator[str]:
    """Yield chapters and tables' long texts as they will be if hygiene has nothing to mend; else they are parsed again."""
    for path, data in tree.files.items():
        if len(data) > LARGEST_TEXT:
            continue
        if path.endswith(".md"):
            yield data.decode("utf-8", "replace")
        elif path.endswith(".yaml"):
            yield from _blocks(data.decode("utf-8", "replace"))


def _blocks(table: str) -> Iterator[str]:
    """Yield the block scalars with marks as YAML gives them, without asking for all that YAML can be."""
    for _, stripped, block in _BLOCK.findall(table):
        if _MARKED.search(block):
            text = "\n".join(_dedented(block.split("\n"))).rstrip("\n")
            yield text if stripped else f"{text}\n"


def _dedented(lines: list[str]) -> Iterator[str]:
    """Yield the lines of a block without its indentation, up to one that stands less far in."""
    first = next(filter(None, lines))
    indent = len(first) - len(first.lstrip(" "))
    yield from (line[indent:] for line in takewhile(lambda line: not line[:indent].strip(), lines))
