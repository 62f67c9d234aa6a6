"""A reader's own network, asked by a figure: left alone, and answered for in words."""

from __future__ import annotations

import copy
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional
from torch.overrides import TorchFunctionMode

from course_utils.checks.core import describe_error
from course_utils.checks.outcome import Wrong

from .own import RANDOM

_DROPOUT = {torch.dropout, functional.dropout, functional.dropout1d, functional.alpha_dropout}
_RANDOM_TOO = {torch.bernoulli, torch.multinomial, torch.randperm, Tensor.bernoulli_}
_LIKE = {torch.rand_like: torch.rand, torch.randn_like: torch.randn}  # they take no generator


class Calm(TorchFunctionMode):
    """In this thread only: no dropout, and random numbers have a generator of their own.

    A cell may be running in the main thread, whose random numbers must stay what they are.
    """

    def __init__(self) -> None:
        super().__init__()
        self.generator = torch.Generator().manual_seed(0)

    def __torch_function__(
        self, func: Any, types: Any, args: tuple = (), kwargs: dict | None = None
    ) -> Any:
        kwargs = kwargs or {}
        if func is Tensor.__deepcopy__ and not args[0].is_leaf:
            return args[0].detach().clone()  # a layer may keep its states, which torch can't copy
        if func in _DROPOUT:
            return args[0] if args else kwargs["input"]
        if func in _LIKE:
            like = args[0] if args else kwargs.pop("input")
            kind = {"dtype": like.dtype, "device": like.device}
            func, args, kwargs = _LIKE[func], (like.shape,), kind | kwargs
        if func in RANDOM | _RANDOM_TOO and kwargs.get("generator") is None:
            kwargs["generator"] = self.generator
        return func(*args, **kwargs)


def twin_of(model: nn.Module) -> nn.Module:
    """A copy of the network in eval mode, on the CPU, without gradients for its weights.

    The network itself may be training meanwhile, on another device.
    """
    return copy.deepcopy(model).cpu().eval().requires_grad_(False)


def in_words(error: BaseException, model: object) -> str:
    """What a reader can do about an error in their own network.

    >>> in_words(Wrong("its logits are nan."), nn.Linear(2, 3))
    '✗ your Linear: its logits are nan.'
    """
    if model is None:
        return "○ There is no network yet. Run the cells that make and train it, then this one."
    own = f"your {type(model).__name__}"
    if isinstance(error, NotImplementedError):
        return f"○ {own} isn't written yet. Finish it, train it, and run this cell again."
    if isinstance(error, Wrong):
        return f"✗ {own}: {error}"
    return f"✗ {own} raised {describe_error(error)}"
