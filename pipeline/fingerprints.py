"""Fingerprints of wordings: what was read when somebody signed off (after doorstop's idea).

White space does not count, so re-wrapping a text changes no fingerprint.
"""

import hashlib

from pipeline.model import Assessment, Concept, Goal, Measure, Provision

LENGTH = 8
"""Hex digits; enough for some hundred items, short enough for a line a person reads."""


def of(*wordings: str) -> str:
    """Give the fingerprint of some wordings."""
    joined = "\0".join(" ".join(wording.split()) for wording in wordings)
    return hashlib.sha256(joined.encode()).hexdigest()[:LENGTH]


def of_goal(goal: Goal) -> str:
    """Give the fingerprint of a goal: title and text."""
    return of(goal.title, goal.text.source)


def of_measure(measure: Measure) -> str:
    """Give the fingerprint of a measure: title, description, period and effect."""
    return of(measure.title, measure.description.source, measure.period.written, measure.effect.source)


def of_provision(provision: Provision) -> str:
    """Give the fingerprint of a provision: norm, content and validity."""
    return of(provision.norm, provision.content.source, str(provision.valid_from), str(provision.valid_to))


def of_assessment(assessment: Assessment, concept: Concept) -> str | None:
    """Give the fingerprint an assessment should carry now; None if its subject or provision is gone."""
    subject = next((of_goal(one) for one in concept.goals if one.id == assessment.subject), None) or next(
        (of_measure(one) for one in concept.measures if one.id == assessment.subject), None
    )
    provision = next((of_provision(one) for one in concept.provisions if one.id == assessment.provision), None)
    return of(subject, provision) if subject and provision else None


def of_assessments(concept: Concept) -> tuple[str | None, ...]:
    """Give what ``of_assessment`` gives for each assessment of the concept, reading every wording once."""
    subjects = {str(goal.id): of_goal(goal) for goal in concept.goals}
    subjects |= {str(measure.id): of_measure(measure) for measure in concept.measures}
    provisions = {str(one.id): of_provision(one) for one in concept.provisions}
    pairs = ((subjects.get(one.subject), provisions.get(one.provision)) for one in concept.assessments)
    return tuple(of(subject, provision) if subject and provision else None for subject, provision in pairs)
