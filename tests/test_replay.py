"""The story of 2017, replayed by the commands that the handbook prints: what each leaves is what the council saw."""

import contextlib
import io
import json
import re
import shlex
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

import pipeline.cli
import review.cli
from pipeline.opening import gather
from pipeline.tools.inspect import words

ROOT = Path(__file__).resolve().parent.parent
HANDBOOK = (ROOT / "docs" / "handbuch.md").read_text(encoding="utf-8")
CHAPTER = HANDBOOK.split("\n### Wie es 2017 war: die Befehle zum Nachspielen\n")[1].split("\n### ")[0]
PROGRAMS: dict[str, Callable[[list[str]], int]] = {"konzept": pipeline.cli.main, "konzept-review": review.cli.main}
COMMANDS = [line for block in re.findall(r"```powershell\n(.*?)```", CHAPTER, re.DOTALL) for line in block.splitlines() if line]
GREMIEN = "build/2017-06-14/gremien"


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[int, str]]:
    """Run every command as printed, one after the other, in a fresh clone; give what each ended with and said."""
    clone = tmp_path_factory.mktemp("klon") / "projekt"
    subprocess.run(["git", "clone", "--quiet", str(ROOT), str(clone)], check=True)
    shutil.copytree(ROOT / "sources", clone / "sources", dirs_exist_ok=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(clone)
        found: dict[str, tuple[int, str]] = {"": (0, str(clone))}
        for line in COMMANDS:
            program, *words = shlex.split(line)
            said = _Said()
            with said:
                code = PROGRAMS[program](words)
            found[line] = (code, said.text)
    return found


class _Said:
    """What a command says, on either stream."""

    text = ""

    def __enter__(self) -> None:

        self._out, self._stack = io.StringIO(), contextlib.ExitStack()
        self._stack.enter_context(contextlib.redirect_stdout(self._out))
        self._stack.enter_context(contextlib.redirect_stderr(self._out))

    def __exit__(self, *_: object) -> None:
        self._stack.close()
        self.text = self._out.getvalue()


def said(told: dict[str, tuple[int, str]], start: str, code: int = 0) -> str:
    """What the one command that begins like this said; it ended with the code."""
    [line] = [line for line in told if line.startswith(start)]
    assert told[line][0] == code, told[line][1]
    return told[line][1]


def place(told: dict[str, tuple[int, str]]) -> Path:
    return Path(told[""][1])


def test_the_chapter_prints_the_commands_that_are_replayed() -> None:
    assert {line.split()[0] for line in COMMANDS} == set(PROGRAMS)
    assert len(COMMANDS) == len(set(COMMANDS)) == 14


def test_the_draft_of_3_may_is_built_and_waits_for_the_committees(told: dict[str, tuple[int, str]]) -> None:
    assert "Fertig: build/2017-05-03/" in said(told, "konzept build --fassung 2017-05-03")
    assert (place(told) / "build/2017-05-03/Konzept.pdf").read_bytes().startswith(b"%PDF")
    status = said(told, "konzept status --am 2017-05-03")
    assert "Als Nächstes berät am 23. Mai 2017" in status
    assert "Kein Änderungsantrag ist offen" in status


def test_the_points_of_the_first_amendment_have_a_page_and_a_line(told: dict[str, tuple[int, str]]) -> None:
    assert said(told, "konzept-review amend where").startswith("1. ")
    check = said(told, "konzept-review amend check A-CDU-01", 1)
    assert len(re.findall(r"\+ Punkt \d: .*: passt \[Seite \d+, Zeile \d+, ", check)) == 3


def test_the_two_amendments_are_told_apart_and_the_meeting_postpones(told: dict[str, tuple[int, str]]) -> None:
    assert "neues Ziel bei Z-AST-12: passt [Seite" in said(told, "konzept-review amend check A-CDU-02", 1)
    assert "Gemeinsam 2, neu 4, fallen gelassen 1" in said(told, "konzept-review amend compare")
    assert "A-CDU-02" in (place(told) / "build/vergleich.html").read_text(encoding="utf-8")
    said(told, "konzept-review amend show A-CDU-02")
    assert (place(told) / "build/antrag-a-cdu-02/bericht.html").is_file()
    assert (place(told) / "build/antrag-a-cdu-02/synopse.pdf").is_file()
    status = said(told, "konzept status --am 2017-05-31")
    assert "58. Sitzung · TOP 3.5 · vertagt (im Text: zurückgestellt) · Stimmen 10 : 4 : 0" in status
    assert "Ein Änderungsantrag ist offen" in status


def test_the_paragraph_taken_over_stands_in_the_preamble_of_14_june(told: dict[str, tuple[int, str]]) -> None:
    said(told, "konzept-review amend show A-HA-01")
    assert (place(told) / "build/antrag-a-ha-01/bericht.docx").is_file()
    said(told, "konzept-review amend apply A-HA-01")
    replayed = (place(told) / "build/nachspiel/kapitel/01-praeambel.md").read_bytes()
    former = _of_version("2017-05-03", "kapitel/01-praeambel.md")
    assert former != replayed == _of_version("2017-06-14", "kapitel/01-praeambel.md")
    said(told, "konzept-review diff build/nachspiel 2017-06-14")
    [rest] = (place(told) / "build").glob("vergleich-*/aenderungen.md")
    assert "„Präambel“" not in rest.read_text(encoding="utf-8")


def test_the_sources_are_as_they_were(told: dict[str, tuple[int, str]]) -> None:
    for path in (ROOT / "sources").rglob("*"):
        if path.is_file():
            assert (place(told) / "sources" / path.relative_to(ROOT / "sources")).read_bytes() == path.read_bytes()


def test_every_paper_of_the_resolution_is_made(told: dict[str, tuple[int, str]]) -> None:
    said(told, "konzept build --only")
    said(told, "konzept papers")
    folder = place(told) / GREMIEN
    kinds = {re.sub(r"-.*", "", path.stem) for path in folder.iterdir() if path.suffix in {".docx", ".pdf", ".pptx"}}
    assert kinds == {
        "Abstimmungsliste", "Aenderungsantrag", "Beschlussausfertigung", "Praesentation", "Protokollauszug", "Stellungnahme",
    }  # fmt: skip
    amendment = (folder / "Aenderungsantrag-A-CDU-02.pdf").read_bytes()
    assert "Seite 3, Zeile 16" in words("x.pdf", amendment).replace("\u00a0", " ")
    minutes = words("x.pdf", (folder / "Protokollauszug-2017-05-31-Hauptausschuss.pdf").read_bytes())
    assert [word for word in ("TOP 3.5", "58. Sitzung", "vertagt", "zurückgestellt") if word not in minutes] == []
    resolution = words("x.pdf", (folder / "Beschlussausfertigung-2017-07-05.pdf").read_bytes())
    assert "Integration lebt vom Fördern und Fordern" in resolution
    item = json.loads((folder / "oparl/agendaitem-2017-05-31-hauptausschuss.json").read_bytes())
    assert [item["potsdam:vote"][name] for name in ("ayes", "noes", "abstentions")] == [10, 4, 0]


def test_after_5_july_nothing_is_open(told: dict[str, tuple[int, str]]) -> None:
    status = said(told, "konzept status --am 2017-07-05")
    assert "Alle vorgesehenen Beratungen haben stattgefunden. Kein Änderungsantrag ist offen." in status
    assert "geändert beschlossen · Fassung 2017-06-14 · Änderungsantrag A-HA-01" in status


def _of_version(version: str, path: str) -> bytes:
    tree = gather(ROOT / "sources", version)
    return tree.files[path]
