"""How well two real versions are compared, judged by verdicts of a reader: ``python -m benchmarks.labels``.

`review_labels/fassungen.tsv` says what became of every text that is not word for word the same; its README says how
it was made. ``--show`` prints what comes out otherwise.
"""

import csv
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import gettempdir

from pipeline.build import PROJECT
from review.changes import ChangeSet, Item, Kind
from review.compare import base_of, head_of
from review.sides import compared
from review.words import tokens

LABELS = Path(__file__).with_name("review_labels") / "fassungen.tsv"
F1, MOVES, PIECES = 0.95, 0.95, 0.9
_CACHE = Path(gettempdir()) / "integrationskonzept-bench"
_PIECES = {"geteilt": Kind.SPLIT, "zusammengefuehrt": Kind.MERGED}
_RECORDS = {"aufgegangen": Kind.MERGED, "abgespalten": Kind.SPLIT}

Pair = tuple[int, int]


@dataclass(slots=True)
class Tally:
    """What was found of what there is.

    Attributes:
        right: what the labels say and the program too.
        missed: what only the labels say.
        wrong: what only the program says.
    """

    right: list[str] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    def add(self, meant: set[str], found: set[str]) -> None:
        """Count both sets."""
        self.right += sorted(meant & found)
        self.missed += sorted(meant - found)
        self.wrong += sorted(found - meant)

    @property
    def recall(self) -> float:
        """Share of the labels that was found."""
        return len(self.right) / max(1, len(self.right) + len(self.missed))

    @property
    def f1(self) -> float:
        """Balance of recall and precision."""
        return 2 * len(self.right) / max(1, 2 * len(self.right) + len(self.missed) + len(self.wrong))


def tallies(sources: Path = PROJECT / "sources") -> dict[str, Tally]:
    """Judge both pairs of versions: ``pairs``, ``moves``, ``pieces``, ``records``."""
    rows: dict[str, list[dict[str, str]]] = defaultdict(list)
    with LABELS.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            rows[row["paar"]].append(row)
    found = {name: Tally() for name in ("pairs", "moves", "pieces", "records")}
    for pair, verdicts in rows.items():
        _judge(compared(sources, *pair.split(".."), _CACHE).changes, verdicts, found)
    return found


def _judge(changes: ChangeSet, verdicts: Sequence[dict[str, str]], tally: dict[str, Tally]) -> None:
    sides = base_of(changes), head_of(changes)
    places = [_Places(side) for side in sides]
    labelled: list[tuple[str, tuple[int, ...], tuple[int, ...]]] = [
        (row["urteil"], places[0].find(row["alt"]), places[1].find(row["neu"])) for row in verdicts
    ]
    judged: tuple[set[int], set[int]] = (set(), set())
    unjudged: tuple[set[int], set[int]] = (set(), set())
    for verdict, *both in labelled:
        for side, several in enumerate(both):
            (unjudged if verdict == "offen" else judged)[side].update(several)

    def shown(at: int, to: int) -> str:
        return f"{_words(sides[0][at])[:60]!r} = {_words(sides[1][to])[:60]!r}"

    meant = {
        (at, to)
        for verdict, base, head in labelled
        if verdict in {"geaendert", "verschoben", *_PIECES}
        for at in base
        for to in head
    }
    records = {at for verdict, base, _ in labelled if verdict in _RECORDS or verdict == "getauscht" for at in base}
    said = {
        (at, to)
        for entry in changes.entries
        for at in entry.base_at
        for to in entry.head_at
        if (at in judged[0] - records or to in judged[1])
        and at not in unjudged[0]
        and to not in unjudged[1]
        and not (sides[0][at].key and sides[0][at].key == sides[1][to].key and (at, to) not in meant)
    }
    tally["pairs"].add({shown(*pair) for pair in meant}, {shown(*pair) for pair in said})
    _judge_moves(changes, sides, labelled, unjudged, tally["moves"])
    pieces = {f"{v} {base} {head}" for v, base, head in labelled if v in _PIECES}
    names = {kind: verdict for verdict, kind in _PIECES.items()}
    tally["pieces"].add(
        pieces,
        {
            f"{names[entry.kind]} {entry.base_at} {entry.head_at}"
            for entry in changes.changes
            if entry.kind in names and entry.base and entry.head and not unjudged[0] & set(entry.base_at)
        },
    )
    tally["records"].add(
        {f"{v} {sides[0][base[0]].key} {sides[1][head[0]].key}" for v, base, head in labelled if v in _RECORDS},
        set(_records(changes)),
    )


def _judge_moves(
    changes: ChangeSet,
    sides: tuple[Sequence[Item], Sequence[Item]],
    labelled: Sequence[tuple[str, tuple[int, ...], tuple[int, ...]]],
    unjudged: tuple[set[int], set[int]],
    tally: Tally,
) -> None:
    said = {entry.base_at[0]: entry for entry in changes.changes if entry.moved}
    meant = {base[0] for verdict, base, _ in labelled if verdict == "verschoben"}
    for verdict, base, head in labelled:
        if verdict == "getauscht":
            keys = {sides[0][base[0]].key, sides[1][head[0]].key}
            either = {at for at, entry in said.items() if entry.key in keys}
            meant |= either or set(base)
    tally.add(
        {_words(sides[0][at])[:80] for at in meant},
        {_words(sides[0][at])[:80] for at in said if at not in unjudged[0]},
    )


def _records(changes: ChangeSet) -> Iterator[str]:
    for entry in changes.changes:
        if entry.item.kind not in {"goal", "measure"} or not entry.related:
            continue
        if entry.kind is Kind.MERGED:
            yield f"aufgegangen {entry.key} {entry.related[0]}"
        elif entry.kind is Kind.SPLIT:
            yield f"abgespalten {entry.related[0]} {entry.key}"


class _Places:
    """Finds the items that a label names."""

    def __init__(self, items: Sequence[Item]) -> None:
        self.items = items
        self.keys = {item.key: at for at, item in enumerate(items) if item.key}

    def find(self, named: str) -> tuple[int, ...]:
        return tuple(self._one(one) for one in named.split(" || ")) if named else ()

    def _one(self, named: str) -> int:
        section, sign, words = named.partition(" ¦ ")
        if not sign:
            return self.keys[section]
        above = self.keys.get(section, -1)
        hits = [
            at
            for at, item in enumerate(self.items)
            if not item.key and item.section == above and _words(item).startswith(words)
        ]
        if len(hits) != 1:
            raise SystemExit(f"{LABELS.name}: {named} names {len(hits)} texts")
        return hits[0]


def _words(item: Item) -> str:
    parts = item.parts if item.kind == "row" else item.parts[:1]
    texts = ("".join(token.text for token in tokens(part.inlines)) for part in parts)
    return " ".join(" / ".join(texts).split())


def report(*, show: bool = False) -> dict[str, float]:
    """Print the figures against their bars and give them."""
    found = tallies()
    pairs, moves, pieces, records = (found[name] for name in ("pairs", "moves", "pieces", "records"))
    figures = {
        "review labels F1": pairs.f1,
        "review labels moves": moves.recall,
        "review labels wrong moves": float(len(moves.wrong)),
        "review labels pieces": pieces.recall,
        "review labels records": records.recall,
        "review labels wrong records": float(len(records.wrong)),
    }
    print(
        f"review, real versions  pairs F1 {pairs.f1:.3f} (bar {F1}), moves {moves.recall:.2f} (bar {MOVES}), "
        f"wrong moves {len(moves.wrong)} (bar 0), split/merged {pieces.recall:.2f} (bar {PIECES}), "
        f"goals and measures {records.recall:.2f} (bar {PIECES}), wrong {len(records.wrong)} (bar 0)   "
        f"{'ok' if passed(figures) else 'MISSED'}"
    )
    if show:
        for name, tally in found.items():
            for kind in ("missed", "wrong"):
                for line in getattr(tally, kind):
                    print(f"  {name} {kind}: {line}")
    return figures


def passed(figures: dict[str, float]) -> bool:
    """Whether all bars are met."""
    return (
        figures["review labels F1"] >= F1
        and figures["review labels moves"] >= MOVES
        and not figures["review labels wrong moves"]
        and figures["review labels pieces"] >= PIECES
        and figures["review labels records"] >= PIECES
        and not figures["review labels wrong records"]
    )


if __name__ == "__main__":
    sys.exit(not passed(report(show="--show" in sys.argv)))
