"""Check of the linear probe: what it does to the model, and the accuracy that comes out.

How it is trained is free. On these problems every linear classifier that is trained to its end has
the same accuracy, and slips have others.
"""

from __future__ import annotations

import contextlib
import io
from collections.abc import Callable
from numbers import Real
from typing import Any

import torch
from torch import Tensor

from course_utils.checks.core import default_dtype, describe_error
from course_utils.checks.outcome import NotAttempted, Wrong

from .habits import Habits
from .known import CLASSES, Known, Problem, crossed, many_classes, share, two_classes
from .registry import check

EPOCHS = 50
NEAR = 2.5
"""Percent: solvers that are trained to their end differ by less (measured: 0.5)."""


class Probed:
    """One call of `probe_accuracy`, and what is left of the model."""

    def __init__(self, probe_accuracy: Callable, problem: Problem) -> None:
        self.problem, self.model = problem, problem.model()
        self.value: Any = None
        self.error: Exception | None = None
        quiet = contextlib.redirect_stdout(io.StringIO())  # progress of a small problem is no news
        torch.manual_seed(1)
        with quiet, Habits() as self.habits:
            try:
                self.value = probe_accuracy(self.model, *problem.copies())
            except Exception as error:
                self.error = error


def fault_with_model(probed: Probed) -> str:
    """What is done to the model that should not be, or not done; or ""."""
    model: Known = probed.model
    called, modes = model.notes.called, model.notes.modes
    if "encode" not in called and probed.error is None:
        for name, what in (("forward", "what the model rebuilds"), ("decode", "what decode gives")):
            if name in called:
                return f"The features are {what}: they should be `model.encode(x)`."
        return "`model.encode` is never called: the features should be the latent, not x."
    if "decode" in called:
        return "The features are decoded again: the probe works on `model.encode(x)` itself."
    if True in modes:
        return (
            "The model encodes in training mode, where dropout or noise would be on: call "
            "`model.eval()` first."
        )
    if not model.turn.detach().equal(probed.problem.turn):
        return (
            "The encoder's weights are changed: the optimiser should get the probe's parameters "
            "only."
        )
    if model.notes.gradient or model.turn.grad is not None:
        return (
            "A gradient flows back into the encoder: compute the features inside "
            "`torch.no_grad()`, once, before training."
        )
    if not model.turn.requires_grad:
        return (
            "The model is left frozen (`requires_grad` is False), so it could not be trained on: "
            "compute the features inside `torch.no_grad()` instead."
        )
    return ""


def expect_percent(value: Any) -> float:
    """A plain number."""
    if value is None:
        raise Wrong("`probe_accuracy` returned None. (Did you forget a `return` statement?)")
    if isinstance(value, Tensor):
        raise Wrong("`probe_accuracy` should return a float, got a tensor: add `.item()`.")
    if isinstance(value, bool) or not isinstance(value, Real):
        raise Wrong(f"`probe_accuracy` should return a float, got `{type(value).__name__}`.")
    return float(value)


def expect_accuracy(value: float, problem: Problem, steps: int) -> None:
    """The accuracy on `test` of a probe trained on `train`, where slips have others.

    `steps` is how many were made with an optimiser of PyTorch's; solvers do without.
    """
    right = share(problem, "train", "test")
    if abs(value - right) < NEAR:
        return
    rows = len(problem.test.y)
    causes = {
        "This is the accuracy on `train`: count the rows of `test`.": share(
            problem, "train", "train"
        ),
        "The probe is trained on `test`: it should never have seen those labels.": share(
            problem, "test", "test"
        ),
        "`train` and `test` are exchanged: train on the one, count on the other.": share(
            problem, "test", "train"
        ),
        "This is the share of errors: the accuracy is the share that is right.": 100 - right,
        "This is the number of rows that are right: divide by their number.": right * rows / 100,
    }
    evidence = f"Expected about {right:.0f} (percent), got {value:.4g}."
    if 0 < value <= 1:
        raise Wrong(f"This is a share between 0 and 1: multiply by 100 for percent.\n{evidence}")
    for cause, other in causes.items():
        if abs(value - other) < NEAR:
            raise Wrong(f"{cause}\n{evidence}")
    guessed = value < 2.5 * 100 / CLASSES
    if guessed and steps == 0:
        cause = "The probe guesses, and no optimiser makes a step: call `optimizer.step()`."
    elif 0 < steps < EPOCHS:
        cause = f"Only {steps} steps are made: go through all batches, in each of the epochs."
    elif guessed:
        cause = "The probe guesses: do rows and labels belong together, x[rows] and y[rows]?"
    else:
        cause = "A linear layer trained as described does otherwise: is the learning rate 0.01?"
    raise Wrong(f"{cause}\n{evidence}")


def expect_any_labels(probe_accuracy: Callable, error: Exception | None) -> None:
    """As many classes as the largest label says. `error` is what 12 classes gave."""
    if error is not None:
        if Probed(probe_accuracy, two_classes()).error is None:
            raise Wrong(
                f"With two classes the probe works, with {CLASSES} it raises "
                f"{describe_error(error)}\nIs the number of classes fixed in the code? It is the "
                "largest label plus 1."
            )
        raise error
    gap = Probed(probe_accuracy, two_classes(labels=(0, 2)))
    if gap.error is not None:
        raise Wrong(
            f"With labels 0 and 2 the probe raises {describe_error(gap.error)}\nHow many different "
            "labels there are is not enough: take the largest label plus 1."
        )


def expect_linear(probe_accuracy: Callable) -> None:
    """One layer with a bias, and no more."""
    value = expect_percent(Probed(probe_accuracy, two_classes()).value)
    if value < 95:
        raise Wrong(
            "Two classes that a line parts, one of them around zero, should be told apart, and the "
            f"probe gets {value:.0f} %: has its linear layer a bias?"
        )
    value = expect_percent(Probed(probe_accuracy, crossed()).value)
    if value > 85:
        raise Wrong(
            f"Classes that no line parts are told apart ({value:.0f} %): the probe should be one "
            "linear layer, without a hidden layer or activation."
        )


def grade_probe(probe_accuracy: Any, seed: int = 7) -> Probed:
    """`probe_accuracy(model, train, test, epochs=50)`; the first call, for what else it shows."""
    probed = Probed(probe_accuracy, many_classes(seed))
    if isinstance(probed.error, NotImplementedError | NotAttempted):
        raise probed.error
    amiss = fault_with_model(probed)
    if amiss:
        raise Wrong(amiss)
    if probed.error is not None:
        expect_any_labels(probe_accuracy, probed.error)
    value = expect_percent(probed.value)
    if probed.habits.probabilities:
        raise Wrong(
            "Cross-entropy is given probabilities, and takes a softmax itself: give it what the "
            "linear layer returns."
        )
    if probed.habits.accumulated:
        raise Wrong("Gradients of earlier steps are added up: call `zero_grad()` in every step.")
    expect_accuracy(value, probed.problem, probed.habits.steps)
    expect_any_labels(probe_accuracy, None)
    expect_linear(probe_accuracy)
    return probed


@check.exercise("probe-accuracy", names=["probe_accuracy"])
def _probe_accuracy(probe_accuracy: Any) -> str:
    with default_dtype(torch.float32):  # as the notebook's data; nothing here is finer
        left = grade_probe(probe_accuracy).model
    praise = "right: a linear layer on frozen features, and its accuracy on unseen rows."
    if left.training:
        return praise
    return f"{praise} (It leaves the model in evaluation mode: `train()` before you train it on.)"
