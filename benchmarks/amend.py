"""How long checking 200 amendments takes against the floor of a build: ``python -m benchmarks.amend``."""

import random
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from benchmarks.generate import write
from pipeline.build import PROJECT
from pipeline.model import Concept, Goal, Measure
from pipeline.opening import gather
from pipeline.read import read
from review.amend.amendment_file import written
from review.amend.session import New
from review.amend.yamlsource import one_line

AMENDMENTS, POINTS, BAR = 200, 3, 1.0


def report(runs: int = 3) -> dict[str, float]:
    """Print one line and give the ratio; floor and figure alternate."""
    from benchmarks.__main__ import as_markdown, floor, konzept_review  # noqa: PLC0415 - it imports this module

    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        place = Path(name) / "project"
        write(place / "sources", 1, PROJECT / "sources")
        propose(place / "sources", AMENDMENTS)
        text = as_markdown(PROJECT / "sources", Path(name))
        konzept_review(place, "amend", "check")  # the texts are in the cache, as they are after any build
        pairs = []
        for _ in range(runs):
            base = floor(text)
            start = time.perf_counter()
            konzept_review(place, "amend", "check")
            pairs.append((time.perf_counter() - start, base))
        shutil.rmtree(place)
    ratio = median(taken / base for taken, base in pairs)
    print(
        f"amend check, {AMENDMENTS} amendments {median(taken for taken, _ in pairs):5.2f} s   {ratio:.2f} × floor   "
        f"bar {BAR:.2f}   {'ok' if ratio <= BAR else 'MISSED'}"
    )
    return {"amend check": ratio}


def propose(sources: Path, count: int, seed: int = 7) -> None:
    """Write so many amendments of the concept: words exchanged, sentences added, fields set, measures struck out."""
    dice = random.Random(seed)
    concept = read(gather(sources), lambda texts: [[] for _ in texts]).concept
    (sources / "antraege").mkdir(exist_ok=True)
    for number in range(count):
        rows = [row for _ in range(POINTS) for row in _point(dice, concept)]
        frame = New(f"A-B-{number + 1:03d}", "", "Probe", "Fraktion", "2017-05-31", (), ())
        text = written(frame).replace("fassung: \n", "fassung: offen\n").replace('fassung: ""', "fassung: offen")
        head, _, tail = text.partition("aenderungen:\n")
        body = "\n".join(rows)
        (sources / "antraege" / f"{frame.key}.yaml").write_text(f"{head}aenderungen:\n{body}\n{tail}", encoding="utf-8")


def _point(dice: random.Random, concept: Concept) -> Iterator[str]:
    item: Goal | Measure = dice.choice([*concept.goals, *concept.measures])
    text = item.text.source if isinstance(item, Goal) else item.description.source
    sentences = [one for one in " ".join(text.split()).split(". ") if text.count(one) <= 1]
    sentence = dice.choice(sentences).rstrip(".")
    kind = dice.randrange(4)
    if kind == 0 and isinstance(item, Measure):
        yield f"  - art: Feld ändern\n    stelle: {item.id}\n    feld: zeitraum"
        yield f"    alt: {one_line(item.period.written)}\n    neu: 2018-2020"
    elif kind == 1 and dice.random() < 0.2:  # noqa: PLR2004 - few amendments strike out whole items
        yield f"  - art: streichen\n    stelle: {item.id}"
    elif kind == 2:  # noqa: PLR2004
        yield f"  - art: einfügen nach\n    stelle: {item.id}\n    alt: {one_line(sentence)}"
        yield "    neu: Die Stadt berichtet darüber."
    else:
        words = sentence.split()
        at = dice.randrange(max(1, len(words) - 3))
        old = " ".join(words[at : at + 4])
        yield f"  - art: ersetzen\n    stelle: {item.id}\n    alt: {one_line(old)}\n    neu: und zwar verlässlich"


if __name__ == "__main__":
    sys.exit(any(value > BAR for value in report().values()))
