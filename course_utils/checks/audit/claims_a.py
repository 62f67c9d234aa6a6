"""Checks of the first six claims: gradients through time, clipping, and what an encoder has seen.

The slips that each diagnosis names are in `slips_gradients` and `slips_signals`.
"""

from __future__ import annotations

import torch
from jaxtyping import Bool, Float
from torch import Tensor

from . import slips_gradients, slips_signals
from .experiment import Experiment, normal, register
from .recurrences import linear_losses, state_gradients, tanh_states
from .registry import check


def growth(W: Float[Tensor, "hidden hidden"], T: int) -> Tensor:
    """The largest singular value of the matrix power W^T.

    >>> growth(torch.tensor([[0.0, 3.0], [2.0, 0.0]]), 2)
    tensor(6.)
    """
    return torch.linalg.matrix_norm(torch.linalg.matrix_power(W, T), ord=2)


largest_entry = register(
    check,
    "largest-entry",
    Experiment(
        name="growth",
        verdict="small_is_safe",
        cases=[
            (normal(3, 3, seed=1, scale=0.7), 4),
            (normal(5, 5, seed=2, scale=0.5), 7),
            (normal(2, 2, seed=3), 3),
        ],
        truth=growth,
        slips=slips_gradients.GROWTH,
    ),
)


def fading(
    nonlinearity: str,
    W: Float[Tensor, "hidden hidden"],
    x: Float[Tensor, "time hidden"],
) -> Tensor:
    """‖∂L/∂h_1‖ / ‖∂L/∂h_T‖ for h_t = f(W h_{t-1} + x_t), where L is the sum of h_T.

    >>> fading("tanh", torch.eye(2), torch.zeros(5, 2))
    tensor(1.)
    """
    first, last = state_gradients(nonlinearity, W, x)
    return first.norm() / last.norm()


relu_slower = register(
    check,
    "relu-slower",
    Experiment(
        name="fading",
        verdict="relu_is_slower",
        cases=[
            ("tanh", normal(4, 4, seed=11, scale=0.6), normal(5, 4, seed=12)),
            ("relu", normal(6, 6, seed=13, scale=0.6), normal(4, 6, seed=14)),
            ("relu", normal(5, 5, seed=15, scale=0.7), normal(3, 5, seed=16, scale=2.0)),
            ("tanh", normal(3, 3, seed=17), normal(3, 3, seed=18, scale=0.5)),
        ],
        truth=fading,
        slips=slips_gradients.FADING,
    ),
)


def last_loss_share(
    W: Float[Tensor, "hidden hidden"],
    x: Float[Tensor, "time hidden"],
    y: Float[Tensor, "time hidden"],
) -> Tensor:
    """‖∂L_T/∂h_1‖ / ‖∂(L_1 + … + L_T)/∂h_1‖ for h_t = W h_{t-1} + x_t, L_k = ‖h_k − y_k‖².

    >>> last_loss_share(torch.eye(2), torch.zeros(4, 2), torch.ones(4, 2))
    tensor(0.2500)
    """
    first, losses = linear_losses(W, x, y)
    (of_last,) = torch.autograd.grad(losses[-1], first, retain_graph=True)
    (of_all,) = torch.autograd.grad(losses.sum(), first)
    return of_last.norm() / of_all.norm()


loss_everywhere = register(
    check,
    "loss-everywhere",
    Experiment(
        name="last_loss_share",
        verdict="every_loss_helps",
        cases=[
            (normal(3, 3, seed=n, scale=scale), normal(T, 3, seed=n + 1), normal(T, 3, seed=n + 2))
            for n, T, scale in ((21, 4, 0.5), (31, 6, 0.7), (41, 3, 0.6))
        ],
        truth=last_loss_share,
        slips=slips_gradients.SHARE,
    ),
)


def direct_path(bias: float, T: int) -> Tensor:
    """σ(bias)^T: what is left of a cell state's gradient after T forget gates.

    >>> direct_path(0.0, 3)
    tensor(0.1250, dtype=torch.float64)
    """
    return torch.sigmoid(torch.tensor(bias, dtype=torch.float64)) ** T


forget_bias = register(
    check,
    "forget-bias",
    Experiment(
        name="direct_path",
        verdict="one_more_is_enough",
        cases=[(0.6, 3), (-1.2, 7), (2.1, 12), (3.0, 2)],
        truth=direct_path,
        slips=slips_signals.PATH,
    ),
)


def cosines(g: Float[Tensor, " n"], limit: float) -> tuple[Tensor, Tensor]:
    """The cosines between g and what is left of it: clipped to a norm, and entry by entry.

    >>> cosines(torch.tensor([1.0, 7.0]), 1.0)
    (tensor(1.), tensor(0.8000))
    """
    by_norm = g * (limit / g.norm()).clamp(max=1)
    by_value = g.clamp(-limit, limit)
    return slips_signals.cosine(by_norm, g), slips_signals.cosine(by_value, g)


clipping = register(
    check,
    "clipping",
    Experiment(
        name="cosines",
        verdict="norm_keeps_direction",
        cases=[
            (torch.tensor([0.5, -3.0, 1.5], dtype=torch.float64), 1.0),
            (normal(8, seed=51), 0.4),
            (normal(5, seed=52), 9.0),
            (normal(6, seed=53, scale=3.0), 1.3),
        ],
        truth=cosines,
        slips=slips_signals.COSINES,
        parts=("by_norm", "by_value"),
    ),
)


def positions_seen(
    W: Float[Tensor, "hidden hidden"],
    U: Float[Tensor, "hidden features"],
    x: Float[Tensor, "time features"],
) -> Bool[Tensor, "time time"]:
    """[t, k] is True where x_k has an influence on h_t = tanh(W h_{t-1} + U x_t).

    >>> positions_seen(torch.zeros(2, 2), torch.ones(2, 1), torch.ones(3, 1)).int()
    tensor([[1, 0, 0],
            [0, 1, 0],
            [0, 0, 1]], dtype=torch.int32)
    """
    states = tanh_states(W, U, x)
    changed = torch.stack([tanh_states(W, U, other) for other in slips_signals.changed_at_each(x)])
    return ((changed - states).abs().amax(dim=2) > 1e-9).T  # (time of h, time of x)


_W, _U, _X = normal(3, 3, seed=61, scale=0.6), normal(3, 2, seed=62), normal(5, 2, seed=63)
_BLIND = _U * torch.tensor([0.0, 1.0], dtype=torch.float64)  # the first feature counts nowhere

leaks_future = register(
    check,
    "leaks-future",
    Experiment(
        name="positions_seen",
        verdict="leaks_future",
        cases=[
            (_W, _U, _X),
            (_W, _BLIND, _X[:4]),
            (_W * 0, _U, _X[:4]),
            (_W.triu(1), _U, _X),
            (_W, _U * 0, _X[:3]),
        ],
        truth=positions_seen,
        slips=slips_signals.SEEN,
        words=(
            "random W and U",
            "a U whose first column is 0",
            "W = 0",
            "W with zeros on and below its diagonal",
            "U = 0",
        ),
    ),
)
