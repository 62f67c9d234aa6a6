"""Code of ours that must run beside the student's: it goes there as source, and data comes back."""

from __future__ import annotations

import ast
import builtins
import dis
import functools
import inspect
import textwrap
from collections.abc import Callable, Iterator
from types import CodeType
from typing import Any

from . import context


class probe:  # noqa: N801  (a decorator)
    """Marks a function that runs in the student's process, whatever process the test runs in.

    It must stand by itself: it imports inside what it needs and gets the rest as arguments, which
    are data or objects of the student's. It returns plain data, which the student could have
    forged: what is right is decided by the test, from what only the test knows.
    Under plain nbgrader the function is simply called.
    """

    def __init__(self, function: Callable[..., Any]) -> None:
        functools.update_wrapper(self, function)
        self.function = function

    def __call__(self, *arguments: Any) -> Any:
        """Run it. Raises NameError if it uses a name that won't be there."""
        if context.ask_probe is None:
            return self.function(*arguments)
        return context.ask_probe(self.source, self.function.__name__, arguments)

    @functools.cached_property
    def source(self) -> str:
        """The function by itself, without decorators and with annotations that are never read."""
        name = self.function.__name__
        for unknown in _globals(self.function.__code__):
            if unknown != name and not hasattr(builtins, unknown):
                raise NameError(
                    f"name '{unknown}' is not defined in the probe {name}, which runs beside the "
                    "student's code: import it inside, or pass it as an argument"
                )
        tree = ast.parse(textwrap.dedent(inspect.getsource(self.function)))
        definition = tree.body[0]
        assert isinstance(definition, ast.FunctionDef)
        definition.decorator_list = []
        return f"from __future__ import annotations\n{ast.unparse(definition)}\n"


def _globals(code: CodeType) -> Iterator[str]:
    yield from code.co_freevars
    for step in dis.get_instructions(code):
        if step.opname in ("LOAD_GLOBAL", "LOAD_NAME"):
            yield step.argval
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from (n for n in _globals(constant) if n not in constant.co_freevars)
