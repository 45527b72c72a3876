"""A heading skips a level.

People who use a screen reader move by headings; a jump from level one to level three sounds
like a lost chapter. The PDF standard for accessibility forbids it as well.

Bad:  `# Beteiligung`, then `### Die Arbeitsgruppen`
Good: `# Beteiligung`, then `## Die Arbeitsgruppen`
"""

from collections.abc import Iterator

from pipeline.findings import Finding
from pipeline.model import Concept, Text
from pipeline.prose import headings, places_of_headings


def check(concept: Concept) -> Iterator[Finding]:
    """Yield a finding at each heading that is more than one level below the one before."""
    for chapter in concept.chapters.values():
        levels = [level for level, _, _ in headings(chapter.text.blocks)]
        if not levels or levels[0] != 1 or levels.count(1) > 1:
            yield Finding(
                chapter.text.place,
                "Ein Kapitel braucht genau eine Überschrift der ersten Ebene, und zwar zuerst",
                "die Datei mit „# Titel {#kap-kurzname}“ beginnen; weitere Überschriften mit „##“",
            )
        yield from _jumps(chapter.text, 0)
    for field in concept.fields.values():
        yield from _jumps(field.introduction, 1)
    if concept.submission:
        yield from _jumps(concept.submission.reasons, 1)


def _jumps(text: Text, before: int) -> Iterator[Finding]:
    for place, level, _, title in places_of_headings(text):
        if level > before + 1:
            yield Finding(
                place,
                f"Die Überschrift „{title}“ überspringt eine Ebene",
                f"mit „{'#' * (before + 1)}“ statt „{'#' * level}“ beginnen",
            )
        before = level
