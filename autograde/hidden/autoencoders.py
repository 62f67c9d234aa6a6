"""Hidden tests of notebook 03: the autoencoder, and the one that learns to take noise away.

Weights drawn here are put into the student's model, so what it computes is known, and of its noise
the loss says what it was (see `noise_of`).
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from typing import Any

import torch
from torch import Tensor, nn

from course_utils.checks import Wrong, is_close

from .autoencoder_weights import count, decoded, encoded, places, rebuilt
from .probes import probe
from .weights import write

_ROWS, _RATE = 6, 0.1
_CALLS = 1000  # the spread is known to 2.2 percent then
_FAR = 1e4  # from 0: next to it the square of the noise is nothing


@probe
def sizes_after(Model: Any, input_size: Any, sizes: Any) -> list:
    """The list of sizes once a model has been made with it."""
    Model(input_size, sizes)
    return sizes


@probe
def trained(model: Any, x: Any, stale: Any, rate: Any) -> tuple:
    """One train_step after gradients of an earlier one: the loss it returns, and the numbers."""
    from numbers import Real

    import torch

    start, parameters = 0, [p for p in model.parameters() if p.requires_grad]
    for parameter in parameters:
        end = start + parameter.numel()
        parameter.grad = stale[start:end].view_as(parameter).clone()
        start = end
    loss = model.train().train_step(x.clone(), torch.optim.SGD(parameters, lr=rate))
    number = float(loss) if isinstance(loss, Real) and not isinstance(loss, bool) else None
    return number, torch.cat([p.detach().flatten() for p in parameters])


@probe
def losses(model: Any, x: Any, times: Any, steps: Any) -> list:
    """get_loss again and again in training mode, or the loss of steps that change nothing."""
    import torch

    model.train()
    if steps:
        optimizer = torch.optim.SGD(model.parameters(), lr=0.0)
        return [float(model.train_step(x.clone(), optimizer)) for _ in range(times)]
    return [float(model.get_loss(x.clone()).detach()) for _ in range(times)]


def draw(seed: int, *shape: int) -> Tensor:
    """Normal random numbers that follow from the seed."""
    return torch.randn(*shape, generator=torch.Generator().manual_seed(seed))


def draw_ways(seed: int) -> list[list[int]]:
    """The input's size and the hidden ones, all different, with one, two and three layers."""
    sizes = random.Random(seed)  # noqa: S311  (sizes for a test)
    return [sizes.sample(range(3, 9), layers + 1) for layers in (2, 1, 3)]


def expect_value(got: Any, truth: Tensor, what: str) -> None:
    """The right shape and numbers."""
    if not isinstance(got, Tensor):
        raise Wrong(f"{what} should be a tensor, got `{type(got).__name__}`.")
    if got.shape != truth.shape:
        raise Wrong(f"{what} should have shape {tuple(truth.shape)}, got {tuple(got.shape)}.")
    if not is_close(got.detach(), truth):
        raise Wrong(f"{what} has other values than the layers give.")


def expect_layers(make: Callable[..., Any], way: Sequence[int], seed: int) -> None:
    """The values of encode, decode and forward after eval(), with two activations."""
    x, z, numbers = draw(seed, _ROWS, way[0]), draw(seed + 1, _ROWS, way[-1]), None
    index = None
    for arguments, sigma in (((nn.Tanh,), torch.tanh), ((), torch.relu)):
        model = make(list(way[1:]), *arguments)
        model.eval()
        expect_shapes(model, way, x, z)
        if index is None:
            index, numbers = places(model, way), draw(seed + 2, count(way)) * 0.6
        assert numbers is not None
        write(model, numbers[index])
        truths = {
            "encode(x)": (model.encode, encoded, x),
            "decode(z)": (model.decode, decoded, z),
            "forward(x)": (model, rebuilt, x),
        }
        for what, (method, function, inputs) in truths.items():
            expect_value(method(inputs), function(numbers, way, sigma, inputs), what)


def expect_shapes(model: Any, way: Sequence[int], x: Tensor, z: Tensor) -> None:
    """What comes out is as wide as it should be; lazy layers learn their sizes here."""
    calls = [(model.encode, x, way[-1]), (model.decode, z, way[0]), (model, x, way[0])]
    for method, inputs, width in calls:
        got = method(inputs)
        if not isinstance(got, Tensor) or got.shape != (len(inputs), width):
            raise Wrong(f"encode, decode or forward should give {width} numbers for each row.")


def expect_autoencoder(Autoencoder: Any, seed: int) -> None:
    """Layers, loss and one training step, for sizes and weights that are drawn here."""
    ways = draw_ways(seed)
    for n, way in enumerate(ways):
        if sizes_after(Autoencoder, way[0], list(way[1:])) != way[1:]:
            raise Wrong("The list `hidden_sizes` is changed.")
        expect_layers(lambda *a, first=way[0]: Autoencoder(first, *a), way, seed + 10 * n)
    expect_training(Autoencoder, ways[0], seed)


def expect_training(Autoencoder: Any, way: Sequence[int], seed: int) -> None:
    """In training mode: forward, loss, get_loss and the step on it."""
    model = Autoencoder(way[0], list(way[1:]), nn.Tanh)
    x, other = draw(seed + 3, _ROWS, way[0]), draw(seed + 4, _ROWS, way[0])
    expect_shapes(model, way, x, draw(seed, _ROWS, way[-1]))
    index, numbers = places(model, way), draw(seed + 5, count(way)) * 0.6
    write(model, numbers[index])
    model.train()
    expect_value(model(x), rebuilt(numbers, way, torch.tanh, x), "forward(x) in training")
    expect_value(model.loss(x, other), ((other - x) ** 2).mean(), "loss(x, x_hat)")
    numbers.requires_grad_()
    loss = ((rebuilt(numbers, way, torch.tanh, x) - x) ** 2).mean()
    (gradient,) = torch.autograd.grad(loss, numbers)
    expect_value(model.get_loss(x), loss.detach(), "get_loss(x)")
    found = trained(model, x, draw(seed + 6, len(numbers)), _RATE)
    returned, after = found if type(found) is tuple and len(found) == 2 else (None, None)
    if type(returned) is not float or abs(returned - loss.item()) > 1e-8 * max(loss.item(), 1):
        raise Wrong("train_step should return the loss before the step, as a float.")
    truth = (numbers.detach() - _RATE * gradient)[index]
    if not isinstance(after, Tensor) or not is_close(after, truth):
        raise Wrong("train_step should make one step of the optimizer on get_loss(x).")


def noise_of(
    model: Any, index: Tensor, direction: Tensor, rows: int, seed: int, steps: bool = False
) -> Tensor:
    """The noise in this direction, summed over rows, in each of many calls of get_loss.

    The model has one linear layer each way, of as many units as inputs. Its weights are set so that
    the first output is direction · input + _FAR and the others are 0. Then the loss is almost
    linear in the noise on the input, whose share in it is what is returned.
    """
    n = len(direction)
    first = torch.zeros(n)
    first[0] = 1.0
    weight = 3 * torch.linalg.qr(draw(seed, n, n))[0]
    bias = draw(seed + 1, n)
    back = torch.outer(first, direction @ weight.inverse())
    numbers = torch.cat([weight.flatten(), bias, back.flatten(), first * _FAR - back @ bias])
    write(model, numbers[index])
    x = draw(seed + 2, rows, n)
    x = x.sign() * (2 + x.abs().clamp(max=1))  # away from 0 and 1
    said = losses(model, x, _CALLS, steps)
    if type(said) is not list or not all(type(value) is float for value in said):
        raise Wrong("get_loss should give a number.")
    if len(said) != _CALLS:
        raise Wrong("get_loss should give a number.")
    clean = x @ direction + _FAR - x[:, 0]  # (rows,)
    rest = (x[:, 1:] ** 2).sum() + (clean**2).sum()
    return (torch.tensor(said) * x.numel() - rest) / (2 * _FAR)


def expect_normal(noise: Tensor, std: float, what: str) -> None:
    """Independent normal numbers of mean 0 and this spread."""
    scaled, slack = noise / std, 6 / len(noise) ** 0.5
    if not torch.isfinite(scaled).all() or abs(scaled.std() - 1) > 0.14:
        raise Wrong(f"{what} has the wrong spread, or does not reach the loss as it should.")
    if abs(scaled.mean()) > slack:
        raise Wrong(f"{what} should have a mean of 0.")
    scaled = (scaled - scaled.mean()) / scaled.std()
    if not 2.2 < (scaled**4).mean() < 4.5:  # 1.8 if uniform
        raise Wrong(f"{what} should be normal.")
    if abs((scaled[1:] * scaled[:-1]).mean()) > slack:
        raise Wrong(f"{what} should be drawn anew in every call.")


def expect_denoising(DenoisingAutoencoder: Any, seed: int) -> None:
    """No noise after eval(); in training, what get_loss says of the noise on the input."""
    n, *sizes = draw_ways(seed)[0]
    expect_layers(lambda *a: DenoisingAutoencoder(n, *a), [n, *sizes], seed)
    std = 0.15 + 1.5 * float(torch.rand(1, generator=torch.Generator().manual_seed(seed)))
    one, every = torch.zeros(n), torch.ones(n)
    one[0] = 2.0
    for given, options in ((std, {"noise_std": std}), (0.5, {})):
        model = DenoisingAutoencoder(n, [n], nn.Tanh, **options)
        expect_shapes(model, [n, n], draw(seed, _ROWS, n), draw(seed, _ROWS, n))
        model.eval()
        index = places(model, [n, n])
        for direction, rows, what in (
            (one, 1, "The noise"), (every, 1, "The noise of all entries together"),
            (every, 4, "The noise of all rows together"),
        ):  # fmt: skip
            noise = noise_of(model, index, direction, rows, seed)
            expect_normal(noise, given * float(direction.norm()) * rows**0.5, what)
    noise = noise_of(model, index, one, 1, seed, steps=True)
    expect_normal(noise, 2 * 0.5, "The noise in train_step")
