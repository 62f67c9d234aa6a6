"""Rows of 100 numbers that are mostly about 20 of them, hidden by a rotation."""

from __future__ import annotations

import math

import torch

from course_utils.data.labelled import Labelled

SIZE = 100
"""Numbers in a row."""
LOUD = 20
"""How many directions have standard deviation 1. They alone decide the label."""
LOW_STD = 0.3
"""The standard deviation in all other directions."""
GAP = 0.25
"""How far the two classes are moved away from each other, in standard deviations each."""


def load(seed: int = 0, train: int = 4000, validation: int = 1000) -> tuple[Labelled, Labelled]:
    """Two sets of rows (a training and a validation set) in 100 dimensions, labelled 0 or 1.

    Rows are drawn around 0, in LOUD directions widely and in the others narrowly. The label says on
    which side of a plane a row lies, and the plane contains all narrow directions: whoever keeps
    the LOUD directions and drops the rest keeps the label.

    A gap is opened between the classes, across the plane; without one, rows that lie almost on it
    would be the only difference between a good latent and a perfect one. The spread across the
    plane is then shrunk to what it was, so that the label lies in no direction that stands out:
    an autoencoder can't find it by looking for where the rows vary most.

    At last all rows are turned by one random rotation, the same in both sets. So no entry of x by
    itself is loud, or knows the label: a latent must mix all 100 of them.

    >>> train, validation = load(seed=0)
    >>> train.x.shape, validation.x.shape, train.y.unique()
    (torch.Size([4000, 100]), torch.Size([1000, 100]), tensor([0, 1]))
    >>> spread = torch.linalg.svdvals(train.x) / 4000**0.5
    >>> spread[19] > 0.9, spread[20] < 0.4  # twenty loud directions, eighty quiet ones
    (tensor(True), tensor(True))
    """
    generator = torch.Generator().manual_seed(seed)
    rotation, _ = torch.linalg.qr(torch.randn(SIZE, SIZE, generator=generator))
    across = torch.randn(LOUD, generator=generator)
    across /= across.norm()
    rows = torch.randn(train + validation, SIZE, generator=generator)
    rows[:, LOUD:] *= LOW_STD
    side = rows[:, :LOUD] @ across  # the signed distance from the plane
    shrink = math.sqrt(1 + GAP**2 + 2 * GAP * math.sqrt(2 / math.pi))
    apart = side.sign() * (side.abs() + GAP) / shrink
    rows[:, :LOUD] += (apart - side)[:, None] * across
    x, y = rows @ rotation.T, (side > 0).long()
    return Labelled(x[:train], y[:train]), Labelled(x[train:], y[train:])
