"""What an experiment gives: numbers, tuples of numbers, tensors. Read leniently, compared tightly.

A number may be an int, a float, NumPy's, or a tensor with no dimension; a truth that is a bool
matrix takes 0 and 1 as well; a truth that is a vector takes a list.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from torch import Tensor

from course_utils.checks.ladder import expect_tensor, expect_tuple
from course_utils.checks.outcome import Wrong

Values = tuple[Tensor, ...]
_ROUNDING = 1e-12  # what may stand where 0 is expected
_SINGLE = 1e-7  # what is compared less strictly may be computed in single precision


def as_values(value: Any, like: Values | None = None) -> Values | None:
    """A result as tensors, one for each value; None for what holds no numbers.

    With `like` a list is read as a vector where one is expected.

    >>> as_values((1, 2.5))
    (tensor(1., dtype=torch.float64), tensor(2.5000, dtype=torch.float64))
    >>> as_values([1, 2.5], like=(torch.zeros(2),))
    (tensor([1.0000, 2.5000], dtype=torch.float64),)
    >>> as_values("x") is None
    True
    """
    listed = isinstance(value, list | tuple)
    if listed and not (like is not None and len(like) == 1 and like[0].dim()):
        parts = [_tensor(part) for part in value]
        return None if any(part is None for part in parts) else tuple(parts)  # type: ignore
    tensor = _tensor(value)
    return None if tensor is None else (tensor,)


def truth_values(value: Any) -> Values:
    """The values that are expected. Raises TypeError where a truth holds no numbers."""
    if (found := as_values(value)) is None:
        raise TypeError(f"a truth should be numbers, got {type(value).__name__}.")
    return found


def same(got: Values, truth: Values | None, tolerance: float) -> bool:
    """Whether all values agree, each relative to the largest entry of what is expected."""
    if truth is None or len(got) != len(truth):
        return False
    return all(_close(g, t, tolerance) for g, t in zip(got, truth, strict=True))


def expect_same(
    value: Any, truth: Values, what: str, parts: Sequence[str] = (), tolerance: float = 1e-8
) -> None:
    """The ladder, for one case: is it there, so many values, their type and shape, and numbers."""
    if value is None:
        raise Wrong(f"{what} returned None. (Did you forget a `return` statement?)")
    if len(truth) == 1:
        _expect_one(value, truth[0], what, tolerance)
        return
    names = f"({', '.join(parts)})" if parts else ""
    for n, (part, wanted) in enumerate(
        zip(expect_tuple(value, len(truth), what, names), truth, strict=True)
    ):
        said = f"{what}: {parts[n]}" if parts else f"{what}[{n}]"
        _expect_one(part, wanted, said, tolerance)


def _expect_one(value: Any, truth: Tensor, what: str, tolerance: float) -> None:
    if isinstance(value, bool | np.bool_) and truth.dtype != torch.bool:
        raise Wrong(f"{what} should be a number, got {value}. The verdict comes later.")
    got = _tensor(value)
    if truth.dtype == torch.bool:
        _expect_signs(value, got, truth, what)
        return
    if got is None or (got.dtype == torch.bool):
        kind = "a tensor of True and False" if got is not None else f"`{type(value).__name__}`"
        wanted = "a number" if not truth.dim() else "a tensor of numbers"
        raise Wrong(f"{what} should be {wanted}, got {kind}.")
    if not truth.dim() and got.dim():
        size = "" if got.numel() > 1 else " Take the number out with `.item()`, or `[0]`."
        raise Wrong(f"{what} should be one number, got shape {tuple(got.shape)}.{size}")
    if got.is_complex():
        raise Wrong(f"{what} should be real, got {got.dtype}. Is it an eigenvalue? Take `.abs()`.")
    if not got.is_floating_point() or tolerance > _SINGLE:
        got = got.double()  # where single precision will do, it is as good
    got = expect_tensor(got, what, tuple(truth.shape)).double()
    if not _close(got, truth, tolerance):
        raise Wrong(_first_difference(got, truth, what, tolerance))


def _expect_signs(value: Any, got: Tensor | None, truth: Tensor, what: str) -> None:
    """A matrix of True and False."""
    if got is None:
        raise Wrong(f"{what} should be a tensor of True and False, got `{type(value).__name__}`.")
    if tuple(got.shape) != tuple(truth.shape):
        raise Wrong(f"{what} should have shape {tuple(truth.shape)}, got {tuple(got.shape)}.")
    if got.dtype != torch.bool and not bool(((got == 0) | (got == 1)).all()):
        raise Wrong(f"{what} should hold True and False, got {got.dtype}. Compare with `!= 0`.")
    different = (got.bool() != truth).nonzero()
    if len(different):
        index = tuple(different[0].tolist())
        wanted, found = bool(truth[index]), bool(got[index])
        place = ", ".join(map(str, index))
        raise Wrong(f"{what}[{place}]: expected {wanted}, got {found}.")


def _first_difference(got: Tensor, truth: Tensor, what: str, tolerance: float) -> str:
    bad = (~((got - truth).abs() <= _allowed(truth, tolerance))).nonzero()
    index = tuple(bad[0].tolist())
    place = f"[{', '.join(map(str, index))}]" if index else ""
    digits = 4 if f"{truth[index]:.4g}" != f"{got[index]:.4g}" else 12
    return f"{what}{place}: expected {truth[index]:.{digits}g}, got {got[index]:.{digits}g}."


def _close(got: Tensor, truth: Tensor, tolerance: float) -> bool:
    if got.shape != truth.shape or got.is_complex():
        return False
    if got.dtype == torch.bool or truth.dtype == torch.bool:
        return torch.equal(got.double(), truth.double())
    got, truth = got.double(), truth.double()
    return bool(((got - truth).abs() <= _allowed(truth, tolerance)).all())


def _allowed(truth: Tensor, tolerance: float) -> float:
    largest = float(truth.abs().max()) if truth.numel() else 0.0
    return tolerance * largest + _ROUNDING


def _tensor(value: Any) -> Tensor | None:
    """The value as a tensor without a graph, plain numbers in float64; None if it is no number."""
    if isinstance(value, Tensor):
        return value.detach().cpu()
    if isinstance(value, bool | np.bool_):
        return torch.tensor(bool(value))
    if isinstance(value, int | float | np.number):
        return torch.tensor(float(value), dtype=torch.float64)
    if not isinstance(value, list | tuple | np.ndarray):
        return None
    try:
        if not isinstance(value, np.ndarray):
            value = np.asarray([p.tolist() if isinstance(p, Tensor) else p for p in value])
        found = torch.as_tensor(value)
    except (TypeError, ValueError, RuntimeError):
        return None
    return found if found.dtype == torch.bool else found.double()
