"""Hypothesis strategies: what people write, what they break, and small valid concepts as files.

``texts`` and ``lines`` hold what trips programs: umlauts, right-to-left scripts, ``&<>"``, Jinja, signs of
Markdown and YAML. ``drafts`` are valid concepts as plain data with German keys; ``files`` writes them,
``written`` takes a node of the model apart again. ``spoiled`` is the minimal concept with damage done to it.
"""

import copy
import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import trees
import yaml
from hypothesis import strategies as st

from pipeline.model import OPEN, OPERATIONS, Node, Period, Text
from pipeline.read.hygiene import CONTROL

TRICKY = (
    "ä", "Öffnung", "ß", "Straße", "é", "…", "–", "„Zitat“", '"', "'", "&", "&amp;", "&#7;", "&#x1F;", "<", ">", "<b>", "</p>", "<script>",
    "{{ 7*7 }}", "{% if x %}", "{#", "#}", "${x}", "%", "\\", "\\n", "`", "``", "*", "**", "_", "#", "## ", "[", "](", "![", "^[",
    "~", "|", "- ", "1. ", "> ", ":", ": ", "::: ", "---", "@", "#let x", "$x$", "!", "!!python", "&a", "*a", "? ", "=", "\t",
    "שלום", "مرحبا بالعالم", "\u202e", "\u200f", "\u200b", "\u00a0", "\u00ad", "中文", "😀", "👩‍👩‍👧", "Ǆ", "ﬁ", "\u2028", "null", "nein", "offen",
    "2017-05-03", "0x1F", "1e3", "Ziele", "Maßnahmen", "77 Ziele", "Tabelle: ", "(#Z-AAA-01)",
)  # fmt: skip

_CHARACTERS = st.characters(exclude_categories=("Cs", "Cc", "Cn"))
_CONFLICT = re.compile(r"^(<{7}|>{7}|\|{7})", re.MULTILINE)


def _tidy(value: str) -> str:
    """Only what a clean file can hold: composed characters, none for control, one kind of line end."""
    return unicodedata.normalize("NFC", CONTROL.sub("", value.replace("\r", " ")))


_pieces = st.lists(st.one_of(st.sampled_from(TRICKY), st.text(_CHARACTERS, max_size=8)), min_size=1, max_size=6)


def _spoken(value: str) -> bool:
    return bool(value.strip()) and not _CONFLICT.search(value) and not value.startswith("\ufeff")


_lines = lines = _pieces.map(" ".join).map(_tidy).filter(_spoken)
"""One line of text, never blank."""

_texts = texts = (
    st.lists(lines, min_size=1, max_size=4)
    .flatmap(lambda several: st.sampled_from(["\n", "\n\n", "  \n"]).map(lambda gap: _tidy(gap.join(several))))
    .filter(_spoken)
)
"""Several lines, never blank."""

anything = st.one_of(
    texts,
    st.text(max_size=40),
    st.binary(max_size=60).map(lambda data: data.decode("latin-1")),
)
"""Text of any kind."""

_days = st.dates(date(1990, 1, 1), date(2100, 12, 31)).map(date.isoformat)
_yes_no = st.sampled_from(["ja", "nein"])
_periods = st.one_of(
    st.sampled_from([OPEN, "laufend", "ab 2017"]),
    st.integers(1990, 2100).map(str),
    st.tuples(st.integers(1990, 2040), st.integers(0, 60)).map(lambda pair: f"{pair[0]}-{pair[0] + pair[1]}"),
)
_papers = st.integers(0, 9999).map(lambda number: f"17/SVV/{number:04d}")

CODES = ("AAA", "BB", "CCCC")


def _fields(
    code: str, lines: st.SearchStrategy[str], texts: st.SearchStrategy[str]
) -> st.SearchStrategy[dict[str, Any]]:
    open_or_line = st.one_of(st.just(OPEN), lines)
    names = st.one_of(st.just(OPEN), st.lists(lines, min_size=1, max_size=3))

    def measures(goals: int) -> st.SearchStrategy[list[dict[str, Any]]]:
        served = st.lists(
            st.integers(1, goals).map(lambda number: f"Z-{code}-{number:02d}"), min_size=1, max_size=3, unique=True
        )
        measure = st.fixed_dictionaries(
            {
                "titel": lines,
                "beschreibung": texts,
                "ziele": served,
                "federfuehrung": open_or_line,
                "beteiligte": names,
                "zeitraum": _periods,
                "finanzbedarf": open_or_line,
                "wirkung": texts,
            }
        )
        return st.lists(measure, min_size=1, max_size=3).map(lambda several: _numbered(f"M-{code}", several))

    def field_of(goals: list[dict[str, Any]]) -> st.SearchStrategy[dict[str, Any]]:
        return st.fixed_dictionaries(
            {
                "kuerzel": st.just(code),
                "titel": lines,
                "zeichen": st.sampled_from(["haus", "buch", "stern"]),
                "farbe": st.just("#8A3324"),
                "leitlinien": st.lists(st.fixed_dictionaries({"text": texts}), max_size=2).map(
                    lambda several: _numbered(f"L-{code}", several)
                ),
                "einleitung": texts,
                "ziele": st.just(goals),
                "massnahmen": measures(len(goals)),
            }
        )

    goals = st.lists(st.fixed_dictionaries({"titel": lines, "text": texts}), min_size=1, max_size=3)
    return goals.map(lambda several: _numbered(f"Z-{code}", several)).flatmap(field_of)


def _numbered(stem: str, several: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{"id": f"{stem}-{number:02d}", **one} for number, one in enumerate(several, 1)]


def amendments(
    number: int, codes: Sequence[str], lines: st.SearchStrategy[str], texts: st.SearchStrategy[str]
) -> st.SearchStrategy[dict[str, Any]]:
    """Amendments of every kind; their targets exist or not."""
    code = st.sampled_from(codes)
    position = st.fixed_dictionaries(
        {"vorschlag": st.sampled_from(["übernehmen", "ablehnen", "bereits enthalten", "offen"]), "begruendung": texts},
        optional={"enthalten_in": st.lists(lines, min_size=1, max_size=2)},
    )
    target = st.one_of(
        lines,
        st.builds(lambda code, sign: f"{sign}-{code}-01", code, st.sampled_from("ZML")),
        st.sampled_from(["kapitel/00.md", "vorlage.yaml", "kap-nirgends"]),
    )
    goal = st.builds(lambda code, title, text: {"id": f"Z-{code}-90", "titel": title, "text": text}, code, lines, texts)
    measure = st.builds(
        lambda code, rest: {"id": f"M-{code}-90", "ziele": [f"Z-{code}-01"], **rest},
        code,
        st.fixed_dictionaries(
            {
                "titel": lines,
                "beschreibung": texts,
                "federfuehrung": lines,
                "beteiligte": st.lists(lines, min_size=1, max_size=2),
                "zeitraum": _periods,
                "finanzbedarf": lines,
                "wirkung": texts,
            }
        ),
    )
    needed = {"alt": texts, "neu": texts, "feld": lines, "ziel": goal, "massnahme": measure}

    def operation(kind: str) -> st.SearchStrategy[dict[str, Any]]:
        must, may = OPERATIONS[kind]
        return st.fixed_dictionaries(
            {"art": st.just(kind), "stelle": target, **{key: needed[key] for key in must}},
            optional={
                **{key: needed[key] for key in may},
                "stellungnahme": position,
                "ergebnis": st.sampled_from(["angenommen", "abgelehnt", "offen"]),
                "beschlossen": texts,
            },
        )

    return st.fixed_dictionaries(
        {
            "id": st.just(f"A-{codes[0]}-{number:02d}"),
            "drucksache": st.one_of(st.just(OPEN), _papers),
            "betreff": lines,
            "einreicher": lines,
            "datum": _days,
            "oeffentlich": _yes_no,
            "tischvorlage": _yes_no,
            "fassung": lines,
            "aenderungen": st.lists(st.sampled_from(list(OPERATIONS)).flatmap(operation), min_size=1, max_size=4),
            "begruendung": texts,
            "status": st.sampled_from(["eingereicht", "übernommen", "abgelehnt", "geändert angenommen"]),
        },
        optional={
            "knuepft_an": st.lists(st.just("A-AAA-99"), min_size=1, max_size=1),
            "stellungnahme": position,
            "erledigt": st.one_of(st.just(OPEN), _days),
            "gremium": lines,
            "abstimmung": _votes(lines),
            "wendung": lines,
            "bemerkung": lines,
        },
    )


def _votes(lines: st.SearchStrategy[str]) -> st.SearchStrategy[dict[str, Any]]:
    count = st.integers(0, 60)
    return st.fixed_dictionaries({"zustimmung": count, "ablehnung": count, "enthaltung": count, "gegenstand": lines})


@dataclass
class Draft:
    """A valid concept before it is written.

    Attributes:
        data: path of a YAML file → its content.
        chapters: path of a Markdown file → its text.
    """

    data: dict[str, Any] = field(default_factory=dict)
    chapters: dict[str, str] = field(default_factory=dict)


@st.composite
def drafts(
    draw: st.DrawFn, some_lines: st.SearchStrategy[str] = _lines, some_texts: st.SearchStrategy[str] = _texts
) -> Draft:
    """Small valid concepts: form is right everywhere, meaning need not be.

    A draft draws a handful of texts and uses them over and over: that is ten times faster, and an author's
    texts are told apart by where they stand.
    """
    lines = st.sampled_from(draw(st.lists(some_lines, min_size=1, max_size=5)))
    texts = st.sampled_from(draw(st.lists(some_texts, min_size=1, max_size=4)))
    codes = draw(st.lists(st.sampled_from(CODES), min_size=1, max_size=3, unique=True))
    fields = {f"handlungsfelder/{code.lower()}.yaml": draw(_fields(code, lines, texts)) for code in codes}
    chapters = {f"kapitel/{number:02d}.md": draw(texts) for number in range(draw(st.integers(1, 3)))}
    annex = "kapitel/90-anhang.md"
    wording = draw(lines)
    settings = {
        "titel": draw(lines),
        "untertitel": draw(lines),
        "herausgeberin": draw(lines),
        "buero": draw(lines),
        "beginn": 2016,
        "ende": draw(st.integers(2016, 2030)),
        "fassung": {
            "name": draw(lines),
            "stichtag": draw(_days),
            "drucksache": draw(_papers),
            "bezeichnung": draw(lines),
        },
        "unverbindlichkeitshinweis": {"wortlaut": wording, "kapitel": annex},
        "gliederung": [
            {"art": "teil", "titel": draw(lines), "inhalt": [*chapters, "leitlinien"]},
            {"art": "teil", "titel": draw(lines), "inhalt": list(fields)},
            {"art": "anhang", "titel": "Maßnahmen", "inhalt": [annex, "massnahmen"]},
            {"art": "anhang", "titel": "Verzeichnisse", "inhalt": ["glossar", "vorschriften", "federfuehrungen"]},
        ],
    }
    term = st.fixed_dictionaries(
        {"begriff": lines, "definition": texts}, optional={"vermeiden": st.lists(lines, min_size=1, max_size=2)}
    )
    terms = draw(st.lists(term, max_size=3))
    provision = st.fixed_dictionaries(
        {
            "artikel": lines,
            "norm": lines,
            "titel": lines,
            "inhalt": texts,
            "von": _days,
            "bis": st.one_of(st.just(OPEN), _days),
            "nachfolge": lines,
            "betrifft": lines,
            "unsicher": _yes_no,
        }
    )
    vote = st.one_of(st.just(OPEN), _votes(lines))
    motion = st.fixed_dictionaries(
        {"text": lines, "antragsteller": lines, "abstimmung": vote, "ergebnis": lines}, optional={"wendung": lines}
    )
    several = draw(st.integers(0, 2))
    proposed = [draw(amendments(number, codes, lines, texts)) for number in range(1, several + 1)]
    consultation = st.fixed_dictionaries(
        {
            "datum": _days,
            "gremium": lines,
            "rolle": st.sampled_from(["Einbringung", "Vorberatung", "Entscheidung"]),
            "oeffentlich": _yes_no,
            "sitzung": lines,
            "top": lines,
            "kopfergebnis": lines,
            "ausgang": lines,
            "abstimmung": vote,
        },
        optional={
            "bemerkung": lines,
            "wendung": lines,
            "anlass": lines,
            "fassung": lines,
            "antraege": st.lists(st.sampled_from(["A-AAA-01", "A-BB-02"]), min_size=1, max_size=2),
            "geschaeftsordnung": st.lists(motion, min_size=1, max_size=2),
            "beschlusstext": texts,
            "protokoll": texts,
        },
    )
    submission = st.fixed_dictionaries(
        {
            "drucksache": _papers,
            "art": lines,
            "betreff": lines,
            "oeffentlich": _yes_no,
            "federfuehrend": lines,
            "einreicher": lines,
            "erstellt": _days,
            "eingang": _days,
            "beratungsfolge": st.lists(consultation, max_size=2),
            "beschlussvorschlag": texts,
            "finanzielle_auswirkungen": st.fixed_dictionaries({"vorhanden": _yes_no, "darstellung": texts}),
            "demografiepruefung": st.fixed_dictionaries(
                {
                    "kriterien": st.lists(
                        st.fixed_dictionaries(
                            {
                                "kriterium": lines,
                                "gewicht": st.integers(0, 100),
                                "punkte": st.integers(0, 3),
                                "erlaeuterung": lines,
                            }
                        ),
                        max_size=2,
                    )
                }
            ),
            "begruendung": texts,
            "anlagen": st.lists(
                st.fixed_dictionaries({"nummer": lines, "titel": lines, "umfang": lines, "oeffentlich": _yes_no}),
                max_size=2,
            ),
            "unterschriften": st.lists(lines, max_size=2),
        },
        optional={"klimaauswirkungen": texts},
    )
    leaflet = st.fixed_dictionaries(
        {"titel": lines, "untertitel": lines, "einladung": texts, "so_lesen": texts, "hinweis": texts, "kontakt": texts}
    )
    data: dict[str, Any] = {
        "konzept.yaml": settings,
        **fields,
        "leitlinien.yaml": {
            "leitlinien": _numbered(
                "L", draw(st.lists(st.fixed_dictionaries({"titel": lines, "text": texts}), min_size=1, max_size=2))
            )
        },
        "glossar.yaml": {"eintraege": [{"id": f"g-{chr(97 + n)}", **term} for n, term in enumerate(terms)]},
        "stellen.yaml": {
            "stellen": draw(
                st.lists(st.fixed_dictionaries({"name": lines, "kurz": lines, "bereich": lines}), max_size=2)
            )
        },
        "recht/gesetz.yaml": {
            "kuerzel": "G",
            "titel": draw(lines),
            "datum": draw(_days),
            "in_kraft": draw(_days),
            "fundstelle": draw(lines),
            "vorschriften": _numbered("Gz", draw(st.lists(provision, max_size=2))),
        },
    }
    data |= {f"antraege/{one['id']}.yaml": one for one in proposed}
    if draw(st.booleans()):
        data["vorlage.yaml"] = draw(submission)
    if draw(st.booleans()):
        data["faltblatt.yaml"] = draw(leaflet)
    if draw(st.booleans()):
        happening = st.fixed_dictionaries(
            {"datum": _days, "abschnitt": lines, "titel": lines, "text": texts},
            optional={"wann": lines, "drucksache": _papers},
        )
        data["chronik.yaml"] = {"ereignisse": draw(st.lists(happening, max_size=3))}
    return Draft(data, {**chapters, annex: f"# Anhang\n\n> {wording}\n"})


_WORDS = (
    "Die Stadt", "fördert", "Sprache", "und Begegnung", "in allen Stadtteilen", "für Zugewanderte", "verlässlich", "etwa 2017", "„Rat und Tat“",
    "mit dem Jobcenter", "**dringend**", "*bald*", "[](#Z-AAA-01)", "(siehe unten)", "z. B. Kurse", "zu 80 %", "Straße & Platz", "am 3. Mai 2017",
)  # fmt: skip
_sentences = st.lists(st.sampled_from(_WORDS), min_size=1, max_size=9).map(lambda words: " ".join(words) + ".")
_paragraphs = st.lists(_sentences, min_size=1, max_size=4).flatmap(
    lambda several: st.sampled_from([" ", "\n"]).map(lambda gap: gap.join(several))
)
_entries = st.lists(_sentences, min_size=1, max_size=3)
_blocks_of_text = st.one_of(
    _paragraphs,
    _paragraphs,
    _entries.map(lambda several: "\n".join(f"- {one}" for one in several)),
    _entries.map(lambda several: "\n".join(f"{number}. {one}" for number, one in enumerate(several, 1))),
    _entries.map(lambda several: "| Was | Wer |\n|---|---|\n" + "\n".join(f"| {one} | Amt |" for one in several)),
    _paragraphs.map(lambda one: "> " + one.replace("\n", " ")),
    _sentences.map(lambda one: f"## {one}"),
)
ordinary_lines = st.lists(st.sampled_from([one for one in _WORDS if "[" not in one]), min_size=1, max_size=4).map(
    " ".join
)
"""Titles and short fields as an office writes them."""

ordinary_texts = st.lists(_blocks_of_text, min_size=1, max_size=4).map(
    lambda blocks: "\n\n".join(blocks) + "\n"
)
"""Texts as an office writes them: paragraphs, lists, tables, quotations, headings."""


@st.composite
def amended(draw: st.DrawFn, draft: Draft, lines: st.SearchStrategy[str], texts: st.SearchStrategy[str]) -> Draft:
    """Another draft of the same concept: wordings changed, goals and measures added, dropped and moved, a chapter rewritten."""
    data, chapters = copy.deepcopy(draft.data), dict(draft.chapters)
    fields = [one for path, one in data.items() if path.startswith("handlungsfelder/")]
    for _ in range(draw(st.integers(1, 4))):
        field = draw(st.sampled_from(fields))
        what = draw(st.sampled_from(["goal", "measure", "field", "piece", "order", "drop", "goal new", "measure new", "chapter"]))
        goals, measures = field["ziele"], field["massnahmen"]
        if what == "goal" and goals:
            draw(st.sampled_from(goals))[draw(st.sampled_from(["titel", "text"]))] = draw(lines)
        elif what == "measure" and measures:
            name = draw(st.sampled_from(["titel", "federfuehrung", "finanzbedarf"]))
            one = draw(st.sampled_from(measures))
            one[name] = draw(lines)
            one["zeitraum"] = draw(_periods)
            one["beteiligte"] = draw(st.one_of(st.just(OPEN), st.lists(lines, min_size=1, max_size=3)))
        elif what == "field":
            field["einleitung"] = draw(texts)
        elif what == "piece":
            one = draw(st.sampled_from([field, *goals, *measures]))
            name = next(key for key in ("einleitung", "text", "beschreibung") if key in one)
            pieces = one[name].rstrip("\n").split("\n\n")
            at = draw(st.integers(0, len(pieces)))
            pieces[at : at + draw(st.integers(0, 1))] = [new.rstrip("\n") for new in draw(st.lists(texts, max_size=1))]
            one[name] = "\n\n".join(pieces).rstrip("\n") + "\n" if any(map(str.strip, pieces)) else one[name]
        elif what == "order":
            draw(st.sampled_from([goals, measures])).reverse()
        elif what == "drop" and len(goals) > 1:
            goals.pop(draw(st.integers(0, len(goals) - 1)))
        elif what == "goal new":
            new = {"id": f"Z-{field['kuerzel']}-{draw(st.integers(50, 52))}", "titel": draw(lines), "text": draw(texts)}
            if all(one["id"] != new["id"] for one in goals):
                goals.insert(draw(st.integers(0, len(goals))), new)
        elif what == "measure new" and measures:
            new = {**measures[0], "id": f"M-{field['kuerzel']}-{draw(st.integers(50, 52))}", "beschreibung": draw(texts)}
            if all(one["id"] != new["id"] for one in measures):
                measures.insert(draw(st.integers(0, len(measures))), new)
        elif what == "chapter":
            path = draw(st.sampled_from(sorted(chapters)))
            chapters[path] = "\n\n".join([*chapters[path].rstrip("\n").split("\n\n"), draw(texts).rstrip("\n")]) + "\n"
    return Draft(data, chapters)


class _Literal(str):
    """A string to be written as a block: ``|``."""

    __slots__ = ()


class _Dumper(yaml.SafeDumper):
    pass


_Dumper.add_representer(
    _Literal, lambda dumper, value: dumper.represent_scalar("tag:yaml.org,2002:str", value, style="|")
)
_Dumper.ignore_aliases = lambda _, __: True  # type: ignore[method-assign, assignment]


def _blocks(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _blocks(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_blocks(one) for one in value]
    return _Literal(value) if isinstance(value, str) and "\n" in value else value


def yaml_bytes(data: Any) -> bytes:
    """Write data the way editors do: keys in order, several lines as a block."""
    return yaml.dump(_blocks(data), Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=100).encode()


def files(draft: Draft) -> dict[str, bytes]:
    """Write a draft as the files of a concept."""
    return {path: yaml_bytes(data) for path, data in draft.data.items()} | {
        path: text.encode() for path, text in draft.chapters.items()
    }


def written(value: Any) -> Any:
    """Take a node of the model apart into the data that its file holds."""
    if isinstance(value, Node):
        return {
            info.alias or name: _as_written(name, getattr(value, name))
            for name, info in type(value).model_fields.items()
            if name != "place"
            and (info.is_required() or getattr(value, name) != info.get_default(call_default_factory=True))
        }
    if isinstance(value, Text):
        return value.source
    if isinstance(value, Period):
        return value.written
    if isinstance(value, bool):
        return "ja" if value else "nein"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [written(one) for one in value]
    return str(value) if isinstance(value, str) else value


def _as_written(name: str, value: Any) -> Any:
    return OPEN if value is None or (name == "partners" and not value) else written(value)


# --- damage -------------------------------------------------------------------------------------

Damage = Callable[[bytes], bytes]


def _lined(change: Callable[[list[bytes], int], list[bytes]]) -> Callable[[int], Damage]:
    def at(position: int) -> Damage:
        def damage(data: bytes) -> bytes:
            rows = data.split(b"\n")
            return b"\n".join(change(rows, position % len(rows)))

        return damage

    return at


_CONFLICTED = b"<<<<<<< HEAD\nmeins\n=======\ndeins\n>>>>>>> zweig\n"
_BOMB = b"a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\nd: [*c, *c]\n"
_BAD_VALUES = (
    b"", b"[]", b"{}", b"[[a]]", b"{a: b}", b"~", b"nein", b"-1", b"99999999999999999999", b"2017-02-30", b"|", b"*x", b"&x y",
    b"!!python/object:os.system x", b"! x", b"'", b'"\\x07"', b'"\\ud800"', b"a: b: c", b"? x", b"\xff\xfe", b"\xe4", b"\x00", b"&#7; <b>",
    b"%", b"@", b"`", "„".encode(), b"[a, b", b"- x", b"---", b"...", b"__place__: x",
)  # fmt: skip


def _value_replaced(rows: list[bytes], at: int, value: bytes) -> list[bytes]:
    head, colon, _ = rows[at].partition(b": ")
    return [*rows[:at], head + colon + value if colon else value, *rows[at + 1 :]]


_damage = st.one_of(
    st.binary(max_size=60).map(lambda noise: lambda _: noise),
    st.tuples(st.integers(0, 3000), st.binary(min_size=1, max_size=12)).map(
        lambda pair: lambda data: data[: pair[0] % (len(data) + 1)] + pair[1] + data[pair[0] % (len(data) + 1) :]
    ),
    st.integers(0, 3000).map(lambda end: lambda data: data[: end % (len(data) + 1)]),
    st.just(lambda data: data.replace(b"\n", b"\r\n")),
    st.just(lambda data: data.replace(b"\n", b"\r")),
    st.just(lambda data: b"\xef\xbb\xbf" + data),
    st.just(lambda data: data.decode().encode("utf-16")),
    st.just(lambda data: data.decode().encode("latin-1", "replace")),
    st.just(lambda data: data.replace(b"  ", b"\t")),
    st.just(lambda _: b""),
    st.just(lambda _: b"# nur ein Kommentar\n"),
    st.just(lambda data: data + data),
    st.just(lambda data: data + _CONFLICTED),
    st.just(lambda data: data + _BOMB),
    st.just(lambda data: data + b"x: " + b"[" * 5000),
    st.just(lambda data: data + b"\n" + b"> " * 3000 + b"x\n"),
    st.just(lambda data: data + b"\n" + b"".join(b"   " * n + b"1.\n" for n in range(200)) + b"\n"),
    st.just(lambda data: data + b"k" * 3000 + b": x\n"),
    st.just(lambda data: data + b"\n" + b"k: x\n" * 3),
    st.integers(0, 200).map(_lined(lambda rows, at: rows[:at] + rows[at + 1 :])),
    st.integers(0, 200).map(_lined(lambda rows, at: [*rows[:at], rows[at], *rows[at:]])),
    st.integers(0, 200).map(_lined(lambda rows, at: [*rows[:at], b" " + rows[at], *rows[at + 1 :]])),
    st.tuples(st.integers(0, 200), st.one_of(st.sampled_from(_BAD_VALUES), lines.map(str.encode))).map(
        lambda pair: _lined(lambda rows, at: _value_replaced(rows, at, pair[1]))(pair[0])
    ),
)

_PATHS = tuple(trees.minimal())
_NEW_PATHS = (
    "bilder/x.svg", "bilder/x.png", "bilder/x.jpg", "kapitel/neu.md", "kapitel/GROSS.MD", "handlungsfelder/neu.yaml", "x.yml",
    "ausnahmen.yaml", "recht/neu.yaml", "recht/pruefung.yaml", "faltblat.yaml", "handlungsfelder/bild.png",
)  # fmt: skip


@st.composite
def spoiled(draw: st.DrawFn) -> Mapping[str, bytes]:
    """The minimal concept with damage done to one, two or three of its files."""
    tree = trees.minimal()
    for path in draw(st.lists(st.sampled_from(_PATHS), min_size=1, max_size=3, unique=True)):
        if draw(st.integers(0, 19)) == 0:
            del tree[path]
        else:
            tree[path] = draw(_damage)(tree[path])
    for path in draw(st.lists(st.sampled_from(_NEW_PATHS), max_size=1)):
        tree[path] = draw(
            st.one_of(
                st.binary(max_size=80),
                st.sampled_from(
                    [
                        b"\x89PNG\r\n\x1a\n" + bytes(40),
                        b"\xff\xd8\xff\xd9",
                        b"<svg xmlns='http://www.w3.org/2000/svg'></svg>",
                        b'<?xml version="1.0" encoding="quatsch"?><svg></svg>',
                        b"<svg><script/></svg>",
                        trees.minimal()[_PATHS[0]],
                    ]
                ),
            )
        )
    return tree
