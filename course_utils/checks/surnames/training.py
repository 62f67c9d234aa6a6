"""Check of the trained classifier: the loop that trained it, and names as it was trained on."""

from __future__ import annotations

from functools import partial
from typing import Any

import torch
from torch import Tensor, nn

from course_utils.checks.core import default_dtype, describe_error
from course_utils.checks.credit import between
from course_utils.checks.ladder import expect_tensor
from course_utils.checks.outcome import NotAttempted, Wrong
from course_utils.data.surnames import Surnames, encode, load

from .faults import fault, fault_if_seen
from .loop import error_of
from .registry import check

FLOOR, TARGET = 0.6, 0.69
"""The share of unseen names to know: no points at the one, all of them at the other."""


credit = partial(between, floor=FLOOR, target=TARGET)


def every_tenth(data: Surnames) -> Surnames:
    """A tenth of the rows, of every language."""
    return data.take(range(0, len(data), 10))


def logits_of(model: Any, x: Tensor, last_pos: Tensor) -> Tensor:
    """The model's logits in eval mode, in its own precision and on its own device."""
    weights = next(model.parameters())
    modes = [(module, module.training) for module in model.modules()]
    model.eval()
    try:
        with torch.no_grad(), default_dtype(weights.dtype):  # for the `torch.zeros` in the model
            return model(x.to(weights.device), last_pos.to(weights.device))
    finally:
        for module, training in modes:
            module.training = training


def accuracy(model: Any, data: Surnames) -> float:
    """The share of these names that the model knows; raises `Wrong` when it is no classifier."""
    if not isinstance(model, nn.Module) or not any(True for _ in model.parameters()):
        raise Wrong(
            "`trained_classifier` should be the trained network, got "
            f"`{type(model).__name__}`: run the training cell as it stands."
        )
    logits = logits_of(model, *encode(data.names))
    with default_dtype(torch.float16):  # any precision will do
        shape = (len(data), len(data.languages))
        logits = expect_tensor(
            logits, "The output of `trained_classifier`", shape, "names languages"
        )
    return (logits.argmax(1).cpu() == data.labels).float().mean().item()


@check.exercise("train-classifier", names=["trained_classifier", "train"])
def _train_classifier(trained_classifier: Any, train: Any) -> str:
    if trained_classifier is None:
        explain_missing(train)
    known = accuracy(trained_classifier, every_tenth(load()))
    amiss = fault_if_seen(train)
    hint = f"It knows {known:.0%} of the names that come with the course"
    if amiss:
        raise Wrong(f"{amiss}\n{hint}.")
    if known < TARGET:
        raise Wrong(
            f"{hint}, which it may have seen, and of unseen names it will know fewer. Full marks "
            f"are for {TARGET:.0%} of those.\nBegin with a learning rate of some thousandths, let "
            "it fall to almost nothing towards the end, and use all `epochs`."
        )
    return (
        f"right, as far as a check can see. {hint}; of unseen names it will know fewer, and full "
        f"marks are for {TARGET:.0%} of those."
    )


def explain_missing(train: Any) -> None:
    """Why there is no network: `train` is a stub, raises, or has not been run to its end."""
    error = error_of(train)
    if isinstance(error, NotImplementedError) and not str(error):
        raise NotAttempted("Write `train`, then run the cell that trains the network.")
    if error is not None:
        raise Wrong(f"`train` raises {describe_error(error)}")
    amiss = fault(train)
    if amiss:
        raise Wrong(amiss)
    raise NotAttempted("Your `train` runs. Now run the cell that trains the network.")
