"""What hidden tests import: fresh seeds, comparison, and true values (a module for each notebook).

Nothing here is ever shipped to students. A hidden test is ordinary Python beside the question:

    ### BEGIN HIDDEN TESTS
    from autograde.hidden import expect, float64, fresh_seed, load
    from autograde.hidden import rnn_lstm as cases

    with float64():
        case = cases.rnn_layer(fresh_seed())
        layer = RNNLayer(case.input_size, case.hidden_size)
        load(layer, case.weights)
        expect(layer(case.x)[0], "all_h").close_to(case.all_h)
    ### END HIDDEN TESTS
"""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from course_utils.checks import expect_close, expect_tensor, float64

from .probes import probe
from .scratch import from_scratch
from .weights import load

SEED_VARIABLE = "UNROLLED_SEED"


def fresh_seed() -> int:
    """A new seed for every run, so that no answer can be prepared; or what UNROLLED_SEED says."""
    fixed = os.environ.get(SEED_VARIABLE)
    return int(fixed) if fixed else secrets.randbelow(2**31)


@dataclass(frozen=True)
class expect:  # noqa: N801  (reads as a sentence: expect(value, "all_h").close_to(truth))
    """A student's value, about to be compared."""

    value: Any
    what: str

    def close_to(self, truth: Tensor | float, tolerance: float = 1e-8) -> None:
        """Raise `Wrong` unless type, shape and numbers agree. Plain numbers are compared too."""
        expected = _tensor(truth)
        got = expect_tensor(_tensor(self.value), self.what, tuple(expected.shape))
        expect_close(got, expected, self.what, tolerance=tolerance)


def _tensor(value: Any) -> Any:
    return torch.tensor(value, dtype=torch.float64) if type(value) in (int, float) else value


__all__ = ["expect", "float64", "fresh_seed", "from_scratch", "load", "probe"]
