"""Where a paragraph or a cell of a Word file stands in the sources: by the ids near it, by its words, by the row it is in."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from pipeline.compose.council import FIELD_WORDS
from pipeline.compose.index import anchor, parts
from pipeline.tools.word_changes import Paragraph
from pipeline.tools.word_said import CONTENTS, LINK, LINKED, UNLINKED
from review.amend.deriving import chapter_target
from review.amend.marks import Marks, cut_plain, windows
from review.amend.placing import Placer
from review.amend.sites import Site

NUMBERED = re.compile(r"^\s*(?:(?:[A-Z]|\d+)(?:\.\d+)*\.?|(?:Abbildung|Tabelle|Leitlinie) \d+:)\s+(?=\S)")
"""The number that is printed before a heading, a goal, a caption, and is in no source."""

ITEM = re.compile(r"(?P<kind>[ZM])-(?P<code>[A-Z]{2,4})-\d{2,3}")
_LINK = re.compile(f"{LINK}([^{LINKED}]*){LINKED}([^{UNLINKED}]*){UNLINKED}")
_SPECIAL = re.compile(r"([\\`*_\[\]<>~^|])|(?m:^(\s*)([-+#]|\d+[.)])(?=\s))")
_LABELS = {name: label for name, label in FIELD_WORDS.items() if name != "beteiligte"}
"""Field → what stands over its column; partners follow the lead in one column and are told by „mit:“."""

LINES = frozenset({"titel", "begriff", "federfuehrung", "zeitraum", "finanzbedarf", "beteiligte", "ziele"})
"""Fields that are no Markdown."""

COVER = "Titelseite"
SERVED = "Dazu im Anhang: "
"""How the line under a goal begins that names its measures; every build makes it."""

_NUMBER_OF = re.compile(r"[A-Z](?:\.\d+)+ (?=[MZ]-)")
_ENTRY = re.compile(r"[ \t>]*(?:[-*+]|\d{1,9}[.)])[ \t]")
_SHORT = 3
"""With so few words a paragraph is looked for near its ids only."""


@dataclass(frozen=True, slots=True)
class Found:
    """Where a wording stands.

    Attributes:
        key: what an amendment names as its target.
        site: the field or the running text.
        at: its marks.
        around: the marks that tell it from the like: those of its table row, else its own.
    """

    key: str
    site: Site
    at: range
    around: range


class Rows:
    """The tables of a Word file: what stands in the cells of a row and over a cell."""

    def __init__(self, paragraphs: Sequence[Paragraph]) -> None:
        """Sort the paragraphs by the row they stand in."""
        self.rows: dict[int, list[Paragraph]] = defaultdict(list)
        self.first: dict[int, int] = {}
        for one in paragraphs:
            if one.cell:
                self.rows[one.cell].append(one)
                self.first.setdefault(one.table, one.cell)

    def cells(self, row: int) -> dict[int, str]:
        """Give the former words of each cell of a row by its column."""
        found: dict[int, list[str]] = defaultdict(list)
        for one in self.rows.get(row, ()):
            found[one.column].append(one.former.strip())
        return {column: " ".join(filter(None, words)) for column, words in found.items()}

    def over(self, one: Paragraph) -> str:
        """Give the heading of the column a paragraph stands in, empty outside tables."""
        return self.cells(self.first.get(one.table, 0)).get(one.column, "") if one.cell else ""

    def keys(self, row: int) -> Iterator[str]:
        """Yield the bookmarks in a row."""
        for one in self.rows.get(row, ()):
            yield from one.keys


class Finder:
    """Finds the wording of a paragraph in the sources."""

    def __init__(self, placer: Placer, paragraphs: Sequence[Paragraph]) -> None:
        """Index every wording of the draft by three words in a row."""
        self.placer, self.rows = placer, Rows(paragraphs)
        form = placer.sites.target("vorlage.yaml")
        rows = [*placer.everywhere, *((("vorlage.yaml", site) for site in form.sites()) if form else ())]
        self.sites = [(_named(placer, key), site) for key, site in rows]
        self.index: dict[tuple[str, ...], list[tuple[int, int]]] = defaultdict(list)
        for number, (_, site) in enumerate(self.sites):
            marks = site.view.plain(placer.printed)
            for at in range(len(marks) - _SHORT + 1):
                self.index[tuple(one.text for one in marks[at : at + _SHORT])].append((number, at))
        self.by_key: dict[str, list[int]] = defaultdict(list)
        for number, (key, _) in enumerate(self.sites):
            self.by_key[key].append(number)
        self.begins = next((one.number for one in paragraphs if self._known(one)), 0)
        self.generated = dict(_generated(placer))
        self.signs = dict(self._signs(paragraphs))
        self.links = sorted(
            ((words, key) for key, words in placer.printed.items() if not key.startswith("zahl") and " " in words),
            key=lambda one: -len(one[0]),
        )

    def _known(self, one: Paragraph) -> bool:
        return any(self.placer.sites.target(key) for key in one.keys)

    def _signs(self, paragraphs: Sequence[Paragraph]) -> Iterator[tuple[int, str]]:
        """Yield what stands before each heading in Markdown, by the number of its paragraph."""
        deeper = 0
        for one in paragraphs:
            if one.level > 0:
                targets = filter(None, (self.placer.sites.target(key) for key in one.keys))
                for target in targets:
                    begins = target.source.text[slice(*target.section[:2])].strip()
                    signs = len(begins) - len(begins.lstrip("#")) if target.kind == "section" else 1
                    if target.kind in {"section", "field"} and signs:
                        deeper = signs - one.level
                yield one.number, "#" * max(1, min(6, one.level + deeper)) + " "

    def written(self, text: str, field: str) -> Iterator[str]:
        """Yield how words of Word can be written in a field, the best first."""
        if field in LINES:
            yield " ".join(unlinked(text).split())
        else:
            yield self.markdown(text)
            yield escaped(text)

    def markdown(self, text: str) -> str:
        """Write words of Word as Markdown; what is printed in place of a reference becomes one again."""
        found = escaped(_LINK.sub(lambda one: f"{LINK}{one[1]}{UNLINKED}" if self._leads(one[1]) else one[2], text))
        for words, key in self.links:
            found = found.replace(escaped(words), f"[]({key})")
        return re.sub(f"{LINK}([^{UNLINKED}]*){UNLINKED}", lambda one: f"[](#{unescaped(one[1])})", found)

    def _leads(self, key: str) -> bool:
        """Whether a bookmark is one of the concept's ids, or of a goal or measure that it does not have yet."""
        return f"#{key}" in self.placer.printed or bool(ITEM.fullmatch(key))

    def block(self, text: str, one: Paragraph) -> str:
        """Write a paragraph of Word as a block of Markdown: heading, entry of a list, or paragraph."""
        lead = self.signs.get(one.number, "")
        number = NUMBERED.match(text) if lead else None
        return (lead or "- " * one.entry) + self.markdown(text[number.end() :] if number else text)

    def blocks(self, several: Iterable[tuple[str, Paragraph]]) -> str:
        """Write paragraphs of Word one below the other, the entries of a list close together."""
        found, listed = "", False
        for text, one in several:
            found += ("" if not found else "\n" if listed and one.entry else "\n\n") + self.block(text, one)
            listed = one.entry
        return found

    def made(self, one: Paragraph) -> str:
        """Say which part of the document, made by every build, a paragraph stands in; empty if in none."""
        if one.level == CONTENTS:
            return "Inhaltsverzeichnis"
        if one.number < self.begins and not one.note:
            return COVER
        if _NUMBER_OF.match(one.former) and _NUMBER_OF.sub("", one.former) == _NUMBER_OF.sub("", one.wanted):
            return "Nummern der Maßnahmen"
        near = next((key for key in (*one.keys, *one.above) if self.placer.sites.target(key)), "")
        return self.generated.get(near, "")

    def find(self, one: Paragraph, text: str) -> Found | None:
        """Find a wording: under the ids near it first, then anywhere if it stands there once, then by its row."""
        number = NUMBERED.match(text)
        for words in (text, text[number.end() :]) if number else (text,):
            wanted = self.cut(escaped(words))
            found = self._near(one, wanted) if wanted else None
            if found is None and wanted and not self.made(one):
                found = self._anywhere(wanted) or self._in_row(one, wanted)
            if found:
                return found
        return None

    def _near(self, one: Paragraph, wanted: Marks) -> Found | None:
        row = list(self.rows.keys(one.cell))
        near = [key for key in dict.fromkeys((*one.keys, *row, *one.above)) if key in self.by_key][: 1 if row else 2]
        for key in near:
            found = list(self._within(self.by_key[key], wanted))
            over = self.rows.over(one).casefold()
            whole = [each for each in found if len(each.at) == len(self.marks(each.site))]
            named = [each for each in whole if over and _LABELS.get(each.site.name, "–").casefold() in over]
            for chosen in (named, found, whole):
                if len(chosen) == 1:
                    return chosen[0]
        return None

    def _anywhere(self, wanted: Marks) -> Found | None:
        if len(wanted) < _SHORT:
            return None
        hits = self.index.get(tuple(one.text for one in wanted[:_SHORT]), [])[:2000]
        spots: dict[tuple[str, str, int, int], Found] = {}
        for one in self._within(dict.fromkeys(number for number, _ in hits), wanted):
            start = self.marks(one.site)[one.at.start].start
            spots.setdefault((one.site.source.path, one.site.name, 0 if one.site.editable else one.site.start, start), one)
        return next(iter(spots.values())) if len(spots) == 1 else None

    def _in_row(self, one: Paragraph, wanted: Marks) -> Found | None:
        """Find a cell by all the words of its row, as a table in Markdown has them."""
        cells = self.rows.cells(one.cell)
        if len(cells) <= 1 or list(cells) != list(range(1, len(cells) + 1)):
            return None
        pieces = [self.cut(escaped(words)) for words in cells.values()]
        row = self.cut("| " + " | ".join(escaped(words) for words in cells.values()) + " |")
        found = self._anywhere(row)
        if found is None or [each.text for each in pieces[one.column - 1]] != [each.text for each in wanted]:
            return None
        start = found.at.start + sum(len(piece) + 1 for piece in pieces[: one.column - 1]) + 1
        return Found(found.key, found.site, range(start, start + len(wanted)), found.at)

    def _within(self, numbers: Iterable[int], wanted: Marks) -> Iterator[Found]:
        for number in numbers:
            key, site = self.sites[number]
            for at in windows(self.marks(site), wanted):
                yield Found(key, site, at, at)

    # ---- what is found ----

    def first(self, key: str) -> Site | None:
        """Give the wording proper of a key."""
        return next((self.sites[number][1] for number in self.by_key.get(key, ())), None)

    def field(self, found: Found) -> dict[str, str]:
        """Name the field of a place, where it is not the wording proper."""
        proper = not found.site.name or found.site is self.first(found.key)
        return {} if proper else {"feld": found.site.name}

    def marks(self, site: Site) -> Marks:
        """Give the marks of a site as a reader sees them."""
        return site.view.plain(self.placer.printed)

    def has_form(self, found: Found, one: Paragraph) -> bool:
        """Whether a paragraph is in Word what it is in the sources: entry of a list, heading, or neither."""
        start = self.marks(found.site)[found.at.start].start
        text = found.site.view.text
        line = text[text.rfind("\n", 0, start) + 1 : start + 1].lstrip(" \t>")
        if found.site.name in LINES or one.cell:
            return True
        return (_ENTRY.match(line) is not None, line.startswith("#")) == (one.entry, one.level > 0)

    def source(self, found: Found) -> str:
        """Give what stands there, the signs of a heading with it, without the file's indentation."""
        marks, start = self.marks(found.site), found.at.start
        while start and marks[start - 1].text == "#":
            start -= 1
        span = slice(marks[start].start, marks[found.at.stop - 1].end)
        return dedented(found.site.view.text[span], found.site.view.indent)

    def cut(self, text: str) -> Marks:
        """Cut a wording as a reader sees it."""
        return cut_plain(text, self.placer.printed)


def _generated(placer: Placer) -> Iterator[tuple[str, str]]:
    """Yield the headings under which a list stands that every build makes, and what to call it."""
    for part in parts(placer.sites.concept):
        for before, slot in zip(part.slots, part.slots[1:], strict=False):
            if slot.name == "federfuehrungen" and before.chapter:
                yield anchor(before), "Verzeichnis nach Federführung"


def _named(placer: Placer, key: str) -> str:
    """Name a chapter by its heading where that means the same."""
    target = chapter_target(placer.sites, key) if key in placer.sites.concept.chapters else None
    return target.key if target else key


def unlinked(text: str) -> str:
    """Take the private signs of new links off."""
    return _LINK.sub(r"\2", text)


def linked(text: str) -> list[str]:
    """Give the goals and measures that new links in a text of Word lead to."""
    return [one[1] for one in _LINK.finditer(text) if ITEM.fullmatch(one[1])]


def unescaped(text: str) -> str:
    """Take Markdown's escapes off."""
    return re.sub(r"\\(.)", r"\1", text)


def escaped(text: str) -> str:
    """Write plain words as Markdown that says the same."""
    joined = " ".join(unlinked(text).split())
    return _SPECIAL.sub(lambda one: f"\\{one[1]}" if one[1] else f"{one[2]}\\{one[3]}", joined)


def dedented(text: str, indent: int) -> str:
    """Take a file's indentation off."""
    rows = text.replace("\r\n", "\n").split("\n")
    return "\n".join([rows[0], *(row[indent:] if not row[:indent].strip() else row for row in rows[1:])])


def goals_of(numbers: str, printed: Mapping[str, str]) -> list[str] | None:
    """Give the ids of goals that are named by their printed numbers; None if one is unknown."""
    known = {one.split(" ", 2)[1]: key.removeprefix("#") for key, one in printed.items() if one.startswith("Ziel ")}
    found = [known.get(one.strip(), "") for one in numbers.split(",")]
    return found if all(found) else None
