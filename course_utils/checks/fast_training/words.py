"""Check of the two written answers' length. What they say is read by people."""

from __future__ import annotations

from typing import Any

from course_utils.checks.outcome import NotAttempted, Recorded
from course_utils.text import about

from .registry import check

LOW, HIGH = 80, 120
STUBS = ("your answer here", "about 100 words", "write about 100 words here")


def grade_words(text: Any) -> str:
    """How many words; `Wrong` says how many too few or too many.

    >>> grade_words("word " * 100)
    'recorded: 100 words.'
    """
    if text is ... or (isinstance(text, str) and text.strip(" \t\n.…").casefold() in STUBS):
        raise NotAttempted
    return f"recorded: {about(text, LOW, HIGH)}"


@check.exercise("learned", names=["learned"])
def _learned(learned: Any) -> str:
    return Recorded(grade_words(learned))


@check.exercise("interesting", names=["interesting"])
def _interesting(interesting: Any) -> str:
    return Recorded(grade_words(interesting))
