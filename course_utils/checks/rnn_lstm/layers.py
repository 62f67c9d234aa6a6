"""Checks of the two layers, whatever way their parameters are laid out.

The order: shapes → how many numbers there are to learn → values with all weights equal (which tells
the well-known slips apart) → gradients → distinct random weights → what is kept for the figures.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import torch
from torch import Tensor, nn

from course_utils.checks.ladder import (
    expect_close,
    expect_connected,
    expect_tensor,
    is_close,
    recognise,
)
from course_utils.checks.outcome import Wrong
from course_utils.checks.weights import (
    EQUAL,
    expect_from_scratch,
    expect_number_of_weights,
    fill,
    load,
    random_weights,
    reference,
)

from .gates import expect_gate_names
from .registry import check
from .running import (
    BATCH,
    HIDDEN,
    INPUT,
    TIME,
    build,
    draw,
    expect_same_again,
    run_lstm,
    run_rnn,
)
from .slips import GRADIENT_SLIPS, LSTM_SLIPS, RNN_SLIPS, causes, equal_lstm, equal_rnn

FIRST_STATE = "The last state is all_h[:, 0]. Is it h_1 in place of h_T, or all_h in reverse order?"


def joined(*parts: Tensor) -> Tensor:
    """Everything a layer computed, as (batch, numbers)."""
    return torch.cat([p.flatten(1) for p in parts], dim=1)


def expect_states(
    got: Tensor, expected: Tensor, slips: Mapping[str, Tensor], symbol: str = "h"
) -> None:
    """Compare step by step: "h_1 is right, h_2 is wrong", the cause, the first wrong numbers."""
    if is_close(got, expected):
        return
    step = next(t for t in range(got.shape[1]) if not is_close(got[:, t], expected[:, t]))
    place = (
        f"{symbol}_1 is wrong."
        if step == 0
        else f"{symbol}_{step} is right, {symbol}_{step + 1} is wrong."
    )
    if step > 1:
        place = f"{symbol}_1 … {place}"
    cause = recognise(got, slips)
    try:
        expect_close(got[:, step], expected[:, step], f"{symbol}_{step + 1}")
    except Wrong as error:
        raise Wrong("\n".join(filter(None, [f"{place} {cause}".strip(), str(error)]))) from None


def expect_gradient(got: Tensor, expected: Tensor, slips: Mapping[str, Tensor]) -> None:
    """The gradient by the inputs: right values with a cut graph are found here."""
    if is_close(got, expected):
        return
    cause = recognise(got, slips) or "The values are right, but their gradient by the input is not."
    raise Wrong(
        f"{cause}\nSize of the gradient at the first input: expected {expected[:, 0].norm():.3g}, "
        f"got {got[:, 0].norm():.3g}."
    )


def mixture_gradient(out: Tensor, x: Tensor) -> Tensor:
    """d(a fixed mixture of all outputs)/dx."""
    mixture = torch.linspace(-1, 2, out[0].numel()).expand_as(out)
    (grad,) = torch.autograd.grad((out * mixture).sum(), x, retain_graph=True, allow_unused=True)
    return torch.zeros_like(x) if grad is None else grad


def grade_rnn_layer(RNNLayer: Any, seed: int = 7) -> None:
    """`RNNLayer(input_size, hidden_size, nonlinearity=tanh)`, `forward(x) -> (all_h, last_h)`."""
    layer = build(RNNLayer, "RNNLayer", INPUT, HIDDEN)
    expect_from_scratch(layer)
    oracle = reference("RNN", INPUT, HIDDEN)
    x = draw(BATCH, TIME, INPUT, seed=seed).requires_grad_()
    all_h, last_h = run_rnn(layer, x)
    expect_close(last_h, all_h[:, -1], "last_h", {FIRST_STATE: all_h[:, 0]})
    rest = HIDDEN * INPUT + HIDDEN
    few = {
        rest: "W^h is missing: h_{t-1} is multiplied by a matrix of its own.",
        rest + HIDDEN: "W^h is a full matrix, hidden × hidden: every unit sees every other one.",
    }
    expect_number_of_weights(layer, oracle, "RNNLayer", HIDDEN, few)
    expect_same_again(layer, x)
    fill(layer, EQUAL)
    all_h, last_h = run_rnn(layer, x)
    slips = causes(RNN_SLIPS, lambda slip: equal_rnn(x, HIDDEN, slip))
    expect_states(all_h, equal_rnn(x, HIDDEN), slips)
    expect_connected(all_h, "all_h")
    expect_connected(last_h, "last_h")
    cut = causes(
        {k: GRADIENT_SLIPS[k] for k in ["h detached"]},
        lambda s: mixture_gradient(equal_rnn(x, HIDDEN, s).flatten(1), x),
    )
    expect_gradient(
        mixture_gradient(all_h.flatten(1), x),
        mixture_gradient(equal_rnn(x, HIDDEN).flatten(1), x),
        cut,
    )
    load_random(layer, oracle, seed)
    expect_states(layer(x)[0], oracle(x)[0], {})
    grade_nonlinearities(RNNLayer, layer, oracle, x)
    expect_h_list(layer, x)


def load_random(layer: nn.Module, oracle: nn.RNNBase, seed: int) -> dict[str, Tensor]:
    """Give both layers the same distinct random weights, whatever the student's layout."""
    weights = random_weights(
        oracle.mode.removesuffix("_TANH"),
        oracle.input_size,
        oracle.hidden_size,
        oracle.num_layers,
        seed,
    )
    oracle.load_state_dict(weights, strict=False)
    load(layer, weights)
    return weights


def grade_nonlinearities(RNNLayer: Any, layer: nn.Module, oracle: nn.Module, x: Tensor) -> None:
    """`nonlinearity` is used: ReLU against `nn.RNN`, none at all against powers of W^h."""
    relu_oracle = nn.RNN(INPUT, HIDDEN, nonlinearity="relu", batch_first=True)
    relu_oracle.load_state_dict(oracle.state_dict())
    still_tanh = {"`nonlinearity` is ignored: this is tanh, whatever is passed in.": oracle(x)[0]}
    for sigma, truth in ((torch.relu, relu_oracle(x)[0]), (lambda z: z, linear_states(oracle, x))):
        other = build(RNNLayer, "RNNLayer", INPUT, HIDDEN, nonlinearity=sigma)
        other.load_state_dict(layer.state_dict())
        expect_states(run_rnn(other, x)[0], truth, still_tanh)


def linear_states(oracle: nn.Module, x: Tensor) -> Tensor:
    """The states of a linear RNN in closed form: h_t = Σ_k (W^h)^{t-k} (W^x x_k + b)."""
    names = ("weight_ih_l0", "weight_hh_l0", "bias_ih_l0")
    W_x, W_h, b = (oracle.get_parameter(name).detach() for name in names)
    drive = x @ W_x.T + b  # (batch, time, hidden)
    steps = range(x.shape[1])
    power = [torch.linalg.matrix_power(W_h, n) for n in steps]
    terms = [torch.stack([drive[:, k] @ power[t - k].T for k in range(t + 1)]) for t in steps]
    return torch.stack([term.sum(0) for term in terms], dim=1)


def expect_h_list(layer: nn.Module, x: Tensor) -> None:
    """`h_list` holds the very tensors of the recurrence, one for each step of the last call."""
    all_h, last_h = run_rnn(layer, x)
    h_list = getattr(layer, "h_list", None)
    if not isinstance(h_list, list | tuple):
        raise Wrong(
            "The layer keeps no `self.h_list`. The figures read the gradients of h_1 … h_T from it."
        )
    time = x.shape[1]
    if len(h_list) == 2 * time or len(h_list) > time + 1:
        raise Wrong(
            f"`h_list` has {len(h_list)} states after several calls: start a new list in every "
            "`forward`."
        )
    if len(h_list) == time + 1:
        raise Wrong(f"`h_list` has {time + 1} states for {time} steps: h_0 does not belong in it.")
    if len(h_list) != time:
        raise Wrong(f"`h_list` should hold {time} states, one for each step, got {len(h_list)}.")
    first = expect_tensor(h_list[0], "h_list[0]", (x.shape[0], HIDDEN), "batch hidden")
    if not is_close(torch.stack(list(h_list), dim=1), all_h):
        raise Wrong(
            "`h_list` holds other numbers than all_h. Is it filled before the nonlinearity, or "
            "in another order?"
        )
    grad = (
        torch.autograd.grad(last_h.sum(), first, allow_unused=True)[0]
        if first.requires_grad
        else None
    )
    if grad is None:
        raise Wrong(
            "`h_list` holds copies: keep the tensors that go into the next step, so that they "
            "get a gradient."
        )


def grade_lstm_layer(LSTMLayer: Any, seed: int = 7) -> None:
    """`LSTMLayer(input_size, hidden_size)`, `forward(x) -> (all_h, (h_last, c_last))`."""
    layer = build(LSTMLayer, "LSTMLayer", INPUT, HIDDEN)
    expect_from_scratch(layer)
    oracle = reference("LSTM", INPUT, HIDDEN)
    x = draw(BATCH, TIME, INPUT, seed=seed).requires_grad_()
    all_h, h_last, c_last = run_lstm(layer, x)
    if is_close(c_last, all_h[:, -1]) and not is_close(h_last, all_h[:, -1]):
        if (h_last.abs() < c_last.abs()).all():  # |o∘tanh(C)| < |C|
            raise Wrong("all_h holds the cell states C_t: collect the h_t.")
        raise Wrong("h_last and c_last are exchanged: the pair is (h_last, c_last).")
    expect_close(h_last, all_h[:, -1], "h_last", {FIRST_STATE: all_h[:, 0]})
    one = HIDDEN * (HIDDEN + INPUT + 1)
    each = "Each gate and the candidate have weights of their own, four sets in all"
    few = {
        3 * one: f"The weights of one gate are missing. {each}: f, i, o and g.",
        2 * one: f"{each}. Do x_t and h_{{t-1}} both enter each of them?",
        one: f"{each}: f, i, o and g; here they share one.",
    }
    expect_number_of_weights(layer, oracle, "LSTMLayer", 4 * HIDDEN, few)
    expect_same_again(layer, x)
    fill(layer, EQUAL)
    all_h, h_last, c_last = run_lstm(layer, x)
    right = joined(*equal_lstm(x, HIDDEN))
    slips = causes(LSTM_SLIPS, lambda slip: joined(*equal_lstm(x, HIDDEN, slip)))
    cause = recognise(joined(all_h, c_last), slips)
    if cause:
        raise Wrong(cause)
    expect_states(all_h, equal_lstm(x, HIDDEN)[0], {})
    expect_close(c_last, equal_lstm(x, HIDDEN)[1], "c_last")
    expect_connected(all_h, "all_h")
    expect_connected(h_last, "h_last")
    cut = causes(GRADIENT_SLIPS, lambda s: mixture_gradient(joined(*equal_lstm(x, HIDDEN, s)), x))
    expect_gradient(mixture_gradient(joined(all_h, c_last), x), mixture_gradient(right, x), cut)
    weights = load_random(layer, oracle, seed)
    expect_states(layer(x)[0], oracle(x)[0], {})
    expect_close(layer(x)[1][1], oracle(x)[1][1][0], "c_last")
    expect_gate_names(layer, weights, x.detach())


@check.exercise("rnn-layer", names=["RNNLayer"])
def _rnn_layer(RNNLayer: Any) -> str:
    grade_rnn_layer(RNNLayer)
    return f"right: {TIME} steps, forwards and backwards, equal to `nn.RNN` with the same weights."


@check.exercise("lstm-layer", names=["LSTMLayer"])
def _lstm_layer(LSTMLayer: Any) -> str:
    grade_lstm_layer(LSTMLayer)
    return "right: values and gradients equal `nn.LSTM` with the same weights." + missing_h_list(
        LSTMLayer
    )


def missing_h_list(LSTMLayer: Any) -> str:
    """A word to those whose figures will ask for `h_list`."""
    layer = LSTMLayer(INPUT, HIDDEN)
    layer(draw(BATCH, TIME, INPUT))
    if len(getattr(layer, "h_list", [])) == TIME:
        return ""
    return " (Keep h_1 … h_T in `self.h_list` as well: the next figure reads them.)"
