"""Hidden test of notebook 03: what a masked autoencoder hides, and which entries its loss counts.

Which entries were hidden is read off what the first layer got. How they are drawn is judged by
counts alone, within six standard deviations of what chance does.
"""

from __future__ import annotations

import math
from itertools import product
from typing import Any

import torch
from torch import Tensor

from course_utils.checks import Wrong, expect_close, expect_tensor, is_close

from .probes import probe

ROWS, SIZE, HIDDEN, CALLS = 200, 20, (7, 4), 8
_NUMBERS = 2000  # more than any model of these sizes could have
_SIGMAS, _NARROW, _WIDE = 6, 0.4, 2.0


@probe
def answers(Model: Any, sizes: Any, options: Any, numbers: Any, x: Any, count: int) -> dict:
    """Build a model, write numbers into it, call it: what its first layer gets, and the losses."""
    import torch
    from torch.utils._python_dispatch import TorchDispatchMode

    model = Model(sizes[0], list(sizes[1:]), **options)
    start = 0
    with torch.no_grad():
        for parameter in model.parameters():
            end = start + parameter.numel()
            parameter.copy_(numbers[start:end].view_as(parameter))
            start = end

    class Products(TorchDispatchMode):
        def __torch_dispatch__(self, function, types, args=(), kwargs=None):
            if function.overloadpacket.__name__ in ("mm", "addmm", "bmm", "baddbmm", "linear"):
                tensors = [a for a in args if isinstance(a, torch.Tensor)]
                flat = [a.squeeze(0) if a.dim() == 3 else a for a in tensors]
                both = [t for a in flat if a.dim() == 2 for t in (a, a.t())]
                seen.extend(t.detach().clone() for t in both if t.shape == x.shape)
            return function(*args, **(kwargs or {}))

    def given(call):
        seen.clear()
        own = x.clone()
        with Products():
            result = call(own)
        changed = [t for t in seen if not torch.equal(t, x)]
        return (changed + seen + [None])[0], result, torch.equal(own, x)

    seen, calls = [], []
    for _ in range(count):
        model.train()
        got, loss, kept = given(model.get_loss)
        connected = isinstance(loss, torch.Tensor) and loss.requires_grad
        loss = loss.detach() if isinstance(loss, torch.Tensor) else loss
        calls.append({"given": got, "loss": loss, "kept": kept, "connected": connected})
    model.eval()
    with torch.no_grad():
        for call in calls:
            got = call["given"]
            call["x_hat"] = None if got is None else model.decode(model.encode(got))
        quiet = [given(method)[0] for method in (model.encode, model)]
    return {"calls": calls, "quiet": quiet}


class Asked:
    """The answers of one model, looked through: tensors of the right shapes."""

    def __init__(self, Model: Any, draw: torch.Generator, x: Tensor, **options: Any) -> None:
        self.x, self.count = x, options.pop("count", CALLS)
        numbers = torch.randn(_NUMBERS, generator=draw) * 0.5
        sizes = (x.shape[1], *HIDDEN)
        found = answers(Model, sizes, options, numbers, x, self.count)
        calls, self.quiet = found["calls"], found["quiet"]
        if type(calls) is not list or len(calls) != self.count:
            raise Wrong("The model gives no losses.")
        self.losses = [_number(call["loss"]) for call in calls]
        self.connected = all(call["connected"] is True for call in calls)
        if not all(call["kept"] is True for call in calls):
            raise Wrong("get_loss changes the x that it is given.")
        self.given = [_rows(call["given"], "What the encoder gets", x) for call in calls]
        self.x_hat = [_rows(call["x_hat"], "decode(encode(x))", x) for call in calls]

    @property
    def hidden(self) -> Tensor:
        """(calls, rows, entries), for an x without zeros."""
        return torch.stack(self.given) == 0


def _number(loss: Any) -> Tensor:
    return expect_tensor(loss, "get_loss(x)", ()).detach()


def _rows(value: Any, what: str, x: Tensor) -> Tensor:
    return expect_tensor(value, what, tuple(x.shape)).detach()


def expect_masked(Model: Any, seed: int) -> None:
    """Every entry hidden by itself, anew in each call; both losses; nothing at evaluation."""
    draw = torch.Generator().manual_seed(seed)
    signs = torch.randint(0, 2, (ROWS, SIZE), generator=draw) * 2 - 1
    x = signs * (0.2 + torch.rand(ROWS, SIZE, generator=draw))
    other = 0.4 + 0.4 * torch.rand((), generator=draw).item()
    settings: list[tuple[float, str, dict[str, Any]]] = [
        (0.25, "all", {}),
        (other, "all", {"mask_prob": other, "loss_on": "all"}),
        (other, "masked", {"mask_prob": other, "loss_on": "masked"}),
    ]
    for mask_prob, loss_on, options in settings:
        asked = Asked(Model, draw, x, **options)
        expect_quiet(asked)
        expect_hidden(asked, mask_prob)
        expect_losses(asked, loss_on)
    expect_few(Model, draw)


def expect_quiet(asked: Asked) -> None:
    """In evaluation mode the encoder gets x as it is."""
    if type(asked.quiet) is not list or len(asked.quiet) != 2:
        raise Wrong("encode and forward give no answers.")
    for name, got in zip(("encode", "forward"), asked.quiet, strict=True):
        if not is_close(_rows(got, "What the encoder gets", asked.x), asked.x):
            raise Wrong(f"In evaluation mode {name} should hide nothing.")


def expect_hidden(asked: Asked, mask_prob: float) -> None:
    """Zeros where hidden, x elsewhere, and counts as independent draws give them."""
    for got in asked.given:
        if not is_close(got, asked.x.where(got != 0, 0.0)):
            raise Wrong("The encoder should get each entry as it is, or 0.")
    masks = asked.hidden.double()
    share, chance = masks.mean().item(), mask_prob * (1 - mask_prob)
    if not abs(share - mask_prob) < _SIGMAS * math.sqrt(chance / masks.numel()):
        raise Wrong(f"With mask_prob={mask_prob:.3g}, {share:.1%} of the entries are hidden.")
    for axis, where in enumerate(("from call to call", "by column", "by row")):
        counts = masks.sum(axis)
        variance, expected = counts.var().item(), masks.shape[axis] * chance
        if not _NARROW * expected < variance < _WIDE * expected:
            raise Wrong(f"The entries are not drawn independently {where}.")
    if len(masks.sum((1, 2)).unique()) == 1:
        raise Wrong("Every batch has the same number of hidden entries: none is drawn by itself.")


def expect_losses(asked: Asked, loss_on: str) -> None:
    """The mean over all entries, or over those that are hidden."""
    if not asked.connected:
        raise Wrong("No gradient can flow from the loss.")
    for loss, x_hat, hidden in zip(asked.losses, asked.x_hat, asked.hidden, strict=True):
        square = (x_hat - asked.x) ** 2
        truth = square[hidden].mean() if loss_on == "masked" else square.mean()
        expect_close(loss, truth, f"get_loss(x) with loss_on={loss_on!r}")


def expect_few(Model: Any, draw: torch.Generator) -> None:
    """With nothing hidden the loss is 0; of an x of zeros, too, only what is hidden counts."""
    x, size = torch.randn(5, SIZE, generator=draw), 6
    for loss in Asked(Model, draw, x, mask_prob=0.0, loss_on="masked", count=2).losses:
        expect_close(loss, torch.zeros(()), "get_loss(x) with nothing hidden")
    zeros = torch.zeros(1, size)
    asked = Asked(Model, draw, zeros, mask_prob=0.5, loss_on="masked", count=24)
    square = (asked.x_hat[0] ** 2)[0]
    masks = torch.tensor(list(product((0.0, 1.0), repeat=size)))  # (64, size)
    possible = (masks * square).sum(1) / masks.sum(1).clamp(min=1)
    which = [(possible - loss).abs().argmin() for loss in asked.losses]
    near = all(is_close(loss, possible[n]) for loss, n in zip(asked.losses, which, strict=True))
    if not near or len({int(n) for n in which}) < 4:
        raise Wrong("Of an x of zeros, those entries should count that the mask has drawn.")
