"""What ids meant in earlier versions: read out of git once, then from the cache."""

from pathlib import Path

import git
import pytest
import trees

from pipeline import history
from pipeline.checking import check
from pipeline.history import with_history
from pipeline.model import Concept, Former
from pipeline.tools import git as tool

FIELD = "handlungsfelder/lesen.yaml"


def _lay(sources: Path, files: dict[str, bytes]) -> None:
    for path, data in files.items():
        (sources / path).parent.mkdir(parents=True, exist_ok=True)
        (sources / path).write_bytes(data)


def _commit(repo: git.Repo, message: str) -> None:
    repo.git.add("--all")
    repo.git.execute(["git", "-c", "user.name=t", "-c", "user.email=t@example.org", "commit", "-q", "-m", message])


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    """Two versions: in the first, Z-LES-01 meant something else."""
    folder = tmp_path / "projekt" / "sources"
    files = trees.minimal()
    first = trees.replaced(files, FIELD, "Alle Kinder besitzen einen Ausweis der Bücherei", "Vorlesen im Altenheim")
    _lay(folder, first)
    with git.Repo.init(folder.parent) as repo:
        _commit(repo, "Erste\n\nFassung: 2012-04-04")
        _lay(folder, files)
        _commit(repo, "Zweite\n\nFassung: 2017-06-14")
    return folder


def _concept() -> Concept:
    return trees.read_simply(trees.minimal()).concept


def test_the_concept_learns_what_its_ids_meant(sources: Path) -> None:
    concept = with_history(_concept(), sources)
    assert concept.former_versions == ("2012-04-04", "2017-06-14")
    assert concept.history["Z-LES-01"] == (
        Former("2012-04-04", "Vorlesen im Altenheim"),
        Former("2017-06-14", "Alle Kinder besitzen einen Ausweis der Bücherei"),
    )
    assert concept.history["L-01"][0].title == "Offenheit"
    assert concept.history["L-LES-01"][0].title == "Lesen öffnet Türen."
    assert concept.history["g-zugang"][0].title == "Zugang"
    assert [one.subject for one in check(concept, select=["reused-id"]).findings] == ["Z-LES-01"]


def test_git_is_asked_once_as_long_as_it_stands_where_it_stood(
    sources: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = with_history(_concept(), sources, tmp_path / "cache")
    monkeypatch.setattr(tool, "versions", lambda _: pytest.fail("git wurde gefragt"))
    again = with_history(_concept(), sources, tmp_path / "cache")
    assert (again.history, again.former_versions) == (first.history, first.former_versions)


def test_a_new_version_is_read_and_the_others_come_from_the_cache(
    sources: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_history(_concept(), sources, tmp_path / "cache")
    with git.Repo(sources.parent) as repo:
        repo.git.execute(
            [
                "git",
                "-c",
                "user.name=t",
                "-c",
                "user.email=t@e.org",
                "commit",
                "-q",
                "--allow-empty",
                "-m",
                "x\n\nFassung: 2018",
            ]
        )
    read: list[str] = []
    really = history._read
    monkeypatch.setattr(history, "_read", lambda folder, version: read.append(version.name) or really(folder, version))
    concept = with_history(_concept(), sources, tmp_path / "cache")
    assert read == ["2018"]
    assert concept.former_versions == ("2012-04-04", "2017-06-14")  # the concept says it is 2017-06-14


@pytest.mark.parametrize(
    "junk", [b"", b"{", b"[]", b'{"form": 1}', b'{"form": 1, "fassungen": [{"name": 1}]}', b"\xff"]
)
def test_a_broken_cache_is_only_slower(sources: Path, tmp_path: Path, junk: bytes) -> None:
    (tmp_path / history.FILE).write_bytes(junk)
    assert with_history(_concept(), sources, tmp_path).former_versions == ("2012-04-04", "2017-06-14")


def test_a_version_that_cannot_be_read_whole_says_nothing_about_what_was_missing(sources: Path) -> None:
    (sources / FIELD).write_text("kuerzel: [", encoding="utf-8")
    with git.Repo(sources.parent) as repo:
        _commit(repo, "Kaputt\n\nFassung: 2013-01-01")
    concept = with_history(_concept(), sources)
    assert "2013-01-01" not in concept.former_versions


def test_without_git_the_concept_stays_as_it_is(tmp_path: Path) -> None:
    concept = _concept()
    assert with_history(concept, tmp_path) == concept
