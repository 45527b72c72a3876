"""The Synopse's two sides: this version, and the draft read out of git and kept in the cache.

Nobody sets the draft any more, so its Markdown is read without pandoc; and what was read once is
kept as plain data under a name made of all it depends on: the commit, the laws, this program.
"""

import hashlib
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

from pipeline import compose, legal, markdown, synopsis
from pipeline.errors import PipelineError
from pipeline.manuscript import Synopsis
from pipeline.model import Concept
from pipeline.opening import gather
from pipeline.read import read
from pipeline.synopsis import Draft, collate, draft_of, law_of
from pipeline.tree import SourceTree

_PROGRAM = (legal, markdown, synopsis, compose.index)


def side_by_side(concept: Concept, tree: SourceTree, sources: Path, cache: Path | None) -> Synopsis | None:
    """Make the Synopse that the sources ask for.

    Args:
        concept: as read.
        tree: what it was read from.
        sources: the folder in whose history the draft stands.
        cache: folder for what can be kept between runs; None for no cache.
    """
    law = law_of(concept)
    if law is None or concept.settings is None or concept.settings.synopsis is None:
        return None
    now = _flagged(concept)
    return collate(concept, _draft(concept, str(concept.settings.synopsis.draft), tree, sources, cache), now)


def _draft(concept: Concept, name: str, tree: SourceTree, sources: Path, cache: Path | None) -> Draft | None:
    from pipeline.tools import git  # noqa: PLC0415

    try:
        commit = git.resolve(sources, name)
        digest = hashlib.sha256(commit.encode())
        for path, data in tree.files.items():
            if path.startswith("recht/"):
                digest.update(data)
        for module in _PROGRAM:
            digest.update(Path(module.__file__ or "").read_bytes())
        kept = cache / f"entwurf-{digest.hexdigest()[:32]}.json" if cache else None
        found = _kept(kept)
        if found:
            return found
        former = read(gather(sources, commit), markdown.parse).concept
    except PipelineError:
        return None
    with_laws = replace(former, laws=concept.laws)
    draft = draft_of(with_laws, _flagged(with_laws))
    if kept and draft:
        _keep(kept, draft)
    return draft


def _flagged(concept: Concept) -> dict[tuple[str, str], str]:
    return {(str(one.subject), str(one.provision)): one.words for one in legal.flags(concept)}


def _kept(path: Path | None) -> Draft | None:
    """Take the draft from the cache; one that is missing or damaged is read anew."""
    try:
        data: Any = json.loads(path.read_bytes()) if path else None
        return data and Draft(
            label=str(data["label"]),
            day=str(data["day"]),
            paper=str(data["paper"]),
            numbers={str(key): str(number) for key, number in data["numbers"].items()},
            parts={
                str(key): tuple((str(part), tuple(map(str, texts))) for part, texts in parts)
                for key, parts in data["parts"].items()
            },
            flagged={(str(one), str(other)): str(words) for one, other, words in data["flagged"]},
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def _keep(path: Path, draft: Draft) -> None:
    """Keep the draft in place of any former one; a cache that cannot be written is none."""
    flagged = [[*pair, words] for pair, words in sorted(draft.flagged.items())]
    data = {
        "label": draft.label, "day": draft.day, "paper": draft.paper,
        "numbers": dict(draft.numbers), "parts": dict(draft.parts), "flagged": flagged,
    }  # fmt: skip
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        for former in path.parent.glob("entwurf-*.json"):
            former.unlink(missing_ok=True)
        fresh = path.with_suffix(".neu")
        fresh.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
        fresh.replace(path)
    except OSError:
        return
