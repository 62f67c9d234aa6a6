"""Checks of the claims on losses: what copying noise costs, and a softmax before the loss."""

from __future__ import annotations

import math
from collections.abc import Callable

import torch
from torch import Tensor

from .experiment import Experiment, normal, register
from .registry import check


def cost_of_copying(x: Tensor, noise: Tensor) -> Tensor:
    """The mean squared error of handing on x + noise where x is wanted."""
    return (x + noise - x).square().mean()


NOISE_SLIPS: dict[str, Callable] = {
    "This is always 0: what is handed on, x + noise, should be compared with the clean x.": (
        lambda x, noise: 0.0
    ),
    "The squared errors are summed: take their mean over all entries.": (
        lambda x, noise: noise.square().sum()
    ),
    "The squared errors are summed over the entries of a row: take the mean over those, too.": (
        lambda x, noise: noise.square().sum(dim=1).mean()
    ),
    "The squared errors are summed over the rows: take the mean over those, too.": (
        lambda x, noise: noise.square().sum(dim=0).mean()
    ),
    "These are absolute errors: square them.": lambda x, noise: noise.abs().mean(),
    "This is the mean of the errors: square them first, so that they do not cancel.": (
        lambda x, noise: noise.mean()
    ),
    "The errors are averaged and then squared: square them first.": (
        lambda x, noise: noise.mean().square()
    ),
    "This is the root of the mean squared error: leave the root out.": (
        lambda x, noise: noise.square().mean().sqrt()
    ),
    "This is half of it: a mean squared error has no factor ½.": (
        lambda x, noise: noise.square().mean() / 2
    ),
    "This is the variance of the noise: its own mean is an error as well, do not take it out.": (
        lambda x, noise: noise.var()
    ),
    "This is the variance of the noise (divided by n): its mean is an error as well, do not take "
    "it out.": lambda x, noise: noise.var(correction=0),
    "This is the standard deviation of the noise, not an error of the copy.": (
        lambda x, noise: noise.std()
    ),
    "The copy is compared with 0: compare it with the clean x.": (
        lambda x, noise: (x + noise).square().mean()
    ),
    "The copy is compared with the noise: compare it with the clean x.": (
        lambda x, noise: x.square().mean()
    ),
    "Only the noise is handed on: the copy is x + noise.": (
        lambda x, noise: (noise - x).square().mean()
    ),
    "The noise counts twice: it is added to x once, and nothing is added afterwards.": (
        lambda x, noise: (2 * noise).square().mean()
    ),
    "This is squared once too often.": lambda x, noise: noise.square().mean().square(),
}

register(
    check,
    "noise-floor",
    Experiment(
        name="cost_of_copying",
        verdict="copying_costs",
        cases=[
            (normal(3, 4, seed=110), normal(3, 4, seed=111, scale=0.5) + 0.2),
            (normal(2, 5, seed=112), normal(2, 5, seed=113, scale=2.0)),
            (normal(4, 1, seed=114), torch.tensor([[0.3], [-0.3], [0.1], [0.5]]).double()),
        ],
        truth=cost_of_copying,
        slips=NOISE_SLIPS,
    ),
)


def lowest_loss(classes: int) -> float:
    """−log of the largest probability that a softmax can make of probabilities."""
    return math.log(1 + (classes - 1) / math.e)


def _before_both(classes: int) -> Tensor:
    """The cross-entropy where (1, 0, …, 0) goes through one more softmax."""
    p = torch.eye(classes, dtype=torch.float64)[0].softmax(dim=0)
    return -p.log_softmax(dim=0)[0]


SOFTMAX_SLIPS: dict[str, Callable] = {
    "This would be the lowest loss without the network's softmax. `nn.CrossEntropyLoss` takes the "
    "softmax of what it is given: of which numbers here?": lambda classes: 0.0,
    "This is the loss of a network that knows nothing, with all probabilities equal: what is the "
    "best that the network can say?": lambda classes: math.log(classes),
    "This is the largest loss, where the network is sure of a wrong class.": (
        lambda classes: math.log(math.e + classes - 1)
    ),
    "There is one class too many in the sum: of K classes K − 1 are wrong.": (
        lambda classes: math.log(1 + classes / math.e)
    ),
    "There is one wrong class in the sum, whatever `classes` is: K − 1 of them have the logit 0.": (
        lambda classes: math.log(1 + 1 / math.e)
    ),
    "The largest logit is taken as −1: log(1 + (K − 1)·e) is more than guessing costs.": (
        lambda classes: math.log(1 + (classes - 1) * math.e)
    ),
    "This is a probability: the loss is −log of it.": (
        lambda classes: math.e / (math.e + classes - 1)
    ),
    "The sign is wrong: a cross-entropy is −log of a probability.": (
        lambda classes: -lowest_loss(classes)
    ),
    "This is a logarithm to the base 2: take the natural one.": (
        lambda classes: lowest_loss(classes) / math.log(2)
    ),
    "This is a logarithm to the base 10: take the natural one.": (
        lambda classes: lowest_loss(classes) / math.log(10)
    ),
    "The log is missing: this is one over the probability.": (
        lambda classes: 1 + (classes - 1) / math.e
    ),
    "This is divided by the number of classes: the loss is that of the right class alone.": (
        lambda classes: lowest_loss(classes) / classes
    ),
    "There are three softmaxes: the network's own can come as close to (1, 0, …, 0) as it likes, "
    "and those are the logits of the loss.": _before_both,
}

register(
    check,
    "softmax-twice",
    Experiment(
        name="lowest_loss",
        verdict="still_reaches_zero",
        cases=[(2,), (3,), (10,), (1000,)],
        truth=lowest_loss,
        slips=SOFTMAX_SLIPS,
        tolerance=1e-3,  # so that it may be searched for
    ),
)
