"""Amendments in words for the terminal."""

import difflib
from collections.abc import Iterable, Iterator, Mapping

from pipeline.findings import Severity
from pipeline.model import Amendment, Operation
from review.amend.kinship import Kinship, Pair, pieces, votes
from review.amend.placing import Fate, Outcome
from review.amend.search import Passage, marked
from review.amend.trial import Trial

_SIGNS = {Fate.PLACED: "+", Fate.SHIFTED: "~", Fate.DONE: "=", Fate.STALE: "!", Fate.LEFT: "-"}


def heading(one: Amendment) -> str:
    """Name an amendment."""
    return f"{one.id} {one.subject} ({one.submitter}, {one.status})"


def point(number: int, one: Operation) -> str:
    """Name a point of an amendment."""
    field = f", Feld „{one.field}“" if one.field else ""
    return f"Punkt {number}: {one.kind} bei {one.target}{field}"


def outcomes(several: Iterable[Outcome], cited: Mapping[int, str]) -> Iterator[str]:
    """Say what becomes of each point."""
    for one in several:
        said = f" – {one.message}" if one.message else ""
        where = cited.get(one.number) or (str(one.place) if one.place else "")
        yield f"  {_SIGNS[one.fate]} {point(one.number, one.operation)}: {one.fate.value}{said}" + (
            f" [{where}]" if where else ""
        )


def trial(one: Trial, cited: Mapping[int, str]) -> Iterator[str]:
    """Say what trying an amendment gave."""
    yield heading(one.amendment)
    yield from outcomes(one.outcomes, cited)
    for clash in one.collisions:
        yield f"  Kollision: Punkt {clash.number} mit {clash.other}, Punkt {clash.other_number}: {clash.message}"
    for finding in one.caused:
        yield f"  Neuer Befund ({finding.severity.label}) {finding.place}: {finding.message} [{finding.rule}]"
        if finding.hint:
            yield f"    Hinweis: {finding.hint}"
    for finding in one.mended:
        yield f"  Behoben wäre {finding.place}: {finding.message} [{finding.rule}]"


def troubled(one: Trial) -> bool:
    """Whether somebody must look at an amendment before it is carried out."""
    return not one.fits or bool(one.collisions) or any(each.severity is not Severity.HINT for each in one.caused)


def kinship(one: Kinship, cited: Mapping[tuple[str, int], str]) -> Iterator[str]:
    """Say what two amendments have to do with each other."""
    for side in (one.base, one.head):
        yield f"{side.id} {side.subject} – {side.submitter}, {side.day:%d.%m.%Y}: {votes(side)}"
    yield ""
    if one.base.id in one.head.follows:
        yield f"{one.head.id} knüpft nach eigener Angabe an {one.base.id} an."
    yield (
        f"Gemeinsam {len(one.shared)}, neu {len(one.new)}, fallen gelassen {len(one.dropped)} Punkte; "
        f"alle Worte zusammen zu {one.alike} % gleich."
    )
    for pair in one.pairs:
        yield ""
        yield from _pair(pair, one, cited)


def _pair(pair: Pair, one: Kinship, cited: Mapping[tuple[str, int], str]) -> Iterator[str]:
    yield pair_title(pair)
    for side, each in ((one.base, pair.base), (one.head, pair.head)):
        if each:
            where = cited.get((str(side.id), each[0]), "")
            yield f"  {side.id}, {point(*each)}" + (f" [{where}]" if where else "")
    yield "  " + "".join(
        words if op == "equal" else f"[-{words}-]" if op == "delete" else f"{{+{words}+}}"
        for op, words in pieces(pair.edits)
    )


def pair_title(pair: Pair) -> str:
    """Say what a pair is: shared, new or dropped."""
    if pair.base is None:
        return "Neu"
    if pair.head is None:
        return "Fallen gelassen"
    place = "an derselben Stelle" if pair.same_place else "an anderer Stelle"
    return f"Gemeinsam ({place}), Wortlaut zu {pair.alike} % gleich"


def passage(rank: int, one: Passage, where: str, *, colour: bool) -> Iterator[str]:
    """Show a passage that was found."""
    before, after = ("\x1b[1m", "\x1b[0m") if colour else ("»", "«")
    title = f"{one.number} „{one.title}“".strip() if one.title else one.number
    yield f"{rank}. {one.key} {title}".rstrip() + (f" [{where}]" if where else "")
    yield f"   {marked(one, before, after)}"


def diff(former: Mapping[str, bytes], changed: Mapping[str, bytes]) -> Iterator[str]:
    """Show what would be written, line by line."""
    for path, data in changed.items():
        old = former.get(path, b"").decode("utf-8", "replace").splitlines()
        yield from difflib.unified_diff(old, data.decode("utf-8", "replace").splitlines(), path, path, lineterm="", n=2)


def trailers(taken: Iterable[str]) -> Iterator[str]:
    """Name the lines for the end of the commit's message."""
    yield "Ans Ende der Commit-Nachricht, nach einer Leerzeile:"
    yield "  Fassung: JJJJ-MM-TT   (nur, wenn daraus eine neue Fassung wird; sie steht auch in konzept.yaml)"
    for name in taken:
        yield f"  Antrag: {name}"
