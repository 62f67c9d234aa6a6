"""The hours a student reports are read from the survey cell, and nothing in it is run."""

import pytest

from autograde.survey import hours


def survey(source, grade_id="rnn_lstm-survey-hours", cell_type="code"):
    cell = {"cell_type": cell_type, "source": source, "metadata": {}}
    if grade_id is not None:
        cell["metadata"] = {"nbgrader": {"grade_id": grade_id}}
    return {"cells": [{"cell_type": "markdown", "source": "# hi", "metadata": {}}, cell]}


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("hours = 3", 3.0),
        ("hours = 2.5  # with a break", 2.5),
        ("hours: float = 4", 4.0),
        ("hours = None\nhours = 6", 6.0),
        ('hours = "about 3 h"', 3.0),
        ('hours = "2,5"', 2.5),
        ('hours = "3-4 hours"', 3.5),
        ('hours = "3 to 4"', 3.5),
        ('hours = "90 min"', 1.5),
        ('hours = "12 minutes"', 0.2),
    ],
)
def test_an_answer_is_read(source, expected):
    assert hours(survey(source)) == pytest.approx(expected)


@pytest.mark.parametrize(
    "source",
    [
        "",
        "hours = None",
        "hours = 0",
        "hours = True",
        "hours = -2",
        'hours = "-2"',
        'hours = "no idea"',
        'hours = "1 h 30 min"',
        "hours = [3]",
        "hours = 1e999",
        "hours = " + "9" * 400,
        "hours = 3 +",
        "hours = " + "(" * 5_000,
        "hours = 3\n" + "#" * 20_000,
        'hours = "' + " " * 9_000 + '3"',
        "other = 3",
        "a.hours = 3",
    ],
)
def test_what_nobody_can_read_is_no_answer(source):
    assert hours(survey(source)) is None


def test_nothing_in_the_cell_is_run(tmp_path):
    trap = tmp_path / "ran"
    assert hours(survey(f"open({str(trap)!r}, 'w')\nhours = 3")) == 3.0
    assert hours(survey(f"hours = open({str(trap)!r}, 'w')")) is None
    assert not trap.exists()


def test_only_the_survey_cell_counts():
    assert hours(survey("hours = 3", grade_id="rnn_lstm-rnn-layer")) is None
    assert hours(survey("hours = 3", grade_id=None)) is None
    assert hours(survey("hours = 3", cell_type="markdown")) is None
    assert hours({}) is None
