"""Tracked changes of a Word file → operations on the sources; what cannot be placed is listed with its place in Word."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from pipeline.model import Operation
from pipeline.tools.word_changes import Changes, Paragraph
from review.amend.deriving import chapter_target, shortened
from review.amend.marks import Marks, cut, cut_plain, windows
from review.amend.placing import Placer
from review.amend.rewriting import NAMES, applied
from review.amend.sites import Site
from review.amend.splice import spliced
from review.sequences import matches

_NUMBERED = re.compile(r"\s*(?:[A-Z]|\d+)(?:\.\d+)*\.?\s+(?=\S)")
_SPECIAL = re.compile(r"([\\`*_\[\]<>~^|])|(?m:^(\s*)([-+#]|\d+[.)])(?=\s))")
_SHORT, _ROW_END = 3, " | "
_MOST_LISTED = 500
_PARTNERS = "mit: "


@dataclass(slots=True)
class _Group:
    """Paragraphs that Word's paragraph marks tie together: what they were and what they become."""

    first: Paragraph
    former: list[str]
    wanted: list[str]
    entry: bool
    row: str = ""


def placed(changes: Changes, placer: Placer) -> tuple[list[Operation], list[str]]:
    """Place tracked changes.

    Args:
        changes: as read from the file.
        placer: of the draft that the file was made from.

    Returns:
        The operations, and what is not among them, as sentences with the place in Word.
    """
    finder = _Finder(placer)
    operations: list[Operation] = []
    left = [f"Im Word-Dokument steht {what}; es wurde nicht gelesen" for what in changes.ignored]
    anchor = ""
    for group in _groups(changes.paragraphs):
        if group.former != group.wanted or group.row:
            made, missed = finder.operations(group, anchor)
            operations += made
            left += missed
        anchor = next((text for text in reversed(group.former) if text.strip()), anchor)
    if len(left) > _MOST_LISTED:
        left = [*left[:_MOST_LISTED], f"… und {len(left) - _MOST_LISTED} weitere Änderungen"]
    return operations, left


def _groups(paragraphs: Sequence[Paragraph]) -> Iterator[_Group]:
    """Tie paragraphs together over marks that come or go."""
    at = 0
    while at < len(paragraphs):
        first = paragraphs[at]
        group = _Group(first, [""], [""], first.entry)
        while True:
            one = paragraphs[at]
            group.former[-1] += one.former
            group.wanted[-1] += one.wanted
            if one.cell and one.mark != "kept":
                group.row = one.mark
            at += 1
            if one.mark == "kept" or at >= len(paragraphs):
                break
            (group.wanted if one.mark == "come" else group.former).append("")
        yield group


class _Finder:
    """Finds the wording of a paragraph in the sources."""

    def __init__(self, placer: Placer) -> None:
        self.placer = placer
        form = placer.sites.target("vorlage.yaml")
        rows = [*placer.everywhere, *((("vorlage.yaml", site) for site in form.sites()) if form else ())]
        self.sites = [(_named(placer, key), site) for key, site in rows]
        rows = self.sites
        self.index: dict[tuple[str, ...], list[tuple[int, int]]] = defaultdict(list)
        for number, (_, site) in enumerate(rows):
            marks = site.view.plain(placer.printed)
            for at in range(len(marks) - _SHORT + 1):
                self.index[tuple(one.text for one in marks[at : at + _SHORT])].append((number, at))
        self.by_key: dict[str, list[int]] = defaultdict(list)
        for number, (key, _) in enumerate(rows):
            self.by_key[key].append(number)

    def operations(self, group: _Group, anchor: str) -> tuple[list[Operation], list[str]]:
        """Make the operations of a group, and say what is missed."""
        former = [text for text in group.former if text.strip()]
        wanted = [text for text in group.wanted if text.strip()]
        where = f"Word, Absatz {group.first.number}"
        if group.row and not (former and wanted):
            what = "eingefügte" if group.row == "come" else "gestrichene"
            text = _shown((wanted or former or [""])[0])
            if not text:
                return [], []
            found = self._row(group, former)
            return ([found], []) if found else ([], [f"{where}: {what} Tabellenzeile „{text}“"])
        made: list[Operation] = []
        missed: list[str] = []
        low = first = 0
        pairs = matches([_plain(one) for one in former], [_plain(one) for one in wanted])
        for at, to in [*pairs, (len(former), len(wanted))]:
            gone, come = former[low:at], wanted[first:to]
            before = former[low - 1] if low else anchor
            for one in self._changed(group, gone, come, before):
                if isinstance(one, Operation):
                    made.append(one)
                else:
                    missed.append(f"{where}: {one}")
            low, first = at + 1, to + 1
        return made, missed

    def _row(self, group: _Group, former: Sequence[str]) -> Operation | None:
        """Strike out a measure whose row was struck out, once: at the cell that bears its id."""
        key = next((key for key in group.first.keys if self.placer.sites.target(key)), "")
        if group.row == "gone" and key.startswith(("M-", "Z-")) and former:
            return Operation.model_validate({"art": "streichen", "stelle": key})
        return None

    def _changed(
        self, group: _Group, gone: Sequence[str], come: Sequence[str], before: str
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
            yield self._come(group, come, before)

    def _replaced(self, group: _Group, old: str, news: Sequence[str]) -> Operation | str:
        new = news[0]
        found = self._find(group, old)
        if found is None:
            number = _NUMBERED.match(old)
            if number and new.startswith(number[0]):
                old, new = old[number.end() :], new[number.end() :]
                found = self._find(group, old)
        partner = self._partners(group, old, new)
        if partner:
            return partner
        if found is None:
            return f"„{_shown(old)}“ steht an keiner eindeutigen Stelle der Fassung; gewünscht ist „{_shown(new)}“"
        key, site, at = found
        marks = site.view.plain(self.placer.printed)
        text, view = site.view.text, site.view
        start, end = marks[at.start].start, marks[at.stop - 1].end
        place = {row: at.start + row for row in range(len(at))}
        fresh = _escaped(new)
        cuts = spliced(text, marks, place, self._cut(old), self._cut(fresh), fresh)
        if cuts is None or any(one.start < start or one.end > end for one in cuts):
            return f"„{_shown(old)}“ lässt sich nicht in „{_shown(new)}“ ändern"
        former = _dedented(text[start:end], view.indent)
        moved = [type(one)(one.start - start, one.end - start, one.text) for one in cuts]
        wanted = _dedented(applied(text[start:end], moved), view.indent)
        field = {"feld": site.name} if site.name and site is not self._first(key) else {}
        if site.name == "zeitraum":
            wanted = wanted.replace("–", "-")
        rest = "".join(f"\n\n{_escaped(one)}" for one in news[1:])
        if field and former.strip() == site.text.strip() and site.name not in NAMES and not rest:
            return Operation.model_validate(
                {"art": "Feld ändern", "stelle": key, **field, "alt": former, "neu": wanted}
            )
        if former.split() == wanted.split():
            return f"„{_shown(old)}“: nur die Form ist anders" if not rest else self._insert(key, field, former, rest)
        short = shortened(former, wanted) if not rest else (former, wanted + rest)
        if len(windows(cut(site.text), cut(short[0]))) != 1:
            short = (former, wanted + rest)
        if not short[1].strip():
            return Operation.model_validate({"art": "streichen", "stelle": key, **field, "alt": short[0]})
        return Operation.model_validate({"art": "ersetzen", "stelle": key, **field, "alt": short[0], "neu": short[1]})

    @staticmethod
    def _insert(key: str, field: dict[str, str], former: str, rest: str) -> Operation:
        return Operation.model_validate(
            {"art": "einfügen nach", "stelle": key, **field, "alt": former, "neu": rest.strip("\n")}
        )

    def _gone(self, group: _Group, old: str) -> Operation | str:
        found = self._find(group, old)
        if found is None:
            return f"gestrichener Absatz „{_shown(old)}“ steht an keiner eindeutigen Stelle der Fassung"
        key, site, at = found
        field = {"feld": site.name} if site.name and site is not self._first(key) else {}
        return Operation.model_validate({"art": "streichen", "stelle": key, **field, "alt": self._source(site, at)})

    def _come(self, group: _Group, come: Sequence[str], before: str) -> Operation | str:
        shown = _shown(come[0])
        found = self._find(group, before) if before.strip() else None
        lead = "- " if group.entry else ""
        new = ("\n" if lead else "\n\n").join(lead + _escaped(one.strip()) for one in come)
        if found is None:
            key = next((key for key in (*group.first.keys, *group.first.above) if self.placer.sites.target(key)), "")
            target = self.placer.sites.target(key) if key else None
            heading = target and target.site("titel")
            if target and heading and _plain(before).endswith(_plain(heading.text)) and target.site():
                return self._at_start(key, new)
            return f"eingefügter Absatz „{shown}“: Der Absatz davor („{_shown(before)}“) steht an keiner eindeutigen Stelle"
        key, site, at = found
        if site.name == "titel":
            return self._at_start(key, new)
        field = {"feld": site.name} if site.name and site is not self._first(key) else {}
        return Operation.model_validate(
            {"art": "einfügen nach", "stelle": key, **field, "alt": self._source(site, at), "neu": new}
        )

    def _at_start(self, key: str, new: str) -> Operation | str:
        """Put a paragraph before the first one of a section: amendments know no „davor“."""
        target = self.placer.sites.target(key)
        site = target.site() if target else None
        first = re.split(r"\n[ \t]*\n", site.text.strip("\n"))[0] if site else ""
        if not first.strip():
            return f"eingefügter Absatz „{_shown(new)}“ steht vor dem ersten Absatz von {key}"
        return Operation.model_validate({"art": "ersetzen", "stelle": key, "alt": first, "neu": f"{new}\n\n{first}"})

    def _partners(self, group: _Group, old: str, new: str) -> Operation | None:
        """Change the list of partners, which the annex prints in one line."""
        if not (old.startswith(_PARTNERS) and new.startswith(_PARTNERS)):
            return None
        key = next((key for key in (*group.first.keys, *group.first.above) if key.startswith("M-")), "")
        target = self.placer.sites.target(key)
        site = target.site("beteiligte") if target else None
        lists = [
            "\n".join(f"- {name.strip()}" for name in one.removeprefix(_PARTNERS).split(",")) for one in (old, new)
        ]
        if site is None or site.text != lists[0]:
            return None
        return Operation.model_validate(
            {"art": "Feld ändern", "stelle": key, "feld": "beteiligte", "alt": lists[0], "neu": lists[1]}
        )

    # ---- finding ----

    def _find(self, group: _Group, text: str) -> tuple[str, Site, range] | None:
        """Find a paragraph: under the ids near it first, then anywhere, if it stands there once."""
        wanted = self._cut(_escaped(text))
        if not wanted:
            return None
        near = [key for key in (*group.first.keys, *group.first.above) if key in self.by_key][:2]
        for key in near:
            found = list(self._within(self.by_key[key], wanted))
            if len(found) == 1:
                return found[0]
            whole = [one for one in found if len(one[2]) == len(one[1].view.plain(self.placer.printed))]
            if len(whole) == 1:
                return whole[0]
        if len(wanted) < _SHORT:
            return None
        hits = self.index.get(tuple(one.text for one in wanted[:_SHORT]), [])[:2000]
        numbers = list(dict.fromkeys(number for number, _ in hits))
        found = list(self._within(numbers, wanted))
        return (
            found[0]
            if len({(id(one[1].source), one[2].start, one[1].start) for one in found}) == 1
            else self._same_place(found)
        )

    @staticmethod
    def _same_place(found: Sequence[tuple[str, Site, range]]) -> tuple[str, Site, range] | None:
        """Take the narrowest of several names of one place: a chapter and the headings in it."""
        spots: dict[tuple[str, str, int, int], tuple[str, Site, range]] = {}
        for one in found:
            marks = one[1].view
            spots.setdefault((one[1].source.path, one[1].name, marks.start, one[2].start), one)
        return next(iter(spots.values())) if len(spots) == 1 else None

    def _within(self, numbers: Iterable[int], wanted: Marks) -> Iterator[tuple[str, Site, range]]:
        for number in numbers:
            key, site = self.sites[number]
            for at in windows(site.view.plain(self.placer.printed), wanted):
                yield key, site, at

    def _first(self, key: str) -> Site | None:
        return next((self.sites[number][1] for number in self.by_key.get(key, ())), None)

    def _source(self, site: Site, at: range) -> str:
        marks = site.view.plain(self.placer.printed)
        return _dedented(site.view.text[marks[at.start].start : marks[at.stop - 1].end], site.view.indent)

    def _cut(self, text: str) -> Marks:
        return cut_plain(text, self.placer.printed)


def _named(placer: Placer, key: str) -> str:
    """Name a chapter by its heading where that means the same."""
    target = chapter_target(placer.sites, key) if key in placer.sites.concept.chapters else None
    return target.key if target else key


def _plain(text: str) -> str:
    return " ".join(text.split())


def _escaped(text: str) -> str:
    """Write plain words as Markdown that says the same."""
    joined = " ".join(text.split())
    return _SPECIAL.sub(lambda one: f"\\{one[1]}" if one[1] else f"{one[2]}\\{one[3]}", joined)


def _dedented(text: str, indent: int) -> str:
    rows = text.replace("\r\n", "\n").split("\n")
    return "\n".join([rows[0], *(row[indent:] if not row[:indent].strip() else row for row in rows[1:])])


def _shown(text: str, longest: int = 70) -> str:
    words = _plain(text)
    return words if len(words) <= longest else words[: longest - 1].rsplit(" ", 1)[0] + " …"
