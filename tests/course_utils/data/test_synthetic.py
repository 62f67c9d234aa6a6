"""The synthetic rows: what lies in them, and what stays the same."""

from __future__ import annotations

import pytest
import torch

from course_utils.data import synthetic
from course_utils.data.synthetic import GAP, LOUD, LOW_STD, SIZE, load


def test_two_sets_of_float32_rows() -> None:
    train, validation = load()
    assert train.x.shape == (4000, SIZE)
    assert validation.x.shape == (1000, SIZE)
    for x, y in (train, validation):
        assert x.dtype == torch.float32
        assert y.dtype == torch.int64
        assert len(x) == len(y)
        assert y.double().mean().item() == pytest.approx(0.5, abs=0.05)


def test_a_seed_gives_the_same_rows_and_another_seed_others() -> None:
    for same, other, again in zip(load(3), load(4), load(3), strict=True):
        assert torch.equal(same.x, again.x)
        assert torch.equal(same.y, again.y)
        assert not torch.allclose(same.x, other.x)


def test_the_global_seed_is_left_alone() -> None:
    torch.manual_seed(0)
    expected = torch.rand(3)
    torch.manual_seed(0)
    load()
    assert torch.equal(torch.rand(3), expected)


def test_no_row_is_in_both_sets() -> None:
    train, validation = load(train=300, validation=300)
    assert torch.cdist(train.x, validation.x).min() > 1


def test_twenty_directions_are_loud_in_both_sets_and_no_entry_is() -> None:
    train, validation = load(train=20_000, validation=20_000)
    spread, directions = torch.linalg.eigh(train.x.T @ train.x / len(train.x))
    assert (spread[-LOUD:].sqrt() - 1).abs().max() < 0.1
    assert (spread[:-LOUD].sqrt() - LOW_STD).abs().max() < 0.05
    seen = (validation.x @ directions).std(0)  # the same rotation turned them
    assert (seen[-LOUD:] - 1).abs().max() < 0.1
    assert seen[:-LOUD].max() < 0.4
    entries = train.x.std(0)  # every entry is some mix of both
    assert entries.max() < 0.8
    assert entries.min() > LOW_STD


def test_the_label_lies_in_the_loud_directions_with_a_gap_and_in_no_louder_one() -> None:
    train, _ = load(train=20_000)
    sign = 2 * train.y.float() - 1
    across = torch.linalg.lstsq(train.x, sign[:, None]).solution[:, 0]
    across /= across.norm()
    side = train.x @ across
    assert side.std().item() == pytest.approx(1, abs=0.02)  # as in every loud direction
    assert ((side > 0) == (train.y == 1)).double().mean() > 0.99
    assert (side.abs() < 0.5 * GAP).double().mean() < 0.01  # without a gap: 10 %
    _, directions = torch.linalg.eigh(train.x.T @ train.x)
    assert (directions[:, -LOUD:].T @ across).norm() > 0.99


def test_without_the_gap_rows_lie_on_the_plane(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(synthetic, "GAP", 0.0)
    train, _ = load(train=20_000)
    across = torch.linalg.lstsq(train.x, 2 * train.y[:, None].float() - 1).solution[:, 0]
    assert ((train.x @ across / across.norm()).abs() < 0.5 * GAP).double().mean() > 0.08
