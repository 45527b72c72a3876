"""The manuscript as one pandoc document: what Word and the web page are made of.

Records become headings, tables and divisions here, once for both formats. Classes name what a
thing is (``ziel``, ``leitlinie``, ``massnahmen``); ``custom-style`` names the paragraph or
character style of the Word template. Typst does not come through here: it takes the records.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, assert_never

from pipeline.manuscript import (
    Element,
    Glossary,
    GoalEntry,
    Guidelines,
    Heading,
    LeadIndex,
    Manuscript,
    MeasureRow,
    MeasureTable,
    Prose,
    ProvisionRow,
    Provisions,
    Ref,
    Run,
)
from pipeline.model import OPEN, Block
from pipeline.prose import Cell, Inline, div, header, link, para, plain, span, strong, table, text

MEASURE_HEAD = (
    "Nr.",
    "Maßnahmevorschlag",
    "Ziele",
    "Federführung und Beteiligte",
    "Zeitraum",
    "Finanzbedarf",
    "Wirkung",
)
MEASURE_WIDTHS = (0.07, 0.33, 0.08, 0.17, 0.08, 0.11, 0.16)
PROVISION_HEAD = ("Vorschrift", "Inhalt", "Geltung", "Berührt")
PROVISION_WIDTHS = (0.18, 0.42, 0.17, 0.23)
_PANDOC_API = [1, 23, 1, 1]


def part_title(heading: Heading) -> str:
    """Write a heading with its number the way every format prints it."""
    match heading.kind:
        case "part":
            return f"Teil {roman(heading.number)}: {heading.title}"
        case "annex":
            return f"Anhang {heading.number}: {heading.title}"
        case _:
            return f"{heading.number} {heading.title}".strip()


def roman(number: str) -> str:
    """Write a part's number in Roman numerals (parts are few)."""
    numerals = ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")
    return numerals[int(number)] if number.isdecimal() and int(number) < len(numerals) else number


def marked(run: Run) -> list[Inline]:
    """Lay out words of a compared text: struck, or bold and underlined; no meaning hangs on a colour."""
    match run.mark:
        case "removed":
            return [{"t": "Strikeout", "c": text(run.words)}]
        case "added":
            return [{"t": "Strong", "c": [{"t": "Underline", "c": text(run.words)}]}]
        case _:
            return text(run.words)


def document(blocks: Iterable[Block], meta: dict[str, str] | None = None) -> bytes:
    """Write blocks as pandoc's JSON.

    Args:
        blocks: the document.
        meta: plain metadata, e.g. title and lang.
    """
    fields = {key: {"t": "MetaInlines", "c": text(value)} for key, value in (meta or {}).items()}
    return json.dumps({"pandoc-api-version": _PANDOC_API, "meta": fields, "blocks": list(blocks)}).encode()


def flow(manuscript: Manuscript) -> list[Block]:
    """Lay out the concept as pandoc blocks, headings and all, without title page and contents."""
    return [block for element in manuscript.elements for block in blocks_of(element)]


def blocks_of(element: Element) -> Iterator[Block]:
    """Lay out one element."""
    match element:
        case Heading():
            yield header(element.level, element.key, text(part_title(element)), _heading_classes(element))
        case Prose():
            yield from element.blocks
        case Guidelines():
            for one in element.entries:
                lead = f"Leitlinie {one.number}" + (f": {one.title}" if one.title else "")
                yield div(
                    [para([strong(lead)]), *one.blocks],
                    key=one.key,
                    classes=["leitlinie", *_field(element.code)],
                    style="Leitlinie",
                )
        case GoalEntry():
            yield header(
                element.level,
                element.key,
                text(f"{element.number} {element.title}"),
                ["ziel", *_field(element.code)],
            )
            yield from element.blocks
            if element.measures:
                yield div(
                    [para(text("Dazu im Anhang: ") + _refs(element.measures))],
                    classes=["dazu"],
                    style="Verweiszeile",
                )
        case MeasureTable():
            yield div(
                [
                    table(
                        MEASURE_HEAD,
                        map(_measure, element.rows),
                        MEASURE_WIDTHS,
                        element.caption,
                        f"tabelle-{element.code}",
                    )
                ],
                classes=["massnahmen", *_field(element.code)],
            )
        case Glossary():
            items = [
                [[span([strong(one.term)], key=one.key)], [[*one.blocks, *_avoided(one.avoid)]]]
                for one in element.entries
            ]
            yield {"t": "DefinitionList", "c": items}
        case Provisions():
            yield para(text(f"{element.title} ({element.code}), {element.source}."))
            yield div(
                [
                    table(
                        PROVISION_HEAD,
                        map(_provision, element.rows),
                        PROVISION_WIDTHS,
                        f"Vorschriften des {element.code}, die das Konzept berühren",
                    )
                ],
                classes=["vorschriften"],
            )
        case LeadIndex():
            for group in element.groups:
                name = "Noch offen" if group.office == OPEN else group.office
                office = text(f" ({group.division})") if group.division else []
                yield div([para([strong(name), *office])], style="Verzeichnis", classes=["stelle"])
                yield {
                    "t": "BulletList",
                    "c": [
                        [{"t": "Plain", "c": [link(f"#{ref.key}", ref.number), *text(f" {ref.title}")]}]
                        for ref in group.measures
                    ],
                }
        case _:
            assert_never(element)


def _avoided(forms: Sequence[str]) -> list[Block]:
    """Say which other words the concept does not use."""
    said = para(text(f"Nicht verwendet: {', '.join(forms)}"))
    return [div([said], classes=["dazu"], style="Verweiszeile")] if forms else []


def _heading_classes(heading: Heading) -> list[str]:
    return [heading.kind, *(["unnumbered"] if not heading.number else []), *_field(heading.code)]


def _field(code: str) -> list[str]:
    return [f"feld-{code.lower()}"] if code else []


def _refs(refs: Sequence[Ref]) -> list[Inline]:
    """Write numbers as links, set apart by commas."""
    inlines: list[Inline] = []
    for ref in refs:
        inlines += text(", ") if inlines else []
        inlines.append(link(f"#{ref.key}", ref.number or ref.key))
    return inlines


def _plain(content: str) -> Block:
    inlines: list[Any] = text(content)
    if content == OPEN:
        inlines = [span([{"t": "Emph", "c": inlines}], classes=["offen"], style="offen")]
    return {"t": "Plain", "c": inlines}


def _open_or(blocks: Sequence[Block]) -> list[Block]:
    return [_plain(OPEN)] if plain(list(blocks)) == OPEN else list(blocks)


def _measure(row: MeasureRow) -> list[Cell]:
    partners = ", ".join(row.partners)
    return [
        [
            {
                "t": "Plain",
                "c": [
                    span([strong(row.number)], key=row.key),
                    {"t": "LineBreak"},
                    span(text(row.key), classes=["kennung"], style="Kennung"),
                ],
            }
        ],
        [para([strong(row.title)]), *row.description],
        [{"t": "Plain", "c": _refs(row.goals)}],
        [
            para(_plain(row.lead)["c"]),
            {"t": "Plain", "c": [{"t": "Emph", "c": text("mit: ")}, *_plain(partners)["c"]]},
        ],
        [_plain(row.period)],
        [_plain(row.funding)],
        _open_or(row.effect),
    ]


def _provision(row: ProvisionRow) -> list[Cell]:
    validity = f"ab {row.valid_from}" + (f", bis {row.valid_to}" if row.valid_to != OPEN else "")
    later = [para(text(f"danach: {row.successor}"))] if row.successor != OPEN else []
    doubt = [para([{"t": "Emph", "c": text("Angabe noch zu bestätigen")}])] if row.uncertain else []
    return [
        [para([span([strong(row.norm)], key=row.key)]), para(text(f"{row.key}, {row.article}"))],
        [para([strong(row.title)]), *row.blocks],
        [para(text(validity)), *later, *doubt],
        [para(text(row.concerns))],
    ]
