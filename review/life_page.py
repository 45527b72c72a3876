"""A life as a web page: one file, nothing fetched, no script, everything escaped."""

import html
from collections.abc import Iterator
from pathlib import Path

from pipeline.webpage import digest, template
from review.lives import Life, Stage
from review.phrases import day_of


def page(life: Life, templates: Path) -> bytes:
    """Write the page.

    Raises:
        TemplateError: if a template cannot be read.
    """
    style = template(templates / "html" / "werdegang.css")
    frame = template(templates / "html" / "werdegang.html")
    title = f"Werdegang von {life.key}"
    parts = {
        "[[titel]]": html.escape(title),
        "[[stilabdruck]]": digest(style),
        "[[stil]]": style,
        "[[inhalt]]": "\n".join(_content(life, title)),
    }
    for mark, content in parts.items():
        frame = frame.replace(mark, content, 1)
    return frame.encode("utf-8", "replace")


def _content(life: Life, title: str) -> Iterator[str]:
    yield f"<h1>{html.escape(title)}</h1>"
    if life.title:
        yield f'<p class="name">{html.escape(life.title)}</p>'
    if life.unread:
        yield "<section><h2>Nicht gelesen</h2><ul>"
        yield from (f"<li>{html.escape(line)}</li>" for line in life.unread)
        yield "</ul></section>"
    yield '<section><h2>Fassungen</h2><ol class="stationen">'
    for stage in life.stages:
        yield from _stage(stage)
    yield f"</ol></section><section><h2>Wortlaut in der Fassung {html.escape(life.last)}</h2><dl>"
    yield from (
        f"<div><dt>{html.escape(name)}</dt><dd>{html.escape(words) or '–'}</dd></div>" for name, words in life.wording
    )
    yield "</dl></section>"


def _stage(stage: Stage) -> Iterator[str]:
    side = stage.side
    about = ", ".join(
        filter(
            None, (side.label, f"Stand {day_of(side)}" if side.day else "", f"DS {side.paper}" if side.paper else "")
        )
    )
    yield f"<li><h3>Fassung {html.escape(side.name)}</h3>"
    yield f'<p class="stand">{html.escape(about)}</p>' if about else ""
    label = f"{html.escape(stage.label)}: " if stage.label else ""
    yield f"<p>{label}<strong>{html.escape(stage.state)}</strong></p>"
    if stage.told:
        yield "<ul>"
        yield from (f"<li>{html.escape(one)}</li>" for one in stage.told)
        yield "</ul>"
    yield "</li>"
