"""A case of an experiment in words, for messages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from torch import Tensor

_FEW = 4  # entries of a tensor that are shown; of a larger one, the shape


def case_words(names: Sequence[str], case: Sequence[Any]) -> str:
    """Names and arguments, tensors by their shape unless they are small.

    >>> import torch
    >>> case_words(["W", "x", "T"], [torch.zeros(3, 3), torch.tensor([1.0, 2.5]), 7])
    'W (3, 3), x = [1, 2.5], T = 7'
    """
    shown = [_shown(argument) for argument in case]
    return ", ".join(name + text for name, text in zip(names, shown, strict=False))


def _shown(argument: Any) -> str:
    if isinstance(argument, Tensor):
        if argument.numel() > _FEW or argument.dim() > 1:
            return f" {tuple(argument.shape)}"
        return f" = {_numbers(argument.tolist())}"
    if isinstance(argument, str):
        return f' = "{argument}"'
    if isinstance(argument, list | tuple):
        return f" = {_numbers(argument)}" if len(argument) <= 2 * _FEW else f" ({len(argument)})"
    return f" = {_numbers(argument)}"


def _numbers(value: Any) -> str:
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_numbers, value))}]"
    return f"{value:.4g}" if isinstance(value, float) else repr(value)
