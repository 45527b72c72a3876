"""``konzept rules``: list the rules, or explain one: why, bad, good, how to allow."""

import argparse
from pathlib import Path

from pipeline import terminal

PAGES = Path(__file__).resolve().parent.parent.parent / "tests" / "rules"
EXPLAINED = "die Regeln auflisten oder eine erklären"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Take the name of a rule."""
    parser.add_argument("name", metavar="REGEL", nargs="?", default="", help="Name einer Regel")


def run(options: argparse.Namespace) -> int:
    """Print the catalogue or the page of one rule."""
    from pipeline.checking import named, rules  # noqa: PLC0415

    if not options.name:
        known = rules()
        width = max(map(len, known))
        for name in known:
            terminal.put(f"{name:<{width}}  {_page(name).split(chr(10))[2]}")
        return 0
    [name] = named([options.name])
    terminal.put(_page(name).rstrip())
    terminal.put(
        f"\nAusnahme in ausnahmen.yaml:\n\nausnahmen:\n  - regel: {name}\n"
        "    wo: <Kennung oder Datei>\n    weil: <Begründung>\n    bis: offen"
    )
    return 0


def _page(name: str) -> str:
    """Give the rule's page: why, how to mend, bad and good cases; a page a rule is a convention under test."""
    return (PAGES / f"{name}.md").read_text(encoding="utf-8")
