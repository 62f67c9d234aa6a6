"""The examples in course_utils' docstrings do what they show."""

import doctest
import importlib
import inspect
import pkgutil
from pathlib import Path

import pytest

import course_utils

MODULES = [module.name for module in pkgutil.walk_packages(course_utils.__path__, "course_utils.")]


def _examples(module) -> list[doctest.DocTest]:
    """All examples of a module. The type-checking wrappers of the tests hide functions from
    doctest's own search, so they are looked up here by where they were written."""
    found = [module, *(obj for obj in vars(module).values() if callable(obj))]
    found += [
        member
        for obj in vars(module).values()
        if inspect.isclass(obj)
        for member in vars(obj).values()
    ]
    own = [o for o in found if o is module or getattr(o, "__module__", "") == module.__name__]
    parser = doctest.DocTestParser()
    return [
        parser.get_doctest(o.__doc__, dict(vars(module)), f"{module.__name__}:{o!r}", None, 0)
        for o in own
        if ">>>" in (getattr(o, "__doc__", None) or "")
    ]


@pytest.mark.parametrize("name", MODULES)
def test_docstring_examples(name: str) -> None:
    module = importlib.import_module(name)
    examples = _examples(module)
    written = [
        line for line in Path(module.__file__ or "").read_text().splitlines() if ">>> " in line
    ]
    assert sum(len(example.examples) for example in examples) == len(written), "some aren't found"
    for example in examples:
        assert doctest.DocTestRunner().run(example).failed == 0, example.name


def test_there_are_modules() -> None:
    assert "course_utils.data.averaging" in MODULES
