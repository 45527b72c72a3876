"""Tracked changes of a Word file → operations on the sources; what cannot be placed is listed with its place in Word."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from pipeline.model import Operation
from pipeline.tools.word_changes import Changes, Paragraph
from review.amend import word_items
from review.amend.deriving import shortened
from review.amend.marks import Marks, cut, windows
from review.amend.placing import Placer
from review.amend.rewriting import NAMES, applied
from review.amend.splice import spliced
from review.amend.word_finding import LINES, NUMBERED, SERVED, Finder, Found, dedented, escaped, goals_of, unlinked
from review.sequences import matches

_MOST_LISTED = 500
_PARTNERS = "mit: "


@dataclass(slots=True)
class _Group:
    """Paragraphs that Word's paragraph marks tie together: what they were and what they become."""

    first: Paragraph
    former: list[str]
    wanted: list[str]
    row: str = ""
    origins: list[Paragraph] = field(default_factory=list)
    """The paragraph in which each of the wanted ones begins."""

    def come(self) -> list[tuple[str, Paragraph]]:
        """Give what is wanted, paragraph by paragraph, empty ones left out."""
        return [(text, one) for text, one in zip(self.wanted, self.origins, strict=True) if text.strip()]


def placed(changes: Changes, placer: Placer) -> tuple[list[Operation], list[str]]:
    """Place tracked changes.

    Args:
        changes: as read from the file.
        placer: of the draft that the file was made from.

    Returns:
        The operations, and what is not among them, as sentences with the place in Word.
    """
    writer = _Writer(Finder(placer, changes.paragraphs))
    operations: list[Operation] = []
    left = [f"Im Word-Dokument steht {what}; das wurde nicht gelesen" for what in changes.ignored]
    anchor = ""
    for group in _groups(changes.paragraphs):
        if group.former != group.wanted or group.row:
            made, missed = writer.operations(group, anchor)
            operations += made
            left += missed
        anchor = next((one for one in reversed(group.former) if one.strip() and not one.startswith(SERVED)), anchor)
    left += [
        f"{count} × eine Änderung im Teil „{part}“; er entsteht beim Bauen" for part, count in writer.made.items()
    ]
    if len(left) > _MOST_LISTED:
        left = [*left[:_MOST_LISTED], f"… und {len(left) - _MOST_LISTED} weitere Änderungen"]
    return operations, left


def _groups(paragraphs: Sequence[Paragraph]) -> Iterator[_Group]:
    """Tie paragraphs together over marks that come or go, never over the end of a table's row."""
    at = 0
    while at < len(paragraphs):
        first = paragraphs[at]
        group = _Group(first, [""], [""], origins=[first])
        while True:
            one = paragraphs[at]
            if one.wanted and not group.wanted[-1]:
                group.origins[-1] = one
            group.former[-1] += one.former
            group.wanted[-1] += one.wanted
            if one.cell and one.mark != "kept":
                group.row = one.mark
            at += 1
            if one.mark == "kept" or at >= len(paragraphs) or paragraphs[at].cell != one.cell:
                break
            if one.mark == "come":
                group.wanted.append("")
                group.origins.append(paragraphs[at])
            else:
                group.former.append("")
        yield group


class _Writer:
    """Writes operations for groups of paragraphs."""

    def __init__(self, finder: Finder) -> None:
        self.finder = finder
        self.placer = finder.placer
        self.made: dict[str, int] = {}

    def operations(self, group: _Group, anchor: str) -> tuple[list[Operation], list[str]]:
        """Make the operations of a group, and say what is missed."""
        former = [text for text in group.former if text.strip() and not text.startswith(SERVED)]
        wanted = [one for one in group.come() if not one[0].startswith(SERVED)]
        self._note_served(group)
        where = f"Word, Fußnote {group.first.note}" if group.first.note else f"Word, Absatz {group.first.number}"
        if group.row and not (former and wanted):
            what = "eingefügte" if group.row == "come" else "gestrichene"
            text = _shown(wanted[0][0] if wanted else former[0] if former else "")
            if not text:
                return [], []
            found = self._row(group, former)
            if found and found.measure:
                late = [f"{where}: {one}" for one in self._not_first(found, str(found.measure.id))]
                return [found], late
            return ([found], []) if found else ([], [f"{where}: {what} Tabellenzeile „{text}“"])
        made: list[Operation] = []
        missed: list[str] = []
        part = self.finder.made(group.first)
        if part and part not in self.finder.generated.values():
            self.made[part] = self.made.get(part, 0) + 1
            return [], []
        low = first = 0
        pairs = matches([_plain(one) for one in former], [_plain(one) for one, _ in wanted])
        for at, to in [*pairs, (len(former), len(wanted))]:
            gone, come = former[low:at], wanted[first:to]
            before = former[low - 1] if low else anchor
            for one in self._changed(group, gone, come, before):
                if isinstance(one, Operation):
                    made.append(one)
                elif part:
                    self.made[part] = self.made.get(part, 0) + 1
                else:
                    missed.append(f"{where}: {one}")
            low, first = at + 1, to + 1
        return made, missed

    def _note_served(self, group: _Group) -> None:
        lines = [[one for one in texts if one.startswith(SERVED)] for texts in (group.former, group.wanted)]
        if lines[0] != lines[1]:
            part = "Verweise der Ziele auf den Anhang"
            self.made[part] = self.made.get(part, 0) + 1

    def _row(self, group: _Group, former: Sequence[str]) -> Operation | None:
        """Strike out a measure whose row was struck out, or add one whose row is new."""
        if group.row == "come":
            return word_items.measure(self.finder, self.finder.rows.rows[group.first.cell])
        key = next((key for key in group.first.keys if self.placer.sites.target(key)), "")
        if group.row == "gone" and key.startswith(("M-", "Z-")) and former:
            return _made("streichen", key)
        return None

    def _changed(
        self, group: _Group, gone: Sequence[str], come: Sequence[tuple[str, Paragraph]], before: str
    ) -> Iterator[Operation | str]:
        if not gone and not come:
            return
        if gone and come:
            for old, new in zip(gone[:-1], come[: len(gone) - 1], strict=False):
                yield self._replaced(group, old, [new])
            yield self._replaced(group, gone[min(len(gone), len(come)) - 1], come[min(len(gone), len(come)) - 1 :])
            for old in gone[len(come) :]:
                yield self._gone(group, old)
        elif gone:
            for old in gone:
                yield self._gone(group, old)
        else:
            yield from self._come(group, come, before)

    def _replaced(self, group: _Group, old: str, news: Sequence[tuple[str, Paragraph]]) -> Operation | str:
        new, finder = news[0][0], self.finder
        number = NUMBERED.match(old)
        if number and new.startswith(number[0]) and len(finder.cut(escaped(old[number.end() :]))):
            old, new = old[number.end() :], new[number.end() :]
        found = finder.find(group.first, old)
        listed = self._listed(group, old, new) if len(news) == 1 else None
        if listed:
            return listed
        if found is None:
            return f"„{_shown(old)}“ steht an keiner eindeutigen Stelle der Fassung; gewünscht ist „{_shown(new)}“"
        if not finder.has_form(found, group.first):
            return f"„{_shown(old)}“ bekommt eine andere Form (Liste, Überschrift); gewünscht ist „{_shown(new)}“"
        site, at = found.site, found.at
        if number and len(finder.cut(escaped(old))) > len(at):
            old = old[number.end() :]
        both = self._both(found, old, new)
        if both is None:
            return f"„{_shown(old)}“ lässt sich nicht in „{_shown(new)}“ ändern"
        former, wanted = both
        field = finder.field(found)
        if site.name == "zeitraum":
            wanted = wanted.replace("–", "-")
        rest = "".join(f"\n\n{finder.block(*one)}" for one in news[1:])
        if field and former.strip() == site.text.strip() and site.name not in NAMES and not rest:
            return _made("Feld ändern", found.key, **field, alt=former, neu=wanted)
        if former.split() == wanted.split():
            if not rest:
                return f"„{_shown(old)}“: nur die Form ist anders"
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
            cuts = spliced(text, marks, place, finder.cut(old), finder.cut(fresh), fresh)
            if cuts is None or any(one.start < low or one.end > high for one in cuts):
                continue
            moved = [type(one)(one.start - low, one.end - low, one.text) for one in cuts]
            wanted = applied(text[low:high], moved)
            if [one.text for one in finder.cut(wanted)] == _replaced_in(marks, found, finder.cut(fresh)):
                return dedented(text[low:high], indent), dedented(wanted, indent)
        return None

    def _gone(self, group: _Group, old: str) -> Operation | str:
        if group.first.note:
            return f"gestrichene Fußnote „{_shown(old)}“"
        found = self.finder.find(group.first, old)
        if found is None:
            return f"gestrichener Absatz „{_shown(old)}“ steht an keiner eindeutigen Stelle der Fassung"
        return _made("streichen", found.key, **self.finder.field(found), alt=self.finder.source(found))

    def _come(self, group: _Group, come: Sequence[tuple[str, Paragraph]], before: str) -> Iterator[Operation | str]:
        """Add paragraphs behind the one before, and goals behind the goal before."""
        starts = [at for at, one in enumerate(come) if one[1].level and word_items.new_key(self.finder, *one, "Z")]
        if come[: min(starts, default=len(come))]:
            yield self._added(group, come[: min(starts, default=len(come))], before)
        for low, high in pairwise([*starts, len(come)]):
            key = word_items.new_key(self.finder, *come[low], "Z")
            made = word_items.goal(self.finder, key, come[low:high])
            yield made
            yield from self._not_first(made, key)

    def _not_first(self, made: Operation, key: str) -> Iterator[str]:
        """Say so where something stands before all of its kind: no operation puts anything there."""
        field = next((one for one in self.placer.sites.concept.fields.values() if one.code == made.target), None)
        if field and (field.goals if made.goal else field.measures):
            yield f"{key} steht im Dokument an erster Stelle; mit dem Antrag käme es ans Ende des Handlungsfelds"

    def _added(self, group: _Group, come: Sequence[tuple[str, Paragraph]], before: str) -> Operation | str:
        shown = _shown(come[0][0])
        if group.first.note:
            return f"eingefügte Fußnote „{shown}“"
        found = self.finder.find(group.first, before) if before.strip() else None
        new = self.finder.blocks(come)
        if found is None:
            key = next((key for key in (*group.first.keys, *group.first.above) if self.placer.sites.target(key)), "")
            target = self.placer.sites.target(key) if key else None
            heading = target and target.site("titel")
            if target and heading and _plain(NUMBERED.sub("", before, 1)) == _plain(heading.text) and target.site():
                return self._at_start(key, new)
            return f"eingefügter Absatz „{shown}“: Der Absatz davor („{_shown(before)}“) steht an keiner eindeutigen Stelle"
        if found.site.name == "titel":
            return self._at_start(found.key, new)
        return _made("einfügen nach", found.key, **self.finder.field(found), alt=self.finder.source(found), neu=new)

    def _at_start(self, key: str, new: str) -> Operation | str:
        """Put a paragraph before the first one of a section: amendments know no „davor“."""
        target = self.placer.sites.target(key)
        site = target.site() if target else None
        first = re.split(r"\n[ \t]*\n", site.text.strip("\n"))[0] if site else ""
        if not first.strip():
            return f"eingefügter Absatz „{_shown(new)}“ steht vor dem ersten Absatz von {key}"
        return _made("ersetzen", key, alt=first, neu=f"{new}\n\n{first}")

    def _listed(self, group: _Group, old: str, new: str) -> Operation | None:
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


def _plain(text: str) -> str:
    return " ".join(text.split())


def _shown(text: str, longest: int = 70) -> str:
    words = unlinked(_plain(text))
    return words if len(words) <= longest else words[: longest - 1].rsplit(" ", 1)[0] + " …"
