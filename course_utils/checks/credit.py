"""Partial credit for a measured result."""

import math


def between(value: float, floor: float, target: float) -> float:
    """0 up to the floor, 1 from the target on, in between on a straight line; 0 for NaN.

    >>> between(0.5, floor=0.5, target=0.7), round(between(0.6, 0.5, 0.7), 6), between(1, 0.5, 0.7)
    (0.0, 0.5, 1.0)
    """
    if not math.isfinite(value):
        return 0.0
    return min(1.0, max(0.0, (value - floor) / (target - floor)))
