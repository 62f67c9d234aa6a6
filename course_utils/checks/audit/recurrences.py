"""Small recurrent networks without biases, unrolled as loops for autograd to differentiate."""

from __future__ import annotations

import torch
from jaxtyping import Float
from torch import Tensor

FUNCTIONS = {"tanh": torch.tanh, "relu": torch.relu, "none": lambda z: z}


def states(
    nonlinearity: str, W: Float[Tensor, "hidden hidden"], x: Float[Tensor, "time hidden"]
) -> list[Tensor]:
    """h_1, …, h_T with h_t = f(W h_{t-1} + x_t) and h_0 = 0; h_1 asks for a gradient.

    >>> [h.item() for h in states("none", 2 * torch.eye(1), torch.ones(3, 1))]
    [1.0, 3.0, 7.0]
    """
    f = FUNCTIONS[nonlinearity]
    found = [f(x[0]).detach().requires_grad_()]
    for x_t in x[1:]:
        found.append(f(W @ found[-1] + x_t))
    return found


def state_gradients(
    nonlinearity: str, W: Float[Tensor, "hidden hidden"], x: Float[Tensor, "time hidden"]
) -> tuple[Float[Tensor, " hidden"], Float[Tensor, " hidden"]]:
    """∂L/∂h_1 and ∂L/∂h_T, where L is the sum of h_T."""
    h = states(nonlinearity, W, x)
    first, last = torch.autograd.grad(h[-1].sum(), [h[0], h[-1]])
    return first, last


def linear_losses(
    W: Float[Tensor, "hidden hidden"],
    x: Float[Tensor, "time hidden"],
    y: Float[Tensor, "time hidden"],
) -> tuple[Float[Tensor, " hidden"], Float[Tensor, " time"]]:
    """h_1 and the losses L_k = ‖h_k − y_k‖² of the linear network, which depend on it."""
    h = states("none", W, x)
    return h[0], torch.stack([(h_k - y_k).square().sum() for h_k, y_k in zip(h, y, strict=True)])


def loss_gradients(
    W: Float[Tensor, "hidden hidden"],
    x: Float[Tensor, "time hidden"],
    y: Float[Tensor, "time hidden"],
) -> Float[Tensor, "time hidden"]:
    """∂L_k/∂h_1 for each k."""
    first, losses = linear_losses(W, x, y)
    return torch.stack([torch.autograd.grad(loss, first, retain_graph=True)[0] for loss in losses])


def tanh_states(
    W: Float[Tensor, "hidden hidden"],
    U: Float[Tensor, "hidden features"],
    x: Float[Tensor, "time features"],
) -> Float[Tensor, "time hidden"]:
    """h_t = tanh(W h_{t-1} + U x_t) for all t."""
    states = [x.new_zeros(len(W))]
    for given in x @ U.T:
        states.append(torch.tanh(W @ states[-1] + given))
    return torch.stack(states[1:])
