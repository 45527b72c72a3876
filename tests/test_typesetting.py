"""Where lines and pages end, and how wide columns are: what is settled before Typst and Word see a text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline import typeset
from pipeline.compose.settle import _GAP, _LINE, _parts
from pipeline.prose import para, text
from pipeline.typeset import Shortener, held

WORDS = st.lists(
    st.sampled_from(["§", "§§", "Abs.", "Nr.", "Artikel", "12a", "6.", "August", "300", "€", "%", "e.", "V.", "und"]),
    max_size=12,
)


@given(WORDS)
def test_holding_a_text_together_changes_nothing_but_spaces_and_is_done_once(words: list[str]) -> None:
    line = " ".join(words)
    assert held(line).replace("\u00a0", " ") == line
    assert held(held(line)) == held(line)


@pytest.mark.parametrize(
    ("line", "ends"),
    [
        ("nach § 12a AufenthG", ["nach", "§ 12a", "AufenthG"]),
        ("§§ 44, 44a", ["§§ 44,", "44a"]),
        ("in Abs. 1 Nr. 4 und Artikel 5", ["in", "Abs. 1", "Nr. 4", "und", "Artikel 5"]),
        ("0,80 € oder 5 % oder 300 Euro", ["0,80 €", "oder", "5 %", "oder", "300 Euro"]),
        ("seit dem 6. August 2016", ["seit", "dem", "6. August", "2016"]),
        ("der mitMachen e. V. und z. B. du", ["der", "mitMachen", "e. V.", "und", "z. B.", "du"]),
        ("7. Klasse, 20 Kinder", ["7.", "Klasse,", "20", "Kinder"]),
    ],
)
def test_a_line_does_not_end_inside_a_section_an_amount_or_a_date(line: str, ends: list[str]) -> None:
    assert [one.replace("\u00a0", " ") for one in held(line).split(" ")] == ends


def test_a_paragraph_before_a_list_leads_to_it_and_a_short_list_stays_whole() -> None:
    def items(count: int) -> dict[str, object]:
        return {"t": "BulletList", "c": [[para(text("Wort " * 20))] for _ in range(count)]}

    done = Shortener(()).blocks([para(text("Vorher.")), para(text("Vier Antworten:")), items(2), items(9)])
    assert [one["t"] for one in done] == ["p", "lead", "ul", "ul"]
    assert [one["short"] for one in done[2:]] == [True, False]


@pytest.mark.parametrize(("before", "free"), [("Die Abbildung zeigt es.", False), ("Ein Satz.", True)])
def test_a_figure_stays_where_a_sentence_announces_it(before: str, *, free: bool) -> None:
    picture = {"t": "Image", "c": [["", [], []], text("Bild"), ["bild.svg", ""]]}
    figure = {"t": "Figure", "c": [["", [], []], [None, []], [{"t": "Plain", "c": [picture]}]]}
    shortener = typeset.Shortener(())
    assert shortener.blocks([para(text(before)), figure])[1]["free"] is free
    assert shortener.blocks([figure])[0]["free"] is False


@given(st.lists(st.tuples(st.integers(4, 200), st.integers(4, 40)), min_size=1, max_size=7))
def test_every_column_gets_its_longest_word_and_a_narrow_one_all_it_wants(cells: list[tuple[int, int]]) -> None:
    wanted = [max(pair) + _GAP for pair in cells]
    least = [min(pair) + _GAP for pair in cells]
    parts = _parts(wanted, least)
    assert all(part > 0 for part in parts)
    if sum(least) <= _LINE:
        assert all(part >= word - 1e-6 for part, word in zip(parts, least, strict=True))
        assert sum(parts) <= _LINE + 1e-6
    even = _LINE / len(cells)
    assert all(part == want for part, want in zip(parts, wanted, strict=True) if want <= even)
