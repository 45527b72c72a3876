"""Comments in Word at what a tracked change alone does not explain: moved, split and merged passages."""

import re
from collections.abc import Sequence
from itertools import groupby

from pipeline.prose import plain
from pipeline.tools import word, word_tracks
from pipeline.tools.word_tracks import Mark
from pipeline.tools.word_xml import Element, w
from review.changes import ChangeSet, Item, Kind
from review.phrases import names
from review.redline.guide import NUMBERS, Guide, words_of
from review.redline.merging import Redliner
from review.redline.moves import Move, moves

_NUMBERED = re.compile(r"((?:[A-Z]\.)?\d+(?:\.\d+)*) (.*)")


def item_words(item: Item) -> str:
    """Give the words of an item, footnotes left out, as a reader sees them."""
    return words_of(" ".join(plain(list(part.inlines)) for part in item.parts if part.name != "Fußnote"))


def remark(package: word.Package, redliner: Redliner, changes: ChangeSet) -> None:
    """Say at moved, split and merged passages what happened to them."""
    mark = redliner.guide.author.mark
    for kind, element, pieces in redliner.broken:
        told = (
            f"Geteilt: Aus einem Absatz wurden {pieces}."
            if kind == "ins"
            else f"Zusammengeführt aus {pieces} Absätzen."
        )
        word_tracks.comment(package, element, told, mark("ins"), goes_with_it=False)
    _tell_moves(package, redliner)
    _tell_kin(package, redliner, changes)


def _tell_moves(package: word.Package, redliner: Redliner) -> None:
    rows = moves(list(enumerate(redliner.gone)), list(enumerate(redliner.come)), redliner.guide)
    told = [move for move in (*redliner.carrier.moves, *rows) if not move.along]
    for route, several in groupby(told, key=lambda move: (move.gone.section, move.come.section)):
        for heading, group in groupby(several, key=lambda move: move.come.sort == "heading"):
            if heading:
                for move in group:
                    _tell_section(package, redliner.guide, move)
            else:
                _tell_run(package, redliner.guide, route, list(group))


def _tell_section(package: word.Package, guide: Guide, move: Move) -> None:
    """Say of a heading that all under it moved along."""
    told = (
        (move.gone, f"jetzt {_titled(move.come.title)}", "dort", guide.moving.mark("del")),
        (move.come, f"bisher {_titled(move.gone.title)}", "hier", guide.moving.mark("ins")),
    )
    for unit, other, where, mark in told:
        along = f"mit allem, was darunter steht. Was sich darin geändert hat, ist {where} gezeigt."
        _comment(package, unit.element, f"Verschoben ({other}), {along}", mark)


def _tell_run(package: word.Package, guide: Guide, route: tuple[str, str], several: Sequence[Move]) -> None:
    """Say at the first of several that follow each other where they came from and where they went."""
    more = f" Das gilt auch für die folgenden {len(several) - 1} Stellen." if len(several) > 2 else ""  # noqa: PLR2004
    more = " Das gilt auch für die folgende Stelle." if len(several) == 2 else more  # noqa: PLR2004
    changed = any(_bare(move.gone.kin()) != _bare(move.come.kin()) for move in several)
    if _bare(route[0]) == _bare(route[1]):
        origin = target = f" innerhalb von {_place(route[1])}"
    else:
        origin, target = f" aus {_place(route[0])}", f" nach {_place(route[1])}"
    verb = "Verschoben und geändert" if changed else "Verschoben"
    first = several[0]
    for element, told, mark in (
        (first.gone.element, target, guide.moving.mark("del")),
        (first.come.element, origin, guide.moving.mark("ins")),
    ):
        _comment(package, element, f"{verb}{told}.{more}", mark)


def _tell_kin(package: word.Package, redliner: Redliner, changes: ChangeSet) -> None:
    """Say of goals and measures that are gone or new into what they went or out of what they came."""
    carrier = redliner.carrier
    units = (*redliner.gone, *redliner.come, *carrier.gone, *carrier.come)
    here = {name: unit for unit in units for name in unit.names}
    known = names(changes)
    for entry in changes.changes:
        unit = here.get(entry.key)
        others = " und ".join(known.get(key, key) for key in entry.related)
        if unit is None or not others or (entry.base and entry.head):
            continue
        if entry.kind is Kind.MERGED:
            _comment(package, unit.element, f"Aufgegangen in {others}.", redliner.guide.author.mark("del"))
        elif entry.kind is Kind.SPLIT:
            _comment(package, unit.element, f"Herausgelöst aus {others}.", redliner.guide.author.mark("ins"))


def _comment(package: word.Package, element: Element, text: str, mark: Mark) -> None:
    """Comment what comes or goes whole; of a table or row its first paragraph."""
    paragraph = element if element.tag == w("p") else next(element.iter(w("p")))
    word_tracks.comment(package, paragraph, text, mark, goes_with_it=True)


def _bare(text: str) -> str:
    return NUMBERS.sub("", text)


def _place(section: str) -> str:
    """Name a section by its printed heading."""
    named = (f"{'Abschnitt ' if _NUMBERED.match(text) else ''}{_titled(text)}" for text in section.split(" › ") if text)
    return ", ".join(named) or "dem Anfang"


def _titled(heading: str) -> str:
    """Set a printed heading in quotation marks, behind its number."""
    found = _NUMBERED.match(heading)
    return f"{found[1]} „{found[2]}“" if found else f"„{heading}“"
