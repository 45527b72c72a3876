"""Debian's chromium, driven by Playwright, and the pages that it opens; ``nox -s browser`` runs this folder."""

import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from review.reports import bericht_html
from tests import changesets

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

Opened = Callable[..., Page]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The browser; a machine without one cannot run these tests, and says so."""
    names = ("chromium", "chromium-browser", "google-chrome")
    path = next(filter(None, map(shutil.which, names)), None)
    assert path, "kein Chromium gefunden: apt-get install chromium"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path,
            args=FLAGS,
        )
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("seiten")


@pytest.fixture(scope="session")
def report(folder: Path) -> Path:
    """The report of the first two real versions: every kind of change but one stands in it."""
    path = folder / "bericht.html"
    path.write_bytes(bericht_html.render(changesets.real(*changesets.PAIRS[0]), TEMPLATES, 0))
    return path


@pytest.fixture(scope="session")
def small(folder: Path) -> Path:
    """The report of the last two real versions."""
    path = folder / "klein.html"
    path.write_bytes(bericht_html.render(changesets.real(*changesets.PAIRS[1]), TEMPLATES, 0))
    return path


@pytest.fixture(scope="session")
def tenfold(folder: Path) -> Path:
    """The same changes ten times: 4,300 in 370,000 words."""
    comparison = changesets.real(*changesets.PAIRS[0])
    changes = changesets.tenfold(comparison.changes)
    path = folder / "zehnfach.html"
    path.write_bytes(
        bericht_html.page(changes, comparison.base.manuscript, comparison.head.manuscript, TEMPLATES)
    )
    return path


@pytest.fixture
def opened(chromium: Browser) -> Iterator[Opened]:
    """Open a page in a fresh context; an error of its script fails the test."""
    errors: list[str] = []
    contexts = []

    def open_page(path: Path, fragment: str = "", **options: object) -> Page:
        context = chromium.new_context(viewport={"width": 1300, "height": 900}, **options)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(path.as_uri() + fragment)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not errors
