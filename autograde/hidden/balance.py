"""Hidden test of notebook 04: where s² + 1/s² is smallest, and the trained singular values."""

from __future__ import annotations

import math
import random
from numbers import Real
from typing import Any

import torch
from torch import Tensor

from course_utils.checks import Wrong, expect_close, expect_tensor

NEAR = 1e-6  # of a minimum that was found by numbers
_SIZES = [(5, 3), (4, 1), (7, 6), (3, 2), (8, 4)]  # m, k


def expect_balanced(balanced_sigma: Any, predicted_singular_values: Any, seed: int) -> None:
    """The lowest point, and predictions for eigenvalues and λ that are drawn here."""
    expect_one(balanced_sigma())
    chance = random.Random(seed)  # noqa: S311  (numbers for a test)
    for m, k in _SIZES:
        eigenvalues = draw_eigenvalues(chance, m)
        for dying in {0, chance.randint(1, k), k}:
            lam = between(eigenvalues, m - k + dying, chance) if dying else eigenvalues[-1] / 3
            for order in (eigenvalues, eigenvalues[::-1], chance.sample(eigenvalues, m)):
                expect_predicted(predicted_singular_values, order, k, lam)


def draw_eigenvalues(chance: random.Random, m: int) -> list[float]:
    """Largest first, each at least a quarter larger than the next."""
    found = [chance.uniform(0.1, 0.3)]
    while len(found) < m:
        found.insert(0, found[0] * chance.uniform(1.25, 1.8))
    return found


def between(eigenvalues: list[float], smaller: int, chance: random.Random) -> float:
    """A λ that so many eigenvalues are smaller than; it is near none."""
    place = len(eigenvalues) - smaller
    below = eigenvalues[place]
    above = eigenvalues[place - 1] if place else 2 * below
    return below + (above - below) * chance.uniform(0.3, 0.7)


def expect_one(value: Any) -> None:
    """1, as a plain number or as a tensor."""
    if isinstance(value, Tensor) and value.numel() == 1:
        value = value.item()
    if not isinstance(value, Real) or isinstance(value, bool):
        raise Wrong(f"balanced_sigma() should be a number, got `{type(value).__name__}`.")
    if not abs(float(value) - 1) <= NEAR:
        raise Wrong(f"balanced_sigma(): s² + 1/s² is not smallest at {float(value):.6g}.")


def expect_predicted(
    predicted_singular_values: Any, eigenvalues: list[float], k: int, lam: float
) -> None:
    """One prediction, whose truth is worked out in plain numbers."""
    largest = sorted(eigenvalues, reverse=True)[:k]
    truth = torch.tensor([math.sqrt(max(1 - lam / e, 0.0)) for e in largest])
    got = predicted_singular_values(torch.tensor(eigenvalues), k, lam)
    numbers = ", ".join(f"{e:.3g}" for e in eigenvalues)
    what = f"predicted_singular_values([{numbers}], {k}, {lam:.3g})"
    expect_close(expect_tensor(got, what, (k,)), truth, what)
