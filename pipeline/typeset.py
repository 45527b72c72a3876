"""The manuscript as plain data for the Typst templates.

The templates walk this data; no text ever becomes Typst code, so nothing an author writes can
run. Running text is shortened: a list of strings and of ``{"t": kind, "c": content}``.
Blocks: ``p h lead ul ol quote table figure code dl rule``; inlines: ``em strong strike sup sub
code link ref note br``. A ``ref`` leads inside the document, its ``to`` is a label.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import pairwise
from typing import Any, assert_never

from pipeline.flow import roman
from pipeline.manuscript import (
    Element,
    Glossary,
    GoalEntry,
    GuidelineEntry,
    Guidelines,
    Heading,
    LeadIndex,
    LeafletText,
    Manuscript,
    MeasureTable,
    Prose,
    Provisions,
    Ref,
    SubmissionText,
    Synopsis,
    long_date,
    short_date,
)
from pipeline.model import OPEN, Block
from pipeline.prose import Inline, plain

_SIMPLE = {
    "Emph": "em",
    "Strong": "strong",
    "Strikeout": "strike",
    "Superscript": "sup",
    "Subscript": "sub",
    "SmallCaps": "em",
    "Underline": "em",
}

_HELD = re.compile(
    r" (?=\d)(?:(?<=§ )|(?<=\bAbs\. )|(?<=\bNr\. )|(?<=\bArtikel ))"
    r"| (?=[€%]|Euro\b)(?<=\d )"
    r"| (?=(?:Januar|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember)\b)(?<=\d\. )"
    r"| (?=[A-Z]\.)(?<=\b[a-z]\. )"
)
"""Where a line must not end: § 12a, Abs. 1, 300 €, 6. August, e. V.

A rule in the template would look at every word of a document.
"""

_SHORT_LIST = 600
"""Characters; a list with fewer is not broken between pages."""

_KEPT_TOGETHER = 1200
"""Characters; a table with fewer is not broken between pages."""


def concept(manuscript: Manuscript) -> dict[str, Any]:
    """Give the data of the concept's book."""
    found = anchors(manuscript)
    shortener = Shortener(found)
    return {
        **frame(manuscript),
        "jumps": addresses(sorted(found)),
        "elements": [shortener.element(one) for one in manuscript.elements],
    }


def leaflet(manuscript: Manuscript, texts: LeafletText) -> dict[str, Any]:
    """Give the data of the leaflet."""
    shortener = Shortener(())
    return {
        **frame(manuscript),
        "leaflet": {
            "title": texts.title,
            "subtitle": texts.subtitle,
            "invitation": shortener.blocks(texts.invitation),
            "how_to_read": shortener.blocks(texts.how_to_read),
            "notice": shortener.blocks(texts.notice),
            "contact": shortener.blocks(texts.contact),
            "guidelines": [_guideline(one, shortener) for one in texts.guidelines],
            "fields": [
                {
                    "code": one.code,
                    "number": one.number,
                    "title": one.title,
                    "sign": one.sign,
                    "colour": one.colour,
                    "guidelines": list(one.guidelines),
                    "goals": [_ref(goal) for goal in one.goals],
                }
                for one in texts.fields
            ],
        },
    }


def submission(manuscript: Manuscript, texts: SubmissionText) -> dict[str, Any]:
    """Give the data of the Beschlussvorlage: the form ready to print, prose shortened."""
    shortener = Shortener(())
    return {
        **frame(manuscript),
        "form": form_fields(texts),
        "resolution": shortener.blocks(texts.resolution),
        "finances": shortener.blocks(texts.finances),
        "reasons": shortener.blocks(texts.reasons),
        "climate": shortener.blocks(texts.climate),
    }


def synopsis(manuscript: Manuscript, texts: Synopsis) -> dict[str, Any]:
    """Give the data of the Synopse; nothing in it is more than plain words and marks."""
    return framed(manuscript, {"synopsis": asdict(texts)})


def framed(manuscript: Manuscript, data: Mapping[str, Any]) -> dict[str, Any]:
    """Give data of plain words with what the templates need to know of the concept; what belongs together stays so."""
    return {**frame(manuscript), **{name: _together(value) for name, value in data.items()}}


def _together(tree: Any) -> Any:  # noqa: ANN401 - texts, lists and mappings
    match tree:
        case str():
            return held(tree)
        case dict():
            return {name: _together(value) for name, value in tree.items()}
        case list() | tuple():
            return [_together(one) for one in tree]
    return tree


def held(text: str) -> str:
    """Give a text with its spaces fixed where a line must not end."""
    return _HELD.sub("\u00a0", text)


def form_fields(texts: SubmissionText) -> dict[str, Any]:
    """Give the form's short fields as they are printed, the same for Word and PDF."""
    form = texts.form
    return {
        "paper": form.paper,
        "kind": form.kind,
        "subject": form.subject,
        "public": "öffentlich" if form.public else "nicht öffentlich",
        "in_charge": form.in_charge,
        "submitter": form.submitter,
        "created": short_date(form.created),
        "received": short_date(form.received),
        "predecessors": [{"paper": one.paper, "title": one.title} for one in form.predecessors],
        "consultations": [
            {
                "day": short_date(one.day),
                "body": one.body,
                "role": one.role,
                "public": "öffentlich" if one.public else "nicht öffentlich",
                "meeting": _blank(one.meeting),
                "item": _blank(one.item),
                "result": _blank(one.header_result) or _blank(one.outcome),
                "outcome": _blank(one.outcome) if OPEN != one.header_result != one.outcome else "",
                "vote": one.decisive.printed if one.decisive else _blank(one.phrase or ""),
                "vote_subject": one.decisive.subject if one.decisive else "",
                "remark": one.remark or "",
            }
            for one in form.consultations
        ],
        "finances_present": "ja" if form.finances.present else "nein",
        "criteria": [
            {
                "name": one.name,
                "weight": str(one.weight),
                "points": str(one.points),
                "score": str(one.points * one.weight),
                "reason": one.reason,
            }
            for one in form.demography.criteria
        ],
        "index": str(form.demography.index),
        "most": str(3 * sum(one.weight for one in form.demography.criteria)),
        "attachments": [
            {
                "number": one.number,
                "title": one.title,
                "size": one.size,
                "public": "ja" if one.public else "nein",
            }
            for one in form.attachments
        ],
        "signatures": list(form.signatures),
    }


def anchors(manuscript: Manuscript) -> frozenset[str]:
    """Give every id that can be led to inside the concept's book."""
    found: set[str] = set()
    for element in manuscript.elements:
        match element:
            case Heading() | GoalEntry():
                found.add(element.key)
            case Guidelines() | Glossary():
                found.update(one.key for one in element.entries)
            case MeasureTable() | Provisions():
                found.update(row.key for row in element.rows)
            case _:
                pass
    return frozenset(found)


def addresses(keys: Iterable[str]) -> dict[str, str]:
    """Give for each key the address that a link to it carries until ``tools.pdf_jumps`` knows where it stands.

    All are as long as the longest jump, so that a jump fits in an address's place.
    """
    return {key: f"sprung:{at}".ljust(64, ".") for at, key in enumerate(keys)}


def frame(manuscript: Manuscript) -> dict[str, Any]:
    """Give what every template knows of its document."""
    return {
        "title": manuscript.title,
        "subtitle": manuscript.subtitle,
        "publisher": manuscript.publisher,
        "office": manuscript.office,
        "period": f"{manuscript.period[0]}–{manuscript.period[1]}",
        "version": manuscript.version,
        "label": manuscript.label,
        "paper": manuscript.paper,
        "date": long_date(manuscript.key_date),
        "day": [manuscript.key_date.year, manuscript.key_date.month, manuscript.key_date.day],
        "stamp": manuscript.stamp,
        "disclaimer": manuscript.disclaimer,
        "colours": {one.code: one.colour for one in manuscript.leaflet.fields} if manuscript.leaflet else {},
        "signs": {one.code: one.sign for one in manuscript.leaflet.fields} if manuscript.leaflet else {},
    }


def _ref(ref: Ref, anchors: Collection[str] = ()) -> dict[str, Any]:
    return {"key": ref.key, "number": ref.number or ref.key, "title": ref.title, "known": ref.key in anchors}


def _guideline(one: GuidelineEntry, shortener: "Shortener") -> dict[str, Any]:
    return {"key": one.key, "number": one.number, "title": one.title, "blocks": shortener.blocks(one.blocks)}


def _blank(value: str) -> str:
    return "" if value == OPEN else value


@dataclass(frozen=True, slots=True)
class Shortener:
    """Shortens pandoc's tree.

    Attributes:
        anchors: ids that exist in this document; a link to another id is printed as plain text.
    """

    anchors: Collection[str]

    def element(self, element: Element) -> dict[str, Any]:
        """Shorten one element of the manuscript; ``k`` says which kind it is."""
        match element:
            case Heading():
                number = roman(element.number) if element.kind == "part" else element.number
                return {
                    "k": "heading",
                    "key": element.key,
                    "level": element.level,
                    "number": number,
                    "title": element.title,
                    "kind": element.kind,
                    "code": element.code,
                }
            case Prose():
                return {"k": "prose", "blocks": self.blocks(element.blocks)}
            case Guidelines():
                return {
                    "k": "guidelines",
                    "code": element.code,
                    "entries": [_guideline(one, self) for one in element.entries],
                }
            case GoalEntry():
                return {
                    "k": "goal",
                    "key": element.key,
                    "level": element.level,
                    "number": element.number,
                    "title": element.title,
                    "code": element.code,
                    "blocks": self.blocks(element.blocks),
                    "measures": [_ref(one, self.anchors) for one in element.measures],
                }
            case MeasureTable():
                return {
                    "k": "measures",
                    "code": element.code,
                    "title": element.title,
                    "caption": element.caption,
                    "rows": [
                        {
                            "key": row.key,
                            "number": row.number,
                            "title": row.title,
                            "description": self.blocks(row.description),
                            "goals": [_ref(goal, self.anchors) for goal in row.goals],
                            "lead": row.lead,
                            "partners": list(row.partners),
                            "period": row.period,
                            "funding": row.funding,
                            "effect": self.blocks(row.effect),
                        }
                        for row in element.rows
                    ],
                }
            case Glossary():
                return {
                    "k": "glossary",
                    "entries": [
                        {
                            "key": one.key,
                            "term": one.term,
                            "blocks": self.blocks(one.blocks),
                            "avoid": list(one.avoid),
                        }
                        for one in element.entries
                    ],
                }
            case Provisions():
                return {
                    "k": "provisions",
                    "code": element.code,
                    "title": element.title,
                    "source": element.source,
                    "rows": [
                        {
                            "key": row.key,
                            "norm": held(row.norm),
                            "article": row.article,
                            "title": row.title,
                            "blocks": self.blocks(row.blocks),
                            "from": row.valid_from,
                            "to": row.valid_to,
                            "successor": row.successor,
                            "concerns": row.concerns,
                            "uncertain": row.uncertain,
                        }
                        for row in element.rows
                    ],
                }
            case LeadIndex():
                return {
                    "k": "leads",
                    "groups": [
                        {
                            "office": group.office,
                            "division": group.division,
                            "measures": [_ref(one, self.anchors) for one in group.measures],
                        }
                        for group in element.groups
                    ],
                }
            case _:
                assert_never(element)

    def blocks(self, blocks: Sequence[Block]) -> list[dict[str, Any]]:
        """Shorten blocks.

        A paragraph before a list leads to it and stays on its page. A figure that no paragraph before it announces
        may stand elsewhere on its page or on the next, so that no page stays half empty.
        """
        done = [short for block in blocks if (short := self._block(block))]
        for before, after in pairwise(done):
            if before["t"] == "p" and after["t"] in {"ul", "ol"}:
                before["t"] = "lead"
            elif after["t"] == "figure":
                after["free"] = before["t"] == "p" and "Abbildung" not in str(before["c"])
        return done

    def _block(self, block: Block) -> dict[str, Any] | None:
        kind, content = block["t"], block.get("c")
        match kind:
            case "Para" | "Plain":
                return {"t": "p", "c": self.inlines(content or [])}
            case "BulletList":
                return {"t": "ul", **self._list(content or [])}
            case "OrderedList":
                return {"t": "ol", "start": content[0][0], **self._list(content[1])}  # type: ignore[index]
            case "BlockQuote":
                return {"t": "quote", "c": self.blocks(content or [])}
            case "Div":
                return {"t": "group", "c": self.blocks(content[1])}  # type: ignore[index]
            case "CodeBlock":
                return {"t": "code", "c": content[1]}  # type: ignore[index]
            case "DefinitionList":
                return {
                    "t": "dl",
                    "c": [
                        [self.inlines(term), [self.blocks(one) for one in meanings]] for term, meanings in content or []
                    ],
                }
            case "Figure":
                return self._figure(content)
            case "Table":
                return self._table(content)
            case "HorizontalRule":
                return {"t": "rule"}
        return None

    def _list(self, items: Any) -> dict[str, Any]:  # noqa: ANN401
        return {"c": [self.blocks(item) for item in items], "short": len(plain(items)) < _SHORT_LIST}

    def _figure(self, content: Any) -> dict[str, Any] | None:  # noqa: ANN401
        for block in content[2]:
            for inline in block["c"]:
                if inline["t"] == "Image":
                    return {
                        "t": "figure",
                        "path": inline["c"][2][0],
                        "alt": plain(inline["c"][1]),
                        "caption": plain(content[1][1]),
                        "free": False,
                    }
        return None

    def _table(self, content: Any) -> dict[str, Any]:  # noqa: ANN401
        _, caption, columns, head, bodies, _ = content

        def cells(row: Any) -> list[Any]:  # noqa: ANN401
            return [self.blocks(cell[4]) for cell in row[1]]

        return {
            "t": "table",
            "caption": plain(caption[1]),
            "short": len(plain(content)) < _KEPT_TOGETHER,
            "widths": [column[1].get("c", 1) for column in columns],
            "aligns": [column[0]["t"].removeprefix("Align").lower() for column in columns],
            "head": [cells(row) for row in head[1]],
            "rows": [cells(row) for body in bodies for row in body[3]],
        }

    def inlines(self, inlines: Sequence[Inline]) -> list[Any]:
        """Shorten inlines: neighbouring words become one string."""
        done: list[Any] = []
        words: list[str] = []
        for inline in inlines:
            kind = inline["t"]
            if kind == "Str":
                words.append(inline["c"])
            elif kind == "Space":
                words.append(" ")
            else:
                if words:
                    done.append(held("".join(words)))
                    words = []
                done.append(self._inline(kind, inline.get("c")))
        if words:
            done.append(held("".join(words)))
        return done

    def _inline(self, kind: str, content: Any) -> dict[str, Any]:  # noqa: ANN401
        if kind in _SIMPLE:
            return {"t": _SIMPLE[kind], "c": self.inlines(content)}
        match kind:
            case "Code":
                return {"t": "code", "c": content[1]}
            case "LineBreak":
                return {"t": "br"}
            case "Note":
                return {"t": "note", "c": self.blocks(content)}
            case "Link":
                target = content[2][0]
                if target.startswith("#"):
                    known = target[1:] in self.anchors
                    return {"t": "ref" if known else "text", "to": target[1:], "c": self.inlines(content[1])}
                return {"t": "link", "to": target, "c": self.inlines(content[1])}
            case "Span":
                return {"t": "text", "c": self.inlines(content[1])}
        return {"t": "text", "c": []}
