"""Draft × draft → reports: what changed between two versions, for people who never see git.

``sides`` reads, ``outline`` flattens, ``align`` pairs, ``words`` compares, ``compare`` makes a ``ChangeSet`` of it, and each
file in ``reports`` shows it. Only ``sides`` and ``reasons`` touch git or files.
"""
