"""The pen-and-paper exercises: right formulas pass at any point, wrong ones are told where."""

import re

import pytest
import torch

from course_utils.checks import Wrong, float64
from course_utils.checks.rnn_lstm import check, scalar

from . import answers

SEEDS = range(25)


@pytest.fixture(autouse=True)
def _double_precision():
    with float64():
        yield


def points(seed: int) -> torch.Tensor:
    return torch.randn(3, 4, generator=torch.Generator().manual_seed(seed))


def complaint(grade, answer) -> str:
    with pytest.raises(Wrong) as caught:
        grade(answer)
    return str(caught.value)


def unrolled(w, u1, u2, u3):
    """y alone, as a student may write it for autograd."""
    h = 0
    for u in (u1, u2, u3):
        h = w * (u + h)
    return h


def by_autograd(w, *u):
    leaf = torch.as_tensor(w).clone().requires_grad_()
    return torch.autograd.grad(unrolled(leaf, *u), leaf)[0]


def in_plain_numbers(function):
    return lambda *numbers: function(*map(float, numbers))


def expanded(w, u1, u2, u3):
    y = w**3 * u1 + w**2 * u2 + w * u3
    return u1, w * u1, u2 + w * u1, w * u2 + w * w * u1, y / w, y


RIGHT = [
    (scalar.grade_forward, answers.scalar_forward),
    (scalar.grade_forward, in_plain_numbers(answers.scalar_forward)),
    (scalar.grade_forward, expanded),
    (scalar.grade_dydw, answers.scalar_dydw),
    (scalar.grade_dydw, in_plain_numbers(answers.scalar_dydw)),
    (scalar.grade_dydw, by_autograd),
    (scalar.grade_edges, answers.scalar_edges),
    (scalar.grade_edges, in_plain_numbers(answers.scalar_edges)),
    (scalar.grade_edges, lambda *a: list(answers.scalar_edges(*a))),
]


@pytest.mark.parametrize(("grade", "answer"), RIGHT)
def test_right_anywhere(grade, answer) -> None:
    grade(answer)
    for seed in SEEDS:
        grade(answer, points(seed))


@pytest.mark.parametrize("slug", ["scalar-forward", "scalar-dydw", "scalar-edges"])
def test_checks(slug: str) -> None:
    assert check.run(slug, dict(vars(answers))).outcome == "right"


@pytest.mark.parametrize("grade", [scalar.grade_forward, scalar.grade_edges])
@pytest.mark.parametrize(
    ("value", "said"),
    [
        (None, "forget a `return`"),
        (3.0, "got one `float`"),
        ((1, 2, 3), "got 3 values"),
        ([], "got 0 values"),
    ],
)
def test_how_many_values(grade, value, said: str) -> None:
    assert said in complaint(grade, lambda *_: value)


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (None, "None"),
        ("3", "str '3'"),
        (True, "True"),
        (torch.ones(1, 1), "shape"),
        (torch.tensor(1), "floating-point"),
        (float("nan"), "nan"),
    ],
)
def test_what_is_no_number(value, said: str) -> None:
    assert said in complaint(scalar.grade_dydw, lambda *_: value)


def test_which_edge_is_missing() -> None:
    assert "(left, middle, right)" in complaint(scalar.grade_edges, lambda *_: (1.0, (1.0, 2.0)))


@pytest.mark.parametrize("place", range(6))
def test_the_wrong_node_is_named(place: int) -> None:
    def wrong(*numbers):
        nodes = answers.scalar_forward(*numbers)
        nodes[place] = nodes[place] + 0.125
        return nodes

    said = complaint(scalar.grade_forward, wrong)
    name = "pqrsty"[place]
    assert re.search(rf"(^|\n){name} should be [-.\d]+ here, got [-.\d]+", said)


@pytest.mark.parametrize("place", range(4))
def test_the_wrong_derivative_is_named(place: int) -> None:
    def wrong(*numbers):
        dy_dp, edges = answers.scalar_edges(*numbers)
        values = [dy_dp, *edges]
        values[place] = values[place] + 0.125
        return values[0], tuple(values[1:])

    name = ["∂y/∂p", "left edge", "middle edge", "right edge"][place]
    assert f"{name} should be" in complaint(scalar.grade_edges, wrong)


def test_the_point_is_named() -> None:
    """Right for positive w only: the check says at which w and u it looked."""
    said = complaint(scalar.grade_dydw, lambda w, *u: answers.scalar_dydw(abs(w), *u))
    assert "At w = -1.6, u = (0.5, 1.9, -0.8)" in said


def test_a_slip_that_cancels_at_one_point_does_not_at_all() -> None:
    def right_at_the_first(w, *u):
        return answers.scalar_dydw(w, *u) + (w - 0.7)

    assert "At w = -1.6" in complaint(scalar.grade_dydw, right_at_the_first)


def test_the_derivative_comes_with_the_measured_slope() -> None:
    said = complaint(scalar.grade_dydw, lambda w, u1, u2, u3: w * 0)
    truth = answers.scalar_dydw(*scalar.POINTS[0]).item()
    rate = re.findall(r"rate of (-?[.\d]+\d)", said)
    assert float(rate[0]) == pytest.approx(truth, rel=1e-3)


@pytest.mark.parametrize(
    ("grade", "answer", "cause"),
    [
        (scalar.grade_dydw, lambda w, *u: unrolled(w, *u), "y itself"),
        (scalar.grade_dydw, lambda w, u1, u2, u3: u3 + 2 * w * u2, "term of u_1"),
        (scalar.grade_edges, lambda w, *u: (w**2, (w, w, w)), "w²"),
    ],
)
def test_a_well_known_slip_is_recognised(grade, answer, cause: str) -> None:
    first, *rest = complaint(grade, answer).splitlines()
    assert cause in first
    assert rest, "the evidence follows"


def test_the_points_tell_the_terms_apart() -> None:
    """No number at a point is 0 or 1, and no two agree, so a swapped or a missing one shows."""
    for point in scalar.POINTS:
        sizes = torch.cat([point.abs(), torch.tensor([0.0, 1.0])])
        assert torch.pdist(sizes[:, None]).min() > 0.05
