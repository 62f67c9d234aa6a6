"""Logistic regression to its minimum, for many sets at once: Newton's method.

A Newton step solves H d = g, with H as large as features × classes. H is never formed: conjugate
gradients need only its products with a vector, and they begin from a near relative of H that is
the same for all steps and classes.
"""

from __future__ import annotations

from collections.abc import Callable

import torch
from jaxtyping import Float
from torch import Tensor

STEPS, PRODUCTS, HALVINGS = 15, 30, 6
TOLERANCE = 1e-4  # of the gradient, as a share of what it was at the start
Weights = Float[Tensor, "sets features_and_bias classes"]


def minimum(
    x: Float[Tensor, "sets rows features"],
    target: Float[Tensor, "sets rows classes"],
    penalty: Float[Tensor, " sets"],
) -> Weights:
    """Weights, and the bias below them, where mean cross-entropy + penalty/2 · ‖weights‖² is least.

    `x` must be centred, for each set; the bias is not penalised.

    >>> x = torch.tensor([[[-1.0], [-1.0], [1.0], [1.0]]])
    >>> target = torch.tensor([[[1.0, 0], [0, 1], [0, 1], [0, 1]]])  # at x = −1 either is as likely
    >>> w = minimum(x, target, penalty=torch.tensor([1e-2]))
    >>> p = (x @ w[:, :-1] + w[:, -1:]).softmax(2)[0]
    >>> (p[0, 1] - 0.5).abs() < 0.02, p[2, 1] > 0.9  # at x = 1 the second is certain
    (tensor(True), tensor(True))
    """
    sets, n, k = x.shape
    rows = torch.cat([x, torch.ones_like(x[..., :1])], 2)
    decay = penalty[:, None, None] * torch.ones_like(rows[:, 0, :, None])
    decay[:, -1] = 0
    classes = target.shape[2]
    curvature = rows.mT @ rows / (n * classes)
    curvature.diagonal(dim1=1, dim2=2).add_(decay[..., 0])
    factor = torch.linalg.cholesky(curvature)

    def cross_entropy(w: Weights) -> Float[Tensor, "sets 1 1"]:
        fit = -((rows @ w).log_softmax(2) * target).sum(2).mean(1)
        return (fit + (decay * w * w).sum((1, 2)) / 2)[:, None, None]

    w = torch.zeros(sets, k + 1, classes, dtype=x.dtype)
    first = None
    for _ in range(STEPS):
        p = (rows @ w).softmax(2)
        gradient = rows.mT @ (p - target) / n + decay * w
        size = gradient.flatten(1).norm(dim=1)
        first = size if first is None else first
        if bool((size <= TOLERANCE * first).all()):
            break

        def hessian(d: Weights, p: Tensor = p) -> Weights:
            moved = p * (rows @ d)
            return rows.mT @ (moved - p * moved.sum(2, keepdim=True)) / n + decay * d

        step = solve(hessian, gradient, lambda r: torch.cholesky_solve(r, factor))
        w = _downhill(cross_entropy, w, step)
    return w


def solve(
    product: Callable[[Weights], Weights], right: Weights, nearly: Callable[[Weights], Weights]
) -> Weights:
    """Conjugate gradients on product(d) = right, for each set; `nearly` about undoes `product`."""
    d, left = torch.zeros_like(right), right.clone()
    near = nearly(left)
    way, height = near, _dot(left, near)
    goal = 1e-4 * height
    for _ in range(PRODUCTS):
        if bool((height <= goal).all()):
            break
        along = product(way)
        length = _ratio(height, _dot(way, along))
        d = d + length * way
        left = left - length * along
        near = nearly(left)
        height, before = _dot(left, near), height
        way = near + _ratio(height, before) * way
    return d


def _downhill(loss: Callable[[Weights], Tensor], w: Weights, step: Weights) -> Weights:
    """w − step, or a half of it, a quarter, … for the sets where the whole leads uphill."""
    length = torch.ones_like(w[:, :1, :1])
    now = loss(w)
    for _ in range(HALVINGS):
        uphill = loss(w - length * step) > now
        if not bool(uphill.any()):
            break
        length = torch.where(uphill, length / 2, length)
    return w - length * step


def _dot(a: Tensor, b: Tensor) -> Float[Tensor, "sets 1 1"]:
    return (a * b).sum((1, 2), keepdim=True)


def _ratio(a: Tensor, b: Tensor) -> Tensor:
    """a / b, and 0 where a set is done, so that both are 0."""
    return torch.where(b > 0, a / b.where(b > 0, 1), 0)
