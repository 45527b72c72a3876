"""The concept as a Word file that an office can go on working with.

``templates/konzept.docx`` says how it looks and is changed in Word, nowhere else: styles, title
page, headers, upright and landscape pages. The text is written in the template's styles, and the
pictures are drawn meanwhile.
"""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from pipeline.flow import flow
from pipeline.manuscript import Manuscript
from pipeline.tools import word, word_book, word_concept
from pipeline.tools.word_writer import Text, write_text
from pipeline.typeset import anchors

FILE = "Konzept.docx"
SHOWS = ("elements", "leaflet", "pictures")
LISTS_MEASURES = True


def render(manuscript: Manuscript, templates: Path, epoch: int) -> bytes:
    """Write the file."""
    template = templates / "konzept.docx"
    addresses = {path: word_concept.address_of(number) for number, path in enumerate(manuscript.pictures)}
    with ThreadPoolExecutor(1) as pool:
        drawn = {addresses[path]: pool.submit(word_concept.drawn_of, one) for path, one in manuscript.pictures.items()}
        package = word.read(template)
        elements = write_text(package, Text(flow(manuscript), anchors(manuscript), addresses))
        plan = word_concept.plan_of(manuscript, {address: one.result() for address, one in drawn.items()})
    word_book.place(package, elements, plan)
    word.fill(package, word_concept.controls_of(manuscript), needed="stempel")
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
