"""What the styles and lists of a Word file make of its paragraphs: headings, quotations, entries with their signs."""

import re

from pipeline.tools.word_said import CONTENTS
from pipeline.tools.word_xml import Element, w


class Looks:
    """What the styles and lists of a file make of a paragraph."""

    def __init__(self, styles: Element | None, numbering: Element | None) -> None:
        """Take the parts that hold styles and lists, None where a file has none."""
        self.levels, self.quotations, self.signs = _levels(styles), _quotations(styles), _signs(numbering)

    def of(self, properties: Element | None) -> tuple[bool, int, str]:
        """Say whether it is an entry of a list, its level as a heading, and what it begins with in Markdown."""
        number = properties.find(w("numPr")) if properties is not None else None
        style = properties.find(w("pStyle")) if properties is not None else None
        name = style.get(w("val"), "") if style is not None else ""
        level = self.levels.get(name, 0)
        if number is None:
            return False, level, "> " if name in self.quotations else ""
        key, depth = (one.get(w("val"), "") if (one := number.find(w(part))) is not None else "" for part in ("numId", "ilvl"))
        return True, level, self.signs.get((key, depth or "0"), "- ")


def _levels(styles: Element | None) -> dict[str, int]:
    """Give the level of each style that is one of Word's headings or of its contents, by its id."""
    found: dict[str, int] = {}
    for style in styles.iter(w("style")) if styles is not None else ():
        name = style.find(w("name"))
        level = re.fullmatch(r"(heading|toc) ([1-9])", name.get(w("val"), "").lower()) if name is not None else None
        if level:
            found[style.get(w("styleId"), "")] = int(level[2]) if level[1] == "heading" else CONTENTS
    return found


def _quotations(styles: Element | None) -> frozenset[str]:
    """Give the ids of the styles that set a paragraph as a quotation."""
    found = set()
    for style in styles.iter(w("style")) if styles is not None else ():
        name = style.find(w("name"))
        if name is not None and name.get(w("val"), "").lower() in {"block text", "quote", "intense quote"}:
            found.add(style.get(w("styleId"), ""))
    return frozenset(found)


def _signs(numbering: Element | None) -> dict[tuple[str, str], str]:
    """Give what an entry of a list begins with in Markdown, by the list's number and level; empty without a sign."""
    kinds: dict[tuple[str, str], str] = {}
    found: dict[tuple[str, str], str] = {}
    for kind in numbering.iter(w("abstractNum")) if numbering is not None else ():
        for level in kind.iter(w("lvl")):
            form, shown = (next((one.get(w("val"), "") for one in level.iter(w(name))), "") for name in ("numFmt", "lvlText"))
            sign = "" if form == "none" or not shown.strip() else "- " if form == "bullet" else "1. "
            kinds[kind.get(w("abstractNumId"), ""), level.get(w("ilvl"), "")] = sign
    for one in numbering.iter(w("num")) if numbering is not None else ():
        kind = next((each.get(w("val"), "") for each in one.iter(w("abstractNumId"))), "")
        found |= {(one.get(w("numId"), ""), level): sign for (which, level), sign in kinds.items() if which == kind}
    return found
