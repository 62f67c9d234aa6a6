"""Check of the stationary points: the weights of chosen eigenvectors, and the way down from them.

Eigenvectors may have either sign, and the columns any order. A way down is any direction along
which the loss falls: its second derivative is computed at the student's own weights.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor

from course_utils.checks.ladder import expect_tensor, expect_tuple, is_close
from course_utils.checks.outcome import Wrong
from course_utils.linear_autoencoders import eigen, loss, points

from .registry import check

DATA = (((9.0, 5.5, 3.0, 1.5, 0.6), 9), ((7.0, 4.0, 1.5, 0.0), 4), ((5.0, 2.0, 0.5), 8))
"""Eigenvalues and how many points: more than m, and as many."""
CHOICES = (
    ([0, 1], [0, 2], [1, 2], [1, 0], [2, 0], [3, 4], [4], [0], [0, 1, 2, 4], [3, 1, 0], [1, 0, 2]),
    ([0], [3], [1, 0, 3], [2, 1, 0], [3, 1]),
    ([1], [0], [2, 0], [1, 0]),
)
FLAT = 1e-7  # of the largest eigenvalue, for a direction of length 1
ROUNDING = 1e-9


def expect_weights(answer: Any, X: Tensor, chosen: list[int]) -> tuple[Tensor, Tensor]:
    """W1 = U_Sᵀ and W2 = U_S, up to signs and order."""
    said = f"With chosen = {chosen}"
    W1, W2 = expect_tuple(answer, 2, "principal_weights", "(W1, W2)")
    (m, n), k = X.shape, len(chosen)
    both = [tuple(W.shape) if isinstance(W, Tensor) else None for W in (W1, W2)]
    shapes: dict[Any, str] = {
        ((m, k), (k, m)): "W1 and W2 are exchanged: return W1 = U_Sᵀ first.",
        ((m, k), (m, k)): "W1 is not transposed: W1 = U_Sᵀ has the eigenvectors as rows.",
        ((k, m), (k, m)): "W2 has the eigenvectors as rows: W2 = U_S has them as columns.",
        ((m, m), (m, m)): "All eigenvectors are taken, not only the chosen ones.",
    }
    if n != m:
        shapes[(k, n), (n, k)] = "These are eigenvectors of Xᵀ X: take those of X Xᵀ."
    if words := shapes.get(tuple(both)):
        raise Wrong(f"{words}\n{said}: got shapes {both[0]} and {both[1]}.")
    W1 = expect_tensor(W1, f"{said}: W1", (k, m), "k m").detach()
    W2 = expect_tensor(W2, f"{said}: W2", (m, k), "m k").detach()
    if words := fault_in_decoder(W2, X, chosen):
        raise Wrong(f"{words}\n{said}, W2 = U_S should have these eigenvectors as columns.")
    if not is_close(W1, W2.T):
        words = "W1 is not W2ᵀ: both hold the same eigenvectors"
        signs = ", with the same signs" if is_close(W1.abs(), W2.T.abs()) else ""
        raise Wrong(f"{words}{signs}.\n{said}, at {first_difference(W1, W2.T)}.")
    return W1, W2


def first_difference(got: Tensor, wanted: Tensor) -> str:
    i, j = ((got - wanted).abs() > 1e-8).nonzero()[0].tolist()
    return f"[{i}, {j}] W1 has {got[i, j]:.4g} and W2ᵀ {wanted[i, j]:.4g}"


def fault_in_decoder(W2: Tensor, X: Tensor, chosen: list[int]) -> str:
    """What the columns are if they are not the chosen eigenvectors, or ""."""
    _, U = eigen(X)
    m, k = W2.shape
    parts = (U.T @ W2).abs()  # (m, k), in each column a single 1
    places = [int(place) for place in parts.argmax(dim=0)]
    if is_close(parts, torch.eye(m)[:, places]):
        if sorted(places) == sorted(chosen):
            return ""
        if places == [m - 1 - c for c in chosen]:
            return "The places are counted from the smallest eigenvalue: 0 is the largest."
        if places == [(c - 1) % m for c in chosen]:
            return "The places are counted from 1: 0 is the largest eigenvalue."
        if places == list(range(k)):
            return f"These are the first {k} eigenvectors: `chosen` says which ones to take."
        if places == chosen[:1] * k:
            return "All columns are the same eigenvector."
        return f"The columns are the eigenvectors at {places}."
    if is_close(W2.abs(), U[chosen].T.abs()):
        return "These are rows of U: the eigenvectors are its columns, `U[:, …]`."
    if is_close(parts, torch.diag(parts.amax(dim=1))[:, places]):  # along eigenvectors, but longer
        return (
            "The columns have the right directions, but not length 1: the eigenvectors are taken "
            "as they are, without the eigenvalues."
            if sorted(places) == sorted(chosen)
            else f"The columns lie along the eigenvectors at {places}, and not with length 1."
        )
    if len(X) == X.shape[1] and is_close(parts, (U.T @ eigen(X.T)[1][:, chosen]).abs()):
        return "These are eigenvectors of Xᵀ X: take those of X Xᵀ."
    left = [place for place in range(m) if place not in chosen]
    if float(parts[left].max() if left else 0) < 1e-8:
        return "The columns are mixtures of the chosen eigenvectors: each should be one of them."
    return "The columns of W2 are not eigenvectors of X Xᵀ."


def bend(W1: Tensor, W2: Tensor, E1: Tensor, E2: Tensor, X: Tensor) -> float:
    """How the loss bends along a direction: its coefficient of ε², over those of the lengths."""
    length = E1.square().sum() + E2.square().sum()
    left = X - W2 @ (W1 @ X)
    turned = (E2 @ W1 + W2 @ E1) @ X
    second = turned.square().sum() - 2 * (left * (E2 @ (E1 @ X))).sum()
    return float(second / length / eigen(X)[0][0])


def expect_way(answer: Any, W1: Tensor, W2: Tensor, X: Tensor, chosen: list[int]) -> None:
    """None at the minimum, else a direction along which the loss falls."""
    eigenvalues, _ = eigen(X)
    said, k = f"With chosen = {chosen}", len(chosen)
    at_top = sorted(chosen) == list(range(k))
    if at_top:
        if answer is not None:
            raise Wrong(
                f"{said} there is no way down: these are the {k} largest eigenvalues"
                f"{'' if chosen == sorted(chosen) else ', in another order'}. Return None."
            )
        return
    worst = max(chosen)
    better = min(place for place in range(worst) if place not in chosen)
    if answer is None:
        raise Wrong(
            f"{said} there is a way down, and way_down returns None: eigenvector {better} was left "
            f"out, and its eigenvalue {eigenvalues[better]:.3g} is larger than "
            f"{eigenvalues[worst]:.3g}, that of eigenvector {worst}."
        )
    E1, E2 = expect_tuple(answer, 2, "way_down", "(E1, E2), or None")
    E1 = expect_tensor(E1, f"{said}: E1", W1.shape, "k m").detach()
    E2 = expect_tensor(E2, f"{said}: E2", W2.shape, "m k").detach()
    if not (E1.any() or E2.any()):
        raise Wrong(f"{said}, E1 and E2 are all zeros: that leads nowhere.")
    size = (E1.square().sum() + E2.square().sum()).sqrt()
    if size < ROUNDING:
        raise Wrong(
            f"{said}, E1 and E2 are zero up to rounding. Are they the gradients? These vanish at "
            "every choice of eigenvectors: look at how a column could turn."
        )
    E1, E2 = E1 / size, E2 / size
    if bend(W1, W2, E1, E2, X) > -FLAT:
        far = loss(W1 + 0.1 * E1, W2 + 0.1 * E2, X) - loss(W1, W2, X)
        change = f"rises by {far:.3g}" if far > 1e-9 else "stays the same"
        raise Wrong(
            f"{fault_in_way(W1, W2, E1, E2, X, chosen)}\n{said} the loss {change} along your "
            "direction (made 0.1 long)."
        )


def fault_in_way(
    W1: Tensor, W2: Tensor, E1: Tensor, E2: Tensor, X: Tensor, chosen: list[int]
) -> str:
    """Why a direction does not lead down."""
    eigenvalues, U = eigen(X)
    own = (U.T @ W2).abs().argmax(dim=0).tolist()  # the place of each column's eigenvector
    parts = U.T @ E2
    if not E1.any() or not E2.any():
        still, moved = ("E1", "decoder") if not E1.any() else ("E2", "encoder")
        return f"{still} is zero: if only the {moved} turns, nothing is gained. Turn both."
    if is_close(E1, -E2.T):
        return "E1 and E2ᵀ point in opposite directions: turn encoder and decoder the same way."
    if is_close(E1 @ U, parts.T):
        sizes = parts.abs() > 1e-8
        moves = [(i, j) for i, j in sizes.nonzero().tolist() if i != own[j]]
        if not moves:
            return "This makes columns longer or shorter: turn one towards another eigenvector."
        if all(i in chosen for i, _ in moves):
            return f"Eigenvector {moves[0][0]} is chosen already: turn to one that was left out."
        if all(eigenvalues[i] <= eigenvalues[own[j]] for i, j in moves):
            i, j = moves[0]
            return (
                f"Column {j} (eigenvector {own[j]}) turns towards eigenvector {i}, whose "
                "eigenvalue is smaller: turn towards a larger one."
            )
        if any(sizes[own[j], j] for _, j in moves):
            return (
                "The column also becomes shorter or longer: add a little of the new eigenvector, "
                "and take nothing of the old one away."
            )
    return "This direction does not lead down."


def grade_stationary(principal_weights: Callable, way_down: Callable, seed: int = 1) -> None:
    """Both functions, at minima and saddles; the weights first, everywhere."""
    drawn = [points(values, n, seed + n) for values, n in DATA]
    cases = [(X, c) for X, choices in zip(drawn, CHOICES, strict=True) for c in choices]
    weights = [expect_weights(principal_weights(X.clone(), [*c]), X, c) for X, c in cases]
    for (X, chosen), (W1, W2) in zip(cases, weights, strict=True):
        expect_way(way_down(X.clone(), [*chosen]), W1, W2, X, chosen)


@check.exercise("stationary", names=["principal_weights", "way_down"])
def _stationary(principal_weights: Callable, way_down: Callable) -> str:
    grade_stationary(principal_weights, way_down)
    return "right: only the largest k have no way down, and from all others yours leads down."
