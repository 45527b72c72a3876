"""What is kept between runs is right or made anew, and never too much."""

import io
import os
import shutil
import time
import zipfile
from dataclasses import dataclass, fields, replace
from datetime import date
from pathlib import Path

import pytest

from pipeline import kept
from pipeline.build import Request, build
from pipeline.errors import TemplateError
from pipeline.kept import Shelf, digest
from pipeline.manuscript import Manuscript
from pipeline.tools import typst
from pipeline.workshop import PARTS, outputs

MINIMAL = Path(__file__).parent / "concepts" / "minimal"


@dataclass(frozen=True, slots=True)
class Record:
    name: str = "Wärme"
    day: date = date(2017, 6, 14)
    marks: frozenset[tuple[str, str]] = frozenset({("a", "b"), ("c", "d")})
    inner: tuple[object, ...] = (1, "1", b"1", None)


def test_equal_data_have_the_same_name_whatever_the_order_of_sets() -> None:
    other = Record(marks=frozenset([("c", "d"), ("a", "b")]))
    assert digest("x", Record()) == digest("x", other)


@pytest.mark.parametrize(
    "change",
    [
        {"name": "Waerme"},
        {"day": date(2017, 6, 15)},
        {"marks": frozenset({("a", "b")})},
        {"inner": (1, "1", b"2", None)},
        {"inner": ("1", "1", b"1", None)},
    ],
)
def test_whatever_changes_changes_the_name(change: dict[str, object]) -> None:
    assert digest(Record()) != digest(replace(Record(), **change))  # type: ignore[arg-type]


def test_what_cannot_be_named_by_its_content_is_refused() -> None:
    with pytest.raises(TypeError):
        digest(object())


def test_a_file_is_made_once_and_then_taken_from_the_shelf(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path / "neu")
    assert shelf.get("k", lambda: b"eins") == b"eins"
    assert shelf.get("k", lambda: b"zwei") == b"eins"
    assert shelf.get("andere", lambda: b"zwei") == b"zwei"
    assert shelf.get("leer", lambda: None) is None
    assert sorted(path.name for path in (tmp_path / "neu").iterdir()) == ["andere", "k"]


@pytest.mark.parametrize("damaged", [b"", b"eins", b"\0" * 40])
def test_a_damaged_file_is_made_anew(tmp_path: Path, damaged: bytes) -> None:
    shelf = Shelf(tmp_path)
    shelf.get("k", lambda: b"eins")
    (tmp_path / "k").write_bytes(damaged)
    assert shelf.get("k", lambda: b"neu") == b"neu"
    assert shelf.get("k", lambda: b"nie") == b"neu"


def test_a_folder_that_cannot_be_written_costs_time_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "datei").write_text("im Weg")
    shelf = Shelf(tmp_path / "datei")
    assert shelf.get("k", lambda: b"eins") == b"eins"
    shelf.tidy()
    assert (tmp_path / "datei").read_text() == "im Weg"


def test_what_was_not_used_for_longest_goes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "LARGEST", 3 * 42)
    shelf = Shelf(tmp_path)
    for age, name in enumerate("abcde"):
        shelf.get(name, lambda: b"x" * 10)
        os.utime(tmp_path / name, (1_000_000 + age, 1_000_000 + age))
    shelf.get("a", lambda: b"nie")
    shelf.tidy()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a", "d", "e"]


SQUARE = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9" fill="{}"/></svg>'


def test_a_drawing_is_made_a_picture_for_word_once_and_anew_when_it_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sources = Path(shutil.copytree(MINIMAL, tmp_path / "sources"))
    drawing, chapter = sources / "bilder/zeichnung.svg", sources / "kapitel/11-anlass.md"
    drawing.parent.mkdir()
    drawn: list[bytes] = []
    draw = typst._drawing
    monkeypatch.setattr(typst, "_drawing", lambda *of: drawn.append(of[0]) or draw(*of))

    def made(colour: str, sentence: str) -> bytes:
        drawing.write_text(SQUARE.format(colour), encoding="utf-8")
        figure = '![Ein Quadrat in einer Farbe zeigt nichts weiter.](bilder/zeichnung.svg "Ein Quadrat")'
        text = f"{chapter.read_text(encoding='utf-8').partition('![')[0].rstrip()}\n\n{figure}\n\n{sentence}\n"
        chapter.write_text(text, encoding="utf-8")
        done = build(Request(sources, out=tmp_path / "build", cache=tmp_path / "cache", only=("Konzept.docx",)))
        folder = done.target
        assert folder, done.verdict.errors
        return (folder / "Konzept.docx").read_bytes()

    files = [made("red", "Ein Satz."), made("red", "Ein anderer Satz."), made("blue", "Ein anderer Satz.")]
    assert drawn == [SQUARE.format(colour).encode() for colour in ("red", "blue")]
    pictures = [zipfile.ZipFile(io.BytesIO(file)).read("word/media/bild1.png") for file in files]
    assert pictures[0] == pictures[1] != pictures[2]


def test_a_picture_that_was_broken_off_is_drawn_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = [TemplateError("abgebrochen"), b"PNG"]

    def drawn(*_: object) -> bytes:
        answer = answers.pop(0)
        if isinstance(answer, bytes):
            return answer
        raise answer

    monkeypatch.setattr(typst, "_drawn", drawn)
    drawing = SQUARE.format("green").encode()
    typst.draw([drawing], 9, 9)
    while not typst._DRAWN[drawing, 9, 9].done():
        time.sleep(0.01)
    typst.draw([drawing], 9, 9)
    assert typst.png(drawing, 9, 9) == b"PNG"


FRAME = {"title", "subtitle", "publisher", "office", "period", "version", "label", "paper", "key_date", "disclaimer", "stamp"}
"""What every output gets of the manuscript."""


def test_every_field_of_the_manuscript_is_frame_or_part_and_every_output_names_parts() -> None:
    assert {one.name for one in fields(Manuscript)} == FRAME | set(PARTS)
    for name, module in outputs().items():
        assert set(getattr(module, "SHOWS", PARTS)) <= set(PARTS), name


def test_files_from_the_shelf_are_those_of_a_build_without_one(tmp_path: Path) -> None:
    sources = Path(shutil.copytree(MINIMAL, tmp_path / "sources"))
    cache = tmp_path / "cache"
    build(Request(sources, out=tmp_path / "erst", cache=cache))
    shelf = cache / "ausgaben"
    before = {path.name for path in shelf.iterdir()}
    chapter = sources / "kapitel/11-anlass.md"
    chapter.write_text(chapter.read_text(encoding="utf-8") + "\nEin neuer Satz.\n", encoding="utf-8")
    quick = build(Request(sources, out=tmp_path / "rasch", cache=cache)).target
    slow = build(Request(sources, out=tmp_path / "langsam")).target
    assert quick
    assert slow
    made = {path.name: path.read_bytes() for path in slow.iterdir()}
    assert {path.name: path.read_bytes() for path in quick.iterdir()} == made
    new = {path.name for path in shelf.iterdir()} - before
    assert len(new) == sum("elements" in getattr(module, "SHOWS", PARTS) for module in outputs().values())
