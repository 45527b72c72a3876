"""Jumps within a PDF that Typst set without knowing where they lead.

A link to a label makes Typst set every paragraph that holds one twice, since the place is known only
after the first time: two fifths of the time for the book. So a link carries an address of its own
instead, of a fixed length, and after setting the address is written over in place with the jump:
nothing in the file moves, its table of contents stays true.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

_ADDRESS = re.compile(
    rb"/A<</Type/Action/S/URI/URI\(sprung:(\d+)\.+\)>>(/F \d+(?:/StructParent \d+)?)/Contents\(sprung:\d+\.+\)"
)
_PAGES = re.compile(rb"/Type/Pages/Count \d+/Kids\[([^\]]*)\]")
_PAGE = re.compile(rb"\n(\d+) 0 obj\n<</Type/Page/[^>]*?/MediaBox\[0 0 [\d.]+ ([\d.]+)\]")
_ABOVE = 10
"""Points that a page shows above what is jumped to."""


class Landing(NamedTuple):
    """Where a jump leads: the page, counted from 1, and points from its left and upper edge."""

    page: int
    x: float
    y: float


def with_jumps(pdf: bytes, landings: Sequence[Landing]) -> bytes:
    """Turn addresses into jumps.

    Args:
        pdf: as Typst wrote it.
        landings: in the order of the keys that ``typeset.addresses`` was given.

    Raises:
        ValueError: if the file is not written as expected: better no file than one with dead links.
    """
    kids = _PAGES.search(pdf)
    heights = {number: float(height) for number, height in _PAGE.findall(pdf)}
    pages = kids[1].split()[::3] if kids else []

    def jump(link: re.Match[bytes]) -> bytes:
        landing = landings[int(link[1])]
        page = pages[landing.page - 1]
        top = max(0, heights[page] - max(0, landing.y - _ABOVE))
        action = b"/A<</Type/Action/S/GoTo/D[%s 0 R/XYZ %.2f %.2f 0]>>" % (page, landing.x, top)
        return (action + link[2] + b"/Contents(Seite %d)" % landing.page).ljust(len(link[0]))

    try:
        done = _ADDRESS.sub(jump, pdf)
    except (IndexError, KeyError) as error:
        raise ValueError("a jump leads to no page") from error
    if len(done) != len(pdf) or b"(sprung:" in done:
        raise ValueError("an address is written otherwise than expected")
    return done
