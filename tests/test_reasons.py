"""Where a change stands and which commits made it."""

from collections.abc import Sequence
from pathlib import Path

import git
import pytest
import review_cases as cases
import trees
from hypothesis import given
from hypothesis import strategies as st

from review.changes import Entry, Kind
from review.reasons import UNCOMMITTED, explained, followed
from review.sides import Comparison, compared
from review.trees import WORKTREE

FIELD = cases.FIELD
ANLASS = "kapitel/11-anlass.md"


class Story:
    """A repository with a first version, to which steps are added."""

    def __init__(self, folder: Path) -> None:
        self.sources = folder / "projekt" / "sources"
        self.files = cases.version(trees.minimal(), "erste", "2017-01-01")
        self.repo = git.Repo.init(self.sources.parent, mkdir=True)
        self.first = self.step({}, "Erste\n\nFassung: erste")

    def step(self, changed: dict[str, bytes], message: str, author: str = "Erika Muster") -> str:
        self.files |= changed
        cases.lay(self.sources, self.files)
        return cases.commit(self.repo, message, author=author)

    def replaced(self, path: str, old: str, new: str) -> dict[str, bytes]:
        return {path: trees.replaced(self.files, path, old, new)[path]}

    def compared(self, head: str) -> Comparison:
        return explained(compared(self.sources, self.first, head), self.sources)

    def subjects(self, head: str) -> dict[str, list[str]]:
        changes = self.compared(head).changes.changes
        return {entry.key.partition("~")[0]: [one.subject for one in entry.reasons] for entry in changes}


@pytest.fixture
def story(tmp_path: Path) -> Story:
    made = Story(tmp_path)
    yield made  # type: ignore[misc]
    made.repo.close()


def test_one_commit_between_the_drafts_made_every_change(story: Story) -> None:
    both = story.replaced(FIELD, "federfuehrung: offen", "federfuehrung: Büro für Lesen")
    head = story.step(both | story.replaced(ANLASS, "gern", "sehr gern"), "Nacharbeit\n\nMit Gründen.", "Ümit Ärmel")
    changes = story.compared(head).changes.changes
    assert len(changes) == 2
    for entry in changes:
        (reason,) = entry.reasons
        assert (reason.commit, reason.day, reason.author, reason.subject) == (
            head,
            "2017-01-01",
            "Ümit Ärmel",
            "Nacharbeit",
        )


def test_of_several_commits_each_change_names_those_that_touched_its_lines(story: Story) -> None:
    story.step(story.replaced(ANLASS, "gern.", "sehr gern."), "Präziser")
    story.step(story.replaced(FIELD, "federfuehrung: offen", "federfuehrung: Büro für Lesen"), "Federführung geklärt")
    story.step(story.replaced(FIELD, "titel: Langer Donnerstag", "titel: Langer Freitag"), "Anderer Tag")
    story.step({"kapitel/99-notiz.txt": b"nichts"}, "Nicht gelesen")
    assert story.subjects("HEAD") == {
        "kap-anlass": ["Präziser"],
        "M-LES-02": ["Federführung geklärt", "Anderer Tag"],
    }


def test_lines_that_only_move_down_are_not_touched(story: Story) -> None:
    more = "ziele:\n  - id: Z-LES-07\n    titel: Zuerst\n    text: Neu davor.\n\n  - id: Z-LES-01\n"
    story.step(story.replaced(FIELD, "ziele:\n  - id: Z-LES-01\n", more), "Ein Ziel davor")
    story.step(story.replaced(FIELD, "Wer arbeitet, kann", "Wer arbeitet, soll"), "Weicher")
    found = story.subjects("HEAD")
    assert (found["Z-LES-07"], found["Z-LES-02"]) == (["Ein Ziel davor"], ["Weicher"])


def test_what_is_gone_is_followed_from_the_earlier_draft(story: Story) -> None:
    story.step(story.replaced(FIELD, "Wer lesen möchte, soll es können.", "Alle sollen es können."), "Umformuliert")
    story.step(story.replaced(FIELD, "\n  Alle sollen es können.\n", "\n"), "Gestrichen")
    story.step(story.replaced(ANLASS, "gern.", "sehr gern."), "Anderswo")
    (entry,) = [one for one in story.compared("HEAD").changes.changes if one.kind is Kind.REMOVED]
    assert [one.subject for one in entry.reasons] == ["Umformuliert", "Gestrichen"]


def test_a_footnote_counts_as_part_of_its_paragraph(story: Story) -> None:
    noted = story.files[ANLASS].replace(b"gern.", b"gern.[^1]") + b"\n[^1]: Eine Quelle von 2016.\n"
    story.first = story.step({ANLASS: noted}, "Fußnote")
    story.step(story.replaced(ANLASS, "Quelle von 2016", "Quelle von 2017"), "Quelle erneuert")
    story.step(story.replaced(FIELD, "federfuehrung: offen", "federfuehrung: Büro für Lesen"), "Anderswo")
    assert story.subjects("HEAD")["kap-anlass"] == ["Quelle erneuert"]


def test_a_total_that_follows_from_elsewhere_has_no_reason_of_its_own(story: Story) -> None:
    more = "  - id: Z-LES-03\n    titel: Neu\n    text: Ein neues Ziel.\n\nmassnahmen:\n"
    story.step(story.replaced(FIELD, "massnahmen:\n", more), "Ein Ziel mehr")
    story.step(story.replaced(ANLASS, "gern.", "sehr gern."), "Anderswo")
    changes = {entry.label: entry for entry in story.compared("HEAD").changes.changes}
    (total,) = [entry for label, entry in changes.items() if "Ausgangslage" in label]
    assert total.reasons == ()


def test_a_merged_branch_is_one_step(story: Story) -> None:
    trunk = story.repo.active_branch
    story.repo.git.checkout("-q", "-b", "zweig")
    story.step(story.replaced(ANLASS, "gern.", "sehr gern."), "Im Zweig")
    story.repo.git.execute(["git", "checkout", "-q", str(trunk)])
    who = ["-c", "user.name=t", "-c", "user.email=t@example.org"]
    story.repo.git.execute(["git", *who, "merge", "-q", "--no-ff", "-m", "Zweig übernommen", "zweig"])
    assert story.subjects("HEAD") == {"kap-anlass": ["Zweig übernommen"]}


def test_what_no_commit_holds_yet_says_so(story: Story) -> None:
    story.step(story.replaced(ANLASS, "gern.", "sehr gern."), "Festgeschrieben")
    cases.lay(
        story.sources, story.files | story.replaced(FIELD, "federfuehrung: offen", "federfuehrung: Büro für Lesen")
    )
    found = story.compared(WORKTREE).changes.changes
    told = {entry.key.partition("~")[0]: list(entry.reasons) for entry in found}
    assert told["M-LES-02"] == [UNCOMMITTED]
    assert [one.subject for one in told["kap-anlass"]] == ["Festgeschrieben"]


def test_a_new_file_that_git_does_not_know_is_not_committed(story: Story) -> None:
    cases.lay(
        story.sources, story.files | {"glossar.yaml": story.files["glossar.yaml"].replace(b"Zugang", b"Eintritt", 1)}
    )
    story.repo.git.rm("--cached", "-q", "sources/glossar.yaml")
    found = story.compared(WORKTREE).changes.changes
    assert found
    assert {entry.reasons for entry in found} == {(UNCOMMITTED,)}


def test_a_folder_without_git_has_places_and_no_reasons(tmp_path: Path) -> None:
    alt, neu = tmp_path / "alt", tmp_path / "neu"
    base = trees.minimal()
    cases.lay(alt, base)
    cases.lay(neu, trees.replaced(base, FIELD, "federfuehrung: offen", "federfuehrung: Büro für Lesen"))
    (entry,) = explained(compared(alt, str(alt), str(neu)), alt).changes.changes
    assert entry.reasons == ()
    assert str(entry.head_place) == f"{FIELD}:{_line(base[FIELD], 'M-LES-02')}"


def _line(data: bytes, words: str) -> int:
    return next(number for number, line in enumerate(data.decode().splitlines(), 1) if words in line)


def test_every_change_between_the_real_drafts_stands_where_its_words_are() -> None:
    sources = cases.ROOT / "sources"
    found = explained(compared(sources, "2017-05-03", "2017-06-14"), sources)
    for entry in found.changes.changes:
        assert bool(entry.base) == bool(entry.base_place)
        assert bool(entry.head) == bool(entry.head_place)
        if entry.head_place and not entry.item.key:
            lines = found.head.tree.files[entry.head_place.path].decode().splitlines()
            assert _first_word(entry) in " ".join(lines[entry.head_place.line - 1 : entry.head_place.line + 1])


def _first_word(entry: Entry) -> str:
    return next(one["c"] for one in entry.item.parts[0].inlines if one["t"] == "Str").split()[0]


# ---- lines through a step, against a model -------------------------------------------------------


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3), st.integers(0, 3)), max_size=4), st.data())
def test_following_lines_agrees_with_doing_it_line_by_line(
    steps: Sequence[tuple[int, int, int]], data: st.DataObject
) -> None:
    before: list[int | None] = []
    after: list[int | None] = []
    hunks = []
    serial = 0
    for kept, gone, come in steps:
        same = list(range(serial, serial + kept))
        serial += kept + gone
        before += same
        after += same
        if gone or come:
            start = len(before) + 1 if gone else len(before)
            there = len(after) + 1 if come else len(after)
            if kept or not hunks:  # two hunks that touch would be one
                hunks.append((start, gone, there, come))
                before += [None] * gone
                after += [None] * come
            else:
                serial -= gone
    before += [serial, serial + 1]
    after += [serial, serial + 1]
    first = data.draw(st.integers(1, len(before)))
    last = data.draw(st.integers(first, len(before)))
    hit, there_now = followed(first, last, hunks)
    lines = before[first - 1 : last]
    kept_lines = [line for line in lines if line is not None]
    positions = [after.index(line) + 1 for line in kept_lines]
    whole = None not in lines and (not positions or positions[-1] - positions[0] == len(positions) - 1)
    assert hit is (not whole)
    if positions:
        assert there_now[0] <= positions[0]
        assert there_now[-1] >= positions[-1]
    if whole:
        assert there_now == [positions[0], positions[-1]]
