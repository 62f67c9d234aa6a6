"""Probes of linear encoders, many at once, without ever forming their features.

The features of a linear encoder are z = x W + b. Whatever a probe with weights v does with them it
does with x: z v = x (W v) + b v. So all encoders share the products with x, which are wide matrix
products, and what each has for itself is only W v and Wᵀ g. The results are those of
`course_utils.probing.probe` on the features, to rounding; only the work is less.
"""

from __future__ import annotations

from collections.abc import Iterable

import torch
from jaxtyping import Float
from torch import Tensor

from course_utils.data.labelled import Labelled
from course_utils.probing import PENALTY, batches, starts

CHUNK = 16  # encoders whose equations are solved together: 10 MB of numbers


@torch.no_grad()
def encoder_accuracy(
    weight: Float[Tensor, "encoders inputs latent"],
    bias: Float[Tensor, "encoders latent"],
    train: Labelled,
    test: Labelled,
    solver: str = "ridge",
    *,
    epochs: int = 50,
    batch_size: int = 256,
    lr: float = 1e-2,
    seed: int = 0,
) -> Float[Tensor, " encoders"]:
    """Percent right on `test`, for a probe of each encoder trained on `train`; labels are 0 and 1.

    >>> from course_utils.data import synthetic
    >>> encoders, bias = torch.randn(3, 100, 5), torch.zeros(3, 5)
    >>> encoder_accuracy(encoders, bias, *synthetic.load()).shape
    torch.Size([3])
    """
    if max(int(train.y.max()), int(test.y.max())) > 1:
        raise ValueError("only labels 0 and 1 are known here: see course_utils.probing.probe")
    if solver == "ridge":
        side = torch.cat([_ridge(some, train, test) for some in weight.split(CHUNK)])
    elif solver == "adam":
        start = starts(len(weight), weight.shape[2], 2, weight.dtype, seed)[..., 0]
        rows = torch.cat([weight, bias[:, None]], 1)  # of W, and b: (encoders, inputs + 1, latent)
        orders = batches(len(train.y), epochs, batch_size, seed)
        side = _adam(rows, start, train, test, orders, lr)
    else:
        raise ValueError(f"solver = {solver!r}, but it is 'adam' or 'ridge' here")
    return ((side > 0) == (test.y == 1)).float().mean(1) * 100


def _ridge(
    weight: Float[Tensor, "encoders inputs latent"], train: Labelled, test: Labelled
) -> Float[Tensor, "encoders test"]:
    """Where each encoder's ridge probe puts the test rows: above 0 is class 1.

    The best v is in the span of what the encoder sees: v = Wᵀa. So with K = W Wᵀ and the moments
    Sxx and Sxy of the centred rows, (Sxx K + λ) a = Sxy gives W v = K a: 100 unknowns at most,
    however large the latent.
    """
    x, w = train.x.double(), weight.double()
    mean, y = x.mean(0), 2 * train.y.double() - 1
    centred = x - mean
    sxx, sxy = centred.T @ centred, centred.T @ (y - y.mean())
    outer = w @ w.mT  # K: (encoders, inputs, inputs)
    system = sxx @ outer
    scale = PENALTY / len(x) * system.diagonal(dim1=1, dim2=2).sum(1) / w.shape[2]
    system.diagonal(dim1=1, dim2=2).add_(scale[:, None])
    effective = outer @ torch.linalg.solve(system, sxy[:, None])  # W v: (encoders, inputs, 1)
    return effective[..., 0] @ (test.x.double() - mean).T + y.mean()


def _adam(
    rows: Float[Tensor, "encoders inputs_and_bias latent"],
    start: Float[Tensor, "encoders latent_and_bias"],
    train: Labelled,
    test: Labelled,
    orders: Iterable[Tensor],
    lr: float,
) -> Float[Tensor, "encoders test"]:
    """As `_ridge`, after the loop of `probe(..., "adam")` on all these encoders together."""
    x, y = _with_ones(train.x), train.y.to(train.x.dtype)
    v = start.clone()
    v.grad = torch.empty_like(v)
    adam = torch.optim.Adam([v], lr=2 * lr, fused=True)
    for batch in orders:
        seen = x[batch]  # (batch, inputs + 1)
        wrong = torch.sigmoid_(_effective(rows, v) @ seen.T).sub_(y[batch]).div_(len(batch))
        back = wrong @ seen  # (encoders, inputs + 1)
        torch.bmm(back[:, None], rows, out=v.grad[:, None, :-1])
        v.grad[:, -1] = back[:, -1]
        adam.step()
    return _effective(rows, v) @ _with_ones(test.x).T


def _effective(
    rows: Float[Tensor, "encoders inputs_and_bias latent"],
    v: Float[Tensor, "encoders latent_and_bias"],
) -> Float[Tensor, "encoders inputs_and_bias"]:
    """What the probes v do with an x that has a 1 behind it."""
    effective = torch.bmm(v[:, None, :-1], rows.mT)[:, 0]
    effective[:, -1] += v[:, -1]
    return effective


def _with_ones(x: Tensor) -> Tensor:
    return torch.cat([x, torch.ones_like(x[:, :1])], 1)
