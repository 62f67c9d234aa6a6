"""Check of what the penalty does: where s² + 1/s² is smallest, and the singular values of W2."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from numbers import Real
from typing import Any

import torch
from torch import Tensor

from course_utils.checks.ladder import expect_close, expect_tensor, is_close
from course_utils.checks.outcome import Wrong

from .registry import check

CASES = [
    ([0.9, 3.1, 0.2, 1.7, 0.5], 3, 0.15),  # every direction lives; in no order
    ([0.3, 0.7, 1.1, 2.3], 2, 0.25),  # smallest first, as `eigh` gives them
    ([2.6, 0.4, 1.9, 0.1, 0.8], 4, 0.6),  # some directions die
    ([1.3, 0.6, 0.2], 2, 1.6),  # all do
    ([0.8, 2.2], 1, 0.3),
]
"""(eigenvalues, k, λ): no eigenvalue is near λ, where rounding would be large."""

NEAR = 1e-6
"""A minimum that was found by numbers and is this close passes for one found by hand."""


def as_number(value: Any, what: str) -> float:
    """A plain number, or a tensor with one."""
    if value is None:
        raise Wrong(f"{what} is None. (Did you forget a `return` statement?)")
    if isinstance(value, Tensor) and value.numel() == 1:
        value = value.item()
    if isinstance(value, bool) or not isinstance(value, Real):
        raise Wrong(f"{what} should be a number, got `{type(value).__name__}`.")
    return float(value)


def grade_sigma(balanced_sigma: Callable) -> None:
    """`balanced_sigma() -> float`. A wrong one is shown by p itself, which tells no answer."""
    s = as_number(balanced_sigma(), "balanced_sigma()")
    if abs(s - 1) <= NEAR:
        return
    if not math.isfinite(s) or s <= 0:
        raise Wrong(f"balanced_sigma() should be an s > 0, got {s:.4g}.")
    causes = {
        2.0: "This is how small p becomes, not where: asked for is the s.",
        0.5**0.25: "Is this the root of 2s − 1/s³? The derivative of s⁻² has a factor, too.",
        2**0.25: "Is this the root of s − 2/s³? The derivative of s² has a factor, too.",
    }
    cause = next((words for value, words in causes.items() if abs(s - value) < 1e-3), "")
    if abs(s - 1) < 0.05:
        raise Wrong(f"s = {s:.6g} is close, but not exact: solve p'(s) = 0 by hand.")
    side = "larger" if s < 1 else "smaller"
    evidence = f"At s = {s:.4g} p is {s**2 + s**-2:.6g}; for a slightly {side} s it is smaller."
    raise Wrong(f"{cause}\n{evidence}" if cause else evidence)


def predicted(eigenvalues: Tensor, k: int, lam: float) -> Tensor:
    """√(1 − λ/σ_i²) of the k largest, 0 where that has no root."""
    largest = eigenvalues.sort(descending=True).values[:k]
    return (1 - lam / largest).clamp(min=0).sqrt()


def slips(eigenvalues: Tensor, k: int, lam: float) -> Mapping[str, Tensor]:
    """What well-known slips give."""
    e = eigenvalues.sort(descending=True).values[:k]

    def root(value: Tensor) -> Tensor:
        return value.clamp(min=0).sqrt()

    return {
        "This is q = s²: the singular value is s.": root(1 - lam / e) ** 2,
        "Smallest first: the order is largest first.": predicted(eigenvalues, k, lam).flip(0),
        "These belong to the first k eigenvalues as they came, which may be in any order.": (
            root(1 - lam / eigenvalues[:k])
        ),
        "These belong to the first k eigenvalues as they came, sorted afterwards: the k largest "
        "are wanted.": root(1 - lam / eigenvalues[:k]).sort(descending=True).values,
        "These belong to the k smallest eigenvalues.": root(
            1 - lam / eigenvalues.sort().values[:k]
        ),
        "These belong to the k smallest eigenvalues, largest of them first.": root(
            1 - lam / eigenvalues.sort().values[:k]
        ).flip(0),
        "λ is divided by σ_i: the eigenvalues are σ_i² already, so no root of them is needed.": (
            root(1 - lam / e.sqrt())
        ),
        "λ is divided by σ_i⁴: the eigenvalues are σ_i² already, so don't square them.": (
            root(1 - lam / e**2)
        ),
        "λ is multiplied by σ_i²: where you solve for q, it divides.": root(1 - lam * e),
        "λ and σ_i² are exchanged in the fraction.": root(1 - e / lam),
        "This is √(1 + λ/σ_i²): the penalty makes weights smaller, so s < 1.": (1 + lam / e).sqrt(),
        "λ counts twice: decoder and encoder both cost λs², and the square has a factor 2 too.": (
            root(1 - 2 * lam / e)
        ),
        "λ counts half: decoder and encoder both cost λs².": root(1 - lam / e / 2),
        "This is σ_i·s: divide by σ_i² before the root.": root(e - lam),
        "Of 1 − λ/σ_i² the size is taken where it is negative. A parabola in q ≥ 0 whose lowest "
        "point is at q < 0 is smallest at q = 0.": (1 - lam / e).abs().sqrt(),
        "This is 1 for all: the limit for small λ. Here λ is not small.": torch.ones(k),
    }


def expect_values(value: Any, eigenvalues: Tensor, k: int, lam: float) -> None:
    """One answer of `predicted_singular_values`, from its shape to its numbers."""
    what, truth = "predicted_singular_values", predicted(eigenvalues, k, lam)
    if isinstance(value, Tensor) and value.dim() == 1:
        _expect_length(len(value), k, eigenvalues, lam)
    if isinstance(value, Tensor) and value.isnan().any():
        raise Wrong(
            "There is nan where σ_i² < λ: no number has a negative square. Which s ≥ 0 costs least "
            f"in a direction like that? Got {_row(value)}."
        )
    got = expect_tensor(value, what, (k,))
    expect_close(got, truth, what, slips(eigenvalues, k, lam))


def _expect_length(length: int, k: int, eigenvalues: Tensor, lam: float) -> None:
    alive = int((predicted(eigenvalues, k, lam) > 0).sum())
    if length == k:
        return
    if length == len(eigenvalues):
        raise Wrong(
            f"There is a value for each of the {length} eigenvalues: W2 has k = {k} columns, and "
            "so many singular values."
        )
    if length == alive:
        raise Wrong(
            f"Directions with σ_i² < λ are left out: W2 still has k = {k} singular values, and "
            "those of these directions have a value too."
        )
    raise Wrong(f"There are {length} values: W2 has k = {k} columns, and so many singular values.")


def _row(values: Tensor) -> str:
    return "[" + ", ".join(f"{v:.4g}" for v in values.flatten().tolist()) + "]"


def grade_predicted(predicted_singular_values: Callable) -> None:
    """`predicted_singular_values(eigenvalues, k, lam) -> (k,)`, largest first."""
    for numbers, k, lam in CASES:
        eigenvalues = torch.tensor(numbers)
        given = eigenvalues.clone()
        try:
            expect_values(predicted_singular_values(given, k, lam), eigenvalues, k, lam)
        except Wrong as error:
            place = f"(eigenvalues {_row(eigenvalues)}, k = {k}, λ = {lam})"
            raise Wrong(f"{error} {place}") from None
        if not is_close(given, eigenvalues):
            raise Wrong("predicted_singular_values changes the eigenvalues that it is given.")


@check.exercise("balanced", names=["balanced_sigma", "predicted_singular_values"])
def _balanced(balanced_sigma: Callable, predicted_singular_values: Callable) -> str:
    grade_sigma(balanced_sigma)
    grade_predicted(predicted_singular_values)
    return "right. The next cell trains, and compares."
