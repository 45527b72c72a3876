"""The Word report's merging, piece by piece: what belongs together, what moved, whose mark it bears."""

import copy
import re
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from settling import Document
from test_word_report import Maker, filled, main, report, template

from pipeline.tools.word_atoms import bookmarks_of
from pipeline.tools.word_notes import drop_notes
from pipeline.tools.word_xml import w
from review.marked import COUNTING
from review.redline.guide import MOVING, Author, Guide
from review.redline.merging import Redliner

A, B = Author("A", "2017-05-03T00:00:00Z"), Author(COUNTING, "2017-05-03T00:00:00Z")
SIGN = {A.name: "", COUNTING: "#", MOVING: "~"}

Block = tuple[Any, ...]


def p(text: str, name: str = "", style: str = "BodyText") -> Block:
    return ("p", style, None, name, [("", text)])


def row(*cells: str | list[Block]) -> list[list[Block]]:
    return [[p(cell)] if isinstance(cell, str) else cell for cell in cells]


def merged(base: list[Block], head: list[Block], **known: Any) -> list[str]:
    """Merge two texts, prove both sides, and tell what is marked: {+new+}, [-gone-], the author's sign first."""
    package = template().copy()
    maker = Maker(package)
    old, new = maker.elements(base), maker.elements(head)
    plain = [Document(filled(copy.deepcopy(one), package.copy())).body for one in (old, new)]
    redliner = Redliner(package, Guide(A, B, **known), [name for one in new for name in bookmarks_of(one)])
    pieces = redliner.merge(redliner.units(old), redliner.units(new))
    drop_notes(package, redliner.base_notes)
    said = [line for piece in pieces for line in lines(piece.element)]
    data = filled([piece.element for piece in pieces], package)
    assert Document(data, accept=False).body == plain[0]
    assert Document(data, accept=True).body == plain[1]
    return said


def lines(element: Any) -> list[str]:
    if element.tag == w("p"):
        return [told(element)]
    rows = []
    for one in element.findall(w("tr")):
        marks = [f"{SIGN[mark.get(w('author'))]}{'+' if mark.tag == w('ins') else '-'}" for mark in one.findall(f"{w('trPr')}/*")]
        cells = ["/".join(told(inner) for inner in cell.iter(w("p"))) for cell in one.findall(w("tc"))]
        rows.append(f"{''.join(marks)}|{'|'.join(cells)}|")
    return rows


def told(holder: Any) -> str:
    text = ""
    for one in holder:
        if one.tag in {w("ins"), w("del")}:
            left, right = ("{+", "+}") if one.tag == w("ins") else ("[-", "-]")
            text += f"{left}{SIGN[one.get(w('author'))]}{told(one)}{right}"
        elif one.tag == w("r"):
            text += "".join(inner.text or "⏎" for inner in one.iter(w("t"), w("delText"), w("br")))
        elif one.tag == w("hyperlink"):
            text += f"<{told(one)}>"
    return text


def goal(key: str, text: str, line: str) -> list[Block]:
    return [p(f"2.1.1 {key}", key, "Heading2"), p(text), p(f"Dazu im Anhang: {line}")]


def test_a_goal_that_is_gone_and_one_that_is_new_share_no_line() -> None:
    end = p("Das Ende.")
    said = merged([*goal("Z-AA-01", "Alle spielen.", "M-1"), end], [*goal("Z-AA-02", "Wer neu ist, liest.", "M-2"), end])
    assert said == [
        "[-2.1.1 Z-AA-01-]",
        "[-Alle spielen.-]",
        "[-Dazu im Anhang: M-1-]",
        "{+2.1.1 Z-AA-02+}",
        "{+Wer neu ist, liest.+}",
        "{+Dazu im Anhang: M-2+}",
        "Das Ende.",
    ]


def test_a_row_whose_figures_changed_shows_the_figures() -> None:
    base = ("tbl", [row("Feld", "Ziele", "Maßnahmen"), row("Wohnen", "12", "22"), row("Bildung", "14", "27")])
    head = ("tbl", [row("Feld", "Ziele", "Maßnahmen"), row("Wohnen", "13", "23"), row("Bildung", "15", "27")])
    assert merged([base], [head])[:3] == ["|Feld|Ziele|Maßnahmen|", "|Wohnen|[-12-]{+13+}|[-22-]{+23+}|", "|Bildung|[-14-]{+15+}|27|"]


def test_rows_with_ids_are_found_by_them_and_their_numbers_only_follow() -> None:
    def measure(number: str, key: str, text: str) -> list[list[Block]]:
        return row([p(number, key)], text)

    base = ("tbl", [measure("A.1.1", "M-AA-01", "Hausordnung"), measure("A.1.2", "M-AA-02", "Bildheft zum Heizen und Lüften")])
    head = ("tbl", [measure("A.1.4", "M-AA-01", "Hausordnung und Bildheft zum Heizen und Lüften")])
    assert merged([base], [head])[:2] == [
        "|[-#A.1.1-]{+#[-#⏎-]+}{+#A.1.4+}|Hausordnung{+ und Bildheft zum Heizen und Lüften+}|",
        "-|[-A.1.2-]|[-Bildheft zum Heizen und Lüften-]|",
    ]


def test_offices_are_told_whole() -> None:
    lists = {one: (one,) for one in ("Agentur für Arbeit Potsdam", "Jobcenter Stadt Potsdam")}
    lists["Schulen, Amt für Kinder, Jugend und Familie"] = ("Schulen", "Amt für Kinder, Jugend und Familie")
    lists["Schulen, Amt für Kinder und Sport"] = ("Schulen", "Amt für Kinder und Sport")
    assert merged([p("Agentur für Arbeit Potsdam")], [p("Jobcenter Stadt Potsdam")], lists=lists) == [
        "[-Agentur für Arbeit Potsdam-]{+Jobcenter Stadt Potsdam+}"
    ]
    assert merged(
        [p("Schulen, Amt für Kinder, Jugend und Familie")], [p("Schulen, Amt für Kinder und Sport")], lists=lists
    ) == ["Schulen, [-Amt für Kinder, Jugend und Familie-]{+Amt für Kinder und Sport+}"]
    swapped = {"Rechtsamt, Amt für Soziales": ("Rechtsamt", "Amt für Soziales"), "Amt für Soziales, Schulen": ("Amt für Soziales", "Schulen")}
    assert merged([p("Rechtsamt, Amt für Soziales")], [p("Amt für Soziales, Schulen")], lists=swapped) == [
        "[-Rechtsamt, -]Amt für Soziales{+, Schulen+}"
    ]
    assert merged([p("Agentur für Arbeit Potsdam")], [p("Agentur für Arbeit Potsdam, Rechtsamt")], lists=lists) == [
        "Agentur für Arbeit Potsdam{+, Rechtsamt+}"
    ]


def test_paragraphs_of_a_cell_are_what_their_place_says() -> None:
    base = ("tbl", [row("1", [p("Volkshochschule"), p("mit: Träger, Fachbereich Soziales")])])
    head = ("tbl", [row("1", [p("Fachbereich Soziales"), p("mit: Volkshochschule, Träger")])])
    assert merged([base], [head])[0] == (
        "|1|[-Volkshochschule-]{+Fachbereich Soziales+}/mit: {+Volkshochschule, +}Träger[-, Fachbereich Soziales-]|"
    )


def test_new_text_stands_before_a_heading_that_is_gone_for_it_belongs_to_the_one_above() -> None:
    base = [p("1.1 Anlass", "kap", "Heading2"), p("1.2 Leser", "", "Heading2"), p("Wer lebt hier?"), p("1.3 Ende", "ziel", "Heading2"), p("x")]
    head = [p("1.1 Anlass", "kap", "Heading2"), p("Im Sommer kam das Gesetz."), p("1.3 Ende", "ziel", "Heading2"), p("x")]
    assert merged(base, head) == ["1.1 Anlass", "{+Im Sommer kam das Gesetz.+}", "[-1.2 Leser-]", "[-Wer lebt hier?-]", "1.3 Ende", "x"]


def linked(*names: str) -> Block:
    runs = [pair for at, name in enumerate(names) for pair in ([("", ", ")] if at else []) + [("link", name)]]
    return ("p", "BodyText", None, "", [("", "Dazu: "), *runs])


def test_a_link_on_both_sides_stays_where_a_list_of_them_is_rewritten() -> None:
    assert merged([linked("A10", "A19")], [linked("A19", "A21")]) == ["Dazu: <[-A10-]>[-, -]<A19>{+, +}<{+A21+}>"]


def test_the_blank_between_joined_paragraphs_stands_before_the_end_that_went() -> None:
    base, head = [p("Er tagt oft."), p("Und nie."), p("x")], [p("Er tagt oft. Und nie."), p("x")]
    merges = {"Er tagt oft. Und nie.": ("Er tagt oft.", "Und nie.")}
    assert merged(base, head, merges=merges) == ["Er tagt oft.{+ +}", "Und nie.", "x"]


# ---- what moved ---------------------------------------------------------------------------------

FIELD = [p("2.4 Beirat", "BEI", "Heading2"), p("Der Beirat tagt zweimal im Jahr."), p("Er hat drei Mitglieder.")]
OTHER = [p("2.5 Schule", "SCH", "Heading2"), p("Die Schule ist offen."), p("Alle lernen dort zusammen.")]
LATER = [p("2.5 Beirat", "BEI", "Heading2"), p("Der Beirat tagt viermal im Jahr."), p("Neu ist der Vorsitz.")]
END = [p("3 Ende", "kap", "Heading1"), p("x")]


def test_what_moved_is_struck_and_new_by_the_mover_and_what_changed_in_it_by_its_author() -> None:
    said = merged([*FIELD, *OTHER, *END], [*OTHER, *LATER, *END], moved=frozenset({"BEI"}))
    assert said == [
        "[-~2.4 Beirat-]",
        "[-~Der Beirat tagt zweimal im Jahr.-]",
        "[-Er hat drei Mitglieder.-]",
        "2.5 Schule",
        "Die Schule ist offen.",
        "Alle lernen dort zusammen.",
        "{+~2.5 Beirat+}",
        "{+~Der Beirat tagt +}{+~[-zweimal-]+}{+viermal+}{+~ im Jahr.+}",
        "{+Neu ist der Vorsitz.+}",
        "3 Ende",
        "x",
    ]


def test_a_table_moves_row_by_row() -> None:
    def field(*rows: list[list[Block]]) -> list[Block]:
        return [p("A.1 Beirat", "BEI", "Heading2"), ("tbl", list(rows)), p("Dahinter.")]

    one, other = row([p("A.1.1", "M-AA-01")], "Alle lesen."), row([p("A.1.2", "M-AA-02")], "Wer will, singt.")
    changed, new = row([p("A.1.1", "M-AA-01")], "Viele lesen."), row([p("A.1.3", "M-AA-03")], "Neue tanzen.")
    said = merged([*field(one, other), *OTHER, *END], [*OTHER, *field(changed, new), *END], moved=frozenset({"BEI"}))
    assert said[1:3] == ["~-|[-~A.1.1-]|[-~Alle lesen.-]|", "-|[-A.1.2-]|[-Wer will, singt.-]|"]
    assert "~+|{+~A.1.1+}|{+~[-Alle-]+}{+Viele+}{+~ lesen.+}|" in said
    assert "+|{+A.1.3+}|{+Neue tanzen.+}|" in said


_TEXTS = st.lists(st.sampled_from(["der", "Beirat", "tagt", "oft.", "nie.", "und"]), min_size=1, max_size=12).map(" ".join)
_ANYWHERE = st.lists(
    st.one_of(
        _TEXTS.map(p),
        st.tuples(_TEXTS, st.sampled_from(["BEI", "SCH", "Z-AA-01", "Z-AA-02"]), st.sampled_from(["Heading1", "Heading2", "Heading3"])).map(lambda one: p(*one)),
        st.lists(st.lists(_TEXTS.map(lambda text: [p(text)]), min_size=2, max_size=2), min_size=1, max_size=3).map(lambda rows: ("tbl", rows)),
    ),
    min_size=1,
    max_size=8,
)


@settings(deadline=None, max_examples=80)
@given(_ANYWHERE, _ANYWHERE, st.frozensets(st.sampled_from(["BEI", "SCH", "Z-AA-01"])))
def test_any_two_texts_settle_to_either_whatever_is_said_to_have_moved(
    base: list[Block], head: list[Block], moved: frozenset[str]
) -> None:
    merged([*base, *END], [*head, *END], moved=moved)


@settings(deadline=None, max_examples=80)
@given(_TEXTS, _TEXTS)
def test_where_it_stands_now_a_paragraph_shows_what_it_was_and_what_it_is(former: str, later: str) -> None:
    """What the mover wrote is the former text, and without what went again, with what the author wrote, the later."""
    package = template().copy()
    old, new = Maker(package).elements([p(former)]), Maker(package).elements([p(later)])
    redliner = Redliner(package, Guide(A, B), [])
    made = redliner.carrier._paragraphs.carry(old[0], new[0], A, counted=False)
    was, now = "", ""
    for one in made.iter(w("t"), w("delText")):
        above = [(mark.tag, mark.get(w("author"))) for mark in one.iterancestors(w("ins"), w("del"))]
        was += one.text if above[-1] == (w("ins"), MOVING) else ""
        now += one.text if above[0][0] == w("ins") else ""
    assert (was, now) == (former, later)


def test_where_a_paragraph_moved_over_a_heading_the_heading_stays() -> None:
    text = "Gute Erfahrungen gibt es mit kleinen Unterkünften."
    base = [p("Lage", "", "Heading2"), p("Viele warten."), p(text), p("Wege", "", "Heading2"), p("Wir gehen los."), *END]
    head = [p("Lage", "", "Heading2"), p("Viele warten."), p("Wege", "", "Heading2"), p(text), p("Wir gehen los."), *END]
    said = merged(base, head, moves={text: text})
    assert said[:6] == ["Lage", "Viele warten.", f"[-~{text}-]", "Wege", f"{{+~{text}+}}", "Wir gehen los."]


# ---- the drafts ---------------------------------------------------------------------------------


def comments(base: str, head: str) -> list[str]:
    return ["".join(one.itertext()) for one in main(report(base, head), "word/comments.xml")]


def test_a_field_that_moved_is_told_at_its_heading_and_nowhere_under_it() -> None:
    said = comments("2016-07-28", "2017-05-03")
    along = "mit allem, was darunter steht. Was sich darin geändert hat, ist"
    assert f"Verschoben (jetzt 2.4 „Aktive Stadtgesellschaft“), {along} dort gezeigt." in said
    assert f"Verschoben (bisher A.5 „Aktive Stadtgesellschaft“), {along} hier gezeigt." in said
    assert not [one for one in said if "innerhalb von" in one and "Aktive Stadtgesellschaft" in one]


def test_a_measure_that_went_into_another_or_came_out_of_one_says_so() -> None:
    said = comments("2016-07-28", "2017-05-03")
    assert "Aufgegangen in Maßnahme A.1.9 (M-WOH-10)." in said
    assert "Herausgelöst aus Maßnahme A.2.14 (M-BIL-14)." in said


def test_all_that_the_mover_wrote_stood_elsewhere_before() -> None:
    """But for printed numbers and what is printed in links to them."""
    body = main(report("2016-07-28", "2017-05-03"))
    marks = [one for one in body.iter(w("ins"), w("del")) if one.get(w("author")) == MOVING]
    gone = "".join("".join(one.itertext()) for one in marks if one.tag == w("del"))
    come = [one for one in marks if one.tag == w("ins") and one.getparent().tag != w("hyperlink")]
    words = [re.sub(r"^(?:[A-Z]\.)?\d[\d.]*(?: |(?=M-))|^Tabelle \d+", "", "".join(one.itertext())) for one in come if one.find(w("del")) is None]
    assert len(words) > 100
    assert [one for one in words if one not in gone] == []


def test_the_directory_of_offices_only_follows() -> None:
    body = list(main(report("2016-07-28", "2017-05-03"))[0])
    texts = ["".join(one.itertext()) for one in body]
    last = max(at for at, text in enumerate(texts) if re.fullmatch("Anhang C?D: Verzeichnis nach Federführung", text))
    authors = {mark.get(w("author")) for one in body[last + 1 :] for mark in one.iter(w("ins"), w("del"))}
    assert authors == {COUNTING}
