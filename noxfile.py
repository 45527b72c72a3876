"""The doors: ``nox -s build`` makes the submission, ``nox -s tests`` runs the tests.

A session installs once and again only when pyproject.toml, the constraints or this file change,
so the second ``nox -s build`` starts at once.
"""

import hashlib
from pathlib import Path

import nox

nox.needs_version = ">=2024.10.9"
nox.options.sessions = ["check", "build"]
nox.options.reuse_existing_virtualenvs = True

HERE = Path(__file__).parent
WHAT_INSTALLING_DEPENDS_ON = ("pyproject.toml", "constraints.txt", "noxfile.py")


def install(session: nox.Session, *packages: str) -> None:
    """Install packages under the constraints unless this environment already has them."""
    digest = hashlib.sha256(" ".join(packages).encode())
    for name in WHAT_INSTALLING_DEPENDS_ON:
        digest.update((HERE / name).read_bytes())
    stamp = Path(session.virtualenv.location) / "installed.txt"
    if stamp.exists() and stamp.read_text() == digest.hexdigest():
        return
    session.install("--quiet", *packages, "-c", str(HERE / "constraints.txt"))
    stamp.write_text(digest.hexdigest())


@nox.session
def build(session: nox.Session) -> None:
    """Make the council submission in Word and PDF (the main job)."""
    install(session, "-e", ".")
    session.run("python", "-m", "pipeline", "build", *session.posargs)


@nox.session
def papers(session: nox.Session) -> None:
    """Make the council's papers: amendments, minutes, lists for the vote."""
    install(session, "-e", ".")
    session.run("python", "-m", "pipeline", "papers", *session.posargs)


@nox.session
def check(session: nox.Session) -> None:
    """Check the sources."""
    install(session, "-e", ".")
    session.run("python", "-m", "pipeline", "check", *session.posargs)


@nox.session
def review(session: nox.Session) -> None:
    """Compare two drafts: ``nox -s review -- 2016-07-28 2017-05-03``; without names the last two versions."""
    install(session, "-e", ".")
    session.run("python", "-m", "review", "diff", *session.posargs)


@nox.session
def tests(session: nox.Session) -> None:
    """Run the tests."""
    install(session, "-e", ".[test]")
    session.run("python", "-m", "pytest", *(session.posargs or ["-n", "auto", "--dist", "loadfile"]))


@nox.session
def browser(session: nox.Session) -> None:
    """Try the web pages in a real browser; chromium must be installed (Debian: apt-get install chromium)."""
    install(session, "-e", ".[browser]")
    session.run("python", "-m", "pytest", *(session.posargs or ["tests/browser"]))


@nox.session
def golden(session: nox.Session) -> None:
    """Write the golden files anew; look at the difference before committing."""
    install(session, "-e", ".[test]")
    session.run("python", "-m", "pytest", "-k", "golden", *session.posargs, env={"GOLDEN": "write"})


@nox.session
def lint(session: nox.Session) -> None:
    """Look for faults of style."""
    install(session, "ruff")
    session.run("ruff", "check", ".")


@nox.session
def types(session: nox.Session) -> None:
    """Check the types."""
    install(session, "-e", ".", "mypy", "nox", "types-PyYAML")
    session.run("mypy")


@nox.session
def layers(session: nox.Session) -> None:
    """Check that no room imports what lies above it."""
    install(session, "-e", ".", "import-linter")
    session.run("lint-imports")


@nox.session
def bench(session: nox.Session) -> None:
    """Measure speed and memory as ratios to what pandoc and typst alone take; ``-- --rivals``: the comparison beside others."""
    if "--rivals" in session.posargs:
        install(session, "-e", ".[rivals]")
        others = [word for word in session.posargs if word != "--rivals"]
        session.run("python", "-m", "benchmarks.rivals", *others)
        return
    install(session, "-e", ".")
    session.run("python", "-m", "benchmarks", *session.posargs)
