"""Check of the rotated problem: V1, V2 and D belong together, and both conditions of them.

The eigenvectors may have any sign and any order, as long as all three have the same.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from functools import partial
from typing import Any

import torch
from torch import Tensor

from course_utils.checks.ladder import expect_close, expect_tensor, expect_tuple, is_close
from course_utils.checks.outcome import Wrong
from course_utils.linear_autoencoders import eigen, points

from .products import WRONG_SIZE, Letters, causes, expect_product, explained, forms, slip_in_square
from .registry import check

DATA = (((6.0, 3.5, 2.0, 0.7), 7, 2), ((5.0, 3.0, 1.2, 0.0), 4, 3), ((4.0, 2.5, 0.4), 6, 1))
"""Eigenvalues, how many points, and k."""
SIZES = ((5, 2), (4, 3), (3, 1))  # (m, k)
SQUARE = (4, 4)
LETTERS = Letters("V1", "V2", "D")
_D = "D, the diagonal matrix of the eigenvalues of X Xᵀ,"


def draw(*shapes: tuple[int, int], seed: int) -> list[Tensor]:
    generator = torch.Generator().manual_seed(seed)
    return [torch.randn(*shape, generator=generator) for shape in shapes]


def expect_diagonal(D: Any, X: Tensor, k: int) -> list[int]:
    """D holds the eigenvalues, in whatever order: the places that its diagonal has them from."""
    m, n = X.shape
    eigenvalues, _ = eigen(X)
    shape = tuple(D.shape) if isinstance(D, Tensor) else None
    if shape == (m,):
        raise Wrong(f"{_D} should be a matrix ({m}, {m}), got only its diagonal: `torch.diag`.")
    if shape == (k, k) and k != m:
        raise Wrong(f"{_D} has all m = {m} eigenvalues, got {k} × {k}: nothing is left out here.")
    if shape == (n, n) and n != m:
        raise Wrong(f"{_D} is {m} × {m}, got {n} × {n}: is it of Xᵀ X?")
    D = expect_tensor(D, "D", (m, m), "m m").detach()
    if is_close(D, X @ X.T):
        raise Wrong("D is X Xᵀ itself: D = Uᵀ X Xᵀ U has its eigenvalues on the diagonal.")
    off = D - torch.diag(D.diagonal())
    if not is_close(off, torch.zeros_like(off)):
        i, j = (off.abs() > 1e-8).nonzero()[0].tolist()
        raise Wrong(f"D should be diagonal, and at [{i}, {j}] it is {D[i, j]:.4g}.")
    order = D.diagonal().argsort(descending=True)
    sizes = {
        f"These are the eigenvalues divided by n = {n}: take those of X Xᵀ.": eigenvalues / n,
        f"These are the eigenvalues divided by n − 1 = {n - 1}: take those of X Xᵀ.": (
            eigenvalues / (n - 1)
        ),
        "These are the singular values of X, the roots of X Xᵀ's eigenvalues σ².": (
            eigenvalues.clamp(min=0).sqrt()
        ),
        "The eigenvalues are squared.": eigenvalues.square(),
        "D is the identity.": torch.ones(m),
    }
    expect_close(D.diagonal()[order], eigenvalues, "D's diagonal, largest first", sizes, 1e-7)
    return order.argsort().tolist()


def expect_rotated(answer: Any, W1: Tensor, W2: Tensor, X: Tensor) -> None:
    """V1 = W1 U and V2 = Uᵀ W2, with the eigenvectors in D's order and with one sign in both."""
    V1, V2, D = expect_tuple(answer, 3, "reduce", "(V1, V2, D)")
    k, m = W1.shape
    places = expect_diagonal(D, X, k)
    V1 = expect_tensor(V1, "V1", (k, m), "k m").detach()
    V2 = expect_tensor(V2, "V2", (m, k), "m k").detach()
    ordered = eigen(X)[1][:, places]
    signs = torch.where((V1 * (W1 @ ordered)).sum(dim=0) < 0, -1.0, 1.0)
    U = ordered * signs
    if not is_close(V1, W1 @ U):
        expect_close(V1, W1 @ U, "V1 = W1 U", turned(W1, W2, X, places))
    own = ordered * torch.where((V2 * (ordered.T @ W2)).sum(dim=1) < 0, -1.0, 1.0)
    slips = {
        "V2 is V1ᵀ: in general W2 is not W1ᵀ.": V1.T,
        "V1 is right. In V2 the transpose is missing: V2 = Uᵀ W2.": U @ W2,
        "V1 is right, W2 is not rotated: V2 = Uᵀ W2.": W2,
        "V1 and V2 have eigenvectors of opposite signs: compute U once, and use it in both.": (
            own.T @ W2
        ),
    }
    expect_close(V2, U.T @ W2, "V2 = Uᵀ W2", slips)


def turned(W1: Tensor, W2: Tensor, X: Tensor, places: list[int]) -> dict[str, Tensor]:
    """What slips would make of V1."""
    m, n = X.shape
    _, U = eigen(X)
    P = U[:, places]
    other = U.flip(1) if places == sorted(places) else U
    found = {
        "This is not rotated at all.": W1,
        "U is transposed here: V1 = W1 U, V2 = Uᵀ W2.": W1 @ P.T,
        "U's columns do not stand in the order of D's eigenvalues.": W1 @ other,
        "W1 and W2 are exchanged.": W2.T @ P,
    }
    if m == n:
        V = eigen(X.T)[1]
        words = "This rotates with eigenvectors of Xᵀ X: take those of X Xᵀ."
        found[words] = W1 @ V
    return found


def condition(first: bool, V1: Tensor, V2: Tensor, D: Tensor) -> tuple[Tensor, dict[str, Tensor]]:
    """One left-hand side, A (`first`) or B, and what slips would give."""
    made = forms(not first, V1, V2, D, LETTERS)
    scales = {
        "": 1.0,
        "The factor 2 is divided out.": 2.0,
        "The sign is turned: it is (V2 V1 − I), not (I − V2 V1).": -1.0,
        "The factor 2 is divided out, and the sign turned: (V2 V1 − I).": -2.0,
    }
    return made[""](), causes(made, scales)


def cause_in_square(conditions: Callable, place: int, seed: int) -> str:
    """The slip that the numbers show when all matrices are square, or ""."""
    k, m = SQUARE
    V1, V2, diagonal = draw((k, m), (m, k), (1, m), seed=seed)
    D = torch.diag(diagonal.flatten())
    with contextlib.suppress(Exception):
        value = conditions(V1.clone(), V2.clone(), D.clone())[place]
        return slip_in_square(value, *condition(place == 0, V1, V2, D))
    return ""


def expect_conditions(conditions: Callable, m: int, k: int, seed: int) -> None:
    """Both left-hand sides, for any V1 and V2, where they are not zero."""
    V1, V2, diagonal = draw((k, m), (m, k), (1, m), seed=seed)
    D = torch.diag(diagonal.flatten().abs() + 0.2)
    try:
        answer = conditions(V1.clone(), V2.clone(), D.clone())
    except RuntimeError as error:
        found = [cause_in_square(conditions, place, seed) for place in (0, 1)]
        cause = next((c for c in found if c != WRONG_SIZE), WRONG_SIZE)
        raise explained(error, cause, f"m = {m}, k = {k}") from None
    both = expect_tuple(answer, 2, "conditions", "both left-hand sides")
    for place, (value, axes) in enumerate(zip(both, ("m k", "k m"), strict=True)):
        truth, known = condition(place == 0, V1, V2, D)
        name = ("(V2 V1 − I) D V1ᵀ", "V2ᵀ (V2 V1 − I) D")[place]
        find = partial(cause_in_square, conditions, place, seed)
        expect_product(value, truth, name, axes, known, find)


def grade_reduced(reduce: Callable, conditions: Callable, seed: int = 1) -> None:
    """`reduce` on data with known eigenvalues, then `conditions` on its own."""
    for values, n, k in DATA:
        X, m = points(values, n, seed + n), len(values)
        W1, W2 = draw((k, m), (m, k), seed=seed + m)
        expect_rotated(reduce(W1.clone(), W2.clone(), X.clone()), W1, W2, X)
    for m, k in SIZES:
        expect_conditions(conditions, m, k, seed + m)


@check.exercise("reduced", names=["reduce", "conditions"])
def _reduced(reduce: Callable, conditions: Callable) -> str:
    grade_reduced(reduce, conditions)
    return "right: what is left of the data is the diagonal of D."
