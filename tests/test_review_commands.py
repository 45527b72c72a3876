"""The commands of the review as a committee's office uses them, and what they say to bad input."""

import csv
import json
from datetime import date
from pathlib import Path
from typing import Any

import git
import pytest
import review_cases as cases
import trees

import review.commands
from pipeline.build import PROJECT
from pipeline.errors import UsageError
from pipeline.seams import names
from review import flow
from review.cli import main
from review.meetings import Agenda, agenda, body_of

FIELD = cases.FIELD
ANLASS = "kapitel/11-anlass.md"
VORLAGE = "vorlage.yaml"
_MEETING = """  - datum: {day}
    gremium: {body}
    rolle: Vorberatung
    oeffentlich: ja
    sitzung: offen
    top: offen
    kopfergebnis: {result}
    ausgang: offen
    abstimmung: offen
"""
BODIES = ("Stadtverordnetenversammlung", "Ausschuss für Bildung und Sport", "Hauptausschuss", "Jugendhilfeausschuss")
BODIES += ("Ausschuss für Gesundheit, Soziales und Inklusion",)


def with_meetings(files: dict[str, bytes], *meetings: tuple[str, str, str]) -> dict[str, bytes]:
    """The files with another Beratungsfolge: day, body, result."""
    before, rest = files[VORLAGE].decode().split("beratungsfolge:\n")
    after = rest[rest.index("\nbeschlussvorschlag") :]
    rows = "".join(_MEETING.format(day=day, body=body, result=result) for day, body, result in meetings)
    return {**files, VORLAGE: f"{before}beratungsfolge:\n{rows}{after}".encode()}


def history(folder: Path) -> Path:
    """Three versions: a measure is reworded in the second, a goal comes before all others in the third."""
    sources = folder / "projekt" / "sources"
    files = cases.version(trees.minimal(), "erste", "2017-01-01")
    with git.Repo.init(sources.parent, mkdir=True) as repo:
        (sources.parent / "leer.txt").write_text("noch keine Quellen")
        cases.commit(repo, "Leer")
        cases.lay(sources, files)
        cases.commit(repo, "Erste\n\nFassung: erste", "2017-01-01")
        files = trees.replaced(
            cases.version(files, "zweite", "2017-03-01"), FIELD, "federfuehrung: offen", "federfuehrung: Büro"
        )
        cases.lay(sources, files)
        cases.commit(repo, "Zweite\n\nFassung: zweite", "2017-03-01")
        more = "ziele:\n  - id: Z-LES-07\n    titel: =Zuerst\n    text: Neu davor <script>.\n\n  - id: Z-LES-01\n"
        files = trees.replaced(cases.version(files, "dritte", "2017-06-14"), FIELD, "ziele:\n  - id: Z-LES-01\n", more)
        files = with_meetings(
            files,
            ("2016-05-01", "Kulturausschuss", "offen"),
            ("2017-02-01", "Hauptausschuss", "vertagt"),
            ("2017-04-01", "Ausschuss für Bildung und Sport", "ungeändert beschlossen"),
            ("2017-06-14", "Hauptausschuss", "geändert beschlossen"),
            ("2017-07-05", "Stadtverordnetenversammlung", "offen"),
            ("2017-06-14", "Finanzausschuss", "offen"),
        )
        cases.lay(sources, files)
        cases.commit(repo, "Dritte\n\nFassung: dritte", "2017-06-14")
    return sources


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return history(tmp_path_factory.mktemp("geschichte"))


@pytest.fixture
def here(sources: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to work in."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def call(sources: Path, *arguments: str) -> int:
    return main([arguments[0], "--sources", str(sources), *arguments[1:]])


def only(sources: Path, *arguments: str) -> int:
    """Call and write the quickest report alone."""
    return call(sources, arguments[0], "--only", "aenderungen.json", "--out", "build", *arguments[1:])


def report(folder: str) -> Any:
    return json.loads((Path("build") / folder / "aenderungen.json").read_text(encoding="utf-8"))


# ---- since ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "folder", "alt"),
    [
        (["Ausschuss", "für", "Bildung"], "seit-ausschuss-fuer-bildung-und-sport-2017-04-01", "zweite"),
        (["bs"], "seit-ausschuss-fuer-bildung-und-sport-2017-04-01", "zweite"),
        (["haupt"], "seit-hauptausschuss-2017-06-14", "zweite"),
        (["HA", "--am", "2017-02-01"], "seit-hauptausschuss-2017-02-01", "erste"),
        (["Finanz"], "seit-finanzausschuss-2017-06-14", "dritte"),
    ],
)
def test_since_compares_with_the_version_that_the_body_saw(
    sources: Path, here: Path, body: list[str], folder: str, alt: str
) -> None:
    assert only(sources, "since", *body) == 0
    data = report(folder)
    assert (data["alt"]["fassung"], data["neu"]["fassung"]) == (alt, "dritte")
    assert "Änderungen seit der Sitzung am" in data["anlass"]


def test_since_takes_another_later_draft_and_an_exit_code(sources: Path, here: Path) -> None:
    assert only(sources, "since", "--neu", "dritte", "--exit-code", "Bildung") == 1
    assert only(sources, "since", "--exit-code", "Finanz") == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["Hauptauschuss"], "Meinten Sie „Hauptausschuss“"),
        (["xyz"], "Die Beratungsfolge nennt: „Kulturausschuss“"),
        ([""], "Ein Gremium „“ kommt in der Beratungsfolge nicht vor"),
        (["uss"], "kann mehrere Gremien meinen"),
        (["SVV"], "hat noch keine Sitzung stattgefunden"),
        (["Kultur"], "gab es noch keine Fassung"),
        (["HA", "--am", "2017-02-02"], "Hinter „--am“ einen dieser Tage nennen: 1. Februar 2017, 14. Juni 2017."),
    ],
)
def test_since_says_what_is_wrong(
    sources: Path, here: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], said: str
) -> None:
    assert only(sources, "since", *arguments) == 2
    assert said in capsys.readouterr().err
    assert not Path("build").exists()


def test_a_day_that_is_none_is_refused(sources: Path, here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        only(sources, "since", "HA", "--am", "gestern")
    assert "„gestern“ ist kein Tag" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("SVV", 0),
        ("stadt", 0),
        ("bildung und sport", 1),
        ("BuS", 1),
        ("BS", 1),
        ("HA", 2),
        ("JHA", 3),
        ("gsi", 4),
        ("Inklusion", 4),
    ],
)
def test_a_body_is_found_by_name_beginning_or_abbreviation(asked: str, found: int) -> None:
    assert body_of(BODIES, asked) == BODIES[found]


@pytest.mark.parametrize("body", BODIES)
def test_a_body_is_always_found_by_its_own_name(body: str) -> None:
    assert body_of((*BODIES, f"{body} und mehr"), body.upper()) == body


def test_a_version_of_the_day_is_what_came_of_a_meeting_that_changed_it(sources: Path) -> None:
    plan = agenda(sources)
    assert isinstance(plan, Agenda)
    assert plan.seen("Hauptausschuss").version == "zweite"
    assert plan.seen("Finanzausschuss").version == "dritte"
    assert plan.seen("Hauptausschuss", date(2017, 2, 1)).version == "erste"


def test_a_draft_without_consultations_cannot_be_asked(tmp_path: Path) -> None:
    sources = history(tmp_path)
    (sources / VORLAGE).write_bytes(b"a: [")
    with pytest.raises(UsageError, match="keine Beratungsfolge zu lesen"):
        agenda(sources, "WORKTREE")


# ---- every body -------------------------------------------------------------------------------


def test_every_body_gets_its_folder_and_those_without_a_reason_are_named(
    sources: Path, here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert only(sources, "diff", "--alle-gremien") == 0
    folder = Path("build/gremien-dritte")
    assert {path.name for path in folder.iterdir() if path.is_dir()} == {
        "ausschuss-fuer-bildung-und-sport-2017-04-01",
        "finanzausschuss-2017-06-14",
        "hauptausschuss-2017-06-14",
    }
    said = capsys.readouterr().err
    assert "Ohne Bericht: Zur Sitzung am 1. Mai 2016 gab es noch keine Fassung: Kulturausschuss" in said
    assert "Ohne Bericht: Bis zur Fassung dritte" in said
    entries = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["gremien"]
    assert [one["alt"]["fassung"] for one in entries] == ["zweite", "zweite", "dritte"]
    for one in entries:
        for file in one["dateien"]:
            assert (folder / one["ordner"] / file["name"]).stat().st_size == file["bytes"]


def test_the_reports_for_the_bodies_come_whole_or_not_at_all(
    sources: Path, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert only(sources, "diff", "--alle-gremien") == 0
    before = sorted(path.as_posix() for path in Path("build").rglob("*"))
    rendered = flow.render
    calls = []

    def fails_late(*arguments: Any) -> Any:
        calls.append(arguments)
        if len(calls) == 3:
            raise UsageError("Absicht", "Keine.")
        return rendered(*arguments)

    monkeypatch.setattr(flow, "render", fails_late)
    assert only(sources, "diff", "--alle-gremien") == 2
    assert sorted(path.as_posix() for path in Path("build").rglob("*")) == before


def test_with_all_bodies_only_the_later_draft_is_named(
    sources: Path, here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert only(sources, "diff", "--alle-gremien", "zweite", "dritte") == 2
    assert "nur die neue Fassung zu nennen" in capsys.readouterr().err


# ---- renumbered -------------------------------------------------------------------------------


def test_renumbered_gives_old_and_new_numbers_as_text(
    sources: Path, here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call(sources, "renumbered", "erste", "dritte") == 0
    out = capsys.readouterr().out
    assert "2.1.1  →  2.1.2" in out
    assert "Z-LES-01  Alle Kinder besitzen einen Ausweis der Bücherei" in out
    assert call(sources, "renumbered", "erste", "zweite") == 0
    assert "Alle Nummern sind gleich." in capsys.readouterr().err


def test_renumbered_names_no_ids_of_headings_so_that_titles_stay_in_line(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call(PROJECT / "sources", "renumbered", "2016-07-28", "2017-05-03") == 0
    lines = capsys.readouterr().out.splitlines()
    head = next(line for line in lines if line.endswith("  Aufbau des Konzepts"))
    goal = next(line for line in lines if "Z-AST-01" in line)
    assert head.index("Aufbau") == goal.index("Alle Menschen")


def test_renumbered_gives_json_and_csv_that_no_spreadsheet_computes(
    sources: Path, here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call(sources, "renumbered", "--format", "json", "dritte", "erste") == 0
    rows = json.loads(capsys.readouterr().out)
    assert {
        "alt": "2.1.2",
        "neu": "2.1.1",
        "kennung": "Z-LES-01",
        "titel": "Alle Kinder besitzen einen Ausweis der Bücherei",
    } in rows
    assert {"alt": "2.1.1", "neu": "entfällt", "kennung": "Z-LES-07", "titel": "=Zuerst"} in rows
    assert call(sources, "renumbered", "--format", "csv", "dritte", "erste") == 0
    read = list(csv.reader(capsys.readouterr().out.splitlines(), delimiter=";"))
    assert read[0] == ["alt", "neu", "kennung", "titel"]
    assert ["2.1.1", "entfällt", "Z-LES-07", "'=Zuerst"] in read


# ---- history ----------------------------------------------------------------------------------


def test_history_tells_a_life_from_version_to_version(
    sources: Path, here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call(sources, "history", "m-les-02") == 0
    out = capsys.readouterr().out
    stages = out.split("\nFassung ")
    assert stages[0].strip() == "M-LES-02: Langer Donnerstag"
    assert [one.split(" ")[0] for one in stages[1:]] == ["erste", "zweite", "dritte"]
    assert "enthalten" in stages[1]
    assert "Federführung wechselt von „offen“ zu „Büro“." in stages[2]
    assert "unverändert" in stages[3]
    assert "Wortlaut in der Fassung dritte:" in out


def test_history_tells_of_what_came_later_and_of_a_new_number(
    sources: Path, here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call(sources, "history", "Z-LES-07") == 0
    out = capsys.readouterr().out
    assert out.count("noch nicht enthalten") == 2
    assert ": neu\n" in out
    assert call(sources, "history", "Z-LES-01") == 0
    assert "neue Nummer 2.1.2, bisher 2.1.1" in capsys.readouterr().out


def test_history_shows_the_folder_as_it_is_only_if_it_says_something_new(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sources = history(tmp_path)
    field = sources / FIELD
    field.write_bytes(field.read_bytes().replace(b"Langer Donnerstag", b"Langer Freitag"))
    assert call(sources, "history", "M-LES-02") == 0
    out = capsys.readouterr().out
    assert "Fassung dritte (Arbeitsstand)" in out
    assert "Titel wechselt von „Langer Donnerstag“ zu „Langer Freitag“." in out
    assert call(sources, "history", "M-LES-01") == 0
    assert "Arbeitsstand" not in capsys.readouterr().out


def test_history_writes_a_page_that_runs_nothing(sources: Path, here: Path) -> None:
    assert call(sources, "history", "--html", "leben.html", "Z-LES-07") == 0
    page = Path("leben.html").read_text(encoding="utf-8")
    assert '<html lang="de">' in page
    assert "default-src 'none'; style-src 'sha256-" in page
    assert "Neu davor &lt;script&gt;." in page
    assert "<script" not in page
    assert page.count("<h1>") == 1
    assert [path.name for path in here.iterdir() if path.suffix != ".html"] in ([".cache"], [])


def test_history_names_near_ids_and_keeps_a_page_that_cannot_be_written(
    sources: Path, here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call(sources, "history", "M-LES-20") == 2
    assert "Meinten Sie „M-LES-02“" in capsys.readouterr().err
    assert call(sources, "history", "--html", "nirgends/leben.html", "M-LES-02") == 3
    assert "kann nicht geschrieben werden" in capsys.readouterr().err


# ---- bad input --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("base", "said"),
    [
        ("zweitte", "Meinten Sie „zweite“"),
        ("--upload-pack=touch böse", "ist kein Name einer Fassung"),
        ("-x", "ist kein Name einer Fassung"),
        ("", "Statt des Namens einer Fassung steht hier nichts"),
        ("a..b", "gibt es nicht"),
        ("HEAD:sources", "gibt es nicht"),
        ("HEAD~3", "enthält keinen Ordner „sources“"),
    ],
)
def test_a_revision_that_is_none_is_named_and_nothing_is_run(
    sources: Path, here: Path, capsys: pytest.CaptureFixture[str], base: str, said: str
) -> None:
    for command in ("diff", "renumbered"):
        arguments = [command, "--sources", str(sources), "--", base, "dritte"]
        assert main(arguments) == 3
        assert said in capsys.readouterr().err
    assert list(here.iterdir()) in ([], [here / ".cache"])


def test_a_revision_is_not_called_by_the_name_of_the_version_before_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sources = history(tmp_path)
    monkeypatch.chdir(tmp_path)
    with git.Repo(sources.parent) as repo:
        cases.lay(
            sources,
            {path.relative_to(sources).as_posix(): path.read_bytes() for path in sources.rglob("*") if path.is_file()}
            | {ANLASS: b"# Anlass {#kap-anlass}\n\nNeu.\n"},
        )
        commit = cases.commit(repo, "Ohne Namen")
    assert only(sources, "diff", "dritte", commit) == 0
    (folder,) = Path("build").iterdir()
    assert report(folder.name)["neu"]["fassung"] == f"dritte ({commit[:10]})"


BROKEN = {
    "broken YAML": {FIELD: b"ziele: [a, {b"},
    "binary garbage": {FIELD: bytes(range(256)) * 8, ANLASS: b"\xff\xfe\x00\x81" * 200},
    "an empty file": {FIELD: b""},
    "no settings": {"konzept.yaml": None},
    "settings that are garbage": {"konzept.yaml": b"\x00\xff" * 100},
    "a field gone": {FIELD: None},
}


@pytest.mark.parametrize("damage", BROKEN.values(), ids=BROKEN)
@pytest.mark.parametrize("side", ["alt", "neu"])
def test_what_can_be_read_of_a_damaged_draft_is_compared_and_the_rest_is_named(
    sources: Path, here: Path, capsys: pytest.CaptureFixture[str], damage: dict[str, bytes | None], side: str
) -> None:
    files = trees.minimal() | damage
    cases.lay(here / "kaputt", {path: data for path, data in files.items() if data is not None})
    pair = ["kaputt", "dritte"] if side == "alt" else ["dritte", "kaputt"]
    assert main(["diff", "--sources", str(sources), "--out", "build", *pair]) == 0
    (folder,) = Path("build").iterdir()
    data = report(folder.name)
    assert {path.name for path in folder.iterdir()} == {"manifest.json", *flow.reports()}
    unread = data[side]["nicht_gelesen"]
    assert unread
    said = capsys.readouterr().err
    assert [line for line in unread if line not in said] == []
    log = (folder / "aenderungen.md").read_text(encoding="utf-8")
    assert "Nicht gelesen und deshalb nicht verglichen:" in log
    assert any(one["schluessel"] == "Z-LES-07" for one in data["aenderungen"])


def test_two_drafts_without_settings_cannot_be_laid_out(
    sources: Path, here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = {path: data for path, data in trees.minimal().items() if path != "konzept.yaml"}
    cases.lay(here / "a", files)
    cases.lay(here / "b", files)
    assert call(sources, "diff", "a", "b") == 2
    assert "Weder „a“ noch „b“ enthält eine lesbare Datei „konzept.yaml“" in capsys.readouterr().err


def test_an_empty_folder_is_no_draft(sources: Path, here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (here / "leer").mkdir()
    assert call(sources, "diff", "leer", "dritte") == 3
    assert "Der Ordner „leer“ enthält keine Quellen" in capsys.readouterr().err


def test_a_draft_of_nothing_but_settings_makes_all_of_the_other_new(sources: Path, here: Path) -> None:
    cases.lay(here / "leer", {"konzept.yaml": trees.minimal()["konzept.yaml"]})
    assert only(sources, "diff", "leer", "dritte") == 0
    (folder,) = Path("build").iterdir()
    kinds = {one["schluessel"]: one["art"] for one in report(folder.name)["aenderungen"]}
    assert {kinds["Z-LES-01"], kinds["M-LES-02"], kinds["L-LES-01"]} == {"neu"}


def test_a_rewritten_concept_is_told_whole(sources: Path, here: Path) -> None:
    files = {
        path: data
        if path.endswith("konzept.yaml")
        else data.replace(b"e", b"\xc3\xab")
        if path.endswith(".md")
        else data
        for path, data in trees.minimal().items()
    }
    files[FIELD] = files[FIELD].replace(b"LES-0", b"NEU-0").replace(b"text: ", b"text: Anders ")
    cases.lay(here / "anders", files)
    assert only(sources, "diff", "dritte", "anders") == 0
    (folder,) = Path("build").iterdir()
    assert len(report(folder.name)["aenderungen"]) > 8


def test_without_git_folders_can_be_compared_and_versions_cannot(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    cases.lay(here / "a", trees.minimal())
    cases.lay(here / "b", trees.replaced(trees.minimal(), FIELD, "federfuehrung: offen", "federfuehrung: Büro"))
    assert call(here / "a", "diff", "--only", "aenderungen.json", "a", "b") == 0
    assert call(here / "a", "since", "HA") == 3
    assert "liegt in keinem Git-Projekt" in capsys.readouterr().err


def test_an_unknown_report_names_those_there_are(sources: Path, here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert call(sources, "diff", "--only", "quatsch", "erste", "zweite") == 2
    assert ", ".join(sorted(flow.reports())) in capsys.readouterr().err


def test_every_command_of_the_review_has_a_help_page_in_german(capsys: pytest.CaptureFixture[str]) -> None:
    for command in names(review.commands):
        with pytest.raises(SystemExit) as ended:
            main([command, "--help"])
        assert ended.value.code == 0
        said = capsys.readouterr().out
        assert said.startswith("Aufruf: konzept-review")
        assert "show this help" not in said
