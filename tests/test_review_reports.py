"""The change log, the changes as JSON and the Synopse: nothing is missing, nothing runs, the same bytes every time."""

import io
import json
import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import jsonschema
import pypdfium2
import pytest
import review_cases as cases
import trees
from hypothesis import example, given, settings
from hypothesis import strategies as st
from lxml import etree
from openxml_audit import OpenXmlValidator
from pdf_judge import judge

from pipeline.manuscript import Run, Wording
from pipeline.prose import plain
from pipeline.tools import pandoc
from pipeline.tools.inspect import squeezed, words
from pipeline.tools.word_xml import w
from review.changes import Item, Kind, Stub, reading_order
from review.columns import ABSENT, DROPPED, NEW, UNCHANGED, Columns, Row, columns
from review.reports import aenderungen_json, aenderungen_md, synopse_docx, synopse_pdf
from review.reports.aenderungen_md import escaped
from review.sides import Comparison, compared
from review.telling import text_of

FIELD = cases.FIELD
ANLASS = "kapitel/11-anlass.md"
SCHEMA = json.loads((cases.ROOT / "schemas" / "aenderungen.schema.json").read_text(encoding="utf-8"))
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)
PAIRS = [("2016-07-28", "2017-05-03"), ("2017-05-03", "2017-06-14")]


@cache
def real(base: str, head: str) -> Comparison:
    return compared(cases.ROOT / "sources", base, head)


def rendered(report: Any, comparison: Comparison) -> bytes:
    made = report.render(comparison, cases.TEMPLATES, cases.EPOCH)
    assert isinstance(made, bytes)
    return made


def as_json(comparison: Comparison) -> Any:
    data = json.loads(rendered(aenderungen_json, comparison))
    some = slice(None, None, 1 + len(data["aenderungen"]) // 80)  # a validator in Python takes its time
    VALIDATOR.validate({**data, "aenderungen": data["aenderungen"][some]})
    return data


def as_text(comparison: Comparison) -> str:
    return rendered(aenderungen_md, comparison).decode()


def reworded() -> Comparison:
    """The minimal concept with one of each: a word, a lead, a new goal, a measure gone, a moved paragraph."""
    base = trees.minimal()
    head = trees.replaced(base, FIELD, "Der Ausweis ist kostenlos.", "Der Ausweis ist für alle kostenlos.")
    head = trees.replaced(head, FIELD, "federfuehrung: offen", "federfuehrung: Büro für Lesen")
    head = trees.replaced(
        head, FIELD, "massnahmen:\n", "  - id: Z-LES-03\n    titel: Neu\n    text: Ein neues Ziel.\n\nmassnahmen:\n"
    )
    return cases.compared(base, head)


# ---- JSON -------------------------------------------------------------------------------------


def test_the_schema_is_one_and_refuses_what_does_not_belong() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    data = as_json(reworded())
    for spoiled in ({**data, "mehr": 1}, {**data, "form": 99}, {key: data[key] for key in data if key != "alt"}):
        assert list(VALIDATOR.iter_errors(spoiled))


@given(cases.items())
def test_both_wordings_can_be_read_back_out_of_the_steps(pair: tuple[tuple[Item, ...], tuple[Item, ...]]) -> None:
    data = as_json(cases.of_items(*pair))
    for one in data["aenderungen"]:
        if one["art"] not in {"geaendert", "verschoben-geaendert"}:
            continue
        for side, frame, step in (("alt", "alt_rahmen", 1), ("neu", "neu_rahmen", 2)):
            texts = sorted(part["text"] for item in one[side] for part in item["texte"])
            read = sorted(
                "".join(words[step] for words in part["schritte"]) for part in one["teile"] if part[frame] is not None
            )
            assert read == texts


def test_split_and_joined_paragraphs_are_parted_in_the_steps_by_an_empty_line() -> None:
    for one in as_json(real(*PAIRS[0]))["aenderungen"]:
        if one["art"] in {"geteilt", "zusammengefuehrt"} and one["alt"] and one["neu"]:
            for side, step in (("alt", 1), ("neu", 2)):
                texts = [part["text"] for item in one[side] for part in item["texte"] if part["name"] == "Absatz"]
                assert "".join(words[step] for words in one["teile"][0]["schritte"]) == "\n\n".join(texts)


@given(cases.items())
def test_every_item_of_both_drafts_is_changed_once_or_counted_as_unchanged(
    pair: tuple[tuple[Item, ...], tuple[Item, ...]],
) -> None:
    data = as_json(cases.of_items(*pair))
    for side, items in zip(("alt", "neu"), pair, strict=True):
        positions = [item["position"] for one in data["aenderungen"] for item in one[side]]
        assert len(positions) == len(set(positions))
        assert len(positions) + data["unveraendert"] == len(items)
    assert sum(data["anzahl"].values()) == len(data["aenderungen"])


@pytest.mark.parametrize("pair", PAIRS, ids="-".join)
def test_the_json_of_the_real_drafts_fits_the_schema(pair: tuple[str, str]) -> None:
    data = as_json(real(*pair))
    assert len(data["aenderungen"]) == len(real(*pair).changes.changes)
    assert len({one["schluessel"] for one in data["aenderungen"]}) == len(data["aenderungen"])


def test_the_json_says_who_changed_what_to_what() -> None:
    found = {one["schluessel"]: one for one in as_json(reworded())["aenderungen"]}
    (part,) = [part for part in found["M-LES-02"]["teile"] if part["geaendert"]]
    assert part["name"] == "Federführung"
    assert part["schritte"] == [["entfernt", "offen", ""], ["eingefuegt", "", "Büro für Lesen"]]
    assert (found["Z-LES-03"]["art"], found["Z-LES-03"]["alt"]) == ("neu", [])


# ---- the change log ---------------------------------------------------------------------------


def shown(markdown: str, dialect: str) -> str:
    return plain(json.loads(pandoc.run(["-f", dialect, "-t", "json"], markdown.encode(), 0))["blocks"])


@given(st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), max_size=40))
@example(cases.NASTY)
@example("a--b ... :smile: https://x.de/a_b www.x.de *a* <b> &amp; a@b.de #1 ~~x~~ $x$ [^1] ![y](z) \\")
@settings(max_examples=40)
def test_escaped_words_are_shown_as_they_are(told: str) -> None:
    assert shown(f"„{escaped(told)}“", "gfm") == f"„{' '.join(told.split())}“"


@given(cases.items())
def test_every_change_stands_in_the_log_and_no_text_becomes_markup(
    pair: tuple[tuple[Item, ...], tuple[Item, ...]],
) -> None:
    comparison = cases.of_items(*pair)
    log = as_text(comparison)
    bullets = log.split("## Neue Nummern")[0].count("\n- **")
    together = len([entry for entry in comparison.changes.changes if entry.kind in {Kind.ADDED, Kind.REMOVED}])
    assert len(comparison.changes.changes) - together <= bullets <= len(comparison.changes.changes)
    assert not re.search(r"(?<!\\)<script", log)


def test_the_log_speaks_in_sentences() -> None:
    log = as_text(reworded())
    assert "Federführung wechselt von „offen“ zu „Büro für Lesen“." in log
    assert (
        "**Ziel 2.1.1 (Z-LES-01) „Alle Kinder besitzen einen Ausweis der Bücherei“:** nach „Der Ausweis ist“ eingefügt: „für alle“."
        in log
    )
    assert "**Ziel 2.1.3 (Z-LES-03):** neu: „Neu“." in log
    assert "Ziele: bisher 2, jetzt 3." in log
    assert log.index("Ziel 2.1.1") < log.index("Maßnahme A.1.2")


def test_measures_stand_with_the_goals_of_their_field() -> None:
    log = as_text(real(*PAIRS[1]))
    wohnen = log.split("## Handlungsfeld 2.1 „Wohnen“")[1].split("\n## ")[0]
    assert "Ziel 2.1.7 (Z-WOH-07)" in wohnen
    assert (
        "Maßnahme A.1.7 (M-WOH-07) „Kurs ‚Meine erste Wohnung‘“:** Zeitraum wechselt von „ab 2017“ zu „ab 2018“."
        in wohnen
    )
    assert "## Anhang A.1" not in log


def test_what_came_with_its_heading_is_told_with_it() -> None:
    base = trees.minimal()
    added = base[ANLASS] + b"\n## Neuer Abschnitt\n\nErster Absatz hier.\n\nZweiter Absatz dort.\n"
    log = as_text(cases.compared(base, {**base, ANLASS: added}))
    assert "„Neuer Abschnitt“:** neu, mit 2 Absätzen." in log
    assert "Erster Absatz" not in log


def test_split_merged_and_moved_are_called_so() -> None:
    log = as_text(real(*PAIRS[0]))
    assert "in 2 Absätze geteilt." in log
    assert "aus 2 Absätzen zusammengeführt." in log
    assert "verschoben (bisher Abschnitt 1.2.3 „Wer mitgewirkt hat“, Absatz 2), Wortlaut unverändert." in log
    assert "entfällt, aufgegangen in Maßnahme A.2.20 (M-BIL-19)" in log


def test_every_goal_or_measure_that_took_over_another_ones_words_is_known_and_no_other() -> None:
    """The verdicts of a reader, see benchmarks/review_labels."""
    found = {
        (entry.key, *entry.related)
        for entry in real(*PAIRS[0]).changes.changes
        if entry.item.kind in {"goal", "measure"} and entry.kind in {Kind.SPLIT, Kind.MERGED}
    }
    assert found == {
        *(("M-WOH-11", "M-WOH-10"), ("M-BIL-20", "M-BIL-19"), ("M-ARB-14", "M-ARB-13"), ("M-BER-13", "M-BER-12")),
        *(("M-AST-14", "M-AST-13"), ("M-IOV-11", "M-IOV-10"), ("M-WOH-23", "M-WOH-12"), ("M-BIL-28", "M-BIL-14")),
        *(("M-ARB-23", "M-ARB-02"), ("M-AST-23", "M-AST-06"), ("M-IOV-23", "M-IOV-13")),
    }


def test_the_log_reads_as_an_office_would_write_it() -> None:
    """Found by reading the log of the real versions from first to last line."""
    log = as_text(real(*PAIRS[0]))
    for told in (
        "Ziele: „12“ wird zu „13“.",
        "Beteiligte: „offen“ wird zu „Gewerkschaften, freie Träger, Migrantenbeirat“.",
        "Beteiligte: „Fachbereich Kommunikation, Wirtschaft und Beteiligung“ entfällt.",
        "**bisher Maßnahme A.1.11 (M-WOH-11):** entfällt, aufgegangen in Maßnahme A.1.9 (M-WOH-10): „Bildheft zu Müll",
        "**Maßnahme A.1.21 (M-WOH-23):** neu, aus Maßnahme A.1.10 (M-WOH-12) herausgelöst: „Begleitung",
        "Darin aufgegangen: bisher Maßnahme A.1.11 (M-WOH-11).",
        "Davon abgetrennt: Maßnahme A.3.21 (M-ARB-23).",
        "Ziele: hinzu kommt Ziel 2.1.13 (Z-WOH-13); nicht mehr genannt: Ziel 2.1.7 (Z-WOH-07) und Ziel 2.1.8 (Z-WOH-08).",
        "Ziele: hinzu kommt Ziel 2.2.15 (Z-BIL-16); nicht mehr genannt: bisher Ziel 2.2.14 (Z-BIL-14).",
        "**Begriff „Wohnsitzregelung“:** neu: Bedeutung: „Vorschrift, nach der",
        "mit allem, was darunter steht, verschoben (bisher Handlungsfeld 2.5 „Aktive Stadtgesellschaft“), Überschrift",
        "„Drucksache der Stadtverordnetenversammlung: 16/SVV/0511“ lautet jetzt „Drucksache der Stadtverordnetenversammlung: 17/",
        "Tabelle „Bevölkerung der Landeshauptstadt Potsdam Ende 2016“:** neu, mit 3 Tabellenzeilen.",
        "Titel der Tabelle:** „Arbeitsgruppen“ wird zu „Handlungsfelder“.",
        "Beides soll aus dem laufenden Haushalt getragen werden. / Die Kosten",
        "**Abschnitt 2.0.5 „Wofür ‚offen‘ steht“, Absatz 1:**",
        "- „Aufbau des Konzepts“: bisher 1.1.6, jetzt 1.1.5",
        "(Z-BIL-09): bisher 2.2.9, jetzt 2.2.10",
    ):
        assert told in log
    assert "## Impressum" in log
    assert "¶" not in log
    assert not re.search(r"\*“\.$", log, re.MULTILINE)


# ---- the columns ------------------------------------------------------------------------------


def printed(texts: tuple[Wording, ...], mark: str | None = None) -> str:
    runs = [run for one in texts for paragraph in one.paragraphs for run in paragraph if mark in {None, run.mark}]
    return squeezed("".join(run.words for run in runs))


def rows_of(made: Columns) -> dict[str, Row]:
    return {row.key: row for group in made.groups for row in group.rows if row.key}


@given(cases.items())
def test_every_change_has_its_row_with_all_its_words(pair: tuple[tuple[Item, ...], tuple[Item, ...]]) -> None:
    changes = cases.of_items(*pair).changes
    made = columns(changes)
    rows = rows_of(made)
    moved = {f"{one.entry.key}#bisher" for one in reading_order(changes) if isinstance(one, Stub)}
    beside = {f"{key}#bisher" for key, row in rows.items() if row.base.label and row.head.label}
    assert set(rows) - moved == {entry.key for entry in changes.changes}
    assert moved - set(rows) <= beside
    for entry in changes.changes:
        row = rows[entry.key]
        if entry.parts:
            gone = "".join(
                squeezed(token.text)
                for part in entry.parts
                for edit in part.edits
                for token in edit.base
                if edit.op == "delete"
            )
            come = "".join(
                squeezed(token.text)
                for part in entry.parts
                for edit in part.edits
                for token in edit.head
                if edit.op == "insert"
            )
            assert sorted(printed(row.base.texts, "removed")) == sorted(gone)
            assert sorted(printed(row.head.texts, "added")) == sorted(come)
        else:
            whole = squeezed("".join(text_of(part) for item in entry.head or entry.base for part in item.parts))
            assert printed(row.head.texts or row.base.texts) == whole.replace("¶", "")


def test_the_words_of_the_handbook_say_what_became_of_each() -> None:
    base = trees.minimal()
    more = "  - id: Z-LES-03\n    titel: Neu\n    text: Ein neues Ziel.\n\nmassnahmen:\n"
    head = trees.replaced(base, FIELD, "massnahmen:\n", more)
    new = rows_of(columns(cases.compared(base, head).changes))["Z-LES-03"]
    assert (new.base.remark, new.head.remark, new.base.texts) == (ABSENT, NEW, ())
    gone = rows_of(columns(cases.compared(head, base).changes))["Z-LES-03"]
    assert (gone.head.remark, gone.head.texts) == (DROPPED, ())
    assert printed(gone.base.texts) == printed(new.head.texts) == "NeuEinneuesZiel"


def test_a_measure_that_took_another_ones_words_says_so() -> None:
    base = trees.minimal()
    other = trees.replaced(base, FIELD, "id: M-LES-02", "id: M-LES-09")
    rows = rows_of(columns(cases.compared(base, other).changes))
    assert rows["M-LES-09"].head.remark == f"{NEW}, herausgelöst aus Maßnahme A.1.2 (M-LES-02)"


def test_unchanged_neighbours_are_one_row_and_unchanged_chapters_are_named() -> None:
    made = columns(reworded().changes)
    (field,) = [group for group in made.groups if group.title.startswith("Handlungsfeld")]
    stretches = [row for row in field.rows if not row.key]
    assert [row.head.remark for row in stretches] == [UNCHANGED] * len(stretches)
    assert any("Ziel 2.1.2" in row.head.label for row in stretches)
    assert any("Steuerung" in title for title in made.unchanged)


def test_a_changed_measure_shows_its_title_what_changed_and_no_more() -> None:
    row = rows_of(columns(reworded().changes))["M-LES-02"]
    assert [one.name for one in row.head.texts] == ["Titel", "Federführung"]
    assert row.head.texts[1].paragraphs == ((Run("Büro für Lesen", "added"),),)
    assert row.base.texts[1].paragraphs == ((Run("offen", "removed"),),)
    assert row.head.note == f"im Übrigen {UNCHANGED}"


def test_another_lead_takes_the_place_of_the_former_whole() -> None:
    row = rows_of(columns(real(*PAIRS[1]).changes))["M-AST-13"]
    assert row.base.texts[1].paragraphs == ((Run("Fachbereich Soziales und Gesundheit", "removed"),),)
    assert row.head.texts[1].paragraphs == ((Run("Fachbereich Kommunikation, Wirtschaft und Beteiligung", "added"),),)


@pytest.mark.parametrize(
    ("key", "told"),
    [
        ("M-BIL-15", [("equal", "Volkshochschule, Ausländerbehörde, "), ("insert", "Rechtsamt, "), ("equal", "freie Träger")]),
        ("M-IOV-06", [("delete", "Rechtsamt, "), ("equal", "Fachbereich Soziales und Gesundheit"), ("insert", ", Volkshochschule")]),
    ],
)
def test_partners_come_and_go_by_their_whole_names(key: str, told: list[tuple[str, str]]) -> None:
    change = next(one for one in real(*PAIRS[0]).changes.changes if one.key == key)
    part = next(part for part in change.parts if part.name == "Beteiligte")
    assert [(edit.op, "".join(token.text for token in (edit.base or edit.head))) for edit in part.edits] == told


def test_a_move_shows_the_old_text_left_and_the_new_text_right() -> None:
    rows = rows_of(columns(real(*PAIRS[1]).changes))
    (key,) = [key for key in rows if key.endswith("#bisher")]
    there, here = rows[key], rows[key.removesuffix("#bisher")]
    assert there.head.remark == "verschoben nach: Handlungsfeld 2.1 „Wohnen“, „Wie wir vorgehen wollen“, Absatz 1"
    assert here.head.remark == "verschoben von: Handlungsfeld 2.1 „Wohnen“, „Was die Arbeitsgruppe vorgefunden hat“, Absatz 3; Wortlaut unverändert"
    assert printed(there.base.texts) == printed(here.head.texts) != ""
    assert (there.head.texts, here.base.texts) == ((), ())


def test_a_renumbered_chapter_keeps_its_former_number_and_the_order_is_that_of_the_later_draft() -> None:
    titles = [group.title for group in columns(real(*PAIRS[0]).changes).groups]
    assert "Handlungsfeld 2.4 „Aktive Stadtgesellschaft“ (bisher 2.5)" in titles
    appendix = [title for title in titles if re.match(r"Anhang A\.\d", title)]
    assert appendix == sorted(appendix)


@given(cases.items())
def test_every_change_counts_once_in_the_overview(pair: tuple[tuple[Item, ...], tuple[Item, ...]]) -> None:
    changes = cases.of_items(*pair).changes
    made = columns(changes)
    assert sum(made.totals) == len(changes.changes) == sum(sum(group.counts) for group in made.groups)
    assert all(len(group.counts) == len(made.counted) == len(made.totals) for group in made.groups)
    assert all(made.totals)


def test_the_synopse_counts_as_the_other_reports_do() -> None:
    log = as_text(real(*PAIRS[0]))
    summary = columns(real(*PAIRS[0]).changes).summary
    assert summary.removesuffix(".") in log
    assert "geteilt" in summary


def test_the_columns_read_as_an_office_would_write_them() -> None:
    """Found by reading the Synopsen of the real versions from first to last line."""
    made = columns(real(*PAIRS[1]).changes)
    groups = {group.title: group for group in made.groups}
    assert made.base == "Vorlage zur Einbringung, Stand 03.05.2017 (DS 17/SVV/0351)"
    assert next(row.head.label for row in groups["Impressum"].rows) == "Absätze 1 und 2"
    labels = [row.head.label for row in groups["Handlungsfeld 2.4 „Aktive Stadtgesellschaft“"].rows]
    assert "„Was uns leitet“, Absatz 3" in labels
    picture = next(row for row in groups["Kapitel 1.2 „Beteiligung und Erarbeitung“"].rows if "Abbildung" in row.head.label)
    assert picture.head.texts[-1] == Wording("Bild", ((Run("neu gezeichnet"),),))
    rows = [row for row in groups["Kapitel 1.2 „Beteiligung und Erarbeitung“"].rows if row.key]
    noted = next(row for row in rows if row.head.label.endswith("Absatz 4"))
    assert (noted.base.note, noted.head.note) == ("Fußnote unverändert", "Fußnote unverändert")


def found(title: str) -> tuple[Row, ...]:
    """The rows of a group of the longer pair."""
    return next(group.rows for group in columns(real(*PAIRS[0]).changes).groups if group.title == title)


def test_paragraphs_that_were_joined_or_split_show_the_sign_that_the_legend_explains() -> None:
    rows = rows_of(columns(real(*PAIRS[0]).changes)).values()
    (joined,) = [row for row in rows if row.base.label == "Abschnitt 1.2.1 „Auftakt im Frühjahr 2015“, Absätze 2 und 3"]
    first, second = joined.base.texts[0].paragraphs
    assert first[-1] == Run("¶", "removed")
    assert second[0].words.startswith("Die Leitung einer Arbeitsgruppe war freiwillig")
    (split,) = [row for row in rows if row.head.label == "Abschnitt 1.7.4 „Antidiskriminierung“, Absätze 1 und 2"]
    assert split.head.texts[0].paragraphs[0][-1] == Run("¶", "added")
    assert not any(" / " in run.words for row in (joined, split) for run in row.base.texts[0].paragraphs[0])


def test_a_field_that_moved_says_so_once_and_its_rows_do_not_repeat_its_former_name() -> None:
    first, *rest = found("Handlungsfeld 2.4 „Aktive Stadtgesellschaft“ (bisher 2.5)")
    assert first.base.label == "Handlungsfeld 2.5 „Aktive Stadtgesellschaft“"
    assert first.head.label == "Handlungsfeld 2.4 „Aktive Stadtgesellschaft“"
    assert first.head.remark == "mit allem, was darunter steht, verschoben; Überschrift unverändert"
    assert rest[0].base.label == rest[0].head.label == "„Ausgangslage“, Absatz 1 bis Aufzählung, Punkt 5"
    assert [row for row in rest if "Handlungsfeld" in row.base.label + row.head.label] == []


def test_a_measure_names_what_it_took_in_and_what_was_taken_out_by_the_number_it_has_or_had() -> None:
    rows = {row.key: row for row in found("Anhang A.1 „Wohnen“")}
    assert rows["M-WOH-10"].head.note == "im Übrigen unverändert; darin aufgegangen: bisher Maßnahme A.1.11 (M-WOH-11)"
    assert rows["M-WOH-12"].head.note == "im Übrigen unverändert; davon abgetrennt: Maßnahme A.1.21 (M-WOH-23)"


def test_a_new_footnote_beside_an_old_one_leaves_no_doubt_which_is_unchanged() -> None:
    rows = found("Handlungsfeld 2.5 „Beratung und Unterstützung“ (bisher 2.4)")
    row = next(row for row in rows if row.head.label == "„Menschen mit besonderem Schutzbedarf“, Absatz 1")
    assert (row.base.note, row.head.note) == ("Fußnote unverändert", "andere Fußnote unverändert")


def test_what_a_label_says_is_not_said_again_and_every_row_of_a_form_has_a_name_of_its_own() -> None:
    rows = found("Beschlussvorlage")
    assert (rows[0].head.label, rows[0].head.texts[0].name) == ("Drucksache", "Wortlaut")
    assert any(row.head.label == "„Finanzielle Auswirkungen“" for row in rows)
    assert [row.head.label for row in found("Faltblatt")][:2] == ["Titel", "Einladung"]
    law = next(row for row in found("Anhang C „Vorschriften des Integrationsgesetzes“") if row.key == "IG-01")
    assert law.head.label == "Vorschrift § 12a AufenthG (IG-01)"
    assert law.head.texts[1] == Wording("Wortlaut", ((Run("Artikel 5"),),))


def test_the_sentence_on_top_counts_in_the_order_of_the_overview_and_in_words_that_go_with_a_number() -> None:
    made = columns(real(*PAIRS[0]).changes)
    assert made.summary.startswith("413 Änderungen: 110 neu, 24 entfallen, 251 geändert")
    assert made.counted[:3] == (NEW, DROPPED, "geändert")
    assert made.counted[-1] == "zusammengeführt"


# ---- Word and PDF -----------------------------------------------------------------------------


def document(data: bytes) -> Any:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return etree.fromstring(package.read("word/document.xml"))


@cache
def files(number: int) -> tuple[bytes, bytes]:
    comparison = replace(real(*PAIRS[number]), occasion="Hauptausschuss: Änderungen seit der Sitzung <b>.")
    return rendered(synopse_docx, comparison), rendered(synopse_pdf, comparison)


def test_the_word_file_is_faultless(tmp_path: Path) -> None:
    path = tmp_path / "synopse.docx"
    path.write_bytes(files(1)[0])
    assert [error.description for error in OpenXmlValidator().validate(path).errors] == []


@pytest.mark.parametrize("number", [0, 1])
def test_the_word_file_heads_every_page_with_both_drafts_and_keeps_pairs_together(number: int) -> None:
    data, _ = files(number)
    made = columns(real(*PAIRS[number]).changes)
    tables = list(document(data).iter(w("tbl")))[1:]
    assert len(tables) == len(made.groups)
    for table in tables:
        head, *rows = table.findall(w("tr"))
        assert head.find(f"{w('trPr')}/{w('tblHeader')}") is not None
        assert ["".join(cell.itertext()) for cell in head.findall(w("tc"))] == [made.base, made.head]
        assert all(row.find(f"{w('trPr')}/{w('cantSplit')}") is not None for row in rows)
    for table, group in zip(tables, made.groups, strict=True):
        for written, row in zip(table.findall(w("tr"))[1:], group.rows, strict=True):
            if row.leads:
                assert all(one.find(f"{w('pPr')}/{w('keepNext')}") is not None for one in written.iter(w("p")))


@pytest.mark.parametrize("number", [0, 1])
def test_no_heading_stands_alone_at_the_foot_of_a_page(number: int) -> None:
    pages = [squeezed(text) for text in page_texts(files(number)[1])]
    made = columns(real(*PAIRS[number]).changes)
    for group in made.groups:
        (page,) = [text for text in pages if squeezed(group.title) + squeezed(made.base) in text]
        first = group.rows[: 1 + group.rows[0].leads]
        assert [row.head.label for row in first if squeezed(row.head.label) not in page] == []
        for row, below in pairwise(group.rows):
            if row.leads and row.head.remark in {NEW, DROPPED}:
                heading, text = (squeezed(_cell_of(one)) for one in (row, below))
                assert any(heading in page and text in page for page in pages)


def page_texts(pdf: bytes) -> list[str]:
    with pypdfium2.PdfDocument(pdf) as document:
        return [str(page.get_textpage().get_text_range()) for page in document]


def _cell_of(row: Row) -> str:
    """The beginning of the side that is there: label, remark and first words."""
    cell = row.head if row.head.label else row.base
    words = [run.words for text in cell.texts[:1] for paragraph in text.paragraphs[:1] for run in paragraph[:1]]
    return " ".join([cell.label, cell.remark, *(one[:40] for one in words)])


def long_paragraph() -> bytes:
    """A Synopse with a paragraph that no page can hold."""
    base = trees.minimal()
    long = " ".join(f"Wort{number}" for number in range(1500))
    return rendered(synopse_pdf, cases.compared(base, {**base, ANLASS: base[ANLASS] + f"\n{long}\n".encode()}))


def test_the_pdfs_pass_the_judge_and_a_long_paragraph_is_broken_and_not_cut() -> None:
    made = long_paragraph()
    assert judge({"echt": files(1)[1], "lang": made}) == {"echt": [], "lang": []}
    found = words("a.pdf", made)
    assert "Wort0 " in found
    assert "Wort1499" in found


@pytest.mark.parametrize("number", [0, 1])
def test_word_and_pdf_say_the_same_words(number: int) -> None:
    data, pdf = files(number)
    made = columns(real(*PAIRS[number]).changes)
    in_word, in_pdf = squeezed(words("a.docx", data)), squeezed(words("a.pdf", pdf))
    for piece in _pieces(made):
        assert piece in in_word
    heads = {squeezed(made.base), squeezed(made.head)}
    missing = [piece for piece in _pieces(made) if piece not in in_pdf and piece not in heads]
    assert [piece for piece in missing if not _broken_by_a_page(piece, in_pdf)] == []


def _pieces(made: Columns) -> Iterator[str]:
    yield squeezed(made.title)
    yield squeezed(made.summary)
    for group in made.groups:
        yield squeezed(group.title)
        for row in group.rows:
            for cell in (row.base, row.head):
                yield squeezed(cell.label)
                yield squeezed(cell.remark)
                yield squeezed(cell.note)
                yield from (
                    squeezed("".join(run.words for run in one)) for text in cell.texts for one in text.paragraphs
                )


def _broken_by_a_page(piece: str, whole: str) -> bool:
    """A text that goes on behind head and foot of a page is there in two halves."""
    cuts = range(1, len(piece))
    return any(piece[:cut] in whole and piece[cut:] in whole for cut in cuts)


@pytest.mark.parametrize("number", [0, 1])
def test_the_disclaimer_stands_in_both_word_for_word(number: int) -> None:
    disclaimer = squeezed(real(*PAIRS[number]).head.manuscript.disclaimer)
    for name, data in zip(("a.docx", "a.pdf"), files(number), strict=True):
        assert disclaimer in squeezed(words(name, data))


def test_changed_words_are_struck_or_bold_and_underlined_in_word() -> None:
    runs = list(document(rendered(synopse_docx, reworded())).iter(w("r")))
    forms = {
        "".join(run.itertext()): {one.tag for one in run.find(w("rPr"))}
        for run in runs
        if run.find(w("rPr")) is not None
    }
    assert {w("b"), w("u")} <= forms["Büro für Lesen"]
    assert w("strike") in forms["offen"]


@given(cases.items())
@settings(max_examples=5)
def test_any_texts_make_a_faultless_word_file(
    tmp_path_factory: pytest.TempPathFactory, pair: tuple[tuple[Item, ...], tuple[Item, ...]]
) -> None:
    comparison = cases.of_items(*pair)
    data = rendered(synopse_docx, comparison)
    path = tmp_path_factory.mktemp("word") / "synopse.docx"
    path.write_bytes(data)
    assert [error.description for error in OpenXmlValidator().validate(path).errors] == []
    in_word = squeezed(words("a.docx", data))
    assert [piece for piece in _pieces(columns(comparison.changes)) if piece not in in_word] == []


def test_markup_in_a_text_stays_text_everywhere() -> None:
    base = trees.minimal()
    nasty = base[ANLASS] + b"\n<script>alert(1)</script> & #let x = 1 {{ y }}\n"
    comparison = cases.compared(base, {**base, ANLASS: nasty})
    for name, report in (("a.docx", synopse_docx), ("a.pdf", synopse_pdf)):
        assert "scriptalert1script" in squeezed(words(name, rendered(report, comparison)))
    assert "\\<script\\>alert(1)\\</script\\>" in as_text(comparison)


def test_two_equal_drafts_make_reports_that_say_so() -> None:
    comparison = cases.compared(trees.minimal(), trees.minimal())
    assert "Nichts geändert." in as_text(comparison)
    assert as_json(comparison)["aenderungen"] == []
    for name, report in (("a.docx", synopse_docx), ("a.pdf", synopse_pdf)):
        assert squeezed("Beide Fassungen stimmen im Wortlaut überein.") in squeezed(
            words(name, rendered(report, comparison))
        )


def test_what_could_not_be_read_and_the_occasion_stand_on_top() -> None:
    comparison = reworded()
    unread = replace(comparison.changes, base=replace(comparison.changes.base, unread=("glossar.yaml: kaputt",)))
    told = replace(comparison, changes=unread, occasion="Ausschuss: Änderungen seit der Sitzung.")
    assert "- Fassung 2017-06-14: glossar.yaml: kaputt" in as_text(told)
    assert "Ausschuss: Änderungen seit der Sitzung." in as_text(told)
    assert as_json(told)["alt"]["nicht_gelesen"] == ["glossar.yaml: kaputt"]
    for name, report in (("a.docx", synopse_docx), ("a.pdf", synopse_pdf)):
        found = squeezed(words(name, rendered(report, told)))
        assert squeezed("Fassung 2017-06-14: glossar.yaml: kaputt") in found
        assert squeezed("Ausschuss: Änderungen seit der Sitzung.") in found


@pytest.mark.parametrize(
    "report", [aenderungen_json, aenderungen_md, synopse_docx, synopse_pdf], ids=lambda one: one.FILE
)
def test_the_same_drafts_give_the_same_bytes(report: Any) -> None:
    assert rendered(report, reworded()) == rendered(report, reworded())
