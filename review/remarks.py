"""Comments in Word at what a tracked change alone does not explain: moved, split and merged passages."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from pipeline.prose import plain
from pipeline.tools import word, word_tracks
from pipeline.tools.word_xml import Element, w
from review.changes import ChangeSet, Item
from review.redline.guide import NUMBERS, unnumbered, words_of
from review.redline.merging import Redliner
from review.redline.units import Unit

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
        if _bare(route[0]) == _bare(route[1]):
            origin = target = f" innerhalb von {_place(route[1])}"
        else:
            origin, target = f" aus {_place(route[0])}", f" nach {_place(route[1])}"
        for element, told, how in ((moves[0].gone, target, mark("del")), (moves[0].come, origin, mark("ins"))):
            paragraph = element if element.tag == w("p") else next(element.iter(w("p")))
            word_tracks.comment(package, paragraph, f"{changed}{told}.{more}", how, goes_with_it=True)


def _moves(redliner: Redliner, changes: ChangeSet) -> Iterator[_Move]:
    """Yield what the comparison takes for moved, and what has its bookmark or its words in both drafts."""
    moved = {item_words(entry.base[0]): item_words(entry.head[0]) for entry in changes.changes if entry.moved}
    here: dict[str, Unit] = {}
    for unit in redliner.come:
        here |= dict.fromkeys([*unit.names, unit.words()], unit)
    along: set[tuple[str, str]] = set()
    for unit in redliner.gone:
        words = unit.words()
        handles = [*unit.names, moved.get(words, ""), words if len(words) > _TELLING else ""]
        found = next((here[name] for name in handles if name and name in here), None)
        if found is None or unit.sort in {"contents", "head"}:
            continue
        route = (unit.section, found.section)
        if unit.sort == "heading":  # what stands under it moves with it
            along.add((_under(unit), _under(found)))
        changed = _bare(unit.kin()) != _bare(found.kin())
        if changed or route not in along:
            yield _Move(unit.element, found.element, changed, route)


def _under(heading: Unit) -> str:
    """Name the place that a heading opens."""
    own = heading.title
    return own if own != unnumbered(own) else " › ".join(filter(None, (heading.section.split(" › ")[0], own)))


def _bare(text: str) -> str:
    return NUMBERS.sub("", text)


def _place(section: str) -> str:
    """Name a section by its printed heading."""
    named = []
    for text in section.split(" › ") if section else ():
        found = re.match(r"((?:[A-Z]\.)?\d+(?:\.\d+)*) (.*)", text)
        named.append(f"Abschnitt {found[1]} „{found[2]}“" if found else f"„{text}“")
    return ", ".join(named) or "dem Anfang"
