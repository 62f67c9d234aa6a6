"""What a check says: one of its outcomes, a coloured line in a notebook, plain text elsewhere."""

from __future__ import annotations

import html
import sys
from dataclasses import dataclass

NOT_ATTEMPTED = "not attempted"
RAISED = "raised"
WRONG = "wrong"
RIGHT = "right"
RECORDED = "recorded"  # an answer that is not judged here: a question with options

# A sign as well as a colour: the outcome must not be told by colour alone.
_SIGN = {RIGHT: "✓", WRONG: "✗", RAISED: "✗", NOT_ATTEMPTED: "○", RECORDED: "●"}
_COLOUR = {RIGHT: "#2f9e44", WRONG: "#e03131", RAISED: "#e03131", NOT_ATTEMPTED: "#868e96"}
_COLOUR[RECORDED] = "#0072b2"


class Wrong(AssertionError):  # noqa: N818  (it is said of an answer)
    """The answer is wrong, and the message says how. Checks and hidden tests raise it."""


class Recorded(str):
    """What a check returns of an answer that it doesn't judge."""


class NotAttempted(Exception):  # noqa: N818  (it is said of an exercise)
    """There is nothing to check yet: a stub's `NotImplementedError` with words of its own."""


@dataclass(frozen=True)
class Result:
    """The outcome of one check and the sentence that explains it."""

    slug: str
    outcome: str
    message: str

    @property
    def text(self) -> str:
        """The line as plain text, for example `✗ rnn-layer: h_1 is right, h_2 is wrong.`"""
        if self.outcome == RAISED:
            return f"{_SIGN[RAISED]} {self.slug}: your code raised {self.message}"
        return f"{_SIGN[self.outcome]} {self.slug}: {self.message}"

    @property
    def html(self) -> str:
        """The line as HTML. It reads the same, and its text has the page's own colour."""
        colour = _COLOUR[self.outcome]
        sign, _, words = html.escape(self.text).partition(" ")
        slug, _, message = words.partition(": ")
        lines = "<br>".join(message.split("\n"))
        return (
            f'<div role="status" style="border-left:4px solid {colour};padding:.3em .8em;'
            f'margin:.2em 0;line-height:1.5">'
            f'<b><span style="color:{colour}">{sign}</span> {slug}</b> {lines}</div>'
        )

    def show(self) -> None:
        """Display the line: HTML where a notebook shows it, plain text elsewhere."""
        if _in_ipython():
            from IPython.display import display

            display({"text/html": self.html, "text/plain": self.text}, raw=True)
        else:
            print(self.text)


def _in_ipython() -> bool:
    """True in a notebook or an IPython shell; does not import IPython to find out."""
    ipython = sys.modules.get("IPython")
    return ipython is not None and ipython.get_ipython() is not None
