"""Do the names in an LSTM say what the gates do?

As a function, an LSTM whose i and f are exchanged is an LSTM: only its names are wrong. So the
names are read: of the student's variables while `forward` runs, and of the parameters.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping
from types import FrameType
from typing import Any

import torch
from torch import Tensor, nn

from course_utils.checks.outcome import Wrong
from course_utils.checks.weights import Matching, load, reference

_WORDS = {"i": "input", "f": "forget", "o": "output"}
_FROM_INPUT = {"ih", "ig", "g", "c", "cell", "candidate"}  # as in `input_g`: from the input to g


def gate_named(name: str) -> str:
    """The gate that a name speaks of, or "".

    >>> [gate_named(n) for n in ("f", "f_t", "forget_gate", "ig", "input_gate")]
    ['f', 'f', 'f', 'i', 'i']
    >>> [gate_named(n) for n in ("inputs", "out", "h")]
    ['', '', '']
    """
    name = name.lower().strip("_")
    for letter, word in _WORDS.items():
        if re.fullmatch(
            rf"{letter}(_?t|_?g|_?gate|\d+)?|{word}(_?gate.*|_?g|_t)|{word[:3]}_?g(ate)?|{word}",
            name,
        ):
            return letter
    return ""


def gates(weights: Mapping[str, Tensor], x: Tensor) -> dict[str, Tensor]:
    """i, f and o at the last step, (batch, hidden)."""
    W_x, W_h, b = weights["weight_ih_l0"], weights["weight_hh_l0"], weights["bias_ih_l0"]
    oracle = reference("LSTM", W_x.shape[1], W_h.shape[1])
    oracle.load_state_dict(dict(weights), strict=False)
    before = oracle(x[:, :-1])[0][:, -1]  # h_{T-1}: (batch, hidden)
    z = x[:, -1] @ W_x.T + before @ W_h.T + b
    i, f, _, o = torch.sigmoid(z).chunk(4, dim=-1)
    return {"i": i.detach(), "f": f.detach(), "o": o.detach()}


def locals_of_forward(layer: nn.Module, x: Tensor) -> dict[str, Any]:
    """The student's local variables when their functions returned; the last call wins."""
    code = getattr(type(layer).forward, "__code__", None)
    seen: dict[str, Any] = {}

    def watch(frame: FrameType, event: str, _: Any) -> None:
        if event == "return" and code is not None and frame.f_code.co_filename == code.co_filename:
            seen.update(frame.f_locals)

    before = sys.getprofile()
    sys.setprofile(watch)
    try:
        layer(x)
    finally:
        sys.setprofile(before)
    return seen


def names_and_roles(
    layer: nn.Module, weights: Mapping[str, Tensor], x: Tensor, matching: Matching
) -> Iterator[tuple[str, str, str]]:
    """(name, gate the name speaks of, gate it acts as), for variables and for parameters."""
    truth = gates(weights, x)
    for name, value in locals_of_forward(layer, x).items():
        if gate_named(name) and isinstance(value, Tensor) and value.numel() == truth["i"].numel():
            for role, gate in truth.items():
                value = value.detach().reshape(gate.shape).to(gate.dtype)
                if torch.allclose(value, gate) or torch.allclose(torch.sigmoid(value), gate):
                    yield name, gate_named(name), role
    # PyTorch stacks an LSTM's rows in the order i, f, g, o: a number's row tells its gate.
    rows = torch.cat(
        [torch.arange(len(w)).repeat_interleave(w[0].numel()) for w in weights.values()]
    )
    height = len(weights["bias_ih_l0"])
    roles_of: dict[str, set[str]] = {}
    for name, number in zip(matching.names, matching.index.tolist(), strict=True):
        roles_of.setdefault(name, set()).add("ifgo"[int(rows[number]) * 4 // height])
    for name, roles in roles_of.items():
        label = parameter_gate(name)
        if label and len(roles) == 1:
            yield name, label, roles.pop()


def parameter_gate(name: str) -> str:
    """The gate that a parameter's name speaks of, or "".

    >>> [parameter_gate(n) for n in ("W_f.weight", "forget_gate.bias", "Uf", "b_hi")]
    ['f', 'f', 'f', 'i']
    >>> [parameter_gate(n) for n in ("lin.weight", "x2h.weight", "W_ih", "W_ig", "f.input.weight")]
    ['', '', '', '', 'f']
    """
    parts = re.sub(r"\.(weight|bias)$", "", name).lower().split(".")
    tokens = {*parts, *"_".join(parts).split("_")}
    if len(parts) > 1:
        tokens -= {"input", "output"}  # of a module that stands for a gate
    short = [re.fullmatch(r"[wubxh]{0,2}([ifo])[xh]?", t) for t in tokens]
    found = {m[1] for m in short if m} | {gate_named(t) for t in tokens} - {""}
    if "i" in found and tokens & _FROM_INPUT:
        return ""
    return found.pop() if len(found) == 1 else ""


def expect_gate_names(layer: nn.Module, weights: Mapping[str, Tensor], x: Tensor) -> None:
    """Load `weights`, and raise when what is called i acts as f in the equations, and the like."""
    matching = load(layer, weights)
    for name, label, role in names_and_roles(layer, weights, x, matching):
        if label != role:
            pair = " and ".join(sorted((label, role)))
            raise Wrong(
                f"The gates {pair} are exchanged: what your code calls `{name}` acts as {role}_t. "
                "C_t = f_t∘C_{t-1} + i_t∘g_t: f multiplies the old cell state, i the candidate; "
                "o what is shown, h_t = o_t∘tanh(C_t)."
            )
