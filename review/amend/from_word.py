"""Tracked changes of a Word file → operations on the sources; what cannot be placed is listed with its place in Word."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from pipeline.compose import compose
from pipeline.model import Operation
from pipeline.tools.word_changes import Changes, Paragraph
from review.amend import word_items
from review.amend.deriving import shortened
from review.amend.lines import Line, lines
from review.amend.marks import Marks, cut, windows
from review.amend.placing import Placer
from review.amend.rewriting import NAMES, applied
from review.amend.splice import Cut, spliced
from review.amend.spots import Piece
from review.amend.word_finding import (
    COUNTED,
    LINES,
    NUMBERED,
    SERVED,
    Finder,
    Found,
    dedented,
    escaped,
    goals_of,
)
from review.amend.word_groups import Group, Said, groups, more, numbers, plain, shown
from review.sequences import matches

_PARTNERS = "mit: "
_FORMED = re.compile(r"[*_`\[\]!~^\\]")
"""Signs of form, which a wording that is exchanged as a whole would lose."""


@dataclass(frozen=True, slots=True)
class Point:
    """An operation, where in the Word file it is asked for, and the numbers of the paragraphs that it is about."""

    operation: Operation
    number: int
    about: frozenset[int]


@dataclass(frozen=True, slots=True)
class Missed:
    """What is not taken over.

    Attributes:
        said: a sentence, with the place in Word.
        number: of the paragraph that is its place; 0 if it is about no certain one.
        about: numbers of the paragraphs that it is about.
        shows: whether the text would show it; a mere form does not.
    """

    said: str
    number: int = 0
    about: frozenset[int] = frozenset()
    shows: bool = True


@dataclass(frozen=True, slots=True)
class Placed:
    """What became of the tracked changes.

    Attributes:
        points: what is asked for, in the order of the file.
        missed: what is not among them.
        former: what the file was before its changes.
        wanted: what it becomes by them.
        draft: lines of the draft.
        finder: knows which paragraph is which line.
    """

    points: list[Point]
    missed: list[Missed]
    former: list[Piece]
    wanted: list[Piece]
    draft: list[Line]
    finder: Finder


def placed(changes: Changes, placer: Placer) -> Placed:
    """Place tracked changes.

    Args:
        changes: as read from the file.
        placer: of the draft that the file was made from.
    """
    concept = placer.sites.concept
    manuscript = compose(concept)
    draft = lines(concept, manuscript) if manuscript else []
    tied = list(groups(changes.paragraphs))
    former, wanted = (
        [Piece(text, at, one.first.number, one.changed) for one in tied for text, at in side(one)]
        for side in (Group.went, Group.come)
    )
    finder = Finder(placer, changes.paragraphs, draft, former)
    writer = _Writer(finder)
    points: list[Point] = []
    missed = [Missed(f"Im Word-Dokument steht {what}; das wurde nicht gelesen") for what in changes.ignored]
    anchor: Said | None = None
    for group in tied:
        several = writer.results(group, anchor)
        where = f"Word, Fußnote {group.first.note}" if group.first.note else f"Word, Absatz {group.first.number}"
        for one, about in several:
            number = group.first.number
            if isinstance(one, str):
                shows = not one.endswith((_FORM_ONLY, _LAST))
                missed.append(Missed(f"{where}: {one}", number, frozenset(about), shows=shows))
            else:
                points.append(Point(one, number, frozenset(about)))
        anchor = next((one for one in reversed(group.went()) if not one[0].startswith(SERVED)), anchor)
    points = _whole_goals(writer, points, draft)
    follows = ((part, count) for part, count in writer.made.items() if count)
    missed += [Missed(f"{count} × eine Änderung im Teil „{part}“; er entsteht beim Bauen") for part, count in follows]
    return Placed(points, missed, former, wanted, draft, finder)


def _whole_goals(writer: "_Writer", points: list[Point], draft: Sequence[Line]) -> list[Point]:
    """Strike out a goal as a whole whose heading and paragraphs are all struck out."""
    printed = Counter(one.owner for one in draft)
    for key, several in writer.gone.items():
        if len(several) == printed[key]:
            mine = [at for at, one in enumerate(points) if one.operation.target == key and not one.operation.goal]
            first = min(mine, default=len(points))
            points = [one for at, one in enumerate(points) if at not in mine]
            points.insert(first, Point(_made("streichen", key), min(several), frozenset(several)))
    return points


Result = tuple[Operation | str, Iterable[int]]
"""An operation, or a sentence on what is missed, and the numbers of the paragraphs it is about."""

_FORM_ONLY = "nur die Form ist anders"
_LAST = "mit dem Antrag käme es ans Ende des Handlungsfelds"


class _Writer:
    """Writes operations for groups of paragraphs."""

    def __init__(self, finder: Finder) -> None:
        self.finder = finder
        self.placer = finder.placer
        self.made: dict[str, int] = {}
        self.gone: dict[str, set[int]] = defaultdict(set)
        """Goal → paragraph of each of its lines that is struck out."""
        ids = {row: (_id(cells[0].former), _id(cells[0].wanted)) for row, cells in finder.rows.rows.items()}
        self.exchanged = {row: both for row, both in ids.items() if all(both) and both[0] != both[1]}
        """Row of a measure that becomes another's → both ids."""
        self.shown = {wanted for _, wanted in ids.values()}

    def results(self, group: Group, anchor: Said | None) -> Iterator[Result]:
        """Make the operations of a group, and say what is missed."""
        if group.first.cell in self.exchanged:
            yield from self._exchanged(group.first)
        elif group.changed:
            yield from self._of(group, anchor)

    def _exchanged(self, first: Paragraph) -> Iterator[Result]:
        """Strike out the measure whose row becomes another's, and add the other; said once, at its first cell."""
        old, new = self.exchanged[first.cell]
        row = self.finder.rows.rows[first.cell]
        if first is not row[0]:
            return
        about = [one.number for one in row]
        if old not in self.shown and self.placer.sites.target(old):
            yield _made("streichen", old), about
        added = word_items.measure(self.finder, row)
        yield added or f"In der Zeile von {old} steht jetzt {new}", about
        if added:
            yield from self._not_first(added, new)

    def _of(self, group: Group, anchor: Said | None) -> Iterator[Result]:
        former = [one for one in group.went() if not one[0].startswith(SERVED)]
        wanted = [one for one in group.come() if not one[0].startswith(SERVED)]
        self._note_served(group)
        part = self.finder.made(group.first)
        if group.row and not (former and wanted):
            if former or wanted:
                yield from self._row(group, (wanted or former)[0][0], former=bool(former))
            return
        follows = part not in self.finder.generated.values() or group.first.number in self.finder.listing
        low = first = 0
        pairs = matches([plain(one) for one, _ in former], [plain(one) for one, _ in wanted])
        for at, to in [*pairs, (len(former), len(wanted))]:
            before = former[low - 1] if low else anchor
            changed = at > low or to > first
            if part and follows:
                self.made[part] = self.made.get(part, 0) + changed
            elif changed:
                for one in self._changed(group, former[low:at], wanted[first:to], before):
                    if part and isinstance(one[0], str):
                        self.made[part] = self.made.get(part, 0) + 1
                    else:
                        yield one
            low, first = at + 1, to + 1

    def _note_served(self, group: Group) -> None:
        lines = [[one for one in texts if one.startswith(SERVED)] for texts in (group.former, group.wanted)]
        if lines[0] != lines[1]:
            part = "Verweise der Ziele auf den Anhang"
            self.made[part] = self.made.get(part, 0) + 1

    def _row(self, group: Group, text: str, *, former: bool) -> Iterator[Result]:
        """Strike out a measure whose row was struck out, or add one whose row is new."""
        row = self.finder.rows.rows[group.first.cell]
        key = next((key for key in group.first.keys if self.placer.sites.target(key)), "")
        found = None
        if group.row == "come":
            found = word_items.measure(self.finder, row)
        elif key.startswith(("M-", "Z-")) and former:
            found = _made("streichen", key)
        what = "eingefügte" if group.row == "come" else "gestrichene"
        yield found or f"{what} Tabellenzeile „{shown(text)}“", [one.number for one in row]
        if found and found.measure:
            yield from self._not_first(found, str(found.measure.id))

    def _changed(
        self, group: Group, gone: Sequence[Said], come: Sequence[Said], before: Said | None
    ) -> Iterator[Result]:
        if gone and come:
            for old, new in zip(gone[:-1], come[: len(gone) - 1], strict=False):
                yield self._replaced(group, old, [new]), numbers([old, new])
            last, rest = gone[min(len(gone), len(come)) - 1], come[min(len(gone), len(come)) - 1 :]
            yield self._replaced(group, last, rest), numbers([last, *rest])
            for old in gone[len(come) :]:
                yield self._gone(group, old), numbers([old])
        elif gone:
            for old in gone:
                yield self._gone(group, old), numbers([old])
        elif come:
            yield from self._come(group, come, before)

    def _replaced(self, group: Group, gone: Said, news: Sequence[Said]) -> Operation | str:
        (old, at_word), new, finder = gone, news[0][0], self.finder
        number = NUMBERED.match(old)
        found = finder.find(at_word, old)
        listed = self._listed(group, old, new) if len(news) == 1 else None
        if listed:
            return listed
        wish = f"gewünscht ist „{shown(new)}“{more(len(news) - 1)}"
        if found is None:
            return f"„{shown(old)}“ steht an keiner eindeutigen Stelle der Fassung; {wish}"
        line = finder.lines.get(at_word.number)
        becomes_text = line is not None and line.form == "heading" and news[0][1].level <= 0
        if becomes_text or not finder.has_form(found, news[0][1]):
            return f"„{shown(old)}“ bekommt eine andere Form (Liste, Überschrift); {wish}"
        site, at = found.site, found.at
        if number and len(finder.cut(escaped(old))) > len(at):
            again = NUMBERED.match(new)
            old, new = old[number.end() :], new[again.end() if again else 0 :]
        both = self._both(found, old, new)
        if both is None:
            return f"„{shown(old)}“ lässt sich nicht in „{shown(new)}“{more(len(news) - 1)} ändern"
        former, wanted = both
        field = finder.field(found)
        if site.name == "zeitraum":
            wanted = wanted.replace("–", "-")
        rest = "".join(f"\n\n{finder.block(*one)}" for one in news[1:])
        if rest and (site.name in LINES or field.get("feld") == "titel" or not self._holds(found, news[1:])):
            return f"Aus „{shown(old)}“ können nicht mehrere Absätze werden; {wish}"
        if field and former.strip() == site.text.strip() and site.name not in NAMES and not rest:
            return _made("Feld ändern", found.key, **field, alt=former, neu=wanted)
        if former.split() == wanted.split():
            if not rest:
                if shown(old) != shown(new):
                    return f"„{shown(old)}“ würde „{shown(new)}“, wenn sich ändert, worauf es verweist"
                return f"„{shown(old)}“: {_FORM_ONLY}"
            return _made("einfügen nach", found.key, **field, alt=former, neu=rest.strip("\n"))
        short = shortened(former, wanted) if not rest else (former, wanted + rest)
        if len(windows(cut(site.text), cut(short[0]))) != 1:
            short = (former, wanted + rest)
        if not short[1].strip():
            return _made("streichen", found.key, **field, alt=short[0])
        return _made("ersetzen", found.key, **field, alt=short[0], neu=short[1])

    def _both(self, found: Found, old: str, new: str) -> tuple[str, str] | None:
        """Give the old wording and the new one in Markdown; references in it stay references, or become some."""
        finder, site, at = self.finder, found.site, found.at
        marks, text, indent = finder.marks(site), site.view.text, site.view.indent
        if site.name in LINES and len(at) == len(marks):
            return site.text, next(finder.written(new, site.name))
        low, high = marks[found.around.start].start, marks[found.around.stop - 1].end
        place = {row: at.start + row for row in range(len(at))}
        for fresh in dict.fromkeys(finder.written(new, site.name)):
            start, end = marks[at.start].start, marks[at.stop - 1].end
            whole = [] if _FORMED.search(text, start, end) else [[Cut(start, end, fresh)]]
            for cuts in (spliced(text, marks, place, finder.cut(old), finder.cut(fresh), fresh), *whole):
                if cuts is None or any(one.start < low or one.end > high for one in cuts):
                    continue
                wanted = applied(text[low:high], [Cut(one.start - low, one.end - low, one.text) for one in cuts])
                if [one.text for one in finder.cut(wanted)] == _replaced_in(marks, found, finder.cut(fresh)):
                    return dedented(text[low:high], indent), dedented(wanted, indent)
        return None

    def _gone(self, group: Group, gone: Said) -> Operation | str:
        old, at = gone
        if group.first.note:
            return f"gestrichene Fußnote „{shown(old)}“"
        line = self.finder.lines.get(at.number)
        if line and line.owner.startswith("Z-"):
            self.gone[line.owner].add(at.number)
        found = self.finder.find(at, old)
        if found is None:
            return f"gestrichener Absatz „{shown(old)}“ steht an keiner eindeutigen Stelle der Fassung"
        return _made("streichen", found.key, **self.finder.field(found), alt=self.finder.source(found))

    def _come(self, group: Group, come: Sequence[Said], before: Said | None) -> Iterator[Result]:
        """Add paragraphs behind the one before, goals behind the goal before; other headings find no place."""
        found = self.finder.find(before[1], before[0]) if before else None
        starts = [
            at
            for at, one in enumerate(come)
            if one[1].level > 0 and (word_items.new_key(self.finder, *one, "Z") or (found and not self._holds(found, [one])))
        ]
        first = min(starts, default=len(come))
        if come[:first]:
            yield self._added(group, come[:first], before), numbers(come[:first])
        for low, high in pairwise([*starts, len(come)]):
            key = word_items.new_key(self.finder, *come[low], "Z")
            if key:
                made = word_items.goal(self.finder, key, come[low:high])
                yield made, numbers(come[low:high])
                yield from self._not_first(made, key)
            else:
                yield f"eingefügte Überschrift „{shown(come[low][0])}“{more(high - low - 1)}", numbers(come[low:high])

    def _holds(self, found: Found, come: Sequence[Said]) -> bool:
        """Whether a wording can hold these paragraphs: headings stand in chapters and introductions only."""
        prose = found.site.node is None or found.site.name == "einleitung"
        signs = [self.finder.signs.get(one.number, "") for _, one in come if one.level > 0]
        known = any(self.placer.sites.target(key) for _, one in come for key in one.keys if one.level > 0)
        return not signs or (prose and not known and all(len(sign.strip()) > 1 for sign in signs))

    def _not_first(self, made: Operation, key: str) -> Iterator[Result]:
        """Say so where something stands before all of its kind: no operation puts anything there."""
        field = next((one for one in self.placer.sites.concept.fields.values() if one.code == made.target), None)
        if field and (field.goals if made.goal else field.measures):
            yield f"{key} steht im Dokument an erster Stelle; {_LAST}", ()

    def _added(self, group: Group, come: Sequence[Said], before: Said | None) -> Operation | str:
        words = f"„{shown(come[0][0])}“{more(len(come) - 1)}"
        if group.first.note:
            return f"eingefügte Fußnote {words}"
        if before is None or (before[1].cell, before[1].column) != (come[0][1].cell, come[0][1].column):
            return f"eingefügter Absatz {words}: Davor steht in derselben Zelle oder im Text kein Absatz, der bleibt"
        found = self.finder.find(before[1], before[0])
        new = self.finder.blocks(come)
        if found is None:
            key = next((key for key in (*group.first.keys, *group.first.above) if self.placer.sites.target(key)), "")
            target = self.placer.sites.target(key) if key else None
            heading = target and target.site("titel")
            if target and heading and plain(NUMBERED.sub("", before[0], 1)) == plain(heading.text) and target.site():
                return self._at_start(key, new)
            above = shown(before[0])
            return f"eingefügter Absatz {words}: Der Absatz davor („{above}“) steht an keiner eindeutigen Stelle"
        if self.finder.field(found).get("feld") in {"titel", "begriff"} or found.site.name in {"titel", "begriff"}:
            return self._at_start(found.key, new)
        return _made("einfügen nach", found.key, **self.finder.field(found), alt=self.finder.source(found, wide=True), neu=new)

    def _at_start(self, key: str, new: str) -> Operation | str:
        """Put a paragraph before the first one of a section: amendments know no „davor“."""
        target = self.placer.sites.target(key)
        site = target.site() if target else None
        first = re.split(r"\n[ \t]*\n", site.text.strip("\n"))[0] if site else ""
        if not first.strip():
            return f"eingefügter Absatz „{shown(new)}“ steht vor dem ersten Absatz von {key}"
        return _made("ersetzen", key, alt=first, neu=f"{new}\n\n{first}")

    def _listed(self, group: Group, old: str, new: str) -> Operation | None:
        """Change the partners or the goals of a measure, which the annex prints in one line."""
        near = (*group.first.keys, *self.finder.rows.keys(group.first.cell), *group.first.above)
        target = self.placer.sites.target(next((key for key in near if key.startswith("M-")), ""))
        if target is None:
            return None
        if old.startswith(_PARTNERS) and new.startswith(_PARTNERS):
            name = "beteiligte"
            both = [[each.strip() for each in one.removeprefix(_PARTNERS).split(",")] for one in (old, new)]
        elif self.finder.rows.over(group.first) == "Ziele":
            name = "ziele"
            ids = [goals_of(one, self.placer.printed) for one in (old, new)]
            both = [one for one in ids if one]
        else:
            return None
        lists = ["\n".join(f"- {each}" for each in one) for one in both]
        site = target.site(name)
        if site is None or len(lists) < len((old, new)) or site.text != lists[0]:
            return None
        return _made("Feld ändern", target.key, feld=name, alt=lists[0], neu=lists[1])


def _replaced_in(marks: Marks, found: Found, fresh: Marks) -> list[str]:
    """Give the words around a wording with the new one in its place."""
    before = [marks[at].text for at in range(found.around.start, found.at.start)]
    after = [marks[at].text for at in range(found.at.stop, found.around.stop)]
    return [*before, *(one.text for one in fresh), *after]


def _made(kind: str, target: str, **more: str) -> Operation:
    return Operation.model_validate({"art": kind, "stelle": target, **more})


def _id(cell: str) -> str:
    """Give the id of a measure by its first cell, empty without."""
    found = COUNTED.fullmatch(plain(cell))
    return found[1] if found else ""
