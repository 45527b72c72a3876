"""A field, an office or a paper is cited under another name.

"Handlungsfeld „Beraten und Unterstützen“" sends readers looking for a seventh field, "Fachbereich
Soziales" for an office that does not exist. Only what is nearly a known name is judged; leaving out an
addition ("Agentur für Arbeit" for "Agentur für Arbeit Potsdam") is no fault, cutting "… und …" is.

Bad:  "Fachbereich Soziales" where the office is called "Fachbereich Soziales und Gesundheit"
Good: the name as it stands in `stellen.yaml`, `drucksachen.yaml` or as title of the field
"""

import difflib
import re
from collections.abc import Iterator, Sequence

from pipeline.findings import Finding
from pipeline.model import Concept
from pipeline.passages import passages
from pipeline.places import Place

_ALIKE = 0.72
_LONGEST = 90
_FIELD = re.compile(r"\b(?:Handlungsf|F)eld(?:e?s)?\s+(?P<quoted>„[^“]{3,80}“)|\bHandlungsfeld(?:e?s)?\s+(?=[A-ZÄÖÜ])")
_PAPER = re.compile(r"(\d\d/SVV/\d{4})[,:]?\s+(?:\(\s*)?„([^“]{8,200})“")
_NAME = re.compile(
    r"[A-ZÄÖÜ][\w-]*(?:(?:,\s+|\s+)(?:(?:und|für|der|des|im|in|-)\s+)*(?:[A-ZÄÖÜ][\w-]*))*(?:\s+und\s+[A-ZÄÖÜ]\w*)?"
)
_CUT = re.compile(r"^\s*(,|und\b|sowie\b)")


def check(concept: Concept) -> Iterator[Finding]:
    """Yield a finding at each name that is nearly, but not quite, one of the known names."""
    titles = [str(field.title) for _, field in concept.ordered_fields]
    papers = {str(one.number): str(one.title) for one in concept.papers}
    kinds = _kinds([str(office.name) for office in concept.offices])
    named = "|".join(map(re.escape, sorted(kinds)))
    starts = re.compile(rf"\b({named})s?\s+(?=[A-ZÄÖÜf])") if kinds else None
    for source, place, subject in _texts(concept):
        hits = [*_fields(source, titles), *_offices(source, starts, kinds), *_papers(source, papers)]
        here, counted = place, 0
        for at, said, meant in sorted(hits):
            here, counted = here.down(source.count("\n", counted, at)), at
            yield Finding(
                here,
                f"„{said}“ heißt „{meant}“",
                "den Namen so schreiben, wie er verzeichnet ist",
                subject=subject,
            )
    for former in concept.submission.predecessors if concept.submission else ():
        title = papers.get(former.paper)
        if title and not former.title.startswith(title):
            yield Finding(
                former.title.place,
                f"Die Drucksache {former.paper} heißt „{title}“",
                "den Betreff so schreiben, wie er in drucksachen.yaml steht",
                subject="vorlage.yaml",
            )


def _fields(source: str, titles: Sequence[str]) -> Iterator[tuple[int, str, str]]:
    if "eld" not in source:
        return
    for found in _FIELD.finditer(source):
        if found["quoted"]:
            said = _joined(found["quoted"][1:-1])
            near = [] if said in titles else difflib.get_close_matches(said, titles, 1, 0.6)
            near = near or [title for title in titles if said not in titles and title.startswith(f"{said} ")]
            if near:
                yield found.start("quoted"), said, near[0]
        else:
            name = _NAME.match(source, found.end(), found.end() + _LONGEST)
            said = _joined(name[0]) if name else ""
            following = _joined(source[found.end() : found.end() + _LONGEST])
            meant = _meant(following, said, titles) if name else None
            if meant:
                yield found.end(), said, meant


def _offices(
    source: str, starts: re.Pattern[str] | None, kinds: dict[str, list[str]]
) -> Iterator[tuple[int, str, str]]:
    if starts is None:
        return
    for found in starts.finditer(source):
        rest = source[found.end() : found.end() + _LONGEST]
        linking = re.match(r"(?:für\s+)?", rest)
        name = _NAME.match(rest, linking.end()) if linking else None
        if name is None:
            continue
        kind = found[1]
        said = _joined(rest[: name.end()])
        meant = _meant(_joined(rest), said, kinds[kind])
        if meant:
            yield found.start(), f"{kind} {said}", f"{kind} {meant}"


def _meant(following: str, said: str, names: Sequence[str]) -> str | None:
    """The name that is meant but not said; None if one is said, or none is near."""
    if any(re.match(rf"{re.escape(name)}\b", following) for name in names):
        return None
    for name in names:
        cut = name.removeprefix(said)
        if cut != name:
            return name if _CUT.match(cut) else None
        first = re.match(r"[\w-]+", name)
        if first and said.partition(" und ")[0] == first[0] and _CUT.match(name[first.end() :]):
            return name  # "Soziales und Jugend" for "Soziales und Gesundheit"
    scores = [(_alike(name, following[: len(name) + 2].rstrip()), name) for name in names]
    score, best = max(scores, default=(0.0, ""))
    return best if score >= _ALIKE else None


def _alike(one: str, other: str) -> float:
    return difflib.SequenceMatcher(None, one, other, autojunk=False).ratio()


def _papers(source: str, papers: dict[str, str]) -> Iterator[tuple[int, str, str]]:
    for found in _PAPER.finditer(source) if "/SVV/" in source else ():
        said = _joined(found[2])
        title = papers.get(found[1])
        if title is None or title.startswith(said):
            continue
        if said in papers.values() or _alike(said, title) >= _ALIKE:
            yield found.start(2), said, title


def _kinds(names: Sequence[str]) -> dict[str, list[str]]:
    """First word of the offices' names (Fachbereich, Büro …) → what follows it."""
    kinds: dict[str, list[str]] = {}
    for name in names:
        kind, _, rest = name.partition(" ")
        if rest and not kind.endswith("-"):
            kinds.setdefault(kind, []).append(rest)
    return kinds


def _joined(words: str) -> str:
    return " ".join(words.split())


def _texts(concept: Concept) -> Iterator[tuple[str, Place, str]]:
    """All texts, the titles and the names of those taking part, with place and subject."""
    for passage in passages(concept):
        yield passage.text.source, passage.text.place, passage.subject
    for goal in concept.goals:
        yield goal.title, goal.title.place, goal.id
    for measure in concept.measures:
        yield measure.title, measure.title.place, measure.id
        for partner in measure.partners:
            yield partner, partner.place, measure.id
