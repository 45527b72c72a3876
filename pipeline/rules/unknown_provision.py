"""A section of a law is cited that no law file holds.

Either the number is wrong, or the provision is missing from `recht/`, and then nobody has looked at what
it means for the measures. Only laws that some provision on file names are judged: with § 12a AufenthG on
file, § 12b AufenthG is asked about, § 19 AGG is not.

Bad:  "nach § 12b AufenthG", and `recht/*.yaml` knows §§ 12a, 26, 44 … AufenthG
Good: "nach § 12a AufenthG", or better the reference `[](#IG-01)`
"""

import difflib
import re
from collections.abc import Iterable, Iterator

from pipeline.findings import Finding, Severity
from pipeline.model import Concept
from pipeline.passages import passages

SEVERITY = Severity.WARNING

_LAW = r"(?P<law>[A-ZÄÖÜ][A-Za-zÄÖÜäöü]*(?:G|V|O|GB)\b(?: [IVX]+\b)?)"
_LIST = r"\d+(?:\s?[a-z])?\b(?:(?:,|\s+und|\s+bis|\s+oder|\s+sowie)\s*\d+(?:\s?[a-z])?\b)*"
_CITED = re.compile(rf"§§?\s*(?P<sections>{_LIST})(?:,|\s+de[sr])?\s+{_LAW}")
_DETAIL = re.compile(rf"\b(?:Abs\.|Absatz|Absätze|Satz|Sätze|S\.|Nr\.|Nummer|Ziff\.)\s*{_LIST}|\bff?\.")
_SECTION = re.compile(r"\d+(?:\s?[a-z]\b)?")


def check(concept: Concept) -> Iterator[Finding]:
    """Yield a finding at each cited section of a law on file that no provision names."""
    known: dict[str, set[str]] = {}
    for provision in concept.provisions:
        for law, sections, _ in _citations(provision.norm):
            known.setdefault(law, set()).update(sections)
    if not known:
        return
    for passage in passages(concept):
        source = passage.text.source
        if passage.kind == "provision" or "§" not in source:
            continue
        for law, sections, start in _citations(source):
            for section in sections:
                if law in known and section not in known[law]:
                    yield Finding(
                        passage.text.place.down(source.count("\n", 0, start)),
                        f"§ {section} {law} steht in keiner Datei unter recht/",
                        _hint(section, law, known[law]),
                        subject="" if "." in passage.subject else passage.subject,
                    )


def _citations(text: str) -> Iterator[tuple[str, tuple[str, ...], int]]:
    """Yield law, sections and offset of each citation."""
    bare = _DETAIL.sub(lambda found: re.sub(r"\S", " ", found[0]), text)
    for found in _CITED.finditer(bare):
        sections = ("".join(section.split()) for section in _SECTION.findall(found["sections"]))
        yield found["law"], tuple(sections), found.start()


def _hint(section: str, law: str, sections: Iterable[str]) -> str:
    near = difflib.get_close_matches(section, sorted(sections), 1, 0.5)
    meant = f"meinten Sie § {near[0]} {law}? Sonst " if near else ""
    return f"{meant}die Vorschrift unter recht/ aufnehmen, damit sie geprüft werden kann"
