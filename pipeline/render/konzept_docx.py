"""The concept as a Word file that an office can go on working with.

``templates/konzept.docx`` says how it looks and is changed in Word, nowhere else: styles, title
page, headers, upright and landscape pages. pandoc writes the text in the template's styles, and
the pictures are drawn while it does.
"""

import base64
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path

from pipeline.flow import flow
from pipeline.manuscript import Heading, Manuscript, MeasureTable, long_date
from pipeline.model import Picture
from pipeline.tools import typst, word, word_body, word_book, word_pandoc
from pipeline.typeset import anchors

FILE = "Konzept.docx"
SHOWS = ("elements", "leaflet", "pictures")
LISTS_MEASURES = True

_WIDTH, _PIXELS_PER_INCH = 158, 200
"""What drawings are rendered for: millimetres of text, and how finely."""


def render(manuscript: Manuscript, templates: Path, epoch: int) -> bytes:
    """Write the file."""
    template = templates / "konzept.docx"
    addresses = {path: _address(number) for number, path in enumerate(manuscript.pictures)}
    with ThreadPoolExecutor(1) as pool:
        drawn = {addresses[path]: pool.submit(_drawn, one) for path, one in manuscript.pictures.items()}
        package = word.read(template)
        text = word_pandoc.Text(flow(manuscript), anchors(manuscript), addresses)
        elements = word_pandoc.write_text(package, template, text, epoch)
        plan = _plan(manuscript, {address: one.result() for address, one in drawn.items()})
    word_book.place(package, elements, plan)
    word.fill(package, _controls(manuscript), needed="stempel")
    core = {
        "title": f"{manuscript.title} – {manuscript.subtitle}",
        "subject": f"Drucksache {manuscript.paper}, Fassung {manuscript.version} ({manuscript.label})",
        "creator": manuscript.publisher,
        "keywords": f"{manuscript.title}, Fassung {manuscript.version}, {manuscript.paper}",
    }
    custom = {
        "Fassung": manuscript.version,
        "Drucksache": manuscript.paper,
        "Stand": manuscript.key_date.isoformat(),
        "Stelle": manuscript.office,
        "Stempel": manuscript.stamp,
    }
    package.properties(core, {name: value for name, value in custom.items() if value}, epoch)
    return package.bytes(epoch)


def _plan(manuscript: Manuscript, pictures: dict[str, tuple[bytes, str]]) -> word_body.Plan:
    """Say which headings are wide, coloured and first."""
    leaflet = manuscript.leaflet
    colours = {one.code: one.colour.removeprefix("#") for one in leaflet.fields} if leaflet else {}
    headings = [one for one in manuscript.elements if isinstance(one, Heading)]
    tables = [
        (head, one)
        for head, one in pairwise(manuscript.elements)
        if isinstance(head, Heading) and isinstance(one, MeasureTable)
    ]
    return word_body.Plan(
        wide=frozenset(head.key for head, _ in tables),
        banners={one.key: colours[one.code] for one in headings if one.kind == "field" and one.code in colours},
        tints={head.key: colours[one.code] for head, one in tables if one.code in colours},
        contents_before=next((one.key for one in headings if one.kind != "front"), ""),
        pictures=pictures,
    )


def _controls(manuscript: Manuscript) -> dict[str, str]:
    return {
        "titel": manuscript.title,
        "untertitel": manuscript.subtitle,
        "kurztitel": f"{manuscript.title} · {manuscript.subtitle}",
        "herausgeberin": manuscript.publisher,
        "buero": manuscript.office,
        "fassung": manuscript.version,
        "bezeichnung": manuscript.label,
        "drucksache": manuscript.paper,
        "stand": long_date(manuscript.key_date),
        "stempel": manuscript.stamp,
    }


def _address(number: int) -> str:
    """Make an address that pandoc takes for a picture: one dot, coloured by the number."""
    dot = b"GIF89a\1\0\1\0\x80\0\0" + number.to_bytes(3) + b"\0\0\0,\0\0\0\0\1\0\1\0\0\2\2D\1\0;"
    return f"data:image/gif;base64,{base64.b64encode(dot).decode()}"


def _drawn(picture: Picture) -> tuple[bytes, str]:
    """Give a picture as Word can show it."""
    if picture.kind == "svg":
        return typst.png(picture.data, _WIDTH, _PIXELS_PER_INCH), "png"
    return picture.data, picture.kind
