"""How fast a pipeline is, as a ratio in one run, and whether Python loops over the images."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from types import FrameType
from typing import Any

import torch

from course_utils.checks.credit import between
from course_utils.pipelines import CROP, NaiveDataset, Stage, load_one_by_one
from course_utils.races import race

from .windows import draw_epoch

FLOOR, GOAL = 1.25, 2.5
"""Times as fast as the naive pipeline: no points up to the first, all from the second on."""
FEW_STEPS = 2.0
"""Steps of Python for each further image: a loop takes four at the very least."""
LOOP_COSTS = 0.5

Batches = Callable[..., Iterable[Any]]


def credit(ratio: float) -> float:
    """The share of the points for a pipeline that is so many times as fast as the naive one.

    >>> credit(1.25), credit(1.875), credit(20)
    (0.0, 0.5, 1.0)
    """
    return between(ratio, FLOOR, GOAL)


def python_steps(run: Callable[[], Any]) -> int:
    """How many steps the Python interpreter makes, in all functions together.

    >>> python_steps(lambda: [i for i in range(99)]) > 99
    True
    """
    count = 0

    def step(frame: FrameType, event: str, arg: Any) -> Any:
        nonlocal count
        count += event == "opcode"
        return step

    def enter(frame: FrameType, event: str, arg: Any) -> Any:
        frame.f_trace_opcodes, frame.f_trace_lines = True, False
        return step

    before = sys.gettrace()
    sys.settrace(enter)
    try:
        run()
    finally:
        sys.settrace(before)
    return count


def steps_for_an_image(batches: Batches, seed: int = 1) -> float:
    """How many steps of Python each further image of a batch costs."""
    counts = []
    for n in (16, 16, 80):  # the first to get going
        prepared, labels, *draws = draw_epoch(n, seed)
        counts.append(python_steps(lambda: list(batches(prepared, labels, tuple(draws), n))))  # noqa: B023
    return (counts[2] - counts[1]) / 64


def measured_ratio(batches: Batches, n: int = 1000, repeats: int = 5) -> float:
    """How many times as fast as the naive pipeline, without workers, here and now."""
    prepared, labels, *draws = draw_epoch(n, 1)
    naive = NaiveDataset(torch.zeros(n, CROP, CROP, dtype=torch.uint8), labels)
    generator = torch.Generator().manual_seed(1)
    slow, fast = race(
        [
            Stage("naive", lambda: load_one_by_one(naive, 128, True, generator)),
            Stage("yours", lambda: batches(prepared, labels, tuple(draws), 128)),
        ],
        repeats,
    )
    return slow.median / fast.median
