"""A model in the place of a student's, that takes notes of what a training loop does with it."""

from __future__ import annotations

from torch import Tensor, nn

FAST, SLOW = 0.2, 2e-5  # how far a weight moves in a step; Adam's usual rates give 1e-4 to 1e-2


class TakesNotes(nn.Module):
    """Call `take_notes` once all parameters are there."""

    def take_notes(self) -> None:
        self.accumulated = False  # were gradients added to those of an earlier step?
        self.first = [p.detach().clone() for p in self.parameters()]
        for parameter in self.parameters():
            self._watch_gradient(parameter)

    def _watch_gradient(self, parameter: nn.Parameter) -> None:
        """Notice when `backward` adds to a gradient that is already there."""

        def before(_: Tensor) -> None:
            if parameter.grad is not None and parameter.grad.any():
                self.accumulated = True

        parameter.register_hook(before)

    def furthest(self) -> float:
        """How far the weight that moved most has moved."""
        pairs = zip(self.parameters(), self.first, strict=True)
        return max(float((p.detach().cpu() - f).abs().max()) for p, f in pairs)

    def stuck(self) -> str:
        """Why steps that were made do not train it; "" when they may."""
        if self.furthest() == 0:
            return (
                "Gradients are computed, but the weights do not change: is `step()` called, are "
                "they this model's parameters, and does `zero_grad()` come before `backward()`?"
            )
        if self.accumulated:
            return "Gradients of earlier steps add up: call `zero_grad()` before `backward()`."
        return ""


def fault_of_pace(moved: float) -> str:
    """Are steps, by which the weight that moves most has `moved`, of a sensible size?"""
    if not moved <= FAST:
        return f"A weight moves by {moved:.1g} in a step: the learning rate is far too high."
    if moved < SLOW:
        return f"The weights move by {moved:.1g} in a step: the learning rate is far too low."
    return ""
