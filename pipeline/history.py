"""What the ids meant in earlier versions: for the rule that an id is never given twice.

Only YAML is read, no Markdown is parsed. A version does not change any more, so what it held is kept
in the cache by commit; as long as git stands where it stood, git is not even asked.
"""

import json
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from pipeline.errors import PipelineError
from pipeline.model import Concept, Former
from pipeline.read import read
from pipeline.tools import git

FILE = "fassungen.json"
"""The file in the cache folder."""

_FORMAT = 1


@dataclass(frozen=True, slots=True)
class _Past:
    """An earlier version.

    Attributes:
        name: of the version.
        commit: full hash.
        whole: whether all of it could be read, so that a missing id was really not there.
        titles: id → title.
    """

    name: str
    commit: str
    whole: bool
    titles: Mapping[str, str]


def with_history(concept: Concept, sources: Path, cache: Path | None = None) -> Concept:
    """Tell a concept what its ids meant in earlier versions.

    Args:
        concept: as read, from the folder or from a version.
        sources: the folder of the sources, in a git repository or not.
        cache: folder for what can be kept between runs; None for no cache.

    Returns:
        The concept with ``history`` and ``former_versions``; unchanged without git or versions. For a
        concept read from a version, later versions are left out.
    """
    past = _past(sources, cache)
    own = concept.settings.version.name if concept.settings else ""
    names = [version.name for version in past]
    if own in names:
        past = past[: names.index(own) + 1]
    history: dict[str, list[Former]] = {}
    for version in past:
        for key, title in version.titles.items():
            history.setdefault(key, []).append(Former(version.name, title))
    return replace(
        concept,
        history={key: tuple(formers) for key, formers in history.items()},
        former_versions=tuple(version.name for version in past if version.whole),
    )


def titles(concept: Concept) -> dict[str, str]:
    """Give id → title of goals, measures, guidelines and terms; a guideline without title has its wording."""
    found: list[tuple[str, str]] = [(goal.id, goal.title) for goal in concept.goals]
    found += [(measure.id, measure.title) for measure in concept.measures]
    found += [(line.id, line.title or line.text.source) for line in concept.all_guidelines]
    found += [(term.id, term.term) for term in concept.terms]
    return {str(key): " ".join(title.split()) for key, title in found}


def _past(sources: Path, cache: Path | None) -> list[_Past]:
    """Give the versions in the history, oldest first."""
    state, folder = git.state(sources), str(sources.resolve())
    kept = _load(cache)
    if kept.get("ordner") != folder:
        kept = {}
    if state and kept.get("stand") == state:
        return list(_versions(kept))
    known = {version.commit: version for version in _versions(kept)}
    try:
        versions = git.versions(sources)
    except PipelineError:
        return []
    past = []
    for version in versions:
        old = known.get(version.commit)
        one = replace(old, name=version.name) if old else _read(sources, version)
        if one:
            past.append(one)
    kept = {"form": _FORMAT, "ordner": folder, "stand": state, "fassungen": [asdict(one) for one in past]}
    _keep(cache, kept)
    return past


def _read(sources: Path, version: git.Version) -> _Past | None:
    """Read a version; None if the sources were not there then."""
    try:
        reading = read(git.read(sources, version.commit), lambda texts: [[] for _ in texts])
    except PipelineError:
        return None
    return _Past(version.name, version.commit, not reading.findings, titles(reading.concept))


def _versions(kept: Mapping[str, Any]) -> Iterator[_Past]:
    for one in kept.get("fassungen", ()):
        yield _Past(one["name"], one["commit"], one["whole"], one["titles"])


def _load(cache: Path | None) -> dict[str, Any]:
    """Read the cache; a cache that cannot be read is no fault, only slower."""
    if cache is None:
        return {}
    try:
        kept = json.loads((cache / FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    try:
        fits = kept["form"] == _FORMAT and all(isinstance(one.titles, dict) for one in _versions(kept))
    except (KeyError, TypeError, AttributeError):
        return {}
    return kept if fits else {}


def _keep(cache: Path | None, kept: Mapping[str, Any]) -> None:
    """Write the cache whole or not at all."""
    if cache is None:
        return
    with suppress(OSError):
        cache.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile("w", dir=cache, delete=False, encoding="utf-8", newline="\n") as out:
            json.dump(kept, out, ensure_ascii=False)
        Path(out.name).replace(cache / FILE)
