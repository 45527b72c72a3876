"""A small concept of one's own: ``konzept new DIR`` copies the starter that passes all rules and builds."""

import shutil
from pathlib import Path

from pipeline.errors import OutputBlocked

STARTER = Path(__file__).resolve().parent.parent / "templates" / "neu"


def create(folder: Path) -> None:
    """Copy the starter.

    Raises:
        OutputBlocked: if the folder holds something already or cannot be written.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise OutputBlocked(f"„{folder}“ ist nicht leer", "Einen neuen oder leeren Ordner nennen.")
    try:
        shutil.copytree(STARTER, folder, dirs_exist_ok=True)
    except OSError as error:
        raise OutputBlocked(f"„{folder}“ lässt sich nicht anlegen ({error.strerror})") from error
