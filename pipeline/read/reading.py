"""The whole tree of files → one concept and all findings."""

import difflib
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import PurePosixPath
from typing import Any, TypeVar

from pipeline.findings import Finding, Severity
from pipeline.model import (
    AllowanceFile,
    Amendment,
    AssessmentFile,
    Block,
    Chapter,
    ChronicleFile,
    Concept,
    FieldOfAction,
    GlossaryFile,
    GuidelineFile,
    Law,
    Leaflet,
    Node,
    OfficeFile,
    PaperFile,
    Picture,
    Scalar,
    Settings,
    Submission,
    Text,
    texts_of,
)
from pipeline.places import Place
from pipeline.prose import depth, tame
from pipeline.read.forms import validate
from pipeline.read.hygiene import clean
from pipeline.read.known import Gathered, Known
from pipeline.read.pictures import read_picture
from pipeline.read.yamlfile import load
from pipeline.tree import LARGEST_TEXT, SourceTree

_ASSESSMENTS = "recht/pruefung.yaml"
_AMENDMENTS = "antraege/"

_DEEPEST = 80
"""Levels of pandoc's tree (a list in a list is two); beyond this a text is not prose."""

_NUMBERED = re.compile(r"\w[.)](?=\s)")
_FOREIGN = re.compile(r"<|&#")

_FILES = (
    "konzept.yaml",
    "leitlinien.yaml",
    "glossar.yaml",
    "stellen.yaml",
    "vorlage.yaml",
    "faltblatt.yaml",
    "ausnahmen.yaml",
    "drucksachen.yaml",
    "chronik.yaml",
)
_FOLDERS = ("handlungsfelder/", "recht/", _AMENDMENTS)

Parse = Callable[[Sequence[str]], Sequence[list[Block] | None]]
Kind = TypeVar("Kind", bound=Node)


@dataclass(frozen=True, slots=True)
class Reading:
    """What reading gave.

    Attributes:
        concept: all that could be read.
        findings: all that could not.
    """

    concept: Concept
    findings: tuple[Finding, ...]


def read(tree: SourceTree, parse: Parse, known: Known | None = None) -> Reading:
    """Read a tree of files.

    Args:
        tree: names and bytes.
        parse: turns Markdown texts into pandoc's blocks, None for one it cannot read.
        known: files read before are not read again; their texts are shared, so the concept is for judging only.

    Returns:
        The concept and the findings; nothing is raised for anything the files hold.
    """
    reader = _Reader(tree, known)
    concept = reader.concept()
    texts = [*concept.texts(), *(text for one in concept.amendments for text in texts_of(one))]
    reader.findings += _parse_texts([text for text in texts if not text.blocks], parse)
    return Reading(concept, tuple(sorted(reader.findings, key=Finding.order)))


def _parse_texts(texts: Sequence[Text], parse: Parse) -> Iterator[Finding]:
    small = [text for text in texts if len(text.source) <= LARGEST_TEXT]
    for text in texts:
        if len(text.source) > LARGEST_TEXT:
            yield Finding(
                text.place,
                f"Der Text ist mit {len(text.source) // 1_000_000} Millionen Zeichen zu lang",
                "auf mehrere Kapitel verteilen und diese in der Gliederung nennen",
                "text-too-large",
            )
    for text, blocks in zip(small, parse([text.source for text in small]), strict=True):
        if blocks is None or (_suspicious(text) and depth(blocks, _DEEPEST) > _DEEPEST):
            yield Finding(
                text.place,
                "Der Text ist zu tief verschachtelt und kann nicht gelesen werden",
                "Listen, Zitate und Klammern im Text vereinfachen",
                "text-too-deep",
            )
        else:
            if _FOREIGN.search(text.source):
                tame(blocks)
            text.blocks = blocks


def _suspicious(text: Text) -> bool:
    """Whether a text has enough marks to be nested deeply at all; counting is faster than walking."""
    return sum(map(text.source.count, "*_[>~^\"'<-+:")) + len(_NUMBERED.findall(text.source)) > _DEEPEST // 2


class _Reader:
    """Reads file by file and gathers findings and ids on the way."""

    def __init__(self, tree: SourceTree, known: Known | None = None) -> None:
        self.tree = tree
        self.known = known
        self.findings: list[Finding] = list(tree.findings)
        self.declared: dict[str, list[Place]] = {}

    def concept(self) -> Concept:
        settings = self._one("konzept.yaml", Settings, required=True)
        guidelines = self._one("leitlinien.yaml", GuidelineFile)
        glossary = self._one("glossar.yaml", GlossaryFile)
        offices = self._one("stellen.yaml", OfficeFile)
        allowances = self._one("ausnahmen.yaml", AllowanceFile)
        submission = self._one("vorlage.yaml", Submission)
        leaflet = self._one("faltblatt.yaml", Leaflet)
        papers = self._one("drucksachen.yaml", PaperFile)
        assessments = self._one(_ASSESSMENTS, AssessmentFile)
        chronicle = self._one("chronik.yaml", ChronicleFile)
        fields = self._many("handlungsfelder/", FieldOfAction)
        laws = self._many("recht/", Law)
        amendments = self._many(_AMENDMENTS, Amendment)
        chapters = {
            path: one
            for path in self.tree.files
            if path.endswith(".md") and (one := self._once(path, partial(self._chapter, path)))
        }
        self._misnamed()
        return Concept(
            settings=settings,
            chapters=chapters,
            fields=fields,
            guidelines=guidelines.guidelines if guidelines else (),
            terms=glossary.entries if glossary else (),
            offices=offices.offices if offices else (),
            laws=tuple(laws.values()),
            submission=submission,
            leaflet=leaflet,
            allowances=allowances.allowances if allowances else (),
            pictures=self._pictures(),
            declared={key: tuple(places) for key, places in self.declared.items()},
            paths=frozenset(self.tree.files),
            papers=papers.papers if papers else (),
            assessments=assessments.assessments if assessments else (),
            chronicle=chronicle.happenings if chronicle else (),
            amendments=tuple(sorted(amendments.values(), key=lambda one: (one.day, one.id))),
        )

    def _text(self, path: str) -> str | None:
        result = clean(self.tree.files[path], path)
        self.findings += result.findings
        return result.text

    def _one(self, path: str, kind: type[Kind], *, required: bool = False) -> Kind | None:
        found: Kind | None = self._once(path, partial(self._file, path, kind, required=required))
        return found

    def _once(self, path: str, read_file: Callable[[], Any]) -> Any:  # noqa: ANN401 - whatever the file holds
        """Read a file, or take what it gave before."""
        data = self.tree.files.get(path)
        if self.known is None or data is None:
            return read_file()
        if not self.known.holds(path, data):
            findings, declared = self.findings, self.declared
            self.findings, self.declared = [], {}
            self.known.keep(path, data, Gathered(read_file(), self.findings, self.declared))
            self.findings, self.declared = findings, declared
        found = self.known.nodes[path, data]
        self.findings += found.findings
        for name, places in found.declared.items():
            self.declared.setdefault(name, []).extend(places)
        return found.node

    def _file(self, path: str, kind: type[Kind], *, required: bool) -> Kind | None:
        if path not in self.tree.files:
            if required:
                self.findings.append(
                    Finding(
                        Place(path),
                        f"Die Datei „{path}“ fehlt; ohne sie ist der Ordner kein Konzept",
                        "den richtigen Ordner nennen oder mit „konzept new“ ein Konzept anlegen",
                        "missing-file",
                    )
                )
            return None
        text = self._text(path)
        if text is None:
            return None
        loaded = load(text, path)
        self.findings += loaded.findings
        if loaded.data is None:
            if not loaded.findings:
                self.findings.append(
                    Finding(
                        Place(path, 1),
                        "Die Datei enthält nur Kommentare",
                        "Inhalt eintragen oder die Datei löschen",
                        "empty-file",
                    )
                )
            return None
        self._declare(loaded.data)
        node, findings = validate(kind, loaded.data, path)
        self.findings += findings
        return node

    def _many(self, folder: str, kind: type[Kind]) -> dict[str, Kind]:
        paths = [
            path
            for path in self.tree.files
            if path.startswith(folder) and path.endswith(".yaml") and path != _ASSESSMENTS
        ]
        return {path: node for path in paths if (node := self._one(path, kind))}

    def _chapter(self, path: str) -> Chapter | None:
        text = self._text(path)
        return None if text is None else Chapter(path, Text(text, Place(path, 1)))

    def _pictures(self) -> Mapping[str, Picture]:
        found = {}
        for path, data in self.tree.files.items():
            if PurePosixPath(path).suffix.lower() in {".svg", ".png", ".jpg", ".jpeg"}:
                picture = self._once(path, partial(self._picture, path, data))
                if picture:
                    found[path] = picture
        return found

    def _picture(self, path: str, data: bytes) -> Picture | None:
        picture, findings = read_picture(path, data)
        self.findings += findings
        return picture

    def _misnamed(self) -> None:
        """Name every file that looks like a part of the concept and is none."""
        for path in self.tree.files:
            name = PurePosixPath(path)
            ending = {".yml": ".yaml"}.get(name.suffix.lower(), name.suffix.lower())
            if ending in {".md", ".yaml"} and ending != name.suffix:
                message = f"Die Endung „{name.suffix}“ wird nicht gelesen"
                hint = f"die Datei auf „{ending}“ umbenennen"
            elif ending == ".yaml" and path not in _FILES and not path.startswith(_FOLDERS):
                message = "Die Datei gehört zu keinem Teil des Konzepts und wird nicht gelesen"
                near = difflib.get_close_matches(path, [*_FILES, *(folder + name.name for folder in _FOLDERS)], 1)
                hint = f"soll sie „{near[0]}“ heißen?" if near else f"möglich sind {', '.join((*_FILES, *_FOLDERS))}"
            else:
                continue
            self.findings.append(Finding(Place(path), message, hint, "unread-file", Severity.WARNING))

    def _declare(self, data: Any) -> None:  # noqa: ANN401 - raw YAML
        """Note every ``id``, of faulty items too; a goal that an amendment proposes is none of the concept's."""
        todo = [data]
        while todo:
            here = todo.pop()
            if isinstance(here, dict):
                for key in ("id", "kuerzel"):
                    found = here.get(key)
                    is_law = key == "kuerzel" and isinstance(found, Scalar) and found.place.path.startswith("recht/")
                    if isinstance(found, Scalar) and not is_law:
                        self.declared.setdefault(str(found), []).append(found.place)
                todo += [
                    value for key, value in here.items() if isinstance(value, dict | list) and key != "aenderungen"
                ]
            elif isinstance(here, list):
                todo += here
