"""Checks of claims 7 to 12: the one on padding here, the others in the modules imported here."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor

from . import claims_b_data, claims_b_losses, claims_b_probe
from .experiment import Experiment, normal, register
from .registry import check

__all__ = ["claims_b_data", "claims_b_losses", "claims_b_probe", "drift"]


def states(W: Tensor, U: Tensor, b: Tensor, x: Tensor, f: Callable = torch.tanh) -> list[Tensor]:
    """h_0 = 0 and h_t = f(W h_{t-1} + U x_t + b) for each row of x."""
    h = [W.new_zeros(len(W))]
    for x_t in x:
        h.append(f(W @ h[-1] + U @ x_t + b))
    return h


def padded(x: Tensor, padding: int) -> Tensor:
    """The rows of x, and so many rows of zeros below them."""
    return torch.cat([x, x.new_zeros(padding, x.shape[1])])


def drift(W: Tensor, U: Tensor, b: Tensor, x: Tensor, padding: int) -> Tensor:
    """How far the state goes from h_T while it reads padding."""
    h = states(W, U, b, padded(x, padding))
    return (h[-1] - h[len(x)]).norm()


def _between(measure: Callable[[Tensor, Tensor], Any]) -> Callable:
    """A slip in what is said of h_{T+padding} and h_T."""

    def slip(W: Tensor, U: Tensor, b: Tensor, x: Tensor, padding: int) -> Any:
        h = states(W, U, b, padded(x, padding))
        return measure(h[-1], h[len(x)])

    return slip


def _afterwards(keep: float, bias: float) -> Callable:
    """A slip in the padded steps: a state that starts again, or steps without b."""

    def slip(W: Tensor, U: Tensor, b: Tensor, x: Tensor, padding: int) -> Tensor:
        h = end = states(W, U, b, x)[-1]
        if padding:
            h = keep * h
        for _ in range(padding):
            h = torch.tanh(W @ h + bias * b)
        return (h - end).norm()

    return slip


def _length_of_path(W: Tensor, U: Tensor, b: Tensor, x: Tensor, padding: int) -> Tensor:
    h = torch.stack(states(W, U, b, padded(x, padding))[len(x) :])
    return (h[1:] - h[:-1]).norm(dim=1).sum()


def _padded_in_front(W: Tensor, U: Tensor, b: Tensor, x: Tensor, padding: int) -> Tensor:
    late = torch.cat([x.new_zeros(padding, x.shape[1]), x])
    return (states(W, U, b, late)[-1] - states(W, U, b, x)[-1]).norm()


PADDING_SLIPS: dict[str, Callable] = {
    "This is always 0: is h_T compared with itself?": _between(lambda end, h: 0.0),
    "b is missing. It is added at every step, whatever x_t is.": (
        lambda W, U, b, x, padding: drift(W, U, 0 * b, x, padding)
    ),
    "b is left out of the steps that read padding: there U x_t is 0, and b is not.": (
        _afterwards(keep=1, bias=0)
    ),
    "The state starts again at 0 for the padding: a network reads on from h_T.": (
        _afterwards(keep=0, bias=1)
    ),
    "tanh is missing: this is a linear network.": (
        lambda W, U, b, x, padding: _linear_drift(W, U, b, x, padding)
    ),
    "W is transposed: the new state is W @ h.": (
        lambda W, U, b, x, padding: drift(W.T, U, b, x, padding)
    ),
    "The padding stands before x, and it should follow.": _padded_in_front,
    "Only one step of padding is read, whatever `padding` is.": (
        lambda W, U, b, x, padding: drift(W, U, b, x, min(padding, 1))
    ),
    "One step of padding is missing at the end.": (
        lambda W, U, b, x, padding: drift(W, U, b, x, max(padding - 1, 0))
    ),
    "One step too many is read after x.": (
        lambda W, U, b, x, padding: drift(W, U, b, x, padding + 1)
    ),
    "This is the squared length: take the root.": (
        _between(lambda end, h: (end - h).square().sum())
    ),
    "These are absolute differences, summed: ‖·‖ is the root of the sum of squares.": (
        _between(lambda end, h: (end - h).abs().sum())
    ),
    "This is the largest difference of an entry: ‖·‖ is the root of the sum of squares.": (
        _between(lambda end, h: (end - h).abs().max())
    ),
    "This is the mean of the squares: ‖·‖ is the root of their sum.": (
        _between(lambda end, h: (end - h).square().mean())
    ),
    "This is the root of the mean square: ‖·‖ is the root of the sum.": (
        _between(lambda end, h: (end - h).square().mean().sqrt())
    ),
    "This subtracts two lengths: take the length of the difference. A state may turn and keep its "
    "length.": _between(lambda end, h: (end.norm() - h.norm()).abs()),
    "This subtracts two lengths: take the length of the difference, which is never negative.": (
        _between(lambda end, h: end.norm() - h.norm())
    ),
    "This is the length of the last state: subtract h_T first.": (
        _between(lambda end, h: end.norm())
    ),
    "This is the length of h_T: subtract it from the state after the padding.": (
        _between(lambda end, h: h.norm())
    ),
    "This is divided by the length of h_T: the plain distance is asked for.": (
        _between(lambda end, h: (end - h).norm() / h.norm())
    ),
    "This adds up all steps of the way: take the distance of its two ends.": _length_of_path,
}


def _linear_drift(W: Tensor, U: Tensor, b: Tensor, x: Tensor, padding: int) -> Tensor:
    h = states(W, U, b, padded(x, padding), f=lambda z: z)
    return (h[-1] - h[len(x)]).norm()


def _network(hidden: int, features: int, T: int, seed: int) -> tuple[Tensor, ...]:
    """W, U, b and x."""
    return (
        normal(hidden, hidden, seed=seed, scale=0.7),
        normal(hidden, features, seed=seed + 1),
        normal(hidden, seed=seed + 2),
        normal(T, features, seed=seed + 3),
    )


register(
    check,
    "padding-harmless",
    Experiment(
        name="drift",
        verdict="padding_is_harmless",
        cases=[
            (*_network(3, 2, 4, seed=70), 3),
            (*_network(2, 3, 1, seed=80), 1),
            (*_network(4, 1, 6, seed=90), 9),
            (*_network(3, 3, 5, seed=95), 0),
        ],
        truth=drift,
        slips=PADDING_SLIPS,
    ),
)
