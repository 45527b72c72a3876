"""Manuscript in, bytes out: one file of the submission per module.

An output is a module with a docstring, ``FILE`` (the name of the file it makes) and
``render(manuscript, templates, epoch) -> bytes | None`` (None: the sources hold nothing for it).
``SHOWS`` names the parts of the manuscript that it gets (see ``build.PARTS``); all if it is missing.
``LISTS_MEASURES = True`` says that the file must hold the disclaimer word for word.
"""
