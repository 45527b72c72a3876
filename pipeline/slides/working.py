"""How to work with the concept: who steers, and which office has which share."""

from collections.abc import Iterator

from pipeline.manuscript import Heading, Manuscript, Prose
from pipeline.prose import plain, walk
from pipeline.slides.deck import Drawing, Points, Slide, Table
from pipeline.slides.fit import Frame

TITLE = "Arbeiten mit dem Konzept"
_CHAPTERS, _OFFICES = 10, 8
"""How many are named before the rest is only counted."""


def slides(manuscript: Manuscript, frame: Frame) -> Iterator[Slide]:
    """Yield the chapters and figures of the last part, then the offices with most to do."""
    del frame
    title, chapters, figures = _last_part(manuscript)
    if chapters:
        unnamed = len(chapters) - _CHAPTERS
        more = (f"und {unnamed} weitere Kapitel",) if unnamed > 0 else ()
        yield Slide(title, Points((*chapters[:_CHAPTERS], *more)))
    for caption, drawing in figures:
        yield Slide(caption or title, drawing, notes=(drawing.alt,))
    stock = manuscript.inspection
    if stock is None or not stock.offices:
        return
    shown = stock.offices[:_OFFICES]
    rows = tuple((one.name, str(one.total), str(one.complete)) for one in shown)
    rest = stock.offices[_OFFICES:]
    if rest:
        said = (str(sum(one.total for one in rest)), str(sum(one.complete for one in rest)))
        rows += ((f"{len(rest)} weitere Stellen", *said),)
    head = ("Federführung", "Vorschläge", "ohne offene Angabe")
    yield Slide(
        "Vorschläge nach Federführung",
        Table(head, rows, (0.56, 0.2, 0.24), frozenset({1, 2})),
        manuscript.disclaimer,
        ("Alle Vorschläge nach Federführung stehen im Verzeichnis im Anhang des Konzepts.",),
    )


def _last_part(manuscript: Manuscript) -> tuple[str, list[str], list[tuple[str, Drawing]]]:
    """Give title, chapters and figures of the last part before the annexes."""
    title, chapters, figures = "", list[str](), list[tuple[str, Drawing]]()
    inside = False
    for one in manuscript.elements:
        if isinstance(one, Heading):
            if one.kind in {"part", "annex"}:
                inside = one.kind == "part"
                if inside:
                    title, chapters, figures = one.title, [], []
            elif inside and one.kind == "chapter":
                chapters.append(one.title)
        elif inside and isinstance(one, Prose):
            figures += _figures(manuscript, one)
    return title, chapters, figures


def _figures(manuscript: Manuscript, prose: Prose) -> Iterator[tuple[str, Drawing]]:
    for block in walk(list(prose.blocks)):
        if block["t"] != "Figure":
            continue
        for image in walk(block["c"][2]):
            if image["t"] == "Image" and (found := manuscript.pictures.get(image["c"][2][0])):
                yield plain(block["c"][1][1]), Drawing(found.data, found.kind, plain(image["c"][1]))
