"""``konzept-review history``: the life of one goal or measure, or of anything with an id, over all versions."""

import argparse
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline import terminal
from pipeline.errors import OutputBlocked
from review import console

if TYPE_CHECKING:
    from review.lives import Life

EXPLAINED = "den Werdegang eines Ziels oder einer Maßnahme durch alle Fassungen zeigen"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Take the id and where a page goes."""
    parser.add_argument("key", metavar="KENNUNG", help="z. B. M-WOH-07, Z-WOH-03, L-05 oder g-zugangsbarrieren")
    parser.add_argument("--html", metavar="DATEI", type=Path, default=None, help="auch als Webseite in diese Datei")
    console.source_arguments(parser)


def run(options: argparse.Namespace) -> int:
    """Print the life, and write the page if one is asked for."""
    from review.lives import life  # noqa: PLC0415

    with terminal.progress() as step, step("Fassungen lesen und vergleichen"):
        found = life(options.sources, options.key, terminal.CACHE)
    for line in found.unread:
        terminal.say(f"Nicht gelesen: {line}")
    terminal.put(_text(found))
    if options.html:
        from pipeline.build import PROJECT  # noqa: PLC0415
        from review.life_page import page  # noqa: PLC0415

        _write(options.html, page(found, PROJECT / "templates"))
        terminal.say(f"Fertig: {options.html.as_posix()}")
    return 0


def _text(life: "Life") -> str:
    lines = [f"{life.key}: {life.title}" if life.title else life.key]
    for stage in life.stages:
        label = f"{stage.label}: " if stage.label else ""
        lines += ["", f"Fassung {stage.side.name}" + (f" ({stage.side.label})" if stage.side.label else "")]
        lines.append(f"  {label}{stage.state}")
        lines += [f"    - {one}" for one in stage.told]
    lines += ["", f"Wortlaut in der Fassung {life.last}:"]
    lines += [f"  {name}: {words or '–'}" for name, words in life.wording]
    return "\n".join(lines)


def _write(path: Path, data: bytes) -> None:
    """Write a file whole or not at all.

    Raises:
        OutputBlocked: if it cannot be written.
    """
    made: Path | None = None
    try:
        with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as out:
            made = Path(out.name)
            out.write(data)
        made.chmod(0o644)
        made.replace(path)
    except OSError as error:
        raise OutputBlocked(f"Die Datei „{path}“ kann nicht geschrieben werden ({error.strerror})") from error
    finally:
        if made:
            made.unlink(missing_ok=True)
