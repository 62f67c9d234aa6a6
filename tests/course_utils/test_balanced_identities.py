"""What notebook 04 says of the penalised linear autoencoder, without the notebook and its checks.

Points are the columns of X, L = (1/n)‖X − W2 W1 X‖² + λ‖W1‖² + λ‖W2‖², and e_1 ≥ e_2 ≥ … are the
eigenvalues of X Xᵀ/n. "Trained" is a minimum that was found from a random start.
"""

from dataclasses import dataclass

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor, nn

from course_utils.checks import float64

SOME = settings(max_examples=12, deadline=None, derandomize=True)
MANY = settings(max_examples=60, deadline=None, derandomize=True)


@pytest.fixture(autouse=True, scope="module")
def _double_precision():
    with float64():
        yield


def loss(W1: Tensor, W2: Tensor, X: Tensor, lam: float) -> Tensor:
    first = ((X - W2 @ W1 @ X) ** 2).sum() / X.shape[1]
    return first + lam * (W1**2).sum() + lam * (W2**2).sum()


def formula(e: Tensor, k: int, lam: float) -> Tensor:
    """√(1 − λ/e_i) for the k largest, 0 where λ is larger."""
    return (1 - lam / e[:k]).clamp(min=0).sqrt()


def random(*shape: int, seed: int) -> Tensor:
    return torch.randn(*shape, generator=torch.Generator().manual_seed(seed))


def points(e: Tensor, n: int, seed: int) -> Tensor:
    """Zero-centred X (m, n) whose X Xᵀ/n has just these eigenvalues."""
    m = len(e)
    rows = random(n, m, seed=seed)
    Q = torch.linalg.qr(rows - rows.mean(dim=0)).Q  # (n, m), orthonormal, each column sums to 0
    U = torch.linalg.qr(random(m, m, seed=seed + 1)).Q
    return n**0.5 * U @ torch.diag(e.sqrt()) @ Q.T


@dataclass
class Problem:
    X: Tensor
    e: Tensor
    k: int
    lam: float
    seed: int

    @property
    def alive(self) -> int:
        """How many of the k directions are worth their penalty."""
        return int((self.e[: self.k] > self.lam).sum())


@st.composite
def problems(draw: st.DrawFn, all_alive: bool = False) -> Problem:
    """m from 2 to 6, k from 1 to m − 1, eigenvalues apart, λ between any two of them."""
    m = draw(st.integers(2, 6))
    k = draw(st.integers(1, m - 1))
    ratios = draw(st.lists(st.floats(1.4, 2.0), min_size=m, max_size=m))
    e = 0.1 * torch.tensor(ratios).cumprod(0).flip(0)
    dying = draw(st.integers(0, 0 if all_alive else k))
    above = e[k - dying - 1] if dying < k else 1.5 * e[0]
    below = e[k - dying] if dying else 0.1 * e[k - 1]
    seed = draw(st.integers(0, 10**6))
    return Problem(points(e, 4 * m, seed), e, k, float((above * below).sqrt()), seed)


def trained(problem: Problem, start: int) -> tuple[Tensor, Tensor]:
    """(W1, W2) at the minimum that is reached from a random start."""
    m, k = len(problem.e), problem.k
    W1 = random(k, m, seed=start).requires_grad_()
    W2 = random(m, k, seed=start + 1).requires_grad_()
    optimizer = torch.optim.LBFGS(
        [W1, W2],
        max_iter=2000,
        history_size=30,
        tolerance_grad=1e-11,
        tolerance_change=1e-16,
        line_search_fn="strong_wolfe",
    )

    def closure() -> Tensor:
        optimizer.zero_grad()
        value = loss(W1, W2, problem.X, problem.lam)
        value.backward()
        return value

    optimizer.step(closure)
    return W1.detach(), W2.detach()


def close(a: Tensor, b: Tensor, tolerance: float = 1e-6) -> None:
    torch.testing.assert_close(a, b, rtol=0, atol=tolerance)


# --- exactly ------------------------------------------------------------------------------------


def step(W1: Tensor, W2: Tensor, x: Tensor, factor: float, lr: float, weight_decay: float):
    """W1 and W2 after a step of PyTorch's SGD on factor · MSELoss, for rows x."""
    m, k = W2.shape
    net = nn.Sequential(nn.Linear(m, k, bias=False), nn.Linear(k, m, bias=False))
    with torch.no_grad():
        net[0].weight.copy_(W1)
        net[1].weight.copy_(W2)
    optimizer = torch.optim.SGD(net.parameters(), lr=lr, weight_decay=weight_decay)
    (factor * nn.MSELoss()(net(x), x)).backward()
    optimizer.step()
    return net[0].weight.detach(), net[1].weight.detach()


@MANY
@given(
    st.integers(2, 7).flatmap(lambda m: st.tuples(st.just(m), st.integers(1, m - 1))),
    st.integers(1, 9),
    st.floats(0.001, 1),
    st.floats(0, 3),
    st.integers(0, 10**6),
)
def test_one_step_of_sgd_is_one_on_the_objective(mk, n, lr, lam, seed) -> None:
    """With m · MSELoss and weight_decay = 2λ, to 1e-10; as both come out of the box it is not."""
    m, k = mk
    W1, W2 = random(k, m, seed=seed).requires_grad_(), random(m, k, seed=seed + 1).requires_grad_()
    x = random(n, m, seed=seed + 2)
    gradients = torch.autograd.grad(loss(W1, W2, x.T, lam), [W1, W2])
    truth = [(W - lr * G).detach() for W, G in zip((W1, W2), gradients, strict=True)]
    scale = max(1.0, *(float(t.abs().max()) for t in truth))
    for got, wanted in zip(step(W1, W2, x, m, lr, 2 * lam), truth, strict=True):
        assert (got - wanted).abs().max() <= 1e-10 * scale
    naive = step(W1, W2, x, 1, lr, lam)
    assert max(float((a - b).abs().max()) for a, b in zip(naive, truth, strict=True)) > 1e-7 * lr


# --- the balance --------------------------------------------------------------------------------


@MANY
@given(st.floats(1e-3, 1e3))
def test_the_penalty_of_one_direction_is_smallest_at_one(s: float) -> None:
    """s² + 1/s² = 2 + (s − 1/s)², so there is one minimum, 2 at s = 1."""
    p = s**2 + s**-2
    assert p == pytest.approx(2 + (s - 1 / s) ** 2)
    assert p - 2 >= (s - 1) ** 2 * (1 - 1e-9) - 1e-12


@MANY
@given(st.floats(0.01, 10), st.floats(0.01, 10), st.floats(0.01, 0.99))
def test_the_cost_of_one_direction(e: float, lam: float, q: float) -> None:
    """e(1 − q)² + 2λq on q ≥ 0 is smallest at max(1 − λ/e, 0), where it is 2λ − λ²/e or e."""

    def cost(q: float) -> float:
        return e * (1 - q) ** 2 + 2 * lam * q

    best = max(1 - lam / e, 0.0)
    assert cost(best) == pytest.approx(2 * lam - lam**2 / e if lam < e else e)
    assert cost(q) - cost(best) >= e * (q - best) ** 2 - 1e-9


@MANY
@given(problems(all_alive=True))
def test_the_penalty_of_a_pseudo_inverse_pair(problem: Problem) -> None:
    """‖W‖² + ‖W⁺‖² = Σ (s_i² + 1/s_i²) ≥ 2k, and 2k only for orthonormal columns."""
    W2 = random(len(problem.e), problem.k, seed=problem.seed)
    s = torch.linalg.svdvals(W2)
    W1 = torch.linalg.pinv(W2)
    penalty = (W1**2).sum() + (W2**2).sum()
    torch.testing.assert_close(penalty, (s**2 + s**-2).sum())
    assert penalty >= 2 * problem.k
    Q = torch.linalg.qr(W2).Q
    close((torch.linalg.pinv(Q) ** 2).sum() + (Q**2).sum(), torch.tensor(2.0 * problem.k))


@SOME
@given(problems())
def test_the_trained_singular_values(problem: Problem) -> None:
    """σ_i(W2)² = 1 − λ/e_i, 0 where λ ≥ e_i; W1 = W2ᵀ; the loss is the sum of the directions'."""
    W1, W2 = trained(problem, start=problem.seed)
    e, k, lam = problem.e, problem.k, problem.lam
    close(torch.linalg.svdvals(W2), formula(e, k, lam))
    close(W1, W2.T)
    alive = problem.alive
    least = (2 * lam - lam**2 / e[:alive]).sum() + e[alive:].sum()
    close(loss(W1, W2, problem.X, lam), least, 1e-8)


@SOME
@given(problems())
def test_the_columns_span_the_first_directions(problem: Problem) -> None:
    """W2 W2ᵀ = U diag(1 − λ/e_i) Uᵀ: each direction is shrunk by its own factor."""
    _, W2 = trained(problem, start=problem.seed)
    U = torch.linalg.eigh(problem.X @ problem.X.T).eigenvectors.flip(1)[:, : problem.k]
    s = formula(problem.e, problem.k, problem.lam)
    close(W2 @ W2.T, U @ torch.diag(s**2) @ U.T)


@SOME
@given(problems(all_alive=True))
def test_a_rotation_stays_free(problem: Problem) -> None:
    """Two starts: the same W2 W2ᵀ, and decoders that differ by an orthogonal R, W2' = W2 R."""
    _, W2 = trained(problem, start=problem.seed)
    _, other = trained(problem, start=problem.seed + 77)
    close(W2 @ W2.T, other @ other.T)
    R = torch.linalg.pinv(W2) @ other
    close(R.T @ R, torch.eye(problem.k), 1e-5)
    close(W2 @ R, other, 1e-5)


@MANY
@given(problems(all_alive=True))
def test_what_the_penalty_lets_through(problem: Problem) -> None:
    """A rotation of the latent costs nothing; another invertible A changes the penalty alone."""
    m, k = len(problem.e), problem.k
    W1, W2 = random(k, m, seed=problem.seed), random(m, k, seed=problem.seed + 1)
    R = torch.linalg.qr(random(k, k, seed=problem.seed + 2)).Q
    before = loss(W1, W2, problem.X, problem.lam)
    torch.testing.assert_close(loss(R.T @ W1, W2 @ R, problem.X, problem.lam), before)
    A = 2 * R
    rebuilt = loss(W1, W2, problem.X, 0.0)
    torch.testing.assert_close(
        loss(torch.linalg.inv(A) @ W1, W2 @ A, problem.X, 0.0), rebuilt, rtol=1e-9, atol=1e-9
    )
    balanced = formula(problem.e, k, problem.lam)
    U = torch.linalg.eigh(problem.X @ problem.X.T).eigenvectors.flip(1)[:, :k]
    best = U * balanced
    least = loss(best.T, best, problem.X, problem.lam)
    assert loss(best.T / 2, best * 2, problem.X, problem.lam) > least + 1e-6


@SOME
@given(problems(all_alive=True))
def test_orthonormal_in_the_limit_only(problem: Problem) -> None:
    """W2ᵀ W2 has eigenvalues 1 − λ/e_i: as far from the identity as λ/e_k, which goes to 0."""
    apart = []
    for part in (1.0, 0.1):
        smaller = Problem(problem.X, problem.e, problem.k, part * problem.lam, problem.seed)
        _, W2 = trained(smaller, start=problem.seed)
        distance = torch.linalg.matrix_norm(W2.T @ W2 - torch.eye(problem.k), ord=2)
        close(distance, smaller.lam / problem.e[problem.k - 1])
        apart.append(distance.item())
    assert apart[0] > 1e-3, "not orthonormal at a λ that is not small"
    assert apart[1] == pytest.approx(apart[0] / 10, rel=1e-2)


# --- equal eigenvalues --------------------------------------------------------------------------


def tied(e: list[float], k: int, lam: float) -> Problem:
    eigenvalues = torch.tensor(e)
    return Problem(points(eigenvalues, 30, seed=5), eigenvalues, k, lam, 5)


def test_equal_eigenvalues_inside_the_k_change_nothing() -> None:
    """The subspace is determined, the singular values too; no eigenvector is, with or without λ."""
    problem = tied([2.0, 2.0, 0.7, 0.3], k=2, lam=0.4)
    (W1, W2), (_, other) = trained(problem, start=1), trained(problem, start=2)
    close(torch.linalg.svdvals(W2), torch.full((2,), 0.8**0.5))
    close(W1, W2.T)
    close(W2 @ W2.T, other @ other.T)
    close(W2.T @ W2, 0.8 * torch.eye(2))  # any rotation of any eigenvectors


def test_equal_eigenvalues_at_the_edge_leave_the_subspace_free() -> None:
    """e_k = e_{k+1}: the singular values are still those of the formula, the subspace is not
    determined: two starts end in different ones, at the same loss."""
    problem = tied([2.0, 0.9, 0.9, 0.3], k=2, lam=0.4)
    (W1, W2), (V1, V2) = trained(problem, start=1), trained(problem, start=2)
    for decoder in (W2, V2):
        close(torch.linalg.svdvals(decoder), formula(problem.e, 2, 0.4))
    assert (W2 @ W2.T - V2 @ V2.T).norm() > 0.1
    close(loss(W1, W2, problem.X, 0.4), loss(V1, V2, problem.X, 0.4), 1e-9)


def test_an_eigenvalue_of_just_lambda_dies() -> None:
    """At e_i = λ the formula is 0. Descent gets there slowly: the cost is flat, e(1 + q²)."""
    problem = tied([2.0, 0.5, 0.3], k=2, lam=0.5)
    _, W2 = trained(problem, start=1)
    close(torch.linalg.svdvals(W2), torch.tensor([0.75**0.5, 0.0]), 1e-2)


# --- trained as the notebook trains --------------------------------------------------------------


def by_sgd(problem: Problem, factor: float, weight_decay: float) -> tuple[Tensor, Tensor]:
    torch.manual_seed(3)
    m, k = len(problem.e), problem.k
    encoder, decoder = nn.Linear(m, k, bias=False), nn.Linear(k, m, bias=False)
    weights = [encoder.weight, decoder.weight]
    optimizer = torch.optim.SGD(weights, lr=0.1, weight_decay=weight_decay)
    for _ in range(2500):
        optimizer.zero_grad()
        (factor * nn.MSELoss()(decoder(encoder(problem.X.T)), problem.X.T)).backward()
        optimizer.step()
    return encoder.weight.detach(), decoder.weight.detach()


def test_sgd_gets_there_and_settings_out_of_the_box_elsewhere() -> None:
    """weight_decay = λ trains for λ/2, and MSELoss as it is for m times the λ."""
    problem = tied([2.0, 1.1, 0.5, 0.2], k=2, lam=0.12)
    W1, W2 = by_sgd(problem, factor=4, weight_decay=0.24)
    close(torch.linalg.svdvals(W2), formula(problem.e, 2, 0.12))
    close(W1, W2.T)
    _, half = by_sgd(problem, factor=4, weight_decay=0.12)
    close(torch.linalg.svdvals(half), formula(problem.e, 2, 0.06))
    _, mean = by_sgd(problem, factor=1, weight_decay=0.24)
    close(torch.linalg.svdvals(mean), formula(problem.e, 2, 4 * 0.12))
