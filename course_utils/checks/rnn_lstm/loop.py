"""Watch a training loop for a few steps: which of its parts is missing, or does something else?"""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor, nn

from course_utils.checks.core import default_dtype
from course_utils.checks.watched import TakesNotes, fault_of_pace

STEPS = 10
_ENOUGH = 3 * STEPS


class Enough(Exception):  # noqa: N818  (not an error: the loop has been seen)
    """Ends a loop that goes on after the steps it was given."""


class Watched(TakesNotes):
    """A small model in the place of a real one. It notes what the loop does with it."""

    def __init__(self) -> None:
        super().__init__()
        self.hidden_size = 4
        self.inner, self.outer = nn.Linear(1, 4), nn.Linear(4, 1)
        self.inputs: list[Tensor] = []
        self.output_gradients: list[Tensor] = []
        self.take_notes()

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        self.inputs.append(x.detach().clone())
        if len(self.inputs) > _ENOUGH:
            raise Enough
        all_h = torch.tanh(self.inner(x))
        out = self.outer(all_h)
        if out.requires_grad:
            out.register_hook(lambda g: self.output_gradients.append(g.detach().clone()))
        return out, all_h

    def moved(self) -> float:
        """How far the weight that moved most has moved, by step."""
        return self.furthest() / STEPS


def watch(train: Callable, last: bool) -> Watched:
    """Run `train(model, last, STEPS)` on a model that takes notes."""
    with default_dtype(torch.float32):
        torch.manual_seed(1)
        model = Watched()
        with contextlib.suppress(Enough):
            train(model, last, STEPS)
        return model


def fault(train: Callable) -> str:
    """What is wrong with the loop, or "" when nothing is seen. What `train` raises is passed on."""
    model, last = watch(train, False), watch(train, True)
    backwards = len(model.output_gradients)
    if not model.inputs:
        return (
            "`train` never runs the model that it is given: does it work on a copy, or a new one?"
        )
    if not backwards:
        return "`backward()` is never called on a loss of this model."
    if backwards == 1:
        return f"Only one step of {STEPS} is made: is `return` inside the loop?"
    return model.stuck() or flag(model, last) or batches(model) or speed(model)


def flag(model: Watched, last: Watched) -> str:
    """Is `last_timestep_only` passed on?"""

    def early(watched: Watched) -> bool:
        return bool(watched.output_gradients[0][:, :-1].any())

    if early(last):
        return "`last_timestep_only=True` makes no difference: pass it on to loss_fn."
    if not early(model):
        return "Only the last step is trained, although last_timestep_only=False: pass the flag on."
    return ""


def batches(model: Watched) -> str:
    """Are there fresh batches of the right kind in each step?"""
    first, *others = model.inputs
    if all(x.shape == first.shape and x.equal(first) for x in others):
        return "Every step sees the same batch: draw a new one inside the loop."
    if first.shape[1] != 10:
        return f"The sequences have {first.shape[1]} steps: the networks are tested on 10."
    if len(first) < 8:
        return f"A batch of {len(first)} sequences gives a noisy gradient: take 32 or more."
    return ""


def speed(model: Watched) -> str:
    """As many steps as asked for, and of a sensible size."""
    if amiss := fault_of_pace(model.moved()):
        return amiss
    made = len(model.output_gradients)
    if made >= _ENOUGH:
        return "The loop goes on, whatever `steps` says: make `steps` steps."
    if made < STEPS / 2:
        return f"The loop makes {made} of {STEPS} steps."
    return ""


def error_of(train: Callable) -> Exception | None:
    """What `train` raises, or None."""
    try:
        watch(train, False)
    except Exception as error:
        return error
    return None


def fault_if_seen(train: Any) -> str:
    """`fault`, for loops that need more than the watched model has: "" when they raise."""
    try:
        return fault(train)
    except Exception:
        return ""
