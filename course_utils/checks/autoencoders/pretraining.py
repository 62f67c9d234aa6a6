"""Run `pretrain` on a few images and look at the steps: does what it returns come from them?"""

from __future__ import annotations

import contextlib
import io
import time
from collections.abc import Callable, Iterator
from typing import Any

import torch
from torch import Tensor, nn
from torch.optim import Optimizer
from torch.optim.optimizer import (
    register_optimizer_step_post_hook,
    register_optimizer_step_pre_hook,
)

from course_utils.checks.core import default_dtype
from course_utils.data import mnist
from course_utils.device import device

IMAGES, STEPS, SECONDS = 64, 600, 3.0
"""How much of a training is looked at."""

_SLOW, _FAST = 1e-5, 0.2
"""How far the weight that moves most moves in a step. Adam's usual rates give 1e-4 to 1e-2."""

_LOOKED_AT = 4000
NOTHING = "`pretrain` returned None. (Did you forget a `return` statement?)"


class Enough(Exception):  # noqa: N818  (not an error: the loop has been seen)
    """Ends a training that has made its steps: how many it makes is up to the student."""


class Training:
    """What `pretrain` did with a few images: its steps, and what it returned."""

    def __init__(self) -> None:
        self.started = time.monotonic()
        self.steps = 0
        self.first: dict[int, Tensor] = {}  # each parameter as it was before the first step
        self.marks: set[float] = set()  # marks of all that the parameters have been since
        self.distance = 0.0  # how far the weight that moved most has moved
        self.finished = False
        self.returned: Any = None

    def about_to_step(self, optimizer: Optimizer, *_: Any) -> None:
        for parameter in _parameters(optimizer):
            if id(parameter) not in self.first:
                self.first[id(parameter)] = parameter.detach().clone()

    def stepped(self, optimizer: Optimizer, *_: Any) -> None:
        self.steps += 1
        for parameter in _parameters(optimizer):
            gone = (parameter.detach() - self.first[id(parameter)]).abs().max()
            self.distance = max(self.distance, float(gone))
            self.marks.add(mark(parameter))
        if self.steps >= STEPS or time.monotonic() - self.started > SECONDS:
            raise Enough

    @property
    def stands_apart(self) -> bool:
        """True when no parameter of what was returned is one that a step has set."""
        return not any(mark(p) in self.marks for p in self.returned.parameters())

    @property
    def is_as_at_first(self) -> bool:
        """True when all parameters of what was returned are as they were before the first step."""
        first = {mark(value) for value in self.first.values()}
        return all(mark(p) in first for p in self.returned.parameters())


def mark(parameter: Tensor) -> float:
    """A number that changes when the parameter does (of a large one a part is looked at)."""
    values = parameter.detach().flatten()
    values = values[:: len(values) // _LOOKED_AT + 1].cpu().double()
    return float(values @ torch.linspace(1, 2, len(values), dtype=torch.float64))


def _parameters(optimizer: Optimizer) -> Iterator[Tensor]:
    yield from (p for group in optimizer.param_groups for p in group["params"])


def watch(pretrain: Callable[..., Any]) -> Training:
    """Run `pretrain(images, 0)` for STEPS steps at most. What it raises is passed on."""
    training = Training()
    hooks = [
        register_optimizer_step_pre_hook(training.about_to_step),
        register_optimizer_step_post_hook(training.stepped),
    ]
    try:
        with default_dtype(torch.float32), contextlib.ExitStack() as stack:
            for quiet in (contextlib.redirect_stdout, contextlib.redirect_stderr):
                stack.enter_context(quiet(io.StringIO()))
            with contextlib.suppress(Enough):
                training.returned = pretrain(few_images().to(device()), 0)
                training.finished = True
    finally:
        for hook in hooks:
            hook.remove()
    return training


def few_images() -> Tensor:
    """The first digits to train on, a few of them."""
    return mnist.load(rows=IMAGES).train.x[:IMAGES].clone()


def fault(training: Training) -> str:
    """What is wrong with the steps or with what came back, or "" when nothing is seen."""
    returned = training.returned
    if training.finished and returned is None:
        return NOTHING
    if training.finished and not isinstance(returned, nn.Module):
        return f"`pretrain` should return the trained network, got `{type(returned).__name__}`."
    learns = training.finished and any(True for _ in returned.parameters())
    if learns and training.steps == 0:
        return (
            "`pretrain` makes no step, so the network comes back untrained: is the loop empty, or "
            "`step()` not called?"
        )
    if training.steps and training.distance == 0:
        return (
            "Steps are made, but no weight changes: is `backward()` called after `zero_grad()`, "
            "and on the loss of this network?"
        )
    if learns and training.is_as_at_first:
        return "The network that `pretrain` returns is a copy from before the training."
    if learns and training.stands_apart:
        return "`pretrain` trains one network and returns another, which is untrained."
    if training.finished and training.steps == 1:
        return "Only one step is made: is `return` inside the loop?"
    if training.steps and training.distance / training.steps < _SLOW:
        return "The weights hardly move: the learning rate is far too low."
    if training.steps and training.distance / training.steps > _FAST:
        return "The weights leap: the learning rate is far too high."
    return ""
