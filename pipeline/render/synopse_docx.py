"""The Synopse as a Word file: draft, assessment and present wording beside each other, to be worked on.

Landscape, one table a provision, its head repeated on every page, a pair never broken between
pages. What changed is struck through or bold and underlined: no meaning hangs on a colour.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path

from pipeline.flow import marked
from pipeline.manuscript import Manuscript, Run, Synopsis, SynopsisPart, SynopsisRow, Wording
from pipeline.model import OPEN, Block
from pipeline.prose import Cell, Inline, div, header, para, span, strong, table, text
from pipeline.tools import word_body, word_book
from pipeline.tools.word_xml import w

FILE = "Synopse-Integrationsgesetz.docx"
SHOWS = ("synopsis",)
LISTS_MEASURES = True

_WIDTHS = (0.39, 0.20, 0.41)
_OVERVIEW = ("Vorschrift", "Inhalt", "Ziele", "Maßnahmen", "Ergebnis der Prüfung")
_OVERVIEW_WIDTHS = (0.22, 0.26, 0.08, 0.10, 0.34)


def render(manuscript: Manuscript, templates: Path, epoch: int) -> bytes | None:
    """Write the file."""
    synopsis = manuscript.synopsis
    if synopsis is None:
        return None
    blocks = [
        *_opening(manuscript, synopsis),
        *(block for part in synopsis.parts for block in _part(synopsis, part)),
    ]
    keys = {"synopse", "uebersicht", "lesen", *(part.key for part in synopsis.parts)}
    plan = word_body.Plan(wide=frozenset(keys), flowing=True)
    package = word_book.report(templates, blocks, plan)
    word_book.keep_whole(next(package.body.iter(w("tbl"))))
    word_book.keep_with_tables(package.body, package.styles()["heading 2"])
    return word_book.finish(package, manuscript, synopsis.title, epoch)


def _opening(manuscript: Manuscript, synopsis: Synopsis) -> Iterator[Block]:
    yield header(1, "synopse", text(synopsis.title))
    yield para([strong(f"{manuscript.title} – {manuscript.subtitle}")])
    yield para(text(f"{synopsis.law}, {synopsis.source}"))
    yield div([para(text(synopsis.notice))], style="Block Text")
    yield header(2, "lesen", text("So ist die Synopse zu lesen"))
    yield para(
        text(
            f"Links steht der Wortlaut „{synopsis.draft}“, in der Mitte die Prüfung, rechts der Wortlaut der "
            "Fassung heute. Nummern können sich geändert haben; die Kennung (z. B. Z-WOH-01) bleibt."
        )
    )
    yield para(
        [
            *text("Was entfallen ist, ist "),
            *marked(Run("durchgestrichen", "removed")),
            *text("; was neu ist, ist "),
            *marked(Run("fett und unterstrichen", "added")),
            *text(
                ". „unverändert“ heißt: derselbe Wortlaut; „entfällt“: nicht mehr enthalten; "
                "„neu“: im Entwurf nicht enthalten."
            ),
        ]
    )
    yield para(text("Für alle Maßnahmevorschläge gilt:"))
    yield {"t": "BlockQuote", "c": [para(text(manuscript.disclaimer))]}
    yield header(2, "uebersicht", text("Übersicht"))
    rows = [_overview(part) for part in synopsis.parts]
    yield table(_OVERVIEW, rows, _OVERVIEW_WIDTHS, f"Vorschriften und Ergebnis der Prüfung: {synopsis.law}")


def _overview(part: SynopsisPart) -> list[Cell]:
    results = dict.fromkeys(row.result for row in part.rows)
    counted = ", ".join(f"{one}: {sum(row.result == one for row in part.rows)}" for one in results)
    return [
        [para([strong(part.norm)]), para([_small(part.key)])],
        _plain(*text(part.title)),
        _plain(*text(str(sum(row.kind == "Ziel" for row in part.rows)))),
        _plain(*text(str(sum(row.kind != "Ziel" for row in part.rows)))),
        _plain(*text(counted or "nichts berührt")),
    ]


def _part(synopsis: Synopsis, part: SynopsisPart) -> Iterator[Block]:
    yield header(2, part.key, text(f"{part.key} · {part.norm}: {part.title}"))
    yield from (para(text(one)) for one in part.content)
    validity = f"{part.article}; in Kraft ab {part.valid_from}"
    validity += f", außer Kraft ab {part.valid_to}" if part.valid_to != OPEN else ""
    validity += f"; danach: {part.successor}" if part.successor != OPEN else ""
    yield para(
        [
            {
                "t": "Emph",
                "c": text(validity + (". Eine Angabe ist noch zu bestätigen." if part.uncertain else ".")),
            }
        ]
    )
    if not part.rows:
        yield para(text("Kein Ziel und kein Maßnahmevorschlag ist berührt."))
        return
    head = (synopsis.draft, "Prüfung", synopsis.current)
    yield table(head, (_row(synopsis, row) for row in part.rows), _WIDTHS, f"{part.norm} ({part.key})")


def _row(synopsis: Synopsis, row: SynopsisRow) -> list[Cell]:
    draft: list[Block] = [_label(row, row.draft_number)]
    if row.draft:
        draft += _wordings(row.draft)
    else:
        draft.append(
            _emphatic("Im Entwurf nicht enthalten" if synopsis.draft_known else "Wortlaut des Entwurfs liegt nicht vor")
        )
    current: list[Block] = [_label(row, row.number)]
    if row.change in {"unverändert", "entfällt", "neu"}:
        current.append(_emphatic(row.change))
    if row.change != "unverändert":
        current += _wordings(row.current)
    return [draft, list(_judgement(row)), current]


def _judgement(row: SynopsisRow) -> Iterator[Block]:
    yield para([strong(row.result)])
    if row.note:
        yield para(text(row.note))
    if row.office or row.day:
        yield para([_small(", ".join(filter(None, (row.office, row.day))))])
    if row.prompt:
        yield para([_small(f"Anlass: {row.prompt}")])


def _label(row: SynopsisRow, number: str) -> Block:
    return para([_small(f"{row.kind} {number}".strip() + f" · {row.key}")])


def _wordings(parts: Iterable[Wording]) -> Iterator[Block]:
    for part in parts:
        for number, runs in enumerate(part.paragraphs):
            title = part.name == "Titel"
            shown = [one for run in runs for one in ([_bold(run)] if title else marked(run))]
            if not title and part.name != "Wortlaut" and not number:
                shown = [_small(f"{part.name}: "), *shown]
            yield para(shown)


def _bold(run: Run) -> Inline:
    """Write words of a title; what is added there is bold already."""
    kind = {"added": "Underline", "removed": "Strikeout"}.get(run.mark)
    return {"t": "Strong", "c": [{"t": kind, "c": text(run.words)}] if kind else text(run.words)}


def _emphatic(words: str) -> Block:
    return para([{"t": "Emph", "c": text(words)}])


def _small(words: str) -> Inline:
    return span(text(words), style="Kennung")


def _plain(*inlines: Inline) -> Cell:
    return [{"t": "Plain", "c": list(inlines)}]
