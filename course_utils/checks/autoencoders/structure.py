"""The layers of an autoencoder, found one by one; what is wrong with their order is told by name.

The order: shapes → the same again → widths and activations → linear or not → weights of their own.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import torch
from torch import Tensor, nn

from course_utils.checks.ladder import is_close
from course_utils.checks.outcome import Wrong
from course_utils.checks.weights import size

from .layers import INPUT, ROWS, Layer, Notes, Passage, arrows, draw, follow, linear, values


def expect_layers(
    model: nn.Module, what: str, sizes: Sequence[int], notes: Notes, seed: int = 7
) -> tuple[list[Layer], list[Layer]]:
    """The layers of encode and decode, each linear, with weights and biases of their own."""
    x, z = draw(ROWS, INPUT, seed=seed), draw(ROWS, sizes[-1], seed=seed + 1)
    ways = {"encode": (x, [INPUT, *sizes]), "decode": (z, [*sizes[::-1], INPUT])}
    _expect_shapes(model, x, z, sizes)
    _expect_same_again(model, x)
    found = []
    for name, (inputs, way) in ways.items():
        passage = follow(lambda n=name, i=inputs: getattr(model, n)(i), inputs, notes)
        expect_way(model, name, passage, way)
        found.append(_solved(name, passage))
    encoder, decoder = found
    _expect_own_weights(model, what, encoder, decoder)
    return encoder, decoder


def _expect_shapes(model: nn.Module, x: Tensor, z: Tensor, sizes: Sequence[int]) -> None:
    for name, inputs, width in (
        ("encode", x, sizes[-1]), ("decode", z, INPUT), ("forward", x, INPUT)
    ):  # fmt: skip
        try:
            values(model, name, inputs, width)
        except Wrong as error:
            got = _width(model, name, inputs)
            hint = {
                ("encode", sizes[0]): " hidden_sizes goes from the input to the latent: its last "
                "number is the latent's size. Are the sizes in reverse?",
                ("decode", sizes[0]): " Its last layer goes back to input_size: is it missing?",
                ("forward", sizes[-1]): " forward returns the latent: decode it as well.",
            }.get((name, got), "")
            raise Wrong(f"{error}{hint}") from None


def _width(model: nn.Module, name: str, x: Tensor) -> int:
    value = getattr(model, name)(x)
    return value.shape[-1] if isinstance(value, Tensor) and value.dim() else 0


def _expect_same_again(model: nn.Module, x: Tensor) -> None:
    """In evaluation mode nothing is drawn at random, and no row has to do with another."""

    def forward(rows: Tensor, seed: int) -> Tensor:
        torch.manual_seed(seed)
        return model(rows).detach()

    first = forward(x, 1)
    if not is_close(forward(x, 2), first):
        raise Wrong("Something is drawn at random in `forward`, after `model.eval()` too.")
    if not is_close(forward(x[:1], 1), first[:1]):
        raise Wrong("The rows of a batch have an influence on each other.")


def expect_way(model: nn.Module, name: str, passage: Passage, way: list[int]) -> None:
    """The activation stands between the layers and nowhere else, at the right widths."""
    have, between = passage.widths, way[1:-1]
    if have == way:
        return
    evidence = f"{name} goes {arrows(have)}, and should go {arrows(way)}."
    same = [is_close(*pair) for pair in zip(passage.inputs, passage.outputs, strict=True)]
    if len(have) == 2:
        cause = _no_activation(model, name, passage, way)
    elif have[:-1] == way and same[-1]:
        cause = (
            f"There is an activation after the last layer of {name}: it stands between layers "
            "only, so that any number can come out."
        )
    elif have[1:] == way and same[0]:
        cause = f"There is an activation before the first layer of {name}."
    elif any(same):
        cause = f"In {name} the activation is applied twice, one right after the other."
    elif name == "decode" and have[1:-1] in (between[::-1], [*between[::-1], way[0]]):
        cause = "The sizes of decode are not reversed: it goes back the way that encode came."
    elif len(have) < len(way) and set(have) <= set(way):
        cause = f"In {name} a layer is missing, or the activation after it."
    else:
        cause = f"The layers of {name} have other widths than hidden_sizes says."
    raise Wrong(f"{cause}\n{evidence}")


def _no_activation(model: nn.Module, name: str, passage: Passage, way: list[int]) -> str:
    """Why no activation took notes."""
    if linear(passage.inputs[0], passage.outputs[0]):
        weights = sum(a * b for a, b in pairwise(way))
        if size(model) < 2 * weights:
            return f"{name} is one linear layer."
        return (
            f"There is no activation between the layers of {name}: without one, all of them "
            "together are one linear layer."
        )
    module = "torch.nn.modules.activation"
    kinds = {type(m).__name__ for m in model.modules() if type(m).__module__ == module}
    used = f"`nn.{min(kinds)}`" if kinds else "another"
    return (
        f"activation_cls is ignored: {name} uses {used}, whatever is passed in. Make every "
        "activation with `activation_cls()`."
    )


def _solved(name: str, passage: Passage) -> list[Layer]:
    """The layers between the activations."""
    layers = []
    pairs = list(zip(passage.inputs, passage.outputs, strict=True))
    for number, (inputs, outputs) in enumerate(pairs, 1):
        layer = linear(inputs, outputs)
        if layer is None:
            if number == len(pairs):
                raise Wrong(_bent(name, outputs))
            raise Wrong(
                f"Layer {number} of {name} is not linear: is there something besides "
                "`nn.Linear` before the activation, or a way around it?"
            )
        layers.append(layer)
    return layers


def _bent(name: str, out: Tensor) -> str:
    """What comes after the last layer, by the range of the numbers."""
    low, high = float(out.min()), float(out.max())
    kind = "something"
    if low >= 0:
        kind = "a sigmoid" if high <= 1 else "a ReLU"
    elif low >= -1 and high <= 1:
        kind = "a tanh"
    return (
        f"The last layer of {name} is not linear: after it comes {kind}. Return what the linear "
        "layer gives."
    )


def _expect_own_weights(
    model: nn.Module, what: str, encoder: list[Layer], decoder: list[Layer]
) -> None:
    """Weights of decode's own, a bias in every layer, and nothing that isn't learned."""
    for there, back in zip(encoder, decoder[::-1], strict=True):
        if is_close(there.weight.T, back.weight, 1e-6):
            raise Wrong("decode uses the weights of encode, transposed: give it layers of its own.")
    for name, layers in (("encode", encoder), ("decode", decoder)):
        silent = [n for n, layer in enumerate(layers, 1) if layer.bias.abs().max() < 1e-7]
        if silent:
            which = "any of its layers" if len(silent) == len(layers) else f"layer {silent[0]}"
            raise Wrong(f"{name} has no bias in {which}: leave out `bias=False`.")
    all_layers = encoder + decoder
    have, want = size(model), sum(x.weight.numel() + x.bias.numel() for x in all_layers)
    if have < want:
        raise Wrong(
            f"Of the {want} numbers in the layers only {have} are parameters that learn. Lists of "
            "layers belong in `nn.ModuleList` or `nn.Sequential`."
        )
    if have > want:
        raise Wrong(
            f"`{what}` has {have} numbers to learn, and its layers use {want}: is there a layer "
            "too many?"
        )
