"""Load what rendering needs while pandoc, another process, still reads."""

from contextlib import suppress

from pipeline.tools import typst


def warm() -> None:
    """Start the process that sets pages and import the rest; what is missing is reported by whoever needs it."""
    typst.start()
    with suppress(ImportError):
        import docxtpl  # noqa: F401, PLC0415
    with suppress(ImportError):
        import pypdfium2  # noqa: F401, PLC0415
