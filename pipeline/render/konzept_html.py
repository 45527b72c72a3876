"""The concept as one web page to read: everything in it, nothing fetched, usable without a mouse.

Half of the readers open the concept on a telephone or with a screen reader, and a PDF serves
neither well. ``webbody`` writes the text; what stands around it is written here. The page's look is
in ``templates/html``; its policy allows only the style and script given.
"""

import html
from collections.abc import Mapping
from pathlib import Path

from pipeline import timeline
from pipeline.flow import flow, part_title
from pipeline.manuscript import GoalEntry, Heading, Manuscript, long_date
from pipeline.typeset import anchors
from pipeline.webbody import Body
from pipeline.webpage import Line, colours, contents, data, digest, filled, margins, signs, template

FILE = "Konzept.html"
SHOWS = ("elements", "leaflet", "pictures", "proceedings")
LISTS_MEASURES = True

_CHAPTER = 2


def render(manuscript: Manuscript, templates: Path, epoch: int) -> bytes:  # noqa: ARG001 - the page has no clock
    """Write the page."""
    room = templates / "html"
    style, script = (template(room / f"konzept.{kind}") for kind in ("css", "js"))
    pictures = signs(manuscript, templates)
    shown = {path: data(one.kind, one.data) for path, one in manuscript.pictures.items()}
    body = Body(anchors(manuscript), shown, pictures).write(flow(manuscript))
    style += colours(manuscript) + margins(manuscript, manuscript.title, manuscript.subtitle)
    stamp = html.escape(manuscript.stamp)
    fields = {
        "title": manuscript.title,
        "subtitle": manuscript.subtitle,
        "publisher": manuscript.publisher,
        "office": manuscript.office,
        "version": manuscript.version,
        "label": manuscript.label,
        "paper": manuscript.paper,
        "day": manuscript.key_date.isoformat(),
        "date": long_date(manuscript.key_date),
    }
    return filled(
        room / "konzept.html",
        fields,
        stamp=f'<p class="stempel" role="note">{stamp}</p>' if stamp else "",
        fields=_overview(manuscript, pictures),
        course=timeline.section(manuscript.proceedings.standing) if manuscript.proceedings else "",
        contents=contents(_entries(manuscript, body, pictures)),
        body=body,
        style=style,
        style_hash=digest(style),
        script=script,
        script_hash=digest(script),
    )


# ---- around the body ----------------------------------------------------------------------------


def _overview(manuscript: Manuscript, pictures: Mapping[str, str]) -> str:
    """List the fields with sign and colour under the title."""
    fields = [one for one in manuscript.elements if isinstance(one, Heading) and one.kind == "field"]
    items = "".join(
        f'<li><a href="#{html.escape(one.key)}">{pictures.get(one.code.lower(), "")}'
        f"<span>{html.escape(one.title)}</span></a></li>\n"
        for one in fields
    )
    return f'<nav class="felder" aria-label="Handlungsfelder"><ul>\n{items}</ul></nav>' if items else ""


def _entries(manuscript: Manuscript, body: str, pictures: Mapping[str, str]) -> list[Line]:
    """List all that the contents name."""
    entries = [Line(1, timeline.KEY, timeline.TITLE)] if manuscript.proceedings else []
    for one in manuscript.elements:
        if isinstance(one, Heading):
            sign = pictures.get(one.code.lower(), "") if one.level <= _CHAPTER else ""
            entries.append(Line(one.level, one.key, part_title(one), sign))
        elif isinstance(one, GoalEntry):
            entries.append(Line(one.level, one.key, f"{one.number} {one.title}"))
    return [*entries, Line(1, "fussnoten", "Fußnoten")] if 'id="fussnoten"' in body else entries
