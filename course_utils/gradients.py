"""How gradients travel back through time: numbers only, no drawing.

Everything here runs on any recurrent module that is called as `module(x)`, with x of shape
(batch, time, features), and that keeps its hidden states in `h_list`. The gradient at h_t is the
*total* derivative ∂L/∂h_t: the effect on the loss of a small change to h_t at the moment it is
computed, through the output at step t and through every later hidden state.
"""

from __future__ import annotations

from collections.abc import Callable

import torch
from jaxtyping import Float
from torch import Tensor, nn


def hidden_states(
    module: nn.Module, x: Float[Tensor, "batch time features"]
) -> list[Float[Tensor, "batch hidden"]]:
    """Run the module and return h_1 … h_T as the tensors autograd knows, ready for `autograd.grad`.

    They are `module.h_list`, or else the `h_list` of its last part that has one: the layer inside
    a regression model, the top layer of a stack. An initial h_0 at the front is left out.

    Raises ValueError when there is no `h_list`, when it doesn't hold one (batch, hidden) tensor
    for each step, or when an h_t in it isn't the very tensor that the later ones come from.
    """
    return _run(module, x)[1]


def gradient_map(
    module: nn.Module,
    x: Float[Tensor, "batch time features"],
    loss_per_step: Callable[[Tensor], Tensor],
) -> Float[Tensor, "time time"]:
    """M[k, t] = ‖∂L_k/∂h_t‖ for every loss L_k and every step t (both counted from 0).

    `loss_per_step` maps the module's first output (batch, time, …) to a loss for each sequence
    and step (batch, time), and must also do so with one more axis in front. Over a batch of
    sequences, M is the mean of their norms. The last row is the case of a loss at the last step
    only; M[k, t] = 0 for t > k, because the future has no influence on the past.

    Raises ValueError as `hidden_states` does, and when the losses have another shape.

    >>> from torch import nn
    >>> class Sum(nn.Module):
    ...     def forward(self, x):  # h_t = h_{t-1} + x_t: nothing vanishes, nothing explodes
    ...         self.h_list = [x[:, 0]]
    ...         for t in range(1, x.shape[1]):
    ...             self.h_list.append(self.h_list[-1] + x[:, t])
    ...         return torch.stack(self.h_list, dim=1), self.h_list[-1]
    >>> gradient_map(Sum(), torch.zeros(1, 3, 1), lambda out: 2 * out.sum(dim=-1))
    tensor([[2., 0., 0.],
            [2., 2., 0.],
            [2., 2., 2.]])
    """
    _, gradients = hidden_gradients(module, x, loss_per_step)
    return norm(gradients).mean(dim=1)


@torch.enable_grad()
def hidden_gradients(
    module: nn.Module,
    x: Float[Tensor, "batch time features"],
    loss_per_step: Callable[[Tensor], Tensor],
    known: bool = False,
) -> tuple[Float[Tensor, "batch time hidden"], Float[Tensor, "loss batch time hidden"]]:
    """All h_t, and ∂L_k/∂h_t itself for every loss L_k: what `gradient_map` takes the norms of.

    The mean over the first axis is the gradient of the mean loss. Arguments and errors are
    `gradient_map`'s. For a `known` module it isn't checked again that every h_t leads to the next.
    """
    # One backward pass gives all T × T gradients: run T copies of the batch side by side and take
    # loss k from copy k only, so that copy k of ∂(sum of losses)/∂h_t is ∂L_k/∂h_t.
    batch, time = x.shape[:2]
    out, h_list = _run(module, x.repeat(time, 1, 1), known)
    out = out.unflatten(0, (time, batch))  # (loss, batch, time, …)
    losses = loss_per_step(out)
    if losses.shape != (time, batch, time):
        raise ValueError(
            f"loss_per_step gave shape {tuple(losses.shape)} for outputs of shape "
            f"{tuple(out.shape)}; it must give one loss for each sequence and step: "
            f"{(time, batch, time)}"
        )
    total = losses.diagonal(dim1=0, dim2=2).sum()
    gradients = torch.autograd.grad(total, h_list)  # time × (loss · batch, hidden)
    states = torch.stack([h[:batch].detach() for h in h_list], dim=1)
    return states, torch.stack(gradients, dim=1).unflatten(0, (time, batch))


def norm(v: Float[Tensor, "*shape hidden"]) -> Float[Tensor, "*shape"]:
    """‖v‖ over the last axis, where `Tensor.norm` would lose the squares of very small or large v.

    >>> v = torch.full((4,), 1e-30)
    >>> v.square().sum().sqrt(), norm(v)
    (tensor(0.), tensor(2.0000e-30))
    """
    largest = v.abs().amax(dim=-1, keepdim=True)
    scale = largest.where((largest > 0) & largest.isfinite(), 1)
    return (v / scale).norm(dim=-1) * scale.squeeze(-1)


def state_norms(all_h: Float[Tensor, "batch time hidden"]) -> Float[Tensor, " time"]:
    """‖h_t‖ for every step, averaged over the batch.

    >>> state_norms(torch.tensor([[[3.0, 4.0], [0.0, 1.0]]]))
    tensor([5., 1.])
    """
    return norm(all_h.detach()).mean(dim=0)


def step_jacobian(
    module: nn.Module, x: Float[Tensor, "batch time features"], step: int
) -> Float[Tensor, "hidden hidden"]:
    """∂h_{step+1}/∂h_step of the first sequence, the inputs held fixed; 1 ≤ step < time.

    For a linear RNN this is W^h itself, at every step; with tanh it is diag(1 − h²) W^h. In an
    LSTM it is the path through h alone: the one through the cell state isn't in it.

    Raises ValueError as `hidden_states` does, and when there is no such step.
    """
    time = x.shape[1]
    if not 1 <= step < time:
        raise ValueError(f"step = {step}, but with {time} steps it must be from 1 to {time - 1}")
    h_list = hidden_states(module, x[:1])
    before, after = h_list[step - 1], h_list[step]
    rows = [
        torch.autograd.grad(after, before, unit[None], retain_graph=True)[0][0]
        for unit in torch.eye(after.shape[1], dtype=after.dtype)
    ]
    return torch.stack(rows)


def spectral_radius(W: Float[Tensor, "hidden hidden"]) -> float:
    """ρ(W): the largest absolute value among the eigenvalues of W.

    >>> spectral_radius(torch.diag(torch.tensor([0.5, -2.0])))
    2.0
    """
    return torch.linalg.eigvals(W.detach()).abs().max().item()


def with_spectral_radius(
    W: Float[Tensor, "hidden hidden"], radius: float
) -> Float[Tensor, "hidden hidden"]:
    """W times the factor that makes its spectral radius `radius`.

    Raises ValueError when ρ(W) is 0: no factor changes that.

    >>> with_spectral_radius(torch.diag(torch.tensor([1.0, -2.0])), 1.0)
    tensor([[ 0.5000,  0.0000],
            [ 0.0000, -1.0000]])
    """
    rho = spectral_radius(W)
    if rho == 0:
        raise ValueError("all eigenvalues of W are 0, so no factor can change its spectral radius")
    return W.detach() * (radius / rho)


@torch.enable_grad()
def _run(module: nn.Module, x: Tensor, known: bool = False) -> tuple[Tensor, list[Tensor]]:
    """The module's first output and its checked h_1 … h_T; the h_list it had is put back."""
    kept = {part: part.h_list for part in module.modules() if hasattr(part, "h_list")}
    try:
        out = module(x.detach().requires_grad_())  # a graph even where all weights are frozen
        out = out[0] if isinstance(out, tuple) else out
        return out, _checked(_find_h_list(module), x, out, known)
    finally:
        for part in module.modules():
            if part in kept:
                part.h_list = kept[part]
            elif hasattr(part, "h_list"):
                del part.h_list


def _find_h_list(module: nn.Module) -> object:
    parts = [part for part in module.modules() if hasattr(part, "h_list")]
    if not parts:
        raise ValueError(
            f"{type(module).__name__} keeps no h_list; append every h_t to self.h_list in forward, "
            "and compute h_{t+1} from that same tensor"
        )
    return (module if module in parts else parts[-1]).h_list


def _checked(h_list: object, x: Tensor, out: Tensor, known: bool) -> list[Tensor]:
    batch, time = x.shape[:2]
    if not isinstance(h_list, list | tuple):
        raise ValueError(
            f"h_list is of type {type(h_list).__name__}; make it a list of the h_t, because the "
            "slices of one tensor are not what the next step was computed from"
        )
    h_list = list(h_list)[1:] if len(h_list) == time + 1 else list(h_list)  # without h_0
    if len(h_list) != time:
        raise ValueError(
            f"h_list holds {len(h_list)} entries for {time} steps; start it anew in every forward "
            "and append each h_t once"
        )
    for t, h in enumerate(h_list, start=1):
        if not isinstance(h, Tensor) or h.ndim != 2 or len(h) != batch:
            got = f"shape {tuple(h.shape)}" if isinstance(h, Tensor) else type(h).__name__
            raise ValueError(
                f"h_{t} in h_list must be a tensor of shape (batch = {batch}, hidden), not {got}"
            )
    for t, ignored in enumerate([] if known else _ignored(h_list, out), start=1):
        if ignored:
            later = "the output" if t == time else f"h_{t + 1}"
            raise ValueError(
                f"h_{t} in h_list has no influence on {later}; put in the very tensor that the "
                "next step uses, not a copy, a slice of all_h or a detached one"
            )
    return h_list


def _ignored(h_list: list[Tensor], out: Tensor) -> list[bool]:
    """For each h_t: does autograd know no way from it to a later one, or from the last to out?"""
    known = [h for h in h_list if h.requires_grad]
    found = set()
    for later, earlier in ((h_list[1:], known[:-1]), ([out], known[-1:])):
        later = [tensor for tensor in later if tensor.requires_grad]
        if later and earlier:
            ones = [torch.ones_like(tensor) for tensor in later]
            ways = torch.autograd.grad(later, earlier, ones, retain_graph=True, allow_unused=True)
            found |= {id(h) for h, way in zip(earlier, ways, strict=True) if way is not None}
    return [id(h) not in found for h in h_list]
