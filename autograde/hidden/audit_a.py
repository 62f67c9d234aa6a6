"""The truths about the first six claims of notebook 08, by formulas, without autograd.

What a network's gradients are is multiplied out here, step by step; the checks differentiate.
"""

from __future__ import annotations

import math
import random

import torch
from torch import Tensor

from .audit import Hidden


def normal(*shape: int, seed: int) -> Tensor:
    """Normal random numbers."""
    draw = torch.Generator().manual_seed(seed)
    return torch.randn(*shape, generator=draw, dtype=torch.float64)


def recurrent(hidden: int, size: float, seed: int) -> Tensor:
    """A square matrix whose spectral radius is `size`."""
    W = normal(hidden, hidden, seed=seed)
    return W * (size / torch.linalg.eigvals(W).abs().max())


def dice(seed: int) -> random.Random:
    """For sizes and rates."""
    return random.Random(seed)  # noqa: S311  (sizes for a test)


def growth(W: Tensor, T: int) -> Tensor:
    """The root of the largest eigenvalue of PᵀP, P = W ⋯ W with T factors."""
    power = W
    for _ in range(T - 1):
        power = W @ power
    return torch.linalg.eigvalsh(power.T @ power).amax().sqrt()


def draw_growth(seed: int) -> list[tuple]:
    """Any matrix; one with zeros below its diagonal, whose eigenvalues say little; T = 1."""
    chance = dice(seed)
    sizes = [chance.randint(2, 7) for _ in range(4)]
    Ws = [recurrent(n, chance.uniform(0.6, 1.3), seed + i) for i, n in enumerate(sizes)]
    return [
        (Ws[0], chance.randint(2, 9)),
        (Ws[1], chance.randint(10, 20)),
        (Ws[2].triu(), chance.randint(3, 6)),
        (Ws[3], 1),
    ]


def small_is_safe() -> bool:
    """Whether no matrix with entries up to 1 makes a gradient grow a thousandfold in 20 steps."""
    uniform = 2 * torch.rand(4, 4, generator=torch.Generator().manual_seed(0)).double() - 1
    small = [torch.full((4, 4), 0.5, dtype=torch.float64), uniform]
    assert all(W.abs().max() <= 1 for W in small)
    return all(bool(growth(W, 20) <= 1000) for W in small)


def fading(nonlinearity: str, W: Tensor, x: Tensor) -> Tensor:
    """Backwards by hand: ∂L/∂h_{t-1} = Wᵀ (f'(z_t) ∘ ∂L/∂h_t), from ∂L/∂h_T = (1, …, 1)."""
    h, slopes = torch.zeros_like(x[0]), []
    for x_t in x:
        z = W @ h + x_t
        h = z.tanh() if nonlinearity == "tanh" else z.clamp(min=0)
        slopes.append(1 - h * h if nonlinearity == "tanh" else (z > 0).to(z.dtype))
    gradient = torch.ones_like(h)
    for slope in reversed(slopes[1:]):
        gradient = W.T @ (slope * gradient)
    return gradient.norm() / math.sqrt(len(W))


def draw_fading(seed: int) -> list[tuple]:
    """Both nonlinearities, with small inputs and large ones."""
    chance, cases = dice(seed), []
    for i, scale in enumerate((0.1, 1.0, 2.5)):
        hidden, T = chance.randint(4, 9), chance.randint(3, 8)
        W = recurrent(hidden, chance.uniform(0.8, 1.2), seed + 10 * i)
        x = normal(T, hidden, seed=seed + 10 * i + 1) * scale
        cases += [("tanh", W, x), ("relu", W, x)]
    return cases


def relu_is_slower() -> bool:
    """Whether it is with inputs of all sizes, small ones as well."""
    return all(
        bool(fading("relu", W, x * size) >= fading("tanh", W, x * size))
        for seed in range(10)
        for W, x in [(recurrent(10, 1.0, seed), normal(10, 10, seed=seed + 100))]
        for size in (3.0, 1.0, 0.1, 0.01)
    )


def last_loss_share(W: Tensor, x: Tensor, y: Tensor) -> Tensor:
    """∂L_k/∂h_1 = (Wᵀ)^{k−1} 2 (h_k − y_k), for all k."""
    h, back, gradients = torch.zeros_like(x[0]), torch.eye(len(W), dtype=W.dtype), []
    for x_t, y_t in zip(x, y, strict=True):
        h = W @ h + x_t
        gradients.append(back @ (h - y_t) * 2)
        back = back @ W.T
    return gradients[-1].norm() / sum(gradients, torch.zeros_like(h)).norm()


def draw_share(seed: int) -> list[tuple]:
    """Short and long, with spectral radii below and above 1."""
    chance, cases = dice(seed), []
    for i, size in enumerate((0.5, 0.9, 1.2)):
        hidden, T = chance.randint(2, 7), chance.randint(2, 9)
        x, y = (normal(T, hidden, seed=seed + 10 * i + j) for j in (1, 2))
        cases.append((recurrent(hidden, size, seed + 10 * i), x, y))
    return cases


def every_loss_helps() -> bool:
    """Whether, at spectral radius 0.7, the last of 30 losses gives at least 1 % at h_1."""
    return all(
        bool(
            last_loss_share(
                recurrent(10, 0.7, seed),
                normal(30, 10, seed=seed + 100),
                normal(30, 10, seed=seed + 200),
            )
            >= 0.01
        )
        for seed in range(5)
    )


def direct_path(bias: float, T: int) -> float:
    """(1 + e^−bias)^−T."""
    return (1 + math.exp(-bias)) ** -T


def draw_path(seed: int) -> list[tuple]:
    """Gates that are nearly shut, half open and nearly open."""
    chance = dice(seed)
    longest = {-2: 6, 0: 12, 1: 25, 4: 25}
    return [(chance.uniform(b - 1, b + 1), chance.randint(1, T)) for b, T in longest.items()]


def one_more_is_enough() -> bool:
    """Whether σ(1)^20 is more than a thousand times σ(0)^20."""
    return direct_path(1.0, 20) > 1000 * direct_path(0.0, 20)


def cosines(g: Tensor, limit: float) -> tuple[Tensor, Tensor]:
    """1 for the norm, as a positive factor turns nothing; for the entries it is worked out."""
    entries = torch.stack([e.sign() * min(float(e.abs()), limit) for e in g])
    return torch.ones((), dtype=g.dtype), (entries @ g) / (entries.norm() * g.norm())


def draw_cosines(seed: int) -> list[tuple]:
    """Limits that cut most entries, few, and none."""
    chance, cases = dice(seed), []
    for i, factor in enumerate((0.2, 0.6, 0.9, 20.0)):
        g = normal(chance.randint(3, 12), seed=seed + i) * chance.uniform(0.1, 10)
        cases.append((g, factor * float(g.abs().max())))
    return cases


def norm_keeps_direction() -> bool:
    """Whether the one cosine is always 1, and the other less wherever entries are cut."""
    found = [cosines(normal(10, seed=seed), 0.5) for seed in range(10)]
    return all(bool(abs(n - 1) < 1e-9) and bool(v < 0.999) for n, v in found)


def jacobians(W: Tensor, U: Tensor, x: Tensor) -> Tensor:
    """∂h_t/∂x_k in [t, k], (time, time, hidden, features)."""
    T, found = len(x), x.new_zeros(len(x), len(x), *U.shape)
    h = x.new_zeros(len(W))
    for t in range(T):
        h = torch.tanh(W @ h + U @ x[t])
        slope = (1 - h * h)[:, None]
        found[t, t] = slope * U
        for k in range(t):
            found[t, k] = slope * (W @ found[t - 1, k])
    return found


def positions_seen(W: Tensor, U: Tensor, x: Tensor) -> Tensor:
    """Where the Jacobian isn't 0."""
    return (jacobians(W, U, x) != 0).flatten(2).any(dim=2)


def seen_case(kind: str, T: int, features: int, seed: int) -> tuple[Tensor, Tensor, Tensor]:
    """W, U and x of one kind."""
    W, U = recurrent(3, 0.9, seed), normal(3, features, seed=seed + 1)
    if kind == "blind":
        U[:, 0] = 0
    if kind == "short":
        W = W.triu(1) * 2
    return W * (kind != "W = 0"), U * (kind != "U = 0"), normal(T, features, seed=seed + 2) * 0.5


def is_felt(W: Tensor, U: Tensor, x: Tensor) -> bool:
    """Whether each influence that there is can be measured in any way."""
    sizes = jacobians(W, U, x).abs().flatten(2).amax(dim=2)
    return bool(((sizes == 0) | (sizes > 5e-3)).all())


def draw_seen(seed: int) -> list[tuple]:
    """Any W and U; a feature that counts nowhere; W or U that is 0; a W whose third power is 0."""
    chance, cases = dice(seed), []
    for kind in ("any", "blind", "W = 0", "U = 0", "short"):
        T, features = chance.randint(4, 6), chance.randint(2, 3)
        while not is_felt(*(case := seen_case(kind, T, features, chance.randrange(2**31)))):
            pass
        cases.append(case)
    return cases


def leaks_future() -> bool:
    """Whether an encoder's h_t has read any word after the t-th."""
    W, U, x = recurrent(4, 0.9, 0), normal(4, 3, seed=1), normal(6, 3, seed=2)
    return bool(positions_seen(W, U, x).triu(1).any())


EXPERIMENTS = {
    "largest-entry": Hidden(draw_growth, growth, small_is_safe),
    "relu-slower": Hidden(draw_fading, fading, relu_is_slower),
    "loss-everywhere": Hidden(draw_share, last_loss_share, every_loss_helps),
    "forget-bias": Hidden(draw_path, direct_path, one_more_is_enough),
    "clipping": Hidden(draw_cosines, cosines, norm_keeps_direction),
    "leaks-future": Hidden(draw_seen, positions_seen, leaks_future),
}
