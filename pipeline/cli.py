"""The command ``konzept``: the one place that shows findings and errors and sets the exit code.

Exit: 0 clean, 1 findings, 2 usage, 3 could not do the work, 4 a bug of ours.
"""

import argparse
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from pipeline.errors import PipelineError
from pipeline.findings import Severity

if TYPE_CHECKING:
    from pipeline.build import Result
    from pipeline.checking import Verdict

CACHE = Path(".cache")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command and give its exit code."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # a Windows console of another code page must not stop a report
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        options = _parser().parse_args(arguments)
        command: Callable[[argparse.Namespace], int] = options.command
        return command(options)
    except PipelineError as error:
        _say(f"Fehler: {error}\n  Abhilfe: {error.remedy}")
        return error.exit_code
    except KeyboardInterrupt:
        _say("Abgebrochen; der bisherige Stand ist unverändert.")
        return 3
    except BrokenPipeError:
        return 3
    except Exception as error:  # noqa: BLE001 - the last net: say so and where to send it
        return _own_bug(error)


def _own_bug(error: Exception) -> int:
    import traceback  # noqa: PLC0415

    _say("".join(traceback.format_exception(error)))
    _say("Das ist ein Fehler des Programms, nicht Ihrer Quellen. Bitte die Zeilen oben an die Pflege schicken.")
    return 4


def _check(options: argparse.Namespace) -> int:
    from pipeline.checking import check, findings_as_data  # noqa: PLC0415 - each command loads what it needs
    from pipeline.opening import gather, read_tree  # noqa: PLC0415

    tree = gather(options.sources, options.fassung)
    reading = read_tree(tree, CACHE)
    verdict = check(reading.concept, reading.findings)
    settings = reading.concept.settings
    if options.format == "json":
        print(json.dumps(findings_as_data(verdict, settings.version.name if settings else ""), ensure_ascii=False, indent=2))  # noqa: T201
    else:
        _show(verdict, tree.origin.folder)
    worst = Severity(options.fail_on)
    return int(any(finding.severity.rank <= worst.rank for finding in verdict.findings))


def _build(options: argparse.Namespace) -> int:
    from pipeline.build import Request, build  # noqa: PLC0415

    with _progress() as step:
        result = build(_request(options, Request), step)
    return _shown(result)


def _request(options: argparse.Namespace, kind: type) -> "object":  # type: ignore[type-arg]
    return kind(options.sources, options.fassung, options.out, tuple(options.only or ()), options.allow_errors, CACHE)


def _shown(result: "Result") -> int:
    _show(result.verdict, result.folder)
    if result.target is None:
        _say("Nichts gebaut: Bitte erst die Fehler beheben (oder „--allow-errors“ für einen gekennzeichneten Entwurf).")
        return 1
    made = [entry for entry in result.manifest["dateien"] if "uebernommen" not in entry]
    _say(f"{'Unverändert' if result.unchanged else 'Fertig'}: {result.target.as_posix()}/")
    for entry in made:
        pages = f"{entry['seiten']} Seiten, " if entry["seiten"] else ""
        _say(f"  {entry['name']:<24} {pages}{_size(entry['bytes'])}")
    if result.manifest["geaendert_seit_commit"]:
        _say("Hinweis: Die Quellen enthalten Änderungen, die noch nicht festgeschrieben (commit) sind.")
    return int(bool(result.verdict.errors))


def _size(count: int) -> str:
    return f"{count / 1_000_000:.1f} MB".replace(".", ",") if count >= 1_000_000 else f"{max(1, count // 1000)} kB"  # noqa: PLR2004


def _watch(options: argparse.Namespace) -> int:
    import watchfiles  # noqa: PLC0415

    from pipeline.build import PROJECT, Request, build  # noqa: PLC0415

    def once() -> None:
        try:
            with _progress() as step:
                _shown(build(_request(options, Request), step))  # type: ignore[arg-type]
        except PipelineError as error:
            _say(f"Fehler: {error}\n  Abhilfe: {error.remedy}")

    once()
    _say("Beobachte die Quellen; jedes Speichern baut neu. Ende mit Strg+C.")
    for _ in watchfiles.watch(options.sources, PROJECT / "templates", raise_interrupt=False):
        once()
    return 0


def _versions(options: argparse.Namespace) -> int:
    from pipeline.versions import versions  # noqa: PLC0415

    entries = list(versions(options.sources))
    if not entries:
        _say("Noch keine Fassung in der Geschichte. Eine Fassung entsteht durch einen Commit mit der Zeile „Fassung: <Name>“.")
        return 0
    print(f"{'Fassung':<14} {'Stichtag':<11} {'Drucksache':<12} {'Ziele':>5} {'Maßn.':>6}  {'Commit':<10}  Bezeichnung")  # noqa: T201
    for one in entries:
        print(f"{one.name:<14} {one.key_date:<11} {one.paper:<12} {one.goals:>5} {one.measures:>6}  {one.commit[:10]}  {one.label}")  # noqa: T201
    return 0


def _rules(options: argparse.Namespace) -> int:
    import difflib  # noqa: PLC0415
    import inspect  # noqa: PLC0415

    from pipeline.checking import rules  # noqa: PLC0415
    from pipeline.errors import UsageError  # noqa: PLC0415

    known = rules()
    if not options.name:
        for name, rule in known.items():
            print(f"{name:<26} {(rule.__doc__ or '').splitlines()[0]}")  # noqa: T201
        return 0
    if options.name not in known:
        near = difflib.get_close_matches(options.name, known, 1)
        raise UsageError(f"Eine Regel „{options.name}“ gibt es nicht", f"Meinten Sie „{near[0]}“?" if near else "")
    print(inspect.cleandoc(known[options.name].__doc__ or ""))  # noqa: T201
    print(f"\nAusnahme in ausnahmen.yaml:\n\nausnahmen:\n  - regel: {options.name}\n    wo: <Kennung oder Datei>\n"  # noqa: T201
          "    weil: <Begründung>\n    bis: offen")
    return 0


def _new(options: argparse.Namespace) -> int:
    from pipeline.starter import create  # noqa: PLC0415

    create(options.folder)
    _say(f"Angelegt: {options.folder.as_posix()}/ – prüfen mit „konzept check {options.folder.as_posix()}“, "
         f"bauen mit „konzept build {options.folder.as_posix()}“.")
    return 0


def _schema(options: argparse.Namespace) -> int:
    from pipeline.schemas import schemas  # noqa: PLC0415

    options.folder.mkdir(parents=True, exist_ok=True)
    for name, data in schemas().items():
        (options.folder / name).write_bytes(data)
    return 0


def _show(verdict: "Verdict", folder: str) -> None:
    for finding in verdict.findings:
        _say(finding.text(folder))
    counts = [(one, sum(finding.severity is one for finding in verdict.findings)) for one in Severity]
    plural = {Severity.ERROR: "Fehler", Severity.WARNING: "Warnungen", Severity.HINT: "Hinweise"}
    said = ", ".join(f"{count} {one.label if count == 1 else plural[one]}" for one, count in counts if count)
    _say(said or "Keine Befunde.")


def _say(text: str) -> None:
    print(text, file=sys.stderr)  # noqa: T201


@contextmanager
def _progress() -> Iterator[Callable[[str], AbstractContextManager[object]]]:
    """Show the running step on a terminal; stay quiet in a pipe or a log."""
    if not sys.stderr.isatty():
        yield lambda _: nullcontext()
        return
    from rich.console import Console  # noqa: PLC0415 - 20 ms that a quiet run need not pay

    console = Console(stderr=True)
    yield lambda text: console.status(f"{text} …")


class _Parser(argparse.ArgumentParser):
    """An argument parser that speaks German."""

    _PHRASES = (
        ("the following arguments are required: ", "es fehlt: "),
        ("unrecognized arguments: ", "nicht bekannt: "),
        ("invalid choice: ", "nicht vorgesehen: "),
        ("choose from ", "möglich sind: "),
        ("expected one argument", "hier fehlt ein Wert"),
        ("expected at least one argument", "hier fehlt ein Wert"),
        ("argument ", "Angabe "),
    )

    def error(self, message: str) -> NoReturn:
        """Say in German what is wrong with the call."""
        for english, german in self._PHRASES:
            message = message.replace(english, german)
        _say(f"Fehler: Der Aufruf ist nicht zu verstehen – {message}\n  Abhilfe: „{self.prog} --help“ zeigt die Möglichkeiten.")
        raise SystemExit(2)

    def format_help(self) -> str:
        """Translate the frame of the help page."""
        text = super().format_help()
        for english, german in (
            ("usage: ", "Aufruf: "), ("positional arguments:", "Angaben:"), ("options:", "Optionen:"),
            ("show this help message and exit", "diese Hilfe zeigen"),
        ):
            text = text.replace(english, german)
        return text


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="konzept", description="Aus den Quellen des Integrationskonzepts wird die Vorlage für den Rat.")
    commands = parser.add_subparsers(title="Befehle", metavar="BEFEHL", required=True)

    def command(name: str, run: Callable[[argparse.Namespace], int], explained: str) -> argparse.ArgumentParser:
        sub = commands.add_parser(name, help=explained, description=explained)
        sub.set_defaults(command=run)
        return sub

    def sources(sub: argparse.ArgumentParser) -> None:
        sub.add_argument("sources", metavar="QUELLEN", nargs="?", type=Path, default=Path("sources"),
                         help="Ordner der Quellen (üblich: sources)")
        sub.add_argument("--fassung", metavar="NAME", default="", help="eine Fassung oder Git-Revision statt des Ordners")

    def building(sub: argparse.ArgumentParser) -> None:
        sources(sub)
        sub.add_argument("--out", metavar="ORDNER", type=Path, default=Path("build"), help="wohin (üblich: build)")
        sub.add_argument("--only", metavar="DATEI", action="append", help="nur diese Datei, z. B. konzept.pdf; mehrfach möglich")
        sub.add_argument("--allow-errors", action="store_true", help="trotz Fehlern bauen; jede Seite wird gekennzeichnet")

    check = command("check", _check, "die Quellen prüfen")
    sources(check)
    check.add_argument("--format", choices=("text", "json"), default="text", help="Form der Ausgabe")
    check.add_argument("--fail-on", choices=[one.value for one in Severity], default=Severity.ERROR.value,
                       help="ab welcher Schwere der Befehl mit 1 endet")
    building(command("build", _build, "prüfen und alle Dokumente bauen"))
    building(command("watch", _watch, "bei jedem Speichern neu bauen"))
    sources(command("versions", _versions, "die Fassungen in der Geschichte auflisten"))
    rules = command("rules", _rules, "die Regeln auflisten oder eine erklären")
    rules.add_argument("name", metavar="REGEL", nargs="?", default="", help="Name einer Regel")
    new = command("new", _new, "ein kleines eigenes Konzept anlegen")
    new.add_argument("folder", metavar="ORDNER", type=Path, help="neuer Ordner")
    schema = command("schema", _schema, "die JSON-Schemas der YAML-Dateien schreiben")
    schema.add_argument("folder", metavar="ORDNER", nargs="?", type=Path, default=Path("schemas"), help="wohin (üblich: schemas)")
    return parser
