"""Items and edits as HTML: ``ins`` and ``del`` around words, everything from a draft escaped.

Nothing here knows a page: what a link leads to, and whether it may, is asked of ``Writer.ids``. No style and no script
ever stands in a tag, so a page can forbid both.
"""

import html
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Literal

from pipeline.model import OPEN
from review.changes import Edit, Inline, Item, Part, PartChange, Token
from review.compare import BREAK
from review.telling import LISTED
from review.words import NOTE

Around = Literal["ins", "del", ""]

_FORMS = {
    "Strong": ("strong", "fett"),
    "Emph": ("em", "kursiv"),
    "Strikeout": ("s", "durchgestrichen"),
    "Superscript": ("sup", "hochgestellt"),
    "Subscript": ("sub", "tiefgestellt"),
    "SmallCaps": ("span", "Kapitälchen"),
    "Underline": ("u", "unterstrichen"),
    "Code": ("code", "Festbreite"),
}
_FRAMES = {
    "list": "Aufzählungspunkt",
    "list-further": "Absatz eines Aufzählungspunktes",
    "term": "Begriff",
    "meaning": "Erklärung",
    "quote": "Zitat",
    "code": "Quelltext",
    "figure": "Abbildung",
    "rule": "Trennlinie",
    "table": "Tabelle",
    "head": "Tabellenkopf",
}
_SAFE = re.compile(r"(?:https?|mailto):", re.IGNORECASE)
_MARK = '<sup class="note">*</sup>'
_EMPTY = '<span class="wort">ohne Angabe</span>'
_SHORT = 70
"""Letters up to which a value is shown whole, former and later."""


@dataclass(frozen=True, slots=True)
class Writer:
    """Writes the texts of one comparison.

    Attributes:
        ids: key of what can be linked to → id of its element in the page.
    """

    ids: Mapping[str, str]

    # ---- words ----

    def inlines(self, inlines: Iterable[Inline]) -> str:
        """Write inlines as they are."""
        return "".join(map(self._inline, inlines))

    def _inline(self, inline: Inline) -> str:
        kind, content = inline["t"], inline.get("c")
        match kind:
            case "Str":
                return html.escape(content)  # type: ignore[arg-type]
            case "Space" | "SoftBreak":
                return " "
            case "LineBreak":
                return "<br>"
            case "Code":
                return f"<code>{html.escape(content[1])}</code>"  # type: ignore[index]
            case "Link":
                return self._link(content[2][0], self.inlines(content[1]))  # type: ignore[index]
            case "Note":
                return _MARK
        if kind in _FORMS:
            tag = _FORMS[kind][0]
            return f"<{tag}>{self.inlines(content or ())}</{tag}>"
        return ""

    def _link(self, target: str, inner: str) -> str:
        """Link what leads to a place in the page or to an address that cannot run; else only the words."""
        if target.startswith("#") and target[1:] in self.ids:
            return f'<a href="#{html.escape(self.ids[target[1:]])}">{inner}</a>'
        if _SAFE.match(target):
            return f'<a href="{html.escape(target)}" rel="noreferrer">{inner}</a>'
        return inner

    def tokens(self, row: Iterable[Token]) -> str:
        """Write tokens; those of one form in one tag."""
        return "".join(
            self._formed(_written(list(several)), *form)
            for form, several in groupby(row, key=lambda token: (token.marks, token.link))
        )

    def _formed(self, inner: str, marks: tuple[str, ...], link: str) -> str:
        for mark in reversed(marks):
            tag = _FORMS[mark][0] if mark in _FORMS else "span"
            inner = f"<{tag}>{inner}</{tag}>"
        return self._link(link, inner) if link else inner

    def edits(self, edits: Sequence[Edit]) -> str:
        """Write an edit script: what stays plain, what goes struck, what comes underlined."""
        return "".join(map(self._edit, edits))

    def _edit(self, edit: Edit) -> str:
        match edit.op:
            case "equal":
                return self.tokens(edit.head)
            case "delete":
                return f"<del{_air(edit.base)}>{self.tokens(edit.base)}</del>"
            case "insert":
                return f"<ins{_air(edit.head)}>{self.tokens(edit.head)}</ins>"
            case "format":
                said = html.escape("; ".join(_reformed(edit)))
                return f'<span class="form">{self.tokens(edit.head)}</span> <span class="wort">[{said}]</span>'

    # ---- paragraphs ----

    def parts(self, parts: Iterable[Part], around: Around = "") -> str:
        """Write parts as paragraphs and lists; ``around`` marks all of it as new or gone."""
        return _flow((part.frame, self._part(part, around)) for part in parts)

    def changed(self, parts: Iterable[PartChange]) -> str:
        """Write changed parts as paragraphs and lists."""
        return _flow((_frame(part), self._change(part)) for part in parts)

    def _part(self, part: Part, around: Around) -> str:
        done = self.inlines(part.inlines)
        done = f"<{around}>{done}</{around}>" if around and done else done
        return _named(part.name, done)

    def _change(self, part: PartChange) -> str:
        done = self.edits(part.edits)
        return _named(part.name, done) + _reframed(part)

    # ---- records: one line an information ----

    def record(self, item: Item, around: Around = "") -> str:
        """Write an item of named parts as a table of its informations."""
        rows = []
        for name, several in groupby(item.parts, key=lambda part: part.name):
            inner = _flow((part.frame, self._bare(part, around)) for part in several)
            if inner:
                rows.append((name, inner))
        return _table(rows)

    def changed_record(self, parts: Iterable[PartChange]) -> str:
        """Write changed parts as a table: name, former and later value."""
        rows = []
        for name, several in groupby(parts, key=lambda part: part.name):
            rows.append((name, _flow((_frame(part), self._value(part)) for part in several)))
        return _table(rows)

    def _bare(self, part: Part, around: Around) -> str:
        done = self.inlines(part.inlines)
        return f"<{around}>{done}</{around}>" if around and done else done

    def _value(self, part: PartChange) -> str:
        """Write a short value whole, former and later; a longer one word by word."""
        rows = [*_tokens(part, 0)], [*_tokens(part, 1)]
        sides = ["".join(token.text for token in row) for row in rows]
        words_change = any(edit.op in {"insert", "delete"} for edit in part.edits)
        listed = part.name in LISTED and OPEN not in sides  # what a list gains or loses shows itself
        if not words_change or listed or max(map(len, sides)) > _SHORT or part.name in {"Titel", "Wortlaut", "Begriff"}:
            return self.edits(part.edits) + _reframed(part)
        former = f"<del>{self.tokens(rows[0])}</del>" if sides[0].strip() else _EMPTY
        later = f"<ins>{self.tokens(rows[1])}</ins>" if sides[1].strip() else _EMPTY
        return f'{former} <span class="pfeil">→</span> {later}{_reframed(part)}'

    # ---- rows of tables in running text ----

    def cells(self, item: Item, around: Around = "") -> str:
        """Write the cells of a row."""
        head = item.parts[0].frame[:1] == ("head",) if item.parts else False
        return "".join(
            _cell(
                [frame for frame, _ in several], _flow((_inside(frame), inner) for frame, inner in several), head=head
            )
            for several in _by_cell((part.frame, self._bare_noted(part, around)) for part in item.parts)
        )

    def changed_cells(self, parts: Iterable[PartChange]) -> str:
        """Write the cells of a changed row."""
        several = list(parts)
        head = any(_frame(part)[:1] == ("head",) for part in several)
        return "".join(
            _cell([frame for frame, _ in cell], _flow((_inside(frame), inner) for frame, inner in cell), head=head)
            for cell in _by_cell((_frame(part), self._change_noted(part)) for part in several)
        )

    def _bare_noted(self, part: Part, around: Around) -> str:
        done = self._bare(part, around)
        return _named(part.name, done) if part.name == "Fußnote" else done

    def _change_noted(self, part: PartChange) -> str:
        done = self.edits(part.edits) + (_reframed(part) if part.base_frame and part.head_frame else "")
        return _named(part.name, done) if part.name == "Fußnote" else done


# ---- without a page ---------------------------------------------------------------------------------


def _written(tokens: Sequence[Token]) -> str:
    """Write tokens of one form; most are plain words and need no look at each."""
    text = "".join([token.text for token in tokens])
    plain = not any(sign in text for sign in (BREAK.text, NOTE, "\n"))
    return html.escape(text) if plain else "".join(map(_token, tokens))


def _token(token: Token) -> str:
    if token == BREAK:
        return '<span class="grenze">¶</span> '
    if token.text == NOTE:
        return _MARK
    return "<br>" if token.text == "\n" else html.escape(token.text)


def _air(row: Iterable[Token]) -> str:
    """Mark an edit of nothing but gaps, which is not to be seen."""
    return ' class="luft"' if all(token.is_gap for token in row) else ""


def _named(name: str, inner: str) -> str:
    """Say what a part is where it is not the paragraph itself."""
    if name in {"Absatz", "Überschrift", "Tabellentitel"}:
        return inner
    return f'<span class="name">{html.escape(name)}:</span> {inner}'


def _frame(part: PartChange) -> tuple[str, ...]:
    frame = part.head_frame if part.head_frame is not None else part.base_frame
    return frame or ()


def _tokens(part: PartChange, side: Literal[0, 1]) -> Iterator[Token]:
    for edit in part.edits:
        yield from (edit.base, edit.head)[side]


def _reformed(edit: Edit) -> Iterator[str]:
    """Say how the form of words changed."""
    pairs = zip(edit.base, edit.head, strict=False)
    differing = ((one, other) for one, other in pairs if (one.marks, one.link) != (other.marks, other.link))
    former, later = next(differing, (None, None))
    if former is None or later is None:
        yield "Bild ausgetauscht"
        return
    gone = [_FORMS[mark][1] for mark in former.marks if mark not in later.marks and mark in _FORMS]
    come = [_FORMS[mark][1] for mark in later.marks if mark not in former.marks and mark in _FORMS]
    if gone:
        yield "nicht mehr " + ", ".join(gone)
    if come:
        yield "jetzt " + ", ".join(come)
    if former.link != later.link:
        yield f"Verweis: {former.link or 'keiner'} → {later.link or 'keiner'}"
    if not gone and not come and former.link == later.link:
        yield "Reihenfolge der Formen geändert"


def _reframed(part: PartChange) -> str:
    """Say that words stand in another form of block than before."""
    base, head = part.base_frame, part.head_frame
    if base is None or head is None or base == head:
        return ""
    said = html.escape(f"Form: {_block(base)} → {_block(head)}")
    return f' <span class="wort">[{said}]</span>'


def _block(frame: tuple[str, ...]) -> str:
    names = [
        "nummerierter Punkt" if one.startswith("numbered-") else _FRAMES.get(one, "")
        for one in frame
        if not one.startswith(("cell-", "Align"))
    ]
    spans = [f"Zelle über {'×'.join(one.split('-')[1:])}" for one in frame if one.startswith("span-")]
    return " in ".join([*filter(None, reversed(names)), *spans]) or ("Zelle" if "cell-1" in frame else "Absatz")


def _inside(frame: tuple[str, ...]) -> tuple[str, ...]:
    """Give what a text of a cell stands in within its cell."""
    return tuple(one for one in frame if not one.startswith(("head", "Align", "cell-", "span-")))


def _flow(framed: Iterable[tuple[tuple[str, ...], str]]) -> str:
    """Write paragraphs; neighbours in the same list become one list."""
    done = []
    for (frame, start), several in groupby(framed, key=lambda row: (row[0], _list(row[0]))):
        inner = [one for _, one in several]
        if start:
            tag = "ul" if start == "list" else "ol"
            first = f' start="{start.partition("-")[2]}"' if tag == "ol" else ""
            deep = f' class="tief-{min(len(frame), 4)}"' if len(frame) > 1 else ""
            done.append(f"<{tag}{deep}{first}>" + "".join(f"<li>{one}</li>" for one in inner) + f"</{tag}>")
            continue
        tag = "blockquote" if "quote" in frame else "p"
        name = f' class="{_class(frame)}"' if _class(frame) else ""
        done += [f"<{tag}{name}>{one}</{tag}>" for one in inner if one or "rule" in frame]
    return "".join(done)


def _list(frame: tuple[str, ...]) -> str:
    last = next((one for one in reversed(frame) if one != "quote"), "")
    return last if last == "list" or re.fullmatch(r"numbered-\d{1,9}", last) else ""


def _class(frame: tuple[str, ...]) -> str:
    last = frame[-1] if frame else ""
    return {"term": "begriff", "meaning": "erklaerung", "code": "quelltext", "rule": "linie"}.get(last, "") or (
        "fort" if last.endswith("-further") else ""
    )


def _table(rows: Iterable[tuple[str, str]]) -> str:
    lines = "".join(f'<tr><th scope="row">{html.escape(name)}</th><td>{inner}</td></tr>' for name, inner in rows)
    return f'<table class="angaben"><tbody>{lines}</tbody></table>' if lines else ""


def _by_cell(framed: Iterable[tuple[tuple[str, ...], str]]) -> Iterator[list[tuple[tuple[str, ...], str]]]:
    """Gather what stands in one cell."""
    for _, several in groupby(framed, key=lambda row: next((one for one in row[0] if one.startswith("cell-")), "")):
        yield list(several)


def _cell(frames: Sequence[tuple[str, ...]], inner: str, *, head: bool) -> str:
    span: Any = next((one.split("-")[1:] for frame in frames for one in frame if one.startswith("span-")), ())
    wide = "".join(
        f' {name}="{int(size)}"'
        for name, size in zip(("rowspan", "colspan"), span, strict=False)
        if size.isdigit() and size != "1"
    )
    return f'<th scope="col"{wide}>{inner}</th>' if head and inner else f"<td{wide}>{inner}</td>"
