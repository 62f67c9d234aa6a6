"""The judges' process: `python -m autograde.judge.server FD`, started by client.py.

It imports what judges need, once, and forks one judge for every request. A request is one packet
with two sockets: the channel to a student's process, and the line on which the judge gets its work
and gives its rulings. It ends when the other end of its own socket is closed.
"""

from __future__ import annotations

import array
import contextlib
import ctypes
import gc
import importlib
import json
import os
import pkgutil
import random
import resource
import signal
import socket
import struct
import sys
from dataclasses import asdict
from typing import Any, NoReturn

import matplotlib.pyplot  # noqa: F401  (notebooks import it)
import numpy as np
import torch
import torch.fx.experimental.symbolic_shapes  # torch's first gradient does: half a second

from autograde import hidden
from autograde.hidden import context, probe
from course_utils import checks

from .cells import Cells
from .errors import BrokenTest
from .gradients import grad_across
from .session import Session
from .wire import ChannelBroken, Writer, receive, send

MEMORY_BYTES = 8 << 30
_LENGTH = struct.Struct(">I")
_PDEATHSIG = 1

for _package in (hidden, checks):  # what a judge would import for itself
    for _module in pkgutil.iter_modules(_package.__path__, f"{_package.__name__}."):
        importlib.import_module(_module.name)


def main(requests: socket.socket) -> None:
    """Fork a judge for each request until there can be no more."""
    torch.set_num_threads(1)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for a judge
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _warm()
    gc.collect()
    gc.freeze()
    while True:
        modules, descriptors = _request(requests)
        if len(descriptors) != 2:
            return
        for module in modules:
            with contextlib.suppress(Exception):
                importlib.import_module(module)
        if os.fork() == 0:
            requests.close()
            _be_a_judge(*(socket.socket(fileno=fd) for fd in descriptors))
        for fd in descriptors:
            os.close(fd)


def _warm() -> None:
    """Do once what each judge would do at its first request."""
    _fresh_randomness()  # numpy imports its generators at first use
    for name, module in list(sys.modules.items()):
        if name.startswith("autograde.hidden"):
            for value in vars(module).values():
                if isinstance(value, probe):
                    _ = value.source
    Writer(lambda other: []).write(torch.zeros(1))
    ours, theirs = socket.socketpair()
    with ours, theirs:
        send(ours, {}, {"r0": torch.zeros(1)})
        receive(theirs)


def _request(requests: socket.socket) -> tuple[list[str], list[int]]:
    data, extra, _, _ = requests.recvmsg(1 << 16, socket.CMSG_SPACE(2 * 4))
    descriptors = array.array("i")
    for level, kind, content in extra:
        if level == socket.SOL_SOCKET and kind == socket.SCM_RIGHTS:
            descriptors.frombytes(content[: len(content) - len(content) % 4])
    return (json.loads(data) if data else []), list(descriptors)


def _be_a_judge(channel: socket.socket, line: socket.socket) -> NoReturn:
    code = 1
    try:
        _prepare()
        judge(channel, line)
        code = 0
    finally:
        os._exit(code)


def _prepare() -> None:
    """Make a forked process one of its own: its end, its memory, its random numbers."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(_PDEATHSIG, signal.SIGKILL)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    _fresh_randomness()


def _fresh_randomness() -> None:
    seed = int.from_bytes(os.urandom(4))
    random.seed(seed)
    np.random.seed(seed)
    torch.manual_seed(seed)


def judge(channel: socket.socket, line: socket.socket) -> None:
    """Rule on test cells, one after the other, for as long as someone asks."""
    say(line, {"pid": os.getpid()})
    if (work := hear(line)) is None:
        return
    session = Session(channel)
    context.sources = work["sources"]
    context.ask_probe = lambda *probe: session.ask("probe", *probe, refs=False)
    torch.autograd.grad = grad_across(torch.autograd.grad, session)
    torch.manual_seed = _mirrored_seed(session)
    cells = Cells(session, work["preamble"])
    while (cell := hear(line)) is not None:
        try:
            answer = {"ruling": asdict(cells.rule(**cell))}
        except BrokenTest as error:
            answer = {"broken": str(error)}
        except ChannelBroken as error:
            say(line, {"died": str(error)})
            return
        say(line, {**answer, "requests": session.requests})


def _mirrored_seed(session: Session) -> Any:
    original = torch.manual_seed

    def manual_seed(seed: int) -> torch.Generator:
        session.seed = int(seed)
        return original(seed)

    return manual_seed


def say(line: socket.socket, message: dict[str, Any]) -> None:
    """Send one message to the executor."""
    data = json.dumps(message).encode()
    line.sendall(_LENGTH.pack(len(data)) + data)


def hear(line: socket.socket) -> dict[str, Any] | None:
    """Return the executor's next message, None when there will be no more."""
    head = line.recv(_LENGTH.size, socket.MSG_WAITALL)
    if len(head) < _LENGTH.size:
        return None
    (size,) = _LENGTH.unpack(head)
    data = line.recv(size, socket.MSG_WAITALL)
    return json.loads(data) if len(data) == size else None


if __name__ == "__main__":
    main(socket.socket(fileno=int(sys.argv[1])))
