"""Where the items of a draft stand in its sources: file and lines.

Goals, measures and the like know their place; running text is found by its words, forward from what stood before it. What
was made for print (numbers, names of references) is not in the sources and is passed over. Judges nothing, opens nothing:
the files are those that were read.
"""

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

from pipeline.model import Concept
from pipeline.places import Place
from pipeline.prose import headings
from review.changes import Inline, Item, Part
from review.outline import slug

Lines = tuple[str, int, int]
"""Path, first and last line."""

_WORD = re.compile(r"\w+")
_FOUND = 3
"""So many words in a row are taken for the place."""

_TRIED = 12
"""Words at the start of a text that are tried."""

_OF_FIELD = frozenset({"heading", "leaflet"})
"""Kinds that print what stands at the top of a field's file: its title, sign and colour."""

_FILES = {"titelblatt": "konzept.yaml", "faltblatt": "faltblatt.yaml", "vorlage": "vorlage.yaml"}


@dataclass(slots=True)
class _Words:
    """A file, of which only the words count.

    Attributes:
        lines: its text.
        words: all words with a space between and around them.
        starts: where in ``words`` each line begins.
        cursor: position behind the last find.
    """

    lines: list[str]
    words: str
    starts: list[int]
    cursor: int = 0

    @classmethod
    def of(cls, data: bytes) -> "_Words":
        """Take the words of a file."""
        lines = data.decode("utf-8-sig", "replace").replace("\r\n", "\n").replace("\r", "\n").split("\n")
        pieces = [" ".join(["", *_WORD.findall(line)]) for line in lines]
        starts = [0, *accumulate(map(len, pieces))]
        return cls(lines, "".join(pieces) + " ", starts[:-1])

    def find(self, words: Sequence[str], start: int) -> int | None:
        """Give the position where words begin, at or behind a position if there is one."""
        for skipped in range(min(_TRIED, max(1, len(words) - _FOUND + 1))):
            wanted = f" {' '.join(words[skipped : skipped + _FOUND])} "
            found = self.words.find(wanted, start)
            found = found if found >= 0 else self.words.find(wanted)
            if found >= 0:
                return max(0, found - sum(len(word) + 1 for word in words[:skipped]))
        return None

    def line(self, position: int) -> int:
        """Give the line of a position, from 1; lines without words begin where the next one does."""
        return bisect_right(self.starts, position)


def located(
    items: Sequence[Item], concept: Concept, files: Mapping[str, bytes], only: Iterable[int]
) -> dict[int, list[Lines]]:
    """Find items in the sources.

    Args:
        items: of a draft, in reading order.
        concept: as read.
        files: path → bytes.
        only: positions of the items that are asked for.

    Returns:
        Position → lines, the item's own first, then those of its footnotes; nothing for what was not found.
    """
    return _Locator(items, concept, files).find(sorted(set(only)))


class _Locator:
    """Holds the files cut into words; a file in which nothing is asked for is not opened."""

    def __init__(self, items: Sequence[Item], concept: Concept, files: Mapping[str, bytes]) -> None:
        self.items, self.files = items, files
        self.known = _known(concept)
        self.units = _units(concept)
        self.opened: dict[str, _Words] = {}

    def find(self, only: Sequence[int]) -> dict[int, list[Lines]]:
        """Find every item of the files concerned, so that each ends where the next begins."""
        paths = [*self._paths()]
        wanted = {paths[at] for at in only}
        starts: dict[int, tuple[str, int]] = {}
        for at, item in enumerate(self.items):
            if paths[at] in wanted and (line := self._line(item, paths[at])):
                starts[at] = (paths[at], line)
        ends: defaultdict[str, set[int]] = defaultdict(set)
        for path, line in starts.values():
            ends[path].add(line)
        ordered = {path: sorted(lines) for path, lines in ends.items()}
        return {
            at: [self._lines(at, *starts[at], ordered), *self._notes(at, starts[at][0])] for at in only if at in starts
        }

    def _paths(self) -> Iterator[str]:
        """Name the file of each item."""
        path = ""
        for item in self.items:
            top = item.key.partition("/")[0]
            if item.kind in {"title", "heading", "leaflet", "form"}:
                path = self.units.get(item.key) or _FILES.get(top, path)
            known = self.known.get(item.key)
            own = self.units.get(item.code, path) if item.kind in _OF_FIELD else path
            yield known.path if known else own

    def _line(self, item: Item, path: str) -> int:
        known = self.known.get(item.key)
        if known:
            return known.line
        file = self._open(path)
        for part in item.parts:
            words = _words(part)
            found = file.find(words, file.cursor) if file and words else None
            if file and found is not None:
                file.cursor = found + 1
                return file.line(found)
        if item.kind in _OF_FIELD and self.units.get(item.code) == path:
            return 1
        found = file.find([item.key.rpartition("/")[2]], 0) if file and item.kind == "form" else None
        return file.line(found) if file and found is not None else 0

    def _lines(self, at: int, path: str, line: int, ordered: Mapping[str, list[int]]) -> Lines:
        text, starts = (file.lines if (file := self._open(path)) else []), ordered[path]
        following = bisect_left(starts, line + 1)
        end = starts[following] - 1 if following < len(starts) else len(text)
        if self.items[at].key not in self.known:
            end = next((row for row in range(line, end) if not text[row].strip()), end)
        while end > line and not text[end - 1].strip():
            end -= 1
        return path, line, max(line, end)

    def _notes(self, at: int, path: str) -> Iterator[Lines]:
        file = self._open(path)
        for part in self.items[at].parts:
            if part.name == "Fußnote" and file and (words := _words(part)):
                found = file.find(words, 0)
                if found is not None:
                    yield path, file.line(found), file.line(found)

    def _open(self, path: str) -> _Words | None:
        if path not in self.opened and path in self.files:
            self.opened[path] = _Words.of(self.files[path])
        return self.opened.get(path)


def _known(concept: Concept) -> dict[str, Place]:
    """Give id → place of everything that knows its own."""
    found = {str(goal.id): goal.place for goal in concept.goals}
    found |= {str(measure.id): measure.place for measure in concept.measures}
    found |= {str(guideline.id): guideline.place for guideline in concept.all_guidelines}
    found |= {str(term.id): term.place for term in concept.terms}
    found |= {str(provision.id): provision.place for provision in concept.provisions}
    found |= {law.code: law.place for law in concept.laws}
    for meeting in concept.submission.consultations if concept.submission else ():
        found[f"vorlage/beratungsfolge/{meeting.day.isoformat()}-{slug(meeting.body)}"] = meeting.place
    return {key: place for key, place in found.items() if place}


def _units(concept: Concept) -> dict[str, str]:
    """Give the id of each heading that begins a file, or has an id of its own, and its file."""
    found = {str(one.code): path for path, one in concept.fields.items()}
    for path, chapter in concept.chapters.items():
        for _, key, _ in headings(chapter.text.blocks):
            if key:
                found.setdefault(key, path)
    return found


def _words(part: Part) -> list[str]:
    return _WORD.findall(" ".join(_written(part.inlines)))


def _written(inlines: Iterable[Inline]) -> Iterator[str]:
    """Yield what an author wrote; the text of a reference was made."""
    for inline in inlines:
        kind: str = inline["t"]
        content: Any = inline.get("c")
        if kind == "Str":
            yield content
        elif kind == "Code":
            yield content[1]
        elif kind == "Quoted" or (kind == "Link" and not content[2][0].startswith("#")):
            yield from _written(content[1])
        elif isinstance(content, list) and content and isinstance(content[0], dict) and kind != "Note":
            yield from _written(content)
