"""How well the triggers of the law find what a provision touches: ``python -m benchmarks.law``.

`law_labels/paare.tsv` holds texts written for this purpose, each with a provision, a label and a reason.
The triggers of `sources/recht` were fitted to the half ``abgleich`` alone; ``pruefung`` is the judge.
"""

import csv
import sys
from collections import Counter
from pathlib import Path
from typing import NamedTuple

from pipeline.kept import PROJECT
from pipeline.opening import gather
from pipeline.read import read
from pipeline.triggers import Triggers

LABELS = Path(__file__).with_name("law_labels") / "paare.tsv"
HALVES = ("abgleich", "pruefung")
RECALL, PRECISION = 0.95, 0.80


class Score(NamedTuple):
    """What was found of what there is."""

    recall: float
    precision: float
    pairs: int


def scores(sources: Path = PROJECT / "sources", *, show: bool = False) -> dict[str, Score]:
    """Judge both halves of the labelled pairs by the triggers of the sources.

    Args:
        sources: where `recht/` is.
        show: print the pairs of the half for fitting that come out wrong; never those of the other.
    """
    laws = read(gather(sources), lambda texts: [[] for _ in texts]).concept
    triggers = Triggers(laws.provisions)
    counted: dict[str, Counter[tuple[bool, bool]]] = {half: Counter() for half in HALVES}
    with LABELS.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            hit = triggers.hits(row["titel"], [row["text"]], row["feld"]).get(row["vorschrift"])
            meant = row["beruehrt"] == "ja"
            counted[row["haelfte"]][hit is not None, meant] += 1
            if show and row["haelfte"] == HALVES[0] and (hit is not None) != meant:
                found = hit.term if hit else "no term"
                print(f"{row['vorschrift']} {row['beruehrt']:<4} {row['titel']}: {found}")
    return {half: _score(counts) for half, counts in counted.items()}


def _score(counts: Counter[tuple[bool, bool]]) -> Score:
    right, wrong, missed = counts[True, True], counts[True, False], counts[False, True]
    return Score(right / max(1, right + missed), right / max(1, right + wrong), counts.total())


def report() -> dict[str, float]:
    """Print one line and give the figures of the half that judges."""
    fitted, judged = scores().values()
    print(
        f"law triggers           recall {judged.recall:.3f} (bar {RECALL:.2f}), "
        f"precision {judged.precision:.3f} (bar {PRECISION:.2f}) on {judged.pairs} held-out pairs; "
        f"{fitted.recall:.3f} and {fitted.precision:.3f} on the {fitted.pairs} fitted to   "
        f"{'ok' if passed(judged.recall, judged.precision) else 'MISSED'}"
    )
    return {"law recall": judged.recall, "law precision": judged.precision}


def passed(recall: float, precision: float) -> bool:
    """Whether both bars are met."""
    return recall >= RECALL and precision >= PRECISION


if __name__ == "__main__":
    scores(show=True)
    sys.exit(not passed(*report().values()))
