"""Which tables can be merged, and which of their rows belong together."""

from collections.abc import Sequence

from pipeline.tools.word_xml import Element, w
from review.redline.guide import Guide
from review.redline.pairs import paired
from review.redline.units import Unit


def alike(old: Element, new: Element) -> bool:
    """Whether two tables can be merged: equal columns, and no cell that reaches over rows."""
    columns = [len(list(one.iter(w("gridCol")))) for one in (old, new)]
    return columns[0] == columns[1] and all(next(one.iter(w("vMerge")), None) is None for one in (old, new))


def paired_rows(base: Sequence[Unit], head: Sequence[Unit], guide: Guide) -> list[tuple[int, int]]:
    """Pair rows whose cells correspond."""
    pairs = paired(base, head, guide)
    return [(at, to) for at, to in pairs if _shape(base[at].element) == _shape(head[to].element)]


def _shape(row: Element) -> list[str]:
    """Give how many columns each cell spans."""
    return [
        "1" if (span := cell.find(f"{w('tcPr')}/{w('gridSpan')}")) is None else span.get(w("val"))
        for cell in row.findall(w("tc"))
    ]
