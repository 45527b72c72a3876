"""``python -m benchmarks``: measure and print a table of ratios; with ``--large`` the sizes 10× and 100× too.

The floor is what the tools alone take on the same text, one after the other: Markdown → docx and
Markdown → typst by pandoc, typst → PDF by typst. Every figure is a fresh process; floor and
figures alternate in one run and the medians are compared, because absolute times drift.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks import amend, law
from benchmarks import review as review_report
from benchmarks.generate import write
from benchmarks.review_speed import BASE, HEAD
from pipeline.compose import compose
from pipeline.flow import document, flow
from pipeline.kept import PROJECT
from pipeline.opening import gather, read_tree
from pipeline.prose import plain, walk
from pipeline.tools import pandoc

BARS = {
    "build cold": 1.0,
    "build after one edit": 0.6,
    "build unchanged": 0.2,
    "check cold": 0.25,
    "check warm": 0.25,
    "review compare": 0.2,
    "review cached": 0.5,
    "review all reports": 1.2,
}
GROWTH = {
    f"growth review {name}": bar for name, bar in (("edited", 12), ("moved", 12), ("rewritten", 12), ("all new", 20))
}
"""At ten times the size; where every word is new, each paragraph has many that might have been it."""

_TYPST = "import typst,sys; open(sys.argv[2],'wb').write(typst.compile(sys.argv[1]))"
_KONZEPT = (
    "import sys,resource; from pipeline.cli import main; code=main(sys.argv[1:]);"
    "print('peak', resource.getrusage(resource.RUSAGE_SELF).ru_maxrss); sys.exit(code)"
)


def main() -> int:
    """Measure and print; exit 1 if a bar is missed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--large", action="store_true", help="measure growth to 10x and 100x as well")
    parser.add_argument("--json", type=Path, help="write the figures to a file")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        as_at_the_desk(Path(name))
        figures = ratios(Path(name), PROJECT / "sources", options.runs)
        if options.large:
            figures |= growth(Path(name), PROJECT / "sources")
    judged = law.report()
    compared = review_report.report()
    figures |= judged | compared
    figures |= amend.report(options.runs)
    if options.json:
        options.json.write_text(json.dumps(figures, indent=2))
    bars = BARS | GROWTH | {"amend check": amend.BAR}
    slow = any(value > bars.get(name, value) for name, value in figures.items())
    return int(slow or not law.passed(*judged.values()) or not review_report.passed(compared))


def as_at_the_desk(work: Path) -> None:
    """Let Python keep its bytecode, as it does on any editor's machine, but not among our files; floor and figures alike."""
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    os.environ |= {"PYTHONPATH": str(PROJECT), "PYTHONPYCACHEPREFIX": str(work / "bytecode")}


def ratios(work: Path, real: Path, runs: int) -> dict[str, float]:
    """Measure the real concept against the floor."""
    text = as_markdown(real, work)
    place = work / "project"
    shutil.copytree(real, place / "sources")
    chapter = next((place / "sources" / "kapitel").glob("1*.md"))
    seconds: dict[str, list[float]] = {"floor": []} | {name: [] for name in BARS}
    konzept(place, "build")  # so that bytecode and files are at hand, for the floor as well
    floor(text)
    for run in range(runs):
        seconds["floor"].append(floor(text))
        for left in ("build", ".cache"):
            shutil.rmtree(place / left, ignore_errors=True)
        seconds["check cold"].append(_timed(lambda: konzept(place, "check")))
        shutil.rmtree(place / ".cache", ignore_errors=True)
        seconds["build cold"].append(_timed(lambda: konzept(place, "build")))
        seconds["build unchanged"].append(_timed(lambda: konzept(place, "build")))
        chapter.write_text(
            chapter.read_text(encoding="utf-8") + f"\nEin neuer Satz, zum {run + 1}. Mal.\n", encoding="utf-8"
        )
        seconds["build after one edit"].append(_timed(lambda: konzept(place, "build")))
        seconds["check warm"].append(_timed(lambda: konzept(place, "check")))
        desk = work / "review"
        shutil.rmtree(desk, ignore_errors=True)
        desk.mkdir()  # no cache yet
        drafts = "diff", BASE, HEAD, "--sources", str(real)
        seconds["review all reports"].append(_timed(lambda desk=desk, drafts=drafts: konzept_review(desk, *drafts)))
        seconds["review cached"].append(_timed(lambda desk=desk: review("cached", desk / ".cache")))
        seconds["review compare"].append(float(review("compare", desk / ".cache")))
    base = median(seconds["floor"])
    print(f"floor (pandoc docx + pandoc typst + typst pdf): {base:.2f} s, median of {runs}")
    result = {}
    for name, bar in BARS.items():
        pairs = [a / b for a, b in zip(seconds[name], seconds["floor"], strict=True)]
        result[name] = median(pairs)
        print(
            f"{name:<22} {median(seconds[name]):5.2f} s   {result[name]:.2f} × floor "
            f"({min(pairs):.2f} to {max(pairs):.2f})   bar {bar:.2f}   {'ok' if result[name] <= bar else 'MISSED'}"
        )
    return result


def growth(work: Path, real: Path) -> dict[str, float]:
    """Measure check and build at 1× and 10×, check at 100×, each cold."""
    seconds: dict[tuple[str, int], float] = {}
    figures: dict[str, float] = {}
    for times in (1, 10, 100):
        place = work / f"times-{times}"
        write(place / "sources", times, real)
        seconds["check", times] = _timed(lambda place=place: konzept(place, "check", findings=True))
        if times <= 10:  # noqa: PLR2004
            start = time.perf_counter()
            peak = konzept(place, "build", "--allow-errors", findings=True)
            seconds["build", times] = time.perf_counter() - start
            figures[f"peak MiB build {times}x"] = peak / 1024
    small, large = (json.loads(review("times", times, work / "sizes")) for times in (1, 10))
    figures |= {f"growth review {name}": large[name] / small[name] for name in small}
    for what, times in (("check", 10), ("build", 10), ("check", 100)):
        figures[f"growth {what} {times}x"] = seconds[what, times] / seconds[what, 1]
    for name, value in figures.items():
        print(f"{name:<22} {value:8.1f}")
    return figures


def as_markdown(sources: Path, work: Path) -> Path:
    """Write the whole concept as one Markdown file: the same text for the tools alone."""
    manuscript = compose(read_tree(gather(sources)).concept)
    assert manuscript is not None  # noqa: S101 - the real sources have settings
    blocks = flow(manuscript)
    for element in walk(blocks):
        if element["t"] == "LineBreak":
            element["t"] = "Space"
        elif element["t"] == "Link" and element["c"][2][0].startswith("#"):
            element |= {
                "t": "Span",
                "c": [["", [], []], element["c"][1]],
            }  # pandoc's typst rejects links into tables
        elif element["t"] == "Table":
            _flatten(element)
    text = pandoc.run(["-f", "json", "-t", "commonmark_x", "--wrap=none", "--columns=100000"], document(blocks))
    path = work / "floor.md"
    path.write_bytes(text)
    for picture in manuscript.pictures.values():
        (work / picture.path).parent.mkdir(exist_ok=True)
        (work / picture.path).write_bytes(picture.data)
    return path


def _flatten(table: dict[str, Any]) -> None:
    """Make each cell one paragraph: Markdown's tables hold no more, and pandoc would write HTML and lose it."""
    for body in table["c"][4]:
        for _, cells in body[3]:
            for cell in cells:
                cell[4] = [
                    {
                        "t": "Plain",
                        "c": [one for block in cell[4] for one in [*_inlines(block), {"t": "Space"}]],
                    }
                ]


def _inlines(block: dict[str, Any]) -> list[Any]:
    return block["c"] if block["t"] in {"Para", "Plain"} else [{"t": "Str", "c": plain(block)}]


def floor(text: Path) -> float:
    """Time the tools alone on the text, one after the other."""
    out = text.parent
    run = pandoc.program()
    start = time.perf_counter()
    _run(run, "-f", "commonmark_x", text.name, "-o", "floor.docx", cwd=out)
    _run(run, "-f", "commonmark_x", text.name, "-s", "-o", "floor.typ", cwd=out)
    _run(sys.executable, "-c", _TYPST, "floor.typ", "floor.pdf", cwd=out)
    return time.perf_counter() - start


def konzept_review(place: Path, *arguments: str) -> None:
    """Run the command of the review in a fresh process, whatever its exit code says of the sources."""
    run = "import sys; from review.cli import main; sys.exit(max(0, main(sys.argv[1:]) - 1))"
    _run(sys.executable, "-c", run, *arguments, cwd=place)


def konzept(place: Path, *arguments: str, findings: bool = False) -> int:
    """Run the command in a fresh process and give its own peak memory in KiB; random words may have findings."""
    done = _run(sys.executable, "-c", _KONZEPT, *arguments, cwd=place, fine=(0, 1) if findings else (0,))
    return int(done.stdout.decode().split("peak ")[-1])


def review(*arguments: object) -> str:
    """Run a measurement of the comparison in a fresh process and give what it prints."""
    return _run(sys.executable, "-m", "benchmarks.review_speed", *map(str, arguments), cwd=PROJECT).stdout.decode()


def _timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _run(*command: str, cwd: Path, fine: tuple[int, ...] = (0,)) -> subprocess.CompletedProcess[bytes]:
    done = subprocess.run(command, cwd=cwd, capture_output=True, check=False)
    if done.returncode not in fine:
        raise SystemExit(f"{' '.join(command)}\n{done.stderr.decode(errors='replace')}")
    return done


if __name__ == "__main__":
    raise SystemExit(main())
