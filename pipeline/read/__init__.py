"""Sources in, concept out: reading never stops at the first fault.

The reader, and pydantic with it, is loaded when it is first asked for, so that pandoc can start on
the chapters before.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pipeline.read.known import Known
    from pipeline.read.reading import Reading, read

__all__ = ["Known", "Reading", "read"]


def __getattr__(name: str) -> Any:  # noqa: ANN401 - a class and a function
    if name not in __all__:
        raise AttributeError(name)
    from pipeline.read import known, reading  # noqa: PLC0415

    return getattr(known if name == "Known" else reading, name)
