"""The leaflet: guidelines and goals at a glance, two sides of A3 to be folded."""

from pathlib import Path

from pipeline import typeset
from pipeline.manuscript import Manuscript
from pipeline.tools import typst

FILE = "Faltblatt-A3.pdf"
SHOWS = ("leaflet",)


def render(manuscript: Manuscript, templates: Path, epoch: int) -> bytes | None:
    """Set the leaflet."""
    if manuscript.leaflet is None:
        return None
    data = typeset.leaflet(manuscript, manuscript.leaflet)
    return typst.pdf("faltblatt.typ", templates / "typst", data, {}, epoch)
