"""git, through GitPython: read a revision without checking it out, and the list of versions.

Names of revisions come from users: they are resolved by git itself with everything after
``--`` or starting with ``-`` refused, so no name can pass for an option.
"""

import hashlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.errors import RepositoryMissing, RevisionUnknown
from pipeline.findings import Finding, Severity
from pipeline.places import Place
from pipeline.tree import LARGEST_FILE, MOST_FILES, READ_SUFFIXES, Origin, SourceTree

if TYPE_CHECKING:
    from git import Blob, Commit, Repo

TRAILER = "Fassung"
"""The commit trailer that names a version of the concept."""


@dataclass(frozen=True, slots=True)
class Version:
    """A version of the concept in the history.

    Attributes:
        name: from the trailer or the tag.
        commit: full hash.
        epoch: when it was committed, seconds since 1970.
        found_by: ``tag`` or ``trailer``.
    """

    name: str
    commit: str
    epoch: int
    found_by: str


@contextmanager
def repository(folder: Path) -> Iterator["Repo"]:
    """Open the repository around a folder.

    Raises:
        RepositoryMissing: without git or outside a repository.
    """
    if not _signs_of_git(folder.resolve()):
        raise RepositoryMissing(f"„{folder}“ liegt in keinem Git-Projekt")
    try:
        import git  # noqa: PLC0415 - 80 ms that a command without git need not pay
    except ImportError as error:  # GitPython raises ImportError where the program git is missing
        raise RepositoryMissing("Das Programm „git“ wurde nicht gefunden") from error
    try:
        repo = git.Repo(folder, search_parent_directories=True)
    except (git.InvalidGitRepositoryError, git.NoSuchPathError) as error:
        raise RepositoryMissing(f"„{folder}“ liegt in keinem Git-Projekt") from error
    try:
        yield repo
    except (git.GitCommandNotFound, git.GitCommandError, ValueError, OSError) as error:
        raise RepositoryMissing(f"Git kann das Projekt nicht lesen: {str(error).strip().splitlines()[0]}") from error
    finally:
        repo.close()


def _signs_of_git(top: Path) -> bool:
    """Whether a folder or one above it looks like git's, so that its library is not loaded in vain."""
    return any((one / ".git").exists() or (one / "HEAD").is_file() for one in (top, *top.parents))


def origin(folder: Path) -> Origin | None:
    """Say which commit a folder stands at and whether it was changed since; None without git."""
    try:
        with repository(folder) as repo:
            if repo.bare or not repo.head.is_valid():
                return None
            commit = repo.head.commit
            within = folder.resolve().relative_to(Path(str(repo.working_tree_dir)).resolve()).as_posix()
            dirty = bool(repo.git.status("--porcelain", "--untracked-files=all", "--", within))
            return Origin("", "", commit.hexsha, dirty, int(commit.committed_date))
    except (RepositoryMissing, ValueError):
        return None


def state(folder: Path) -> str:
    """Give a mark that changes whenever a commit or tag is made; empty where only git itself can tell.

    Reads the few files in which git notes where it stands, without the program and without its library.
    """
    top = folder.resolve()
    home = next((one / ".git" for one in (top, *top.parents) if (one / ".git").is_dir()), None)
    if home is None:
        return ""
    try:
        head = (home / "HEAD").read_text(encoding="utf-8").strip()
        reference = home / head.removeprefix("ref: ")
        packed = home / "packed-refs"
        parts = [
            head,
            reference.read_text(encoding="utf-8") if head.startswith("ref: ") and reference.is_file() else "",
        ]
        parts.append(packed.read_text(encoding="utf-8") if packed.is_file() else "")
        parts += [
            f"{tag.name} {tag.read_text(encoding='utf-8')}" for tag in sorted((home / "refs/tags/fassung").glob("*"))
        ]
    except (OSError, UnicodeDecodeError):
        return ""
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def versions(folder: Path) -> list[Version]:
    """List the versions in the history of the sources, oldest first.

    A version is a commit with the trailer ``Fassung: <name>`` or a tag ``fassung/<name>``; a tag wins.

    Raises:
        RepositoryMissing: without git or outside a repository.
    """
    with repository(folder) as repo:
        if not repo.head.is_valid():
            return []
        found: dict[str, Version] = {}
        form = f"%H%x09%ct%x09%(trailers:key={TRAILER},valueonly,separator=%x2C)"
        log: str = repo.git.log(f"--format={form}", "HEAD")
        for line in reversed(log.splitlines()):
            commit, epoch, names = [*line.split("\t"), "", ""][:3]
            for name in filter(None, (name.strip() for name in names.split(","))):
                found[name] = Version(name, commit, int(epoch), "trailer")
        for tag in repo.tags:
            if tag.name.startswith("fassung/"):
                name = tag.name.removeprefix("fassung/")
                found[name] = Version(name, tag.commit.hexsha, int(tag.commit.committed_date), "tag")
        return sorted(found.values(), key=lambda version: (version.epoch, version.name))


def history(folder: Path) -> str:
    """Name the versions git knows, so that a build notices when a draft appears or moves; empty without git."""
    try:
        return " ".join(f"{one.name}={one.commit}" for one in versions(folder))
    except RepositoryMissing:
        return ""


def resolve(folder: Path, name: str) -> str:
    """Turn a version name or a git revision into a full commit hash.

    Raises:
        RevisionUnknown: if neither versions nor git know the name.
        RepositoryMissing: without git or outside a repository.
    """
    known = versions(folder)
    for version in known:
        if version.name == name:
            return version.commit
    if name.startswith("-") or not name.strip():
        raise RevisionUnknown(f"„{name}“ ist kein Name einer Fassung")
    with repository(folder) as repo:
        import git  # noqa: PLC0415

        try:
            return str(repo.git.rev_parse("--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}"))
        except git.GitCommandError as error:
            names = ", ".join(version.name for version in known) or "keine"
            shallow = Path(repo.git_dir, "shallow").exists()
            raise RevisionUnknown(
                f"Die Fassung „{name}“ gibt es nicht; bekannt sind: {names}",
                "Der Klon ist flach (shallow) und kennt nur einen Teil der Geschichte: „git fetch --unshallow“."
                if shallow
                else "",
            ) from error


def read(folder: Path, name: str) -> SourceTree:
    """Read the sources at a revision straight out of git.

    Args:
        folder: the folder of the sources in the work tree; the same path is read in the revision.
        name: version name or git revision.

    Raises:
        RevisionUnknown: if there is no such revision, or it holds no such folder.
        RepositoryMissing: without git or outside a repository.
    """
    commit_id = resolve(folder, name)
    with repository(folder) as repo:
        within = folder.resolve().relative_to(Path(str(repo.working_tree_dir)).resolve()).as_posix()
        commit = repo.commit(commit_id)
        files, findings = _blobs(_commit_blobs(commit, within), within)
        if not files and not findings:
            raise RevisionUnknown(f"Die Fassung „{name}“ ({commit_id[:10]}) enthält keinen Ordner „{within}“")
        origin = Origin(f"{name} ({commit_id[:10]})", "", commit_id, dirty=False, epoch=int(commit.committed_date))
        return SourceTree(dict(sorted(files.items())), origin, tuple(findings))


def staged(folder: Path) -> SourceTree:
    """Read the sources as they are about to be committed: from the index, the work tree untouched.

    git itself lists the index, so a hook's own index (``git commit -a``, ``git commit FILE``) counts.

    Raises:
        RevisionUnknown: if nothing of the folder is in the index.
        RepositoryMissing: without git or outside a repository.
    """
    with repository(folder) as repo:
        from git import Blob  # noqa: PLC0415

        within = folder.resolve().relative_to(Path(str(repo.working_tree_dir)).resolve()).as_posix()
        listed = repo.git(literal_pathspecs=True).ls_files("--stage", "-z", "--", within)
        blobs, findings = [], []
        for entry in filter(None, listed.split("\0")):
            head, path = entry.split("\t", 1)
            mode, digest, stage = head.split()
            if stage == "0" and mode != "160000":
                blobs.append(Blob(repo, bytes.fromhex(digest), int(mode, 8), path))
            elif stage == "2":
                findings.append(_conflict(path.removeprefix(f"{within}/")))
        files, faults = _blobs(blobs, within)
        if not files and not faults and not findings:
            raise RevisionUnknown(
                f"Zum Festschreiben ist nichts aus „{folder}“ vorgemerkt",
                "Den Ordner der Quellen mit „git add“ vormerken.",
            )
        origin = Origin("vorgemerkt", folder.as_posix())
        return SourceTree(dict(sorted(files.items())), origin, (*findings, *faults))


def _conflict(path: str) -> Finding:
    return Finding(
        Place(path),
        "Die Datei hat einen ungelösten Git-Konflikt",
        "eine Fassung wählen und mit „git add“ vormerken",
        "merge-conflict",
    )


def _commit_blobs(commit: "Commit", within: str) -> Iterator["Blob"]:
    """Yield the files of one folder of a commit."""
    try:
        top = commit.tree if within == "." else commit.tree / within
    except KeyError:
        return
    for count, blob in enumerate(top.traverse()):
        if count > MOST_FILES:
            break
        if blob.type == "blob":
            yield blob


def _blobs(blobs: Iterable["Blob"], within: str) -> tuple[dict[str, bytes], list[Finding]]:
    """Take the readable files."""
    files: dict[str, bytes] = {}
    findings: list[Finding] = []
    for blob in blobs:
        path = str(blob.path).removeprefix(f"{within}/")
        if Path(path).suffix.lower() not in READ_SUFFIXES:
            continue
        if blob.mode == 0o120000:  # noqa: PLR2004
            findings.append(
                Finding(
                    Place(path),
                    "Die Datei ist eine Verknüpfung und wird nicht gelesen",
                    "die Datei selbst in den Ordner legen",
                    "unreadable-file",
                    Severity.ERROR,
                )
            )
        elif blob.size > LARGEST_FILE:
            findings.append(
                Finding(
                    Place(path),
                    f"Die Datei ist größer als {LARGEST_FILE // 1024 // 1024} MB",
                    "die Datei aufteilen oder verkleinern",
                    "unreadable-file",
                    Severity.ERROR,
                )
            )
        else:
            files[path] = blob.data_stream.read()
    return files, findings
