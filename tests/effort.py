"""How much some lines do, counted so that a slow machine finds no more than a fast one."""

import contextlib
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from types import FrameType
from typing import Any


@dataclass
class Effort:
    """How many functions, Python's and C's (an operation of PyTorch is one), were called."""

    calls: int = 0


@contextlib.contextmanager
def effort() -> Iterator[Effort]:
    """Count what the lines inside call in this thread."""
    spent = Effort()

    def called(_frame: FrameType, event: str, _arg: Any) -> None:
        spent.calls += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(called)
    try:
        yield spent
    finally:
        sys.setprofile(before)
