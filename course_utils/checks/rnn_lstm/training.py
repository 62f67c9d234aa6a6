"""Check of the eight trained networks: their loss on sequences they never saw."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import torch
from torch import nn

from course_utils.checks.outcome import NotAttempted, Wrong
from course_utils.checks.weights import reference, trainable
from course_utils.data.averaging import averaging_batch

from .layers import two
from .registry import check

TASKS = {"all": "the average at every step", "last": "the average at the last step"}
BARS = {1: 1e-2, 2: 1e-3}
"""Mean squared error to reach on fresh sequences, by number of layers."""
NO_CREDIT = 10.0
"""Ten times the bar earns nothing; in between the score falls with the logarithm of the loss."""
KEYS = [(cell, layers, task) for cell in ("RNN", "LSTM") for layers in (1, 2) for task in TASKS]


def fresh_loss(model: nn.Module, task: str, seed: int, time: int = 10) -> float:
    """Mean squared error on 2 000 sequences drawn now."""
    dtype = next(model.parameters()).dtype
    x, y = averaging_batch(2000, time, generator=torch.Generator().manual_seed(seed))
    with torch.no_grad():
        out, _ = two(model(x.to(dtype)), "The model's forward", "(out, all_h)")
    square = (out - y.to(dtype)) ** 2
    return (square[:, -1] if task == "last" else square).mean().item()


def credit(loss: float, layers: int) -> float:
    """1 at the bar or below, 0 from ten times the bar on.

    >>> credit(0.0005, 2), credit(0.1, 1), round(credit(0.03, 1), 2)
    (1.0, 0.0, 0.52)
    """
    if not math.isfinite(loss):
        return 0.0
    above = math.log(max(loss, 1e-30) / BARS[layers]) / math.log(NO_CREDIT)
    return min(1.0, max(0.0, 1.0 - above))


def losses(trained: Any, seed: int = 1) -> dict[tuple[str, int, str], float]:
    """The loss of every network that is there; raises `Wrong` when one is not the network it should be."""
    if not isinstance(trained, Mapping):
        raise Wrong("`trained` should be a dictionary of networks: run the training cell as it stands.")
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
    have = sum(p.numel() for _, p in trainable(model))
    for hidden in {p.shape[-1] for _, p in trainable(model) if p.dim() == 2}:
        net = sum(p.numel() for _, p in trainable(reference(cell, 1, hidden, layers)))
        spare = layers * hidden * (4 if cell == "LSTM" else 1)  # a second bias is not this exercise's matter
        if net <= have - (hidden + 1) <= net + spare:
            return
    raise Wrong(f"trained[{key}] is not a {layers}-layer {cell} with a linear readout: it has {have} numbers to learn.")


def score(trained: Any, points: float, seed: int) -> float:
    """The points for the eight networks: an equal share each, partial between the bar and ten times the bar."""
    found = losses(trained, seed)
    return round(points * sum(credit(loss, key[1]) for key, loss in found.items()) / len(KEYS), 2)


@check.exercise("train-stacked", names=["trained"])
def _train_stacked(trained: Any) -> str:
    if isinstance(trained, Mapping) and not trained:
        raise NotAttempted("Write `train`, then run the cell that trains the eight networks.")
    found = losses(trained)
    missing = [k for k in KEYS if k not in found]
    if missing:
        raise Wrong(f"{len(missing)} of 8 networks are missing, first {missing[0]}: run the training cell to its end.")
    high = {k: v for k, v in found.items() if not v < BARS[k[1]]}
    if not high:
        return "right: all eight networks are below their bars on sequences they never saw."
    lines = [
        f"{cell}, {layers} layer{'s' * (layers > 1)}, {TASKS[task]}: {loss:.2g}, should be below {BARS[layers]:g}."
        for (cell, layers, task), loss in high.items()
    ]
    raise Wrong("\n".join([f"{8 - len(high)} of 8 networks are below their bars on fresh sequences. {likely(found)}".strip(), *lines]))


def likely(found: Mapping[tuple[str, int, str], float]) -> str:
    """The cause that the pattern of losses points to."""
    values = list(found.values())
    untrained = 0.1  # the target's own variance is 0.29 over all steps, 0.1 at the last of ten
    if any(not math.isfinite(v) for v in values):
        return "A loss is not a number: the learning rate is too high."
    if all(v > untrained / 2 for v in values):
        return "They predict hardly better than the constant 0: does the loop call `zero_grad`, `backward` and `step`?"
    by_task = {t: [v for k, v in found.items() if k[2] == t] for t in TASKS}
    if min(by_task["all"]) > 10 * max(by_task["last"]):
        return "Only the last-step task was learned: is `last_timestep_only` passed on to loss_fn?"
    if min(by_task["last"]) > 10 * max(by_task["all"]):
        return "Only the every-step task was learned: is `last_timestep_only` passed on to loss_fn?"
    return "Close: train longer, or let the learning rate fall towards the end."
