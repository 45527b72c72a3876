"""What pandoc begins on before the tables are read is what will be asked of it, and no more."""

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from pipeline import opening
from pipeline.kept import PROJECT
from pipeline.model import texts_of
from pipeline.opening import begun, gather, read_all
from pipeline.tools import pandoc, unmarked

_LINES = st.lists(
    st.sampled_from(["1. Punkt", "- Punkt", "Ein Satz.", "  weiter", "", "# Titel", "ist: |", "| a | b |", "„ä“"]),
    min_size=1,
    max_size=6,
)


def test_of_the_real_concept_all_that_needs_pandoc_is_begun_and_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []
    parse_some = pandoc._parse_some
    monkeypatch.setattr(pandoc, "_parse_some", lambda texts: read.extend(texts) or parse_some(texts))
    tree = gather(PROJECT / "sources")
    with begun([tree]) as parser:
        ahead = sorted(text for share, _ in parser._begun for text in share)
        concept = read_all([tree], parser)[0].concept
    assert len(read) == len(ahead) > 20
    texts = [*concept.texts(), *(text for one in concept.amendments for text in texts_of(one))]
    assert set(read) <= {unmarked.apart(text.source).rest for text in texts}


@given(_LINES, st.sampled_from(["", "-"]), st.integers(1, 4), st.sampled_from(["", "- ", "- jahr: 2017\n  "]))
def test_a_block_is_begun_on_as_yaml_gives_it(lines: list[str], strip: str, indent: int, above: str) -> None:
    left = " " * len(above.rpartition("\n")[2])
    block = "".join(f"{left}{' ' * indent}{line}\n" if line else "\n" for line in lines)
    table = f"{above}text: |{strip}\n{block}{left}ende: ja\n"
    try:
        data = yaml.safe_load(table)
    except yaml.YAMLError:
        return  # the first line stands further in than the next
    found = list(opening._blocks(table))
    assert found in ([], [(data[0] if above else data)["text"]])
    assert found or not any(line.startswith(("1.", "- ", "#", "|")) for line in lines)
