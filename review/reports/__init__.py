"""One report per file: ``FILE = "name.ending"`` and ``render(comparison, templates, epoch) -> bytes``.

A report shows a ``Comparison``: mostly its ChangeSet; a report that reprints the concept takes the manuscripts as well.
Reports are strangers to each other.
"""
