"""Check of the eight trained networks: their loss on sequences they never saw."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import torch
from torch import nn

from course_utils.checks.core import default_dtype, describe_error
from course_utils.checks.outcome import NotAttempted, Wrong
from course_utils.checks.weights import reference, size, trainable
from course_utils.data.averaging import averaging_batch

from .loop import error_of, fault_if_seen
from .registry import check
from .running import two

TASKS = {"all": "the average at every step", "last": "the average at the last step"}
BARS = {1: 1e-2, 2: 1e-3}
"""Mean squared error to reach on fresh sequences, by number of layers."""
ALWAYS_ZERO = {"all": 0.098, "last": 0.033}
"""What always answering 0 costs: the mean of 1/(3t) over ten steps, and 1/(3·10)."""
KEYS = [(cell, layers, task) for cell in ("RNN", "LSTM") for layers in (1, 2) for task in TASKS]


def fresh_loss(model: nn.Module, task: str, seed: int, time: int = 10) -> float:
    """Mean squared error on 2 000 sequences drawn now."""
    weights = next(model.parameters())
    x, y = averaging_batch(2000, time, generator=torch.Generator().manual_seed(seed))
    with torch.no_grad(), default_dtype(weights.dtype):  # for the `torch.zeros` in the model
        out, _ = two(model(x.to(weights)), "The model's forward", "(out, all_h)")
    square = (out - y.to(weights)) ** 2
    return (square[:, -1] if task == "last" else square).mean().item()


def credit(loss: float, layers: int, task: str) -> float:
    """1 at the bar or below; nothing from ten times the bar on, or half the cost of answering 0.

    In between the credit falls with the logarithm of the loss.

    >>> credit(0.0005, 2, "all"), credit(0.1, 1, "all"), round(credit(0.002, 2, "last"), 2)
    (1.0, 0.0, 0.7)
    """
    if not math.isfinite(loss):
        return 0.0
    bar = BARS[layers]
    nothing = min(10 * bar, ALWAYS_ZERO[task] / 2)
    above = math.log(max(loss, 1e-30) / bar) / math.log(nothing / bar)
    return min(1.0, max(0.0, 1.0 - above))


def losses(trained: Any, seed: int = 1) -> dict[tuple[str, int, str], float]:
    """The loss of every network that is there; raises `Wrong` when one is of the wrong kind."""
    if not isinstance(trained, Mapping):
        raise Wrong(
            "`trained` should be a dictionary of networks: run the training cell as it stands."
        )
    found = {}
    for key in KEYS:
        if key not in trained:
            continue
        expect_network(trained[key], key)
        found[key] = fresh_loss(trained[key], key[2], seed)
    return found


def expect_network(model: Any, key: tuple[str, int, str]) -> None:
    """The model is a stack of so many layers with a readout, and nothing else computes."""
    cell, layers, _ = key
    if not isinstance(model, nn.Module):
        raise Wrong(f"trained[{key}] should be the trained model, got `{type(model).__name__}`.")
    have = size(model)
    for hidden in {length for _, p in trainable(model) for length in p.shape}:  # in any layout
        net = size(reference(cell, 1, hidden, layers))
        # A second bias is not this exercise's matter.
        spare = layers * hidden * (4 if cell == "LSTM" else 1)
        if net <= have - (hidden + 1) <= net + spare:
            return
    raise Wrong(
        f"trained[{key}] is not a {layers}-layer {cell} with a linear readout: it has {have} "
        "numbers to learn."
    )


def score(trained: Any, points: float, seed: int) -> float:
    """The points for the eight networks, an equal share each; partial above the bar."""
    shares = [credit(loss, key[1], key[2]) for key, loss in losses(trained, seed).items()]
    return round(points * sum(shares) / len(KEYS), 2)


@check.exercise("train-stacked", names=["trained", "train"])
def _train_stacked(trained: Any, train: Any) -> str:
    found = losses(trained)
    if len(found) < len(KEYS):
        explain_missing(found, train)
    high = {k: v for k, v in found.items() if not v < BARS[k[1]]}
    if not high:
        return "right: all eight networks are below their bars on sequences they never saw."
    lines = [
        f"{8 - len(high)} of 8 networks are below their bars on fresh sequences.",
        fault_if_seen(train) or likely(found),
        *(
            f"{cell}, {layers} layer{'s' * (layers > 1)}, {TASKS[task]}: {loss:.2g}, should be "
            f"below {BARS[layers]:g}."
            for (cell, layers, task), loss in list(high.items())[:3]
        ),
    ]
    if len(high) > 3:
        lines.append(f"… and {len(high) - 3} more.")
    raise Wrong("\n".join(lines))


def explain_missing(found: Mapping, train: Any) -> None:
    """Why networks are missing: `train` is a stub, raises, or has not been run to its end."""
    error = error_of(train)
    if isinstance(error, NotImplementedError) and not str(error):
        raise NotAttempted("Write `train`, then run the cell that trains the eight networks.")
    if error is not None:
        raise Wrong(f"`train` raises {describe_error(error)}")
    if not found:
        raise NotAttempted("Your `train` runs. Now run the cell that trains the eight networks.")
    raise Wrong(f"{len(found)} of 8 networks are trained. Run the training cell to its end.")


def likely(found: Mapping[tuple[str, int, str], float]) -> str:
    """The cause that the pattern of losses points to."""
    if any(not math.isfinite(v) for v in found.values()):
        return "A loss is not a number: the learning rate is too high."
    if all(loss > ALWAYS_ZERO[key[2]] / 2 for key, loss in found.items()):
        return "They predict hardly better than the constant 0: try other learning rates."
    return (
        "Close. Begin with a higher learning rate, let it fall to almost nothing towards the end, "
        "and use all `steps`."
    )
