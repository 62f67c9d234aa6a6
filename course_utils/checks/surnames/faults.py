"""What is wrong with a training loop, read off the notes that loop.py took."""

from __future__ import annotations

import math
from collections.abc import Callable
from numbers import Real
from typing import Any

import torch
from torch import Tensor
from torch.nn.functional import cosine_similarity, cross_entropy, nll_loss

from course_utils.checks.watched import fault_of_pace

from .loop import EPOCHS, ROWS, Batch, Watched, watch

_MANY = 0.3  # of the rows or batches looked at: fewer may be an augmentation, or chance


def fault(train: Callable) -> str:
    """What is wrong with the loop, or "" when nothing is seen. What `train` raises is passed on."""
    model, labels = watch(train)
    return (
        model.unfit
        or steps(model)
        or inputs(model.steps)
        or pairs(model.steps, labels)
        or loss(model.steps, labels)
        or batches(model.steps)
        or mode(model.steps)
        or amount(model)
        or speed(model)
        or returned(model)
    )


def steps(model: Watched) -> str:
    """Are there steps, and are they this model's?"""
    if not model.calls:
        return (
            "`train` never runs the model that it is given: does it work on a copy, or a new one?"
        )
    if not model.steps:
        return "`backward()` is never called on a loss of this model."
    if len(model.steps) == 1:
        return "Only one step is made: is `return` inside the loop?"
    return model.stuck()


def inputs(seen: list[Batch]) -> str:
    """Are x the names, and last_pos the places of their last letters?"""
    rows = [row for batch in seen for row in batch.rows]
    if rows.count(-1) > len(rows) / 2:
        return "The rows of x are none of the names: x is what `encode(names)` gives, row by row."
    right, given, last = (
        torch.cat(parts)
        for parts in (
            [(b.x > 0).sum(1) - 1 for b in seen],
            [b.last_pos for b in seen],
            [torch.full((len(b.x),), b.x.shape[1] - 1) for b in seen],
        )
    )
    if share(given != right) < _MANY:
        return ""
    if share(given != last) < _MANY:
        return (
            "last_pos is the last column for every name, which is padding for most: pass the "
            "places of the last letters on, as `encode` gives them."
        )
    if share(given != right + 1) < _MANY:
        return "last_pos is one too far: the place of the last letter is the length minus 1."
    return (
        "last_pos belongs to other rows than x: take x[rows], last_pos[rows] and labels[rows] with "
        "the same `rows`."
    )


def pairs(seen: list[Batch], labels: Tensor) -> str:
    """Does every name have its own label? The gradient by the logits is negative at the label."""
    wrong = []
    for batch in seen:
        gradient, rows = batch.gradient, torch.tensor(batch.rows)
        assert gradient is not None
        told = (rows >= 0) & (gradient.abs().sum(1) > 0)
        wrong.append(gradient[told].argmin(1) != labels[rows[told]])
    if share(torch.cat(wrong)) < _MANY:
        return ""
    return (
        "Names and labels do not belong together: where the names are shuffled, the labels must "
        "be taken in the same order, labels[rows] beside x[rows]."
    )


def loss(seen: list[Batch], labels: Tensor) -> str:
    """Is it cross-entropy on logits? Slips are known by the gradient that they send back."""
    slips = {
        "A softmax comes before cross-entropy, which has one inside: give it the logits.": (
            lambda z, y: cross_entropy(z.softmax(1), y)
        ),
        "A sigmoid comes before cross-entropy: give it the logits.": (
            lambda z, y: cross_entropy(z.sigmoid(), y)
        ),
        "`nll_loss` is given probabilities, and wants their logarithms: use `cross_entropy` on the "
        "logits.": lambda z, y: nll_loss(z.softmax(1), y),
        "`nll_loss` is given logits, and wants log-probabilities: use `cross_entropy`.": nll_loss,
    }
    known = [b for b in seen[:5] if min(b.rows) >= 0]
    for slip, function in slips.items():
        if known and all(_alike(batch, labels, function) for batch in known):
            return slip
    return ""


def _alike(batch: Batch, labels: Tensor, function: Callable) -> bool:
    """The gradient that came back has this loss's direction, and not cross-entropy's."""
    y = labels[torch.tensor(batch.rows)]

    def likeness(function: Callable) -> float:
        z = batch.logits.double().requires_grad_()
        (gradient,) = torch.autograd.grad(function(z, y), z)
        assert batch.gradient is not None
        return cosine_similarity(gradient.flatten(), batch.gradient.double().flatten(), 0).item()

    return likeness(function) > max(0.9995, likeness(cross_entropy))


def batches(seen: list[Batch]) -> str:
    """Are there other rows in each step, and in an order of their own?"""
    if all(len(b.rows) == ROWS for b in seen):
        return ""
    first = sorted(seen[0].rows)
    if all(sorted(b.rows) == first for b in seen):
        return "Every step sees the same batch: go through all the names in each epoch."
    if all(b.rows == list(range(b.rows[0], b.rows[0] + len(b.rows))) for b in seen):
        return (
            "The names are taken in the order they come in, language by language, so that each "
            "batch unlearns the one before: shuffle them."
        )
    return ""


def mode(seen: list[Batch]) -> str:
    """Is dropout at work?"""
    if share(torch.tensor([not b.training for b in seen])) < _MANY:
        return ""
    return (
        "The model is in eval mode while it is trained, so there is no dropout: call "
        "`model.train()` at the start of each epoch."
    )


def amount(model: Watched) -> str:
    """As many epochs as asked for."""
    epochs = sum(len(b.rows) for b in model.steps) / ROWS
    if model.endless or epochs > 1.5 * EPOCHS:
        made = "The loop goes on" if model.endless else f"The loop makes {epochs:.0f} epochs"
        return f"{made}, whatever `epochs` says: make `epochs` of them. (Here epochs={EPOCHS}.)"
    if epochs > 0.6 * EPOCHS:
        return ""
    if epochs > 0.6:
        return (
            f"One epoch is made where epochs={EPOCHS}: is `return` inside the loop over epochs, or "
            "`epochs` not used?"
        )
    return (
        f"In {EPOCHS} epochs the model is trained on {epochs * ROWS:.0f} names, and there are "
        f"{ROWS}: go through all of them in each epoch. Is there a `break` or a `return` too early?"
    )


def speed(model: Watched) -> str:
    """Steps of a sensible size."""
    return fault_of_pace(model.moved())


def returned(model: Watched) -> str:
    """A list of floats, one for each batch or each epoch."""
    losses: Any = model.returned
    if losses is None:
        return "`train` returned None. (Did you forget a `return` statement?)"
    if not isinstance(losses, list | tuple):
        return f"`train` should return a list of losses, got `{type(losses).__name__}`."
    if any(isinstance(value, Tensor) for value in losses):
        return "The losses are tensors, each with its graph behind it: append `loss.item()`."
    if not all(isinstance(value, Real) for value in losses):
        return "`train` should return the losses as floats."
    if len(losses) < EPOCHS:
        return f"`train` returned {len(losses)} losses for {EPOCHS} epochs: one for every batch."
    if not all(math.isfinite(value) for value in losses):
        return "A loss is not a number: the learning rate is too high."
    return ""


def share(wrong: Tensor) -> float:
    """Of so many truth values, how large a share is true; 0 of none."""
    return wrong.float().mean().item() if len(wrong) else 0.0


def fault_if_seen(train: Any) -> str:
    """`fault`, for loops that need more than the watched model has: "" when they raise."""
    try:
        return fault(train)
    except Exception:
        return ""
