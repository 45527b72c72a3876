"""Our comparison beside others on the same two versions, in one run: ``python -m benchmarks.rivals [--times N] [TOOL …]``.

Others get what they can read: Word files that pandoc makes of both versions, or their plain text. Counted is what each
shows as gone or come, in words and signs as we cut them; whether accepting everything gives the later text and
refusing everything the earlier one; and whether it knows moves and cells. A tool that is not installed is skipped and one
that takes longer than ``LIMIT`` is stopped; the table says which. With ``--times 10`` the drafts are generated, ten times
the real size and 400 edits apart; words of their names choose among the tools.
``nox -s bench -- --rivals`` installs the packages, only there.
"""

import argparse
import difflib
import gc
import importlib
import importlib.util
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path
from typing import Any

from lxml import etree

from benchmarks.review_speed import BASE, HEAD, drafts, edited
from pipeline.build import PROJECT
from pipeline.flow import document, flow
from pipeline.manuscript import Manuscript
from pipeline.prose import text, walk
from pipeline.tools import pandoc
from review.changes import Entry, Kind
from review.compare import base_of, compare, head_of
from review.flow import render, reports
from review.outline import outline
from review.sides import Comparison, compared
from review.words import tokens

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_WORD_REPORT = "bericht.docx"
PANDIFF = "pandiff@0.6.0"
LIMIT = float(os.environ.get("RIVALS_LIMIT", "300"))
"""Seconds that a program of others may take."""


class NotInstalledError(Exception):
    """A tool is not on this machine; the table says so."""


@dataclass(frozen=True, slots=True)
class Line:
    """What one tool did.

    Attributes:
        name: of the tool.
        seconds: it took.
        words: words and signs it shows as gone or come.
        moves: it shows.
        cells: whether it says which cell of a table, which field of a measure changed.
        exact: whether accepting gives the later text and refusing the earlier one.
    """

    name: str
    seconds: float
    words: int
    moves: int
    cells: str
    exact: str


@dataclass(frozen=True, slots=True)
class Pair:
    """Both versions in every shape the tools read.

    Attributes:
        comparison: both, opened, and our changes.
        base_word: the earlier one as a Word file.
        head_word: the later one.
        base_text: the earlier one as plain text.
        head_text: the later one.
        work: folder for files.
    """

    comparison: Comparison
    base_word: bytes
    head_word: bytes
    base_text: str
    head_text: str
    work: Path


def main() -> None:
    """Run every tool once, or those whose names hold one of the words given, and print the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.rivals")
    parser.add_argument("--times", type=int, default=1)
    parser.add_argument("tools", nargs="*")
    options = parser.parse_args()
    wanted = options.tools
    gc.disable()  # as our command does
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        work = Path(name)
        comparison = _comparison(options.times, work)
        base, head = comparison.base.manuscript, comparison.head.manuscript
        pair = Pair(comparison, _word(base), _word(head), _text(base), _text(head), work)
        print(f"{comparison.changes.base.name} to {comparison.changes.head.name}", end=", ")
        print(f"{len(pair.base_text.split())} and {len(pair.head_text.split())} words")
        print(f"{'':<34} {'seconds':>8} {'words':>7} {'moves':>6} {'cells':>6}  exact")
        for label, tool in TOOLS.items():
            if wanted and not any(word in label for word in wanted):
                continue
            try:
                line = tool(pair)
            except Exception as error:  # noqa: BLE001 - whatever a stranger's tool raises is its result here
                print(f"{label:<34} {failure(error)}", flush=True)
                continue
            print(
                f"{label:<34} {line.seconds:8.2f} {line.words:7} {line.moves:6} {line.cells:>6}  {line.exact}",
                flush=True,
            )


def _comparison(times: int, work: Path) -> Comparison:
    """Open the two real versions, or make two that are larger."""
    if times == 1:
        return compared(PROJECT / "sources", BASE, HEAD, work / "cache")
    base = drafts(times, work)[0]
    folder = str(work / f"{times}-1")
    both = compared(PROJECT / "sources", folder, folder, work / "cache")
    head = edited(base, times)
    sides = both.base.side, replace(both.head.side, name="edited")
    one, other = replace(both.base, manuscript=base), replace(both.head, manuscript=head)
    return Comparison(one, other, compare(base, head, sides))


def failure(error: Exception) -> str:
    """Say why there are no figures."""
    match error:
        case NotInstalledError() | ModuleNotFoundError():
            return f"skipped, not installed: {error}"
        case subprocess.TimeoutExpired():
            return f"did not finish in {error.timeout:.0f} s"
        case _:
            return f"does not run: {type(error).__name__}: {next(iter(str(error).strip().splitlines()), '')}"


def program(*names: str) -> str:
    """Find a program under one of its names."""
    for name in names:
        if found := shutil.which(name):
            return found
    raise NotInstalledError(" or ".join(names))


def ran(command: Sequence[str], *, work: Path, env: Mapping[str, str] | None = None, limit: float = LIMIT) -> bytes:
    """Run a program of others and give what it prints; when the time is over, what it started ends with it."""
    with (
        (work / "errors").open("w+b") as errors,
        subprocess.Popen(
            command,
            cwd=work,
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=errors,
            start_new_session=True,
        ) as process,
    ):
        try:
            out, _ = process.communicate(timeout=limit)
        except BaseException:
            os.killpg(process.pid, signal.SIGKILL)
            raise
        errors.seek(0)
        if process.returncode:
            raise RuntimeError(errors.read().decode(errors="replace") or f"exit {process.returncode}")
    return out


# ---- ours ----


def _ours(pair: Pair) -> Line:
    base, head = pair.comparison.base.manuscript, pair.comparison.head.manuscript
    start = time.perf_counter()
    changes = compare(base, head)
    seconds = time.perf_counter() - start
    exact = base_of(changes) == outline(base) and head_of(changes) == outline(head)
    words = sum(_changed(entry) for entry in changes.changes)
    return Line("", seconds, words, sum(entry.moved for entry in changes.changes), "yes", _yes(exact))


def _changed(entry: Entry) -> int:
    if not entry.base or not entry.head:
        return sum(_count("".join(token.text for token in tokens(part.inlines))) for part in entry.item.parts)
    sides = (side for part in entry.parts for edit in part.edits if edit.op != "equal" for side in edit[1:])
    return sum(not token.is_gap and bool(token.key) for side in sides for token in side if entry.kind is not Kind.MOVED)


def _our_word(pair: Pair) -> Line:
    if _WORD_REPORT not in reports():
        raise LookupError(f"{_WORD_REPORT} is not there yet")
    start = time.perf_counter()
    base, head = pair.comparison.base.manuscript, pair.comparison.head.manuscript
    compare(base, head)
    data = render(pair.comparison, [_WORD_REPORT])[_WORD_REPORT]
    seconds = time.perf_counter() - start
    return _word_line(data, seconds, "its own laws")


# ---- Word ----


def _word(manuscript: Manuscript) -> bytes:
    return pandoc.run(["-f", "json", "-t", "docx"], document(flow(manuscript)))


def _engine(name: str) -> Callable[[Pair], Line]:
    def run(pair: Pair) -> Line:
        engine = getattr(importlib.import_module("python_redlines"), name)()
        start = time.perf_counter()
        data, *_ = engine.run_redline("Vergleich", pair.base_word, pair.head_word)
        return _judged(pair, data, time.perf_counter() - start)

    return run


def _judged(pair: Pair, data: bytes, seconds: float) -> Line:
    refused = _settled(data, accept=False) == _settled(pair.base_word, accept=True)
    accepted = _settled(data, accept=True) == _settled(pair.head_word, accept=True)
    return _word_line(data, seconds, f"accept {_yes(accepted)}, refuse {_yes(refused)}")


def _word_line(data: bytes, seconds: float, exact: str) -> Line:
    body = _body(data)
    shown = [*body.iter(f"{_W}ins"), *body.iter(f"{_W}del")]
    words = sum(
        _count("".join(one.text or "" for one in change.iter(f"{_W}t", f"{_W}delText")))
        for change in shown
        if change.getparent().tag != f"{_W}rPr"
    )
    moves = len({one.get(f"{_W}name") for one in body.iter(f"{_W}moveFromRangeStart")})
    return Line("", seconds, words, moves, "yes", exact)


def _body(data: bytes) -> Any:  # noqa: ANN401 - lxml
    with zipfile.ZipFile(BytesIO(data)) as package:
        parser = etree.XMLParser(resolve_entities=False, huge_tree=True)
        return etree.fromstring(package.read("word/document.xml"), parser)


def _settled(data: bytes, *, accept: bool) -> list[str]:
    """Give the paragraphs' words after accepting or refusing everything."""
    away = {f"{_W}{one}" for one in (("del", "moveFrom") if accept else ("ins", "moveTo"))}
    mark = f"{_W}{'del' if accept else 'ins'}"
    lines: list[str] = []
    open_line = ""
    for paragraph in _body(data).iter(f"{_W}p"):
        row = next(paragraph.iterancestors(f"{_W}tr"), None)
        properties = row.find(f"{_W}trPr") if row is not None else None
        if properties is not None and properties.find(mark) is not None:
            continue
        words = "".join(_runs(paragraph, away))
        gone = paragraph.find(f"{_W}pPr/{_W}rPr/{mark}") is not None
        open_line += words
        if not gone:
            lines.append(" ".join(open_line.split()))
            open_line = ""
    return [line for line in [*lines, " ".join(open_line.split())] if line]


def _runs(element: Any, away: set[str]) -> Iterator[str]:  # noqa: ANN401 - lxml
    for child in element:
        if child.tag in away or child.tag == f"{_W}p":
            continue
        if child.tag in {f"{_W}t", f"{_W}delText"}:
            yield child.text or ""
        elif child.tag in {f"{_W}br", f"{_W}tab"}:
            yield " "
        else:
            yield from _runs(child, away)


def _trackdiff(pair: Pair) -> Line:
    if importlib.util.find_spec("docx_trackdiff") is None:
        raise NotInstalledError("docx-trackdiff")
    for name, data in (("base", pair.base_word), ("head", pair.head_word)):
        (pair.work / f"{name}.docx").write_bytes(data)
    start = time.perf_counter()
    ran([sys.executable, "-m", "docx_trackdiff.compare", "base.docx", "head.docx", "trackdiff.docx"], work=pair.work)
    seconds = time.perf_counter() - start
    return _judged(pair, (pair.work / "trackdiff.docx").read_bytes(), seconds)


# ---- LibreOffice, which has no command for it: a macro in a profile of its own opens the door ----

_LIBRARY = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE library:library PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "library.dtd">
<library:library xmlns:library="http://openoffice.org/2000/library" library:name="Standard" library:readonly="false"
 library:passwordprotected="false"><library:element library:name="Vergleich"/></library:library>
"""
_LIBRARIES = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE library:libraries PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "libraries.dtd">
<library:libraries xmlns:library="http://openoffice.org/2000/library" xmlns:xlink="http://www.w3.org/1999/xlink">
<library:library library:name="Standard" xlink:href="$(USER)/basic/Standard/script.xlb/" xlink:type="simple"
 library:link="false"/></library:libraries>
"""
_MACRO = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE script:module PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "module.dtd">
<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Vergleich" script:language="StarBasic">
Sub Run(earlier, later, result)
  Dim hidden(0) As New com.sun.star.beans.PropertyValue
  hidden(0).Name = "Hidden"
  hidden(0).Value = True
  document = StarDesktop.loadComponentFromURL(later, "_blank", 0, hidden())
  Dim other(0) As New com.sun.star.beans.PropertyValue
  other(0).Name = "URL"
  other(0).Value = earlier
  dispatcher = createUnoService("com.sun.star.frame.DispatchHelper")
  dispatcher.executeDispatch(document.CurrentController.Frame, ".uno:CompareDocuments", "", 0, other())
  Dim form(0) As New com.sun.star.beans.PropertyValue
  form(0).Name = "FilterName"
  form(0).Value = "MS Word 2007 XML"
  document.storeToURL(result, form())
  document.close(True)
End Sub
</script:module>
"""


def _libreoffice(pair: Pair) -> Line:
    soffice = program("soffice", "libreoffice")
    profile = pair.work / "profile"
    paths = [pair.work / f"{name}.docx" for name in ("base", "head", "libreoffice")]
    paths[0].write_bytes(pair.base_word)
    paths[1].write_bytes(pair.head_word)
    command = [soffice, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore", "--nologo"]
    ran([*command, "--convert-to", "txt:Text", "base.docx"], work=pair.work)  # a first start lays the profile out anew
    library = profile / "user" / "basic" / "Standard"
    library.mkdir(parents=True, exist_ok=True)
    (library.parent / "script.xlc").write_text(_LIBRARIES, encoding="utf-8")
    (library / "script.xlb").write_text(_LIBRARY, encoding="utf-8")
    (library / "Vergleich.xba").write_text(_MACRO, encoding="utf-8")
    start = time.perf_counter()
    urls = ",".join(f'"{path.as_uri()}"' for path in paths)
    ran([*command, f"macro:///Standard.Vergleich.Run({urls})"], work=pair.work)
    seconds = time.perf_counter() - start
    if not paths[2].is_file():
        raise RuntimeError("the macro left no file")
    return _judged(pair, paths[2].read_bytes(), seconds)


# ---- plain text ----


def _text(manuscript: Manuscript) -> str:
    parts = (part for item in outline(manuscript) for part in item.parts)
    return "\n\n".join("".join(token.text for token in tokens(part.inlines)) for part in parts)


def _difflib(pair: Pair) -> Line:
    base, head = pair.base_text.split(), pair.head_text.split()
    start = time.perf_counter()
    codes = difflib.SequenceMatcher(None, base, head, autojunk=False).get_opcodes()
    seconds = time.perf_counter() - start
    words = sum(
        _count(" ".join(base[a:b])) + _count(" ".join(head[c:d])) for tag, a, b, c, d in codes if tag != "equal"
    )
    return Line("", seconds, words, 0, "no", "yes")


def _redlines(pair: Pair) -> Line:
    package = importlib.import_module("redlines")
    start = time.perf_counter()
    marked = package.Redlines(pair.base_text, pair.head_text).output_markdown
    seconds = time.perf_counter() - start
    spans = re.findall(r"<(ins|del|span)[^>]*>(.*?)</\1>", marked, re.DOTALL)
    words = sum(_count(inner) for _, inner in spans)
    return Line("", seconds, words, 0, "no", "not to be read back")


_CRITIC = re.compile(r"\{\+\+(.*?)\+\+\}|\{--(.*?)--\}|\{~~(.*?)~>(.*?)~~\}", re.DOTALL)


def _pandiff(pair: Pair) -> Line:
    npx = program("npx")
    for name, manuscript in (("base", pair.comparison.base.manuscript), ("head", pair.comparison.head.manuscript)):
        blocks = flow(manuscript)
        for element in walk(blocks):
            if element["t"] == "Link":
                element |= {"t": "Span", "c": [["", [], []], element["c"][1]]}
        data = pandoc.run(["-f", "json", "-t", "markdown", "--wrap=none"], document(blocks))
        (pair.work / f"{name}.md").write_bytes(data)
    path = os.pathsep.join([str(Path(pandoc.program()).parent), os.environ.get("PATH", "")])
    env = {**os.environ, "PATH": path}
    try:
        ran([npx, "--yes", PANDIFF, "--help"], work=pair.work, env=env)  # fetches it, outside the time
    except (RuntimeError, subprocess.TimeoutExpired) as error:
        raise NotInstalledError(f"{PANDIFF} from the registry of npm") from error
    start = time.perf_counter()
    marked = ran([npx, "--yes", PANDIFF, "base.md", "head.md"], work=pair.work, env=env).decode(errors="replace")
    seconds = time.perf_counter() - start
    words = sum(_count(side) for found in _CRITIC.finditer(marked) for side in found.groups() if side)
    accepted = _taken(marked, 1, 4) == _flat((pair.work / "head.md").read_text(encoding="utf-8"))
    refused = _taken(marked, 2, 3) == _flat((pair.work / "base.md").read_text(encoding="utf-8"))
    return Line("", seconds, words, 0, "no", f"accept {_yes(accepted)}, refuse {_yes(refused)}")


def _taken(marked: str, *groups: int) -> str:
    """Settle CriticMarkup: keep of each mark the groups that stay."""
    return _flat(_CRITIC.sub(lambda found: "".join(found[one] or "" for one in groups), marked))


def _flat(words: str) -> str:
    return " ".join(words.split())


def _count(words: str) -> int:
    return sum(not token.is_gap for token in tokens(text(words)))


def _yes(value: bool) -> str:  # noqa: FBT001 - it is the value
    return "yes" if value else "no"


TOOLS: dict[str, Callable[[Pair], Line]] = {
    "this comparison": _ours,
    f"this comparison, {_WORD_REPORT}": _our_word,
    "redlines": _redlines,
    "difflib by words": _difflib,
    "pandiff": _pandiff,
    "LibreOffice": _libreoffice,
    "docx-trackdiff": _trackdiff,
    "python-redlines, Docxodus": _engine("DocxodusEngine"),
    "python-redlines, PowerTools": _engine("XmlPowerToolsEngine"),
}

if __name__ == "__main__":
    main()
