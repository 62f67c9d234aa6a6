"""Hidden test of notebook 01: do the names in an LSTM say what the gates do?

The names and the values of variables come from the student's process. What i, f and o are at the
last step is computed here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import torch
from torch import Tensor

from course_utils.checks import Wrong
from course_utils.checks.rnn_lstm.gates import gate_named, gates, parameter_gate
from course_utils.checks.weights import Matching

from .probes import probe


@probe
def variables(layer: Any, x: Any, most: int) -> dict:
    """The tensors of one gate's size among the local variables when functions returned."""
    import sys

    import torch

    code = getattr(type(layer).forward, "__code__", None)
    seen = {}

    def watch(frame, event, _):
        if event == "return" and code is not None and frame.f_code.co_filename == code.co_filename:
            seen.update(frame.f_locals)

    before = sys.getprofile()
    sys.setprofile(watch)
    try:
        layer(x)
    finally:
        sys.setprofile(before)
    tensors = {n: v for n, v in seen.items() if isinstance(v, torch.Tensor) and v.numel() == most}
    return dict(list(tensors.items())[:100])


def expect_gate_names(
    layer: Any, weights: Mapping[str, Tensor], x: Tensor, matching: Matching
) -> None:
    """Raise `Wrong` when what is called i acts as f in the equations, and the like.

    `layer` has these weights: `matching` is what `load` returned.
    """
    found = [*_of_variables(layer, weights, x), *_of_parameters(weights, matching)]
    for name, label, role in found:
        if label != role:
            pair = " and ".join(sorted((label, role)))
            raise Wrong(f"The gates {pair} are exchanged: `{name}` acts as {role}_t.")


def _of_variables(
    layer: Any, weights: Mapping[str, Tensor], x: Tensor
) -> Iterator[tuple[str, str, str]]:
    """(name, gate the name speaks of, gate it acts as)."""
    truth = gates(weights, x)
    seen = variables(layer, x, truth["i"].numel())
    for name, value in seen.items() if type(seen) is dict else ():
        if type(name) is not str or not gate_named(name) or not isinstance(value, Tensor):
            continue
        for role, gate in truth.items():
            if value.numel() == gate.numel() and value.is_floating_point():
                same = value.detach().reshape(gate.shape).to(gate.dtype)
                if torch.allclose(same, gate) or torch.allclose(torch.sigmoid(same), gate):
                    yield name, gate_named(name), role


def _of_parameters(
    weights: Mapping[str, Tensor], matching: Matching
) -> Iterator[tuple[str, str, str]]:
    # PyTorch stacks an LSTM's rows in the order i, f, g, o: a number's row tells its gate.
    rows = torch.cat(
        [torch.arange(len(w)).repeat_interleave(w[0].numel()) for w in weights.values()]
    )
    height = len(weights["bias_ih_l0"])
    roles: dict[str, set[str]] = {}
    for name, number in zip(matching.names, matching.index.tolist(), strict=True):
        roles.setdefault(name, set()).add("ifgo"[int(rows[number]) * 4 // height])
    for name, of in roles.items():
        label = parameter_gate(name)
        if label and len(of) == 1:
            yield name, label, of.pop()
