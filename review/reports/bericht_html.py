"""The change report as one web page: for everyone who wants to know what changed since the version they read.

One file, nothing fetched. What matters works without a script: the text in order with every change marked, unchanged
stretches folded. The script adds the two-column view, filters, keys and ticks. Look and script are in
``templates/html/bericht.*``; the page's policy allows only these.
"""

import html
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from pipeline.manuscript import Manuscript
from pipeline.webpage import Line as ContentsLine
from pipeline.webpage import colours, contents, data, digest, filled, quoted, running_heads, signs, template
from review.changes import ChangeSet, Entry, Kind, Stub, reading_order
from review.outline import picture_print
from review.sides import Comparison
from review.survey import THINGS, Area, Survey, printed_title, survey
from review.walk import counted, walk
from review.webchanges import OWN, Page, ids
from review.webfigures import figures, findings, lists, number, unread, versions
from review.webtext import Writer

FILE = "bericht.html"


def render(comparison: Comparison, templates: Path, epoch: int) -> bytes:  # noqa: ARG001 - the page has no clock
    """Write the page."""
    return page(comparison.changes, comparison.base.manuscript, comparison.head.manuscript, templates)


def page(changes: ChangeSet, former: Manuscript, manuscript: Manuscript, templates: Path) -> bytes:
    """Write the page of a ChangeSet; the later manuscript gives its title, signs and colours, both their pictures."""
    room = templates / "html"
    seen = survey(changes)
    names = ids(changes.entries)
    areas = list(dict.fromkeys(seen.areas.values()))
    leads = sorted({item.lead for entry in changes.changes for item in (*entry.base, *entry.head) if item.lead})
    writing = Page(
        survey=seen,
        writer=Writer(names),
        ids=names,
        stubs={one.key: f"{OWN}vorher-{at}" for at, one in enumerate(changes.changes, 1) if one.moved},
        order=(
            {area.key: at for at, area in enumerate(areas)},
            {lead: at for at, lead in enumerate(leads)},
        ),
        former_numbers={one.key: one.base for one in changes.renumbered if one.base},
        kinds={one.key: one.kind for one in changes.changes},
        titles={one.key: one.item.title for one in changes.entries if one.item.key},
        pictures=_pictures(former) | _pictures(manuscript),
    )
    counts = counted(changes, seen.base, seen.head)
    pictures = signs(manuscript, templates)
    body = "".join(map(writing.section, walk(changes, counts)))
    base, head = changes.base, changes.head
    style = "".join(template(room / name) for name in ("konzept.css", "bild.css", "bericht.css")) + _style(
        changes, manuscript
    )
    script = template(room / "bericht.js")
    return filled(
        room / "bericht.html",
        {
            "title": manuscript.title,
            "subtitle": manuscript.subtitle,
            "publisher": manuscript.publisher,
            "base": base.name,
            "head": head.name,
            "store": f"{base.name} {base.commit[:12]} {head.name} {'' if head.dirty else head.commit[:12]}",
        },
        stamp=f'<p class="stempel" role="note">{html.escape(manuscript.stamp)}</p>' if manuscript.stamp else "",
        versions=versions(base, head),
        unread=unread(base, head),
        overview=figures(seen, pictures),
        findings=findings(changes),
        lists=lists(changes, names),
        filters=_filters(seen, areas, leads),
        contents=contents(_lines(changes, names, counts, pictures)),
        body=body or "<p>Beide Fassungen sind leer.</p>",
        style=style,
        style_hash=digest(style),
        script=script,
        script_hash=digest(script),
    )


def _pictures(manuscript: Manuscript) -> dict[str, str]:
    """Give each picture as an address, by what a figure's part prints of it."""
    return {picture_print(one.path, one.data): data(one.kind, one.data) for one in manuscript.pictures.values()}


def _style(changes: ChangeSet, manuscript: Manuscript) -> str:
    base, head = changes.base.name, changes.head.name
    return (
        colours(manuscript)
        + f":root {{ --alt: {quoted(base)}; --neu: {quoted(head)}; }}\n"
        + running_heads("Änderungsbericht", manuscript.stamp, f"{base} → {head}", manuscript.title)
    )


# ---- filters and contents ---------------------------------------------------------------------------


def _filters(seen: Survey, areas: Sequence[Area], leads: Sequence[str]) -> str:
    """Write the choices; the script shows them."""
    entries = seen.changes.changes
    present = {line.area.key: line.total for line in seen.by_area() if line.area}
    kinds = seen.total().kinds
    things = {kind: sum(one.item.kind == kind for one in entries) for kind in THINGS}
    by_lead = [sum(any(item.lead == lead for item in (*one.base, *one.head)) for one in entries) for lead in leads]
    return "".join(
        _choice(key, label, several)
        for key, label, several in (
            (
                "b",
                "Handlungsfeld oder Teil",
                [(str(at), area.title, present[area.key]) for at, area in enumerate(areas) if area.key in present],
            ),
            ("k", "Art der Änderung", [(str(kind), kind.label, count) for kind, count in kinds.items()]),
            ("d", "Art des Inhalts", [(kind, THINGS[kind][1], count) for kind, count in things.items() if count]),
            ("s", "Federführung", [(str(at), leads[at], count) for at, count in enumerate(by_lead)]),
        )
        if several
    )


def _choice(key: str, label: str, several: Iterable[tuple[str, str, int]]) -> str:
    options = "".join(
        f'<option value="{html.escape(value)}">{html.escape(title)} ({number(count)})</option>'
        for value, title, count in several
    )
    return (
        f'<label>{label} <select id="{OWN}filter-{key}" data-f="{key}"><option value="">alle</option>{options}'
        "</select></label>\n"
    )


def _lines(
    changes: ChangeSet, names: dict[str, str], counts: Mapping[str, int], pictures: dict[str, str]
) -> list[ContentsLine]:
    """List the headings with the number of changes under each."""
    lines = []
    for one in reading_order(changes):
        if isinstance(one, Stub) or one.item.kind != "heading":
            continue
        item = one.item
        sign = pictures.get(item.code.lower(), "") if item.code == item.key else ""
        mark = _mark(one, counts.get(one.key, 0))
        lines.append(ContentsLine(item.level, names[one.key], printed_title(item), sign, mark))
    return lines


def _mark(entry: Entry, count: int) -> str:
    if not count:
        return ' <span class="stand"><span class="keine">–<span class="verborgen"> unverändert</span></span></span>'
    said = "Änderung" if count == 1 else "Änderungen"
    kind = f"<small>{entry.kind.label}</small> " if entry.kind and entry.kind is not Kind.CHANGED else ""
    return f' <span class="stand">{kind}<span class="anzahl">{number(count)}<span class="verborgen"> {said}</span></span></span>'
