"""What the two Word files promise: structure, accessibility, equal bytes, data that stays data."""

import io
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from lxml import etree
from openxml_audit import OpenXmlValidator

from pipeline.compose import compose
from pipeline.errors import TemplateError
from pipeline.manuscript import Glossary, GoalEntry, Heading, Manuscript, MeasureTable, Prose
from pipeline.prose import images, para, plain, text
from pipeline.read import read
from pipeline.read.folder import read_folder
from pipeline.render import beschlussvorlage_docx, konzept_docx
from pipeline.tools import pandoc, word_book
from pipeline.tools.word_xml import SPACES, text_of, w

ROOT = Path(__file__).resolve().parent.parent
TEMPLATES = ROOT / "templates"
EPOCH = 1_497_398_400  # 14 June 2017


@pytest.fixture(scope="module")
def manuscript() -> Manuscript:
    concept = read(read_folder(ROOT / "sources"), pandoc.parse).concept
    made = compose(concept)
    assert made is not None
    return made


@pytest.fixture(scope="module")
def book(manuscript: Manuscript) -> bytes:
    return konzept_docx.render(manuscript, TEMPLATES, EPOCH)


@pytest.fixture(scope="module")
def form(manuscript: Manuscript) -> bytes:
    made = beschlussvorlage_docx.render(manuscript, TEMPLATES, EPOCH)
    assert made is not None
    return made


def part(data: bytes, name: str = "word/document.xml") -> Any:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return etree.fromstring(archive.read(name))


def words(element: Any) -> str:
    """The text of paragraphs, each on a line of its own."""
    return "\n".join("".join(t.text or "" for t in p.iter(w("t"))) for p in element.iter(w("p")))


def style_names(data: bytes) -> dict[str, str]:
    styles = part(data, "word/styles.xml").iter(w("style"))
    return {one.get(w("styleId")): one.find(w("name")).get(w("val")) for one in styles}


def styled(data: bytes, prefix: str) -> list[tuple[str, str]]:
    """Style and text of the paragraphs whose style begins so."""
    names = style_names(data)
    found = []
    for paragraph in part(data).iter(w("p")):
        own = paragraph.find(f"{w('pPr')}/{w('pStyle')}")
        name = names.get(own.get(w("val")), "") if own is not None else ""
        if name.startswith(prefix):
            found.append((name, "".join(t.text or "" for t in paragraph.iter(w("t")))))
    return found


@pytest.mark.parametrize("which", ["book", "form"])
def test_an_independent_judge_finds_no_fault(which: str, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    path = tmp_path / "judged.docx"
    path.write_bytes(request.getfixturevalue(which))
    result = OpenXmlValidator().validate(path)
    assert [error.description for error in result.errors] == []


@pytest.mark.parametrize("name", ["konzept.docx", "beschlussvorlage.docx"])
def test_the_templates_themselves_are_faultless(name: str) -> None:
    assert list(OpenXmlValidator().validate(TEMPLATES / name).errors) == []


def test_the_same_manuscript_gives_the_same_bytes(manuscript: Manuscript, book: bytes, form: bytes) -> None:
    assert konzept_docx.render(manuscript, TEMPLATES, EPOCH) == book
    assert beschlussvorlage_docx.render(manuscript, TEMPLATES, EPOCH) == form


def test_the_package_begins_with_its_types_and_has_one_date(book: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        assert archive.namelist()[0] == "[Content_Types].xml"
        assert {one.date_time for one in archive.infolist()} == {(2017, 6, 14, 0, 0, 0)}


def test_headings_stand_in_the_manuscripts_order(manuscript: Manuscript, book: bytes) -> None:
    wanted = [(one.level, one.title) for one in manuscript.elements if isinstance(one, Heading | GoalEntry)]
    found = styled(book, "heading ")
    assert [int(name.split()[1]) for name, _ in found] == [level for level, _ in wanted]
    assert all(shown.endswith(title) for (_, shown), (_, title) in zip(found, wanted, strict=True))


def test_no_heading_skips_a_level(book: bytes, form: bytes) -> None:
    for data in (book, form):
        before = 0
        for name, _ in styled(data, "heading "):
            level = int(name.split()[1])
            assert level <= before + 1
            before = level


def test_the_contents_list_every_heading_down_to_level_three(book: bytes) -> None:
    shown = [(name.replace("heading", "toc"), text) for name, text in styled(book, "heading ")]
    headings = [one for one in shown if one[0] < "toc 4"]
    assert styled(book, "toc ") == headings


def test_the_contents_are_a_field_word_refills_and_their_links_lead_to_headings(book: bytes) -> None:
    body = part(book)
    codes = [one.text.strip() for one in body.iter(w("instrText"))]
    assert r'TOC \o "1-3" \h \z \u' in codes
    assert any(one.get(w("dirty")) == "true" for one in body.iter(w("fldChar")))
    names = {one.get(w("name")) for one in body.iter(w("bookmarkStart"))}
    links = {one.get(w("anchor")) for one in body.iter(w("hyperlink"))} - {None}
    assert links <= names


def test_bookmarks_have_one_name_and_number_each(book: bytes) -> None:
    starts = list(part(book).iter(w("bookmarkStart")))
    for attribute in ("id", "name"):
        values = [one.get(w(attribute)) for one in starts]
        assert len(values) == len(set(values))


def test_tables_have_repeated_head_rows_whole_rows_and_the_width_of_the_page(book: bytes) -> None:
    tables = list(part(book).iter(w("tbl")))
    assert tables
    for table in tables:
        rows = table.findall(w("tr"))
        assert rows[0].find(f"{w('trPr')}/{w('tblHeader')}") is not None
        assert all(row.find(f"{w('trPr')}/{w('cantSplit')}") is not None for row in rows)
        widths = [int(one.get(w("w"))) for one in table.iter(w("gridCol"))]
        assert sum(widths) == int(table.find(f"{w('tblPr')}/{w('tblW')}").get(w("w"))) in {8957, 14570}


def test_measures_stand_in_landscape_and_nothing_else_does(manuscript: Manuscript, book: bytes) -> None:
    widths = [one.find(f"{w('tblPr')}/{w('tblW')}").get(w("w")) for one in part(book).iter(w("tbl"))]
    assert widths.count("14570") == sum(isinstance(one, MeasureTable) for one in manuscript.elements)
    sides = [one.find(w("pgSz")).get(w("orient")) for one in part(book).iter(w("sectPr"))]
    assert sides == [None, None, "landscape", None]


def test_captions_are_counted_by_fields(book: bytes) -> None:
    for kind, style in (("Tabelle", "Table Caption"), ("Abbildung", "Image Caption")):
        shown = [caption for _, caption in styled(book, style)]
        assert shown
        assert [caption.split(":")[0] for caption in shown] == [f"{kind} {n}" for n in range(1, len(shown) + 1)]


def test_pictures_carry_the_descriptions_of_the_sources(manuscript: Manuscript, book: bytes) -> None:
    wanted = [alt for one in manuscript.elements if isinstance(one, Prose) for _, alt in images(list(one.blocks))]
    found = [one.get("descr") for one in part(book).iter("{*}docPr")]
    assert found == wanted
    assert b"data:image" not in book
    assert "data:image" not in etree.tostring(part(book), encoding="unicode")


def test_every_measure_goal_and_term_is_there(manuscript: Manuscript, book: bytes) -> None:
    shown = " ".join(words(part(book)).split())
    for element in manuscript.elements:
        match element:
            case MeasureTable():
                for row in element.rows:
                    told = plain(list(row.description))
                    parts = (row.number, row.key, row.title, told, row.lead, row.period, row.funding)
                    assert all(" ".join(one.split()) in shown for one in parts), row.key
            case GoalEntry():
                assert f"{element.number} {element.title}" in shown
            case Glossary():
                assert all(one.term in shown for one in element.entries)
            case _:
                pass


def test_the_disclaimer_stands_word_for_word(manuscript: Manuscript, book: bytes) -> None:
    assert manuscript.disclaimer in words(part(book))


def test_the_language_is_german_and_nothing_says_otherwise(book: bytes, form: bytes) -> None:
    for data in (book, form):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            xml = b"".join(archive.read(name) for name in archive.namelist() if name.endswith(".xml"))
        assert b'w:lang w:val="de-DE"' in xml.replace(b'w:bidi="ar-SA" ', b"").replace(b'w:eastAsia="de-DE" ', b"")
        assert b"en-US" not in xml
        assert "de-DE" in [one.text for one in part(data, "docProps/core.xml")]


def test_properties_name_version_and_paper(manuscript: Manuscript, book: bytes) -> None:
    core = {etree.QName(one).localname: one.text for one in part(book, "docProps/core.xml")}
    assert core["title"] == f"{manuscript.title} – {manuscript.subtitle}"
    assert core["creator"] == manuscript.publisher
    assert manuscript.version in core["keywords"]
    assert manuscript.paper in core["keywords"]
    assert core["created"] == core["modified"] == "2017-06-14T00:00:00Z"


def headers(data: bytes) -> list[str]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = sorted(name for name in archive.namelist() if name.startswith("word/header"))
    return [words(part(data, name)).strip() for name in names]


def test_a_draft_is_stamped_on_every_page_and_a_clean_one_on_none(manuscript: Manuscript, book: bytes) -> None:
    stamp = "Entwurf mit offenen Prüfpunkten"
    assert not any(stamp in header for header in headers(book))
    draft = replace(manuscript, stamp=stamp)
    for module in (konzept_docx, beschlussvorlage_docx):
        made = module.render(draft, TEMPLATES, EPOCH)
        assert made is not None
        assert all(stamp in header for header in headers(made))


def test_a_draft_is_not_made_without_its_stamp(manuscript: Manuscript, tmp_path: Path) -> None:
    with (
        zipfile.ZipFile(TEMPLATES / "konzept.docx") as archive,
        zipfile.ZipFile(tmp_path / "konzept.docx", "w") as out,
    ):
        for member in archive.namelist():
            out.writestr(member, archive.read(member).replace(b'w:val="stempel"', b'w:val="siegel"'))
    with pytest.raises(TemplateError, match="„stempel“"):
        konzept_docx.render(replace(manuscript, stamp="Entwurf"), tmp_path, EPOCH)


def test_running_heads_name_version_and_paper(manuscript: Manuscript, book: bytes) -> None:
    named = [header for header in headers(book) if f"Fassung {manuscript.version} · DS {manuscript.paper}" in header]
    assert len(named) == 2  # upright and landscape; the title page has none


NASTY = '{{ 7*7 }} {% if x %} Rad & Fuß <B> „Zitat“ "gerade" مرحبا'


def test_what_an_author_writes_stays_as_written(manuscript: Manuscript) -> None:
    texts = manuscript.submission
    assert texts is not None
    hostile = replace(texts, form=texts.form.model_copy(update={"subject": NASTY}), reasons=(para(text(NASTY)),))
    made = beschlussvorlage_docx.render(replace(manuscript, submission=hostile), TEMPLATES, EPOCH)
    assert made is not None
    assert words(part(made)).count(NASTY) == 2
    prose = replace(manuscript, title=NASTY, elements=(Prose("x", (para(text(NASTY)),)),))
    assert words(part(konzept_docx.render(prose, TEMPLATES, EPOCH))).count(NASTY) == 2


def test_the_form_numbers_its_resolution_and_ticks_one_box(form: bytes) -> None:
    body = part(form)
    assert sum(one.find(f"{w('pPr')}/{w('numPr')}") is not None for one in body.iter(w("p"))) == 4
    shown = words(body)
    assert shown.count("☒") == shown.count("☐") == 1
    assert "Klimaauswirkungen" not in shown  # the form of 2017 does not know them
    assert "{" not in shown


STRANGE = r"""# Ü {#kap-x}

Text[^1] mit ~~Strich~~, H~2~O, `code` und [Netz](https://example.org) [hier](#nirgends).

[^1]: Note mit [Netz](https://example.org/note).

- a

  ```
  code
  ```
- b
  1. c
  2. d

***

> Zitat
>
> - Liste

| a | b |
|---|---:|
| - x | 1 |

![Alt](bilder/fehlt.png "Titel")

Wort
: Bedeutung

<b>roh</b> \newpage $x$ <!-- nichts -->

<div onclick="x">Block</div>

[x](javascript:alert(1))
"""


def test_a_strange_text_still_makes_a_faultless_file(manuscript: Manuscript, tmp_path: Path) -> None:
    blocks = pandoc.parse([STRANGE])[0]
    assert blocks is not None
    strange = replace(
        manuscript,
        elements=(Heading("k", 1, "1", "T", "chapter"), Prose("k", tuple(blocks[1:]))),
        leaflet=None,
        pictures={},
    )
    path = tmp_path / "strange.docx"
    path.write_bytes(konzept_docx.render(strange, TEMPLATES, EPOCH))
    assert [error.description for error in OpenXmlValidator().validate(path).errors] == []
    assert b"javascript" not in path.read_bytes()
    shown = words(part(path.read_bytes()))
    assert "<b>roh</b>" in shown
    assert '<div onclick="x">Block</div>' in shown


def test_without_submission_there_is_no_form(manuscript: Manuscript) -> None:
    assert beschlussvorlage_docx.render(replace(manuscript, submission=None), TEMPLATES, EPOCH) is None


def altered(name: str, folder: Path, old: str, new: str) -> Path:
    """Copy the templates and change one word in the main text of one."""
    for one in TEMPLATES.glob("*.docx"):
        with zipfile.ZipFile(one) as archive, zipfile.ZipFile(folder / one.name, "w") as out:
            for member in archive.namelist():
                data = archive.read(member)
                if one.name == name and member == "word/document.xml":
                    assert old.encode() in data
                    data = data.replace(old.encode(), new.encode())
                out.writestr(member, data)
    return folder


def test_an_unknown_field_is_named_with_a_remedy(manuscript: Manuscript, tmp_path: Path) -> None:
    folder = altered("beschlussvorlage.docx", tmp_path, "{{ betreff }}", "{{ betref }}")
    with pytest.raises(TemplateError, match=r"beschlussvorlage\.docx.*„betref“") as caught:
        beschlussvorlage_docx.render(manuscript, folder, EPOCH)
    assert "betreff" in caught.value.remedy


def test_a_malformed_field_in_the_template_is_an_error(manuscript: Manuscript, tmp_path: Path) -> None:
    folder = altered("beschlussvorlage.docx", tmp_path, "{{ betreff }}", "{{ betreff")
    with pytest.raises(TemplateError, match="nicht richtig geschrieben"):
        beschlussvorlage_docx.render(manuscript, folder, EPOCH)


def test_a_template_without_its_place_for_the_text_is_an_error(manuscript: Manuscript, tmp_path: Path) -> None:
    folder = altered("konzept.docx", tmp_path, 'w:tag w:val="text"', 'w:tag w:val="txt"')
    with pytest.raises(TemplateError, match="„text“"):
        konzept_docx.render(manuscript, folder, EPOCH)


@pytest.mark.parametrize("content", [None, b"", b"no docx"])
def test_a_missing_or_broken_template_is_an_error(
    manuscript: Manuscript, tmp_path: Path, content: bytes | None
) -> None:
    for module, name in ((konzept_docx, "konzept.docx"), (beschlussvorlage_docx, "beschlussvorlage.docx")):
        if content is not None:
            (tmp_path / name).write_bytes(content)
        with pytest.raises(TemplateError, match=name):
            module.render(manuscript, tmp_path, EPOCH)


def test_a_heading_and_what_follows_it_stay_with_their_table() -> None:
    def paragraph(style: str = "") -> str:
        return f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr></w:p>' if style else "<w:p/>"

    row = "<w:tr><w:tc><w:p/></w:tc></w:tr>"
    table = f"<w:tbl>{row}{row}</w:tbl>"
    parts = [paragraph("H"), paragraph(), paragraph("H"), paragraph(), table, paragraph(), table]
    body = etree.fromstring(f'<w:body xmlns:w="{SPACES["w"]}">{"".join(parts)}</w:body>')
    word_book.keep_with_tables(body, "H")
    kept = [one.find(f"{w('pPr')}/{w('keepNext')}") is not None for one in body.iter(w("p"))]
    assert kept == [False, False, True, True, True, False, False, False, False]


def test_a_sentence_that_leads_to_a_list_stays_with_it(form: bytes) -> None:
    paragraphs = list(part(form).iter(w("p")))
    at = next(at for at, one in enumerate(paragraphs) if text_of(one).endswith("möge beschließen:"))
    assert paragraphs[at].find(f"{w('pPr')}/{w('keepNext')}") is not None
    assert paragraphs[at + 1].find(f"{w('pPr')}/{w('numPr')}") is not None


def test_words_a_term_replaces_stay_with_its_explanation(book: bytes) -> None:
    paragraphs = list(part(book).iter(w("p")))
    avoided = [at for at, one in enumerate(paragraphs) if text_of(one).startswith("Nicht verwendet:")]
    assert avoided
    for at in avoided:
        assert paragraphs[at - 1].find(f"{w('pPr')}/{w('keepNext')}") is not None, text_of(paragraphs[at])
