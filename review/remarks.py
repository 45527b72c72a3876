"""Comments in Word at what a tracked change alone does not explain: moved, split and merged passages."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from pipeline.prose import plain
from pipeline.tools import word, word_tracks
from pipeline.tools.word_xml import Element, w
from review.changes import ChangeSet, Item
from review.redline import Redliner, Unit, words_of

_TELLING = 25
"""Letters from which equal words elsewhere are the same words, moved."""


@dataclass(frozen=True, slots=True)
class _Move:
    """Something that is gone in one place and new in another.

    Attributes:
        gone: what shows it where it was.
        come: what shows it where it is.
        changed: whether its words changed as well.
        route: the headings it stood and stands under.
    """

    gone: Element
    come: Element
    changed: bool
    route: tuple[str, str]


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
    for route, several in groupby(_moves(redliner, changes), key=lambda move: move.route):
        moves = list(several)
        more = f" Das gilt auch für die folgenden {len(moves) - 1} Stellen." if len(moves) > 2 else ""  # noqa: PLR2004
        more = " Das gilt auch für die folgende Stelle." if len(moves) == 2 else more  # noqa: PLR2004
        changed = "Verschoben und geändert" if any(move.changed for move in moves) else "Verschoben"
        if route[0] == route[1]:
            origin = target = f" innerhalb von {_place(route[0])}"
        else:
            origin, target = f" aus {_place(route[0])}", f" nach {_place(route[1])}"
        for element, told, how in ((moves[0].gone, target, mark("del")), (moves[0].come, origin, mark("ins"))):
            paragraph = element if element.tag == w("p") else next(element.iter(w("p")))
            word_tracks.comment(package, paragraph, f"{changed}{told}.{more}", how, goes_with_it=True)


def _moves(redliner: Redliner, changes: ChangeSet) -> Iterator[_Move]:
    """Yield what the comparison takes for moved, and what has its bookmark or its words in both drafts."""
    moved = {item_words(entry.base[0]): item_words(entry.head[0]) for entry in changes.changes if entry.moved}
    here: dict[str, tuple[Unit, Element]] = {}
    for unit, element in redliner.come:
        here |= dict.fromkeys([*unit.names, redliner.words(unit)], (unit, element))
    for unit, element in redliner.gone:
        words = redliner.words(unit)
        handles = [*unit.names, moved.get(words, ""), words if len(words) > _TELLING else ""]
        found = next((here[name] for name in handles if name and name in here), None)
        if found is not None and unit.sort not in {"contents", "head"}:
            yield _Move(element, found[1], unit.kin != found[0].kin, (unit.section, found[0].section))


def _place(section: str) -> str:
    """Name a section by its printed heading."""
    found = re.match(r"((?:[A-Z]\.)?\d+(?:\.\d+)*) (.*)", section)
    if found:
        return f"Abschnitt {found[1]} „{found[2]}“"
    return f"„{section}“" if section else "dem Anfang"
