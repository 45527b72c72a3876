"""A form that the glossary avoids stands in the text.

Two words for one thing make readers look for a difference. The glossary says which form is used
(`begriff`) and which are not (`vermeiden`). A form with a note in brackets, "Zuständigkeit (für einen
Vorschlag)", is avoided in that sense only; nobody but a reader can judge that, so it is left alone, and
so are quotations, the words of the law, compounds and the definition itself.

Bad:  "Die Asylanten wohnen …" while the glossary says `vermeiden: [Asylanten]` under Geflüchtete
Good: "Die Geflüchteten wohnen …"; "das Wort „Asylanten“ verwenden wir nicht"
"""

import re
from collections.abc import Iterator

from pipeline.findings import Finding, Severity
from pipeline.model import Concept
from pipeline.passages import passages
from pipeline.places import Place

SEVERITY = Severity.WARNING

_NOTE = re.compile(r"\(.*\)")
_LINK_TARGET = re.compile(r"\]\([^)]*\)|\{#[^}]*\}|<https?://[^>]*>")
_QUOTED = re.compile(r"„[^“]{0,400}“|»[^«]{0,400}«|^>[^\n]*", re.MULTILINE)


def check(concept: Concept) -> Iterator[Finding]:
    """Yield a finding at each avoided form."""
    stems = [
        (_stem(form.split()[-1]).lower(), term, form, _inflected(form))
        for term in concept.terms
        for form in term.avoid
        if not _NOTE.search(form)
    ]
    for source, place, subject in _texts(concept):
        low = source.lower()
        likely = [(term, form, pattern) for stem, term, form, pattern in stems if stem in low]
        if not likely:
            continue
        bare = _QUOTED.sub(_blank, _LINK_TARGET.sub(_blank, source))
        for term, form, pattern in likely:
            if subject == term.id:
                continue
            here, counted = place, 0
            for found in pattern.finditer(bare):
                here, counted = here.down(source.count("\n", counted, found.start())), found.start()
                yield Finding(
                    here,
                    f"„{found[0]}“ soll nach dem Glossar vermieden werden; bevorzugt wird „{term.term}“",
                    f"„{term.term}“ schreiben oder, wenn hier etwas anderes gemeint ist, „{form}“ im Glossar "
                    "mit einer Anmerkung in Klammern eingrenzen",
                    subject=subject,
                )


def _inflected(form: str) -> re.Pattern[str]:
    """A pattern for a form with German endings; compounds do not match."""
    *adjectives, noun = form.split()
    body = "".join(rf"{re.escape(_stem(word))}(?:e|en|er|es|em)?\s+" for word in adjectives)
    body += re.escape(re.sub(r"(?<=\w\w)en?$", "", noun))
    if form[0].islower():
        body = f"[{form[0]}{form[0].upper()}]{body[1:]}"
    return re.compile(rf"(?<![\w-]){body}(?:e|en|er|es|em|ern|n|s|in|innen)?(?![\w-])")


def _stem(word: str) -> str:
    return re.sub(r"(?<=\w\w)e[nrsm]?$", "", word)


def _blank(found: re.Match[str]) -> str:
    return "".join("\n" if sign == "\n" else " " for sign in found[0])


def _texts(concept: Concept) -> Iterator[tuple[str, Place, str]]:
    """All texts and titles but the words of the law, with place and subject."""
    for passage in passages(concept):
        if passage.kind != "provision":
            yield passage.text.source, passage.text.place, passage.subject
    for goal in concept.goals:
        yield goal.title, goal.title.place, goal.id
    for measure in concept.measures:
        yield measure.title, measure.title.place, measure.id
    for line in concept.all_guidelines:
        if line.title:
            yield line.title, line.title.place, line.id
