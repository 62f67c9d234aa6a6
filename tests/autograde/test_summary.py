"""Histograms and the way numbers and times are written."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograde.scores import ClassScores, Exercise, Score, Student
from autograde.summary import duration, failures, histogram, number


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


def test_written_questions_come_after_what_runs_however_much_was_lost():
    exercises = [
        Exercise("w", "why", 2, written=True),
        Exercise("a", "all-right", 2, written=False),
        Exercise("b", "better", 2, written=False),
        Exercise("c", "worse", 2, written=False),
    ]
    points = {"w": (0, 0), "a": (2, 2), "b": (2, 0), "c": (0, 0)}
    states = {0: "wrong", 2: "full"}
    students = [
        Student(name, "graded", scores={k: Score(p[i], states[p[i]]) for k, p in points.items()})
        for i, name in enumerate(("ada", "ben"))
    ]
    found = failures(ClassScores("01_x", "", "", exercises, students))
    assert [(f.exercise.slug, f.lost, f.of) for f in found] == [
        ("worse", 2, 2), ("better", 1, 2), ("why", 2, 2),
    ]  # fmt: skip
