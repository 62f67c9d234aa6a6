"""Many small autoencoders trained side by side, each as if it were alone.

An autoencoder of 100 numbers is too small for a step of its own to pay: most of the time goes into
starting operations, not into doing them. Here all autoencoders of one latent size are one batch of
matrices, the gradients are written by hand, and what can be said about x once is computed once.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import torch
from jaxtyping import Float
from torch import Tensor

from course_utils.data.labelled import Labelled
from course_utils.encoder_probes import encoder_accuracy

KINDS = ("plain", "denoising", "masked")


class Curves(NamedTuple):
    """What was measured before training (column 0) and after each epoch."""

    loss: Float[Tensor, "repeats epochs_and_start"]  # mean squared error on clean validation rows
    accuracy: Float[Tensor, "repeats epochs_and_start"]  # percent, of a linear probe


@torch.no_grad()
def sweep(
    train: Labelled,
    validation: Labelled,
    *,
    kinds: Sequence[str] = KINDS,
    sizes: Sequence[int] = (5, 20, 100, 500),
    repeats: int = 3,
    epochs: int = 15,
    batch_size: int = 64,
    lr: float = 1e-3,
    noise_std: float = 0.5,
    mask_prob: float = 0.25,
    solver: str = "ridge",
    seed: int = 0,
) -> dict[str, dict[int, Curves]]:
    """Train a linear autoencoder of every kind and latent size `repeats` times, and probe each.

    They are nn.Linear(100, size), then nn.Linear(size, 100), trained with torch's Adam to give back
    the clean rows, all entries counting, from what they see: the rows themselves ("plain"), with
    noise ("denoising") or with entries set to 0 ("masked"). After each epoch a probe is trained on
    the latents of `train` and tested on `validation`.

    All kinds and sizes of one repeat see the same rows in the same order, with the same noise and
    masks, and kinds of a size start from the same weights: what differs in a repeat is only what
    is compared. Repeats differ in all of it.

    `solver` is "ridge", or "adam" for the homework's loop of 50 epochs, which takes about as long
    as the training. The whole sweep needs up to 250 MB of memory more than torch itself; most are
    the encoders of all epochs, which are probed together at the end.

    >>> from course_utils.data import synthetic
    >>> found = sweep(*synthetic.load(train=500), sizes=(5, 20), repeats=2, epochs=3)
    >>> found["masked"][20].loss.shape
    torch.Size([2, 4])
    """
    for kind in kinds:
        if kind not in KINDS:
            raise ValueError(f"kind {kind!r}, but the kinds are {', '.join(KINDS)}")
    generator = torch.Generator().manual_seed(seed)
    inputs = train.x.shape[1]
    models = Ensemble([start(inputs, k, repeats, generator) for k in sizes], len(kinds), lr)
    moments = second_moments(validation.x)
    losses, encoders = [models.losses(moments)], [models.encoders()]  # each: by size
    for _ in range(epochs):
        rows = epoch_inputs(train.x, kinds, repeats, noise_std, mask_prob, generator)
        models.train(*rows, batch_size)
        losses.append(models.losses(moments))
        encoders.append(models.encoders())
    found: dict[str, dict[int, Curves]] = {kind: {} for kind in kinds}
    for i, k in enumerate(sizes):
        loss = torch.cat([of_epoch[i] for of_epoch in losses])
        weight, bias = torch.cat([of_epoch[i] for of_epoch in encoders]).split(
            [len(train.x[0]), 1], 1
        )
        accuracy = encoder_accuracy(weight, bias[:, 0], train, validation, solver, seed=seed)
        by_epoch = (epochs + 1, len(kinds), repeats)
        curves = [values.view(by_epoch).movedim(0, 2) for values in (loss, accuracy)]
        for kind, *of_kind in zip(kinds, *curves, strict=True):
            found[kind][k] = Curves(*of_kind)
    return found


def start(
    inputs: int, k: int, repeats: int, generator: torch.Generator
) -> tuple[
    Float[Tensor, "repeats inputs_and_one latent"],
    Float[Tensor, "repeats latent inputs"],
    Float[Tensor, "repeats 1 inputs"],
]:
    """nn.Linear's weights before training: encoders, biases below; decoders; decoders' biases."""

    def uniform(rows: int, columns: int, fan_in: int) -> Tensor:
        drawn = torch.rand(repeats, rows, columns, generator=generator)
        return (2 * drawn - 1) * fan_in**-0.5

    return uniform(inputs + 1, k, inputs), uniform(k, inputs, k), uniform(1, inputs, k)


def epoch_inputs(
    x: Float[Tensor, "rows inputs"],
    kinds: Sequence[str],
    repeats: int,
    noise_std: float,
    mask_prob: float,
    generator: torch.Generator,
) -> tuple[Float[Tensor, "members rows inputs_and_one"], Float[Tensor, "members rows inputs"]]:
    """One epoch's rows, in a fresh order for each repeat: as members see them, and clean.

    Members are all repeats of the first kind, then all of the second, and so on.
    """
    order = torch.stack([torch.randperm(len(x), generator=generator) for _ in range(repeats)])
    clean = x[order]  # (repeats, rows, inputs)
    seen = torch.ones(len(kinds), *clean.shape[:2], clean.shape[2] + 1)
    for i, kind in enumerate(kinds):
        rows = seen[i, ..., :-1].copy_(clean)
        if kind == "denoising":
            rows.add_(torch.randn(clean.shape, generator=generator), alpha=noise_std)
        elif kind == "masked":
            rows.mul_(torch.rand(clean.shape, generator=generator) >= mask_prob)
    return seen.flatten(0, 1), clean.repeat(len(kinds), 1, 1)


def second_moments(x: Float[Tensor, "rows inputs"]) -> Float[Tensor, "with_one with_one"]:
    """XᵀX / n for rows with a 1 at the end."""
    ones = torch.cat([x, torch.ones_like(x[:, :1])], 1)
    return ones.T @ ones / len(x)


class Ensemble:
    """Autoencoders of several latent sizes; all of one size are the members of two tensors.

    Biases are rows of them: [x 1] @ encoder = [z 1], and [z 1] @ decoder = x_hat. So an encoder has
    a last column that hands the 1 on, which stays as it is. The parameters of all lie in one flat
    tensor, so that one step of Adam moves them all.
    """

    def __init__(self, weights: Sequence[Sequence[Tensor]], kinds: int, lr: float) -> None:
        """`weights` as `start` gives them, for each size; every kind begins with them."""
        every = [_with_one(*(w.repeat(kinds, 1, 1) for w in of_size)) for of_size in weights]
        flat = torch.zeros(sum(_room(w) for of_size in every for w in of_size))
        flat.grad = torch.zeros_like(flat)
        self.weights, self.gradients = _views(flat, every), _views(flat.grad, every)
        for views, of_size in zip(self.weights, every, strict=True):
            for view, w in zip(views, of_size, strict=True):
                view.copy_(w)
        self.adam = torch.optim.Adam([flat], lr=lr, fused=True)

    def encoders(self) -> list[Float[Tensor, "members inputs_and_one latent"]]:
        """A copy of what they are now, for each size: the weights, and the biases below."""
        return [encoder[..., :-1].clone() for encoder, _ in self.weights]

    def losses(
        self, moments: Float[Tensor, "inputs_and_one inputs_and_one"]
    ) -> list[Float[Tensor, " members"]]:
        """Mean squared errors on rows with these second moments M, for each size.

        x_hat − x = [x 1] D is linear in [x 1], so that its mean square is tr(Dᵀ M D) / inputs.
        """
        found = []
        for encoder, decoder in self.weights:
            d = torch.bmm(encoder, decoder)  # (members, inputs + 1, inputs)
            d.diagonal(dim1=1, dim2=2).sub_(1)
            found.append((d * (moments @ d)).sum((1, 2)) / d.shape[2])
        return found

    def train(
        self,
        seen: Float[Tensor, "members rows inputs_and_one"],
        clean: Float[Tensor, "members rows inputs"],
        batch_size: int,
    ) -> None:
        """One epoch, the rows in the order given."""
        for x, target in zip(seen.split(batch_size, 1), clean.split(batch_size, 1), strict=True):
            for weights, gradients in zip(self.weights, self.gradients, strict=True):
                backward(x, target, weights, gradients)
            self.adam.step()


def backward(
    x: Float[Tensor, "members batch inputs_and_one"],
    target: Float[Tensor, "members batch inputs"],
    weights: Sequence[Tensor],
    gradients: Sequence[Tensor],
) -> None:
    """Write to `gradients` those of mean((x_hat − target)²), for each member by itself."""
    encoder, decoder = weights
    to_encoder, to_decoder = gradients
    scale = 2 / target[0].numel()
    z = torch.bmm(x, encoder)  # (members, batch, latent + 1)
    to_output = torch.baddbmm(target, z, decoder, beta=-scale, alpha=scale)  # as target
    torch.bmm(z.mT, to_output, out=to_decoder)
    to_z = torch.bmm(to_output, decoder.mT, out=z)
    torch.bmm(x.mT, to_z, out=to_encoder)
    to_encoder[..., -1] = 0  # the column that hands the 1 on


def _with_one(encoder: Tensor, decoder: Tensor, bias: Tensor) -> tuple[Tensor, Tensor]:
    hand_on = torch.zeros_like(encoder[..., :1])
    hand_on[:, -1] = 1
    return torch.cat([encoder, hand_on], 2), torch.cat([decoder, bias], 1)


def _room(w: Tensor) -> int:
    """Numbers to leave for w in the flat tensor, so that what follows begins with a cache line."""
    return -(-w.numel() // 16) * 16


def _views(flat: Tensor, like: Sequence[Sequence[Tensor]]) -> list[list[Tensor]]:
    parts = iter(flat.split([_room(w) for of_size in like for w in of_size]))
    return [[next(parts)[: w.numel()].view(w.shape) for w in of_size] for of_size in like]
