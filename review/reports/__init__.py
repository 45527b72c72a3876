"""One report per file: ``FILE = "name.ending"`` and ``render(comparison, templates, epoch) -> bytes``.

A report that another program works on for long may have ``begin(base, head, templates, epoch)``: what can be done with both
manuscripts while they are judged and compared. Several reports may share one ``begin``.

A report shows a ``Comparison``: mostly its ChangeSet; a report that reprints the concept takes the manuscripts as well.
Reports are strangers to each other.
"""
