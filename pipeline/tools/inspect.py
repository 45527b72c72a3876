"""Look into finished files: the words and pages of a PDF, the words of a Word file, presentation or web page.

The build uses it to hold its promises (the disclaimer stands there word for word) on the bytes
that leave the house, not on what it meant to write.
"""

import html
import io
import re
import zipfile
from contextlib import suppress

_TAG = re.compile(rb"<[^>]*>")
_BLOCK_END = re.compile(rb"</[wa]:p>|<[wa]:br ?/>|<w:tab ?/>")
_HIDDEN = re.compile(r"<(script|style)\b.*?</\1>", re.DOTALL | re.IGNORECASE)


def words(name: str, data: bytes, containing: str = "") -> str:
    """Give the text of a file; white space between words is one space.

    Args:
        name: file name, its ending says what it is.
        data: the bytes.
        containing: if this is found on the way, the text around it is enough.
    """
    match name.rpartition(".")[2].lower():
        case "pdf":
            return _pdf_words(data, containing)
        case "docx":
            with zipfile.ZipFile(io.BytesIO(data)) as package:
                xml = _BLOCK_END.sub(b" ", package.read("word/document.xml"))
            return " ".join(html.unescape(_TAG.sub(b"", xml).decode()).split())
        case "pptx":
            with zipfile.ZipFile(io.BytesIO(data)) as package:
                slides = [
                    name for name in sorted(package.namelist()) if re.fullmatch(r"ppt/slides/slide\d+\.xml", name)
                ]
                xml = _BLOCK_END.sub(b" ", b" ".join(map(package.read, slides)))
            return " ".join(html.unescape(_TAG.sub(b"", xml).decode()).split())
        case _:
            text = _HIDDEN.sub(" ", data.decode("utf-8", "replace"))
            return " ".join(html.unescape(re.sub(r"<[^>]*>", "", text)).split())


def ready() -> None:
    """Load what opens a PDF before it is needed; if it is missing, whoever opens one says so."""
    with suppress(ImportError):
        import pypdfium2  # noqa: F401, PLC0415


def squeezed(text: str) -> str:
    """Keep letters and digits only: what is left when line ends, hyphens and spaces are put aside."""
    return re.sub(r"[\W_]+", "", text)


def pages(name: str, data: bytes) -> int | None:
    """Count the pages of a PDF; None for other files, whose pages depend on the program."""
    if not name.endswith(".pdf"):
        return None
    import pypdfium2  # noqa: PLC0415 - only a build looks into PDFs

    with pypdfium2.PdfDocument(data) as document:
        return len(document)


def _pdf_words(data: bytes, containing: str) -> str:
    import pypdfium2  # noqa: PLC0415

    wanted = squeezed(containing)
    parts: list[str] = []
    with pypdfium2.PdfDocument(data) as document:

        def read(number: int) -> str:
            page = document[number]
            textpage = page.get_textpage()
            text = str(textpage.get_text_range())
            textpage.close()
            page.close()
            return text

        if wanted:  # look first where a part begins: a fixed wording stands at the head of its annex
            starts = {mark.get_dest().get_index() for mark in document.get_toc() if mark.level == 0 and mark.get_dest()}
            for start in sorted(starts, reverse=True):
                text = " ".join(read(number) for number in range(start, min(start + 2, len(document))))
                if wanted in squeezed(text):
                    return " ".join(text.split())
        for number in range(len(document)):
            parts.append(read(number))
            if wanted and wanted in squeezed(" ".join(parts[-2:])):
                break
    return " ".join(" ".join(parts).split())
