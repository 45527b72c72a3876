"""The versions of the concept in the history: what each is and how much it holds."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import PipelineError
from pipeline.numbers import totals
from pipeline.read import read
from pipeline.tools import git


@dataclass(frozen=True, slots=True)
class Entry:
    """One version for the list.

    Attributes:
        name: of the version.
        commit: full hash.
        key_date: ISO date, empty if the sources there cannot be read.
        paper: Drucksache.
        label: what kind of version.
        goals: how many.
        measures: how many.
        findings: how many faults reading that version found.
    """

    name: str
    commit: str
    key_date: str
    paper: str
    label: str
    goals: int
    measures: int
    findings: int


def versions(sources: Path) -> Iterator[Entry]:
    """Yield the versions, oldest first.

    Raises:
        RepositoryMissing: without git or outside a repository.
    """
    for version in git.versions(sources):
        try:
            reading = read(git.read(sources, version.commit), lambda texts: [[] for _ in texts])
        except PipelineError:
            yield Entry(version.name, version.commit, "", "", "nicht lesbar", 0, 0, 1)
            continue
        settings, counts = reading.concept.settings, totals(reading.concept)
        yield Entry(
            name=version.name,
            commit=version.commit,
            key_date=settings.version.key_date.isoformat() if settings else "",
            paper=settings.version.paper if settings else "",
            label=settings.version.label if settings else "nicht lesbar",
            goals=counts["ziele"],
            measures=counts["massnahmen"],
            findings=len(reading.findings),
        )
