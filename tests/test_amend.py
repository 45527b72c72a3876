"""Amendments carried out in the sources: laws first, then the sentences an office reads."""

from collections.abc import Mapping

import strategies
import trees
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.checking import Verdict
from pipeline.compose import compose
from pipeline.model import Amendment
from pipeline.read import read
from review.amend.applying import carried_out
from review.amend.deriving import Derived, operations, remaining
from review.changes import Side
from review.sides import Draft


def draft(files: Mapping[str, bytes]) -> Draft:
    """A concept as a side of a comparison."""
    tree = trees.tree(files)
    concept = read(tree, trees.parse_once).concept
    manuscript = compose(concept)
    assert manuscript is not None
    return Draft(Side("Fassung"), tree, concept, Verdict((), ()), manuscript)


def amendment(derived: Derived) -> Amendment:
    return Amendment.model_construct(id="A-X-01", operations=tuple(derived.operations))


@st.composite
def pairs(
    draw: st.DrawFn, lines: st.SearchStrategy[str], texts: st.SearchStrategy[str]
) -> tuple[strategies.Draft, strategies.Draft]:
    base = draw(strategies.drafts(lines, texts))
    return base, draw(strategies.amended(base, lines, texts))


@given(pairs(strategies.ordinary_lines, strategies.ordinary_texts))
@settings(max_examples=60)
def test_the_changes_of_two_drafts_applied_to_the_one_give_the_other(
    both: tuple[strategies.Draft, strategies.Draft],
) -> None:
    base, head = (draft(strategies.files(one)) for one in both)
    derived = operations(base, head)
    tree, outcomes = carried_out(base.tree, base.concept, amendment(derived))
    assert tree is not None, [
        (one.operation.kind, one.operation.target, one.message) for one in outcomes if one.message
    ]
    assert derived.left == []
    assert remaining(draft(tree.files), head) == []
