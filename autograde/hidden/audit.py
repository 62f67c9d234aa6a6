"""Hidden test of notebook 08: an experiment on fresh arguments, and then the verdict on its claim.

Whether a claim holds is computed, from the true experiment and the claim's own numbers. A module
for six claims each (audit_a, audit_b, audit_c) holds `EXPERIMENTS`: a `Hidden` for each slug.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from course_utils.checks import Wrong, float64
from course_utils.checks.audit.experiment import fresh, unchanged
from course_utils.checks.audit.results import expect_same, truth_values

from .probes import probe

_PARTS = ("audit_a", "audit_b", "audit_c")


@dataclass(frozen=True)
class Hidden:
    """The truth about one claim.

    `draw(seed)` gives tuples of arguments, `truth(*arguments)` what the experiment should give, and
    `holds()` says whether the claim is true.
    """

    draw: Callable[[int], Sequence[tuple]]
    truth: Callable[..., Any]
    holds: Callable[[], bool]
    tolerance: float = 1e-8


def hidden_of(slug: str) -> Hidden:
    """The truth about the claim with this slug. Raises LookupError where there is none."""
    for part in _PARTS:
        experiments = importlib.import_module(f"autograde.hidden.{part}").EXPERIMENTS
        if slug in experiments:
            return experiments[slug]
    raise LookupError(f"there is no claim called {slug!r}.")


@probe
def called(function: Any, arguments: Any) -> list:
    """What the experiment gives, and what its arguments are then."""
    import numpy as np
    import torch

    def plain(value):
        if isinstance(value, np.generic):
            return value.item()
        if isinstance(value, np.ndarray):
            return torch.from_numpy(value.copy())
        if isinstance(value, torch.Tensor):
            return value.detach()
        return [plain(part) for part in value] if isinstance(value, list | tuple) else value

    return [plain(function(*arguments)), arguments]


def judged(function: Any, verdict: Any, slug: str, seed: int) -> float:
    """The points of 2: one for the experiment, one more for the verdict.

    Raises Wrong if the experiment is wrong: a verdict alone is worth nothing.
    """
    hidden = hidden_of(slug)
    with float64():
        for case in hidden.draw(seed):
            expect_result(function, case, hidden)
        holds = hidden.holds()
    assert type(holds) is bool
    return 2.0 if type(verdict) is bool and verdict == holds else 1.0


def expect_result(function: Any, case: tuple, hidden: Hidden) -> None:
    """One case: the true value, and arguments left as they were."""
    truth = truth_values(hidden.truth(*map(fresh, case)))
    answer = called(function, list(map(fresh, case)))
    if type(answer) is not list or len(answer) != 2 or type(answer[1]) is not list:
        raise Wrong("The experiment gives no result.")
    value, after = answer
    expect_same(value, truth, "The experiment", tolerance=hidden.tolerance)
    if len(after) != len(case) or not all(map(unchanged, case, after)):
        raise Wrong("The experiment changes its arguments.")
