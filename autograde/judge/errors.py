"""What can go wrong in a hidden test, by whose doing."""

from __future__ import annotations

import builtins
import functools
from typing import Any

from autograde.text import plain

from .ruling import BrokenTest

__all__ = ["BadReply", "BrokenTest", "Interrupted", "Refused", "StudentError", "raised"]

LONGEST_TEXT = 500
_PLAIN = "AssertionError"


class StudentError(Exception):
    """The student's code raised, or gave what cannot be judged.

    One that they raised is also an instance of the builtin exception it was there, so that a test
    can say `except ValueError`.
    """

    def __init__(self, text: str, name: str = _PLAIN) -> None:
        super().__init__(text)
        self.text, self.name = text, name

    def __str__(self) -> str:
        return self.text


class BadReply(StudentError):  # noqa: N818  (it is said of a reply)
    """What came back from the student's process is not what may come."""


class Refused(StudentError, TypeError):  # noqa: N818
    """A test used an object of the student's as if it were plain data."""


class Interrupted(BaseException):
    """The student's process was interrupted, and answers nothing more in this cell."""


def raised(description: Any) -> StudentError:
    """Return the exception that stands for one raised in the student's process."""
    if type(description) is not dict:
        return BadReply("Your code broke its link to the judge: an error came back in no form.")
    names, text, place = (description.get(key) for key in ("names", "text", "place"))
    if type(names) is not list or not all(type(n) is str for n in names) or not names:
        names = ["Exception"]
    text, place = (plain(part, LONGEST_TEXT) if type(part) is str else "" for part in (text, place))
    name = plain(names[0], 60) or "Exception"
    kind = next((k for n in names[:8] if (k := _builtin(n)) is not None), None)
    if place:
        text = f"{text} ({place})" if text else f"({place})"
    return (_mixed(kind) if kind else StudentError)(text, name)


def _builtin(name: str) -> type[Exception] | None:
    kind = getattr(builtins, name, None)
    if not isinstance(kind, type) or not issubclass(kind, Exception):
        return None
    # These steer a `for` loop, or cannot be made from a text.
    if issubclass(kind, StopIteration | StopAsyncIteration | UnicodeError | ExceptionGroup):
        return ValueError if issubclass(kind, UnicodeError) else None
    return kind


@functools.cache
def _mixed(kind: type[Exception]) -> type[StudentError]:
    if kind is Exception:
        return StudentError
    return type(kind.__name__, (StudentError, kind), {})
