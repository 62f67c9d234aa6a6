"""Hidden test of the reading: points for each number, here and in the judge."""

import asyncio
from pathlib import Path

import numpy as np
import pytest
import torch

from autograde import variants
from autograde.hidden.record import OF, score_record
from course_utils.checks import Wrong
from tests.autograde.judge.students import judged

FOLDER = Path(__file__).parents[2] / "solutions" / "06_fast_training"
VARIANTS = [v for v in variants.load(FOLDER) if v.slug == "record"]
NAMES = ("accuracy", "start_s", "start_is", "steps_s", "series_end_s", "augmented_s",
         "ideal_seconds")  # fmt: skip
SETUP = """
import torch
from torch import Tensor, nn
torch.set_num_threads(1)
"""
TEST = f"""
from autograde.hidden import fresh_seed
from autograde.hidden.record import score_record

score_record({", ".join(NAMES)}, fresh_seed())
"""


pytestmark = pytest.mark.usefixtures("judges_end")


def right(flop_per_image, images, epochs, flop_per_second):
    return flop_per_image * images * epochs / flop_per_second


def stub(*_):
    raise NotImplementedError


def score(seed: int = 0, **instead) -> float:
    full = dict(zip(NAMES, (94, 341, "record", [323, 308, 301, 297], 34, 26, right), strict=True))
    return score_record(**{**full, **instead}, seed=seed)


def of_a_cell(source: str, seed: int) -> float:
    names: dict = {"__name__": "__main__"}
    exec(SETUP + source, names)
    return score_record(*(names[name] for name in NAMES), seed)


@pytest.mark.parametrize("variant", VARIANTS, ids=lambda v: f"{v.kind}-{v.name}")
def test_variants(variant: variants.Variant) -> None:
    for seed in (0, 1, 2**31 - 1):
        got = of_a_cell(variant.source, seed)
        assert (got == OF) == (variant.kind == "alternative"), got
        assert 0 < got <= OF


@pytest.mark.parametrize(
    ("instead", "lost"),
    [
        ({}, 0),
        ({"start_s": 356, "start_is": "reproduction"}, 0),
        ({"start_s": "356 s", "start_is": "Reproduction"}, 0),
        ({"accuracy": "94 %"}, 0),
        ({"accuracy": 0.94}, 0),
        ({"accuracy": 93}, 0.5),
        ({"accuracy": "nearly all"}, 0.5),
        ({"start_s": 356}, 0.5),
        ({"start_is": "reproduction"}, 0.5),
        ({"start_is": None}, 0.5),
        ({"start_s": None}, 0.5),
        ({"start_s": True, "start_is": True}, 0.5),
        ({"steps_s": (323.0, "308 s", np.float64(301), torch.tensor(297))}, 0),
        ({"steps_s": [323, 308, 301, 296]}, 0.25),
        ({"steps_s": [323, None, None, 297]}, 0.5),
        ({"steps_s": [297, 301, 308, 323]}, 1),
        ({"steps_s": [323, 308, 301]}, 1),
        ({"steps_s": [341, 323, 308, 301, 297]}, 1),
        ({"steps_s": None}, 1),
        ({"steps_s": "323 308 301 297"}, 1),
        ({"series_end_s": 26, "augmented_s": 34}, 1),
        ({"series_end_s": 35}, 0.5),
        ({"ideal_seconds": stub}, 1),
        ({"ideal_seconds": None}, 1),
        ({"ideal_seconds": lambda *_: 39.2}, 1),
        ({"ideal_seconds": lambda *_: None}, 1),
        ({"ideal_seconds": lambda *a: f"{right(*a)}"}, 1),
        ({"ideal_seconds": lambda f, n, e, r: f * n * 35 / r}, 1),
        ({"ideal_seconds": lambda *a: right(*a) * 1.001}, 1),
        ({"ideal_seconds": lambda *a: float("nan")}, 1),
        ({"ideal_seconds": lambda *a: torch.tensor(right(*a))}, 0),
    ],
)
def test_points(instead: dict, lost: float) -> None:
    for seed in range(5):
        assert score(seed, **instead) == OF - lost


def test_nothing_earns_nothing() -> None:
    with pytest.raises(Wrong, match="None of the numbers"):
        score_record(None, None, None, [None] * 4, None, None, stub, 0)
    with pytest.raises(Wrong, match="None of the numbers"):
        score_record(True, object(), object(), [[]] * 4, "", {}, lambda *_: True, 0)


def test_a_right_function_alone_earns_its_point() -> None:
    assert score_record(None, None, None, [None] * 4, None, None, right, 3) == 1


def judge(source: str):
    async def ruling():
        async with judged(SETUP + source, "import torch") as judge:
            return await asyncio.wait_for(judge.run(TEST, "t"), 100)

    return asyncio.run(ruling())


IN_THE_JUDGE = [v for v in VARIANTS if v.kind == "alternative"]
IN_THE_JUDGE += [v for v in VARIANTS if v.name in ("one-epoch", "named-as-the-other", "printed")]


@pytest.mark.parametrize("variant", IN_THE_JUDGE, ids=lambda v: v.name)
def test_in_the_judge(variant: variants.Variant) -> None:
    ruling = judge(variant.source)
    assert ruling.error == ""
    assert (ruling.score == OF) == (variant.kind == "alternative")


EMPTY = """
accuracy = start_s = start_is = series_end_s = augmented_s = None
steps_s = [None] * 4
def ideal_seconds(flop_per_image, images, epochs, flop_per_second):
    raise NotImplementedError
"""
EQUAL_TO_ALL = """
class Same(float):
    def __eq__(self, other): return True
    def __sub__(self, other): return 0.0
    def __abs__(self): return 0.0
accuracy = start_s = series_end_s = augmented_s = Same(1)
start_is, steps_s = "record", [Same(1)] * 4
def ideal_seconds(*_):
    return Same(1)
"""


@pytest.mark.parametrize("source", [EMPTY, EQUAL_TO_ALL], ids=["stub", "equal-to-all"])
def test_nothing_in_the_judge(source: str) -> None:
    assert "None of the numbers" in judge(source).error
