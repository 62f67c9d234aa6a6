"""Put given weights into a student's layer, whatever its layout, without believing the layer.

The student's process tells what each of its numbers does (fingerprints, as in
course_utils.checks.weights); which weight of the reference that is, is decided here. Whoever lies
gets wrong weights, and the outputs will not be right.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import torch
from torch import Tensor

from course_utils.checks import Wrong
from course_utils.checks.weights import EQUAL, Matching, fill, flat, reference, size
from course_utils.checks.weights import fingerprints as fingerprints_of

from .probes import probe

_ROUNDS = 3


@probe
def describe(module: Any) -> tuple[list[str], list[int], list[str]]:
    """The names of trainable parameters, their sizes, and the library's own cells inside."""
    from torch import nn

    own = [(n, p) for n, p in module.named_parameters() if p.requires_grad]
    ready_made = [
        next(c.__name__ for c in type(m).__mro__ if c.__module__.startswith("torch."))
        for m in module.modules()
        if isinstance(m, nn.RNNBase | nn.RNNCellBase)
    ]
    return [n for n, _ in own], [p.numel() for _, p in own], ready_made


@probe
def write(module: Any, values: Any) -> None:
    """Write numbers into the trainable parameters, in their order."""
    import torch

    start = 0
    with torch.no_grad():
        for parameter in module.parameters():
            if parameter.requires_grad:
                end = start + parameter.numel()
                parameter.copy_(values[start:end].view_as(parameter))
                start = end


@probe
def fingerprints(module: Any, x: Any, values: Any) -> Any:
    """Write the numbers; what each does to a few random mixtures of all outputs."""
    import torch

    start, parameters = 0, [p for p in module.parameters() if p.requires_grad]
    with torch.no_grad():
        for parameter in parameters:
            end = start + parameter.numel()
            parameter.copy_(values[start:end].view_as(parameter))
            start = end

    def tensors(value):
        return (
            [value] if isinstance(value, torch.Tensor) else [t for v in value for t in tensors(v)]
        )

    turned = [t if len(t) == len(x) else t.transpose(0, 1) for t in tensors(module(x))]
    out = torch.cat([t.flatten(1) for t in turned], dim=1)
    generator, rows = torch.Generator().manual_seed(7), []
    for _ in range(4):
        mixture = torch.randn(out.shape, generator=generator, dtype=out.dtype)
        grads = torch.autograd.grad(
            (out * mixture).sum(), parameters, retain_graph=True, materialize_grads=True
        )
        rows.append(torch.cat([g.flatten() for g in grads]))
    return torch.stack(rows, dim=1)


@probe
def library_calls(module: Any, x: Any) -> list[str]:
    """The names of PyTorch's own functions that run while the module does."""
    from torch.overrides import TorchFunctionMode

    class Names(TorchFunctionMode):
        def __init__(self):
            super().__init__()
            self.seen = set()

        def __torch_function__(self, function, types, arguments=(), options=None):
            self.seen.add(str(getattr(function, "__name__", "")))
            return function(*arguments, **(options or {}))

    with Names() as names:
        module(x)
    return sorted(names.seen)


def load(student: Any, weights: Mapping[str, Tensor]) -> Matching:
    """Give the student's layer these weights, with the names of `nn.RNN` and `nn.LSTM` (one bias).

    Raises `Wrong` when the layer's parameters do not act as the weights of the equations, or when
    the layer is PyTorch's own.
    """
    matching = _matching(student, weights)
    oracle = _oracle(weights)
    oracle.load_state_dict(dict(weights), strict=False)
    write(student, flat(oracle)[matching.index])
    return matching


def _oracle(weights: Mapping[str, Tensor]) -> torch.nn.RNN | torch.nn.LSTM:
    hidden, inputs = weights["weight_hh_l0"].shape[1], weights["weight_ih_l0"].shape[1]
    kind = "LSTM" if len(weights["weight_hh_l0"]) == 4 * hidden else "RNN"
    return reference(kind, inputs, hidden, sum(name.startswith("weight_ih") for name in weights))


def _matching(student: Any, weights: Mapping[str, Tensor]) -> Matching:
    names, sizes, ready_made = described(student)
    if ready_made:
        raise Wrong(ready_made_words(ready_made[0]))
    oracle, wanted = _oracle(weights), size(_oracle(weights))
    all_names = [name for name, n in zip(names, sizes, strict=True) for _ in range(n)]
    if len(all_names) != wanted:
        raise Wrong(
            f"The layer has {len(all_names)} numbers to learn, the equations have {wanted}."
        )
    x = torch.randn(4, 5, oracle.input_size, generator=torch.Generator().manual_seed(3))
    _expect_own_steps(library_calls(student, x))
    mine, theirs = (torch.full((wanted,), EQUAL) for _ in range(2))
    random = torch.randn(wanted, generator=torch.Generator().manual_seed(11)) * 0.5
    index = torch.full((wanted,), -1)
    for _ in range(_ROUNDS):
        fill(oracle, mine)
        ours, said = fingerprints_of(oracle, x), fingerprints(student, x, theirs)
        if not isinstance(said, Tensor) or said.shape != ours.shape or said.dtype != ours.dtype:
            raise Wrong("The outputs do not depend on the parameters as they do in the equations.")
        apart = torch.cdist(said, ours, compute_mode="donot_use_mm_for_euclid_dist")
        near = apart < 1e-7 * ours.abs().max()
        sure = near.sum(1) == 1
        index = torch.where(sure, near.int().argmax(1), -1)
        if sure.all():
            break
        theirs = torch.where(sure, random[index], EQUAL)
        mine = torch.full((wanted,), EQUAL)
        mine[index[sure]] = random[index[sure]]
    matching = Matching(index, wanted, all_names)
    if not matching.complete:
        unmatched = ", ".join(matching.unmatched)
        raise Wrong(f"These parameters do not act as weights of the equations: {unmatched}.")
    return matching


def described(student: Any) -> tuple[list[str], list[int], list[str]]:
    """What the student's module is made of, in a form that can be relied on."""
    names, sizes, ready_made = describe(student)
    if not (_are(names, str) and _are(sizes, int) and _are(ready_made, str)):
        raise Wrong("The parameters of the layer cannot be read.")
    if len(names) != len(sizes) or not all(0 <= n < 1 << 24 for n in sizes) or sum(sizes) > 1 << 24:
        raise Wrong("The parameters of the layer cannot be read.")
    return names, sizes, ready_made


def _expect_own_steps(calls: Any) -> None:
    """Raise `Wrong` where a whole recurrence of PyTorch's ran, wherever it was hidden."""
    for name in calls if _are(calls, str) else []:
        cell = re.fullmatch(r"(rnn|lstm|gru)(_tanh|_relu)?(_cell)?", name)
        if cell:
            raise Wrong(ready_made_words(cell[1].upper() + ("Cell" if cell[3] else "")))


def _are(values: Any, kind: type) -> bool:
    return type(values) is list and all(type(value) is kind for value in values)


def ready_made_words(name: str) -> str:
    """What to say to who used PyTorch's own cell."""
    return f"This uses `nn.{name}`. Here the recurrence is yours to write, from matrix products up."
