"""What an optimiser does with gradients that are known: two steps, on two weights, by themselves.

An SGD without momentum moves a weight by −(a·G + a·d·W). From where W went, a and d can be solved
for: a should be lr and d should be 2λ, however the optimiser is made.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn

from course_utils.checks.ladder import expect_close, is_close
from course_utils.checks.outcome import Wrong

EXACT = 1e-10
SETTINGS = [(5, 2, 0.1, 0.3), (3, 1, 0.04, 1.7), (7, 4, 0.25, 0.06)]  # m, k, lr, λ: all different
NAMES = ("W1", "W2")


def draw(*shape: int, seed: int) -> Tensor:
    """Normal random numbers that follow from the seed."""
    return torch.randn(*shape, generator=torch.Generator().manual_seed(seed))


@dataclass
class Walk:
    """Two steps with gradients handed in: where W1 and W2 were before, between and after."""

    m: int
    lr: float
    lam: float
    places: list[list[Tensor]]  # three times [W1, W2]
    gradients: list[list[Tensor]]  # twice [∂/∂W1, ∂/∂W2]
    optimizer: Any

    def truth(self, step: int) -> list[Tensor]:
        """Where this step should lead from where it began."""
        pairs = zip(self.places[step], self.gradients[step], strict=True)
        return [W - self.lr * (G + 2 * self.lam * W) for W, G in pairs]

    def is_right(self, step: int) -> bool:
        """Whether both weights go where they should."""
        pairs = zip(self.places[step + 1], self.truth(step), strict=True)
        return all(is_close(got, wanted, EXACT) for got, wanted in pairs)

    def rates(self) -> Tensor:
        """(a, d) of the first step for each weight, (2, 2); NaN where it is no such step."""
        found = []
        for W, G, after in zip(self.places[0], self.gradients[0], self.places[1], strict=True):
            columns = torch.stack([G.flatten(), W.flatten()], dim=1)
            moved = (W - after).flatten()
            a, b = torch.linalg.lstsq(columns, moved[:, None]).solution.flatten()
            fits = is_close(columns @ torch.stack([a, b]), moved, 1e-8)
            found.append([a.item(), (b / a).item() if abs(a) > 1e-12 else 0.0])
            if not fits:
                found[-1] = [torch.nan, torch.nan]
        return torch.tensor(found)

    def evidence(self, step: int) -> str:
        """The first number that is wrong, and where it was looked for."""
        when = ("after one step", "after two steps")[step]
        for name, got, wanted in zip(NAMES, self.places[step + 1], self.truth(step), strict=True):
            try:
                expect_close(got, wanted, name, tolerance=EXACT)
            except Wrong as error:
                return f"{str(error)[:-1]} ({when}, lr = {self.lr}, λ = {self.lam})."
        return ""


def expect_optimizer(value: Any) -> Any:
    """Something that can step."""
    if value is None:
        raise Wrong("exact_optimizer is None. (Did you forget a `return` statement?)")
    if isinstance(value, type) or not callable(getattr(value, "step", None)):
        kind = f"the class `{value.__name__}`" if isinstance(value, type) else type(value).__name__
        raise Wrong(f"exact_optimizer should return an optimiser, ready to step, got {kind}.")
    return value


def walk(exact_optimizer: Callable, m: int, k: int, lr: float, lam: float, seed: int) -> Walk:
    """Two steps of the student's optimiser with random gradients."""
    weights = [nn.Parameter(draw(k, m, seed=seed)), nn.Parameter(draw(m, k, seed=seed + 1))]
    optimizer = expect_optimizer(exact_optimizer(list(weights), lr, lam))
    places, gradients = [[W.detach().clone() for W in weights]], []
    for step in range(2):
        at = seed + 2 + 2 * step
        gradients.append([draw(*W.shape, seed=at + n) for n, W in enumerate(weights)])
        for W, G in zip(weights, gradients[-1], strict=True):
            W.grad = G.clone()
        optimizer.step()
        places.append([W.detach().clone() for W in weights])
    return Walk(m, lr, lam, places, gradients, optimizer)
