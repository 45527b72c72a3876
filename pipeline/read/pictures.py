"""Picture files: what they are is told by their bytes, not by their names."""

import re
import struct

from pipeline.findings import Finding
from pipeline.model import Picture
from pipeline.places import Place

_PNG = b"\x89PNG\r\n\x1a\n"
_MOST_PIXELS = 60_000_000
_FORBIDDEN_SVG = re.compile(
    rb"<!ENTITY|<!DOCTYPE|<(?:[\w.-]+:)?(?:script|foreignObject)\b|@import|url\(\s*[\"']?(?!#|data:image/)|\son[a-z]+\s*=|(?:href|src)\s*=\s*[\"'](?!#|data:image/(?:png|jpeg))",
    re.IGNORECASE,
)


def read_picture(path: str, data: bytes) -> tuple[Picture | None, list[Finding]]:
    """Make a picture of a file, or say why it is none."""
    kind = _kind(data)
    if kind is None:
        return None, [
            Finding(
                Place(path),
                "Die Datei ist kein Bild, das gelesen werden kann (SVG, PNG oder JPEG)",
                "das Bild neu exportieren und unter demselben Namen ablegen",
                "not-a-picture",
            )
        ]
    if kind == "svg" and (found := _FORBIDDEN_SVG.search(data)):
        line = data.count(b"\n", 0, found.start()) + 1
        return None, [
            Finding(
                Place(path, line),
                "Das SVG enthält Skripte, Verweise nach außen oder Entitäten",
                "das Bild als „einfaches SVG“ neu exportieren",
                "not-a-picture",
            )
        ]
    if kind == "png" and _pixels(data) > _MOST_PIXELS:
        return None, [
            Finding(
                Place(path),
                f"Das Bild hat mehr als {_MOST_PIXELS // 1_000_000} Millionen Bildpunkte",
                "das Bild verkleinern",
                "not-a-picture",
            )
        ]
    return Picture(path, data, kind), []


def _kind(data: bytes) -> str | None:
    if data.startswith(_PNG):
        return "png" if len(data) > 33 and data[12:16] == b"IHDR" and b"IEND" in data[-16:] else None  # noqa: PLR2004
    if data.startswith(b"\xff\xd8\xff"):
        return "jpeg" if b"\xff\xd9" in data[-64:] else None
    head = data[:2000].lstrip(b"\xef\xbb\xbf \t\r\n")
    if head.startswith((b"<?xml", b"<svg", b"<!--")) and b"<svg" in head and b"</svg>" in data[-200:]:
        return "svg" if _well_formed(data) else None
    return None


def _well_formed(data: bytes) -> bool:
    from lxml import etree  # noqa: PLC0415 - only for concepts with drawings

    try:
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
        return bool(etree.fromstring(data, parser).tag.endswith("svg"))
    except etree.XMLSyntaxError:
        return False


def _pixels(data: bytes) -> int:
    width, height = struct.unpack(">II", data[16:24])
    return int(width) * int(height)
