"""Paragraphs of a Word file that its tracked paragraph marks tie together, and words of them for sentences."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from pipeline.tools.word_changes import Paragraph
from review.amend.placing import short
from review.amend.word_finding import unlinked

Said = tuple[str, Paragraph]
"""Words and the paragraph they begin in."""


@dataclass(slots=True)
class Group:
    """Paragraphs that Word's paragraph marks tie together: what they were and what they become."""

    first: Paragraph
    former: list[str]
    wanted: list[str]
    row: str = ""
    starts: list[Paragraph] = field(default_factory=list)
    """The paragraph in which each of the former ones begins."""
    origins: list[Paragraph] = field(default_factory=list)
    """The paragraph in which each of the wanted ones begins."""

    @property
    def changed(self) -> bool:
        """Whether it becomes anything else."""
        return self.former != self.wanted or bool(self.row)

    def went(self) -> list[tuple[str, Paragraph]]:
        """Give what was there, paragraph by paragraph, empty ones left out."""
        return [(text, one) for text, one in zip(self.former, self.starts, strict=True) if text.strip()]

    def come(self) -> list[tuple[str, Paragraph]]:
        """Give what is wanted, paragraph by paragraph, empty ones left out."""
        return [(text, one) for text, one in zip(self.wanted, self.origins, strict=True) if text.strip()]


def groups(paragraphs: Sequence[Paragraph]) -> Iterator[Group]:
    """Tie paragraphs together over marks that come or go, never over the end of a table's row."""
    at = 0
    while at < len(paragraphs):
        first = paragraphs[at]
        group = Group(first, [""], [""], starts=[first], origins=[first])
        while True:
            one = paragraphs[at]
            if one.former and not group.former[-1]:
                group.starts[-1] = one
            if one.wanted and not group.wanted[-1]:
                group.origins[-1] = one
            group.former[-1] += one.former
            group.wanted[-1] += one.wanted
            if one is not group.origins[-1] and one.links:
                group.origins[-1] = replace(group.origins[-1], links=(*group.origins[-1].links, *one.links))
            if one.cell and one.mark != "kept":
                group.row = one.mark
            at += 1
            ends = one.mark == "kept" or at >= len(paragraphs) or paragraphs[at].cell != one.cell
            if ends or one.mark == "gone":
                group.starts[-1] = replace(group.starts[-1], level=one.level, entry=one.entry, sign=one.sign)
            if ends or one.mark == "come":
                group.origins[-1] = replace(group.origins[-1], level=one.level, entry=one.entry, sign=one.sign)
            if ends:
                break
            if one.mark == "come":
                group.wanted.append("")
                group.origins.append(paragraphs[at])
            else:
                group.former.append("")
                group.starts.append(paragraphs[at])
        yield group


def numbers(several: Iterable[Said]) -> list[int]:
    """Give the numbers of the paragraphs."""
    return [one.number for _, one in several]


def more(count: int) -> str:
    """Say that further paragraphs are meant with the one that is quoted."""
    return "" if not count else " und ein weiterer Absatz" if count == 1 else f" und {count} weitere Absätze"


def plain(text: str) -> str:
    """Set single spaces."""
    return " ".join(text.split())


def shown(text: str, longest: int = 70) -> str:
    """Give the first words of a text, for a sentence, without what its links lead to."""
    return short(unlinked(text), longest)
