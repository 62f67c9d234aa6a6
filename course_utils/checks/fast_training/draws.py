"""Check of an epoch's random numbers: an order and two corners, in bulk and from one generator.

What is random is judged by statistics over many draws, with room for chance: a right answer fails
less than once in a hundred million checks.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor
from torch.utils._python_dispatch import TorchDispatchMode

from course_utils.checks.core import default_dtype
from course_utils.checks.ladder import expect_tuple
from course_utils.checks.outcome import Wrong
from course_utils.pipelines import CORNERS

from .registry import check

MANY = 20_000
MOST_CALLS = 3
SIGMAS = 7.0  # as far as chance reaches
NAMES = ("order", "top", "left")
RANDOM = ("rand", "normal", "bernoulli", "multinomial", "uniform", "exponential", "poisson")

Draw = Callable[[int, torch.Generator], Any]


class RandomCalls(TorchDispatchMode):
    """Counts the calls of PyTorch's random functions."""

    def __init__(self) -> None:
        super().__init__()
        self.count = 0

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        self.count += func.__name__.startswith(RANDOM)
        return func(*args, **(kwargs or {}))


def drawn(draw: Draw, n: int, seed: int) -> tuple[Tensor, Tensor, Tensor]:
    """What is drawn from a generator with this seed, once it has the right form."""
    answer = draw(n, torch.Generator().manual_seed(seed))
    return expect_form(answer, n)


def expect_form(answer: Any, n: int) -> tuple[Tensor, Tensor, Tensor]:
    """Three tensors of n integers: a permutation, and two between 0 and 8."""
    three = expect_tuple(answer, 3, "draw(n, generator)", "order, top and left")
    for name, value in zip(NAMES, three, strict=True):
        if not isinstance(value, Tensor):
            raise Wrong(f"`{name}` should be a tensor, got `{type(value).__name__}`.")
        if tuple(value.shape) != (n,):
            alone = f" One number for the whole epoch? Each of its {n} images has its own."
            raise Wrong(
                f"`{name}` should have shape (n,) = ({n},), got {tuple(value.shape)}."
                f"{alone if value.numel() == 1 < n else ''}"
            )
        if value.dtype != torch.int64:
            raise Wrong(
                f"`{name}` should hold integers (torch.int64) to index with, got {value.dtype}."
            )
    order, top, left = three
    expect_permutation(order, n)
    for name, corner in (("top", top), ("left", left)):
        low, high = int(corner.min()), int(corner.max())
        if low < 0 or high >= CORNERS:
            raise Wrong(
                f"`{name}` holds numbers from {low} to {high}: the window has room at "
                f"0, 1, …, {CORNERS - 1}, for {CORNERS - 1} pixels of border are to share."
            )
    return order, top, left


def expect_permutation(order: Tensor, n: int) -> None:
    """Every image once."""
    if torch.equal(order.sort().values, torch.arange(n)):
        return
    low, high = int(order.min()), int(order.max())
    if low < 0 or high >= n:
        raise Wrong(f"`order` holds numbers from {low} to {high}: images are 0, 1, …, n − 1.")
    absent = n - len(order.unique())
    raise Wrong(
        f"Of {n} images `order` leaves out {absent} and takes others several times: it should be "
        "a permutation, each image once in an epoch."
    )


def expect_from_generator(draw: Draw, n: int, seed: int) -> None:
    """From `generator` and nothing else: same state same draws, and each epoch new ones."""
    outside = torch.random.get_rng_state()
    first = drawn(draw, n, seed)
    if not torch.equal(torch.random.get_rng_state(), outside):
        raise Wrong(
            "PyTorch's global generator is used: hand `generator=generator` to each random "
            "function."
        )
    again, other = drawn(draw, n, seed), drawn(draw, n, seed + 1)
    generator = torch.Generator().manual_seed(seed)
    draw(n, generator)
    following = expect_form(draw(n, generator), n)
    for name, *values in zip(NAMES, first, again, other, following, strict=True):
        one, same, changed, later = values
        if not torch.equal(one, same):
            raise Wrong(
                f"`{name}` is not drawn from `generator`: with the generator in the same state it "
                "comes out differently."
            )
        if torch.equal(one, torch.arange(n)):
            raise Wrong(f"`{name}` is 0, 1, 2, …: nothing is shuffled.")
        if len(one.unique()) == 1:
            raise Wrong(f"`{name}` is {int(one[0])} for all images: each has a corner of its own.")
        if torch.equal(one, changed) or torch.equal(one, later):
            raise Wrong(
                f"`{name}` is the same in every epoch: is a seed fixed in the code? Only "
                "`generator` decides."
            )


def expect_bulk(draw: Draw, seed: int) -> None:
    """A few calls of a random function, however many images there are."""
    counts = []
    for n in (50, 150):
        with RandomCalls() as calls:
            draw(n, torch.Generator().manual_seed(seed))
        counts.append(calls.count)
    if counts[1] > counts[0]:
        raise Wrong(
            f"For 150 images random functions are called {counts[1]} times: call each once, for "
            "all images of the epoch (the shape says how many)."
        )
    if counts[1] > MOST_CALLS:
        raise Wrong(
            f"Random functions are called {counts[1]} times for an epoch: {MOST_CALLS} are enough."
        )


def expect_chance(draw: Draw, seed: int) -> None:
    """Each corner as often as any other, and no part tells anything about another."""
    order, top, left = drawn(draw, MANY, seed)
    for name, corner in (("top", top), ("left", left)):
        expect_even(name, corner)
    if torch.equal(top, left):
        raise Wrong("`top` and `left` are always equal: draw them independently of each other.")
    place = torch.arange(MANY)
    steps = (order[1:] - order[:-1]).abs()
    if int((steps == 1).sum()) > 60:
        raise Wrong("In `order` neighbours stay together: it should be a random permutation.")
    pairs = {
        "`order` goes up or down with the place": (order, place),
        "`top` follows the place in the epoch": (top, place),
        "`left` follows the place in the epoch": (left, place),
        "`top` follows `order`": (top, order),
        "`left` follows `order`": (left, order),
        "`left` follows `top`": (left, top),
        "`top` stays the same for a while": (top[1:], top[:-1]),
        "`left` stays the same for a while": (left[1:], left[:-1]),
        "`left` follows the `top` before it": (left[1:], top[:-1]),
        "`top` follows the `left` before it": (top[1:], left[:-1]),
    }
    for words, pair in pairs.items():
        if abs(float(torch.corrcoef(torch.stack(pair).double())[0, 1])) > SIGMAS / MANY**0.5:
            raise Wrong(f"{words}: all three should be independent.")
    joint = (top * CORNERS + left).bincount(minlength=CORNERS**2).double()
    expected = MANY / CORNERS**2
    if float((joint - expected).square().sum() / expected) > 200:  # 80 ± 13 by chance
        raise Wrong("Some pairs of `top` and `left` come too often: draw them independently.")


def expect_even(name: str, corner: Tensor) -> None:
    """0, 1, …, 8, each about as often."""
    counts = corner.bincount(minlength=CORNERS).double()
    absent = (counts == 0).nonzero().flatten().tolist()
    if absent == [CORNERS - 1]:
        raise Wrong(
            f"`{name}` is never {CORNERS - 1}: the upper end of `torch.randint` is not among the "
            "numbers that it draws."
        )
    if absent:
        raise Wrong(f"`{name}` is never {absent[0]}: it should be 0, 1, …, {CORNERS - 1}.")
    expected = MANY / CORNERS
    worst = int((counts - expected).abs().argmax())
    if abs(float(counts[worst]) - expected) > SIGMAS * expected**0.5:
        raise Wrong(
            f"Of {MANY} times `{name}` is {worst} {counts[worst]:.0f} times, where about "
            f"{expected:.0f} are due: all corners should be equally likely."
        )


def grade_draw(draw: Draw, seed: int = 1) -> None:
    """`draw(n, generator)`."""
    with default_dtype(torch.float32):
        expect_from_generator(draw, 1000, seed)
        expect_bulk(draw, seed)
        expect_chance(draw, seed + 2)
        drawn(draw, 1, seed)


@check.exercise("draws", names=["draw"])
def _draws(draw: Draw) -> str:
    grade_draw(draw)
    return "right: all of an epoch's chance in a few calls."
