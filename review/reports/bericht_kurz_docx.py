"""Only what changed, in Word, with tracked changes: the headings above each place and nothing else that stayed."""

from pathlib import Path

from review.docx import excerpt, finish
from review.marked import marked
from review.printed import begin
from review.sides import Comparison

FILE = "bericht-kurz.docx"

__all__ = ["FILE", "begin", "render"]


def render(comparison: Comparison, templates: Path, epoch: int) -> bytes:
    """Write the report."""
    text = marked(comparison, templates, epoch)
    return finish(text, comparison, excerpt(text), epoch, short=True)
