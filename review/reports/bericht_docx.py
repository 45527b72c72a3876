"""The whole concept in Word, every difference to the earlier draft a tracked change.

An office opens it, reads what changed where it stands, and takes or refuses each change. Accepting all gives
``Konzept.docx`` of the later draft, rejecting all that of the earlier one.
"""

from pathlib import Path

from review.docx import finish, whole
from review.marked import marked
from review.sides import Comparison

FILE = "bericht.docx"


def render(comparison: Comparison, templates: Path, epoch: int) -> bytes:
    """Write the report."""
    text = marked(comparison, templates)
    return finish(text, comparison, whole(text), epoch, short=False)
