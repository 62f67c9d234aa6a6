"""Hidden test of notebook 06's reading: the numbers of the text, and its arithmetic on new ones.

The text gives two times to start from, and either will do with its own name: the record of the
competition, 341 s, and the authors' reproduction of it, 356 s.
"""

from __future__ import annotations

import math
import random
from typing import Any

from course_utils.checks import Wrong
from course_utils.checks.fast_training.record import (
    as_list,
    as_percent,
    as_seconds,
    as_start,
    number,
)

ACCURACY = 94
START = {"record": 341, "reproduction": 356}
STEPS = (323, 308, 301, 297)
SERIES_END, AUGMENTED = 34, 26
OF = 4.0
_CASES = 5


def score_record(
    accuracy: Any,
    start_s: Any,
    start_is: Any,
    steps_s: Any,
    series_end_s: Any,
    augmented_s: Any,
    ideal_seconds: Any,
    seed: int,
) -> float:
    """Points of 4: half of one for each number, one for the four steps, one for the arithmetic.

    Raises `Wrong` where nothing is right.
    """
    start = START.get(as_start(start_is) or "")
    points = (
        0.5 * near(as_percent(accuracy), ACCURACY)
        + 0.5 * (start is not None and near(as_seconds(start_s), start))
        + right_steps(steps_s) / len(STEPS)
        + 0.5 * near(as_seconds(series_end_s), SERIES_END)
        + 0.5 * near(as_seconds(augmented_s), AUGMENTED)
        + 1.0 * computes(ideal_seconds, seed)
    )
    if not points:
        raise Wrong("None of the numbers is what the text says, or there are none.")
    return round(points, 2)


def near(value: float | None, truth: float) -> bool:
    """Equal once rounded to a whole number."""
    return value is not None and abs(value - truth) < 0.5


def right_steps(steps_s: Any) -> int:
    """How many of the four times stand in their place."""
    steps = as_list(steps_s) or []
    if len(steps) != len(STEPS):
        return 0
    return sum(near(as_seconds(got), truth) for got, truth in zip(steps, STEPS, strict=True))


def computes(ideal_seconds: Any, seed: int) -> bool:
    """Does the function give the time of trainings that are drawn here?"""
    chance = random.Random(seed)  # noqa: S311  (numbers for a test)
    for _ in range(_CASES):
        flop, rate = 10 ** chance.uniform(5, 10), 10 ** chance.uniform(9, 15)
        images, epochs = chance.randrange(1_000, 1_000_000), chance.randrange(2, 200)
        try:
            value = ideal_seconds(flop, images, epochs, rate)
        except Exception:  # whatever the student's own code raises
            return False
        got = None if type(value) is str else number(value)
        truth = flop * images * epochs / rate
        if got is None or not math.isclose(got, truth, rel_tol=1e-5):
            return False
    return True
