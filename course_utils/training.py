"""What a notebook's ready-made cells need to run your code."""

from __future__ import annotations

import traceback
from collections.abc import Iterator
from contextlib import contextmanager

from matplotlib import pyplot as plt

UNABLE = ("○ this cell runs your", "✗ your code raised")
"""How the lines begin that `attempt` prints."""


@contextmanager
def attempt(**needs: str) -> Iterator[None]:
    """Run a ready-made cell on your code, and say in one line when that isn't possible yet.

    `needs` are the names that the cell uses, each with the exercise that defines it:

    >>> with attempt(RNNLayer="rnn-layer"):
    ...     raise NotImplementedError
    ○ this cell runs your RNNLayer: finish rnn-layer first.

    An exercise that isn't done (NotImplementedError, or the name isn't there yet) gives that
    line; any other exception gives one line that begins with ✗. Neither stops "Run All", and
    figures that were begun are closed. To interrupt the cell stops it as ever.
    """
    open_before = set(plt.get_fignums())
    try:
        yield
    except Exception as error:
        for number in set(plt.get_fignums()) - open_before:
            plt.close(number)
        print(_in_one_line(error, needs))


def _in_one_line(error: Exception, needs: dict[str, str]) -> str:
    name, line = _where(error, needs)
    absent = error.name if isinstance(error, NameError) and error.name in needs else None
    if absent or isinstance(error, NotImplementedError):
        known = absent or name
        undone = {known: needs[known]} if known else needs
        names = ", ".join(undone) or "code"
        slugs = ", ".join(dict.fromkeys(undone.values())) or "the exercises above"
        return f"{UNABLE[0]} {names}: finish {slugs} first."
    place = f" ({name}, line {line})" if name else ""
    message = " ".join(str(error).split())
    return f"{UNABLE[1]} {type(error).__name__}{place}: {message}".rstrip(": ")


def _where(error: Exception, needs: dict[str, str]) -> tuple[str | None, int | None]:
    """Which of the names was running when it happened, and at which line of its cell."""
    found: tuple[str | None, int | None] = (None, None)
    for frame, line in traceback.walk_tb(error.__traceback__):
        name = frame.f_code.co_qualname.split(".")[0]
        if name in needs:
            found = (name, line)
    return found
