"""The kernel's end of the channel to the judge: noted before any of the student's code runs."""

import os

VARIABLE = "UNROLLED_JUDGE_FD"

number: int | None = None
"""The file descriptor, once it is noted."""


def note() -> None:
    """Remember which descriptor it is: the environment is the student's to change."""
    global number
    number = int(os.environ[VARIABLE]) if VARIABLE in os.environ else None
