"""Hidden test of notebook 02: how many names that nobody was given does the trained network know?

Any network may be handed in, so it runs where the student's code runs. It is shown the withheld
names in an order of their own and answers with logits; what the names are labelled stays here.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from course_utils.checks import Wrong, default_dtype, expect_tensor
from course_utils.checks.surnames.training import credit
from course_utils.data.surnames import Surnames, encode

from .probes import probe
from .withheld import withheld

_ROWS, _ORDER = 512, 20_021  # sorted by language, the rows would tell their labels


@probe
def answers(model: Any, batches: Any) -> Any:
    """The network's logits for each batch, in eval mode; None where there is no network."""
    import torch
    from torch import nn

    if not isinstance(model, nn.Module):
        return None
    modes = [(module, module.training) for module in model.modules()]
    weights = next(model.parameters(), torch.zeros(()))
    model.eval()
    torch.manual_seed(0)
    try:
        with torch.no_grad():
            return [
                model(x.to(weights.device), last_pos.to(weights.device)).float().cpu()
                for x, last_pos in batches
            ]
    finally:
        for module, training in modes:
            module.training = training


def accuracy(model: Any, data: Surnames) -> float:
    """The share of these names that the network knows. Raises `Wrong` where it is no classifier."""
    order = torch.randperm(len(data), generator=torch.Generator().manual_seed(_ORDER))
    parts = [data.take(rows.tolist()) for rows in order.split(_ROWS)]
    with default_dtype(torch.float32):
        said = answers(model, [encode(part.names) for part in parts])
        if type(said) is not list or len(said) != len(parts):
            raise Wrong("`trained_classifier` is no network that gives logits.")
        right = [_right(logits, part) for logits, part in zip(said, parts, strict=True)]
    return sum(right) / len(data)


def _right(logits: Any, part: Surnames) -> int:
    shape = (len(part), len(part.languages))
    got: Tensor = expect_tensor(logits, "The output of `trained_classifier`", shape)
    return int((got.argmax(1) == part.labels).sum())


def score(model: Any, points: float) -> float:
    """The points for a trained network: none at FLOOR, all from TARGET on."""
    return round(points * credit(accuracy(model, withheld())), 2)
