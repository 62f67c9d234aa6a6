"""Gradient descent on three small linear autoencoders: the numbers of the descent explorer.

Of all three the loss is (1/n)‖X − W₂W₁X‖² + λ‖W₁‖² + λ‖W₂‖², with C = XXᵀ/n. descent_engine.js
has the same numbers.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import cos, isfinite, sin

import torch
from jaxtyping import Float
from torch import Tensor

from .networks import uniform

STEPS = 600
POINTS = 70
STARTS = 8  # of the third autoencoder
TILT = 0.5  # of the cloud's first principal direction, in radians
THIRD = 0.3  # the third eigenvalue as a part of the second
FAR = 1e3  # a weight beyond this will not come back
# Where each number may lie; those of a pair share theirs.
LIMITS = {"lam": (0.0, 1.2), "rate": (0.01, 0.6), "spread": (0.1, 0.9)}
LIMITS |= {"start": (-2.0, 2.0), "tip": (-2.6, 2.6), "run": (0, STARTS - 1)}


@dataclass(frozen=True)
class Setting:
    """What the controls say. The first eigenvalue is 1 in all three autoencoders.

    >>> Setting(lam=2)
    Traceback (most recent call last):
    ValueError: lam must be from 0.0 to 1.2; it is 2.
    """

    lam: float = 0.1
    rate: float = 0.05
    spread: float = 0.4  # the second eigenvalue
    start: tuple[float, float] = (0.4, 1.7)  # w₁ and w₂ of one weight each
    tip: tuple[float, float] = (-0.42, 1.1)  # where W₁ and W₂ of the cloud begin
    run: int = 0  # which start the third has

    def __post_init__(self) -> None:
        for name, (least, most) in LIMITS.items():
            value = getattr(self, name)
            pair = name in ("start", "tip")
            if pair and len(value) != 2:
                raise ValueError(f"{name} must be two numbers; it is {value}.")
            if not all(isfinite(v) and least <= v <= most for v in (value if pair else [value])):
                raise ValueError(f"{name} must be from {least} to {most}; it is {value}.")


@dataclass(frozen=True)
class Run:
    """The weights and the loss before the first step and after each; where they run away, until
    then."""

    W1: Float[Tensor, "steps k m"]
    W2: Float[Tensor, "steps m k"]
    loss: Float[Tensor, " steps"]

    @property
    def diverges(self) -> bool:
        """Did the weights run away?"""
        return len(self.loss) <= STEPS

    def singular_values(self) -> Float[Tensor, "steps k"]:
        """Those of W₂ at each step, the largest first."""
        return torch.linalg.svdvals(self.W2)


def cloud() -> Float[Tensor, "2 points"]:
    """A cloud of points whose covariance is exactly the identity.

    >>> Z = cloud()
    >>> torch.allclose(Z @ Z.T / Z.shape[1], torch.eye(2, dtype=Z.dtype))
    True
    """
    drawn = torch.stack([uniform(3, n, POINTS, 1.0) for n in range(8)])
    Z = drawn.view(2, 4, POINTS).sum(1)  # nearly Gaussian
    Z = Z - Z.mean(1, keepdim=True)
    return torch.linalg.solve_triangular(torch.linalg.cholesky(Z @ Z.T / POINTS), Z, upper=False)


def directions() -> Float[Tensor, "2 2"]:
    """The cloud's principal directions, as columns."""
    c, s = cos(TILT), sin(TILT)
    return torch.tensor([[c, -s], [s, c]], dtype=torch.float64)


def starts(run: int) -> tuple[Float[Tensor, "2 3"], Float[Tensor, "3 2"]]:
    """Small weights to begin with, for three inputs and two latent numbers."""
    return uniform(run, 0, 6, 0.5).view(2, 3), uniform(run, 1, 6, 0.5).view(3, 2)


def eigenvalues(setting: Setting) -> list[float]:
    """Those of C for the autoencoder with three inputs."""
    return [1.0, setting.spread, THIRD * setting.spread]


def experiment(setting: Setting) -> dict[str, Run]:
    """Gradient descent on one weight each, on the cloud, and from three inputs to two numbers.

    >>> run = experiment(Setting(lam=0.19))["scalar"]
    >>> round(run.W1[-1].item(), 6), round(run.W2[-1].item(), 6)  # √(1 − λ) each
    (0.9, 0.9)
    """
    start = torch.tensor(setting.start, dtype=torch.float64)
    tip = torch.tensor([setting.tip], dtype=torch.float64)
    one = torch.ones(1, 1, dtype=torch.float64)
    U = directions()
    C = U @ torch.diag(torch.tensor([1.0, setting.spread], dtype=torch.float64)) @ U.T
    D = torch.diag(torch.tensor(eigenvalues(setting), dtype=torch.float64))
    problems = {
        "scalar": (one, start[:1, None], start[1:, None]),
        "cloud": (C, tip, tip.T),
        "deep": (D, *starts(setting.run)),
    }
    return {name: descend(*p, setting.lam, setting.rate) for name, p in problems.items()}


def descend(
    C: Float[Tensor, "m m"],
    W1: Float[Tensor, "k m"],
    W2: Float[Tensor, "m k"],
    lam: float,
    rate: float,
) -> Run:
    """Plain gradient descent, all weights at once."""
    identity = torch.eye(len(C), dtype=C.dtype)
    kept: list[tuple[Tensor, Tensor, Tensor]] = []
    while len(kept) <= STEPS and max(W1.abs().max(), W2.abs().max()) <= FAR:
        E = W2 @ W1 - identity
        R = E @ C
        kept.append((W1, W2, (R * E).sum() + lam * (W1.square().sum() + W2.square().sum())))
        W1, W2 = (
            W1 - rate * (2 * W2.T @ R + 2 * lam * W1),
            W2 - rate * (2 * R @ W1.T + 2 * lam * W2),
        )
    first, second, loss = zip(*kept, strict=True)
    return Run(torch.stack(first), torch.stack(second), torch.stack(loss))


def predicted(values: list[float], k: int, lam: float) -> list[float]:
    """√(1 − λ/σ²) for the k largest eigenvalues σ², 0 where the penalty wins.

    >>> predicted([0.3, 1.0, 0.1], 2, 0.36)
    [0.8, 0.0]
    """
    largest = sorted(values, reverse=True)[:k]
    return [max(1 - lam / value, 0.0) ** 0.5 if value else 0.0 for value in largest]


def angle(W2: Float[Tensor, "2 1"]) -> float:
    """Degrees between the decoder's direction and the first principal one, from 0 to 90."""
    along, across = (directions().T @ W2).flatten().abs().tolist()
    return torch.rad2deg(torch.atan2(torch.tensor(across), torch.tensor(along))).item()
