"""The experiments of claims 15 and 16: where the linear autoencoder's loss is smallest."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor

from .experiment import Experiment

NEAR = 1e-3
"""Of the largest value expected: room for a grid, for training, or for differences."""


def singular_values(eigenvalues: Tensor, lam: float) -> Tensor:
    """Of W2 at the minimum: q = s² is where the parabola e·(1 − q)² + 2λq is lowest, q ≥ 0.

    >>> singular_values(torch.tensor([4.0, 1.0]), 3.0)
    tensor([0.5000, 0.0000])
    """
    return (1 - lam / eigenvalues).clamp(min=0).sqrt()


def _scaled(power: float, factor: Callable[[Tensor], float]) -> Callable[[Tensor, float], Tensor]:
    """The values where λ counts `factor` times, and the eigenvalues are raised to a power."""
    return lambda e, lam: (1 - factor(e) * lam / e**power).clamp(min=0).sqrt()


SINGULAR_VALUES = Experiment(
    name="singular_values",
    verdict="always_orthonormal",
    cases=[
        (torch.tensor([4.0, 2.5, 1.3, 0.7], dtype=torch.float64), 0.22),
        (torch.tensor([3.0, 1.6, 0.55], dtype=torch.float64), 0.8),
        (torch.tensor([1.5, 0.25], dtype=torch.float64), 0.06),
        (torch.tensor([1.2, 0.5, 0.35], dtype=torch.float64), 0.6),
    ],
    truth=singular_values,
    tolerance=NEAR,
    slips={
        "These are squares: s² = 1 − λ/σ², so take the root.": lambda e, lam: (1 - lam / e).clamp(
            min=0
        ),
        "λ is divided by σ_i: the eigenvalues are σ_i² already.": _scaled(0.5, lambda e: 1),
        "λ is divided by σ_i⁴: the eigenvalues are σ_i² already.": _scaled(2, lambda e: 1),
        "λ is multiplied by the eigenvalues: divide it by them.": _scaled(-1, lambda e: 1),
        "λ and the eigenvalue are exchanged in the fraction.": lambda e, lam: (
            (1 - e / lam).clamp(min=0).sqrt()
        ),
        "λ is added: a penalty makes weights smaller.": _scaled(1, lambda e: -1),
        "λ counts twice. Is each matrix's penalty there once?": _scaled(1, lambda e: 2),
        "λ counts half: is the penalty's whole gradient followed?": (_scaled(1, lambda e: 0.5)),
        "λ counts as often as a point has numbers: nn.MSELoss divides by them, and the loss "
        "doesn't.": _scaled(1, len),
        "λ is too large by half of how many numbers a point has: nn.MSELoss divides by these, and "
        "`weight_decay=λ` adds half of what the penalty does.": _scaled(1, lambda e: len(e) / 2),
        "These are all 1, whatever λ is. Let λ matter.": lambda e, lam: torch.ones_like(e),
        "Where σ² < λ nothing is left: 1 − λ/σ² is negative there, and its size is taken.": (
            lambda e, lam: (1 - lam / e).abs().sqrt()
        ),
        "Where σ² < λ the value is 0. It is not left out: there is one for each eigenvalue.": (
            lambda e, lam: (1 - lam / e[e > lam]).sqrt()
        ),
        "This is σ·s: divide by σ.": lambda e, lam: (e - lam).clamp(min=0).sqrt(),
        "These are the singular values of the data: σ is rebuilt, and W2 is asked for.": (
            lambda e, lam: e.sqrt()
        ),
        "The smallest comes first: largest first is asked for.": lambda e, lam: singular_values(
            e, lam
        ).flip(0),
        "The root is missing, and so is the 0 where σ² < λ.": lambda e, lam: 1 - lam / e,
        "This is the smallest value only: one for each eigenvalue is asked for.": lambda e, lam: (
            singular_values(e, lam)[-1]
        ),
        "This is the largest value only: one for each eigenvalue is asked for.": lambda e, lam: (
            singular_values(e, lam)[0]
        ),
    },
)

BEST_SCALE = Experiment(
    name="best_scale",
    verdict="length_is_one",
    cases=[(1.0,), (4.0,), (0.25,), (30.0,), (0.05,)],
    truth=lambda c: c**0.5,
    tolerance=NEAR,
    slips={
        "This is c: s⁴ = c², and the root was taken once.": lambda c: c,
        "This is c²: s⁴ = c², and no root was taken.": lambda c: c**2,
        "This is the fourth root of c: c is squared in c²/s².": lambda c: c**0.25,
        "This is 1 for every c. The constant c² stays in the derivative of c²/s².": lambda c: 1.0,
        "This is how small the sum becomes, not where.": lambda c: 2 * c,
        "This is upside down.": lambda c: c**-0.5,
        "A scale is positive: of the two roots take the other.": lambda c: -(c**0.5),
        "Is this the root of 2s − c²/s³? The derivative of 1/s² is −2/s³.": lambda c: (
            (c**2 / 2) ** 0.25
        ),
        "Is this the root of s − 2c²/s³? The derivative of s² is 2s.": lambda c: (2 * c**2) ** 0.25,
        "Is this the root of 2s − 2c²/s²? The derivative of 1/s² is −2/s³.": lambda c: c ** (2 / 3),
    }
    | {
        f"The search ends at s = {end}: for large c the lowest place is further out.": (
            lambda c, end=end: min(c**0.5, end)
        )
        for end in (1, 2, 3, 4, 5)
    },
)
