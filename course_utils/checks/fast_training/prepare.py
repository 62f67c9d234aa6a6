"""Check of what is done once for all epochs: pixels to numbers, normalised, with a black border."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor

from course_utils.checks.core import default_dtype
from course_utils.checks.ladder import expect_close, expect_tensor, is_close
from course_utils.checks.outcome import Wrong
from course_utils.pipelines import MEAN, PAD, STD

from .registry import check

ROUNDING = 1e-5  # float32
SIDE = 28
PADDED = SIDE + 2 * PAD


def draw_images(n: int, seed: int) -> Tensor:
    """Images whose pixels take all values from 0 to 255, and none that is symmetric."""
    generator = torch.Generator().manual_seed(seed)
    images = torch.randint(256, (n, SIDE, SIDE), generator=generator, dtype=torch.uint8)
    images[:, 0, 0], images[:, -1, -1] = 0, 255
    return images


def pad(x: Tensor, value: float = 0.0, before: int = PAD, mode: str = "constant") -> Tensor:
    """(n, 28, 28) to (n, 1, 36, 36), `before` of the pixels at the top and at the left."""
    after = 2 * PAD - before
    sides = (before, after, before, after)
    if mode == "constant":
        return torch.nn.functional.pad(x[:, None], sides, value=value)
    return torch.nn.functional.pad(x[:, None], sides, mode=mode)


def prepared(images: Tensor) -> Tensor:
    """The truth: black is 0 before it is normalised, in the border too."""
    return (pad(images.double() / 255) - MEAN) / STD


def slips(images: Tensor) -> dict[str, Tensor]:
    """What well-known slips give, by what is to be said of them."""
    x = images.double() / 255
    normal = (x - MEAN) / STD
    one = (x - x.mean()) / x.std()
    each = (x - x.mean((1, 2), keepdim=True)) / x.std((1, 2), keepdim=True)
    own = "MEAN and STD are those of all digits for training: use the constants, not the {} own."
    black = f"A black pixel is (0 − MEAN)/STD = {-MEAN / STD:.3f} once it is normalised"
    scaled = "The pixels run from 0 to 255: divide by 255 before you normalise."
    return {
        f"The border is 0 after normalising, and that is a grey. {black}.": pad(normal),
        f"The border is −MEAN. {black}.": pad(normal, -MEAN),
        f"The border is 1. {black}.": pad(normal, 1.0),
        f"The border is white. {black}.": pad(normal, (1 - MEAN) / STD),
        scaled: (pad(images.double()) - MEAN) / STD,
        f"{scaled} ": pad((images.double() - MEAN) / STD),
        "Divide by 255, so that white is 1; not by 256.": (pad(x * 255 / 256) - MEAN) / STD,
        "Nothing is normalised: subtract MEAN and divide by STD.": pad(x),
        "Divide by STD as well: so far only MEAN is subtracted.": pad(x) - MEAN,
        "MEAN and STD are exchanged: subtract MEAN, divide by STD.": (pad(x) - STD) / MEAN,
        "Subtract MEAN first, then divide by STD.": pad(x) / STD - MEAN,
        "Divide by STD, don't multiply.": (pad(x) - MEAN) * STD,
        "Divide by STD, the standard deviation, not by its square.": (pad(x) - MEAN) / STD**2,
        "Subtract MEAN, don't add it.": (pad(x) + MEAN) / STD,
        "It is normalised twice.": ((pad(x) - MEAN) / STD - MEAN) / STD,
        own.format("batch's"): pad(one, float(one.min())),
        own.format("images'"): pad(each),
        f"All of the border lies at the right and below: {PAD} on each side.": pad(
            normal, -MEAN / STD, before=0
        ),
        f"All of the border lies at the left and above: {PAD} on each side.": pad(
            normal, -MEAN / STD, before=2 * PAD
        ),
        "The border mirrors the image: it should be black.": pad(normal, mode="reflect"),
        "The border repeats the image's edge: it should be black.": pad(normal, mode="replicate"),
        "Rows and columns are exchanged.": (pad(x).mT - MEAN) / STD,
    }


def expect_shape(got: Any, n: int) -> None:
    """The shape, with the word that helps."""
    shape = tuple(got.shape) if isinstance(got, Tensor) else None
    half = f"The border is half as wide: {PAD} pixels on each of the four sides."
    said = {
        (n, PADDED, PADDED): "The axis of the channel is missing: (n, 1, 36, 36), with one "
        "channel of grey. `x[:, None]` adds it.",
        (n, 1, SIDE, SIDE): f"The border is missing: {PAD} pixels on each of the four sides.",
        (n, SIDE, SIDE): f"The border is missing: {PAD} pixels on each of the four sides.",
        (n, 1, SIDE, PADDED): "The border is at the left and the right only: above and below too.",
        (n, SIDE, PADDED): "The border is at the left and the right only: above and below too.",
        (n, 1, SIDE + PAD, SIDE + PAD): half,
        (n, SIDE + PAD, SIDE + PAD): half,
        (n + 2 * PAD, PADDED, PADDED): "The border goes around the images' number as well: pad "
        "the last two axes.",
    }
    if words := said.get(shape or ()):
        raise Wrong(f"{words}\nprepare(images, device) has shape {shape} for n = {n}.")


def expect_numbers(got: Any, images: Tensor) -> None:
    """Type, shape and dtype, then every number."""
    what, n = "prepare(images, device)", len(images)
    expect_shape(got, n)
    if isinstance(got, Tensor) and got.dtype in (torch.float64, torch.float16, torch.bfloat16):
        kind = str(got.dtype).removeprefix("torch.")
        cost = "twice the memory to move" if got.dtype == torch.float64 else "too few digits"
        raise Wrong(f"{what} is {kind}, {cost}: return float32, as the network's weights are.")
    got = expect_tensor(got, what, (n, 1, PADDED, PADDED), "n 1 36 36").detach()
    if got.device.type != "cpu":
        raise Wrong(f'{what} is on {got.device} when `device` is "cpu".')
    truth, got = prepared(images), got.double()
    if wraps(got, truth):
        raise Wrong(
            "Dark pixels come out as bright ones: `images` is uint8, and below 0 it begins again "
            "at 255. Make it floating-point before you subtract."
        )
    if is_close((got > got.min()).double(), (pad(images // 255 * 255.0) > 0).double()):
        raise Wrong("All grey is gone: `//` divides integers. Divide with `/`.")
    expect_close(got, truth, what, slips(images), ROUNDING)


def wraps(got: Tensor, truth: Tensor) -> bool:
    """Is it right up to a pixel's rounding, but for some that are 256 too large?"""
    step = 1 / 255 / STD
    off = (got - truth) / step  # in pixels' values
    high = (off - 256).abs() < 2
    return bool((high | (off.abs() < 2)).all() and high.any())


def expect_device(prepare: Callable, images: Tensor) -> None:
    """The result is on the device that was asked for; "meta" is there on every machine."""
    try:
        elsewhere = prepare(images.clone(), torch.device("meta"))
    except Exception:  # not everything can be done on it that other devices do
        return
    if isinstance(elsewhere, Tensor) and elsewhere.device.type != "meta":
        raise Wrong("The result stays on the CPU: send it to `device`, with `.to(device)`.")


def grade_prepare(prepare: Callable, seed: int = 1) -> None:
    """`prepare(images, device)`, for several images and for one."""
    with default_dtype(torch.float32):
        for n in (5, 1):
            images = draw_images(n, seed + n)
            given = images.clone()
            expect_numbers(prepare(given, torch.device("cpu")), images)
            if not torch.equal(given, images):
                raise Wrong("prepare changes `images` itself: work on a copy.")
        expect_device(prepare, images)


@check.exercise("prepare", names=["prepare"])
def _prepare(prepare: Callable) -> str:
    grade_prepare(prepare)
    return "right: once is enough for all epochs."
