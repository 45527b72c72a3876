"""Take the sources out of a folder."""

import os
from pathlib import Path

from pipeline.errors import SourcesMissing
from pipeline.findings import Finding, Severity
from pipeline.places import Place
from pipeline.tree import LARGEST_FILE, MOST_FILES, READ_SUFFIXES, Origin, SourceTree


def read_folder(folder: Path, origin: Origin | None = None) -> SourceTree:
    """Read every file of the sources.

    Links that lead out of the folder are refused: the sources come from other people.

    Raises:
        SourcesMissing: if there is no such folder.
    """
    if not folder.is_dir():
        raise SourcesMissing(f"Den Ordner „{folder}“ gibt es nicht")
    root = folder.resolve()
    files: dict[str, bytes] = {}
    findings: list[Finding] = []
    for path in _walk(root):
        name = path.relative_to(root).as_posix()
        fault = _fault(path, root)
        if fault is None:
            try:
                files[name] = path.read_bytes()
                continue
            except OSError as error:
                fault = (
                    f"Die Datei lässt sich nicht lesen ({error.strerror})",
                    "Leserechte der Datei prüfen",
                )
        findings.append(Finding(Place(name), *fault, "unreadable-file", Severity.ERROR))
    if not files and not findings:
        raise SourcesMissing(f"Der Ordner „{folder}“ enthält keine Quellen")
    base = origin or Origin("")
    label = Origin(str(folder), folder.as_posix(), base.commit, base.dirty, base.epoch)
    return SourceTree(dict(sorted(files.items())), label, tuple(findings))


def _walk(root: Path) -> list[Path]:
    found: list[Path] = []
    for where, folders, names in os.walk(root):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        found += [
            Path(where, name)
            for name in names
            if Path(name).suffix.lower() in READ_SUFFIXES and not name.startswith((".", "~"))
        ]
        found += [link for name in folders if (link := Path(where, name)).is_symlink()]
        if len(found) > MOST_FILES:
            raise SourcesMissing(
                f"Der Ordner „{root}“ enthält mehr als {MOST_FILES} Dateien",
                "Bitte den Ordner der Quellen nennen, nicht einen darüber.",
            )
    return sorted(found)


def _fault(path: Path, root: Path) -> tuple[str, str] | None:
    if not path.resolve().is_relative_to(root):
        return (
            "Die Verknüpfung führt aus dem Ordner der Quellen hinaus",
            "die Datei selbst in den Ordner legen",
        )
    if path.is_dir():
        return (
            "Der Ordner ist eine Verknüpfung und wird nicht gelesen",
            "die Dateien selbst in den Ordner legen",
        )
    if not path.is_file():
        return "Das ist keine gewöhnliche Datei", "die Datei neu anlegen"
    if path.stat().st_size > LARGEST_FILE:
        return (
            f"Die Datei ist größer als {LARGEST_FILE // 1024 // 1024} MB",
            "die Datei aufteilen oder verkleinern",
        )
    return None
