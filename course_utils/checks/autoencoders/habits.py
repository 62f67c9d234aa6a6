"""What a training loop does with PyTorch's own losses and optimisers, wherever they are called."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor
from torch.nn import functional
from torch.optim.optimizer import (
    register_optimizer_step_post_hook,
    register_optimizer_step_pre_hook,
)
from torch.overrides import TorchFunctionMode

_LOSSES = (functional.cross_entropy, functional.nll_loss)


class Habits(TorchFunctionMode):
    """While this is entered: were losses given probabilities, were old gradients added to?

    >>> with Habits() as habits:
    ...     _ = functional.cross_entropy(torch.rand(4, 3).softmax(1), torch.tensor([0, 1, 2, 0]))
    >>> habits.probabilities, habits.accumulated
    (True, False)
    """

    def __init__(self) -> None:
        super().__init__()
        self.losses = self.given_probabilities = 0
        self.steps = self.stale = 0
        self._stepped: dict[int, bool] = {}  # has it moved since its last gradient?
        self._handles: list[Any] = []

    @property
    def probabilities(self) -> bool:
        """Did every loss get rows that sum to 1?"""
        return self.losses > 0 and self.given_probabilities == self.losses

    @property
    def accumulated(self) -> bool:
        """Were gradients added to those of earlier steps, as a rule?"""
        return self.steps > 2 and self.stale > self.steps / 2

    def __enter__(self) -> Habits:
        self._handles = [
            register_optimizer_step_pre_hook(self._before_step),
            register_optimizer_step_post_hook(self._after_step),
        ]
        super().__enter__()
        return self

    def __exit__(self, *error: object) -> None:
        super().__exit__(*error)
        for handle in self._handles:
            handle.remove()

    def __torch_function__(
        self, function: Any, types: Any, args: Any = (), kwargs: Any = None
    ) -> Any:
        if function in _LOSSES and args and isinstance(args[0], Tensor):
            self.losses += 1
            rows = args[0].detach()
            sums = rows.sum(-1)
            if bool((rows >= 0).all()) and torch.allclose(sums, torch.ones_like(sums), atol=1e-4):
                self.given_probabilities += 1
        return function(*args, **(kwargs or {}))

    def _before_step(self, optimizer: torch.optim.Optimizer, *_: object) -> None:
        self.steps += 1
        for parameter in optimizer.param_groups[0]["params"][:1]:  # one tells enough
            if id(parameter) not in self._stepped:
                self._stepped[id(parameter)] = False
                self._handles.append(parameter.register_hook(self._gradient_of(parameter)))

    def _after_step(self, optimizer: torch.optim.Optimizer, *_: object) -> None:
        for parameter in optimizer.param_groups[0]["params"][:1]:
            self._stepped[id(parameter)] = True

    def _gradient_of(self, parameter: Tensor) -> Any:
        def before(_: Tensor) -> None:
            stepped, self._stepped[id(parameter)] = self._stepped[id(parameter)], False
            if stepped and parameter.grad is not None and bool(parameter.grad.any()):
                self.stale += 1

        return before
