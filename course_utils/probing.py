"""How much of the label lies open in features: a linear layer is trained on them, as they are.

`probe` trains it, for many sets of features at once; `few_shot` repeats that with few labels.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import torch
from jaxtyping import Float, Int
from torch import Tensor
from torch.nn.functional import one_hot

from course_utils import logistic

Solver = Literal["adam", "newton", "ridge"]

PENALTY = 2.0
"""What "ridge" and "newton" put on the weights: as much as this many rows' features would."""


@dataclass(frozen=True, eq=False)
class LinearProbe:
    """A linear layer for each set of features: logits = features @ weight + bias."""

    weight: Float[Tensor, "*sets features classes"]
    bias: Float[Tensor, "*sets classes"]

    def accuracy(
        self, features: Float[Tensor, "*sets rows features"], labels: Int[Tensor, "*any rows"]
    ) -> Float[Tensor, "*sets"]:
        """Percent of the rows whose largest logit is their label's, for each set."""
        logits = features.detach() @ self.weight + self.bias[..., None, :]
        return (logits.argmax(-1) == labels).to(features.dtype).mean(-1) * 100


@torch.no_grad()
def probe(
    features: Float[Tensor, "*sets rows features"],
    labels: Int[Tensor, "*any labels"],
    solver: Solver = "adam",
    *,
    epochs: int = 50,
    batch_size: int = 256,
    lr: float = 1e-2,
    classes: int | None = None,
    seed: int = 0,
) -> LinearProbe:
    """Train a linear layer on each set of features, all sets at once; labels for all, or for each.

    "adam" is the loop of the homework, with the gradient written by hand: nn.Linear's way to start,
    torch's Adam, a fresh order each epoch (the same for all sets), cross-entropy. The three options
    are for this solver only. "newton" goes to the minimum of the cross-entropy itself, with a small
    penalty on the weights. "ridge" is the least-squares fit to 0 and 1, one solve.

    Measured accuracies:

    ========================================================= ====== ======== =======
    features, rows to train on                                "adam" "newton" "ridge"
    ========================================================= ====== ======== =======
    MNIST, 64 latents of a denoising autoencoder, 60 000       93.0     93.3    89.2
    the same, 4 000                                            90.9     91.2    88.6
    the same, 200 (`few_shot`)                                 82.2     82.3    79.8
    MNIST, 784 pixels, 200 (`few_shot`)                        80.7     79.8    61.8
    synthetic, 4 000, 5 latents of an untrained encoder        67.5     67.3    67.3
    the same, 20                                               78.8     78.8    78.7
    the same, 100                                              98.7     99.5   100.0
    ========================================================= ====== ======== =======

    So "newton" tells what "adam" tells, to about 1 point. It differs where 50 epochs don't get to
    the minimum: quiet features that matter, and features more numerous than rows. "ridge" agrees
    with both when there are two classes, and finds quiet features that "adam" doesn't get to. With
    ten classes it is 2 to 7 points lower, and it is useless with more features than rows.

    >>> features = torch.randn(3, 500, 8, generator=torch.Generator().manual_seed(0))
    >>> labels = (features[0, :, 0] > 0).long()  # the first set knows it, the others don't
    >>> probe(features, labels, "ridge").accuracy(features, labels)[0] > 95
    tensor(True)
    """
    *sets, n, k = features.shape
    if labels.shape[-1] != n:
        raise ValueError(f"{n} rows of features, but {labels.shape[-1]} labels")
    if n == 0:
        raise ValueError("no rows to train on")
    classes = classes or int(labels.max()) + 1
    x = features.detach().reshape(-1, n, k)
    y = labels.expand(*sets, n).reshape(-1, n)
    if solver == "adam":
        weight, bias = _adam(x, y, classes, epochs, batch_size, lr, seed)
    elif solver == "newton":
        weight, bias = _newton(x, y, classes)
    elif solver == "ridge":
        weight, bias = _ridge(x, y, classes)
    else:
        raise ValueError(f"solver = {solver!r}, but it is 'adam', 'newton' or 'ridge'")
    return LinearProbe(weight.reshape(*sets, k, classes), bias.reshape(*sets, classes))


def few_shot(
    features: Float[Tensor, "rows features"],
    labels: Int[Tensor, " rows"],
    test_features: Float[Tensor, "test features"],
    test_labels: Int[Tensor, " test"],
    *,
    draws: int = 20,
    labels_per_draw: int = 200,
    solver: Solver = "adam",
    seed: int = 0,
) -> Float[Tensor, " draws"]:
    """Percent right on the test rows after training on a few labelled rows, for several draws.

    One draw of 200 digits moves the result by 1.4 points (standard deviation), so look at the mean
    of many. Draws are without replacement, and the same for every set of features with as many
    rows; "adam" takes batches of 32 here.

    >>> x = torch.randn(1000, 4, generator=torch.Generator().manual_seed(0))
    >>> few_shot(x, (x[:, 0] > 0).long(), x, (x[:, 0] > 0).long(), draws=3).shape
    torch.Size([3])
    """
    if labels_per_draw > len(labels):
        raise ValueError(f"{labels_per_draw} labels a draw, but there are only {len(labels)}")
    generator = torch.Generator().manual_seed(seed)
    rows = torch.stack(
        [torch.randperm(len(labels), generator=generator)[:labels_per_draw] for _ in range(draws)]
    )
    classes = int(max(labels.max(), test_labels.max())) + 1
    x, y = features.detach()[rows], labels[rows]
    trained = probe(x, y, solver, batch_size=32, classes=classes, seed=seed)
    side_by_side = trained.weight.movedim(0, 1).flatten(1)  # (features, draws · classes)
    logits = (test_features.detach() @ side_by_side).unflatten(1, (draws, classes)) + trained.bias
    right = logits.argmax(2) == test_labels[:, None]  # (test, draws)
    return right.to(features.dtype).mean(0) * 100


def starts(
    sets: int, features: int, classes: int, dtype: torch.dtype, seed: int
) -> Float[Tensor, "sets features_and_bias columns"]:
    """Weights, and below them the bias, of nn.Linear before training, for each set.

    Two classes need one column only, the difference of two: the gradients of two logits are each
    other's mirror image, so that Adam moves their difference by twice its step.
    """
    generator = torch.Generator().manual_seed(seed)
    drawn = torch.rand(sets, features + 1, classes, generator=generator, dtype=dtype)
    drawn = (2 * drawn - 1) * features**-0.5
    return drawn[..., 1:] - drawn[..., :1] if classes == 2 else drawn


def batches(n: int, epochs: int, batch_size: int, seed: int) -> Iterator[Int[Tensor, " batch"]]:
    """The rows of each batch: all of them once an epoch, in a fresh order."""
    generator = torch.Generator().manual_seed(seed)
    for _ in range(epochs):
        yield from torch.randperm(n, generator=generator).split(batch_size)


def _adam(
    x: Tensor, y: Tensor, classes: int, epochs: int, batch_size: int, lr: float, seed: int
) -> tuple[Tensor, Tensor]:
    sets, n, k = x.shape
    both = starts(sets, k, classes, x.dtype, seed)
    columns = both.shape[2]
    weight, bias = both[:, :k].clone(), both[:, k:].clone()
    weight.grad, bias.grad = torch.empty_like(weight), torch.empty_like(bias)
    adam = torch.optim.Adam([weight, bias], lr=2 * lr if columns == 1 else lr, fused=True)
    target = y[..., None] if columns == 1 else one_hot(y, classes)
    target = target.to(x.dtype)  # (sets, rows, columns)
    squash = torch.sigmoid if columns == 1 else lambda logits: logits.softmax(2)
    for rows in batches(n, epochs, batch_size, seed):
        seen = x[:, rows]  # (sets, batch, features)
        wrong = squash(torch.baddbmm(bias, seen, weight)).sub_(target[:, rows]).div_(len(rows))
        torch.bmm(seen.mT, wrong, out=weight.grad)
        torch.sum(wrong, 1, keepdim=True, out=bias.grad)
        adam.step()
    if columns == 1:
        return torch.cat([-weight, weight], 2) / 2, torch.cat([-bias, bias], 2) / 2
    return weight, bias


def _ridge(x: Tensor, y: Tensor, classes: int) -> tuple[Tensor, Tensor]:
    mean, centred = _centred(x)
    target = one_hot(y, classes).double()
    target_mean = target.mean(1, keepdim=True)
    gram = _penalised(centred.mT @ centred, x.shape[1])
    weight = torch.linalg.solve(gram, centred.mT @ (target - target_mean))
    return weight.to(x.dtype), (target_mean - mean @ weight).to(x.dtype)


def _centred(x: Tensor) -> tuple[Tensor, Tensor]:
    x = x.double()
    mean = x.mean(1, keepdim=True)
    return mean, x - mean


def _penalised(gram: Tensor, rows: int) -> Tensor:
    """With the penalty on its diagonal; features that never vary leave it solvable, too."""
    variances = gram.diagonal(dim1=1, dim2=2)
    scale = PENALTY / rows * variances.mean(1, keepdim=True)
    variances += scale.where(scale > 0, 1)
    return gram


def _newton(x: Tensor, y: Tensor, classes: int) -> tuple[Tensor, Tensor]:
    mean, centred = _centred(x)
    penalty = PENALTY / x.shape[1] * centred.square().mean((1, 2)) + 1e-12
    span = None
    if x.shape[2] > x.shape[1]:  # the best weights lie in the span of the rows
        span, inside = torch.linalg.qr(centred.mT)
        centred = inside.mT
    both = logistic.minimum(centred, one_hot(y, classes).double(), penalty)
    weight, bias = both[:, :-1], both[:, -1:]
    if span is not None:
        weight = span @ weight
    return weight.to(x.dtype), (bias - mean @ weight).to(x.dtype)
