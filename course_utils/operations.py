"""Operations with their FLOP and bytes counted: convolutions, what feeds them, products."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import torch
from jaxtyping import Float
from torch import Tensor, nn
from torch.utils.flop_counter import FlopCounterMode

from course_utils.device import device as fastest
from course_utils.pipelines import CROP, MEAN, PAD, STD

_COUNTED = ("add", "sub", "rsub", "mul", "div", "add_", "sub_", "mul_", "div_")


@dataclass(frozen=True)
class Operation:
    """Something to be timed: what to call, its FLOP, and the bytes it can't do without."""

    name: str
    run: Callable[[], Any]
    flop: int
    bytes: int

    @property
    def intensity(self) -> float:
        """FLOP per byte; 0 for what only moves numbers."""
        return self.flop / self.bytes


def operation(
    name: str, function: Callable, *inputs: Tensor, moved: int | None = None
) -> Operation:
    """`function(*inputs)`, run once to count its FLOP and bytes.

    Products, convolutions and elementwise + − · / count (the last with one FLOP for each number of
    the result). The bytes are those of the inputs, of the weights of a module and of the results,
    each once; `moved` replaces them where only a part of an input is read.

    >>> double = operation("double", lambda x: 2 * x, torch.ones(1_000))
    >>> double.flop, double.bytes, double.intensity
    (1000, 8000, 0.125)
    """
    extra: dict[Any, Any] = {getattr(torch.ops.aten, name): _one_each for name in _COUNTED}
    extra[torch.ops.aten.mv] = _two_each
    with torch.no_grad(), FlopCounterMode(display=False, custom_mapping=extra) as counter:
        result = function(*inputs)
    weights = list(function.parameters()) if isinstance(function, nn.Module) else []
    results = result if isinstance(result, tuple | list) else [result]
    tensors = [t for t in (*inputs, *weights, *results) if isinstance(t, Tensor)]
    size = sum(t.numel() * t.element_size() for t in tensors)
    flop = counter.get_total_flops()
    return Operation(name, partial(function, *inputs), flop, size if moved is None else moved)


def arithmetic_intensity(function: Callable, *inputs: Tensor) -> float:
    """FLOP per byte of `function(*inputs)`.

    >>> A = torch.ones(300, 300)
    >>> arithmetic_intensity(torch.matmul, A, A)  # 2 · 300³ FLOP on 3 · 300² numbers of 4 bytes
    50.0
    """
    return operation("", function, *inputs).intensity


def _one_each(*_: Any, out_shape: Any, **__: Any) -> int:
    return math.prod(out_shape)


def _two_each(matrix: Any, *_: Any, **__: Any) -> int:
    return 2 * math.prod(matrix)


def usual_operations(device: torch.device | None = None) -> list[Operation]:
    """What feeds a network with digits, for all images of a pass at once, and two products."""
    where = device or fastest(report=False)
    n, side = (10_000, 4_096) if where.type == "cpu" else (60_000, 8_192)
    draw = partial(torch.randint, device=where)
    images = draw(0, 256, (n, CROP, CROP), dtype=torch.uint8)
    padded = torch.rand(n, CROP + 2 * PAD, CROP + 2 * PAD, device=where)
    corners = draw(0, 2 * PAD + 1, (n,)), draw(0, 2 * PAD + 1, (n,))
    order = torch.randperm(n, device=where)
    A, v = torch.rand(side, side, device=where), torch.rand(side, device=where)
    read_and_written = 2 * n * CROP * CROP * padded.element_size()
    return [
        operation("crop", _crop, padded, order, *corners, moved=read_and_written),
        operation("normalise", lambda x: (x / 255 - MEAN) / STD, images),
        operation("matrix · vector", torch.mv, A, v),
        product("matrix · matrix", where),
    ]


def _crop(padded: Tensor, order: Tensor, top: Tensor, left: Tensor) -> Tensor:
    """A window of each image, from (n, 36, 36) to (n, 28, 28)."""
    return padded.unfold(1, CROP, 1).unfold(2, CROP, 1)[order, top, left]


def conv_operations(
    model: nn.Module, x: Float[Tensor, "n channels height width"]
) -> list[Operation]:
    """The forward pass of each convolution of the model by itself, on what it gets for x."""
    layers = [layer for layer in model.modules() if isinstance(layer, nn.Conv2d)]
    given: dict[nn.Module, Tensor] = {}
    hooks = [
        layer.register_forward_pre_hook(lambda layer, args: given.update({layer: args[0]}))
        for layer in layers
    ]
    with torch.no_grad():
        model(x)
    for hook in hooks:
        hook.remove()
    reached = [layer for layer in layers if layer in given]
    return [operation(f"conv {k}", layer, given[layer]) for k, layer in enumerate(reached, 1)]


def product(name: str, where: torch.device) -> Operation:
    """A product of two square matrices, large enough for arithmetic to be the limit."""
    side = 1_024 if where.type == "cpu" else 4_096
    A, B = torch.rand(2, side, side, device=where)
    return operation(name, torch.matmul, A, B)


def memory_operations(where: torch.device) -> list[Operation]:
    """More numbers than a cache holds, copied, and read for the plainest of products."""
    side = 4_096 if where.type == "cpu" else 8_192  # 64 or 256 MB
    source, ones = torch.rand(side, side, device=where), torch.ones(side, device=where)
    target, size = torch.empty_like(source), 4 * source.numel()
    return [
        Operation("copy", lambda: target.copy_(source), 0, 2 * size),
        Operation("read", lambda: torch.mv(source, ones), 0, size),
    ]
