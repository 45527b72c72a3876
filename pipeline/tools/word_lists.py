"""Lists of a Word file: the template's signs and indents, with each text's own numbers."""

import copy

from lxml import etree

from pipeline.errors import TemplateError
from pipeline.tools.word import Package
from pipeline.tools.word_xml import Element, w

_PART = "word/numbering.xml"
_LEVELS = 9
_FURTHER, _BULLETS, _COUNTED = 990, 991, 992
"""Ids of our definitions, out of the way of the template's: further paragraphs of an item, signs, numbers."""

_FIRST = 1000
"""The first number of a list of ours: that of further paragraphs."""

_FORMATS = {
    "LowerRoman": "lowerRoman",
    "UpperRoman": "upperRoman",
    "LowerAlpha": "lowerLetter",
    "UpperAlpha": "upperLetter",
}
_AROUND = {"OneParen": "%{})", "TwoParens": "(%{})"}


class Lists:
    """The lists of one package; ``place`` writes them down."""

    def __init__(self, package: Package) -> None:
        """Take the template's package."""
        self._package = package
        self._kinds: dict[tuple[str, str], int] = {}
        self._made: list[tuple[int, int, int | None]] = []
        self._number = _FIRST

    def new(self, start: int, style: str, delimiter: str) -> int:
        """Begin a list and give its number.

        Args:
            start: the first item's number.
            style: pandoc's name of the kind of number, e.g. ``LowerRoman``; empty for signs.
            delimiter: pandoc's name of what stands around it, e.g. ``OneParen``.
        """
        self._number += 1
        if style:
            kind = self._kinds.setdefault((style, delimiter), _COUNTED + len(self._kinds))
            self._made.append((self._number, kind, start))
        else:
            self._made.append((self._number, _BULLETS, None))
        return self._number

    def further(self) -> int:
        """Give the number that a further paragraph of an item has."""
        return _FIRST

    def place(self) -> None:
        """Write down the lists begun since the last time.

        Raises:
            TemplateError: if the template has no lists.
        """
        if not self._made:
            return
        if _PART not in self._package.parts:
            raise TemplateError("In der Wordvorlage fehlt eine Liste, nach deren Muster Aufzählungen gesetzt werden")
        root = self._package.tree(_PART)
        known = {one.get(w("abstractNumId")) for one in root.iter(w("abstractNum"))}
        if str(_FURTHER) not in known:
            self._define(root, _FURTHER, "bullet", " ")
            self._define(root, _BULLETS, "bullet", "")
            self._made.insert(0, (_FIRST, _FURTHER, None))
        for (style, delimiter), kind in self._kinds.items():
            if str(kind) not in known:
                self._define(root, kind, _FORMATS.get(style, "decimal"), _AROUND.get(delimiter, "%{}."))
        made = []
        for number, kind, start in self._made:
            own = etree.Element(w("num"), {w("numId"): str(number)})
            made.append(own)
            etree.SubElement(own, w("abstractNumId"), {w("val"): str(kind)})
            for level in range(_LEVELS if start is not None else 0):
                override = etree.SubElement(own, w("lvlOverride"), {w("ilvl"): str(level)})
                etree.SubElement(override, w("startOverride"), {w("val"): str(start)})
        at = _after(root, w("abstractNum"), w("num"))
        root[at:at] = made
        self._made.clear()

    def _define(self, root: Element, key: int, kind: str, sign: str) -> None:
        """Define a kind of list after the template's own; ``sign`` is empty for the template's."""
        models = _models(root, bullets=kind == "bullet")
        made = etree.Element(w("abstractNum"), {w("abstractNumId"): str(key)})
        etree.SubElement(made, w("nsid"), {w("val"): f"{0xA0000 + key:08X}"})
        etree.SubElement(made, w("multiLevelType"), {w("val"): "multilevel"})
        for at in range(_LEVELS):
            model = models[min(at, len(models) - 1)] if models else None
            level = etree.SubElement(made, w("lvl"), {w("ilvl"): str(at)})
            etree.SubElement(level, w("start"), {w("val"): "1"})
            etree.SubElement(level, w("numFmt"), {w("val"): kind})
            own = model.find(w("lvlText")).get(w("val")) if model is not None else "–"
            etree.SubElement(level, w("lvlText"), {w("val"): sign.format(at + 1) if sign else own})
            etree.SubElement(level, w("lvlJc"), {w("val"): "left"})
            if model is not None:
                level.extend(copy.deepcopy(one) for one in model if one.tag in {w("pPr"), w("rPr")})
        root.insert(_after(root, w("abstractNum")), made)


def _models(root: Element, *, bullets: bool) -> list[Element]:
    """Give the levels of the template's own list of a kind."""
    for one in root.iter(w("abstractNum")):
        levels: list[Element] = one.findall(w("lvl"))
        if levels and (levels[0].find(w("numFmt")).get(w("val")) == "bullet") is bullets:
            return levels
    return []


def _after(root: Element, *tags: str) -> int:
    """Give the place behind the last part of these kinds; the schema wants them in a row."""
    return next((at + 1 for at in range(len(root) - 1, -1, -1) if root[at].tag in tags), 0)
