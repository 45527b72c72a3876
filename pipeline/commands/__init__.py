"""The commands of ``konzept``: one file each, the file name is the command.

A command has ``EXPLAINED`` (one German line for the help), ``arguments(parser)`` and
``run(options) -> int``, which gives the exit code. It imports what it needs when it runs, so that
no command pays for another. Commands do not know each other; what they share on the terminal
stands in ``pipeline/terminal.py``.
"""
