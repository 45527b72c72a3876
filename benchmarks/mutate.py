"""Mutations of a manuscript with known truth: what a comparison must find, from a seed.

Texts are told apart by the identity of their inlines, which outlining keeps; records by their ids. Whatever is
changed is written anew and remembered: which text it was, and how many words and signs went and came.
"""

import random
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from pipeline.manuscript import GoalEntry, Heading, Manuscript, MeasureRow, MeasureTable, Prose
from pipeline.model import Block
from pipeline.prose import para, plain, text
from review.words import tokens

Element = Any
_LONG = 12
"""Words of a paragraph that can be moved, split, merged."""


@dataclass(slots=True)
class Truth:
    """What was done.

    Attributes:
        names: identity of an inline list's first element → names of the texts it holds; several after a merge.
        changed: names of texts and ids of records that changed in words.
        gone: … that were taken out.
        new: … that were put in.
        moved: … that stand elsewhere.
        split: … that became several.
        merged: sets of names that became one.
        titles: new title of a heading → the one it had.
        tokens: words and signs that went or came.
        kept: inlines that must live as long as their identity counts.
    """

    names: dict[int, tuple[str, ...]] = field(default_factory=dict)
    changed: set[str] = field(default_factory=set)
    gone: set[str] = field(default_factory=set)
    new: set[str] = field(default_factory=set)
    moved: set[str] = field(default_factory=set)
    split: set[str] = field(default_factory=set)
    merged: set[tuple[str, ...]] = field(default_factory=set)
    titles: dict[str, str] = field(default_factory=dict)
    tokens: int = 0
    kept: list[Any] = field(default_factory=list)

    @property
    def touched(self) -> set[str]:
        """All names that something was done to."""
        merged = {name for several in self.merged for name in several}
        return self.changed | self.gone | self.new | self.moved | self.split | merged


class Mutant:
    """A manuscript being mutated: elements, and paragraphs, entries and rows within them.

    Attributes:
        elements: of the manuscript, replaced as they change.
        truth: what was done so far.
    """

    def __init__(
        self, manuscript: Manuscript, dice: random.Random, names: dict[int, str], words: Sequence[str]
    ) -> None:
        """Begin with a manuscript that nothing was done to."""
        self.manuscript = manuscript
        self.elements: list[Element] = list(manuscript.elements)
        self.dice = dice
        self.words = words
        self.truth = Truth(names={key: (name,) for key, name in names.items()})

    def done(self) -> Manuscript:
        """Give the mutated manuscript."""
        return replace(self.manuscript, elements=tuple(self.elements))

    # ---- what can be changed ----

    def paragraphs(self, least: int = 5) -> list[tuple[int, int]]:
        """List element and position of plain paragraphs that nothing was done to yet."""
        return [
            (at, row)
            for at, element in enumerate(self.elements)
            if isinstance(element, Prose)
            for row, block in enumerate(element.blocks)
            if block["t"] == "Para"
            and {one["t"] for one in block["c"]} <= {"Str", "Link", "Note"}
            and len(plain(block).split()) >= least
            and not self._used(block)
        ]

    def _used(self, block: Block) -> bool:
        names = self.names_of(block)
        return not names or bool(set(names) & self.truth.touched)

    def names_of(self, block: Block) -> tuple[str, ...]:
        """Give the names of a paragraph."""
        return self.truth.names.get(id(block["c"][0]), ())

    def put(self, at: int, row: int, blocks: Sequence[Block], gone: int = 1) -> None:
        """Replace blocks of an element by others."""
        element = self.elements[at]
        self.elements[at] = replace(element, blocks=(*element.blocks[:row], *blocks, *element.blocks[row + gone :]))

    def named(self, inlines: list[Any], *names: str) -> Block:
        """Make a paragraph that is known by names."""
        self.truth.names[id(inlines[0])] = names
        self.truth.kept.append(inlines)
        return para(inlines) | {"c": inlines}

    def sentence(self) -> str:
        """Make a sentence of words of the concept."""
        return " ".join(self.dice.choice(self.words) for _ in range(self.dice.randint(7, 14))).capitalize() + "."

    def count(self, inlines: Sequence[Any]) -> int:
        """Count words and signs."""
        return sum(not token.is_gap for token in tokens(inlines))

    def place(self, *, far_from: int = -1) -> tuple[int, int]:
        """Choose a place between paragraphs."""
        places = [
            (at, row)
            for at, element in enumerate(self.elements)
            if isinstance(element, Prose) and at != far_from
            for row in range(len(element.blocks) + 1)
        ]
        return self.dice.choice(places)


def words_edited(mutant: Mutant) -> None:
    """Exchange one to three words of a paragraph."""
    at, row, block, position, content = _string(mutant, 8)
    words = content.split(" ")
    plainly = [one for one, word in enumerate(words) if word.isalpha() and len(word) > 4]  # noqa: PLR2004
    chosen = mutant.dice.sample(plainly, min(len(plainly), mutant.dice.randint(1, 3)))
    if not chosen:  # a line of short words and numbers
        return
    for one in chosen:
        words[one] = mutant.dice.choice([word for word in mutant.words if word != words[one] and len(word) > 4])  # noqa: PLR2004
    _write(mutant, at, row, block, position, " ".join(words))
    mutant.truth.tokens += 2 * len(chosen)


def sentence_edited(mutant: Mutant) -> None:
    """Put a sentence into a paragraph, or take one out of it."""
    at, row, block, position, content = _string(mutant, 20)
    sentences = content.split(". ")
    where = mutant.dice.randrange(1, len(sentences)) if len(sentences) > 1 else 1
    if len(sentences) > 2 and mutant.dice.random() < 0.5:  # noqa: PLR2004
        gone = sentences.pop(where - 1) + "."
        mutant.truth.tokens += mutant.count(text(gone))
    else:
        new = mutant.sentence()
        sentences.insert(where, new.removesuffix("."))
        mutant.truth.tokens += mutant.count(text(new))
    _write(mutant, at, row, block, position, ". ".join(sentences))


def paragraph_added(mutant: Mutant) -> None:
    """Put in a new paragraph."""
    at, row = mutant.place()
    inlines = text(" ".join(mutant.sentence() for _ in range(mutant.dice.randint(1, 4))))
    name = f"neu-{len(mutant.truth.kept)}"
    mutant.put(at, row, [mutant.named(inlines, name)], gone=0)
    mutant.truth.new.add(name)
    mutant.truth.tokens += mutant.count(inlines)


def paragraph_removed(mutant: Mutant) -> None:
    """Take a paragraph out."""
    at, row = mutant.dice.choice(mutant.paragraphs())
    block = mutant.elements[at].blocks[row]
    mutant.truth.gone.update(mutant.names_of(block))
    mutant.truth.tokens += _all_tokens(mutant, block)
    mutant.put(at, row, [])


def paragraph_moved(mutant: Mutant) -> None:
    """Put a paragraph under another heading; every third one is also changed a little."""
    at, row = mutant.dice.choice(mutant.paragraphs(_LONG))
    block = mutant.elements[at].blocks[row]
    names = mutant.names_of(block)
    to, place = mutant.place(far_from=at)
    if mutant.dice.random() < 0.33 and block["c"][0]["t"] == "Str":  # noqa: PLR2004
        first = block["c"][0]["c"].split(" ")
        first.insert(len(first) // 2, mutant.dice.choice(mutant.words))
        block = mutant.named([{"t": "Str", "c": " ".join(first)}, *block["c"][1:]], *names)
        mutant.truth.tokens += 1
        mutant.truth.changed.update(names)
    mutant.put(at, row, [])
    mutant.put(to, place, [block], gone=0)
    mutant.truth.moved.update(names)


def paragraph_split(mutant: Mutant) -> None:
    """Make two paragraphs of one, between two sentences."""
    choices = [
        (at, row, cut) for at, row in mutant.paragraphs(2 * _LONG) for cut in _cuts(mutant.elements[at].blocks[row])
    ]
    at, row, (position, where) = mutant.dice.choice(choices)
    block = mutant.elements[at].blocks[row]
    content = block["c"][position]["c"]
    names = mutant.names_of(block)
    first = [*block["c"][:position], {"t": "Str", "c": content[:where]}]
    second = [{"t": "Str", "c": content[where + 1 :]}, *block["c"][position + 1 :]]
    mutant.put(at, row, [mutant.named(first, *names), mutant.named(second, *names)])
    mutant.truth.split.update(names)


def paragraphs_merged(mutant: Mutant) -> None:
    """Make one paragraph of two neighbours."""
    free = set(mutant.paragraphs(_LONG))
    at, row = mutant.dice.choice([(at, row) for at, row in sorted(free) if (at, row + 1) in free])
    one, other = mutant.elements[at].blocks[row : row + 2]
    names = (*mutant.names_of(one), *mutant.names_of(other))
    mutant.put(at, row, [mutant.named([*one["c"], {"t": "Str", "c": " "}, *other["c"]], *names)], gone=2)
    mutant.truth.merged.add(names)


def heading_renamed(mutant: Mutant) -> None:
    """Give a section another title: one in other words, or one with a word more."""
    at = mutant.dice.choice(_sections(mutant))
    heading = mutant.elements[at]
    if mutant.dice.random() < 0.5:  # noqa: PLR2004
        title = mutant.sentence().removesuffix(".")
        mutant.truth.tokens += mutant.count(text(heading.title)) + mutant.count(text(title))
    else:
        title = f"{mutant.dice.choice(mutant.words)} {heading.title}"
        mutant.truth.tokens += 1
    mutant.elements[at] = replace(heading, title=title)
    mutant.truth.titles[title] = heading.title
    mutant.truth.changed.add(heading.title)


def section_moved(mutant: Mutant) -> None:
    """Put a section with its text into another chapter: one move, whatever stands in it."""
    choices = [at for at in _sections(mutant) if isinstance(mutant.elements[at + 1], Prose)]
    at = mutant.dice.choice(choices)
    section = mutant.elements[at : at + 2]
    if any(mutant._used(block) for block in section[1].blocks if block["t"] == "Para"):  # noqa: SLF001
        return
    del mutant.elements[at : at + 2]
    ends = [
        place
        for place, element in enumerate(mutant.elements)
        if isinstance(element, Heading)
        and element.kind in {"section", "chapter"}
        and isinstance(mutant.elements[place - 1], Prose)
        and abs(place - at) > 20  # noqa: PLR2004 - beyond its own chapter
    ]
    place = mutant.dice.choice(ends)
    mutant.elements[place:place] = section
    mutant.truth.moved.add(section[0].title)


def _sections(mutant: Mutant) -> list[int]:
    """List sections whose title no other heading has and that nothing was done to."""
    titles = Counter(one.title for one in mutant.elements if isinstance(one, Heading))
    return [
        at
        for at, one in enumerate(mutant.elements[:-1])
        if isinstance(one, Heading)
        and one.kind == "section"
        and titles[one.title] == 1
        and one.title not in mutant.truth.titles
        and one.title not in mutant.truth.touched
    ]


def row_changed(mutant: Mutant) -> None:
    """Exchange a cell of a table, or put in, take out or move a row."""
    tables = [
        (at, row)
        for at, element in enumerate(mutant.elements)
        if isinstance(element, Prose)
        for row, block in enumerate(element.blocks)
        if block["t"] == "Table" and len(_rows(block)) > 3  # noqa: PLR2004
    ]
    at, place = mutant.dice.choice(tables)
    table = mutant.elements[at].blocks[place]
    rows = list(_rows(table))
    where = mutant.dice.randrange(1, len(rows))
    cells = rows[where][1]
    names = mutant.truth.names.get(_cell_id(cells), ())
    if not names or set(names) & mutant.truth.touched:
        return
    action = mutant.dice.choice(("cell", "cell", "add", "remove", "move"))
    if action == "cell":
        old = plain(cells[-1][4])
        new = mutant.sentence().removesuffix(".")
        cell = [*cells[-1][:4], [{"t": "Plain", "c": text(new)}]]
        mutant.truth.kept.append(cell)
        rows[where] = [rows[where][0], [*cells[:-1], cell]]
        mutant.truth.changed.update(names)
        mutant.truth.tokens += mutant.count(text(old)) + mutant.count(text(new))
    elif action == "add":
        new_cells = [[*cell[:4], [{"t": "Plain", "c": text(mutant.sentence())}]] for cell in cells]
        name = f"neu-{len(mutant.truth.kept)}"
        mutant.truth.kept.append(new_cells)
        mutant.truth.names[_cell_id(new_cells)] = (name,)
        mutant.truth.new.add(name)
        mutant.truth.tokens += sum(mutant.count(cell[4][0]["c"]) for cell in new_cells)
        rows.insert(where, [rows[where][0], new_cells])
    elif action == "remove":
        rows.pop(where)
        mutant.truth.gone.update(names)
        mutant.truth.tokens += sum(mutant.count(block["c"]) for cell in cells for block in cell[4])
    else:
        if len(rows) < 5 or len(plain([cell[4] for cell in cells]).split()) < 3:  # noqa: PLR2004
            return
        row = rows.pop(where)
        rows.insert((where + len(rows) // 2) % len(rows), row)
        mutant.truth.moved.update(names)
    body = table["c"][4][0]
    changed = {"t": "Table", "c": [*table["c"][:4], [[*body[:3], rows]], table["c"][5]]}
    mutant.truth.kept.append(changed)
    mutant.put(at, place, [changed])


def measure_changed(mutant: Mutant) -> None:
    """Change a field of a measure, or put in, take out or move a measure."""
    at = mutant.dice.choice([at for at, one in enumerate(mutant.elements) if isinstance(one, MeasureTable)])
    table: MeasureTable = mutant.elements[at]
    rows = list(table.rows)
    where = mutant.dice.randrange(len(rows))
    row: MeasureRow = rows[where]
    if row.key in mutant.truth.touched:
        return
    action = mutant.dice.choice(("field", "field", "add", "remove", "move"))
    if action == "field":
        new = mutant.sentence().removesuffix(".")
        rows[where] = replace(row, lead=new)
        mutant.truth.changed.add(row.key)
        mutant.truth.tokens += mutant.count(text(row.lead)) + mutant.count(text(new))
    elif action == "add":
        key = f"M-NEU-{len(mutant.truth.kept)}"
        said = [mutant.sentence() for _ in range(3)]
        mutant.truth.kept.append(said)
        rows.insert(
            where,
            replace(row, key=key, title=said[0], description=(para(text(said[1])),), effect=(para(text(said[2])),)),
        )
        mutant.truth.new.add(key)
    elif action == "remove":
        rows.pop(where)
        mutant.truth.gone.add(row.key)
    else:
        rows.pop(where)
        rows.insert((where + len(rows) // 2) % max(1, len(rows)), row)
        if [one.key for one in rows] != [one.key for one in table.rows]:
            mutant.truth.moved.add(row.key)
    mutant.elements[at] = replace(table, rows=tuple(rows))


def renumbered(mutant: Mutant) -> None:
    """Print other numbers at every goal, measure and heading: no change at all."""
    for at, element in enumerate(mutant.elements):
        if isinstance(element, Heading | GoalEntry) and element.number:
            mutant.elements[at] = replace(element, number=f"{element.number}.9")
        elif isinstance(element, MeasureTable):
            rows = tuple(replace(row, number=f"{row.number}9") for row in element.rows)
            mutant.elements[at] = replace(element, rows=rows)


KINDS: dict[str, Callable[[Mutant], None]] = {
    "words": words_edited,
    "sentences": sentence_edited,
    "added": paragraph_added,
    "removed": paragraph_removed,
    "moved": paragraph_moved,
    "split": paragraph_split,
    "merged": paragraphs_merged,
    "headings": heading_renamed,
    "sections": section_moved,
    "rows": row_changed,
    "measures": measure_changed,
    "renumbered": renumbered,
}


def named_texts(manuscript: Manuscript) -> dict[int, str]:
    """Give each running text a name, by the identity of its first inline."""
    names: dict[int, str] = {}
    for number, element in enumerate(manuscript.elements):
        if isinstance(element, Prose):
            for count, first in enumerate(_firsts(element.blocks)):
                names[id(first)] = f"{number}.{count}"
    return names


def _firsts(blocks: Sequence[Block]) -> Iterator[Any]:
    for block in blocks:
        kind, content = block["t"], block.get("c")
        if kind in {"Para", "Plain"} and content:
            yield content[0]
        elif kind == "BulletList":
            for entry in content:  # type: ignore[union-attr]
                yield from _firsts(entry)
        elif kind == "OrderedList":
            for entry in content[1]:  # type: ignore[index]
                yield from _firsts(entry)
        elif kind == "Table":
            for _, cells in _rows(block):
                for cell in cells:
                    if cell[4] and cell[4][0].get("c"):
                        yield cell[4][0]["c"][0]
                        break


def _rows(table: Block) -> Sequence[Any]:
    return table["c"][4][0][3]


def _cell_id(cells: Sequence[Any]) -> int:
    return next((id(cell[4][0]["c"][0]) for cell in cells if cell[4] and cell[4][0].get("c")), 0)


def _string(mutant: Mutant, least: int) -> tuple[int, int, Block, int, str]:
    """Choose a paragraph and a long string in it."""
    choices = [
        (at, row, position)
        for at, row in mutant.paragraphs(least)
        for position, one in enumerate(mutant.elements[at].blocks[row]["c"])
        if one["t"] == "Str" and len(one["c"].split()) >= least
    ]
    at, row, position = mutant.dice.choice(choices)
    block = mutant.elements[at].blocks[row]
    return at, row, block, position, block["c"][position]["c"]


def _write(mutant: Mutant, at: int, row: int, block: Block, position: int, content: str) -> None:  # noqa: PLR0913, PLR0917
    names = mutant.names_of(block)
    inlines = [*block["c"][:position], {"t": "Str", "c": content}, *block["c"][position + 1 :]]
    mutant.put(at, row, [mutant.named(inlines, *names)])
    mutant.truth.changed.update(names)


def _cuts(block: Block) -> Iterator[tuple[int, int]]:
    """Yield places between two sentences with some words on both sides."""
    whole = len(plain(block).split())
    before = 0
    for position, one in enumerate(block["c"]):
        if one["t"] != "Str":
            before += len(plain(one).split())
            continue
        content, where = one["c"], -1
        while (where := content.find(". ", where + 1)) >= 0:
            words = before + len(content[: where + 1].split())
            if words >= _LONG // 2 and whole - words >= _LONG // 2 and content[where + 2 : where + 3].isupper():
                yield position, where + 1
        before += len(content.split())


def _all_tokens(mutant: Mutant, block: Block) -> int:
    notes = [one for one in block["c"] if one["t"] == "Note"]
    return mutant.count(block["c"]) + sum(mutant.count(inner["c"]) for note in notes for inner in note["c"])
