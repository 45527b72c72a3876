"""Load what judging and making need while pandoc, another process, still reads."""

from contextlib import suppress


def warm() -> None:
    """Import it; what is missing is reported by whoever needs it."""
    with suppress(ImportError):
        import pypdfium2  # noqa: F401, PLC0415
