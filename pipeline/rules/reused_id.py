"""An id that an earlier version used for something else.

Minutes, amendments and assessments cite ids. If Z-WOH-03 meant "Schutz in Unterkünften" in 2016 and
means "Sportvereine" today, every older citation is wrong without anybody noticing. An id that was
taken out stays taken out as well. Knows the past only where the sources lie in git.

Bad:  Z-WOH-03 had another title; M-WOH-07 was dropped in one version and is back in the next
Good: a new goal gets the next free number; a goal reworded keeps its id
"""

import difflib
import functools
import itertools
import re
from collections import Counter
from collections.abc import Iterator

from pipeline.findings import Finding
from pipeline.model import Concept, Former, Guideline
from pipeline.places import Place

_ALIKE = 0.35
_SAME = 0.75
_COMMON = 0.04
"""A word in more than this share of titles is common."""
_ENDING = re.compile(r"(?:ungen|ung|innen|erin|en|er|e|n)$")
_NO_HEAD = frozenset({"tion", "ation", "keit", "igkeit", "heit", "lich", "isch", "schaft", "ling", "ment"})
_SHORTEST = 4


def check(concept: Concept) -> Iterator[Finding]:
    """Yield a finding at each id that changed its meaning or came back."""
    if not concept.history:
        return
    judge = _Judge(concept)
    for key, title, place in _items(concept):
        past = concept.history.get(key, ())
        said = _change(key, [*past, Former("", title)], judge) or _return(key, past, concept.former_versions)
        if said:
            yield Finding(
                place,
                said,
                "eine Kennung eintragen, die noch nie vergeben war; Gestrichenes behält seine Kennung für sich",
                subject=key,
            )


def _change(key: str, chain: list[Former], judge: "_Judge") -> str:
    for old, new in itertools.pairwise(chain):
        if old.title != new.title and judge.differ(old.title, new.title, old.version):
            since = f"seit der Fassung {new.version}" if new.version else "jetzt"
            stood = f"stand in der Fassung {old.version} für „{_short(old.title)}“"
            return f"Die Kennung {key} {stood} und meint {since} etwas anderes"
    return ""


def _return(key: str, past: tuple[Former, ...], versions: tuple[str, ...]) -> str:
    present = {former.version for former in past}
    seen = False
    for version in versions:
        if version in present:
            seen = True
        elif seen:
            return f"Die Kennung {key} fehlte in der Fassung {version} und ist nun wieder vergeben"
    return ""


class _Judge:
    """Compares titles, knowing which words most titles share and which title stood where."""

    def __init__(self, concept: Concept) -> None:
        formers = [former for past in concept.history.values() for former in past]
        self.titles = {(former.version, former.title) for former in formers}

    @functools.cached_property
    def common(self) -> set[str]:
        """Words in so many titles that they say little about what one of them means."""
        every = {title for _, title in self.titles}
        counts = Counter(root for title in every for root in set(_roots(title)))
        most = max(3, _COMMON * len(every))
        return {root for root, count in counts.items() if count > most}

    def differ(self, old: str, new: str, version: str) -> bool:
        """Whether two titles of one id speak of different things.

        So it is if the new title belonged to another id of the old version (ids were moved up), or if
        few words are the same and none that tells what it is about.
        """
        left, right = _roots(old), _roots(new)
        ratio = difflib.SequenceMatcher(None, left, right, autojunk=False).ratio()
        if (version, new) in self.titles and ratio < _SAME:
            return True
        if ratio >= _ALIKE:
            return False
        return not any(_kin(a, b) for a in left for b in right if a not in self.common and b not in self.common)


def _roots(title: str) -> list[str]:
    return [_ENDING.sub("", word) if len(word) > _SHORTEST else word for word in re.findall(r"\w+", title.casefold())]


def _kin(one: str, other: str) -> bool:
    """Whether two roots share a word: Sprachkurs and Kursangebot, Duldung and Ausbildungsduldung."""
    short, long = sorted((one, other), key=len)
    if len(short) < _SHORTEST:
        return False
    if short in long or short[:5] == long[:5] or short[-4:] == long[:4] or long[-4:] == short[:4]:
        return True
    return short[-4:] == long[-4:] and not any(ending.endswith(short[-4:]) for ending in _NO_HEAD)


def _items(concept: Concept) -> Iterator[tuple[str, str, Place]]:
    for goal in concept.goals:
        yield goal.id, goal.title, goal.id.place
    for measure in concept.measures:
        yield measure.id, measure.title, measure.id.place
    for line in concept.all_guidelines:
        yield line.id, _title(line), line.id.place
    for term in concept.terms:
        yield term.id, term.term, term.id.place


def _title(line: Guideline) -> str:
    return " ".join((line.title or line.text.source).split())


def _short(title: str) -> str:
    return title if len(title) <= 60 else f"{title[:57].rsplit(' ', 1)[0]} …"  # noqa: PLR2004 - a line of the terminal
