"""Every rule catches its fault in the full concept, and a planted fault wakes no other rule.

``PLANTS`` says for each rule how its fault comes into the sources; places are drawn with fixed seeds.
A new rule needs a line there: a rule without one fails this file with its name.

A plant gets a ``Garden`` (the sources as files, the concept, a dice) and gives back the changed files
and where the finding has to stand: an id, or a file.
"""

import json
import random
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import pytest
import trees

from pipeline.checking import Verdict, check, rules
from pipeline.history import titles
from pipeline.legal import flags
from pipeline.model import OPEN, Assessment, Block, Concept, Former, Measure
from pipeline.read import read
from pipeline.read.folder import read_folder
from pipeline.signing import sign_measures
from pipeline.since import compare
from pipeline.tools import pandoc

SOURCES = Path(__file__).resolve().parent.parent / "sources"
SEEDS = (1, 2)

Files = dict[str, bytes]
Planted = tuple[Files, str]
_PARSED: dict[str, list[Block] | None] = {}


def _parse(texts: Sequence[str]) -> list[list[Block] | None]:
    """pandoc, each text once; checking does not change what it reads, so trees are shared."""
    new = [source for source in dict.fromkeys(texts) if source not in _PARSED]
    _PARSED.update(zip(new, pandoc.parse(new), strict=True))
    return [_PARSED[source] for source in texts]


@cache
def _sources() -> Files:
    return dict(read_folder(SOURCES).files)


@cache
def _concept() -> Concept:
    return read(trees.tree(_sources()), _parse).concept


def _judged(files: Files) -> Verdict:
    """Judge with all rules; the sources as they are count as the earlier version."""
    reading = read(trees.tree(files), _parse)
    past = {key: (Former("bisher", title),) for key, title in titles(_concept()).items()}
    concept = replace(reading.concept, history=past, former_versions=("bisher",))
    return check(concept, reading.findings, strict=True)


@cache
def _baseline() -> Verdict:
    return _judged(_sources())


@dataclass(frozen=True)
class Garden:
    """The sources, ready to be spoilt."""

    files: Files
    concept: Concept
    dice: random.Random

    # ---- prose ----

    def chapter(self, part: int | None = None) -> str:
        """Draw a chapter of the parts."""
        assert self.concept.settings
        parts = [entry for entry in self.concept.settings.outline if entry.kind == "teil"]
        chosen = parts if part is None else [parts[part]]
        return self.dice.choice([str(name) for entry in chosen for name in entry.content if name.endswith(".md")])

    def paragraph(self, words: str, path: str = "") -> Planted:
        """Put a paragraph behind a paragraph of running text."""
        path = path or self.chapter()
        pieces = self.files[path].decode().rstrip("\n").split("\n\n")
        running = [
            index
            for index, piece in enumerate(pieces)
            if re.match(r"[A-ZÄÖÜ]", piece)
            and not piece.startswith("Tabelle:")
            and not (index + 1 < len(pieces) and pieces[index + 1].startswith(("- ", "|", "1.")))
        ]
        pieces.insert(self.dice.choice(running) + 1, words)
        return {**self.files, path: ("\n\n".join(pieces) + "\n").encode()}, path

    def section(self, words: str, path: str = "") -> Planted:
        """Put something at the end of a chapter, before its footnotes."""
        path = path or self.chapter()
        pieces = self.files[path].decode().rstrip("\n").split("\n\n")
        end = len(pieces)
        while pieces[end - 1].startswith("[^"):
            end -= 1
        pieces.insert(end, words)
        return {**self.files, path: ("\n\n".join(pieces) + "\n").encode()}, path

    # ---- YAML ----

    def swapped(self, path: str, old: str, new: str) -> Files:
        """Exchange one of the places where a string stands."""
        text = self.files[path].decode()
        places = [found.start() for found in re.finditer(re.escape(old), text)]
        assert places, f"„{old}“ steht nicht in {path}"
        at = self.dice.choice(places)
        return {**self.files, path: (text[:at] + new + text[at + len(old) :]).encode()}

    def cut(self, path: str, pattern: str, new: str = "") -> Files:
        """Exchange one passage that fits a pattern."""
        text = self.files[path].decode()
        found = self.dice.choice(list(re.finditer(pattern, text, re.MULTILINE | re.DOTALL)))
        return {**self.files, path: (text[: found.start()] + found.expand(new) + text[found.end() :]).encode()}

    def home(self, key: str) -> str:
        return next(
            path
            for path in self.files
            if path.startswith("handlungsfelder/") and f"id: {key}\n" in self.files[path].decode()
        )

    def item(self, key: str, name: str, value: str) -> Files:
        """Exchange the value of a key of a goal or measure."""
        path = self.home(key)
        text = self.files[path].decode()
        block = re.search(rf"^  - id: {key}\n.*?(?=^  - |^\S|\Z)", text, re.MULTILINE | re.DOTALL)
        assert block
        changed, count = re.subn(
            rf"^    {name}:.*?\n(?=    \w+:|\s*\Z|\n+\Z)",
            lambda _: f"    {name}: {value}\n",
            block[0],
            flags=re.MULTILINE | re.DOTALL,
        )
        assert count == 1, (key, name)
        return {**self.files, path: (text[: block.start()] + changed + text[block.end() :]).encode()}

    # ---- what to spoil ----

    def measure(self, fits: Callable[[Measure], bool] = lambda _: True) -> Measure:
        """Draw a measure without finding and assessment, so that another wording wakes and mends nothing."""
        assessed = {one.subject for one in self.concept.assessments}
        named = {finding.subject for finding in _baseline().findings}
        free = [one for one in self.concept.measures if one.id not in assessed | named]
        return self.dice.choice([one for one in free if fits(one)])

    def assessment(self, fits: Callable[[Assessment], bool] = lambda _: True) -> tuple[Assessment, str]:
        """Draw an assessment without objection, and the pattern of its block."""
        one = self.dice.choice([one for one in self.concept.assessments if one.result == "vereinbar" and fits(one)])
        return one, rf"^  - gegenstand: {one.subject}\n    vorschrift: {one.provision}\n.*?(?=^  - |\Z)"

    def served(self) -> dict[str, int]:
        """How many measures serve each goal."""
        listed = [str(goal) for measure in self.concept.measures for goal in measure.goals]
        return {goal: listed.count(goal) for goal in listed}


def written(key: str, value: str) -> Callable[[Garden], Planted]:
    """Give a plant that writes a value into a measure."""

    def plant(garden: Garden) -> Planted:
        measure = garden.measure()
        return garden.item(measure.id, key, value), measure.id

    return plant


def said(words: str, part: int | None = None) -> Callable[[Garden], Planted]:
    """Give a plant that adds a paragraph to a chapter."""
    return lambda garden: garden.paragraph(words, garden.chapter(part))


def added(words: str) -> Callable[[Garden], Planted]:
    """Give a plant that adds something to the end of a chapter."""
    return lambda garden: garden.section(words)


def assessed(pattern: str, new: str) -> Callable[[Garden], Planted]:
    """Give a plant that changes an assessment."""

    def plant(garden: Garden) -> Planted:
        one, block = garden.assessment()
        text = garden.files["recht/pruefung.yaml"].decode()
        found = re.search(block, text, re.MULTILINE | re.DOTALL)
        assert found
        changed = re.sub(pattern, new, found[0], count=1)
        assert changed != found[0]
        return {**garden.files, "recht/pruefung.yaml": text.replace(found[0], changed).encode()}, one.subject

    return plant


def form(pattern: str, new: str) -> Callable[[Garden], Planted]:
    """Give a plant that changes the submission."""
    return lambda garden: (garden.cut("vorlage.yaml", pattern, new), "vorlage.yaml")


def _same_heading(garden: Garden) -> Planted:
    path = garden.chapter()
    headings = re.findall(r"^## ([^{\n]*\w)", garden.files[path].decode(), re.MULTILINE)
    return garden.section(f"## {garden.dice.choice(headings)}\n\nHier steht noch etwas dazu.", path)


def _same_id(garden: Garden) -> Planted:
    keys = re.findall(
        r"^# .*\{#([\w-]+)\}",
        b"\n".join(garden.files[name] for name in garden.files if name.endswith(".md")).decode(),
        re.MULTILINE,
    )
    key = garden.dice.choice(keys)
    files, _ = garden.section(f"## Eine Stelle mehr {{#{key}}}\n\nHier steht noch etwas dazu.")
    return files, key


def _binding(garden: Garden) -> Planted:
    measure = garden.measure()
    words = f"{measure.description.source.strip()} Der Fachbereich wird verpflichtet, jährlich zu berichten."
    return garden.item(measure.id, "beschreibung", json.dumps(words, ensure_ascii=False)), measure.id


def _overdue(rule: str, cycle: str) -> Callable[[Garden], Planted]:
    """The term has passed, and nobody has said why."""

    def plant(garden: Garden) -> Planted:
        files = garden.cut("konzept.yaml", rf"^(  {cycle}:\n    zuletzt:) \S+", r"\1 2008-02-16")
        allowed = files["ausnahmen.yaml"].decode()
        kept = re.sub(rf"^  - regel: {rule}\n.*?(?=^  - |\Z)", "", allowed, flags=re.MULTILINE | re.DOTALL)
        return {**files, "ausnahmen.yaml": kept.encode()}, "konzept.yaml"

    return plant


def _word_of_disclaimer(garden: Garden) -> Planted:
    assert garden.concept.settings
    clause = garden.concept.settings.disclaimer
    text = garden.files[clause.chapter].decode()
    words = [word for word in re.findall(r"\w{5,}", clause.wording) if len(re.findall(rf"\b{word}\b", text)) == 1]
    return garden.cut(clause.chapter, rf"\b{garden.dice.choice(words)}\b", "anderes"), clause.chapter


def _no_disclaimer(garden: Garden) -> Planted:
    assert garden.concept.settings
    clause = garden.concept.settings.disclaimer
    end = clause.wording.split()[-1]
    pieces = garden.files[clause.chapter].decode().split("\n\n")
    kept = [piece for piece in pieces if not (end in piece and "Einzelbeschlüssen" in piece)]
    assert len(kept) == len(pieces) - 1
    return {**garden.files, clause.chapter: "\n\n".join(kept).encode()}, clause.chapter


def _no_guideline(garden: Garden) -> Planted:
    everything = b"\n".join(garden.files.values()).decode()
    fields = [
        (path, field)
        for path, field in garden.concept.fields.items()
        if all(everything.count(line.id) == 1 for line in field.guidelines)
    ]
    path, field = garden.dice.choice(fields)
    return garden.cut(path, r"^leitlinien:\n.*?(?=^\w)", "leitlinien: []\n"), field.code


def _old_signature(garden: Garden) -> Planted:
    measure = garden.dice.choice(garden.concept.measures)
    path = garden.home(measure.id)
    line = " ".join(("AG Probe", *(f"{goal}@00000000" for goal in measure.goals)))
    return {**garden.files, path: sign_measures(garden.files[path], path, {measure.id: line})}, measure.id


def _foreign_goal(garden: Garden) -> Planted:
    everything = b"\n".join(garden.files.values()).decode()
    everything = re.sub(r"^ +gelesen: .*$", "", everything, flags=re.MULTILINE)
    served = garden.served()
    named = {finding.subject for finding in _baseline().findings}
    ids = [goal.id for goal in garden.concept.goals if goal.id not in named]
    goals = [key for key in ids if everything.count(key) == served[key] + 1]
    old = garden.dice.choice(goals)
    new = f"Z-QQ-{old[-2:]}"
    return {path: data.replace(old.encode(), new.encode()) for path, data in garden.files.items()}, new


def _unserved_goal(garden: Garden) -> Planted:
    alone = {str(goal) for measure in garden.concept.measures if len(measure.goals) == 1 for goal in measure.goals}
    goal = garden.dice.choice([one.id for one in garden.concept.goals if one.id not in alone])
    files = dict(garden.files)
    for path in garden.concept.fields:
        lines = files[path].decode().split("\n")
        for index, line in enumerate(lines):
            if line.startswith("    ziele: [") and goal in line:
                left = [one for one in re.findall(r"Z-\w+-\d+", line) if one != goal]
                lines[index] = f"    ziele: [{', '.join(left)}]"
        files[path] = "\n".join(lines).encode()
    return files, goal


def _aimless(garden: Garden) -> Planted:
    served = garden.served()
    measure = garden.measure(lambda one: all(served[str(goal)] > 1 for goal in one.goals))
    return garden.item(measure.id, "ziele", "[]"), measure.id


def _unassessed(garden: Garden) -> Planted:
    flagged = set(_pairs(garden.concept))
    lasting = {one.id for one in garden.concept.provisions if one.valid_to == OPEN}
    one, block = garden.assessment(lambda one: (one.subject, one.provision) in flagged and one.provision in lasting)
    return garden.cut("recht/pruefung.yaml", block), one.subject


def _pairs(concept: Concept) -> list[tuple[str, str]]:
    return [(str(one.subject), str(one.provision)) for one in flags(concept)]


def _outlasting(garden: Garden) -> Planted:
    """A note of assessment no longer says what holds after the provision has ended."""
    ends = {str(one.id): one.valid_to.year for one in garden.concept.provisions if one.valid_to != OPEN}  # type: ignore[union-attr]
    measures = {str(one.id): one for one in garden.concept.measures}

    def fits(one: Assessment) -> bool:
        if one.provision not in ends or one.subject not in measures:
            return False
        measure, year = measures[one.subject], str(ends[one.provision])
        elsewhere = measure.description.source + measure.effect.source
        goes_on = measure.period.written == "laufend" or (
            measure.period.start and (measure.period.end or 9999) > int(year)
        )
        return bool(year in one.note and year not in elsewhere and goes_on)

    one, block = garden.assessment(fits)
    text = garden.files["recht/pruefung.yaml"].decode()
    found = re.search(block, text, re.MULTILINE | re.DOTALL)
    assert found
    changed = found[0].replace(str(ends[one.provision]), "später")
    return {**garden.files, "recht/pruefung.yaml": text.replace(found[0], changed).encode()}, one.subject


def _avoided(garden: Garden) -> Planted:
    forms = [form for term in garden.concept.terms for form in term.avoid if "(" not in form]
    return garden.paragraph(f"In diesem Absatz steht das Wort {garden.dice.choice(forms)} ohne Grund.")


def _new_chapter(garden: Garden) -> Planted:
    path = f"kapitel/{garden.dice.randrange(95, 99)}-nachtrag.md"
    return {**garden.files, path: b"# Nachtrag\n\nHier steht etwas.\n"}, path


def _no_leaflet(garden: Garden) -> Planted:
    return {path: data for path, data in garden.files.items() if path != "faltblatt.yaml"}, "faltblatt.yaml"


def _not_yet_in_force(garden: Garden) -> Planted:
    law = next(path for path in garden.files if path.startswith("recht/") and b"\nvorschriften:" in garden.files[path])
    files, path = garden.paragraph("Grundlage ist die Regelung nach [](#ZZ-99).")
    provision = (
        "\n  - id: ZZ-99\n    artikel: Artikel 9\n    norm: § 9 ZZG\n    titel: Probe\n    inhalt: Eine Probe.\n    von: 2030-01-01\n"
        "    bis: offen\n    nachfolge: offen\n    betrifft: nichts\n    unsicher: nein\n"
    )
    return {**files, law: files[law].rstrip() + b"\n" + provision.encode()}, path


def _other_total(garden: Garden) -> Planted:
    return garden.paragraph(f"Das Konzept nennt {garden.dice.randrange(300, 900)} Ziele.")


def _cut_name(garden: Garden) -> Planted:
    names = [
        one.name
        for one in garden.concept.offices
        if one.name.startswith("Fachbereich ") and " und " in one.name and "," not in one.name
    ]
    return garden.paragraph(f"Der {garden.dice.choice(names).split(' und ')[0]} berät dazu.")


def _unexplained(garden: Garden) -> Planted:
    assert garden.concept.settings
    first = next(
        str(name) for entry in garden.concept.settings.outline for name in entry.content if name.endswith(".md")
    )
    terms = [term.term for term in garden.concept.terms if term.needs_definition and "(" not in term.term]
    return garden.paragraph(f"Hier geht es um {garden.dice.choice(terms)}.", first)


def _dangling_goal(garden: Garden) -> Planted:
    measure = garden.measure()
    goals = ", ".join((*measure.goals, "Z-QQ-99"))
    return garden.item(measure.id, "ziele", f"[{goals}]"), measure.id


_TANGIBLE = (
    r"\d|(?i:zwei|drei|vier|jahr|jede|alle|monat|woche|faltbl|brosch|leitfaden|weiser|merkbl|fonds|portal|seite|liste|register"
    r"|buch|reichung|schulung|fortbildung|stunde|kurs|werkst|vereinbarung|bericht|befragung|studie|sprech|lots|paten|stelle"
    r"|treff|konferenz|fest|preis|karte|seminar|workshop|beirat|tisch|formular|film|ausstellung|vordruck|muster|zahl|ziel|kein)"
)
"""A title with one of these says something that can be seen or counted, whatever stands below it."""


def _vague(garden: Garden) -> Planted:
    measure = garden.measure(lambda one: not re.search(_TANGIBLE, one.title))
    words = "Die Stadt fördert Begegnung. Die Vereine sollen gestärkt werden."
    files = garden.item(measure.id, "beschreibung", json.dumps(words, ensure_ascii=False))
    return replace(garden, files=files).item(measure.id, "zeitraum", "offen"), measure.id


_LONG = (
    "Die Stadt lädt im Frühjahr alle Nachbarn, Vereine, Schulen, Kitas, Betriebe, Kirchen, Träger und Ämter ein, weil viele Menschen "
    "gern gemeinsam essen, kochen, singen, tanzen, spielen, reden, lachen und dabei ihre Nachbarn aus der Straße und aus dem Haus kennen."
)
_COMMITTEE = (
    "beratungsfolge:\n  - datum: 2017-07-12\n    gremium: Ausschuss für Kultur\n    rolle: Vorberatung\n    oeffentlich: ja\n"
    "    sitzung: offen\n    top: offen\n    kopfergebnis: offen\n    ausgang: offen\n    abstimmung: offen\n"
)


def amended(key: str, pattern: str, new: str) -> Callable[[Garden], Planted]:
    """Exchange a passage of an amendment."""
    path = f"antraege/{key}.yaml"
    return lambda garden: (garden.cut(path, pattern, new), path)


PLANTS: Mapping[str, Callable[[Garden], Planted]] = {
    "ambiguous-number": _same_heading,
    "amendment-left-undecided": amended("A-CDU-02", r"^status: .*?(?=^bemerkung)", "status: eingereicht\n"),
    "amendment-target-unknown": amended("A-CDU-02", r"stelle: L-05", "stelle: L-55"),
    "amendment-without-vote": amended("A-HA-01", r"^erledigt: [^\n]*\n", ""),
    "amount-wrong": said("Die Teilnehmenden erhalten 1,05 Euro je Stunde."),
    "assessment-outdated": assessed(r'fingerabdruck: "?\w+"?', 'fingerabdruck: "00000000"'),
    "binding-language-in-annex": _binding,
    "broken-reference": said("Näheres dazu steht in [](#Z-QQ-99)."),
    "conference-overdue": _overdue("conference-overdue", "integrationskonferenz"),
    "continuation-overdue": _overdue("continuation-overdue", "fortschreibung"),
    "date-wrong": said("Das Integrationsgesetz vom 31. Juli 2017 betrifft viele Menschen in Potsdam."),
    "decision-before-votes": form(r"^beratungsfolge:\n", _COMMITTEE),
    "disclaimer-altered": _word_of_disclaimer,
    "disclaimer-missing": _no_disclaimer,
    "duplicate-id": _same_id,
    "empty-section": added("## Leere Stelle\n\n## Volle Stelle\n\nHier steht noch etwas dazu."),
    "field-without-guideline": _no_guideline,
    "figure-missing": said("![Ein Bild mit drei Kreisen](bilder/fehlt.svg)"),
    "figure-without-alt-text": said("![](bilder/ablauf.svg)"),
    "form-field-too-early": form(r"\Z", "klimaauswirkungen: Die Vorlage spart Wege.\n"),
    "goal-changed-measure-not-reread": _old_signature,
    "goal-without-field": _foreign_goal,
    "goal-without-measure": _unserved_goal,
    "legal-assessment-missing": _unassessed,
    "legal-assessment-open": assessed("ergebnis: vereinbar", "ergebnis: offen"),
    "legal-conflict": assessed("ergebnis: vereinbar", "ergebnis: unvereinbar"),
    "link-text-meaningless": said("Mehr dazu steht [hier](https://www.potsdam.de/)."),
    "measure-outlasts-its-legal-basis": _outlasting,
    "measure-outside-annex-as-binding": said("Die Maßnahmen sind verbindlich."),
    "measure-without-effect": written("wirkung", "siehe oben"),
    "measure-without-funding": written("finanzbedarf", '"?"'),
    "measure-without-goal": _aimless,
    "measure-without-lead": written("federfuehrung", '"-"'),
    "measure-without-period": written("zeitraum", '"-"'),
    "missing-chapter": _new_chapter,
    "mixed-terms": _avoided,
    "nominal-style": said("Die Regelung kommt bald zur Anwendung."),
    "paper-reference-wrong": said("Näheres sagt die DS 12/SVV/088."),
    "paragraph-without-verb": said("Regelmäßiger Austausch aller Beratungsstellen im Stadtteil."),
    "part-missing": _no_leaflet,
    "passive-heavy": added(
        "## Ablauf der Probe\n\nDer Bedarf wird erhoben. Die Räume werden gesucht. Danach wird entschieden."
    ),
    "period-outside-concept": written("zeitraum", "2019-2022"),
    "provision-not-in-force": _not_yet_in_force,
    "result-unknown": form(r"^    ausgang: zurückgestellt", "    ausgang: aufgeschoben"),
    "reused-id": written("titel", "Aquarium für Zierfische"),
    "sentence-too-long": said(_LONG),
    "skipped-heading-level": added("#### Zu tief\n\nHier steht noch etwas dazu."),
    "stated-name-wrong": _cut_name,
    "stated-total-wrong": _other_total,
    "steering-undefined": said("Wer die Umsetzung insgesamt steuert, ist noch offen.", 2),
    "table-without-header": said("|  |  |\n|---|---|\n| Kita | 12 |"),
    "undefined-term": _unexplained,
    "unknown-amendment": form(r"antraege: \[A-CDU-02\]", "antraege: [A-CDU-92]"),
    "unknown-goal": _dangling_goal,
    "unknown-lead": written("federfuehrung", "Amt für Wunder"),
    "unknown-provision": said("Grundlage ist § 12b AufenthG."),
    "vague-wording": _vague,
    "vote-contradicts-result": form(r"zustimmung: 10$", "zustimmung: 3"),
    "vote-incomplete": form(r"^(  - datum: 2017-06-07\n(?:    (?!bemerkung)[^\n]*\n)*)    bemerkung: [^\n]*\n", r"\1"),
}


def test_every_rule_has_a_plant_and_every_plant_a_rule() -> None:
    """Others add rules: each needs a line in ``PLANTS`` that brings its fault into the full concept."""
    missing = sorted(set(rules()) - set(PLANTS))
    assert not missing, f"ohne gepflanzten Fehler: {', '.join(missing)}"
    assert set(PLANTS) == set(rules())


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("rule", [name for name in PLANTS if name in rules()])
def test_a_planted_fault_is_found_where_it_stands_and_nothing_else(rule: str, seed: int) -> None:
    files, where = PLANTS[rule](Garden(_sources(), _concept(), random.Random(f"{rule} {seed}")))
    assert files != _sources()
    compared = compare(_judged(files), _baseline(), "bisher")
    shown = [finding.text() for finding in compared.findings]
    assert {finding.rule for finding in compared.findings} == {rule}, shown
    for finding in compared.findings:
        assert where in {finding.subject, finding.place.path}, shown
    assert [finding.text() for finding in compared.mended] == []
