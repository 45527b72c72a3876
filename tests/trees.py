"""Tiny concepts for tests: the minimal one, overlays on it, and short ways to read and judge them."""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

from pipeline.checking import Verdict, check
from pipeline.model import Block, Concept, Former
from pipeline.prose import header, text
from pipeline.read import Reading, read
from pipeline.tools import pandoc
from pipeline.tree import Origin, SourceTree

CONCEPTS = Path(__file__).with_name("concepts")

Parse = Callable[[Sequence[str]], Sequence[list[Block] | None]]

_HEADING = re.compile(r"(#{1,6}) (.*?)(?: \{#([^}\s]*)\})?")


@cache
def _folder(name: str) -> Mapping[str, bytes]:
    root = CONCEPTS / name
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in sorted(root.rglob("*")) if path.is_file()}


def minimal() -> dict[str, bytes]:
    """The tiny complete concept without any fault."""
    return dict(_folder("minimal"))


def overlay(name: str) -> dict[str, bytes]:
    """The minimal concept with the files of another folder of ``concepts`` laid over it."""
    return minimal() | _folder(name)


def replaced(files: Mapping[str, bytes], path: str, old: str, new: str) -> dict[str, bytes]:
    """One string of one file replaced, once."""
    before = files[path].decode()
    assert before.count(old) == 1, f"„{old}“ steht {before.count(old)}-mal in {path}"
    return {**files, path: before.replace(old, new).encode()}


def tree(files: Mapping[str, bytes]) -> SourceTree:
    """Files as the source of a concept."""
    return SourceTree(dict(sorted(files.items())), Origin("test"))


def parse_simply(texts: Sequence[str]) -> list[list[Block] | None]:
    """Stand in for pandoc where Markdown does not matter: paragraphs and headings, nothing within them."""
    return [_blocks(source) for source in texts]


def _blocks(source: str) -> list[Block]:
    blocks: list[Block] = []
    for piece in re.split(r"\n\s*\n", source):
        words = " ".join(piece.split())
        found = _HEADING.fullmatch(words)
        if found:
            blocks.append(header(len(found[1]), found[3] or "", text(found[2])))
        elif words:
            blocks.append({"t": "Para", "c": text(words.removeprefix("> "))})
    return blocks


_TREES: dict[str, str] = {}


def parse_once(texts: Sequence[str]) -> list[list[Block] | None]:
    """pandoc, but no text twice in one run of the tests."""
    new = [source for source in dict.fromkeys(texts) if source not in _TREES]
    for source, blocks in zip(new, pandoc.parse(new), strict=True):
        _TREES[source] = json.dumps(blocks)
    return [json.loads(_TREES[source]) for source in texts]


def parse_verbatim(texts: Sequence[str]) -> list[list[Block] | None]:
    """Every text is one paragraph of one word: nothing can be lost before composing."""
    return [[{"t": "Para", "c": [{"t": "Str", "c": source}]}] for source in texts]


def read_simply(files: Mapping[str, bytes]) -> Reading:
    """Read without pandoc."""
    return read(tree(files), parse_simply)


def read_really(files: Mapping[str, bytes]) -> Reading:
    """Read with pandoc."""
    return read(tree(files), parse_once)


def judged(
    files: Mapping[str, bytes],
    reader: Callable[[Mapping[str, bytes]], Reading] = read_really,
    past: str = "",
    *,
    strict: bool = False,
) -> Verdict:
    """Read and check; earlier versions are told line by line, ``Fassung Kennung Titel``."""
    reading = reader(files)
    concept = with_past(reading.concept, past) if past else reading.concept
    return check(concept, reading.findings, strict=strict)


def with_past(concept: Concept, past: str) -> Concept:
    """Tell a concept its earlier versions without git."""
    history: dict[str, tuple[Former, ...]] = {}
    for line in past.splitlines():
        version, key, title = line.split(" ", 2)
        history[key] = (*history.get(key, ()), Former(version, title))
    versions = dict.fromkeys(line.split(" ", 1)[0] for line in past.splitlines())
    return replace(concept, history=history, former_versions=tuple(versions))


def lines(verdict: Verdict) -> list[str]:
    """Findings as a page of a rule writes them: ``path:line rule subject``."""
    return [f"{one.place} {one.rule} {one.subject}".strip() for one in verdict.findings]
