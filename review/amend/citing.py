"""Where a passage stands in print: „Seite 40, Zeile 12, Ziff. 3.1.2“, as the council cites."""

import hashlib
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path

from pipeline.compose.index import references
from pipeline.manuscript import Ref
from pipeline.render import konzept_pdf
from pipeline.tools.pdf_lines import Lines
from review.amend.marks import cut_plain
from review.amend.placing import Outcome
from review.amend.sites import Sites
from review.sides import Draft

_ELSEWHERE = {"vorlage": "Beschlussvorlage", "faltblatt": "Faltblatt"}
"""What is no part of the book and so has no page there."""


class Citer:
    """Cites passages of one draft; its PDF is set when the first page is asked for."""

    def __init__(self, draft: Draft, printed: Mapping[str, str], templates: Path, cache: Path | None = None) -> None:
        """Set nothing yet.

        Args:
            draft: what is cited.
            printed: target of a reference → what is printed in its place.
            templates: folder of the templates.
            cache: folder that keeps the finished PDF; None for no cache.
        """
        self.draft, self.printed, self.templates, self.cache = draft, printed, templates, cache
        self.refs = references(draft.concept)

    @cached_property
    def lines(self) -> Lines:
        """The lines of the draft's PDF."""
        kept = self._kept()
        if kept and kept.is_file():
            return Lines(kept.read_bytes())
        data = konzept_pdf.render(self.draft.manuscript, self.templates, 0)
        if kept:
            try:
                kept.parent.mkdir(parents=True, exist_ok=True)
                kept.write_bytes(data)
            except OSError:
                return Lines(data)
        return Lines(data)

    def _kept(self) -> Path | None:
        if self.cache is None:
            return None
        digest = hashlib.sha256()
        templates = sorted(path for path in (self.templates / "typst").rglob("*") if path.is_file())
        for name, data in (
            *self.draft.tree.files.items(),
            *((path.name, path.read_bytes()) for path in templates),
        ):
            digest.update(f"{name}\0{len(data)}\0".encode() + data)
        return self.cache / f"zitat-{digest.hexdigest()[:24]}.pdf"

    def outcome(self, one: Outcome, sites: Sites) -> str:
        """Cite where an operation is to take place."""
        path = one.place.path if one.place else ""
        words = ""
        if path in sites.tree.files and one.span != (0, 0):
            words = sites.source(path).text[slice(*one.span)]
        return self.cite(str(one.operation.target), words, at_end=one.operation.kind == "einfügen nach")

    def cite(self, key: str, words: str = "", *, at_end: bool = False, title: str = "") -> str:
        """Cite a passage.

        Args:
            key: id or name of a heading, for the printed number.
            words: of the passage, Markdown; empty for the beginning of what the key names.
            at_end: cite the line where the words end.
            title: of a heading that has no name of its own.
        """
        ref = self._ref(key)
        number, known = (ref.number, ref.title) if ref else ("", "")
        shown = (f"Leitlinie {number}" if ref and ref.kind == "guideline" else f"Ziff. {number}") if number else ""
        if title != known:
            shown = f"{shown} „{title}“".strip() if title else shown
        title = title or known
        shown = shown or (f"„{title}“" if title else key)
        plain = " ".join(mark.text for mark in cut_plain(words, self.printed) if not mark.is_gap)
        home = _ELSEWHERE.get(key.partition("/")[0])
        if home:
            return f"{home}, {shown}"
        spot = self.lines.locate(plain, number, title, at_end=at_end)
        return f"Seite {spot.page}, Zeile {spot.line}, {shown}" if spot else shown

    def _ref(self, key: str) -> Ref | None:
        if key in self.draft.concept.chapters:
            blocks = self.draft.concept.chapters[key].text.blocks
            key = next((str(one["c"][1][0]) for one in blocks if one["t"] == "Header"), key)
        return self.refs.get(key) or self.refs.get(key.partition("/")[0])
