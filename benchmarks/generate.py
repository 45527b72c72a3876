"""Make concepts of any size out of the words of the real one, from a seed: the same seed, the same bytes."""

import itertools
import random
import string
from collections.abc import Iterator
from pathlib import Path

import yaml

FIELDS, GOALS, MEASURES, CHAPTERS = 6, 13, 23, 17
"""What one time the real size has: fields, goals and measures a field, chapters."""


def write(folder: Path, times: int, real: Path, seed: int = 1) -> None:
    """Write a concept of so many times the real size.

    Args:
        folder: gets the sources.
        times: 1 for the real size (about 37,000 words), 10, 100.
        real: the real sources, for words and forms.
        seed: of the random numbers.
    """
    dice = random.Random(seed)
    words = _words(real)
    codes = list(itertools.islice(_codes(), FIELDS * times))
    chapters = [f"kapitel/{number:04d}.md" for number in range(CHAPTERS * times)]
    for path in ("glossar.yaml", "stellen.yaml", "vorlage.yaml", "faltblatt.yaml", "leitlinien.yaml"):
        _put(folder / path, _without_references((real / path).read_text(encoding="utf-8")))
    for path in chapters:
        _put(folder / path, "\n".join(_chapter(dice, words)))
    for code in codes:
        _put(folder / f"handlungsfelder/{code.lower()}.yaml", _dump(_field(dice, words, code)))
    settings = yaml.safe_load((real / "konzept.yaml").read_text(encoding="utf-8"))
    settings["fassung"] = {key: str(value) for key, value in settings["fassung"].items()}
    half = len(chapters) // 2
    settings["gliederung"] = [
        {"art": "teil", "titel": "Grundlagen und Leitlinien", "inhalt": [*chapters[:half], "leitlinien"]},
        {
            "art": "teil",
            "titel": "Handlungsfelder",
            "inhalt": [f"handlungsfelder/{code.lower()}.yaml" for code in codes],
        },
        {"art": "teil", "titel": "Steuerung der Umsetzung", "inhalt": chapters[half:]},
        {"art": "anhang", "titel": "Maßnahmevorschläge", "inhalt": ["kapitel/anhang.md", "massnahmen"]},
        {"art": "anhang", "titel": "Glossar", "inhalt": ["glossar"]},
        {"art": "anhang", "titel": "Verzeichnis nach Federführung", "inhalt": ["federfuehrungen"]},
    ]
    settings["unverbindlichkeitshinweis"]["kapitel"] = "kapitel/anhang.md"
    _put(
        folder / "kapitel/anhang.md",
        f"# Maßnahmevorschläge\n\n> {settings['unverbindlichkeitshinweis']['wortlaut']}\n",
    )
    _put(folder / "konzept.yaml", _dump(settings))


def _words(real: Path) -> list[str]:
    text = " ".join(path.read_text(encoding="utf-8") for path in sorted((real / "kapitel").glob("*.md")))
    return [word for word in text.split() if word.isalpha()]


def _codes() -> Iterator[str]:
    for letters in itertools.product(string.ascii_uppercase, repeat=3):
        yield "".join(letters)


def _sentence(dice: random.Random, words: list[str], length: int) -> str:
    return " ".join(dice.choice(words) for _ in range(length)).capitalize() + "."


def _paragraph(dice: random.Random, words: list[str], length: int) -> str:
    return " ".join(_sentence(dice, words, dice.randint(8, 16)) for _ in range(max(1, length // 12)))


def _chapter(dice: random.Random, words: list[str]) -> Iterator[str]:
    yield f"# {_sentence(dice, words, 4)[:-1]}\n"
    for _ in range(5):
        yield f"## {_sentence(dice, words, 4)[:-1]}\n"
        for _ in range(2):
            yield _paragraph(dice, words, 45) + "\n"
        yield "\n".join(f"- {_sentence(dice, words, 7)}" for _ in range(3)) + "\n"


def _field(dice: random.Random, words: list[str], code: str) -> dict[str, object]:
    goals = [f"Z-{code}-{number:02d}" for number in range(1, GOALS + 1)]
    return {
        "kuerzel": code,
        "titel": _sentence(dice, words, 2)[:-1],
        "zeichen": "kreis",
        "farbe": "#14375a",
        "leitlinien": [{"id": f"L-{code}-01", "text": _paragraph(dice, words, 30)}],
        "einleitung": "\n\n".join(
            f"## {_sentence(dice, words, 3)[:-1]}\n\n{_paragraph(dice, words, 70)}\n\n{_paragraph(dice, words, 70)}"
            for _ in range(5)
        ),
        "ziele": [
            {"id": goal, "titel": _sentence(dice, words, 8)[:-1], "text": _paragraph(dice, words, 70)} for goal in goals
        ],
        "massnahmen": [
            {
                "id": f"M-{code}-{number:02d}",
                "titel": _sentence(dice, words, 6)[:-1],
                "beschreibung": _paragraph(dice, words, 45),
                "ziele": [goals[number % GOALS], dice.choice(goals)],
                "federfuehrung": "Fachbereich Soziales und Gesundheit",
                "beteiligte": ["Migrantenbeirat", "Schulen"],
                "zeitraum": "2017-2018",
                "finanzbedarf": "offen",
                "wirkung": _sentence(dice, words, 12),
            }
            for number in range(1, MEASURES + 1)
        ],
    }


def _without_references(text: str) -> str:
    for sign in ("[](#", "[](zahl:", "[](zahlwort:"):
        text = text.replace(sign, "siehe (")
    return text


def _dump(value: object) -> str:
    return yaml.dump(
        value,
        allow_unicode=True,
        sort_keys=False,
        width=100,
        Dumper=getattr(yaml, "CSafeDumper", yaml.SafeDumper),
    )


def _put(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")
