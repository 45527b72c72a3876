"""Headers of a page in which a value is struck and another one new: both seldom fit on the line that either fits on."""

from collections.abc import Iterator

from pipeline.tools.word import Package
from pipeline.tools.word_tracks import Mark, is_tracked
from pipeline.tools.word_xml import Element, run_of, style_of, w

_LETTER = 75
"""Twentieths of a point that a letter of a header takes up."""


def break_full(package: Package, author: str, date: str) -> None:
    """Let what stands on the right begin a line where both values stand: by a break that came and went.

    Args:
        package: its headers hold tracked changes.
        author: of the break.
        date: of the break.
    """
    for name in sorted(package.parts):
        for paragraph in package.tree(name).iter(w("p")) if name.startswith("word/header") else ():
            tab = next((run for run in paragraph.iter(w("r")) if run.find(w("tab")) is not None), None)
            words = "".join(one.text or "" for one in paragraph.iter(w("t"), w("delText")))
            if tab is None or not is_tracked(paragraph) or len(words) * _LETTER <= max(_stops(package, paragraph), default=0):
                continue
            come, gone = Mark("ins", author, date).element(), Mark("del", author, date).element()
            gone.append(run_of("<w:br/>"))
            come.append(gone)
            tab.addprevious(come)


def _stops(package: Package, paragraph: Element) -> Iterator[int]:
    """Yield where the tabs of a paragraph and of its style end on the right."""
    styles = (one for one in package.tree("word/styles.xml").iter(w("style")) if one.get(w("styleId")) == style_of(paragraph))
    for holder in (paragraph, *styles):
        for stop in holder.iterfind(f"{w('pPr')}/{w('tabs')}/{w('tab')}"):
            if stop.get(w("val")) == "right":
                yield int(stop.get(w("pos")))
