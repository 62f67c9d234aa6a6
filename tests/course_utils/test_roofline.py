"""Operations are counted as by hand, measured in turns, and drawn where they belong."""

import itertools
import time

import matplotlib as mpl
import numpy as np
import pytest
import torch
from matplotlib import pyplot as plt
from torch import nn

from course_utils import operations as ops
from course_utils import roofline
from course_utils.operations import Operation, operation
from course_utils.roofline import Point, Rates
from course_utils.style import use_course_style

CPU = torch.device("cpu")
RATES = Rates(flop_per_second=100e9, bytes_per_second=10e9)


def point(name: str, flop: float, bytes_moved: float, seconds: float = 1.0) -> Point:
    return Point(Operation(name, lambda: None, int(flop), int(bytes_moved)), seconds)


@pytest.mark.parametrize(
    ("function", "inputs", "flop", "bytes_moved"),
    [
        (torch.matmul, [(30, 20), (20, 10)], 2 * 30 * 20 * 10, 4 * (600 + 200 + 300)),
        (torch.mv, [(30, 20), (20,)], 2 * 30 * 20, 4 * (600 + 20 + 30)),
        (lambda x: (x / 255 - 0.1) / 0.3, [(10, 5)], 3 * 50, 4 * 100),
        (lambda x: 1 - 2 * x, [(10,)], 20, 80),
        (lambda x: x.clone().mul_(2).add_(1), [(10,)], 20, 80),
        (lambda x: x.flip(0), [(10,)], 0, 80),
        (lambda x: (x + 1, x - 1), [(10,)], 20, 120),
    ],
)
def test_counted_by_hand(function, inputs, flop: int, bytes_moved: int) -> None:
    found = operation("it", function, *(torch.rand(shape) for shape in inputs))
    assert (found.flop, found.bytes) == (flop, bytes_moved)
    assert found.intensity == flop / bytes_moved


def test_a_convolution_counted_by_hand() -> None:
    layer = nn.Conv2d(3, 8, 3, padding=1)
    found = operation("conv", layer, torch.rand(5, 3, 10, 10))
    assert found.flop == 2 * 5 * 8 * 10 * 10 * 3 * 3 * 3
    assert found.bytes == 4 * (5 * 3 * 100 + 8 * 27 + 8 + 5 * 8 * 100)
    assert torch.is_tensor(found.run())


def test_bytes_of_shorter_numbers() -> None:
    found = operation("it", lambda x: x / 255, torch.zeros(100, dtype=torch.uint8))
    assert found.bytes == 100 * (1 + 4)


def test_bytes_that_are_given_replace_those_counted() -> None:
    found = operation("it", lambda x: 2 * x[:5], torch.rand(1000), moved=40)
    assert (found.flop, found.bytes) == (5, 40)


def test_intensity_of_a_product_grows_with_its_side() -> None:
    small, large = torch.rand(60, 60), torch.rand(600, 600)
    assert roofline.arithmetic_intensity(torch.matmul, small, small) == 10
    assert roofline.arithmetic_intensity(torch.matmul, large, large) == 100


def test_convolutions_of_a_model_each_by_itself() -> None:
    block = nn.Sequential(nn.Conv2d(4, 2, 3), nn.ReLU())
    model = nn.Sequential(nn.Conv2d(1, 4, 5, stride=2), nn.BatchNorm2d(4), block)
    first, second = roofline.conv_operations(model, torch.rand(6, 1, 21, 21))
    assert (first.name, second.name) == ("conv 1", "conv 2")
    assert first.flop == 2 * 6 * 4 * 9 * 9 * 25
    assert second.flop == 2 * 6 * 2 * 7 * 7 * 9 * 4
    assert not model[0]._forward_pre_hooks, "no hook stays"


def test_a_convolution_that_is_not_used_has_no_point() -> None:
    class Model(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.idle, self.used = nn.Conv2d(1, 9, 3), nn.Conv2d(1, 2, 3)

        def forward(self, x):
            return self.used(x)

    (only,) = roofline.conv_operations(Model(), torch.rand(2, 1, 5, 5))
    assert only.flop == 2 * 2 * 2 * 9 * 9


def test_the_crop_is_one() -> None:
    padded = torch.arange(2 * 36 * 36.0).view(2, 36, 36)
    order, top, left = torch.tensor([1, 0]), torch.tensor([3, 8]), torch.tensor([0, 5])
    got = ops._crop(padded, order, top, left)
    torch.testing.assert_close(got[0], padded[1, 3:31, 0:28])
    torch.testing.assert_close(got[1], padded[0, 8:36, 5:33])


def test_usual_operations() -> None:
    found = {o.name: o for o in roofline.usual_operations(CPU)}
    assert found["crop"].intensity == 0
    assert found["normalise"].intensity == pytest.approx(3 / 5)
    assert found["matrix · vector"].intensity == pytest.approx(0.5, rel=1e-2)
    assert found["matrix · matrix"].intensity == pytest.approx(1024 / 6)


def test_the_roof() -> None:
    assert RATES.ridge == 10
    assert [RATES.roof(x) for x in (0.0, 1.0, 10.0, 1000.0)] == [0, 10e9, 100e9, 100e9]


def test_share_of_the_roof() -> None:
    assert point("memory", 1e9, 2e9).share(RATES) == pytest.approx(0.2)
    assert point("arithmetic", 50e9, 1e9).share(RATES) == pytest.approx(0.5)
    assert point("moves", 0, 10e9, seconds=4.0).share(RATES) == pytest.approx(0.25)
    for flop in (1e8, 1e10, 1e12):
        it = point("it", flop, 1e9, seconds=20.0)
        assert it.share(RATES) == pytest.approx(
            it.flop_per_second / RATES.roof(it.operation.intensity)
        )


def test_measured_in_turns(monkeypatch) -> None:
    ran: list[str] = []
    made = [Operation(n, lambda n=n: ran.append(n), 1, 1) for n in "abc"]
    monkeypatch.setattr(roofline, "SAMPLE", 0.0)
    monkeypatch.setattr(roofline.math, "ceil", lambda _: 1)
    found = roofline.clock(made, CPU, seconds=0.0)
    assert len(found) == 3
    assert {len(times) for times in found} == {3}, "three rounds even without time"
    assert "".join(ran) == "abc" + "abc" + 3 * "abc", "warm-up, a look, rounds"


def test_short_operations_are_repeated_within_a_sample() -> None:
    ran = []
    (times,) = roofline.clock([Operation("it", lambda: ran.append(1), 1, 1)], CPU, seconds=0.0)
    assert len(ran) > 100
    assert max(times) < 1e-3, "of one call"


def test_rounds_end_with_the_time_or_their_number() -> None:
    slow = Operation("slow", lambda: time.sleep(0.01), 1, 1)
    assert len(roofline.clock([slow], CPU, seconds=60.0)[0]) == roofline.ROUNDS[-1]
    assert len(roofline.clock([slow], CPU, seconds=0.08)[0]) < roofline.ROUNDS[-1]


def test_the_roof_is_the_best_and_a_point_the_median(monkeypatch) -> None:
    times = itertools.chain([[3.0, 1.0, 2.0], [8.0, 4.0, 6.0], [3.0, 2.0, 5.0], [9.0, 1.0, 2.0]])
    monkeypatch.setattr(roofline, "clock", lambda *_: list(times))
    memory = [Operation("copy", int, 0, 80), Operation("read", int, 0, 30)]
    monkeypatch.setattr(roofline, "product", lambda *_: Operation("arithmetic", int, 1000, 1))
    monkeypatch.setattr(roofline, "memory_operations", lambda _: memory)
    rates, points = roofline.measure_with([Operation("mine", int, 7, 7)], CPU)
    assert rates == Rates(1000.0, 20.0, "cpu"), "the faster of copy (80/4) and read (30/2)"
    assert [p.seconds for p in points] == [2.0]


def test_measured_here_points_stay_below_the_roof() -> None:
    model = nn.Sequential(nn.Conv2d(1, 16, 3), nn.ReLU(), nn.Conv2d(16, 16, 3))
    made = [*roofline.conv_operations(model, torch.rand(500, 1, 28, 28))]
    made += roofline.usual_operations(CPU)
    start = time.process_time()
    rates, points = roofline.measure_with(made, CPU)
    assert time.process_time() - start < 5
    assert 1e8 < rates.bytes_per_second < 1e13
    assert 1e8 < rates.flop_per_second < 1e15
    assert [p.operation for p in points] == made
    assert max(p.share(rates) for p in points) < 1.25


def test_rates_alone() -> None:
    rates = roofline.measure(CPU, seconds=0.0)
    assert rates.device == "cpu"
    assert 0.1 < rates.ridge < 1000


@pytest.fixture(params=[False, True], ids=["light", "dark"])
def ax(request):
    with mpl.rc_context():
        use_course_style(dark=request.param)
        fig, ax = plt.subplots()
        yield ax
        fig.canvas.draw()
        plt.close(fig)


POINTS = [point("slow", 1e9, 1e9), point("fast", 90e9, 1e9), point("crop", 0, 5e9)]


def test_the_figure(ax) -> None:
    assert roofline.plot_roofline(RATES, POINTS, ax) is ax
    assert (ax.get_xscale(), ax.get_yscale()) == ("log", "log")
    roof, ridge, *marks = ax.get_lines()
    left, right = ax.get_xlim()
    np.testing.assert_allclose(roof.get_xdata(), [left, 10, right])
    np.testing.assert_allclose(roof.get_ydata(), [left * 10, 100, 100])
    assert set(ridge.get_xdata()) == {10}
    places = [(mark.get_xdata()[0], mark.get_ydata()[0]) for mark in marks]
    np.testing.assert_allclose(places, [(1, 1), (90, 90), (left, left * 5)])
    assert len({mark.get_marker() for mark in marks}) == 3
    assert {mark.get_linestyle() for mark in marks} == {"None"}
    words = [text.get_text() for text in ax.get_legend().get_texts()]
    assert words == ["roof: 100 GFLOP/s,\n10 GB/s of memory", "ridge: 10 FLOP/byte", "slow: 10 %",
                     "fast: 90 %", "crop (only moves): 50 %"]  # fmt: skip


def test_the_figure_without_points(ax) -> None:
    roofline.plot_roofline(Rates(2e13, 1e12, "cuda"), [], ax)
    assert "cuda" in ax.get_title()


def test_in_words() -> None:
    assert roofline.describe(RATES, POINTS) == (
        "Roofline of this machine (cpu): 100 GFLOP/s of arithmetic, 10 GB/s of memory; ridge at 10 "
        "FLOP per byte. Left of it: slow (1 FLOP per byte): 10 % of the roof; crop (only moves): "
        "50 % of the roof. Right of it: fast (90 FLOP per byte): 90 % of the roof."
    )
    assert "12.5 TFLOP/s of arithmetic, 900 GB/s" in roofline.describe(Rates(12.5e12, 9e11), [])
