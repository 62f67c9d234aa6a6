"""Check of whole batches: right at every position, without a loop over images, and how fast."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import torch
from torch import Tensor

from course_utils.checks.core import default_dtype
from course_utils.checks.ladder import is_close
from course_utils.checks.outcome import Wrong
from course_utils.pipelines import CROP

from .registry import check
from .speed import FEW_STEPS, GOAL, Batches, measured_ratio, steps_for_an_image
from .windows import Epoch, draw_epoch, find, slips, windows

CASES = ((23, 5), (12, 4), (3, 8), (1, 1))
"""Images and batch size: with a rest, without one, fewer than one batch, a single one."""


def sizes(n: int, batch_size: int) -> list[int]:
    """How many images each batch of an epoch holds.

    >>> sizes(7, 3)
    [3, 3, 1]
    """
    return [min(batch_size, n - start) for start in range(0, n, batch_size)]


def collect(batches: Batches, epoch: Epoch, batch_size: int) -> list[tuple[Tensor, Tensor]]:
    """The batches of an epoch, copied as they come: a buffer may be used again."""
    prepared, labels, *draws = (given.clone() for given in epoch)
    answer = batches(prepared, labels, tuple(draws), batch_size)
    if answer is None:
        raise Wrong("batches returned None. (Did you forget `yield`, or `return`?)")
    if not isinstance(answer, Iterable):
        raise Wrong(f"A loop can't go over what batches returns, a `{type(answer).__name__}`.")
    if isinstance(answer, tuple) and len(answer) == 2 and isinstance(answer[0], Tensor):
        raise Wrong("batches returned a single pair: `yield` each one, so that the loop goes on.")
    found = []
    for number, batch in enumerate(answer):
        if number > 2 * len(labels) + 2:
            raise Wrong("The batches don't end: an epoch has each image once.")
        found.append(_pair(batch, number))
    for name, before, after in zip(
        ("prepared", "labels", "order", "top", "left"), epoch, (prepared, labels, *draws),
        strict=True,
    ):  # fmt: skip
        if not torch.equal(before, after):
            raise Wrong(f"batches changes `{name}` itself: the next epoch needs it as it was.")
    return found


def _pair(batch: Any, number: int) -> tuple[Tensor, Tensor]:
    if not isinstance(batch, tuple | list) or len(batch) != 2:
        kind = f"{len(batch)} values" if isinstance(batch, tuple | list) else type(batch).__name__
        raise Wrong(f"Each batch should be a pair (x, y); batch {number} is {kind}.")
    for name, value in zip("xy", batch, strict=True):
        if not isinstance(value, Tensor):
            raise Wrong(f"{name} of batch {number} should be a tensor, not {type(value).__name__}.")
    return batch[0].detach().clone(), batch[1].detach().clone()


def expect_sizes(found: list[tuple[Tensor, Tensor]], n: int, batch_size: int) -> None:
    """So many batches of such a shape."""
    wanted, got = sizes(n, batch_size), [len(y) if y.dim() else 1 for _, y in found]
    said = f"For {n} images and batch_size {batch_size}"
    whole = [size for size in wanted if size == batch_size]
    if got != wanted:
        words = ""
        if got == whole:
            words = "The last, smaller batch is missing: each image comes once.\n"
        elif got == [n] and len(wanted) > 1:
            words = "All images come in a single batch.\n"
        elif got == [1] * n:
            words = "The images come one by one: give them in batches.\n"
        elif got == [batch_size] * len(wanted):
            words = "The last batch is filled up: it should be smaller, each image comes once.\n"
        raise Wrong(f"{words}{said} there should be batches of {wanted}, got {got}.")
    for number, ((x, y), size) in enumerate(zip(found, wanted, strict=True)):
        shape = (size, 1, CROP, CROP)
        if tuple(x.shape) != shape:
            axis = " The axis of the channel is missing." if x.dim() == 3 else ""
            raise Wrong(
                f"x of batch {number} should have shape (batch, 1, {CROP}, {CROP}) = {shape}, got "
                f"{tuple(x.shape)}.{axis}"
            )
        if tuple(y.shape) != (size,):
            raise Wrong(f"y of batch {number} should have shape ({size},), got {tuple(y.shape)}.")
        if x.dtype != torch.float32 or y.dtype != torch.int64:
            raise Wrong(
                f"Batch {number} holds {x.dtype} and {y.dtype}: x stays float32 as `prepared` is, "
                "and y int64 as `labels` is."
            )


def expect_batches(batches: Batches, n: int, batch_size: int, seed: int) -> None:
    """Every image and every label of an epoch at its place."""
    epoch = draw_epoch(n, seed)
    found = collect(batches, epoch, batch_size)
    expect_sizes(found, n, batch_size)
    x, y = (torch.cat(parts) for parts in zip(*found, strict=True))
    prepared, labels, order, top, left = epoch
    truth = windows(prepared, order, top, left)
    if not torch.equal(x, truth):
        place = int((x != truth).flatten(1).any(1).int().argmax())
        words = fault(x, epoch, batch_size) or near_miss(place, x[place], epoch)
        evidence = f"n = {n}, batch_size = {batch_size}: {evidence_at(place, x[place], epoch)}"
        raise Wrong(f"{words}\n{evidence}" if words else evidence)
    if not torch.equal(y, labels[order]):
        words = "The labels belong to other images than x: y is labels[order[i]]."
        if torch.equal(y, labels):
            words = "The labels are not shuffled as the images are: y is labels[order[i]]."
        elif torch.equal(y, order):
            words = "y holds the images' numbers, not their labels."
        raise Wrong(words)


def evidence_at(place: int, x: Tensor, epoch: Epoch) -> str:
    """What should be at this position of the epoch, and what is there."""
    _, _, order, top, left = epoch
    wanted = f"image {order[place]} at ({top[place]}, {left[place]})"
    found = find(x, epoch)
    got = f"image {found[0]} at ({found[1]}, {found[2]})" if found else "no window of any image"
    return f"at position {place} there should be {wanted}, and there is {got}."


def fault(x: Tensor, epoch: Epoch, batch_size: int) -> str:
    """The slip that gives these images, or ""."""
    for words, make in slips(epoch, batch_size).items():
        if is_close(x, make(), 1e-5):
            return words
    return ""


def near_miss(place: int, x: Tensor, epoch: Epoch) -> str:
    """What is right at this position, if it is a window of some image."""
    if (found := find(x, epoch)) is None:
        return ""
    _, _, order, top, left = epoch
    if found[0] == order[place]:
        return "The image is right and its corner is not."
    if found[1:] == (top[place], left[place]):
        return "The corner is right and the image is not: is it shuffled again within `batches`?"
    return "Neither the image nor its corner is right."


def expect_no_loop(batches: Batches) -> None:
    """A batch costs Python the same however many images it holds."""
    steps = steps_for_an_image(batches)
    if steps > FEW_STEPS:
        raise Wrong(
            f"The batches are right, but Python takes about {steps:.0f} steps for each image: "
            "there is a loop over images. A GPU would wait for it: index a whole batch at once."
        )


def expect_device(batches: Batches) -> None:
    """x is where `prepared` is; "meta" is there on every machine."""
    prepared, labels, *draws = (given.to("meta") for given in draw_epoch(8, 1))
    try:
        x, _ = next(iter(batches(prepared, labels, tuple(draws), 4)))
    except Exception:  # not everything can be done on it that other devices do
        return
    if isinstance(x, Tensor) and x.device.type != "meta":
        raise Wrong("x is on the CPU though `prepared` is not: stay on its device.")


def grade_batches(batches: Batches, seed: int = 1) -> None:
    """`batches(prepared, labels, draws, batch_size)`: right, and without a loop over images."""
    with default_dtype(torch.float32):
        for n, batch_size in CASES:
            expect_batches(batches, n, batch_size, seed + n)
        expect_no_loop(batches)
        expect_device(batches)


@check.exercise("pipeline", names=["batches"])
def _pipeline(batches: Batches) -> str:
    grade_batches(batches)
    with default_dtype(torch.float32):
        ratio = measured_ratio(batches)
    goal = "" if ratio >= GOAL else f" All points are for {GOAL:g} times."
    return f"right: every batch, and an epoch is {ratio:.2g} times as fast as the naive one.{goal}"
