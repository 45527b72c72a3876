"""Word packages: the only door to docx files, their templates and docxtpl.

A finished file is the office's template with our content in it: the template keeps title page,
headers, sections, styles and lists as somebody arranged them in Word; content controls with known
tags are filled, and the text that was written with the template's styles takes the place of the
control ``text``. Everything is written in a fixed order and with fixed dates, so that equal content
makes equal bytes. ``word_writer`` writes running text, ``word_body`` sets it, ``word_xml`` knows the markup.
"""

import copy
import io
import re
import time
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from threading import RLock
from typing import Any

from lxml import etree

from pipeline.errors import TemplateError
from pipeline.tools.word_xml import SPACES, Element, w

_MAIN = "word/document.xml"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_CUSTOM = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
_MEDIA = {"png": "image/png", "jpeg": "image/jpeg"}
ONE_AT_A_TIME = RLock()
"""Held by whoever takes Office files apart or puts them together beside others: lxml parses without Python's lock, and what
other threads do meanwhile to trees has ended in damaged names and crashes."""

_PACKED = tuple(f".{ending}" for ending in _MEDIA)
"""Pictures are packed already: to pack them again takes a third of the time of writing a file and saves a twentieth."""

_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
_EARLIEST, _LATEST = 315_532_800, 4_354_819_199
"""Seconds since 1970; a zip file can hold no date before 1980 and none after 2107."""


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

    def relate(self, kind: str, target: str, *, outside: bool = False, part: str = _MAIN) -> str:
        """Add a relationship of the main text, or of another part, and give its id."""
        folder, _, file = part.rpartition("/")
        name = f"{folder}/_rels/{file}.rels"
        if name not in self.parts:
            self._part(name, etree.Element(f"{{{_RELATIONS}}}Relationships", nsmap={None: _RELATIONS}))
        relations = self.tree(name)
        numbers = [int(one.get("Id")[3:]) for one in relations if one.get("Id")[3:].isdigit()]
        key = f"rId{max(numbers, default=0) + 1}"
        one = etree.SubElement(
            relations, f"{{{_RELATIONS}}}Relationship", Id=key, Type=f"{SPACES['r']}/{kind}", Target=target
        )
        if outside:
            one.set("TargetMode", "External")
        return key

    def declare(self, name: str, content: str) -> None:
        """Say what kind of content a new part has."""
        types = self.tree("[Content_Types].xml")
        etree.SubElement(types, f"{{{_TYPES}}}Override", PartName=f"/{name}", ContentType=content)

    def copy(self) -> "Package":
        """Give a package that can be changed without changing this one."""
        return Package(dict(self.parts), copy.deepcopy(self.trees))

    def picture(self, data: bytes, kind: str) -> str:
        """Add a picture (``png`` or ``jpeg``) and give its relationship's id; one that is there already is used again."""
        for name in self.parts:
            if name.startswith("word/media/bild") and self.parts[name] == data:
                relations = self.tree("word/_rels/document.xml.rels")
                return next(str(one.get("Id")) for one in relations if f"word/{one.get('Target')}" == name)
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
                root,
                f"{{{kind}}}property",
                fmtid="{D5CDD505-2E9C-101B-9397-08002B2CF9AE}",
                pid=str(number),
                name=name,
            )
            etree.SubElement(one, f"{{{values}}}lpwstr").text = value
        if "docProps/custom.xml" not in self.parts:
            relations = self.tree("_rels/.rels")
            self.declare("docProps/custom.xml", _CUSTOM)
            etree.SubElement(
                relations,
                f"{{{_RELATIONS}}}Relationship",
                Id="rIdEigene",
                Target="docProps/custom.xml",
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
            for name in sorted(
                self.parts, key=lambda name: (name != "[Content_Types].xml", name != "_rels/.rels", name)
            ):
                info = zipfile.ZipInfo(name, date)
                kind = zipfile.ZIP_STORED if name.endswith(_PACKED) else zipfile.ZIP_DEFLATED
                info.compress_type, info.create_system, info.external_attr = kind, 0, 0
                archive.writestr(info, self.parts[name])
        return out.getvalue()


def fill(package: Package, values: Mapping[str, str], needed: str = "") -> None:
    """Write values into the content controls with these tags; an empty one takes its paragraph with it.

    Raises:
        TemplateError: if there is no control for the value that must not be lost.
    """
    require(package, needed, values.get(needed, ""))
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


def require(package: Package, tag: str, value: str) -> None:
    """Raise if there is no control for a value that must not be lost.

    Raises:
        TemplateError: if so.
    """
    if value and tag not in {name for name, _ in package.controls()}:
        raise TemplateError(f"In der Wordvorlage fehlt das Inhaltssteuerelement „{tag}“")


@dataclass(frozen=True, slots=True)
class Xml:
    """Paragraphs and tables that a form takes as they are; empty ones count as false."""

    elements: Sequence[Element]

    def __bool__(self) -> bool:
        """Say whether there is anything."""
        return bool(self.elements)

    def __str__(self) -> str:
        """Give the markup."""
        return "".join(etree.tostring(one, encoding="unicode", with_tail=False) for one in self.elements)

    __html__ = __str__


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
        form.render(
            dict(fields),
            SandboxedEnvironment(undefined=jinja2.StrictUndefined, autoescape=True),
            autoescape=True,
        )
    except jinja2.UndefinedError as error:
        unknown = (re.findall(r"'([^']*)'", str(error)) or ["?"])[-1]
        raise TemplateError(
            f"Die Vorlage „{template.name}“ verlangt das Feld „{unknown}“, das es nicht gibt",
            f"Den Namen in Word berichtigen. Es gibt: {', '.join(sorted(fields))}.",
        ) from error
    except (jinja2.TemplateError, etree.XMLSyntaxError) as error:
        raise TemplateError(
            f"Die Felder der Vorlage „{template.name}“ sind nicht richtig geschrieben: {error}",
            "{{ Feld }}, {% if %} und {% for %} in einem Zug schreiben, ohne darin das Format zu wechseln.",
        ) from error
    out = io.BytesIO()
    form.save(out)
    return read(out.getvalue())
