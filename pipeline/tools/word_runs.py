"""Words of a Word file: runs, links, bookmarks, places of pictures and notes, from pandoc's tree as markup."""

import hashlib
import html
import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, NamedTuple

from pipeline.errors import TemplateError
from pipeline.model import Block
from pipeline.prose import Inline, plain
from pipeline.tools.word import Package
from pipeline.tools.word_xml import SPACES

NOTES = "word/footnotes.xml"

_LONGEST_MARK = 40
"""Characters that Word allows in the name of a bookmark."""

_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""What XML cannot hold."""

_OUTSIDE = re.compile(r"(https?|mailto):", re.IGNORECASE)
"""Where a link may lead out of the file."""

_RUN_PARTS = (
    ("bold", "<w:b/><w:bCs/>"),
    ("italic", "<w:i/><w:iCs/>"),
    ("small", "<w:smallCaps/>"),
    ("struck", "<w:strike/>"),
    ("underlined", '<w:u w:val="single"/>'),
    ("raised", '<w:vertAlign w:val="superscript"/>'),
    ("lowered", '<w:vertAlign w:val="subscript"/>'),
)
"""Forms of words and their markup, in the schema's order."""

_FORMS = {
    "Emph": "italic",
    "Strong": "bold",
    "Strikeout": "struck",
    "Superscript": "raised",
    "Subscript": "lowered",
    "SmallCaps": "small",
    "Underline": "underlined",
}
_PICTURE = (
    '<w:r><w:drawing><wp:inline><wp:extent cx="12700" cy="12700"/><wp:docPr id="0" name="" descr="{alt}"/>'
    '<a:graphic><a:graphicData uri="{pic}"><pic:pic><pic:nvPicPr><pic:cNvPr id="0" name="" descr="{address}"/>'
    "<pic:cNvPicPr/></pic:nvPicPr></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
)
"""Where a picture stands; whoever dresses the text puts it there."""


class Form(NamedTuple):
    """How words look: a style and forms."""

    style: str = ""
    forms: frozenset[str] = frozenset()


@cache
def look(form: Form) -> str:
    """Give the markup of a form."""
    parts = f'<w:rStyle w:val="{form.style}"/>' if form.style else ""
    parts += "".join(markup for name, markup in _RUN_PARTS if name in form.forms)
    return f"<w:rPr>{parts}</w:rPr>" if parts else ""


@dataclass(slots=True)
class Runs:
    """Writes words into one package.

    Attributes:
        package: links come into it.
        note: writes a footnote and gives the run that refers to it.
        anchors: ids that exist in the text; a link to another one becomes plain text.
        pictures: path → address under which whoever dresses the text knows it; any other becomes its description.
        in_note: words of a footnote are written; its links belong to another part.
    """

    package: Package
    note: Callable[[Sequence[Block]], str]
    anchors: Collection[str] = ()
    pictures: Mapping[str, str] = field(default_factory=dict)
    in_note: bool = False
    _styles: dict[str, str] = field(default_factory=dict)
    _links: dict[tuple[str, str], str] = field(default_factory=dict)
    _marks: int = 0

    def __post_init__(self) -> None:
        """Look up the template's styles."""
        self._styles = self.package.styles()

    def write(self, inlines: Sequence[Inline], form: Form | None = None) -> str:
        """Write words; neighbours that look alike become one run."""
        own = form or Form()
        done: list[str] = []
        words: list[str] = []
        for inline in inlines:
            kind = inline["t"]
            if kind == "Str":
                words.append(inline["c"])
            elif kind in {"Space", "SoftBreak"}:
                words.append(" ")
            else:
                if words:
                    done.append(run("".join(words), own))
                    words = []
                done.append(self._inline(kind, inline.get("c"), own))
        if words:
            done.append(run("".join(words), own))
        return "".join(done)

    def _inline(self, kind: str, content: Any, form: Form) -> str:  # noqa: ANN401 - JSON
        if kind in _FORMS:
            return self.write(content, Form(form.style, form.forms | {_FORMS[kind]}))
        match kind:
            case "LineBreak":
                return "<w:r><w:br/></w:r>"
            case "Code":
                return run(content[1], Form(self.style("Verbatim Char"), form.forms))
            case "Link":
                return self._link(content, form)
            case "Note":
                return self.note(content)
            case "Span":
                (key, _, named), inside = content
                style = self.custom(named)
                return self.marked(key, self.write(inside, Form(style or form.style, form.forms)))
            case "Image":
                address = self.pictures.get(content[2][0])
                if address is None:
                    return self.write(content[1], form)
                return _PICTURE.format(alt=escaped(plain(content[1])), address=escaped(address), pic=SPACES["pic"])
            case "RawInline":
                return run(content[1], form)
            case "Quoted":
                left, right = "„“" if content[0]["t"] == "DoubleQuote" else "‚‘"
                return run(left, form) + self.write(content[1], form) + run(right, form)
        return run(plain([{"t": kind, "c": content}]), form)

    def _link(self, content: Any, form: Form) -> str:  # noqa: ANN401 - JSON
        target = content[2][0]
        inside = target.startswith("#") and target[1:] in self.anchors
        if not inside and not _OUTSIDE.match(target):
            return self.write(content[1], form)
        words = self.write(content[1], Form(self.style("Hyperlink"), form.forms))
        if inside:
            return f'<w:hyperlink w:anchor="{escaped(_mark(target[1:]))}">{words}</w:hyperlink>'
        return f'<w:hyperlink r:id="{self._outside(target)}">{words}</w:hyperlink>'

    def _outside(self, target: str) -> str:
        """Give the relationship of an address; the text and its footnotes have each their own."""
        part = NOTES if self.in_note else "word/document.xml"
        if (part, target) not in self._links:
            self._links[part, target] = self.package.relate("hyperlink", target, outside=True, part=part)
        return self._links[part, target]

    def marked(self, key: str, markup: str) -> str:
        """Put a bookmark around markup."""
        if not key:
            return markup
        self._marks += 1
        number = f"text-{self._marks}"
        name = escaped(_mark(key))
        return f'<w:bookmarkStart w:id="{number}" w:name="{name}"/>{markup}<w:bookmarkEnd w:id="{number}"/>'

    def custom(self, named: Iterable[tuple[str, str]]) -> str:
        """Give the id of the style that attributes ask for; empty if they ask for none or the template has none such."""
        return self._styles.get(dict(named).get("custom-style", "").casefold(), "")

    def style(self, name: str) -> str:
        """Give the id of one of the styles that every text needs.

        Raises:
            TemplateError: if somebody removed it from the template.
        """
        found = self._styles.get(name.casefold())
        if found is None:
            raise TemplateError(f"In der Wordvorlage fehlt die Formatvorlage „{name}“")
        return found


def run(words: str, form: Form) -> str:
    """Write a run; nothing for no words."""
    return f'<w:r>{look(form)}<w:t xml:space="preserve">{escaped(words)}</w:t></w:r>' if words else ""


def escaped(words: str) -> str:
    """Write words so that none of them is markup; what XML cannot hold is left out."""
    return html.escape(_FORBIDDEN.sub("", words))


def _mark(key: str) -> str:
    """Name a bookmark as Word allows it: what is too long or begins otherwise than with a letter gets a digest."""
    if len(key) <= _LONGEST_MARK and key[:1].isalpha():
        return key
    return "X" + hashlib.sha1(key.encode("utf-8", "replace"), usedforsecurity=False).hexdigest()[1:]
