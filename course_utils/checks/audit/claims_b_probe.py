"""Check of the claim on an encoder that was never trained, and the linear probe on its features."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor

from .claims_b_data import PERCENT
from .experiment import Experiment, normal, register
from .registry import check


def with_bias(features: Tensor) -> Tensor:
    """The features and a column of ones."""
    return torch.cat([features, features.new_ones(len(features), 1)], dim=1)


def fitted(features: Tensor, y: Tensor) -> Tensor:
    """The weights of least squares, the bias last."""
    return torch.linalg.lstsq(with_bias(features), y[:, None]).solution[:, 0]


def probe_accuracy(
    E: Tensor, X: Tensor, y: Tensor, X_test: Tensor, y_test: Tensor
) -> float | Tensor:
    """How many test rows, in percent, have the sign of what least squares says."""
    return _right(with_bias(X_test @ E.T) @ fitted(X @ E.T, y), y_test)


def _right(scores: Tensor, y: Tensor) -> float:
    return 100 * (scores.sign() == y).double().mean().item()


def _probe(judge: Callable[[Tensor, Tensor, Tensor, Tensor], Any]) -> Callable:
    """A slip in what is done with both sets of features and their labels."""
    return lambda E, X, y, X_test, y_test: judge(X @ E.T, y, X_test @ E.T, y_test)


def _without_bias(Z: Tensor, y: Tensor, Z_test: Tensor, y_test: Tensor) -> float:
    return _right(Z_test @ torch.linalg.lstsq(Z, y[:, None]).solution[:, 0], y_test)


def _bias_dropped(Z: Tensor, y: Tensor, Z_test: Tensor, y_test: Tensor) -> float:
    return _right(Z_test @ fitted(Z, y)[:-1], y_test)


def _scores_of(Z: Tensor, y: Tensor, Z_test: Tensor) -> Tensor:
    return with_bias(Z_test) @ fitted(Z, y)


def _zero_or_one(Z: Tensor, y: Tensor, Z_test: Tensor, y_test: Tensor) -> float:
    return 100 * ((_scores_of(Z, y, Z_test) > 0.5) == (y_test > 0)).double().mean().item()


def _all_at_once(E: Tensor, X: Tensor, y: Tensor, X_test: Tensor, y_test: Tensor) -> float:
    Z = torch.cat([X, X_test]) @ E.T
    return _right(_scores_of(Z, torch.cat([y, y_test]), X_test @ E.T), y_test)


def _centres(Z: Tensor, y: Tensor, Z_test: Tensor, y_test: Tensor) -> float:
    plus, minus = Z[y > 0].mean(dim=0), Z[y < 0].mean(dim=0)
    return _right((Z_test - (plus + minus) / 2) @ (plus - minus), y_test)


def _own_means(Z: Tensor, y: Tensor, Z_test: Tensor, y_test: Tensor) -> float:
    return _right(_scores_of(Z - Z.mean(dim=0), y, Z_test - Z_test.mean(dim=0)), y_test)


def _column_and_row(Z: Tensor, y: Tensor, Z_test: Tensor, y_test: Tensor) -> float:
    return _right(_scores_of(Z, y, Z_test)[:, None], y_test)


PROBE_SLIPS: dict[str, Callable] = {
    "This is a share: multiply by 100.": lambda *data: probe_accuracy(*data) / 100,
    "A column (n, 1) is compared with a row (n,), so each answer with each label: take `[:, 0]`.": (
        _probe(_column_and_row)
    ),
    "This is the share of wrong answers.": lambda *data: 100 - probe_accuracy(*data),
    "This is the number of right answers: divide by the number of test rows.": lambda *data: (
        probe_accuracy(*data) * len(data[-1]) / 100
    ),
    "The probe has no bias: add a column of ones to the features.": _probe(_without_bias),
    "The bias is fitted and then not added to the scores of the test rows.": _probe(_bias_dropped),
    "E is not used: the probe sees features, X @ E.T, and not the inputs.": (
        lambda E, X, y, X_test, y_test: probe_accuracy(
            torch.eye(X.shape[1], dtype=X.dtype), X, y, X_test, y_test
        )
    ),
    "This is the accuracy on the rows that the probe was fitted to: ask it about X_test.": (
        lambda E, X, y, X_test, y_test: probe_accuracy(E, X, y, X, y)
    ),
    "The probe is fitted to the test rows: fit it to X and y, and only ask it about X_test.": (
        lambda E, X, y, X_test, y_test: probe_accuracy(E, X_test, y_test, X_test, y_test)
    ),
    "The probe is fitted to training and test rows together: fit it to X and y alone.": (
        _all_at_once
    ),
    "The two sets are exchanged: fit to X and y, and ask about X_test.": (
        lambda E, X, y, X_test, y_test: probe_accuracy(E, X_test, y_test, X, y)
    ),
    "The threshold is 0.5, which suits labels 0 and 1: with −1 and 1 the sign decides.": (
        _probe(_zero_or_one)
    ),
    "This takes the class whose mean is nearer: fit by least squares.": _probe(_centres),
    "The test features are shifted by their own mean: the probe must treat them as those that it "
    "was fitted to.": _probe(_own_means),
    "This is the mean squared error of the scores: count how often the sign is right.": (
        _probe(
            lambda Z, y, Z_test, y_test: (_scores_of(Z, y, Z_test) - y_test).square().mean().item()
        )
    ),
    "This answers with the class that is larger in y: the features have no say in it.": (
        lambda E, X, y, X_test, y_test: _right(y.sum().expand(len(y_test)), y_test)
    ),
}


def _labelled(n: int, m: int, seed: int) -> tuple[Tensor, Tensor]:
    """Rows that are not centred, and labels −1 and 1 that a plane says in most cases."""
    X = normal(n, m, seed=seed) + 0.8
    way = torch.linspace(1.0, -0.4, m, dtype=torch.float64)
    noise = normal(n, seed=seed + 1, scale=0.6)
    return X, torch.where(X @ way + noise > 1.8, 1.0, -1.0).double()


def _probed(k: int, m: int, seed: int) -> tuple[Tensor, ...]:
    return (
        normal(k, m, seed=seed),
        *_labelled(60, m, seed + 1),
        *_labelled(203, m, seed + 3),
    )


register(
    check,
    "untrained-probe",
    Experiment(
        name="probe_accuracy",
        verdict="random_is_enough",
        cases=[_probed(8, 8, seed=10), _probed(3, 8, seed=20), _probed(5, 6, seed=31)],
        truth=probe_accuracy,
        slips=PROBE_SLIPS,
        tolerance=PERCENT,
        words=["8 inputs, 8 features", "8 inputs, 3 features", "6 inputs, 5 features"],
    ),
)
