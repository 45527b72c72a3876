"""Which versions of packages are installed, without reading what is in them."""

import functools
import os
import sys
from collections.abc import Mapping
from contextlib import suppress


def version(package: str) -> str:
    """Give the version of an installed package, e.g. ``0.15.2``.

    The name of its folder of metadata says it; ``importlib.metadata`` reads every word in there and takes 12 ms to load.

    Raises:
        importlib.metadata.PackageNotFoundError: if it is not installed.
    """
    found = _installed().get(_plain(package))
    if found is None:
        from importlib import metadata  # noqa: PLC0415 - see above

        found = metadata.version(package)
    return found


@functools.cache
def _installed() -> Mapping[str, str]:
    """Give the versions of the packages on the path; the first on it is the one that is loaded."""
    found: dict[str, str] = {}
    for folder in sys.path:
        with suppress(OSError):
            for entry in os.listdir(folder or "."):  # noqa: PTH208 - names only
                if entry.endswith(".dist-info"):
                    name, _, number = entry.removesuffix(".dist-info").rpartition("-")
                    found.setdefault(_plain(name), number)
    return found


def _plain(name: str) -> str:
    return name.replace("-", "_").replace(".", "_").casefold()
