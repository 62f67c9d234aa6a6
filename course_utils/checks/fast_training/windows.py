"""What the batches of an epoch should hold, and what they hold after well-known slips."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import torch
from torch import Tensor

from course_utils.pipelines import CORNERS, CROP, MEAN, PAD, STD

SIDE = CROP + 2 * PAD


class Epoch(NamedTuple):
    """One epoch's images, and what was drawn for it."""

    prepared: Tensor  # (n, 1, 36, 36)
    labels: Tensor  # (n,)
    order: Tensor
    top: Tensor
    left: Tensor


def draw_epoch(n: int, seed: int) -> Epoch:
    """Images of which no two pixels are alike; labels that tell the images apart."""
    generator = torch.Generator().manual_seed(seed)
    prepared = torch.randn(n, 1, SIDE, SIDE, generator=generator, dtype=torch.float32)
    labels = torch.randperm(n, generator=generator) + 10
    order = torch.randperm(n, generator=generator)
    top, left = torch.randint(CORNERS, (2, n), generator=generator)
    if n > 1:
        top[:2], left[:2] = torch.tensor([0, CORNERS - 1]), torch.tensor([CORNERS - 1, 0])
    return Epoch(prepared, labels, order, top, left)


def windows(prepared: Tensor, order: Tensor, top: Tensor, left: Tensor) -> Tensor:
    """(positions, 1, 28, 28): at position i the window of image order[i] at (top[i], left[i])."""
    every = prepared.unfold(2, CROP, 1).unfold(3, CROP, 1)  # (n, 1, 9, 9, 28, 28)
    return every[order, :, top, left]


def slips(epoch: Epoch, batch_size: int) -> dict[str, Callable[[], Tensor]]:
    """x of the whole epoch after each slip, by what is to be said of it."""
    p, _, order, top, left = epoch
    n, inverse = len(order), order.argsort()
    begin = torch.arange(n) // batch_size * batch_size  # where each position's batch begins
    middle, none = torch.full_like(top, PAD), torch.zeros_like(top)
    within = torch.arange(n) % batch_size
    corner = "Position i of the epoch has the corner (top[i], left[i])"
    return {
        "Rows and columns are exchanged: `top` counts rows, `left` columns.": (
            lambda: windows(p, order, left, top)
        ),
        f"{corner}, whatever image it is: don't look it up with the image's number.": (
            lambda: windows(p, order, top[order], left[order])
        ),
        "Nothing is shuffled: at position i comes image order[i].": (
            lambda: windows(p, torch.arange(n), top, left)
        ),
        "Images come in their old order, each with the corner of its place in `order`: at "
        "position i comes image order[i].": lambda: windows(p, torch.arange(n), top[inverse],
                                                           left[inverse]),
        "`order` is read the wrong way round: image order[i] comes to position i.": (
            lambda: windows(p, inverse, top, left)
        ),
        f"All images of a batch have the corner of its first one. {corner}.": (
            lambda: windows(p, order, top[begin], left[begin])
        ),
        f"All images of the epoch have the same corner. {corner}.": (
            lambda: windows(p, order, top[:1].expand(n), left[:1].expand(n))
        ),
        f"The corners of the first batch are used in every batch. {corner}.": (
            lambda: windows(p, order, top[within], left[within])
        ),
        "The window is always the middle: cut it out at (top, left).": (
            lambda: windows(p, order, middle, middle)
        ),
        "The window is always the upper left one: cut it out at (top, left).": (
            lambda: windows(p, order, none, none)
        ),
        "`left` is used for rows and columns.": lambda: windows(p, order, left, left),
        "`top` is used for rows and columns.": lambda: windows(p, order, top, top),
        "`top` has no influence.": lambda: windows(p, order, none, left),
        "`left` has no influence.": lambda: windows(p, order, top, none),
        "The corner is counted from below and from the right.": (
            lambda: windows(p, order, CORNERS - 1 - top, CORNERS - 1 - left)
        ),
        "The images are normalised again: `prepared` is prepared.": (
            lambda: (windows(p, order, top, left) - MEAN) / STD
        ),
        "The pixels are divided by 255 again: `prepared` is prepared.": (
            lambda: windows(p, order, top, left) / 255
        ),
        "Each window is transposed.": lambda: windows(p, order, top, left).mT,
    }  # fmt: skip


def find(x: Tensor, epoch: Epoch) -> tuple[int, int, int] | None:
    """Which image's window this is, and where its corner lies; None if it is no window.

    >>> epoch = draw_epoch(3, seed=1)
    >>> find(epoch.prepared[2, :, 5:33, 8:36], epoch)
    (2, 5, 8)
    """
    every = epoch.prepared.unfold(2, CROP, 1).unfold(3, CROP, 1)[:, 0]  # (n, 9, 9, 28, 28)
    places = (every == x).flatten(3).all(3).nonzero().tolist()
    return tuple(places[0]) if places else None
