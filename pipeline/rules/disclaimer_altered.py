"""The disclaimer before the measures is not word for word the agreed one.

Its wording is part of what the council agreed to. A well-meant smoothing can change what it
promises; white space and the style of quotation marks do not count.

Bad:  "Die Maßnahmevorschläge sind daher nicht verbindlich …"
Good: "Die Maßnahmevorschläge sind daher nicht als verbindlich anzusehen, …"
"""

from collections.abc import Iterator

from pipeline.findings import Finding
from pipeline.model import Concept
from pipeline.wording import closest, differing


def check(concept: Concept) -> Iterator[Finding]:
    """Yield a finding that shows the differing words."""
    if concept.settings is None or not concept.measures:
        return
    clause = concept.settings.disclaimer
    chapter = concept.chapters.get(clause.chapter)
    if chapter is None:
        return
    found = closest(clause.wording, chapter.text)
    if found is not None and found.words != clause.wording:
        changes = differing(clause.wording, found.words)
        if changes:
            yield Finding(
                found.place,
                f"Der Unverbindlichkeitshinweis weicht vom vereinbarten Wortlaut ab: {changes}",
                "den Wortlaut von „unverbindlichkeitshinweis“ aus konzept.yaml Zeichen für Zeichen übernehmen",
            )
