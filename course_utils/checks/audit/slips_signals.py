"""What well-known slips give for gates, clipping and influence, by their diagnosis."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator

import torch
from jaxtyping import Float
from torch import Tensor
from torch.nn.functional import cosine_similarity

from .recurrences import tanh_states


def sigmoid(z: float) -> float:
    """1 / (1 + e^−z)."""
    return 1 / (1 + math.exp(-z))


PATH = {
    "T isn't used: each of the T steps multiplies by σ(bias) once.": lambda b, T: sigmoid(b),
    "The factors are added: T steps multiply, σ(bias)^T.": lambda b, T: T * sigmoid(b),
    "T stands inside the sigmoid: σ(bias) comes first, then the power T.": (
        lambda b, T: sigmoid(b * T)
    ),
    "The sigmoid is missing: the gate is σ(bias), not the bias.": lambda b, T: b**T,
    "This is tanh(bias)^T, and a gate is a sigmoid.": lambda b, T: math.tanh(b) ** T,
    "The sign is wrong: 1/(1 + e^bias) is σ(−bias), how far the gate is closed.": (
        lambda b, T: sigmoid(-b) ** T
    ),
    "This is the derivative of the sigmoid. On the direct path C_{t-1} is multiplied by the gate "
    "itself.": lambda b, T: (sigmoid(b) * sigmoid(-b)) ** T,
    "This has one step too few: T gates, not T − 1.": lambda b, T: sigmoid(b) ** (T - 1),
    "This has one step too many: T gates, not T + 1.": lambda b, T: sigmoid(b) ** (T + 1),
    "The claim's 1 is added here already. Take the bias as it is, and call the function twice: "
    "with a bias, and with one more.": lambda b, T: sigmoid(b + 1) ** T,
    "This is the claim's ratio. Return the strength for one bias; divide two of them after.": (
        lambda b, T: (sigmoid(b + 1) / sigmoid(b)) ** T
    ),
    "This is the logarithm, T·log σ(bias): take the exponential.": (
        lambda b, T: T * math.log(sigmoid(b))
    ),
    "The exponential of the bias alone can exceed 1, and a gate can't: σ(bias).": (
        lambda b, T: math.exp(b) ** T
    ),
}


def cosine(a: Tensor, b: Tensor) -> Tensor:
    """The cosine of the angle between two vectors."""
    return cosine_similarity(a, b, dim=0)


def clipped(g: Tensor, limit: float) -> tuple[Tensor, Tensor]:
    """g with its norm clipped, and with its entries clipped."""
    return g * (limit / g.norm()).clamp(max=1), g.clamp(-limit, limit)


def pair(with_both: Callable[[Tensor, Tensor, Tensor], tuple]) -> Callable[..., tuple]:
    """A slip that is a function of g and of both clipped gradients."""
    return lambda g, limit: with_both(g, *clipped(g, limit))


COSINES = {
    "The two are exchanged: first clipped by norm, then by value.": (
        pair(lambda g, n, v: (cosine(v, g), cosine(n, g)))
    ),
    "Both are 1 in every case: does the second clipping start from what the first has left? "
    "`clip_grad_norm_` writes into its gradient, so give each a copy of g.": (
        lambda g, limit: (1.0, 1.0)
    ),
    "Large negative entries are left: clip to −limit … limit, with both bounds.": (
        lambda g, limit: (1.0, cosine(g.clamp(max=limit), g))
    ),
    "Small entries are raised to the limit: `clamp(min=…)` is a lower bound.": (
        lambda g, limit: (1.0, cosine(g.clamp(min=limit), g))
    ),
    "These are scalar products: divide by both lengths, and they are cosines.": (
        pair(lambda g, n, v: (n @ g, v @ g))
    ),
    "This divides by one length only: a cosine is a·b / (‖a‖ ‖b‖).": (
        pair(lambda g, n, v: (n @ g / g.norm(), v @ g / g.norm()))
    ),
    "This divides by ‖g‖² whatever is left: a cosine is a·b / (‖a‖ ‖b‖).": (
        pair(lambda g, n, v: (n @ g / g.norm() ** 2, v @ g / g.norm() ** 2))
    ),
    "These are lengths, and the question is about directions: take cosines.": (
        pair(lambda g, n, v: (n.norm(), v.norm()))
    ),
    "These are the clipped gradients themselves: return their cosines with g.": (
        pair(lambda g, n, v: (n, v))
    ),
    "This is 1 − cosine.": pair(lambda g, n, v: (1 - cosine(n, g), 1 - cosine(v, g))),
    "This is the cosine between the two clipped gradients: compare each with g.": (
        pair(lambda g, n, v: (cosine(n, v), cosine(n, v)))
    ),
    "Each entry is replaced by its sign times the limit, also where it is smaller: "
    "`g.clamp(-limit, limit)` leaves small ones alone.": (
        lambda g, limit: (1.0, cosine(g.sign(), g))
    ),
    "Entries beyond the limit are set to 0. Clipping sets them to the limit.": (
        lambda g, limit: (1.0, cosine(torch.where(g.abs() > limit, 0 * g, g), g))
    ),
}


def changed_at_each(x: Float[Tensor, "time features"]) -> Iterator[Tensor]:
    """x with all features changed at one position, for each position."""
    for place in torch.eye(len(x), dtype=x.dtype):
        yield x + place[:, None] / 2


def influence(W: Tensor, U: Tensor, x: Tensor) -> Tensor:
    """[t, k]: what changing x_k changes h_t by."""
    before = tanh_states(W, U, x)
    after = torch.stack([tanh_states(W, U, other) for other in changed_at_each(x)])
    return (after - before).abs().amax(dim=2).T


def seen(W: Tensor, U: Tensor, x: Tensor) -> Tensor:
    """[t, k]: whether x_k has an influence on h_t."""
    return influence(W, U, x) > 1e-9


def first_feature(W: Tensor, U: Tensor, x: Tensor) -> Tensor:
    """Whether the first feature of x_k has an influence on h_t."""
    only = torch.zeros_like(U)
    only[:, 0] = U[:, 0]
    return seen(W, only, x) & seen(W, U, x)


def square(x: Tensor) -> Tensor:
    """True in all places, (time, time)."""
    return torch.ones(len(x), len(x), dtype=torch.bool)


SEEN = {
    "Rows and columns are exchanged: [t, k] says whether x_k has an influence on h_t.": (
        lambda W, U, x: seen(W, U, x).T
    ),
    "This is the lower triangle whatever W and U are. Measure it: is x_k still felt in h_t when "
    "W = 0?": lambda W, U, x: square(x).tril(),
    "This is the upper triangle whatever W and U are, and it says that h_t has read what comes "
    "later. Measure it.": lambda W, U, x: square(x).triu(),
    "This is True everywhere, so h_1 would know the last word. Measure it.": (
        lambda W, U, x: square(x)
    ),
    "The diagonal is missing: h_t has read x_t, too.": lambda W, U, x: seen(W, U, x).tril(-1),
    "Only the first feature of x_k is changed, and it may be the one that doesn't count: change "
    "all of them.": first_feature,
    "Only the last state, h_T, is looked at: each h_t has a row of its own.": (
        lambda W, U, x: seen(W, U, x)[-1].expand(len(x), -1)
    ),
    "Only the direct influence is counted. x_k is also felt in later states, by way of h_k.": (
        lambda W, U, x: seen(W, U, x) & torch.eye(len(x), dtype=torch.bool)
    ),
    "This follows the influence for one step only: x_k may be felt in all states after h_k.": (
        lambda W, U, x: seen(W, U, x).triu(-1)
    ),
    "True and False are exchanged: True is where there is an influence.": (
        lambda W, U, x: ~seen(W, U, x)
    ),
    "These are all True or all False: is x_k changed in a copy of x, and only at k?": (
        lambda W, U, x: seen(W, U, x).any() & square(x)
    ),
}
