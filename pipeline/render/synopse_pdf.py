"""The Synopse in PDF, from the same data as the Word file."""

from pathlib import Path

from pipeline import typeset
from pipeline.manuscript import Manuscript
from pipeline.tools import typst

FILE = "Synopse-Integrationsgesetz.pdf"
SHOWS = ("synopsis",)
LISTS_MEASURES = True


def render(manuscript: Manuscript, templates: Path, epoch: int) -> bytes | None:
    """Set the Synopse."""
    if manuscript.synopsis is None:
        return None
    data = typeset.synopsis(manuscript, manuscript.synopsis)
    return typst.pdf("synopse.typ", templates / "typst", data, {}, epoch)
