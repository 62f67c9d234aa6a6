"""What well-known slips give in the experiments on gradients through time, by their diagnosis."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor
from torch.linalg import eigvals, matrix_norm, matrix_power, svdvals

from .recurrences import FUNCTIONS, linear_losses, loss_gradients, state_gradients, states

GROWTH = {
    "This is W's own largest singular value, to the power T: an upper bound. Take the power of W "
    "first, then its singular value.": lambda W, T: svdvals(W)[0] ** T,
    "This is the spectral radius ρ(W), to the power T: eigenvalues, not singular values.": (
        lambda W, T: eigvals(W).abs().max() ** T
    ),
    "`W ** T` raises each entry by itself. A matrix power is `torch.linalg.matrix_power(W, T)`.": (
        lambda W, T: svdvals(W**T)[0]
    ),
    "This is the largest entry of W^T, not its largest singular value.": (
        lambda W, T: matrix_power(W, T).abs().max()
    ),
    "This is the Frobenius norm of W^T, the root of the sum of all squared singular values.": (
        lambda W, T: matrix_norm(matrix_power(W, T))
    ),
    "This is the smallest singular value of W^T. The largest comes first in `svdvals`.": (
        lambda W, T: svdvals(matrix_power(W, T))[-1]
    ),
    "These are all singular values of W^T; the largest is asked for.": (
        lambda W, T: svdvals(matrix_power(W, T))
    ),
    "This is W^(T−1): one factor W too few.": lambda W, T: svdvals(matrix_power(W, T - 1))[0],
    "This is W^(T+1): one factor W too many.": lambda W, T: svdvals(matrix_power(W, T + 1))[0],
    "T isn't used: this is the largest singular value of W.": lambda W, T: svdvals(W)[0],
    "This is T·W, and W^T is T factors W.": lambda W, T: T * svdvals(W)[0],
    "This is the largest row sum of W^T (`ord=inf`). The largest singular value is `ord=2`.": (
        lambda W, T: matrix_norm(matrix_power(W, T), ord=torch.inf)
    ),
    "This is the largest column sum of W^T (`ord=1`). The largest singular value is `ord=2`.": (
        lambda W, T: matrix_norm(matrix_power(W, T), ord=1)
    ),
    "This is W transposed, and T is the number of factors.": lambda W, T: W.T,
    "This is the square of the singular value: take the root of MᵀM's eigenvalue.": (
        lambda W, T: svdvals(matrix_power(W, T))[0] ** 2
    ),
}


def ratio(gradients: tuple[Tensor, Tensor]) -> Tensor:
    """The norm of the first by that of the second."""
    return gradients[0].norm() / gradients[1].norm()


def from_start(name: str, W: Tensor, x: Tensor) -> Tensor:
    """‖∂L/∂h_0‖ / ‖∂L/∂h_T‖: one step too many."""
    return ratio(state_gradients(name, W, torch.cat([torch.zeros_like(x[:1]), x])))


def late_input(name: str, W: Tensor, x: Tensor) -> Tensor:
    """With h_t = f(W h_{t-1}) + x_t, from h_0 = 0."""
    h = [x[0].clone().requires_grad_()]
    for x_t in x[1:]:
        h.append(FUNCTIONS[name](W @ h[-1]) + x_t)
    first, last = torch.autograd.grad(h[-1].sum(), [h[0], h[-1]])
    return ratio((first, last))


def other_loss(name: str, W: Tensor, x: Tensor, everywhere: bool) -> Tensor:
    """With L = ‖h_T‖², or the sum of all states."""
    h = states(name, W, x)
    loss = torch.stack(h).sum() if everywhere else h[-1].square().sum()
    first, last = torch.autograd.grad(loss, [h[0], h[-1]])
    return ratio((first, last))


FADING = {
    "The ratio is upside down: ‖∂L/∂h_1‖ is divided by ‖∂L/∂h_T‖.": (
        lambda f, W, x: 1 / ratio(state_gradients(f, W, x))
    ),
    "This is ‖∂L/∂h_1‖. Divide by ‖∂L/∂h_T‖, so that the size of L doesn't matter.": (
        lambda f, W, x: state_gradients(f, W, x)[0].norm()
    ),
    "`nonlinearity` isn't used: this is tanh in every case.": (
        lambda f, W, x: ratio(state_gradients("tanh", W, x))
    ),
    "`nonlinearity` isn't used: this is ReLU in every case.": (
        lambda f, W, x: ratio(state_gradients("relu", W, x))
    ),
    "There is no nonlinearity: these are products of W alone.": (
        lambda f, W, x: ratio(state_gradients("none", W, x))
    ),
    "The matrix is transposed: `h @ W` is Wᵀh. Write `W @ h` (or `h @ W.T`).": (
        lambda f, W, x: ratio(state_gradients(f, W.T, x))
    ),
    "The input stands outside: h_t = f(W h_{t-1} + x_t), with x_t in the bracket.": late_input,
    "This goes back to h_0, the zeros before the first step, and not to h_1.": from_start,
    "L is the sum of h_T's entries, and not of their squares.": (
        lambda f, W, x: other_loss(f, W, x, everywhere=False)
    ),
    "L sums over the last state only, and not over all states.": (
        lambda f, W, x: other_loss(f, W, x, everywhere=True)
    ),
    "These are squared norms: take the roots.": (
        lambda f, W, x: ratio(state_gradients(f, W, x)) ** 2
    ),
    "These are sums of the gradients' entries, in which signs cancel. Take norms.": (
        lambda f, W, x: state_gradients(f, W, x)[0].sum() / state_gradients(f, W, x)[1].sum()
    ),
    "This is the ratio of the states' norms: it should be that of their gradients.": (
        lambda f, W, x: states(f, W, x)[0].norm() / states(f, W, x)[-1].norm()
    ),
    "This is the ratio entry by entry: take each gradient's norm first.": (
        lambda f, W, x: state_gradients(f, W, x)[0] / state_gradients(f, W, x)[1]
    ),
}


def share(parts: Tensor, whole: Tensor) -> Tensor:
    """The norm of one by that of the other."""
    return parts.norm() / whole.norm()


def share_at_start(W: Tensor, x: Tensor, y: Tensor) -> Tensor:
    """By h_0 instead of h_1: one factor Wᵀ more."""
    g = loss_gradients(W, x, y) @ W
    return share(g[-1], g.sum(0))


def share_at_end(W: Tensor, x: Tensor, y: Tensor) -> Tensor:
    """Of L_T by h_T, divided by that of all losses by h_1."""
    h = states("none", W, x)
    return share(2 * (h[-1] - y[-1]), loss_gradients(W, x, y).sum(0))


def share_of_norms(W: Tensor, x: Tensor, y: Tensor) -> Tensor:
    """Where the losses are distances, not squared."""
    first, losses = linear_losses(W, x, y)
    rooted = losses.sqrt()
    (last,) = torch.autograd.grad(rooted[-1], first, retain_graph=True)
    return share(last, torch.autograd.grad(rooted.sum(), first)[0])


def of_gradients(pick: Callable[[Tensor], Tensor]) -> Callable[..., Tensor]:
    """A slip that is a function of the gradients ∂L_k/∂h_1, (T, hidden)."""
    return lambda W, x, y: pick(loss_gradients(W, x, y))


SHARE = {
    "The ratio is upside down: the last loss's gradient is divided by that of all losses.": (
        of_gradients(lambda g: share(g.sum(0), g[-1]))
    ),
    "The sum below should hold all losses, the last one too.": (
        of_gradients(lambda g: share(g[-1], g[:-1].sum(0)))
    ),
    "This divides by the sum of the norms. Add the losses (or gradients) first, then take the "
    "norm: they may cancel.": of_gradients(lambda g: share(g[-1], g.norm(dim=1).sum())),
    "This divides by the mean of the losses' gradient: it is the sum of all losses.": (
        of_gradients(lambda g: share(g[-1], g.mean(0)))
    ),
    "This is the share of the first loss, L_1; the last one's is asked for.": (
        of_gradients(lambda g: share(g[0], g.sum(0)))
    ),
    "These are squared norms: take the roots.": (
        of_gradients(lambda g: share(g[-1], g.sum(0)) ** 2)
    ),
    "This is ‖∂L_T/∂h_1‖. Divide by the norm of the gradient of all losses together.": (
        of_gradients(lambda g: g[-1].norm())
    ),
    "This is a share of the losses' values. How much of the gradient at h_1 comes from L_T?": (
        lambda W, x, y: linear_losses(W, x, y)[1][-1] / linear_losses(W, x, y)[1].sum()
    ),
    "Above stands ∂L_T/∂h_T. Follow L_T back to h_1.": share_at_end,
    "These are gradients at h_0, the zeros before the first step: one factor W too many.": (
        share_at_start
    ),
    "The losses are distances here: square them, L_k = ‖h_k − y_k‖².": share_of_norms,
    "The targets y aren't used: L_k = ‖h_k − y_k‖².": (
        lambda W, x, y: share(loss_gradients(W, x, 0 * y)[-1], loss_gradients(W, x, 0 * y).sum(0))
    ),
    "The matrix is transposed: `h @ W` is Wᵀh. Write `W @ h` (or `h @ W.T`).": (
        lambda W, x, y: share(loss_gradients(W.T, x, y)[-1], loss_gradients(W.T, x, y).sum(0))
    ),
}
