"""Make prose ready for print: references and numbers resolved, quotes German, nothing foreign left.

Attributes, classes and styles that an author wrote are dropped: how things look is the
templates' business, and a text must not reach into Word or the browser.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.compose.index import printed
from pipeline.manuscript import Ref
from pipeline.model import Block
from pipeline.numbers import word
from pipeline.prose import Inline, link, plain, text

SAFE_SCHEMES = ("http://", "https://", "mailto:")
_NO_ATTRIBUTES: list[Any] = ["", [], []]
_TABLE_SIGN = "Tabelle: "
_LINE = 96
"""Characters across a table as wide as the text."""
_GAP = 5
"""Characters that the space beside a column is worth."""


@dataclass(frozen=True, slots=True)
class Settler:
    """Resolves the prose of one concept.

    Attributes:
        refs: everything that can be referred to.
        totals: the numbers by name.
    """

    refs: Mapping[str, Ref]
    totals: Mapping[str, int]

    def blocks(self, blocks: Sequence[Block]) -> tuple[Block, ...]:
        """Settle blocks without headings; a paragraph ``Tabelle: …`` becomes the caption of the table after it."""
        done: list[Block] = []
        caption: Block | None = None
        for block in blocks:
            content = self._block(block)
            if content is None:
                continue
            if content["t"] == "Para" and plain(content).startswith(_TABLE_SIGN):
                if caption:
                    done.append(caption)
                caption = content
                continue
            if caption is not None:
                if content["t"] == "Table":
                    content["c"][1] = [None, [{"t": "Para", "c": _without_sign(caption["c"])}]]
                else:
                    done.append(caption)
                caption = None
            done.append(content)
        if caption is not None:
            done.append(caption)
        return tuple(done)

    def _block(self, block: Block) -> Block | None:
        kind, content = block["t"], block.get("c")
        match kind:
            case "Para" if len(content) == 1 and content[0]["t"] == "Image":  # type: ignore[arg-type, index]
                return self._figure(content[0])  # type: ignore[index]
            case "Figure":
                image = next((one for one in _inlines_of(content) if one["t"] == "Image"), None)
                return self._figure(image) if image else None
            case "Para" | "Plain":
                return {"t": kind, "c": self.inlines(content or [])}
            case "Header":
                return {"t": "Para", "c": [{"t": "Strong", "c": self.inlines(content[2])}]}  # type: ignore[index]
            case "BulletList":
                return {"t": kind, "c": [list(self.blocks(item)) for item in content or []]}
            case "OrderedList":
                return {"t": kind, "c": [content[0], [list(self.blocks(item)) for item in content[1]]]}  # type: ignore[index]
            case "BlockQuote":
                return {"t": kind, "c": list(self.blocks(content or []))}
            case "DefinitionList":
                return {
                    "t": kind,
                    "c": [
                        [self.inlines(term), [list(self.blocks(one)) for one in meanings]]
                        for term, meanings in content or []
                    ],
                }
            case "Div":
                return {"t": kind, "c": [_NO_ATTRIBUTES, list(self.blocks(content[1]))]}  # type: ignore[index]
            case "CodeBlock":
                return {"t": kind, "c": [_NO_ATTRIBUTES, content[1]]}  # type: ignore[index]
            case "LineBlock":
                return {
                    "t": "Para",
                    "c": [one for line in content or [] for one in [*self.inlines(line), {"t": "LineBreak"}]][:-1],
                }
            case "Table":
                return {"t": kind, "c": self._table(content)}
            case "HorizontalRule":
                return {"t": kind}
        return None  # raw blocks cannot come out of the dialect we read

    def _figure(self, image: Inline) -> Block:
        """Make a figure: the link's text is the alternative text, its title the caption."""
        _, alternative, (path, caption) = image["c"]
        picture = {"t": "Image", "c": [_NO_ATTRIBUTES, text(plain(alternative)), [path, ""]]}
        written = [{"t": "Plain", "c": text(caption)}] if caption else []
        return {"t": "Figure", "c": [_NO_ATTRIBUTES, [None, written], [{"t": "Plain", "c": [picture]}]]}

    def _table(self, content: Any) -> list[Any]:  # noqa: ANN401
        _, _, columns, head, bodies, foot = content

        def rows(several: list[Any]) -> list[Any]:
            return [
                [
                    _NO_ATTRIBUTES,
                    [[_NO_ATTRIBUTES, cell[1], cell[2], cell[3], list(self.blocks(cell[4]))] for cell in cells],
                ]
                for _, cells in several
            ]

        top = rows(head[1])
        settled = [[_NO_ATTRIBUTES, body[1], rows(body[2]), rows(body[3])] for body in bodies]
        shares = _columns(columns, top, [row for body in settled for row in body[3]])
        return [
            _NO_ATTRIBUTES,
            [None, []],
            shares,
            [_NO_ATTRIBUTES, top],
            settled,
            [_NO_ATTRIBUTES, rows(foot[1])],
        ]

    def inlines(self, inlines: Sequence[Inline]) -> list[Inline]:
        """Settle inlines; words and spaces become one string, which halves the time of every writer."""
        done: list[Inline] = []
        words: list[str] = []
        for inline in inlines:
            for one in self._inline(inline):
                if one["t"] == "Str":
                    words.append(one["c"])
                    continue
                if words:
                    done.append({"t": "Str", "c": "".join(words)})
                    words = []
                done.append(one)
        return [*done, {"t": "Str", "c": "".join(words)}] if words else done

    def _inline(self, inline: Inline) -> list[Inline]:
        kind, content = inline["t"], inline.get("c")
        match kind:
            case "Str" | "LineBreak":
                return [inline]
            case "Space" | "SoftBreak":
                return [{"t": "Str", "c": " "}]
            case "Emph" | "Strong" | "Strikeout" | "Superscript" | "Subscript" | "SmallCaps" | "Underline":
                return [{"t": kind, "c": self.inlines(content or [])}]
            case "Quoted":
                opening, closing = ("‚", "‘") if content[0]["t"] == "SingleQuote" else ("„", "“")  # type: ignore[index]
                return [{"t": "Str", "c": opening}, *self.inlines(content[1]), {"t": "Str", "c": closing}]  # type: ignore[index]
            case "Code":
                return [{"t": "Code", "c": [_NO_ATTRIBUTES, content[1]]}]  # type: ignore[index]
            case "Note":
                return [{"t": "Note", "c": list(self.blocks(content or []))}]
            case "Span":
                return self.inlines(content[1])  # type: ignore[index]
            case "Image":
                return text(plain(content[1]))  # type: ignore[index] # a picture inside a sentence is read, not shown
            case "Link":
                return self._link(content[1], content[2][0])  # type: ignore[index]
            case "Math":
                return [{"t": "Str", "c": content[1]}]  # type: ignore[index]
        return []

    def _link(self, inlines: Sequence[Inline], target: str) -> list[Inline]:
        if target.startswith(("zahl:", "zahlwort:")):
            scheme, name = target.split(":", 1)
            number = self.totals.get(name)
            if number is None:
                return self.inlines(inlines) or text(f"[{name}?]")
            return text(str(number) if scheme == "zahl" else word(number))
        if target.startswith("#"):
            ref = self.refs.get(target[1:])
            if ref is None:
                return self.inlines(inlines) or text(f"[{target[1:]}?]")
            return [link(target, plain(list(inlines)) if inlines else printed(ref))]
        if target.startswith(SAFE_SCHEMES):
            return [link(target, plain(list(inlines)) or target)]
        return self.inlines(inlines)


def _columns(columns: list[Any], top: list[Any], rows: list[Any]) -> list[Any]:
    """Give each column a share of the width after what stands in it; the heads may take several lines."""
    longest, words = [4] * len(columns), [4] * len(columns)
    for at, (_, cells) in enumerate([*top, *rows]):
        if len(cells) == len(columns):
            for position, cell in enumerate(cells):
                content = plain(cell[4])
                words[position] = max(words[position], *map(len, content.split()), 0)
                if at >= len(top):
                    longest[position] = max(longest[position], len(content))
    parts = _parts([max(both) + _GAP for both in zip(longest, words, strict=True)], [one + _GAP for one in words])
    total = sum(parts)
    return [
        [column[0], {"t": "ColWidth", "c": round(part / total, 3)}] for column, part in zip(columns, parts, strict=True)
    ]


def _parts(wanted: Sequence[int], least: Sequence[int]) -> list[float]:
    """Divide a line's characters among columns.

    A column that wants no more than its even part gets what it wants. The others share what is left after
    their longest cells, but none gets less than its longest word.
    """
    parts = [float(one) for one in wanted]
    if sum(parts) <= _LINE:
        return parts
    room, others = float(_LINE), sorted(range(len(parts)), key=wanted.__getitem__)
    while others and wanted[others[0]] <= room / len(others):
        room -= wanted[others.pop(0)]
    while others:
        each = room / sum(wanted[one] for one in others)
        narrow = {one for one in others if wanted[one] * each < least[one]}
        for one in narrow or others:
            parts[one] = float(least[one]) if narrow else wanted[one] * each
        room = max(1.0, room - sum(least[one] for one in narrow))
        others = [one for one in others if one not in narrow] if narrow else []
    return parts


def _inlines_of(content: Any) -> list[Inline]:  # noqa: ANN401
    return [one for block in content[2] if block["t"] in {"Plain", "Para"} for one in block["c"]]


def _without_sign(inlines: Sequence[Inline]) -> list[Inline]:
    first, *others = inlines
    rest = first["c"].removeprefix(_TABLE_SIGN) if first["t"] == "Str" else ""
    return [*text(rest), *others] if rest else list(others) or list(inlines)
