"""Is this the noise that was asked for? Its statistics tell, whatever drew it."""

from __future__ import annotations

import math

import torch
from torch import Tensor

from course_utils.checks.ladder import is_close
from course_utils.checks.outcome import Wrong

SAME = 1e-6
"""Solving for what went in leaves some 1e-12."""
_SLACK = 0.05  # of 20 000 numbers the spread is known to half a percent


def expect_fresh(noise: Tensor, other: Tensor) -> None:
    """Two calls draw noise of their own."""
    if is_close(noise, other, SAME):
        raise Wrong(
            "Two calls of get_loss add the same noise: draw it anew in every call, and set no seed."
        )


def expect_alike(noise: Tensor, noisy: Tensor, x: Tensor) -> None:
    """Each entry has a number of its own, whatever x is there."""
    low, high = float(noisy.min()), float(noisy.max())
    if low > x.min() and -SAME <= low < SAME:
        raise Wrong(
            "The noisy input is cut off at 0: leave it as it is, or the noise has no mean of 0."
        )
    if high < x.max() and abs(high - 1) < SAME:
        raise Wrong("The noisy input is cut off at 1: leave it as it is.")
    zeros = x == 0
    if zeros.any() and noise[zeros].abs().max() < SAME:
        raise Wrong("Where x is 0 there is no noise: add it to x, and do not multiply.")
    rows, columns = noise - noise[:1], noise - noise[:, :1]
    if rows.abs().max() < SAME:
        one = "one number" if columns.abs().max() < SAME else "one row of noise"
        raise Wrong(
            f"There is {one} for the whole batch: every entry of every row has its own. Write "
            "`torch.randn_like(x)`."
        )
    if columns.abs().max() < SAME:
        raise Wrong(
            "All entries of a row get the same noise: each has its own. Write "
            "`torch.randn_like(x)`."
        )


def expect_normal(noise: Tensor, std: float) -> None:
    """Normal numbers of mean 0 and this spread."""
    mean, spread = float(noise.mean()), float(noise.std())
    kurtosis = float(((noise - mean) ** 4).mean() / spread**4)  # 3 if normal, 1.8 if uniform
    uniform = abs(kurtosis - 1.8) < 0.15
    if abs(mean) > 8 * spread / math.sqrt(noise.numel()):
        kind = " `torch.rand` is uniform in [0, 1), `torch.randn` is normal." if uniform else ""
        raise Wrong(f"The noise has a mean of {mean:.3g}, and should have 0.{kind}")
    if uniform:
        raise Wrong("The noise is uniform, and should be normal: `torch.randn`.")
    expect_spread(spread, std)
    if not 2.5 < kurtosis < 3.5:
        raise Wrong("The noise has the right spread, but is not normal: `torch.randn`.")
    correlation = torch.corrcoef(noise.T) - torch.eye(noise.shape[1])
    if correlation.abs().max() > 0.2:
        raise Wrong("The noise of the entries of a row hangs together: each has its own.")


def expect_spread(got: float, std: float) -> None:
    """noise_std is the standard deviation."""
    causes = {
        1.0: "noise_std is ignored: multiply the normal numbers by it.",
        0.5: "noise_std is ignored: the spread is 0.5, whatever is asked for.",
        std**2: "noise_std is squared: multiply the normal numbers by noise_std itself.",
        math.sqrt(std): "noise_std is taken for a variance: multiply the normal numbers by "
        "noise_std itself, not by its root.",
        std * math.sqrt(2): "Noise is added twice, in get_loss and in forward perhaps: once is "
        "enough.",
    }
    if abs(got / std - 1) < _SLACK:
        return
    cause = next((words for value, words in causes.items() if abs(got / value - 1) < _SLACK), "")
    evidence = f"With noise_std={std} the noise has a spread of {got:.3g}."
    raise Wrong(f"{cause}\n{evidence}" if cause else evidence)
