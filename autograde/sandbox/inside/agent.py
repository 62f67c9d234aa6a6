"""The judge's hand in the student's process: does what the judge asks, and answers with data.

Everything here is in the student's reach, and no verdict rests on it: the judge treats each answer
as a claim of the student's.
"""

from __future__ import annotations

import builtins
import contextlib
import functools
import importlib
import itertools
import re
import socket
import traceback
from collections.abc import Callable, Iterator
from typing import Any, Protocol

import torch
from IPython.core.interactiveshell import InteractiveShell
from torch import Tensor

from . import channel as noted
from .wire import ChannelBroken, Reader, WireError, Writer, receive, send

_LONGEST_TEXT = 2000
_IN_A_CELL = re.compile(r"ipykernel_|ipython-input|^<(?!frozen|probe)")


class Shell(Protocol):
    """What is needed of an IPython shell."""

    user_ns: dict[str, Any]


def serve(shell: Shell | None = None, channel: socket.socket | None = None) -> None:
    """Answer the judge's requests about the names of a shell until it says that it is done.

    The shell is the running IPython unless told. Returns as well when the judge is gone. An
    interrupt ends it: the judge has been told.
    """
    global _agent
    running: Any = shell or InteractiveShell.instance()
    if _agent is None or _agent.names is not running.user_ns:
        _agent = Agent(running.user_ns)
    agent, channel = _agent, channel or _inherited()
    with contextlib.suppress(ChannelBroken):
        while agent.answer_one(channel):
            pass


_agent: Agent | None = None


@functools.cache
def _inherited() -> socket.socket:
    if noted.number is None:  # a kernel that is not one of ours
        noted.note()
    inherited = socket.socket(fileno=noted.number)
    inherited.setblocking(True)
    return inherited


class Agent:
    """The objects that the judge knows by a number, and what may be done with them."""

    def __init__(self, names: dict[str, Any]) -> None:
        self.names = names
        self.objects: dict[int, Any] = {}
        self.probes: dict[str, Callable] = {}
        self._numbers = itertools.count(1)

    def answer_one(self, channel: socket.socket) -> bool:
        """Answer one request. Returns False when it was the last."""
        request, tensors = receive(channel)
        if request["op"] == "end":
            for number in request["drop"]:
                self.objects.pop(number, None)
            return False
        reply: dict[str, Any] = {"id": request["id"]}
        interrupted = False
        writer = Writer(self._refer, lambda tensor: self._about(tensor, writer))
        try:
            with _mirrored(request):
                value = self._do(request, Reader(tensors, self._kinds(), self._argument))
                reply["value"] = writer.write(value)
        except BaseException as error:
            writer.tensors.clear()
            reply = {"id": request["id"], "error": _described(error)}
            interrupted = isinstance(error, KeyboardInterrupt)
        try:
            send(channel, reply, writer.tensors)
        except (WireError, ValueError) as error:
            send(channel, {"id": request["id"], "error": _described(error)}, {})
        if interrupted:
            raise KeyboardInterrupt
        return True

    def _do(self, request: dict[str, Any], reader: Reader) -> Any:
        for number in request["drop"]:
            self.objects.pop(number, None)
        op, arguments = request["op"], reader.read(request["arguments"])
        return getattr(self, f"_op_{op}")(*arguments)

    def _kinds(self) -> dict[str, Callable[[list[Any]], Any]]:
        return {"ref": lambda rest: self.objects[rest[0]], "named": lambda rest: _named(*rest)}

    def _refer(self, value: Any) -> list[Any]:
        number = next(self._numbers)
        self.objects[number] = value
        return ["ref", number, type(value).__name__[:100]]

    def _about(self, tensor: Tensor, writer: Writer) -> dict[str, Any]:
        if not tensor.requires_grad:
            return {}
        number = next(self._numbers)
        self.objects[number] = tensor
        parameter = isinstance(tensor, torch.nn.Parameter)
        about = {"number": number, "leaf": tensor.is_leaf, "parameter": parameter}
        if tensor.is_leaf and tensor.grad is not None:
            about["gradient"] = writer.write(tensor.grad.detach())
        return about

    def _argument(self, tensor: Tensor, about: dict[str, Any]) -> Tensor:
        if about.get("parameter"):
            tensor = torch.nn.Parameter(tensor, requires_grad=False)
        if "number" in about:  # a copy of the judge's, where gradients may be asked for
            self.objects[about["number"]] = tensor.requires_grad_()
            if not about["leaf"]:
                return tensor.clone()
        return tensor

    def _op_name(self, name: str) -> Any:
        if name not in self.names:
            raise NameError(f"name '{name}' is not defined")
        return self.names[name]

    def _op_call(self, function: Callable, arguments: tuple, options: dict[str, Any]) -> Any:
        return function(*arguments, **options)

    def _op_attribute(self, value: Any, name: str) -> Any:
        return getattr(value, name)

    def _op_set(self, value: Any, name: str, to: Any) -> None:
        setattr(value, name, to)

    def _op_item(self, value: Any, key: Any) -> Any:
        return value[key]

    def _op_length(self, value: Any) -> int:
        return len(value)

    def _op_values(self, value: Any, most: int) -> list[Any]:
        return list(itertools.islice(value, most))

    def _op_check(self, call: str) -> None:
        # Run where the names are: the check looks at the frame that it is called from.
        exec(compile(call, "<check>", "exec"), self.names)  # noqa: S102

    def _op_probe(self, source: str, name: str, arguments: tuple) -> Any:
        if source not in self.probes:
            namespace: dict[str, Any] = {"__name__": "probe", "__builtins__": builtins}
            exec(compile(source, "<probe>", "exec"), namespace)  # noqa: S102
            self.probes[source] = namespace[name]
        return _detached(self.probes[source](*arguments))

    def _op_gradients(
        self, outputs: list[int], grads: list[Tensor | None], inputs: list[int]
    ) -> list[Tensor | None]:
        """∂(outputs · grads) by each of the inputs."""
        ends, wanted = self._reached(outputs, grads), [self.objects[n] for n in inputs]
        if not ends or not wanted:
            return [None] * len(wanted)
        tensors, weights = zip(*ends, strict=True)
        return list(
            torch.autograd.grad(tensors, wanted, weights, retain_graph=True, allow_unused=True)
        )

    def _op_backward(
        self, outputs: list[int], grads: list[Tensor | None], inputs: list[int]
    ) -> list[Tensor | None]:
        """Accumulate gradients in the student's tensors; return those of the judge's."""
        copies = [self.objects[n] for n in inputs]
        for copy in copies:
            copy.grad = None
        if ends := self._reached(outputs, grads):
            tensors, weights = zip(*ends, strict=True)
            torch.autograd.backward(tensors, weights, retain_graph=True)
        return [copy.grad for copy in copies]

    def _reached(
        self, outputs: list[int], grads: list[Tensor | None]
    ) -> list[tuple[Tensor, Tensor]]:
        pairs = zip(outputs, grads, strict=True)
        return [(self.objects[number], grad) for number, grad in pairs if grad is not None]


def _detached(value: Any) -> Any:
    """Return what a probe found, cut off from any graph."""
    if isinstance(value, Tensor):
        return value.detach()
    if isinstance(value, list):
        return [_detached(v) for v in value]
    if isinstance(value, tuple):
        return tuple(_detached(v) for v in value)
    if isinstance(value, dict):
        return {k: _detached(v) for k, v in value.items()}
    return value


def _named(module: str, path: str) -> Any:
    """Return a library's function or class, such as `torch.tanh`."""
    found: Any = importlib.import_module(module)
    for part in path.split(".") if path else []:
        found = getattr(found, part)
    return found


@contextlib.contextmanager
def _mirrored(request: dict[str, Any]) -> Iterator[None]:
    """Compute as the judge would: its dtype, its seed, with gradients or without."""
    before = torch.get_default_dtype()
    torch.set_default_dtype(getattr(torch, request["dtype"]))
    if "seed" in request:
        torch.manual_seed(request["seed"])
    try:
        with torch.set_grad_enabled(request["gradients"]):
            yield
    finally:
        torch.set_default_dtype(before)


def _described(error: BaseException) -> dict[str, Any]:
    """Return the error's class with its bases, its words, and where in a cell it came from."""
    try:
        text = str(error)[:_LONGEST_TEXT]
    except Exception:
        text = "(its message cannot be shown)"
    names = [c.__name__[:100] for c in type(error).__mro__[:8]]
    cells = [f for f in traceback.extract_tb(error.__traceback__) if _IN_A_CELL.search(f.filename)]
    place = f"in `{cells[-1].name[:100]}`, line {cells[-1].lineno} of its cell" if cells else ""
    return {"names": names, "text": text, "place": place}
