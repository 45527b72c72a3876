"""Signing writes one line into the sources and nothing else."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import trees
from hypothesis import given
from hypothesis import strategies as st

from pipeline.cli import main
from pipeline.errors import NotWritable, UsageError
from pipeline.fingerprints import of_assessment, of_goal, of_measure
from pipeline.model import PLACE_KEY, Concept
from pipeline.read.hygiene import clean
from pipeline.read.yamlfile import load
from pipeline.reread import Reread, parse, signed_by
from pipeline.signing import sign_assessments, sign_measures

MINIMAL = Path(__file__).parent / "concepts" / "minimal"
FIELD = "handlungsfelder/lesen.yaml"
ASSESSMENTS = "recht/pruefung.yaml"
LAW = """\
kuerzel: LG
titel: Lesegesetz
datum: 2016-07-31
in_kraft: 2016-08-06
fundstelle: GBl. S. 1
vorschriften:
  - id: LG-01
    artikel: "1"
    norm: § 1 LG
    titel: Ausweise
    inhalt: Ausweise sind kostenlos.
    von: 2016-08-06
    bis: offen
    nachfolge: offen
    betrifft: Ausweise
    unsicher: nein
"""
ASSESSED = """\
# Prüfvermerke des Rechtsamts
pruefvermerke:
  - gegenstand: M-LES-01   # Ausweise
    vorschrift: LG-01
    ergebnis: vereinbar
    vermerk: >-
      Der Ausweis
      ist kostenlos.
    stelle: Rechtsamt
    datum: 2017-05-03
    fingerabdruck: offen   # schreibt „konzept confirm“

  - {gegenstand: Z-LES-02, vorschrift: LG-01, ergebnis: offen, vermerk: offen, stelle: offen, datum: offen, fingerabdruck: x}
  - vorschrift: LG-01
    fingerabdruck: "alt"
    gegenstand: Z-LES-01
    ergebnis: vereinbar
    vermerk: Passt.
    stelle: Rechtsamt
    datum: offen
"""


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    shutil.copytree(MINIMAL, tmp_path / "sources")
    monkeypatch.chdir(tmp_path)
    return tmp_path / "sources"


@pytest.fixture
def assessed(place: Path) -> Path:
    (place / "recht").mkdir()
    (place / "recht/lesegesetz.yaml").write_text(LAW, encoding="utf-8")
    (place / ASSESSMENTS).write_text(ASSESSED, encoding="utf-8", newline="")
    return place


def concept(files: dict[str, bytes]) -> Concept:
    return trees.read_simply(files).concept


def data(source: bytes) -> Any:
    return bare(load(clean(source, "x.yaml").text or "", "x.yaml").data)


def bare(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: bare(inner) for key, inner in value.items() if key != PLACE_KEY}
    return [bare(inner) for inner in value] if isinstance(value, list) else None if value is None else str(value)


def without_line(source: bytes, key: bytes) -> bytes:
    """The file without the one line of a key; its line end goes with it, at the end of the file the one before."""
    found = list(re.finditer(rb"(?:(?<=[\r\n])|\A)[ ]*" + key + rb":[^\r\n]*(\r\n|\n|\r|\Z)", source))
    assert len(found) == 1
    start, end = found[0].span()
    rest = source[:start] + source[end:]
    return re.sub(rb"(\r\n|\n|\r)\Z", b"", rest) if end == len(source) and not found[0][1] else rest


# ---- the line -----------------------------------------------------------------------------------

names = st.text(st.characters(categories=["L", "N", "P", "Zs", "S"], exclude_characters="@"), min_size=1).filter(
    lambda name: " ".join(name.split())
)
goals = st.dictionaries(
    st.from_regex(r"Z-[A-Z]{2,4}-[0-9]{2,3}", fullmatch=True), st.from_regex(r"[0-9a-f]{8}", fullmatch=True), min_size=1
)


@given(names, goals)
def test_a_signature_that_is_written_can_be_read(who: str, signed: dict[str, str]) -> None:
    reread = Reread(signed_by(who), signed)
    assert parse(reread.line) == reread


@pytest.mark.parametrize("line", [
    "", "AG Wohnen", "Z-WOH-01@3f2a91c4", "AG Z-WOH-01@3f2a91c", "AG Z-WOH-01@3F2A91C4", "AG Z-WOH-01 @3f2a91c4",
    "AG Z-WOH-01@3f2a91c4 Wohnen", "AG Z-WOH-01@3f2a91c4 Z-WOH-01@3f2a91c4", "AG@Wohnen Z-WOH-01@3f2a91c4",
])  # fmt: skip
def test_other_lines_are_no_signature(line: str) -> None:
    assert parse(line) is None


@pytest.mark.parametrize("name", ["", "  ", "a@b", "x\x07", "x\u202ey", "\ud800"])
def test_names_that_cannot_stand_in_the_line_are_refused(name: str) -> None:
    with pytest.raises(UsageError, match=r"kann nicht unterzeichnen|Wer hat gelesen"):
        signed_by(name)


# ---- the file -----------------------------------------------------------------------------------

LAST = st.sampled_from([
    "wirkung: offen", "wirkung: offen  # noch", 'wirkung: "mit: Zeichen # und „so“"', "wirkung: 'zwei\n      Zeilen'",
    "wirkung: |\n      Absatz\n\n      # kein Kommentar\n", "wirkung: |+\n      Absatz\n\n\n", "wirkung: >-\n      a\n        b\n      c",
    "wirkung: eine\n      Zeile\n      mehr", "beteiligte:\n      - A\n      - B", "beteiligte:\n    - A\n    # Notiz\n    - B",
    "beteiligte: [A,\n      B]   # zwei", "wirkung: |2-\n      eingerückt", "wirkung: 2\u2028 3",
])  # fmt: skip
FILL = st.sampled_from(["", "\n", "\n\n", "\n# Kommentar\n", "\n    # Kommentar im Block\n\n"])
ENDS = st.sampled_from(["\n", "\r\n", "\r"])


@st.composite
def fields(draw: st.DrawFn) -> bytes:
    """A file of two measures, written in many ways."""
    dash = draw(st.sampled_from(["  - ", "- ", "  -   "]))
    indent = " " * len(dash)

    def block(name: str) -> str:
        head = f"{dash}id: {name}  # Nr.\n{indent}titel: Größe {name}\n"
        old = draw(st.sampled_from(["", f"{indent}ziele: [Z-LES-01]\n"]))
        return head + old + re.sub(r"^    (?=\S|  )", indent, indent + draw(LAST), flags=re.MULTILINE) + draw(FILL)

    first, second = block("M-LES-01"), block("M-LES-02")
    mark = draw(st.sampled_from(["", "\ufeff"]))
    tail = draw(st.sampled_from(["", "\n", "\nende: ja\n"]))
    source = f"# Kopf\nmassnahmen:\n{first}\n{second}{tail}"
    return (mark + source.replace("\n", draw(ENDS))).encode()


@given(fields(), names)
def test_signing_adds_one_line_and_leaves_every_other_byte(source: bytes, who: str) -> None:
    before = data(source)
    if before is None:  # the pieces do not always make a file
        return
    line = Reread(signed_by(who), {"Z-LES-01": "3f2a91c4"}).line
    for name, position in (("M-LES-01", 0), ("M-LES-02", 1)):
        signed = sign_measures(source, FIELD, {name: line})
        assert without_line(signed, b"gelesen") == source
        after = data(signed)
        assert list(after["massnahmen"][position])[-1] == "gelesen"
        assert after["massnahmen"][position].pop("gelesen") == line
        assert after == before
        again = sign_measures(signed, FIELD, {name: line.replace("3f2a91c4", "00000000")})
        assert again == signed.replace(b"3f2a91c4", b"00000000")


@given(names, ENDS)
def test_signing_the_minimal_concept_gives_the_same_concept_and_the_signature(who: str, end: str) -> None:
    files = trees.minimal()
    files[FIELD] = files[FIELD].replace(b"\n", end.encode())
    line = Reread(signed_by(who), {"Z-LES-01": "3f2a91c4"}).line
    signed = {**files, FIELD: sign_measures(files[FIELD], FIELD, {"M-LES-02": line, "M-LES-01": line})}
    before, after = concept(files), concept(signed)
    assert [measure.reread for measure in after.measures] == [line, line]
    for old, new in zip(before.measures, after.measures, strict=True):
        with_places = {"reread", "description", "effect", "period"}
        assert old.model_dump(exclude=with_places) == new.model_dump(exclude=with_places)
        assert of_measure(old) == of_measure(new)
    assert [of_goal(goal) for goal in before.goals] == [of_goal(goal) for goal in after.goals]


def test_a_comment_behind_the_old_signature_stays() -> None:
    source = b"massnahmen:\r\n- id: M-LES-01\r\n  gelesen: alt  # Notiz\r\n  titel: x"
    assert sign_measures(source, FIELD, {"M-LES-01": "neu"}) == (
        b'massnahmen:\r\n- id: M-LES-01\r\n  gelesen: "neu"  # Notiz\r\n  titel: x'
    )


@pytest.mark.parametrize(
    "old", [b"gelesen:", b"gelesen: |\n    alt\n    alt", b"gelesen: >-\n    alt\n", b"gelesen: 'a\n    b'"]
)
def test_an_old_signature_of_any_form_becomes_one_line(old: bytes) -> None:
    source = b"massnahmen:\n- id: M-LES-01\n  " + old + b"\n  titel: x\n"
    assert data(sign_measures(source, FIELD, {"M-LES-01": "neu"})) == {
        "massnahmen": [{"id": "M-LES-01", "gelesen": "neu", "titel": "x"}]
    }


def test_a_block_in_braces_is_refused() -> None:
    with pytest.raises(NotWritable, match="geschweiften Klammern"):
        sign_measures(b"massnahmen: [{id: M-LES-01, titel: x}]", FIELD, {"M-LES-01": "neu"})


def test_only_the_fingerprint_of_the_assessment_changes() -> None:
    signed = sign_assessments(ASSESSED.encode(), ASSESSMENTS, {("M-LES-01", "LG-01"): "3f2a91c4"})
    assert signed.decode() == ASSESSED.replace("fingerabdruck: offen ", 'fingerabdruck: "3f2a91c4" ')
    signed = sign_assessments(ASSESSED.encode(), ASSESSMENTS, {("Z-LES-01", "LG-01"): "3f2a91c4"})
    assert signed.decode() == ASSESSED.replace('"alt"', '"3f2a91c4"')


# ---- the command --------------------------------------------------------------------------------


def test_confirming_quiets_the_rule_until_a_goal_changes(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["confirm", "M-LES-01", "--by", "AG Lesen"]) == 0
    assert "Gegengelesen: M-LES-01" in capsys.readouterr().err
    assert main(["check", "--fail-on", "hinweis"]) == 0
    field = place / FIELD
    field.write_text(
        field.read_text(encoding="utf-8").replace("Der Ausweis ist kostenlos.", "Der Ausweis kostet nichts."),
        encoding="utf-8",
    )
    assert main(["check", "--fail-on", "warnung", "--select", "goal-changed-measure-not-reread"]) == 1
    assert main(["confirm", "--all-of", "LES", "--by", "AG Lesen"]) == 0
    assert main(["check", "--fail-on", "warnung", "--select", "goal-changed-measure-not-reread"]) == 0
    capsys.readouterr()
    assert main(["confirm", "--all-of", "LES", "--by", "AG Lesen"]) == 0
    assert "nichts geändert" in capsys.readouterr().err


def test_an_assessment_is_signed_with_the_fingerprint_it_should_carry(
    assessed: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    field = (assessed / FIELD).read_bytes()
    assert main(["confirm", "--law", "M-LES-01:LG-01"]) == 0
    assert "M-LES-01:LG-01" in capsys.readouterr().err
    assert (assessed / FIELD).read_bytes() == field
    assert main(["confirm", "M-LES-01", "--law-all", "--by", "AG Lesen"]) == 0
    read = concept(
        {path.relative_to(assessed).as_posix(): path.read_bytes() for path in assessed.rglob("*") if path.is_file()}
    )
    [one, *_] = read.assessments
    assert one.fingerprint == of_assessment(one, read)
    assert read.measures[0].reread


def test_a_goal_has_assessments_but_no_signature(assessed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["confirm", "Z-LES-01", "--law-all"]) == 0
    assert '"alt"' not in (assessed / ASSESSMENTS).read_text(encoding="utf-8")
    assert main(["confirm", "Z-LES-01", "--by", "AG"]) == 2
    assert "ist ein Ziel" in capsys.readouterr().err


@pytest.mark.parametrize(("arguments", "said"), [
    (["M-LSE-01", "--by", "x"], "Meinten Sie „M-LES-01“?"),
    (["--all-of", "LESE", "--by", "x"], "Meinten Sie „LES“?"),
    (["--law", "M-LES-01:LG-02"], "Meinten Sie „M-LES-01:LG-01“?"),
    (["M-LES-01"], "Wer hat gelesen?"),
    (["M-LES-01", "--by", "a@b"], "kann nicht unterzeichnen"),
    ([], "Es ist nichts genannt"),
])  # fmt: skip
def test_what_cannot_be_signed_is_said_and_nothing_is_written(
    assessed: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], said: str
) -> None:
    before = {path: path.read_bytes() for path in assessed.rglob("*") if path.is_file()}
    assert main(["confirm", *arguments]) == 2
    assert said in capsys.readouterr().err
    assert {path: path.read_bytes() for path in assessed.rglob("*") if path.is_file()} == before


def test_one_file_that_cannot_be_written_stops_all(
    assessed: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    before = {path: path.read_bytes() for path in assessed.rglob("*") if path.is_file()}

    def refused(*_: object, **__: object) -> None:
        raise PermissionError(13, "Keine Berechtigung")

    monkeypatch.setattr("shutil.copymode", refused)
    assert main(["confirm", "M-LES-01", "--law-all", "--by", "AG"]) == 3
    assert "kann nicht geschrieben werden" in capsys.readouterr().err
    assert {path: path.read_bytes() for path in assessed.rglob("*") if path.is_file()} == before
