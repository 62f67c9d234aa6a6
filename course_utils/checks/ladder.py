"""From an answer to a diagnosis: type → shape → dtype → NaN → connected → first wrong index, cause.

Each rung raises `Wrong` with the evidence. `recognise` names the likely cause when the answer is
one that a well-known slip would give.
"""

from __future__ import annotations

import reprlib
from collections.abc import Mapping, Sequence
from typing import Any

import torch
from torch import Tensor

from .outcome import Wrong

TOLERANCE = 1e-8
"""Relative to the largest expected value. Rounding in float64 stays below 1e-12."""


def is_close(got: Tensor, expected: Tensor, tolerance: float = TOLERANCE) -> bool:
    """Same shape, and equal up to rounding.

    >>> is_close(torch.tensor([1.0]), torch.tensor([1.0 + 1e-4]))
    False
    """
    if got.shape != expected.shape:
        return False
    scale = float(expected.detach().abs().max()) if expected.numel() else 0.0
    return bool(((got.detach() - expected.detach()).abs() <= tolerance * max(scale, 1.0)).all())


def expect_tensor(got: Any, what: str, shape: Sequence[int], axes: str = "") -> Tensor:
    """The rungs type, shape, dtype and NaN. `axes` names the dimensions: "batch time hidden"."""
    if got is None:
        raise Wrong(f"{what} is None. (Did you forget a `return` statement?)")
    if not isinstance(got, Tensor):
        hint = " Join its elements with `torch.stack`." if isinstance(got, list | tuple) else ""
        raise Wrong(f"{what} should be a tensor, got {_kind(got)}.{hint}")
    if tuple(got.shape) != tuple(shape):
        wanted = f"({', '.join(axes.split())}) = {tuple(shape)}" if axes else f"{tuple(shape)}"
        raise Wrong(
            f"{what} should have shape {wanted}, got "
            f"{tuple(got.shape)}.{_exchanged(got, shape, axes)}"
        )
    if not got.is_floating_point():
        raise Wrong(f"{what} should hold floating-point numbers, got {got.dtype}.")
    exact = torch.get_default_dtype()
    if torch.finfo(got.dtype).eps > torch.finfo(exact).eps:
        raise Wrong(
            f"{what} is {got.dtype} and its input is {exact}. Leave out `.float()`, and make new "
            "tensors with `x.new_zeros(...)` or `dtype=x.dtype`."
        )
    bad = ~torch.isfinite(got.detach())
    if bad.any():
        index = tuple(bad.nonzero()[0].tolist())
        place = f" at index {list(index)}" if index else ""
        raise Wrong(f"{what} is {got.detach()[index].item()}{place}.")
    return got


def expect_tuple(value: Any, length: int, what: str, names: str = "") -> tuple[Any, ...]:
    """So many values, in a tuple or a list; `names` says which ones."""
    if value is None:
        raise Wrong(f"{what} returned None. (Did you forget a `return` statement?)")
    several = isinstance(value, tuple | list)
    if not several or len(value) != length:
        got = f"{len(value)} values" if several else f"one `{type(value).__name__}`"
        raise Wrong(f"{what} should return {names or f'{length} values'}, got {got}.")
    return tuple(value)


def expect_close(
    got: Tensor,
    expected: Tensor,
    what: str,
    causes: Mapping[str, Tensor] | None = None,
    tolerance: float = TOLERANCE,
) -> None:
    """The last rung: the first wrong index, expected and got, and the cause if recognised."""
    if is_close(got, expected, tolerance):
        return
    error = (got.detach() - expected.detach()).abs()
    scale = max(float(expected.detach().abs().max()), 1.0)
    first = (~(error <= tolerance * scale)).nonzero()  # NaN is wrong as well
    index = tuple(first[0].tolist())
    place = f"{what}[{', '.join(map(str, index))}]" if index else what
    digits = 4 if f"{expected[index]:.4g}" != f"{got[index]:.4g}" else 12
    evidence = f"{place}: expected {expected[index]:.{digits}g}, got {got[index]:.{digits}g}."
    cause = recognise(got, causes or {}, tolerance)
    raise Wrong(f"{cause}\n{evidence}" if cause else evidence)


def expect_connected(value: Tensor, what: str) -> None:
    """The rung "connected to the graph": the value must carry a gradient back to the weights."""
    if not value.requires_grad:
        raise Wrong(
            f"{what} is cut off from the graph, so no gradient can flow. "
            "Look for `.detach()`, `.item()`, `.data`, `torch.no_grad()` or `torch.tensor(...)` "
            "around it."
        )


def recognise(got: Tensor, causes: Mapping[str, Tensor], tolerance: float = TOLERANCE) -> str:
    """The cause whose value the answer has, or "".

    >>> recognise(torch.tensor(4.0), {"Squared twice.": torch.tensor(4.0)})
    'Squared twice.'
    """
    for cause, value in causes.items():
        if is_close(got, value, max(tolerance, 1e-7)):
            return cause
    return ""


def _exchanged(got: Tensor, shape: Sequence[int], axes: str) -> str:
    """A word on two axes that changed places, or a dimension of size 1 too many or too few."""
    names = axes.split()
    have, want = list(got.shape), list(shape)
    if len(have) == len(want):
        differ = [i for i, (a, b) in enumerate(zip(have, want, strict=True)) if a != b]
        swapped = len(differ) == 2 and have[differ[0]] == want[differ[1]]
        if names and swapped and have[differ[1]] == want[differ[0]]:
            return f" {names[differ[0]].capitalize()} and {names[differ[1]]} are exchanged."
        return ""
    if [n for n in have if n != 1] == [n for n in want if n != 1]:
        count = "many" if len(have) > len(want) else "few"
        return f" There is a dimension of size 1 too {count}."
    return ""


def _kind(value: Any) -> str:
    if isinstance(value, tuple | list):
        return f"a {type(value).__name__} of {len(value)}"
    if isinstance(value, int | float | str):
        return f"{type(value).__name__} {reprlib.repr(value)}"
    return f"`{type(value).__name__}`"
