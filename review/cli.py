"""The command ``konzept-review``; exit codes and errors as in ``pipeline.cli``, whose frame it uses."""

from collections.abc import Sequence

import review.commands
from pipeline.cli import start


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command of ``konzept-review`` and give its exit code."""
    explained = "Fassungen des Integrationskonzepts vergleichen und Berichte für die Gremien schreiben."
    return start("konzept-review", explained, review.commands, arguments)
