"""What an editor gets to read when a file is broken: place, sentence and remedy, word for word."""

import re
from collections.abc import Mapping
from pathlib import Path

import pytest
import trees

from pipeline.checking import check
from pipeline.compose import compose
from pipeline.errors import SourcesMissing
from pipeline.findings import Severity
from pipeline.manuscript import Manuscript, MeasureTable, Prose
from pipeline.prose import plain
from pipeline.read import read
from pipeline.read.folder import read_folder
from pipeline.tree import LARGEST_FILE

FIELD = "handlungsfelder/lesen.yaml"
CHAPTER = "kapitel/20-aufbau.md"


def _read(files: Mapping[str, bytes]) -> list[str]:
    return [finding.text() for finding in trees.read_simply(files).findings]


def _replaced(path: str, old: str, new: str) -> list[str]:
    return _read(trees.replaced(trees.minimal(), path, old, new))


def _with(path: str, data: bytes) -> list[str]:
    return _read({**trees.minimal(), path: data})


# --- keys and values ----------------------------------------------------------------------------


def test_an_unknown_key_is_named_with_the_key_that_is_probably_meant() -> None:
    assert _replaced("stellen.yaml", "    kurz: BÜ\n", "    kurz: BÜ\n    bereihc: Bildung\n") == [
        "stellen.yaml:4: Fehler: Der Schlüssel „bereihc“ ist unbekannt [unknown-key]\n  Hinweis: meinten Sie „bereich“?"
    ]


def test_an_unknown_key_like_none_is_answered_with_the_possible_ones() -> None:
    assert _replaced("stellen.yaml", "    kurz: BÜ\n", "    kurz: BÜ\n    xyz: Bildung\n") == [
        "stellen.yaml:4: Fehler: Der Schlüssel „xyz“ ist unbekannt [unknown-key]\n"
        "  Hinweis: möglich sind: name, kurz, bereich"
    ]


def test_a_mistyped_key_costs_its_item_and_not_the_file() -> None:
    files = trees.replaced(
        trees.minimal(), FIELD, "    finanzbedarf: 500 € im Jahr\n", "    finanzbedraf: 500 € im Jahr\n"
    )
    reading = trees.read_simply(files)
    assert [finding.text() for finding in reading.findings] == [
        f"{FIELD}:28: Fehler: Der Schlüssel „finanzbedarf“ fehlt [missing-key]\n"
        "  Hinweis: „finanzbedarf:“ ergänzen; ist der Wert noch nicht bekannt, „offen“ eintragen",
        f"{FIELD}:35: Fehler: Der Schlüssel „finanzbedraf“ ist unbekannt [unknown-key]\n"
        "  Hinweis: meinten Sie „finanzbedarf“?",
    ]
    assert [measure.id for measure in reading.concept.measures] == ["M-LES-02"]


def test_a_missing_key_is_named() -> None:
    assert _replaced("stellen.yaml", "    kurz: BÜ\n", "") == [
        "stellen.yaml:2: Fehler: Der Schlüssel „kurz“ fehlt [missing-key]\n"
        "  Hinweis: „kurz:“ ergänzen; ist der Wert noch nicht bekannt, „offen“ eintragen"
    ]


def test_an_empty_value_is_no_value() -> None:
    assert _replaced("stellen.yaml", "    kurz: BÜ\n", "    kurz:\n") == [
        "stellen.yaml:3: Fehler: kurz: das Feld ist leer; ist der Wert noch nicht bekannt, „offen“ eintragen [wrong-value]\n"
        "  Hinweis: den Wert bei „kurz“ berichtigen"
    ]


def test_a_duplicate_key_is_named_and_the_first_counts() -> None:
    files = trees.replaced(trees.minimal(), "stellen.yaml", "    kurz: BÜ\n", "    kurz: BÜ\n    kurz: Bü\n")
    reading = trees.read_simply(files)
    assert [finding.text() for finding in reading.findings] == [
        "stellen.yaml:4: Fehler: Der Schlüssel „kurz“ steht zweimal im selben Abschnitt [duplicate-key]\n"
        "  Hinweis: einen der beiden löschen; es gilt der erste"
    ]
    assert reading.concept.offices[0].short == "BÜ"


@pytest.mark.parametrize(("old", "new", "line", "said"), [
    ("ziele: [Z-LES-01]", "ziele: Z-LES-01", 31,
     "ziele: hier wird eine Liste erwartet [wrong-type]\n  Hinweis: „ziele: [Z-LES-01]“ oder Zeilen mit „- “ schreiben"),
    ("beteiligte: [Schulen, Kitas]", "beteiligte: Schulen", 33,
     "beteiligte: hier wird eine Liste erwartet, z. B. [Schulen], oder „offen“ [wrong-value]\n"
     "  Hinweis: den Wert bei „beteiligte“ berichtigen"),
    ("federfuehrung: Bücherei", "federfuehrung: [Bücherei]", 32,
     "federfuehrung: hier wird ein Text erwartet [wrong-value]\n  Hinweis: den Wert bei „federfuehrung“ berichtigen"),
    ("zeitraum: 2016-2018", "zeitraum: bald", 34,
     "zeitraum: „bald“ ist kein Zeitraum; erwartet wird 2017, 2016-2018, ab 2017, laufend oder offen [wrong-value]\n"
     "  Hinweis: den Wert bei „zeitraum“ berichtigen"),
    ("zeitraum: 2016-2018", "zeitraum: 2018-2016", 34,
     "zeitraum: der Zeitraum „2018-2016“ endet, bevor er beginnt [wrong-value]\n"
     "  Hinweis: den Wert bei „zeitraum“ berichtigen"),
    ("id: M-LES-01", "id: M_LES_01", 28,
     "id: „M_LES_01“ hat nicht die erwartete Form, z. B. M-WOH-07 [wrong-value]\n"
     "  Hinweis: den Wert bei „id“ berichtigen"),
    ("zeichen: buch", "zeichen: Buch", 3,
     "zeichen: „Buch“ ist nicht vorgesehen; möglich sind haus, buch, werkzeug, personen, hand, tuer, stern oder kreis "
     "[wrong-value]\n  Hinweis: meinten Sie „buch“?"),
])  # fmt: skip
def test_a_value_of_the_wrong_kind_is_named_at_its_line(old: str, new: str, line: int, said: str) -> None:
    assert _replaced(FIELD, old, new) == [f"{FIELD}:{line}: Fehler: {said}"]


@pytest.mark.parametrize(("value", "said"), [
    ("03.05.2017", "erstellt: „03.05.2017“ ist kein Datum; erwartet wird Jahr-Monat-Tag, z. B. 2017-05-03"),
    ("20170503", "erstellt: „20170503“ ist kein Datum; erwartet wird Jahr-Monat-Tag, z. B. 2017-05-03"),
    ("2017-02-30", "erstellt: das Datum „2017-02-30“ gibt es nicht; bitte Monat und Tag prüfen"),
    ("[2017]", "erstellt: eine Liste oder ein Abschnitt ist kein Datum; erwartet wird Jahr-Monat-Tag, z. B. 2017-05-03"),
])  # fmt: skip
def test_a_bad_date_is_named_with_the_form_expected(value: str, said: str) -> None:
    assert _replaced("vorlage.yaml", "erstellt: 2017-05-03", f"erstellt: {value}") == [
        f"vorlage.yaml:7: Fehler: {said} [wrong-value]\n  Hinweis: den Wert bei „erstellt“ berichtigen"
    ]


@pytest.mark.parametrize(("path", "old", "new", "said"), [
    ("konzept.yaml", "beginn: 2016", "beginn: Mai", "konzept.yaml:5: Fehler: beginn: „Mai“ ist keine ganze Zahl [wrong-type]\n"
     "  Hinweis: nur Ziffern eintragen"),
    ("konzept.yaml", "ende: 2018", "ende: 2008", "konzept.yaml:1: Fehler: „ende“ liegt vor „beginn“ [wrong-value]\n"
     "  Hinweis: den Abschnitt berichtigen"),
    ("konzept.yaml", "    titel: Glossar\n", "", "konzept.yaml:39: Fehler: gliederung: ein Anhang braucht einen „titel“ oder "
     "ein Kapitel, dessen Überschrift er trägt [wrong-value]\n  Hinweis: den Wert bei „gliederung“ berichtigen"),
    ("vorlage.yaml", "      punkte: 2", "      punkte: 4", "vorlage.yaml:45: Fehler: punkte: 4 liegt außerhalb; erlaubt ist "
     "höchstens 3 [wrong-value]\n  Hinweis: die Zahl berichtigen"),
    ("vorlage.yaml", "  vorhanden: nein", "  vorhanden: vielleicht", "vorlage.yaml:38: Fehler: vorhanden: „vielleicht“ ist weder "
     "„ja“ noch „nein“ [wrong-value]\n  Hinweis: den Wert bei „vorhanden“ berichtigen"),
])  # fmt: skip
def test_numbers_and_choices_are_judged_in_german(path: str, old: str, new: str, said: str) -> None:
    assert _replaced(path, old, new) == [said]


def test_a_duplicate_id_names_both_places() -> None:
    files = trees.replaced(trees.minimal(), FIELD, "id: Z-LES-02", "id: Z-LES-01")
    found = [one.text() for one in trees.judged(files, trees.read_simply).findings if one.rule == "duplicate-id"]
    assert found == [
        f"{FIELD}:22: Fehler: Die Kennung Z-LES-01 ist schon vergeben ({FIELD}:18) [duplicate-id]\n"
        "  Hinweis: eine freie Kennung eintragen, z. B. Z-LES-02"
    ]


# --- encodings and leftovers --------------------------------------------------------------------


def test_a_latin_1_umlaut_is_found_at_its_line() -> None:
    assert _with(CHAPTER, b"# Aufbau {#kap-aufbau}\n\nZweite Zeile.\nSch\xf6n.\n") == [
        f"{CHAPTER}:4: Fehler: Die Datei ist nicht in UTF-8 gespeichert (Umlaute beschädigt) [broken-encoding]\n"
        "  Hinweis: im Editor „Speichern mit Codierung: UTF-8“ wählen und die Umlaute prüfen"
    ]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be-sig"])
def test_utf_16_is_called_by_its_name(encoding: str) -> None:
    text = "# Aufbau\n"
    data = text.encode("utf-16") if encoding == "utf-16" else b"\xfe\xff" + text.encode("utf-16-be")
    assert _with(CHAPTER, data) == [
        f"{CHAPTER}:1: Fehler: Die Datei ist in UTF-16 gespeichert [broken-encoding]\n"
        "  Hinweis: im Editor als „UTF-8“ speichern"
    ]


def test_a_byte_order_mark_is_a_hint_and_the_file_is_read() -> None:
    files = trees.minimal()
    files["stellen.yaml"] = b"\xef\xbb\xbf" + files["stellen.yaml"]
    reading = trees.read_simply(files)
    assert [finding.text() for finding in reading.findings] == [
        "stellen.yaml:1: Hinweis: Die Datei beginnt mit einer unsichtbaren Marke (BOM) [byte-order-mark]\n"
        "  Hinweis: im Editor als „UTF-8 ohne BOM“ speichern"
    ]
    assert len(reading.concept.offices) == 1


def test_windows_line_ends_are_a_hint_and_the_file_is_read() -> None:
    files = trees.minimal()
    files[FIELD] = files[FIELD].replace(b"\n", b"\r\n")
    reading = trees.read_simply(files)
    assert [finding.text() for finding in reading.findings] == [
        f"{FIELD}:1: Hinweis: Die Datei hat Windows-Zeilenenden; sie wird trotzdem gelesen [windows-line-ends]\n"
        "  Hinweis: im Editor Zeilenende „LF“ wählen"
    ]
    assert [measure.place.line for measure in reading.concept.measures] == [28, 38]


def test_a_tab_in_the_indentation_is_named() -> None:
    assert _replaced("stellen.yaml", "    kurz: BÜ", "\tkurz: BÜ") == [
        "stellen.yaml:3: Fehler: Die Zeile ist mit einem Tabulator eingerückt [broken-yaml]\n"
        "  Hinweis: mit Leerzeichen einrücken"
    ]


@pytest.mark.parametrize("data", [b"", b"\n \n", b"\xef\xbb\xbf"])
def test_an_empty_file_is_named(data: bytes) -> None:
    said = [one for one in _with(CHAPTER, data) if "[byte-order-mark]" not in one]
    assert said == [
        f"{CHAPTER}:1: Fehler: Die Datei ist leer [empty-file]\n"
        "  Hinweis: Inhalt eintragen oder die Datei löschen und aus der Gliederung nehmen"
    ]


def test_a_file_of_comments_is_as_good_as_empty() -> None:
    assert _with("stellen.yaml", b"# stellen:\n#   - name: B\n") == [
        "stellen.yaml:1: Fehler: Die Datei enthält nur Kommentare [empty-file]\n"
        "  Hinweis: Inhalt eintragen oder die Datei löschen"
    ]


def test_the_leftovers_of_a_merge_are_found_at_their_line() -> None:
    text = "# Aufbau {#kap-aufbau}\n\n<<<<<<< HEAD\nmeins\n=======\ndeins\n>>>>>>> entwurf\n"
    assert _with(CHAPTER, text.encode()) == [
        f"{CHAPTER}:3: Fehler: In der Datei stehen Reste eines Git-Konflikts („<<<<<<<“ oder „>>>>>>>“) [merge-conflict]\n"
        "  Hinweis: eine der beiden Fassungen behalten und die Zeilen mit <<<<<<<, ======= und >>>>>>> löschen"
    ]


def test_a_control_character_is_dropped_with_a_warning_however_it_came_in() -> None:
    files = {**trees.minimal(), CHAPTER: b"# Aufbau {#kap-aufbau}\n\nEins\x07zwei &#7;drei\n"}
    files = trees.replaced(files, "stellen.yaml", "kurz: BÜ", 'kurz: "B\\x07Ü"')
    reading = trees.read_really(files)
    assert [finding.text() for finding in reading.findings] == [
        f"{CHAPTER}:3: Warnung: Ein unsichtbares Steuerzeichen (U+0007) steht im Text; es wird überlesen [control-character]\n"
        "  Hinweis: das Zeichen löschen; oft hilft es, den Satz neu zu tippen",
        "stellen.yaml:3: Warnung: Ein unsichtbares Steuerzeichen (U+0007) steht im Wert; es wird überlesen "
        "[control-character]\n  Hinweis: die Zeichenfolge mit „\\“ löschen",
    ]
    assert reading.concept.offices[0].short == "BÜ"
    assert plain(reading.concept.chapters[CHAPTER].text.blocks) == "Aufbau Einszwei drei"


# --- YAML ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(("text", "line", "message", "hint"), [
    ("stellen: &alle\n  - name: B\n    kurz: b\n    bereich: C\n", 1, "„&alle“ ist nicht vorgesehen",
     "den Wert in Anführungszeichen setzen"),
    ("stellen:\n  - name: *alle\n    kurz: b\n    bereich: C\n", 2, "„*alle“ ist ein Verweis; Verweise sind hier nicht vorgesehen",
     "den Wert ausschreiben oder in Anführungszeichen setzen"),
    ("stellen: !!python/object:os.system x\n", 1, "Die Typangabe „tag:yaml.org,2002:python/object:os.system“ ist nicht vorgesehen",
     "den Wert in Anführungszeichen setzen"),
    ("stellen:\n  - name: Amt: Bücherei\n", 2, "Hier steht ein Doppelpunkt, wo keiner erwartet wird",
     "enthält der Wert selbst „: “, ihn in Anführungszeichen setzen; sonst die Einrückung prüfen"),
    ("stellen:\n  - name: B\n    kurz b\n    bereich: C\n", 3, "In dieser Zeile fehlt ein Doppelpunkt nach dem Schlüssel",
     "„schlüssel: wert“ schreiben; Fließtext gehört eingerückt unter „schlüssel: |“"),
    ('stellen:\n  - name: "B\n    kurz: b\n', 2, "Ein Anführungszeichen oder eine Klammer wird nicht geschlossen",
     "das fehlende Zeichen ergänzen"),
    ("stellen:\n  - [a, b\n  - c\n", 2, "Die Einrückung oder eine Klammer stimmt hier nicht",
     "die Einrückung mit den Zeilen darüber vergleichen; Listen brauchen „- “ oder [a, b]"),
    ("stellen:\n  - name: @B\n", 2, "Ein Zeichen kann hier nicht am Anfang stehen",
     "den Wert in Anführungszeichen setzen; mit Leerzeichen statt Tabulator einrücken"),
    ("stellen:\n - " + "[" * 100, 2, "Hier stecken mehr als 30 Ebenen ineinander", "die Klammern oder die Einrückung prüfen"),
    ("? [a, b]\n: c\n", 1, "Ein Schlüssel muss ein einfaches Wort sein",
     "beginnt der Wert mit [, { oder ?, ihn in Anführungszeichen setzen"),
])  # fmt: skip
def test_broken_yaml_is_explained_at_its_line(text: str, line: int, message: str, hint: str) -> None:
    found = [one for one in _with("stellen.yaml", text.encode()) if "[broken-yaml]" in one]
    assert found[:1] == [f"stellen.yaml:{line}: Fehler: {message} [broken-yaml]\n  Hinweis: {hint}"]


def test_a_file_that_is_no_mapping_is_named() -> None:
    assert _with("stellen.yaml", "Bücherei\n".encode()) == [
        "stellen.yaml:1: Fehler: Die Datei enthält keine Schlüssel („schlüssel: wert“) [wrong-type]\n"
        "  Hinweis: mit dem Beispiel im Handbuch vergleichen"
    ]


# --- too large, too deep ------------------------------------------------------------------------


def test_a_chapter_of_ten_megabytes_is_not_read(tmp_path: Path) -> None:
    _lay(tmp_path, {**trees.minimal(), CHAPTER: b"Wort " * (LARGEST_FILE // 4)})
    tree = read_folder(tmp_path)
    assert [finding.text() for finding in tree.findings] == [
        f"{CHAPTER}: Fehler: Die Datei ist größer als 8 MB [unreadable-file]\n"
        "  Hinweis: die Datei aufteilen oder verkleinern"
    ]
    assert CHAPTER not in tree.files


def test_a_chapter_of_many_millions_of_characters_is_not_parsed() -> None:
    assert _with(CHAPTER, b"Wort " * 1_000_000) == [
        f"{CHAPTER}:1: Fehler: Der Text ist mit 5 Millionen Zeichen zu lang [text-too-large]\n"
        "  Hinweis: auf mehrere Kapitel verteilen und diese in der Gliederung nennen"
    ]


@pytest.mark.parametrize(("text", "deep"), [
    ("> " * 500 + "x", True),
    ("> " * 100 + "x", True),
    ("".join("  " * level + "- x\n" for level in range(300)), True),
    ("".join("   " * level + "1.\n" for level in range(300)), True),
    ("".join("   " * level + "1.\n" for level in range(90)), True),
    ("[" * 2000 + "x" + "](a)" * 2000, False),
    ("*a **b " * 500 + "x", False),
])  # fmt: skip
def test_markdown_nested_too_deeply_is_a_finding_and_never_a_crash(text: str, deep: bool) -> None:  # noqa: FBT001
    files = {**trees.minimal(), CHAPTER: f"# Aufbau {{#kap-aufbau}}\n\n{text}\n".encode()}
    reading = trees.read_really(files)
    check(reading.concept, reading.findings)
    compose(reading.concept)
    said = (
        f"{CHAPTER}:1: Fehler: Der Text ist zu tief verschachtelt und kann nicht gelesen werden [text-too-deep]\n"
        "  Hinweis: Listen, Zitate und Klammern im Text vereinfachen"
    )
    assert [finding.text() for finding in reading.findings] == ([said] if deep else [])


# --- pictures -----------------------------------------------------------------------------------


@pytest.mark.parametrize("data", [
    b"", b"kein Bild", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"<svg", b"<svg><g></svg>", b"GIF89a" + bytes(40), b"%PDF-1.7",
])  # fmt: skip
def test_a_picture_that_is_none_is_named(data: bytes) -> None:
    assert _with("bilder/plan.png", data) == [
        "bilder/plan.png: Fehler: Die Datei ist kein Bild, das gelesen werden kann (SVG, PNG oder JPEG) [not-a-picture]\n"
        "  Hinweis: das Bild neu exportieren und unter demselben Namen ablegen"
    ]


@pytest.mark.parametrize("inner", [
    "<script>alert(1)</script>", "<s:script xmlns:s='http://www.w3.org/2000/svg'/>", '<rect onclick="alert(1)"/>',
    '<image href="https://example.org/x.png"/>', "<style>@import 'x.css';</style>", '<rect style="fill: url(https://x.org/y)"/>',
    "<foreignObject/>",
])  # fmt: skip
def test_an_svg_with_a_script_or_a_way_out_is_refused_at_its_line(inner: str) -> None:
    svg = f'<svg xmlns="http://www.w3.org/2000/svg">\n<rect/>\n{inner}\n</svg>\n'
    assert _with("bilder/plan.svg", svg.encode()) == [
        "bilder/plan.svg:3: Fehler: Das SVG enthält Skripte, Verweise nach außen oder Entitäten [not-a-picture]\n"
        "  Hinweis: das Bild als „einfaches SVG“ neu exportieren"
    ]


def test_an_svg_that_refers_to_itself_is_a_picture() -> None:
    svg = '<svg xmlns="http://www.w3.org/2000/svg"><linearGradient id="a"/><rect fill="url(#a)"/><use href="#a"/></svg>'
    reading = trees.read_simply({**trees.minimal(), "bilder/plan.svg": svg.encode()})
    assert reading.findings == ()
    assert reading.concept.pictures["bilder/plan.svg"].kind == "svg"


# --- files --------------------------------------------------------------------------------------


@pytest.mark.parametrize(("path", "said"), [
    ("handlungsfelder/wohnen.yml", "Die Endung „.yml“ wird nicht gelesen [unread-file]\n  Hinweis: die Datei auf „.yaml“ umbenennen"),
    ("kapitel/12-DANK.MD", "Die Endung „.MD“ wird nicht gelesen [unread-file]\n  Hinweis: die Datei auf „.md“ umbenennen"),
    ("faltblat.yaml", "Die Datei gehört zu keinem Teil des Konzepts und wird nicht gelesen [unread-file]\n"
     "  Hinweis: soll sie „faltblatt.yaml“ heißen?"),
    ("Handlungsfeld/wohnen.yaml", "Die Datei gehört zu keinem Teil des Konzepts und wird nicht gelesen [unread-file]\n"
     "  Hinweis: soll sie „handlungsfelder/wohnen.yaml“ heißen?"),
])  # fmt: skip
def test_a_file_that_is_not_read_says_so(path: str, said: str) -> None:
    assert _with(path, b"kuerzel: WOH\n") == [f"{path}: Warnung: {said}"]


def test_a_folder_without_konzept_yaml_says_so_and_the_rest_is_read() -> None:
    files = trees.minimal()
    del files["konzept.yaml"]
    reading = trees.read_simply(files)
    assert [finding.text() for finding in reading.findings] == [
        "konzept.yaml: Fehler: Die Datei „konzept.yaml“ fehlt; ohne sie ist der Ordner kein Konzept [missing-file]\n"
        "  Hinweis: den richtigen Ordner nennen oder mit „konzept new“ ein Konzept anlegen"
    ]
    assert len(reading.concept.measures) == 2
    assert compose(reading.concept) is None


def test_a_folder_that_does_not_exist_or_holds_nothing_is_an_error_with_a_remedy(tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "fehlt"):
        with pytest.raises(SourcesMissing, match=re.escape(str(folder))) as caught:
            read_folder(folder)
        assert caught.value.remedy


def test_a_link_that_leads_out_of_the_sources_is_not_followed(tmp_path: Path) -> None:
    outside = tmp_path / "geheim.md"
    outside.write_text("geheim", encoding="utf-8")
    sources = tmp_path / "sources"
    _lay(sources, trees.minimal())
    try:
        (sources / "kapitel" / "12-link.md").symlink_to(outside)
        (sources / "ordner").symlink_to(tmp_path, target_is_directory=True)
    except OSError:
        pytest.skip("this Windows does not let its users make links")
    tree = read_folder(sources)
    said = (
        "Fehler: Die Verknüpfung führt aus dem Ordner der Quellen hinaus [unreadable-file]\n"
        "  Hinweis: die Datei selbst in den Ordner legen"
    )
    assert [finding.text() for finding in tree.findings] == [f"kapitel/12-link.md: {said}", f"ordner: {said}"]
    assert not any(b"geheim" in data for data in tree.files.values())


def test_a_folder_is_read_like_the_same_files_from_anywhere_else(tmp_path: Path) -> None:
    _lay(tmp_path, {**trees.minimal(), ".git/x.md": b"x", "notiz.txt": b"x", "kapitel/~sicherung.md": b"x"})
    tree = read_folder(tmp_path)
    assert dict(tree.files) == trees.minimal()
    assert tree.findings == ()
    assert read(tree, trees.parse_simply).findings == ()


def test_the_outline_names_a_missing_file_and_a_windows_path() -> None:
    files = trees.replaced(trees.minimal(), "konzept.yaml", "- kapitel/11-anlass.md", "- kapitel/11-anlas.md")
    files = trees.replaced(files, "konzept.yaml", "- kapitel/20-aufbau.md", "- kapitel\\20-aufbau.md")
    verdict = trees.judged(files, trees.read_simply)
    assert [one.text() for one in verdict.findings if one.place.path == "konzept.yaml"] == [
        "konzept.yaml:24: Fehler: Die Gliederung nennt „kapitel/11-anlas.md“; eine solche Datei gibt es nicht "
        "[missing-chapter]\n  Hinweis: meinten Sie „kapitel/11-anlass.md“?",
        "konzept.yaml:29: Fehler: Die Gliederung nennt „kapitel\\20-aufbau.md“; eine solche Datei gibt es nicht "
        "[missing-chapter]\n  Hinweis: meinten Sie „kapitel/20-aufbau.md“?",
    ]


def test_an_unknown_goal_is_named_with_the_one_probably_meant() -> None:
    files = trees.replaced(trees.minimal(), FIELD, "ziele: [Z-LES-01]", "ziele: [Z-LES-1O]")
    assert [one.split("\n")[0] for one in _read(files)] == [
        f"{FIELD}:31: Fehler: ziele: „Z-LES-1O“ hat nicht die erwartete Form, z. B. Z-WOH-03 [wrong-value]"
    ]
    files = trees.replaced(trees.minimal(), FIELD, "ziele: [Z-LES-01]", "ziele: [Z-LES-11]")
    assert [one.text() for one in trees.judged(files, trees.read_simply).findings] == [
        f"{FIELD}:31: Fehler: Maßnahme M-LES-01 nennt das Ziel Z-LES-11, das es nicht gibt [unknown-goal]\n"
        "  Hinweis: meinten Sie Z-LES-01?"
    ]


# --- foreign code is text -----------------------------------------------------------------------

FOREIGN = (
    "<script>alert(1)</script>", "<b>fett & schön</b>", "<!-- Notiz -->", "<w:p><w:r/></w:p>", "#panic(1)", "#let x = sys.inputs",
    "{{ 7*7 }}", "{% for x in y %}", "\\input{/etc/passwd}", "$x^2$", "&copy ohne Semikolon", 'a < b > c & "d"', "שלום",
)  # fmt: skip


def _words(manuscript: Manuscript | None) -> str:
    assert manuscript is not None
    said = [plain(list(one.blocks)) for one in manuscript.elements if isinstance(one, Prose)]
    for one in manuscript.elements:
        if isinstance(one, MeasureTable):
            said += [
                f"{row.title} {row.lead} {plain(list(row.description))} {plain(list(row.effect))}" for row in one.rows
            ]
    return "\n".join(said)


@pytest.mark.parametrize("foreign", FOREIGN)
def test_foreign_code_in_any_text_is_shown_and_not_run(foreign: str) -> None:
    title = "'" + foreign.replace("'", "''") + "'"
    files = trees.replaced(trees.minimal(), FIELD, "titel: Langer Donnerstag", f"titel: {title}")
    files = trees.replaced(
        files, FIELD, "      Donnerstags bleibt", f"      {foreign}\n\n      Donnerstags {foreign} bleibt"
    )
    files[CHAPTER] += f"\nVorn {foreign} hinten.\n\n{foreign}\n".encode()
    reading = trees.read_really(files)
    assert reading.findings == ()
    said = _words(compose(reading.concept)).replace("„", '"').replace("“", '"')
    assert said.count(foreign) == 5, said


def test_raw_blocks_for_word_and_typst_are_shown_as_text() -> None:
    text = "\n```{=openxml}\n<w:br w:type=\"page\"/>\n```\n\n`#pagebreak()`{=typst}\n\n<div class='x'>\n<p>Absatz</p>\n</div>\n"
    files = trees.minimal()
    files[CHAPTER] += text.encode()
    said = _words(compose(trees.read_really(files).concept))
    for literal in ('<w:br w:type="page"/>', "#pagebreak(){=typst}", "<div class='x'> <p>Absatz</p> </div>"):
        assert literal in said


def test_a_paragraph_that_only_looks_like_a_caption_keeps_its_first_word() -> None:
    files = trees.minimal()
    files[CHAPTER] += b"\nTabelle: siehe unten.\n\nEin Absatz.\n\nTabelle: Angaben\n\n| A | B |\n|---|---|\n| 1 | 2 |\n"
    manuscript = compose(trees.read_really(files).concept)
    assert "Tabelle: siehe unten. Ein Absatz." in _words(manuscript)
    assert "Tabelle: Angaben" not in _words(manuscript)
    files[CHAPTER] += b"\nTabelle: folgt noch.\n"
    assert "Tabelle: folgt noch." in _words(compose(trees.read_really(files).concept))


def test_hints_and_warnings_do_not_stop_a_build() -> None:
    files = trees.minimal()
    files["stellen.yaml"] = b"\xef\xbb\xbf" + files["stellen.yaml"]
    verdict = trees.judged(files, trees.read_simply)
    assert [one.severity for one in verdict.findings] == [Severity.HINT]
    assert verdict.errors == ()


def _lay(folder: Path, files: Mapping[str, bytes]) -> None:
    for path, data in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
