"""The Word report: accepting all gives the later draft, rejecting all the earlier one, on the XML of every file."""

import copy
import io
import re
import tempfile
import zipfile
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import strategies
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from lxml import etree
from openxml_audit import OpenXmlValidator
from settling import Document

from pipeline.render import konzept_docx
from pipeline.tools import pandoc, word
from pipeline.tools.word_atoms import bookmarks_of
from pipeline.tools.word_notes import drop_notes
from pipeline.tools.word_writer import Text, write_text
from pipeline.tools.word_xml import SPACES, w
from review.marked import COUNTING
from review.redline.guide import Author, Guide
from review.redline.merging import Redliner
from review.reports import bericht_docx, bericht_kurz_docx
from review.sides import Comparison, compared

ROOT = Path(__file__).resolve().parent.parent
TEMPLATES = ROOT / "templates"
MINIMAL = str(ROOT / "tests" / "concepts" / "minimal")
EPOCH = 1_497_398_400
PAIRS = [
    ("2016-07-28", "2017-05-03"),
    ("2017-05-03", "2017-06-14"),
    ("2016-07-28", "2017-06-14"),
    ("2017-06-14", "2016-07-28"),
    (MINIMAL, "2017-06-14"),
    ("2017-05-03", MINIMAL),
    ("2017-06-14", "2017-06-14"),
]


@cache
def comparison(base: str, head: str) -> Comparison:
    return compared(ROOT / "sources", base, head)


@cache
def report(base: str, head: str) -> bytes:
    return bericht_docx.render(comparison(base, head), TEMPLATES, EPOCH)


@cache
def plainly(name: str) -> Document:
    draft = next(one for pair in PAIRS if name in pair for one in [comparison(*pair)])
    manuscript = draft.base.manuscript if name == next(p for p in PAIRS if name in p)[0] else draft.head.manuscript
    return Document(konzept_docx.render(manuscript, TEMPLATES, EPOCH))


def first_difference(found: list[Any], wanted: list[Any]) -> Any:
    for at, (one, other) in enumerate(zip(found, wanted, strict=False)):
        if one != other:
            if isinstance(one, list) and isinstance(other, list):
                return at, first_difference(one, other)
            return at, one, other
    return (
        (len(found), len(wanted), (found + wanted)[min(len(found), len(wanted)) :][:2])
        if len(found) != len(wanted)
        else None
    )


@pytest.mark.parametrize(("base", "head"), PAIRS)
def test_accepting_all_gives_the_later_draft(base: str, head: str) -> None:
    found, wanted = Document(report(base, head), accept=True), plainly(head)
    assert first_difference(found.body, wanted.body) is None
    assert found.heads == wanted.heads


@pytest.mark.parametrize(("base", "head"), PAIRS)
def test_rejecting_all_gives_the_earlier_draft(base: str, head: str) -> None:
    found, wanted = Document(report(base, head), accept=False), plainly(base)
    assert first_difference(found.body, wanted.body) is None
    assert found.heads == wanted.heads


@pytest.mark.parametrize(("base", "head"), PAIRS)
@pytest.mark.parametrize("module", [bericht_docx, bericht_kurz_docx])
def test_an_independent_judge_finds_no_fault(module: Any, base: str, head: str, tmp_path: Path) -> None:
    path = tmp_path / "judged.docx"
    path.write_bytes(module.render(comparison(base, head), TEMPLATES, EPOCH))
    assert [error.description for error in OpenXmlValidator().validate(path).errors] == []


def main(data: bytes, name: str = "word/document.xml") -> Any:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return etree.fromstring(archive.read(name))


# --- laws on any text ---------------------------------------------------------------------------

_words = st.lists(
    st.sampled_from(["der", "Beirat", "tagt", "2017", "oft.", "§ 5", "und", "nie", "1.2", ""]), max_size=6
).map(" ".join)
_runs = st.lists(
    st.tuples(st.sampled_from(["", "", "b", "link", "anchor", "br", "note", "field"]), _words), min_size=0, max_size=4
)
_paragraphs = st.tuples(
    st.just("p"),
    st.sampled_from(["BodyText", "FirstParagraph", "Heading2", "Compact", "TOC1"]),
    st.sampled_from([None, None, ("0", "1"), ("0", "2"), ("1", "2"), ("0", "11"), ("0", "12"), ("1", "12")]),
    st.sampled_from(["", "", "", "ziel", "kap", "kap-1"]),
    _runs,
)
_cells = st.lists(_paragraphs, min_size=1, max_size=3)
_tables = st.tuples(
    st.just("tbl"),
    st.integers(1, 2).flatmap(
        lambda columns: st.lists(st.lists(_cells, min_size=columns, max_size=columns), min_size=1, max_size=3)
    ),
)
_several = st.lists(st.one_of(_paragraphs, _paragraphs, _tables), min_size=1, max_size=6)


@st.composite
def _versions(draw: st.DrawFn) -> tuple[list[Any], list[Any]]:
    """Two texts made of much the same pieces."""
    pool = draw(_several)
    pieces = st.lists(
        st.one_of(st.sampled_from(pool), st.sampled_from(pool), _paragraphs, _tables), min_size=1, max_size=7
    )
    return draw(st.one_of(st.just(pool), pieces)), draw(pieces)


class Maker:
    """Writes plain data as WordprocessingML; every bookmark and footnote is there once a text."""

    def __init__(self, package: word.Package) -> None:
        self.package, self.names, self.count = package, set[str](), 100

    def elements(self, several: list[Any]) -> list[Any]:
        self.names = set()
        made = [self.table(one[1]) if one[0] == "tbl" else self.paragraph(*one[1:]) for one in several]
        return made if made[-1].tag == w("p") else [*made, self.paragraph("BodyText", None, "", [("", "Ende")])]

    def table(self, rows: list[Any]) -> Any:
        grid = "".join("<w:gridCol/>" for _ in rows[0])
        table = etree.fromstring(f'<w:tbl xmlns:w="{SPACES["w"]}"><w:tblPr/><w:tblGrid>{grid}</w:tblGrid></w:tbl>')
        for cells in rows:
            row = etree.SubElement(table, w("tr"))
            for cell in cells:
                etree.SubElement(row, w("tc")).extend(self.paragraph(*one[1:]) for one in cell)
        return table

    def paragraph(self, style: str, listed: Any, name: str, runs: list[Any]) -> Any:
        self.count += 1
        number = f'<w:numPr><w:ilvl w:val="{listed[0]}"/><w:numId w:val="{listed[1]}"/></w:numPr>' if listed else ""
        inner = "".join(self.run(kind, text) for kind, text in runs)
        if name and name not in self.names:
            self.names.add(name)
            mark = f'w:id="{self.count}"'
            inner = f'<w:bookmarkStart {mark} w:name="{name}"/>{inner}<w:bookmarkEnd {mark}/>'
        return etree.fromstring(
            f'<w:p xmlns:w="{SPACES["w"]}"><w:pPr><w:pStyle w:val="{style}"/>{number}</w:pPr>{inner}</w:p>'
        )

    def run(self, kind: str, text: str) -> str:
        plain = f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'
        match kind:
            case "b":
                return plain.replace("<w:r>", "<w:r><w:rPr><w:b/></w:rPr>")
            case "link" | "anchor":
                target = "ziel" if kind == "anchor" else text.strip() or "kap"
                return f'<w:hyperlink w:anchor="{target}">{plain}</w:hyperlink>'
            case "br":
                return f"{plain}<w:r><w:br/></w:r>"
            case "note":
                self.count += 1
                note = f'<w:footnote xmlns:w="{SPACES["w"]}" w:id="{self.count}"><w:p>{plain}</w:p></w:footnote>'
                self.package.tree("word/footnotes.xml").append(etree.fromstring(note))
                return f'<w:r><w:footnoteReference w:id="{self.count}"/></w:r>'
            case "field":
                marks = [f'<w:r><w:fldChar w:fldCharType="{one}"/></w:r>' for one in ("begin", "separate", "end")]
                return f"{marks[0]}<w:r><w:instrText> SEQ x </w:instrText></w:r>{marks[1]}{plain}{marks[2]}"
        return plain


@cache
def template() -> word.Package:
    """The concept's template, with two lists more that look alike."""
    package = word.read(TEMPLATES / "konzept.docx")
    first = next(package.tree("word/numbering.xml").iter(w("num")))
    for key in ("12", "11"):
        another = copy.deepcopy(first)
        another.set(w("numId"), key)
        first.addnext(another)
    return package


def filled(elements: list[Any], package: word.Package) -> bytes:
    package.body[:] = elements
    return package.bytes(EPOCH)


@settings(deadline=None, max_examples=60)
@given(_versions())
def test_any_two_texts_merge_into_one_that_settles_to_either(versions: tuple[list[Any], list[Any]]) -> None:
    settles(*versions)


def settles(*versions: list[Any]) -> None:
    package = template().copy()
    maker = Maker(package)
    base, head = (maker.elements(one) for one in versions)
    plain = [Document(filled(copy.deepcopy(one), package.copy())).body for one in (base, head)]
    one, other = Author("A", "2017-05-03T00:00:00Z"), Author(COUNTING, "2017-05-03T00:00:00Z")
    redliner = Redliner(package, Guide(one, other), [name for element in head for name in bookmarks_of(element)])
    pieces = redliner.merge(redliner.units(base), redliner.units(head))
    drop_notes(package, redliner.base_notes)
    data = filled([piece.element for piece in pieces], package)
    assert Document(data, accept=False).body == plain[0]
    assert Document(data, accept=True).body == plain[1]
    names = [name for element in main(data).iter(w("body")) for name in bookmarks_of(element)]
    assert len(names) == len(set(names))
    if plain[0] == plain[1]:
        assert not [piece for piece in pieces if piece.changed]


_BULLETS = [("p", "Compact", ("0", "11"), "", [("", text)]) for text in ("der", "Beirat", "tagt", "oft.")]
_OTHERS = [("p", "Compact", ("0", "12"), "", [("", text)]) for text in ("der", "Beirat", "tagt", "oft.")]


@pytest.mark.parametrize(
    ("base", "head"),
    [
        ([*_BULLETS[:2], *_OTHERS[2:]], [_BULLETS[0], *_OTHERS[1:]]),  # an entry changes its list
        (_BULLETS, [*_BULLETS[:2], *_OTHERS[2:]]),  # one list becomes two
        ([*_BULLETS[:2], *_OTHERS[2:]], _BULLETS),  # two become one
        ([*_BULLETS[:2], *_OTHERS[2:]], [*_OTHERS[:2], *_BULLETS[2:]]),  # the package knows them by exchanged ids
        ([*_BULLETS[:2], *_OTHERS[:2]], [*_OTHERS[:2], *_BULLETS[:2]]),
        (_BULLETS[:2], _OTHERS[2:]),
    ],
)
def test_entries_stay_in_the_lists_they_were_in_on_either_side(base: list[Any], head: list[Any]) -> None:
    settles(base, head)


@settings(deadline=None, max_examples=6, phases=[Phase.explicit, Phase.generate])  # an example takes a second
@given(strategies.drafts(), strategies.drafts())
def test_any_two_concepts_settle_to_either(base: strategies.Draft, head: strategies.Draft) -> None:
    with tempfile.TemporaryDirectory() as folder:
        for name, draft in (("a", base), ("b", head)):
            for path, data in strategies.files(draft).items():
                place = Path(folder) / name / path
                place.parent.mkdir(parents=True, exist_ok=True)
                place.write_bytes(data)
        both = compared(Path(folder) / "a", str(Path(folder) / "a"), str(Path(folder) / "b"))
        data = bericht_docx.render(both, TEMPLATES, EPOCH)
        for accept, draft in ((False, both.base), (True, both.head)):
            found, wanted = (
                Document(data, accept=accept),
                Document(konzept_docx.render(draft.manuscript, TEMPLATES, EPOCH)),
            )
            assert first_difference(found.body, wanted.body) is None
            assert found.heads == wanted.heads


# --- what reviewers rely on ---------------------------------------------------------------------


def texts(blocks: list[Any]) -> list[Any]:
    """All paragraphs in order, those of cells too, without their lists' places."""
    found: list[Any] = []
    for one in blocks:
        if isinstance(one, list):
            found += [inner for _, cells in one for cell in cells for inner in texts(cell)]
        else:
            found.append((one[0], one[2:], one[1] and one[1][0]))
    return found


def within(few: list[Any], many: list[Any]) -> bool:
    rest = iter(many)
    return all(any(one == other for other in rest) for one in few)


@pytest.mark.parametrize(("base", "head"), PAIRS[:4])
def test_the_short_report_is_part_of_both_drafts_and_holds_every_change(base: str, head: str) -> None:
    short = bericht_kurz_docx.render(comparison(base, head), TEMPLATES, EPOCH)
    assert within(texts(Document(short, accept=True).body), texts(plainly(head).body))
    assert within(texts(Document(short, accept=False).body), texts(plainly(base).body))

    def tracked(data: bytes) -> list[str]:
        """Every word by an author of content, outside title page and contents."""
        found = []
        for paragraph in main(data)[0].iter(w("p")):
            style = paragraph.find(f"{w('pPr')}/{w('pStyle')}")
            if style is not None and re.match("TOC|Titel|Title|Subtitle", style.get(w("val"))):
                continue
            changes = [one for one in paragraph.iter(w("ins"), w("del")) if one.get(w("author")) != COUNTING]
            found += ["".join(text.text or "" for text in one.iter(w("t"), w("delText"))) for one in changes]
        return found

    assert tracked(short) == tracked(report(base, head))


def shown(data: bytes) -> list[str]:
    return ["".join(text.text or "" for text in one.iter(w("t"), w("delText"))) for one in main(data).iter(w("p"))]


def test_the_short_report_shows_what_leads_to_a_list_that_changed() -> None:
    short = shown(bericht_kurz_docx.render(comparison(*PAIRS[0]), TEMPLATES, EPOCH))
    entry = next(at for at, one in enumerate(short) if one.startswith("Ausbildung geht vor schneller Beschäftigung"))
    assert short[entry - 1] == "Die Arbeitsgruppe hat sich auf sechs Schwerpunkte verständigt:"


def test_the_short_report_leaves_out_the_directory_of_offices_that_only_follows() -> None:
    short = shown(bericht_kurz_docx.render(comparison(*PAIRS[0]), TEMPLATES, EPOCH))
    assert [one for one in short if one.endswith("(Geschäftsbereich 3)")] == []


def test_the_guide_counts_what_the_file_holds_and_says_where_the_rest_is() -> None:
    long, near = (" ".join(shown(report(*pair))[:20]) for pair in (("2016-07-28", "2017-05-03"), ("2017-05-03", "2017-06-14")))
    assert "386 Änderungen am Konzept: 103 neu, 23 entfallen" in long
    assert "27 weitere (Faltblatt und Beschlussvorlage) stehen nicht in dieser Datei, sondern in „synopse.docx“." in long
    assert "54 Änderungen am Konzept" in near
    assert "10 weitere (Beschlussvorlage) stehen" in near
    same = " ".join(shown(report("2017-06-14", "2017-06-14"))[:20])
    assert "Keine Änderungen am Konzept." in same


def test_a_draft_compared_with_itself_has_no_tracked_change() -> None:
    body = main(report("2017-06-14", "2017-06-14"))
    assert not list(body.iter(w("ins"), w("del"), w("pPrChange"), w("rPrChange")))


def test_the_same_drafts_give_the_same_bytes() -> None:
    again = compared(ROOT / "sources", "2017-05-03", "2017-06-14")
    for module in (bericht_docx, bericht_kurz_docx):
        first = module.render(comparison("2017-05-03", "2017-06-14"), TEMPLATES, EPOCH)
        assert module.render(again, TEMPLATES, EPOCH) == first


def test_moves_splits_and_merges_carry_comments_that_say_so() -> None:
    data = report("2016-07-28", "2017-05-03")
    told = ["".join(one.itertext()) for one in main(data, "word/comments.xml")]
    assert "Verschoben nach Abschnitt 1.5.1 „Was wir unter Integration verstehen“." in told
    assert "Verschoben aus Abschnitt 1.1.4 „An wen sich das Konzept richtet“." in told
    assert "Geteilt: Aus einem Absatz wurden 2." in told
    assert "Zusammengeführt aus 2 Absätzen." in told
    placed = [one.get(w("id")) for one in main(data).iter(w("commentReference"))]
    assert sorted(placed, key=int) == [str(at) for at in range(len(told))]


def test_printed_numbers_that_only_follow_have_an_author_of_their_own() -> None:
    body = list(main(report("2016-07-28", "2017-05-03"))[0])
    offices = max(at for at, one in enumerate(body) if "Verzeichnis nach Federführung" in "".join(one.itertext()))
    changes = [mark for one in body[:offices] for mark in one.iter(w("ins"), w("del"))]
    counted = {
        "".join(text.text or "" for text in one.iter(w("t"), w("delText")))
        for one in changes
        if one.get(w("author")) == COUNTING
    }
    assert {"2.4", "2.5"} <= counted
    assert not [one for one in counted if re.fullmatch(r"[a-zäöüß ]{12,}", one)]


def test_every_author_has_a_date_and_every_change_a_number_of_its_own() -> None:
    changes = list(main(report("2016-07-28", "2017-05-03")).iter(w("ins"), w("del"), w("pPrChange"), w("rPrChange")))
    assert {one.get(w("date")) for one in changes} == {"2017-05-03T00:00:00Z"}
    assert len({one.get(w("id")) for one in changes}) == len(changes)


@pytest.mark.parametrize("module", [bericht_docx, bericht_kurz_docx])
def test_footnotes_stand_in_the_order_of_their_calls_and_are_counted_so_for_libreoffice_goes_by_both(module: Any) -> None:
    data = module.render(comparison("2016-07-28", "2017-05-03"), TEMPLATES, EPOCH)
    called = [one.get(w("id")) for one in main(data).iter(w("footnoteReference"))]
    notes = [one.get(w("id")) for one in main(data, "word/footnotes.xml") if not one.get(w("type"))]
    assert called == notes == [str(at) for at in range(1, len(notes) + 1)]


def test_the_first_page_says_what_is_compared_and_can_be_taken_out() -> None:
    guide = next(
        one
        for one in main(report("2016-07-28", "2017-05-03")).iter(w("sdt"))
        if one.find(f"{w('sdtPr')}/{w('tag')}").get(w("val")) == "lesehilfe"
    )
    said = "".join(guide.itertext())
    assert "Fassung 2016-07-28 (Entwurf, DS 16/SVV/0511)" in said
    assert "Fassung 2017-05-03 (Vorlage zur Einbringung, DS 17/SVV/0351)" in said
    assert COUNTING in said


def test_a_header_that_holds_both_values_has_a_line_for_them_if_they_need_one() -> None:
    for base, lines in (("2016-07-28", 1), ("2017-06-14", 0)):
        data = report(base, "2017-06-14")
        heads = [main(data, name) for name in ("word/header2.xml", "word/header3.xml")]
        assert [len(list(one.iter(w("br")))) for one in heads] == [lines, 0]  # upright pages are narrower


def test_what_an_author_writes_is_never_taken_for_a_tracked_change() -> None:
    blocks = pandoc.parse(
        ['Ein [Wort]{.deletion author=x date="2017-05-03T00:00:00Z"} und [Rat]{.comment-start id=0 author=x}.']
    )[0]
    elements = write_text(template().copy(), Text(blocks or ()))
    assert "".join(one.text or "" for one in elements[0].iter(w("t"))) == "Ein Wort und Rat."
    assert not list(elements[0].iter(w("del"), w("delText"), w("commentRangeStart")))


def test_the_oracle_itself_sees_an_untracked_word() -> None:
    package = word.read(report("2017-05-03", "2017-06-14"))
    next(one for one in package.body.iter(w("t")) if one.text == "Präambel").text = "Präambeln"
    assert Document(package.bytes(EPOCH), accept=True).body != plainly("2017-06-14").body
