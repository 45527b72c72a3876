"""Only what changed, in Word, with tracked changes: the headings above each place and nothing else that stayed."""

from pathlib import Path

from review.docx import excerpt, finish
from review.marked import marked
from review.sides import Comparison

FILE = "bericht-kurz.docx"


def render(comparison: Comparison, templates: Path, epoch: int) -> bytes:
    """Write the report."""
    text = marked(comparison, templates)
    return finish(text, comparison, excerpt(text), epoch, short=True)
