"""Autograd across the two processes: `backward()` and `torch.autograd.grad` of a student's result.

A tensor that arrives and requires grad is joined to the judge's graph by one node for each answer.
When a gradient reaches that node, the student's process carries it on: to its copies of the
tensors that the judge had sent, and to its own tensors.
"""

from __future__ import annotations

import functools
import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor
from torch.autograd.function import once_differentiable

from .errors import BadReply
from .proxies import Handle
from .wire import WireError

if TYPE_CHECKING:
    from .session import Session


class Leaf:
    """A tensor of the judge's that was sent; its copy is kept there while this is."""

    _numbers = itertools.count(-1, -1)  # the student's process counts its own objects upwards

    def __init__(self, session: Session, tensor: Tensor) -> None:
        self.handle, self.tensor = Handle(session, next(Leaf._numbers)), tensor


class Bridged:
    """The tensors of one answer that are part of the student's graph."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.ends: list[tuple[Tensor, Handle]] = []
        self.read: Callable[[Any], Any] = lambda item: None

    def tensor(self, tensor: Tensor, about: dict[str, Any]) -> Tensor:
        """Return the tensor as it is, or note that it goes on in the student's process."""
        number = about.get("number")
        if number is None:
            return tensor
        if type(number) is not int or not (tensor.is_floating_point() or tensor.is_complex()):
            raise WireError("a tensor is said to have a gradient and cannot have one")
        handle, tensor = Handle(self.session, number), tensor.clone()
        if about.get("leaf") is not True:
            self.ends.append((tensor, handle))
            return tensor
        leaf = torch.nn.Parameter(tensor) if about.get("parameter") is True else tensor
        leaf.requires_grad_().unrolled_handle = handle  # type: ignore[attr-defined]
        if (gradient := about.get("gradient")) is not None:
            leaf.grad = _like(self.read(gradient), tensor)
        return leaf

    def join(self, value: Any) -> Any:
        """Return the value with these tensors joined to the judge's graph."""
        if not self.ends or not torch.is_grad_enabled():
            return value
        session = self.session
        tensors, handles = zip(*self.ends, strict=True)
        leaves = list(session.leaves)
        inputs = [leaf.tensor for leaf in leaves]
        joined = _Bridge.apply(session, handles, leaves, tensors, session.anchor, *inputs)
        replaced = {}
        for tensor, handle, result in zip(tensors, handles, joined, strict=True):  # type: ignore
            result.unrolled_handle = handle
            replaced[id(tensor)] = result
        return _swapped(value, replaced)


class _Bridge(torch.autograd.Function):
    @staticmethod
    def forward(
        ctx: Any,
        session: Session,
        handles: Sequence[Handle],
        leaves: Sequence[Leaf],
        tensors: Sequence[Tensor],
        anchor: Tensor,
        *inputs: Tensor,
    ) -> tuple[Tensor, ...]:
        ctx.session, ctx.handles, ctx.leaves = session, handles, leaves
        ctx.set_materialize_grads(False)
        return tuple(tensors)

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, *grads: Tensor | None) -> Any:  # type: ignore[override]
        outputs = [handle.number for handle in ctx.handles]
        leaves: Sequence[Leaf] = ctx.leaves
        inputs = [leaf.handle.number for leaf in leaves]
        wanted = [] if _search is None else [handle.number for handle, _ in _search.wanted]
        op = "backward" if _search is None else "gradients"
        found = ctx.session.ask(op, outputs, list(grads), inputs + wanted, refs=False)
        if type(found) is not list or len(found) != len(inputs) + len(wanted):
            raise BadReply("Your code broke its link to the judge: gradients are missing.")
        if _search is not None:
            _search.add(found[len(inputs) :])
        own = (_like(g, leaf.tensor) for g, leaf in zip(found, leaves, strict=False))
        return None, None, None, None, torch.zeros(()), *own


@dataclass
class _Search:
    """The student's own tensors that a test wants gradients of, while it asks for them."""

    wanted: list[tuple[Handle, Tensor]]
    found: list[Tensor | None]

    def add(self, found: list[Any]) -> None:
        for i, (_, tensor) in enumerate(self.wanted):
            gradient, before = _like(found[i], tensor), self.found[i]
            if gradient is not None:
                self.found[i] = gradient if before is None else before + gradient


_search: _Search | None = None


def grad_across(original: Callable[..., Any], session: Session) -> Callable[..., Any]:
    """Return `torch.autograd.grad` that also knows the student's own tensors as inputs."""

    @functools.wraps(original)
    def grad(outputs: Any, inputs: Any, grad_outputs: Any = None, **options: Any) -> Any:
        global _search
        many = [inputs] if isinstance(inputs, Tensor) else list(inputs)
        if not all(isinstance(x, Tensor) for x in many):
            return original(outputs, inputs, grad_outputs, **options)  # which says what is wrong
        theirs = [(h, x) for x in many if (h := getattr(x, "unrolled_handle", None)) is not None]
        # What is no leaf gets its gradient from the student's graph alone: all goes on there.
        ours = [x for x in many if x.is_leaf or not hasattr(x, "unrolled_handle")]
        unused = options.pop("allow_unused", None)
        materialize = options.pop("materialize_grads", False)
        search = _search = _Search(theirs, [None] * len(theirs))
        try:
            anchored = [*ours, session.anchor]
            asked = original(outputs, anchored, grad_outputs, allow_unused=True, **options)
        finally:
            _search = None
        sums = {id(x): g for x, g in zip(ours, asked, strict=False)}
        for (_, x), gradient in zip(search.wanted, search.found, strict=True):
            before = sums.get(id(x))
            sums[id(x)] = (
                before if gradient is None else gradient if before is None else (before + gradient)
            )
        found = [sums[id(x)] for x in many]
        if materialize:
            found = [
                torch.zeros_like(x) if g is None else g for x, g in zip(many, found, strict=True)
            ]
        elif not unused and any(g is None for g in found):
            raise RuntimeError("A tensor plays no part in what its gradient was asked of.")
        return tuple(found)

    return grad


def _like(gradient: Any, tensor: Tensor) -> Tensor | None:
    """Return a gradient that fits the tensor. Raises BadReply for one that doesn't."""
    if gradient is None:
        return None
    same = isinstance(gradient, Tensor) and gradient.shape == tensor.shape
    if not same or gradient.dtype != tensor.dtype:
        raise BadReply("Your code broke its link to the judge: a gradient has another shape.")
    return gradient.detach()


def _swapped(value: Any, replaced: dict[int, Tensor]) -> Any:
    if isinstance(value, Tensor):
        return replaced.get(id(value), value)
    if type(value) in (list, tuple):
        return type(value)(_swapped(v, replaced) for v in value)
    if type(value) is dict:
        return {k: _swapped(v, replaced) for k, v in value.items()}
    return value
