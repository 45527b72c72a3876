"""Conventions of the house hold only if a test holds them."""

import ast
import importlib
import inspect
import pkgutil
from pathlib import Path
from types import ModuleType

import pytest

import pipeline
import pipeline.commands
import pipeline.listing
import pipeline.papers
import pipeline.render
import pipeline.rules
import review.commands
import review.reports
from pipeline.errors import PipelineError
from pipeline.findings import Severity
from pipeline.model import FILE_KINDS, Node
from pipeline.seams import plugins

_MODULES = sorted(Path(pipeline.__file__).parent.rglob("*.py"))
_LONGEST = 300
_LONGER = {
    "model.py": "one list of all fields of all files; splitting it would hide a field",
    "manuscript.py": "one list of all records that a renderer can read; no code",
    "typeset.py": "one case per kind of pandoc's tree",
    "flow.py": "one case per kind of element",
}


def _name(path: Path) -> str:
    return path.relative_to(Path(pipeline.__file__).parent).as_posix()


def _subclasses(kind: type[PipelineError]) -> list[type[PipelineError]]:
    return [one for direct in kind.__subclasses__() for one in (direct, *_subclasses(direct))]


def _import_all() -> None:
    for module in pkgutil.walk_packages(pipeline.__path__, "pipeline."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)


@pytest.mark.parametrize("name", plugins(pipeline.rules))
def test_a_rule_says_why_and_shows_bad_and_good(name: str) -> None:
    rule = plugins(pipeline.rules)[name]
    lines = (rule.__doc__ or "").split("\n")
    assert lines[0].endswith(".")
    assert sum(line.startswith("Bad:  ") for line in lines) == 1
    assert sum(line.startswith("Good: ") for line in lines) == 1
    assert (rule.check.__doc__ or "").startswith("Yield ")
    assert isinstance(getattr(rule, "SEVERITY", Severity.ERROR), Severity)


SEAMS = [pipeline.rules, pipeline.render, pipeline.papers, pipeline.listing, pipeline.commands]
SEAMS += [review.commands, review.reports]


@pytest.mark.parametrize("seam", SEAMS, ids=lambda seam: seam.__name__)
def test_a_plugin_has_a_docstring_and_is_named_after_its_file(seam: ModuleType) -> None:
    for name, module in plugins(seam).items():
        assert module.__doc__, name
        assert module.__name__.rsplit(".", 1)[-1].replace("_", "-") == name


def test_every_output_names_its_file_once() -> None:
    names = [module.FILE for module in plugins(pipeline.render).values()]
    assert len(names) == len(set(names))


def test_every_report_names_its_file_once_and_can_be_rendered() -> None:
    modules = plugins(review.reports).values()
    names = [module.FILE for module in modules]
    assert len(names) == len({name.lower() for name in names})
    for module in modules:
        assert list(inspect.signature(module.render).parameters) == ["comparison", "templates", "epoch"]


@pytest.mark.parametrize("name", plugins(review.commands))
def test_a_command_of_the_review_explains_itself(name: str) -> None:
    command = plugins(review.commands)[name]
    assert command.EXPLAINED[0].islower()
    assert not command.EXPLAINED.endswith(".")
    assert callable(command.arguments)
    assert callable(command.run)


def test_every_error_tells_its_remedy_and_an_exit_code() -> None:
    _import_all()
    for kind in _subclasses(PipelineError):
        error = kind("Satz")
        assert error.remedy.strip().endswith((".", ")")), kind
        assert error.exit_code in {2, 3}, kind
        assert kind.__doc__, kind


@pytest.mark.parametrize("path", _MODULES, ids=_name)
def test_a_module_has_a_docstring_and_fits_a_few_screens(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    assert ast.get_docstring(ast.parse(source)), "der Docstring fehlt"
    if _name(path) not in _LONGER:
        assert source.count("\n") <= _LONGEST


@pytest.mark.parametrize("kind", FILE_KINDS.values(), ids=FILE_KINDS)
def test_every_field_of_every_file_is_explained_in_german(kind: type[Node]) -> None:
    todo, seen = [kind], set[type[Node]]()
    while todo:
        node = todo.pop()
        seen.add(node)
        assert node.__doc__
        for name, field in node.model_fields.items():
            if name != "place":
                assert field.description, f"{node.__name__}.{name}"
                assert field.description.endswith("."), f"{node.__name__}.{name}"
                todo += [one for one in _nodes(field.annotation) if one not in seen]


def _nodes(annotation: object) -> list[type[Node]]:
    if isinstance(annotation, type) and issubclass(annotation, Node):
        return [annotation]
    return [node for inner in getattr(annotation, "__args__", ()) for node in _nodes(inner)]
