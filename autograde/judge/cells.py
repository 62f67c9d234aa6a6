"""Runs the hidden tests of one cell after the other: names that are not ours are the student's."""

from __future__ import annotations

import ast
import builtins
import contextlib
import io
import linecache
from collections.abc import Sequence
from dataclasses import replace
from types import CodeType
from typing import Any

import numpy as np
import torch

from autograde.text import plain
from course_utils.checks import Checks

from .errors import LONGEST_TEXT, BrokenTest, Interrupted, StudentError
from .proxies import Ref
from .ruling import Ruling
from .session import Session

_MOST_PRINTED = 10_000


class Names(dict[str, Any]):
    """The globals of hidden tests. What they lack is fetched from the student's process."""

    def __init__(self, session: Session, ours: dict[str, Any]) -> None:
        super().__init__(ours)
        self.session = session
        self.asked: dict[str, Ref] = {}

    def __missing__(self, name: str) -> Any:
        if hasattr(builtins, name):
            raise KeyError(name)
        if name not in self.asked:
            try:
                value = self.session.ask("name", name)
            except KeyError as error:  # Python would take it to mean that the name is nowhere
                raise StudentError(str(error)) from None
            if not isinstance(value, Ref):  # data may be another at the next look
                return value
            self.asked[name] = value
        return self.asked[name]


class InstantCheck:
    """Stands for a notebook's `check`: notes which checks the cell runs, for afterwards."""

    def __init__(self, name: str) -> None:
        self.name, self.slugs = name, list[str]()

    def __call__(self, slug: str) -> None:
        self.slugs.append(slug)


class Cells:
    """One student's test cells. What they define stays, as in a kernel."""

    def __init__(self, session: Session, preamble: str) -> None:
        self.session = session
        ours: dict[str, Any] = {"__name__": "__main__"}
        run_preamble(preamble, ours)
        self.checks = [InstantCheck(n) for n, v in ours.items() if isinstance(v, Checks)]
        self.names = Names(session, {**ours, **{c.name: c for c in self.checks}})

    def rule(self, source: str, name: str, points: float | None = None) -> Ruling:
        """Run one test cell, worth so many points, then let the student's process go on.

        Raises BrokenTest when the fault is the test's own, ChannelBroken when the student's process
        can't be asked any more.
        """
        program = _compiled(source, name)
        self.names.asked.clear()
        for check in self.checks:
            check.slugs.clear()
        printed, dtype = io.StringIO(), torch.get_default_dtype()
        self.session.begin_cell()
        try:
            with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(io.StringIO()):
                ruling = self._ruled(program)
                torch.set_default_dtype(dtype)
                whole = points is None or ruling.score is None or ruling.score >= points
                said = self._checked(passed=whole and not ruling.error)
        except BrokenTest as error:
            raise BrokenTest(f"{name}: {error}") from None
        finally:
            torch.set_default_dtype(dtype)
            self.session.end_cell()
        return replace(ruling, stdout=plain(printed.getvalue(), _MOST_PRINTED, lines=True) + said)

    def _ruled(self, program: Sequence[CodeType]) -> Ruling:
        value = None
        try:
            for code in program:
                value = eval(code, self.names)  # noqa: S307
        except StudentError as error:
            text = error.text or "Your code raised this, with no message."
            return Ruling(text, error.name, cause="student")
        except Interrupted:
            return Ruling("Your code was interrupted.", "KeyboardInterrupt", cause="student")
        except BrokenTest:
            raise
        except (ImportError, NameError) as error:
            if isinstance(error, ImportError) or _is_unknown(error):
                raise BrokenTest(f"the hidden test is broken: {_said(error)}") from error
            return _failed(error)
        except (Exception, SystemExit) as error:
            return _failed(error)
        return _scored(value)

    def _checked(self, passed: bool) -> str:
        """Return what to say of the instant checks; where points are lost they speak themselves."""
        slugs = [(check.name, slug) for check in self.checks for slug in check.slugs]
        if passed:
            return "".join(f"✓ {slug}: right.\n" for _, slug in slugs)
        with contextlib.suppress(StudentError, Interrupted):
            for name, slug in slugs:
                self.session.ask("check", f"{name}({slug!r})")
        return ""


def _compiled(source: str, name: str) -> list[CodeType]:
    """Return code for all statements, and for the value of the last if it is an expression."""
    file = f"<hidden tests of {name}>"
    linecache.cache[file] = (len(source), None, source.splitlines(keepends=True), file)
    try:
        tree = ast.parse(source, file)
        last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
        program = [compile(tree, file, "exec")]
        if isinstance(last, ast.Expr):
            program.append(compile(ast.Expression(last.value), file, "eval"))
    except (SyntaxError, ValueError) as error:
        raise BrokenTest(f"{name}: the hidden test is broken: {_said(error)}") from error
    return program


def _scored(value: Any) -> Ruling:
    if value is None:
        return Ruling()
    if isinstance(value, int | float | np.number) and not isinstance(value, bool):
        return Ruling(score=float(value))
    said = f"The test ended with a `{type(value).__name__}`, which is no number of points."
    return Ruling(said, "ScoreError", cause="test")


def _failed(error: BaseException) -> Ruling:
    if isinstance(error, MemoryError):
        said = "What your code gave is too large to be judged."
        return Ruling(said, "MemoryError", cause="student")
    name = "AssertionError" if isinstance(error, AssertionError) else type(error).__name__
    try:
        text = plain(error, LONGEST_TEXT, lines=True)
    except Exception:
        text = ""
    return Ruling(text or "A hidden test failed, and has no words for it.", name, cause="test")


def _is_unknown(error: BaseException) -> bool:
    """Return whether the test names what is nowhere, which no submission can bring about."""
    return type(error) is NameError and "is not defined" in str(error)


def _said(error: BaseException) -> str:
    return f"{type(error).__name__}: {plain(error, LONGEST_TEXT)}"


def run_preamble(source: str, names: dict[str, Any]) -> None:
    """Run trusted statements one by one; those that need a student's answers are left out."""
    quiet = io.StringIO()
    for statement in ast.parse(source).body:
        code = compile(ast.Module([statement], []), "<preamble>", "exec")
        with contextlib.suppress(Exception), contextlib.redirect_stdout(quiet):
            exec(code, names)  # noqa: S102
