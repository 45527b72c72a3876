"""The presentation of the concept for committees: how it was made, how it is built, how concrete it is, what to resolve.

It is the talk the office gives before each vote, written anew from the sources every time. Looks come from
``templates/praesentation.pptx`` and are changed in PowerPoint, nowhere else.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path

from pipeline.manuscript import Manuscript, long_date
from pipeline.slides import concreteness, council, making, structure, working
from pipeline.slides.deck import Deck, Points, Slide, footer
from pipeline.slides.fit import Frame, fitted
from pipeline.tools import pptx

FILE = "Praesentation.pptx"
PARTS = (making, structure, concreteness, working, council)


def render(manuscript: Manuscript, templates: Path, epoch: int) -> Mapping[str, bytes]:
    """Write the file."""
    template = templates / "praesentation.pptx"
    frame = pptx.frame(template)
    return {FILE: pptx.write(deck(manuscript, frame), frame, template, epoch)}


def deck(manuscript: Manuscript, frame: Frame) -> Deck:
    """Put the talk together; a part without anything to show is left out."""
    parts = [(part.TITLE, tuple(part.slides(manuscript, frame))) for part in PARTS]
    filled = [(title, slides) for title, slides in parts if slides]
    whole = Deck(
        title=manuscript.title,
        subtitle=manuscript.subtitle,
        lines=(
            f"{manuscript.publisher} · {manuscript.office}",
            f"Drucksache {manuscript.paper} · {manuscript.label}",
            " · ".join(
                filter(None, (f"Fassung {manuscript.version}", long_date(manuscript.key_date), manuscript.stamp))
            ),
        ),
        footer=footer(manuscript),
        slides=tuple(_in_order(manuscript, filled)),
        core={
            "title": f"{manuscript.title} – {manuscript.subtitle}",
            "subject": f"Drucksache {manuscript.paper}, Fassung {manuscript.version} ({manuscript.label})",
            "creator": manuscript.publisher,
            "keywords": f"{manuscript.title}, Fassung {manuscript.version}, {manuscript.paper}",
        },
        custom={
            "Fassung": manuscript.version,
            "Drucksache": manuscript.paper,
            "Stand": manuscript.key_date.isoformat(),
            **({"Stempel": manuscript.stamp} if manuscript.stamp else {}),
        },
    )
    return fitted(whole, frame)


def _in_order(manuscript: Manuscript, parts: list[tuple[str, tuple[Slide, ...]]]) -> Iterator[Slide]:
    yield Slide("Inhalt", Points(tuple(title for title, _ in parts), numbered=True))
    for number, (title, slides) in enumerate(parts, 1):
        yield Slide(f"{number} {title}")
        yield from slides
    yield Slide(
        "Vielen Dank für die Aufmerksamkeit",
        notes=(f"Fragen und Hinweise an: {manuscript.office}, {manuscript.publisher}.",),
    )
