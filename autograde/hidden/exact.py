"""Hidden test of notebook 04: is training with the student's loss and optimiser descent on L_λ?

The loss is asked for values and gradients, the optimiser for what it does with gradients drawn
here, and both for steps of training. Where each step should lead is computed here, from formulas.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor

from course_utils.checks import Wrong, expect_close, expect_tensor

from .probes import probe

EXACT = 1e-10


@probe
def moved(exact_optimizer: Any, weights: Any, gradients: Any, lr: Any, lam: Any) -> list:
    """Where the weights are after each step of the student's optimiser with these gradients."""
    from torch import nn

    parameters = [nn.Parameter(W.clone()) for W in weights]
    optimizer, places = exact_optimizer(list(parameters), lr, lam), []
    for step in gradients:
        for W, G in zip(parameters, step, strict=True):
            W.grad = G.clone()
        optimizer.step()
        places.append([W.detach().clone() for W in parameters])
    return places


@probe
def trained(
    exact_loss: Any, exact_optimizer: Any, weights: Any, batches: Any, lr: Any, lam: Any
) -> list:
    """W1 and W2 after each step of training, one for each batch of rows."""
    from torch import nn

    W1, W2 = (nn.Parameter(W.clone()) for W in weights)
    optimizer, places = exact_optimizer([W1, W2], lr, lam), []
    for x in batches:
        optimizer.zero_grad()
        exact_loss(x @ W1.T @ W2.T, x.clone()).backward()
        optimizer.step()
        places.append([W1.detach().clone(), W2.detach().clone()])
    return places


def expect_exactly(exact_loss: Any, exact_optimizer: Any, seed: int) -> None:
    """Equal to 1e-10, for sizes, rates and weights that are drawn here."""
    chance = random.Random(seed)  # noqa: S311  (sizes for a test)
    draw = torch.Generator().manual_seed(seed)
    for _ in range(3):
        n, m, k = chance.sample(range(2, 10), 3)
        m, k = max(m, k), min(m, k)
        lr, lam = chance.uniform(0.01, 0.2), chance.uniform(0.05, 2.0)
        weights = [normal(draw, k, m) / m**0.5, normal(draw, m, k) / m**0.5]
        batches = [normal(draw, rows, m) for rows in (n, 1, n)]
        for x in batches:
            expect_loss(exact_loss, x + normal(draw, *x.shape), x)
        gradients = [[normal(draw, k, m), normal(draw, m, k)] for _ in range(2)]
        expect_places(
            moved(exact_optimizer, weights, gradients, lr, lam), weights, gradients, lr, lam
        )
        found = trained(exact_loss, exact_optimizer, weights, batches, lr, lam)
        expect_places(found, weights, batches, lr, lam)


def normal(draw: torch.Generator, *shape: int) -> Tensor:
    """Random numbers of this shape."""
    return torch.randn(*shape, generator=draw)


def expect_loss(exact_loss: Any, x_hat: Tensor, x: Tensor) -> None:
    """The value for these rows, and its gradient at what was rebuilt."""
    x_hat = x_hat.requires_grad_()
    value = exact_loss(x_hat, x)
    value = value.reshape(()) if isinstance(value, Tensor) and value.numel() == 1 else value
    value = expect_tensor(value, "exact_loss", ())
    where = f"exact_loss for n = {x.shape[0]}, m = {x.shape[1]}"
    expect_close(value, (x_hat - x).square().sum() / len(x), where, tolerance=EXACT)
    if not value.requires_grad:
        raise Wrong("No gradient can flow from exact_loss.")
    (gradient,) = torch.autograd.grad(value, x_hat)
    truth = 2 * (x_hat - x).detach() / len(x)
    expect_close(gradient, truth, f"The gradient of {where}", tolerance=EXACT)


def expect_places(
    found: Any, weights: Sequence[Tensor], steps: Sequence[Any], lr: float, lam: float
) -> None:
    """After each step W − lr · (G + 2λW), from where the true step before led.

    A step is a batch of rows, for which G follows from the weights, or two gradients.
    """
    if type(found) is not list or len(found) != len(steps):
        raise Wrong("The optimiser makes no steps.")
    for number, (step, after) in enumerate(zip(steps, found, strict=True), 1):
        gradients = gradients_of(weights, step) if isinstance(step, Tensor) else step
        weights = [W - lr * (G + 2 * lam * W) for W, G in zip(weights, gradients, strict=True)]
        if type(after) is not list or len(after) != 2:
            raise Wrong("There should be two weights after a step.")
        for name, got, truth in zip(("W1", "W2"), after, weights, strict=True):
            what = f"After {number} step{'s' * (number > 1)}, {name}"
            got = expect_tensor(got, what, tuple(truth.shape))
            expect_close(got, truth, what, tolerance=EXACT)


def gradients_of(weights: Sequence[Tensor], x: Tensor) -> list[Tensor]:
    """Of (1/n)‖X − W2 W1 X‖², by W1 and W2, for rows x."""
    W1, W2 = weights
    error = (W2 @ W1 - torch.eye(len(W2), dtype=W2.dtype)) @ x.T @ x * (2 / len(x))  # (m, m)
    return [W2.T @ error, error @ W1.T]
