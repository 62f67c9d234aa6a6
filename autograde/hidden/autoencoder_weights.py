"""Put given weights into a student's autoencoder, whatever its layout, without believing it.

As in `weights`: the student's process tells what each of its numbers does to the outputs (its
*reaction*), and which number of the reference that is, is decided here. With all numbers equal, the
units of a layer are exchangeable, so where nothing tells numbers apart any order will do.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any

import torch
from torch import Tensor

from course_utils.checks import Wrong

from .probes import probe
from .weights import described

Sigma = Callable[[Tensor], Tensor]

_EQUAL = 0.3  # what all numbers are at first
_ROUNDS = 24  # ten are enough for three hidden layers on each side
_SAME = 1e-9  # relative to the largest reaction


@probe
def reactions(model: Any, x: Any, values: Any, mixtures: Any) -> Any:
    """What each number does to mixtures of latent and reconstruction, while they are `values`."""
    import torch

    start, parameters = 0, [p for p in model.parameters() if p.requires_grad]
    with torch.no_grad():
        for parameter in parameters:
            end = start + parameter.numel()
            parameter.copy_(values[start:end].view_as(parameter))
            start = end
    out = torch.cat([model.encode(x), model(x)], dim=1)
    rows = [
        torch.autograd.grad(
            (out * mixture).sum(), parameters, retain_graph=True, materialize_grads=True
        )
        for mixture in mixtures
    ]
    return torch.stack([torch.cat([g.flatten() for g in row]) for row in rows], dim=1)


def count(way: Sequence[int]) -> int:
    """How many numbers the layers from way[0] to way[-1] hold, and those of the way back.

    >>> count([5, 3])
    38
    """
    there = sum(a * b + b for a, b in pairwise(way))
    return there + sum(a * b + b for a, b in pairwise(way[::-1]))


def passed(numbers: Tensor, way: Sequence[int], sigma: Sigma, x: Tensor) -> Tensor:
    """What layers of these numbers make of x: weight, bias, weight, …; sigma between them."""
    for layer, (inputs, outputs) in enumerate(pairwise(way)):
        weight, bias, numbers = numbers.tensor_split((inputs * outputs, (inputs + 1) * outputs))
        x = x @ weight.view(outputs, inputs).T + bias
        if layer < len(way) - 2:
            x = sigma(x)
    return x


def encoded(numbers: Tensor, way: Sequence[int], sigma: Sigma, x: Tensor) -> Tensor:
    """The latent, from the numbers of an autoencoder."""
    return passed(numbers, way, sigma, x)


def decoded(numbers: Tensor, way: Sequence[int], sigma: Sigma, z: Tensor) -> Tensor:
    """The reconstruction, from the numbers of an autoencoder."""
    return passed(numbers[sum(a * b + b for a, b in pairwise(way)) :], way[::-1], sigma, z)


def rebuilt(numbers: Tensor, way: Sequence[int], sigma: Sigma, x: Tensor) -> Tensor:
    """What comes out for x, from the numbers of an autoencoder."""
    return decoded(numbers, way, sigma, encoded(numbers, way, sigma, x))


def _own_reactions(numbers: Tensor, way: Sequence[int], x: Tensor, mixtures: Tensor) -> Tensor:
    numbers = numbers.clone().requires_grad_()
    z = encoded(numbers, way, torch.tanh, x)
    out = torch.cat([z, decoded(numbers, way, torch.tanh, z)], dim=1)
    return torch.stack(
        [torch.autograd.grad((out * m).sum(), numbers, retain_graph=True)[0] for m in mixtures],
        dim=1,
    )


def places(model: Any, way: Sequence[int]) -> Tensor:
    """Which number of the reference each of the model's is; its activation must be tanh.

    Raises `Wrong` when the model's numbers do not act as those of the layers along `way`.
    """
    have, want = sum(described(model)[1]), count(way)
    if have != want:
        raise Wrong(f"There are {have} numbers to learn, and the layers have {want}.")
    draw = torch.Generator().manual_seed(17)
    x = torch.randn(6, way[0], generator=draw)
    mixtures = torch.randn(3, 6, way[-1] + way[0], generator=draw)
    random = torch.randn(want, generator=draw) * 0.5
    index = torch.full((want,), -1)
    for _ in range(_ROUNDS):
        theirs = torch.where(index >= 0, random[index], _EQUAL)
        mine = torch.full((want,), _EQUAL).scatter(0, index[index >= 0], random[index[index >= 0]])
        ours, said = _own_reactions(mine, way, x, mixtures), reactions(model, x, theirs, mixtures)
        if not isinstance(said, Tensor) or said.shape != ours.shape or said.dtype != ours.dtype:
            break
        apart = (said[:, None] - ours).abs().amax(-1)  # (theirs, ours); NaN is near nothing
        index = _more(index, apart <= _SAME * ours.abs().max())
        if (index >= 0).all():
            return index
    raise Wrong("The numbers of the model do not act as those of the layers asked for.")


def _more(index: Tensor, near: Tensor) -> Tensor:
    """The index with those added that react as one number of the reference does, and no other."""
    free = index < 0
    taken = torch.zeros(len(index), dtype=torch.bool)
    taken[index[~free]] = True
    near = near & free[:, None] & ~taken
    sure = (near.sum(1) == 1) & (near.double() @ near.sum(0).double() == 1)
    if sure.any():
        return torch.where(sure, near.int().argmax(1), index)
    sizes = torch.where(near.any(1), near.sum(1), len(index) + 1)
    row = near[sizes.argmin()]  # the fewest that nothing tells apart: any order will do
    column = near[:, row.int().argmax()]
    if row.sum() != column.sum() or not row.any():
        return index
    index = index.clone()
    index[column] = row.nonzero().squeeze(1)
    return index
