"""What was made last: reports that show the same thing, often at the same time, have it made once."""

from collections.abc import Callable
from threading import Lock
from typing import Generic, TypeVar

Made = TypeVar("Made")


class Last(Generic[Made]):
    """Keeps one thing made."""

    def __init__(self) -> None:
        """Keep nothing yet."""
        self._lock = Lock()
        self._kept: tuple[object, object, Made] | None = None

    def of(self, source: object, how: object, make: Callable[[], Made]) -> Made:
        """Give what was made last, if it was made of this very source in the same way; else make it and keep it.

        Args:
            source: what it is made of; only the same object is the same.
            how: what else it depends on, compared by value.
            make: makes it; if it fails, nothing is kept.
        """
        with self._lock:
            if self._kept is None or self._kept[0] is not source or self._kept[1] != how:
                self._kept = None  # two at a time would take twice the memory
                self._kept = source, how, make()
            return self._kept[2]
