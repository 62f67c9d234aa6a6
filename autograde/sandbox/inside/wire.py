"""Data and nothing but data: frames between the judge and the student's process.

A frame is two lengths, a header in JSON and a block of tensors in the safetensors format. Neither
can run code. Whatever `receive` and `Reader` are given may come from an attacker; what they return
is None, bool, int, float, str, bytes, list, tuple, dict, slice, torch tensors and numpy arrays of
exactly these types.

In the header a plain value stands for itself, and everything else is a list that begins with its
kind: `["tuple", 1, ["tensor", "0", {}]]`.
"""

from __future__ import annotations

import json
import socket
import struct
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import numpy as np
import torch
from safetensors import SafetensorError
from safetensors.torch import load, save
from torch import Tensor

MAX_HEADER = 8 << 20
MAX_BLOB = 64 << 20
MAX_DEPTH = 30
MAX_NODES = 100_000
MAX_TENSORS = 10_000

_LENGTHS = struct.Struct(">II")
DTYPES = {
    str(t).removeprefix("torch."): t
    for t in (torch.float64, torch.float32, torch.float16, torch.bfloat16, torch.int64, torch.int32,
              torch.int16, torch.int8, torch.uint8, torch.uint16, torch.uint32, torch.uint64,
              torch.bool, torch.complex64, torch.complex128)
}  # fmt: skip
_REAL = {t for t in DTYPES.values() if not t.is_complex}
_SCALARS = (type(None), bool, int, float, str)


class WireError(ValueError):
    """What came is not what may come. The frames after it can still be read."""


class ChannelBroken(BaseException):
    """Nothing more can be read here: half a frame, a length beyond all limits, or the end.

    Not an `Exception`, so that no test swallows it.
    """


def send(channel: socket.socket, header: Mapping[str, Any], tensors: Mapping[str, Tensor]) -> None:
    """Send one frame. Raises WireError, before a byte is sent, when it is too large."""
    head = json.dumps(header, separators=(",", ":")).encode()
    blob = save(dict(tensors)) if tensors else b""
    if len(head) > MAX_HEADER or len(blob) > MAX_BLOB:
        raise WireError(f"more than {MAX_BLOB >> 20} MB of numbers, or too long a text")
    try:
        channel.sendall(_LENGTHS.pack(len(head), len(blob)) + head + blob)
    except OSError as error:
        raise ChannelBroken(f"the channel is closed ({error.strerror})") from None


def receive(channel: socket.socket) -> tuple[dict[str, Any], dict[str, Tensor]]:
    """Return the header and the tensors of the next frame, both still to be read by a `Reader`.

    Raises WireError for a frame that says nonsense, ChannelBroken where no frame can follow.
    """
    head_size, blob_size = _LENGTHS.unpack(_exactly(channel, _LENGTHS.size))
    if head_size > MAX_HEADER or blob_size > MAX_BLOB:
        raise ChannelBroken("a frame is too large")
    head, blob = _exactly(channel, head_size), _exactly(channel, blob_size)
    try:
        header = json.loads(head)
    except (ValueError, RecursionError):
        raise WireError("a header is not JSON") from None
    if type(header) is not dict:
        raise WireError("a header is not an object")
    return header, _tensors(blob)


def _exactly(channel: socket.socket, size: int) -> bytes:
    data = bytearray()
    while len(data) < size:
        try:
            part = channel.recv(min(size - len(data), 1 << 20))
        except OSError as error:
            raise ChannelBroken(f"the channel is closed ({error.strerror})") from None
        if not part:
            raise ChannelBroken("the channel ended")
        data += part
    return bytes(data)


def _tensors(blob: bytes) -> dict[str, Tensor]:
    if not blob:
        return {}
    try:
        found = load(blob)
    except (SafetensorError, RuntimeError, ValueError, KeyError, TypeError, OverflowError):
        raise WireError("the block of tensors is malformed") from None
    if len(found) > MAX_TENSORS or any(t.dtype not in _REAL for t in found.values()):
        raise WireError("the block of tensors holds what may not be sent")
    # A byte that is neither 0 nor 1 would make a bool that is both true and false.
    return {k: t.view(torch.uint8) != 0 if t.dtype is torch.bool else t for k, t in found.items()}


class Writer:
    """Turns values into the items of a header; collects the tensors.

    `other` is asked what to write for an object of any other type, and for tensors `about` gives
    what to say of each beside its numbers.
    """

    def __init__(
        self,
        other: Callable[[Any], list[Any]],
        about: Callable[[Tensor], dict[str, Any]] = lambda tensor: {},
    ) -> None:
        self.tensors: dict[str, Tensor] = {}
        self._other, self._about, self._nodes = other, about, 0

    def write(self, value: Any, depth: int = 0) -> Any:
        """Return the item that stands for a value. Raises WireError when there is too much of it.

        Subclasses lose what makes them special: a subclass of a tensor or a list becomes a tensor
        or a list.
        """
        self._nodes += 1
        if depth >= MAX_DEPTH - 1:
            raise WireError("values are nested too deeply, or contain themselves")
        if self._nodes > MAX_NODES:
            raise WireError(f"a value has more than {MAX_NODES} parts")
        own = type(value)  # not what it says of itself by `__class__`
        if own in _SCALARS:
            return value
        if issubclass(own, Tensor):
            return self._tensor(value)
        if issubclass(own, np.ndarray | np.generic) and not issubclass(own, str | bytes):
            return self._array(value)
        for kind in (bool, int, float, str):
            if issubclass(own, kind):
                return kind(value)
        if issubclass(own, bytes | bytearray):
            return ["bytes", bytes(value).hex()]
        for kind in (list, tuple, set, frozenset):
            if issubclass(own, kind) and (kind in (list, tuple) or _are_keys(value)):
                name = "list" if kind is list else "tuple" if kind is tuple else "set"
                return [name, *(self.write(v, depth + 1) for v in value)]
        if issubclass(own, dict) and _are_keys(value):
            return ["dict", *(self.write(v, depth + 1) for pair in value.items() for v in pair)]
        if own is slice:
            parts = (value.start, value.stop, value.step)
            return ["slice", *(self.write(v, depth + 1) for v in parts)]
        if value is Ellipsis:
            return ["ellipsis"]
        if own is torch.dtype and value in DTYPES.values():
            return ["dtype", str(value).removeprefix("torch.")]
        return self._other(value)

    def _tensor(self, tensor: Tensor) -> list[Any]:
        if type(tensor) not in (Tensor, torch.nn.Parameter):
            with torch._C.DisableTorchFunctionSubclass():  # a subclass may answer as it likes
                tensor = tensor.as_subclass(Tensor)
        plain = tensor.layout is torch.strided and tensor.device.type == "cpu"
        if not plain or tensor.dtype not in DTYPES.values():
            return self._other(tensor)
        return ["tensor", self._pack(tensor), self._about(tensor)]

    def _array(self, array: Any) -> list[Any]:
        try:
            tensor = torch.from_numpy(np.array(array))
        except (TypeError, ValueError):  # of strings, of objects, of foreign byte order
            return self._other(array)
        kind = "array" if isinstance(array, np.ndarray) else "scalar"
        return [kind, self._pack(tensor), {}]

    def _pack(self, tensor: Tensor) -> str:
        numbers = tensor.detach().resolve_conj().resolve_neg()
        if numbers.is_complex():
            numbers = torch.view_as_real(numbers)
        name = f"{'c' if tensor.is_complex() else 'r'}{len(self.tensors)}"
        self.tensors[name] = numbers.clone(memory_format=torch.contiguous_format)
        return name


class Reader:
    """Turns the items of a header into values: strictly, for they may be an attacker's.

    `kinds` says how to read kinds beside those of plain data; each function gets the rest of the
    item. `tensor` is given every tensor with what was said about it.
    """

    def __init__(
        self,
        tensors: Mapping[str, Tensor],
        kinds: Mapping[str, Callable[[list[Any]], Any]] | None = None,
        tensor: Callable[[Tensor, dict[str, Any]], Tensor] = lambda tensor, about: tensor,
    ) -> None:
        self._tensors, self._kinds, self._finish = tensors, kinds or {}, tensor
        self._nodes = 0

    def read(self, item: Any, depth: int = 0) -> Any:
        """Return the value. Raises WireError for anything that is not one."""
        self._nodes += 1
        if depth >= MAX_DEPTH or self._nodes > MAX_NODES:
            raise WireError("a value is nested too deeply or has too many parts")
        if type(item) in _SCALARS:
            return item
        if type(item) is not list or not item or type(item[0]) is not str:
            raise WireError("an item is of no known kind")
        kind, rest = item[0], item[1:]
        if kind in ("tensor", "array", "scalar"):
            return self._numbers(kind, rest)
        if kind in ("list", "tuple", "set", "dict", "slice"):
            return _container(kind, [self.read(part, depth + 1) for part in rest])
        if kind == "bytes":
            return _bytes(*_only(rest, str))
        if kind == "ellipsis":
            return ...
        if kind == "dtype":
            return _dtype(*_only(rest, str))
        if kind in self._kinds:
            return self._kinds[kind](rest)
        raise WireError("an item is of no known kind")

    def _numbers(self, kind: str, rest: list[Any]) -> Any:
        name, about = _only(rest, str, dict)
        if name not in self._tensors:
            raise WireError("a tensor is missing")
        tensor = self._tensors[name]
        if name.startswith("c"):
            if tensor.dtype not in (torch.float32, torch.float64) or tensor.shape[-1:] != (2,):
                raise WireError("a complex tensor is malformed")
            tensor = torch.view_as_complex(tensor)
        if kind == "tensor":
            return self._finish(tensor, about)
        if tensor.dtype is torch.bfloat16:
            raise WireError("numpy has no bfloat16")
        array = tensor.numpy()
        return array[()] if kind == "scalar" and not array.shape else array


def _container(kind: str, parts: list[Any]) -> Any:
    try:
        if kind == "dict":
            return dict(zip(parts[::2], parts[1::2], strict=True))
        if kind == "slice":
            start, stop, step = parts
            return slice(start, stop, step)
        return {"list": list, "tuple": tuple, "set": set}[kind](parts)
    except (TypeError, ValueError):
        raise WireError(f"a {kind} is malformed") from None


def _bytes(text: str) -> bytes:
    try:
        return bytes.fromhex(text)
    except ValueError:
        raise WireError("bytes are malformed") from None


def _dtype(name: str) -> torch.dtype:
    if name not in DTYPES:
        raise WireError("there is no such dtype")
    return DTYPES[name]


def _are_keys(values: Iterable[Any]) -> bool:
    """Return whether these are plain enough to be keys of a dict at the other end."""
    return all(
        isinstance(v, str | int | float | bytes | None) or (isinstance(v, tuple) and _are_keys(v))
        for v in values
    )


def _only(rest: list[Any], *types: type) -> list[Any]:
    if [type(part) for part in rest] != list(types):
        raise WireError("an item has the wrong parts")
    return rest
