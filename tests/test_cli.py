"""The command as an office uses it: German, with exit codes one can rely on."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import git
import pytest

import pipeline.commands
from pipeline.cli import main
from pipeline.seams import names

MINIMAL = Path(__file__).parent / "concepts" / "minimal"
PROJECT = Path(__file__).parent.parent


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty project with the minimal concept as its sources."""
    shutil.copytree(MINIMAL, tmp_path / "sources")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def history(place: Path) -> git.Repo:
    """The same as a git project with two versions."""
    repo = git.Repo.init(place, initial_branch="main")
    with repo.config_writer() as config:
        config.set_value("user", "name", "Redaktion")
        config.set_value("user", "email", "redaktion@example.org")
    repo.git.add("sources")
    repo.git.commit("-m", "Erster Entwurf\n\nFassung: Entwurf A")
    settings = place / "sources" / "konzept.yaml"
    settings.write_text(settings.read_text(encoding="utf-8") + "\n# geändert\n", encoding="utf-8")
    repo.git.commit("-am", "Zweiter Entwurf\n\nFassung: Entwurf B")
    return repo


def spoil(place: Path) -> None:
    field = next((place / "sources" / "handlungsfelder").glob("*.yaml"))
    field.write_text(
        field.read_text(encoding="utf-8").replace("ziele: [Z-", "ziele: [Z-XX-99, Z-", 1), encoding="utf-8"
    )


def test_clean_sources_exit_with_zero(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check"]) == 0
    assert "Keine Befunde." in capsys.readouterr().err


def test_findings_exit_with_one_and_name_file_line_and_remedy(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    spoil(place)
    assert main(["check"]) == 1
    said = capsys.readouterr().err
    assert "sources/handlungsfelder/" in said
    assert "[unknown-goal]" in said
    assert "Hinweis: " in said


def test_findings_come_as_json_on_standard_output(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    spoil(place)
    assert main(["check", "--format", "json"]) == 1
    data = json.loads(capsys.readouterr().out)
    assert data["anzahl"]["fehler"] == 1
    assert data["befunde"][0]["regel"] == "unknown-goal"


def test_the_strict_rules_run_only_when_asked_for(place: Path) -> None:
    (place / "sources" / "kapitel" / "11-anlass.md").write_text(
        "# Anlass\n\nRegelmäßiger Austausch aller Beratungsstellen im Stadtteil.\n", encoding="utf-8"
    )
    assert main(["check", "--fail-on", "hinweis"]) == 0
    assert main(["check", "--fail-on", "hinweis", "--strict"]) == 1
    assert main(["check", "--fail-on", "hinweis", "--select", "paragraph-without-verb"]) == 1


def test_rules_can_be_chosen_and_left_out(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    spoil(place)
    assert main(["check", "--select", "goal-without-measure", "--select", "measure-without-goal"]) == 0
    assert main(["check", "--select", "unknown-goal"]) == 1
    assert main(["check", "--ignore", "unknown-goal"]) == 0
    capsys.readouterr()
    for option in ("--select", "--ignore"):
        assert main(["check", option, "unknown-gaol"]) == 2
        assert "Meinten Sie „unknown-goal“?" in capsys.readouterr().err


def test_an_allowance_for_a_rule_left_out_is_not_called_needless(place: Path) -> None:
    spoil(place)
    (place / "sources" / "ausnahmen.yaml").write_text(
        "ausnahmen:\n  - regel: unknown-goal\n    wo: M-LES-01\n    weil: folgt\n    bis: offen\n", encoding="utf-8"
    )
    assert main(["check", "--fail-on", "hinweis"]) == 0
    assert main(["check", "--fail-on", "hinweis", "--ignore", "unknown-goal"]) == 0


def test_another_key_date_lets_an_allowance_expire(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    spoil(place)
    (place / "sources" / "ausnahmen.yaml").write_text(
        "ausnahmen:\n  - regel: unknown-goal\n    wo: M-LES-01\n    weil: folgt\n    bis: 2017-12-31\n",
        encoding="utf-8",
    )
    assert main(["check"]) == 0
    assert main(["check", "--stichtag", "2018-01-01"]) == 1
    with pytest.raises(SystemExit) as ended:
        main(["check", "--stichtag", "1.1.2018"])
    assert ended.value.code == 2
    assert "erwartet wird JJJJ-MM-TT" in capsys.readouterr().err


def test_the_law_of_other_sources_can_be_applied(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (place / "anderes" / "recht").mkdir(parents=True)
    (place / "anderes" / "recht" / "kaputt.yaml").write_text("kuerzel: X\n", encoding="utf-8")
    assert main(["check"]) == 0
    assert main(["check", "--recht", "anderes"]) == 1
    assert "recht/kaputt.yaml" in capsys.readouterr().err
    shutil.copytree(MINIMAL, place / "ohne")
    assert main(["check", "--recht", "ohne"]) == 3
    assert "„recht/“" in capsys.readouterr().err


@pytest.mark.parametrize("form", ["json", "sarif", "junit", "github"])
def test_every_format_for_machines_goes_to_standard_output(
    place: Path, capsys: pytest.CaptureFixture[str], form: str
) -> None:
    spoil(place)
    assert main(["check", "--format", form]) == 1
    said = capsys.readouterr()
    assert "unknown-goal" in said.out
    assert said.err == ""


def test_only_what_is_new_since_a_version_is_shown_and_what_is_mended(
    history: git.Repo, capsys: pytest.CaptureFixture[str]
) -> None:
    place = Path(history.working_tree_dir or "")
    spoil(place)
    history.git.commit("-am", "Dritter Entwurf\n\nFassung: Entwurf C")
    assert main(["check"]) == 1
    assert main(["check", "--since", "Entwurf C"]) == 0
    assert "neu: keine Befunde; behoben: keine Befunde" in capsys.readouterr().err
    assert main(["check", "--since", "Entwurf A"]) == 1
    capsys.readouterr()
    history.git.checkout("HEAD~1", "--", "sources")
    assert main(["check", "--since", "Entwurf C"]) == 0
    said = capsys.readouterr().err
    assert "behoben: " in said
    assert "[unknown-goal]" in said
    assert main(["check", "--since", "Entwurf X"]) == 3


def test_what_is_staged_is_judged_and_the_work_tree_left_alone(
    history: git.Repo, capsys: pytest.CaptureFixture[str]
) -> None:
    place = Path(history.working_tree_dir or "")
    spoil(place)
    assert main(["check", "--staged"]) == 0, "noch nicht vorgemerkt"
    history.git.add("sources")
    shutil.rmtree(place / "sources" / "handlungsfelder")
    before = history.git.status("--porcelain")
    assert main(["check", "--staged"]) == 1
    assert "sources/handlungsfelder/lesen.yaml:" in capsys.readouterr().err
    assert history.git.status("--porcelain") == before
    assert main(["check", "--staged", "--fassung", "Entwurf A"]) == 2


def test_the_hook_judges_the_index_that_git_hands_it(history: git.Repo) -> None:
    """``git commit -a`` and ``git commit FILE`` prepare an index of their own and name it in GIT_INDEX_FILE."""
    place = Path(history.working_tree_dir or "")
    hook = place / ".git" / "hooks" / "pre-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(
        f'#!/bin/sh\nPYTHONPATH="{PROJECT}" exec "{sys.executable}" -m pipeline check --staged\n', encoding="utf-8"
    )
    hook.chmod(0o755)
    spoil(place)
    with pytest.raises(git.GitCommandError, match="unknown-goal"):
        history.git.commit("-am", "verdorben")
    (place / "sources" / "konzept.yaml").write_bytes((place / "sources" / "konzept.yaml").read_bytes() + b"\n")
    history.git.commit("sources/konzept.yaml", "-m", "nur diese Datei")


def test_a_conflict_in_the_index_is_a_finding(history: git.Repo, capsys: pytest.CaptureFixture[str]) -> None:
    place = Path(history.working_tree_dir or "")
    chapter = place / "sources" / "kapitel" / "11-anlass.md"
    history.git.checkout("-b", "andere")
    chapter.write_text("# Anlass\n\nEins ist hier gesagt.\n", encoding="utf-8")
    history.git.commit("-am", "eins")
    history.git.checkout("main")
    chapter.write_text("# Anlass\n\nZwei ist hier gesagt.\n", encoding="utf-8")
    history.git.commit("-am", "zwei")
    with pytest.raises(git.GitCommandError):
        history.git.merge("andere")
    assert main(["check", "--staged"]) == 1
    assert "[merge-conflict]" in capsys.readouterr().err


def test_nothing_staged_and_no_repository_are_told_apart(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--staged"]) == 3
    assert "liegt in keinem Git-Projekt" in capsys.readouterr().err
    git.Repo.init(place)
    assert main(["check", "--staged"]) == 3
    assert "git add" in capsys.readouterr().err


def test_a_build_with_errors_exits_with_one_and_writes_nothing(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    spoil(place)
    assert main(["build"]) == 1
    assert "Nichts gebaut" in capsys.readouterr().err
    assert not (place / "build").exists()


def test_wrong_calls_exit_with_two_in_german(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["bauen"])
    assert ended.value.code == 2
    assert "Der Aufruf ist nicht zu verstehen" in capsys.readouterr().err
    assert main(["build", "--only", "konzept.odt"]) == 2
    assert "möglich sind: " in capsys.readouterr().err


def test_a_missing_folder_exits_with_three_and_a_remedy(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "quellen"]) == 3
    said = capsys.readouterr().err
    assert "Den Ordner „quellen“ gibt es nicht" in said
    assert "Abhilfe: " in said


def test_a_bug_of_ours_exits_with_four_and_says_so(
    place: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("pipeline.checking.check", broken)
    assert main(["check"]) == 4
    assert "Das ist ein Fehler des Programms" in capsys.readouterr().err


def test_interrupting_exits_with_three_and_keeps_what_was_there(
    place: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["build"]) == 0
    before = sorted(path.read_bytes() for path in (place / "build").rglob("*") if path.is_file())
    chapter = next((place / "sources" / "kapitel").glob("*.md"))
    chapter.write_text(chapter.read_text(encoding="utf-8") + "\nNeu.\n", encoding="utf-8")

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("pipeline.making.render", interrupted)
    capsys.readouterr()
    assert main(["build"]) == 3
    assert "Abgebrochen" in capsys.readouterr().err
    assert sorted(path.read_bytes() for path in (place / "build").rglob("*") if path.is_file()) == before


def test_a_read_only_folder_exits_with_three(
    place: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Tests may run as administrator, whom no folder refuses: the refusal is played."""

    def refused(**_: object) -> str:
        raise PermissionError(13, "Keine Berechtigung")

    monkeypatch.setattr("tempfile.mkdtemp", refused)
    assert main(["build", "--only", "konzept.html"]) == 3
    assert "kann nicht geschrieben werden (Keine Berechtigung)" in capsys.readouterr().err


def test_an_output_path_that_is_a_file_exits_with_three(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (place / "belegt").write_text("x", encoding="utf-8")
    assert main(["build", "--out", "belegt"]) == 3
    assert "kann nicht geschrieben werden" in capsys.readouterr().err


def test_versions_are_listed_oldest_first(history: git.Repo, capsys: pytest.CaptureFixture[str]) -> None:
    history.create_tag("fassung/Sonderfassung", message="x")
    assert main(["versions"]) == 0
    lines = capsys.readouterr().out.splitlines()
    names = [line.split("  ")[0] for line in lines[1:]]
    assert names[0] == "Entwurf A"
    assert set(names[1:]) == {"Entwurf B", "Sonderfassung"}


def test_an_older_version_is_read_without_checkout(history: git.Repo, capsys: pytest.CaptureFixture[str]) -> None:
    spoil(Path(history.working_tree_dir or ""))
    assert main(["check"]) == 1
    assert main(["check", "--fassung", "Entwurf A"]) == 0


@pytest.mark.parametrize("name", ["Entwurf C", "--upload-pack=x", "-h", "HEAD:sources", "../x", "a\nb"])
def test_unknown_versions_exit_with_three_and_name_those_that_exist(
    history: git.Repo, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    assert main(["check", f"--fassung={name}"]) == 3
    assert "Fassung" in capsys.readouterr().err


def test_a_shallow_clone_says_how_to_get_the_rest(
    history: git.Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shallow = tmp_path / "flach"
    git.Repo.clone_from(f"file://{history.working_tree_dir}", shallow, depth=1)
    monkeypatch.chdir(shallow)
    assert main(["check", "--fassung", "Entwurf A"]) == 3
    assert "git fetch --unshallow" in capsys.readouterr().err


def test_without_a_repository_the_folder_still_builds(place: Path) -> None:
    assert main(["build", "--only", "konzept.html"]) == 0
    manifest = json.loads(next((place / "build").rglob("manifest.json")).read_text(encoding="utf-8"))
    assert manifest["commit"] is None
    assert main(["versions"]) == 3


def test_without_the_program_git_the_folder_still_builds(place: Path, tmp_path: Path) -> None:
    script = "import sys; from pipeline.cli import main; sys.exit(main(sys.argv[1:]))"
    environment = {**os.environ, "PATH": str(tmp_path / "leer"), "PYTHONPATH": str(PROJECT)}
    for arguments, code in ((["build", "--only", "konzept.html"], 0), (["versions"], 3)):
        done = subprocess.run(
            [sys.executable, "-c", script, *arguments], cwd=place, env=environment, capture_output=True, check=False
        )
        assert done.returncode == code, done.stderr.decode()


def test_a_changed_folder_is_named_as_such(history: git.Repo, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["build", "--only", "konzept.html"]) == 0
    assert "noch nicht festgeschrieben" not in capsys.readouterr().err
    chapter = next(Path("sources/kapitel").glob("*.md"))
    chapter.write_text(chapter.read_text(encoding="utf-8") + "\nNeu.\n", encoding="utf-8")
    assert main(["build", "--only", "konzept.html"]) == 0
    assert "noch nicht festgeschrieben" in capsys.readouterr().err
    manifest = json.loads(next(Path("build").rglob("manifest.json")).read_text(encoding="utf-8"))
    assert manifest["geaendert_seit_commit"] is True
    assert manifest["commit"] == history.head.commit.hexsha


def test_a_new_concept_passes_all_rules_and_builds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["new", "eigenes"]) == 0
    assert main(["check", "eigenes", "--fail-on", "hinweis"]) == 0
    assert main(["build", "eigenes"]) == 0
    assert (tmp_path / "build" / "2026-01-31" / "Konzept.pdf").stat().st_size > 10_000
    assert main(["new", "eigenes"]) == 3


def test_each_rule_can_be_listed_and_explained(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rules"]) == 0
    names = [line.split()[0] for line in capsys.readouterr().out.splitlines()]
    assert len(names) >= 10
    for name in names:
        assert main(["rules", name]) == 0
        assert "## Gut: " in capsys.readouterr().out
    assert main(["rules", "measure-without-gaol"]) == 2
    assert "measure-without-goal" in capsys.readouterr().err


def test_every_command_has_a_help_page_in_german(capsys: pytest.CaptureFixture[str]) -> None:
    for command in names(pipeline.commands):
        with pytest.raises(SystemExit) as ended:
            main([command, "--help"])
        assert ended.value.code == 0
        said = capsys.readouterr().out
        assert said.startswith("Aufruf: ")
        assert "show this help" not in said


def test_the_schemas_in_the_project_are_those_of_the_model(tmp_path: Path) -> None:
    assert main(["schema", str(tmp_path)]) == 0
    for made in tmp_path.iterdir():
        assert (PROJECT / "schemas" / made.name).read_bytes() == made.read_bytes(), "bitte „konzept schema“ ausführen"
    of_reports = {"aenderungen.schema.json"}
    made_here = {path.name for path in tmp_path.iterdir()} | of_reports
    assert made_here == {path.name for path in (PROJECT / "schemas").iterdir()}


def test_every_yaml_file_names_its_schema_and_fits_it() -> None:
    import jsonschema
    import yaml

    from pipeline.model import FILE_KINDS

    seen = set()
    for path in sorted((PROJECT / "sources").rglob("*.yaml")):
        first = path.read_text(encoding="utf-8").splitlines()[0]
        assert first.startswith("# yaml-language-server: $schema="), path
        target = (path.parent / first.split("=", 1)[1]).resolve()
        schema = json.loads(target.read_text(encoding="utf-8"))
        seen.add(target.name.removesuffix(".schema.json"))
        data = yaml.load(path.read_text(encoding="utf-8"), Loader=_Core)  # noqa: S506 - a loader of strings and numbers
        jsonschema.validate(data, schema)
    assert seen == set(FILE_KINDS)


class _Core(__import__("yaml").SafeLoader):  # type: ignore[misc]
    """YAML 1.2 as editors read it: ``nein`` and dates are text, numbers are numbers."""


_Core.yaml_implicit_resolvers = {
    sign: [(tag, pattern) for tag, pattern in found if not tag.endswith((":bool", ":timestamp"))]
    for sign, found in _Core.yaml_implicit_resolvers.items()
}
