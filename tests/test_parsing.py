"""Markdown to trees: what is read without pandoc is read as pandoc reads it, and the cache does no harm."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.tools import pandoc, unmarked

_PIECES = st.sampled_from(
    [
        *("a", "Ä", "Wort", "Haus-Tür", "z.B.", "1", "12", "1.", "2)", "i.", "a)", "3+2", "+", "2017/2018", "50 %", "http://a.b/c"),
        *(".", ",", ":", ";", "-", "…", "–", "!", "?", "(", ")", "§", "„", "“", "’", "·", "/"),
        *("[](#Z-WOH-01)", "[](zahl:ziele)", "[](#kap-recht)", " [](#a) ", "\n[](#IG-01)\n"),
        *(" ", "\n", "\n\n", "  ", "*", "_", "`", "[", "]", "#", "<", "&", "\\", '"', "'", "\t", "|", "~", "^", "$"),
    ]
)
_TEXTS = st.lists(st.lists(_PIECES, min_size=1, max_size=10).map("".join), min_size=30, max_size=60)


def _by_pandoc(texts: list[str]) -> list[object]:
    return [json.loads(line)["blocks"] for line in pandoc._parse_some(texts)]


@settings(max_examples=25)
@given(_TEXTS)
def test_what_is_read_without_pandoc_is_read_as_pandoc_reads_it(texts: list[str]) -> None:
    own = {text: tree for text in texts if (tree := unmarked.tree(text)) is not None}
    assert _by_pandoc(list(own)) == list(own.values())


_BLOCKS = st.sampled_from(
    [
        *("Ein Satz.", "Noch einer,\nauf zwei Zeilen.", "Mit [](#Z-WOH-01) darin.", "Eins\n\nZwei", "Table: x", "Wort"),
        *("# Titel {#kap-a}", "## Titel", "- Punkt\n- Punkt", "- Punkt\n\n  weiter", "1. Punkt", "3) Punkt", "> Zitat", "> - Punkt"),
        *("| a | b |\n|---|---|\n| 1 | 2 |", ": Bedeutung", "~ Bedeutung", "Wort\n: Bedeutung", "    eingerückt", "  wenig", "\tmehr"),
        *("[^1]: Fußnote", "[^1]: Fußnote\n\n    zweiter Absatz", "Mit Note.[^1]", "*betont* und mehr", "{#marke}", "{.art}\nText", "Text {#m}"),
        *("```\n\ndrin\n\n```", "~~~", ":::", "::: art", "***", "---", "Titel\n---", "Titel\n===", "[a]: b", "[a]", "<div>", "\\"),
        *('![Bild](x.svg "Titel")', "- [ ] offen", "(1) Satz", "a) Satz", "$$", "\ue001 1", "", " "),
    ]
)
_DOCUMENTS = st.lists(
    st.tuples(st.lists(_BLOCKS, min_size=1, max_size=6), st.sampled_from(["\n\n", "\n\n\n", "\n", "\n \n", "\n\n"])), min_size=20, max_size=40
)


@settings(max_examples=25)
@given(_DOCUMENTS)
def test_a_text_whose_plain_paragraphs_are_taken_out_is_read_as_the_whole(drawn: list[tuple[list[str], str]]) -> None:
    texts = [between.join(blocks) + "\n" for blocks, between in drawn]
    assert pandoc.parse(texts) == _by_pandoc(texts)


def test_of_a_chapter_pandoc_reads_what_is_not_plain() -> None:
    taken = unmarked.apart("# Titel\n\nEin Satz.\n\nNoch einer.\n\n- Punkt\n\nEin letzter.\n")
    assert "Satz" not in taken.rest
    assert "Noch" not in taken.rest
    assert "letzter" not in taken.rest
    assert "# Titel" in taken.rest
    assert "- Punkt" in taken.rest
    assert len(taken.plain) == 2


@pytest.mark.parametrize("text", ["Ein Satz.", "Die Regel „3+2“.", "[](#a) und ([](#b))\n[](#c), [](zahl:ziele) Ziele.", "Erster Satz, 3. Fassung:\nzweite Zeile.\n\nNoch ein Absatz (§ 4)!\n"])
def test_plain_sentences_need_no_pandoc(text: str) -> None:
    assert unmarked.tree(text) is not None


@pytest.mark.parametrize(
    "text", ["- Punkt", "1. Punkt", "+ Punkt", "1+", "12)", ": Bedeutung", "*betont*", "a  b", "a--b", "...", "    Code", "a \nb", "", "![](#a)", "[](#a)[](b)", "\ue000"]
)
def test_whatever_may_have_a_meaning_is_for_pandoc(text: str) -> None:
    assert unmarked.tree(text) is None


def test_texts_begun_ahead_come_out_in_the_order_asked_for() -> None:
    texts = ["# Eins\n", "*zwei*", "drei", "*zwei*", "# Vier\n"]
    with pandoc.Parser() as parser:
        parser.begin([texts[4], "*nie gefragt*", texts[0]])
        found = parser(texts)
    assert found == _by_pandoc(texts)
    assert found[1] is not found[3]


def test_much_text_is_read_in_shares_and_comes_out_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pandoc, "_MOST", 30)
    texts = [f"*{number}* " + "a" * number for number in range(1, 15)]
    assert pandoc.parse(texts) == _by_pandoc(texts)


def test_what_can_be_done_meanwhile_is_done_once_before_the_answer() -> None:
    done: list[str] = []
    with pandoc.Parser(None, lambda: done.append("x")) as parser:
        assert parser(["*a*"])
    assert done == ["x"]


def test_a_damaged_cache_is_no_fault(tmp_path: Path) -> None:
    cache = tmp_path / "markdown.txt"
    right = pandoc.parse(["*a*", "# b\n"], cache)
    kept = cache.read_text(encoding="utf-8")
    for damaged in ("", "x", kept[:60], kept.replace("konzept-cache", "anders"), kept.replace('"t"', '"t')):
        cache.write_text(damaged, encoding="utf-8")
        assert pandoc.parse(["*a*", "# b\n"], cache) == right
