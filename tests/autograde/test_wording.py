"""Messages of checks, taken apart."""

import doctest
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograde import wording as module
from autograde.wording import Told, apart
from tests.autograde.tiny_class import FIXTURE


def test_examples():
    assert doctest.testmod(module).failed == 0


@pytest.mark.parametrize(
    ("message", "told"),
    [
        (
            "double(21) gave None. Did you forget a `return` statement?",
            Told("double(21) gave None.", hint="Did you forget a `return` statement?"),
        ),
        (
            "double(-1) should be -2, got -3: what about negative numbers?",
            Told("", "double(-1)", "-2", "-3", "What about negative numbers?"),
        ),
        (
            "h_1 is wrong. `nonlinearity` is ignored.\nh_1[0, 0]: expected 0.8245, got 0.6775.",
            Told("h_1 is wrong. `nonlinearity` is ignored.", "h_1[0, 0]", "0.8245", "0.6775"),
        ),
        (
            "W^h is transposed. dy/dw should be 3.451 here, got 3.046. (T = 5.)",
            Told("W^h is transposed. (T = 5.)", "dy/dw", "3.451 here", "3.046"),
        ),
        (
            "The source has no influence: is its state handed on? Take it at <eos>.",
            Told("The source has no influence.", hint="Is its state handed on? Take it at <eos>."),
        ),
        (
            "It is off. Is it doubled? The sum of both is asked for.",
            Told("It is off.", hint="Is it doubled? The sum of both is asked for."),
        ),
        (
            "your code raised TypeError: no ^\nin `f`, line 2 of its cell: w ^ 2\nIn Python: `**`.",
            Told(
                "Your code stopped with an error.",
                came="TypeError: no ^ (in `f`, line 2 of its cell: w ^ 2)",
                hint="In Python: `**`.",
            ),
        ),
        ("your code raised KeyError", Told("Your code stopped with an error.", came="KeyError")),
        ("expected 4, got 5", Told("", "", "4", "5")),
        ("total changes the list", Told("total changes the list")),
        ("", Told()),
    ],
)
def test_a_message_is_taken_apart(message, told):
    assert apart(message) == told


@given(st.lists(st.sampled_from([
    "h_1 is wrong.", "Is it fed back?", "x: expected 1, got 2.", "Write `x`.", "\n",
    "No gradient flows: is there a `.detach()`?", "(At w = 0.7.)", "f should be 3, got 4.",
]), max_size=6))  # fmt: skip
def test_no_word_is_lost(sentences):
    message = " ".join(sentences)
    told = apart(message)
    kept = " ".join([told.diagnosis, told.what, told.expected, told.came, told.hint]).lower()
    lost = set(re.findall(r"\w+", message.lower())) - set(re.findall(r"\w+", kept))
    assert lost <= {"expected", "got", "should", "be"}


@pytest.mark.timeout(20)
@pytest.mark.parametrize("said", ["a: expected ", "x should be ", "? ", "Write ("])
def test_a_megabyte_takes_no_time(said):
    apart(said * 100_000)


def test_the_tiny_courses_own_messages_leave_no_diagnosis_empty():
    source = (FIXTURE / "solutions" / "00_tiny" / "00_tiny.py").read_text(encoding="utf-8")
    for message in re.findall(r'raise Wrong\(f?"([^"]*)"', source):
        told = apart(message)
        assert told.diagnosis or (told.expected and told.came)
