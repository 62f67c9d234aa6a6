"""What a student's autoencoder computes, layer by layer, whatever its parameters are called.

The activation is an argument of the class. So one is handed in that takes notes: what stands
between two activations must be a linear layer, and its weight and bias can be solved for.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import torch
from torch import Tensor, nn

from course_utils.checks.ladder import expect_tensor, is_close
from course_utils.checks.outcome import Wrong
from course_utils.checks.weights import fill, size

INPUT, ROWS = 5, 64  # more rows than any layer is wide, so that a layer can be solved for
METHODS = ("encode", "decode", "forward", "loss", "get_loss", "train_step")
_MULTIPLIED = r"shapes cannot be multiplied \(\d+x(\d+) and (\d+)x\d+\)"

Notes = list[tuple[Tensor, Tensor]]


class Noting(nn.Module):
    """An activation like no other, which notes what goes in and what comes out."""

    notes: ClassVar[Notes]

    def forward(self, z: Tensor) -> Tensor:
        out = bend(z)
        self.notes.append((z.detach().clone(), out.detach().clone()))
        return out


def bend(z: Tensor) -> Tensor:
    """The curve of the activation that takes notes.

    >>> bend(torch.zeros(2))
    tensor([0., 0.])
    """
    return 0.5 * z + torch.sin(z)


def noting() -> type[Noting]:
    """A class of such activations, with notes of its own."""
    return type("Activation", (Noting,), {"notes": []})


@dataclass(frozen=True)
class Layer:
    """A linear layer, as it was found."""

    weight: Tensor  # (out, in)
    bias: Tensor  # (out,)


@dataclass(frozen=True)
class Passage:
    """One way through layers: what went into each of them, and what came out."""

    inputs: list[Tensor]
    outputs: list[Tensor]

    @property
    def widths(self) -> list[int]:
        """How many numbers there are before, between and after the layers."""
        return [part.shape[1] for part in (self.inputs[0], *self.outputs)]


def draw(*shape: int, seed: int) -> Tensor:
    """Normal random numbers that follow from the seed.

    >>> draw(2, 3, seed=1).shape
    torch.Size([2, 3])
    """
    return torch.randn(*shape, generator=torch.Generator().manual_seed(seed))


def arrows(widths: Sequence[int]) -> str:
    """The way through the layers in signs.

    >>> arrows([5, 7, 3])
    '5 → 7 → 3'
    """
    return " → ".join(map(str, widths))


def build(
    cls: Any, what: str, sizes: list[int], *arguments: Any, seed: int = 7, **options: Any
) -> nn.Module:
    """The student's model in evaluation mode, with distinct random numbers in all parameters."""
    if not isinstance(cls, type) or not issubclass(cls, nn.Module):
        raise Wrong(f"`{what}` should be a class of modules: `class {what}(nn.Module)`.")
    given = list(sizes)
    model = cls(INPUT, given, *arguments, **options).eval()
    if given != sizes:
        raise Wrong(
            f"The list `hidden_sizes` is changed, from {sizes} to {given}, and belongs to who "
            "passed it in. Write `hidden_sizes[::-1]` or `reversed(…)`, which leave it as it is."
        )
    expect_methods(model, what)
    z = call(model, "encode", draw(2, INPUT, seed=1))  # a lazy layer learns its size from this
    if isinstance(z, Tensor) and tuple(z.shape) == (2, sizes[-1]):
        call(model, "decode", z)
    if not list(model.parameters()):
        raise Wrong(
            f"`{what}` has no parameters, so nothing can be learned. Lists of layers belong in "
            "`nn.ModuleList` or `nn.Sequential`: layers in a plain list are not registered."
        )
    scatter(model, seed)
    return model


def scatter(model: nn.Module, seed: int = 7) -> None:
    """Give all parameters distinct random numbers, in their order."""
    fill(model, 0.6 * draw(size(model), seed=seed))


def expect_methods(model: nn.Module, what: str) -> None:
    """Say which of the methods are missing."""
    missing = [name for name in METHODS if not callable(getattr(model, name, None))]
    if type(model).forward is nn.Module.forward:
        missing.append("forward")
    if missing:
        names = ", ".join(f"`{name}`" for name in METHODS if name in missing)
        raise Wrong(f"`{what}` has no {names}. Is it spelt so, and indented as a method?")


def call(model: nn.Module, name: str, x: Tensor) -> Any:
    """`model.name(x)`; layers that do not fit together are said to be so."""
    try:
        return model(x) if name == "forward" else getattr(model, name)(x)
    except RuntimeError as error:
        if found := re.search(_MULTIPLIED, str(error)):
            raise Wrong(
                f"`{name}` does not run: {found[1]} numbers come to a layer that takes {found[2]}. "
                "Each layer takes as many as the one before it gives."
            ) from None
        raise


def values(model: nn.Module, name: str, x: Tensor, width: int) -> Tensor:
    """What `model.name(x)` returns, with the right shape."""
    axes = "batch latent" if name == "encode" else "batch input"
    return expect_tensor(call(model, name, x), f"{name}(…)", (len(x), width), axes)


def follow(run: Callable[[], Tensor], x: Tensor, notes: Notes) -> Passage:
    """Let x run through layers, and read the notes that the activations took of it."""
    notes.clear()
    out = run()
    seen = [tuple(_rows_first(part, len(x)) for part in pair) for pair in notes]
    inputs, outputs = [x, *(after for _, after in seen)], [before for before, _ in seen]
    return Passage(inputs, [*outputs, out.detach()])


def _rows_first(noted: Tensor, rows: int) -> Tensor:
    """Turn what was computed for columns: as good a layout as any."""
    if noted.dim() == 2 and len(noted) != rows == noted.shape[1]:
        return noted.T
    if noted.dim() != 2 or len(noted) != rows:
        raise Wrong(f"An activation gets a tensor of shape {tuple(noted.shape)} for {rows} rows.")
    return noted


def linear(inputs: Tensor, outputs: Tensor) -> Layer | None:
    """The linear layer that leads from the ones to the others; None if none does.

    >>> x = draw(9, 2, seed=1).double()
    >>> layer = linear(x, 3 * x[:, :1] + x[:, 1:] - 2)
    >>> [round(number, 3) for number in (*layer.weight[0].tolist(), layer.bias.item())]
    [3.0, 1.0, -2.0]
    """
    ones = torch.cat([inputs, inputs.new_ones(len(inputs), 1)], dim=1)
    found = torch.linalg.lstsq(ones, outputs).solution  # (in + 1, out)
    if not is_close(ones @ found, outputs, 1e-7):
        return None
    return Layer(found[:-1].T, found[-1])


def compute(layers: Sequence[Layer], x: Tensor, activation: Callable[[Tensor], Tensor]) -> Tensor:
    """What layers give, with the activation between them.

    >>> compute([Layer(torch.eye(2), torch.ones(2))] * 2, torch.zeros(1, 2), torch.relu)
    tensor([[2., 2.]])
    """
    for number, layer in enumerate(layers):
        x = x @ layer.weight.T + layer.bias
        if number < len(layers) - 1:
            x = activation(x)
    return x
