"""Page and line of what an amendment speaks of, in the finished PDF of the version it was written against."""

from collections.abc import Callable
from dataclasses import replace
from functools import cache

from pipeline.manuscript import AmendmentEntry, Manuscript, OperationEntry
from pipeline.prose import plain
from pipeline.tools.pdf_lines import Lines

Built = Callable[[str], bytes | None]
"""Gives the finished book of a version, None if it is not built."""


def with_pages(manuscript: Manuscript, built: Built) -> Manuscript:
    """Add page and line to the citations of amendments, as far as the versions they speak of are built.

    Args:
        manuscript: with the proceedings; without them it is given back as it is.
        built: where finished books are.
    """
    proceedings = manuscript.proceedings
    if proceedings is None or not proceedings.amendments:
        return manuscript

    @cache
    def lines(version: str) -> Lines | None:
        data = built(version)
        return Lines(data) if data else None

    entries = {one.key: _cited(one, lines(str(one.form.version))) for one in proceedings.amendments}
    meetings = tuple(
        replace(one, amendments=tuple(entries.get(each.key, each) for each in one.amendments))
        for one in proceedings.meetings
    )
    amendments = tuple(entries[one.key] for one in proceedings.amendments)
    return replace(manuscript, proceedings=replace(proceedings, meetings=meetings, amendments=amendments))


def _cited(entry: AmendmentEntry, lines: Lines | None) -> AmendmentEntry:
    if lines is None:
        return entry
    return replace(entry, operations=tuple(_operation(one, lines) for one in entry.operations))


def _operation(one: OperationEntry, lines: Lines) -> OperationEntry:
    after = one.kind == "einfügen nach"
    spot = lines.locate(plain(list(one.former)), one.target.number, one.target.title, at_end=after)
    if spot is None:
        return one
    parts = [f"Seite {spot.page}, Zeile {spot.line}", *([one.citation] if one.citation else [])]
    return replace(one, citation=", ".join(parts))
