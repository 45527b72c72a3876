"""A law for amendments out of Word: every tracked change is taken over or named; nothing is dropped or misplaced in silence."""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import review_cases
import strategies
from hypothesis import given, settings
from hypothesis import strategies as st
from test_amend import draft, pairs

from pipeline import prose
from pipeline.model import Amendment
from pipeline.read import Reading
from review.amend.applying import apply
from review.amend.session import Desk, New, out_of_word
from review.changes import Inline, Item
from review.compare import compare
from review.outline import outline
from review.reports import bericht_docx
from review.sides import Comparison, Draft

_LINES = st.sampled_from(["offen", "offen", "Kurse", "Kurse für alle", "Ziel 2.1.1", "Amt", "Sprache", "1.1 Kurse"])
_SHORT = st.sampled_from(
    [
        "offen\n", "Kurse\n", "Kurse für alle\n", "Sprache\n", "Kurse\n\nSprache\n\nKurse\n", "Sprache\n\noffen\n",
        "- Kurse\n- Sprache\n", "[](#Z-AAA-01)\n", "siehe [](#Z-BB-01)\n", "Ziel 2.1.1 „Kurse“\n", "Die Stadt fördert Kurse. Sprache.\n",
        "| Was | Wer |\n|---|---|\n| Kurse | Amt |\n| Kurse | offen |\n", "## Kurse\n\nSprache\n", "Kurse[^1]\n\n[^1]: Sprache\n",
    ]
)  # fmt: skip


def repeated() -> st.SearchStrategy[tuple[strategies.Draft, strategies.Draft]]:
    """Two drafts in which short texts stand again and again."""
    return pairs(_LINES, st.one_of(_SHORT, _SHORT, _SHORT, strategies.ordinary_texts))


def made(base: Draft, head: Draft) -> tuple[New, Draft]:
    """The amendment out of our own report of the two drafts, and the base with it carried out."""
    comparison = Comparison(base, head, compare(base.manuscript, head.manuscript))
    return out_of(bericht_docx.render(comparison, review_cases.TEMPLATES, review_cases.EPOCH), base)


def out_of(data: bytes, base: Draft) -> tuple[New, Draft]:
    """The amendment out of a Word file, and the draft with it carried out."""
    table = Desk(Path(), "", base.tree, Reading(base.concept, ()), (), None)
    new = out_of_word(table, data, "Probe", "A-X-01")
    result = apply(base.tree, base.concept, [Amendment.model_construct(id="A-X-01", operations=new.operations)])
    assert result.refused == ()
    return new, draft(result.tree.files)


def broken(base: Draft, head: Draft, result: Draft, new: New) -> Iterator[str]:
    """Say what breaks the promise."""
    former, later, now = (list(_lines(outline(one.manuscript))) for one in (base, head, result))
    known = {(one.where, said) for one in (*former, *later) for said in (one.words, one.own)}
    for one in now:
        if (one.where, one.words) not in known and (one.where, one.own) not in known:
            yield f"strange: {one.where}, {one.words}"
    named = [one for one in new.left if not one.endswith(("er entsteht beim Bauen", "× ein Kommentar; das wurde nicht gelesen"))]
    changes = compare(result.manuscript, head.manuscript).changes
    if not named and [one[:2] for one in now] != [one[:2] for one in later]:
        yield f"silent: {[one.label for one in changes]}"
    if not named and [one.frame for one in now] != [one.frame for one in later]:
        yield f"form: {[one.label for one in changes]}"
    lost = Counter(link for one in later for link in one.links) - Counter(link for one in now for link in one.links)
    if lost and not named:
        yield f"reference: {lost}"
    quoted = [each for one in named for each in _quoted(one)]
    if any("weitere" in one or "Tabellenzeile" in one for one in named):
        return  # these quote the first words only
    counts = [Counter(one.words for one in side if one.where[1] != "Ziele") for side in (now, later)]
    for words in (counts[0] - counts[1]) + (counts[1] - counts[0]):
        if not re.search(r"#[MZ]-", words) and not any(each in words or words in each for each in quoted):
            yield f"unnamed: {words}"


class Said(NamedTuple):
    """Words of a part, as they are printed and without references; where they stand, in what, where references lead."""

    where: tuple[str, str]
    words: str
    own: str
    frame: tuple[str, ...]
    links: tuple[str, ...]


def _lines(items: tuple[Item, ...]) -> Iterator[Said]:
    above = ""
    for item in items:
        above = item.key if item.kind == "heading" and "/" not in item.key else above
        for part in item.parts:
            inlines = list(part.inlines)
            links = tuple(target for target, _ in prose.links(inlines))
            own = prose.rewrite(inlines, lambda one: prose.text(one["c"][2][0])[0] if one["t"] == "Link" else one)
            frame = tuple(one for one in part.frame if item.kind != "measure" or one != "quote")  # Word's cells show none
            yield Said((item.key or above, part.name), _plain(inlines), _plain(own), frame, links)


def _quoted(sentence: str) -> list[str]:
    """Give the words that a sentence quotes, as far as it does, and the ids in it."""
    said = re.sub(r"(?:\b[A-Z]|\d+)(?:\.\d+)+", "#", sentence)
    found = re.findall(r"„(.+?)(?: …)?“(?=[ ),:;]|$)", said)
    return [*(re.sub(r"^# |^mit: |^[-|>#]+ ", "", one) for one in found), *re.findall(r"[MZ]-[A-Z]+-\d\d", said)]


def _plain(inlines: list[Inline]) -> str:
    """Give words without numbers that follow from other things; a reference that leads nowhere is one."""
    return re.sub(r"(?:\b[A-Z]|\d+)(?:\.\d+)+", "#", re.sub(r"\[([\w-]+)\?\]", r"#\1", prose.plain(inlines)))


@given(repeated())
@settings(max_examples=50)
def test_every_tracked_change_is_taken_over_or_named(both: tuple[strategies.Draft, strategies.Draft]) -> None:
    base, head = (draft(strategies.files(one)) for one in both)
    new, result = made(base, head)
    assert list(broken(base, head, result, new)) == []
