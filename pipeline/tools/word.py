"""Word packages: the only door to docx files, their templates and docxtpl.

A finished file is the office's template with our content in it: the template keeps title page,
headers, sections, styles and lists as somebody arranged them in Word; content controls with known
tags are filled, and the text that pandoc wrote with the template's styles takes the place of the
control ``text``. Everything is written in a fixed order and with fixed dates, so that equal content
makes equal bytes. How running text looks inside is in ``word_body``.
"""

import copy
import io
import re
import time
import zipfile
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from lxml import etree

from pipeline.errors import TemplateError
from pipeline.flow import document
from pipeline.model import Block
from pipeline.tools import pandoc

Element = Any
_MAIN = "word/document.xml"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/"
SPACES = {
    "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "r": _OFFICE + "relationships",
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "pic": "http://schemas.openxmlformats.org/drawingml/2006/picture",
}
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_CUSTOM = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
_MEDIA = {"png": "image/png", "jpeg": "image/jpeg"}
_WORDS = {"Space": " ", "SoftBreak": " "}
_ATTRIBUTES = frozenset({"custom-style", "lang", "dir"})
_NOWHERE = ["", [], []]
_OUTSIDE = re.compile(r"(https?|mailto):", re.IGNORECASE)
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
_EARLIEST, _LATEST = 315_532_800, 4_354_819_199
"""Seconds since 1970; a zip file can hold no date before 1980 and none after 2107."""


def w(name: str) -> str:
    """Give the full name of an element or attribute of WordprocessingML."""
    return f"{{{SPACES['w']}}}{name}"


def read(data: bytes | Path) -> "Package":
    """Open a Word file; a path is taken for a template.

    Raises:
        TemplateError: if it cannot be read or is none.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data) if isinstance(data, bytes) else data) as archive:
            package = Package({name: archive.read(name) for name in archive.namelist() if not name.endswith("/")})
        package.tree(_MAIN)
    except (OSError, KeyError, zipfile.BadZipFile, etree.XMLSyntaxError) as error:
        name = data.name if isinstance(data, Path) else "Word"
        raise TemplateError(f"Die Vorlage „{name}“ fehlt oder ist kein Word-Dokument (.docx)") from error
    return package


@dataclass(slots=True)
class Package:
    """The parts of a Word file; a part that was asked for as a tree is written from the tree.

    Attributes:
        parts: name → bytes.
        trees: name → root element.
    """

    parts: dict[str, bytes]
    trees: dict[str, Element] = field(default_factory=dict)

    def tree(self, name: str) -> Element:
        """Give a part as a tree that may be changed."""
        if name not in self.trees:
            self.trees[name] = etree.fromstring(self.parts[name], _PARSER)
        return self.trees[name]

    @property
    def body(self) -> Element:
        """The body of the main text."""
        return self.tree(_MAIN)[0]

    def styles(self) -> dict[str, str]:
        """Give the ids of the styles by their names, which Word keeps the same in every language."""
        styles = self.tree("word/styles.xml").iter(w("style"))
        return {style.find(w("name")).get(w("val")).casefold(): style.get(w("styleId")) for style in styles}

    def controls(self) -> Iterator[tuple[str, Element]]:
        """Yield tag and element of each content control in text, headers and footers."""
        for name in sorted(self.parts):
            if name == _MAIN or re.fullmatch(r"word/(header|footer)\d*\.xml", name):
                for control in list(self.tree(name).iter(w("sdt"))):
                    tag = control.find(f"{w('sdtPr')}/{w('tag')}")
                    if tag is not None:
                        yield tag.get(w("val")), control

    def relate(self, kind: str, target: str, *, outside: bool = False) -> str:
        """Add a relationship of the main text and give its id."""
        relations = self.tree("word/_rels/document.xml.rels")
        key = f"rId{1 + max((int(one.get('Id')[3:]) for one in relations if one.get('Id')[3:].isdigit()), default=0)}"
        one = etree.SubElement(relations, f"{{{_RELATIONS}}}Relationship", Id=key, Type=f"{SPACES['r']}/{kind}", Target=target)
        if outside:
            one.set("TargetMode", "External")
        return key

    def picture(self, data: bytes, kind: str) -> str:
        """Add a picture (``png`` or ``jpeg``) and give its relationship's id."""
        number = 1 + sum(name.startswith("word/media/bild") for name in self.parts)
        name = f"media/bild{number}.{kind}"
        self.parts[f"word/{name}"] = data
        types = self.tree("[Content_Types].xml")
        if not any(one.get("Extension") == kind for one in types):
            types.insert(0, etree.Element(f"{{{_TYPES}}}Default", Extension=kind, ContentType=_MEDIA[kind]))
        return self.relate("image", name)

    def properties(self, core: Mapping[str, str], custom: Mapping[str, str], epoch: int) -> None:
        """Say what the file is.

        Args:
            core: ``title``, ``subject``, ``creator``, ``keywords``, ``description``.
            custom: further properties, shown by Word under „Anpassen“.
            epoch: when it was made and changed, seconds since 1970.
        """
        day = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(max(epoch, _EARLIEST)))
        spaces = {
            "cp": "http://schemas.openxmlformats.org/package/2006/metadata/core-properties",
            "dc": "http://purl.org/dc/elements/1.1/",
            "dcterms": "http://purl.org/dc/terms/",
            "xsi": "http://www.w3.org/2001/XMLSchema-instance",
        }
        root = etree.Element(f"{{{spaces['cp']}}}coreProperties", nsmap=spaces)
        for name, value in {**core, "language": "de-DE", "lastModifiedBy": core.get("creator", "")}.items():
            space = spaces["cp" if name in {"keywords", "lastModifiedBy"} else "dc"]
            etree.SubElement(root, f"{{{space}}}{name}").text = value
        for name in ("created", "modified"):
            moment = etree.SubElement(root, f"{{{spaces['dcterms']}}}{name}")
            moment.set(f"{{{spaces['xsi']}}}type", "dcterms:W3CDTF")
            moment.text = day
        self._part("docProps/core.xml", root)
        kind, values = _OFFICE + "custom-properties", _OFFICE + "docPropsVTypes"
        root = etree.Element(f"{{{kind}}}Properties", nsmap={None: kind, "vt": values})
        for number, (name, value) in enumerate(custom.items(), 2):
            one = etree.SubElement(
                root, f"{{{kind}}}property", fmtid="{D5CDD505-2E9C-101B-9397-08002B2CF9AE}", pid=str(number), name=name
            )
            etree.SubElement(one, f"{{{values}}}lpwstr").text = value
        if "docProps/custom.xml" not in self.parts:
            types, relations = self.tree("[Content_Types].xml"), self.tree("_rels/.rels")
            etree.SubElement(types, f"{{{_TYPES}}}Override", PartName="/docProps/custom.xml", ContentType=_CUSTOM)
            etree.SubElement(
                relations, f"{{{_RELATIONS}}}Relationship", Id="rIdEigene", Target="docProps/custom.xml",
                Type=_OFFICE + "relationships/custom-properties",
            )
        self._part("docProps/custom.xml", root)

    def _part(self, name: str, root: Element) -> None:
        self.parts[name], self.trees[name] = b"", root

    def bytes(self, epoch: int) -> bytes:
        """Write the file: parts in alphabetical order, dated by the epoch."""
        for name, root in self.trees.items():
            etree.cleanup_namespaces(root, keep_ns_prefixes=list(SPACES) if name.startswith("word/") else None)
            self.parts[name] = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
        date = time.gmtime(min(max(epoch, _EARLIEST), _LATEST))[:6]
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            for name in sorted(self.parts, key=lambda name: (name != "[Content_Types].xml", name != "_rels/.rels", name)):
                info = zipfile.ZipInfo(name, date)
                info.compress_type, info.create_system, info.external_attr = zipfile.ZIP_DEFLATED, 0, 0
                archive.writestr(info, self.parts[name])
        return out.getvalue()


@dataclass(frozen=True, slots=True)
class Text:
    """Running text for Word.

    Attributes:
        blocks: pandoc's tree; it is not changed.
        anchors: ids that exist in the text; a link to another one becomes plain text.
        pictures: path → address that pandoc can read; any other picture becomes its description.
    """

    blocks: Sequence[Block]
    anchors: Collection[str] = ()
    pictures: Mapping[str, str] = field(default_factory=dict)

    def lean(self, tree: Any) -> Any:  # noqa: ANN401 - JSON
        """Copy a tree with words joined into strings, which saves pandoc two thirds of its reading."""
        if isinstance(tree, dict):
            return self._element(tree)
        if not isinstance(tree, list):
            return tree
        if len(tree) == 3 and isinstance(tree[0], str):  # noqa: PLR2004 - id, classes, attributes
            return [tree[0], tree[1], [pair for pair in tree[2] if pair[0] in _ATTRIBUTES]]
        done: list[Any] = []
        words: list[str] = []
        for one in tree:
            kind = one.get("t") if isinstance(one, dict) else None
            if kind == "Str" or kind in _WORDS:
                words.append(_WORDS.get(kind) or one["c"])
                continue
            if words:
                done.append({"t": "Str", "c": "".join(words)})
                words = []
            done.append(self.lean(one))
        return [*done, {"t": "Str", "c": "".join(words)}] if words else done

    def _element(self, tree: dict[str, Any]) -> dict[str, Any]:
        if "c" not in tree:
            return tree
        kind, content = tree["t"], tree["c"]
        if kind in {"Link", "Image"}:
            address = content[2][0]
            inside = address.removeprefix("#") in self.anchors if address.startswith("#") else _OUTSIDE.match(address)
            if kind == "Image":
                content = [content[0], content[1], [self.pictures.get(address, ""), ""]]
            if not (content[2][0] if kind == "Image" else inside):
                return {"t": "Span", "c": [_NOWHERE, self.lean(content[1])]}
        return {"t": kind, "c": self.lean(content)}


def write_text(package: Package, template: Path, text: Text, epoch: int) -> list[Element]:
    """Let pandoc write a text in the template's styles and take over what belongs to it.

    Args:
        package: the opened template; styles, lists, footnotes and links come into it.
        template: the same template as a file.
        text: what to write.
        epoch: seconds since 1970.

    Returns:
        Paragraphs and tables, to be placed in the package's body.
    """
    arguments = ["-f", "json", "-t", "docx", "--sandbox", f"--reference-doc={template}", "-o", "-"]
    written = read(pandoc.run(arguments, document(text.lean(list(text.blocks)), {"lang": "de-DE"}), epoch))
    lists = _lists(package)
    for name in ("word/styles.xml", "word/numbering.xml", "word/footnotes.xml", "word/_rels/footnotes.xml.rels"):
        if name in written.parts and (name.startswith("word/_rels/") or name in package.parts):
            package.trees.pop(name, None)
            package.parts[name] = written.parts[name]
    _restyle_lists(package, lists)
    names: dict[str, str] = {}
    for one in written.tree("word/_rels/document.xml.rels"):
        if one.get("Type").endswith("/hyperlink"):
            names[one.get("Id")] = package.relate("hyperlink", one.get("Target"), outside=True)
    for link in written.body.iter(w("hyperlink")):
        key = f"{{{SPACES['r']}}}id"
        if link.get(key):
            link.set(key, names[link.get(key)])
    return [one for one in written.body if one.tag != w("sectPr")]


def _lists(package: Package) -> dict[bool, Element]:
    """Give the template's own list definitions: False the numbered one, True the bullets."""
    found: dict[bool, Element] = {}
    if "word/numbering.xml" in package.parts:
        for one in package.tree("word/numbering.xml").iter(w("abstractNum")):
            kind = one.find(f"{w('lvl')}/{w('numFmt')}")
            if kind is not None:
                found.setdefault(kind.get(w("val")) == "bullet", one)
    return found


def _restyle_lists(package: Package, lists: Mapping[bool, Element]) -> None:
    """Give pandoc's lists the template's signs and indents; numbers keep their own start and kind."""
    for one in package.tree("word/numbering.xml").iter(w("abstractNum")):
        for level in one.findall(w("lvl")):
            bullet = level.find(w("numFmt")).get(w("val")) == "bullet"
            if bullet not in lists or int(one.get(w("abstractNumId"))) < 990:  # noqa: PLR2004 - pandoc counts from 990
                continue
            if bullet and not (level.find(w("lvlText")).get(w("val")) or "").strip():
                continue  # a continued paragraph of a list
            for model in lists[bullet].findall(w("lvl")):
                if model.get(w("ilvl")) == level.get(w("ilvl")):
                    taken = ("lvlText", "pPr", "rPr") if bullet else ("pPr", "rPr")
                    _replace(level, model, taken)


def _replace(level: Element, model: Element, names: tuple[str, ...]) -> None:
    for name in names:
        for old in level.findall(w(name)):
            level.remove(old)
    order = ("start", "numFmt", "lvlRestart", "pStyle", "isLgl", "suff", "lvlText", "lvlPicBulletId", "lvlJc", "pPr", "rPr")
    for name in names:
        level.extend(copy.deepcopy(one) for one in model.findall(w(name)))
    level[:] = sorted(level, key=lambda one: order.index(etree.QName(one).localname))


def fill(package: Package, values: Mapping[str, str]) -> None:
    """Write values into the content controls with these tags; an empty one takes its paragraph with it."""
    for tag, control in package.controls():
        if tag not in values:
            continue
        texts = list(control.iter(w("t")))
        if values[tag] and texts:
            texts[0].text = values[tag]
            for rest in texts[1:]:
                rest.getparent().remove(rest)
            continue
        paragraph = next(control.iterancestors(w("p")), None)
        holder = control.getparent() if paragraph is None else paragraph.getparent()
        if paragraph is None or any(one is not control for one in paragraph if one.tag != w("pPr")):
            control.getparent().remove(control)
        elif sum(one.tag == w("p") for one in holder) > 1:
            holder.remove(paragraph)
        else:  # a header needs a paragraph, but neither border nor text
            paragraph[:] = []


def fill_form(template: Path, package: Package, fields: Mapping[str, Any], epoch: int) -> Package:
    """Fill a form: Jinja fields in the template, of which none may be unknown.

    Args:
        template: named in messages.
        package: the opened template, prepared.
        fields: texts are escaped; what has ``__html__`` is placed as it is.
        epoch: seconds since 1970.

    Raises:
        TemplateError: if the template asks for an unknown field or its fields are malformed.
    """
    import jinja2  # noqa: PLC0415 - only the form needs it
    from docxtpl import DocxTemplate  # noqa: PLC0415
    from jinja2.sandbox import SandboxedEnvironment  # noqa: PLC0415

    form = DocxTemplate(io.BytesIO(package.bytes(epoch)))
    try:
        form.render(dict(fields), SandboxedEnvironment(undefined=jinja2.StrictUndefined, autoescape=True), autoescape=True)
    except jinja2.UndefinedError as error:
        unknown = (re.findall(r"'([^']*)'", str(error)) or ["?"])[-1]
        raise TemplateError(
            f"Die Vorlage „{template.name}“ verlangt das Feld „{unknown}“, das es nicht gibt",
            f"Den Namen in Word berichtigen. Es gibt: {', '.join(sorted(fields))}.",
        ) from error
    except (jinja2.TemplateError, etree.XMLSyntaxError) as error:
        raise TemplateError(
            f"Die Felder der Vorlage „{template.name}“ sind nicht richtig geschrieben: {error}",
            "Jedes {{ Feld }}, {% if %} und {% for %} in einem Zug neu schreiben, ohne darin das Format zu wechseln.",
        ) from error
    out = io.BytesIO()
    form.save(out)
    return read(out.getvalue())
