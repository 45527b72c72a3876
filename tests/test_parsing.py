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
