"""Rung by rung from an answer to a diagnosis: the first rung that breaks is the one that speaks."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from course_utils.checks import (
    Wrong,
    default_dtype,
    expect_close,
    expect_connected,
    expect_tensor,
    float64,
    is_close,
    recognise,
)

SHAPE, AXES = (4, 5, 3), "batch time hidden"


@pytest.fixture(autouse=True)
def _double_precision():
    with float64():
        yield


def complaint(got, shape=SHAPE, axes=AXES) -> str:
    with pytest.raises(Wrong) as caught:
        expect_tensor(got, "all_h", shape, axes)
    return str(caught.value)


def difference(got, expected, causes=None) -> str:
    with pytest.raises(Wrong) as caught:
        expect_close(got, expected, "all_h", causes)
    return str(caught.value)


def test_a_good_answer_climbs_to_the_top() -> None:
    answer = torch.randn(SHAPE, requires_grad=True)
    assert expect_tensor(answer, "all_h", SHAPE, AXES) is answer
    expect_close(answer, answer.detach().clone(), "all_h")
    expect_connected(answer, "all_h")


def test_every_complaint_begins_with_the_name() -> None:
    bad = [None, 3, torch.ones(1), torch.ones(SHAPE, dtype=torch.int64), torch.ones(SHAPE) / 0]
    assert all(complaint(answer).startswith("all_h ") for answer in bad)


def test_none() -> None:
    assert "forget a `return`" in complaint(None)


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (3, "int 3"),
        (0.5, "float 0.5"),
        ("h", "str 'h'"),
        ([1, 2], "a list of 2"),
        ((), "a tuple of 0"),
        (np.ones(3), "`ndarray`"),
        (torch.nn.Linear, "`type`"),
        ({}, "`dict`"),
    ],
)
def test_type(answer, kind: str) -> None:
    said = complaint(answer)
    assert "should be a tensor" in said
    assert kind in said
    assert ("torch.stack" in said) == isinstance(answer, list | tuple)


def test_a_long_string_is_cut() -> None:
    assert len(complaint("h" * 10**6)) < 200


def test_shape_names_its_axes() -> None:
    said = complaint(torch.ones(4, 5, 7))
    assert "(batch, time, hidden) = (4, 5, 3)" in said
    assert "got (4, 5, 7)" in said


def test_shape_without_names() -> None:
    assert "should have shape (2,), got (3,)." in complaint(torch.ones(3), (2,), "")


@pytest.mark.parametrize(
    ("shape", "hint"),
    [
        ((5, 4, 3), "Batch and time are exchanged."),
        ((3, 5, 4), "Batch and hidden are exchanged."),
        ((4, 3, 5), "Time and hidden are exchanged."),
        ((4, 5, 3, 1), "size 1 too many."),
        ((1, 4, 5, 3), "size 1 too many."),
        ((4, 5), ""),
        ((5, 3, 4), ""),
        ((5, 5, 3), ""),
        ((5, 6, 3), ""),
    ],
)
def test_shape_hints(shape: tuple, hint: str) -> None:
    said = complaint(torch.ones(shape))
    assert said.endswith(hint or f"got {shape}.")


def test_a_dimension_of_size_1_too_few() -> None:
    assert "size 1 too few" in complaint(torch.ones(4, 5), (4, 5, 1), "batch time output")


def test_nameless_axes_are_not_said_to_be_exchanged() -> None:
    assert complaint(torch.ones(5, 4), (4, 5), "").endswith("got (5, 4).")


@pytest.mark.parametrize("dtype", [torch.int64, torch.bool, torch.complex128])
def test_dtype(dtype: torch.dtype) -> None:
    assert str(dtype) in complaint(torch.ones(SHAPE, dtype=dtype))


@pytest.mark.parametrize("dtype", [torch.float32, torch.float16, torch.bfloat16])
def test_lost_precision(dtype: torch.dtype) -> None:
    said = complaint(torch.ones(SHAPE, dtype=dtype))
    assert f"{dtype} and its input is torch.float64" in said
    assert "dtype=x.dtype" in said


def test_precision_is_measured_by_what_is_usual_here() -> None:
    with default_dtype(torch.float32):
        expect_tensor(torch.ones(SHAPE, dtype=torch.float32), "all_h", SHAPE)
        expect_tensor(torch.ones(SHAPE, dtype=torch.float64), "all_h", SHAPE)


@pytest.mark.parametrize("bad", [float("nan"), float("inf"), float("-inf")])
def test_not_a_number_and_where(bad: float) -> None:
    answer = torch.ones(SHAPE, requires_grad=True) * 1
    answer = answer.index_put(
        (torch.tensor(1), torch.tensor(2), torch.tensor(0)), torch.tensor(bad)
    )
    assert f"{bad} at index [1, 2, 0]" in complaint(answer)


def test_not_a_number_alone() -> None:
    assert complaint(torch.tensor(float("nan")), (), "") == "all_h is nan."


def test_the_lower_rung_speaks_first() -> None:
    wrong_in_all = torch.full((5, 4, 3), float("nan"), dtype=torch.float32)
    assert "exchanged" in complaint(wrong_in_all)
    assert "float32" in complaint(wrong_in_all.transpose(0, 1))


def test_connected() -> None:
    with pytest.raises(Wrong, match=r"last_h is cut off .* `\.detach\(\)`"):
        expect_connected(torch.ones(2), "last_h")


def test_first_wrong_index_with_both_numbers() -> None:
    truth = torch.arange(60.0).view(SHAPE)
    answer = truth.clone()
    answer[1, 2, 0] = -1.5
    answer[3, 0, 0] = 0
    assert difference(answer, truth) == "all_h[1, 2, 0]: expected 21, got -1.5."


def test_a_single_number_has_no_index() -> None:
    assert difference(torch.tensor(2.0), torch.tensor(3.0)) == "all_h: expected 3, got 2."


def test_numbers_that_look_the_same_get_more_digits() -> None:
    said = difference(torch.tensor(0.123456789), torch.tensor(0.123456))
    assert said == "all_h: expected 0.123456, got 0.123456789."


def test_nan_is_never_close() -> None:
    assert not is_close(torch.tensor(float("nan")), torch.tensor(float("nan")))
    answer = torch.tensor([0.0, float("nan")])
    assert "all_h[1]: expected 1, got nan" in difference(answer, torch.tensor([0.0, 1.0]))


def test_cause_comes_before_the_evidence() -> None:
    truth = torch.tensor([1.0, 2.0])
    causes = {"Doubled.": truth * 2, "Turned.": -truth}
    assert difference(-truth, truth, causes).splitlines() == [
        "Turned.",
        "all_h[0]: expected 1, got -1.",
    ]
    assert "urned" not in difference(truth * 3, truth, causes)


def test_recognise_takes_the_first_and_compares_shapes() -> None:
    answer = torch.ones(2)
    assert recognise(answer, {"a": torch.ones(2, 1), "b": torch.ones(2), "c": torch.ones(2)}) == "b"
    assert recognise(answer, {"a": torch.ones(())}) == ""
    assert recognise(answer, {}) == ""


def test_right_answers_are_not_broadcast() -> None:
    assert not is_close(torch.ones(3), torch.ones(3, 1))
    assert is_close(torch.ones(0), torch.ones(0))


def test_gradients_stay_out_of_comparisons() -> None:
    answer = torch.ones(2, requires_grad=True)
    assert is_close(answer, answer * 1)
    assert "expected 2" in difference(answer, answer * 2)


NUMBERS = st.floats(-1e6, 1e6)


@given(st.lists(NUMBERS, min_size=1, max_size=5), st.floats(0.01, 0.9), st.booleans())
def test_tolerance_is_relative_to_the_largest(values: list[float], share: float, up: bool) -> None:
    truth = torch.tensor(values, dtype=torch.float64)
    step = 1e-8 * max(1.0, truth.abs().max().item()) * (1 if up else -1)
    assert is_close(truth + share * step, truth)
    assert not is_close(truth + step * 1.1, truth)
    assert is_close(truth + step * 1.1, truth, tolerance=1e-7)


@given(st.lists(NUMBERS, min_size=1, max_size=5), st.data())
def test_the_index_is_the_first_that_is_wrong(values: list[float], data) -> None:
    truth = torch.tensor(values, dtype=torch.float64)
    places = data.draw(st.sets(st.integers(0, len(values) - 1), min_size=1))
    answer = truth.clone()
    answer[sorted(places)] += 1 + truth.abs().max()
    assert difference(answer, truth).startswith(f"all_h[{min(places)}]: ")
