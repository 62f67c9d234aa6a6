"""What well-known slips would compute, so that a check can name them.

With all weights equal, all hidden units are equal too, and a layer becomes a recurrence of single
numbers. So a slip needs no layer of its own: its output is a few lines of arithmetic. `s_t` is the
sum of the inputs times the weight, `a` the weight times the number of hidden units, `b` the bias.
"""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor

from course_utils.checks.weights import EQUAL

RNN_SLIPS = {
    "no recurrence": "h_{t-1} never enters: is h_0 used at every step, or the state not updated?",
    "linear": "The nonlinearity σ is never applied.",
    "bias twice": "The bias b is added twice; the equation adds it once.",
    "no bias": "The bias b is never added.",
    "input outside": (
        "σ goes around the whole sum W^h h_{t-1} + W^x x_t + b; here W^x x_t is added outside it."
    ),
    "state outside": (
        "σ goes around the whole sum W^h h_{t-1} + W^x x_t + b; here W^h h_{t-1} is added "
        "outside it."
    ),
    "residual": "h_{t-1} is added to the result: h_t is σ(…) alone.",
    "sigmoid": (
        "This is a sigmoid; the layer's `nonlinearity` (tanh unless told otherwise) belongs here."
    ),
    "first input": "Every step sees x_1: take the input of step t with `x[:, t]`.",
    "reversed": "Time runs backwards: h_1 sees the last input.",
    "no input": "x_t never enters: the states do not depend on the input.",
    "bias outside": "σ goes around the whole sum; here b is added outside it.",
    "input and bias outside": (
        "σ goes around the whole sum W^h h_{t-1} + W^x x_t + b; here W^x x_t is added outside it, "
        "with b."
    ),
    "squashed apart": "σ goes around the whole sum; here each part has a σ of its own.",
    "late input": "Step t sees the input of the step before: take `x[:, t]`, not `x[:, t - 1]`.",
    "ones": "h_0 is all ones: the recurrence starts from zeros.",
    "twice": "σ is applied twice.",
    "last repeated": "all_h holds h_T repeated: collect the state of every step.",
}

LSTM_SLIPS = {
    "no tanh": "h_t = o_t∘tanh(C_t): here h_t is taken from C_t without the tanh.",
    "no output gate": "The output gate is forgotten: h_t = o_t∘tanh(C_t), here h_t = tanh(C_t).",
    "bias twice": "Every bias is added twice; each equation adds it once.",
    "no bias": "The biases are never added.",
    "g sigmoid": "The candidate g_t needs a tanh, not a sigmoid: it must be able to be negative.",
    "no cell": (
        "C_{t-1} is not carried over: C_t = f_t∘C_{t-1} + i_t∘g_t, here the first term is missing."
    ),
    "no forget gate": (
        "The forget gate is missing: C_t = f_t∘C_{t-1} + i_t∘g_t, here C_{t-1} is kept whole."
    ),
    "no input gate": "The input gate is missing: g_t enters C_t without i_t.",
    "no recurrence": (
        "h_{t-1} never enters the gates: is h_0 used at every step, or the state not updated?"
    ),
    "gates see C": "The gates read C_{t-1}; in the equations they read h_{t-1}.",
    "gates tanh": "The gates f, i and o need a sigmoid: they must lie between 0 and 1.",
    "tanh outside": "h_t = o_t∘tanh(C_t): here the tanh goes around the product, tanh(o_t∘C_t).",
    "coupled": "i_t is a gate of its own, not 1 − f_t.",
    "reversed": "Time runs backwards: step 1 sees the last input.",
    "gates linear": "The gates f, i and o need a sigmoid: here they are plain sums.",
    "tanh on cell": (
        "h_t = o_t∘tanh(C_t): here the tanh is applied to the sum that is carried on. The cell "
        "state itself goes through no tanh."
    ),
    "tanh on cell, twice": (
        "C_t = f_t∘C_{t-1} + i_t∘g_t: here a tanh goes around the sum. The cell state itself goes "
        "through no tanh."
    ),
    "g linear": "The candidate g_t needs a tanh: here it is a plain sum.",
    "no input": "The gates read h_{t-1} and x_t; here x_t never enters.",
    "old cell": "h_t is taken from C_{t-1}: update the cell state first, then h_t = o_t∘tanh(C_t).",
}

GRADIENT_SLIPS = {
    "h detached": (
        "The values are right, but h_{t-1} is cut off from the graph: no gradient flows "
        "back through it."
    ),
    "c detached": (
        "The values are right, but the cell state is detached from the graph: no gradient "
        "flows back through C_{t-1}, which is the LSTM's long road."
    ),
    "both detached": (
        "The values are right, but both states are detached at every step: gradients reach "
        "the last input only."
    ),
}


def equal_rnn(x: Tensor, hidden: int, slip: str = "") -> Tensor:
    """All states of an RNN whose weights all equal `EQUAL`, (batch, time, hidden)."""
    s, a, b = EQUAL * x.sum(-1), EQUAL * hidden, EQUAL
    s = s.flip(1) if slip == "reversed" else s * (slip != "no input")
    s = s.roll(1, dims=1) if slip == "late input" else s  # x[:, -1] at the first step
    h, states = torch.full_like(s[:, 0], float(slip == "ones")), []
    for t in range(s.shape[1]):
        before = h * (slip != "no recurrence")
        before = before.detach() if slip == "h detached" else before
        s_t = s[:, 0] if slip == "first input" else s[:, t]
        z = s_t + a * before + b * {"bias twice": 2, "no bias": 0}.get(slip, 1)
        h = {
            "linear": lambda z=z: z,
            "sigmoid": lambda z=z: torch.sigmoid(z),
            "input outside": lambda z=z, s_t=s_t: torch.tanh(z - s_t) + s_t,
            "state outside": lambda z=z, h=before: torch.tanh(z - a * h) + a * h,
            "residual": lambda z=z, h=before: h + torch.tanh(z),
            "bias outside": lambda z=z: torch.tanh(z - b) + b,
            "input and bias outside": lambda z=z, s_t=s_t: torch.tanh(z - s_t - b) + s_t + b,
            "squashed apart": lambda z=z, h=before: torch.tanh(z - a * h) + torch.tanh(a * h),
            "twice": lambda z=z: torch.tanh(torch.tanh(z)),
        }.get(slip, lambda z=z: torch.tanh(z))()
        states.append(h)
    states = [h] * len(states) if slip == "last repeated" else states
    return torch.stack(states, 1)[..., None].expand(-1, -1, hidden)


def equal_lstm(x: Tensor, hidden: int, slip: str = "") -> tuple[Tensor, Tensor]:
    """All h_t (batch, time, hidden) and the last C (batch, hidden); all weights equal `EQUAL`."""
    s, a, b = EQUAL * x.sum(-1), EQUAL * hidden, EQUAL
    s = s.flip(1) if slip == "reversed" else s * (slip != "no input")
    h = c = torch.zeros_like(s[:, 0])
    states = []
    for t in range(s.shape[1]):
        h, c = (h.detach() if slip in ("h detached", "both detached") else h), c
        c_before = c.detach() if slip in ("c detached", "both detached") else c
        fed = c_before if slip == "gates see C" else h * (slip != "no recurrence")
        z = s[:, t] + a * fed + b * {"bias twice": 2, "no bias": 0}.get(slip, 1)
        gate: Tensor = {"gates tanh": torch.tanh(z), "gates linear": z}.get(slip, torch.sigmoid(z))
        g = {"g sigmoid": torch.sigmoid(z), "g linear": z}.get(slip, torch.tanh(z))
        one = torch.ones_like(gate)
        forget: Tensor = {"no cell": 0 * one, "no forget gate": one}.get(slip, gate)
        enter: Tensor = {"no input gate": one, "coupled": one - gate}.get(slip, gate)
        c = forget * c_before + enter * g
        c = torch.tanh(c) if slip.startswith("tanh on cell") else c
        h = {
            "no tanh": lambda c=c, o=gate: o * c,
            "tanh on cell": lambda c=c, o=gate: o * c,
            "no output gate": lambda c=c: torch.tanh(c),
            "tanh outside": lambda c=c, o=gate: torch.tanh(o * c),
            "old cell": lambda c=c_before, o=gate: o * torch.tanh(c),
        }.get(slip, lambda c=c, o=gate: o * torch.tanh(c))()
        states.append(h)
    return torch.stack(states, 1)[..., None].expand(-1, -1, hidden), c[..., None].expand(-1, hidden)


def causes(slips: dict[str, str], value: Callable[[str], Tensor]) -> dict[str, Tensor]:
    """Each slip's sentence with what it would compute."""
    return {sentence: value(slip) for slip, sentence in slips.items()}
