"""Numbers: how many goals and measures there are, and how concrete the measures are.

Every slide that counts measures carries the disclaimer word for word.
"""

from collections.abc import Iterator, Sequence

from pipeline.manuscript import Heading, Inspection, Manuscript, Share
from pipeline.slides.deck import Drawing, Slide, Table, counted
from pipeline.slides.drawing import HOUSE, bars, grid, shares
from pipeline.slides.fit import Frame, continued, spread

TITLE = "Zahlen und Konkretisierungsstand"
ALL_GIVEN = "alle Angaben"
_MOST_BARS, _MOST_ROWS = 7, 6
_GIVEN, _OPEN = "angegeben", "noch offen"
_QUESTIONS = {
    "Federführung": "Wer übernimmt es?",
    "Beteiligte": "Wer wirkt mit?",
    "Zeitraum": "Wann?",
    "Finanzbedarf": "Mit welchem Geld?",
    "Wirkung": "Was ändert sich dadurch?",
}


def slides(manuscript: Manuscript, frame: Frame) -> Iterator[Slide]:
    """Yield charts and, for each, the numbers as a table."""
    fields = [one for one in manuscript.elements if isinstance(one, Heading) and one.kind == "field"]
    if not fields:
        return
    size = (frame.width, frame.captioned)
    yield from _sizes(manuscript, fields, size)
    stock = manuscript.inspection
    if stock is None or not stock.total.total:
        return
    yield _overall(manuscript, stock, size)
    yield from _by_field(manuscript, stock, fields, size)
    yield _questions(manuscript, stock)


def _sizes(manuscript: Manuscript, fields: Sequence[Heading], size: tuple[float, float]) -> Iterator[Slide]:
    counts, disclaimer = manuscript.counts, manuscript.disclaimer
    colours = _colours(manuscript)
    for number, page in enumerate(spread(len(fields), _MOST_BARS)):
        rows = []
        for field in fields[page.start : page.stop]:
            goals, measures = counts.get(f"ziele/{field.code}", 0), counts.get(f"massnahmen/{field.code}", 0)
            values = [(_goals(goals), goals), (_measures(measures), measures)]
            rows.append((field.title, colours.get(field.code, HOUSE), values))
        said = "; ".join(f"{name}: {values[0][0]}, {values[1][0]}" for name, _, values in rows)
        alt = f"Balkendiagramm: Ziele und Maßnahmevorschläge je Handlungsfeld. {said}."
        title = "Ziele und Maßnahmevorschläge je Handlungsfeld" + continued(number)
        notes = (f"Zusammen {_goals(counts['ziele'])} und {_measures(counts['massnahmen'])}.",) if number == 0 else ()
        yield Slide(title, Drawing(bars(rows, size), "svg", alt), disclaimer, notes)
    cells = [
        (
            f"{one.number} {one.title}".strip(),
            *(str(counts.get(f"{what}/{one.code}", 0)) for what in ("ziele", "massnahmen")),
        )
        for one in fields
    ]
    total = ("Zusammen", str(counts["ziele"]), str(counts["massnahmen"]))
    head = ("Handlungsfeld", "Ziele", "Maßnahmevorschläge")
    table = Table(head, (*cells, total), (0.58, 0.16, 0.26), frozenset({1, 2}), total=True)
    yield Slide("Handlungsfelder in Zahlen", table, disclaimer)


def _overall(manuscript: Manuscript, stock: Inspection, size: tuple[float, float]) -> Slide:
    total = stock.total
    rows = [(name, count, total.total) for name, count in zip(stock.aspects, total.counts, strict=True)]
    rows.append((ALL_GIVEN, total.complete, total.total))
    said = "; ".join(f"{name}: {count} von {of} ({_percent(count, of)})" for name, count, of in rows)
    alt = f"Balkendiagramm: Bei wie vielen Maßnahmevorschlägen eine Angabe vorliegt. {said}."
    notes = (
        "Gezählt ist, bei wie vielen Vorschlägen eine Angabe vorliegt. „Offen“ ist eine bekannte Lücke und keine Absage.",
    )
    title = f"Konkretisierungsstand: {_measures(total.total)}"
    return Slide(title, Drawing(shares(rows, size, (_GIVEN, _OPEN)), "svg", alt), manuscript.disclaimer, notes)


def _by_field(
    manuscript: Manuscript, stock: Inspection, fields: Sequence[Heading], size: tuple[float, float]
) -> Iterator[Slide]:
    codes = {one.title: one.code for one in fields}
    colours = _colours(manuscript)
    for number, page in enumerate(spread(len(stock.fields), _MOST_ROWS)):
        shown = stock.fields[page.start : page.stop]
        rows = [(one.name, colours.get(codes.get(one.name, ""), HOUSE), one.total, one.counts) for one in shown]
        said = "; ".join(f"{one.name} ({_measures(one.total)}): {_aspects(stock, one)}" for one in shown)
        alt = f"Balkendiagramm: Wie viele Maßnahmevorschläge je Handlungsfeld eine Angabe enthalten. {said}."
        title = "Konkretisierungsstand je Handlungsfeld" + continued(number)
        yield Slide(title, Drawing(grid(stock.aspects, rows, size, _OPEN), "svg", alt), manuscript.disclaimer)
    cells = tuple(_row(one, one.name) for one in stock.fields)
    head = ("Handlungsfeld", "Vorschläge", *stock.aspects, ALL_GIVEN)
    share = 0.72 / (len(stock.aspects) + 2)
    table = Table(
        head,
        (*cells, _row(stock.total, "Zusammen")),
        (0.28, *[share] * (len(head) - 1)),
        frozenset(range(1, len(head))),
        total=True,
    )
    notes = ("Gezählt sind die Vorschläge, bei denen die Angabe nicht „offen“ lautet.",)
    yield Slide("Konkretisierungsstand in Zahlen", table, manuscript.disclaimer, notes)


def _questions(manuscript: Manuscript, stock: Inspection) -> Slide:
    total = stock.total
    rows = tuple(
        (
            _QUESTIONS.get(name, name),
            name,
            f"{total.total - count} von {total.total}",
            _percent(total.total - count, total.total),
        )
        for name, count in zip(stock.aspects, total.counts, strict=True)
    )
    notes = ("Diese Fragen sind zu klären, bevor ein Vorschlag einzeln beschlossen oder umgesetzt wird.",)
    head = ("Frage", "Angabe", "offen bei", "Anteil")
    table = Table(head, rows, (0.4, 0.28, 0.18, 0.14), frozenset({2, 3}))
    return Slide("Was vor der Umsetzung zu klären ist", table, manuscript.disclaimer, notes)


def _row(share: Share, name: str) -> tuple[str, ...]:
    return (name, *map(str, (share.total, *share.counts, share.complete)))


def _aspects(stock: Inspection, share: Share) -> str:
    return ", ".join(f"{name} {count}" for name, count in zip(stock.aspects, share.counts, strict=True))


def _colours(manuscript: Manuscript) -> dict[str, str]:
    return {one.code: one.colour for one in manuscript.leaflet.fields} if manuscript.leaflet else {}


def _goals(number: int) -> str:
    return counted(number, "Ziel", "Ziele")


def _measures(number: int) -> str:
    return counted(number, "Maßnahmevorschlag", "Maßnahmevorschläge")


def _percent(count: int, total: int) -> str:
    return f"{round(100 * count / total)} %"
