"""``konzept rules``: list the rules, or explain one: why, bad, good, how to allow."""

import argparse

from pipeline import terminal

EXPLAINED = "die Regeln auflisten oder eine erklären"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Take the name of a rule."""
    parser.add_argument("name", metavar="REGEL", nargs="?", default="", help="Name einer Regel")


def run(options: argparse.Namespace) -> int:
    """Print the catalogue or the page of one rule."""
    import inspect  # noqa: PLC0415

    from pipeline.checking import named, rules  # noqa: PLC0415

    every = rules()
    if not options.name:
        for name, rule in every.items():
            terminal.put(f"{name:<26} {(rule.__doc__ or '').splitlines()[0]}")
        return 0
    [name] = named([options.name])
    terminal.put(inspect.cleandoc(every[name].__doc__ or ""))
    terminal.put(
        f"\nAusnahme in ausnahmen.yaml:\n\nausnahmen:\n  - regel: {name}\n"
        "    wo: <Kennung oder Datei>\n    weil: <Begründung>\n    bis: offen"
    )
    return 0
