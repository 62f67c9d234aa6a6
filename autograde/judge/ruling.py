"""What a judge can say, and the ways in which it can fail to. Imports nothing heavy."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Ruling:
    """What the judge says of one test cell; `error` is "" when it passed.

    `cause` is "student" where their code raised or gave no data, "test" where an assertion failed.
    `score` is the value of the cell's last expression: partial credit.
    """

    error: str = ""
    ename: str = ""
    score: float | None = None
    stdout: str = ""
    cause: Literal["", "student", "test"] = ""


class JudgeDied(RuntimeError):  # noqa: N818  (it is said of a judge)
    """The judge ended before it had ruled. Another one may try."""


class LinkBroken(JudgeDied):
    """The judge ended because its link to the student's process broke: the student's doing."""


class BrokenTest(RuntimeError):  # noqa: N818  (it is said of a test)
    """The hidden test itself is wrong, whatever the submission: an instructor must mend it."""
