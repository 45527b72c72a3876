"""Jumps within a PDF: they are written after setting, over addresses, and lead where their words say."""

import ctypes
import re
from collections.abc import Iterator

import pypdfium2
import pytest
from pypdfium2 import raw

from pipeline import typeset
from pipeline.compose import compose
from pipeline.kept import PROJECT
from pipeline.manuscript import Manuscript
from pipeline.opening import gather, read_tree
from pipeline.render import konzept_pdf
from pipeline.tools.pdf_jumps import Landing, with_jumps
from pipeline.workshop import TEMPLATES

_SEEN = 36
"""Points below the place that a jump shows at the top."""

ADDRESS = next(iter(typeset.addresses(["x"]).values()))
PDF = (
    b"1 0 obj\n<</Type/Pages/Count 1/Kids[2 0 R]>>\nendobj\n"
    b"2 0 obj\n<</Type/Page/Resources 9 0 R/MediaBox[0 0 595.2756 841.8898]/Annots[3 0 R]>>\nendobj\n"
    b"3 0 obj\n<</Type/Annot/Subtype/Link/A<</Type/Action/S/URI/URI(%s)>>/F 4/StructParent 3/Contents(%s)>>\nendobj\n"
)


@pytest.fixture(scope="module")
def manuscript() -> Manuscript:
    made = compose(read_tree(gather(PROJECT / "sources")).concept)
    assert made
    return made


@pytest.fixture(scope="module")
def book(manuscript: Manuscript) -> bytes:
    return konzept_pdf.render(manuscript, TEMPLATES, 0)


def links(book: bytes) -> Iterator[tuple[str, str]]:
    """The words of each link within a book, and what stands where it leads."""
    with pypdfium2.PdfDocument(book) as document:
        for page in document:
            at, link = ctypes.c_int(0), raw.FPDF_LINK()
            while raw.FPDFLink_Enumerate(page, ctypes.byref(at), ctypes.byref(link)):
                target = raw.FPDFLink_GetDest(document, link)
                if not target:
                    continue
                box = raw.FS_RECTF()
                raw.FPDFLink_GetAnnotRect(link, ctypes.byref(box))
                words = page.get_textpage().get_text_bounded(box.left, box.bottom, box.right, box.top)
                where = document[raw.FPDFDest_GetDestPageIndex(document, target)]
                has, values = (ctypes.c_int(0) for _ in range(3)), [ctypes.c_float(0) for _ in range(3)]
                flags = list(has)
                raw.FPDFDest_GetLocationInPage(target, *map(ctypes.byref, flags), *map(ctypes.byref, values))
                top = values[1].value
                yield words, where.get_textpage().get_text_bounded(0, top - _SEEN, where.get_width(), top)


def test_each_number_leads_to_what_it_numbers(manuscript: Manuscript, book: bytes) -> None:
    found = [(words.strip(), there) for words, there in links(book)]
    numbers = [(words, there) for words, there in found if re.fullmatch(r"[\dA-Z]+(\.\d+)+", words)]
    assert len(numbers) >= 2 * sum(len(one.measures) for one in manuscript.elements if hasattr(one, "measures"))
    for number, there in numbers:
        assert number in there.split()


def test_nothing_of_an_address_is_left(book: bytes) -> None:
    assert b"sprung:" not in book


def test_a_jump_takes_the_place_of_its_address_and_nothing_else_moves() -> None:
    before = PDF % ((ADDRESS.encode(),) * 2)
    after = with_jumps(before, [Landing(1, 70.87, 100)])
    assert len(after) == len(before)
    assert b"/A<</Type/Action/S/GoTo/D[2 0 R/XYZ 70.87 751.89 0]>>/F 4/StructParent 3/Contents(Seite 1)" in after
    assert after.startswith(before[: before.index(b"/A<<")])


@pytest.mark.parametrize(
    ("pdf", "landings"),
    [
        (PDF % (ADDRESS.encode(), b"anders geschrieben"), [Landing(1, 0, 0)]),
        (PDF % ((ADDRESS.encode(),) * 2), []),
        (PDF % ((ADDRESS.encode(),) * 2), [Landing(7, 0, 0)]),
    ],
    ids=["written otherwise", "unknown key", "no such page"],
)
def test_a_file_whose_jumps_cannot_be_written_is_not_given_out(pdf: bytes, landings: list[Landing]) -> None:
    with pytest.raises(ValueError, match=r"jump|address"):
        with_jumps(pdf, landings)
