"""The command ``konzept``: the one place that shows errors and sets the exit code.

Exit: 0 clean, 1 findings, 2 usage, 3 could not do the work, 4 a bug of ours. The commands
themselves stand in ``pipeline/commands/``.
"""

import argparse
import atexit
import gc
import sys
from collections.abc import Callable, Sequence
from types import ModuleType
from typing import NoReturn

import pipeline.commands
from pipeline.errors import PipelineError
from pipeline.seams import names, plugin
from pipeline.terminal import say


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command of ``konzept`` and give its exit code."""
    explained = "Aus den Quellen des Integrationskonzepts wird die Vorlage für den Rat."
    return start("konzept", explained, pipeline.commands, arguments)


def start(program: str, explained: str, commands: ModuleType, arguments: Sequence[str] | None = None) -> int:
    """Run a command of a program and give its exit code.

    Args:
        program: its name.
        explained: what it is for, a German sentence.
        commands: the package whose modules are the commands.
        arguments: the command line; that of the process if left out.
    """
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # a Windows console of another code page must not stop a report
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        words = sys.argv[1:] if arguments is None else list(arguments)
        options = _parser(program, explained, commands, words[:1]).parse_args(words)
        command: Callable[[argparse.Namespace], int] = options.command
        if not options.lasting:
            gc.disable()  # a run of seconds makes many objects and hardly a cycle
            atexit.register(gc.freeze)  # nor need each be looked at once more at the end: a tenth of a short run
        return command(options)
    except PipelineError as error:
        say(f"Fehler: {error}\n  Abhilfe: {error.remedy}")
        return error.exit_code
    except KeyboardInterrupt:
        say("Abgebrochen; der bisherige Stand ist unverändert.")
        return 3
    except BrokenPipeError:
        return 3
    except Exception as error:  # noqa: BLE001 - the last net: say so and where to send it
        return _own_bug(error)
    finally:
        gc.enable()


def _own_bug(error: Exception) -> int:
    import traceback  # noqa: PLC0415

    say("".join(traceback.format_exception(error)))
    say("Das ist ein Fehler des Programms, nicht Ihrer Quellen. Bitte die Zeilen oben an die Pflege schicken.")
    return 4


class _Parser(argparse.ArgumentParser):
    """An argument parser that speaks German."""

    _PHRASES = (
        ("the following arguments are required: ", "es fehlt: "),
        ("unrecognized arguments: ", "nicht bekannt: "),
        ("invalid choice: ", "nicht vorgesehen: "),
        ("choose from ", "möglich sind: "),
        ("expected one argument", "hier fehlt ein Wert"),
        ("expected at least one argument", "hier fehlt ein Wert"),
        ("ambiguous option: ", "nicht eindeutig: "),
        (" could match ", " kann heißen: "),
        ("argument ", "Angabe "),
    )

    def error(self, message: str) -> NoReturn:
        """Say in German what is wrong with the call."""
        for english, german in self._PHRASES:
            message = message.replace(english, german)
        say(
            f"Fehler: Der Aufruf ist nicht zu verstehen – {message}\n"
            f"  Abhilfe: „{self.prog} --help“ zeigt die Möglichkeiten."
        )
        raise SystemExit(2)

    def format_help(self) -> str:
        """Translate the frame of the help page."""
        text = super().format_help()
        for english, german in (
            ("usage: ", "Aufruf: "),
            ("positional arguments:", "Angaben:"),
            ("options:", "Optionen:"),
            ("show this help message and exit", "diese Hilfe zeigen"),
        ):
            text = text.replace(english, german)
        return text


def _parser(
    program: str, explained: str, commands: ModuleType, asked: Sequence[str] = ()
) -> argparse.ArgumentParser:
    """Know the commands; if one of them is asked for, the others need not be loaded."""
    parser = _Parser(prog=program, description=explained)
    several = parser.add_subparsers(title="Befehle", metavar="BEFEHL", required=True)
    every = names(commands)
    for name in asked if set(asked) & set(every) else every:
        command = plugin(commands, name)
        sub = several.add_parser(name, help=command.EXPLAINED, description=command.EXPLAINED)
        command.arguments(sub)
        sub.set_defaults(command=command.run, lasting=getattr(command, "LASTING", False))
    return parser
