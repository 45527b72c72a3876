"""The Prüfbericht as one web page: findings, allowances, how concrete the measures are, what serves what.

It looks like the concept's page (``templates/html/konzept.css``), fetches nothing and needs no
script. The picture says nothing that the table below it does not say in numbers.
"""

import html
from pathlib import Path

from pipeline.manuscript import Inspection, Manuscript, Share, long_date
from pipeline.protocol import protocol, sections
from pipeline.webpage import Writer, digest, filled, margins, template

FILE = "Pruefbericht.html"
SHOWS = ("inspection",)
LISTS_MEASURES = True

_LABEL, _COLUMN, _BAR, _ROW, _TOP = 292, 112, 58, 30, 30
"""Pixels of the picture: label, column, bar, row, head."""


def render(manuscript: Manuscript, templates: Path, epoch: int) -> bytes | None:  # noqa: ARG001 - the page has no clock
    """Write the page."""
    inspection = manuscript.inspection
    if inspection is None:
        return None
    room = templates / "html"
    style = "".join(template(room / name) for name in ("konzept.css", "bild.css", "pruefbericht.css"))
    style += margins(manuscript, f"Prüfbericht · {manuscript.title}", manuscript.subtitle)
    blocks = list(protocol(manuscript, inspection))
    body = Writer({"bild": _picture(inspection)}).blocks(blocks)
    entries = "".join(f'<li><a href="#{key}">{html.escape(title)}</a></li>\n' for key, title in sections(blocks))
    stamp = html.escape(manuscript.stamp)
    fields = {
        "title": manuscript.title,
        "subtitle": manuscript.subtitle,
        "publisher": manuscript.publisher,
        "version": manuscript.version,
        "label": manuscript.label,
        "paper": manuscript.paper,
        "day": manuscript.key_date.isoformat(),
        "date": long_date(manuscript.key_date),
    }
    return filled(
        room / "pruefbericht.html",
        fields,
        stamp=f'<p class="stempel" role="note">{stamp}</p>' if stamp else "",
        contents=entries,
        body=body,
        style=style,
        style_hash=digest(style),
    )


def _picture(inspection: Inspection) -> str:
    """Draw how many measures of each field name each aspect, as small bars with their per cent."""
    rows = [*inspection.fields, inspection.total]
    columns = (*inspection.aspects, "Vollständig")
    width, height = _LABEL + _COLUMN * len(columns), _TOP + _ROW * len(rows) + 6
    parts = [
        f'<text class="kopf" x="{_LABEL + _COLUMN * number}" y="16">{html.escape(name)}</text>'
        for number, name in enumerate(columns)
    ]
    for number, share in enumerate(rows):
        parts.append(_bars(share, _TOP + _ROW * number, last=share is inspection.total))
    said = "; ".join(
        f"{name}: {share.percent(share.complete)} % vollständig" for share in rows for name in [share.name]
    )
    return (
        '<figure><div class="tafel" role="region" tabindex="0" aria-label="Schaubild Konkretisierungsstand">'
        f'<svg role="img" aria-labelledby="bild-titel bild-text" viewBox="0 0 {width} {height}" '
        f'width="{width}" height="{height}">'
        '<title id="bild-titel">Konkretisierungsstand nach Handlungsfeldern</title>'
        f'<desc id="bild-text">Balken je Handlungsfeld und Angabe. {html.escape(said)}. Alle Zahlen stehen '
        f"in der folgenden Tabelle.</desc>{''.join(parts)}</svg></div>"
        "<figcaption>Anteil der Maßnahmevorschläge, die eine Angabe nennen; die Zahlen stehen in der "
        "folgenden Tabelle.</figcaption></figure>\n"
    )


def _bars(share: Share, top: int, *, last: bool) -> str:
    """Draw one row: name, then a bar and its per cent for each aspect."""
    name = html.escape(share.name if len(share.name) <= 42 else share.name[:41] + "…")  # noqa: PLR2004 - what the label holds
    weight = ' class="summe"' if last else ""
    drawn = [f'<text{weight} x="0" y="{top + 15}">{name}</text>']
    for number, count in enumerate((*share.counts, share.complete)):
        left, percent = _LABEL + _COLUMN * number, share.percent(count)
        filled = f"{_BAR * percent / 100:.1f}"
        drawn.append(
            f'<rect class="bahn" x="{left}" y="{top + 3.5}" width="{_BAR}" height="14"/>'
            f'<rect class="balken" x="{left}" y="{top + 3.5}" width="{filled}" height="14"/>'
            f'<text{weight} x="{left + _BAR + 6}" y="{top + 15}">{percent} %</text>'
        )
    return "".join(drawn)
