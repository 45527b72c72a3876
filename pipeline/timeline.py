"""The course of a paper through the bodies as a list with dates: for the reading version.

A list in the order of time, each entry with its date, its state in words and its result; the mark in
front of it (full, half, empty) only repeats the word.
"""

import html

from pipeline.manuscript import long_date
from pipeline.standing import Motion, Standing, Step

KEY = "stand-der-beratung"
TITLE = "Stand der Beratung"
_CLASSES = {"erledigt": "erledigt", "offen": "offen", "nicht verzeichnet": "offen", "geplant": "geplant"}
_WORDS = {"offen": "vertagt, noch offen", "nicht verzeichnet": "Ergebnis nicht verzeichnet"}


def section(now: Standing) -> str:
    """Write the section: in one sentence where the paper stands, then the list, then the amendments."""
    items = "".join(map(_item, now.steps))
    return (
        f'<section class="beratung" aria-labelledby="{KEY}">\n<h2 id="{KEY}">{TITLE}</h2>\n'
        f"<p>{html.escape(summary(now))}</p>\n<ol>\n{items}</ol>\n{_amendments(now.amendments)}</section>"
    )


def summary(now: Standing) -> str:
    """Say in two or three sentences where the paper stands."""
    said = [f"Drucksache {now.paper}, Stand am {long_date(now.day)}:"]
    if now.next:
        body, day = now.next.body, long_date(now.next.day)
        said.append(f"Als Nächstes berät am {day} das Gremium „{body}“ ({now.next.role}).")
    elif now.open:
        said.append(f"Noch offen: {', '.join(now.open)}; ein Termin ist nicht eingetragen.")
    else:
        said.append("Alle vorgesehenen Beratungen haben stattgefunden.")
    count = len(now.open_amendments)
    if count:
        said.append("Ein Änderungsantrag ist offen." if count == 1 else f"{count} Änderungsanträge sind offen.")
    else:
        said.append("Kein Änderungsantrag ist offen.")
    return " ".join(said)


def details(one: Step) -> str:
    """Give what is known of a consultation besides date, body and state, in one line."""
    known = (
        one.meeting,
        f"TOP {one.item}" if one.item else "",
        one.result,
        f"Stimmen {one.vote}" if one.vote else "",
        f"Fassung {one.version}" if one.version else "",
        f"{'Änderungsantrag' if len(one.amendments) == 1 else 'Änderungsanträge'} {', '.join(one.amendments)}"
        if one.amendments
        else "",
    )
    return " · ".join(filter(None, known))


def _item(one: Step) -> str:
    more = details(one)
    return (
        f'<li class="{_CLASSES[one.state]}"><time datetime="{one.day.isoformat()}">{long_date(one.day)}</time> '
        f"<strong>{html.escape(one.body)}</strong> <span>{html.escape(one.role)} · "
        f"{_WORDS.get(one.state, one.state)}</span>"
        + (f"<br><small>{html.escape(more)}</small>" if more else "")
        + "</li>\n"
    )


def _amendments(amendments: tuple[Motion, ...]) -> str:
    if not amendments:
        return ""
    items = "".join(
        f"<li><strong>{html.escape(one.key)}</strong> {html.escape(one.subject)} "
        f"({html.escape(one.submitter)}, {long_date(one.day)}): {html.escape(one.status)}</li>\n"
        for one in amendments
    )
    return f"<h3>Änderungsanträge</h3>\n<ul>\n{items}</ul>\n"
