"""Put finished files in place: all or none, with a manifest that says what they are.

The files are written beside the target and exchanged by renaming. Whatever goes wrong before
the exchange leaves the former files as they were; a run that was killed in between is mended
by the next one.
"""

import hashlib
import json
import shutil
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.errors import OutputBlocked

if TYPE_CHECKING:
    from pipeline.manuscript import BuiltFile

MANIFEST = "manifest.json"


def sha256(data: bytes) -> str:
    """Give the SHA-256 of bytes as hex digits."""
    return hashlib.sha256(data).hexdigest()


def release(target: Path, files: Mapping[str, bytes], manifest: Mapping[str, Any]) -> None:
    """Exchange a folder for a new one.

    Args:
        target: e.g. ``build/2017-06-14``.
        files: name → bytes; a name may lead into a folder (``oparl/paper.json``).
        manifest: written as ``manifest.json`` beside them.

    Raises:
        OutputBlocked: if the files cannot be written or the folder cannot be exchanged.
    """
    former = target.with_name(f".{target.name}.vorher")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        recover(target)
        fresh = Path(tempfile.mkdtemp(prefix=f".{target.name}.neu-", dir=target.parent))
    except OSError as error:
        raise OutputBlocked(
            f"In den Ordner „{target.parent}“ kann nicht geschrieben werden ({error.strerror})"
        ) from error
    try:
        for name, data in {**files, MANIFEST: _json(manifest)}.items():
            (fresh / name).parent.mkdir(parents=True, exist_ok=True)
            (fresh / name).write_bytes(data)
        fresh.chmod(0o755)
        if target.exists():
            target.rename(former)
        try:
            fresh.rename(target)
        except OSError:
            if former.exists():
                former.rename(target)
            raise
    except OSError as error:
        raise OutputBlocked(
            f"Die fertigen Dateien lassen sich nicht nach „{target}“ bringen ({error.strerror}); "
            "der bisherige Stand ist unverändert"
        ) from error
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    _retire(former, target)


def recover(target: Path) -> None:
    """Bring back a folder that a killed run had moved aside, and clear what it left."""
    former = target.with_name(f".{target.name}.vorher")
    if former.exists():
        if target.exists():
            _retire(former, target)
        else:
            former.rename(target)
    for left in target.parent.glob(f".{target.name}.neu-*"):
        shutil.rmtree(left, ignore_errors=True)


def _retire(former: Path, target: Path) -> None:
    """Delete a former folder; what has a manifest of its own in it was made by another command and moves on."""
    for own in former.glob(f"*/{MANIFEST}"):
        if not (target / own.parent.name).exists():
            with suppress(OSError):
                own.parent.rename(target / own.parent.name)
    shutil.rmtree(former, ignore_errors=True)


def current(target: Path) -> dict[str, Any] | None:
    """Give the manifest of a folder if every file it lists is there unchanged, else None."""
    try:
        manifest: dict[str, Any] = json.loads((target / MANIFEST).read_bytes())
        for entry in manifest["dateien"]:
            if sha256((target / entry["name"]).read_bytes()) != entry["sha256"]:
                return None
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return manifest


def peek(target: Path) -> dict[str, Any]:
    """Give the manifest of a folder as it lies there, empty if there is none that can be read."""
    try:
        return dict(json.loads((target / MANIFEST).read_bytes()))
    except (OSError, ValueError, TypeError):
        return {}


def built(target: Path, version: str) -> "tuple[BuiltFile, ...]":
    """Give the finished files of a version as they lie in its folder; none if anything in it is missing or changed."""
    manifest = current(target)
    if manifest is None or manifest.get("fassung") != version:
        return ()
    found = []
    for entry in manifest["dateien"]:
        data = (target / entry["name"]).read_bytes()
        found.append(described(entry["name"], data))
    return tuple(found)


def described(name: str, data: bytes) -> "BuiltFile":
    """Describe a finished file."""
    from pipeline.manuscript import BuiltFile  # noqa: PLC0415 - an unchanged folder is recognised without it

    return BuiltFile(name, len(data), hashlib.sha512(data).hexdigest())


def _json(value: Mapping[str, Any]) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode()
