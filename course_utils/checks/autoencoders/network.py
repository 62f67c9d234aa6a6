"""Check of the autoencoder: its layers, values with the activations asked for, loss and step."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional

from course_utils.checks.ladder import expect_close, is_close
from course_utils.checks.outcome import Wrong

from .layers import INPUT, ROWS, Layer, arrows, build, compute, draw, noting, values
from .registry import check
from .steps import expect_get_loss, expect_loss, expect_train_step
from .structure import expect_layers

HIDDEN = ([7, 4, 3], [3], [9, 8, 6, 4])  # nowhere two sizes that could be exchanged unseen
_WHAT = "Autoencoder"


def expect_activations(cls: Any, what: str, sizes: list[int], seed: int) -> None:
    """The layers, then their values with another activation, and with ReLU where none is given."""
    noted = noting()
    model = build(cls, what, sizes, noted, seed=seed)
    encoder, decoder = expect_layers(model, what, sizes, noted.notes, seed)
    x, z = draw(ROWS, INPUT, seed=seed + 2), draw(ROWS, sizes[-1], seed=seed + 3)
    both = {"encode": (encoder, x), "decode": (decoder, z)}
    for arguments, sigma in (((nn.Tanh,), torch.tanh), ((), torch.relu)):
        model = build(cls, what, sizes, *arguments, seed=seed)
        for name, (layers, inputs) in both.items():
            causes = {} if arguments else _other_activations(layers, inputs)
            got = values(model, name, inputs, len(layers[-1].bias))
            expect_close(got, compute(layers, inputs, sigma), f"{name}(…)", causes)
        if arguments:
            expect_forward(model, x, encoder, decoder)


def _other_activations(layers: Sequence[Layer], x: Tensor) -> dict[str, Tensor]:
    """What comes out where the activation is another one by default."""
    kinds = {"Tanh": torch.tanh, "Sigmoid": torch.sigmoid, "Identity": torch.clone,
             "GELU": functional.gelu, "LeakyReLU": functional.leaky_relu, "ELU": functional.elu,
             "SiLU": functional.silu}  # fmt: skip
    without = "Without activation_cls the activation is `nn.ReLU`"
    return {
        f"{without}, and here it is `nn.{word}`.": compute(layers, x, kind)
        for word, kind in kinds.items()
    }


def expect_forward(model: nn.Module, x: Tensor, encoder: list[Layer], decoder: list[Layer]) -> None:
    """forward is decode(encode(x)) for a model with tanh, in training mode too."""
    z = compute(encoder, x, torch.tanh)
    causes = {
        "forward applies an activation to the latent: it is decode(encode(x)).": z.tanh(),
        "forward applies a ReLU to the latent: it is decode(encode(x)).": z.relu(),
    }
    bent = {cause: compute(decoder, latent, torch.tanh) for cause, latent in causes.items()}
    truth = compute(decoder, z, torch.tanh)
    bent["forward returns x itself: it is decode(encode(x))."] = x
    expect_close(model.eval()(x), truth, "forward(x)", bent)
    if not is_close(model.train()(x), truth):
        raise Wrong(
            "In training mode forward gives other numbers: is there dropout, or a normalisation?"
        )


def grade_autoencoder(cls: Any, seed: int = 7) -> None:
    """`Autoencoder(input_size, hidden_sizes, activation_cls=nn.ReLU)` with all its methods."""
    for sizes in HIDDEN:
        expect_activations(cls, _WHAT, sizes, seed)
    model = build(cls, _WHAT, HIDDEN[0], nn.Tanh, seed=seed).train()
    x = draw(ROWS, INPUT, seed=seed + 4)
    expect_loss(model, x, draw(ROWS, INPUT, seed=seed + 5))
    expect_get_loss(model, x)
    expect_train_step(model, x)


@check.exercise("autoencoder", names=["Autoencoder"])
def _autoencoder(Autoencoder: Any) -> str:
    grade_autoencoder(Autoencoder)
    ways = ", ".join(arrows([INPUT, *sizes, *sizes[-2::-1], INPUT]) for sizes in HIDDEN)
    return f"right: layers, loss and training step, for {ways}."
