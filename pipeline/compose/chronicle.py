"""The way to the concept in order."""

from pipeline.compose.settle import Settler
from pipeline.manuscript import Happening, long_date
from pipeline.model import Concept


def tell(concept: Concept, settler: Settler) -> tuple[Happening, ...]:
    """Give what happened by date; what happened on one day stays in the order of the file."""
    return tuple(
        Happening(
            day=one.day,
            when=str(one.when or long_date(one.day)),
            phase=str(one.phase),
            title=str(one.title),
            blocks=settler.blocks(one.text.blocks),
            paper=str(one.paper or ""),
        )
        for one in sorted(concept.chronicle, key=lambda one: one.day)
    )
