"""Page and line, as a reader of the finished book counts them."""

from itertools import pairwise

import pytest
import trees
from test_amend import chapter_of, concept

from pipeline.build import PROJECT
from pipeline.citation import with_pages
from pipeline.compose import compose
from pipeline.read import read
from pipeline.render import konzept_pdf
from pipeline.tools.pdf_lines import Lines, Spot
from review.amend.citing import Citer
from review.sides import compared_trees

NUMBER = "1.1"
LONG = "Die Stadt fördert Begegnung, Sprache und Arbeit in allen Stadtteilen, und sie nimmt sich dafür Zeit. "


def chapter() -> str:
    rows = "".join(f"Absatz {number}: {LONG * 2}\n\n" for number in range(1, 30))
    return f"# Präambel {{#kap-praeambel}}\n\nDer erste Satz steht in der zweiten Zeile.\n\n{rows}"


@pytest.fixture(scope="module")
def lines() -> Lines:
    files = concept()
    files[chapter_of(files)] = chapter().encode()
    manuscript = compose(read(trees.tree(files), trees.parse_once).concept)
    assert manuscript is not None
    return Lines(konzept_pdf.render(manuscript, PROJECT / "templates", 0))


def test_lines_are_counted_from_the_heading_and_running_heads_are_not(lines: Lines) -> None:
    heading = lines.locate("", NUMBER, "Präambel")
    first = lines.locate("Der erste Satz steht in der zweiten Zeile.", NUMBER, "Präambel")
    assert heading is not None
    assert heading.line == 1
    assert first == Spot(heading.page, 2)


def test_each_line_of_a_paragraph_counts_and_a_new_page_begins_at_one(lines: Lines) -> None:
    spots = [lines.locate(f"Absatz {number}: Die Stadt fördert", NUMBER, "Präambel") for number in range(1, 30)]
    assert all(spots)
    assert spots == sorted(spots)  # type: ignore[type-var]
    pages = {spot.page for spot in spots if spot}
    assert len(pages) > 1
    assert min(spot.line for spot in spots if spot and spot.page == max(pages)) <= 4
    same_page = [spot.line for spot in spots if spot and spot.page == min(pages)]
    steps = {after - before for before, after in pairwise(same_page)}
    assert steps <= {2, 3}


def test_the_end_of_a_passage_is_cited_by_its_last_line(lines: Lines) -> None:
    words = f"Absatz 3: {LONG * 2}"
    start, end = lines.locate(words, NUMBER, "Präambel"), lines.locate(words, NUMBER, "Präambel", at_end=True)
    assert start is not None
    assert end is not None
    assert end > start


def test_what_does_not_stand_there_has_no_place(lines: Lines) -> None:
    assert lines.locate("Das steht wirklich nirgends im ganzen Buch.", "9.9", "Gibt es nicht") is None


def test_the_submission_is_cited_by_name_and_never_by_a_page_of_the_book() -> None:
    tree = trees.tree(trees.minimal())
    draft = compared_trees(("alt", tree), ("neu", tree)).head
    citer = Citer(draft, {}, PROJECT / "templates")
    assert citer.cite("vorlage/begruendung", title="Begründung") == "Beschlussvorlage, „Begründung“"


def test_amendments_of_a_version_that_is_not_built_keep_their_number() -> None:
    manuscript = compose(read(trees.tree(trees.minimal()), trees.parse_once).concept)
    assert manuscript is not None
    asked: list[str] = []


    def nothing_built(version: str) -> None:
        asked.append(version)

    assert with_pages(manuscript, nothing_built) == manuscript
    assert len(asked) == len(set(asked))
