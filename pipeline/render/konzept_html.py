"""The concept as one web page to read: everything in it, nothing fetched, usable without a mouse.

Half of the readers open the concept on a telephone or with a screen reader, and a PDF serves
neither well. pandoc writes the body; this module makes the tree lean before, and after it adds
what pandoc does not know: scopes and labels of tables, German labels of footnotes, pictures as
data. The page's look is in ``templates/html``; its policy allows only the style and script given.
"""

import html
import re
from collections.abc import Mapping
from itertools import count, cycle
from pathlib import Path
from typing import Any

from pipeline import timeline
from pipeline.flow import document, flow, part_title
from pipeline.manuscript import GoalEntry, Heading, Manuscript, long_date
from pipeline.prose import plain, rewrite, text
from pipeline.tools import pandoc
from pipeline.typeset import anchors
from pipeline.webpage import Line, colours, contents, data, digest, filled, margins, signs, template

FILE = "Konzept.html"
SHOWS = ("elements", "leaflet", "pictures", "proceedings")
LISTS_MEASURES = True

_ARGUMENTS = ("-f", "json", "-t", "html5", "--sandbox", "--wrap=none", "--shift-heading-level-by=1")
_CHAPTER = 2
_NOWHERE = ["", [], []]
_SAFE = re.compile(r"(https?|mailto):", re.IGNORECASE)
_NUMBER = re.compile(r"(<h[2-6][^>]*>)((?:\d+(?:\.\d+)+|[A-Z]\.\d+(?:\.\d+)*)) ")
_FIELD_HEADING = re.compile(r'<h\d class="(?:field|section)[^"]* feld-(\w+)"[^>]*>')
_WIDE = r'<div class="(?:massnahmen|vorschriften)[^"]*">\n'
_TABLE = re.compile(rf"({_WIDE})?<table(.*?)>(.*?)</table>", re.DOTALL)


def render(manuscript: Manuscript, templates: Path, epoch: int) -> bytes:
    """Write the page."""
    room = templates / "html"
    style, script = (template(room / f"konzept.{kind}") for kind in ("css", "js"))
    pictures = signs(manuscript, templates)
    body = _body(manuscript, pictures, epoch)
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


# ---- the body -----------------------------------------------------------------------------------


def _body(manuscript: Manuscript, field_signs: Mapping[str, str], epoch: int) -> str:
    """Let pandoc write the text, then mend its tags; each pattern starts at a tag, never in a text."""
    pictures = [f'<img src="{data(one.kind, one.data)}"' for one in manuscript.pictures.values()]
    places = {path: f"bild:{number}" for number, path in enumerate(manuscript.pictures)}
    known = frozenset(f"#{key}" for key in anchors(manuscript))
    tree = rewrite(flow(manuscript), lambda one: _element(one, known, places))
    body = pandoc.run(_ARGUMENTS, document(tree), epoch).decode()
    body = re.sub(r"<colgroup>.*?</colgroup>\n", "", body, flags=re.DOTALL)
    body = re.sub(r'(<(?:t[dh]|table)) style="(?:text-align: left|width:100%);"', r"\1", body)
    body = re.sub(r'(<t[dh]) style="text-align: (right|center);"', r'\1 class="\2"', body)
    body = _NUMBER.sub(r'\1<span class="nr">\2</span> ', body)
    body = _FIELD_HEADING.sub(lambda hit: hit[0] + field_signs.get(hit[1], ""), body)
    numbers = count(1)
    body = _TABLE.sub(lambda hit: _table(hit, next(numbers)), body)
    return re.sub(r'<img src="bild:(\d+)"', lambda hit: pictures[int(hit[1])], _notes(body))


def _element(element: dict[str, Any], known: frozenset[str], places: Mapping[str, str]) -> dict[str, Any]:
    """Exchange what the page must not carry.

    Styles go: the page's policy forbids them. Links go where their target does not exist or might run.
    """
    kind, content = element["t"], element.get("c")

    def inner(tree: Any) -> Any:  # noqa: ANN401 - JSON
        return rewrite(tree, lambda one: _element(one, known, places))

    match kind:
        case "Div" | "Span" if content[0][2]:  # type: ignore[index]
            (key, classes, _), inside = content  # type: ignore[misc]
            return {"t": kind, "c": [[key, classes, []], inner(inside)]}
        case "Image" if content[2][0] not in places:  # type: ignore[index]
            return {"t": "Emph", "c": text(f"[Bild fehlt: {plain(content[1])}]")}  # type: ignore[index]
        case "Image":
            return {"t": kind, "c": [_NOWHERE, content[1], [places[content[2][0]], ""]]}  # type: ignore[index]
        case "Link" if not (_SAFE.match(content[2][0]) or content[2][0] in known):  # type: ignore[index]
            return {"t": "Span", "c": [_NOWHERE, inner(content[1])]}  # type: ignore[index]
        case "RawBlock":
            return {"t": "CodeBlock", "c": [_NOWHERE, content[1]]}  # type: ignore[index]
        case "RawInline":
            return {"t": "Code", "c": [_NOWHERE, content[1]]}  # type: ignore[index]
    return element


def _table(hit: re.Match[str], number: int) -> str:
    """Give a table its scopes; a wide one its roles too, as it becomes cards on a narrow screen."""
    wide, attributes, inner = hit.groups()
    inner = re.sub(r"<th( class=\"\w+\")?></th>", r"<td\1></td>", inner)
    inner = re.sub(r"<th(?=[ >])", '<th scope="col"', inner)
    if wide:
        heads = cycle(re.findall(r"<th [^>]*>(.*?)</th>", inner) or [""])
        inner = re.sub(r"<(thead|tbody)", r'<\1 role="rowgroup"', inner.replace("<tr", '<tr role="row"'))
        inner = inner.replace("<th ", '<th role="columnheader" ')
        inner = re.sub(r"<td", lambda _: f'<td role="cell" data-kopf="{next(heads)}"', inner)
        return f'{wide}<table{attributes} role="table">{inner}</table>'
    label = f'aria-label="Tabelle {number}"'
    if "<caption>" in inner:
        inner = inner.replace("<caption>", f'<caption id="titel-tabelle-{number}">', 1)
        label = f'aria-labelledby="titel-tabelle-{number}"'
    return f'<div class="tafel" role="region" tabindex="0" {label}><table{attributes}>{inner}</table></div>'


def _notes(body: str) -> str:
    body = re.sub(
        r'<section id="footnotes"([^>]*)>\n<hr />',
        r'<section id="fussnoten"\1 aria-labelledby="titel-fussnoten">'
        '\n<h2 id="titel-fussnoten">Fußnoten</h2>',
        body,
    )
    body = re.sub(r'(<a href="#fn(\d+)" [^>]*role="doc-noteref")', r'\1 aria-label="Fußnote \2"', body)
    return re.sub(
        r'(<a href="#fnref(\d+)" [^>]*role="doc-backlink")',
        r'\1 title="zurück zum Text" aria-label="zurück zum Text, Fußnote \2"',
        body,
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
