"""Check of the masked autoencoder: which entries are hidden, and which the loss counts.

The order: evaluation → what the encoder gets → how the mask is drawn → the loss, for both choices →
nothing hidden → entries that are 0 by themselves.
"""

from __future__ import annotations

from itertools import product
from typing import Any

import torch
from torch import Tensor, nn

from course_utils.checks.ladder import expect_close, expect_connected, expect_tensor, is_close
from course_utils.checks.outcome import Wrong

from .counted import CAUSES, Call, losses
from .draws import fault
from .given import given
from .registry import check

ROWS, SIZE, HIDDEN = 200, 20, (7, 4)
CALLS = 8
DEFAULT, OTHER = 0.25, 0.6  # hidden shares that cannot be taken for each other


def draw_rows(seed: int = 7) -> Tensor:
    """A batch (ROWS, SIZE) in which no entry is near 0."""
    generator = torch.Generator().manual_seed(seed)
    size = 0.2 + torch.rand(ROWS, SIZE, generator=generator)
    return size * (torch.randint(0, 2, size.shape, generator=generator) * 2 - 1)


def build(cls: Any, size: int = SIZE, hidden: tuple[int, ...] = HIDDEN, **options: Any) -> Any:
    """A model in training mode. Its biases, too, are random: of zeros it makes something else."""
    if not isinstance(cls, type):
        raise Wrong(
            "`MaskedAutoencoder` should be a class: `class MaskedAutoencoder(Autoencoder)`."
        )
    model = cls(size, list(hidden), nn.Tanh, **options)
    if not isinstance(model, nn.Module):
        raise Wrong("`MaskedAutoencoder` should be an `nn.Module`, as `Autoencoder` is.")
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.normal_(std=0.5)
    return model.train()


def expect_quiet(cls: Any, x: Tensor) -> None:
    """In evaluation mode the encoder gets x as it is."""
    model = build(cls).eval()
    for name, call in (("encode", model.encode), ("forward", model)):
        got, result = given(call, x.clone())
        if got is None:
            raise Wrong(f"`{name}(x)` gives the encoder no x: is it `decode(encode(x))`?")
        if result is None:
            raise Wrong(f"`{name}` returned None. (Did you forget a `return` statement?)")
        if not is_close(got, x):
            share = (~same(got, x)).double().mean().item()
            raise Wrong(
                f"After `model.eval()` `{name}` still changes x: {share:.0%} of its entries. "
                "Hide entries in `get_loss`, or only while `self.training` is true."
            )


def calls(model: Any, x: Tensor, number: int = CALLS) -> list[Call]:
    """Several calls of `get_loss` with the same x, in training mode."""
    model.train()
    found = []
    for _ in range(number):
        own = x.clone()
        got, loss = given(model.get_loss, own)
        loss = expect_tensor(loss, "get_loss(x)", ())
        expect_connected(loss, "get_loss(x)")
        if not torch.equal(own, x):
            raise Wrong(
                "get_loss changes x itself, and with it the target and the training data: "
                "`x[mask] = 0` works in place. Make a new tensor, as `x.masked_fill(mask, 0)` does."
            )
        if got is None:
            raise Wrong("get_loss(x) gives the encoder no batch of x's shape.")
        found.append(Call(x, got, loss.detach()))
    return found


def expect_zeros(call: Call, mask_prob: float) -> None:
    """Each entry comes to the encoder as it is, or as 0."""
    x, got = call.x, call.given
    other = ~(same(got, x) | call.hidden)
    if not other.any():
        if not call.hidden.any():
            raise Wrong(
                "In training the encoder gets x as it is: nothing is hidden. get_loss should set "
                "entries of its input to 0 (not of the latent, nor of the target)."
            )
        return
    row, column = other.nonzero()[0].tolist()
    evidence = (
        f"x[{row}, {column}] is {x[row, column]:.4g}, the encoder got {got[row, column]:.4g}."
    )
    if same(got[other], x[other] / (1 - mask_prob)).all():
        raise Wrong(
            "The entries that stay are divided by 1 - mask_prob, as dropout does: leave them as "
            f"they are.\n{evidence}"
        )
    if other.all():
        raise Wrong(f"Every entry is changed: is noise added to x? Set some to 0.\n{evidence}")
    raise Wrong(f"A hidden entry should be 0, and the others stay as they are.\n{evidence}")


def same(a: Tensor, b: Tensor) -> Tensor:
    """Which entries are equal up to rounding."""
    return (a - b).abs() < 1e-9


def expect_mask(cls: Any, x: Tensor) -> None:
    """Hidden entries are 0, each is drawn by itself, and again in every call."""
    settings: list[tuple[dict[str, Any], float]] = [({}, DEFAULT), ({"mask_prob": OTHER}, OTHER)]
    for options, mask_prob in settings:
        found = calls(build(cls, **options), x)
        for call in found:
            expect_zeros(call, mask_prob)
        amiss = fault([call.hidden for call in found], mask_prob)
        if amiss:
            raise Wrong(amiss)


def expect_losses(cls: Any, x: Tensor) -> None:
    """The loss counts what `loss_on` says, by default all entries."""
    settings: list[dict[str, Any]] = [{}, {"loss_on": "all"}, {"loss_on": "masked"}]
    for options in settings:
        loss_on = options.get("loss_on", "all")
        model = build(cls, mask_prob=OTHER, **options)
        for call in calls(model, x, 2):
            values = losses(model, call)
            causes = {cause: values[name] for name, cause in CAUSES[loss_on].items()}
            expect_close(call.loss, values[loss_on], f"get_loss(x), loss_on={loss_on!r}", causes)


def expect_nothing_hidden(cls: Any, x: Tensor) -> None:
    """The mean of no entries is 0, not 0/0."""
    model = build(cls, mask_prob=0.0, loss_on="masked")
    loss = model.get_loss(x.clone())
    if isinstance(loss, Tensor) and loss.numel() == 1 and loss.isnan():
        raise Wrong(
            "Where no entry is hidden, loss_on='masked' gives 0/0 = nan, and one such batch ruins "
            "the weights: divide by `mask.sum().clamp(min=1)`."
        )
    loss = expect_tensor(loss, "get_loss(x)", ())
    expect_close(loss, torch.zeros(()), "get_loss(x) with loss_on='masked' and nothing hidden")


def expect_true_zeros(cls: Any) -> None:
    """Of an x of zeros, too, only those entries count that the mask has drawn.

    Which they are cannot be seen, but with 6 entries there are only 64 losses that are possible.
    """
    size = 6
    model = build(cls, size, (3,), mask_prob=0.5, loss_on="masked")
    x = torch.zeros(1, size)
    got = torch.stack([model.get_loss(x.clone()).detach() for _ in range(24)])
    model.eval()
    with torch.no_grad():
        square = (model.decode(model.encode(x)) ** 2)[0]
    words = "Take what is hidden from the mask itself: an entry of x may be 0 without being hidden"
    if same(got, square.mean()).all():
        raise Wrong(f"{words}, and here all of them count as hidden.")
    if same(got, torch.zeros(())).all():
        raise Wrong(f"{words}, or be 0 and hidden, and here none of these counts.")
    masks = torch.tensor(list(product((0.0, 1.0), repeat=size)))  # (64, size)
    possible = (masks * square).sum(1) / masks.sum(1).clamp(min=1)
    for loss in got:
        if not same(loss, possible).any():
            raise Wrong(f"{words}. For an x of zeros the loss is no mean over some of its entries.")


def grade_masked(cls: Any, seed: int = 7) -> None:
    """`MaskedAutoencoder(input_size, hidden_sizes, activation_cls, mask_prob, loss_on)`."""
    x = draw_rows(seed)
    expect_quiet(cls, x)
    expect_mask(cls, x)
    expect_losses(cls, x)
    expect_nothing_hidden(cls, x)
    expect_true_zeros(cls)


@check.exercise("masked", names=["MaskedAutoencoder"])
def _masked(MaskedAutoencoder: Any) -> str:
    grade_masked(MaskedAutoencoder)
    return "right: a fresh mask for every entry, zeros for what it hides, and both losses."
