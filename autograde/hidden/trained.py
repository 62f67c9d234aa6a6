"""Hidden test of notebook 01: what eight trained networks have learned.

A loss that the student's process reports, or predictions that it makes, would prove nothing: the
running average can be had without a network. So only the numbers of the parameters are taken from
there. Which weight each is, we find out by what it does (its *reaction*), and then a network of our
own computes with these weights, on sequences drawn here. They are always the same, so that a
submission that is graded twice gets the same points, and never reach the student's process.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any

import torch
from torch import Tensor, nn

from course_utils.checks import Wrong, float64
from course_utils.checks.rnn_lstm.training import KEYS, credit
from course_utils.data.averaging import averaging_batch

from .probes import probe
from .weights import described

TIME = 10
_SEQUENCES, _SEED = 2000, 20_011
_ROUNDS = 12  # a two-layer network needs five
_SAME = 1e-9  # relative to the largest reaction

Index = Tensor


@probe
def numbers(model: Any) -> Any:
    """All trainable numbers in one vector."""
    import torch

    return torch.cat([p.detach().flatten() for p in model.parameters() if p.requires_grad])


@probe
def reactions(model: Any, x: Any, values: Any, mixtures: Any) -> Any:
    """What each number does to mixtures of the predictions, while the numbers are `values`."""
    import torch

    start, parameters = 0, [p for p in model.parameters() if p.requires_grad]
    kept = [p.data for p in parameters]
    try:
        for parameter in parameters:
            end = start + parameter.numel()
            parameter.data = values[start:end].clone().view_as(parameter)
            start = end
        out = model(x)[0]
        rows = [
            torch.cat(
                [
                    g.flatten()
                    for g in torch.autograd.grad(
                        (out * mixture).sum(), parameters, retain_graph=True, materialize_grads=True
                    )
                ]
            )
            for mixture in mixtures
        ]
        return torch.stack(rows, dim=1)
    finally:
        for parameter, data in zip(parameters, kept, strict=True):
            parameter.data = data


class Reference(nn.Module):
    """PyTorch's own stack with a linear readout, with one bias for each pre-activation or two."""

    def __init__(self, cell: str, layers: int, hidden: int, biases: int) -> None:
        super().__init__()
        self.hidden = hidden
        kind = {"RNN": nn.RNN, "LSTM": nn.LSTM}[cell]
        self.net = kind(1, hidden, layers, batch_first=True)
        self.readout = nn.Linear(hidden, 1)
        for name, parameter in self.net.named_parameters():
            if biases == 1 and name.startswith("bias_hh"):
                nn.init.zeros_(parameter)
                parameter.requires_grad_(False)

    def twins(self) -> Tensor:
        """For each number the one that does the same: of two biases the other, else itself."""
        places, start = {}, 0
        for name, parameter in self.named_parameters():
            if parameter.requires_grad:
                places[name] = torch.arange(start, start := start + parameter.numel())
        other = {"bias_ih": "bias_hh", "bias_hh": "bias_ih"}
        named = (name.replace(name[4:11], other.get(name[4:11], name[4:11])) for name in places)
        pairs = zip(named, places.values(), strict=True)
        return torch.cat([places.get(name, own) for name, own in pairs])

    def forward(self, x: Tensor) -> tuple[Tensor]:
        return (self.readout(self.net(x)[0]),)


def count(cell: str, layers: int, hidden: int, biases: int) -> int:
    """How many numbers such a network learns.

    >>> [count("RNN", 1, 32, 1), count("LSTM", 2, 32, 2)]
    [1121, 12961]
    """
    gates = 4 if cell == "LSTM" else 1
    inputs = 1 + (layers - 1) * hidden
    rows = gates * hidden
    return rows * (inputs + layers * (hidden + biases)) + hidden + 1


def references(cell: str, layers: int, size: int) -> Iterator[Reference]:
    """Yield the networks that have so many numbers."""
    for biases in (1, 2):
        for hidden in range(1, 257):
            if count(cell, layers, hidden, biases) == size:
                yield Reference(cell, layers, hidden, biases)


def align(model: Any, oracle: Reference, known: Index | None = None) -> Index | None:
    """Return which of the oracle's numbers each of the model's is, None where it isn't one.

    At first all numbers are equal, so that every layout computes the same. Those that are
    recognised get random values, and the others are looked at again. Hidden units that are
    exchangeable may be taken in any order: some are told apart by decree. `known` is tried first.
    """
    size = sum(p.numel() for p in oracle.parameters() if p.requires_grad)
    draw = torch.Generator().manual_seed(5)
    random = torch.randn(size, generator=draw) / math.sqrt(oracle.hidden)
    x = torch.randn(3, 6, 1, generator=draw)
    mixtures = torch.randn(2, 3, 6, 1, generator=draw)
    index = torch.full((size,), -1) if known is None else known
    equal = torch.full((size,), 1 / oracle.hidden)
    for _ in range(_ROUNDS):
        mine, theirs = equal.clone(), torch.where(index >= 0, random[index], equal)
        mine[index[index >= 0]] = random[index[index >= 0]]
        ours = reactions.function(oracle, x, mine, mixtures)
        said = reactions(model, x, theirs, mixtures)
        if not isinstance(said, Tensor) or said.shape != ours.shape or said.dtype != ours.dtype:
            return None
        if not torch.isfinite(said).all():
            return None
        if (index >= 0).all():
            apart = (ours[index] - said).abs().amax(0)
            return index if bool((apart <= _SAME * ours.abs().amax(0)).all()) else None
        index = _recognised(ours, said, index, oracle.twins())
        if index is None:
            return None
    return None


def _recognised(ours: Tensor, theirs: Tensor, index: Index, twins: Tensor) -> Index | None:
    """Return the index with those added that now react as one number of the oracle does."""
    free_theirs = (index < 0).nonzero().squeeze(1)
    taken = torch.zeros(len(index), dtype=torch.bool)
    taken[index[index >= 0]] = True
    free_ours = (~taken).nonzero().squeeze(1)
    labels = _labels(torch.cat([ours[free_ours], theirs[free_theirs]]), ours.abs().amax(0))
    mine, others = labels[: len(free_ours)], labels[len(free_ours) :]
    classes = int(labels.max()) + 1
    sizes = torch.bincount(mine, minlength=classes)
    if not torch.equal(sizes, torch.bincount(others, minlength=classes)):
        return None
    # In the order of their classes, the two sides correspond; a class of one is recognised.
    order_mine, order_theirs = mine.argsort(stable=True), others.argsort(stable=True)
    label_of = torch.full((len(index),), -1)
    label_of[free_ours] = mine
    twins = twins[free_ours]
    has_twin = torch.bincount(mine, (twins != free_ours).double(), classes) > 0
    with_twin = (label_of[twins] == mine) & (twins != free_ours)
    pairs = (sizes == 2) & (torch.bincount(mine[with_twin], minlength=classes) == 2)
    known = (sizes == 1) | pairs
    if int(known[mine].sum()) < len(mine) / 50:
        several = torch.where((sizes > 1) & ~has_twin, sizes, len(labels))
        if (several < len(labels)).any():  # nothing tells them apart: any order will do
            known[several.argmin()] = True
    sure = known[mine[order_mine]]
    index = index.clone()
    index[free_theirs[order_theirs[sure]]] = free_ours[order_mine[sure]]
    return index


def _labels(reactions: Tensor, scale: Tensor) -> Tensor:
    """Return a number for each row, the same for rows that are equal up to rounding."""
    columns = []
    for column, size in zip(reactions.T, scale, strict=True):
        values, order = column.sort()
        steps = torch.cat([torch.zeros(1), (values.diff() > _SAME * size).double()])
        label = torch.empty(len(column), dtype=torch.int64)
        label[order] = steps.cumsum(0).long()
        columns.append(label)
    combined = columns[0] * (len(reactions) + 1) + columns[1]
    return combined.unique(return_inverse=True)[1]


def score(trained: Any, points: float) -> float:
    """The points for the networks, an equal share each; partial above the bar.

    Raises `Wrong` when one is not such a network.
    """
    if not isinstance(trained, Mapping):
        raise Wrong("`trained` should be a dictionary of networks.")
    shares, known = [], {}
    for key in KEYS:
        if key in trained:
            loss = _loss(trained[key], key, known)
            shares.append(credit(loss, key[1], key[2]))
    return round(points * sum(shares) / len(KEYS), 2)


def _loss(model: Any, key: tuple[str, int, str], known: dict[Any, Index]) -> float:
    """Mean squared error of a network of ours with the student's weights on unseen sequences."""
    cell, layers, task = key
    size = sum(described(model)[1])
    named = f"trained[{key}] is not a {layers}-layer {cell} with a linear readout"
    fitting = list(references(cell, layers, size))
    if not fitting:
        raise Wrong(f"{named}: it has {size} numbers to learn.")
    for number, oracle in enumerate(fitting):
        with float64():
            oracle.double()
            index = None
            if (before := known.get((cell, layers, number))) is not None:
                index = align(model, oracle, before)
            if index is None:
                index = align(model, oracle)
        if index is not None:
            known[cell, layers, number] = index
            return _unseen_loss(oracle, index, numbers(model), task)
    raise Wrong(f"{named}: it computes something else. Are the layers it is made of right?")


def _unseen_loss(oracle: Reference, index: Index, values: Any, task: str) -> float:
    if not isinstance(values, Tensor) or values.shape != index.shape:
        raise Wrong("The parameters of a trained network cannot be read.")
    weights = torch.empty(len(index))
    weights[index] = values.detach().to(weights.dtype)
    oracle.float()
    x, y = averaging_batch(_SEQUENCES, TIME, generator=torch.Generator().manual_seed(_SEED))
    with torch.no_grad():
        start = 0
        for parameter in oracle.parameters():
            if parameter.requires_grad:
                end = start + parameter.numel()
                parameter.copy_(weights[start:end].view_as(parameter))
                start = end
        square = (oracle(x)[0] - y) ** 2
    return (square[:, -1] if task == "last" else square).mean().item()
