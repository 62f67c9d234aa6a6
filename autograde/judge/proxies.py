"""The student's objects as a hidden test sees them: named, called, indexed; never believed."""

from __future__ import annotations

import functools
import keyword
from typing import TYPE_CHECKING, Any

from autograde.text import plain

from .errors import BadReply, Refused

if TYPE_CHECKING:
    from .session import Session


class Handle:
    """The number of an object in the student's process, which is kept there while this is."""

    __slots__ = ("number", "session")

    def __init__(self, session: Session, number: int) -> None:
        self.session, self.number = session, number

    def __del__(self) -> None:
        self.session.dropped.append(self.number)


class Ref:
    """An object that stays with the student; what one does with it is done there.

    Only data comes back. It has no equality, truth value, hash or pickle of its own, which are the
    ways in which an object could answer for itself.
    """

    __slots__ = ("_handle",)

    def __init__(self, handle: Handle) -> None:
        object.__setattr__(self, "_handle", handle)

    def __call__(self, *arguments: Any, **options: Any) -> Any:
        return self._ask("call", arguments, options)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):  # what Python asks of an object about its nature
            raise AttributeError(name)
        return self._ask("attribute", name)

    def __setattr__(self, name: str, value: Any) -> None:
        self._ask("set", name, value)

    def __getitem__(self, key: Any) -> Any:
        return self._ask("item", key)

    def __len__(self) -> int:
        length = self._ask("length")
        if type(length) is not int or not 0 <= length < 1 << 62:
            raise BadReply("The length of your object is no number that a length can be.")
        return length

    def __iter__(self) -> Any:
        from .session import MOST_VALUES

        values = self._ask("values", MOST_VALUES + 1)
        if type(values) is not list:
            raise BadReply("Your code broke its link to the judge: values came in no list.")
        if len(values) > MOST_VALUES:
            raise BadReply(f"Your code gives more than {MOST_VALUES} values: endlessly many?")
        return iter(values)

    def __bool__(self) -> bool:
        raise self._refused("be asked whether it is true")

    def __eq__(self, other: object) -> bool:
        raise self._refused("be compared")

    __ne__ = __lt__ = __le__ = __gt__ = __ge__ = __eq__
    __hash__ = None  # type: ignore[assignment]

    def __reduce_ex__(self, protocol: Any) -> Any:
        raise self._refused("be pickled")

    def __repr__(self) -> str:
        return f"<an object of your type {type(self).__name__}>"

    def _ask(self, op: str, *arguments: Any) -> Any:
        return handle_of(self).session.ask(op, self, *arguments)  # type: ignore[union-attr]

    def _refused(self, what: str) -> Refused:
        kind = f"`{type(self).__name__}`"
        return Refused(f"Your code gave a {kind} where plain data was expected: it cannot {what}.")


def made_ref(session: Session, handle: Handle, name: str) -> Ref:
    """Return a Ref whose class is called as the student's is, so that messages name it."""
    return _class(name if name.isidentifier() and not keyword.iskeyword(name) else "object")(handle)


@functools.lru_cache(maxsize=1000)
def _class(name: str) -> type[Ref]:
    return type(plain(name, 60), (Ref,), {"__slots__": ()})


def handle_of(value: Any) -> Handle | None:
    """Return the handle of a Ref, None for anything else."""
    return object.__getattribute__(value, "_handle") if isinstance(value, Ref) else None
