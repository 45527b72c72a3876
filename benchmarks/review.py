"""How well two drafts are compared: seeded mutations of the full concept with known truth, ``python -m benchmarks.review``.

Each kind of mutation alone and all of them mixed. Judged is only what a mutation touched and what the program claims
about it; all the rest, which is equal, would only flatter the figures. The real versions are judged in `labels.py`.
"""

import random
import sys
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from tempfile import gettempdir

from benchmarks import labels
from benchmarks.mutate import KINDS, Mutant, Truth, named_texts
from pipeline.build import PROJECT
from pipeline.compose import compose
from pipeline.manuscript import Manuscript, Prose
from pipeline.opening import gather, read_tree
from pipeline.prose import plain
from review.changes import ChangeSet, Entry, Item, Kind
from review.compare import base_of, compare_items, head_of, side_of
from review.outline import outline
from review.words import tokens

PAIRS, SEED = 300, 20170614
TOKENS, F1, MOVES, PIECES = 1.05, 0.98, 0.95, 0.9
_CACHE = Path(gettempdir()) / "integrationskonzept-bench"


@dataclass(slots=True)
class Score:
    """Figures over many pairs.

    Attributes:
        right: pairs of texts found that the truth holds.
        missed: pairs that only the truth holds.
        wrong: pairs that only the program holds.
        ratios: changed words and signs found, over those done, one a pair of drafts.
        moves: found, there, and claimed wrongly.
        pieces: found and there.
        unseen: names of touched texts that no change covers.
        noise: changes that nothing was done to.
    """

    right: int = 0
    missed: int = 0
    wrong: int = 0
    ratios: list[float] = field(default_factory=list)
    moves: list[int] = field(default_factory=lambda: [0, 0, 0])
    pieces: list[int] = field(default_factory=lambda: [0, 0])
    unseen: list[str] = field(default_factory=list)
    noise: list[str] = field(default_factory=list)

    @property
    def f1(self) -> float:
        """Balance of recall and precision of pairs."""
        whole = 2 * self.right + self.missed + self.wrong
        return 2 * self.right / whole if whole else 1.0

    @property
    def ratio(self) -> float:
        """Median of changed words and signs over those done."""
        return median(self.ratios) if self.ratios else 1.0

    @property
    def moves_recall(self) -> float:
        """Share of moves found."""
        return self.moves[0] / max(1, self.moves[1])

    @property
    def pieces_recall(self) -> float:
        """Share of splits and merges found."""
        return self.pieces[0] / self.pieces[1] if self.pieces[1] else 1.0


def scores(pairs: int = PAIRS, *, show: bool = False) -> dict[str, Score]:
    """Compare the concept with mutants of it; half of the pairs mix all kinds."""
    manuscript = compose(read_tree(gather(PROJECT / "sources"), _CACHE).concept)
    assert manuscript is not None  # noqa: S101 - the real sources have settings
    names, items, words = named_texts(manuscript), outline(manuscript), _words(manuscript)
    side = side_of(manuscript)
    found: dict[str, Score] = defaultdict(Score)
    kinds = list(KINDS)
    for number in range(pairs):
        dice = random.Random(SEED + number)
        name = kinds[number // 2 % len(kinds)] if number % 2 else "mixed"
        mutant = Mutant(manuscript, dice, names, words)
        for _ in range(dice.randint(2, 6) if name != "mixed" else dice.randint(8, 30)):
            KINDS[name if name != "mixed" else dice.choice(kinds)](mutant)
        head = outline(mutant.done())
        changes = compare_items(items, head, side, side)
        if base_of(changes) != items or head_of(changes) != head:
            found[name].unseen.append(f"{name} {number}: a draft cannot be read back")
        _judge(changes, names, mutant.truth, found[name], f"{name} {number}" if show else "")
    return dict(found)


def _words(manuscript: Manuscript) -> list[str]:
    prose = (element for element in manuscript.elements if isinstance(element, Prose))
    words = [word for element in prose for word in plain(list(element.blocks)).split()]
    return sorted({word for word in words if word.isalpha()})


def _names(item: Item, truth: Truth, names: dict[int, str], side: int) -> tuple[str, ...]:
    """Say which texts of the truth an item holds."""
    if item.kind == "heading":
        return (truth.titles.get(item.title, item.title) if side else item.title,)
    if item.key:
        return (item.key,)
    first = next((part.inlines[0] for part in item.parts if part.inlines), None)
    if first is None:
        return ()
    if side == 0:
        return (names[id(first)],) if id(first) in names else ()
    return truth.names.get(id(first), ())


def _judge(changes: ChangeSet, names: dict[int, str], truth: Truth, score: Score, show: str) -> None:
    touched = truth.touched
    ours: tuple[dict[str, list[int]], dict[str, list[int]]] = (defaultdict(list), defaultdict(list))
    called: tuple[dict[int, tuple[str, ...]], dict[int, tuple[str, ...]]] = ({}, {})
    seen: set[str] = set()
    said: set[tuple[int, int]] = set()
    count = 0
    for entry in changes.entries:
        for side, items, places in ((0, entry.base, entry.base_at), (1, entry.head, entry.head_at)):
            for item, at in zip(items, places, strict=True):
                called[side][at] = _names(item, truth, names, side)
                for name in called[side][at]:
                    ours[side][name].append(at)
        mine = {name for side in (0, 1) for at in (entry.base_at, entry.head_at)[side] for name in called[side][at]}
        if entry.kind:
            seen |= mine
            if not mine & touched:
                score.noise.append(entry.label)
                if show:
                    print(f"  {show}: noise: {entry.kind.name} {entry.label} {entry.base_at} {entry.head_at}")
        said |= {(at, to) for at in entry.base_at for to in entry.head_at}
        if entry.item.kind != "measure" or (entry.base and entry.head):
            count += _count(entry)
    meant = {(at, to) for name in touched if not name.startswith("M-") for at in ours[0][name] for to in ours[1][name]}
    ends = ({at for at, _ in meant}, {to for _, to in meant})
    claimed = {
        (at, to)
        for at, to in said
        if at in ends[0] or to in ends[1] or set(called[0][at]) & truth.gone or set(called[1][to]) & truth.new
    }
    score.right += len(meant & claimed)
    score.missed += len(meant - claimed)
    score.wrong += len(claimed - meant)
    unseen = touched - seen
    score.unseen += sorted(unseen)
    if truth.tokens:
        score.ratios.append(count / truth.tokens)
    if show:
        for at, to in sorted(meant ^ claimed):
            print(f"  {show}: {'missed' if (at, to) in meant else 'wrong'} {called[0].get(at)} = {called[1].get(to)}")
        if unseen:
            print(f"  {show}: unseen {sorted(unseen)}")
        if truth.tokens and count > 1.3 * truth.tokens:
            print(f"  {show}: {count} tokens for {truth.tokens}")
    _judge_shape(changes, called, truth, score, show)


def _judge_shape(
    changes: ChangeSet,
    called: tuple[dict[int, tuple[str, ...]], dict[int, tuple[str, ...]]],
    truth: Truth,
    score: Score,
    show: str,
) -> None:
    moved = {name for entry in changes.changes if entry.moved for at in entry.base_at for name in called[0][at]}
    score.moves[0] += len(moved & truth.moved)
    score.moves[1] += len(truth.moved)
    score.moves[2] += len(moved - truth.moved)
    pieces = {
        tuple(name for at in entry.base_at for name in called[0][at])
        for entry in changes.changes
        if entry.kind in {Kind.SPLIT, Kind.MERGED} and entry.base and entry.head
    }
    there = {(name,) for name in truth.split} | truth.merged
    score.pieces[0] += len(pieces & there)
    score.pieces[1] += len(there)
    if show:
        for name in sorted(moved ^ truth.moved):
            print(f"  {show}: {'wrong move' if name in moved else 'move missed'} {name}")
        for several in sorted(pieces ^ there):
            print(f"  {show}: {'wrong pieces' if several in pieces else 'pieces missed'} {several}")


def _count(entry: Entry) -> int:
    """Count the words and signs that a change shows as gone or new."""
    if entry.kind in {Kind.ADDED, Kind.REMOVED}:
        return sum(not token.is_gap for part in entry.item.parts for token in tokens(part.inlines))
    return sum(
        not token.is_gap and bool(token.key)
        for part in entry.parts
        for edit in part.edits
        if edit.op in {"delete", "insert"}
        for token in (*edit.base, *edit.head)
    )


def report(pairs: int = PAIRS, *, show: bool = False) -> dict[str, float]:
    """Print a line for each kind, and the labelled versions, and give the figures."""
    found = scores(pairs, show=show)
    for name in ("mixed", *KINDS):
        score = found.get(name)
        if score:
            print(
                f"  review {name:<13} pairs F1 {score.f1:.3f}, words {score.ratio:.3f}, "
                f"moves {_share(score.moves)} (wrong {score.moves[2]}), pieces {_share(score.pieces)}, "
                f"unseen {len(score.unseen)}, noise {len(score.noise)}"
            )
    every = list(found.values())
    figures = {
        "review words": median(ratio for score in every for ratio in score.ratios),
        "review F1": min(score.f1 for score in every),
        "review moves": sum(score.moves[0] for score in every) / max(1, sum(score.moves[1] for score in every)),
        "review pieces": sum(score.pieces[0] for score in every) / max(1, sum(score.pieces[1] for score in every)),
        "review unseen": float(sum(len(score.unseen) for score in every)),
    }
    print(
        f"review, {pairs} mutants    pairs F1 {figures['review F1']:.3f} at worst (bar {F1}), "
        f"words {figures['review words']:.3f} (bar {TOKENS}), moves {figures['review moves']:.3f} (bar {MOVES}), "
        f"split/merged {figures['review pieces']:.3f} (bar {PIECES}), unseen {figures['review unseen']:.0f} (bar 0)   "
        f"{'ok' if _passed(figures) else 'MISSED'}"
    )
    return figures | labels.report(show=show)


def _share(pair: Sequence[int]) -> str:
    return f"{pair[0]}/{pair[1]}"


def _passed(figures: dict[str, float]) -> bool:
    return (
        figures["review words"] <= TOKENS
        and figures["review F1"] >= F1
        and figures["review moves"] >= MOVES
        and figures["review pieces"] >= PIECES
        and not figures["review unseen"]
    )


def passed(figures: dict[str, float]) -> bool:
    """Whether all bars are met."""
    return _passed(figures) and labels.passed(figures)


if __name__ == "__main__":
    count = next((int(one) for one in sys.argv[1:] if one.isdigit()), PAIRS)
    sys.exit(not passed(report(count, show="--show" in sys.argv)))
