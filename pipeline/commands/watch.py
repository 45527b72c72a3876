"""``konzept watch``: build anew whenever a file is saved."""

import argparse

from pipeline import terminal
from pipeline.errors import PipelineError

EXPLAINED = "bei jedem Speichern neu bauen"
LASTING = True
arguments = terminal.building_arguments


def run(options: argparse.Namespace) -> int:
    """Build, then wait for changes until interrupted; a failed build does not end the watch."""
    import watchfiles  # noqa: PLC0415

    from pipeline.build import build  # noqa: PLC0415
    from pipeline.kept import PROJECT  # noqa: PLC0415

    def once() -> None:
        try:
            with terminal.progress() as step:
                terminal.show_build(build(terminal.request(options), step))
        except PipelineError as error:
            terminal.say(f"Fehler: {error}\n  Abhilfe: {error.remedy}")

    once()
    terminal.say("Beobachte die Quellen; jedes Speichern baut neu. Ende mit Strg+C.")
    for _ in watchfiles.watch(options.sources, PROJECT / "templates", raise_interrupt=False):
        once()
    return 0
