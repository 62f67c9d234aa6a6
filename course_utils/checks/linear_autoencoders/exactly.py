"""Check of the training step: with the student's loss and optimiser it is one on L_λ as written.

First the loss by itself, then the optimiser by itself (see walks and rates), then both together.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import torch
from torch import Tensor, nn

from course_utils.checks.ladder import (
    expect_close,
    expect_connected,
    expect_tensor,
    is_close,
    recognise,
)
from course_utils.checks.outcome import Wrong

from .rates import expect_walks
from .registry import check
from .walks import EXACT, draw, expect_optimizer

BATCHES = [(7, 5), (4, 3), (6, 2), (1, 6)]
"""Points and numbers for each: with n ≠ m everywhere, a mean over the wrong one shows."""

STEPS = [(6, 4, 2, 0.1, 0.3), (1, 5, 3, 0.05, 0.8)]  # n, m, k, lr, λ


def grade_loss(exact_loss: Callable, seed: int) -> None:
    """The first term of L_λ: squares summed over the numbers, mean over the points."""
    pairs = [
        (draw(*shape, seed=seed + n), draw(*shape, seed=seed + n + 50))
        for n, shape in enumerate(BATCHES)
    ]
    got = torch.stack([one_loss(exact_loss, *pair) for pair in pairs])
    truth = torch.stack([_means(*pair)["truth"] for pair in pairs])
    if not is_close(got, truth, EXACT):
        wrong = int(((got - truth).abs() > EXACT * truth.abs().max()).int().argmax())
        n, m = BATCHES[wrong]
        evidence = (
            f"exact_loss for n = {n}, m = {m}: expected {truth[wrong]:.4g}, got {got[wrong]:.4g}."
        )
        cause = _named_loss(exact_loss, got, pairs)
        raise Wrong(f"{cause}\n{evidence}" if cause else evidence)


def one_loss(exact_loss: Callable, x_hat: Tensor, x: Tensor) -> Tensor:
    """The loss of a batch, once it is a tensor with one number that a gradient can flow from."""
    what = "exact_loss"
    value = exact_loss((x_hat.clone().requires_grad_() * 1.0), x.clone())
    if isinstance(value, int | float):
        raise Wrong(
            f"{what} should be a tensor, got the plain number {value:.4g}: no gradient can flow "
            "through `.item()` or `float(...)`. Return the tensor."
        )
    if isinstance(value, Tensor) and value.dim() and value.numel() > 1:
        raise Wrong(
            f"{what} should be one number to call `backward` on, got shape {tuple(value.shape)} "
            f"for {len(x)} points. What does L_λ do with the squares of one point, and what with "
            "the points?"
        )
    if isinstance(value, Tensor) and value.dim():
        value = value.reshape(())
    value = expect_tensor(value, what, ())
    expect_connected(value, what)
    return value.detach()


def _means(x_hat: Tensor, x: Tensor) -> dict[str, Tensor]:
    """The true loss, and what well-known slips give, by name."""
    n, m = x.shape
    d = x_hat - x
    squares = d.square().sum()
    return {
        "truth": squares / n,
        "This is `nn.MSELoss()` as it is: its mean divides by n·m. L_λ divides by n only.": (
            squares / (n * m)
        ),
        "The squares are summed over all points: L_λ has 1/n in front.": squares,
        "Half of the first term: there is no factor ½ in L_λ.": squares / n / 2,
        "n and m are exchanged: this divides by m, the numbers of a point, and not by n, the "
        "number of points.": squares / m,
        "This divides by n twice: the mean is one over the points already.": squares / n**2,
        "This divides by n twice and by m once: the mean is one over both already.": (
            squares / (n**2 * m)
        ),
        "This divides by m twice: MSELoss has divided by m, so multiply.": squares / (n * m**2),
        "This multiplies by m where nothing had divided by it.": squares * m / n,
        "These are absolute differences, summed: square them.": d.abs().sum() / n,
        "These are absolute differences, and their mean: square them.": d.abs().mean(),
        "This is a norm, and L_λ has its square: leave the root out.": squares.sqrt() / n,
        "This is the root of the first term: leave it out.": (squares / n).sqrt(),
        "This is the mean of the distances, and L_λ has their squares.": d.norm(dim=1).mean(),
        "The loss has the wrong sign: it would be driven up.": -squares / n,
        "This is always 0: is x compared with itself?": 0 * squares,
    }


def _named_loss(exact_loss: Callable, got: Tensor, pairs: Sequence[tuple[Tensor, Tensor]]) -> str:
    """What the losses of all batches have in common that is wrong, or ""."""
    tables = [_means(*pair) for pair in pairs]
    stacked = {cause: torch.stack([t[cause] for t in tables]) for cause in tables[0]}
    truth = stacked.pop("truth")
    if cause := recognise(got, stacked, EXACT):
        return cause
    means = truth / torch.tensor([float(m) for _, m in BATCHES])
    factor = (got / means)[0].item()
    if is_close(got, means * factor, 1e-9):
        return (
            f"MSELoss is multiplied by {factor:.4g} whatever the points are. What it divides by "
            "too much depends on x: it is m."
        )
    if not is_close(one_loss(exact_loss, pairs[0][1], pairs[0][1]), torch.zeros(()), EXACT):
        return (
            "Where every point is rebuilt perfectly the first term is 0, and exact_loss is not: "
            "the penalty is the optimiser's to take care of."
        )
    return ""


def descend(
    exact_loss: Callable,
    exact_optimizer: Callable,
    weights: Sequence[Tensor],
    batches: Sequence[Tensor],
    lr: float,
    lam: float,
) -> list[list[Tensor]]:
    """[W1, W2] after each step of training on batches of rows, as the notebook trains."""
    W1, W2 = (nn.Parameter(W.clone()) for W in weights)
    optimizer, places = expect_optimizer(exact_optimizer([W1, W2], lr, lam)), []
    for x in batches:
        optimizer.zero_grad()
        exact_loss(x @ W1.T @ W2.T, x.clone()).backward()
        optimizer.step()
        places.append([W1.detach().clone(), W2.detach().clone()])
    return places


def gradient_step(
    weights: Sequence[Tensor], x: Tensor, lr: float, lam: float, penalties: int = 1
) -> list[Tensor]:
    """W − lr · gradient of L_λ, for rows x; autograd differentiates what is written."""
    W1, W2 = (W.detach().clone().requires_grad_() for W in weights)
    X = x.T
    value = (X - W2 @ W1 @ X).square().sum() / X.shape[1]
    value = value + penalties * lam * (W1.square().sum() + W2.square().sum())
    gradients = torch.autograd.grad(value, [W1, W2])
    return [(W - lr * G).detach() for W, G in zip((W1, W2), gradients, strict=True)]


def grade_steps(exact_loss: Callable, exact_optimizer: Callable, seed: int) -> None:
    """Both together: two steps, on batches of one point and of many."""
    for n, m, k, lr, lam in STEPS:
        before = [draw(k, m, seed=seed + 1), draw(m, k, seed=seed + 2)]
        batches = [draw(n, m, seed=seed + 3), draw(n, m, seed=seed + 4)]
        places = descend(exact_loss, exact_optimizer, before, batches, lr, lam)
        for x, after, count in zip(batches, places, ("one step", "two steps"), strict=True):
            truth = gradient_step(before, x, lr, lam)
            twice = gradient_step(before, x, lr, lam, penalties=2)
            for name, got, wanted, slip in zip(("W1", "W2"), after, truth, twice, strict=True):
                causes = {"The penalty counts twice: in the loss and in the optimiser.": slip}
                expect_close(got, wanted, f"After {count}, {name}", causes, EXACT)
            before = after


def grade_exactly(exact_loss: Any, exact_optimizer: Any, seed: int = 1) -> None:
    """`exact_loss(x_hat, x)` and `exact_optimizer(parameters, lr, lam)`."""
    grade_loss(exact_loss, seed)
    expect_walks(exact_optimizer, seed)
    grade_steps(exact_loss, exact_optimizer, seed)


@check.exercise("exactly", names=["exact_loss", "exact_optimizer"])
def _exactly(exact_loss: Any, exact_optimizer: Any) -> str:
    grade_exactly(exact_loss, exact_optimizer)
    return "right: each step goes exactly where gradient descent on L_λ goes, to ten digits."
