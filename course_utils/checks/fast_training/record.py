"""Check of what the reading says in numbers, which it only records, and of the arithmetic.

An answer taken from a text is recorded once it makes sense: the check never says whether it is
what the text says. `ideal_seconds` can be worked out, so it is checked to the end (see ideal).
"""

from __future__ import annotations

import math
import re
import reprlib
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from torch import Tensor

from course_utils.checks.choices import normal
from course_utils.checks.outcome import NotAttempted, Recorded, Wrong

from .ideal import grade_ideal
from .registry import check

STARTS = ("record", "reproduction")
CHANGES = 4
SHORTEST, LONGEST = 10, 3600  # seconds; what lies outside is in another unit
_SECONDS = r"s|secs?|seconds?"
_PERCENT = r"%|percent|per cent"


def number(value: Any, units: str = "") -> float | None:
    """A finite number, plain or as text that may end in one of these units; else None.

    >>> number(120), number("120 s", "s|seconds"), number("two minutes"), number(True)
    (120.0, 120.0, None, None)
    """
    if isinstance(value, Tensor | np.ndarray | np.generic) and math.prod(value.shape) == 1:
        value = value.item()
    if type(value) is str and len(value) < 40:
        found = re.fullmatch(rf"\s*(\d+\.?\d*|\.\d+)\s*(?:{units})\.?\s*", value, re.IGNORECASE)
        value = float(found[1]) if found else None
    if type(value) is int and abs(value) < 10**15:
        return float(value)
    return value if type(value) is float and math.isfinite(value) else None


def as_seconds(value: Any) -> float | None:
    """A number of seconds: 120, "120 s", "120 seconds"; None for what is none."""
    return number(value, f"|{_SECONDS}")


def as_percent(value: Any) -> float | None:
    """A percentage, or a fraction of 1; None for what is neither.

    >>> as_percent(75), as_percent("75 %"), as_percent(0.75), as_percent("most")
    (75.0, 75.0, 75.0, None)
    """
    found = number(value, f"|{_PERCENT}")
    if found is None:
        return None
    bare = number(value) is not None  # without a sign that says what it is
    return round(100 * found, 9) if bare and 0 < found <= 1 else found


def as_start(value: Any) -> str | None:
    """ "record" or "reproduction", whatever case and quotes; None for anything else."""
    found = normal(value)
    return found if found in STARTS else None


def as_list(value: Any) -> list[Any] | None:
    """The entries of a list, or of what can be read as one."""
    if isinstance(value, Tensor | np.ndarray) and len(value.shape) == 1:
        return value.tolist()
    return list(value) if type(value) in (list, tuple) else None


def empty(value: Any) -> bool:
    """Nothing was written in this place yet."""
    return (
        value is None or value is ... or (type(value) is str and value.strip() in ("", "...", "…"))
    )


def missing(given: dict[str, Any]) -> list[str]:
    """The names that hold no answer yet; single entries of a list that has some."""
    found = []
    for name, value in given.items():
        entries = as_list(value) if name == "steps_s" else None
        holes = [k for k, entry in enumerate(entries or []) if empty(entry)]
        if empty(value) or (entries is not None and len(holes) == len(entries)):
            found.append(f"`{name}`")
        else:
            found += [f"`{name}[{k}]`" for k in holes]
    return found


def expect_seconds(value: Any, name: str) -> float:
    """The value as a number of seconds that can be meant."""
    found = as_seconds(value)
    if found is None:
        raise Wrong(f"`{name}` should be a number of seconds, got {reprlib.repr(value)}.")
    if found < SHORTEST:
        raise Wrong(f"`{name}` is {found:g}: are these minutes? Seconds are asked for.")
    if found > LONGEST:
        raise Wrong(f"`{name}` is {found:g}, more than an hour: are these seconds?")
    return found


def expect_accuracy(value: Any) -> float:
    """The value as a percentage."""
    found = as_percent(value)
    if found is None or not 0 < found <= 100:
        raise Wrong(f"`accuracy` should be a percentage, got {reprlib.repr(value)}.")
    return found


def expect_start(value: Any) -> str:
    """One of the two things that the first time can be."""
    found = as_start(value)
    if found is None:
        raise Wrong(
            f'`start_is` should be "record" (of the competition) or "reproduction" (the authors\' '
            f"own run of it), got {reprlib.repr(value)}."
        )
    return found


def expect_steps(value: Any) -> list[float | None]:
    """Four times, of which some may still be missing."""
    entries = as_list(value)
    if entries is None:
        raise Wrong(f"`steps_s` should be a list of four times, got {reprlib.repr(value)}.")
    if len(entries) != CHANGES:
        raise Wrong(
            f"`steps_s` should have four times, one after each of the four changes, got "
            f"{len(entries)}."
        )
    times = [None if empty(e) else as_seconds(e) for e in entries]
    known = [t for t in times if t is not None]
    if known and max(known) < 60:
        raise Wrong(
            "`steps_s` looks like what each change saved, or like minutes: asked for are the "
            "seconds that training takes after each change."
        )
    return [
        None if empty(entry) else expect_seconds(entry, f"steps_s[{k}]")
        for k, entry in enumerate(entries)
    ]


def expect_falling(start: float | None, steps: Sequence[float | None]) -> None:
    """Each change saves time: from the start on the times fall."""
    known = [t for t in steps if t is not None]
    if start is not None and steps[0] == start:
        raise Wrong(
            "`steps_s[0]` is `start_s` itself: the list begins with the time after the first "
            "change."
        )
    row = [*([] if start is None else [start]), *known]
    for before, after in pairwise(row):
        if after >= before:
            raise Wrong(
                f"Each change saves time, so from `start_s` on the times fall: {after:g} s comes "
                f"after {before:g} s."
            )


def expect_end(seconds: float, name: str, last: float | None) -> None:
    """The series goes on after its first part, and gets faster."""
    if last is not None and seconds == last:
        raise Wrong(f"`{name}` is where the first part ends, {last:g} s: the series goes on.")
    if last is not None and seconds > last:
        raise Wrong(f"`{name}` is {seconds:g} s, slower than the first part's end, {last:g} s.")


def grade_reading(given: dict[str, Any]) -> str:
    """Raise `Wrong` for what makes no sense among the answers that are there; else say them."""
    there = {name: value for name, value in given.items() if not empty(value)}
    said = []
    if "accuracy" in there:
        said.append(f"{expect_accuracy(there['accuracy']):g} %")
    start = expect_seconds(there["start_s"], "start_s") if "start_s" in there else None
    kind = expect_start(there["start_is"]) if "start_is" in there else "?"
    if start is not None:
        said.append(f"from {start:g} s ({kind})")
    steps = expect_steps(there["steps_s"]) if "steps_s" in there else [None] * CHANGES
    expect_falling(start, steps)
    said.append("over " + ", ".join("?" if t is None else f"{t:g}" for t in steps) + " s")
    for name, words in (("series_end_s", "to {:g} s"), ("augmented_s", "({:g} s augmented)")):
        if name in there:
            seconds = expect_seconds(there[name], name)
            expect_end(seconds, name, steps[-1])
            said.append(words.format(seconds))
    return " ".join(said)


def grade_record(given: dict[str, Any], ideal_seconds: Any) -> str:
    """All of it; what is right so far stands, and what is still empty is named last."""
    said = grade_reading(given)
    holes = missing(given)
    try:
        grade_ideal(ideal_seconds)
    except NotImplementedError:
        if len(holes) == len(given):
            raise
        holes.append("`ideal_seconds`")
    if holes:
        raise NotAttempted(f"Still to fill in: {', '.join(holes)}.")
    return f"recorded: {said}. `ideal_seconds` is right."


@check.exercise(
    "record",
    names=["accuracy", "start_s", "start_is", "steps_s", "series_end_s", "augmented_s",
           "ideal_seconds"],
)  # fmt: skip
def _record(
    accuracy: Any, start_s: Any, start_is: Any, steps_s: Any, series_end_s: Any, augmented_s: Any,
    ideal_seconds: Any,
) -> str:  # fmt: skip
    given = {"accuracy": accuracy, "start_s": start_s, "start_is": start_is, "steps_s": steps_s,
             "series_end_s": series_end_s, "augmented_s": augmented_s}  # fmt: skip
    return Recorded(grade_record(given, ideal_seconds))
