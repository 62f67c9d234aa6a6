"""Hidden test of notebook 03: the linear probe, on models and labels that are drawn here.

How it is trained is free: on features in clusters far apart, every linear classifier gets the same
accuracy. The labels that are counted differ from those that are trained on, so that each set has a
value of its own.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from course_utils.checks import Wrong, default_dtype

from .probes import probe

_NEAR = 2.5  # percent
_OF_EACH, _TEST_OF_EACH, _SPREAD = 96, 50, 0.08

Rows = tuple[Tensor, Tensor]


@probe
def probed(probe_accuracy: Any, turn: Any, train: Any, test: Any) -> dict:
    """Have a model of ours probed: the accuracy, and what was done with the model."""
    import torch
    from torch import nn

    from course_utils.data.labelled import Labelled

    notes: dict = {"gradient": False, "quiet": True}

    class Model(nn.Module):
        def __init__(self):
            super().__init__()
            self.turn = nn.Parameter(turn.clone())

        def encode(self, x):
            u = x @ self.turn
            z = u[:, :-1] * u[:, -1:]
            if self.training:
                notes["quiet"] = False
                z = z + 10 * torch.randn_like(z)
            if z.requires_grad:
                z.register_hook(lambda _: notes.update(gradient=True))
            return z

        def decode(self, z):
            return z.sum(1, keepdim=True).tanh() @ self.turn[:1]

        def forward(self, x):
            return self.decode(self.encode(x))

    model = Model()
    value = probe_accuracy(model, *(Labelled(x.clone(), y.clone()) for x, y in (train, test)))
    notes["same"] = bool(torch.equal(model.turn.detach(), turn)) and model.turn.grad is None
    notes["trainable"] = model.turn.requires_grad
    if not isinstance(value, torch.Tensor | bool | str) and hasattr(value, "__float__"):
        notes["value"] = float(value)
    return notes


@probe
def habits(probe_accuracy: Any, train: Any, test: Any) -> list[str]:
    """What the training does wrong with PyTorch's own losses and optimisers."""
    import torch
    from torch import nn
    from torch.nn import functional
    from torch.overrides import TorchFunctionMode

    from course_utils.data.labelled import Labelled

    class Losses(TorchFunctionMode):
        def __torch_function__(self, function, types, args=(), kwargs=None):
            if function in (functional.cross_entropy, functional.nll_loss) and args:
                rows = args[0].detach()
                sums = rows.sum(-1)
                probable = bool((rows >= 0).all()) and bool(((sums - 1).abs() < 1e-4).all())
                losses.append(probable)
            return function(*args, **(kwargs or {}))

    class Model(nn.Identity):
        encode = decode = nn.Identity.forward

    def step_noted(optimizer, *args, **options):
        for parameter in optimizer.param_groups[0]["params"][:1]:
            if id(parameter) not in stepped:
                parameter.register_hook(lambda _, p=parameter: gradient_comes(p))
            stepped[id(parameter)] = True
        return step(optimizer, *args, **options)

    def gradient_comes(parameter):
        left = parameter.grad is not None and bool(parameter.grad.any())
        stale.append(stepped[id(parameter)] and left)
        stepped[id(parameter)] = False

    Adam: Any = torch.optim.Adam
    losses, stale, stepped, step = [], [], {}, Adam.step
    Adam.step = step_noted
    try:
        with Losses():
            probe_accuracy(Model(), *(Labelled(x.clone(), y.clone()) for x, y in (train, test)))
    finally:
        Adam.step = step
    words = {"probabilities": losses, "old gradients": stale}
    return [word for word, seen in words.items() if len(seen) > 2 and sum(seen) > len(seen) / 2]


def around(centres: Tensor, of_each: int, draw: torch.Generator) -> Rows:
    """So many points near each centre, and which one that is."""
    place = torch.arange(len(centres)).repeat_interleave(of_each)
    place = place[torch.randperm(len(place), generator=draw)]
    size = centres.norm(dim=1).max() * _SPREAD
    return centres[place] + size * torch.randn(len(place), centres.shape[1], generator=draw), place


class Asker:
    """Has problems solved by the student's function, and looks at what was done to the model."""

    def __init__(self, probe_accuracy: Any, draw: torch.Generator) -> None:
        self.probe_accuracy, self.draw = probe_accuracy, draw

    def percent(self, train: Rows, test: Rows) -> float:
        """The student's accuracy for these features and labels."""
        size = train[0].shape[1] + 1
        turn = torch.linalg.qr(torch.randn(size, size, generator=self.draw))[0]
        sets = [(self._turned(z, turn), y) for z, y in (train, test)]
        notes = probed(self.probe_accuracy, turn, *sets)
        value = notes.get("value")
        if type(value) is not float:
            raise Wrong("probe_accuracy should return a float.")
        if notes["quiet"] is not True:
            raise Wrong("The model should be in evaluation mode while it encodes.")
        if notes["same"] is not True or notes["gradient"] is not False:
            raise Wrong("No gradient should reach the encoder, and its weights should stay.")
        if notes["trainable"] is not True:
            raise Wrong("The model should not be left frozen.")
        return value

    def _turned(self, z: Tensor, turn: Tensor) -> Tensor:
        signs = torch.randint(0, 2, (len(z), 1), generator=self.draw) * 2.0 - 1
        return torch.cat([z * signs, signs], dim=1) @ turn.T


def expect_probe(probe_accuracy: Any, seed: int) -> None:
    """Percent of `test`, by a linear layer with a bias that is trained on the latent of `train`."""
    draw = torch.Generator().manual_seed(seed)
    with default_dtype(torch.float32):
        asker = Asker(probe_accuracy, draw)
        expect_many(asker, 11 + int(torch.randint(4, (), generator=draw)))
        expect_two(asker)
        expect_straight(asker)
        axis = 3 * torch.eye(5)[:3]
        found = habits(probe_accuracy, around(axis, 200, draw), around(axis, 20, draw))
    if found != []:
        raise Wrong(f"The probe is not trained as described: {', '.join(map(str, found))}.")


def expect_many(asker: Asker, classes: int) -> None:
    """Three clusters have other labels in `test`, and a tenth of its rows any label."""
    draw = asker.draw
    centres = 3 * torch.linalg.qr(torch.randn(classes + 2, classes + 2, generator=draw))[0]
    train = around(centres[:classes], _OF_EACH, draw)
    z, place = around(centres[:classes], _TEST_OF_EACH, draw)
    some = torch.randperm(classes, generator=draw)[:3]
    table = torch.arange(classes)
    table[some] = some.roll(1)
    wrong = torch.rand(len(place), generator=draw) < 0.1
    other = torch.randint(classes, place.shape, generator=draw)
    labels = table[place].where(~wrong, other)
    right = 100 * (labels == place).double().mean().item()
    got = asker.percent(train, (z, labels))
    if not abs(got - right) < _NEAR:
        raise Wrong(f"A probe trained on `train` gets {right:.0f} % of `test`, got {got:.4g}.")


def expect_two(asker: Asker) -> None:
    """Labels 0 and 2, and one cluster around zero, which only a bias can tell."""
    draw = asker.draw
    axis = torch.nn.functional.normalize(torch.randn(1, 6, generator=draw)) * 3
    centres = torch.cat([torch.zeros(1, 6), axis])
    train, test = (around(centres, n, draw) for n in (256, 200))
    got = asker.percent((train[0], 2 * train[1]), (test[0], 2 * test[1]))
    if not got > 95:
        raise Wrong(f"Labels 0 and 2, parted by a line: expected 100 %, got {got:.4g}.")


def expect_straight(asker: Asker) -> None:
    """The corners of a square, diagonal ones of one class, are too much for a linear layer."""
    draw = asker.draw
    sides = 2.5 * torch.linalg.qr(torch.randn(6, 6, generator=draw))[0][:2]
    signs = torch.tensor([[1.0, 1.0], [1.0, -1.0], [-1.0, 1.0], [-1.0, -1.0]])
    sets = [around(signs @ sides, n, draw) for n in (128, 100)]
    got = asker.percent(*((z, (place % 3 > 0).long()) for z, place in sets))
    if got > 85:
        raise Wrong(f"No linear layer parts these classes, and the probe gets {got:.0f} %.")
