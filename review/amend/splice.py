"""Exchange a wording word by word, so that what stays keeps its place, its wrapping and its signs of form."""

from collections.abc import Iterator
from typing import NamedTuple

from review.amend.marks import Mark, Marks
from review.sequences import matches

_WHITE = " \t\r\n"
_FORMS = ("**", "__", "*", "_", "`")


class Cut(NamedTuple):
    """A stretch of a text and what shall stand there; line ends of ``text`` are line feeds without indentation."""

    start: int
    end: int
    text: str


def spliced(  # noqa: PLR0913, PLR0917 - two wordings and the text between them
    text: str, current: Marks, place: dict[int, int], old: Marks, new: Marks, wording: str
) -> list[Cut] | None:
    """Carry a change from an old to a new wording over to a text that holds the old one, or nearly.

    Args:
        text: the text.
        current: its marks.
        place: mark of the old wording → mark of the text.
        old: marks of the old wording.
        new: marks of the new wording.
        wording: the new wording.

    Returns:
        The cuts; None where the text has changed in the same words.
    """
    cuts = []
    for (low, high), (first, last) in _hunks(old, new):
        left = _left(place, low, high, len(old))
        if left is None:
            return None
        right = left + high - low
        if any(place.get(at) != left + at - low for at in range(low, high)):
            return None
        if high < len(old) and place.get(high) != right:
            return None
        cuts.append(_cut(text, current, (left, right), new[first:last], wording))
    return cuts


def _hunks(old: Marks, new: Marks) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
    """Yield what changes: range of the old, range of the new; neighbours that only a short word parts are one."""
    one, other = _keys(old), _keys(new)
    found: list[tuple[tuple[int, int], tuple[int, int]]] = []
    low = first = 0
    for at, to in [*matches(one, other), (len(old), len(new))]:
        if at > low or to > first:
            found.append(((low, at), (first, to)))
        low, first = at + 1, to + 1
    yield from found


def _keys(marks: Marks) -> list[str]:
    return [mark.key if at else mark.text for at, mark in enumerate(marks)]


def _left(place: dict[int, int], low: int, high: int, size: int) -> int | None:
    """Say at which mark of the text a hunk begins."""
    if low:
        before = place.get(low - 1)
        return None if before is None else before + 1
    return place.get(low) if high > low or size else None


def taken_out(text: str, current: Marks, gone: range) -> Cut:
    """Take words out, with the gap that would be one too many."""
    return _cut(text, current, (gone.start, gone.stop), (), "")


def _cut(text: str, current: Marks, hunk: tuple[int, int], come: Marks, wording: str) -> Cut:
    left, right = hunk
    gone = current[left:right]
    before = current[left - 1] if left else None
    after = current[right] if right < len(current) else None
    fresh = wording[come[0].start : come[-1].end] if come else ""
    if gone and come:
        start, end = gone[0].start, gone[-1].end
        if come[0].glued and before:
            start = before.end
    elif gone:
        start, end = _without(text, gone, before, after)
    else:
        start = end = before.end if before else (after.start if after else 0)
        if come and come[-1].is_gap and after:
            end = after.start
    if come and come[0].is_gap and before:
        start = before.end
    return Cut(start, end, _fitted(text, (start, end), fresh, come, before, after))


def _without(text: str, gone: Marks, before: Mark | None, after: Mark | None) -> tuple[int, int]:
    """Say what goes with words that go: the gap before them, or after them at the start of a block."""
    start, end = gone[0].start, gone[-1].end
    for form in _FORMS:  # what was set in bold goes with its signs
        inside = (before is None or before.end <= start - len(form)) and (
            after is None or end + len(form) <= after.start
        )
        if inside and text.endswith(form, 0, start) and text.startswith(form, end):
            start, end = start - len(form), end + len(form)
            break
    if before and not before.is_gap:
        if not text[before.end : start].strip(_WHITE):
            start = before.end
    elif after and not text[end : after.start].strip(_WHITE):
        end = after.start
    return start, end


def _fitted(  # noqa: PLR0913, PLR0917 - what stands on both sides
    text: str, where: tuple[int, int], fresh: str, come: Marks, before: Mark | None, after: Mark | None
) -> str:
    """Set spaces where words would touch that must not."""
    start, end = where
    if come and before and not before.is_gap and not come[0].glued and not come[0].is_gap:
        last = text[start - 1 : start]
        if last and last not in _WHITE:
            fresh = " " + fresh
    if after and not after.is_gap and not after.glued and (come or before):
        last = fresh[-1:] or text[start - 1 : start]
        ends = come[-1].is_gap if come else bool(before and before.is_gap)
        if last and last not in _WHITE and not ends and text[end : end + 1] not in _WHITE:
            fresh += " "
    return fresh
