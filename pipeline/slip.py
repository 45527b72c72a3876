"""The slip that goes with a folder of finished files (``manifest.json``): what they are and what they were made of."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from pipeline import release
from pipeline.manuscript import Manuscript
from pipeline.tools import inspect, pandoc, typst
from pipeline.tree import Origin


def head(manuscript: Manuscript, origin: Origin) -> dict[str, Any]:
    """Say what was made, and of which state of the sources."""
    return {
        "titel": manuscript.title,
        "fassung": manuscript.version,
        "drucksache": manuscript.paper,
        "stichtag": manuscript.key_date.isoformat(),
        "commit": origin.commit or None,
        "geaendert_seit_commit": origin.dirty,
    }


def foot(manuscript: Manuscript, files: Mapping[str, bytes]) -> dict[str, Any]:
    """Say by what it was made, and describe each file."""
    return {
        "vermerk": manuscript.stamp or None,
        "werkzeuge": {"pandoc": pandoc.version(), "typst": typst.version()},
        "dateien": [
            {"name": name, "sha256": release.sha256(data), "bytes": len(data), "seiten": inspect.pages(name, data)}
            for name, data in sorted(files.items())
        ],
    }


def with_others(
    target: Path, files: Mapping[str, bytes], manifest: Mapping[str, Any], anew: Iterable[str] = ()
) -> tuple[dict[str, bytes], dict[str, Any]]:
    """Keep the files of a folder that were not asked for as they are; the slip says that they are older.

    Args:
        target: the folder.
        files: those made now.
        manifest: the slip that describes them.
        anew: folders in it that were made as a whole, so that nothing older stays in them.
    """
    kept, entries = dict(files), list(manifest["dateien"])
    within, whole = target.resolve(), tuple(f"{name}/" for name in anew)
    former = release.peek(target).get("dateien")
    for entry in former if isinstance(former, list) else []:
        name = str(entry.get("name", "")) if isinstance(entry, dict) else ""
        path = (target / name).resolve()
        if name and name not in kept and not name.startswith(whole) and path.is_file() and within in path.parents:
            kept[name] = path.read_bytes()
            entries.append({**entry, "uebernommen": True})
    return kept, {**manifest, "dateien": sorted(entries, key=lambda entry: str(entry["name"]))}
