"""Hidden tests of notebook 04's derivations: gradients, stationary points, the rotated problem.

Sizes, data and weights are drawn here. What is free is left free: the sign and the order of
eigenvectors, and which way down is taken.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from course_utils.checks import Wrong, expect_close, expect_tensor, is_close
from course_utils.checks.ladder import expect_tuple

from .probes import probe

_FLAT = 1e-6  # of the largest eigenvalue, for a direction of length 1
_LOSSES = ("square", "pow", "pow_", "__pow__", "float_power", "norm", "linalg_norm", "dist",
           "linalg_matrix_norm", "linalg_vector_norm", "frobenius_norm", "mse_loss")  # fmt: skip


@probe
def differentiated(gradient: Any, W1: Any, W2: Any, X: Any, losses: Any) -> dict:
    """Is autograd called for a gradient, and how often is a loss computed?"""
    import torch
    from torch.overrides import TorchFunctionMode

    autograd: Any = torch.autograd
    calls: dict = {"autograd": 0, "losses": 0}

    class Calls(TorchFunctionMode):
        def __torch_function__(self, function, types, args=(), kwargs=None):
            name = getattr(function, "__name__", "")
            ways = (autograd.grad, autograd.backward, torch.Tensor.backward)
            calls["autograd"] += function in ways or name == "_make_dual"
            calls["losses"] += name in losses
            return function(*args, **(kwargs or {}))

    with Calls():
        gradient(W1, W2, X)
    return calls


def draw_weights(m: int, k: int, draw: torch.Generator) -> tuple[Tensor, Tensor]:
    """W1 (k, m) and W2 (m, k)."""
    return torch.randn(k, m, generator=draw), torch.randn(m, k, generator=draw)


def draw_points(m: int, n: int, draw: torch.Generator) -> tuple[Tensor, Tensor, Tensor]:
    """Centred X (m, n), n ≥ m, whose eigenvalues are well apart; they, the largest first, and U."""
    rank = min(m, n - 1)
    gaps = 0.5 + torch.rand(rank, generator=draw)
    values = torch.zeros(m)
    values[:rank] = gaps.cumsum(0).flip(0)
    U = torch.linalg.qr(torch.randn(m, m, generator=draw)).Q
    spread = torch.randn(n, rank, generator=draw)
    rows = torch.linalg.qr(spread - spread.mean(dim=0)).Q.T
    return U[:, :rank] * values[:rank].sqrt() @ rows, values, U


def number(low: int, high: int, draw: torch.Generator) -> int:
    """A whole number, low and high included."""
    return int(torch.randint(low, high + 1, (), generator=draw))


def squared_error(W1: Tensor, W2: Tensor, X: Tensor) -> Tensor:
    """L = ‖X − W2 W1 X‖_F²."""
    return (X - W2 @ W1 @ X).pow(2).sum()


def expect_gradients(gradient_W1: Any, gradient_W2: Any, seed: int) -> None:
    """Both formulas against autograd, with more points than numbers, as many, and fewer."""
    draw = torch.Generator().manual_seed(seed)
    for more in (number(1, 5, draw), 0, -1):
        m = number(3, 7, draw)
        k, n = number(1, m - 1, draw), m + more
        weights = draw_weights(m, k, draw)
        X = torch.randn(m, n, generator=draw)
        X = X - X.mean(dim=1, keepdim=True)
        W1, W2 = (W.clone().requires_grad_() for W in weights)
        truths = torch.autograd.grad(squared_error(W1, W2, X), (W1, W2))
        for name, gradient, truth in zip(
            ("gradient_W1", "gradient_W2"), (gradient_W1, gradient_W2), truths, strict=True
        ):
            got = expect_tensor(gradient(*weights, X), name, truth.shape)
            expect_close(got, truth, f"{name} with m = {m}, n = {n}, k = {k}")
            expect_formula(differentiated(gradient, *weights, X, _LOSSES), truth.numel(), name)


def expect_formula(calls: Any, entries: int, name: str) -> None:
    """A formula needs neither autograd nor the loss for every entry."""
    autograd, losses = (calls.get(key) for key in ("autograd", "losses"))
    if type(autograd) is not int or autograd:
        raise Wrong(f"{name} should be a formula, and autograd was called.")
    if type(losses) is not int or losses >= entries:
        raise Wrong(f"{name} should be a formula, not differences of the loss.")


def draw_choices(m: int, draw: torch.Generator) -> list[list[int]]:
    """For each k < m the largest, in another order too, and other places.

    For k > 1 some are always the largest in another order, or hold the largest and one too far.
    """
    found = []
    for k in range(1, m):
        top = torch.randperm(k, generator=draw)
        other = torch.randperm(m, generator=draw)[:k]
        found += [list(range(k)), [*reversed(range(k))], top.tolist()]
        found += [other.tolist(), sorted(other.tolist())]
        found.append([*top[: k - 1].tolist(), number(k, m - 1, draw)])
        found.append([*range(k - 1), number(k, m - 1, draw)])
    return found


def expect_stationary(principal_weights: Any, way_down: Any, seed: int) -> None:
    """Weights of chosen eigenvectors; None at the largest k, and a way down from all others."""
    draw = torch.Generator().manual_seed(seed)
    for m, more in ((number(3, 6, draw), number(1, 6, draw)), (number(3, 5, draw), 0)):
        X, values, U = draw_points(m, m + more, draw)
        for chosen in draw_choices(m, draw):
            said = f"with chosen = {chosen}"
            pair = expect_tuple(principal_weights(X, [*chosen]), 2, "principal_weights")
            W1 = expect_tensor(pair[0], f"W1 {said}", (len(chosen), m)).detach()
            W2 = expect_tensor(pair[1], f"W2 {said}", (m, len(chosen))).detach()
            expect_eigenvectors(W1, W2, U, chosen, said)
            way = way_down(X, [*chosen])
            if set(chosen) == set(range(len(chosen))):
                if way is not None:
                    raise Wrong(f"way_down {said} should be None: nothing leads down.")
            else:
                expect_falls(way, W1, W2, X, values, said)


def expect_eigenvectors(W1: Tensor, W2: Tensor, U: Tensor, chosen: list[int], said: str) -> None:
    """The columns of W2, and the rows of W1, are these columns of U, in any order and sign."""
    parts = (U.T @ W2).abs()
    places = parts.argmax(dim=0).tolist()
    one_each = is_close(parts, torch.eye(len(U))[:, places])
    if not one_each or sorted(places) != sorted(chosen):
        raise Wrong(f"The columns of W2 {said} should be the chosen eigenvectors.")
    if not is_close(W1, W2.T):
        raise Wrong(f"W1 {said} should be the transpose of W2.")


def expect_falls(way: Any, W1: Tensor, W2: Tensor, X: Tensor, values: Tensor, said: str) -> None:
    """The loss bends down along the way."""
    pair = expect_tuple(way, 2, f"way_down {said}", "(E1, E2)")
    E1 = expect_tensor(pair[0], f"E1 {said}", W1.shape).detach()
    E2 = expect_tensor(pair[1], f"E2 {said}", W2.shape).detach()
    size = (E1.pow(2).sum() + E2.pow(2).sum()).sqrt()
    if not size > 0:
        raise Wrong(f"way_down {said} leads nowhere: E1 and E2 are zero.")
    E1, E2 = E1 / size, E2 / size
    rest, turn, both = X - W2 @ W1 @ X, (E2 @ W1 + W2 @ E1) @ X, E2 @ E1 @ X
    second = turn.pow(2).sum() - 2 * (rest * both).sum()  # the coefficient of ε²
    if not second < -_FLAT * values[0]:
        raise Wrong(f"The loss does not fall along way_down {said}.")


def expect_reduced(reduce: Any, conditions: Any, seed: int) -> None:
    """V1, V2 and D that belong together, and both left-hand sides."""
    draw = torch.Generator().manual_seed(seed)
    for more in (number(1, 6, draw), 0, number(1, 6, draw)):
        m = number(3, 6, draw)
        k = number(1, m - 1, draw)
        X, values, U = draw_points(m, m + more, draw)
        W1, W2 = draw_weights(m, k, draw)
        V1, V2, D = expect_tuple(reduce(W1, W2, X), 3, "reduce")
        D = expect_tensor(D, "D", (m, m)).detach()
        V1 = expect_tensor(V1, "V1", (k, m)).detach()
        V2 = expect_tensor(V2, "V2", (m, k)).detach()
        expect_together(V1, V2, D, W1, W2, values, U)
        expect_conditions(conditions, *draw_weights(m, k, draw), draw)


def expect_together(
    V1: Tensor, V2: Tensor, D: Tensor, W1: Tensor, W2: Tensor, values: Tensor, U: Tensor
) -> None:
    """For each eigenvalue on D's diagonal: the column of V1 and the row of V2 are its own."""
    order = D.diagonal().argsort(descending=True)
    expect_close(D, torch.diag(D.diagonal()), "D, a diagonal matrix,")
    expect_close(D.diagonal()[order], values, "D's diagonal, the largest first,")
    rows, columns = W1 @ U, U.T @ W2  # of the largest eigenvalue first
    signs = (V1[:, order] * rows).sum(dim=0).sign()
    expect_close(V1[:, order] * signs, rows, "V1, its columns as D's eigenvalues,")
    expect_close(V2[order] * signs[:, None], columns, "V2, its rows as D's eigenvalues,")


def expect_conditions(conditions: Any, V1: Tensor, V2: Tensor, draw: torch.Generator) -> None:
    """Both left-hand sides at a point where they are not zero."""
    m, k = V2.shape
    D = torch.diag(0.2 + torch.rand(m, generator=draw))
    A, B = expect_tuple(conditions(V1, V2, D), 2, "conditions")
    error = V2 @ V1 @ D - D
    expect_close(expect_tensor(A, "the first condition", (m, k)), error @ V1.T, "the first")
    expect_close(expect_tensor(B, "the second condition", (k, m)), V2.T @ error, "the second")
