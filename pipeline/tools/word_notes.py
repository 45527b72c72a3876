"""The footnotes of a Word file: which are kept, and in what order."""

from collections.abc import Collection

from pipeline.tools.word import Package
from pipeline.tools.word_xml import w


def drop_notes(package: Package, keys: Collection[str]) -> None:
    """Take footnotes out of a package."""
    for one in list(package.tree("word/footnotes.xml")) if keys else ():
        if one.get(w("id")) in keys:
            one.getparent().remove(one)


def tidy_notes(package: Package) -> None:
    """Keep the footnotes that the text calls, in the order of their calls and counted so: LibreOffice goes by both."""
    if "word/footnotes.xml" not in package.parts:
        return
    notes = package.tree("word/footnotes.xml")
    calls = list(package.body.iter(w("footnoteReference")))
    called = {one.get(w("id")): place for place, one in enumerate(calls, 1)}
    kept = [
        one for one in notes if one.get(w("type")) or one.get(w("id")) in called
    ]  # lines between text and notes have a type
    notes[:] = sorted(kept, key=lambda one: 0 if one.get(w("type")) else called[one.get(w("id"))])
    for one in (*calls, *(note for note in notes if not note.get(w("type")))):
        one.set(w("id"), str(called[one.get(w("id"))]))
