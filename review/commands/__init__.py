"""One command of ``konzept-review`` per file: ``EXPLAINED``, ``arguments(parser)`` and ``run(options) -> exit code``."""
