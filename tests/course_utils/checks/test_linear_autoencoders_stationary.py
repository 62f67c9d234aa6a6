"""The check of the stationary points: any sign, order and way down pass, each slip has its name."""

import pytest
import torch

from course_utils.checks import float64
from course_utils.checks.linear_autoencoders import stationary
from course_utils.linear_autoencoders import eigen, equal_eigenvalues, loss, points
from tests.effort import effort

from . import linear_answers as given
from .linear_answers import answer, checked, of, principal_weights, way_down

SLUG = "stationary"


def test_right() -> None:
    with effort() as spent:
        assert checked(SLUG).outcome == "right"
    assert spent.calls < 30_000


def test_each_mistake_has_a_diagnosis_of_its_own() -> None:
    given.own_diagnoses(SLUG)


def test_alternatives() -> None:
    assert len(of(SLUG, "alternative")) >= 3
    for variant in of(SLUG, "alternative"):
        names = answer(variant.source)
        assert checked(SLUG, **names).outcome == "right", variant.name
        with float64():
            for seed in range(10):
                stationary.grade_stationary(names["principal_weights"], names["way_down"], seed)


def test_not_attempted() -> None:
    def stub(X, chosen):
        raise NotImplementedError

    assert checked(SLUG, principal_weights=stub).outcome == "not attempted"
    assert checked(SLUG, way_down=stub).outcome == "not attempted"


def test_the_data_have_distinct_eigenvalues_and_several_shapes() -> None:
    with float64():
        drawn = [points(values, n, 1 + n) for values, n in stationary.DATA]
        assert not any(equal_eigenvalues(eigen(X)[0]) for X in drawn)
    assert {m == n for m, n in (X.shape for X in drawn)} == {True, False}


def test_bend_is_the_second_derivative() -> None:
    with float64():
        X = points((6.0, 3.0, 1.0), 5)
        W1, W2 = principal_weights(X, [0, 2])
        E1, E2 = torch.randn(2, 3), torch.randn(3, 2)
        e = torch.zeros((), requires_grad=True)
        along = loss(W1 + e * E1, W2 + e * E2, X)
        (slope,) = torch.autograd.grad(along, e, create_graph=True)
        (second,) = torch.autograd.grad(slope, e)
        length = E1.square().sum() + E2.square().sum()
        bend = stationary.bend(W1, W2, E1, E2, X)
        assert bend == pytest.approx(float(second / 2 / length / 6), abs=1e-12)


def test_signs_and_orders_are_free() -> None:
    def other(X, chosen):
        U = -eigen(X)[1][:, sorted(chosen, reverse=True)]
        return U.T, U

    def its_way(X, chosen):
        way = way_down(X, sorted(chosen, reverse=True))
        return way and (1e-4 * way[0], 1e-4 * way[1])

    assert checked(SLUG, principal_weights=other, way_down=its_way).outcome == "right"


def test_an_exchange_of_both_columns_at_once_is_right() -> None:
    """A direction need not be the steepest."""

    def mixed(X, chosen):
        way = way_down(X, chosen)
        noise = torch.randn(len(chosen), len(X), generator=torch.Generator().manual_seed(0))
        return way and (way[0] + 0.02 * noise, way[1] + 0.02 * noise.T)

    assert checked(SLUG, way_down=mixed).outcome == "right"


def _spoilt(change):
    def way(X, chosen):
        found = way_down(X, chosen)
        return found and change(*found)

    return way


@pytest.mark.parametrize(
    ("way", "words"),
    [
        (_spoilt(lambda E1, E2: (E2, E1)), "K and m are exchanged"),
        (_spoilt(lambda E1, E2: E1), "should return (E1, E2), or None"),
        (_spoilt(lambda E1, E2: False), "should return (E1, E2), or None"),
        (_spoilt(lambda E1, E2: (E1 / 0, E2)), "E1 is"),
        (_spoilt(lambda E1, E2: (E1, None)), "E2 is None"),
        (lambda X, chosen: way_down(X, chosen) or False, "Return None"),
    ],
)
def test_other_slips_of_the_way(way, words: str) -> None:
    assert words in checked(SLUG, way_down=way).message


@pytest.mark.parametrize(
    ("weights", "words"),
    [
        (lambda X, c: eigen(X)[1][:, c], "should return (W1, W2), got one"),
        (lambda X, c: (eigen(X)[1][:, c].T, -eigen(X)[1][:, c]), "with the same signs"),
        (lambda X, c: (eigen(X)[1][:, c[:1] * len(c)].T,) * 2, "as rows"),
        (lambda X, c: (None, eigen(X)[1][:, c]), "W1 is None"),
    ],
)
def test_other_slips_of_the_weights(weights, words: str) -> None:
    assert words in checked(SLUG, principal_weights=weights).message


def test_the_same_eigenvector_twice() -> None:
    def twice(X, chosen):
        U = eigen(X)[1][:, chosen[:1] * len(chosen)]
        return U.T, U

    assert "All columns are the same" in checked(SLUG, principal_weights=twice).message


def test_lists_of_ours_stay_as_they_are() -> None:
    def sorts(X, chosen):
        chosen.sort()
        return principal_weights(X, chosen)

    before = [[*choices] for choices in stationary.CHOICES]
    assert checked(SLUG, principal_weights=sorts, way_down=_sorting).outcome == "right"
    assert [[*choices] for choices in stationary.CHOICES] == before


def _sorting(X, chosen):
    chosen.sort()
    return way_down(X, chosen)
