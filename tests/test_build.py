"""The whole flow on the real sources: what leaves the house is complete, the same everywhere and true."""

import hashlib
import io
import json
import shutil
import zipfile
from pathlib import Path
from typing import Any

import pypdfium2
import pytest

from pipeline import release, workshop
from pipeline.build import Request, build
from pipeline.compose import compose
from pipeline.errors import OutputBlocked, PromiseBroken, UsageError
from pipeline.manuscript import GoalEntry, Heading, Manuscript, MeasureTable, Prose
from pipeline.opening import gather, read_tree
from pipeline.prose import plain
from pipeline.tools.inspect import squeezed, words
from tests.pdf_judge import judge

SOURCES = Path(__file__).parent.parent / "sources"
MINIMAL = Path(__file__).parent / "concepts" / "minimal"
ALL = {
    "Beschlussvorlage.docx",
    "Beschlussvorlage.pdf",
    "Faltblatt-A3.pdf",
    "Konzept.docx",
    "Konzept.html",
    "Konzept.pdf",
    "Pruefbericht.docx",
    "Pruefbericht.html",
    "Synopse-Integrationsgesetz.docx",
    "Synopse-Integrationsgesetz.pdf",
    "manifest.json",
    "pruefbericht.json",
}


@pytest.fixture(scope="session")
def submission(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The real submission, built once for all tests that only look at it."""
    result = build(Request(SOURCES, out=tmp_path_factory.mktemp("build")))
    assert result.target is not None
    return result.target


@pytest.fixture(scope="session")
def manuscript() -> Manuscript:
    made = compose(read_tree(gather(SOURCES)).concept)
    assert made is not None
    return made


def small(tmp_path: Path) -> Path:
    return Path(shutil.copytree(MINIMAL, tmp_path / "sources"))


def test_the_real_sources_have_no_findings_and_the_size_of_the_adopted_concept(submission: Path) -> None:
    report = json.loads((submission / "pruefbericht.json").read_text(encoding="utf-8"))
    assert report["befunde"] == []
    manifest = json.loads((submission / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["zahlen"] == {"handlungsfelder": 6, "ziele": 77, "massnahmen": 137}


def test_the_folder_holds_every_file_and_the_manifest_describes_each(submission: Path) -> None:
    assert {path.name for path in submission.iterdir()} == ALL
    manifest = json.loads((submission / "manifest.json").read_text(encoding="utf-8"))
    assert {entry["name"] for entry in manifest["dateien"]} == ALL - {"manifest.json"}
    for entry in manifest["dateien"]:
        data = (submission / entry["name"]).read_bytes()
        assert entry["sha256"] == hashlib.sha256(data).hexdigest()
        assert entry["bytes"] == len(data)
        if entry["name"].endswith(".pdf"):
            with pypdfium2.PdfDocument(data) as document:
                assert entry["seiten"] == len(document)


def test_the_book_has_about_ninety_pages(submission: Path) -> None:
    with pypdfium2.PdfDocument((submission / "Konzept.pdf").read_bytes()) as document:
        assert 80 <= len(document) <= 105


def test_every_pdf_passes_verapdf_as_archive_and_as_accessible_file(submission: Path) -> None:
    files = {path.name: path.read_bytes() for path in submission.glob("*.pdf")}
    assert len(files) == 4
    assert judge(files) == {name: [] for name in files}


def test_every_word_file_passes_the_open_xml_audit(submission: Path) -> None:
    from openxml_audit import OpenXmlValidator

    files = sorted(submission.glob("*.docx"))
    assert len(files) == 4
    for path in files:
        result = OpenXmlValidator().validate(path)
        assert result.is_valid, [str(error) for error in result.errors]


@pytest.mark.parametrize("name", sorted(name for name in ALL if name.startswith(("Konzept", "Pruef", "Synopse"))))
def test_the_disclaimer_stands_word_for_word_in_every_file_that_lists_measures(
    submission: Path, manuscript: Manuscript, name: str
) -> None:
    assert squeezed(manuscript.disclaimer) in squeezed(words(name, (submission / name).read_bytes()))


@pytest.mark.parametrize("name", ["Konzept.pdf", "Konzept.docx", "Konzept.html"])
def test_every_passage_of_the_manuscript_stands_in_the_finished_file(
    submission: Path, manuscript: Manuscript, name: str
) -> None:
    """Word, PDF and web page say the same: heads and feet aside, every paragraph and cell is found in each."""
    data = (submission / name).read_bytes()
    text = squeezed(_without_heads(data) if name.endswith(".pdf") else words(name, data))
    missing = [passage for passage in _passages(manuscript) if not _stands(squeezed(passage), text)]
    assert missing == []


def _stands(passage: str, text: str) -> bool:
    """Whether a passage is there, in one piece or cut in two by the footnotes at the end of a page."""
    return passage in text or any(
        passage[:cut] in text and passage[cut:] in text for cut in range(len(passage) - 1, len(passage) // 10, -1)
    )


def _passages(manuscript: Manuscript) -> list[str]:
    found: list[str] = []
    for element in manuscript.elements:
        match element:
            case Heading():
                found.append(element.title)
            case Prose():
                found += [
                    piece for block in element.blocks if block["t"] in {"Para", "Plain"} for piece in _pieces(block)
                ]
            case GoalEntry():
                found += [element.title, *(plain(block) for block in element.blocks)]
            case MeasureTable():
                for row in element.rows:
                    found += [
                        row.number,
                        row.title,
                        *(plain(block) for block in row.description),
                        row.lead,
                        ", ".join(row.partners),
                        row.period,
                        row.funding,
                        *(plain(block) for block in row.effect),
                    ]
            case _:
                pass
    assert len(found) > 1000
    return found


def _pieces(block: dict[str, Any]) -> list[str]:
    """The text of a paragraph, cut where a footnote's number stands in print."""
    marked = [{"t": "Str", "c": "\0"} if one["t"] == "Note" else one for one in block["c"]]
    return plain({"t": "Para", "c": marked}).split("\0")


def _without_heads(data: bytes) -> str:
    """The text of a PDF between head and foot of its pages."""
    parts = []
    with pypdfium2.PdfDocument(data) as document:
        for page in document:
            bottom, top = 20 * 72 / 25.4, page.get_height() - 22 * 72 / 25.4
            parts.append(page.get_textpage().get_text_bounded(left=0, bottom=bottom, right=page.get_width(), top=top))
    return " ".join(parts).replace("\ufffe", "")


def test_the_same_sources_give_the_same_bytes(tmp_path: Path) -> None:
    sources = small(tmp_path)
    first, second = (build(Request(sources, out=tmp_path / name)).target for name in ("a", "b"))
    assert first is not None
    assert second is not None
    assert {path.name: path.read_bytes() for path in first.iterdir()} == {
        path.name: path.read_bytes() for path in second.iterdir()
    }


def test_nothing_changed_makes_nothing_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    request = Request(small(tmp_path), out=tmp_path / "build")
    assert not build(request).unchanged
    monkeypatch.setattr("pipeline.making.render", lambda *_: pytest.fail("rendered although nothing had changed"))
    assert build(request).unchanged


def test_a_damaged_file_is_made_anew(tmp_path: Path) -> None:
    request = Request(small(tmp_path), out=tmp_path / "build")
    target = build(request).target
    assert target is not None
    whole = (target / "Konzept.html").read_bytes()
    (target / "Konzept.html").write_bytes(whole[:-10])
    assert not build(request).unchanged
    assert (target / "Konzept.html").read_bytes() == whole


def test_an_error_stops_the_build_and_leaves_the_former_files(tmp_path: Path) -> None:
    sources = small(tmp_path)
    request = Request(sources, out=tmp_path / "build")
    target = build(request).target
    assert target is not None
    before = {path.name: path.read_bytes() for path in target.iterdir()}
    field = next((sources / "handlungsfelder").glob("*.yaml"))
    field.write_text(
        field.read_text(encoding="utf-8").replace("ziele: [Z-", "ziele: [Z-XX-99, Z-", 1), encoding="utf-8"
    )
    result = build(request)
    assert result.target is None
    assert [finding.rule for finding in result.verdict.errors] == ["unknown-goal"]
    assert {path.name: path.read_bytes() for path in target.iterdir()} == before


def test_allowed_errors_stamp_every_page(tmp_path: Path) -> None:
    sources = small(tmp_path)
    field = next((sources / "handlungsfelder").glob("*.yaml"))
    field.write_text(
        field.read_text(encoding="utf-8").replace("ziele: [Z-", "ziele: [Z-XX-99, Z-", 1), encoding="utf-8"
    )
    target = build(Request(sources, out=tmp_path / "build", allow_errors=True)).target
    assert target is not None
    for path in target.glob("*.pdf"):
        with pypdfium2.PdfDocument(path.read_bytes()) as document:
            for page in document:
                assert squeezed("Entwurf mit offenen Prüfpunkten") in squeezed(page.get_textpage().get_text_range()), (
                    path
                )
    assert "Entwurf mit offenen Prüfpunkten" in (target / "Konzept.html").read_text(encoding="utf-8")
    for path in target.glob("*.docx"):
        with zipfile.ZipFile(path) as package:
            xml = " ".join(package.read(name).decode() for name in package.namelist() if name.startswith("word/header"))
        assert "Entwurf mit offenen Prüfpunkten" in xml, path


def test_only_one_file_can_be_made_and_the_others_are_kept_and_marked(tmp_path: Path) -> None:
    sources = small(tmp_path)
    target = build(Request(sources, out=tmp_path / "build")).target
    assert target is not None
    html = (target / "Konzept.html").read_bytes()
    chapter = next((sources / "kapitel").glob("*.md"))
    chapter.write_text(chapter.read_text(encoding="utf-8") + "\nEin Satz mehr.\n", encoding="utf-8")
    build(Request(sources, out=tmp_path / "build", only=("konzept.docx",)))
    assert (target / "Konzept.html").read_bytes() == html
    entries = {
        entry["name"]: entry for entry in json.loads((target / "manifest.json").read_text(encoding="utf-8"))["dateien"]
    }
    assert entries["Konzept.html"]["uebernommen"] is True
    assert "uebernommen" not in entries["Konzept.docx"]


def test_a_file_that_lost_the_disclaimer_never_leaves_the_house(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = workshop.outputs()["Konzept.html"]
    honest = page.render
    monkeypatch.setattr(page, "render", lambda *given: honest(*given).replace(b"verbindlich anzusehen", b"bindend"))
    with pytest.raises(PromiseBroken, match=r"Konzept\.html"):
        build(Request(small(tmp_path), out=tmp_path / "build"))
    assert not (tmp_path / "build").exists()


def test_a_failing_exchange_brings_the_former_folder_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "build" / "x"
    release.release(target, {"a.txt": b"alt"}, {})
    rename = Path.rename

    def failing(self: Path, other: Path) -> Path:
        if ".neu-" in self.name:
            raise OSError(13, "Zugriff verweigert")
        return rename(self, other)

    monkeypatch.setattr(Path, "rename", failing)
    with pytest.raises(OutputBlocked, match="unverändert"):
        release.release(target, {"a.txt": b"neu"}, {})
    monkeypatch.undo()
    assert (target / "a.txt").read_bytes() == b"alt"
    assert [path.name for path in (tmp_path / "build").iterdir()] == ["x"]


def test_a_full_disk_leaves_the_former_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "build" / "x"
    release.release(target, {"a.txt": b"alt"}, {})

    def full(self: Path, data: bytes) -> int:
        raise OSError(28, "Kein Speicherplatz mehr verfügbar", str(self), len(data))

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(OutputBlocked, match="Speicherplatz"):
        release.release(target, {"a.txt": b"neu"}, {})
    monkeypatch.undo()
    assert (target / "a.txt").read_bytes() == b"alt"
    assert [path.name for path in (tmp_path / "build").iterdir()] == ["x"]


def test_a_killed_run_is_mended_by_the_next(tmp_path: Path) -> None:
    target = tmp_path / "build" / "x"
    release.release(target, {"a.txt": b"alt"}, {})
    target.rename(target.with_name(".x.vorher"))
    (target.parent / ".x.neu-abc").mkdir()
    release.recover(target)
    assert (target / "a.txt").read_bytes() == b"alt"
    assert [path.name for path in target.parent.iterdir()] == ["x"]


def test_a_version_name_cannot_lead_out_of_the_output_folder(tmp_path: Path) -> None:
    sources = small(tmp_path)
    settings = sources / "konzept.yaml"
    text = settings.read_text(encoding="utf-8")
    name = next(line for line in text.splitlines() if line.strip().startswith("name:"))
    settings.write_text(text.replace(name, '  name: "../../fort"', 1), encoding="utf-8")
    target = build(Request(sources, out=tmp_path / "build", only=("konzept.html",))).target
    assert target is not None
    assert target.parent == tmp_path / "build"


def test_hostile_text_is_printed_as_written_everywhere(tmp_path: Path) -> None:
    hostile = '{{ 7*7 }} {% raw %} Rad & Fuß <B> "x" <script>alert(1)</script> #eval("1") $x$ שלום \\u{41}'
    sources = small(tmp_path)
    chapter = next(path for path in sorted((sources / "kapitel").glob("*.md")) if "91" not in path.name)
    chapter.write_text(chapter.read_text(encoding="utf-8") + f"\n`{hostile}`\n", encoding="utf-8")
    field = next((sources / "handlungsfelder").glob("*.yaml"))
    text = field.read_text(encoding="utf-8")
    line = next(line for line in text.splitlines() if line.strip().startswith("finanzbedarf:"))
    quoted = hostile.replace("'", "''")
    field.write_text(text.replace(line, f"    finanzbedarf: '{quoted}'", 1), encoding="utf-8")
    target = build(Request(sources, out=tmp_path / "build")).target
    assert target is not None
    for name in ("Konzept.docx", "Konzept.html", "Konzept.pdf"):
        found = squeezed(words(name, (target / name).read_bytes()))
        for piece in ("{{ 7*7 }} {% raw %} Rad & Fuß", "alert(1)", '#eval("1") $x$'):
            assert squeezed(piece) in found, (name, piece)
    page = (target / "Konzept.html").read_text(encoding="utf-8")
    assert "<script>alert" not in page
    assert "49" not in words("x.html", page.encode()).split()


def test_pictures_of_the_word_file_carry_their_descriptions(submission: Path) -> None:
    with zipfile.ZipFile(io.BytesIO((submission / "Konzept.docx").read_bytes())) as package:
        xml = package.read("word/document.xml").decode()
    assert xml.count("<pic:pic") == 3
    assert "Balkendiagramm" in xml or "Syrien" in xml


def test_a_slip_in_the_name_of_a_file_is_told_before_anything_is_read(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"Eine Ausgabe „konzept\.dpf“ gibt es nicht"):
        build(Request(tmp_path / "gibt-es-nicht", out=tmp_path / "build", only=("konzept.dpf",)))
