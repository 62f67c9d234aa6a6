"""Histograms and the way numbers and times are written."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograde.scores import ClassScores, Student
from autograde.summary import duration, histogram, number, runs


@given(st.lists(st.floats(0, 1e6), min_size=1), st.none() | st.floats(0.1, 1e4))
def test_every_value_is_in_one_column(values, top):
    bins = histogram(values, top)
    assert sum(b.count for b in bins) == len(values)
    assert 1 <= len(bins) <= 10
    assert max(b.share for b in bins) == 1
    assert bins[0].low == 0
    assert bins[-1].high >= max(values) * (1 - 1e-9)
    for before, after in itertools.pairwise(bins):
        assert before.high == after.low


def test_columns_have_round_widths_and_hold_their_lower_edge():
    bins = histogram([0, 9.99, 10, 67, 67], 67)
    assert [(b.low, b.high, b.count) for b in bins] == [
        (0, 10, 2), (10, 20, 1), (20, 30, 0), (30, 40, 0), (40, 50, 0), (50, 60, 0), (60, 70, 2),
    ]  # fmt: skip
    assert [b.share for b in bins[:2]] == [1, 0.5]
    assert histogram([]) == []


def test_zeros_have_a_column():
    assert [(b.low, b.count) for b in histogram([0.0, 0.0]) if b.count] == [(0, 2)]


@pytest.mark.parametrize(
    ("value", "text"), [(3, "3"), (2.5, "2.5"), (1 / 3, "0.33"), (10, "10"), (0, "0"), (None, "")]
)
def test_number(value, text):
    assert number(value) == text


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0.42, "0.4 s"), (9.96, "10 s"), (59.6, "1 min 00 s"), (75, "1 min 15 s"),
        (3905, "1 h 05 min"), (None, ""),
    ],
)  # fmt: skip
def test_duration(seconds, text):
    assert duration(seconds) == text


def run_of(known):
    return [(run.name, bool(run.happened), run.slow) for run in runs(known)]


def timed(**seconds):
    students = [Student(name, "graded", "finished", seconds=s) for name, s in seconds.items()]
    return ClassScores("01_x", "", "", [], students)


def test_stopped_runs_come_first_then_those_far_slower_than_most():
    known = timed(ada=10.0, ben=31.0, cy=10.0, dan=9.0, eve=60.0, fay=40.0, gus=12.0)
    known.students[4].outcome = "cell 3 was stopped after 60 s"
    assert run_of(known) == [
        ("eve", True, False), ("fay", False, True),
        ("ben", False, False), ("gus", False, False), ("ada", False, False),
    ]  # fmt: skip


def test_seconds_that_hardly_differ_are_not_slow():
    assert run_of(timed(ada=0.1, ben=0.1, cy=0.9))[0] == ("cy", False, False)


def test_a_run_that_was_stopped_and_not_timed_is_there():
    known = timed(ada=None)
    known.students[0].outcome = "Python ended"
    assert run_of(known) == [("ada", True, False)]
    assert runs(timed()) == []
