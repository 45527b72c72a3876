"""Judge a concept by the law of other sources: their files under ``recht/`` laid over its own.

The assessments do not travel with the law: each belongs to the wording that somebody read.
"""

from dataclasses import replace

from pipeline.errors import SourcesMissing
from pipeline.tree import SourceTree

FOLDER = "recht/"
ASSESSMENTS = "recht/pruefung.yaml"


def with_law(tree: SourceTree, law_tree: SourceTree) -> SourceTree:
    """Replace the laws under ``recht/`` of a tree by those of another.

    Raises:
        SourcesMissing: if the other tree holds none.
    """
    law = {path: data for path, data in law_tree.files.items() if _is_law(path)}
    if not law:
        raise SourcesMissing(
            f"„{law_tree.origin.label}“ enthält keinen Ordner „recht“ mit Rechtsgrundlagen",
            "Den Ordner der Quellen nennen, in dem „recht/“ liegt.",
        )
    kept = {path: data for path, data in tree.files.items() if not _is_law(path)}
    findings = tuple(one for one in tree.findings if not _is_law(one.place.path))
    added = tuple(one for one in law_tree.findings if _is_law(one.place.path))
    return replace(tree, files=dict(sorted((kept | law).items())), findings=findings + added)


def _is_law(path: str) -> bool:
    return path.startswith(FOLDER) and path != ASSESSMENTS
