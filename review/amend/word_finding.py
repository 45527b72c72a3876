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
from review.amend.lines import INDEX, Line
from review.amend.marks import Marks, cut_plain, windows
from review.amend.placing import Placer
from review.amend.sites import CODE_TITLE, Site
from review.amend.spots import Piece, by_place, located, paired

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
NUMBERS = "Nummern der Maßnahmen"
SERVED = "Dazu im Anhang: "
"""How the line under a goal begins that names its measures; every build makes it."""

COUNTED = re.compile(r"[A-Z](?:\.\d+)+ ([MZ]-[A-Z]{2,4}-\d{2,3})")
"""Number and id of a measure, as they stand in its first cell."""

_QUOTED = "> "
_NUMBER_OF = re.compile(r"[A-Z](?:\.\d+)+ (?=[MZ]-)")
_ENTRY = re.compile(r"[ \t>]*(?:[-*+]|\d{1,9}[.)])[ \t]")
_LOST = re.compile(r"\\\[([\w-]+)\?\\\]")
"""What the build prints in place of a reference whose target is gone, as Markdown."""

_NOTED = re.compile(r"(?:\[\^[^\]\s]+\])+")
"""Signs of footnotes behind a wording."""

_SHORT = 3
"""With so few words a paragraph is looked for near its ids only."""

_ENOUGH = 0.5
"""A file that holds so large a share of the draft's lines tells by their order what belongs to the draft."""

_WIDEST = 3
"""So many paragraphs before it are named with a wording that stands more than once."""


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
    """Finds the wording of a paragraph in the sources.

    Attributes:
        pairs: position of a piece → position of the draft's line that it is.
        lines: number of a paragraph that was in the draft → its line.
        spots: number of a paragraph → where its line stands in the sources.
    """

    def __init__(self, placer: Placer, paragraphs: Sequence[Paragraph], draft: Sequence[Line], pieces: Sequence[Piece]) -> None:
        """Index every wording of the draft by three words in a row, and pair the file with the draft's lines.

        Args:
            placer: of the draft.
            paragraphs: of the file.
            draft: its lines.
            pieces: what the file was before its changes.
        """
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
        self.titles = {id(site) for key, site in self.sites if site.node is None and site.start and self._is_title(key, site)}
        self.pairs = pairs = paired(draft, pieces)
        self.lines = {pieces[at].paragraph.number: draft[to] for at, to in pairs.items()}
        self.spots = dict(self._spots(draft, {to: pieces[at].paragraph.number for at, to in pairs.items()}))
        first = min((pieces[at].paragraph.number for at in pairs), default=0)
        whole = len(pairs) >= _ENOUGH * len(draft)
        indexed = [number for number, line in self.lines.items() if line.field == INDEX]
        self.listing = range(min(indexed, default=0), 0)
        if indexed:
            behind = (number for number in self.lines if number > max(indexed))
            self.listing = range(min(indexed), min(behind, default=len(paragraphs) + 1))
        self.begins = first if whole else next((one.number for one in paragraphs if self._known(one)), 0)
        self.generated = dict(_generated(placer))
        self.signs = dict(self._signs(paragraphs))
        self.links = sorted(
            ((words, key) for key, words in placer.printed.items() if not key.startswith("zahl") and " " in words),
            key=lambda one: -len(one[0]),
        )

    def _known(self, one: Paragraph) -> bool:
        return any(self.placer.sites.target(key) for key in one.keys)

    def _is_title(self, key: str, site: Site) -> bool:
        target = self.placer.sites.target(key)
        return target is not None and target.kind == "section" and target.title == (site.start, site.end)

    def _spots(self, draft: Sequence[Line], numbers: Mapping[int, int]) -> Iterator[tuple[int, Found]]:
        """Yield where each paragraph stands in the field that its line is printed from."""
        for (owner, name), several in by_place(draft).items():
            key = _named(self.placer, owner)
            held = [self.sites[number][1] for number in self.by_key.get(key, ()) if self.sites[number][1].name == name]
            for site in held:
                words = [(at, self.cut(escaped(self._said(draft[at], site)))) for at in several]
                marks = self.marks(site)
                title = id(site) in self.titles
                for at, where in located(words[:1] if title else words, marks):
                    if at in numbers and (not title or len(where) == len(marks)):
                        yield numbers[at], Found(key, site, where, self._around(site, where))

    def _said(self, line: Line, site: Site) -> str:
        """Give the words of a line as its field has them: without the number of a heading."""
        text = unlinked(line.text)
        number = NUMBERED.match(text) if line.form == "heading" else None
        bare = text[number.end() :] if number else text
        return bare if number and windows(self.marks(site), self.cut(escaped(bare))) else text

    def _around(self, site: Site, at: range) -> range:
        """Give a wording with what it takes to tell it from the like: its table row, the paragraphs before it."""
        marks = self.marks(site)
        low, high = at.start, at.stop
        begins = max((row + 1 for row in range(low) if marks[row].is_gap), default=0)
        if marks[begins].text == "|":
            low = begins
            high = next((row for row in range(high, len(marks)) if marks[row].is_gap), len(marks))
        for _ in range(_WIDEST):
            if low == 0 or len(windows(marks, marks[low:high])) == 1:
                break
            low = max((row + 1 for row in range(low - 1) if marks[row].is_gap), default=0)
        return range(low, high)

    def _signs(self, paragraphs: Sequence[Paragraph]) -> Iterator[tuple[int, str]]:
        """Yield what stands before each heading in Markdown, by the number of its paragraph."""
        deeper = -1  # a chapter stands one level below its part
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
        found = escaped(_LINK.sub(lambda one: f"{LINK}{one[1]}{UNLINKED}" if self.leads(one[1]) else one[2], text))
        for words, key in self.links:
            found = found.replace(escaped(words), f"[]({key})")
        found = _LOST.sub(lambda one: f"[](#{one[1]})" if f"#{one[1]}" in self.placer.printed else one[0], found)
        return re.sub(f"{LINK}([^{UNLINKED}]*){UNLINKED}", lambda one: f"[](#{unescaped(one[1])})", found)

    def leads(self, key: str) -> bool:
        """Whether a bookmark is one of the concept's ids, or of a goal or measure that it does not have yet."""
        return f"#{key}" in self.placer.printed or bool(ITEM.fullmatch(key))

    def block(self, text: str, one: Paragraph) -> str:
        """Write a paragraph of Word as a block of Markdown: heading, entry of a list, or paragraph."""
        lead = self.signs.get(one.number, "")
        number = NUMBERED.match(text) if lead else None
        return (lead or one.sign) + self.markdown(text[number.end() :] if number else text)

    def blocks(self, several: Iterable[tuple[str, Paragraph]]) -> str:
        """Write paragraphs of Word one below the other, the entries of a list close together."""
        found, above = "", ""
        for text, one in several:
            block = self.block(text, one)
            further = one.entry and not one.sign
            indent = " " * len(above) if further else ""
            found += ("" if not found else "\n" if above and one.entry and one.sign else "\n\n") + indent + block
            above = above if further else one.sign
        return found

    def made(self, one: Paragraph) -> str:
        """Say which part of the document, made by every build, a paragraph stands in; empty if in none."""
        if one.level == CONTENTS:
            return "Inhaltsverzeichnis"
        if one.note:
            return ""
        if one.number < self.begins:
            return COVER
        if one.number in self.listing:
            return INDEX
        if _NUMBER_OF.match(one.former) and _NUMBER_OF.sub("", one.former) == _NUMBER_OF.sub("", one.wanted):
            return NUMBERS
        near = next((key for key in (*one.keys, *one.above) if self.placer.sites.target(key)), "")
        return self.generated.get(near, "")

    def find(self, one: Paragraph, text: str) -> Found | None:
        """Find a wording: by the order of the paragraphs, under the ids near it, anywhere if once, by its row."""
        if one.number in self.spots:
            return self.spots[one.number]
        line = self.lines.get(one.number)
        found = None if line and not line.owner and line.form != "note" else self._sought(one, text)
        if line and line.owner and found and (found.key, found.site.name) != (_named(self.placer, line.owner), line.field):
            return None
        return found

    def _sought(self, one: Paragraph, text: str) -> Found | None:
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
        if id(found.site) in self.titles:
            return {"feld": CODE_TITLE}
        proper = not found.site.name or found.site is self.first(found.key)
        return {} if proper else {"feld": found.site.name}

    def marks(self, site: Site) -> Marks:
        """Give the marks of a site as a reader sees them."""
        return site.view.plain(self.placer.printed)

    def has_form(self, found: Found, one: Paragraph) -> bool:
        """Whether a paragraph is in Word what it is in the sources: entry of a list, heading, or neither."""
        start = self.marks(found.site)[found.at.start].start
        text = found.site.view.text
        raw = text[text.rfind("\n", 0, start) + 1 : start + 1].lstrip(" \t")
        line = raw.lstrip(" \t>")
        if found.site.name in LINES or one.cell:
            return True
        quoted = one.entry or one.level > 0 or raw.startswith(">") == (one.sign == _QUOTED)
        return quoted and (_ENTRY.match(line) is not None, line.startswith("#")) == (one.entry, one.level > 0)

    def source(self, found: Found, *, wide: bool = False) -> str:
        """Give what stands there, the signs of a heading with it, without the file's indentation.

        Args:
            found: the place.
            wide: with what stands before it and tells it from the like.
        """
        marks, start = self.marks(found.site), found.around.start if wide else found.at.start
        while start and marks[start - 1].text == "#":
            start -= 1
        text, end = found.site.view.text, marks[found.at.stop - 1].end
        noted = _NOTED.match(text, end, found.site.view.end)
        return dedented(text[marks[start].start : noted.end() if noted else end], found.site.view.indent)

    def cut(self, text: str) -> Marks:
        """Cut a wording as a reader sees it."""
        return cut_plain(text, self.placer.printed)


def _generated(placer: Placer) -> Iterator[tuple[str, str]]:
    """Yield the headings under which a list stands that every build makes, and what to call it."""
    for part in parts(placer.sites.concept):
        for before, slot in zip(part.slots, part.slots[1:], strict=False):
            if slot.name == "federfuehrungen" and before.chapter:
                yield anchor(before), INDEX


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
    """Give the ids of goals that are named by new links or by their printed numbers; None if one is unknown."""
    known = {one.split(" ", 2)[1]: key.removeprefix("#") for key, one in printed.items() if one.startswith("Ziel ")}
    found = [next(iter(linked(one)), known.get(unlinked(one).strip(), "")) for one in numbers.split(",")]
    return found if all(found) else None
