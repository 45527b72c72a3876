"""The lines of a PDF as a reader counts them on the page: from the top, running heads and page numbers left out."""

import re
from bisect import bisect_right
from collections import Counter
from typing import NamedTuple

from pipeline.tools.inspect import squeezed

_PIECE = re.compile("[^\r\n\x02\ufffe\u00ad]+")
"""What stands in one line: a word broken at the end of a line comes with a sign and without a line break."""

_SAME_LINE, _OFTEN = 4.0, 0.3
"""Points by which two pieces of one line may differ in height; share of pages on which a head stands."""


_FEW, _ENOUGH = 12, 70
"""Letters below which words stand anywhere; letters that are looked for, since the rest may stand behind a footnote."""


class Spot(NamedTuple):
    """A place in a PDF, both counted from 1."""

    page: int
    line: int


class Lines:
    """Finds words in a PDF.

    Attributes:
        text: letters and digits of the whole document, nothing else.
    """

    def __init__(self, data: bytes) -> None:
        """Read all pages."""
        pages, self._marks = _pages(data)
        rows = _rows(pages)
        parts: list[str] = []
        self._starts: list[tuple[int, Spot]] = []
        at = 0
        for spot, words in rows:
            small = squeezed(words)
            if small:
                self._starts.append((at, spot))
                parts.append(small)
                at += len(small)
        self.text = "".join(parts)

    def heading(self, number: str, title: str) -> int:
        """Give the offset of a heading or of the title of a row in a table; -1 if it is not there."""
        small, full = squeezed(title), squeezed(f"{number}{title}")
        if not small:
            return -1
        for words, page in self._marks:
            if words in {full, small} or (number and words.endswith(small)):
                start = next((at for at, spot in self._starts if spot.page >= page), 0)
                found = self.text.find(small, start)
                if found >= 0:
                    return found
        above = squeezed(number.rpartition(".")[0])
        page = next((page for words, page in self._marks if above and re.match(rf"{above}(?!\d)", words)), 1)
        start = next((at for at, spot in self._starts if spot.page >= page), 0)
        return self.text.find(small, start)

    def locate(self, words: str, number: str, title: str, *, at_end: bool = False) -> Spot | None:
        """Find a passage.

        Args:
            words: as printed; few letters stand anywhere, so the title is looked for instead.
            number: printed number of what the passage belongs to.
            title: its title.
            at_end: give the line where the words end.
        """
        home = self.heading(number, title)
        plain = squeezed(words)
        plain = plain if len(plain) >= _FEW else ""
        wanted = plain[:_ENOUGH] or squeezed(title)
        if not wanted:
            return None
        at = self.text.find(wanted, max(0, home))
        at = at if at >= 0 else self.text.find(wanted)
        if at < 0:
            return self.spot(home) if home >= 0 else None
        if at_end and plain:
            last = plain[-_ENOUGH:]
            end = self.text.find(last, max(at, at + len(plain) - 2 * len(last)))
            at = end + len(last) - 1 if end >= 0 else at + len(wanted) - 1
        return self.spot(at)

    def spot(self, offset: int) -> Spot:
        """Give page and line of an offset."""
        low, high = 0, len(self._starts)
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if self._starts[middle][0] <= offset else (low, middle)
        return self._starts[low][1] if self._starts else Spot(0, 0)


_Page = list[tuple[float, str]]


def _rows(pages: list[_Page]) -> list[tuple[Spot, str]]:
    tops = Counter(round(min(top for top, _ in page)) for page in pages if page)
    bottoms = Counter(round(max(top for top, _ in page)) for page in pages if page)
    many = max(3, _OFTEN * len(pages))
    heads = {height for height, often in tops.items() if often >= many}
    feet = {height for height, often in bottoms.items() if often >= many}
    found = []
    for number, page in enumerate(pages, 1):
        kept = [(top, words) for top, words in page if not any(abs(top - edge) <= 1 for edge in heads | feet)]
        heights: list[float] = []
        for top in sorted(top for top, _ in kept):
            if not heights or top - heights[-1] > _SAME_LINE:
                heights.append(top)
        found += [(Spot(number, max(1, bisect_right(heights, top))), words) for top, words in kept]
    return found


def _pages(data: bytes) -> tuple[list[_Page], list[tuple[str, int]]]:
    """Give for each page its pieces in reading order, and the bookmarks.

    Returns:
        Distance of the base line from the upper edge, and words; letters and digits of each bookmark, and its page.
    """
    import pypdfium2  # noqa: PLC0415 - only who cites looks into PDFs

    found: list[_Page] = []
    with pypdfium2.PdfDocument(data) as document:
        for number in range(len(document)):
            page = document[number]
            text = page.get_textpage()
            height = page.get_height()
            rows: list[tuple[float, str]] = []
            for piece in _PIECE.finditer(text.get_text_range()):
                words = piece[0]
                if words.strip():
                    first = piece.start() + len(words) - len(words.lstrip())
                    box = text.get_charbox(min(first, text.count_chars() - 1), loose=True)
                    rows.append((float(height - box[1]), words))
            text.close()
            page.close()
            found.append(rows)
        marks = [
            (squeezed(mark.get_title()), mark.get_dest().get_index() + 1)
            for mark in document.get_toc()
            if mark.get_dest()
        ]
    return found, marks
