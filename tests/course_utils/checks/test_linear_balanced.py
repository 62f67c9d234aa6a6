"""The check of the balance: right predictions pass in any style, slips are named."""

from pathlib import Path

import pytest
import torch
from torch import Tensor, nn

from autograde import variants
from course_utils.checks import Wrong, float64
from course_utils.checks.linear_autoencoders import balanced, check
from tests.effort import effort

FOLDER = Path(__file__).parents[3] / "solutions" / "04_linear_autoencoders"
VARIANTS = [v for v in variants.load(FOLDER) if v.slug == "balanced"]
MISTAKES = [v for v in VARIANTS if v.kind == "mistake"]
ALTERNATIVES = [v for v in VARIANTS if v.kind == "alternative"]


def answer(source: str) -> dict:
    """What a solution cell defines."""
    namespace: dict = {"torch": torch, "nn": nn, "Tensor": Tensor, "__name__": "__main__"}
    exec(source, namespace)
    return namespace


def checked(sigma=lambda: 1.0, values=balanced.predicted):
    return check.run("balanced", {"balanced_sigma": sigma, "predicted_singular_values": values})


@pytest.mark.parametrize("variant", VARIANTS, ids=lambda v: f"{v.kind}-{v.name}")
def test_variants(variant: variants.Variant) -> None:
    result = check.run("balanced", answer(variant.source))
    assert (result.outcome == "right") == (variant.kind == "alternative"), result.text
    assert result.outcome != "raised", result.text
    assert variant.says in result.message, result.text


def test_there_are_enough() -> None:
    assert len(MISTAKES) >= 10
    assert len(ALTERNATIVES) >= 3


def test_each_mistake_has_a_diagnosis_of_its_own() -> None:
    said: dict[str, set[str]] = {}
    for variant in MISTAKES:
        message = check.run("balanced", answer(variant.source)).message.partition("\n")[0]
        said.setdefault(message, set()).add(variant.name)
    assert all(len(names) == 1 for names in said.values()), said


def test_it_is_quick() -> None:
    checked()
    with effort() as spent:
        assert checked().outcome == "right"
    assert spent.calls < 3_000


def test_a_stub_is_no_mistake() -> None:
    def stub(*_):
        raise NotImplementedError

    assert checked(sigma=stub).outcome == "not attempted"
    assert checked(values=stub).outcome == "not attempted"


@pytest.mark.parametrize("s", [1, 1.0, 1 + 1e-8, torch.ones(()), torch.tensor([1.0])])
def test_one_in_any_form(s: object) -> None:
    assert checked(sigma=lambda: s).outcome == "right"


@pytest.mark.parametrize(
    ("s", "said"),
    [
        (None, "None"),
        ("1", "got `str`"),
        (True, "got `bool`"),
        (torch.ones(2), "got `Tensor`"),
        (float("nan"), "got nan"),
        (float("inf"), "got inf"),
        (0.5, "At s = 0.5 p is 4.25; for a slightly larger s it is smaller."),
        (3, "At s = 3 p is 9.11111; for a slightly smaller s it is smaller."),
        (1.0001, "close, but not exact"),
    ],
)
def test_what_is_not_the_lowest_point(s: object, said: str) -> None:
    result = checked(sigma=lambda: s)
    assert result.outcome == "wrong"
    assert said in result.message, result.text


def test_a_wrong_place_does_not_say_the_right_one() -> None:
    assert "1.0" not in checked(sigma=lambda: 0.5).message
    assert "s = 1" not in checked(sigma=lambda: 2.0).message


@pytest.mark.parametrize(
    ("values", "said"),
    [
        (lambda e, k, lam: None, "None"),
        (lambda e, k, lam: balanced.predicted(e, k, lam)[:, None], "shape"),
        (lambda e, k, lam: balanced.predicted(e, k, lam).float(), "torch.float32"),
        (lambda e, k, lam: torch.zeros(2), "There are 2 values: W2 has k = 3 columns"),
        (lambda e, k, lam: balanced.predicted(e, k, lam) / 3, "expected"),
        (lambda e, k, lam: balanced.predicted(e.sub_(0.0).clamp_(max=1), k, lam), "expected"),
    ],
)
def test_other_values(values, said: str) -> None:
    result = checked(values=values)
    assert result.outcome == "wrong"
    assert said in result.message, result.text


def test_the_eigenvalues_stay_as_they_are() -> None:
    def values(eigenvalues, k, lam):
        answer = balanced.predicted(eigenvalues, k, lam)
        eigenvalues.mul_(2)
        return answer

    assert "changes the eigenvalues" in checked(values=values).message


def test_the_case_is_named() -> None:
    said = checked(values=lambda e, k, lam: balanced.predicted(e, k, 0.15)).message
    assert "(eigenvalues [0.3, 0.7, 1.1, 2.3], k = 2, λ = 0.25)" in said


def test_no_case_hides_a_slip() -> None:
    """Where every direction lives, no slip but the one about dead directions gives the truth."""
    with float64():
        numbers, k, lam = balanced.CASES[0]
        truth = balanced.predicted(torch.tensor(numbers), k, lam)
        same = [
            cause
            for cause, value in balanced.slips(torch.tensor(numbers), k, lam).items()
            if torch.allclose(value, truth)
        ]
        assert len(same) == 1, same
        assert "the size is taken" in same[0]


def test_cases_reach_every_branch() -> None:
    dead = [sum(lam > e for e in sorted(numbers)[-k:]) for numbers, k, lam in balanced.CASES]
    assert 0 in dead
    assert any(0 < n < k for n, (_, k, _) in zip(dead, balanced.CASES, strict=True))
    assert any(n == k for n, (_, k, _) in zip(dead, balanced.CASES, strict=True))
    with float64(), pytest.raises(Wrong):
        balanced.grade_predicted(lambda e, k, lam: torch.ones(k))
