"""How long comparing takes, alone and with the reports: ``python -m benchmarks.review_speed WHAT …`` in a fresh process.

``compare`` prints the seconds for two real versions already read; ``cached`` reads them from the cache and compares.
``times N`` makes concepts of N times the real size
and prints the seconds for a few edits, a moved third, a rewritten third and one where every word is new.
"""

import gc
import json
import random
import sys
import time
from dataclasses import replace
from pathlib import Path

from pipeline.build import PROJECT
from pipeline.manuscript import Manuscript

BASE, HEAD = "2016-07-28", "2017-05-03"


def main() -> None:
    """Measure one thing and print it."""
    what, *others = sys.argv[1:]
    gc.disable()  # as the command does
    if what == "times":
        print(json.dumps(_sizes(int(others[0]), Path(others[1]))))
        return
    cache = Path(others[0])
    from review.compare import compare  # noqa: PLC0415
    from review.sides import compared  # noqa: PLC0415

    comparison = compared(PROJECT / "sources", BASE, HEAD, cache)
    if what == "compare":
        start = time.perf_counter()
        compare(comparison.base.manuscript, comparison.head.manuscript)
        print(time.perf_counter() - start)


def drafts(times: int, work: Path) -> list[Manuscript]:
    """Make two concepts of so many times the real size that have no text in common."""
    from benchmarks.generate import write  # noqa: PLC0415
    from pipeline.compose import compose  # noqa: PLC0415
    from pipeline.opening import gather, read_tree  # noqa: PLC0415

    made = []
    for seed in (1, 2):
        folder = work / f"{times}-{seed}"
        write(folder, times, PROJECT / "sources", seed)
        manuscript = compose(read_tree(gather(folder)).concept)
        assert manuscript is not None  # noqa: S101 - generated sources have settings
        made.append(manuscript)
    return made


def edited(base: Manuscript, times: int) -> Manuscript:
    """Make forty edits for each time the real size."""
    from benchmarks.mutate import KINDS, Mutant, named_texts  # noqa: PLC0415

    mutant = Mutant(base, random.Random(times), named_texts(base), ["Stadt", "Integration", "Vereine", "Haushalt"])
    kinds = [kind for kind in KINDS if kind not in {"rows", "headings"}]
    for _ in range(40 * times):
        KINDS[mutant.dice.choice(kinds)](mutant)
    return mutant.done()


def _sizes(times: int, work: Path) -> dict[str, float]:
    from review.compare import compare  # noqa: PLC0415

    base, other = drafts(times, work)
    third = len(base.elements) // 3
    first, middle, last = (base.elements[third * at : third * (at + 1)] for at in range(3))
    rest = base.elements[third * 3 :]
    heads = {
        "edited": edited(base, times),
        "moved": replace(base, elements=(*middle, *first, *last, *rest)),
        "rewritten": replace(base, elements=(*first, *other.elements[third : 2 * third], *last, *rest)),
        "all new": other,
    }
    seconds: dict[str, float] = {}
    for name, head in heads.items():
        start = time.perf_counter()
        compare(base, head)
        seconds[name] = time.perf_counter() - start
    return seconds


if __name__ == "__main__":
    main()
