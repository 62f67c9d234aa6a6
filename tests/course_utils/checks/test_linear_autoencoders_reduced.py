"""The check of the rotated problem: any basis that belongs together passes, slips have names."""

import pytest
import torch

from course_utils.checks import float64
from course_utils.checks.linear_autoencoders import reduced
from course_utils.linear_autoencoders import eigen
from tests.effort import effort

from . import linear_answers as given
from .linear_answers import answer, checked, conditions, of, reduce

SLUG = "reduced"


def test_right() -> None:
    with effort() as spent:
        assert checked(SLUG).outcome == "right"
    assert spent.calls < 15_000


def test_each_mistake_has_a_diagnosis_of_its_own() -> None:
    given.own_diagnoses(SLUG)


def test_alternatives() -> None:
    assert len(of(SLUG, "alternative")) >= 3
    for variant in of(SLUG, "alternative"):
        names = answer(variant.source)
        assert checked(SLUG, **names).outcome == "right", variant.name
        with float64():
            for seed in range(25):
                reduced.grade_reduced(names["reduce"], names["conditions"], seed)


def test_not_attempted() -> None:
    def stub(*arguments):
        raise NotImplementedError

    assert checked(SLUG, reduce=stub).outcome == "not attempted"
    assert checked(SLUG, conditions=stub).outcome == "not attempted"


def test_any_order_and_any_signs() -> None:
    """But the same in all three."""
    draw = torch.Generator().manual_seed(0)

    def shuffled(W1, W2, X):
        values, U = eigen(X)
        order = torch.randperm(len(values), generator=draw)
        U = U[:, order] * torch.where(torch.rand(len(U), generator=draw) < 0.5, -1.0, 1.0)
        return W1 @ U, U.T @ W2, torch.diag(values[order])

    with float64():
        for seed in range(25):
            reduced.grade_reduced(shuffled, conditions, seed)


def _with(change):
    return lambda W1, W2, X: change(*reduce(W1, W2, X))


def _one_sign(V1, V2, D):
    sign = torch.ones(len(V2))
    sign[1] = -1
    return V1, V2 * sign[:, None], D


@pytest.mark.parametrize(
    ("function", "words"),
    [
        (_with(_one_sign), "opposite signs"),
        (_with(lambda V1, V2, D: (V1, V2.flip(0), D)), "V2 = Uᵀ W2[0, 0]: expected"),
        (_with(lambda V1, V2, D: (V1.flip(1), V2.flip(0), D)), "not stand in the order of D"),
        (_with(lambda V1, V2, D: (V1, V2, D + 0.1)), "D should be diagonal, and at [0, 1]"),
        (_with(lambda V1, V2, D: (V1, V2, D @ D)), "The eigenvalues are squared"),
        (_with(lambda V1, V2, D: (V1, V2, torch.eye(len(D)))), "D is the identity"),
        (_with(lambda V1, V2, D: (V2, V1, D)), "K and m are exchanged"),
        (_with(lambda V1, V2, D: (V1, V2, None)), "D is None"),
        (lambda W1, W2, X: None, "Did you forget a `return`"),
        (
            lambda W1, W2, X: (
                (W1 @ eigen(X.T)[1], reduce(W1, W2, X)[1], reduce(W1, W2, X)[2])
                if X.shape[0] == X.shape[1]
                else reduce(W1, W2, X)
            ),
            "eigenvectors of Xᵀ X",
        ),
    ],
)
def test_other_slips_of_reduce(function, words: str) -> None:
    assert words in checked(SLUG, reduce=function).message


@pytest.mark.parametrize(
    ("function", "words"),
    [
        (lambda V1, V2, D: None, "Did you forget a `return`"),
        (lambda V1, V2, D: (conditions(V1, V2, D)[0], None), "V2ᵀ (V2 V1 − I) D is None"),
        (lambda V1, V2, D: (V1, V2), "should have shape (m, k)"),
        (lambda V1, V2, D: V1 @ V1, "your code raised RuntimeError"),
        (
            lambda V1, V2, D: ((V2 @ V1 - torch.eye(len(V1))) @ D @ V1.T, V2.T),
            "your code raised RuntimeError",
        ),
    ],
)
def test_other_slips_of_conditions(function, words: str) -> None:
    assert words in checked(SLUG, conditions=function).text


def test_an_identity_of_the_wrong_size() -> None:
    def slip(V1, V2, D):
        rest = (V2 @ V1 - torch.eye(len(V1))) @ D
        return rest @ V1.T, V2.T @ rest

    assert "Where all sizes are equal this is right" in checked(SLUG, conditions=slip).message
