"""Put given weights into a layer whose parameters may be laid out in any way.

One `nn.Linear` or two, raw `nn.Parameter`s, fused or per-gate matrices, either order of
concatenation: we never ask. Every number in the student's parameters is recognised by what it does.
With all weights equal, every layout computes the same function, and the derivative of the outputs
with respect to one number (its *fingerprint*) tells which weight of the reference (`torch.nn.RNN`,
`torch.nn.LSTM`) it is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import torch
from torch import Tensor, nn

from .outcome import Wrong

EQUAL = 0.3
"""The value all weights share at first: small enough that no gate saturates."""

_ROUNDS = 3  # two were enough for every layout and depth tried


@dataclass
class Matching:
    """Which number of the reference each of the student's numbers is; -1 where none fits."""

    index: Tensor  # (student's numbers,)
    wanted: int  # how many numbers the reference has
    names: list[str] = field(default_factory=list)  # the student's parameter name for each number

    @property
    def unmatched(self) -> list[str]:
        """Parameters with a number that plays no part of the reference, or one that others play."""
        index = self.index.tolist()
        taken = Counter(index)
        return sorted({n for n, i in zip(self.names, index, strict=True) if i < 0 or taken[i] > 1})

    @property
    def complete(self) -> bool:
        """True when the two sets of numbers correspond one to one."""
        return sorted(self.index.tolist()) == list(range(self.wanted))


def reference(
    kind: str, input_size: int, hidden_size: int, num_layers: int = 1
) -> nn.RNN | nn.LSTM:
    """PyTorch's own layer with one bias: the second, which adds nothing, is held at zero.

    >>> sorted(n for n, p in reference("RNN", 2, 3).named_parameters() if p.requires_grad)
    ['bias_ih_l0', 'weight_hh_l0', 'weight_ih_l0']
    """
    layer = {"RNN": nn.RNN, "LSTM": nn.LSTM}[kind]
    module = layer(input_size, hidden_size, num_layers, batch_first=True)
    for name, parameter in module.named_parameters():
        if name.startswith("bias_hh"):
            nn.init.zeros_(parameter)
            parameter.requires_grad_(False)
    return module


def trainable(module: nn.Module) -> list[tuple[str, nn.Parameter]]:
    """The parameters that training would change, each once."""
    return [(n, p) for n, p in module.named_parameters() if p.requires_grad]


def size(module: nn.Module) -> int:
    """How many numbers the module learns.

    >>> size(reference("RNN", 2, 3))
    18
    """
    return sum(p.numel() for _, p in trainable(module))


@torch.no_grad()
def fill(module: nn.Module, values: Tensor | float) -> None:
    """Write numbers into the parameters, in the order of `module.parameters()`."""
    start = 0
    for _, parameter in trainable(module):
        end = start + parameter.numel()
        if isinstance(values, Tensor):
            parameter.copy_(values[start:end].view_as(parameter))
        else:
            parameter.fill_(values)
        start = end


def flat(module: nn.Module) -> Tensor:
    """All trainable numbers in one vector."""
    return torch.cat([p.detach().flatten() for _, p in trainable(module)])


def everything(module: nn.Module, x: Tensor) -> Tensor:
    """All that `module(x)` returns, (batch, numbers); (layers, batch, hidden) is turned round."""

    def tensors(value: Any) -> list[Tensor]:
        return [value] if isinstance(value, Tensor) else [t for v in value for t in tensors(v)]

    turned = [t if len(t) == len(x) else t.transpose(0, 1) for t in tensors(module(x))]
    return torch.cat([t.flatten(1) for t in turned], dim=1)


def fingerprints(module: nn.Module, x: Tensor) -> Tensor:
    """What each number does to a few random mixtures of all outputs, (numbers, mixtures)."""
    out = everything(module, x)
    generator = torch.Generator().manual_seed(7)
    parameters = [p for _, p in trainable(module)]
    rows = []
    for _ in range(4):
        mixture = torch.randn(out.shape, generator=generator, dtype=out.dtype)
        grads = torch.autograd.grad(
            (out * mixture).sum(), parameters, retain_graph=True, materialize_grads=True
        )
        rows.append(torch.cat([g.flatten() for g in grads]))
    return torch.stack(rows, dim=1)


def match(student: nn.Module, oracle: nn.Module, x: Tensor) -> Matching:
    """Recognise every number of `student` by its fingerprint.

    While all weights are equal, so are the hidden units, and the columns of W^h cannot be told
    apart. So what is recognised gets random values on both sides, and the rest is looked at again.
    """
    fill(student, EQUAL)
    fill(oracle, EQUAL)
    names = [name for name, p in trainable(student) for _ in range(p.numel())]
    wanted = size(oracle)
    index = torch.full((len(names),), -1)
    random = torch.randn(wanted, generator=torch.Generator().manual_seed(11)) * 0.5
    for _ in range(_ROUNDS):
        ours, theirs = fingerprints(oracle, x), fingerprints(student, x)
        index = _recognised(theirs, ours)
        sure = index >= 0
        if sure.all():
            break
        fill(student, torch.where(sure, random[index], EQUAL))
        values = torch.full((wanted,), EQUAL)
        values[index[sure]] = random[index[sure]]
        fill(oracle, values)
    return Matching(index, wanted, names)


def _recognised(theirs: Tensor, ours: Tensor) -> Tensor:
    """Which of our fingerprints each of theirs is; -1 where none is near, or more than one."""
    tolerance = 1e-10 * ours.abs().max()  # rounding in float64 is far below
    index = torch.full((len(theirs),), -1)
    # Column by column, because a table of all distances is gigabytes for a large LSTM. Two of ours
    # may be near each other in one column by accident; that they are so in all is no accident.
    for column, wanted in zip(ours.T, theirs.T.contiguous(), strict=True):
        ordered, order = column.sort()
        first = torch.searchsorted(ordered, wanted - tolerance)
        after = torch.searchsorted(ordered, wanted + tolerance, right=True)
        candidate = order[first.clamp(max=len(order) - 1)]
        near = (theirs - ours[candidate]).norm(dim=1) < tolerance
        index = torch.where(near & (after - first == 1), candidate, index)
    return index


def load(student: nn.Module, weights: Mapping[str, Tensor]) -> Matching:
    """Give the student's layer these weights, with the names of `nn.RNN` and `nn.LSTM` (one bias).

    Raises `Wrong` when the layer's parameters do not act as the weights of the equations, or when
    the layer is PyTorch's own.
    """
    expect_from_scratch(student)
    hidden, inputs = weights["weight_hh_l0"].shape[1], weights["weight_ih_l0"].shape[1]
    kind = "LSTM" if len(weights["weight_hh_l0"]) == 4 * hidden else "RNN"
    oracle = reference(kind, inputs, hidden, sum(name.startswith("weight_ih") for name in weights))
    x = torch.randn(4, 5, inputs, generator=torch.Generator().manual_seed(3))
    matching = match(student, oracle, x)
    if not matching.complete:
        names = ", ".join(matching.unmatched)
        raise Wrong(f"These parameters do not act as weights of the equations: {names}.")
    oracle.load_state_dict(dict(weights), strict=False)
    fill(student, flat(oracle)[matching.index])
    return matching


def expect_from_scratch(layer: nn.Module) -> None:
    """The point is to write the recurrence: PyTorch's own layers are not allowed inside."""
    for module in layer.modules():
        if isinstance(module, nn.RNNBase | nn.RNNCellBase):
            raise Wrong(
                f"This uses `nn.{type(module).__name__}`. Here the recurrence is yours to write, "
                "from matrix products up."
            )


def random_weights(
    kind: str, input_size: int, hidden_size: int, num_layers: int, seed: int
) -> dict[str, Tensor]:
    """Distinct random weights for `load`: equal ones could not tell an LSTM's gates apart."""
    generator = torch.Generator().manual_seed(seed)
    oracle = reference(kind, input_size, hidden_size, num_layers)
    return {n: torch.randn(p.shape, generator=generator) * 0.6 for n, p in trainable(oracle)}


def expect_number_of_weights(
    student: nn.Module,
    oracle: nn.Module,
    what: str,
    biases: int,
    causes: Mapping[int, str] | None = None,
) -> None:
    """The layer has as many numbers to learn as the equations have; `biases` of them are biases.

    `causes` names the likely cause of a wrong number.
    """
    if not isinstance(student, nn.Module):
        raise Wrong(f"`{what}` should be an `nn.Module`: `class {what}(nn.Module)`.")
    have, want = size(student), size(oracle)
    if have == want:
        return
    evidence = f"{what} has {have} numbers to learn, the equations have {want}."
    if have == 0 and list(student.parameters()):
        raise Wrong(f"The parameters of {what} cannot be trained: their `requires_grad` is False.")
    if have == 0:
        raise Wrong(
            f"{what} has no parameters, so nothing can be learned. "
            "Keep weights in `nn.Parameter` or `nn.Linear`, and lists of modules in "
            "`nn.ModuleList`."
        )
    if have == want + biases:
        raise Wrong(
            "Each pre-activation has two biases; the equation has one b. (With two `nn.Linear`, "
            f"give one of them `bias=False`.)\n{evidence} Its parameters are: "
            f"{_list_parameters(student)}."
        )
    if have == want - biases:
        raise Wrong(f"The bias b is missing.\n{evidence}")
    if cause := (causes or {}).get(have):
        raise Wrong(f"{cause}\n{evidence}")
    raise Wrong(f"{evidence} Its parameters are: {_list_parameters(student)}.")


def _list_parameters(module: nn.Module) -> str:
    return ", ".join(f"{n} {tuple(p.shape)}" for n, p in trainable(module)) or "none"
