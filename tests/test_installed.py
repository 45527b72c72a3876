"""The versions of installed packages are those that Python's own library tells."""

from importlib import metadata

import pytest

from pipeline import installed


def test_every_package_that_is_installed_has_the_version_that_python_tells() -> None:
    names = {one.name for one in metadata.distributions() if one.name}
    assert {"typst", "pypandoc_binary", "python-docx"} & names
    assert {name: installed.version(name) for name in names} == {name: metadata.version(name) for name in names}


def test_a_package_that_is_not_installed_is_an_error() -> None:
    with pytest.raises(metadata.PackageNotFoundError):
        installed.version("gibt-es-nicht")
