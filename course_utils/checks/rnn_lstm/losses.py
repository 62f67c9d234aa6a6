"""Checks of the regression model and of its loss on the running-average task."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor, nn

from course_utils.checks.ladder import (
    expect_close,
    expect_connected,
    expect_tensor,
    is_close,
    recognise,
)
from course_utils.checks.outcome import Wrong
from course_utils.checks.weights import fill, size, trainable

from .registry import check
from .running import build, draw, two

BATCH, TIME, HIDDEN, OUTPUT = 6, 5, 3, 2


class KnownStates(nn.Module):
    """A recurrent net for tests of what comes after it: its states are fixed random numbers."""

    def __init__(self, hidden_size: int, seed: int, with_cell: bool = False) -> None:
        super().__init__()
        self.hidden_size, self.with_cell = hidden_size, with_cell
        self.states = nn.Parameter(draw(BATCH, TIME, hidden_size, seed=seed))

    def forward(self, x: Tensor) -> tuple[Tensor, Any]:
        last = self.states[:, -1]
        return self.states * 1.0, ((last, last) if self.with_cell else last)


def grade_regression_model(RecurrentRegressionModel: Any, seed: int = 1) -> None:
    """`RecurrentRegressionModel(recurrent_net, output_dim=1)`, `forward(x) -> (out, all_h)`."""
    x = draw(BATCH, TIME, 1, seed=seed)
    for with_cell in (False, True):  # an RNNLayer's last state, then an LSTMLayer's pair
        net = KnownStates(HIDDEN, seed, with_cell)
        model = build(RecurrentRegressionModel, "RecurrentRegressionModel", net, OUTPUT)
        expect_readout(model, net, x, seed)
    default = build(RecurrentRegressionModel, "RecurrentRegressionModel", KnownStates(HIDDEN, seed))
    expect_tensor(
        two(default(x), "forward", "(out, all_h)")[0],
        "out with output_dim=1",
        (BATCH, TIME, 1),
        "batch time output",
    )


def expect_readout(model: nn.Module, net: KnownStates, x: Tensor, seed: int) -> None:
    """ŷ_t = W^f h_t + b^f at every step: solved for W^f and b^f, so their layout doesn't matter."""
    own = [(n, p) for n, p in trainable(model) if p is not net.states]
    if len(own) == len(trainable(model)):
        raise Wrong(
            "The recurrent net is not part of the model: keep it with `self.… = recurrent_net`, so "
            "that it is trained too."
        )
    if not own:
        raise Wrong(
            "The model has no weights of its own: ŷ_t = W^f h_t + b^f needs an `nn.Linear`."
        )
    numbers = sum(p.numel() for _, p in own)
    if numbers < (HIDDEN + 1) * OUTPUT:
        cause = {
            HIDDEN + 1: "`output_dim` is ignored: W^f has one row for each output.",
            HIDDEN * OUTPUT: "The bias b^f is missing: ŷ_t = W^f h_t + b^f.",
        }.get(numbers, "Is a bias, or `output_dim`, missing?")
        raise Wrong(
            f"{cause}\nW^f and b^f are {(HIDDEN + 1) * OUTPUT} numbers for hidden size {HIDDEN} "
            f"and output_dim {OUTPUT}; the model has {numbers}."
        )
    if not any(p.numel() % HIDDEN == 0 for _, p in own):
        raise Wrong(
            f"No weight of the model fits states of size {HIDDEN}: take the size from "
            f"`recurrent_net.hidden_size`."
        )
    states = net.states.detach().clone()
    fill(model, draw(size(model), seed=seed + 5))
    with torch.no_grad():
        net.states.copy_(states)
    out, all_h = two(call_model(model, x), "forward", "(out, all_h)")
    if isinstance(out, Tensor) and is_close(out, states):
        raise Wrong("out and all_h are exchanged: forward returns (out, all_h).")
    if isinstance(out, Tensor) and out.shape == (BATCH, OUTPUT):
        raise Wrong(
            "out has one prediction for each sequence, and there should be one at every step: use "
            f"all_h, not its last state.\nout should have shape {(BATCH, TIME, OUTPUT)}, got "
            f"{tuple(out.shape)}."
        )
    if not isinstance(all_h, Tensor) or all_h.shape == (BATCH, HIDDEN):
        raise Wrong("The second value is all_h, every state, not the last state.")
    out = expect_tensor(out, "out", (BATCH, TIME, OUTPUT), "batch time output")
    all_h = expect_tensor(all_h, "all_h", (BATCH, TIME, HIDDEN), "batch time hidden")
    expect_close(all_h, states, "all_h")
    expect_affine(out, states)
    expect_connected(out, "out")
    (grad,) = torch.autograd.grad(out.sum(), net.states, allow_unused=True)
    if grad is None or not grad[:, 0].any():
        raise Wrong(
            "No gradient flows from out back to the hidden states: is all_h detached before the "
            "linear layer?"
        )


def call_model(model: nn.Module, x: Tensor) -> Any:
    """`model(x)`; a model that fits only one kind of recurrent net is told so."""
    try:
        return model(x)
    except ValueError as error:
        if "unpack" not in str(error):
            raise
        raise Wrong(
            "The last state of an RNN is one tensor, that of an LSTM a pair. The model needs "
            f"neither, so don't unpack it: `all_h, _ = …`.\n(ValueError: {error})"
        ) from None


def expect_affine(out: Tensor, states: Tensor) -> None:
    """out = states W + b for some W and b; else say what was found instead."""
    A = torch.cat([states.reshape(-1, HIDDEN), torch.ones(BATCH * TIME, 1)], 1)
    shapes = {
        "There is a tanh after the linear layer: a regression's output must not be squashed.": (
            torch.atanh
        ),
        "There is a sigmoid after the linear layer: a regression's output must not be squashed.": (
            torch.logit
        ),
    }
    flat_out = out.detach().reshape(-1, OUTPUT)
    weights = torch.linalg.lstsq(A, flat_out).solution
    if is_close(A @ weights, flat_out):
        if weights[-1].abs().max() < 1e-9:
            raise Wrong("The bias b^f is missing: ŷ_t = W^f h_t + b^f.")
        return
    for cause, inverse in shapes.items():
        before = inverse(flat_out)
        if torch.isfinite(before).all() and is_close(
            A @ torch.linalg.lstsq(A, before).solution, before, 1e-5
        ):
            raise Wrong(cause)
    if (flat_out >= 0).all():
        raise Wrong(
            "No output is negative: is there a ReLU after the linear layer? A regression's output "
            "must not be squashed."
        )
    if is_close(out, out[:, -1:].expand_as(out)):
        raise Wrong("Every step has the prediction of the last one: use all_h, not last_h.")
    raise Wrong(
        "ŷ_t is not W^f h_t + b^f: step t's prediction should be one linear layer applied to h_t, "
        "and nothing else."
    )


def grade_loss(loss_fn: Callable, seed: int = 1) -> None:
    """`loss_fn(pred, y, last_timestep_only=False)`: mean squared error, all steps or the last."""
    pred = draw(BATCH, TIME, 1, seed=seed).requires_grad_()
    y = draw(BATCH, TIME, 1, seed=seed + 1)
    square = (pred - y) ** 2
    everywhere, last = square.mean(), square[:, -1].mean()
    slips = {
        "This is the sum of the squares; the loss is their mean.": square.sum(),
        "This is the mean absolute error: square the differences.": (pred - y).abs().mean(),
        "This is the root of the mean squared error; the loss has no root.": square.mean().sqrt(),
        "The squares are summed over time and averaged over the batch only.": square.sum(1).mean(),
        "Half of the mean squared error: there is no factor ½.": square.mean() / 2,
        "This is the loss of the last step only, although last_timestep_only=False.": last,
        "The mean is taken before the square: errors of opposite sign cancel.": (
            (pred - y).mean() ** 2
        ),
    }
    slips_last = {
        "last_timestep_only=True changes nothing: this is the loss of all steps.": everywhere,
        "This is the first step, not the last.": square[:, 0].mean(),
        "This is the last sequence of the batch, not the last step: time is the second axis.": (
            square[-1].mean()
        ),
        "The sum over the last step; the loss is the mean.": square[:, -1].sum(),
        "The last step's errors are divided by the number of all steps.": (
            square[:, -1].sum() / square.numel()
        ),
        "Every step of y is compared with the last prediction (the shapes were broadcast): take "
        "the last step of both.": ((pred[:, -1:] - y) ** 2).mean(),
        "Every prediction is compared with the last step of y (the shapes were broadcast): take "
        "the last step of both.": ((pred - y[:, -1:]) ** 2).mean(),
        "Shapes were broadcast: every sequence's prediction is compared with every sequence's y. "
        "Cut both alike, `[:, -1]` here and there.": (
            ((pred[:, -1, 0][:, None] - y[:, -1, 0]) ** 2).mean()
        ),
    }
    expect_loss(loss_fn(pred, y), everywhere, slips, "loss_fn(pred, y)")
    expect_loss(
        loss_fn(pred, y, last_timestep_only=True),
        last,
        {**slips_last, **named_last(square)},
        "loss_fn(pred, y, last_timestep_only=True)",
    )
    got = loss_fn(pred, y)
    expect_connected(got, "The loss")


def named_last(square: Tensor) -> dict[str, Tensor]:
    """Slips in the mean itself that show at the last step too."""
    return {
        "The root of the mean squared error; the loss has no root.": square[:, -1].mean().sqrt()
    }


def expect_loss(got: Any, expected: Tensor, slips: dict[str, Tensor], what: str) -> None:
    """A scalar, equal to the truth."""
    if isinstance(got, float):
        raise Wrong(
            f"{what} should be a tensor, got the plain number {got:.4g}: no gradient can flow "
            "through `.item()` or `float(...)`. Return the tensor."
        )
    if isinstance(got, Tensor) and got.dim() > 0 and got.numel() > 1:
        raise Wrong(
            f"{what} should be one number to call `backward` on, got shape {tuple(got.shape)}: "
            "take the mean over batch and time."
        )
    if isinstance(got, Tensor) and got.dim() > 0:
        got = got.reshape(())
    got = expect_tensor(got, what, ())
    cause = "" if is_close(got, expected) else recognise(got, slips)
    if cause:
        raise Wrong(f"{cause}\n{what}: expected {expected.item():.4g}, got {got.item():.4g}.")
    expect_close(got, expected, what)


@check.exercise("regression-model", names=["RecurrentRegressionModel"])
def _regression_model(RecurrentRegressionModel: Any) -> str:
    grade_regression_model(RecurrentRegressionModel)
    return "right: one linear prediction at every step, whatever recurrent net comes before."


@check.exercise("averaging-loss", names=["loss_fn"])
def _averaging_loss(loss_fn: Callable) -> str:
    grade_loss(loss_fn)
    return "right, over all steps and over the last."
