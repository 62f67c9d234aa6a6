"""Build a student's module and call it: the shapes and the calls, before any number is compared."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor, nn

from course_utils.checks.ladder import expect_tensor, expect_tuple, is_close
from course_utils.checks.outcome import Wrong

BATCH, TIME, INPUT, HIDDEN = 4, 5, 2, 3  # all different, so that exchanged axes show


def draw(*shape: int, seed: int = 1) -> Tensor:
    """Fixed random numbers: every check sees the same ones on every machine."""
    return torch.randn(*shape, generator=torch.Generator().manual_seed(seed))


def build(cls: Any, what: str, *args: Any, **kwargs: Any) -> nn.Module:
    """Construct the student's module; one sentence when it is no class of modules."""
    if not isinstance(cls, type) or not issubclass(cls, nn.Module):
        raise Wrong(f"`{what}` should be a class: `class {what}(nn.Module)`.")
    return cls(*args, **kwargs)


def two(value: Any, what: str, names: str) -> tuple[Any, Any]:
    """`forward` returned a pair."""
    first, second = expect_tuple(value, 2, what, names)
    return first, second


def call(layer: nn.Module, x: Tensor) -> Any:
    """`layer(x)`; when it only runs with as many sequences as steps, the two are mixed up."""
    try:
        return layer(x)
    except (RuntimeError, IndexError, ValueError) as error:
        time, square = x.shape[1], x.detach()[:1].expand(x.shape[1], -1, -1)
        try:
            layer(square)
        except Exception:
            raise error from None
        raise Wrong(
            "Batch and time are mixed up: this runs only with as many sequences as steps. x is "
            "(batch, time, input), so the input of step t is `x[:, t]`, and a state is (batch, "
            f"hidden).\nWith {len(x)} sequences of {time} steps: {type(error).__name__}: {error}"
        ) from None


def run_rnn(layer: nn.Module, x: Tensor) -> tuple[Tensor, Tensor]:
    """(all_h, last_h) of an `RNNLayer`, with the right shapes."""
    all_h, last_h = two(call(layer, x), "forward", "(all_h, last_h)")
    batch, time, _ = x.shape
    all_h = expect_tensor(all_h, "all_h", (batch, time, HIDDEN), "batch time hidden")
    return all_h, expect_tensor(last_h, "last_h", (batch, HIDDEN), "batch hidden")


def run_lstm(layer: nn.Module, x: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """(all_h, h_last, c_last) of an `LSTMLayer`, with the right shapes."""
    all_h, last = two(call(layer, x), "forward", "(all_h, (h_last, c_last))")
    h_last, c_last = two(last, "The second value of forward", "(h_last, c_last)")
    batch, time, _ = x.shape
    all_h = expect_tensor(all_h, "all_h", (batch, time, HIDDEN), "batch time hidden")
    h_last = expect_tensor(h_last, "h_last", (batch, HIDDEN), "batch hidden")
    return all_h, h_last, expect_tensor(c_last, "c_last", (batch, HIDDEN), "batch hidden")


def expect_same_again(layer: nn.Module, x: Tensor) -> None:
    """Two calls on the same sequences agree: nothing is kept, nothing drawn at random."""

    def all_h(seed: int) -> Tensor:
        torch.manual_seed(seed)
        return layer(x)[0].detach()

    first, again, other = all_h(1), all_h(1), all_h(2)
    if again.shape != first.shape:
        raise Wrong(
            f"all_h grows from call to call, from shape {tuple(first.shape)} to "
            f"{tuple(again.shape)}. Start with an empty list in every `forward`."
        )
    if not is_close(again, first):
        raise Wrong(
            "Two calls on the same sequences give different states: the second starts from the "
            "last state of the call before. Start from zeros in every `forward`."
        )
    if not is_close(other, first):
        raise Wrong(
            "Two calls on the same sequences give different states: something is drawn at random "
            "in `forward`. h_0 and C_0 are zeros, and there is no dropout."
        )
