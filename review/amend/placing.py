"""Operations of amendments → edits in the files, or a sentence that says why not."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Any

import yaml

from pipeline.compose.index import printed, references
from pipeline.model import Amendment, Operation
from pipeline.numbers import totals, word
from pipeline.places import Place
from review.amend import items
from review.amend.marks import Marks, cut, cut_plain, is_block, nearest, same, windows
from review.amend.rewriting import Plan, applied, replaced, rewritten
from review.amend.sites import Site, Sites, Wording
from review.amend.splice import Cut, spliced, taken_out
from review.amend.yamlsource import Edit

_MANY = 5
"""So many words make a wording unmistakable elsewhere in the concept."""

_REFUSED = frozenset({"abgelehnt", "zurückgezogen"})
_UNWRITABLE = "Der Wert ist in der Datei so geschrieben, dass sich der neue Wortlaut nicht eintragen lässt"


class Fate(StrEnum):
    """What becomes of an operation."""

    PLACED = "passt"
    SHIFTED = "passt, obwohl sich der Text geändert hat"
    DONE = "steht schon im Text"
    STALE = "passt nicht mehr"
    LEFT = "nicht beschlossen"

    @property
    def counts(self) -> bool:
        """Whether it changes the text."""
        return self in {Fate.PLACED, Fate.SHIFTED}


@dataclass(frozen=True, slots=True)
class Outcome:
    """An operation and what becomes of it.

    Attributes:
        amendment: id.
        number: of the operation within the amendment, from 1.
        operation: what is wanted.
        fate: whether it fits.
        message: a German sentence where there is something to say, else empty.
        edits: what changes in the files; none where nothing does.
        place: where in the sources; None if nowhere.
        field: the field touched, empty for running text.
        span: the old wording in its file, for what collides and for the citation; (0, 0) without.
    """

    amendment: str
    number: int
    operation: Operation
    fate: Fate
    message: str = ""
    edits: tuple[Edit, ...] = ()
    place: Place | None = None
    field: str = ""
    span: tuple[int, int] = (0, 0)


class Placer:
    """Places operations in a tree of files as it stands; it changes nothing."""

    def __init__(self, sites: Sites) -> None:
        """Look nothing up yet."""
        self.sites = sites

    def place(self, amendment: Amendment) -> tuple[Outcome, ...]:
        """Place every operation of an amendment."""
        return tuple(
            self.place_one(str(amendment.id), number, one) for number, one in enumerate(amendment.operations, 1)
        )

    def place_one(self, amendment: str, number: int, one: Operation) -> Outcome:
        """Place one operation of an amendment."""
        target = self.sites.target(str(one.target))

        def outcome(  # noqa: PLR0913, PLR0917 - what an outcome has
            fate: Fate,
            message: str = "",
            edits: tuple[Edit, ...] = (),
            path: str = "",
            span: tuple[int, int] = (0, 0),
            field: str = "",
        ) -> Outcome:
            at = span[0] or (edits[0].start if edits else 0)
            known = path in self.sites.tree.files
            place = Place(path, self.sites.source(path).line_of(at) if known else 0) if path else None
            return Outcome(amendment, number, one, fate, message, edits, place, field, span)

        if one.result in _REFUSED:
            return outcome(Fate.LEFT, f"Der Punkt ist {one.result}")
        if one.kind == "neue Anlage":
            return _made(outcome, items.annex(self.sites, one))
        if target is None:
            return self._lost(one, outcome)
        if one.goal or one.measure:
            return _made(outcome, items.new(self.sites, target, one))
        if one.kind == "streichen" and one.former is None:
            if one.field:
                return outcome(
                    Fate.STALE,
                    f"Das Feld „{one.field}“ lässt sich nicht streichen; mit „Feld ändern“ „offen“ eintragen",
                )
            return _made(outcome, items.removed(target))
        sites = [target.site(str(one.field))] if one.field else list(target.sites())
        there = [site for site in sites if site]
        if not there:
            return outcome(Fate.STALE, f"{target.key} hat kein Feld „{one.field}“")
        if one.kind == "Feld ändern":
            return self._field(there[0], one, outcome)
        return self._words(there, one, outcome)

    # ---- words ----

    def _words(self, there: list[Site], one: Operation, outcome: "Make") -> Outcome:
        if one.former is None:
            return self._put(there[0], one, None, outcome, plain=False)
        old = one.former.source
        for plain in (False, True):
            wanted = self.cut(old, plain=plain)
            for site in there:
                found = self._in_site(site, one, wanted, outcome, plain=plain)
                if found:
                    return found
        return self._changed(there, one, outcome)

    def _in_site(self, site: Site, one: Operation, wanted: Marks, outcome: "Make", *, plain: bool) -> Outcome | None:
        """Place where the old wording stands as expected; None if it stands not here."""
        marks, path, new = self.marks(site.view, plain=plain), site.source.path, _new(one)
        at = windows(marks, wanted)
        come = windows(marks, self.cut(new, plain=plain)) if new else []
        done = come and one.kind != "streichen" and _is_done(one, marks, at, come)
        if done:
            where = _span(site, marks, come[0])
            return outcome(Fate.DONE, "Der neue Wortlaut steht schon im Text", (), path, where, site.name)
        if len(at) > 1:
            return outcome(
                Fate.STALE,
                f"Der alte Wortlaut steht bei {one.target} {len(at)}-mal; bitte mehr Worte angeben",
                (),
                path,
            )
        return self._put(site, one, at[0], outcome, plain=plain) if at else None

    def _put(self, site: Site, one: Operation, at: range | None, outcome: "Make", *, plain: bool) -> Outcome:
        """Make the edits at the old wording, or at the end of the site."""
        path, marks = site.source.path, self.marks(site.view, plain=plain)
        edits = rewritten(site, self._plan(one, at, plain=plain), self.sites.habit(path))
        span = _span(site, marks, at) if at else (site.end, site.end)
        if edits is None:
            return outcome(Fate.STALE, _UNWRITABLE, (), path, span, site.name)
        return outcome(Fate.PLACED, "", tuple(edits), path, span, site.name)

    def _plan(self, one: Operation, at: range | None, *, plain: bool) -> Plan:
        new = _new(one)

        def plan(view: Wording) -> list[Cut] | None:
            marks = self.marks(view, plain=plain)
            if one.kind == "einfügen nach":
                return inserted(view, marks, at.stop if at else len(marks), new)
            if at is None or one.former is None:
                return None
            if one.kind == "streichen":
                return removed(view, marks, at)
            old = self.cut(one.former.source, plain=plain)
            place = {row: at.start + row for row in range(len(at))}
            cuts = spliced(view.text, marks, place, old, self.cut(new, plain=plain), new)
            return cuts if plain else _exact(view, marks, at, cuts, new)

        return plan

    def _changed(self, there: list[Site], one: Operation, outcome: "Make") -> Outcome:
        """Look where the text has moved on: the same words elsewhere, or nearly the same here."""
        assert one.former is not None  # noqa: S101 - the caller has seen it
        old = self.cut(one.former.source, plain=False)
        elsewhere = self._elsewhere(one, old, outcome, "Der alte Wortlaut steht jetzt bei")
        if elsewhere:
            return elsewhere
        for site in there:
            found_here = self._nearly(site, one, old, outcome)
            if found_here:
                return found_here
        return outcome(
            Fate.STALE, f"Der alte Wortlaut steht nicht bei {one.target}", (), there[0].source.path,
            (there[0].start, there[0].start), there[0].name,
        )  # fmt: skip

    def _nearly(self, site: Site, one: Operation, old: Marks, outcome: "Make") -> Outcome | None:
        near = nearest(site.view.marks, old)
        if near is None:
            return None
        block, path, new = near[0], site.source.path, _new(one)
        span = _span(site, site.view.marks, block)

        def plan(view: Wording) -> list[Cut] | None:
            again = nearest(view.marks, old)
            if again is None:
                return None
            if one.kind == "einfügen nach":
                last = again[1].get(len(old) - 1)
                return None if last is None else inserted(view, view.marks, last + 1, new)
            return spliced(view.text, view.marks, again[1], old, cut(new), new)

        edits = rewritten(site, plan, self.sites.habit(path)) if one.kind != "streichen" else None
        if edits is None:
            now = " ".join(Wording(site.source.text, 0, *span).text[span[0] : span[1]].split())
            return outcome(
                Fate.STALE, f"Der alte Wortlaut wurde inzwischen geändert; dort steht jetzt: „{short(now)}“", (), path,
                span, site.name,
            )  # fmt: skip
        return outcome(
            Fate.SHIFTED,
            "Der alte Wortlaut wurde inzwischen an anderen Worten geändert",
            tuple(edits),
            path,
            span,
            site.name,
        )

    # ---- fields ----

    def _field(self, site: Site, one: Operation, outcome: "Make") -> Outcome:
        assert one.former is not None  # noqa: S101 - the model demands it
        path, now, old, new = site.source.path, site.text, one.former.source, _new(one)
        span, habit = (site.start, site.end), self.sites.habit(path)
        is_list = isinstance(site.node, yaml.SequenceNode)
        here = cut(now)
        if same(here, cut(new)):
            return outcome(Fate.DONE, "Der neue Wert steht schon da", (), path, span, site.name)
        fate, message = Fate.PLACED, ""
        if not same(here, cut(old)):
            merged = _merged(now, old, new) if is_list else None
            if merged is None and len(windows(here, cut(old))) != 1:
                said = f"Erwartet war „{short(old)}“; dort steht jetzt „{short(now)}“"
                return outcome(Fate.STALE, said, (), path, span, site.name)
            fate, message = Fate.SHIFTED, f"Dort steht jetzt „{short(now)}“; geändert wird nur, was der Antrag nennt"
            if merged is None:
                found = self._in_site(site, one, cut(old), outcome, plain=False)
                if found and found.fate is Fate.PLACED:
                    return outcome(fate, message, found.edits, path, found.span, site.name)
            new = merged if merged is not None else new
        edits = None
        if not is_list and site.style != "list" and not message and not new.startswith("- "):
            edits = rewritten(site, self._whole(here, new), habit)
            if edits is not None and site.node is None:
                edits = edits or None
        if edits is None and site.node is not None:
            edits = replaced(site, new, habit)
        if edits is None:
            return outcome(Fate.STALE, _UNWRITABLE, (), path, span, site.name)
        return outcome(fate, message, tuple(edits), path, span, site.name)

    @staticmethod
    def _whole(old: Marks, new: str) -> Plan:
        def plan(view: Wording) -> list[Cut] | None:
            place = {at: at for at in range(len(old))}
            return spliced(view.text, view.marks, place, old, cut(new), new) if len(view.marks) == len(old) else None

        return plan

    # ---- what is gone ----

    def _lost(self, one: Operation, outcome: "Make") -> Outcome:
        """The target does not exist: gone, or never there."""
        proposed = one.goal or one.measure
        if one.kind == "streichen" and one.former is None:
            return outcome(Fate.DONE, f"{one.target} gibt es im Text nicht mehr")
        if one.former is not None and not proposed:
            said = f"{one.target} gibt es nicht mehr; der alte Wortlaut steht jetzt bei"
            elsewhere = self._elsewhere(one, cut(one.former.source), outcome, said)
            if elsewhere:
                return elsewhere
        return outcome(Fate.STALE, f"Die Stelle {one.target} gibt es im Text nicht")

    # ---- what all share ----

    def _elsewhere(self, one: Operation, old: Marks, outcome: "Make", said: str) -> Outcome | None:
        """Place an operation where its old wording stands now, if that is one place and the words are many."""
        if sum(mark.text.isalnum() for mark in old) < _MANY:
            return None
        found = [(key, site, at) for key, site in self.everywhere for at in windows(site.view.marks, old)]
        if len(found) != 1:
            return None
        key, site, at = found[0]
        put = self._put(site, one, at, outcome, plain=False)
        if put.fate is not Fate.PLACED:
            return None
        return outcome(Fate.SHIFTED, f"{said} {key}", put.edits, site.source.path, put.span, site.name)

    @cached_property
    def everywhere(self) -> list[tuple[str, Site]]:
        """Every wording of the concept with what it belongs to."""
        concept = self.sites.concept
        nodes: list[Any] = [*concept.all_guidelines, *concept.goals, *concept.measures, *concept.terms]
        keys = [*concept.chapters, *(one.code for one in concept.fields.values()), *(one.id for one in nodes)]
        targets = (self.sites.target(str(key)) for key in keys)
        return [(target.key, site) for target in targets if target for site in target.sites()]

    @cached_property
    def printed(self) -> Mapping[str, str]:
        """Target of a reference → what is printed in its place."""
        concept = self.sites.concept
        shown = {f"#{key}": printed(ref) for key, ref in references(concept).items()}
        for name, number in totals(concept).items():
            shown |= {f"zahl:{name}": str(number), f"zahlwort:{name}": word(number)}
        return shown

    def marks(self, view: Wording, *, plain: bool) -> Marks:
        """Give the marks of a wording in the file."""
        return view.plain(self.printed) if plain else view.marks

    def cut(self, wording: str, *, plain: bool) -> Marks:
        """Cut a wording of an amendment."""
        return cut_plain(wording, self.printed) if plain else cut(wording)


Make = Callable[..., Outcome]


def _exact(view: Wording, marks: Marks, at: range, cuts: list[Cut] | None, new: str) -> list[Cut]:
    """Give the cuts if they leave the new wording to the letter, else one that exchanges all of the old."""
    start, end = marks[at.start].start, marks[at.stop - 1].end
    if cuts is not None and all(start <= one.start and one.end <= end for one in cuts):
        moved = [Cut(one.start - start, one.end - start, one.text) for one in cuts]
        if same(cut(applied(view.text[start:end], moved), view.indent), cut(new)):
            return cuts
    return [Cut(start, end, new)]


def _made(outcome: Make, found: items.Made) -> Outcome:
    fate = Fate.DONE if found.done else Fate.STALE if found.problem else Fate.PLACED
    return outcome(fate, found.problem, found.edits, found.path, found.span)


def _new(one: Operation) -> str:
    """Give the wording that shall stand there: the one adopted, if it differs from the one asked for."""
    wording = one.adopted or one.wanted
    return wording.source.strip("\n") if wording else ""


def _is_done(one: Operation, marks: Marks, old: list[range], come: list[range]) -> bool:
    """Whether the new wording is there and the old one only within it, or right before it."""
    if one.kind == "einfügen nach":
        behind = {at.stop for at in old}
        near = {at.start for at in come} | {at.start - 1 for at in come if at.start and marks[at.start - 1].is_gap}
        return bool(behind & near) or (not old and any(len(at) > _MANY * 2 for at in come))
    return all(any(new.start <= at.start and at.stop <= new.stop for new in come) for at in old)


def _span(site: Site, marks: Marks, at: range) -> tuple[int, int]:
    """Give the stretch in the file; of a value that is escaped there the whole value."""
    if not site.editable:
        return site.start, site.end
    return marks[at.start].start, marks[at.stop - 1].end


def inserted(view: Wording, marks: Marks, at: int, new: str) -> list[Cut]:
    """Put a wording behind the mark before a position: as a paragraph of its own where one ends, else within it."""
    if not marks:
        return [Cut(view.start, view.start, new)]
    end = marks[at - 1].end
    lead = view.text.rfind("\n", 0, end) + 1
    line = view.text[lead:end].strip()
    if is_block(marks, at):
        row = line.startswith("|") and new.startswith("|") and not re.match(r"[^\n]*\n[ \t]*\|?[ :|-]+(?:\n|$)", new)
        tight = row or (_entry(line) and _entry(new))
        return [Cut(end, end, ("\n" if tight else "\n\n") + new)]
    after = marks[at]
    if any(mark.is_gap for mark in cut(new)):
        return [Cut(end, after.start, f"\n\n{new}\n\n")]
    return [Cut(end, end, " " + " ".join(new.split()))]


def _entry(line: str) -> bool:
    return line.startswith(("- ", "* ", "+ ")) or line.split(" ", 1)[0].rstrip(".)").isdigit()


def removed(view: Wording, marks: Marks, at: range) -> list[Cut]:
    """Take a wording out, with one gap where it is a whole paragraph."""
    low, high = at.start, at.stop
    whole = (low == 0 or marks[low - 1].is_gap) and is_block(marks, high)
    if not whole:
        return [taken_out(view.text, marks, at)]
    first_of_list = low and high < len(marks) and marks[high].text.startswith("\u23ce")
    if low and not (first_of_list and not marks[low - 1].text.startswith("\u23ce")):
        low -= 1
    elif high < len(marks):
        high += 1
    return [Cut(marks[low].start, marks[high - 1].end, "")]


def _merged(now: str, old: str, new: str) -> str | None:
    """Carry a change of a list over to a list that has changed elsewhere; None if it does not fit."""
    rows, former, later = now.split("\n"), old.split("\n"), new.split("\n")
    gone = [row for row in former if row not in later]
    if any(row not in rows for row in gone):
        return None
    return "\n".join(
        [*(row for row in rows if row not in gone), *(row for row in later if row not in former and row not in rows)]
    )


def short(text: str, longest: int = 90) -> str:
    """Give the first words of a text, for a sentence."""
    words = " ".join(text.split())
    return words if len(words) <= longest else words[: longest - 1].rsplit(" ", 1)[0] + " …"


def texts(operation: Operation) -> Iterator[str]:
    """Yield the wordings of an operation that carry its meaning."""
    for one in (operation.former, operation.adopted or operation.wanted):
        if one:
            yield one.source
    node = operation.goal or operation.measure
    if node:
        yield node.title
