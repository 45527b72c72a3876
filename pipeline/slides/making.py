"""How the concept was made: the way in steps, then what happened in each."""

import re
from collections.abc import Iterator

from pipeline.manuscript import Happening, Manuscript
from pipeline.prose import plain
from pipeline.slides.deck import Drawing, Slide, Table, counted
from pipeline.slides.drawing import steps
from pipeline.slides.fit import Frame, spread

TITLE = "Wie das Konzept entstanden ist"
_MOST_STEPS = 6
_COUNTS_MEASURES = re.compile(r"\d[^.]*Maßnahme")
_WIDTHS = (0.19, 0.24, 0.57)


def slides(manuscript: Manuscript, frame: Frame) -> Iterator[Slide]:
    """Yield an overview and a table for each phase; nothing without a chronicle."""
    phases = _phases(manuscript.chronicle)
    for page in spread(len(phases), _MOST_STEPS):
        shown = phases[page.start : page.stop]
        title = "Der Weg im Überblick" + ("" if page.start == 0 else f" (ab Abschnitt {page.start + 1})")
        yield Slide(title, _overview(shown, page.start + 1, frame), notes=_overview_notes(shown))
    for name, happenings in phases:
        rows = tuple((one.when, one.title, _said(one)) for one in happenings)
        papers = dict.fromkeys(one.paper for one in happenings if one.paper)
        notes = (f"Drucksachen: {', '.join(papers)}.",) if papers else ()
        caption = manuscript.disclaimer if any(_COUNTS_MEASURES.search(said) for _, _, said in rows) else ""
        table = Table(("Wann", "Ereignis", "Was geschah"), rows, _WIDTHS)
        yield Slide(f"{name}: {_period(happenings)}", table, caption, notes)


def _phases(chronicle: tuple[Happening, ...]) -> list[tuple[str, list[Happening]]]:
    found: dict[str, list[Happening]] = {}
    for one in chronicle:
        found.setdefault(one.phase, []).append(one)
    return list(found.items())


def _overview(phases: list[tuple[str, list[Happening]]], first: int, frame: Frame) -> Drawing:
    columns = [(name, _period(all_of), [one.title for one in all_of]) for name, all_of in phases]
    said = (
        f"{number}. {name}, {when}: {', '.join(titles)}" for number, (name, when, titles) in enumerate(columns, first)
    )
    alt = f"Der Weg zum Konzept in {counted(len(columns), 'Schritt', 'Schritten')}. {'; '.join(said)}."
    return Drawing(steps(columns, (frame.width, frame.height), first), "svg", alt)


def _overview_notes(phases: list[tuple[str, list[Happening]]]) -> tuple[str, ...]:
    return tuple(f"{name}: " + "; ".join(f"{one.when}: {one.title}" for one in all_of) + "." for name, all_of in phases)


def _period(happenings: list[Happening]) -> str:
    first, last = happenings[0].day.year, happenings[-1].day.year
    return str(first) if first == last else f"{first} bis {last}"


def _said(one: Happening) -> str:
    text = plain(list(one.blocks))
    return f"{text} (DS\N{NO-BREAK SPACE}{one.paper})" if one.paper else text
