"""The line by which somebody signs that a measure was read against its goals.

``gelesen: "AG Wohnen Z-WOH-01@3f2a91c4 Z-WOH-03@90b1c2d3"`` says who read, and which wording of
each goal: its fingerprint. When a goal changes, its fingerprint no longer agrees and the
measure wants reading again.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from pipeline.errors import UsageError
from pipeline.fingerprints import LENGTH, of_goal
from pipeline.model import Concept, Measure

_SIGNED = re.compile(rf"(Z-[A-Z]{{2,4}}-\d{{2,3}})@([0-9a-f]{{{LENGTH}}})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Reread:
    """A sign-off.

    Attributes:
        who: office, group or person.
        goals: id of each goal → fingerprint of its wording when it was read.
    """

    who: str
    goals: Mapping[str, str]

    @property
    def line(self) -> str:
        """The sign-off as it stands behind ``gelesen:``, unquoted."""
        return " ".join((self.who, *(f"{goal}@{signed}" for goal, signed in self.goals.items())))


def parse(line: str) -> Reread | None:
    """Read a sign-off; None if the line is none."""
    who, goals = [], {}
    for word in line.split():
        signed = _SIGNED.fullmatch(word)
        if signed and signed[1] not in goals:
            goals[signed[1]] = signed[2]
        elif signed or goals or "@" in word:
            return None
        else:
            who.append(word)
    return Reread(" ".join(who), goals) if who and goals else None


def signed_by(who: str) -> str:
    """Tidy the name of who signs.

    Raises:
        UsageError: if it is no name that can stand in the line.
    """
    name = unicodedata.normalize("NFC", " ".join(who.split()))
    if not name or "@" in name or not name.isprintable():
        raise UsageError(
            f"„{name}“ kann nicht unterzeichnen" if name.isprintable() and name else "Wer hat gelesen?",
            "Unter „--by“ den Namen der Stelle oder Arbeitsgruppe nennen, ohne „@“ und unsichtbare Zeichen.",
        )
    return name


def sign(measure: Measure, concept: Concept, who: str) -> Reread:
    """Sign that a measure was read against its goals as they are now; unknown goals are left out."""
    prints = {str(goal.id): of_goal(goal) for goal in concept.goals}
    return Reread(who, {str(goal): prints[goal] for goal in dict.fromkeys(measure.goals) if goal in prints})
