"""The handbook and the README say everything there is, and nothing that is not.

Fields, messages, commands and files are gathered from the code, so whoever adds one is told by
a failing test that the editors do not know of it yet.
"""

import argparse
import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pytest

import pipeline.commands
import review.commands
from pipeline.build import REPORT
from pipeline.checking import rules
from pipeline.cli import _parser
from pipeline.errors import PipelineError
from pipeline.model import FILE_KINDS, GENERATED, PLACE_KEY, Concept, Node, OutlineKind
from pipeline.numbers import totals
from pipeline.read.forms import validate
from pipeline.read.yamlfile import load
from pipeline.release import MANIFEST
from pipeline.workshop import outputs
from review.flow import reports

PROJECT = Path(__file__).resolve().parent.parent
HANDBOOK = (PROJECT / "docs" / "handbuch.md").read_text(encoding="utf-8")
README = (PROJECT / "README.md").read_text(encoding="utf-8")
_NAME = re.compile(r"[a-z]+(-[a-z]+)+")
_ABOUT_FINDINGS = {"Finding", "_fault"}
_TOOLS = {"pandoc", "typst"}
_CODE = re.compile(r"^```.*?^```$|`[^`\n]*`", re.MULTILINE | re.DOTALL)


def in_backticks(name: str, text: str = HANDBOOK) -> bool:
    return f"`{name}`" in text


def section(kind: str) -> str:
    """Give the part of the handbook on one kind of file."""
    found = re.search(rf"^### Datei `{kind}.*?(?=^### Datei |^---$)", HANDBOOK, re.MULTILINE | re.DOTALL)
    assert found, f"das Handbuch hat keinen Abschnitt „### Datei `{kind}…`“"
    return found[0]


def nodes_within(annotation: Any) -> Iterator[type[Node]]:
    if isinstance(annotation, type) and issubclass(annotation, Node):
        yield annotation
    for inner in get_args(annotation):
        yield from nodes_within(inner)


def fields_of(node: type[Node]) -> Iterator[str]:
    """Yield the German name of each field, those of the sections within as well."""
    for name, field in node.model_fields.items():
        german = field.alias or name
        if german != PLACE_KEY:
            yield german
            for inner in nodes_within(field.annotation):
                yield from fields_of(inner)


def heading_of(kind: str) -> str:
    folders = {
        "handlungsfeld": "handlungsfelder/",
        "recht": "recht/<",
        "pruefung": "recht/pruefung.yaml",
        "antrag": "antraege/<",
    }
    return folders.get(kind, f"{kind}.yaml")


def finding_names() -> set[str]:
    """Gather the names given to findings anywhere in the program."""
    found: set[str] = set()
    for path in (PROJECT / "pipeline").rglob("*.py"):
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(call, ast.Call) and getattr(call.func, "id", "") in _ABOUT_FINDINGS:
                given = (*call.args, *(keyword.value for keyword in call.keywords))
                found |= {str(one.value) for one in given if isinstance(one, ast.Constant)}
    return {name for name in found if _NAME.fullmatch(name)}


def all_errors(kind: type[PipelineError] = PipelineError) -> Iterator[type[PipelineError]]:
    for inner in kind.__subclasses__():
        yield inner
        yield from all_errors(inner)


def commands() -> dict[str, argparse.ArgumentParser]:
    """Give the commands of both programs, each under the words that call it."""
    return {
        f"{program} {name}": parser
        for program, package in (("konzept", pipeline.commands), ("konzept-review", review.commands))
        for group in _parser(program, "", package)._actions
        if isinstance(group, argparse._SubParsersAction)
        for name, parser in group.choices.items()
    }


def functions_of(tree: ast.AST) -> list[ast.FunctionDef]:
    return [one for one in ast.walk(tree) if isinstance(one, ast.FunctionDef)]


_SLIPS = {
    "pipeline/making.py": {"_manifest"},
    "pipeline/slip.py": {"head", "foot", "with_others"},
    "review/flow.py": {"_manifest", "review_bodies"},
    "review/commands/amend.py": {"_show"},
}
"""Where the keys of a ``manifest.json`` are written."""


def manifest_keys() -> set[str]:
    """Gather the keys that build, papers and reports write into their manifests."""
    keys: set[str] = set()
    for path, names in _SLIPS.items():
        functions = [one for one in functions_of(ast.parse((PROJECT / path).read_text(encoding="utf-8"))) if one.name in names]
        assert {one.name for one in functions} == names
        dictionaries = [one for function in functions for one in ast.walk(function) if isinstance(one, ast.Dict)]
        keys |= {str(key.value) for one in dictionaries for key in one.keys if isinstance(key, ast.Constant)}
    return keys - _TOOLS


def slug(heading: str) -> str:
    """Make the anchor that GitHub makes of a heading."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


# ---- the handbook says everything ---------------------------------------------------------------


@pytest.mark.parametrize("kind", list(FILE_KINDS))
def test_every_field_of_every_file_has_a_row_in_its_section(kind: str) -> None:
    text, fields = section(heading_of(kind)), dict.fromkeys(fields_of(FILE_KINDS[kind]))
    assert [name for name in fields if f"\n| `{name}` |" not in text] == []


@pytest.mark.parametrize("kind", list(FILE_KINDS))
def test_the_example_of_every_file_can_be_read(kind: str) -> None:
    example = re.search(r"^```yaml\n(# .*?)^```$", section(heading_of(kind)), re.MULTILINE | re.DOTALL)
    assert example, "der Abschnitt zeigt kein Beispiel"
    loaded = load(example[1], "beispiel.yaml")
    assert loaded.findings == []
    node, findings = validate(FILE_KINDS[kind], loaded.data, "beispiel.yaml")
    assert [finding.text() for finding in findings] == []
    assert node is not None


@pytest.mark.parametrize("name", [*GENERATED, *get_args(OutlineKind)])
def test_every_word_of_the_outline_is_explained(name: str) -> None:
    assert in_backticks(name, section("konzept.yaml"))


def test_every_number_for_prose_is_listed() -> None:
    nothing = Concept(None, {}, {}, (), (), (), (), None, None, (), {}, {}, frozenset())
    assert [name for name in totals(nothing) if f"\n| `{name}` |" not in HANDBOOK] == []


@pytest.mark.parametrize("name", sorted(finding_names() | set(rules())))
def test_every_finding_is_listed_under_messages(name: str) -> None:
    messages = HANDBOOK.split("\n## 13. Alle Meldungen\n")[1].split("\n## 14. ")[0]
    assert re.search(rf"^\| \[?`{name}`", messages, re.MULTILINE)


def test_the_gathering_of_names_finds_what_is_there() -> None:
    assert finding_names() >= {"missing-key", "broken-yaml", "broken-encoding", "unused-allowance"}


@pytest.mark.parametrize("error", list(all_errors()))
def test_every_error_is_listed_with_its_remedy_and_exit_code(error: type[PipelineError]) -> None:
    row = next(line for line in HANDBOOK.split("\n") if f"| `{error.__name__}` |" in line)
    assert error.default_remedy
    assert error.default_remedy in row
    assert f"| {error.exit_code} |" in row


@pytest.mark.parametrize("name", list(commands()))
def test_every_command_and_every_option_is_listed(name: str) -> None:
    assert in_backticks(name)
    for action in commands()[name]._actions:
        for option in action.option_strings:
            assert option == "-h" or in_backticks(option), option
        for choice in action.choices or ():
            assert in_backticks(choice), choice


@pytest.mark.parametrize("name", [*sorted(outputs()), *sorted(reports()), REPORT, MANIFEST])
def test_every_finished_file_is_listed_in_handbook_and_readme(name: str) -> None:
    assert f"\n| `{name}` |" in HANDBOOK
    assert in_backticks(name, README)


def test_every_entry_of_the_manifest_is_explained() -> None:
    text = HANDBOOK.split("\n### Der Begleitzettel `manifest.json`\n")[1].split("\n## ")[0]
    assert [key for key in sorted(manifest_keys()) if not in_backticks(key, text)] == []


# ---- and nothing that is not there --------------------------------------------------------------


def test_the_handbook_lists_no_message_that_the_program_cannot_give() -> None:
    messages = HANDBOOK.split("\n## 13. Alle Meldungen\n")[1].split("\n## 14. ")[0]
    listed = set(re.findall(r"^\| \[?`([a-z]+(?:-[a-z]+)+)`", messages, re.MULTILINE))
    assert listed == finding_names() | set(rules())


def test_the_contents_of_the_handbook_lead_to_its_chapters() -> None:
    chapters = re.findall(r"^## (\d.*)$", HANDBOOK, re.MULTILINE)
    assert re.findall(r"^\d+\. \[.*\]\(#(.*)\)$", HANDBOOK, re.MULTILINE) == [slug(one) for one in chapters]


@pytest.mark.parametrize("page", ["docs/handbuch.md", "README.md", "CHANGELOG.md"])
def test_links_lead_to_files_that_exist(page: str) -> None:
    path = PROJECT / page
    text = _CODE.sub("", path.read_text(encoding="utf-8"))
    found = [link for link in re.findall(r"(?<!!)\[[^\]]+\]\(([^)#]+)\)", text) if "://" not in link]
    assert [link for link in found if not (path.parent / link).exists()] == []


def test_decisions_are_numbered_without_gaps_and_named_in_the_readme() -> None:
    names = sorted(path.name for path in (PROJECT / "docs" / "decisions").glob("*.md"))
    assert [int(name[:4]) for name in names] == list(range(1, len(names) + 1))
    assert [name for name in names if f"docs/decisions/{name}" not in README] == []


# ---- the README ---------------------------------------------------------------------------------


def test_the_readme_names_exactly_the_sessions_that_exist() -> None:
    tree = ast.parse((PROJECT / "noxfile.py").read_text(encoding="utf-8"))
    sessions = {
        function.name
        for function in functions_of(tree)
        if any("nox.session" in ast.unparse(one) for one in function.decorator_list)
    }
    assert set(re.findall(r"nox -s ([a-z]+)", README)) == sessions


def test_the_readme_gives_the_two_commands_and_stays_short() -> None:
    assert "python -m pip install nox && python -m nox -s build\n" in README
    assert "python -m pip install nox && python -m nox -s tests\n" in README
    assert README.count("\n") <= 200


def test_the_readme_names_every_command() -> None:
    named = re.findall(r"`([^`\n]*)`", README)
    words = {word for one in named for word in one.split()}
    assert [name for name in commands() if name.split()[1] not in words] == []
    scripts = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["scripts"]
    assert [name for name in scripts if not in_backticks(name, README)] == []
