"""The life of one thing through all versions: a goal, a measure, anything with an id."""

import difflib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from pipeline.errors import PipelineError, UsageError
from pipeline.tools import git
from review.changes import ChangeSet, Entry, Item, Part, Side
from review.compare import compare, labels
from review.outline import outline
from review.phrases import names, sentences
from review.sides import Draft, drafts
from review.telling import text_of
from review.trees import WORKTREE, tree_of

_NEAR = 0.6
_SAME, _GONE, _ABSENT = "unverändert", "nicht mehr enthalten", "noch nicht enthalten"


@dataclass(frozen=True, slots=True)
class Stage:
    """What became of it in one version.

    Attributes:
        side: the version.
        label: e.g. ``Maßnahme A.1.7 (M-WOH-07)``; empty where it does not exist.
        state: ``neu``, ``unverändert``, ``geändert`` and so on; ``noch nicht enthalten`` before it came.
        told: what changed, in sentences.
    """

    side: Side
    label: str
    state: str
    told: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Life:
    """A thing through all versions.

    Attributes:
        key: its id.
        title: its last title.
        stages: oldest version first.
        wording: its last wording, name and text of each part.
        last: the version that holds that wording.
        unread: versions that could not be opened, as sentences.
    """

    key: str
    title: str
    stages: tuple[Stage, ...]
    wording: tuple[tuple[str, str], ...]
    last: str
    unread: tuple[str, ...]


def life(sources: Path, key: str, cache: Path | None = None) -> Life:
    """Follow a thing through all versions and the folder as it is.

    Args:
        sources: the folder whose history is meant.
        key: its id, in any case.
        cache: folder for what can be kept between runs; None for no cache.

    Raises:
        UsageError: if no version knows it; near ids are named.
        PipelineError: if nothing can be opened.
    """
    opened, unread, with_folder = _opened(sources, cache)
    outlines = [outline(draft.manuscript) for draft in opened]
    keys = {item.key.casefold(): item.key for items in outlines for item in items if item.key}
    wanted = keys.get(key.strip().casefold())
    if wanted is None:
        near = difflib.get_close_matches(key.strip().casefold(), keys, 3, _NEAR)
        meant = f"Meinten Sie {' oder '.join(f'„{keys[one]}“' for one in near)}? " if near else ""
        raise UsageError(
            f"Die Kennung „{key}“ kennt keine Fassung",
            f"{meant}Kennungen stehen hinter den Nummern, z. B. M-WOH-07, Z-WOH-03 oder L-05.",
        )
    found = [next((item for item in items if item.key == wanted), None) for items in outlines]
    stages = list(_stages(opened, outlines, wanted))
    if with_folder and len(stages) > 1 and stages[-1].state in {_SAME, _GONE, _ABSENT}:
        del stages[-1]  # the folder as it is says nothing new
    last = max(at for at, item in enumerate(found[: len(stages)]) if item)
    item = found[last]
    assert item is not None  # noqa: S101 - some version holds it
    wording = tuple((part.name, _plain(part)) for part in item.parts)
    return Life(wanted, item.title, tuple(stages), wording, stages[last].side.name, unread)


def _opened(sources: Path, cache: Path | None) -> tuple[tuple[Draft, ...], tuple[str, ...], bool]:
    """Open every version that can be, and the folder if it is there; say whether it is."""
    there, unread = list[str](), list[str]()
    for name in (*(version.name for version in git.versions(sources)), WORKTREE):
        try:
            tree_of(sources, name)
        except PipelineError as error:
            if name != WORKTREE:
                unread.append(f"Fassung {name}: {error}")
        else:
            there.append(name)
    opened = drafts(sources, there, cache)
    faults = (f"Fassung {one.side.name}: {line}" for one in opened for line in one.side.unread)
    return opened, (*unread, *faults), WORKTREE in there


def _stages(opened: Sequence[Draft], outlines: Sequence[Sequence[Item]], key: str) -> Iterator[Stage]:
    at = next((at for at, item in enumerate(outlines[0]) if item.key == key), None)
    label = "" if at is None else list(labels(outlines[0]))[at]
    yield Stage(opened[0].side, label, _ABSENT if at is None else "enthalten", ())
    lived = at is not None
    for former, later in pairwise(opened):
        changes = compare(former.manuscript, later.manuscript, (former.side, later.side))
        entry = _entry(changes, key)
        lived = lived or entry is not None
        if entry is None:
            yield Stage(later.side, "", _GONE if lived else _ABSENT, ())
            continue
        number = tuple(_renumbered(entry))
        if entry.kind is None:
            yield Stage(later.side, entry.label, number[0] if number else _SAME, ())
        else:
            state = entry.kind.label if entry.head else "entfällt"
            yield Stage(later.side, entry.label, state, (*sentences(entry, names(changes)), *number))


def _renumbered(entry: Entry) -> Iterator[str]:
    if entry.base and entry.head and entry.base[0].number != entry.head[0].number:
        yield f"neue Nummer {entry.head[0].number or '–'}, bisher {entry.base[0].number or '–'}"


def _entry(changes: ChangeSet, key: str) -> Entry | None:
    return next((one for one in changes.entries if any(item.key == key for item in (*one.base, *one.head))), None)


def _plain(part: Part) -> str:
    return " ".join(text_of(part).split())
