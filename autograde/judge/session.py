"""The judge's end of the channel: asks the student's process, and believes no answer."""

from __future__ import annotations

import inspect
import secrets
import socket
import sys
from types import BuiltinFunctionType, FunctionType
from typing import Any

import numpy as np
import torch
from torch import Tensor

from .errors import BadReply, BrokenTest, Interrupted, raised
from .gradients import Bridged, Leaf
from .proxies import Handle, Ref, handle_of, made_ref
from .wire import (
    ChannelBroken,
    Reader,
    WireError,
    Writer,
    receive,
    send,
)

MOST_VALUES = 10_000
_LIBRARIES = ("torch", "numpy", "math", "builtins", "operator", "functools")
_BROKE = "Your code broke its link to the judge"


class Session:
    """Everything one judge knows about one student's process."""

    def __init__(self, channel: socket.socket) -> None:
        self.channel = channel
        self.dropped: list[int] = []  # numbers of objects that the judge has let go of
        self.leaves: list[Leaf] = []  # the judge's own tensors that were sent, in this cell
        self.anchor = torch.zeros((), requires_grad=True)  # an input of every node to the student
        self.seed: int | None = None  # to be mirrored with the next request
        self.requests = 0
        self._broken = ""
        self._left = False

    def ask(self, op: str, *arguments: Any, refs: bool = True) -> Any:
        """Have something done beside the student's code and return what comes of it.

        Raises StudentError for what the student's code raises, BadReply for nonsense, ChannelBroken
        when there is no one to ask any more. With `refs=False` only plain data may come.
        """
        header, tensors = self._exchange(op, arguments)
        if "error" in header:
            error = raised(header["error"])
            if error.name == "KeyboardInterrupt":
                self._left = True
                raise Interrupted
            raise error
        bridged = Bridged(self)
        kinds = {"ref": self._ref} if refs else {}
        reader = Reader(tensors, kinds, bridged.tensor) if refs else Reader(tensors)
        bridged.read = reader.read
        try:
            return bridged.join(reader.read(header.get("value")))
        except WireError as error:
            raise BadReply(f"{_BROKE}: {error}.") from None

    def _exchange(self, op: str, arguments: tuple[Any, ...]) -> tuple[dict, dict[str, Tensor]]:
        if self._broken:
            raise ChannelBroken(self._broken)
        if self._left:
            raise Interrupted
        writer = Writer(self._by_name, self._about)
        number = secrets.token_hex(8)  # so that no answer can be prepared
        self.requests += 1
        try:
            request = {"id": number, "op": op, "arguments": writer.write(arguments)}
            send(self.channel, {**request, **self._state()}, writer.tensors)
            header, tensors = receive(self.channel)
            if header.get("id") != number:
                raise ChannelBroken("an answer came that belongs to no question")
        except ChannelBroken as error:
            self._broken = str(error)
            raise
        except WireError as error:
            raise BadReply(f"{_BROKE}: {error}.") from None
        return header, tensors

    def _state(self) -> dict[str, Any]:
        state: dict[str, Any] = {
            "dtype": str(torch.get_default_dtype()).removeprefix("torch."),
            "gradients": torch.is_grad_enabled(),
            "drop": self.dropped,
        }
        if self.seed is not None:
            state["seed"] = self.seed
        self.dropped, self.seed = [], None
        return state

    def begin_cell(self) -> None:
        """Expect the student's process to listen."""
        self._left = False

    def end_cell(self) -> None:
        """Let the student's process go on to its next cell."""
        self.leaves.clear()
        drop, self.dropped = self.dropped, []
        if not self._left and not self._broken:
            send(self.channel, {"op": "end", "drop": drop}, {})

    def _ref(self, rest: list[Any]) -> Ref:
        if [type(part) for part in rest] != [int, str]:
            raise WireError("an object is malformed")
        return made_ref(self, Handle(self, rest[0]), rest[1])

    def _about(self, tensor: Tensor) -> dict[str, Any]:
        """Say of an argument what autograd must know: the judge's graph ends here, and goes on."""
        about: dict[str, Any] = {}
        if isinstance(tensor, torch.nn.Parameter):
            about["parameter"] = True
        if tensor.requires_grad:
            self.leaves.append(leaf := Leaf(self, tensor))
            about.update(number=leaf.handle.number, leaf=tensor.is_leaf)
        return about

    def _by_name(self, value: Any) -> list[Any]:
        """Write an argument that is no data: the student's own object, or a library's function."""
        handle = handle_of(value)
        if handle is not None:
            return ["ref", handle.number]
        if isinstance(value, type | FunctionType | BuiltinFunctionType | np.ufunc) and (
            place := _place(value)
        ):
            return ["named", *place]
        raise BrokenTest(
            f"The test hands a {type(value).__name__} to the student's code, and only data, the "
            "student's own objects and functions of torch or numpy can go there. Make what needs "
            "it a @probe."
        )


def _place(value: Any) -> tuple[str, str] | None:
    """Return module and name under which a library's function is found, or None."""
    module = inspect.getmodule(value)
    candidates = [module.__name__] if module else []
    for library in (*candidates, "torch", "torch.nn.functional", "numpy", "math"):
        for name in {getattr(value, "__qualname__", ""), getattr(value, "__name__", "")} - {""}:
            if library.split(".")[0] in _LIBRARIES and _find(library, name) is value:
                return library, name
    return None


def _find(module: str, path: str) -> Any:
    found: Any = sys.modules.get(module)
    for part in path.split("."):
        found = getattr(found, part, None)
    return found
