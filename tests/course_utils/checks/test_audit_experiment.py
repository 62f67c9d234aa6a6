"""The machinery of notebook 08: results are read leniently, compared tightly, and said in words."""

from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor

from course_utils.checks import Checks, Wrong
from course_utils.checks.audit.experiment import Experiment, fresh, register, unchanged
from course_utils.checks.audit.results import expect_same, same, truth_values
from course_utils.checks.audit.words import case_words

EYE = torch.eye(2).bool()


def said(value: Any, truth: Any, **options: Any) -> str:
    try:
        expect_same(value, truth_values(truth), "f", **options)
    except Wrong as error:
        return str(error)
    return ""


@pytest.mark.parametrize(
    ("value", "truth"),
    [(2, 2.0), (2.0, 2), (np.float64(2), 2), (np.int64(2), 2), (torch.tensor(2), 2),
     (torch.tensor(2.0, dtype=torch.float64, requires_grad=True), 2), (1e-13, 0.0),
     ((1, 2.0), (1, 2)), ([1, 2], (1, 2)), ((torch.tensor(1), np.float32(2)), (1, 2)),
     ([1.0, 2.0], torch.tensor([1.0, 2.0])), (np.array([1.0, 2.0]), torch.tensor([1.0, 2.0])),
     (EYE, EYE), (EYE.int(), EYE), (EYE.double(), EYE), (EYE.tolist(), EYE), (EYE.numpy(), EYE),
     (True, torch.tensor(True))],
    ids=repr,
)  # fmt: skip
def test_forms_that_are_accepted(value: Any, truth: Any) -> None:
    assert said(value, truth) == ""


@pytest.mark.parametrize(
    ("value", "truth", "words"),
    [(None, 2, "returned None"), ("2", 2, "should be a number, got `str`"),
     (True, 1, "The verdict comes later"), (torch.tensor(True), 1, "a tensor of True and False"),
     (torch.ones(1), 1, "one number, got shape (1,). Take the number out"),
     (torch.ones(3), 1, "one number, got shape (3,)."),
     (torch.ones((), dtype=torch.complex64), 1, "should be real"),
     (float("nan"), 1, "nan"), (torch.tensor(float("inf")), 1, "inf"),
     (1 + 1e-6, 1, "expected 1, got 1.000001"), (1e-11, 0.0, "expected 0, got 1e-11"),
     (1e-20, 1e-9, "expected 1e-09"),
     (3, (1, 2), "2 values, got one `int`"), ((1, 2, 3), (1, 2), "got 3 values"),
     ((1, 3), (1, 2), "f[1]: expected 2, got 3"),
     (torch.ones(3), torch.ones(2), "shape (2,), got (3,)"),
     (["x"], torch.ones(1), "a tensor of numbers, got `list`"),
     ([[1], [1, 2]], torch.ones(2), "a tensor of numbers, got `list`"),
     (EYE * 0.5, EYE, "hold True and False"), (~EYE, EYE, "f[0, 0]: expected True, got False"),
     (EYE[0], EYE, "shape (2, 2), got (2,)"), ("x", EYE, "True and False, got `str`"),
     (1.0, torch.tensor([1.0]), "shape (1,), got ()")],
    ids=repr,
)  # fmt: skip
def test_what_is_wrong_is_said(value: Any, truth: Any, words: str) -> None:
    assert words in said(value, truth)


def test_parts_are_named() -> None:
    parts = ("mean", "spread")
    assert said((1, 3), (1, 2), parts=parts) == "f: spread: expected 2, got 3."
    assert said(1, (1, 2), parts=parts) == "f should return (mean, spread), got one `int`."


def test_float32_is_said() -> None:
    before = torch.get_default_dtype()
    torch.set_default_dtype(torch.float64)
    try:
        assert "float32" in said(torch.tensor(1.0, dtype=torch.float32), 1)
    finally:
        torch.set_default_dtype(before)


@pytest.mark.parametrize(
    ("tolerance", "value", "right"), [(1e-3, 1.0009, True), (1e-3, 1.002, False)]
)
def test_tolerance(tolerance: float, value: float, right: bool) -> None:
    assert (said(value, 1.0, tolerance=tolerance) == "") == right


def test_a_truth_without_numbers_is_our_mistake() -> None:
    with pytest.raises(TypeError, match="str"):
        truth_values("x")


def mean(values: list, x: Tensor) -> Tensor:
    return sum(values) / len(values) * x.sum()


MEAN = Experiment(
    name="mean",
    verdict="holds",
    cases=[([1, 2, 6], torch.ones(2)), ([5], torch.ones(3))],
    truth=mean,
    slips={
        "Never fits.": lambda values, x: 1 / 0,
        "Fits in one case.": lambda values, x: values[0] * x.sum(),
        "The median.": lambda values, x: sorted(values)[len(values) // 2] * x.sum(),
        "A vector.": lambda values, x: sum(values) / len(values) * x,
        "The largest.": lambda values, x: max(values) * x.sum(),
    },
)


@pytest.mark.parametrize(
    ("function", "words"),
    [(lambda values, x: max(values) * x.sum(), "The largest.\nmean(values = [1, 2, 6], x = [1, 1]"),
     (lambda values, x: sum(values) / len(values) * x, "A vector.\n"),
     (lambda values, x: 7.0, "mean(values = [1, 2, 6], x = [1, 1]): expected 6, got 7."),
     (lambda values, x: values.append(1) or 6.0, "changes its argument `values`"),
     (lambda values, x: x.add_(1).sum(), "changes its argument `x`"),
     (3, "`mean` should be a function, got `int`")],
)  # fmt: skip
def test_experiments(function: Any, words: str) -> None:
    check = Checks("demo")
    register(check, "mean", MEAN)
    result = check.run("mean", {"mean": function, "holds": True})
    assert result.outcome == "wrong", result.text
    assert words in result.message


def test_a_slip_must_fit_in_all_cases() -> None:
    with pytest.raises(Wrong, match=r"^The median"):
        MEAN.grade(lambda values, x: sorted(values)[len(values) // 2] * x.sum())
    with pytest.raises(Wrong, match=r"^mean"):
        MEAN.grade(lambda values, x: (values[0] if len(values) > 1 else 2) * x.sum())


def test_what_a_student_s_code_raises_is_theirs() -> None:
    check = Checks("demo")
    register(check, "mean", MEAN)
    result = check.run("mean", {"mean": lambda values, x: {}["x"], "holds": True})
    assert (result.outcome, "KeyError" in result.message) == ("raised", True)


def test_arguments_are_copies() -> None:
    before = [torch.ones(2), [[1]], "x"]
    after = [fresh(argument) for argument in before]
    assert all(map(unchanged, before, after))
    after[0] += 1
    after[1][0].append(2)
    assert [unchanged(b, a) for b, a in zip(before, after, strict=True)] == [False, False, True]
    assert not unchanged(torch.ones(2), None)
    assert not unchanged(1, True)


def test_cases_in_words() -> None:
    case = [torch.zeros(2, 2), torch.tensor(1.5), "relu", [0.5] * 9, 0.25]
    words = 'W (2, 2), s = 1.5, f = "relu", r (9), q = 0.25'
    assert case_words(["W", "s", "f", "r", "q"], case) == words
    assert case_words(["x", "y"], [torch.ones(4), torch.ones(5)]) == "x = [1, 1, 1, 1], y (5,)"


def test_a_complex_number_is_no_real_one() -> None:
    assert not same((torch.tensor(2 + 1j),), truth_values(2), 1e-8)
