"""Check of `ideal_seconds`: how long training takes where nothing but arithmetic takes time."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from numbers import Real
from typing import Any

from torch import Tensor

from course_utils.checks.outcome import Wrong

Case = tuple[float, int, int, float]

CASES: list[Case] = [
    (3e6, 1_000, 7, 4e9),
    (2.5e9, 60_000, 21, 1.4e13),
    (1.5e6, 30_000, 3, 8e11),  # less than a second
    (7.7e8, 1_281_167, 90, 3.12e14),
]
"""(flop_per_image, images, epochs, flop_per_second); none is the text's own."""

NAMES = ("flop_per_image", "images", "epochs", "flop_per_second")

CLOSE = 1e-5
"""Relative: single precision will do, and no slip is that near."""

SLIPS: Mapping[str, Callable[[float, int, int, float], float]] = {
    "Is it multiplied by `epochs`? This is the time of one epoch.": lambda f, n, e, r: f * n / r,
    "Is it multiplied by `images`? This is the time of one image in each epoch.": (
        lambda f, n, e, r: f * e / r
    ),
    "This is the time of one image, seen once.": lambda f, n, e, r: f / r,
    "It is divided by `epochs`: more epochs take longer.": lambda f, n, e, r: f * n / e / r,
    "It is divided by `images`: more images take longer.": lambda f, n, e, r: f / n * e / r,
    "The fraction is upside down: this is how many trainings fit into one second.": (
        lambda f, n, e, r: r / (f * n * e)
    ),
    "`flop_per_image` and `flop_per_second` have changed places.": lambda f, n, e, r: r * n * e / f,
    "These are all operations of the training. How many are done in a second?": (
        lambda f, n, e, r: f * n * e
    ),
    "It is multiplied by `flop_per_second`: a faster machine would take longer.": (
        lambda f, n, e, r: f * n * e * r
    ),
    "These are milliseconds: seconds are asked for.": lambda f, n, e, r: 1e3 * f * n * e / r,
    "These are minutes: seconds are asked for.": lambda f, n, e, r: f * n * e / r / 60,
    "These are hours: seconds are asked for.": lambda f, n, e, r: f * n * e / r / 3600,
    "A third of it: is this the forward pass alone? `flop_per_image` holds forward and backward, "
    "and both take time.": lambda f, n, e, r: f * n * e / r / 3,
    "Three times too much: `flop_per_image` holds forward and backward pass already.": (
        lambda f, n, e, r: 3 * f * n * e / r
    ),
    "Twice too much: an operation counts once, and `flop_per_image` holds forward and backward.": (
        lambda f, n, e, r: 2 * f * n * e / r
    ),
    "Half of it: `flop_per_image` is used as it is, without a factor.": (
        lambda f, n, e, r: f * n * e / r / 2
    ),
    "10¹² times too much: `flop_per_second` is in FLOP/s, not in TFLOP/s.": (
        lambda f, n, e, r: 1e12 * f * n * e / r
    ),
    "10¹² times too little: `flop_per_second` is in FLOP/s, not in TFLOP/s.": (
        lambda f, n, e, r: 1e-12 * f * n * e / r
    ),
    "The fraction is cut off to whole seconds: `//` or `int` does that, `/` does not.": (
        lambda f, n, e, r: f * n * e // r
    ),
    "It is rounded: return the number as it comes.": lambda f, n, e, r: round(f * n * e / r),
    "It is rounded to a tenth: return the number as it comes.": (
        lambda f, n, e, r: round(f * n * e / r, 1)
    ),
}


def grade_ideal(ideal_seconds: Callable) -> None:
    """`ideal_seconds(flop_per_image, images, epochs, flop_per_second) -> float`."""
    got = [as_number(ideal_seconds(*case)) for case in CASES]
    truth = [f * n * e / r for f, n, e, r in CASES]
    wrong = [k for k in range(len(CASES)) if not _close(got[k], truth[k])]
    if not wrong:
        return
    k = wrong[0]
    arguments = ", ".join(f"{value:g}" for value in CASES[k])
    evidence = f"ideal_seconds({arguments}): expected {truth[k]:.4g}, got {got[k]:.4g}."
    cause = _cause(got) or _unused(ideal_seconds)
    raise Wrong(f"{cause}\n{evidence}" if cause else evidence)


def as_number(value: Any) -> float:
    """What `ideal_seconds` returned: a plain number, or a tensor with one."""
    if value is None:
        raise Wrong("`ideal_seconds` returned None. (Did you forget a `return` statement?)")
    if isinstance(value, Tensor) and value.numel() == 1:
        value = value.item()
    if isinstance(value, str):
        raise Wrong("`ideal_seconds` should return a number, got a text. Leave the unit out.")
    if isinstance(value, bool) or not isinstance(value, Real):
        raise Wrong(f"`ideal_seconds` should return a number, got `{type(value).__name__}`.")
    return float(value)


def _cause(got: list[float]) -> str:
    """The slip that gives these numbers, or ""."""
    if all(_close(value, got[0]) for value in got):
        return f"It is {got[0]:.4g} whatever the arguments are: compute with the arguments."
    for cause, slip in SLIPS.items():
        if all(_close(value, slip(*case)) for value, case in zip(got, CASES, strict=True)):
            return cause
    return ""


def _unused(ideal_seconds: Callable) -> str:
    """A word on an argument that makes no difference: a number may stand in its place."""
    for place, name in enumerate(NAMES):
        twice = list(CASES[0])
        twice[place] *= 2
        if _close(as_number(ideal_seconds(*twice)), as_number(ideal_seconds(*CASES[0]))):
            return f"`{name}` makes no difference: does a number stand in its place?"
    return ""


def _close(a: float, b: float) -> bool:
    return math.isclose(a, b, rel_tol=CLOSE)
