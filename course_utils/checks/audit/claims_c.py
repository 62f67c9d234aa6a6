"""Claims 13 to 18: an objective in PyTorch, where it is smallest and how it bends, a record."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from . import bends, minima
from .experiment import Experiment, normal, register
from .registry import check


def objective(X: Tensor, X_hat: Tensor) -> Tensor:
    """The mean over the points, which are columns, of their squared distances.

    >>> objective(torch.tensor([[3.0, 0.0], [4.0, 1.0]]), torch.zeros(2, 2))
    tensor(13.)
    """
    return (X_hat - X).square().sum(dim=0).mean()


def mse_ratio(X: Tensor, X_hat: Tensor) -> Tensor:
    """How many times as large as `nn.MSELoss()` the objective is.

    >>> mse_ratio(torch.eye(3), torch.zeros(3, 3))
    tensor(3.)
    """
    return objective(X, X_hat) / (X_hat - X).square().mean()


def _length(X: Tensor, X_hat: Tensor) -> Tensor:
    return (X_hat - X).square().sum().sqrt()


register(
    check,
    "mse-exactly",
    Experiment(
        name="mse_ratio",
        verdict="mse_is_exact",
        cases=[
            (normal(m, n, seed=m), normal(m, n, seed=m + 50))
            for m, n in ((4, 7), (6, 3), (1, 5), (5, 5), (3, 1))
        ],
        truth=mse_ratio,
        slips={
            "This is upside down: divide the objective by the MSELoss.": lambda X, X_hat: (
                1 / mse_ratio(X, X_hat)
            ),
            "This is n: the objective has 1/n in front, and n is the number of columns. Rows are "
            "not the points here.": lambda X, X_hat: X.shape[1],
            "The 1/n in front of the objective is missing: this divides a plain sum of squares.": (
                lambda X, X_hat: X.numel()
            ),
            "This is 1 for any X: both numbers were made by the same mean. Write the objective as "
            "it stands, a sum of squares times 1/n.": lambda X, X_hat: 1.0,
            "The norm is not squared.": lambda X, X_hat: mse_ratio(X, X_hat) / _length(X, X_hat),
            "This is the spectral norm, a matrix's largest singular value: the F stands for "
            "Frobenius, the root of all squares.": lambda X, X_hat: (
                mse_ratio(X, X_hat)
                * (torch.linalg.matrix_norm(X - X_hat, 2) / _length(X, X_hat)).square()
            ),
            "`reduction` is not the default: the claim is about `nn.MSELoss()`, which takes a "
            "mean.": lambda X, X_hat: 1 / X.shape[1],
            "This is the objective alone: divide it by the MSELoss.": objective,
            "This is the MSELoss alone: divide the objective by it.": nn.MSELoss(),
            "This is the difference of the two, and a ratio is asked for.": lambda X, X_hat: (
                objective(X, X_hat) - nn.MSELoss()(X_hat, X)
            ),
        },
    ),
)


def decay_ratio(W: Tensor, lr: float, lam: float) -> Tensor:
    """The length of weight decay's step over that of a step down λ‖W‖².

    >>> decay_ratio(torch.ones(2, 2), 0.25, 2.0)
    tensor(0.5000)
    """
    by_sgd = lr * (0 + lam * W)  # the loss's gradient is 0, weight decay adds λ·W to it
    by_descent = lr * (2 * lam * W)
    return by_sgd.norm() / by_descent.norm()


def _adam(W: Tensor, lr: float, lam: float) -> Tensor:
    """Adam's first step from a gradient λW is lr · sign, up to the ε in its denominator."""
    step = lr * lam * W / (lam * W.abs() + 1e-8)
    return step.norm() / (2 * lr * lam * W).norm()


register(
    check,
    "decay-exactly",
    Experiment(
        name="decay_ratio",
        verdict="decay_is_exact",
        cases=[
            (normal(3, 2, seed=1), 0.1, 0.3),
            (normal(1, 5, seed=2), 0.05, 0.8),
            (normal(4, 4, seed=3), 0.2, 0.05),
        ],
        truth=decay_ratio,
        slips={
            "This is upside down: SGD's step is divided by the plain one.": lambda W, lr, lam: 2.0,
            "Both steps are equally long. Is the derivative of λw² taken as λw? Or has SGD been "
            "given another `weight_decay` than λ?": lambda W, lr, lam: 1.0,
            "SGD did not move: it skips a weight whose `.grad` is None, weight decay and all. "
            "Set `.grad` to zeros.": lambda W, lr, lam: 0.0,
            "These are the lengths' squares: take the root.": lambda W, lr, lam: 0.25,
            "These are the weights after the steps: a step is the difference to the weights "
            "before.": lambda W, lr, lam: (1 - lr * lam) / (1 - 2 * lr * lam),
            "lr is in one step only: plain gradient descent multiplies by it, too.": (
                lambda W, lr, lam: lr / 2
            ),
            "lr is in one step only: SGD's step has it.": lambda W, lr, lam: 1 / (2 * lr),
            "The plain step decays twice: its optimiser has weight decay as well as the penalty.": (
                lambda W, lr, lam: 1 / 3
            ),
            "SGD's step has the penalty's gradient in it as well as the decay: there the loss's "
            "gradient is 0.": lambda W, lr, lam: 3 / 2,
            "The plain step goes down λ‖W‖: the norm is to be squared.": (
                lambda W, lr, lam: W.norm()
            ),
            "The plain step goes down the mean of the squares: ‖W‖² is their sum.": (
                lambda W, lr, lam: W.numel() / 2
            ),
            "This is a step of Adam, which divides by the gradient's own size: the claim is about "
            "`torch.optim.SGD`.": _adam,
            "This is SGD's step alone: divide by the length of the plain one.": (
                lambda W, lr, lam: (lr * lam * W).norm()
            ),
            "This is the plain step alone: SGD's step is to be divided by it.": (
                lambda W, lr, lam: (2 * lr * lam * W).norm()
            ),
        },
    ),
)

register(check, "any-lambda", minima.SINGULAR_VALUES)
register(check, "sqrt-c", minima.BEST_SCALE)
register(check, "way-down", bends.CURVATURE)


def saving(before: float, after: float) -> float:
    """How much less time it takes, in percent of the time before.

    >>> saving(200, 150)
    25.0
    """
    return 100 - 100 * after / before


register(
    check,
    "record-356",
    Experiment(
        name="saving",
        verdict="a_sixth_of_the_record",
        cases=[(200, 150), (80.0, 60.2), (50.0, 65.0), (12.5, 12.5)],
        truth=saving,
        slips={
            "This divides by the time after: a saving is a share of the time before.": (
                lambda before, after: 100 * (before - after) / after
            ),
            "This is a fraction: in percent it is a hundred times as much.": (
                lambda before, after: 1 - after / before
            ),
            "The sign is wrong: what takes less time saves, and counts as positive.": (
                lambda before, after: 100 * after / before - 100
            ),
            "This is what is left of the time, not what is saved.": (
                lambda before, after: 100 * after / before
            ),
            "These are seconds: divide by the time before, in percent.": (
                lambda before, after: before - after
            ),
            "`before` and `after` are exchanged.": (
                lambda before, after: 100 * (after - before) / after
            ),
            "This is how many times as fast it is: a saving is a share of the time before.": (
                lambda before, after: before / after
            ),
            "This is rounded to whole percent: leave it as it is.": (
                lambda before, after: round(saving(before, after))
            ),
            "`//` drops what comes after the point: divide by `/`.": (
                lambda before, after: 100 * (before - after) // before
            ),
            "What takes longer saves less than nothing: leave the sign.": (
                lambda before, after: abs(saving(before, after))
            ),
            "What takes longer saves less than nothing: don't stop at 0.": (
                lambda before, after: max(saving(before, after), 0.0)
            ),
            "This is a share of the mean of both times: take that of the time before.": (
                lambda before, after: 200 * (before - after) / (before + after)
            ),
            "`before` is not used: 356 stands in its place.": (
                lambda before, after: saving(356, after)
            ),
            "`before` is not used: 341 stands in its place.": (
                lambda before, after: saving(341, after)
            ),
            "The arguments are not used: this is the claim's own number.": (
                lambda before, after: saving(356, 297)
            ),
        },
    ),
)
