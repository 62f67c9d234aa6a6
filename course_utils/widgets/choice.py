"""A question's options to click on. The answer is written into the source of the cell."""

from __future__ import annotations

import html
import uuid
from pathlib import Path
from typing import Any

import anywidget
import traitlets
from IPython.core.getipython import get_ipython
from IPython.display import display, update_display

from course_utils.checks.choices import Question, question_of
from course_utils.checks.outcome import NotAttempted, Wrong
from course_utils.plots import grading

_HERE = Path(__file__).parent


def choose(slug: str, answer: object = None) -> None:
    """Show the options of the exercise `slug`, the present answer marked.

    A click marks an option, sets the variable and writes the answer into the cell, where the cell
    can be found; else the page says which line to write there. While submissions are graded, and
    outside notebooks, the options are printed:

    >>> from course_utils.checks import Checks
    >>> from course_utils.checks.choices import question
    >>> _ = question(Checks("demo"), "demo-sky", "sky", {"blue": "by day", "black": "at night"})
    >>> choose("demo-sky", "blue")
    demo-sky: recorded: blue
    ☒ blue: by day
    ☐ black: at night
    """
    question = question_of(slug)
    if question is None:
        print(f"There is no question called {slug!r}.")
    elif grading() or get_ipython() is None:
        keys, words = reading(question, answer)
        print(in_text(question, keys, words))
    else:
        display(Choice(question, answer))


class Choice(anywidget.AnyWidget):
    """Radio buttons, or checkboxes where several options may be marked."""

    _esm = "".join((_HERE / f"{n}.js").read_text("utf-8") for n in ("common", "choice"))
    _css = _HERE / "choice.css"

    question = traitlets.Dict().tag(sync=True)  # all that stays as it is
    marked = traitlets.List(traitlets.Unicode()).tag(sync=True, echo_update=False)  # by the reader
    answer = traitlets.List(traitlets.Unicode()).tag(sync=True)  # what the variable holds
    left = traitlets.Int().tag(sync=True)  # counts when the reader goes elsewhere

    def __init__(self, question: Question, answer: object = None) -> None:
        keys, words = reading(question, answer)
        self._question, self._variables = question, None
        self._keys, self._words = keys, words
        self._display_id, self._shown = uuid.uuid4().hex, words
        shown = {
            "slug": question.slug,
            "name": question.name,
            "options": [[key, text] for key, text in question.options.items()],
            "several": question.several,
            "asks": question.invitation,
            "cell": keys,  # what the cell said when it was run
            "words": words,
        }
        super().__init__(question=shown, marked=keys, answer=keys)
        shell = get_ipython()
        self._variables = None if shell is None else shell.user_ns

    @traitlets.observe("marked")
    def _to_record(self, change: Any) -> None:
        if self._variables is None:
            return
        self._keys = [key for key in self._question.options if key in change.new]
        value = self._question.value(self._keys)
        self._words = reading(self._question, value)[1]
        self._variables[self._question.name] = value
        self.answer = list(self._keys)

    @traitlets.observe("left")
    def _to_keep(self, change: object) -> None:
        """Renew what static pages show. The page draws the widget anew, and would lose its focus,
        so this has to wait until the reader has left it."""
        if self._shown != self._words:
            self._shown = self._words
            data, metadata = self._bundle()
            update_display(data, metadata=metadata, raw=True, display_id=self._display_id)

    def _ipython_display_(self) -> None:
        data, metadata = self._bundle()
        display(data, metadata=metadata, raw=True, display_id=self._display_id)

    def _bundle(self) -> tuple[dict[str, Any], dict[str, Any]]:
        bundle = self._repr_mimebundle_()
        data, metadata = bundle if isinstance(bundle, tuple) else (bundle or {}, {})
        still = {
            "text/plain": in_text(self._question, self._keys, self._words),
            "text/html": in_html(self._question, self._keys, self._words),
        }
        return data | still, metadata


def reading(question: Question, answer: object) -> tuple[list[str], str]:
    """The options that an answer names, and what is to be said of it."""
    try:
        keys = question.marked(answer)
    except NotAttempted:
        return [], "not attempted yet"
    except Wrong as error:
        return [], str(error)
    return keys, f"recorded: {', '.join(keys)}"


def in_text(question: Question, keys: list[str], words: str) -> str:
    """The options as on paper, one a line."""
    lines = [
        f"{'☒' if key in keys else '☐'} {': '.join(filter(None, [key, text]))}"
        for key, text in question.options.items()
    ]
    return "\n".join([f"{question.slug}: {words}", *lines])


def in_html(question: Question, keys: list[str], words: str) -> str:
    """The same for pages without widgets."""
    head, *lines = html.escape(in_text(question, keys, words)).split("\n")
    items = "".join(f"<li>{line}</li>" for line in lines)
    return f'<div>{head}<ul style="list-style:none;margin:.3em 0;padding:0">{items}</ul></div>'
