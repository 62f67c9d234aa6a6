"""Check of both gradients of ‖X − W2 W1 X‖_F²: the student's formulas against autograd."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from functools import partial
from typing import Any

import torch
from torch import Tensor
from torch.overrides import TorchFunctionMode

from course_utils.checks.outcome import Wrong
from course_utils.linear_autoencoders import loss

from .products import Letters, Make, causes, expect_product, explained, forms, slip_in_square
from .registry import check

SIZES = ((5, 7, 2), (4, 4, 3), (5, 3, 1))  # (m, n, k): more points than numbers, as many, fewer
SQUARE = (3, 3, 3)  # where every product exists, to tell what a slip was
LETTERS = Letters("W1", "W2", "X Xᵀ")
_LOSSES = {"square", "pow", "pow_", "__pow__", "norm", "linalg_norm", "linalg_matrix_norm",
           "linalg_vector_norm", "frobenius_norm", "mse_loss", "dist", "float_power"}  # fmt: skip


class Calls(TorchFunctionMode):
    """While this is entered: was anything differentiated, how often was a loss computed?

    >>> w = torch.ones(2, requires_grad=True)
    >>> with Calls() as calls:
    ...     _ = torch.autograd.grad(w.square().sum(), w)
    >>> calls.differentiated, calls.losses
    (True, 1)
    """

    _AUTOGRAD = (torch.autograd.grad, torch.autograd.backward, Tensor.backward)

    def __init__(self) -> None:
        super().__init__()
        self.differentiated, self.losses = False, 0

    def __torch_function__(
        self, function: Any, types: Any, args: Any = (), kwargs: Any = None
    ) -> Any:
        name = getattr(function, "__name__", "")
        self.differentiated |= function in self._AUTOGRAD or name == "_make_dual"
        self.losses += name in _LOSSES
        return function(*args, **(kwargs or {}))


def draw(m: int, n: int, k: int, seed: int) -> tuple[Tensor, Tensor, Tensor]:
    """W1 (k, m), W2 (m, k) and centred X (m, n), all at random."""
    generator = torch.Generator().manual_seed(seed)
    W1, W2, X = (torch.randn(*s, generator=generator) for s in ((k, m), (m, k), (m, n)))
    return W1, W2, X - X.mean(dim=1, keepdim=True)


def true_gradient(name: str, W1: Tensor, W2: Tensor, X: Tensor) -> Tensor:
    """By autograd."""
    W1, W2 = W1.clone().requires_grad_(), W2.clone().requires_grad_()
    wanted = W1 if name == "gradient_W1" else W2
    return torch.autograd.grad(loss(W1, W2, X), wanted)[0]


def known_slips(name: str, W1: Tensor, W2: Tensor, X: Tensor) -> dict[str, Tensor]:
    """What well-known slips would give for this gradient."""
    left, C = name == "gradient_W1", X @ X.T
    made = forms(left, W1, W2, C, LETTERS)

    def with_middle(M: Tensor) -> Make:
        return lambda: forms(left, W1, W2, M, LETTERS)[""]()

    made |= {
        "This has Xᵀ X, the products of points with points: it is X Xᵀ.": with_middle(X.T @ X),
        "One X is missing: the error is (W2 W1 − I) X, and it meets Xᵀ once more.": with_middle(X),
        "X is missing in front of Xᵀ: the error is (W2 W1 − I) X.": with_middle(X.T),
    }
    m, n = X.shape
    scales = {
        "": 1.0,
        "The factor 2 is missing: a square is differentiated.": 0.5,
        "The sign is turned: it is (W2 W1 − I), not (I − W2 W1).": -1.0,
        "The factor 2 is missing and the sign is turned.": -0.5,
        "The factor 2 is there twice.": 2.0,
        "This is divided by n: here L is the sum over all points, not their mean.": 1 / n,
        "This is divided by m n: here L is a sum, not the mean of all entries.": 1 / (m * n),
    }
    if m != n:
        scales["This is divided by m: here L is a sum, no mean over the entries of a point."] = (
            1 / m
        )
    found = causes(made, scales, factor=2.0)
    rest = W2 @ W1 - 2 * torch.eye(m)
    found[
        f"{name[-2:]} occurs twice in W2 W1 X Xᵀ W1ᵀ W2ᵀ, and is differentiated in one place only."
    ] = W2.T @ rest @ C if left else rest @ C @ W1.T
    return found


def cause_in_square(name: str, gradient: Callable, seed: int) -> str:
    """The slip that the numbers show when all three matrices are square, or ""."""
    W1, W2, X = draw(*SQUARE, seed=seed)
    with contextlib.suppress(Exception):
        value = gradient(W1.clone(), W2.clone(), X.clone())
        return slip_in_square(value, true_gradient(name, W1, W2, X), known_slips(name, W1, W2, X))
    return ""


def expect_formula(calls: Calls, entries: int, name: str) -> None:
    """Neither autograd nor differences of the loss."""
    if calls.differentiated:
        raise Wrong(
            f"{name} has autograd do it. Here the formula is yours to write, as a product of "
            "matrices: autograd is what it is compared with."
        )
    if calls.losses >= entries:
        raise Wrong(
            f"{name} computes the loss again and again, as differences of it need. Write the "
            "formula, as a product of matrices."
        )


def grade_gradient(name: str, gradient: Callable, seed: int = 1) -> None:
    """`gradient_W1` or `gradient_W2`, for m, n and k of several kinds, against autograd."""
    for place, sizes in enumerate(SIZES):
        W1, W2, X = draw(*sizes, seed=seed + place)
        truth = true_gradient(name, W1, W2, X)
        find = partial(cause_in_square, name, gradient, seed)
        calls = Calls()
        try:
            with calls:
                value = gradient(W1.clone(), W2.clone(), X.clone())
        except RuntimeError as error:
            expect_formula(calls, truth.numel(), name)
            raise explained(error, find(), "m = {}, n = {}, k = {}".format(*sizes)) from None
        expect_formula(calls, truth.numel(), name)
        axes = "k m" if name == "gradient_W1" else "m k"
        expect_product(value, truth, name, axes, known_slips(name, W1, W2, X), find)


@check.exercise("gradients", names=["gradient_W1", "gradient_W2"])
def _gradients(gradient_W1: Callable, gradient_W2: Callable) -> str:
    grade_gradient("gradient_W1", gradient_W1)
    grade_gradient("gradient_W2", gradient_W2)
    return "right: both are equal to autograd's."
