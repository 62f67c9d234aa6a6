"""The check of both gradients: any way of writing them passes, and each slip is told by name."""

import pytest
import torch

from course_utils.checks import float64
from course_utils.checks.linear_autoencoders import gradients
from course_utils.linear_autoencoders import loss
from tests.effort import effort

from . import linear_answers as given
from .linear_answers import answer, checked, gradient_W1, gradient_W2, of

SLUG = "gradients"


def test_right() -> None:
    with effort() as spent:
        assert checked(SLUG).outcome == "right"
    assert spent.calls < 25_000


def test_each_mistake_has_a_diagnosis_of_its_own() -> None:
    given.own_diagnoses(SLUG)


def test_alternatives() -> None:
    assert len(of(SLUG, "alternative")) >= 3
    for variant in of(SLUG, "alternative"):
        names = answer(variant.source)
        assert checked(SLUG, **names).outcome == "right", variant.name
        with float64():
            for seed in range(25):
                gradients.grade_gradient("gradient_W1", names["gradient_W1"], seed)
                gradients.grade_gradient("gradient_W2", names["gradient_W2"], seed)


def test_slips_are_told_apart_with_any_numbers() -> None:
    """No two slips give the same numbers where all matrices are square, but for scales of n = 3."""
    with float64():
        for seed in range(25):
            W1, W2, X = gradients.draw(*gradients.SQUARE, seed=seed)
            for name in ("gradient_W1", "gradient_W2"):
                truth = gradients.true_gradient(name, W1, W2, X)
                known = gradients.known_slips(name, W1, W2, X)
                single = {c: v for c, v in known.items() if ". " not in c}
                values = torch.stack([truth, *single.values()]).flatten(1)
                apart = torch.cdist(values, values) + torch.eye(len(values))
                assert apart.min() > 1e-3, name


def test_not_attempted() -> None:
    def stub(W1, W2, X):
        raise NotImplementedError

    assert checked(SLUG, gradient_W1=stub).outcome == "not attempted"
    assert checked(SLUG, gradient_W2=stub).outcome == "not attempted"


def by_forward_mode(W1, W2, X):
    return torch.func.jacfwd(loss)(W1, W2, X)


def by_func_grad(W1, W2, X):
    return torch.func.grad(loss)(W1, W2, X)


def by_functional(W1, W2, X):
    return torch.autograd.functional.jacobian(lambda W: loss(W, W2, X), W1)


def by_own_squares(W1, W2, X):
    W1 = W1.clone().requires_grad_()
    error = X - W2 @ W1 @ X
    torch.autograd.backward((error * error).sum())
    return W1.grad


@pytest.mark.parametrize(
    "short_way", [by_forward_mode, by_func_grad, by_functional, by_own_squares]
)
def test_autograd_is_refused_in_every_form(short_way) -> None:
    result = checked(SLUG, gradient_W1=short_way)
    assert "gradient_W1 has autograd do it" in result.message


@pytest.mark.parametrize(
    ("slip", "words"),
    [
        (lambda W1, W2, X: None, "Did you forget a `return`"),
        (lambda W1, W2, X: 2.0, "should be a tensor, got float"),
        (lambda W1, W2, X: gradient_W1(W1, W2, X).float(), "Leave out `.float()`"),
        (lambda W1, W2, X: gradient_W1(W1, W2, X) / 0, "gradient_W1 is"),
        (lambda W1, W2, X: gradient_W1(W1, W2, X) + 1, "gradient_W1[0, 0]: expected"),
        (lambda W1, W2, X: W1 @ torch.eye(11), "your code raised RuntimeError"),
        (lambda W1, W2: W1, "your code raised TypeError"),
        (None, "your code raised TypeError"),
    ],
)
def test_other_slips(slip, words: str) -> None:
    assert words in checked(SLUG, gradient_W1=slip).text


def test_two_slips_at_once_are_both_named() -> None:
    def slips(W1, W2, X):
        return W2.T @ (W2 @ W1) @ X @ X.T

    message = checked(SLUG, gradient_W1=slips).message
    assert "I is missing" in message
    assert "The factor 2 is missing" in message


def test_a_slip_that_only_shows_with_as_many_points_as_numbers() -> None:
    def slip(W1, W2, X):
        C = X.T @ X if X.shape[0] == X.shape[1] else X @ X.T
        return 2 * (W2 @ W1 - torch.eye(len(X))) @ C @ W1.T

    assert "This has Xᵀ X" in checked(SLUG, gradient_W2=slip).message
    assert checked(SLUG, gradient_W2=gradient_W2).outcome == "right"
