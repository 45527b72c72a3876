"""Plug-ins are files: the folder is the catalogue, the file name is the plug-in's name."""

import importlib
import pkgutil
from types import ModuleType


def plugins(package: ModuleType) -> dict[str, ModuleType]:
    """Give the modules of a package by plug-in name (``measure_without_goal`` → ``measure-without-goal``).

    Modules whose name starts with ``_`` are not plug-ins.
    """
    return {name: plugin(package, name) for name in names(package)}


def names(package: ModuleType) -> list[str]:
    """Give the names of the plug-ins without loading any."""
    found = sorted(one.name for one in pkgutil.iter_modules(package.__path__) if not one.name.startswith("_"))
    return [name.replace("_", "-") for name in found]


def plugin(package: ModuleType, name: str) -> ModuleType:
    """Load one plug-in by its name."""
    return importlib.import_module(f"{package.__name__}.{name.replace('-', '_')}")
