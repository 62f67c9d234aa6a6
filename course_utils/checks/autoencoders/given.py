"""What a model's first layer gets: seen where it is multiplied with weights, however it is written.

`nn.Linear`, a raw `nn.Parameter`, `einsum`: underneath, each is one of a few matrix products. So
nothing is asked of the model's attributes, and what it does to x on the way there shows.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor
from torch.utils._python_dispatch import TorchDispatchMode

from course_utils.checks.ladder import is_close

_PRODUCTS = ("mm", "addmm", "bmm", "baddbmm", "linear")


class Products(TorchDispatchMode):
    """Notes every batch of this shape that a matrix product takes."""

    def __init__(self, shape: torch.Size) -> None:
        super().__init__()
        self.shape = shape
        self.seen: list[Tensor] = []

    def __torch_dispatch__(
        self, function: Any, types: Any, args: Any = (), kwargs: Any = None
    ) -> Any:
        if function.overloadpacket.__name__ in _PRODUCTS:
            for operand in [a for a in args if isinstance(a, Tensor)][-3:]:
                flat = operand.squeeze(0) if operand.dim() == 3 else operand
                for turned in (flat, flat.t()) if flat.dim() == 2 else ():
                    if turned.shape == self.shape:
                        self.seen.append(turned.detach().clone())
        return function(*args, **(kwargs or {}))


def given(call: Callable[[Tensor], Any], x: Tensor) -> tuple[Tensor | None, Any]:
    """What the first layer gets while `call(x)` runs (None when x never gets there), the result.

    A model that runs twice, once with x as it is, is seen by what it gets the other time.

    >>> layer = torch.nn.Linear(3, 2)
    >>> got, _ = given(lambda x: layer(2 * x), torch.ones(4, 3))
    >>> got[0].tolist()
    [2.0, 2.0, 2.0]
    """
    before = x.detach().clone()
    with Products(x.shape) as products:
        result = call(x)
    changed = [batch for batch in products.seen if not is_close(batch, before)]
    return next(iter(changed + products.seen), None), result
