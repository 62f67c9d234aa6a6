"""Hidden tests of notebook 06's pipeline: mistakes lose points, other styles pass, in the judge."""

import asyncio
import random
from pathlib import Path

import pytest
import torch

from autograde import variants
from autograde.hidden import epochs, pipeline, probe
from course_utils.checks import Wrong
from course_utils.pipelines import CROP
from tests.autograde.hidden_variants import ids
from tests.autograde.judge.students import judged

FOLDER = Path(__file__).parents[2] / "solutions" / "06_fast_training"
SETUP = """
import torch
from torch import Tensor, nn
from course_utils.pipelines import CROP, MEAN, PAD, STD
torch.set_num_threads(1)
"""
TESTS = {
    "prepare": """
from autograde.hidden import fresh_seed
from autograde.hidden.pipeline import expect_prepare

expect_prepare(prepare, fresh_seed())
""",
    "draws": """
from autograde.hidden import fresh_seed
from autograde.hidden.pipeline import expect_draws

expect_draws(draw, fresh_seed())
""",
    "pipeline": """
from autograde.hidden import fresh_seed
from autograde.hidden.pipeline import score_pipeline

score_pipeline(prepare, draw, batches, 6, fresh_seed())
""",
}
VARIANTS = [v for v in variants.load(FOLDER) if v.slug in TESTS]
RIGHT = {slug: next(v.source for v in VARIANTS if v.slug == slug and v.kind == "alternative")
         for slug in TESTS}  # fmt: skip


pytestmark = pytest.mark.usefixtures("judges_end")


def whole(slug: str, source: str) -> str:
    """A notebook's answers, all right but for this one."""
    return SETUP + "\n".join({**RIGHT, slug: source}.values())


def score(slug: str, source: str, seed: int) -> float:
    """The points as under plain nbgrader: 6 for passing; what is raised is 0."""
    names: dict = {"__name__": "__main__"}
    exec(whole(slug, source), names)
    prepare, draw, batches = (names[name] for name in ("prepare", "draw", "batches"))
    try:
        if slug == "prepare":
            pipeline.expect_prepare(prepare, seed)
        elif slug == "draws":
            pipeline.expect_draws(draw, seed)
        else:
            return pipeline.score_pipeline(prepare, draw, batches, 6, seed)
    except Exception:
        return 0
    return 6


@pytest.mark.parametrize("variant", VARIANTS, ids=ids)
def test_beside_the_student_s_code(variant: variants.Variant) -> None:
    for seed in (0, 2**31 - 1):
        got = score(variant.slug, variant.source, seed)
        if variant.kind == "mistake":
            assert got <= (3 if variant.name == "image-by-image" else 0)
        else:
            assert got > 3  # how much more is a matter of speed


@pytest.mark.parametrize("slug", ["prepare", "draws"])
def test_right_with_any_seed(slug: str) -> None:
    assert {score(slug, RIGHT[slug], 7919 * seed) for seed in range(60)} == {6}


def ruling(slug: str, source: str, test: str = "") -> tuple[str, float | None]:
    async def judge() -> tuple[str, float | None]:
        async with judged(whole(slug, source), "import torch") as found:
            said = await asyncio.wait_for(found.run(test or TESTS[slug], "t"), 100)
            return said.error, said.score

    return asyncio.run(judge())


@pytest.mark.slow
@pytest.mark.parametrize("variant", VARIANTS, ids=ids)
def test_in_the_judge(variant: variants.Variant) -> None:
    error, got = ruling(variant.slug, variant.source)
    if variant.kind == "alternative":
        assert error == ""
        assert got is None or got > 3
    else:
        assert error or (got is not None and got <= 3)


@pytest.mark.parametrize("slug", ["prepare", "draws"])
def test_an_earlier_mistake_is_not_counted_twice(slug: str) -> None:
    for variant in [v for v in VARIANTS if v.slug == slug and v.kind == "mistake"][:6]:
        error, got = ruling(slug, variant.source, TESTS["pipeline"])
        assert error == ""
        assert got is not None and got > 3, variant.name  # noqa: PT018


AGENT = "\nfrom autograde.sandbox.inside import agent\nbefore = agent.Agent._op_probe\n"
TRICKS = {
    "remembers the first epoch": ("pipeline", """
first = []
def batches(prepared, labels, draws, batch_size):
    if not first:
        every = prepared.unfold(2, CROP, 1).unfold(3, CROP, 1)
        for order, top, left in zip(*(drawn.split(batch_size) for drawn in draws)):
            first.append((every[order, :, top, left], labels[order]))
    return first
"""),
    "numbers made up": ("pipeline", RIGHT["pipeline"] + AGENT + """
def op(self, source, name, args):
    found = before(self, source, name, args)
    return (found[0], found[1] * 1.01, found[2]) if name == "projected" else found
agent.Agent._op_probe = op
"""),
    "no numbers": ("pipeline", RIGHT["pipeline"] + AGENT + """
def op(self, source, name, args):
    return None if name == "projected" else before(self, source, name, args)
agent.Agent._op_probe = op
"""),
    "zeros for numbers": ("pipeline", RIGHT["pipeline"] + AGENT + """
def op(self, source, name, args):
    found = before(self, source, name, args)
    return (found[0], 0 * found[1], found[2]) if name == "projected" else found
agent.Agent._op_probe = op
"""),
    "a state that never changes": ("draws", """
def draw(n, generator):
    top, left = torch.randint(9, (2, n), generator=torch.Generator().manual_seed(1))
    return torch.randperm(n, generator=torch.Generator().manual_seed(1)), top, left
"""),
    "the global generator touched": ("draws", RIGHT["draws"] + """
good = draw
def draw(n, generator):
    torch.manual_seed(1)
    return good(n, generator)
"""),
    "a few pictures by heart": ("prepare", """
def prepare(images, device):
    return torch.zeros(len(images), 1, 36, 36, device=device)
"""),
}  # fmt: skip


@pytest.mark.parametrize("name", TRICKS)
def test_tricks_earn_nothing(name: str) -> None:
    slug, source = TRICKS[name]
    error, got = ruling(slug, source)
    assert error or got == 0


@pytest.mark.parametrize("slug", TESTS)
def test_what_the_tricks_build_on_passes(slug: str) -> None:
    error, got = ruling(slug, RIGHT[slug])
    assert error == ""
    assert got is None or got > 3


def test_the_naive_pipeline_earns_nothing() -> None:
    """The same work again for each image: right batches, and no points for speed."""
    naive = """
def batches(prepared, labels, draws, batch_size):
    pad = nn.functional.pad
    for part in zip(*(drawn.split(batch_size) for drawn in draws)):
        x = []
        for i, top, left in zip(*part):
            image = prepared[i, :, PAD:-PAD, PAD:-PAD]
            image = (pad(image * STD + MEAN, (PAD, PAD, PAD, PAD)) - MEAN) / STD
            image = torch.where(torch.ones(1, 36, 36, dtype=torch.bool), prepared[i], image)
            x.append(image[:, top : top + CROP, left : left + CROP])
        yield torch.stack(x), labels[part[0]]
"""
    assert score("pipeline", naive, 3) == 0


def test_a_wrong_pixel_in_one_batch_is_seen() -> None:
    wrong = (
        RIGHT["pipeline"]
        + """
good = batches
def batches(prepared, labels, draws, batch_size):
    found = list(good(prepared, labels, draws, batch_size))
    found[-1][0][-1, 0, 5, 5] += 0.2
    return found
"""
    )
    assert score("pipeline", wrong, 5) == 0


def test_slow_pipelines_end_soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(epochs, "PATIENCE", 0.0)
    calls = []

    def batches(*given):
        calls.append(1)
        return names["batches"](*given)

    names: dict = {"__name__": "__main__"}
    exec(whole("pipeline", RIGHT["pipeline"]), names)
    epochs.measured_ratio(batches, random.Random(1))
    assert len(calls) == 2


@pytest.mark.parametrize(
    ("ratios", "points"),
    [((9.0,), 6), ((1.0, 9.0), 6), ((1.875, 1.0), 3), ((1.0, 0.5), 0), ((float("nan"), 1.0), 0)],
)
def test_a_second_try(ratios, points: float, monkeypatch: pytest.MonkeyPatch) -> None:
    measured = iter(ratios)
    monkeypatch.setattr(pipeline, "measured_ratio", lambda *_: next(measured))
    assert score("pipeline", RIGHT["pipeline"], 1) == points
    assert not list(measured)


def test_a_loop_over_images_costs_half(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pipeline, "measured_ratio", lambda *_: 9.0)
    (loop,) = (v.source for v in VARIANTS if ids(v) == "pipeline-mistake-image-by-image")
    assert score("pipeline", loop, 1) == 3


def test_time_that_others_took_counts_only_so_far(monkeypatch: pytest.MonkeyPatch) -> None:
    data = epochs.NaiveDataset(torch.zeros(50, CROP, CROP, dtype=torch.uint8), torch.arange(50))
    cpu = epochs.naive_seconds(data, 1)
    clock = iter([0.0, 1000.0])
    monkeypatch.setattr(epochs.time, "perf_counter", lambda: next(clock))
    assert epochs.naive_seconds(data, 1) < 100 * cpu


def test_probes_stand_by_themselves() -> None:
    found = [v for module in (pipeline, epochs) for v in vars(module).values()
             if isinstance(v, probe)]  # fmt: skip
    assert len(found) >= 6
    assert all(function.source for function in found)


def test_nonsense_is_named() -> None:
    with pytest.raises(Wrong):
        epochs.expect_labels("labels", torch.arange(3))
    with pytest.raises(Wrong):
        epochs.expect_equal(torch.full((3, 2), torch.nan), torch.zeros(3, 2), "x")
