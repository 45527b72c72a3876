"""The rules: one fault per file, named after the fault.

A rule is a module with a docstring (why; Bad/Good), ``check(concept) -> Iterator[Finding]`` and,
if it is not an error by default, ``SEVERITY``. Its manual and test is ``tests/rules/<fault>.md``.
Rules judge: they start no program, read no file and do not know each other.
"""
