"""Tracked changes out of Word: what an office writes comes in, what a stranger plants stays out."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import trees
from hypothesis import given, settings
from hypothesis import strategies as st
from test_amend import PROSE, amendment, chapter_of, concept

from pipeline.errors import WordRefused
from pipeline.read import read as read_tree
from pipeline.tools import word_changes
from pipeline.tools.word_changes import Changes
from review.amend.applying import apply
from review.amend.from_word import placed
from review.amend.placing import Placer
from review.amend.sites import Sites

SPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
WHO = 'w:id="1" w:author="Fraktion CDU/ANW" w:date="2017-05-31T10:00:00Z"'


def run(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'


def come(text: str) -> str:
    return f"<w:ins {WHO}>{run(text)}</w:ins>"


def gone(text: str) -> str:
    return f'<w:del {WHO}><w:r><w:delText xml:space="preserve">{text}</w:delText></w:r></w:del>'


def paragraph(*pieces: str, mark: str = "", key: str = "", entry: bool = False) -> str:
    tracked = f"<w:rPr><w:{mark} {WHO}/></w:rPr>" if mark else ""
    number = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>' if entry else ""
    book = f'<w:bookmarkStart w:id="2" w:name="{key}"/><w:bookmarkEnd w:id="2"/>' if key else ""
    return f"<w:p><w:pPr>{number}{tracked}</w:pPr>{book}{''.join(pieces)}</w:p>"


def document(*blocks: str, head: str = "") -> bytes:
    return f'<?xml version="1.0" encoding="UTF-8"?>{head}<w:document xmlns:w="{SPACE}"><w:body>{"".join(blocks)}</w:body></w:document>'.encode()


def word(main: bytes, **more: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", main)
        for name, data in more.items():
            archive.writestr(name, data)
    return out.getvalue()


HEAD = paragraph(run("Präambel"), key="kap-praeambel")
FIRST = paragraph(run("Potsdam wächst seit vielen Jahren. Wer hier lebt, ist Potsdamerin oder Potsdamer."))


def taken(*blocks: str) -> tuple[str, list[str], list[str]]:
    """The chapter after the tracked changes, what kinds of operations they became, and what was left."""
    files = {**concept()}
    path = chapter_of(files)
    files[path] = PROSE.replace(" <!-- Anmerkung der Redaktion -->", "").encode()
    tree = trees.tree(files)
    now = read_tree(tree, trees.parse_once).concept
    changes = word_changes.read(word(document(*blocks)))
    found = placed(changes, Placer(Sites(tree, now)))
    made, left = [one.operation for one in found.points], [one.said for one in found.missed]
    result = apply(tree, now, [amendment(tuple(made))])
    assert result.refused == ()
    return result.tree.files[path].decode(), [str(one.kind) for one in made], left


def test_words_exchanged_in_word_are_exchanged_in_the_sources() -> None:
    text, kinds, left = taken(
        HEAD,
        paragraph(run("Potsdam wächst seit "), gone("vielen"), come("sehr vielen"), run(" Jahren. Wer hier lebt, ist Potsdamerin oder Potsdamer.")),
    )
    assert "Potsdam wächst seit sehr vielen Jahren.\nWer hier lebt" in text
    assert (kinds, left) == (["ersetzen"], [])


def test_a_paragraph_inserted_in_word_stands_behind_the_one_before() -> None:
    text, kinds, left = taken(HEAD, FIRST, paragraph(come("Ein *neuer* Absatz_1."), mark="ins"), paragraph(run("Die Stadt fördert Begegnung, Sprache und Arbeit in allen Stadtteilen.")))
    assert "oder Potsdamer.\n\nEin \\*neuer\\* Absatz\\_1.\n\nDie Stadt" in text
    assert (kinds, left) == (["einfügen nach"], [])


def test_a_paragraph_struck_out_in_word_goes_whole() -> None:
    text, kinds, left = taken(HEAD, FIRST, paragraph(gone("Die Stadt fördert Begegnung, Sprache und Arbeit in allen Stadtteilen."), mark="del"), paragraph(run("erster Punkt der Liste"), entry=True))
    assert "oder Potsdamer.\n\n- erster Punkt" in text
    assert (kinds, left) == (["streichen"], [])


def test_an_entry_inserted_into_a_list_is_an_entry() -> None:
    text, _, left = taken(HEAD, paragraph(run("erster Punkt der Liste"), entry=True), paragraph(come("ein neuer"), mark="ins", entry=True), paragraph(run("zweiter Punkt der Liste"), entry=True))
    assert "- erster Punkt der Liste\n- ein neuer\n- zweiter Punkt der Liste\n" in text
    assert left == []


def test_what_cannot_be_placed_is_named_with_its_place_in_word() -> None:
    _, kinds, left = taken(HEAD, paragraph(run("Steht nirgends in den "), gone("alten"), come("neuen"), run(" Quellen.")), "<w:tbl><w:tr><w:trPr><w:ins " + WHO + "/></w:trPr><w:tc>" + paragraph(run("Neue Zeile")) + "</w:tc></w:tr></w:tbl>")
    assert kinds == []
    assert left == [
        "Word, Absatz 2: „Steht nirgends in den alten Quellen.“ steht an keiner eindeutigen Stelle der Fassung; gewünscht ist „Steht nirgends in den neuen Quellen.“",
        "Word, Absatz 3: eingefügte Tabellenzeile „Neue Zeile“",
    ]


@given(st.lists(st.sampled_from(["seit vielen", "Potsdamerin", "wächst", "Wer hier"]), min_size=1, max_size=3, unique=True), st.sampled_from(["rasch", "& <bald>", "„so“", "[a](b)", "# x", "{{ y }}"]))
def test_every_change_is_taken_or_named(olds: list[str], new: str) -> None:
    """Whatever is tracked: it is in the text afterwards, or in the list of what could not be placed."""
    from html import escape

    whole = "Potsdam wächst seit vielen Jahren. Wer hier lebt, ist Potsdamerin oder Potsdamer."
    pieces, rest = [], whole
    for old in sorted(olds, key=whole.index):
        before, _, rest = rest.partition(old)
        pieces += [run(before), gone(old), come(escape(new))]
    text, _, left = taken(HEAD, paragraph(*pieces, run(rest)))
    wanted = whole
    for old in olds:
        wanted = wanted.replace(old, new)
    assert left or " ".join(text.replace("\\", "").split()).find(wanted) >= 0, text


def test_author_and_day_are_taken_over() -> None:
    changes = word_changes.read(word(document(paragraph(gone("a"), come("b")))))
    assert (changes.author, changes.day) == ("Fraktion CDU/ANW", "2017-05-31")


# --- strangers ----------------------------------------------------------------------------------


def bomb() -> bytes:
    return word(document("<w:p/>" * 3_000_000))


def entities() -> bytes:
    head = '<!DOCTYPE w [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
    return word(document(paragraph(run("&b;")), head=head))


def outside() -> bytes:
    return word(document(paragraph(run("&x;")), head='<!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/passwd">]>'))


REFUSED: list[tuple[Callable[[], bytes], str]] = [
    (lambda: b"kein Word", "ist kein Word-Dokument (.docx) oder beschädigt"),
    (lambda: b"", "ist kein Word-Dokument (.docx) oder beschädigt"),
    (lambda: b"\xd0\xcf\x11\xe0" + b"\0" * 600, "ist verschlüsselt oder im alten Format (.doc) gespeichert"),
    (lambda: word(b"<w:document"), "ist beschädigt"),
    (lambda: word(document(), **{"word/vbaProject.bin": b"x"}), "enthält Makros"),
    (entities, "enthält eine Dokumenttyp-Angabe; ein Word-Dokument hat keine"),
    (outside, "enthält eine Dokumenttyp-Angabe; ein Word-Dokument hat keine"),
    (bomb, "ist unglaubwürdig groß"),
    (lambda: word(document("<w:sdt>" * 5000 + "</w:sdt>" * 5000)), "ist beschädigt"),
    (lambda: word(document(f"<w:p>{come('x') * 100_001}</w:p>")), "enthält mehr Änderungen oder Absätze, als ein Konzept haben kann"),
]


@pytest.mark.parametrize(("made", "message"), REFUSED)
def test_what_no_amendment_needs_is_refused_with_a_sentence(made: Callable[[], bytes], message: str) -> None:
    with pytest.raises(WordRefused) as caught:
        word_changes.read(made())
    assert message in str(caught.value)
    assert caught.value.remedy


def test_a_file_with_macros_is_refused_by_its_name(tmp_path: Path) -> None:
    path = tmp_path / "antrag.docm"
    path.write_bytes(word(document()))
    with pytest.raises(WordRefused, match="enthält Makros"):
        word_changes.read(path)


def test_foreign_parts_are_named_and_not_read() -> None:
    changes = word_changes.read(
        word(
            document(paragraph("<w:r><w:object><w:t>versteckt</w:t></w:object></w:r>", run("offen"))),
            **{"word/embeddings/x.bin": b"x", "../../boese.txt": b"x", "word/_rels/document.xml.rels": b'<R TargetMode="External" Target="http://boese.example"/>'},
        )
    )
    assert changes.ignored == ["ein Teil, dessen Pfad aus dem Dokument hinausführt", "ein eingebettetes Objekt", "1 × ein eingebettetes Objekt"]
    assert [one.former for one in changes.paragraphs] == ["offen"]


_WHOLE = word(document(HEAD, FIRST, paragraph(gone("a"), come("b"), mark="ins"), "<w:tbl><w:tr><w:tc><w:p/></w:tc></w:tr></w:tbl>"))
_MAIN = document(HEAD, FIRST, paragraph(gone("a"), come("b"), mark="ins"))


@given(st.integers(0, len(_WHOLE) - 1), st.binary(max_size=12), st.integers(0, 40))
@settings(max_examples=300)
def test_no_damaged_file_crashes_or_hangs(at: int, junk: bytes, cut: int) -> None:
    refused_or_read(_WHOLE[:at] + junk + _WHOLE[at + cut :])


@given(st.integers(0, len(_MAIN) - 1), st.sampled_from([b"<w:p>", b"</w:p>", b"<w:ins>", b"</w:del>", b"<!--", b"<?x?>", b"&lt;", b"&#0;", b"\xff", b"<w:tr/>", b"<w:bookmarkStart/>", b"<w:object>", b'w:author=""']), st.integers(0, 60))
@settings(max_examples=300)
def test_no_damaged_markup_crashes_or_hangs(at: int, junk: bytes, cut: int) -> None:
    refused_or_read(word(_MAIN[:at] + junk + _MAIN[at + cut :]))


def refused_or_read(data: bytes) -> None:
    try:
        changes = word_changes.read(data)
    except WordRefused:
        return
    assert isinstance(changes, Changes)
