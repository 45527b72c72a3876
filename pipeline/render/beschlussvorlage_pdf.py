"""The council's form in PDF, from the same data as the Word file."""

from pathlib import Path

from pipeline import typeset
from pipeline.manuscript import Manuscript
from pipeline.tools import typst

FILE = "Beschlussvorlage.pdf"
SHOWS = ("submission",)


def render(manuscript: Manuscript, templates: Path, epoch: int) -> bytes | None:
    """Set the form."""
    if manuscript.submission is None:
        return None
    data = typeset.submission(manuscript, manuscript.submission)
    return typst.pdf("vorlage.typ", templates / "typst", data, {}, epoch)
