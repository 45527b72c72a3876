"""The outline names a file that is not there, or a file that is not in the outline.

A chapter that the outline does not name is not printed; a name without a file leaves a hole.

Bad:  `inhalt: [kapitel/11-anlas.md]`, and the file is called `11-anlass.md`
Good: every entry of the outline is a file or one of the generated parts
"""

import difflib
from collections.abc import Iterator

from pipeline.findings import Finding, Severity
from pipeline.model import GENERATED, Concept
from pipeline.places import Place


def check(concept: Concept) -> Iterator[Finding]:
    """Yield a finding at each entry without a file and each file without an entry."""
    if concept.settings is None:
        return
    printable = {
        path
        for path in concept.paths
        if path.endswith(".md") or (path.startswith("handlungsfelder/") and path.endswith(".yaml"))
    }
    free = sorted(printable - {name for entry in concept.settings.outline for name in entry.content})
    named: set[str] = set()
    for entry in concept.settings.outline:
        for name in entry.content:
            if name in named:
                yield Finding(name.place, f"„{name}“ steht zweimal in der Gliederung", "einen der Einträge löschen")
            named.add(name)
            if name not in printable and name not in GENERATED:
                near = difflib.get_close_matches(name.replace("\\", "/"), [*free, *GENERATED], 1)
                yield Finding(
                    name.place,
                    f"Die Gliederung nennt „{name}“; eine solche Datei gibt es nicht",
                    f"meinten Sie „{near[0]}“?" if near else "die Datei anlegen oder den Eintrag löschen",
                )
    for path in sorted(printable - named):
        yield Finding(
            Place(path),
            "Die Datei steht nicht in der Gliederung und wird nicht gedruckt",
            "in konzept.yaml unter „gliederung“ eintragen oder die Datei löschen",
            severity=Severity.WARNING,
        )
