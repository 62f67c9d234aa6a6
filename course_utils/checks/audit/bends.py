"""The experiment of claim 17: how the linear autoencoder's loss bends along a direction."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor

from course_utils.linear_autoencoders import eigen

from .experiment import Experiment, normal
from .minima import NEAR


def quartic(
    X: Tensor, W1: Tensor, W2: Tensor, E1: Tensor, E2: Tensor
) -> tuple[Tensor, Tensor, Tensor, Tensor, Tensor]:
    """The coefficients of 1, ε, … ε⁴ in ‖X − (W2 + εE2)(W1 + εE1)X‖² = ‖R − εT − ε²B‖²."""
    R, T, B = _parts(X, W1, W2, E1, E2)
    second = T.square().sum() - 2 * (R * B).sum()
    return R.square().sum(), -2 * (R * T).sum(), second, 2 * (T * B).sum(), B.square().sum()


def _parts(
    X: Tensor, W1: Tensor, W2: Tensor, E1: Tensor, E2: Tensor
) -> tuple[Tensor, Tensor, Tensor]:
    """R, T and B: what is left at ε = 0, and what ε and ε² rebuild."""
    return X - W2 @ (W1 @ X), E2 @ (W1 @ X) + W2 @ (E1 @ X), E2 @ (E1 @ X)


def curvature(X: Tensor, W1: Tensor, W2: Tensor, E1: Tensor, E2: Tensor) -> Tensor:
    """How the loss bends at (W1, W2) along (E1, E2): its second derivative.

    >>> nothing, one = torch.zeros(1, 1), torch.ones(1, 1)
    >>> curvature(3 * one, nothing, nothing, one, one)  # of (3 − 3e²)²
    tensor(-36.)
    """
    return 2 * quartic(X, W1, W2, E1, E2)[2]


def _weighed(X: Tensor, W1: Tensor, W2: Tensor, E1: Tensor, E2: Tensor, of: float) -> Tensor:
    """The curvature with the part that comes from E2 E1 counted so often."""
    R, T, B = _parts(X, W1, W2, E1, E2)
    return 2 * T.square().sum() - of * 4 * (R * B).sum()


def _of_the_root(*point: Tensor) -> Tensor:
    """The second derivative of √L: with L = a + b·ε + c·ε² + …, c/√a − b²/(4·√a³)."""
    a, b, c, *_ = quartic(*point)
    return c / a.sqrt() - b**2 / (4 * a.sqrt() ** 3)


def _step(h: float) -> Callable[..., Tensor]:
    """The second difference, not divided by h²."""

    def difference(*point: Tensor) -> Tensor:
        c = quartic(*point)
        return 2 * (c[2] * h**2 + c[4] * h**4)

    return difference


def _turned(values: tuple[float, ...], chosen: list[int], out: int, way: int) -> tuple:
    """Near a stationary point made of eigenvectors; its column `out` turns to the one at `way`.

    Not quite there, so that no slope is zero up to rounding.
    """
    m, k = len(values), len(chosen)
    scale = torch.tensor(values, dtype=torch.float64).sqrt()
    turn = torch.linalg.qr(normal(m, m, seed=m)).Q
    rows = torch.linalg.qr(normal(m + 2, m, seed=m + 1)).Q.T
    X = turn @ (scale[:, None] * rows)
    U = eigen(X)[1]
    E2 = torch.zeros(m, k, dtype=torch.float64)
    E2[:, out] = U[:, way] / 2**0.5  # so that (E1, E2) has length 1
    W1 = U[:, chosen].T + normal(k, m, seed=m + 2, scale=0.05)
    W2 = U[:, chosen] + normal(m, k, seed=m + 3, scale=0.05)
    return X, W1, W2, E2.T.clone(), E2


def _anywhere(m: int, k: int, n: int) -> tuple:
    """Weights and a direction that nothing is known of."""
    W1, W2 = normal(k, m, seed=n, scale=0.5), normal(m, k, seed=n + 1, scale=0.5)
    E1, E2 = normal(k, m, seed=n + 2, scale=0.2), normal(m, k, seed=n + 3, scale=0.2)
    return normal(m, n, seed=n + 4), W1, W2, E1, E2


CURVATURE = Experiment(
    name="curvature",
    verdict="falls_somewhere",
    cases=[
        _turned((9.0, 5.0, 2.0, 0.5), [0, 2], 1, 1),
        _turned((9.0, 5.0, 2.0, 0.5), [0, 1], 0, 3),
        _turned((6.0, 2.5, 1.0), [2], 0, 0),
        _anywhere(5, 2, 6),
        _anywhere(3, 3, 8),
    ],
    words=[
        "near eigenvectors 0 and 2, the second turned towards eigenvector 1",
        "near eigenvectors 0 and 1, the first turned towards eigenvector 3",
        "near eigenvector 2, turned towards eigenvector 0",
        "at random weights, m = 5, k = 2, n = 6",
        "at random weights, m = 3, k = 3, n = 8",
    ],
    truth=curvature,
    tolerance=NEAR,
    slips={
        "This is half of it, the coefficient of e²: the second derivative of e² is 2.": (
            lambda *point: quartic(*point)[2]
        ),
        "This is the slope, the first derivative at e = 0.": lambda *point: quartic(*point)[1],
        "This is the loss at e = 0, not its second derivative.": lambda *point: quartic(*point)[0],
        "This is the loss at e = 1: differentiate it twice, at e = 0.": lambda *point: sum(
            quartic(*point)
        ),
        "This is the second derivative at e = 1, and e = 0 is asked for.": lambda *point: (
            2 * quartic(*point)[2] + 6 * quartic(*point)[3] + 12 * quartic(*point)[4]
        ),
        "E2 E1 is missing: both matrices move, and e² E2 E1 X changes the loss in second order, "
        "too.": lambda *point: _weighed(*point, of=0),
        "The part with E2 E1 has the wrong sign.": lambda *point: _weighed(*point, of=-1),
        "The part with E2 E1 counts half.": lambda *point: _weighed(*point, of=0.5),
        "The part with E2 E1 counts twice.": lambda *point: _weighed(*point, of=2),
        "Only W1 moves: go along E1 and E2 at once.": lambda X, W1, W2, E1, E2: curvature(
            X, W1, W2, E1, 0 * E2
        ),
        "Only W2 moves: go along E1 and E2 at once.": lambda X, W1, W2, E1, E2: curvature(
            X, W1, W2, 0 * E1, E2
        ),
        "Each matrix moves alone, and the two results are added: move both at once.": (
            lambda X, W1, W2, E1, E2: (
                curvature(X, W1, W2, E1, 0 * E2) + curvature(X, W1, W2, 0 * E1, E2)
            )
        ),
        "The sign is wrong: negative is where the loss falls to both sides.": lambda *point: (
            -curvature(*point)
        ),
        "This is divided by n: the loss is a sum.": lambda X, *rest: (
            curvature(X, *rest) / X.shape[1]
        ),
        "This is a mean over all entries: the loss is their sum.": lambda X, *rest: (
            curvature(X, *rest) / X.numel()
        ),
        "This is the curvature of the norm, not of its square.": _of_the_root,
        "E1 and E2 are exchanged with W1 and W2.": lambda X, W1, W2, E1, E2: curvature(
            X, E1, E2, W1, W2
        ),
    }
    | {
        f"The difference of the losses is not divided by the step's square, ({h:g})².": _step(h)
        for h in (1e-1, 1e-2, 1e-3, 1e-4, 1e-5)
    },
)
