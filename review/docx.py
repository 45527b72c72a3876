"""A marked text as a Word file: what is shown of it, how to read it, and what the file says of itself."""

import re
from collections.abc import Iterator, Sequence
from copy import deepcopy
from dataclasses import replace

from pipeline.tools import word, word_book, word_tracks
from pipeline.tools.word_book import Placed
from pipeline.tools.word_notes import tidy_notes
from pipeline.tools.word_xml import Element, begin_page, is_entry, run_on, told, w
from review.changes import ChangeSet, Entry, Side
from review.marked import COUNTING, Marked, Part, author_of
from review.outline import BESIDE
from review.phrases import count, totals
from review.redline.guide import MOVING
from review.sides import Comparison


def whole(marked: Marked) -> list[Placed]:
    """Show all of a text."""
    return [_copied(part) for part in marked.parts]


def excerpt(marked: Marked) -> list[Placed]:
    """Show what changed and what says where.

    Headings above, what leads to a list, captions, head rows, what stands before a new paragraph.
    """
    kept: list[Placed] = []
    above: list[Part] = []
    caption: Part | None = None
    last: Part | None = None
    leader: Part | None = None
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
            before = last if last is not None and not last.level and _is_whole(placed.element) else None
            if is_entry(placed.element) and leader is not None:
                kept.append(_copied(leader))
                before = before if before is not leader else None
            kept += [_copied(before)] if before is not None else []
            if table:
                word_tracks.drop_unchanged_rows(placed.element, COUNTING)
            kept.append(placed)
            above = []
        elif part.level:
            above.append(part)
        if not is_entry(part.placed.element):
            leader = None if part.changed or part.level or part.placed.element.tag == w("tbl") else part
        elif part.changed:
            leader = None
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


def _extent(changes: Sequence[Entry]) -> tuple[str, str]:
    """Count the changes of the concept in two words and a sentence, and those that are printed elsewhere."""
    areas = [BESIDE.get(re.split("[/~]", entry.key)[0], "") for entry in changes]
    concept = [entry for entry, area in zip(changes, areas, strict=True) if not area]
    lead = f"{count(len(concept), 'Änderung', 'Änderungen') if concept else 'Keine Änderungen'} am Konzept"
    told = f": {totals(concept)}." if concept else "."
    if others := len(changes) - len(concept):
        names, many = " und ".join(dict.fromkeys(filter(None, areas))), others > 1
        told += f" {others if many else 'Eine'} weitere ({names}) {'stehen' if many else 'steht'} nicht in dieser Datei, "
        told += "sondern in „synopse.docx“."
    return lead, told


def _guide_page(package: word.Package, changes: ChangeSet, *, short: bool) -> Iterator[Element]:
    """Say what is compared and how to read it."""
    styles = package.styles()
    body = styles["body text"]
    author = author_of(changes).name
    how = (
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
    lead, shown = _extent(changes.changes)
    yield told(body, (lead, "b"), f"{shown} {how}")
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
