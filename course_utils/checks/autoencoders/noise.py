"""Check of the denoising autoencoder: what goes in, what the loss compares it with, and when.

The first layer is wider than the input and its weights are known. So what went into it, noise and
all, can be solved for, wherever the noise was added.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import torch
from torch import Tensor, nn

from course_utils.checks.ladder import expect_close, expect_connected, expect_tensor, is_close
from course_utils.checks.outcome import Wrong

from .layers import INPUT, Layer, Notes, build, draw, noting
from .noises import SAME, expect_alike, expect_fresh, expect_normal
from .registry import check
from .steps import RATE, mean_square
from .structure import expect_layers

HIDDEN = [8, 7, 3]
STD = 0.3  # not the default, whose square root and square are far away
_ROWS = 4000
_WHAT = "DenoisingAutoencoder"


def went_in(inputs: Tensor, layer: Layer) -> Tensor:
    """What gave these inputs of an activation, (batch, in): the layer is wider than its input."""
    return torch.linalg.lstsq(layer.weight, (inputs - layer.bias).T).solution.T


class Watched:
    """A student's model whose layers are known."""

    def __init__(self, cls: Any, seed: int, **options: Any) -> None:
        noted = noting()
        self.notes: Notes = noted.notes
        self.model: Any = build(cls, _WHAT, HIDDEN, noted, seed=seed, **options)
        self._expect_calm(draw(9, INPUT, seed=seed))
        self.encoder, self.decoder = expect_layers(self.model, _WHAT, HIDDEN, self.notes, seed)

    def _expect_calm(self, x: Tensor) -> None:
        """After eval() no noise is added, and the activation handed in is at work."""
        self.notes.clear()
        z = self.model.encode(x)
        if not self.notes:
            raise Wrong(
                "The activation handed in is not used: does `super().__init__(…)` get "
                "activation_cls?"
            )
        for name, inputs in (("encode", x), ("decode", z.detach()), ("forward", x)):
            first, again = (self._drawn(name, inputs, seed) for seed in (1, 2))
            if not is_close(first, again):
                raise Wrong(
                    f"{name} adds noise after `model.eval()` too: add it in training only, where "
                    "`self.training` is True."
                )

    def _drawn(self, name: str, x: Tensor, seed: int) -> Tensor:
        torch.manual_seed(seed)
        return (self.model(x) if name == "forward" else getattr(self.model, name)(x)).detach()

    def get_loss(self, x: Tensor, seed: int) -> tuple[Tensor, Tensor, Tensor]:
        """(loss, what went into encode, what went into decode), in training mode."""
        self.notes.clear()
        torch.manual_seed(seed)
        given = x.clone()
        loss = expect_tensor(self.model.train().get_loss(given), "get_loss(x)", ())
        expect_connected(loss, "get_loss(x)")
        self.model.eval()
        if not torch.equal(given, x):
            raise Wrong(
                "get_loss changes x itself (`x += …` does), so that the target is noisy too. Make "
                "a new tensor: `x + …`."
            )
        noisy, z = self.seen(x)
        return loss.detach(), noisy, z

    def seen(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """What went into encode and decode in the last call, where x did not go in as it is."""
        widths = [before.shape[1] for before, _ in self.notes]
        ways = (HIDDEN[:2], HIDDEN[1::-1])  # the widths at the start of encode, and of decode
        starts = [[n for n, pair in enumerate(pairwise(widths)) if [*pair] == way] for way in ways]
        if not starts[0] or len(starts[0]) != len(starts[1]):
            raise Wrong("get_loss does not run encode and decode: it is loss(x, forward(noisy x)).")
        calls = []
        for at, later in zip(*starts, strict=True):
            calls.append((went_in(self.notes[at][0], self.encoder[0]),
                          went_in(self.notes[later][0], self.decoder[0])))  # fmt: skip
        other = [call for call in calls if not is_close(call[0], x, SAME)]
        return (other or calls)[0]


def draw_x(seed: int) -> Tensor:
    """Rows beyond [0, 1], with a few true zeros."""
    x = draw(_ROWS, INPUT, seed=seed)
    x[::3, 1] = 0.0
    return x


def expect_noise(watched: Watched, x: Tensor) -> None:
    """Fresh normal noise on the input, of the size asked for, and on nothing else."""
    loss, noisy, z = watched.get_loss(x, seed=1)
    noise = noisy - x
    if is_close(noisy, x, SAME):
        raise Wrong(_no_noise(watched, x, loss, z))
    other = watched.get_loss(x, seed=2)[1] - x
    expect_fresh(noise, other)
    expect_alike(noise, noisy, x)
    expect_normal(noise, STD)
    z_clean = _calm(watched.model, "encode", noisy)
    if not is_close(z, z_clean, SAME):
        raise Wrong("Noise is added to the latent as well: it belongs on the input only.")
    expect_target(watched.model, x, noisy, loss)


def _calm(model: nn.Module, name: str, x: Tensor) -> Tensor:
    with torch.no_grad():
        return getattr(model.eval(), name)(x)


def _no_noise(watched: Watched, x: Tensor, loss: Tensor, z: Tensor) -> str:
    """Where the noise went instead of the input."""
    model = watched.model
    clean = mean_square(model, x)
    if not is_close(z, _calm(model, "encode", x), SAME):
        return "The noise is added to the latent: it belongs on the input, before encode."
    if not is_close(loss, clean):
        return (
            "What goes into encode is the clean x: the noise is added to the target or to what "
            "comes out. It belongs on the input."
        )
    torch.manual_seed(1)
    if not is_close(model.eval().get_loss(x), clean):
        return (
            "The noise is on in evaluation and off in training: it should be added where "
            "`self.training` is True."
        )
    return "get_loss adds no noise in training mode: what goes into encode is the clean x."


def expect_target(model: nn.Module, x: Tensor, noisy: Tensor, loss: Tensor) -> None:
    """The loss compares what comes out with the clean x."""
    with torch.no_grad():
        causes = {
            "The loss compares with the noisy input: the target is the clean x.": mean_square(
                model, noisy
            ),
            "The loss compares what comes out for the noisy x with what comes out for the clean "
            "one: the target is x itself.": mean_square(model, noisy, model(x)),
            "The loss compares the noisy with the clean x: compare what comes out.": (
                (noisy - x) ** 2
            ).mean(),
            "The loss is that of the clean x: decode what was made of the noisy one.": (
                mean_square(model, x)
            ),
        }
        truth = mean_square(model, noisy, x)
    expect_close(loss, truth, "get_loss(x)", causes, 1e-7)


def expect_options(cls: Any, x: Tensor, seed: int) -> None:
    """noise_std is 0.5 where nothing is said, and 0 is no noise at all."""
    plain = Watched(cls, seed)
    std = (plain.get_loss(x, seed=1)[1] - x).std()
    if abs(std / 0.5 - 1) > 0.05:
        raise Wrong(f"Without noise_std the noise should have a spread of 0.5, got {std:.3g}.")
    none = Watched(cls, seed, noise_std=0.0)
    loss, noisy, _ = none.get_loss(x, seed=1)
    if not is_close(noisy, x, SAME):
        raise Wrong("With noise_std=0.0 there should be no noise.")
    expect_close(loss, mean_square(none.model, x), "get_loss(x) with noise_std=0.0")


def expect_noisy_step(watched: Watched, x: Tensor) -> None:
    """train_step goes through this class's get_loss."""
    optimizer = torch.optim.SGD(watched.model.parameters(), lr=RATE / 100)
    watched.notes.clear()
    watched.model.train().train_step(x.clone(), optimizer)
    if is_close(watched.seen(x)[0], x, SAME):
        raise Wrong(
            "train_step trains on the clean x: it should call `self.get_loss(x)`, so that each "
            "kind of autoencoder trains on its own loss."
        )


def grade_denoising(cls: Any, seed: int = 7) -> None:
    """`DenoisingAutoencoder(input_size, hidden_sizes, activation_cls=nn.ReLU, noise_std=0.5)`."""
    watched, x = Watched(cls, seed, noise_std=STD), draw_x(seed)
    expect_noise(watched, x)
    expect_options(cls, x, seed)
    expect_noisy_step(watched, x)


@check.exercise("denoising", names=["DenoisingAutoencoder"])
def _denoising(DenoisingAutoencoder: Any) -> str:
    grade_denoising(DenoisingAutoencoder)
    return "right: fresh noise on what goes in, in training only, and the clean x as the target."
