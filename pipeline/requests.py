"""What a build is asked for, and what came of it."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pipeline.checking import Verdict

REPORT = "pruefbericht.json"
Progress = Callable[[str], AbstractContextManager[object]]
"""Shows one German line while a step runs."""


@dataclass(frozen=True, slots=True)
class Request:
    """What to build.

    Attributes:
        sources: folder of the sources.
        version: version name or git revision; empty for the folder as it is.
        out: folder that gets one folder a version.
        only: file names to make (any case); empty for all.
        allow_errors: build in spite of errors, every page stamped.
        cache: folder for what can be kept between runs; None for no cache.
    """

    sources: Path
    version: str = ""
    out: Path = Path("build")
    only: tuple[str, ...] = ()
    allow_errors: bool = False
    cache: Path | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """What came of it.

    Attributes:
        target: the folder with the files; None if errors stopped the build.
        manifest: as written.
        verdict: the findings.
        folder: where findings' paths start.
        unchanged: nothing had to be made, the former files are still right.
    """

    target: Path | None
    manifest: Mapping[str, Any]
    verdict: "Verdict"
    folder: str = ""
    unchanged: bool = False
