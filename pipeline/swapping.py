"""Exchange files of the sources: each whole, all or none, and never over somebody else's change."""

import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from pipeline.errors import OutputBlocked


def swap(folder: Path, changed: Mapping[str, bytes], former: Mapping[str, bytes]) -> None:
    """Write files into a folder.

    Args:
        folder: the sources.
        changed: path → bytes of the files to write.
        former: path → bytes as they were read; a path that is not among them is a new file.

    Raises:
        OutputBlocked: if one of them cannot be written or was changed meanwhile; then none is.
    """
    ready: list[tuple[Path, Path]] = []
    try:
        for name, data in changed.items():
            path = (folder / name).resolve()
            path.parent.mkdir(parents=True, exist_ok=True)
            if (path.read_bytes() if path.exists() else None) != former.get(name):
                raise OutputBlocked(
                    f"„{name}“ wurde gerade von anderer Seite geändert", "Den Befehl noch einmal ausführen."
                )
            with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".", suffix=".neu", delete=False) as out:
                ready.append((Path(out.name), path))
                out.write(data)
            if path.exists():
                shutil.copymode(path, out.name)
            else:
                Path(out.name).chmod(0o644)
        while ready:
            fresh, path = ready[0]
            fresh.replace(path)
            ready.pop(0)
    except OSError as error:
        raise OutputBlocked(f"In die Quellen kann nicht geschrieben werden ({error.strerror})") from error
    finally:
        for fresh, _ in ready:
            fresh.unlink(missing_ok=True)
