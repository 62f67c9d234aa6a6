"""One epoch of a student's pipeline, right in every number, and how long it took.

It is timed from asking for it to having its numbers: projections of every image along directions
that are drawn for that epoch, which no one can know who hasn't cut out the windows. The naive
pipeline runs here, by turns with the student's and under the same clock.
"""

from __future__ import annotations

import random
import time
from typing import Any

import torch
from torch import Tensor

from course_utils.checks import Wrong, expect_close, expect_tensor
from course_utils.checks.fast_training.windows import Epoch, draw_epoch, windows
from course_utils.pipelines import CROP, NaiveDataset, load_one_by_one

from .probes import probe

IMAGES, BATCH_SIZE, ROUNDS = 2_100, 128, 11
DIRECTIONS = 4
PATIENCE = 20.0  # seconds for all rounds; fewer will do for what is slow
BUSY = 3.0
"""The naive epoch counts as at most so many times its CPU time: on a busy machine both pipelines
wait, and yet nobody gains much by keeping it busy while the naive one runs."""


@probe
def projected(batches: Any, given: Any, draws: Any, batch_size: Any, directions: Any) -> tuple:
    """Of one epoch: the shapes of x, all x along these directions, and all labels.

    Prepared images and labels are handed over once, and kept here for the epochs that follow.
    """
    import torch

    kept: Any = projected
    if given is not None:
        kept.given = given
    shapes, found, labels = [], [], []
    for x, y in batches(*kept.given, tuple(draws), batch_size):
        shapes.append(tuple(x.shape))
        found.append(x.flatten(1) @ directions)  # (batch, directions)
        labels.append(y)
    return shapes, torch.cat(found), torch.cat(labels)


def expect_epoch(batches: Any, epoch: Epoch, given: Any, batch_size: int, seed: int) -> float:
    """The seconds that an epoch took, if every number of it is right."""
    draw = torch.Generator().manual_seed(seed)
    directions = torch.randn(CROP * CROP, DIRECTIONS, generator=draw)
    start = time.perf_counter()
    found = projected(batches, given, epoch[2:], batch_size, directions)
    took = time.perf_counter() - start
    n = len(epoch.order)
    sizes = [min(batch_size, n - begin) for begin in range(0, n, batch_size)]
    if type(found) is not tuple or len(found) != 3:
        raise Wrong("batches gives no batches.")
    shapes, got, labels = found
    if shapes != [(size, 1, CROP, CROP) for size in sizes]:
        raise Wrong(f"For {n} images and batch_size {batch_size}, x has the shapes {shapes}.")
    true = windows(epoch.prepared, epoch.order, epoch.top, epoch.left).flatten(1)
    expect_equal(got, true.double() @ directions.double(), "x along some directions")
    expect_labels(labels, epoch.labels[epoch.order])
    return took


def expect_equal(got: Any, truth: Tensor, what: str) -> None:
    """Up to the rounding of sums in float32."""
    got = expect_tensor(got, what, tuple(truth.shape))
    expect_close(got.double(), truth, what, tolerance=1e-4)


def expect_labels(got: Any, truth: Tensor) -> None:
    if not isinstance(got, Tensor) or got.dtype != truth.dtype or not torch.equal(got, truth):
        raise Wrong("The labels of an epoch are not those of its images.")


def measured_ratio(batches: Any, chance: random.Random) -> float:
    """The naive pipeline's time for an epoch over the student's, by turns, each with new draws.

    Compared are lower quartiles: other work on the machine only ever adds time. A pipeline that is
    0.74 times as fast when the machine is idle was measured ten times beside bursts of other work:
    0.60 to 1.16 by medians, 0.62 to 0.80 by lower quartiles.
    """
    first = draw_epoch(IMAGES, chance.randrange(2**31))
    data = NaiveDataset(torch.zeros(IMAGES, CROP, CROP, dtype=torch.uint8), first.labels)
    naive, own, given, end = [], [], first[:2], time.perf_counter() + PATIENCE
    for counted in [False] + [True] * ROUNDS:
        drawn = draw_epoch(IMAGES, chance.randrange(2**31))
        epoch = Epoch(*first[:2], *drawn[2:])
        slow = naive_seconds(data, chance.randrange(2**31))
        fast = expect_epoch(batches, epoch, given, BATCH_SIZE, chance.randrange(2**31))
        given = None
        if counted:
            naive.append(slow)
            own.append(fast)
        if own and time.perf_counter() > end:
            break
    return lower_quartile(naive) / lower_quartile(own)


def lower_quartile(seconds: list[float]) -> float:
    return sorted(seconds)[len(seconds) // 4]


def naive_seconds(data: NaiveDataset, seed: int) -> float:
    """One epoch of single images, each prepared again, then taken along directions as well."""
    draw = torch.Generator().manual_seed(seed)
    directions = torch.randn(CROP * CROP, DIRECTIONS, generator=draw)
    wall, cpu = time.perf_counter(), time.process_time()
    for x, _ in load_one_by_one(data, BATCH_SIZE, True, draw):
        _ = x.flatten(1) @ directions
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    return min(wall, BUSY * cpu)
