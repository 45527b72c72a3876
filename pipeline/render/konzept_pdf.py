"""The concept as a book in PDF: accessible (PDF/UA-1) and archivable (PDF/A-2a)."""

from pathlib import Path

from pipeline import typeset
from pipeline.manuscript import Manuscript
from pipeline.tools import typst

FILE = "Konzept.pdf"
SHOWS = ("elements", "leaflet", "pictures")
LISTS_MEASURES = True


def render(manuscript: Manuscript, templates: Path, epoch: int) -> bytes:
    """Set the book."""
    pictures = {path: picture.data for path, picture in manuscript.pictures.items()}
    return typst.pdf("konzept.typ", templates / "typst", typeset.concept(manuscript), pictures, epoch)
