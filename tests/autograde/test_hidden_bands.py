"""Hidden test of the sweep's figure: mistakes fail, other styles pass, here and in the judge."""

import asyncio
from pathlib import Path

import pytest
from matplotlib import pyplot as plt

from autograde import variants
from autograde.hidden import bands, probe
from course_utils.checks import Wrong
from tests.autograde.hidden_variants import ids
from tests.autograde.judge.students import judged

FOLDER = Path(__file__).parents[2] / "solutions" / "03_autoencoders"
BANDS = [v for v in variants.load(FOLDER) if v.slug == "latent-sweep"]
SEEDS = [0, 1, 2**31 - 1, *range(10, 13)]
SETUP = """
import matplotlib.pyplot as plt
import torch
from torch import Tensor, nn
torch.set_num_threads(1)
"""


pytestmark = pytest.mark.usefixtures("judges_end")


def ruling(source: str, test: str) -> tuple[str, object]:
    """What the judge says of a student's source: an error, or the last value."""

    async def judge() -> tuple[str, object]:
        async with judged(
            SETUP + source, "from autograde.hidden.bands import expect_band"
        ) as found:
            said = await asyncio.wait_for(found.run(test, "t"), 60)
            return said.error, said.score

    return asyncio.run(judge())


def defined(source: str):
    namespace: dict = {"__name__": "__main__"}
    exec(SETUP + source, namespace)
    return namespace["plot_band"]


@pytest.mark.parametrize("variant", BANDS, ids=ids)
def test_drawings_for_some_seeds(variant) -> None:
    plot_band, before = defined(variant.source), plt.get_fignums()
    for seed in SEEDS if variant.kind == "alternative" else SEEDS[:4]:
        if variant.kind == "alternative":
            bands.expect_band(plot_band, seed)
        else:
            with pytest.raises(Wrong):
                bands.expect_band(plot_band, seed)
    assert plt.get_fignums() == before


@pytest.mark.parametrize("variant", [v for v in BANDS if v.kind == "alternative"], ids=ids)
def test_the_judge_lets_other_styles_pass(variant) -> None:
    assert ruling(variant.source, "expect_band(plot_band, 5)")[0] == ""


@pytest.mark.parametrize("variant", [v for v in BANDS if v.kind == "mistake"][::4], ids=ids)
def test_the_judge_finds_mistakes(variant) -> None:
    error = ruling(variant.source, "expect_band(plot_band, 5)")[0]
    assert error
    assert "Error" not in error


def test_the_judge_tells_what_the_student_s_function_raised() -> None:
    source = "def plot_band(ax, curves, ylabel, title):\n    ax.plot(1 / 0)\n"
    assert "division by zero" in ruling(source, "expect_band(plot_band, 5)")[0]


def test_a_drawing_for_known_curves_earns_nothing() -> None:
    """The instant check's curves are known; those of the hidden test are others each time."""
    source = """
from course_utils.checks.autoencoders.drawing import example
def plot_band(ax, curves, ylabel, title):
    case = example(0)
    for size, runs in case.curves.items():
        ax.plot(runs.mean(0), "o-", label=str(size))
        ax.fill_between(range(runs.shape[1]), runs.amin(0), runs.amax(0), alpha=0.2)
    ax.set(xlabel="epoch", ylabel=case.ylabel, title=case.title)
    ax.legend()
"""
    assert ruling(source, "expect_band(plot_band, 77)")[0]


def test_probes_stand_by_themselves() -> None:
    (function,) = [v for v in vars(bands).values() if isinstance(v, probe)]
    compile(function.source, "<probe>", "exec")
