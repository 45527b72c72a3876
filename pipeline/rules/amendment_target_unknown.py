"""An amendment names a place or a field that the concept does not have.

"Where in the concept shall the points go?" was the first question in the committee. A point whose
place does not exist cannot be voted on, let alone carried out. A place that an earlier version had
is good enough for an amendment that was decided long ago.

Bad:  `stelle: Z-WHO-03`, or `stelle: Z-WOH-03` with `feld: zeitraum` (a goal has no period)
Good: `stelle: Z-WOH-03`; `stelle: M-WOH-07` with `feld: zeitraum`; `stelle: kap-praeambel`
"""

import difflib
from collections.abc import Iterator

from pipeline.findings import Finding, Severity
from pipeline.model import (
    Amendment,
    Concept,
    FieldOfAction,
    Goal,
    Guideline,
    Measure,
    Node,
    Operation,
    Provision,
    Submission,
    Term,
)
from pipeline.places import Place
from pipeline.prose import headings

_KINDS: tuple[tuple[str, type[Node]], ...] = (
    ("Z-", Goal),
    ("M-", Measure),
    ("L-", Guideline),
    ("g-", Term),
    ("vorlage.yaml", Submission),
)


def check(concept: Concept) -> Iterator[Finding]:
    """Yield a finding at each place of an amendment that leads nowhere."""
    if not concept.amendments:
        return
    known = _places(concept)
    for amendment in concept.amendments:
        severity = Severity.ERROR if amendment.is_open else Severity.WARNING
        for operation in amendment.operations:
            if operation.kind == "neue Anlage":
                continue
            if operation.target not in known:
                yield _unknown(operation.target, operation.target.place, amendment, known, severity)
            elif operation.field:
                yield from _field(operation, amendment, concept, severity)
        for position in (amendment.position, *(one.position for one in amendment.operations)):
            for key in position.covered if position else ():
                if key not in known:
                    yield _unknown(key, key.place, amendment, known, severity)


def _places(concept: Concept) -> set[str]:
    """Gather every name that a point of an amendment can have for its place."""
    known = {*concept.declared, *concept.history, *concept.chapters}
    known |= {"vorlage.yaml"} if concept.submission else set()
    texts = [one.text for one in concept.chapters.values()] + [one.introduction for one in concept.fields.values()]
    for text in texts:
        known.update(key for _, key, _ in headings(text.blocks) if key)
    return known


def _unknown(key: str, place: Place, amendment: Amendment, known: set[str], severity: Severity) -> Finding:
    near = difflib.get_close_matches(key, sorted(known), 1)
    return Finding(
        place,
        f"Änderungsantrag {amendment.id} nennt die Stelle „{key}“, die es nicht gibt",
        f"meinten Sie {near[0]}?"
        if near
        else "eine Kennung, den Kurznamen einer Überschrift oder eine Datei eintragen",
        severity=severity,
        subject=amendment.id,
    )


def _field(operation: Operation, amendment: Amendment, concept: Concept, severity: Severity) -> Iterator[Finding]:
    """Yield a finding if the place has no such field; chapters and headings have none at all."""
    target = operation.target
    kind = next((node for sign, node in _KINDS if target.startswith(sign)), None)
    if target in {str(field.code) for field in concept.fields.values()}:
        kind = FieldOfAction
    elif target in {str(one.id) for one in concept.provisions}:
        kind = Provision
    names = [info.alias or name for name, info in kind.model_fields.items() if name != "place"] if kind else []
    if operation.field and operation.field not in names:
        yield Finding(
            operation.field.place,
            f"Änderungsantrag {amendment.id}: „{target}“ hat kein Feld „{operation.field}“",
            f"möglich sind: {', '.join(names)}" if names else "„feld:“ weglassen und den Wortlaut unter „alt:“ nennen",
            severity=severity,
            subject=amendment.id,
        )
