"""Which paragraph of a Word file is which line of the draft: told by the order of both, so that equal words are no riddle."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from pipeline.tools.word_changes import Paragraph
from pipeline.tools.word_said import CONTENTS
from review.amend.lines import Line, read
from review.amend.marks import Marks, windows
from review.sequences import matches

_WHOLE = 0.9
"""A file with so large a share of the draft's lines shows all of it; what has less is told apart by its bookmarks too."""


_FORM = frozenset("|#>-+*:.")


@dataclass(frozen=True, slots=True)
class Piece:
    """A paragraph on one side of a Word file.

    Attributes:
        text: its words.
        paragraph: where it begins.
        group: number of the first paragraph it is tied to.
        changed: whether anything tracked is among those.
    """

    text: str
    paragraph: Paragraph
    group: int = 0
    changed: bool = False


def paired(base: Sequence[Line], pieces: Sequence[Piece]) -> dict[int, int]:
    """Pair the lines of a draft with what a Word file was before its changes; both only go forward.

    Args:
        base: the draft.
        pieces: of the file, in order.

    Returns:
        Position of a piece → position of its line.
    """
    there = [at for at, one in enumerate(pieces) if one.paragraph.level != CONTENTS]
    said = (
        [f"{one.column} {read(one.text).words}" for one in base],
        [f"{pieces[at].paragraph.column} {read(pieces[at].text).words}" for at in there],
    )
    if len(there) < _WHOLE * len(base):
        known = {one.key for one in base if one.key}
        said = (
            _under(running((one.key,) for one in base), said[0]),
            _under(running([key for key in pieces[at].paragraph.keys if key in known] for at in there), said[1]),
        )
    # from the end: what a file has beyond the draft, title page and contents, stands before it
    pairs = matches(said[0][::-1], said[1][::-1])
    return {there[len(there) - 1 - to]: len(base) - 1 - at for at, to in pairs}


def running(keys: Iterator[Sequence[str]]) -> Iterator[str]:
    """Yield the last bookmark up to each of several paragraphs."""
    last = ""
    for several in keys:
        last = next((one for one in reversed(several) if one), last)
        yield last


def _under(keys: Iterator[str], words: Sequence[str]) -> list[str]:
    return [f"{key}\n{said}" for key, said in zip(keys, words, strict=True)]


def located(several: Sequence[tuple[int, Marks]], marks: Marks) -> Iterator[tuple[int, range]]:
    """Find the lines that are printed from one wording in it, one behind the other.

    Args:
        several: number of each line and its marks.
        marks: of the wording.

    Yields:
        Number of a line and where it stands; a line that is not found between its neighbours is left out.
    """
    start = 0
    for number, wanted in several:
        at = _next(marks, start, wanted)
        if at is None:
            found = windows(marks, wanted)
            at = found[0] if len(found) == 1 and found[0].start >= start else None
        if at is not None:
            yield number, at
            start = at.stop


def _next(marks: Marks, start: int, wanted: Marks) -> range | None:
    """Find a wording at a position, signs of form before it left aside."""
    while start < len(marks):
        if _stands(marks, start, wanted):
            return range(start, start + len(wanted))
        if not _is_form(marks, start):
            return None
        start += 1
    return None


def _stands(marks: Marks, start: int, wanted: Marks) -> bool:
    here = marks[start : start + len(wanted)]
    return len(here) == len(wanted) and all(
        one.text == other.text and (not at or one.glued == other.glued)
        for at, (one, other) in enumerate(zip(here, wanted, strict=True))
    )


def _is_form(marks: Marks, at: int) -> bool:
    """Whether a mark is a gap, a sign of a table, list or heading, or the number of an entry."""
    text = marks[at].text
    begins = at == 0 or marks[at - 1].is_gap
    return marks[at].is_gap or text in _FORM or (begins and (text.isdigit() or text == "Tabelle"))


def by_place(base: Sequence[Line]) -> Mapping[tuple[str, str], list[int]]:
    """Give the positions of the lines printed from each field."""
    rows = sorted((one.owner, one.field, at) for at, one in enumerate(base) if one.owner and one.form != "note")
    return {place: [at for *_, at in group] for place, group in groupby(rows, key=lambda row: row[:2])}
