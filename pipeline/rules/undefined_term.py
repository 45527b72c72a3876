"""A term that needs a definition is used before it has one.

"Zugangsbarrieren", "interkulturelle Kompetenz": what is meant? readers asked. The glossary stands at
the end of the book, so the first place that uses such a term must lead there or explain it itself.

Bad:  the preamble speaks of "Zugangsbarrieren", and nothing there leads to the glossary
Good: "Zugangsbarrieren (siehe [](#g-zugangsbarrieren))", or a heading of that name that explains it
"""

import re
from collections.abc import Iterator

from pipeline.findings import Finding, Severity
from pipeline.model import OPEN, Concept, Measure, Term, Text
from pipeline.places import Place
from pipeline.prose import headings

SEVERITY = Severity.WARNING

_FEWEST_WORDS = 4


def check(concept: Concept) -> Iterator[Finding]:
    """Yield a finding at the entry without definition and at the first use that explains nothing."""
    wanted = [term for term in concept.terms if term.needs_definition]
    texts = list(_in_reading_order(concept)) if wanted else []
    for term in wanted:
        definition = term.definition.source.strip()
        if definition == OPEN or len(definition.split()) < _FEWEST_WORDS:
            yield Finding(
                term.definition.place,
                f"Der Begriff „{term.term}“ soll erklärt werden, hat im Glossar aber keine Erklärung",
                "unter „definition“ in ein bis drei Sätzen sagen, was gemeint ist",
                subject=term.id,
            )
        named = term.term.split("(")[0].split() or [term.term]
        pattern, stem = _inflected(named), _stem(named[-1]).lower()
        for words, place, subject, whole in texts:
            found = pattern.search(words) if stem in words.lower() else None
            if found is None:
                if f"#{term.id})" in words:
                    break
                continue
            if not _explained(term, words, found.start(), whole, pattern):
                yield Finding(
                    place.down(words.count("\n", 0, found.start())),
                    f"„{found[0]}“ steht hier zum ersten Mal, ohne erklärt zu sein",
                    f"im selben Absatz auf das Glossar verweisen: [](#{term.id}), oder den Begriff erklären",
                    subject=subject,
                )
            break


def _explained(term: Term, words: str, at: int, whole: Text | None, pattern: re.Pattern[str]) -> bool:
    """Whether the paragraph leads to the glossary or the chapter has a heading of that name."""
    begin = words.rfind("\n\n", 0, at) + 1
    end = words.find("\n\n", at)
    if f"#{term.id})" in words[begin : end if end >= 0 else len(words)] or f"#{term.id})" in words[:at]:
        return True
    return whole is not None and any(pattern.fullmatch(title) for _, _, title in headings(whole.blocks))


def _in_reading_order(concept: Concept) -> Iterator[tuple[str, Place, str, Text | None]]:
    """Yield words, place and subject of what is printed, and the text they stand in."""
    outline = concept.settings.outline if concept.settings else ()
    for name in (name for entry in outline for name in entry.content):
        if name in concept.chapters:
            text = concept.chapters[name].text
            yield text.source, text.place, name, text
        elif name == "leitlinien":
            for line in concept.guidelines:
                if line.title:
                    yield line.title, line.title.place, line.id, line.text
                yield line.text.source, line.text.place, line.id, line.text
        elif name in concept.fields:
            field = concept.fields[name]
            text = field.introduction
            yield text.source, text.place, field.code, text
            for line in field.guidelines:
                yield line.text.source, line.text.place, line.id, line.text
            for goal in field.goals:
                yield goal.title, goal.title.place, goal.id, goal.text
                yield goal.text.source, goal.text.place, goal.id, goal.text
        elif name == "massnahmen":
            yield from (part for measure in concept.measures for part in _of_measure(measure))


def _of_measure(measure: Measure) -> Iterator[tuple[str, Place, str, Text | None]]:
    yield measure.title, measure.title.place, measure.id, None
    for text in (measure.description, measure.effect):
        yield text.source, text.place, measure.id, text


def _inflected(words: list[str]) -> re.Pattern[str]:
    """A pattern for the words with German endings, also within a hyphenated word."""
    parts = [rf"{re.escape(_stem(word))}\w{{0,2}}" for word in words]
    return re.compile(r"\b" + r"\s+".join(parts) + r"\b", re.IGNORECASE)


def _stem(word: str) -> str:
    return re.sub(r"(?<=\w\w)e[nrsm]?$", "", word)
