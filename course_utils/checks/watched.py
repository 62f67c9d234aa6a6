"""A model in the place of a student's, that takes notes of what a training loop does with it."""

from __future__ import annotations

from torch import Tensor, nn


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
