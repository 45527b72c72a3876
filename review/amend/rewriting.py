"""Write a changed wording back into its file: single words where the file allows it, else the one value as a whole."""

import re
from collections.abc import Callable, Sequence

import yaml

from review.amend.layout import Habit, filled, wrapped_line
from review.amend.marks import BLOCK_START, cut, same
from review.amend.sites import Site, Wording
from review.amend.splice import Cut
from review.amend.yamlsource import Edit, decoded, listed, literal, one_line

Plan = Callable[[Wording], "list[Cut] | None"]
"""Gives the cuts for a wording; None if the change does not fit."""

NAMES = frozenset({"beteiligte", "ziele", "vermeiden", "felder", "ausser"})
"""Fields that hold a list of names, or ``offen``."""

_SIGNS = "\ue000\ue001\ue002\ue003"
_BLANK = re.compile(r"\n[ \t]*\n")


def rewritten(site: Site, plan: Plan, habit: Habit) -> list[Edit] | None:
    """Make the edits of a change.

    Args:
        site: where.
        plan: what.
        habit: how the file breaks its lines.

    Returns:
        The edits; None if the change does not fit or YAML cannot hold it.
    """
    if site.node is None:
        cuts = plan(site.raw)
        return None if cuts is None else _exchanged(site, cuts, habit)
    text = site.text
    cuts = plan(Wording(text))
    if cuts is None:
        return None
    wanted = applied(text, cuts)
    if site.editable:
        raw = plan(site.raw)
        edits = None if raw is None else _exchanged(site, raw, habit)
        if edits is not None and says(site, edits, wanted):
            return edits
    return replaced(site, wanted, habit)


def applied(text: str, cuts: Sequence[Cut]) -> str:
    """Give a text with cuts made."""
    for one in sorted(cuts, key=lambda one: (one.start, one.end), reverse=True):
        text = text[: one.start] + one.text + text[one.end :]
    return text


def says(site: Site, edits: Sequence[Edit], wanted: str) -> bool:
    """Whether a value in YAML reads as wanted after the edits."""
    start = site.source.offset(site.node.start_mark)
    end = max(site.end, start)
    if any(edit.start < start or edit.end > end for edit in edits):
        return False
    raw = site.source.text[:end]
    for edit in sorted(edits, key=lambda one: (one.start, one.end), reverse=True):
        raw = raw[: edit.start] + edit.text + raw[edit.end :]
    found = decoded_at(raw[start:], site.parent)
    return isinstance(found, str) and same(cut(found), cut(wanted))


def decoded_at(written: str, parent: int) -> object:
    """Read what stands behind a key that is indented so far."""
    return decoded(re.sub(rf"(?m)^ {{0,{parent}}}", "", written) if parent else written)


def replaced(site: Site, wanted: str, habit: Habit) -> list[Edit] | None:
    """Write a value of YAML anew; None if it would be empty or cannot be written."""
    path, head = site.source.path, site.source.offset(site.node.start_mark)
    if isinstance(site.node, yaml.SequenceNode) or site.name in NAMES:
        return _list(site, wanted)
    if not wanted.strip():
        return None
    if site.style in {"literal", "folded"}:
        block = literal(_filled(wanted, habit, site.indent) + "\n", site.indent)
        if block.startswith("|\n"):
            edits = [Edit(path, site.start, site.end, _ends(block[2:], site))]
            if site.style == "folded":
                edits.insert(0, Edit(path, head, head + 1, "|"))
            if says(site, edits, wanted):
                return edits
        end = site.end
    else:
        end = site.end
        block = "" if "\n" in wanted.strip("\n") else _line(site, wanted.strip("\n"), habit)
    if not block:
        block = literal(_filled(wanted, habit, site.parent + 2) + "\n", site.parent + 2)
    edits = [Edit(path, head, end, _ends(block, site))]
    if says(site, edits, wanted):
        return edits
    edits = [Edit(path, head, end, literal("", 0) if not wanted else _quoted(wanted))]
    return edits if says(site, edits, wanted) else None


def _quoted(text: str) -> str:
    return one_line(text, quoted='"')


def _line(site: Site, wanted: str, habit: Habit) -> str:
    """Write a value on one line, or wrapped where it was; quotes stay."""
    style = getattr(site.node, "style", None)
    written = one_line(wanted, quoted='"' if style == '"' else "")
    wraps = "\n" in site.source.text[site.start : site.end] or len(written) + site.parent > habit.width + 30
    if wraps and not written.startswith('"') and " " in written:
        rows = filled(written, Habit(by_sentence=False, width=habit.width), site.parent + 2).split("\n")
        folded = ("\n" + " " * (site.parent + 2)).join(rows)
        if decoded_at(folded, site.parent) == wanted:
            return folded
    return written


def _filled(text: str, habit: Habit, indent: int) -> str:
    """Lay out a text by the habit unless that changes what it says."""
    laid = filled(text, habit, indent)
    return laid if same(cut(laid), cut(text)) else text.strip("\n")


def _list(site: Site, wanted: str) -> list[Edit] | None:
    rows = [row for row in wanted.split("\n") if row.strip()]
    if any(not row.startswith("- ") for row in rows):
        if wanted.strip() != "offen":
            return None
        names, written = None, "offen"
    else:
        names = [row[2:].strip() for row in rows]
        block = isinstance(site.node, yaml.SequenceNode) and not site.node.flow_style
        column = site.node.start_mark.column if block else site.parent + 2
        written = listed(names, column, flow=not block)
    lead = " " if site.source.text[site.start - 1 : site.start] == ":" and not written.startswith("\n") else ""
    expected = names if names is not None else "offen"
    if decoded_at(lead + written, site.parent) != expected:
        return None
    return [Edit(site.source.path, site.start, site.end, _ends(lead + written, site))]


def _ends(text: str, site: Site) -> str:
    return text.replace("\n", site.source.newline)


def _exchanged(site: Site, cuts: Sequence[Cut], habit: Habit) -> list[Edit] | None:
    """Make edits of cuts in the file's own text: indented, and lines that grew too long broken."""
    path, text = site.source.path, site.source.text
    if not cuts:
        return []
    breaks = any("\n" in one.text for one in cuts)
    if breaks and site.style == "flow":
        return None
    low = text.rfind("\n", 0, min(one.start for one in cuts)) + 1
    low = max(low, site.start) if site.style in {"flow", "folded", "literal"} else low
    high = text.find("\n", max(one.end for one in cuts))
    high = len(text) if high < 0 else high
    high = min(high, site.end) if site.end >= max(one.end for one in cuts) else high
    piece = text[low:high]
    sign = next((one for one in _SIGNS if one not in piece and not any(one in each.text for each in cuts)), "")
    if not sign:
        return None
    for one in sorted(cuts, key=lambda one: (one.start, one.end), reverse=True):
        fresh = _indented(one.text, site.indent, sign)
        piece = piece[: one.start - low] + fresh + piece[one.end - low :]
    rows: list[str] = []
    for raw in piece.split("\n"):
        end = "\r" if raw.endswith("\r") else ""
        row = raw.removesuffix("\r")
        if sign not in row:
            rows.append(raw)
            continue
        bare = row.replace(sign, "")
        if not bare.strip() and row.count(sign) < 2:  # noqa: PLR2004 - a blank line that was meant carries two signs
            continue
        bare = bare.rstrip(" ") if not bare.strip() else bare
        first = site.style == "flow" and not rows
        laid = bare if first else wrapped_line(bare, habit, site.indent)
        rows += [one + end for one in laid.split("\n")]
    fresh = "\n".join(rows)
    if site.source.newline == "\r\n":
        fresh = re.sub(r"(?<!\r)\n", "\r\n", fresh)
    edits = [_trimmed(Edit(path, low, high, fresh), text)]
    if site.style == "folded" and any(_BLANK.search(one.text) or _marked(one.text) for one in cuts):
        head = site.source.offset(site.node.start_mark)
        edits.insert(0, Edit(path, head, head + 1, "|"))
    return edits


def _marked(text: str) -> bool:
    return any(BLOCK_START.match(row) for row in text.split("\n")[1:])


def _trimmed(edit: Edit, text: str) -> Edit:
    """Leave out what stays at both ends."""
    former, fresh = text[edit.start : edit.end], edit.text
    start = 0
    while start < min(len(former), len(fresh)) and former[start] == fresh[start]:
        start += 1
    end = 0
    while end < min(len(former), len(fresh)) - start and former[-1 - end] == fresh[-1 - end]:
        end += 1
    return Edit(edit.path, edit.start + start, edit.end - end, fresh[start : len(fresh) - end])


def _indented(text: str, indent: int, sign: str) -> str:
    """Join lines that are only wrapped, indent the rest, and sign every line so that it is laid out later."""
    if not text:
        return sign
    blocks = []
    for block in re.split(r"\n[ \t]*(?=\n)", text.replace("\r\n", "\n")):
        rows = block.split("\n")
        joined = [rows[0]]
        for row in rows[1:]:
            plain = (
                row.strip()
                and joined[-1].strip()
                and not BLOCK_START.match(row.lstrip())
                and not row.startswith("    ")
            )
            above = joined[-1].lstrip()
            if plain and not above.startswith(("|", "#", "Tabelle:")) and not joined[-1].endswith(("  ", "\\")):
                joined[-1] += " " + row.strip()
            else:
                joined.append(row)
        blocks.append("\n".join(joined))
    rows = "\n".join(blocks).split("\n") if len(blocks) > 1 else blocks[0].split("\n")
    done = [rows[0]] + [" " * indent + row if row.strip() else "" for row in rows[1:]]
    return "\n".join(sign + row + sign for row in done)
