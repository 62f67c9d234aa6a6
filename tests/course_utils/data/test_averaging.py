"""The running-average task."""

import pytest
import torch

from course_utils.data.averaging import averaging_batch


def test_targets_are_running_means() -> None:
    x, y = averaging_batch(batch=3, time=7, dtype=torch.float64)
    for t in range(7):
        torch.testing.assert_close(y[:, t], x[:, : t + 1].mean(dim=1))


def test_same_generator_same_numbers() -> None:
    draw = [averaging_batch(2, generator=torch.Generator().manual_seed(5)) for _ in range(2)]
    assert torch.equal(draw[0][0], draw[1][0])
    assert torch.equal(draw[0][1], draw[1][1])
    assert not torch.equal(*averaging_batch(2))


def test_shapes_and_dtype() -> None:
    x, y = averaging_batch(4, time=1, dtype=torch.float64)
    assert x.shape == y.shape == (4, 1, 1)
    assert x.dtype == y.dtype == torch.float64
    assert torch.equal(x, y)


def test_answering_zero_is_no_way_out() -> None:
    x, y = averaging_batch(20_000, generator=torch.Generator().manual_seed(0))
    assert -1 <= x.min() < -0.99
    assert 0.99 < x.max() <= 1
    assert y[:, -1].square().mean() == pytest.approx(0.0333, rel=0.05)
    assert y.square().mean() == pytest.approx(0.0976, rel=0.05)
