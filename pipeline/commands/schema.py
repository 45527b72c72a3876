"""``konzept schema``: write the JSON Schemas that editors of YAML complete and explain fields from."""

import argparse
from pathlib import Path

EXPLAINED = "die JSON-Schemas der YAML-Dateien schreiben"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Take the folder to write to."""
    parser.add_argument(
        "folder", metavar="ORDNER", nargs="?", type=Path, default=Path("schemas"), help="wohin (üblich: schemas)"
    )


def run(options: argparse.Namespace) -> int:
    """Write one file a kind."""
    from pipeline.schemas import schemas  # noqa: PLC0415

    options.folder.mkdir(parents=True, exist_ok=True)
    for name, data in schemas().items():
        (options.folder / name).write_bytes(data)
    return 0
