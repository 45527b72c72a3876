"""What ends a run: each error carries its German sentence and its remedy.

A fault that an author can mend is a finding, never an exception (see ``findings.py``).
``cli.py`` is the one place that shows these errors and turns them into exit codes.
"""

from typing import ClassVar


class PipelineError(Exception):
    """The run cannot go on.

    Attributes:
        remedy: what the user can do about it, a German sentence.
        exit_code: 3 (could not do the work) unless a subclass says otherwise.
    """

    default_remedy: ClassVar[str] = ""
    exit_code: ClassVar[int] = 3

    def __init__(self, message: str, remedy: str = "") -> None:
        """Keep the sentence and the remedy; without a remedy the class's own is used."""
        super().__init__(message)
        self.remedy = remedy or self.default_remedy


class UsageError(PipelineError):
    """The command line asks for something that does not exist."""

    default_remedy = "„konzept --help“ zeigt die möglichen Aufrufe."
    exit_code = 2


class SourcesMissing(PipelineError):
    """There is no folder of sources where one was expected."""

    default_remedy = "Bitte im Ordner des Projekts aufrufen oder den Ordner der Quellen nennen."


class RevisionUnknown(PipelineError):
    """A version or git revision that the repository does not know."""

    default_remedy = "„konzept versions“ listet die Fassungen, die es gibt."


class RepositoryMissing(PipelineError):
    """Git, or the repository, is needed for this and is not there."""

    default_remedy = "Git installieren und im geklonten Projekt aufrufen; ohne Git geht nur der Bau aus dem Ordner."


class ToolMissing(PipelineError):
    """A program or package the work needs is not installed."""

    default_remedy = "Das Projekt neu installieren: „python -m pip install -e . -c constraints.txt“."


class ToolFailed(PipelineError):
    """A program we started ended with an error."""

    default_remedy = "Die Meldung des Programms steht oben; meist hilft es, die zuletzt geänderte Datei zu prüfen."


class TemplateError(PipelineError):
    """A file in ``templates/`` is missing, unreadable or asks for a field that does not exist."""

    default_remedy = "Die Vorlage in „templates/“ mit der letzten funktionierenden Fassung vergleichen (git diff)."


class PromiseBroken(PipelineError):
    """A finished document lacks what it must hold, above all the disclaimer word for word."""

    default_remedy = "Bitte der Pflege melden: Die Vorlage oder die Ausgabe verändert den festen Wortlaut."


class NotWritable(PipelineError):
    """A sign-off cannot be written into a file of the sources as it is; the file is untouched."""

    default_remedy = (
        "Die Maßnahme oder den Prüfvermerk wie die anderen schreiben: ein Feld je Zeile, gleich eingerückt."
    )


class WordRefused(PipelineError):
    """A Word file from outside that is none, is damaged, or holds what no amendment needs."""

    default_remedy = (
        "Das Dokument in Word als „Word-Dokument (.docx)“ ohne Makros und ohne Kennwort speichern und noch einmal versuchen."
    )


class OutputBlocked(PipelineError):
    """The finished files cannot be put in place; the former ones are untouched."""

    default_remedy = (
        "Geöffnete Dokumente aus dem Ausgabeordner schließen, Schreibrechte und freien Platz prüfen und neu starten."
    )
