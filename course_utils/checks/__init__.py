"""Instant checks: what a student calls after an exercise, and what tells them *what* is wrong."""

from .core import (
    TIME_LIMIT,
    CheckFailed,
    Checks,
    default_dtype,
    describe_error,
    float64,
    last_result,
    time_limit,
)
from .ladder import TOLERANCE, expect_close, expect_connected, expect_tensor, is_close, recognise
from .outcome import (
    NOT_ATTEMPTED,
    RAISED,
    RECORDED,
    RIGHT,
    WRONG,
    NotAttempted,
    Recorded,
    Result,
    Wrong,
)

__all__ = [
    "NOT_ATTEMPTED",
    "RAISED",
    "RECORDED",
    "RIGHT",
    "TIME_LIMIT",
    "TOLERANCE",
    "WRONG",
    "CheckFailed",
    "Checks",
    "NotAttempted",
    "Recorded",
    "Result",
    "Wrong",
    "default_dtype",
    "describe_error",
    "expect_close",
    "expect_connected",
    "expect_tensor",
    "float64",
    "is_close",
    "last_result",
    "recognise",
    "time_limit",
]
