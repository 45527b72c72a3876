"""The Prüfbericht as one pandoc document: what its web page and its Word file are made of.

It is read by people who never see a terminal. Classes name what a thing is (``stand``, ``matrix``,
``bild``); the numbers of the picture stand in the table below it.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence

from pipeline.manuscript import (
    AllowanceRow,
    FindingGroup,
    FindingRow,
    Inspection,
    Manuscript,
    Matrix,
    Ref,
    Share,
)
from pipeline.model import OPEN, Block
from pipeline.prose import Cell, Inline, div, header, link, para, span, strong, table, text

BOOK = "Konzept.html"
"""The web page that measures and goals are linked to; beside this one in the build."""

MARK = "●"
_FINDING_HEAD = ("Schwere", "Befund und Abhilfe", "Betroffener Text", "Stelle")
_FINDING_WIDTHS = (0.12, 0.38, 0.32, 0.18)


def summary(inspection: Inspection) -> list[str]:
    """Say in sentences how things stand."""
    found = ", ".join(_counted(count, name) for name, count in inspection.counts)
    total = inspection.total
    complete = f"{total.complete} von {total.total} Maßnahmevorschlägen ({_percent(total, total.complete)})"
    allowed = len(inspection.allowances)
    return [
        f"Befunde: {found}." if inspection.groups else "Die Prüfung hat keine Befunde ergeben.",
        f"Begründete Ausnahmen: {allowed}." if allowed else "Es gibt keine Ausnahmen von den Regeln.",
        f"Vollständig beschrieben sind {complete}; mindestens eine Angabe offen: {len(inspection.gaps)}.",
    ]


def protocol(
    manuscript: Manuscript, inspection: Inspection, grid: Callable[[Matrix], Block] | None = None
) -> Iterator[Block]:
    """Lay out the report below its title.

    Args:
        manuscript: for the disclaimer.
        inspection: what it reports.
        grid: lays a matrix out in another way than as a table of pandoc's.
    """
    yield header(2, "ueberblick", text("Überblick"))
    yield {"t": "BulletList", "c": [[{"t": "Plain", "c": text(one)}] for one in summary(inspection)]}
    yield para(text("Maßnahmen stehen in diesem Bericht nur mit Nummer und Titel. Für alle gilt:"))
    yield {"t": "BlockQuote", "c": [para(text(manuscript.disclaimer))]}
    yield header(2, "befunde", text("Befunde"))
    yield from _findings(inspection.groups, inspection.counts)
    yield header(2, "ausnahmen", text("Begründete Ausnahmen"))
    yield from _allowances(inspection.allowances)
    yield header(2, "stand", text("Konkretisierungsstand der Maßnahmevorschläge"))
    yield from _concreteness(inspection)
    yield header(2, "offen", text("Offene Angaben"))
    yield from _gaps(inspection)
    yield header(2, "zuordnung", text("Ziele und Maßnahmen"))
    yield para(
        text(
            "Je Handlungsfeld eine Tafel: In den Zeilen stehen die Ziele, in den Spalten die Nummern der "
            f"Maßnahmevorschläge. Ein Punkt ({MARK}) bedeutet: Die Maßnahme dient dem Ziel."
        )
    )
    for matrix in inspection.matrices:
        yield header(3, f"zuordnung-{matrix.code}", text(matrix.title))
        yield (grid or _matrix)(matrix)


def _counted(count: int, name: str) -> str:
    many = {"Fehler": "Fehler", "Warnung": "Warnungen", "Hinweis": "Hinweise"}
    return f"{count or 'keine'} {name if count == 1 else many.get(name, name)}"


def _percent(share: Share, count: int) -> str:
    return f"{share.percent(count)}\u00a0%"


# ---- findings -------------------------------------------------------------------------------------


def _findings(groups: Sequence[FindingGroup], severities: Sequence[tuple[str, int]]) -> Iterator[Block]:
    if not groups:
        yield para(text("Keine Befunde."))
        return
    yield para(
        text(
            "Ein Fehler hält den Bau an, eine Warnung sollte geklärt, ein Hinweis gelesen werden. "
            "Die Stelle nennt Datei und Zeile in den Quellen sowie die Regel."
        )
    )
    if len(groups) > 1:
        yield _counts(groups, [name for name, _ in severities])
    for group in groups:
        yield header(3, f"befunde-{group.code or 'uebrige'}", text(group.title))
        rows = [[_plain(strong(row.severity)), _said(row), _quoted(row), _where(row)] for row in group.rows]
        yield div([table(_FINDING_HEAD, rows, _FINDING_WIDTHS, f"Befunde: {group.title}")], classes=["befunde"])


def _counts(groups: Sequence[FindingGroup], severities: Sequence[str]) -> Block:
    rows = [
        [
            _plain(span(text(group.title))),
            *(_plain(*text(str(sum(row.severity == one for row in group.rows)))) for one in severities),
        ]
        for group in groups
    ]
    head = ("Wo", *severities)
    return div(
        [table(head, rows, (0.55, 0.15, 0.15, 0.15), "Befunde nach Handlungsfeldern und Schwere")],
        classes=["anzahl"],
    )


def _said(row: FindingRow) -> Cell:
    about = [para([strong(row.subject)])] if row.subject else []
    return [
        *about,
        para(text(_sentence(row.message))),
        para([{"t": "Emph", "c": text("Abhilfe: ")}, *text(_sentence(row.hint))]),
    ]


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:] + ("" if words.endswith((".", "?", "!")) else ".")


def _quoted(row: FindingRow) -> Cell:
    return _plain(*text(f"„{row.passage.translate(_INNER)}“" if row.passage else "–"))


_INNER = str.maketrans("„“", "‚‘")


def _where(row: FindingRow) -> Cell:
    return [
        para([span(text(row.place.replace("/", "/\u200b")), classes=["stelle"])]),
        para([_named(row.rule)]),
    ]


def _named(rule: str) -> Inline:
    return span(text(rule), classes=["kennung"], style="Kennung")


def _allowances(allowances: Sequence[AllowanceRow]) -> Iterator[Block]:
    if not allowances:
        yield para(text("Keine Ausnahmen."))
        return
    yield para(text("Was die Redaktion geprüft und mit Begründung stehen gelassen hat."))
    rows = [
        [
            _said(one.finding)[:-1],
            _plain(*text(one.reason)),
            _plain(*text("unbefristet" if one.until == OPEN else one.until)),
            _where(one.finding),
        ]
        for one in allowances
    ]
    head = ("Befund", "Begründung", "Gilt bis", "Stelle und Regel")
    yield div(
        [table(head, rows, (0.36, 0.34, 0.12, 0.18), "Begründete Ausnahmen von den Regeln")],
        classes=["ausnahmen"],
    )


# ---- how concrete ---------------------------------------------------------------------------------


def _concreteness(inspection: Inspection) -> Iterator[Block]:
    aspects = ", ".join(inspection.aspects[:-1]) + " und " + inspection.aspects[-1]
    yield para(
        text(
            f"Gezählt wird, wie viele Maßnahmevorschläge {aspects} nennen. „{OPEN}“ ist eine bekannte "
            "Lücke: erlaubt, aber nicht mitgezählt. „Vollständig“ heißt: keine dieser Angaben ist offen."
        )
    )
    yield div([], classes=["bild"])
    yield from _shares("Handlungsfeld", [*inspection.fields, inspection.total], inspection, "Handlungsfeldern")
    yield from _shares("Federführende Stelle", inspection.offices, inspection, "federführenden Stellen")


def _shares(first: str, shares: Sequence[Share], inspection: Inspection, by: str) -> Iterator[Block]:
    head = (first, "Maßnahmen", *inspection.aspects, "Vollständig")
    rows = [
        [
            _plain(strong(share.name) if share is inspection.total else span(text(share.name))),
            _plain(*text(str(share.total))),
            *(_plain(*text(f"{count} ({_percent(share, count)})")) for count in (*share.counts, share.complete)),
        ]
        for share in shares
    ]
    widths = (0.25, 0.105, 0.125, 0.11, 0.105, 0.115, 0.09, 0.10)
    yield div([table(head, rows, widths, f"Konkretisierungsstand nach {by}")], classes=["stand"])


def _gaps(inspection: Inspection) -> Iterator[Block]:
    if not inspection.gaps:
        yield para(text("Keine Angabe ist offen."))
        return
    counts = ", ".join(
        f"{name} {inspection.total.total - count}"
        for name, count in zip(inspection.aspects, inspection.total.counts, strict=True)
    )
    yield para(text(f"So oft ist eine Angabe offen: {counts}."))
    for field in dict.fromkeys(gap.field for gap in inspection.gaps):
        gaps = [gap for gap in inspection.gaps if gap.field == field]
        yield header(3, f"offen-{gaps[0].measure.key.split('-')[1]}", text(field))
        rows = [
            [
                _plain(_link(gap.measure)),
                _plain(*text(gap.measure.title)),
                _plain(*text(", ".join(gap.missing))),
            ]
            for gap in gaps
        ]
        yield table(("Nr.", "Maßnahmevorschlag", "Offen"), rows, (0.12, 0.58, 0.30), f"Offene Angaben: {field}")


# ---- goals and measures ---------------------------------------------------------------------------


def _matrix(matrix: Matrix) -> Block:
    head: list[str | Cell] = ["Ziel", *(_plain(*_broken(one)) for one in matrix.measures), "Summe"]
    rows = [
        [
            _plain(_link(goal), *text(f" {goal.title}")),
            *(_mark((goal.key, one.key) in matrix.served) for one in matrix.measures),
            _plain(*text(str(sum((goal.key, one.key) in matrix.served for one in matrix.measures)))),
        ]
        for goal in matrix.goals
    ]
    count = len(matrix.measures) + 1
    widths = (0.34, *([0.66 / count] * count))
    return div([table(head, rows, widths, caption_of(matrix))], classes=["matrix"])


def caption_of(matrix: Matrix) -> str:
    """Name a matrix."""
    return f"Ziele und Maßnahmen im Handlungsfeld {matrix.title}"


def _mark(given: bool) -> Cell:  # noqa: FBT001 - the mark is the answer
    return _plain(span(text(MARK if given else ""), classes=["ja" if given else "nein"]))


def _broken(ref: Ref) -> list[Inline]:
    """Write a measure's number in two lines, so that many fit in a row; the web page adds the title."""
    before, dot, last = (ref.number or ref.key).rpartition(".")
    shown = [*text(before + dot), {"t": "LineBreak"}, *text(last)] if dot else text(last)
    return [{"t": "Span", "c": [["", ["spalte"], [["titel", ref.title], ["ziel", f"{BOOK}#{ref.key}"]]], shown]}]


def _link(ref: Ref) -> Inline:
    return link(f"{BOOK}#{ref.key}", ref.number or ref.key)


def _plain(*inlines: Inline) -> Cell:
    return [{"t": "Plain", "c": list(inlines)}]


_SECTION = 2
"""Level of the headings that the web page lists."""


def sections(blocks: Iterable[Block]) -> list[tuple[str, str]]:
    """List key and title of the second-level headings."""
    return [(one["c"][1][0], one["c"][2][0]["c"]) for one in blocks if one["t"] == "Header" and one["c"][0] == _SECTION]
