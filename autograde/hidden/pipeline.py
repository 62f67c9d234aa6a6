"""Hidden tests of notebook 06: what is prepared once, what is drawn in bulk, and whole batches.

All truths are computed here, from images and generators that are drawn here.
"""

from __future__ import annotations

import random
from typing import Any

import torch
from torch import Tensor

from course_utils.checks import Wrong, default_dtype, expect_close, expect_tensor
from course_utils.checks.fast_training.draws import MOST_CALLS, expect_form, grade_draw
from course_utils.checks.fast_training.speed import FEW_STEPS, LOOP_COSTS, credit
from course_utils.checks.fast_training.windows import Epoch, draw_epoch
from course_utils.pipelines import CROP, MEAN, PAD, STD

from .epochs import expect_epoch, measured_ratio
from .probes import probe

TRIES = 2
"""Measurements: who falls short of the goal in one, on a machine that was busy, gets another."""


@probe
def prepared_by(prepare: Any, images: Any) -> Any:
    """The images as the student prepares them."""
    import torch

    return prepare(images, torch.device("cpu"))


@probe
def drawn_from(draw: Any, n: Any, state: Any) -> tuple:
    """What is drawn from a generator in this state; then its state, and the global one's change."""
    import torch

    generator, outside = torch.Generator(), torch.random.get_rng_state()
    generator.set_state(state)
    answer = draw(n, generator)
    untouched = torch.equal(outside, torch.random.get_rng_state())
    return answer, generator.get_state(), untouched


@probe
def random_calls(draw: Any, n: Any) -> int:
    """How often the student calls random functions."""
    import torch

    from course_utils.checks.fast_training.draws import RandomCalls

    with RandomCalls() as calls:
        draw(n, torch.Generator().manual_seed(n))
    return calls.count


@probe
def own_epoch(prepare: Any, draw: Any, images: Any, seed: Any) -> Any:
    """The student's own images and draws; None where that fails: its own exercise counts it."""
    import torch

    generator = torch.Generator().manual_seed(seed)
    try:
        prepared = prepare(images, torch.device("cpu"))
        order, top, left = draw(len(images), generator)
        return [given.clone() for given in (prepared, order, top, left)]
    except Exception:
        return None


@probe
def steps_of_python(batches: Any) -> float:
    """How many steps of Python one further image costs."""
    from course_utils.checks.fast_training.speed import steps_for_an_image

    return float(steps_for_an_image(batches))


def draw_images(n: int, draw: torch.Generator) -> Tensor:
    """Images of any pixels."""
    return torch.randint(256, (n, CROP, CROP), generator=draw, dtype=torch.uint8)


def expect_prepare(prepare: Any, seed: int) -> None:
    """Every pixel and all of the border, for images that are drawn here."""
    draw = torch.Generator().manual_seed(seed)
    with default_dtype(torch.float32):
        for n in (1, 2 + seed % 7):
            images = draw_images(n, draw)
            got = prepared_by(prepare, images)
            side = CROP + 2 * PAD
            got = expect_tensor(got, "prepare(images, device)", (n, 1, side, side))
            if got.dtype != torch.float32:
                raise Wrong(f"prepare(images, device) is {got.dtype}, not float32.")
            black = torch.zeros(n, 1, side, side, dtype=torch.float64)
            black[:, 0, PAD:-PAD, PAD:-PAD] = images / 255
            truth = (black - MEAN) / STD
            expect_close(got.double(), truth, "prepare(images, device)", tolerance=1e-5)


def expect_draws(draw: Any, seed: int) -> None:
    """Fresh generators; in form, in bulk, from the generator alone, and random."""

    def asked(n: int, generator: torch.Generator) -> Any:
        found = drawn_from(draw, n, generator.get_state())
        answer, state, untouched = found if type(found) is tuple and len(found) == 3 else (0, 0, 0)
        if untouched is not True:
            raise Wrong("PyTorch's global generator is used.")
        if isinstance(state, Tensor) and state.dtype == torch.uint8:
            generator.set_state(state)
        return answer

    with default_dtype(torch.float32):
        grade_draw(asked, seed % 2**31)
        calls = random_calls(draw, 200)
        if type(calls) is not int or calls > MOST_CALLS:
            raise Wrong(f"Random functions are called {calls} times for an epoch of 200 images.")


def score_pipeline(prepare: Any, draw: Any, batches: Any, points: float, seed: int) -> float:
    """No points if any batch is wrong; else as the ratio to the naive pipeline's time says."""
    chance = random.Random(seed)  # noqa: S311  (sizes for a test)
    with default_dtype(torch.float32):
        for n in (chance.randrange(20, 60), 24):
            epoch, batch_size = draw_epoch(n, chance.randrange(2**31)), chance.choice([4, 6, 8])
            expect_epoch(batches, epoch, epoch[:2], batch_size, chance.randrange(2**31))
        expect_together(prepare, draw, batches, chance.randrange(2**31))
        share = 0.0
        for _ in range(TRIES):
            if share < 1:
                share = max(share, credit(measured_ratio(batches, chance)))
        steps = steps_of_python(batches)
        if type(steps) is not float or not steps <= FEW_STEPS:  # NaN is no number of steps
            share *= LOOP_COSTS
    return round(points * share, 2)


def expect_together(prepare: Any, draw: Any, batches: Any, seed: int) -> None:
    """The three functions fit together: what the first two give is cut up rightly.

    Whether they give what they should is not asked a second time.
    """
    chance = torch.Generator().manual_seed(seed)
    n, side = 150, CROP + 2 * PAD
    images, labels = draw_images(n, chance), torch.randperm(n, generator=chance)
    own = own_epoch(prepare, draw, images, seed)
    try:
        prepared, *draws = own if type(own) is list and len(own) == 4 else [None] * 4
        prepared = expect_tensor(prepared, "prepared", (n, 1, side, side))
        epoch = Epoch(prepared, labels, *expect_form(draws, n))
    except Wrong:
        return
    if prepared.dtype == torch.float32:
        expect_epoch(batches, epoch, epoch[:2], 32, seed + 1)
