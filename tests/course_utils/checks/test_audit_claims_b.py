"""The checks of claims 7 to 12: every slip is named, every right experiment passes."""

import math
from pathlib import Path
from typing import Any

import pytest
import torch
from sklearn.metrics import accuracy_score, f1_score
from torch import Tensor, nn

from autograde import variants
from course_utils.checks import Result, float64
from course_utils.checks.audit import (
    check,
    claims_b,
    claims_b_data,
    claims_b_losses,
    claims_b_probe,
)
from course_utils.checks.audit.experiment import Experiment
from tests.autograde.hidden_variants import ids
from tests.effort import effort

FOLDER = Path(__file__).parents[3] / "solutions" / "08_assistant_audit"
NAMES = {
    "padding-harmless": ("drift", "padding_is_harmless"),
    "always-largest": ("always_largest", "accuracy_misleads"),
    "random-split": ("copied_share", "split_is_clean"),
    "untrained-probe": ("probe_accuracy", "random_is_enough"),
    "noise-floor": ("cost_of_copying", "copying_costs"),
    "softmax-twice": ("lowest_loss", "still_reaches_zero"),
}
RIGHT = {
    "padding-harmless": claims_b.drift,
    "always-largest": claims_b_data.always_largest,
    "random-split": claims_b_data.copied_share,
    "untrained-probe": claims_b_probe.probe_accuracy,
    "noise-floor": claims_b_losses.cost_of_copying,
    "softmax-twice": claims_b_losses.lowest_loss,
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
        verdict_only = variant.name == "other-verdict"
        assert result.outcome == ("recorded" if verdict_only else "wrong"), result.text
        assert variant.says in result.message, result.text


@pytest.mark.parametrize("slug", NAMES)
def test_each_mistake_has_a_diagnosis_of_its_own(slug: str) -> None:
    mistakes = [v for v in VARIANTS if v.slug == slug and v.kind == "mistake"]
    first = [answered(v).message.partition("\n")[0] for v in mistakes]
    assert len(mistakes) >= 10
    assert len(set(first)) == len(first)
    assert len([v for v in VARIANTS if v.slug == slug and v.kind == "alternative"]) >= 4


@pytest.mark.parametrize("slug", NAMES)
def test_verdicts_are_recorded_and_not_judged(slug: str) -> None:
    for verdict in (True, False):
        result = checked(slug, RIGHT[slug], verdict)
        assert result.outcome == "recorded"
        assert result.message.endswith(f"the claim is {str(verdict).lower()}.")
    assert checked(slug, RIGHT[slug], None).outcome == "not attempted"
    assert checked(slug, RIGHT[slug], "True").outcome == "wrong"


@pytest.mark.parametrize("slug", NAMES)
def test_a_stub_is_no_mistake(slug: str) -> None:
    def stub(*_: Any) -> Any:
        raise NotImplementedError

    assert checked(slug, stub, None).outcome == "not attempted"


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


@pytest.mark.parametrize("slug", NAMES)
def test_slips_are_told_apart(slug: str) -> None:
    """Each is recognised as itself, so none is the truth and no two give the same values."""
    for cause, slip in EXPERIMENTS[slug].slips.items():
        with float64():
            said = checked(slug, slip).message
        assert said.startswith(cause), (cause, said)


@pytest.mark.parametrize("slug", NAMES)
def test_what_is_slightly_wrong_is_wrong(slug: str) -> None:
    tolerance = EXPERIMENTS[slug].tolerance
    for factor, outcome in ((1 + 5 * tolerance, "wrong"), (1 + tolerance / 5, "recorded")):

        def scaled(*arguments: Any, factor: float = factor) -> Any:
            value = RIGHT[slug](*arguments)
            return tuple(v * factor for v in value) if type(value) is tuple else value * factor

        assert checked(slug, scaled).outcome == outcome


@pytest.mark.parametrize("slug", NAMES)
def test_it_is_quick(slug: str) -> None:
    checked(slug, RIGHT[slug])
    with effort() as spent:
        checked(slug, RIGHT[slug])
    assert spent.calls < 4_000


@pytest.mark.parametrize("slug", ["untrained-probe", "noise-floor", "padding-harmless"])
def test_a_mean_in_single_precision_passes_where_it_should(slug: str) -> None:
    def halved(*arguments: Any) -> float:
        return torch.as_tensor(RIGHT[slug](*arguments)).float().item()

    passes = slug == "untrained-probe"
    assert (checked(slug, halved).outcome == "recorded") == passes


def test_padding_by_the_layer_of_pytorch() -> None:
    for W, U, b, x, padding in EXPERIMENTS["padding-harmless"].cases:
        layer = nn.RNN(U.shape[1], len(W)).double()
        with torch.no_grad():
            for parameter, value in zip(layer.parameters(), (U, W, b, 0 * b), strict=True):
                parameter.copy_(value)
            all_h, _ = layer(claims_b.padded(x, padding))
        moved = (all_h[-1] - all_h[len(x) - 1]).norm().item()
        assert claims_b.drift(W, U, b, x, padding).item() == pytest.approx(moved)
        assert (moved > 0.1) == (padding > 0)


def test_scores_of_the_largest_class_by_scikit_learn() -> None:
    for (counts,) in EXPERIMENTS["always-largest"].cases:
        truth = [label for label, count in enumerate(counts) for _ in range(count)]
        guess = [counts.index(max(counts))] * len(truth)
        scores = accuracy_score(truth, guess), f1_score(truth, guess, average="macro")
        assert claims_b_data.always_largest(counts) == pytest.approx([100 * s for s in scores])


def test_forty_percent_of_ten_classes() -> None:
    assert claims_b_data.always_largest([40, *[10] * 4, *[4] * 5]) == pytest.approx((40, 5.714285))


def test_copies_by_hand() -> None:
    rows, test = ["a", "b", "a", "c", "c", "d"], [2, 3, 4, 5]
    assert claims_b_data.copied_share(rows, test) == 25
    shares = [claims_b_data.copied_share(*case) for case in EXPERIMENTS["random-split"].cases]
    assert sorted(shares)[0] == 0
    assert len(set(shares)) == len(shares)


def test_no_test_row_lies_on_the_plane() -> None:
    for E, X, y, X_test, y_test in EXPERIMENTS["untrained-probe"].cases:
        scores = claims_b_probe.with_bias(X_test @ E.T) @ claims_b_probe.fitted(X @ E.T, y)
        assert scores.abs().min() > 1e-5
        assert 60 < claims_b_probe.probe_accuracy(E, X, y, X_test, y_test) < 95
        assert y.abs().eq(1).all()
        assert y_test.abs().eq(1).all()


def test_as_many_random_features_as_inputs_lose_nothing() -> None:
    _, *data = EXPERIMENTS["untrained-probe"].cases[0]
    m = data[0].shape[1]
    plain = claims_b_probe.probe_accuracy(torch.eye(m).double(), *data)
    for seed in range(20):
        E = claims_b_probe.normal(m, m, seed=seed)
        assert claims_b_probe.probe_accuracy(E, *data) == pytest.approx(plain)
        assert claims_b_probe.probe_accuracy(E[:1], *data) < plain


@pytest.mark.parametrize("classes", [2, 10, 1000])
def test_no_output_of_a_softmax_costs_less(classes: int) -> None:
    lowest = claims_b_losses.lowest_loss(classes)
    draw = torch.Generator().manual_seed(classes)
    for scale in (0.1, 1.0, 10.0, 1000.0):
        outputs = (torch.randn(50, classes, generator=draw).double() * scale).softmax(dim=1)
        losses = nn.functional.cross_entropy(outputs, outputs.argmax(dim=1), reduction="none")
        assert losses.min() >= lowest - 1e-12
    sure = torch.eye(classes).double()[:1]
    loss = nn.CrossEntropyLoss()(sure, torch.tensor([0])).item()
    assert math.isclose(loss, lowest, rel_tol=1e-12)
