"""Two drafts for tests of the reports: tiny concepts compared, arbitrary lists of items, and a history with versions."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

import git
import trees
from hypothesis import strategies as st

from pipeline.checking import check
from pipeline.compose import compose
from pipeline.prose import strong, text
from review.changes import Item, Part, Side
from review.compare import compare, compare_items, side_of
from review.outline import part, said
from review.sides import Comparison, Draft

ROOT = Path(__file__).resolve().parent.parent
TEMPLATES = ROOT / "templates"
EPOCH = 1_497_398_400  # 14 June 2017
FIELD = "handlungsfelder/lesen.yaml"
NASTY = "<script>alert(1)</script> & „x“ *y* [z](javascript:1) `q` {{ r }} #let _a_ | $b$ \\ ~c~ -- ..."


def draft(files: Mapping[str, bytes]) -> Draft:
    """A draft of files, without git."""
    tree = trees.tree(files)
    reading = trees.read_really(files)
    manuscript = compose(reading.concept)
    assert manuscript is not None
    verdict = check(reading.concept, reading.findings)
    return Draft(side_of(manuscript), tree, reading.concept, verdict, manuscript)


def compared(base: Mapping[str, bytes], head: Mapping[str, bytes]) -> Comparison:
    """Two tiny concepts, compared."""
    former, later = draft(base), draft(head)
    return Comparison(former, later, compare(former.manuscript, later.manuscript, (former.side, later.side)))


@cache
def _same() -> Comparison:
    return compared(trees.minimal(), trees.minimal())


def of_items(base: Sequence[Item], head: Sequence[Item]) -> Comparison:
    """Two lists of items, compared; all else is the minimal concept's."""
    sides = Side("A", "Entwurf", "16/SVV/0001", "2016-01-01"), Side("B", "Vorlage", "17/SVV/0002", "2017-01-01")
    return replace(_same(), changes=compare_items(base, head, *sides))


# ---- arbitrary items --------------------------------------------------------------------------

_WORDS = (
    "Wohnung",
    "Schule",
    "Kurs",
    "die",
    "offen",
    "§ 12a Abs. 1 AufenthG",
    "3. Mai 2017",
    "1.050 €",
    "Büro",
    "und",
    "Zeit.",
)
_ANY = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), max_size=12)
_TEXTS = st.lists(st.sampled_from(_WORDS) | st.just(NASTY) | _ANY, min_size=1, max_size=12).map(" ".join)


@st.composite
def _parts(draw: st.DrawFn, kind: str) -> tuple[Part, ...]:
    if kind == "measure":
        named = [
            ("Titel", _TEXTS),
            ("Beschreibung", _TEXTS),
            ("Federführung", st.sampled_from(("offen", "Büro A", "Büro B"))),
        ]
        return tuple(said(name, draw(texts)) for name, texts in named)
    if kind == "heading":
        return (said("Überschrift", draw(_TEXTS)),)
    words = draw(_TEXTS)
    inlines = [*text(words), strong(draw(_TEXTS))] if draw(st.booleans()) else text(words)
    notes = (said("Fußnote", draw(_TEXTS)),) if draw(st.integers(0, 4)) == 0 else ()
    return (part("Absatz", inlines), *notes)


@st.composite
def _pool(draw: st.DrawFn) -> list[Item]:
    """Items that both drafts draw from, so that some stay, some go and some move."""
    kinds = draw(
        st.lists(st.sampled_from(("paragraph", "paragraph", "heading", "measure", "list-item")), min_size=1, max_size=9)
    )
    made = []
    for at, kind in enumerate(kinds):
        parts = draw(_parts(kind))
        key = {"heading": f"kap-{at}", "measure": f"M-LES-{at:02}"}.get(kind, "")
        title = "" if not key else "".join(one["c"] for one in parts[0].inlines)
        level = draw(st.sampled_from((2, 3))) if kind == "heading" else 0
        made.append(Item(key, kind, str(at) if key else "", title, "", "", level, -1, 0, parts))  # type: ignore[arg-type]
    return made


@st.composite
def items(draw: st.DrawFn) -> tuple[tuple[Item, ...], tuple[Item, ...]]:
    """Two lists of items."""
    pool = draw(_pool())
    base, head = (draw(st.lists(st.sampled_from(pool), unique_by=id, max_size=9)) for _ in range(2))
    reworded = [
        replace(item, parts=draw(_parts(item.kind)))
        if draw(st.integers(0, 2)) == 0 and item.kind != "heading"
        else item
        for item in head
    ]
    return _sectioned(base), _sectioned(reworded)


def _sectioned(several: Sequence[Item]) -> tuple[Item, ...]:
    section, done = -1, []
    for at, item in enumerate(several):
        done.append(replace(item, section=section if item.level != 2 else -1))
        section = at if item.kind == "heading" else section
    return tuple(done)


# ---- a history --------------------------------------------------------------------------------


def lay(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write files, and take away what is not among them."""
    for old in [path for path in folder.rglob("*") if path.is_file()]:
        old.unlink()
    for path, data in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)


def commit(repo: git.Repo, message: str, day: str = "2017-01-01", author: str = "Erika Muster") -> str:
    """Commit all; give the hash."""
    repo.git.add("--all")
    who = ["-c", f"user.name={author}", "-c", "user.email=e@example.org", "-c", "commit.gpgsign=false"]
    dates = {**os.environ, "GIT_AUTHOR_DATE": f"{day}T12:00:00+0000", "GIT_COMMITTER_DATE": f"{day}T12:00:00+0000"}
    repo.git.execute(["git", *who, "commit", "-q", "--allow-empty", "-m", message], env=dates)
    return str(repo.head.commit.hexsha)


def version(files: Mapping[str, bytes], name: str, day: str) -> dict[str, bytes]:
    """The files as another version."""
    lines = files["konzept.yaml"].decode().splitlines(keepends=True)
    changed = [
        f"  name: {name}\n"
        if line.startswith("  name:")
        else f"  stichtag: {day}\n"
        if line.startswith("  stichtag:")
        else line
        for line in lines
    ]
    assert changed != lines
    return {**files, "konzept.yaml": "".join(changed).encode()}
