"""Headers of a page in which a value is struck and another one new: both seldom fit on the line that either fits on."""

from pipeline.tools.word import Package
from pipeline.tools.word_tracks import Mark, is_tracked
from pipeline.tools.word_xml import Element, run_of, w

_LETTER, _UPRIGHT = 75, 9000
"""Twentieths of a point that a letter of a header takes up, and that a line of an upright page is long."""


def break_full(package: Package, author: str, date: str) -> None:
    """Let what stands on the right begin a line where both values stand: by a break that came and went.

    Args:
        package: its headers hold tracked changes.
        author: of the break.
        date: of the break.
    """
    heads = [tree for name, tree in sorted(package.trees.items()) if name.startswith("word/header")]
    for paragraph in (one for tree in heads for one in tree.iter(w("p")) if is_tracked(one)):
        tab = next((run for run in paragraph.iter(w("r")) if run.find(w("tab")) is not None), None)
        words = "".join(one.text or "" for one in paragraph.iter(w("t"), w("delText")))
        if tab is not None and len(words) * _LETTER > _room(paragraph):
            come, gone = Mark("ins", author, date).element(), Mark("del", author, date).element()
            gone.append(run_of("<w:br/>"))
            come.append(gone)
            tab.addprevious(come)


def _room(paragraph: Element) -> int:
    """Say how long a line is: where its own tab ends, or as on an upright page."""
    stops = (one for one in paragraph.iterfind(f"{w('pPr')}/{w('tabs')}/{w('tab')}") if one.get(w("val")) == "right")
    return max((int(one.get(w("pos"))) for one in stops), default=_UPRIGHT)
