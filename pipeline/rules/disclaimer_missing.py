"""The annex lists measures without saying that they are not binding.

The council adopted the concept on the condition that its measures are proposals. Without the
disclaimer the annex would promise money and staff that nobody decided on.

Bad:  the annex of measures begins with the first table
Good: before the tables stands the fixed wording of `unverbindlichkeitshinweis` in konzept.yaml
"""

from collections.abc import Iterator

from pipeline.findings import Finding
from pipeline.model import Concept
from pipeline.places import Place
from pipeline.wording import closest


def check(concept: Concept) -> Iterator[Finding]:
    """Yield a finding if measures are listed and the disclaimer is not there at all."""
    if concept.settings is None or not concept.measures:
        return
    clause = concept.settings.disclaimer
    entry = next((one for one in concept.settings.outline if "massnahmen" in one.content), None)
    if entry is None:
        return
    chapter = concept.chapters.get(clause.chapter)
    if chapter is None:
        yield Finding(
            clause.chapter.place if clause.chapter in concept.paths else Place("konzept.yaml", clause.place.line),
            f"Der Unverbindlichkeitshinweis fehlt: Das Kapitel „{clause.chapter}“ ist nicht zu lesen",
            "die Datei anlegen und den Wortlaut aus konzept.yaml als Zitat („> …“) hineinschreiben",
        )
    elif clause.chapter not in entry.content or entry.content.index(clause.chapter) > entry.content.index("massnahmen"):
        yield Finding(
            entry.place,
            f"Der Unverbindlichkeitshinweis steht nicht vor den Maßnahmen: „{clause.chapter}“ fehlt davor in der Gliederung",
            f"unter „inhalt:“ {clause.chapter} vor „massnahmen“ eintragen",
        )
    elif closest(clause.wording, chapter.text) is None:
        yield Finding(
            chapter.text.place,
            "Der Unverbindlichkeitshinweis fehlt vor den Maßnahmen",
            "den Wortlaut von „unverbindlichkeitshinweis“ aus konzept.yaml als Zitat („> …“) hineinschreiben",
        )
