"""The presentation: everything fits, can be read by everyone, says what the sources say, and comes out the same."""

import importlib.util
import io
import random
import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pptx as reader
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openxml_audit import OpenXmlValidator
from PIL import ImageFont
from pptx.util import Emu

from benchmarks import generate
from pipeline.checking import Verdict
from pipeline.compose import compose
from pipeline.errors import TemplateError
from pipeline.inspection import take_stock
from pipeline.manuscript import Manuscript
from pipeline.papers import praesentation_pptx
from pipeline.read import read
from pipeline.read.folder import read_folder
from pipeline.slides.deck import Deck, Drawing, Points, Slide, Table
from pipeline.slides.fit import Frame, caption_size, fitted, height
from pipeline.slides.measure import LINE, shortened, width, wrap
from pipeline.tools import inspect, pptx
from tests import trees

ROOT = Path(__file__).resolve().parent.parent
TEMPLATES = ROOT / "templates"
EPOCH = 1_497_398_400  # 14 June 2017
FRAME = pptx.frame(TEMPLATES / "praesentation.pptx")
POINT = 12_700


def composed(folder: Path, parse: trees.Parse = trees.parse_once) -> Manuscript:
    concept = read(read_folder(folder), parse).concept
    made = compose(concept)
    assert made is not None
    return replace(made, inspection=take_stock(concept, Verdict((), ())))


@cache
def full() -> Manuscript:
    return composed(ROOT / "sources")


@cache
def tiny() -> Manuscript:
    return composed(ROOT / "tests" / "concepts" / "minimal")


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Manuscript:
    folder = tmp_path_factory.mktemp("large")
    generate.write(folder, 10, ROOT / "sources")
    return composed(folder, trees.parse_simply)


@cache
def finished(which: str) -> bytes:
    files = praesentation_pptx.render({"full": full, "tiny": tiny}[which](), TEMPLATES, EPOCH)
    assert list(files) == ["Praesentation.pptx"]
    return files["Praesentation.pptx"]


@pytest.fixture(scope="module", params=["full", "tiny"])
def slides(request: pytest.FixtureRequest) -> Any:
    return reader.Presentation(io.BytesIO(finished(request.param)))


def a_deck(*slides: Slide) -> Deck:
    return Deck("T", "U", ("Z",), "F", slides, {}, {})


# ---- laws: whatever somebody writes, it fits and nothing is lost --------------------------------------

words = st.text(st.sampled_from("abcWMiß–.„ "), min_size=1, max_size=60)
texts = st.lists(words, min_size=1, max_size=25).map(lambda several: " ".join(" ".join(several).split()) or "x")


@st.composite
def tables(draw: st.DrawFn) -> Table:
    count = draw(st.integers(1, 4))
    row = st.tuples(*[texts] * count)
    shares = tuple(draw(st.lists(st.floats(0.1, 1), min_size=count, max_size=count)))
    rows = tuple(draw(st.lists(row, min_size=1, max_size=15)))
    return Table(draw(st.tuples(*[words.map(str.strip)] * count)), rows, shares, total=draw(st.booleans()))


points = st.builds(
    Points, st.lists(texts, max_size=15).map(tuple), numbered=st.booleans(), lead=st.one_of(st.just(""), texts)
)
titles = texts
captions = st.sampled_from(["", "Ein Hinweis.", "Hinweis " * 60])


@given(st.lists(st.builds(Slide, titles, st.one_of(tables(), points), captions), min_size=1, max_size=4))
def test_every_slide_holds_no_more_than_there_is_room_for(several: list[Slide]) -> None:
    for slide in fitted(a_deck(*several), FRAME).slides:
        head = height(replace(slide, body=replace(slide.body, rows=())), FRAME) if isinstance(slide.body, Table) else 0
        one_row = isinstance(slide.body, Table) and len(slide.body.rows) == 1 and head > FRAME.room(slide) / 2
        assert one_row or height(slide, FRAME) <= FRAME.room(slide) + 0.01
        lines = wrap(slide.title, FRAME.title_size, FRAME.width, bold=True)
        assert len(lines) * FRAME.title_size * LINE <= FRAME.title


@given(st.lists(st.builds(Slide, titles, st.one_of(tables(), points), captions), min_size=1, max_size=4))
def test_no_title_stands_twice(several: list[Slide]) -> None:
    shown = [slide.title for slide in fitted(a_deck(*several, *several), FRAME).slides]
    assert len(shown) == len(set(shown))


@given(tables())
def test_a_table_loses_no_row_and_what_is_cut_short_stands_in_the_notes(table: Table) -> None:
    done = fitted(a_deck(Slide("Liste", table)), FRAME).slides
    shown = [row for slide in done if isinstance(slide.body, Table) for row in slide.body.rows]
    assert len(shown) == len(table.rows)
    notes = [note for slide in done for note in slide.notes]
    for row, whole in zip(shown, table.rows, strict=True):
        for cell, text in zip(row, whole, strict=True):
            assert cell == text or (cell.endswith("…") and text in notes)


@given(points)
def test_points_lose_no_statement_and_go_on_counting(some: Points) -> None:
    done = fitted(a_deck(Slide("Punkte", some)), FRAME).slides
    shown = [item for slide in done if isinstance(slide.body, Points) for item in slide.body.items]
    notes = [note for slide in done for note in slide.notes]
    for item, text in zip(shown, some.items, strict=True):
        assert item == text or (item.endswith("…") and text in notes)
    starts = [slide.body.start for slide in done if isinstance(slide.body, Points)]
    counts = [len(slide.body.items) for slide in done if isinstance(slide.body, Points)]
    assert starts == [1 + sum(counts[:n]) for n in range(len(counts))]


@given(texts, st.floats(8, 40), st.floats(30, 900))
def test_a_line_is_never_wider_than_its_room_and_no_letter_gets_lost(text: str, size: float, room: float) -> None:
    lines = wrap(text, size, room)
    assert all(width(line, size) <= room or len(line) == 1 for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")


def test_letters_are_measured_wider_than_they_are() -> None:
    fonts = Path(importlib.util.find_spec("font_lato").origin).parent / "files"  # type: ignore[union-attr, arg-type]
    lines = {
        line.strip()
        for path in (ROOT / "sources" / "kapitel").glob("*.md")
        for line in path.read_text(encoding="utf-8").split("\n")
    }
    some = random.Random(1).sample(sorted(line for line in lines if len(line) > 40), 200)
    for bold, name in ((False, "Lato-Regular.ttf"), (True, "Lato-Bold.ttf")):
        font = ImageFont.truetype(str(fonts / name), 100)
        assert [line for line in some if font.getlength(line) > width(line, 100, bold=bold)] == []


def test_small_tables_are_set_large_and_long_ones_small() -> None:
    def size(rows: int) -> float:
        body = fitted(a_deck(Slide("T", Table(("A",), (("x",),) * rows, (1,)))), FRAME).slides[0].body
        assert isinstance(body, Table)
        return body.size

    assert (size(3), size(13)) == (18, 14)


def test_a_long_disclaimer_becomes_smaller_and_stays_whole() -> None:
    slide = Slide("T", Points(("x",)), caption="Wort " * 130)
    assert caption_size(slide, FRAME) < FRAME.caption_size
    lines = wrap(slide.caption, caption_size(slide, FRAME), FRAME.caption[0])
    assert len(lines) * caption_size(slide, FRAME) * LINE <= FRAME.caption[1]


# ---- the deck says what the sources say ----------------------------------------------------------------


def deck(manuscript: Manuscript) -> Deck:
    return praesentation_pptx.deck(manuscript, FRAME)


def said(slide: Slide) -> str:
    match slide.body:
        case Table(head, rows):
            return "\n".join([slide.title, *head, *(cell for row in rows for cell in row)])
        case Points(items, lead=lead):
            return "\n".join([slide.title, lead, *items])
        case Drawing(alt=alt):
            return f"{slide.title}\n{alt}"
        case None:
            return slide.title


def test_the_talk_has_the_parts_of_the_one_held_in_the_committee() -> None:
    opening = [slide.title for slide in deck(full()).slides if slide.body is None]
    assert opening == [
        "1 Wie das Konzept entstanden ist",
        "2 Wie das Konzept aufgebaut ist",
        "3 Zahlen und Konkretisierungsstand",
        "4 Arbeiten mit dem Konzept",
        "5 Beratung und Beschluss",
        "Vielen Dank für die Aufmerksamkeit",
    ]


def test_a_part_without_anything_to_show_is_left_out() -> None:
    opening = [slide.title for slide in deck(tiny()).slides if slide.body is None]
    assert opening[0] == "1 Wie das Konzept aufgebaut ist"
    bare = deck(replace(tiny(), submission=None, inspection=None)).slides
    assert [slide.title for slide in bare if "Beratung" in slide.title or "Konkretisierungsstand" in slide.title] == [
        "2 Zahlen und Konkretisierungsstand"
    ]


@pytest.mark.parametrize("which", ["full", "tiny", "large"])
def test_every_slide_that_counts_measures_carries_the_disclaimer_word_for_word(which: str, large: Manuscript) -> None:
    manuscript = {"full": full(), "tiny": tiny(), "large": large}[which]
    counting = re.compile(
        r"\d[^.\d]{0,40}(Maßnahmevorschl|Maßnahmenvorschl|Vorschläge)|^(Maßnahmev|V)orschläge$", re.MULTILINE
    )
    found = [slide for slide in deck(manuscript).slides if counting.search(said(slide)) and slide.body]
    assert len(found) >= 5
    assert [slide.title for slide in found if slide.caption != manuscript.disclaimer] == []


def test_the_chronicle_is_told_whole_and_in_order() -> None:
    shown = "\n".join(map(said, deck(full()).slides))
    places = [shown.index(f"{one.when}\n{one.title}") for one in full().chronicle]
    assert places == sorted(places)
    assert len(places) > 15


def test_no_event_lies_after_the_versions_date() -> None:
    assert max(one.day for one in full().chronicle) <= full().key_date


def test_the_numbers_are_those_of_the_report() -> None:
    stock = full().inspection
    assert stock is not None
    table = next(slide.body for slide in deck(full()).slides if slide.title == "Konkretisierungsstand in Zahlen")
    assert isinstance(table, Table)
    assert table.rows[-1] == ("Zusammen", *map(str, (stock.total.total, *stock.total.counts, stock.total.complete)))
    assert [row[0] for row in table.rows[:-1]] == [one.name for one in stock.fields]
    for column in range(1, len(table.head)):
        assert sum(int(row[column]) for row in table.rows[:-1]) == int(table.rows[-1][column])


def test_the_text_of_a_chart_holds_all_its_numbers() -> None:
    stock = full().inspection
    assert stock is not None
    chart = next(slide.body for slide in deck(full()).slides if slide.title.startswith("Konkretisierungsstand: "))
    assert isinstance(chart, Drawing)
    assert all(
        f"{name}: {count} von 137" in chart.alt for name, count in zip(stock.aspects, stock.total.counts, strict=True)
    )


def test_hostile_names_stay_text_in_pictures_and_slides() -> None:
    evil = "</text><script>&\"' {{x}}"
    stock = tiny().inspection
    assert stock is not None
    share = replace(stock.fields[0], name=evil)
    manuscript = replace(tiny(), title=evil, inspection=replace(stock, fields=(share,)))
    data = praesentation_pptx.render(manuscript, TEMPLATES, EPOCH)["Praesentation.pptx"]
    assert evil in inspect.words("Praesentation.pptx", data)


# ---- the finished file ---------------------------------------------------------------------------------


@pytest.mark.parametrize("which", ["full", "tiny"])
def test_an_independent_judge_finds_no_fault(which: str, tmp_path: Path) -> None:
    path = tmp_path / "judged.pptx"
    path.write_bytes(finished(which))
    assert [error.description for error in OpenXmlValidator().validate(path).errors] == []


def test_the_judge_would_find_one(tmp_path: Path) -> None:
    path = tmp_path / "broken.pptx"
    with zipfile.ZipFile(io.BytesIO(finished("tiny"))) as package, zipfile.ZipFile(path, "w") as broken:
        for name in package.namelist():
            broken.writestr(name, package.read(name).replace(b'algn="l"', b'algn="left"'))
    assert OpenXmlValidator().validate(path).errors


def test_the_template_itself_is_faultless() -> None:
    assert list(OpenXmlValidator().validate(TEMPLATES / "praesentation.pptx").errors) == []


def test_the_same_manuscript_gives_the_same_bytes_with_one_date() -> None:
    assert praesentation_pptx.render(tiny(), TEMPLATES, EPOCH)["Praesentation.pptx"] == finished("tiny")
    with zipfile.ZipFile(io.BytesIO(finished("tiny"))) as package:
        assert package.namelist()[0] == "[Content_Types].xml"
        assert {one.date_time for one in package.infolist()} == {(2017, 6, 14, 0, 0, 0)}


def test_the_disclaimer_is_found_in_the_finished_file() -> None:
    manuscript = full()
    words = inspect.words("Praesentation.pptx", finished("full"))
    assert words.count(manuscript.disclaimer) >= 8


def test_title_language_and_version_are_set(slides: Any) -> None:
    assert slides.core_properties.title
    assert slides.core_properties.language == "de-DE"
    runs = [run for slide in slides.slides for run in slide._element.iter() if run.tag.endswith("}rPr")]
    assert runs
    assert {run.get("lang") for run in runs} == {"de-DE"}


def test_every_slide_has_a_title_of_its_own_and_it_is_read_first(slides: Any) -> None:
    shown = [slide.shapes.title.text_frame.text for slide in slides.slides]
    assert all(shown)
    assert len(shown) == len(set(shown))
    assert all(slide.shapes[0].shape_id == slide.shapes.title.shape_id for slide in slides.slides)


def test_every_picture_and_table_has_an_alternative_text(slides: Any) -> None:
    wanted = [shape for shape in shapes_of(slides) if shape.has_table or shape.shape_type == 13]
    assert len(wanted) >= 6
    for shape in wanted:
        described = next(one.get("descr") for one in shape._element.iter() if one.tag.endswith("}cNvPr"))
        assert len(described) > 20


def shapes_of(slides: Any) -> Iterator[Any]:
    for slide in slides.slides:
        for shape in slide.shapes:
            if not hasattr(shape, "has_table"):
                shape.has_table = False
            yield shape


def test_the_caption_is_read_after_what_it_belongs_to(slides: Any) -> None:
    for slide in slides.slides:
        kinds = [str(shape.placeholder_format.idx) if shape.is_placeholder else "picture" for shape in slide.shapes]
        if slide.slide_layout.name == "Content with Caption":
            assert kinds == ["0", kinds[1], "2", "11", "12"]
            assert kinds[1] in {"1", "picture"}


def test_nothing_reaches_beyond_the_slide_or_into_the_footer(slides: Any) -> None:
    for slide in list(slides.slides)[1:]:
        lowest = Emu(slides.slide_height - 6_858_000 + 6_400_800)
        for shape in slide.shapes:
            assert shape.left >= 0
            assert shape.left + shape.width <= slides.slide_width
            if shape.placeholder_format.idx not in {11, 12} if shape.is_placeholder else True:
                assert shape.top + shape.height <= lowest


def test_tables_and_pictures_stay_above_the_caption(slides: Any) -> None:
    seen = 0
    for slide in slides.slides:
        captions = [shape for shape in slide.placeholders if shape.placeholder_format.idx == 2]
        for shape in slide.shapes if captions else ():
            if getattr(shape, "has_table", False) or shape.shape_type == 13:
                seen += 1
                assert shape.top + shape.height <= captions[0].top
    assert seen >= 4


def test_the_footer_names_paper_and_version_and_slides_are_numbered(slides: Any) -> None:
    for slide in list(slides.slides)[1:]:
        shown = {
            shape.placeholder_format.idx: shape.text_frame.text for shape in slide.placeholders if shape.has_text_frame
        }
        assert re.search(r"Drucksache 17/SVV/\d{4} · Fassung 2017-06-14", shown[11])
        assert 'type="slidenum"' in slide.part.blob.decode()


def test_a_stamped_draft_says_so_on_every_slide() -> None:
    stamped = replace(tiny(), stamp="Entwurf mit offenen Prüfpunkten")
    data = praesentation_pptx.render(stamped, TEMPLATES, EPOCH)["Praesentation.pptx"]
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        names = [name for name in package.namelist() if name.startswith("ppt/slides/slide")]
        assert names
        assert all(stamped.stamp in package.read(name).decode() for name in names)


def test_whoever_speaks_has_notes_in_german() -> None:
    slides = reader.Presentation(io.BytesIO(finished("full")))
    notes = [slide.notes_slide for slide in slides.slides if slide.has_notes_slide]
    assert len(notes) >= 8
    assert all(one.notes_text_frame.text for one in notes)
    assert all('lang="de-DE"' in one.part.blob.decode() for one in notes)


def test_tables_have_a_header_row_and_the_sum_is_marked() -> None:
    slides = reader.Presentation(io.BytesIO(finished("full")))
    tables = [shape.table for shape in shapes_of(slides) if shape.has_table]
    assert all(table.first_row for table in tables)
    assert sum(table.last_row for table in tables) == 2


# ---- the template may be changed in PowerPoint, but not beyond use -------------------------------------


def changed(tmp_path: Path, old: bytes, new: bytes) -> Path:
    path = tmp_path / "praesentation.pptx"
    with zipfile.ZipFile(TEMPLATES / "praesentation.pptx") as package, zipfile.ZipFile(path, "w") as other:
        for name in package.namelist():
            other.writestr(name, package.read(name).replace(old, new))
    return path


def test_a_larger_text_in_the_template_makes_more_slides(tmp_path: Path) -> None:
    frame = pptx.frame(changed(tmp_path, b'sz="2000" kern', b'sz="4400" kern'))
    assert frame.text_size == 44
    assert len(praesentation_pptx.deck(full(), frame).slides) > len(deck(full()).slides)


def test_a_template_without_a_layout_is_refused_in_german(tmp_path: Path) -> None:
    with pytest.raises(TemplateError, match="fehlt ein Layout oder Platzhalter") as caught:
        pptx.frame(changed(tmp_path, b"Content with Caption", b"Mein Layout"))
    assert "englischen Namen" in caught.value.remedy


@pytest.mark.parametrize("content", [b"", b"kein Zip", b"PK\x05\x06" + bytes(18)])
def test_what_is_no_presentation_is_refused(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "praesentation.pptx"
    path.write_bytes(content)
    with pytest.raises(TemplateError, match=r"Vorlage „praesentation\.pptx“"):
        pptx.frame(path)


def test_a_missing_template_is_named(tmp_path: Path) -> None:
    with pytest.raises(TemplateError, match=r"Vorlage „praesentation\.pptx“ fehlt"):
        pptx.frame(tmp_path / "praesentation.pptx")


def test_words_are_cut_with_a_sign_that_there_is_more() -> None:
    assert shortened("eins zwei drei", 10, 40, 1).endswith("…")
    assert shortened("eins", 10, 40, 1) == "eins"


def test_the_frame_is_that_of_the_template() -> None:
    assert isinstance(FRAME, Frame)
    assert (round(FRAME.width), round(FRAME.height), round(FRAME.captioned)) == (847, 370, 298)
    assert (FRAME.title_size, FRAME.text_size, FRAME.caption_size) == (30, 20, 13)
