"""Hidden test of questions with options: plain data, in any form that names the right ones."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from course_utils.checks import Wrong
from course_utils.checks.choices import entries, normal


def expect_choice(answer: Any, right: str | Collection[str]) -> None:
    """Raise `Wrong` unless the answer names the right option, or all right ones and no other.

    `right` is a key, or several keys in a list or a set where several options may be marked.
    """
    several = not isinstance(right, str)
    given = entries(answer, several)
    if not given:
        raise Wrong("No answer was given.")
    found = [normal(entry) for entry in given]
    if None in found:
        raise Wrong("The answer should be plain text, the option's key in quotes.")
    if set(found) != {normal(key) for key in (right if several else [right])}:
        raise Wrong("These are not the right options." if several else "This isn't the right one.")
