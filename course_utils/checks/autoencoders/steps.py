"""Check of the loss and of one training step, on a model whose layers are right."""

from __future__ import annotations

import math
from numbers import Real
from typing import Any

import torch
from torch import Tensor, nn

from course_utils.checks.ladder import expect_close, expect_connected, expect_tensor, is_close
from course_utils.checks.outcome import Wrong
from course_utils.checks.weights import flat, trainable

from .layers import draw

RATE = 0.1  # of the steps that are watched
_TOO_EARLY = "`step()` comes before `backward()`, so it uses the gradient of an earlier call."


def expect_loss(model: Any, x: Tensor, x_hat: Tensor) -> None:
    """`loss(x, x_hat)`: the mean of the squares over all entries."""
    value, d = model.loss(x, x_hat), x_hat - x
    if isinstance(value, Tensor) and value.dim():
        raise Wrong(
            f"loss(x, x_hat) should be one number, got a tensor of shape {tuple(value.shape)}: "
            "take the mean over all entries."
        )
    every = "over all entries, of the batch and of each row."
    causes = {
        f"The loss is the sum of the squares: take their mean {every}": (d**2).sum(),
        "The loss is summed over the entries of a row, and the mean is over rows only: take the "
        f"mean {every}": (d**2).sum(1).mean(),
        "The loss is the mean over the entries of a row, summed over rows: take the mean "
        f"{every}": (d**2).mean(1).sum(),
        "The loss is the mean of the absolute differences: square them.": d.abs().mean(),
        "The loss is the mean of the differences, which cancel out: square them.": d.mean(),
        "The loss is the mean of the differences, which cancel out: square them. ": -d.mean(),
        "The loss is the square root of the mean square: leave the root out.": (
            (d**2).mean().sqrt()
        ),
        "The loss is half the mean square: leave the half out.": (d**2).mean() / 2,
        "The loss has the wrong sign.": -(d**2).mean(),
    }
    value = expect_tensor(value, "loss(x, x_hat)", ())
    expect_close(value, (d**2).mean(), "loss(x, x_hat)", causes)


def mean_square(model: nn.Module, x: Tensor, target: Tensor | None = None) -> Tensor:
    """Of what the model makes of x, against x or a target."""
    return ((model(x) - (x if target is None else target)) ** 2).mean()


def expect_get_loss(model: Any, x: Tensor) -> None:
    """`get_loss(x)` is loss(x, forward(x)), with a gradient."""
    given = x.clone()
    value = model.get_loss(given)
    if not torch.equal(given, x):
        raise Wrong("get_loss changes x itself.")
    if type(value) is float:
        raise Wrong("get_loss returns a float, which has no gradient: leave out `.item()`.")
    value = expect_tensor(value, "get_loss(x)", ())
    x_hat = model(x)
    causes = {
        "get_loss is always 0: is x compared with itself? Compare x with forward(x).": (
            torch.zeros(())
        ),
        "get_loss compares forward(x) with zeros: compare it with x.": (x_hat**2).mean(),
        "get_loss compares forward(x) with what forward makes of it: compare it with x.": (
            (model(x_hat) - x_hat) ** 2
        ).mean(),
        "get_loss compares x with what forward makes of forward(x): one `forward` is enough.": (
            (model(x_hat) - x) ** 2
        ).mean(),
        "get_loss is the sum of the squares: it is loss(x, forward(x)), the mean.": (
            ((x_hat - x) ** 2).sum()
        ),
    }
    expect_close(value, ((x_hat - x) ** 2).mean(), "get_loss(x)", causes)
    expect_connected(value, "get_loss(x)")


class Counting(torch.optim.SGD):
    """Plain gradient descent that counts its steps."""

    steps = 0

    def step(self, closure: Any = None) -> Any:
        self.steps += 1
        return super().step(closure)


def expect_train_step(model: Any, x: Tensor) -> None:
    """One step on get_loss(x), with the optimizer given; the loss before it comes back."""
    parameters = [p for _, p in trainable(model)]
    loss, before = mean_square(model, x), flat(model)
    grads = torch.autograd.grad(loss, parameters)
    stale = draw(len(before), seed=3)  # as an earlier step leaves it behind
    places = stale.split([p.numel() for p in parameters])
    reached: list[bool] = []
    for parameter, part in zip(parameters, places, strict=True):
        parameter.grad = part.view_as(parameter).clone()
        parameter.register_hook(lambda _: reached.append(True))
    optimizer = Counting(model.parameters(), lr=RATE)
    try:
        value = model.train_step(x.clone(), optimizer)
    except RuntimeError as error:
        if optimizer.steps and "modified by an inplace operation" in str(error):
            raise Wrong(_TOO_EARLY) from None
        raise
    moved = (before - flat(model)) / RATE
    gradient = torch.cat([g.flatten() for g in grads])
    if amiss := _amiss(moved, gradient, stale, optimizer, bool(reached)):
        raise Wrong(amiss)
    _expect_number(value, loss.item(), mean_square(model, x).item())
    _expect_by_get_loss(model, x)


def _expect_by_get_loss(model: Any, x: Tensor) -> None:
    """Another `get_loss` trains for another loss: denoising and masking hang on that."""
    loss, own = mean_square(model, x).item(), model.get_loss
    model.get_loss = lambda *args: 2 * own(*args)
    try:
        value = model.train_step(x.clone(), Counting(model.parameters(), lr=RATE))
    finally:
        del model.get_loss
    if not math.isclose(value, 2 * loss, rel_tol=1e-7):
        raise Wrong(
            "train_step computes the loss by itself. Call `self.get_loss(x)`: the networks further "
            "down change get_loss, and train_step has to follow."
        )


def _amiss(
    moved: Tensor, gradient: Tensor, stale: Tensor, optimizer: Counting, reached: bool
) -> str:
    """What is wrong with a step that moved the weights so; "" when nothing is."""
    if optimizer.steps and not reached:
        return "train_step never calls `backward()` on the loss."
    if optimizer.steps > 1:
        return f"train_step makes {optimizer.steps} steps: make one."
    if not moved.any():
        return _standstill(optimizer, reached)
    if optimizer.steps == 0:
        return (
            "The weights change, but not by the optimizer that is given: call its `step()`, and "
            "make none of your own."
        )
    causes = {
        "Gradients of earlier steps are added up: call `optimizer.zero_grad()` before "
        "`backward()`.": gradient + stale,
        _TOO_EARLY: stale,
        "`backward()` is called twice.": 2 * gradient,
    }
    for cause, used in causes.items():
        if is_close(moved, used, 1e-7):
            return cause
    if not is_close(moved, gradient, 1e-7):
        return "The step does not follow the gradient of get_loss(x)."
    return ""


def _standstill(optimizer: Counting, reached: bool) -> str:
    """Why no weight has changed."""
    if not reached:
        return "train_step never calls `backward()`, nor `step()`: the weights do not change."
    if not optimizer.steps:
        return "train_step never calls `optimizer.step()`: the weights do not change."
    grads = [p.grad for group in optimizer.param_groups for p in group["params"]]
    if any(g is not None and g.any() for g in grads):
        return "`step()` comes before `backward()`: the weights do not change."
    return (
        "`zero_grad()` comes between `backward()` and `step()`, and erases the gradient: call it "
        "first."
    )


def _expect_number(value: Any, loss: float, after: float) -> None:
    """The loss before the step, as a float."""
    if value is None:
        raise Wrong("train_step returned None. (Did you forget a `return` statement?)")
    if isinstance(value, Tensor):
        raise Wrong("train_step returns a tensor, with its graph behind it: `loss.item()`.")
    if isinstance(value, bool) or not isinstance(value, Real):
        raise Wrong(f"train_step should return the loss as a float, got `{type(value).__name__}`.")
    if math.isclose(value, loss, rel_tol=1e-7):
        return
    if math.isclose(value, after, rel_tol=1e-7):
        raise Wrong(
            "train_step returns the loss after the step: return the one that was computed before."
        )
    raise Wrong(f"train_step should return the loss before the step, {loss:.4g}, got {value:.4g}.")
