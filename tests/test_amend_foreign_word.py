"""``Konzept.docx`` edited by hand: every tracked change is in the text afterwards, or named; the rest stays."""

import io
import zipfile
from collections.abc import Callable
from functools import cache
from typing import Any

import review_cases
import trees
from lxml import etree
from test_amend_word_law import draft, out_of

from pipeline.render import konzept_docx
from pipeline.tools.word_xml import w
from review.sides import Draft

MAIN, NOTES = "word/document.xml", "word/footnotes.xml"
WHO = {w("id"): "900", w("author"): "Fraktion", w("date"): "2017-05-31T10:00:00Z"}
LAGE = "kapitel/11-anlass.md"
MORE = """
Tabelle: Wer liest

| Gruppe | Zahl |
|---|---|
| Kinder | viele |
| Erwachsene | viele |

Die Zahlen stammen aus der Bücherei.[^1]

Bücher helfen.

Bücher helfen.

[^1]: Stand 2016.
"""

Parts = dict[str, Any]


@cache
def files() -> dict[str, bytes]:
    """The minimal concept with a table, a note, and a sentence that stands twice."""
    minimal = trees.minimal()
    return {**minimal, LAGE: minimal[LAGE] + MORE.encode()}


def base() -> Draft:
    return draft(files())


def edited(change: Callable[[Parts], None]) -> tuple[str, tuple[str, ...]]:
    """The chapter and the field of action after a change by hand in Word, and what was not taken over."""
    former = base()
    data = konzept_docx.render(former.manuscript, review_cases.TEMPLATES, review_cases.EPOCH)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts: Parts = {name: archive.read(name) for name in archive.namelist()}
    roots = {name: etree.fromstring(parts[name]) for name in (MAIN, NOTES)}
    change(roots)
    parts |= {name: etree.tostring(root) for name, root in roots.items()}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    new, result = out_of(out.getvalue(), former)
    return "\n".join(result.tree.files[path].decode() for path in (LAGE, review_cases.FIELD)), new.left


def found(root: Any, words: str, which: int = 0) -> Any:
    """A paragraph by its words, one that has no others first of all."""
    texts = [("".join(each.text or "" for each in one.iter(w("t"))), one) for one in root.iter(w("p"))]
    exact = [one for text, one in texts if text == words]
    return (exact or [one for text, one in texts if words in text])[which]


def strike(paragraph: Any, *, whole: bool = True) -> None:
    """Strike out the words of a paragraph, and the paragraph with them."""
    for run in list(paragraph.iter(w("r"))):
        gone = etree.Element(w("del"), WHO)
        run.getparent().replace(run, gone)
        gone.append(run)
        for text in run.iter(w("t")):
            text.tag = w("delText")
    if whole:
        mark(paragraph, "del")


def mark(paragraph: Any, kind: str) -> None:
    own = paragraph.find(w("pPr"))
    if own is None:
        own = etree.Element(w("pPr"))
        paragraph.insert(0, own)
    run = own.find(w("rPr"))
    run = etree.SubElement(own, w("rPr")) if run is None else run
    run.insert(0, etree.Element(w(kind), WHO))


def write(paragraph: Any, words: str) -> None:
    """Put new words at the end of a paragraph."""
    come = etree.SubElement(paragraph, w("ins"), WHO)
    etree.SubElement(etree.SubElement(come, w("r")), w("t")).text = words


def behind(paragraph: Any, words: str) -> None:
    """Put a new paragraph behind one."""
    new = etree.Element(w("p"))
    mark(new, "ins")
    write(new, words)
    paragraph.addnext(new)


def test_a_paragraph_struck_out_here_and_written_elsewhere_moves() -> None:
    def change(parts: Parts) -> None:
        strike(found(parts[MAIN], "Zahlen stammen"))
        behind(found(parts[MAIN], "In Musterhausen lesen"), "Die Zahlen kennt die Bücherei.")

    text, left = edited(change)
    assert "Zahlen stammen" not in text
    assert "[](#g-zugang).\n\nDie Zahlen kennt die Bücherei.\n\n## Ausgangslage" in text
    assert left == ()


def test_of_two_equal_paragraphs_the_one_that_was_changed_is_changed() -> None:
    text, left = edited(lambda parts: write(found(parts[MAIN], "Bücher helfen.", 1), " Immer."))
    assert "Bücher helfen.\n\nBücher helfen. Immer.\n" in text
    assert left == ()


def test_of_two_equal_cells_the_one_that_was_changed_is_changed() -> None:
    def change(parts: Parts) -> None:
        strike(found(parts[MAIN], "viele", -1), whole=False)
        write(found(parts[MAIN], "Erwachsene").getparent().getnext()[-1], "wenige")

    text, left = edited(change)
    assert "| Kinder | viele |\n| Erwachsene | wenige |" in text
    assert left == ()


def test_a_row_struck_out_is_named() -> None:
    def change(parts: Parts) -> None:
        row = found(parts[MAIN], "Kinder").getparent().getparent()
        own = row.find(w("trPr"))
        etree.SubElement(etree.SubElement(row, w("trPr")) if own is None else own, w("del"), WHO)
        for paragraph in row.iter(w("p")):
            strike(paragraph)

    text, left = edited(change)
    assert "| Kinder | viele |" in text
    assert [one.partition(": ")[2] for one in left] == ["gestrichene Tabellenzeile „Kinder“"]


def test_the_words_of_a_footnote_are_changed_or_named() -> None:
    text, left = edited(lambda parts: write(found(parts[NOTES], "Stand 2016"), " Und 2017."))
    assert "[^1]: Stand 2016. Und 2017." in text or any("Stand 2016. Und 2017." in one for one in left)


def test_a_footnote_struck_out_is_named() -> None:
    def change(parts: Parts) -> None:
        reference = next(parts[MAIN].iter(w("footnoteReference"))).getparent()
        gone = etree.Element(w("del"), WHO)
        reference.getparent().replace(reference, gone)
        gone.append(reference)

    text, left = edited(change)
    assert "[^1]: Stand 2016." in text
    assert [one for one in left if "gestrichene Fußnote" in one and "Stand 2016." in one]


def test_a_caption_and_a_heading_are_changed() -> None:
    def change(parts: Parts) -> None:
        write(found(parts[MAIN], "Wer liest"), " und wer nicht")
        write(found(parts[MAIN], "Ausgangslage", -1), " heute")
        write(found(parts[MAIN], "Alle Kinder besitzen", -1), ", auch kleine")

    text, left = edited(change)
    assert "Tabelle: Wer liest und wer nicht\n" in text
    assert "## Ausgangslage heute {#kap-lage}" in text
    assert "Ausweis der Bücherei, auch kleine" in text
    assert [one for one in left if "er entsteht beim Bauen" not in one] == []


def test_what_stands_in_no_source_is_named_with_its_place() -> None:
    text, left = edited(lambda parts: write(found(parts[MAIN], "Maßnahmevorschläge im Handlungsfeld"), " Lesen"))
    assert text == "\n".join(files()[path].decode() for path in (LAGE, review_cases.FIELD))
    assert len(left) == 1
    assert "Word, Absatz" in left[0]
    assert "Maßnahmevorschläge im Handlungsfeld Lesen Lesen" in left[0]


def test_another_heading_in_the_list_of_goals_is_no_text_of_the_goal_before() -> None:
    def change(parts: Parts) -> None:
        goal = found(parts[MAIN], "Der Ausweis ist kostenlos")
        behind(goal, "Noch ein Abschnitt")
        style = goal.getprevious().find(f"{w('pPr')}/{w('pStyle')}")
        goal.getnext().find(w("pPr")).insert(0, etree.fromstring(etree.tostring(style)))

    text, left = edited(change)
    assert "Noch ein Abschnitt" not in text
    assert len(left) == 1
    assert left[0].endswith("eingefügte Überschrift „Noch ein Abschnitt“")
