"""How far a loop has got: a bar while it runs, one line of text that remains."""

from __future__ import annotations

import html
import io
import time
from collections.abc import Iterable, Iterator
from typing import Any, TypeVar

from IPython.core.getipython import get_ipython
from IPython.display import DisplayHandle, display
from tqdm import tqdm

from course_utils.plots import grading

T = TypeVar("T")


def progress(iterable: Iterable[T], what: str, total: int | None = None) -> Iterator[T]:
    """Go through the iterable, and show how many of its steps are done.

    `what` names the loop. `total` is the number of steps, for an iterable that has no length.
    The bar changes at most five times a second. When the loop ends, one line of text takes its
    place, so that a saved or printed notebook says what happened:

    >>> for step in progress(range(3), "training"):  # doctest: +ELLIPSIS
    ...     pass
    training: 3 steps in ... s

    A loop that is left early, by `break` or by an error, says how far it got:

    >>> for step in progress(range(800), "training"):  # doctest: +ELLIPSIS
    ...     if step == 120:
    ...         break
    training: stopped after 120 of 800 steps, ... s

    While submissions are graded there is only that line.
    """
    bar = _bar(iterable, what, total)
    total = bar.total
    done, whole, start = 0, False, time.perf_counter()
    try:
        for item in bar:
            yield item
            done += 1
        whole = True
    finally:
        bar.close()
        seconds = _readable(time.perf_counter() - start)
        if whole:
            line = f"{what}: {_steps(done)} in {seconds}"
        else:
            of = _steps(done) if total is None else f"{done} of {_steps(total)}"
            line = f"{what}: stopped after {of}, {seconds}"
        if isinstance(bar, _NotebookBar):
            bar.end(line)
        else:
            print(line)


class _NotebookBar(tqdm):
    """One message for each change, where tqdm's own bar for notebooks takes three.

    It also keeps no widgets alive, whose place would be empty in a saved notebook.
    """

    handle: DisplayHandle | None = None

    def display(self, msg: str | None = None, pos: int | None = None) -> None:
        if msg == "":  # tqdm clears its line; `end` does that here
            return
        name = html.escape(self.desc)
        words = " ".join(str(self).split())  # tqdm pads small numbers
        known = "" if self.total is None else f'max="{self.total}" value="{self.n}"'
        bar = f'<progress aria-label="{name}" {known} style="vertical-align: middle"></progress>'
        self._show({"text/html": f"{bar} {html.escape(words)}", "text/plain": words})

    def end(self, line: str) -> None:
        self._show({"text/plain": line})

    def _show(self, data: dict[str, str]) -> None:
        if self.handle is None:
            self.handle = display(data, raw=True, display_id=True)
        else:
            self.handle.update(data, raw=True)


def _bar(iterable: Iterable[T], what: str, total: int | None) -> tqdm[T]:
    # miniters=1: the clock is read at every step, which costs less than 0.1 µs. tqdm's own guess
    # of how many steps to skip leaves the bar standing when a loop becomes slower.
    options: dict[str, Any] = {"mininterval": 0.2, "miniters": 1, "leave": False}
    if grading():
        return tqdm(iterable, what, total, disable=True)
    if getattr(get_ipython(), "kernel", None) is None:
        return tqdm(iterable, what, total, disable=None, **options)  # None: only in a terminal
    words = "{desc}: {n_fmt} of {total_fmt} steps, {rate_noinv_fmt}, {remaining} left"
    if total is None and not hasattr(iterable, "__len__"):
        words = "{desc}: {n_fmt} steps, {rate_noinv_fmt}"
    quiet = io.StringIO()
    return _NotebookBar(
        iterable, what, total, file=quiet, bar_format=words, unit=" steps", **options
    )


def _steps(number: int) -> str:
    return f"{number} step{'s' * (number != 1)}"


def _readable(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s" if minutes else f"{seconds:.1f} s"
