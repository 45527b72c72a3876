"""The door for Word files of strangers: looked over before anything is unpacked, read without document types or entities."""

import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

from lxml import etree

from pipeline.errors import WordRefused
from pipeline.tools.word_xml import Element

LARGEST_FILE, LARGEST_PART, MOST_PARTS = 50 << 20, 60 << 20, 3_000
"""Bytes of the file and of a part unpacked, number of parts; a concept of 116 pages has 0.2 MB, 9 MB and 30 parts."""

HIGHEST_RATIO = 400
"""Unpacked by packed size, beyond 10 MB."""

_SMALL = 10 << 20
MAIN, COMMENTS, STYLES = "word/document.xml", "word/comments.xml", "word/styles.xml"
NUMBERING = "word/numbering.xml"
NOTES = frozenset({"word/footnotes.xml", "word/endnotes.xml"})
_MARGIN = re.compile(r"word/(?:header|footer)\d{0,3}\.xml")
_PARSER_OPTIONS = {
    "resolve_entities": False, "no_network": True, "load_dtd": False, "dtd_validation": False, "huge_tree": False,
    "remove_comments": True, "remove_pis": True,
}  # fmt: skip


def opened(data: bytes | Path, name: str) -> tuple[dict[str, Element], list[str]]:
    """Open the texts of a Word file: the main one, notes, comments, headers, footers, styles and lists.

    Args:
        data: the file or its bytes.
        name: for messages.

    Returns:
        The roots by name of the part, and what of the file will not be read, in words.

    Raises:
        WordRefused: if it is none, is damaged, holds macros, or is larger than any concept.
    """
    parts, ignored = _parts(_bytes(data) if isinstance(data, Path) else data, name)
    return {part: _tree(text, name) for part, text in parts.items()}, ignored


def _bytes(path: Path) -> bytes:
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise WordRefused(f"„{path.name}“ ist größer als {LARGEST_FILE >> 20} MB")
        return path.read_bytes()
    except FileNotFoundError as error:
        raise WordRefused(f"„{path}“ gibt es nicht", "Pfad und Namen prüfen.") from error
    except OSError as error:
        raise WordRefused(
            f"„{path.name}“ lässt sich nicht öffnen ({error.strerror})", "Pfad und Namen prüfen."
        ) from error


def _parts(data: bytes, name: str) -> tuple[dict[str, bytes], list[str]]:
    """Unpack the texts, and nothing else."""
    if len(data) > LARGEST_FILE:
        raise WordRefused(f"„{name}“ ist größer als {LARGEST_FILE >> 20} MB")
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise WordRefused(f"„{name}“ ist verschlüsselt oder im alten Format (.doc) gespeichert")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            ignored = _looked_over(archive, name)
            return dict(_texts(archive, name)), ignored
    except WordRefused:
        raise
    except Exception as error:  # a damaged file provokes what zipfile, zlib, lzma and struct can raise
        raise WordRefused(f"„{name}“ ist kein Word-Dokument (.docx) oder beschädigt") from error


def _looked_over(archive: zipfile.ZipFile, name: str) -> list[str]:
    """Look at the names of the parts before any is unpacked; give what will be ignored."""
    names = archive.namelist()
    if len(names) > MOST_PARTS:
        raise WordRefused(f"„{name}“ besteht aus mehr als {MOST_PARTS} Teilen")
    if any("vbaproject" in one.lower() for one in names) or name.lower().endswith((".docm", ".dotm")):
        raise WordRefused(f"„{name}“ enthält Makros")
    if names.count(MAIN) != 1:
        raise WordRefused(f"„{name}“ ist kein Word-Dokument (.docx)")
    ignored = []
    if any(".." in one.split("/") or one.startswith(("/", "\\")) or ":" in one for one in names):
        ignored.append("ein Teil, dessen Pfad aus dem Dokument hinausführt")
    if any("/embeddings/" in one or "/activeX/" in one for one in names):
        ignored.append("ein eingebettetes Objekt")
    return ignored


def _texts(archive: zipfile.ZipFile, name: str) -> Iterator[tuple[str, bytes]]:
    """Yield the parts that hold words, the main one first; all of them together are no larger than one may be."""
    names = set(archive.namelist())
    texts = names.intersection({MAIN, COMMENTS, STYLES, NUMBERING, *NOTES, *filter(_MARGIN.fullmatch, names)})
    if sum(archive.getinfo(part).file_size for part in texts) > LARGEST_PART:
        raise WordRefused(f"Der Text von „{name}“ ist unglaubwürdig groß")
    for part in sorted(texts, key=lambda part: (part != MAIN, part)):
        yield part, _unpacked(archive, part, name)


def _unpacked(archive: zipfile.ZipFile, path: str, name: str) -> bytes:
    part = archive.getinfo(path)
    ratio = part.file_size / max(1, part.compress_size)
    if part.flag_bits & 1:
        raise WordRefused(f"„{name}“ ist verschlüsselt")
    if part.file_size > LARGEST_PART or (part.file_size > _SMALL and ratio > HIGHEST_RATIO):
        raise WordRefused(f"Der Text von „{name}“ ist unglaubwürdig groß ({part.file_size >> 20} MB)")
    with archive.open(part) as stream:
        text = stream.read(LARGEST_PART + 1)
    if len(text) > LARGEST_PART:
        raise WordRefused(f"Der Text von „{name}“ ist unglaubwürdig groß")
    return text


def _tree(main: bytes, name: str) -> Element:
    if re.search(rb"<!\s*(DOCTYPE|ENTITY)", main, re.IGNORECASE) or main[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        raise WordRefused(f"„{name}“ enthält eine Dokumenttyp-Angabe; ein Word-Dokument hat keine")
    try:
        root = etree.fromstring(main, etree.XMLParser(**_PARSER_OPTIONS))
    except (etree.XMLSyntaxError, ValueError) as error:
        raise WordRefused(f"Der Text von „{name}“ ist beschädigt") from error
    if root.getroottree().docinfo.doctype:
        raise WordRefused(f"„{name}“ enthält eine Dokumenttyp-Angabe; ein Word-Dokument hat keine")
    return root
