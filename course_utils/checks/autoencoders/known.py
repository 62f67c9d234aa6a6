"""Models whose latent we know, and problems whose answer we know, to probe in a student's place.

The features lie in clusters far apart, so that whoever trains a linear layer on them, by whatever
method, gets the majority's label of every cluster right. Where labels are put wrong on purpose, the
accuracy follows, and each slip has an accuracy of its own.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import torch
from torch import Tensor, nn

from course_utils.data.labelled import Labelled

CLASSES = 12
OF_EACH, TEST_OF_EACH = 96, 50
EXCHANGED = 3  # clusters whose label in `test` is another than in `train`
NOISE = 0.1  # share of wrong labels in `test`; in `train` they would upset some solvers


@dataclass
class Notes:
    """What was done with a model and its copies."""

    called: set[str] = field(default_factory=set)
    modes: set[bool] = field(default_factory=set)  # `training` while it encoded
    gradient: bool = False  # did one come back into the encoder?

    def __deepcopy__(self, memo: dict) -> Notes:
        return self


class Known(nn.Module):
    """Encodes (batch, n + 1) as n features, and takes notes. In training it adds strong noise.

    Its input is turned, and the last number gives the others their signs: what a linear layer can
    read from the features, it can read neither from the input nor from what is decoded.
    """

    def __init__(self, turn: Tensor) -> None:
        super().__init__()
        self.turn = nn.Parameter(turn.clone())
        self.notes = Notes()

    def _features(self, x: Tensor) -> Tensor:
        u = x @ self.turn
        z = u[:, :-1] * u[:, -1:]
        return z + 10 * torch.randn_like(z) if self.training else z

    def _rebuilt(self, z: Tensor) -> Tensor:
        return z.sum(1, keepdim=True).tanh() @ self.turn[:1]

    def encode(self, x: Tensor) -> Tensor:
        self.notes.called.add("encode")
        self.notes.modes.add(self.training)
        z = self._features(x)
        if z.requires_grad:
            z.register_hook(lambda _: setattr(self.notes, "gradient", True))
        return z

    def decode(self, z: Tensor) -> Tensor:
        self.notes.called.add("decode")
        return self._rebuilt(z)

    def forward(self, x: Tensor) -> Tensor:
        self.notes.called.add("forward")
        return self._rebuilt(self._features(x))

    def __getattr__(self, name: str) -> Any:
        try:
            return super().__getattr__(name)
        except AttributeError:
            raise AttributeError(
                f"the model has no `{name}`. `model.encode(x)` is all that every model has"
            ) from None


@dataclass
class Problem:
    """Rows to probe with, and the model they are for."""

    turn: Tensor
    train: Labelled
    test: Labelled

    def model(self) -> Known:
        """A new model, in training mode."""
        return Known(self.turn).train()

    def copies(self) -> tuple[Labelled, Labelled]:
        """`train` and `test`, to be given away."""
        train, test = (Labelled(part.x.clone(), part.y.clone()) for part in (self.train, self.test))
        return train, test


def _problem(
    train: tuple[Tensor, Tensor], test: tuple[Tensor, Tensor], draw: torch.Generator
) -> Problem:
    """Turn features into the input that is encoded as them."""
    size = train[0].shape[1] + 1
    turn = torch.linalg.qr(torch.randn(size, size, generator=draw))[0]
    sets = []
    for features, labels in (train, test):
        signs = torch.randint(0, 2, (len(labels), 1), generator=draw) * 2.0 - 1
        order = torch.randperm(len(labels), generator=draw)
        x = torch.cat([features * signs, signs], dim=1) @ turn.T
        sets.append(Labelled(x[order], labels[order]))
    return Problem(turn, *sets)


def _around(centres: Tensor, of_each: int, draw: torch.Generator) -> tuple[Tensor, Tensor]:
    """So many points around each centre, and which centre each is at."""
    place = torch.arange(len(centres)).repeat_interleave(of_each)
    noise = 0.25 * torch.randn(len(place), centres.shape[1], generator=draw)
    return centres[place] + noise, place


def many_classes(seed: int = 7) -> Problem:
    """12 clusters. In `test` the labels of three are exchanged, and some others are wrong."""
    draw = torch.Generator().manual_seed(seed)
    centres = 3 * torch.eye(CLASSES)
    features, labels = _around(centres, OF_EACH, draw)
    test_features, place = _around(centres, TEST_OF_EACH, draw)
    first = CLASSES - EXCHANGED
    exchanged = torch.where(place < first, place, first + (place - first + 1) % EXCHANGED)
    wrong = torch.rand(len(place), generator=draw) < NOISE
    other = (exchanged + torch.randint(1, CLASSES, place.shape, generator=draw)) % CLASSES
    return _problem((features, labels), (test_features, exchanged.where(~wrong, other)), draw)


def two_classes(seed: int = 7, labels: tuple[int, int] = (0, 1)) -> Problem:
    """One cluster around zero, where only a bias can tell its label."""
    draw = torch.Generator().manual_seed(seed)
    centres = torch.stack([torch.zeros(6), 3 * torch.eye(6)[0]])
    sets = [_around(centres, of_each, draw) for of_each in (256, 200)]
    train, test = ((features, torch.tensor(labels)[place]) for features, place in sets)
    return _problem(train, test, draw)


def crossed(seed: int = 7) -> Problem:
    """Four clusters at the corners of a square, diagonal ones of one class: no line parts them."""
    draw = torch.Generator().manual_seed(seed)
    corners = torch.tensor([[1.0, 1.0], [1.0, -1.0], [-1.0, 1.0], [-1.0, -1.0]])
    centres = 2.5 * torch.cat([corners, torch.zeros(4, 2)], dim=1)
    sets = [_around(centres, of_each, draw) for of_each in (128, 100)]
    train, test = ((features, (place % 3 > 0).long()) for features, place in sets)
    return _problem(train, test, draw)


def share(problem: Problem, trained_on: str, counted_on: str) -> float:
    """The accuracy of `many_classes` in percent, for either set ("train", "test") in either role.

    >>> round(share(many_classes(), "train", "train"))
    100
    """
    sets = {"train": problem.train, "test": problem.test}
    model = problem.model().eval()
    with torch.no_grad():
        places = {name: model.encode(part.x).argmax(1) for name, part in sets.items()}
    table = torch.zeros(CLASSES, CLASSES)
    table.index_put_((places[trained_on], sets[trained_on].y), torch.ones(()), accumulate=True)
    said = table.argmax(1)[places[counted_on]]  # the majority's label of each cluster
    return 100 * (said == sets[counted_on].y).double().mean().item()
