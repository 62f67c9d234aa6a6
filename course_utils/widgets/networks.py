"""The explorer's built-in networks in PyTorch, with the numbers that engine.js draws.

Here they serve still pictures, weights for the student's own module, and the tests that hold the
engine in the browser to autograd.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import numpy as np
import torch
from jaxtyping import Float
from torch import Tensor, nn

from course_utils.gradients import hidden_gradients, norm

Cell = Literal["RNN", "LSTM"]
Nonlinearity = Literal["none", "relu", "tanh"]


@dataclass(frozen=True)
class Setting:
    """What the controls say."""

    cell: Cell = "RNN"
    nonlinearity: Nonlinearity = "tanh"  # of an RNN; an LSTM has its own
    weight_scale: float = 1.0  # times PyTorch's own initial weights
    bias_scale: float = 1.0
    forget_bias: float = 0.0  # added to the bias of an LSTM's forget gate
    time: int = 50
    hidden: int = 32
    every_step: bool = False  # a loss at every step, or one at the last
    seed: int = 0


PRESETS = {
    "vanish": Setting(nonlinearity="none", weight_scale=1.3, bias_scale=0.0),
    "edge of chaos": Setting(weight_scale=1.9, bias_scale=0.0),
    "explode": Setting(nonlinearity="none", weight_scale=2.4, bias_scale=0.0),
    "ReLU blow-up": Setting(nonlinearity="relu", weight_scale=3.5),
    "LSTM remembers": Setting(cell="LSTM", forget_bias=4.0),
}


@dataclass(frozen=True)
class Numbers:
    """What the explorer draws of one network."""

    state_norms: Float[Tensor, " time"]  # ‖h_t‖
    gradient_norms: Float[Tensor, " time"]  # ‖∂L/∂h_t‖
    map: Float[Tensor, "time time"]  # ‖∂L_k/∂h_t‖


@lru_cache(maxsize=32)
def uniform(seed: int, stream: int, count: int, bound: float) -> Float[Tensor, " count"]:
    """Numbers between −bound and bound that depend on (seed, stream, index) alone.

    So the browser draws the same ones, and a longer sequence begins like a shorter one. The hash
    is the finaliser of MurmurHash3 (Austin Appleby, public domain).

    >>> uniform(0, 5, 2, 1.0)[:1] == uniform(0, 5, 1, 1.0)
    tensor([True])
    """
    with np.errstate(over="ignore"):  # it is to wrap around
        key = _mix(_mix(np.array([seed & 0xFFFFFFFF], np.uint32)) + np.uint32(stream))
        bits = _mix(key + np.arange(count, dtype=np.uint32) * np.uint32(0x9E3779B9))
    return torch.from_numpy(bound * (2 * bits.astype(np.float64) / 2**32 - 1))


def _mix(h: np.ndarray) -> np.ndarray:
    h = (h ^ (h >> np.uint32(16))) * np.uint32(0x85EBCA6B)
    h = (h ^ (h >> np.uint32(13))) * np.uint32(0xC2B2AE35)
    return h ^ (h >> np.uint32(16))


def draw(setting: Setting) -> dict[str, Tensor]:
    """The weights of the layer, by their names in `torch.nn.RNN` and `torch.nn.LSTM`."""
    hidden = setting.hidden
    rows, bound = hidden * (4 if setting.cell == "LSTM" else 1), 1 / math.sqrt(hidden)
    W_h, W_x, b = (
        uniform(setting.seed, stream, count, bound)
        for stream, count in enumerate((rows * hidden, rows, rows))
    )
    b = setting.bias_scale * b
    if setting.cell == "LSTM":
        b[hidden : 2 * hidden] += setting.forget_bias
    return {
        "weight_ih_l0": setting.weight_scale * W_x[:, None],
        "weight_hh_l0": setting.weight_scale * W_h.view(rows, hidden),
        "bias_ih_l0": b,
    }


def readout(setting: Setting) -> tuple[Float[Tensor, "1 hidden"], Float[Tensor, 1]]:
    """W_f and b_f, which no scale changes."""
    bound = 1 / math.sqrt(setting.hidden)
    return (
        uniform(setting.seed, 3, setting.hidden, bound)[None],
        uniform(setting.seed, 4, 1, bound),
    )


def sequence(seed: int, time: int) -> tuple[Float[Tensor, "1 time 1"], Float[Tensor, "1 time 1"]]:
    """One sequence of the running-average task, and its targets."""
    x = uniform(seed, 5, time, 1.0)
    y = x.cumsum(0) / torch.arange(1, time + 1)
    return x[None, :, None], y[None, :, None]


class BuiltIn(nn.Module):
    """A layer and its readout with the setting's weights; keeps every h_t in `h_list`."""

    def __init__(self, setting: Setting) -> None:
        super().__init__()
        self.linear = setting.cell == "RNN" and setting.nonlinearity == "none"
        if setting.cell == "LSTM":
            self.cell: nn.LSTMCell | nn.RNNCell = nn.LSTMCell(
                1, setting.hidden, dtype=torch.float64
            )
        else:
            phi = "tanh" if self.linear else setting.nonlinearity
            self.cell = nn.RNNCell(1, setting.hidden, nonlinearity=phi, dtype=torch.float64)
        nn.init.zeros_(self.cell.bias_hh)
        self.cell.load_state_dict(
            {name.removesuffix("_l0"): weight for name, weight in draw(setting).items()},
            strict=False,
        )
        self.W_f, self.b_f = readout(setting)

    def forward(self, x: Float[Tensor, "batch time 1"]) -> tuple[Tensor, Tensor]:
        """The predictions (batch, time, 1) and all h (batch, time, hidden)."""
        self.h_list = []
        state: Tensor | tuple[Tensor, Tensor] | None = None
        for x_t in x.unbind(1):
            if self.linear:
                state = self._without_nonlinearity(x_t, self.h_list)
            else:
                state = self.cell(x_t, state)
            self.h_list.append(state[0] if isinstance(state, tuple) else state)
        all_h = torch.stack(self.h_list, dim=1)
        return nn.functional.linear(all_h, self.W_f, self.b_f), all_h

    def _without_nonlinearity(self, x_t: Tensor, before: list[Tensor]) -> Tensor:
        fed = nn.functional.linear(x_t, self.cell.weight_ih, self.cell.bias_ih)
        return fed + nn.functional.linear(before[-1], self.cell.weight_hh) if before else fed


def numbers(
    module: nn.Module,
    x: Float[Tensor, "1 time 1"],
    y: Float[Tensor, "1 time 1"],
    every_step: bool,
    known: bool = False,
) -> Numbers:
    """What any recurrent module does on one sequence, with L_k = (ŷ_k − y_k)².

    L is the mean of all L_k with `every_step`, else the last of them. A `known` module gave its
    numbers before. Raises ValueError as `course_utils.gradients` does.
    """
    h, gradients = hidden_gradients(module, x, lambda out: (out - y).square().squeeze(-1), known)
    h, gradients = h[0], gradients[:, 0]  # of the one sequence
    of_the_loss = gradients.mean(dim=0) if every_step else gradients[-1]
    return Numbers(norm(h), norm(of_the_loss), norm(gradients))
