"""Findings: faults an author can mend, as data."""

from dataclasses import dataclass
from enum import StrEnum

from pipeline.places import Place


class Severity(StrEnum):
    """How grave a finding is; only an error stops the build."""

    ERROR = "fehler"
    WARNING = "warnung"
    HINT = "hinweis"

    @property
    def label(self) -> str:
        """The German word as it stands in messages."""
        return {"fehler": "Fehler", "warnung": "Warnung", "hinweis": "Hinweis"}[self.value]

    @property
    def rank(self) -> int:
        """0 for the gravest."""
        return list(Severity).index(self)


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault with its place, its sentence and its remedy.

    Attributes:
        place: where it stands.
        message: what is wrong, a German sentence without full stop.
        hint: what mends it.
        rule: the fault's name, e.g. ``measure-without-goal``; the frame fills it in for rules.
        severity: the frame fills it in from the settings where a rule leaves it out.
        subject: the id concerned (``M-WOH-07``) where there is one.
    """

    place: Place
    message: str
    hint: str
    rule: str = ""
    severity: Severity = Severity.ERROR
    subject: str = ""

    def text(self, folder: str = "") -> str:
        """Write the finding the way the terminal shows it, in two lines.

        Args:
            folder: put before the path so that an editor can open it from where the command ran.
        """
        where = f"{folder.rstrip('/')}/{self.place}" if folder else str(self.place)
        return f"{where}: {self.severity.label}: {self.message} [{self.rule}]\n  Hinweis: {self.hint}"

    def order(self) -> tuple[str, int, int, str, str]:
        """Sort by place, then by weight: the same findings always come in the same order."""
        return (self.place.path, self.place.line, self.severity.rank, self.rule, self.message)
