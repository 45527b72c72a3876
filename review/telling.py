"""What became of the words of a part, told in sentences: short fields as they were and are, running text by its edits."""

from collections.abc import Iterable, Iterator, Sequence

from pipeline.model import OPEN
from review.changes import Edit, Part, PartChange, Token
from review.compare import BREAK
from review.words import NOTE, in_quotes, tokens

SHORT = frozenset(
    [
        "Titel",
        "Untertitel",
        "Überschrift",
        "Federführung",
        "Zeitraum",
        "Finanzbedarf",
        "Begriff",
        "Fundstelle",
        "Vorschrift",
        "Artikel",
        "In Kraft ab",
        "Außer Kraft ab",
        "Nachfolge",
        "Noch zu bestätigen",
        "Ergebnis im Kopf",
        "Ausgang",
        "Abstimmung",
        "TOP",
        "Sitzung",
        "Drucksache",
        "Herausgeberin",
        "Zuständige Stelle",
    ]
)
"""Fields told whole: from … to …."""

LISTED = frozenset({"Beteiligte", "Nicht verwendet", "Ziele"})
"""Fields whose value is a list: what was added and what was dropped is told."""

PICTURE = "Bild"
"""The part of a figure that is compared by its bytes."""

BODY = frozenset({"Absatz", "Wortlaut", "Überschrift", "Tabellentitel"})
"""Parts whose name says nothing beside the item's own."""

_MOST_EDITS, _REWRITTEN, _HALF = 2, 0.6, 0.5
"""A sentence with more edits, a text with a larger share of changed words, or a sentence of which less than half is kept,
is told as it was and is."""

_EXCERPT, _VALUE = 120, 8
"""Words quoted of what is new or gone (the Synopse has all of it), and of a text that counts as a mere value."""

_ENDS, _SIGNS = frozenset(".!?"), frozenset(",;.:!?")
_CONTEXT, _LITTLE_CONTEXT, _LITTLE = 4, 2, 8
"""Words before an insertion that tell its place; with fewer, a short one is shown between its neighbours."""

_PLAIN = {"Str": "", "Space": " ", "SoftBreak": " ", "LineBreak": "\n"}


def said(row: Iterable[Token], between: str = " / ") -> str:
    """Give tokens as they are printed; a footnote's call is a star, ``between`` stands between paragraphs."""
    return "".join(between if token == BREAK else token.text for token in row).replace(NOTE, "*")


def text_of(part: Part) -> str:
    """Give the text of a part."""
    if all(one["t"] in _PLAIN for one in part.inlines):  # most are, and need not be cut into words
        return "".join(one["c"] if one["t"] == "Str" else _PLAIN[one["t"]] for one in part.inlines)
    return said(tokens(part.inlines))


def quote(words: str) -> str:
    """Set words in quotation marks on one line."""
    return in_quotes(" ".join(words.split()))


def excerpt(words: str) -> str:
    """Cut a long text where it is told and not printed."""
    row = words.split()
    return words if len(row) <= _EXCERPT else f"{' '.join(row[:_EXCERPT])} …"


Names = tuple[Sequence[str], Sequence[str]]
"""The entries of a list as they are to be called, of the earlier and of the later draft."""


def told(part: PartChange, listed: Names | None = None) -> Iterator[str]:
    """Tell what became of a part.

    Args:
        part: what changed.
        listed: its entries if it is a list; names may hold commas themselves.
    """
    before = said(token for edit in part.edits for token in edit.base)
    after = said(token for edit in part.edits for token in edit.head)
    name = "" if part.name in BODY else part.name
    lead = f"{name}: " if name else ""
    if part.base_frame is None:
        yield f"{name or 'Absatz'} ergänzt: {quote(excerpt(after))}."
    elif part.head_frame is None:
        yield f"{name or 'Absatz'} gestrichen: {quote(excerpt(before))}."
    elif part.name in LISTED and OPEN not in {before, after} and (items := list(_listed(part.name, *(listed or ((), ()))))):
        yield f"{lead}{'; '.join(items)}."
    elif part.name in SHORT and before != after:
        yield f"{part.name} wechselt von {_value(before)} zu {_value(after)}."
    elif all(edit.op in {"equal", "format"} for edit in part.edits):
        yield lead + (
            "anders gegliedert (Absatz, Liste oder Spalte)."
            if all(edit.op == "equal" for edit in part.edits)
            else "andere Bilddatei unter demselben Namen."
            if part.name == PICTURE
            else "nur Hervorhebung oder Verweis geändert."
        )
    elif _rewritten(part.edits, _REWRITTEN):
        brief = name and max(len(before.split()), len(after.split())) <= _VALUE
        yield (
            f"{lead}{_value(before)} wird zu {_value(after)}."
            if brief
            else f"{lead}neu gefasst, bisher {quote(before)}, jetzt {quote(after)}."
        )
    else:
        yield f"{lead}{'; '.join(_by_sentence(part.edits))}."


def _value(words: str) -> str:
    return quote(words) if words.strip() else "leer"


def _listed(name: str, old: Sequence[str], new: Sequence[str]) -> Iterator[str]:
    gone, come = [one for one in old if one not in new], [one for one in new if one not in old]
    if come:
        yield f"hinzu {'kommt' if len(come) == 1 else 'kommen'} {_and(come)}"
    if gone and name == "Ziele":  # the goal itself may well remain
        yield f"nicht mehr genannt: {_and(gone)}"
    elif gone:
        yield f"{_and(gone)} entfällt" if len(gone) == 1 else f"{_and(gone)} entfallen"


def _and(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} und {words[-1]}"


def _rewritten(script: Sequence[Edit], share: float) -> bool:
    """Whether so large a share was changed that the words that went and came would only confuse."""
    if len({edit.op for edit in script} & {"insert", "delete"}) < 2:  # noqa: PLR2004 - only one of both
        return False
    words = [sum(token.is_word for token in side) for side in sides(script)]
    kept = sum(token.is_word for edit in script if edit.op == "equal" for token in edit.base)
    return kept < (1 - share) * max(words, default=0)


def sides(script: Sequence[Edit]) -> tuple[list[Token], list[Token]]:
    """Give the tokens of both drafts."""
    return [one for edit in script for one in edit.base], [one for edit in script for one in edit.head]


def _by_sentence(script: Sequence[Edit]) -> Iterator[str]:
    """Tell sentence by sentence what changed."""
    before: tuple[Token, ...] = ()
    for one in _sentences(script):
        yield from _sentence(one, before)
        before = tuple(token for edit in one for token in edit.head) or before


def _sentences(script: Sequence[Edit]) -> Iterator[list[Edit]]:
    """Cut a script where both drafts end the same sentence."""
    piece: list[Edit] = []
    for edit in script:
        start = 0
        for at, token in enumerate(edit.head if edit.op == "equal" else ()):
            if token.is_gap and at and edit.head[at - 1].text in _ENDS:
                piece.append(Edit("equal", edit.base[start : at + 1], edit.head[start : at + 1]))
                yield piece
                piece, start = [], at + 1
        if start < max(len(edit.base), len(edit.head)):
            piece.append(Edit(edit.op, edit.base[start:], edit.head[start:]))
    yield piece


def _sentence(script: Sequence[Edit], preceding: tuple[Token, ...]) -> Iterator[str]:
    """Tell a sentence by its edits; one with many of them by its two wordings."""
    changed = sum(edit.op != "equal" and not (at and _answers(script[at - 1], edit)) for at, edit in enumerate(script))
    if changed > _MOST_EDITS or (changed > 1 and _rewritten(script, _HALF)) or any(map(_torn, script)):
        old, new = sides(script)
        yield f"{quote(said(old))} lautet jetzt {quote(said(new))}"
    else:
        yield from _edits(script, preceding)


def _torn(edit: Edit) -> bool:
    """Whether what went or came opens a bracket or a quotation and does not close it."""
    words = said((*edit.base, *edit.head)) if edit.op in {"delete", "insert"} else ""
    return any(words.count(one) != words.count(other) for one, other in ("()", "„“", "‚‘"))


def _answers(before: Edit, edit: Edit) -> bool:
    return before.op == "delete" and edit.op == "insert"


def _edits(script: Sequence[Edit], preceding: tuple[Token, ...]) -> Iterator[str]:
    """Tell each edit; a deletion and the insertion behind it are one."""
    at = 0
    while at < len(script):
        edit = script[at]
        following = script[at + 1] if at + 1 < len(script) else None
        if edit.op in {"equal", "format"}:
            if edit.op == "format":
                yield f"{quote(said(edit.head))} anders hervorgehoben oder verwiesen"
            at += 1
            continue
        gone, come, step = edit.base, edit.head, 1
        if following is not None and _answers(edit, following):
            come, step = following.head, 2
        before = script[at - 1].head if at else preceding
        after = script[at + step].head if at + step < len(script) else ()
        yield _edit(gone, come, before, after)
        at += step


def _edit(gone: tuple[Token, ...], come: tuple[Token, ...], before: tuple[Token, ...], after: tuple[Token, ...]) -> str:
    old, new = said(gone).strip(), said(come).strip()
    if _parted(gone) or _parted(come):
        where = quote(_last(before, _CONTEXT))
        return f"neuer Absatz nach {where}" if _parted(come) else f"kein Absatz mehr nach {where}"
    signs = gone and come and not (_wordy(gone) and _wordy(come))  # a sign alone tells nobody where it stands
    if signs or (gone and come and {old[:1], new[:1]} & _SIGNS):
        left, right = _last(before, 1), _first(after, 1) if signs else ""
        old, new = (f"{left}{said(side)}{right}" if side else "" for side in (gone, come))
    if gone and come:
        return f"{quote(old)} wird zu {quote(new)}"
    words, verb = (new, "eingefügt") if come else (old, "gestrichen")
    context = _last(before, _CONTEXT)
    size = sum(token.is_word for token in (*gone, *come))
    if not size or (len(context.split()) <= _LITTLE_CONTEXT and size <= _LITTLE and before and after):
        left, right = _last(before, 1), _first(after, 1)
        return f"{quote(left + said(gone) + right)} wird zu {quote(left + said(come) + right)}"
    whole = context == said(before)
    place = f"nach {quote(context.strip() if whole else f'… {context.strip()}')} " if context.strip() else "am Anfang "
    return f"{place}{verb}: {quote(words)}"


def _parted(row: Iterable[Token]) -> bool:
    """Whether it is the end of a paragraph and nothing else."""
    return [token for token in row if not token.is_gap] == [BREAK]


def _wordy(row: Iterable[Token]) -> bool:
    return any(token.is_word for token in row)


def _last(row: Sequence[Token], words: int) -> str:
    """Give the end of a row: so many words and what stands behind them."""
    at, seen = len(row), 0
    while at > 0 and seen < words:
        at -= 1
        seen += row[at].is_word
    return said(row[at:])


def _first(row: Sequence[Token], words: int) -> str:
    at = seen = 0
    while at < len(row) and seen < words:
        seen += row[at].is_word
        at += 1
    return said(row[:at])
