"""A small concept of one's own: ``konzept new DIR`` copies the starter that passes all rules and builds."""

import shutil
from pathlib import Path

from pipeline.errors import OutputBlocked
from pipeline.schemas import schemas

STARTER = Path(__file__).resolve().parent.parent / "templates" / "neu"


def create(folder: Path) -> None:
    """Copy the starter, with the schemas beside the folder's content so that editors complete fields.

    Raises:
        OutputBlocked: if the folder holds something already or cannot be written.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise OutputBlocked(f"„{folder}“ ist nicht leer", "Einen neuen oder leeren Ordner nennen.")
    try:
        shutil.copytree(STARTER, folder, dirs_exist_ok=True)
        for name, data in schemas().items():
            (folder / "schemas").mkdir(exist_ok=True)
            (folder / "schemas" / name).write_bytes(data)
    except OSError as error:
        raise OutputBlocked(f"„{folder}“ lässt sich nicht anlegen ({error.strerror})") from error
