"""Two drafts → the operations that make the one of the other; what no operation can say is listed."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from pipeline.model import Node, Operation, Period, Text
from pipeline.passages import split
from review.amend.marks import cut, same, windows
from review.amend.sites import FORM, Sites, Target, headings
from review.changes import Kind
from review.compare import compare
from review.sequences import increasing, matches
from review.sides import Draft

_SECTION_FILES = ("kapitel/",)
_SILENT = ("antraege/", "ausnahmen.yaml", "recht/pruefung.yaml", "drucksachen.yaml", "stellen.yaml")
"""Files that are about the concept and not of it."""

_BLANK = re.compile(r"\n[ \t]*\n\s*?(?=[^\s])|\n[ \t]*\n")


@dataclass(slots=True)
class Derived:
    """What came of it.

    Attributes:
        operations: in reading order.
        left: what no operation can say, as sentences.
    """

    operations: list[Operation] = field(default_factory=list)
    left: list[str] = field(default_factory=list)


def operations(base: Draft, head: Draft) -> Derived:
    """Say by operations how one draft becomes the other.

    Args:
        base: the earlier draft.
        head: the later draft.

    Returns:
        The operations, and what they leave out: whoever applies them to the base has the head but for that.
    """
    deriver = _Deriver(base, head)
    deriver.all()
    return deriver.found


def remaining(changed: Draft, head: Draft) -> list[str]:
    """Name what still differs after the operations were applied."""
    changes = compare(changed.manuscript, head.manuscript)
    return [f"{entry.label}: {(entry.kind or Kind.CHANGED).label}" for entry in changes.changes]


class _Deriver:
    """Walks both drafts target by target."""

    def __init__(self, base: Draft, head: Draft) -> None:
        self.base, self.head = base.concept, head.concept
        self.trees = base.tree, head.tree
        self.former, self.later = Sites(base.tree, base.concept), Sites(head.tree, head.concept)
        self.found = Derived()

    def all(self) -> None:
        self._chapters()
        self._listed(self.base.guidelines, self.head.guidelines, "Leitlinie")
        codes = {str(one.code): one for one in self.base.fields.values()}
        for _, one in self.head.ordered_fields:
            former = codes.pop(str(one.code), None)
            if former is None:
                self.found.left.append(f"Das Handlungsfeld {one.code} ist neu")
                continue
            self._fields(str(one.code), former, one, ("titel", "einleitung"))
            self._listed(former.guidelines, one.guidelines, "Leitlinie")
            self._ordered(str(one.code), former.goals, one.goals, "neues Ziel", "ziel")
            self._ordered(str(one.code), former.measures, one.measures, "neue Maßnahme", "massnahme")
            if (former.sign, former.colour) != (one.sign, one.colour):
                self.found.left.append(f"Zeichen oder Farbe des Handlungsfelds {one.code}")
        self.found.left += [f"Das Handlungsfeld {code} entfällt" for code in codes]
        self._listed(self.base.terms, self.head.terms, "Begriff")
        self._listed(self.base.provisions, self.head.provisions, "Vorschrift")
        self._form()
        self._rest()

    # ---- records ----

    def _listed(self, former: Sequence[Any], later: Sequence[Any], noun: str) -> None:
        """Compare what amendments can change and strike out, but neither add nor move."""
        known = {str(one.id): one for one in former}
        there = {str(one.id) for one in later}
        for one in later:
            if str(one.id) in known:
                self._fields(str(one.id), known[str(one.id)], one)
            else:
                self.found.left.append(f"{noun} {one.id} ist neu")
        for key in known:
            if key not in there:
                self._add("streichen", key)
        kept = [key for key in known if key in there]
        if kept != [str(one.id) for one in later if str(one.id) in known]:
            self.found.left.append(f"Die Reihenfolge ({noun} {', '.join(kept[:3])} …) ist anders")

    def _ordered(self, code: str, former: Sequence[Any], later: Sequence[Any], kind: str, key: str) -> None:
        """Compare goals or measures of a field; what moved goes and comes again at its new place."""
        known = {str(one.id): at for at, one in enumerate(former)}
        ids = [str(one.id) for one in later]
        common = [one for one in ids if one in known]
        stay: set[str] = set()
        if ids and ids[0] in known:  # there is no operation that puts something first, so the first must stay
            behind = [one for one in common if known[one] >= known[ids[0]]]
            stay = {behind[at] for at in increasing([known[one] for one in behind])}
        for one in known:
            if one not in stay:
                self._add("streichen", one)
        above = ""
        for one in later:
            if str(one.id) in stay:
                self._fields(str(one.id), former[known[str(one.id)]], one)
            else:
                self._add(kind, above or code, **{key: one})
            above = str(one.id)

    def _fields(self, key: str, former: Node, later: Node, names: Iterable[str] = ()) -> None:
        """Compare the fields of an item."""
        for name, info in type(later).model_fields.items():
            alias = info.alias or name
            if name in {"place", "id"} or (names and alias not in names):
                continue
            old, new = _said(getattr(former, name)), _said(getattr(later, name))
            if old == new:
                continue
            if isinstance(getattr(later, name), Text) and isinstance(getattr(former, name), Text):
                self._text(key, alias, old or "", new or "")
            elif old is None or new is None or (name in {"triggers", "amount"}):
                self.found.left.append(f"{key}: Das Feld „{alias}“ kommt hinzu oder entfällt")
            else:
                self._add("Feld ändern", key, feld=alias, alt=old, neu=new)

    # ---- texts ----

    def _chapters(self) -> None:
        for path, chapter in self.head.chapters.items():
            if path not in self.base.chapters:
                if not self._annex(path, chapter.text.source):
                    self.found.left.append(f"Das Kapitel „{path}“ ist neu")
                continue
            if chapter.text.source == self.base.chapters[path].text.source:
                continue
            former, later = chapter_target(self.former, path), chapter_target(self.later, path)
            if former is None or later is None or former.key != later.key:
                self.found.left.append(
                    f"Die Überschrift am Anfang von „{path}“ kommt hinzu, entfällt oder heißt anders"
                )
                continue
            titles = former.site("titel"), later.site("titel")
            if titles[0] and titles[1] and titles[0].text != titles[1].text:
                self._add("Feld ändern", former.key, feld="titel", alt=titles[0].text, neu=titles[1].text)
            sites = former.site(), later.site()
            if sites[0] and sites[1]:
                self._text(former.key, "", sites[0].text, sites[1].text)
        for path in self.base.chapters:
            if path not in self.head.chapters:
                self.found.left.append(f"Das Kapitel „{path}“ entfällt")

    def _annex(self, path: str, text: str) -> bool:
        """Whether a new chapter is an annex of its own at the end of the outline."""
        former, later = self.base.settings, self.head.settings
        if former is None or later is None or not later.outline or not text.startswith("# "):
            return False
        last = later.outline[-1]
        if last.kind != "anhang" or last.title or tuple(last.content) != (path,):
            return False
        if [(one.kind, one.title, one.content) for one in later.outline[:-1]] != [
            (one.kind, one.title, one.content) for one in former.outline
        ]:
            return False
        self._add("neue Anlage", path, neu=text)
        return True

    def _text(self, key: str, name: str, former: str, later: str) -> None:
        """Compare two wordings paragraph by paragraph."""
        if same(cut(former), cut(later)):
            return
        steps = list(_steps(former, later))
        marks = cut(former)
        if not former.strip() or any(len(windows(marks, cut(old))) != 1 for _, old, _ in steps if old):
            steps = [("ersetzen", former, later)] if former.strip() and later.strip() else []
            if not name:
                self._whole(key, former, later)
                return
            self._add("Feld ändern", key, feld=name, alt=former, neu=later)
            return
        more = {"feld": name} if name else {}
        for kind, old, new in steps:
            self._add(kind, key, **more, **({"alt": old} if old else {}), **({"neu": new} if new else {}))

    def _whole(self, key: str, former: str, later: str) -> None:
        if not former.strip():
            self._add("einfügen nach", key, neu=later.strip("\n"))
        elif not later.strip():
            self._add("streichen", key, alt=former.strip("\n"))
        else:
            self._add("ersetzen", key, alt=former.strip("\n"), neu=later.strip("\n"))

    # ---- the form and what else there is ----

    def _form(self) -> None:
        former, later = self.base.submission, self.head.submission
        if former is None or later is None:
            if former is not later:
                self.found.left.append("Die Beschlussvorlage kommt hinzu oder entfällt")
            return
        self._form_fields(former, later, "")

    def _form_fields(self, former: Node, later: Node, above: str) -> None:
        for name, info in type(later).model_fields.items():
            if name == "place":
                continue
            alias = f"{above}{info.alias or name}"
            one, other = getattr(former, name), getattr(later, name)
            if one == other:
                continue
            if isinstance(one, Text) and isinstance(other, Text):
                self._text(FORM, alias, one.source, other.source)
            elif isinstance(one, Node) and isinstance(other, Node):
                self._form_fields(one, other, f"{alias}.")
            elif isinstance(one, str) and isinstance(other, str):
                self._add("Feld ändern", FORM, feld=alias, alt=str(one), neu=str(other))
            elif _plain(one) != _plain(other):
                self.found.left.append(f"Beschlussvorlage: „{alias}“")

    def _rest(self) -> None:
        """Name files that differ and of which no operation speaks."""
        spoken = {path for path in self.trees[1].files if path.startswith((*_SECTION_FILES, *_SILENT))}
        spoken |= {FORM, "leitlinien.yaml", "glossar.yaml", *self.head.fields, *self.base.fields}
        spoken |= {path for path in self.trees[1].files if path.startswith("recht/")}
        for path in sorted({*self.trees[0].files, *self.trees[1].files}):
            if path in spoken or path.startswith((*_SECTION_FILES, *_SILENT)):
                continue
            if self.trees[0].files.get(path) != self.trees[1].files.get(path):
                self.found.left.append(f"Die Datei „{path}“ ist anders")

    def _add(self, kind: str, target: str, **more: object) -> None:
        self.found.operations.append(Operation.model_validate({"art": kind, "stelle": target, **more}))


def chapter_target(sites: Sites, path: str) -> Target | None:
    """Name a chapter by its heading where the heading covers it all."""
    source = sites.source(path)
    first = next(headings(source.text), None)
    named = sites.target(first["key"]) if first and first["key"] else None
    whole = named and named.source is source and named.section[2] == len(source.text)
    return named if whole and first and not source.text[: first.start()].strip() else sites.target(path)


def _steps(former: str, later: str) -> Iterator[tuple[str, str, str]]:
    """Yield kind, old and new wording, block by block, short where a sentence is enough."""
    one, other = _blocks(former), _blocks(later)
    low = first = 0
    pairs = matches([_joined(block) for block in one], [_joined(block) for block in other])
    for at, to in [*pairs, (len(one), len(other))]:
        gone, come = one[low:at], other[first:to]
        if len(gone) == len(come):
            for old, new in zip(gone, come, strict=True):
                yield "ersetzen", *shortened(old, new)
        elif gone and come:
            yield "ersetzen", "\n\n".join(gone), "\n\n".join(come)
        elif gone:
            yield "streichen", "\n\n".join(gone), ""
        elif come and low:
            yield "einfügen nach", one[low - 1], "\n\n".join(come)
        elif come and one:
            yield "ersetzen", one[0], "\n\n".join([*come, one[0]])
        low, first = at + 1, to + 1


def _blocks(text: str) -> list[str]:
    if "```" in text or "~~~" in text or "<" in text:
        return [text.strip("\n")]
    return [block for block in re.split(r"\n(?:[ \t]*\n)+", text.strip("\n")) if block.strip()]


def _joined(block: str) -> str:
    return " ".join(one.key for one in cut(block))


def shortened(old: str, new: str) -> tuple[str, str]:
    """Leave out the sentences at both ends of a paragraph that stay, as long as both keep words."""
    if any(mark.is_gap for mark in (*cut(old), *cut(new))):
        return old, new
    one, other = list(split(" ".join(old.split()))), list(split(" ".join(new.split())))
    start = 0
    while start < min(len(one), len(other)) - 1 and one[start] == other[start]:
        start += 1
    end = 0
    while end < min(len(one), len(other)) - start - 1 and one[-1 - end] == other[-1 - end]:
        end += 1
    return " ".join(one[start : len(one) - end]), " ".join(other[start : len(other) - end])


def _said(value: object) -> str | None:
    match value:
        case None:
            return None
        case Text():
            return value.source
        case Period():
            return value.written
        case tuple():
            return "\n".join(f"- {one}" for one in value) or "offen"
        case bool():
            return "ja" if value else "nein"
        case _:
            return str(value)


def _plain(value: object) -> object:
    if isinstance(value, Node):
        return {name: _plain(getattr(value, name)) for name in type(value).model_fields if name != "place"}
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    return value.source if isinstance(value, Text) else value
