"""What the concept's Word files are made of besides their text: layout, controls, pictures."""

from collections.abc import Callable, Iterable, Mapping
from itertools import pairwise

from pipeline.manuscript import Heading, Manuscript, MeasureTable, long_date
from pipeline.model import Picture
from pipeline.tools import typst, word_body

_WIDTH, _PIXELS_PER_INCH = 158, 200
"""What drawings are rendered for: millimetres of text, and how finely."""


def plan_of(manuscript: Manuscript, pictures: Mapping[str, tuple[bytes, str]]) -> word_body.Plan:
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


def controls_of(manuscript: Manuscript) -> dict[str, str]:
    """Give what the template's content controls say, by tag."""
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


def address_of(number: int) -> str:
    """Name a picture in a text that may show those of two drafts."""
    return f"bild-{number}"


def drawn_of(picture: Picture) -> tuple[bytes, str]:
    """Give a picture as Word can show it."""
    if picture.kind == "svg":
        return typst.png(picture.data, _WIDTH, _PIXELS_PER_INCH), "png"
    return picture.data, picture.kind


def draw_ahead(pictures: Iterable[Picture], kept: Callable[[bytes, Callable[[], bytes]], bytes]) -> None:
    """Have pictures drawn that ``drawn_of`` will be asked for, or taken from where a former run kept them; see ``typst.draw``."""
    typst.draw((one.data for one in pictures if one.kind == "svg"), _WIDTH, _PIXELS_PER_INCH, kept)
