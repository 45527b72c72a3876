"""How the concept is built: its parts with their chapters, and how to find something in it."""

from collections.abc import Iterator

from pipeline.flow import roman
from pipeline.manuscript import GoalEntry, Guidelines, Heading, Manuscript, MeasureTable
from pipeline.slides.deck import Slide, Table
from pipeline.slides.fit import Frame
from pipeline.slides.measure import shortened

TITLE = "Wie das Konzept aufgebaut ist"
_WIDTHS = (0.2, 0.8)
_LISTED = 12
"""Chapters named on a slide before the rest is only counted."""


def slides(manuscript: Manuscript, frame: Frame) -> Iterator[Slide]:
    """Yield the parts, then what the words and numbers in them mean, each with an example."""
    measures = any(isinstance(one, MeasureTable) and one.rows for one in manuscript.elements)
    caption = manuscript.disclaimer if measures else ""
    parts = tuple(_parts(manuscript))
    if parts:
        yield Slide("Aufbau des Konzepts", Table(("Teil", "Inhalt"), parts, _WIDTHS), caption)
    if rows := tuple(_words(manuscript, frame)):
        yield Slide("Was wo zu finden ist", Table(("Wort", "Bedeutung", "Beispiel"), rows, (0.18, 0.4, 0.42)), caption)


def _parts(manuscript: Manuscript) -> Iterator[tuple[str, str]]:
    """Yield each part with its chapters, all annexes in one row, the leaflet."""
    parts: list[tuple[Heading, list[str]]] = []
    for one in manuscript.elements:
        if isinstance(one, Heading) and one.kind in {"part", "annex"}:
            parts.append((one, []))
        elif isinstance(one, Heading) and parts and one.kind in {"chapter", "field"}:
            parts[-1][1].append(one.title)
    annexes = []
    for head, chapters in parts:
        if head.kind == "annex":
            annexes.append(f"{head.number}\N{NO-BREAK SPACE}{head.title}")
        else:
            yield f"Teil {roman(head.number)}", f"{head.title}: {_listed(chapters)}" if chapters else head.title
    if annexes:
        yield "Anhang" if len(annexes) == 1 else "Anhänge", _listed(annexes)
    if leaflet := manuscript.leaflet:
        yield "Anlage", f"Faltblatt im Format A3: {leaflet.title}, Leitlinien und Ziele auf einen Blick"


def _listed(chapters: list[str]) -> str:
    rest = len(chapters) - _LISTED
    return "\u00a0· ".join(chapters[:_LISTED]) + (f"\u00a0· und {rest} weitere" if rest > 0 else "")


def _words(manuscript: Manuscript, frame: Frame) -> Iterator[tuple[str, str, str]]:
    """Explain a guideline, a goal and a measure by the first of each."""

    def example(text: str) -> str:
        return shortened(text, frame.caption_size, frame.width * 0.42, 3)

    lines = next((one for one in manuscript.elements if isinstance(one, Guidelines) and one.entries), None)
    if lines:
        line = lines.entries[0]
        yield (
            "Leitlinie",
            "die Haltung, aus der die Stadt handelt",
            example(f"Leitlinie {line.number}: {line.title}".rstrip(": ")),
        )
    goal = next((one for one in manuscript.elements if isinstance(one, GoalEntry)), None)
    if goal:
        yield "Ziel", "was bis zum Ende des Zeitraums erreicht sein soll", example(f"Ziel {goal.number}: {goal.title}")
    row = next((one.rows[0] for one in manuscript.elements if isinstance(one, MeasureTable) and one.rows), None)
    if row:
        yield (
            "Maßnahmevorschlag",
            "ein Vorschlag, der Zielen dient; er steht im Anhang",
            example(f"{row.number}: {row.title}"),
        )
    if goal:
        yield "Nummer", "der Platz in dieser Fassung; sie kann sich ändern", goal.number
        yield "Kennung", "bleibt in allen Fassungen gleich; für Änderungen bitte angeben", goal.key
