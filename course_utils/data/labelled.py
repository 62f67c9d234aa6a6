"""Rows of numbers, and what each of them is."""

from __future__ import annotations

from typing import NamedTuple

from jaxtyping import Float, Int
from torch import Tensor


class Labelled(NamedTuple):
    """One row of `x` for each label in `y`."""

    x: Float[Tensor, "rows features"]
    y: Int[Tensor, " rows"]
