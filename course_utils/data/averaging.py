"""The running-average task: numbers come in one at a time, and the target is their mean so far.

It is the smallest task that needs a memory: the right answer at step t depends on every number
since the beginning, and on how many there were.
"""

from __future__ import annotations

import torch
from jaxtyping import Float
from torch import Tensor


def averaging_batch(
    batch: int,
    time: int = 10,
    generator: torch.Generator | None = None,
    dtype: torch.dtype = torch.float32,
) -> tuple[Float[Tensor, "batch time 1"], Float[Tensor, "batch time 1"]]:
    """Fresh sequences of numbers x, uniform between −1 and 1, and their running averages y.

    y_t = (x_1 + … + x_t) / t. Always answering 0 costs 1/(3t) at step t, on average: 0.033 at the
    tenth step, 0.098 over ten steps. An error below 0.01 is therefore something that was learned.

    >>> x, y = averaging_batch(batch=4, time=3, generator=torch.Generator().manual_seed(0))
    >>> x.shape, y.shape
    (torch.Size([4, 3, 1]), torch.Size([4, 3, 1]))
    >>> bool(torch.isclose(y[0, 2], x[0].mean()))
    True
    """
    x = 2 * torch.rand(batch, time, 1, generator=generator, dtype=dtype) - 1
    steps = torch.arange(1, time + 1, dtype=dtype)
    y = x.cumsum(dim=1) / steps[:, None]  # (batch, time, 1)
    return x, y
