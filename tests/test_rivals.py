"""The bench that sets the comparison beside others: what is missing or too slow is said, and ends."""

import subprocess
import sys
import time
from pathlib import Path

import pytest

from benchmarks import rivals


def test_a_tool_that_is_missing_is_skipped_with_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rivals.shutil, "which", lambda _: None)
    with pytest.raises(rivals.NotInstalledError) as raised:
        rivals.program("soffice", "libreoffice")
    assert rivals.failure(raised.value) == "skipped, not installed: soffice or libreoffice"
    assert rivals.failure(ModuleNotFoundError("No module named 'redlines'")).startswith("skipped, not installed")


def test_a_tool_that_takes_too_long_ends_with_all_that_it_started(tmp_path: Path) -> None:
    late = tmp_path / "late"
    child = f"import time, pathlib; time.sleep(3); pathlib.Path({str(late)!r}).touch()"
    parent = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {child!r}])"
    start = time.monotonic()
    with pytest.raises(subprocess.TimeoutExpired) as raised:
        rivals.ran([sys.executable, "-c", parent], work=tmp_path, limit=1)
    assert time.monotonic() - start < 2.9  # the grandchild holds the pipe for three seconds
    assert rivals.failure(raised.value) == "did not finish in 1 s"
    time.sleep(2.5)
    assert not late.exists()


def test_what_a_tool_complains_of_is_its_result(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError) as raised:
        rivals.ran([sys.executable, "-c", "import sys; sys.exit('kann nicht')"], work=tmp_path)
    assert rivals.failure(raised.value) == "does not run: RuntimeError: kann nicht"
