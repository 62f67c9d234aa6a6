"""Checks of the stacked networks, against `nn.RNN` and `nn.LSTM` of as many layers."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor, nn

from course_utils.checks.ladder import expect_close, expect_tensor
from course_utils.checks.outcome import Wrong
from course_utils.checks.weights import (
    EQUAL,
    expect_from_scratch,
    expect_number_of_weights,
    fill,
    reference,
    size,
)

from .layers import expect_gradient, expect_states, joined, load_random, mixture_gradient
from .registry import check
from .running import (
    BATCH,
    HIDDEN,
    INPUT,
    TIME,
    build,
    call,
    draw,
    expect_same_again,
    two,
)


def run(module: nn.Module, x: Tensor, layers: int, kind: str) -> list[Tensor]:
    """[all_h, last h of every layer (, last C of every layer)], with the right shapes."""
    names = ["h_last"] if kind == "RNN" else ["h_last", "c_last"]
    all_h, last = two(
        call(module, x),
        f"{kind}.forward",
        f"(all_h, {names[0] if kind == 'RNN' else '(h_last, c_last)'})",
    )
    if kind == "LSTM" and isinstance(last, list | tuple) and len(last) == layers != 2:
        raise Wrong(
            "The second value of LSTM.forward has one pair for each layer. It should be one pair, "
            "(h_last, c_last), each with all layers: (num_layers, batch, hidden)."
        )
    states = (
        [last]
        if kind == "RNN"
        else list(two(last, f"The second value of {kind}.forward", "(h_last, c_last)"))
    )
    shape = (layers, x.shape[0], HIDDEN)
    for state, name in zip(states, names, strict=True):
        single = isinstance(state, Tensor) and state.shape == (1, len(x), HIDDEN)
        if isinstance(state, Tensor) and layers > 1 and (state.dim() == 2 or single):
            cause = {
                len(x): "is the state of one layer. Return one state for every layer.",
                layers * len(x): "joins the layers end to end. Use `torch.stack`, not `torch.cat`.",
            }.get(len(state[0] if single else state), "lacks an axis.")
            raise Wrong(
                f"{name} {cause}\nIt should have shape (num_layers, batch, hidden) = {shape}, got "
                f"{tuple(state.shape)}."
            )
    return [
        expect_tensor(all_h, "all_h", (x.shape[0], TIME, HIDDEN), "batch time hidden"),
        *(
            expect_tensor(s, n, shape, "num_layers batch hidden")
            for s, n in zip(states, names, strict=True)
        ),
    ]


def outputs(parts: list[Tensor]) -> Tensor:
    """Everything a stack computed, (batch, numbers)."""
    return joined(parts[0], *(p.transpose(0, 1) for p in parts[1:]))


def expect_weights(module: nn.Module, kind: str, layers: int) -> None:
    """The stack has the weights of so many layers; sharing one layer is named."""
    have = size(module)
    for n in (1, 2, 3, 4):
        if n != layers and have == count(kind, n):
            each = "each layer needs weights of its own, kept in an `nn.ModuleList`"
            raise Wrong(
                f"{kind} with num_layers={layers} has the weights of {n} layer{'s' * (n > 1)}: "
                + (f"{each}." if n < layers else "that is too many.")
            )
    gates = 4 if kind == "LSTM" else 1
    causes = {
        layers * count(kind, 1): (
            "Only the first layer reads `input_size` numbers; the others read the `hidden_size` "
            "states of the layer below."
        ),
        count("RNN", layers): f"This {kind} is built from `RNNLayer`: take `LSTMLayer`.",
    }
    expect_number_of_weights(
        module, reference(kind, INPUT, HIDDEN, layers), kind, gates * HIDDEN * layers, causes
    )


def count(kind: str, layers: int) -> int:
    """How many numbers a stack of so many layers learns."""
    return size(reference(kind, INPUT, HIDDEN, layers))


def grade_stack(cls: Any, kind: str, seed: int = 7) -> None:
    """`RNN(input_size, hidden_size, num_layers)` or `LSTM(...)`, with one, two and three layers."""
    x = draw(BATCH, TIME, INPUT, seed=seed)
    for layers in (3, 2):  # shapes first, where one layer's states cannot pass for all
        module = build(cls, kind, INPUT, HIDDEN, layers)
        expect_from_scratch(module)
        expect_weights(module, kind, layers)
        run(module, x, layers, kind)
        expect_same_again(module, x)
    for layers in (1, 2, 3):
        x = draw(BATCH, TIME, INPUT, seed=seed).requires_grad_()
        module = build(cls, kind, INPUT, HIDDEN, layers)
        expect_from_scratch(module)
        oracle = reference(kind, INPUT, HIDDEN, layers)
        run(module, x, layers, kind)
        expect_weights(module, kind, layers)
        fill(module, EQUAL)
        fill(oracle, EQUAL)
        expect_same(module, oracle, x, layers, kind)
        load_random(module, oracle, seed)
        expect_same(module, oracle, x, layers, kind)


def expect_same(module: nn.Module, oracle: nn.RNNBase, x: Tensor, layers: int, kind: str) -> None:
    """Outputs, last states and gradients equal the reference's."""
    got = run(module, x, layers, kind)
    all_h, last = oracle(x)
    truth = [all_h, *(last if kind == "LSTM" else [last])]
    first = first_layer(oracle, kind, x)
    slips = {
        "These are the first layer's outputs: the last layer's belong here.": first,
        "Each layer reads only the last state of the one below, not its whole sequence.": (
            upper(oracle, kind, first[:, -1:].expand_as(first))
        ),
        **{
            f"A {f.__name__} is applied between the layers: the states of one layer are the input "
            "of the next as they are.": upper(oracle, kind, f(first))
            for f in (torch.tanh, torch.relu, torch.sigmoid)
        },
    }
    expect_states(got[0], all_h, slips if layers > 1 else {})
    for name, mine, theirs in zip(("h_last", "c_last"), got[1:], truth[1:], strict=False):
        expect_close(
            mine,
            theirs,
            name,
            {
                "The layers are in reverse order: the lowest layer comes first.": theirs.flip(0),
                "Every layer has the last layer's state: collect each layer's own.": (
                    theirs[-1:].expand_as(theirs)
                ),
                "Every layer has the first layer's state: collect each layer's own.": (
                    theirs[:1].expand_as(theirs)
                ),
                "h and C are exchanged: the pair is (h_last, c_last).": (
                    truth[2] if name == "h_last" and kind == "LSTM" else torch.zeros(0)
                ),
            },
        )
    expect_gradient(
        mixture_gradient(outputs(got), x),
        mixture_gradient(outputs(truth), x),
        {"No gradient reaches the lower layers: is their output detached?": torch.zeros_like(x)},
    )


def first_layer(oracle: nn.RNNBase, kind: str, x: Tensor) -> Tensor:
    """What the lowest layer puts out."""
    lowest = reference(kind, INPUT, HIDDEN)
    lowest.load_state_dict({k: v for k, v in oracle.state_dict().items() if k.endswith("_l0")})
    return lowest(x)[0]


def upper(oracle: nn.RNNBase, kind: str, x: Tensor) -> Tensor:
    """What the second of two layers puts out for this input."""
    if oracle.num_layers != 2:
        return torch.zeros(0)
    layer = reference(kind, HIDDEN, HIDDEN)
    weights = oracle.state_dict().items()
    layer.load_state_dict({k.replace("_l1", "_l0"): v for k, v in weights if k.endswith("_l1")})
    return layer(x)[0]


@check.exercise("stacked", names=["RNN", "LSTM"])
def _stacked(RNN: Any, LSTM: Any) -> str:
    grade_stack(RNN, "RNN")
    grade_stack(LSTM, "LSTM")
    return "right: one, two and three layers, of both kinds."
