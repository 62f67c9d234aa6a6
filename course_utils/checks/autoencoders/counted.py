"""Which entries a masked autoencoder's loss counts: the right ones, and slips."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor


@dataclass
class Call:
    """One `get_loss(x)`: what came in, what the encoder got of it, and the loss."""

    x: Tensor
    given: Tensor
    loss: Tensor

    @property
    def hidden(self) -> Tensor:
        """Where the encoder got a 0, for an x that has none itself."""
        return self.given.abs() < 1e-12


def losses(model: Any, call: Call) -> dict[str, Tensor]:
    """What different losses would be, by the words for what they count."""
    model.eval()
    with torch.no_grad():
        x_hat = model.decode(model.encode(call.given))
        clean = model.decode(model.encode(call.x))
    square, hidden = (x_hat - call.x) ** 2, call.hidden
    by_row = (square * hidden).sum(1) / hidden.sum(1).clamp(min=1)
    return {
        "all": square.mean(),
        "masked": square[hidden].mean(),
        "visible": square[~hidden].mean(),
        "hidden over all": (square * hidden).mean(),
        "visible over all": (square * ~hidden).mean(),
        "target": ((x_hat - call.given) ** 2).mean(),
        "target hidden": ((x_hat - call.given) ** 2)[hidden].mean(),
        "clean": ((clean - call.x) ** 2).mean(),
        "clean hidden": ((clean - call.x) ** 2)[hidden].mean(),
        "sum": square.sum(),
        "sum hidden": square[hidden].sum(),
        "rows": by_row.mean(),
    }


_SHARED = {
    "target": "The target is the input with its hidden entries: compare x_hat with the clean x.",
    "target hidden": "The target is 0 at the hidden entries: compare x_hat with the clean x.",
    "clean": "x_hat is made from the clean x: the masked input should go through the model.",
    "clean hidden": "The clean x goes through the model: x_hat is to be made from the masked one.",
    "visible": "The loss counts the entries that are visible, not those that are hidden.",
    "visible over all": (
        "The squares at visible entries are divided by the number of all: count hidden ones."
    ),
}
CAUSES = {
    "all": _SHARED
    | {
        "masked": "With loss_on='all' the loss counts hidden entries only: is loss_on ignored?",
        "hidden over all": "With loss_on='all' only hidden entries count: is loss_on ignored?",
        "sum": "This is the sum of the squares: take their mean.",
    },
    "masked": _SHARED
    | {
        "all": "With loss_on='masked' the loss counts all entries: is loss_on ignored?",
        "hidden over all": (
            "The squares at hidden entries are divided by the number of all entries: divide by "
            "the number of hidden ones."
        ),
        "sum hidden": "This is the sum over hidden entries: divide by their number.",
        "rows": (
            "This is a mean of the rows' means: take one mean over the batch's hidden entries."
        ),
    },
}
