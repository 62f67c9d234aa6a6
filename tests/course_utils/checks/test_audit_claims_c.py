"""The checks of claims 13 to 18: every slip is named, every right experiment passes."""

import math
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import Tensor, nn

from autograde import variants
from course_utils.checks import Result, float64
from course_utils.checks.audit import bends, check, claims_c, minima
from course_utils.checks.audit.experiment import Experiment
from tests.autograde.hidden_variants import ids

FOLDER = Path(__file__).parents[3] / "solutions" / "08_assistant_audit"
NAMES = {
    "mse-exactly": ("mse_ratio", "mse_is_exact"),
    "decay-exactly": ("decay_ratio", "decay_is_exact"),
    "any-lambda": ("singular_values", "always_orthonormal"),
    "sqrt-c": ("best_scale", "length_is_one"),
    "way-down": ("curvature", "falls_somewhere"),
    "record-356": ("saving", "a_sixth_of_the_record"),
}
RIGHT = {
    "mse-exactly": claims_c.mse_ratio,
    "decay-exactly": claims_c.decay_ratio,
    "any-lambda": minima.singular_values,
    "sqrt-c": math.sqrt,
    "way-down": bends.curvature,
    "record-356": claims_c.saving,
}
VARIANTS = [v for v in variants.load(FOLDER) if v.slug in NAMES]


def checked(slug: str, function: Any, verdict: Any = True) -> Result:
    return check.run(slug, dict(zip(NAMES[slug], (function, verdict), strict=True)))


def answered(variant: variants.Variant) -> Result:
    """The check of a variant, in a notebook whose dtype is the default."""
    names: dict[str, Any] = {"torch": torch, "nn": nn, "Tensor": Tensor, "__name__": "__main__"}
    exec(compile(variant.source, "<ipython-input-1>", "exec"), names)
    return check.run(variant.slug, names)


@pytest.mark.parametrize("variant", VARIANTS, ids=ids)
def test_variants(variant: variants.Variant) -> None:
    result = answered(variant)
    if variant.kind == "alternative":
        assert result.outcome == "recorded", result.text
        assert result.message.startswith("the experiment is right; recorded: the claim is ")
    else:
        assert result.outcome in ("wrong", "recorded"), result.text
        assert variant.says in result.message, result.text


@pytest.mark.parametrize("slug", NAMES)
def test_each_mistake_has_a_diagnosis_of_its_own(slug: str) -> None:
    mistakes = [v for v in VARIANTS if v.slug == slug and v.kind == "mistake"]
    first = [answered(v).message.partition("\n")[0] for v in mistakes]
    assert len(mistakes) >= 6
    assert len(set(first)) == len(first)


@pytest.mark.parametrize("slug", NAMES)
def test_verdicts_are_recorded_and_not_judged(slug: str) -> None:
    for verdict in (True, False):
        result = checked(slug, RIGHT[slug], verdict)
        assert result.outcome == "recorded"
        assert result.message.endswith(f"the claim is {str(verdict).lower()}.")
    assert checked(slug, RIGHT[slug], None).outcome == "not attempted"
    assert checked(slug, RIGHT[slug], "True").outcome == "wrong"


def experiments() -> dict[str, Experiment]:
    """The experiments by slug, as they are registered."""
    found = {}
    for slug in NAMES:
        register = check._exercises[slug][1]
        found[slug] = next(
            cell.cell_contents
            for cell in register.__closure__ or ()
            if isinstance(cell.cell_contents, Experiment)
        )
    return found


EXPERIMENTS = experiments()
SLIPS = [(slug, cause) for slug, e in EXPERIMENTS.items() for cause in e.slips]


def told(slug: str, cause: str) -> str:
    with float64():
        return checked(slug, EXPERIMENTS[slug].slips[cause]).message


@pytest.mark.parametrize("slug", NAMES)
def test_slips_are_told_apart(slug: str) -> None:
    """Each is recognised as itself, so none is the truth and no two give the same values."""
    for cause in EXPERIMENTS[slug].slips:
        assert told(slug, cause).startswith(cause), told(slug, cause)


@pytest.mark.parametrize("slug", NAMES)
def test_what_is_slightly_wrong_is_wrong(slug: str) -> None:
    tolerance = EXPERIMENTS[slug].tolerance
    for factor, outcome in ((1 + 5 * tolerance, "wrong"), (1 + tolerance / 5, "recorded")):
        result = checked(slug, lambda *a, factor=factor: RIGHT[slug](*a) * factor)
        assert result.outcome == outcome, result.text


@pytest.mark.parametrize(
    ("c", "steps", "outcome"), [(1e-4, 60_000, "recorded"), (0.05, 120, "wrong")]
)
def test_how_fine_a_grid_must_be(c: float, steps: int, outcome: str) -> None:
    def on_a_grid(product: float) -> float:
        s = torch.arange(1, steps + 1) * c
        return s[(s**2 + product**2 / s**2).argmin()].item()

    assert checked("sqrt-c", on_a_grid).outcome == outcome


@pytest.mark.parametrize(("h", "outcome"), [(1e-2, "recorded"), (1e-4, "recorded"), (0.3, "wrong")])
def test_how_small_a_difference_must_be(h: float, outcome: str) -> None:
    def by_difference(X: Tensor, W1: Tensor, W2: Tensor, E1: Tensor, E2: Tensor) -> Tensor:
        a, b, c = ((X - (W2 + e * E2) @ (W1 + e * E1) @ X).square().sum() for e in (-h, 0.0, h))
        return (a - 2 * b + c) / h**2

    assert checked("way-down", by_difference).outcome == outcome


def test_the_quartic_is_the_loss() -> None:
    for case in bends.CURVATURE.cases:
        X, W1, W2, E1, E2 = case
        for e in (0.0, 0.7, -1.3):
            loss = (X - (W2 + e * E2) @ (W1 + e * E1) @ X).square().sum()
            series = sum(float(c) * e**n for n, c in enumerate(bends.quartic(*case)))
            assert series == pytest.approx(loss.item())


def test_the_points_bend_as_they_are_called() -> None:
    down, up, down_again = bends.CURVATURE.cases[:3]
    for case in (down, up, down_again):
        assert 1e-3 < abs(float(bends.quartic(*case)[1])) < 2
        assert sum(float(E.square().sum()) for E in case[3:]) == pytest.approx(1)
    assert bends.curvature(*down) < -1
    assert bends.curvature(*up) > 1
    assert bends.curvature(*down_again) < -1


def test_eigenvalues_come_largest_first_and_lambda_is_near_none() -> None:
    dying = []
    for eigenvalues, lam in minima.SINGULAR_VALUES.cases:
        assert all(a > b for a, b in pairwise(eigenvalues.tolist()))
        assert min(abs(e / lam - 1) for e in eigenvalues.tolist()) > 0.1
        dying.append(int((eigenvalues < lam).sum()))
    assert 0 in dying
    assert any(dying)
    assert all(n < len(e) for n, (e, _) in zip(dying, minima.SINGULAR_VALUES.cases, strict=True))


def test_singular_values_are_those_of_a_trained_decoder() -> None:
    """A start that is not symmetric, correlated data, plain descent on what is written."""
    eigenvalues, lam = minima.SINGULAR_VALUES.cases[1]
    draw = torch.Generator().manual_seed(0)
    U = torch.linalg.qr(torch.randn(3, 3, generator=draw, dtype=torch.float64)).Q
    X = U * (3 * eigenvalues).sqrt()  # X Xᵀ / 3 has these eigenvalues
    W = [torch.randn(3, 3, generator=draw, dtype=torch.float64) / 2 for _ in range(2)]
    for _ in range(4000):
        W1, W2 = (w.detach().requires_grad_() for w in W)
        loss = (X - W2 @ W1 @ X).square().sum() / 3
        loss = loss + lam * (W1.square().sum() + W2.square().sum())
        steps = torch.autograd.grad(loss, (W1, W2))
        W = [w - 0.05 * step for w, step in zip((W1, W2), steps, strict=True)]
    got = torch.linalg.svdvals(W[1].detach())
    torch.testing.assert_close(got, minima.singular_values(eigenvalues, lam), atol=1e-6, rtol=0)


def test_decay_is_that_of_pytorch() -> None:
    for W, lr, lam in EXPERIMENTS["decay-exactly"].cases:
        lengths = []
        for penalty, decay in ((0.0, lam), (lam, 0.0)):
            weight = nn.Parameter(W.clone())
            (penalty * weight.square().sum()).backward()
            torch.optim.SGD([weight], lr=lr, weight_decay=decay).step()
            lengths.append(float((weight.detach() - W).norm()))
        ratio = lengths[0] / lengths[1]
        assert ratio == pytest.approx(float(claims_c.decay_ratio(W, lr, lam)), rel=1e-12)


def test_no_case_of_the_record_gives_its_numbers_away() -> None:
    for case in EXPERIMENTS["record-356"].cases:
        assert not set(case) & {341, 356, 323, 308, 301, 297, 34, 26}


def test_values_of_all_kinds_are_read() -> None:
    assert checked("mse-exactly", lambda X, X_hat: len(X)).outcome == "recorded"
    assert checked("sqrt-c", lambda c: torch.tensor(c).sqrt()).outcome == "recorded"
    listed = checked("any-lambda", lambda e, lam: minima.singular_values(e, lam).tolist())
    assert listed.outcome == "recorded"
