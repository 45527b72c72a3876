"""What stands on top of the change report: which drafts, how many changes of which sort, findings, new numbers.

Nothing is said by the picture that the table below it does not say in numbers.
"""

import html
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from pipeline.manuscript import long_date
from review.changes import ChangeSet, Fault, Kind, Renumbered, Side
from review.survey import THINGS, Line, Survey
from review.webchanges import OWN
from review.words import in_quotes

_LABEL, _COLUMN, _BAR, _ROW, _TOP = 300, 104, 56, 26, 30
"""Pixels of the picture: label, column, bar, row, head."""

_LONGEST = 36
"""Letters that the label of a bar holds."""

_FEW = 12
"""Lines up to which a list on top is open from the start."""

_COUNTS = {
    "handlungsfelder": "Handlungsfelder",
    "leitlinien": "Leitlinien",
    "ziele": "Ziele",
    "massnahmen": "Maßnahmen",
    "begriffe": "Begriffe im Glossar",
    "vorschriften": "Vorschriften",
}


def versions(base: Side, head: Side) -> str:
    """Set both drafts side by side."""
    rows = [
        ("Fassung", base.name, head.name),
        ("Art", base.label, head.label),
        ("Drucksache", base.paper, head.paper),
        ("Stand", _day(base.day), _day(head.day)),
        ("Quelle", _source(base), _source(head)),
    ]
    return _table(
        "Die verglichenen Fassungen", ("", "früher", "jetzt"), [row for row in rows if any(row[1:])], name="fassungen"
    )


def _day(day: str) -> str:
    try:
        return long_date(date.fromisoformat(day))
    except ValueError:
        return day


def _source(side: Side) -> str:
    if not side.commit:
        return "Ordner"
    return f"Commit {side.commit[:10]}" + (", dazu nicht festgehaltene Änderungen" if side.dirty else "")


def unread(base: Side, head: Side) -> str:
    """Warn of what could not be read and so could not be compared."""
    boxes = "".join(
        f"<h3>In der Fassung {html.escape(side.name)}</h3>\n<ul>"
        + "".join(f"<li>{html.escape(line)}</li>" for line in side.unread)
        + "</ul>\n"
        for side in (base, head)
        if side.unread
    )
    if not boxes:
        return ""
    return (
        f'<section class="ungelesen" aria-labelledby="{OWN}ungelesen"><h2 id="{OWN}ungelesen">Nicht alles konnte '
        "verglichen werden</h2>\n<p>Die folgenden Stellen der Quellen waren nicht lesbar. Änderungen dort fehlen in "
        f"diesem Bericht oder erscheinen als „entfällt“ oder „neu“.</p>\n{boxes}</section>\n"
    )


def figures(seen: Survey, pictures: Mapping[str, str]) -> str:
    """Count: in a sentence, a picture and its table, by field and by thing."""
    total = seen.total()
    if not total.total:
        return "<p>Zwischen den beiden Fassungen hat sich am Inhalt nichts geändert.</p>\n"
    kinds = list(total.kinds)
    sorts = ", ".join(f"{number(count)} {kind.counted}" for kind, count in total.kinds.items())
    noun = "Änderung" if total.total == 1 else "Änderungen"
    lead = (
        f'<p class="leitsatz"><strong>{number(total.total)} {noun}</strong>, davon {sorts}. '
        f"{_words(total.came)} kamen hinzu, {_words(total.gone)} entfielen.</p>\n"
    )
    areas = seen.by_area()
    totals = _sums(seen.changes)
    return (
        lead
        + _picture([*areas, total], kinds)
        + _table(
            "Änderungen nach Handlungsfeldern und Teilen",
            ("Handlungsfeld oder Teil", *(_column(kind) for kind in kinds), "Summe", "Wörter +", "Wörter −"),
            [_counted(line, kinds) for line in [*areas, total]],
            first=[_signed_title(line, pictures) for line in areas],
        )
        + _table(
            "Änderungen nach Art des Inhalts",
            ("Inhalt", *(_column(kind) for kind in kinds), "Summe", "Wörter +", "Wörter −"),
            [_counted(line, kinds) for line in [*seen.by_thing(), total]],
        )
        + (_table("Umfang des Konzepts", ("", "früher", "jetzt", "Unterschied"), totals) if totals else "")
    )


def _signed_title(line: Line, pictures: Mapping[str, str]) -> str:
    return (pictures.get(line.area.code.lower(), "") if line.area else "") + html.escape(line.title)


def _counted(line: Line, kinds: Sequence[Kind]) -> tuple[str, ...]:
    numbers = [*(line.kinds.get(kind, 0) for kind in kinds), line.total, line.came, line.gone]
    return (line.title, *(number(one) if one else "–" for one in numbers))


def _sums(changes: ChangeSet) -> list[tuple[str, ...]]:
    base, head = dict(changes.base.counts), dict(changes.head.counts)
    return [
        (label, number(base.get(key, 0)), number(head.get(key, 0)), _signed(head.get(key, 0) - base.get(key, 0)))
        for key, label in _COUNTS.items()
        if base.get(key) or head.get(key)
    ]


def number(count: int) -> str:
    """Write a number with dots between thousands."""
    return f"{count:,}".replace(",", ".")


def _signed(count: int) -> str:
    return "±0" if not count else f"{'+' if count > 0 else '−'}{number(abs(count))}"


def _words(count: int) -> str:
    return f"{number(count)} {'Wort' if count == 1 else 'Wörter'}"


def _picture(lines: Sequence[Line], kinds: Sequence[Kind]) -> str:
    """Draw how many changes of each kind each area has, as small bars with their numbers."""
    *areas, total = lines
    most = max(count for line in areas for count in line.kinds.values())
    width, height = _LABEL + _COLUMN * len(kinds), _TOP + _ROW * len(areas) + 6
    parts = [
        f'<text class="kopf" x="{_LABEL + _COLUMN * at}" y="16">{html.escape(_column(kind))}</text>'
        for at, kind in enumerate(kinds)
    ]
    for row, line in enumerate(areas):
        top = _TOP + _ROW * row
        title = line.title if len(line.title) <= _LONGEST else line.title[: _LONGEST - 1] + "…"
        parts.append(f'<text x="0" y="{top + 14}">{html.escape(title)}</text>')
        for at, kind in enumerate(kinds):
            count, left = line.kinds.get(kind, 0), _LABEL + _COLUMN * at
            filled_to = f"{_BAR * count / most:.1f}"
            parts.append(
                f'<rect class="bahn" x="{left}" y="{top + 3.5}" width="{_BAR}" height="12"/>'
                f'<rect class="balken" x="{left}" y="{top + 3.5}" width="{filled_to}" height="12"/>'
                f'<text x="{left + _BAR + 6}" y="{top + 14}">{number(count) if count else "–"}</text>'
            )
    said = "; ".join(f"{line.title}: {line.total}" for line in areas)
    return (
        '<div class="bild"><figure><div class="tafel" role="region" tabindex="0" aria-label="Schaubild der Änderungen">'
        f'<svg role="img" aria-labelledby="{OWN}bild-titel {OWN}bild-text" viewBox="0 0 {width} {height}" '
        f'width="{width}" height="{height}"><title id="{OWN}bild-titel">Änderungen nach Handlungsfeldern und Teilen</title>'
        f'<desc id="{OWN}bild-text">{html.escape(said)}; zusammen {total.total}. Alle Zahlen stehen in der folgenden '
        f"Tabelle.</desc>{''.join(parts)}</svg></div><figcaption>Die Länge der Balken zeigt die Zahl der Änderungen; alle "
        "Zahlen stehen in der folgenden Tabelle.</figcaption></figure></div>\n"
    )


def _column(kind: Kind) -> str:
    return {Kind.MOVED_CHANGED: "versch., geänd.", Kind.MERGED: "vereint"}.get(kind, kind.label)


def findings(changes: ChangeSet) -> str:
    """Count what the check found in one of the drafts only, and the new numbers; each leads to its list."""
    lines = [
        (f"{OWN}behoben", "Behobene Befunde", changes.mended),
        (f"{OWN}neu", "Neue Befunde", changes.new_faults),
    ]
    items = [
        f'<li><a href="#{key}">{title}: {number(len(faults))}</a>{_severities(faults)}</li>'
        if faults
        else f"<li>{title}: keine</li>"
        for key, title, faults in lines
    ]
    count = len(changes.renumbered)
    numbers = f'<a href="#{OWN}nummern">Neue gedruckte Nummern: {number(count)}</a>'
    items.append(f"<li>{numbers if count else 'Neue gedruckte Nummern: keine'}</li>")
    return f"<ul>{''.join(items)}</ul>\n"


def lists(changes: ChangeSet, names: Mapping[str, str]) -> str:
    """List the findings of one draft only, and what has another printed number."""
    found = (
        _faults("behoben", "Behobene Befunde", changes.mended)
        + _faults("neu", "Neue Befunde", changes.new_faults)
        + _renumbered(changes.renumbered, names)
    )
    return found or "<p>Zwischen diesen Fassungen gibt es davon nichts.</p>\n"


def _severities(faults: Sequence[Fault]) -> str:
    counts = Counter(one.severity for one in faults)
    return " (" + ", ".join(f"{html.escape(name)}: {number(count)}" for name, count in sorted(counts.items())) + ")"


def _faults(name: str, title: str, faults: Sequence[Fault]) -> str:
    if not faults:
        return ""
    table = _table(
        title,
        ("Art", "Befund", "Stelle", "Regel"),
        [(one.severity, one.message, one.place, one.rule) for one in faults],
        name="befundliste",
    )
    return _foldable(f"{OWN}{name}", f"{title}: {number(len(faults))}", table, len(faults))


def _renumbered(several: Sequence[Renumbered], names: Mapping[str, str]) -> str:
    if not several:
        return ""
    rows = [(_titled(one), one.base or "–", one.head or "–") for one in several]
    first = [_linked(title, names.get(one.key, "")) for one, (title, _, _) in zip(several, rows, strict=True)]
    table = _table("Alte und neue Nummern", ("Was", "früher", "jetzt"), rows, name="nummern", first=first)
    return _foldable(f"{OWN}nummern", f"Neue gedruckte Nummern: {number(len(several))}", table, len(several))


def _linked(title: str, key: str) -> str:
    return f'<a href="#{key}">{html.escape(title)}</a>' if key else html.escape(title)


def _titled(one: Renumbered) -> str:
    noun = THINGS[one.kind][0]
    known = f" {one.key}" if one.kind in {"goal", "measure", "guideline"} else ""
    return f"{noun}{known} {in_quotes(one.title)}" if one.title else f"{noun}{known}"


def _foldable(key: str, title: str, inner: str, lines: int) -> str:
    shown = " open" if lines <= _FEW else ""
    return f'<details class="wichtig" id="{key}"{shown}><summary>{html.escape(title)}</summary>\n{inner}</details>\n'


def _table(
    caption: str,
    head: Sequence[str],
    rows: Iterable[Sequence[str]],
    *,
    name: str = "zahlen",
    first: Sequence[str] = (),
) -> str:
    """Write a table of plain texts.

    Args:
        caption: its title.
        head: titles of the columns.
        rows: of texts, one a column; the first is the row's head.
        name: class of the table.
        first: HTML of the first cells instead of their texts, row by row, as far as it goes.
    """
    titles = "".join(f'<th scope="col">{html.escape(one)}</th>' if one else "<td></td>" for one in head)
    lines = []
    for at, (title, *others) in enumerate(rows):
        shown = first[at] if at < len(first) else html.escape(title)
        cells = "".join(f"<td>{html.escape(one)}</td>" for one in others)
        lines.append(f'<tr><th scope="row">{shown}</th>{cells}</tr>\n')
    said = html.escape(caption)
    return (
        f'<div class="tafel {name}" role="region" tabindex="0" aria-label="{said}"><table>\n<caption>{said}</caption>\n'
        f"<thead><tr>{titles}</tr></thead>\n<tbody>\n{''.join(lines)}</tbody></table></div>\n"
    )
