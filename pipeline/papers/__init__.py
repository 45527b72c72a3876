"""The council's papers: manuscript in, files out, one kind of paper per module.

A paper is a module with a docstring and ``render(manuscript, templates, epoch) -> Mapping[str, bytes]``:
file name → bytes, empty where the concept has nothing for it. A name may lead into a folder
(``oparl/paper.json``). ``konzept papers`` makes them; ``konzept build`` does not know them.
Whatever names a proposed measure must hold the disclaimer word for word; the flow looks for it.
"""
