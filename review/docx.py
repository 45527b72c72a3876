"""A marked text as a Word file: what is shown of it, how to read it, and what the file says of itself."""

from collections.abc import Iterator, Sequence
from copy import deepcopy
from dataclasses import replace

from pipeline.tools import word, word_book, word_tracks
from pipeline.tools.word_book import Placed
from pipeline.tools.word_notes import tidy_notes
from pipeline.tools.word_xml import Element, begin_page, run_on, told, w
from review.changes import ChangeSet, Kind, Side
from review.marked import COUNTING, Marked, Part, author_of
from review.redline.guide import MOVING
from review.sides import Comparison


def whole(marked: Marked) -> list[Placed]:
    """Show all of a text."""
    return [_copied(part) for part in marked.parts]


def excerpt(marked: Marked) -> list[Placed]:
    """Show what changed and what says where: headings above, captions, head rows, what stands before a new paragraph."""
    kept: list[Placed] = []
    above: list[Part] = []
    caption: Part | None = None
    last: Part | None = None
    for part in marked.parts:
        if part.placed.contents:
            continue
        if part.level:
            above = [one for one in above if one.level < part.level]
        if part.changed:
            placed = _copied(part)
            table = placed.element.tag == w("tbl")
            headings = [_copied(one) for one in above]
            for one in (*headings, *([placed] if part.level else ())):
                run_on(one.element)
            kept += headings
            kept += [_copied(caption)] if table and caption is not None else []
            if last is not None and not last.level and _is_whole(placed.element):
                kept.append(_copied(last))
            if table:
                word_tracks.drop_unchanged_rows(placed.element, COUNTING)
            kept.append(placed)
            above = []
        elif part.level:
            above.append(part)
        caption = None if part.changed or part.level else part
        last = None if part.changed or part.placed.element.tag != w("p") else part
    return kept


def _copied(part: Part) -> Placed:
    """Copy a part: several files are made of it."""
    return replace(part.placed, element=deepcopy(part.placed.element))


def _is_whole(element: Element) -> bool:
    """Whether a paragraph comes or goes from its first word to its end, so that only the one before says where."""
    marks = [element.find(f"{w('pPr')}/{w('rPr')}/{tag}") for tag in (w("ins"), w("del"))]
    return any(mark is not None for mark in marks) and all(
        run.getparent().tag in {w("ins"), w("del")} for run in element.iter(w("r"))
    )


def finish(marked: Marked, comparison: Comparison, placed: Sequence[Placed], epoch: int, *, short: bool) -> bytes:
    """Lay the text out, say how to read it and what the file is, and give its bytes.

    Args:
        marked: the merged text.
        comparison: the drafts.
        placed: what is shown of the text, copied.
        epoch: when the file was made, seconds since 1970.
        short: only what changed is shown; the concept's title page is left out.
    """
    package, changes, head = marked.package.copy(), comparison.changes, comparison.head.manuscript
    page = list(_guide_page(package, changes, short=short))
    if placed and not short:
        begin_page(placed[0].element)
    word_book.lay_out(package, placed, title_page=not short)
    word_tracks.preface(package, page, "lesehilfe", "Lesehilfe zur Änderungsfassung")
    tidy_notes(package)
    word_tracks.number(package)
    title = f"Änderungen von {changes.base.name} zu {changes.head.name} – {head.title}"
    core = {
        "title": title,
        "subject": f"Änderungsfassung: {_named(changes.base)} → {_named(changes.head)}",
        "creator": head.publisher,
        "keywords": f"{head.title}, Änderungen, {changes.base.name}, {changes.head.name}",
    }
    custom = {"Fassung alt": changes.base.name, "Fassung neu": changes.head.name, "Drucksache": changes.head.paper}
    package.properties(core, {key: value for key, value in custom.items() if value}, epoch)
    return package.bytes(epoch)


def _named(side: Side) -> str:
    told = ", ".join(filter(None, (side.label, f"DS {side.paper}" if side.paper else "")))
    return f"Fassung {side.name}" + (f" ({told})" if told else "")


_KINDS = (
    ("neu", (Kind.ADDED,)),
    ("geändert", (Kind.CHANGED,)),
    ("verschoben", (Kind.MOVED, Kind.MOVED_CHANGED)),
    ("geteilt oder zusammengeführt", (Kind.SPLIT, Kind.MERGED)),
    ("entfallen", (Kind.REMOVED,)),
)

_ELSEWHERE = {"faltblatt": "Faltblatt", "chronik": "Chronik", "vorlage": "Beschlussvorlage"}
"""What the ids of changes begin with that are of other documents than the concept, and what these are called."""


def _guide_page(package: word.Package, changes: ChangeSet, *, short: bool) -> Iterator[Element]:
    """Say what is compared and how to read it."""
    styles = package.styles()
    body = styles["body text"]
    author = author_of(changes).name
    here = [one for one in changes.changes if not one.key.startswith(tuple(_ELSEWHERE))]
    counts = [(sum(one.kind in kinds for one in here), name) for name, kinds in _KINDS]
    others = [name for key, name in _ELSEWHERE.items() for one in changes.changes if one.key.startswith(key)]
    named = " und ".join(dict.fromkeys(others))
    more = f" Weitere Änderungen ({len(others)}) stehen nicht im Konzept, sondern in: {named}." if others else ""
    shown = ", ".join(f"{count} {name}" for count, name in counts if count) or "keine"
    extent = (
        "Gezeigt sind nur die geänderten Stellen, darüber die Überschriften, unter denen sie stehen. "
        "Das ganze Konzept mit denselben Änderungen steht in „bericht.docx“."
        if short
        else "Nehmen Sie alle Änderungen an (Überprüfen › Annehmen), bleibt Wort für Wort die neue Fassung; "
        "lehnen Sie alle ab, die alte."
    )
    moved, hidden = "", f"lässt sich „{COUNTING}“"
    if any(one.moved for one in changes.changes):
        moved, hidden = f", was nur an anderer Stelle steht, unter „{MOVING}“", f"lassen sich „{MOVING}“ und „{COUNTING}“"
    yield told(styles["toc heading"], "Änderungen am Konzept" if short else "Lesehilfe zu dieser Änderungsfassung")
    yield told(body, ("Alt: ", "b"), _named(changes.base), ("  Neu: ", "b"), _named(changes.head))
    yield told(body, ("Geändert ist: ", "b"), f"{shown}.{more} {extent}")
    for side in (changes.base, changes.head):
        for line in side.unread:
            yield told(body, (f"Nicht gelesen in {side.name}: ", "b"), line)
    yield told(
        body,
        ("So zu lesen: ", "b"),
        "Was neu ist, zeigt Word ",
        ("unterstrichen", "u"),
        ", was entfällt, ",
        ("durchgestrichen", "strike"),
        ", jeweils in der Farbe dessen, der es geändert hat, und mit einem Strich am Rand. "
        "An verschobenen, geteilten und zusammengeführten Stellen steht ein Kommentar.",
    )
    yield told(
        body,
        ("Wer geändert hat: ", "b"),
        f"Inhaltliches steht unter „{author}“ oder dem Namen der Person{moved}; Nummern, Verzeichnisse und "
        f"Absatzformate, die sich nur dadurch mitändern, unter „{COUNTING}“. Unter Überprüfen › Markup anzeigen › "
        f"Bestimmte Personen {hidden} ausblenden.",
    )
    yield told(
        body,
        "Dieser Kasten gehört nicht zum Konzept; er lässt sich mit einem Klick auf seinen Rand markieren und löschen.",
    )
