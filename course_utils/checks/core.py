"""The check a student calls: find the answer by name, run it under a time limit, say what is wrong.

A check never stops "Run All": it displays one of four outcomes and returns. Only under
`nbgrader validate`, whose question is whether anything fails, does it raise.
"""

from __future__ import annotations

import contextlib
import linecache
import os
import re
import signal
import sys
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from types import FrameType, TracebackType
from typing import Any

import torch

from .advice import advice
from .outcome import (
    NOT_ATTEMPTED,
    RAISED,
    RECORDED,
    RIGHT,
    WRONG,
    NotAttempted,
    Recorded,
    Result,
    Wrong,
)

TIME_LIMIT = 10.0
"""Seconds of computing that a check gives a student's code before it says that it does not end."""
PATIENCE = 6
"""So many times as long may it take when it has to wait: machines may be busy with other things."""

_LONGEST_MESSAGE = 300
_last: Result | None = None


class CheckFailed(AssertionError):  # noqa: N818  (the name that a validation shows)
    """Raised only while `nbgrader validate` runs, so that validation tells the truth."""


class _TooSlow(BaseException):
    """Not an `Exception`, so that a student's `except Exception` does not swallow it."""

    def __init__(self, took: float) -> None:
        super().__init__(took)
        self.took = took


def last_result() -> Result | None:
    """The result of the check that ran last, or None. For the release gate and for tests."""
    return _last


class Checks:
    """The instant checks of one notebook.

    >>> check = Checks("demo")
    >>> @check.exercise("double", names=["double"])
    ... def _(double):
    ...     if double(3) != 6:
    ...         raise Wrong(f"double(3) should be 6, got {double(3)}.")
    >>> double = lambda x: x + x
    >>> check("double")
    ✓ double: right.
    """

    def __init__(self, notebook: str) -> None:
        self.notebook = notebook
        self._exercises: dict[str, tuple[list[str], Callable[..., str | None]]] = {}

    @property
    def slugs(self) -> list[str]:
        """The exercises that have a check."""
        return list(self._exercises)

    def exercise(self, slug: str, *, names: list[str]) -> Callable[[Callable], Callable]:
        """Register a check. It is called with the student's objects of these names.

        It raises `Wrong` with a diagnosis, or returns None, or a sentence of praise; or `Recorded`,
        a sentence that says neither.
        """

        def register(function: Callable[..., str | None]) -> Callable[..., str | None]:
            self._exercises[slug] = (names, function)
            return function

        return register

    def __call__(self, slug: str) -> None:
        """Check the exercise against the names defined where this is called, show the outcome."""
        global _last
        result = _last = self.run(slug, sys._getframe(1).f_globals)
        result.show()
        if (
            result.outcome not in (RIGHT, RECORDED)
            and os.environ.get("NBGRADER_EXECUTION") == "validate"
        ):
            raise CheckFailed(result.text)

    def run(self, slug: str, namespace: dict[str, Any]) -> Result:
        """The outcome for the objects in `namespace`. Shows nothing and raises nothing."""
        if slug not in self._exercises:
            known = ", ".join(self._exercises)
            return Result(
                slug, WRONG, f"there is no exercise of this name. This notebook has: {known}."
            )
        names, function = self._exercises[slug]
        missing = [name for name in names if name not in namespace]
        if missing:
            message = (
                f"`{missing[0]}` is not defined. Run the cell that defines it (and keep its name)."
            )
            return Result(slug, WRONG, message)
        try:
            with float64(), torch.random.fork_rng(devices=[]), time_limit(TIME_LIMIT):
                praise = function(*(namespace[name] for name in names))
        except Wrong as error:
            return Result(slug, WRONG, str(error))
        except _TooSlow as error:
            message = f"stopped after {error.took:.0f} seconds. Is there a loop that never ends?"
            return Result(slug, WRONG, message)
        except (Exception, SystemExit) as error:
            if _is_stub(error):
                words = _words(error) or _stub_place(error)
                return Result(slug, NOT_ATTEMPTED, f"not attempted yet. {words}".strip())
            return Result(slug, RAISED, describe_error(error))
        if isinstance(praise, Recorded):
            return Result(slug, RECORDED, praise)
        return Result(slug, RIGHT, praise or "right.")


def describe_error(error: BaseException) -> str:
    """Type, message and the student's own line, and how to mend it if the error is well known."""
    text = _words(error)
    sentence = f"{type(error).__name__}: {text}" if text else type(error).__name__
    place = _student_line(error.__traceback__)
    return "\n".join(filter(None, [sentence, place, advice(text, place)]))


def _words(error: BaseException) -> str:
    """The first line of the error's message. A student's own exception may fail to give one."""
    try:
        line = str(error).strip().split("\n")[0]
    except Exception:
        return "(its message cannot be shown)"
    return line[:_LONGEST_MESSAGE].encode("utf-8", "backslashreplace").decode()


def _is_stub(error: BaseException) -> bool:
    """True for a stub's `raise NotImplementedError`. PyTorch raises it too, with a text."""
    if isinstance(error, NotImplementedError):
        return not _words(error) or "NotImplementedError" in _student_line(error.__traceback__)
    return isinstance(error, NotAttempted)


def _stub_place(error: BaseException) -> str:
    """Where the stub still stands: lines written above it are in vain until it goes."""
    cell = _student_frame(error.__traceback__)
    return f"(`raise NotImplementedError` stands in `{cell.name}`.)" if cell else ""


def _student_line(trace: TracebackType | None) -> str:
    """Where in the student's code an error came from, and the line itself."""
    cell = _student_frame(trace)
    if cell is None:
        return ""
    line = linecache.getline(cell.filename, cell.lineno or 0).strip()
    where = f"in `{cell.name}`, line {cell.lineno} of its cell"
    return f"{where}: {line}" if line else f"{where}."


def _student_frame(trace: TracebackType | None) -> traceback.FrameSummary | None:
    """The deepest frame that is a notebook cell."""
    cells = [f for f in traceback.extract_tb(trace) if _is_cell(f.filename)]
    return cells[-1] if cells else None


def _is_cell(filename: str) -> bool:
    """True for the file names that Jupyter, Colab and a plain shell give to what is typed in."""
    return re.search(r"ipykernel_|ipython-input|^<(?!frozen)", filename) is not None


@contextlib.contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Stop the code inside after so many `seconds` of computing.

    Where it has to wait, it may take PATIENCE times as long. Does nothing off the main thread or
    without SIGALRM.
    """
    usable = hasattr(signal, "SIGALRM") and threading.current_thread() is threading.main_thread()
    if not usable:
        yield
        return

    begun, computed = time.monotonic(), time.thread_time()

    def stop(number: int, frame: FrameType | None) -> None:
        took, left = time.monotonic() - begun, seconds - (time.thread_time() - computed)
        if left <= 0 or took >= PATIENCE * seconds:
            raise _TooSlow(took)
        signal.setitimer(signal.ITIMER_REAL, max(left, 0.01))

    handler = signal.signal(signal.SIGALRM, stop)
    timer = signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, handler)
        signal.setitimer(signal.ITIMER_REAL, *timer)  # whoever else was waiting waits on


@contextlib.contextmanager
def default_dtype(dtype: torch.dtype) -> Iterator[None]:
    """New tensors have this dtype, and so have a student's `torch.zeros`."""
    before = torch.get_default_dtype()
    torch.set_default_dtype(dtype)
    try:
        yield
    finally:
        torch.set_default_dtype(before)


def float64() -> contextlib.AbstractContextManager[None]:
    """Compute in double precision, so that tolerances can be tight."""
    return default_dtype(torch.float64)
