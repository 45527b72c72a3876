"""Amendments: placed in the sources, tried, shown, compared, found again, written from Word or from two drafts.

``marks`` cuts Markdown into marks and finds wordings, ``splice`` exchanges them, ``yamlsource`` and ``layout`` write them
in a file's own style, ``sites`` knows where a target stands, ``placing`` makes edits of operations, ``applying`` files of
edits. Only ``writing`` touches the sources.
"""
