"""Carry an amendment out in memory and hold what comes of it against the Word file it was made of.

The text with the amendment and the text that Word shows once all changes are accepted must say the same, section by
section. What an operation changes and Word does not show is taken back; what Word shows and the text does not say is
named, whoever missed it.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from pipeline.compose import compose
from pipeline.model import Amendment, Concept, Operation
from pipeline.numbers import totals
from pipeline.read import read as read_sources
from pipeline.tools.word_changes import Paragraph
from pipeline.tools.word_said import CONTENTS
from review.amend.applying import attempted, spoilt
from review.amend.from_word import Missed, Placed, Point
from review.amend.lines import MADE, Line, Read, lines, read
from review.amend.session import Desk
from review.amend.spots import Piece, running
from review.amend.word_finding import COUNTED, ITEM, NUMBERS, SERVED
from review.amend.word_groups import more, plain, shown
from review.sequences import increasing, matches

_MOST_LISTED = 500
_ELSEWHERE = "käme an eine andere Stelle als im Word-Dokument"
_COUNT = re.compile(r"\b\d+\b")
_AMISS = "käme mit dem Antrag anders in den Text, als es im Word-Dokument steht; bitte von Hand eintragen"


@dataclass(slots=True)
class _Judged:
    """What is amiss.

    Attributes:
        culprits: positions of points that change what Word does not show.
        open: number of a paragraph and a sentence, for changes of Word that are not in the text.
    """

    culprits: set[int] = field(default_factory=set)
    open: dict[int, str] = field(default_factory=dict)


def proved(table: Desk, found: Placed) -> tuple[tuple[Operation, ...], tuple[str, ...]]:
    """Keep the operations that do what the Word file shows.

    Args:
        table: with the draft.
        found: what was placed.

    Returns:
        The operations, and everything that is not among them, as sentences.
    """
    points, missed = list(found.points), list(found.missed)
    texts = [{one.paragraph.number: one.text for one in side} for side in (found.former, found.wanted)]
    while True:
        amendment = Amendment.model_construct(id="", operations=tuple(one.operation for one in points))
        tree, outcomes = attempted(table.tree, table.concept, amendment)
        judged = _Judge(found, points, read_sources(tree, table.parse).concept).judged()
        idle = dict.fromkeys(judged.culprits, _AMISS)
        for one in outcomes:
            if not one.fate.counts:
                idle[one.number - 1] = one.message
        why = "" if idle else spoilt(table.tree, tree, amendment)
        idle |= dict.fromkeys(range(len(points)) if why else (), why)
        if not idle:
            break
        missed += [_said(texts, points[at], message) for at, message in sorted(idle.items())]
        points = [one for at, one in enumerate(points) if at not in idle]
    missed = [one for one in missed if not one.about or not one.shows or not judged.open.keys().isdisjoint(one.about)]
    named = {number for one in missed for number in one.about}
    missed += [Missed(said, number) for number, said in judged.open.items() if number not in named]
    missed.sort(key=lambda one: (one.number > 0, one.number))
    left = list(dict.fromkeys(one.said for one in missed))
    if len(left) > _MOST_LISTED:
        left = [*left[:_MOST_LISTED], f"… und {len(left) - _MOST_LISTED} weitere Änderungen"]
    return tuple(one.operation for one in points), tuple(left)


def _said(texts: Sequence[Mapping[int, str]], point: Point, why: str) -> Missed:
    """Say what a point was to change, and why it does not."""
    gone, come = ([side[at] for at in sorted(point.about) if at in side] for side in texts)
    wish = f"„{shown(come[0])}“{more(len(come) - 1)}" if come else ""
    words = f"„{shown(gone[0])}“{more(len(gone) - 1)}" if gone else wish
    words += f", gewünscht ist {wish}" if gone and come else ""
    operation = point.operation
    said = f"Word, Absatz {point.number}: {words} ({operation.kind} bei {operation.target}): {why}"
    return Missed(said, point.number, point.about)


def _read_line(line: Line) -> Read:
    return read(line.text, counted=line.form == "heading" or _is_first_cell(line.text))


def _read_piece(piece: Piece) -> Read:
    return read(piece.text, counted=piece.paragraph.level > 0 or _is_first_cell(piece.text))


def _is_first_cell(text: str) -> bool:
    """Whether a text is a measure's number and id; the number is in no source."""
    return COUNTED.fullmatch(plain(text)) is not None


class _Judge:
    """Compares the text with the amendment and the text that Word shows, section by section."""

    def __init__(self, found: Placed, points: Sequence[Point], concept: Concept) -> None:
        manuscript = compose(concept)
        after = lines(concept, manuscript) if manuscript else []
        self.found, self.points, self.finder = found, points, found.finder
        self.after = [one for one in after if one.field not in MADE]
        self.wanted = [one for one in found.wanted if self._counts(one)]
        self.said = (
            [_read_line(one) for one in self.after],
            [_read_piece(one) for one in self.wanted],
        )
        self.drafted = [_read_line(one) for one in found.draft]
        self.groups = {to: found.former[at] for at, to in self.finder.pairs.items()}
        self.kept = dict(self._kept())
        self.places = {piece.paragraph.number: at for at, piece in self.groups.items()}
        alive = set(self.kept.values())
        self.gone = {piece.paragraph.number for at, piece in self.groups.items() if at not in alive}
        self.back = {line: at for at, line in self.kept.items()}
        self.struck, self.come = defaultdict[str, list[Piece]](list), defaultdict[str, list[Piece]](list)
        for one in found.former:
            if one.changed:
                self.struck[_read_piece(one).words].append(one)
        for one, said in zip(self.wanted, self.said[1], strict=True):
            if one.changed:
                self.come[said.words].append(one)
        self.owners = [self._owner(one.operation) for one in points]
        self.words = {wanted: [self._words(one.operation, wanted=wanted) for one in points] for wanted in (True, False)}
        self.totals = frozenset(map(str, totals(concept).values()))
        self.result = _Judged()

    def _counts(self, one: Piece) -> bool:
        """Whether a piece of Word is one of the text, and none that every build makes."""
        if one.paragraph.level == CONTENTS or one.text.startswith(SERVED):
            return False
        return self.finder.made(one.paragraph) in {"", NUMBERS}

    def _kept(self) -> Iterator[tuple[int, int]]:
        """Yield which line of the text with the amendment is which of the draft."""
        draft = self.found.draft
        shared = {one.key for one in draft} & {one.key for one in self.after}
        rows = [
            [
                f"{key}\n{one.column}\n{said.own}\n{said.targets}\n{[number for target, number in said.numbers if not target]}"
                for key, one, said in zip(_running(side, shared), side, texts, strict=True)
            ]
            for side, texts in ((draft, self.drafted), (self.after, self.said[0]))
        ]
        for at, to in matches(*rows):
            yield to, at

    def judged(self) -> _Judged:
        """Judge every section."""
        keys = {one.key for one in self.after if one.key} & {key for one in self.wanted for key in _keys(one)}
        sides = (
            _by(_running(self.after, keys)),
            _by(running([key for key in _keys(one) if key in keys or ITEM.fullmatch(key)] for one in self.wanted)),
        )
        for key in dict.fromkeys((*sides[0], *sides[1])):
            self._section(sides[0].get(key, []), sides[1].get(key, []))
        self._order(keys)
        self._whole()
        return self.result

    def _section(self, here: Sequence[int], there: Sequence[int]) -> None:
        said = [self.said[0][at] for at in here], [self.said[1][at] for at in there]
        columns = [self.after[at].column for at in here], [self.wanted[at].paragraph.column for at in there]
        rows = [[f"{column}\n{one.words}" for column, one in zip(*side, strict=True)] for side in zip(columns, said, strict=True)]
        pairs = {here[at]: there[to] for at, to in matches(*rows) if self._fits(here[at], there[to])}
        pairs |= self._counted([at for at in here if at not in pairs], [at for at in there if at not in set(pairs.values())])
        crossing = self._crossing([at for at in here if at not in pairs], [at for at in there if at not in set(pairs.values())])
        for to in crossing.values():
            if self.wanted[to].changed:
                self._open(self.wanted[to], _ELSEWHERE)
        pairs |= crossing
        numbers = {at: self.wanted[to].paragraph.number for at, to in pairs.items()}
        held = set(pairs.values())
        for at in there:
            if at not in held:
                self._lacking(at)
        near = dict(zip(here, _bounds([numbers.get(at, 0) for at in here]), strict=True))
        for at in here:
            if at not in pairs:
                self._beyond(at, near[at])
            elif at not in self.kept and not self._is_formed(self.after[at], self.wanted[pairs[at]].paragraph):
                self._beyond(at, near[at])
                self._lacking(pairs[at])

    def _crossing(self, here: Sequence[int], there: Sequence[int]) -> dict[int, int]:
        """Pair equal paragraphs that stand in another order."""
        waiting: dict[tuple[int, str], list[int]] = defaultdict(list)
        for to in there:
            waiting[self.wanted[to].paragraph.column, self._uncounted(1, to)].append(to)
        found = {}
        for at in here:
            several = waiting[self.after[at].column, self._uncounted(0, at)]
            if several and self._counts_alike(at, several[0]) and self._fits(at, several[0]):
                found[at] = several.pop(0)
        return found

    def _counted(self, here: Sequence[int], there: Sequence[int]) -> dict[int, int]:
        """Pair what differs by a count only that follows from what is in the text."""
        rows = [[self._uncounted(side, at) for at in several] for side, several in enumerate((here, there))]
        pairs = [(here[at], there[to]) for at, to in matches(*rows)]
        return {at: to for at, to in pairs if self._counts_alike(at, to) and self._fits(at, to)}

    def _uncounted(self, side: int, at: int) -> str:
        return _COUNT.sub("#", self.said[side][at].words)

    def _counts_alike(self, at: int, to: int) -> bool:
        pairs = zip(_COUNT.findall(self.said[0][at].words), _COUNT.findall(self.said[1][to].words), strict=True)
        return all(one == other or one in self.totals for one, other in pairs)

    @staticmethod
    def _is_formed(line: Line, paragraph: Paragraph) -> bool:
        """Whether a line is in the text what it is in Word: heading, entry of a list, or neither."""
        if paragraph.cell or line.form == "note":
            return True
        if paragraph.entry and not paragraph.sign:
            return line.form in {"entry", "number"}
        if paragraph.level > 0 or line.level:
            return line.level == paragraph.level
        signs = {"- ": "entry", "1. ": "number", "> ": "quote"}
        return line.form == signs.get(paragraph.sign, "")

    def _fits(self, at: int, to: int) -> bool:
        """Whether numbers and references of equal words mean the same."""
        one, other = self.said[0][at], self.said[1][to]
        targets = {*other.targets, *self.wanted[to].paragraph.links}
        if any(target not in one.targets for target in targets if self.finder.leads(target)):
            return False
        return len(one.numbers) == len(other.numbers) and all(
            self._means(here, there) for here, there in zip(one.numbers, other.numbers, strict=True)
        )

    def _means(self, here: tuple[str, str], there: tuple[str, str]) -> bool:
        """Whether a number of the text is that of Word: the same, or of the same goal, as it was or as it becomes."""
        (target, number), (meant, said) = here, there
        if number == said:
            return True
        before = self.finder.placer.printed.get(f"#{target}", "").split(" ")
        return bool(target) and (target == meant or (not meant and said in before))

    def _beyond(self, at: int, near: range) -> None:
        """Judge a line that Word does not show: made by a point, or left from the draft."""
        line = self.after[at]
        if at not in self.kept:
            self.result.culprits |= self._guilty(line, near, wanted=True)
            return
        piece = self.groups.get(self.kept[at])
        if piece is None:
            return
        for one in [piece] if piece.changed else self.struck[self.said[0][at].words]:
            self._open(one, "entfällt im Word-Dokument und bliebe im Text stehen")

    def _lacking(self, at: int) -> None:
        """Judge a paragraph of Word that the text does not say."""
        piece = self.wanted[at]
        if not piece.changed and piece.paragraph.number in self.gone:
            self.result.culprits |= self._guilty(
                self.finder.lines[piece.paragraph.number], range(piece.group, piece.group + 1), wanted=False
            )
        elif not piece.changed and not self._is_mistaken(at):
            return
        for one in [piece] if piece.changed else self.come[self.said[1][at].words] or [piece]:
            self._open(one, "steht mit dem Antrag nicht so im Text")

    def _is_mistaken(self, at: int) -> bool:
        """Whether a paragraph that nobody changed is lacking only because another one reads the same."""
        there = self.back.get(self.places.get(self.wanted[at].paragraph.number, -1))
        return there is not None and self.said[0][there].words == self.said[1][at].words

    def _open(self, piece: Piece, said: str) -> None:
        number = piece.paragraph.number
        self.result.open.setdefault(number, f"Word, Absatz {number}: „{shown(piece.text)}“ {said}; bitte von Hand eintragen")

    def _guilty(self, line: Line, near: range, *, wanted: bool) -> set[int]:
        """Give the points that made a line, or took it away: by its words, else by the place in Word, else all there."""
        mine = {at: self.words[wanted][at] for at, owner in enumerate(self.owners) if owner == line.owner}
        words = _read_line(line).words
        within = {at for at, said in mine.items() if words in said}
        around = {at for at in mine if self.points[at].number in near}
        return within or {at for at, said in mine.items() if said and said in words} or around or set(mine)

    def _words(self, one: Operation, *, wanted: bool) -> str:
        text = one.wanted if wanted else one.former
        marks = self.finder.cut(text.source) if text else ()
        return read("".join((" " if not mark.glued else "") + mark.text for mark in marks)).words

    def _owner(self, one: Operation) -> str:
        item = one.goal or one.measure
        if item:
            return str(item.id)
        target = self.finder.placer.sites.target(str(one.target))
        if target is None or target.kind != "section":
            return str(one.target)
        path = target.source.path
        concept = self.finder.placer.sites.concept
        return path if path in concept.chapters else str(concept.fields[path].code) if path in concept.fields else path

    def _order(self, keys: set[str]) -> None:
        """Name what comes in another order than in Word."""
        places = {one.key: at for at, one in enumerate(self.after) if one.key in keys}
        kinds: dict[str, list[tuple[int, Piece]]] = defaultdict(list)
        for one in self.wanted:
            for key in _keys(one):
                if key in places:
                    kinds[key[: key.rindex("-")] if ITEM.fullmatch(key) else ""].append((places[key], one))
        for several in kinds.values():
            stay = set(increasing([at for at, _ in several]))
            moved = [piece for at, (_, piece) in enumerate(several) if at not in stay]
            for piece in [one for one in moved if one.changed] or moved:
                self._open(piece, _ELSEWHERE)

    def _whole(self) -> None:
        """Take back what strikes out a record that Word still shows, and what only spoils one."""
        there = {key for one in self.wanted for key in _keys(one)}
        lost = {one.key for one in self.found.draft if one.key} - {one.key for one in self.after}
        for at, one in enumerate(self.points):
            operation = one.operation
            whole = operation.kind == "streichen" and operation.former is None
            if (str(operation.target) in there) if whole else (self.owners[at] in lost):
                self.result.culprits.add(at)


def _keys(piece: Piece) -> list[str]:
    """Give the bookmarks of a paragraph, a new id last; in the first cell of a measure its id tells."""
    counted = COUNTED.fullmatch(plain(piece.text))
    if counted:
        return [counted[1]]
    return sorted(piece.paragraph.keys, key=lambda key: ITEM.fullmatch(key) is not None)


def _running(side: Sequence[Line], keys: Iterable[str]) -> list[str]:
    known = set(keys)
    return list(running([one.key] if one.key in known else [] for one in side))


def _bounds(numbers: Sequence[int]) -> list[range]:
    """Give the numbers between the nearest known ones before and after each place, both with."""
    low, last = [], 0
    for number in numbers:
        last = number or last
        low.append(last)
    high, last = [], max(numbers, default=0) + 1
    for number in reversed(numbers):
        last = number or last
        high.append(last)
    return [range(one, other + 1) for one, other in zip(low, reversed(high), strict=True)]


def _by(keys: Iterable[str]) -> Mapping[str, list[int]]:
    found: dict[str, list[int]] = defaultdict(list)
    for at, key in enumerate(keys):
        found[key].append(at)
    return found
