"""What a Word file says beside plain paragraphs: words of a run, and what gets lost on the way in.

What is not read is counted under a German name, so that the office hears of it.
"""


from lxml import etree

from pipeline.tools.word_xml import Element, w

LINK, LINKED, UNLINKED = "\ue000", "\ue001", "\ue002"
"""Private signs around a new link within the text: the bookmark it leads to stands between the first two."""

_OURS = str.maketrans("", "", LINK + LINKED + UNLINKED)
CONTENTS = -1
"""Level of an entry of the contents."""

_FOREIGN = {
    "object": "ein eingebettetes Objekt", "txbxContent": "ein Textfeld", "altChunk": "ein eingefügtes fremdes Dokument",
    "oMath": "eine Formel",
}  # fmt: skip
_PICTURES = frozenset({"drawing", "pict"})
_PICTURE = "ein Bild, das eingefügt oder gestrichen ist"
_DRESSED = "ein neues Wort, das fett oder kursiv gesetzt ist; die Auszeichnung"
_FORM = "eine Änderung nur der Form (Liste, Überschrift, fett, kursiv)"
FORMS = frozenset({w("pPrChange"), w("rPrChange")})
MARGIN = "eine Änderung in einer Kopf- oder Fußzeile"


class Losses:
    """Counts what is named and not read."""

    def __init__(self) -> None:
        """Count nothing yet."""
        self.counts: dict[str, int] = {}

    def add(self, what: str, number: int = 1) -> None:
        """Count something under its name."""
        self.counts[what] = self.counts.get(what, 0) + number

    def said(self) -> list[str]:
        """Give all that was counted."""
        return [f"{number} × {what}" for what, number in self.counts.items() if number]

    def is_foreign(self, element: Element, *, tracked: bool) -> bool:
        """Whether an element holds no running text; what could hold a change is counted."""
        kind = etree.QName(element).localname
        if kind in _PICTURES:
            self.add("ein Textfeld", sum(1 for _ in element.iter(w("txbxContent"))))
            self.add(_PICTURE, int(tracked))
        elif kind in _FOREIGN:
            self.add(_FOREIGN[kind])
        return kind in _PICTURES or kind in _FOREIGN

    def dress(self, run: Element, *, in_table: bool) -> None:
        """Name what new words lose on their way into the sources: bold, italics."""
        properties = run.find(w("rPr"))
        off = {"0", "false", "off"}
        dressed = properties is not None and any(
            one.tag in {w("b"), w("i")} and one.get(w("val"), "") not in off for one in properties
        )
        self.add(_DRESSED, int(dressed and not in_table))

    def forms(self, number: int) -> None:
        """Name changes that are none of words."""
        self.add(_FORM, number)


def link(key: str, words: str) -> str:
    """Put the private signs of a new link around its words."""
    return f"{LINK}{key.translate(_OURS)}{LINKED}{words}{UNLINKED}" if words.strip() else words


def said(element: Element, kind: str) -> str:
    """Give the words of one element of a run, empty for what is none."""
    if kind in {"t", "delText"}:
        return str(element.text or "").translate(_OURS)
    if kind in {"tab", "br", "cr"}:
        return " "
    if kind == "noBreakHyphen":
        return "-"
    return ""
