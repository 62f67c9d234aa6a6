"""Every identity that notebook 04's derivations rest on, with random numbers of any shape.

Independent of notebooks and checks: formulas are written out here, autograd is the judge.
"""

from itertools import combinations

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor

from course_utils.checks import float64
from course_utils.linear_autoencoders import eigen, equal_eigenvalues, loss, points

NEAR = 1e-9


@pytest.fixture(autouse=True, scope="module")
def _double_precision():
    with float64():
        yield


@st.composite
def problems(draw, distinct: bool = False) -> tuple[Tensor, Tensor, Tensor]:
    """(W1, W2, X): m from 2 to 6, k from 1 to m − 1, X centred, some with equal eigenvalues."""
    m = draw(st.integers(2, 6))
    k = draw(st.integers(1, m - 1))
    seed = draw(st.integers(0, 2**32 - 1))
    generator = torch.Generator().manual_seed(seed)
    gaps = st.floats(0.2, 2.0) if distinct else st.sampled_from([0.0, 0.0, 0.5, 1.0])
    values = torch.tensor(draw(st.lists(gaps, min_size=m, max_size=m))).cumsum(0).flip(0)
    n = int(values.count_nonzero()) + draw(st.integers(1, 6))
    W1, W2 = (torch.randn(*s, generator=generator) for s in ((k, m), (m, k)))
    return W1, W2, points(values.tolist(), n, seed)


def parts(W1: Tensor, W2: Tensor, X: Tensor) -> tuple[Tensor, Tensor]:
    """W2 W1 − I and X Xᵀ."""
    return W2 @ W1 - torch.eye(len(X)), X @ X.T


def gradients(W1: Tensor, W2: Tensor, X: Tensor) -> tuple[Tensor, ...]:
    """By autograd."""
    W1, W2 = W1.clone().requires_grad_(), W2.clone().requires_grad_()
    return torch.autograd.grad(loss(W1, W2, X), (W1, W2))


def hessian(W1: Tensor, W2: Tensor, X: Tensor) -> Tensor:
    """Of the loss by all entries of both."""
    k, m = W1.shape

    def at(flat: Tensor) -> Tensor:
        return loss(flat[: k * m].view(k, m), flat[k * m :].view(m, k), X)

    flat = torch.cat([W1.flatten(), W2.flatten()])
    found = torch.autograd.functional.hessian(at, flat)
    assert isinstance(found, Tensor)
    return found


def close(a: Tensor, b: Tensor) -> bool:
    return bool((a - b).abs().max() <= NEAR * max(1.0, float(b.abs().max())))


# --- gradients ---------------------------------------------------------------------------------


@given(problems())
def test_gradients(problem) -> None:
    """2 W2ᵀ (W2 W1 − I) X Xᵀ and 2 (W2 W1 − I) X Xᵀ W1ᵀ."""
    W1, W2, _ = problem
    (R, C), (by_W1, by_W2) = parts(*problem), gradients(*problem)
    assert close(2 * W2.T @ R @ C, by_W1)
    assert close(2 * R @ C @ W1.T, by_W2)


@given(problems())
def test_the_loss_knows_the_data_by_their_products_only(problem) -> None:
    """L = tr((W2 W1 − I) X Xᵀ (W2 W1 − I)ᵀ): data with the same X Xᵀ have the same loss."""
    W1, W2, X = problem
    R, C = parts(*problem)
    assert close(loss(W1, W2, X), (R @ C @ R.T).trace())
    Q = torch.linalg.qr(torch.randn(X.shape[1], X.shape[1])).Q
    assert close(loss(W1, W2, X @ Q), loss(W1, W2, X))


# --- stationary --------------------------------------------------------------------------------


@given(problems())
def test_every_choice_of_eigenvectors_is_stationary(problem) -> None:
    """Equal eigenvalues or not; the loss there is the sum of the eigenvalues left out."""
    W1, _, X = problem
    eigenvalues, U = eigen(X)
    for chosen in combinations(range(len(X)), len(W1)):
        U_S = U[:, chosen]
        assert all(close(g, torch.zeros_like(g)) for g in gradients(U_S.T, U_S, X))
        left = [i for i in range(len(X)) if i not in chosen]
        assert close(loss(U_S.T, U_S, X), eigenvalues[left].sum())


@given(problems())
def test_so_is_any_other_basis_of_the_same_space(problem) -> None:
    """W1 = A U_Sᵀ and W2 = U_S A⁻¹ for any invertible A: same product, same loss."""
    W1, _, X = problem
    k = len(W1)
    U_S = eigen(X)[1][:, torch.randperm(len(X))[:k]]
    A = torch.eye(k) + 0.3 * torch.linalg.qr(torch.randn(k, k)).Q
    first, second = A @ U_S.T, U_S @ torch.linalg.inv(A)
    assert close(loss(first, second, X), loss(U_S.T, U_S, X))
    assert all(close(g, torch.zeros_like(g)) for g in gradients(first, second, X))


@given(problems(distinct=True))
@settings(max_examples=20)
def test_only_the_largest_are_a_minimum(problem) -> None:
    """The Hessian has a negative eigenvalue at every other choice, and none at the largest."""
    W1, _, X = problem
    eigenvalues, U = eigen(X)
    k = len(W1)
    for chosen in combinations(range(len(X)), k):
        U_S = U[:, chosen]
        least = torch.linalg.eigvalsh(hessian(U_S.T, U_S, X))[0] / eigenvalues[0]
        if chosen == tuple(range(k)):
            assert least > -NEAR
        else:
            assert least < -1e-3


@given(problems())
def test_the_way_down(problem) -> None:
    """L(ε) = L − ε² (σ_i² − σ_j²) + ε⁴ σ_i², turning u_j towards u_i in both: exactly."""
    W1, _, X = problem
    eigenvalues, U = eigen(X)
    k = len(W1)
    for j in range(k):
        U_S = U[:, len(X) - k :]
        W1, W2, place = U_S.T, U_S, len(X) - k + j
        for i in range(len(X) - k):
            E2 = torch.zeros_like(W2)
            E2[:, j] = U[:, i]
            for e in (-0.3, 0.01, 0.5):
                gain = eigenvalues[i] - eigenvalues[place]
                truth = loss(W1, W2, X) - e**2 * gain + e**4 * eigenvalues[i]
                assert close(loss(W1 + e * E2.T, W2 + e * E2, X), truth)


# --- reduced -----------------------------------------------------------------------------------


@given(problems())
def test_the_conditions_are_the_rotated_gradients(problem) -> None:
    """Uᵀ ∂L/∂W2 = 2 (V2 V1 − I) D V1ᵀ and ∂L/∂W1 U = 2 V2ᵀ (V2 V1 − I) D."""
    W1, W2, X = problem
    eigenvalues, U = eigen(X)
    V1, V2, D = W1 @ U, U.T @ W2, torch.diag(eigenvalues)
    R = V2 @ V1 - torch.eye(len(D))
    A, B = R @ D @ V1.T, V2.T @ R @ D
    by_W1, by_W2 = gradients(*problem)
    assert close(2 * A, U.T @ by_W2)
    assert close(2 * B, by_W1 @ U)
    assert close(2 * A.norm(), by_W2.norm())
    assert close(2 * B.norm(), by_W1.norm())
    assert close((R @ D @ R.T).trace(), loss(W1, W2, X))


@given(problems())
def test_what_any_right_rotation_has_in_common(problem) -> None:
    """The identities that know neither signs nor order of the eigenvectors."""
    W1, W2, X = problem
    eigenvalues, U = eigen(X)
    order = torch.randperm(len(X))
    U = U[:, order] * torch.where(torch.rand(len(X)) < 0.5, -1.0, 1.0)
    V1, V2, D = W1 @ U, U.T @ W2, torch.diag(eigenvalues[order])
    C = X @ X.T
    assert close(V1 @ D @ V1.T, W1 @ C @ W1.T)
    assert close(V2.T @ D @ V2, W2.T @ C @ W2)
    assert close(V2.T @ V2, W2.T @ W2)
    assert close(V1 @ V2, W1 @ W2)
    assert close(U @ V2 @ V1 @ U.T, W2 @ W1)


@given(problems())
def test_eigenvectors_satisfy_the_conditions(problem) -> None:
    """With V1 = (I_k 0) and V2 = V1ᵀ, and with any other k unit vectors."""
    W1, _, X = problem
    D = torch.diag(eigen(X)[0])
    for chosen in combinations(range(len(X)), len(W1)):
        V1 = torch.eye(len(X))[list(chosen)]
        R = V1.T @ V1 - torch.eye(len(X))
        assert not (R @ D @ V1.T).any()
        assert not (V1 @ R @ D).any()


# --- equal eigenvalues, and the numbers themselves ---------------------------------------------


@given(problems())
def test_equal_eigenvalues_are_reported(problem) -> None:
    """And inside a group any rotation is as good: stationary, at the same loss, no way down."""
    W1, _, X = problem
    eigenvalues, U = eigen(X)
    groups = equal_eigenvalues(eigenvalues)
    together = {frozenset(pair) for group in groups for pair in combinations(group, 2)}
    for i, j in combinations(range(len(X)), 2):
        near = bool(eigenvalues[i] - eigenvalues[j] < 1e-6)
        assert near == (frozenset((i, j)) in together)
    for group in groups:
        turned = U.clone()
        turned[:, group] = U[:, group] @ torch.linalg.qr(torch.randn(len(group), len(group))).Q
        U_S = turned[:, torch.randperm(len(X))[: len(W1)]]
        assert all(close(g, torch.zeros_like(g)) for g in gradients(U_S.T, U_S, X))


def test_exchanging_equal_ones_is_neither_down_nor_up() -> None:
    """L changes by ε⁴ σ² alone: the choice is a minimum, but not the only one."""
    X = points([4.0, 2.0, 2.0, 1.0], 9)
    eigenvalues, U = eigen(X)
    assert equal_eigenvalues(eigenvalues) == [[1, 2]]
    W2 = U[:, [0, 2]]
    E2 = torch.stack([torch.zeros(4), U[:, 1]], dim=1)
    for e in (0.1, 0.01):
        risen = loss(W2.T + e * E2.T, W2 + e * E2, X) - loss(W2.T, W2, X)
        assert risen == pytest.approx(2 * e**4, abs=1e-12)
    assert torch.linalg.eigvalsh(hessian(W2.T, W2, X))[0] > -NEAR


@given(problems())
def test_eigen(problem) -> None:
    _, _, X = problem
    eigenvalues, U = eigen(X)
    assert close(U @ torch.diag(eigenvalues) @ U.T, X @ X.T)
    assert close(U.T @ U, torch.eye(len(X)))
    assert bool((eigenvalues.diff() <= NEAR).all())
    assert bool((U.gather(0, U.abs().argmax(dim=0, keepdim=True)) > 0).all())


@given(problems())
def test_points_are_centred(problem) -> None:
    _, _, X = problem
    assert close(X.mean(dim=1), torch.zeros(len(X)))


def test_points_with_too_many_eigenvalues() -> None:
    with pytest.raises(ValueError, match="4 points with mean zero have 3 eigenvalues above 0"):
        points([4.0, 3.0, 2.0, 1.0], 4)
    assert points([4.0, 3.0, 2.0, 0.0], 4).shape == (4, 4)


def test_eigenvalues_of_no_data() -> None:
    assert equal_eigenvalues(torch.zeros(3)) == [[0, 1, 2]]
